#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace lw::store {

/// The right to write a store, held by one process at a time for as long as the object lives.
/// The system gives it back when the process dies, however it dies.
class WriterLock {
 public:
  /// Takes the lock on `path`, a small file that stays behind and names the holder's process.
  /// kUnavailable, naming the process, when another holds it; kRefused when the file may not be
  /// written.
  [[nodiscard]] static Result<WriterLock> take(const std::filesystem::path& path);

  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&& other) noexcept;
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock();

 private:
  explicit WriterLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace lw::store
