#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

/// Files written whole or not at all.
namespace lw::store {

/// Who may read a file that we make.
enum class FileAccess {
  kShared,   ///< 0644
  kPrivate,  ///< 0600: keys
};

/// Whether write_file makes the new name durable itself.
enum class DirectorySync {
  kNow,    ///< the folder is synchronised before the call returns
  kLater,  ///< the caller synchronises the folders of many files at once (sync_folder)
};

/// How write_file writes.
struct WriteOptions {
  FileAccess access = FileAccess::kShared;
  DirectorySync directory = DirectorySync::kNow;
};

/// Writes `bytes` to `path` by way of a temporary file in the same folder: synchronised, then
/// renamed over `path`. Missing folders are made. kUnavailable when the disk is full or fails,
/// kRefused when the folder may not be written; `path` is then what it was. One writer a folder at
/// a time.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, ByteView bytes,
                                      WriteOptions options = {});

/// Returns the bytes of a file. kNotFound; kTooLarge beyond `size_max`; kUnavailable.
[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t size_max);

/// Makes names in `folder` durable. kUnavailable.
[[nodiscard]] Result<void> sync_folder(const std::filesystem::path& folder);

/// Makes `folder` and the folders above it, durably. kUnavailable, kRefused.
[[nodiscard]] Result<void> make_folder(const std::filesystem::path& folder);

/// Returns an error for the system call that just failed with `number` (errno): full disk, no
/// right, or other.
Error system_error(int number, std::string what, const std::filesystem::path& path);

}  // namespace lw::store
