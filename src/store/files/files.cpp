#include "store/files/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lw::store {
namespace {

constexpr const char* kTemporary = ".writing";

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }

 private:
  int fd_;
};

int open_retrying(const std::filesystem::path& path, int flags, mode_t mode) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

Result<void> write_all(int fd, ByteView bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return std::unexpected(system_error(errno, "cannot write", path));
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
  if (::fsync(fd) != 0) return std::unexpected(system_error(errno, "cannot synchronise", path));
  return {};
}

}  // namespace

Error system_error(int number, std::string what, const std::filesystem::path& path) {
  const std::string text = fmt::format("{}: {}", what, std::strerror(number));
  if (number == EACCES || number == EPERM || number == EROFS) {
    return {ErrorCode::kRefused, text, path.string(), "the store may only be read here"};
  }
  if (number == ENOENT) return {ErrorCode::kNotFound, text, path.string(), {}};
  if (number == ENOSPC || number == EDQUOT || number == EFBIG) {
    return {ErrorCode::kUnavailable, text, path.string(),
            "make room and try again; the file is what it was"};
  }
  return {ErrorCode::kUnavailable, text, path.string(), {}};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const Descriptor directory(
      open_retrying(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY, 0));
  if (!directory.open() || ::fsync(directory.get()) != 0) {
    return std::unexpected(system_error(errno, "cannot synchronise folder", folder));
  }
  return {};
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (folder.empty() || std::filesystem::is_directory(folder, error)) return {};
  const auto parent = folder.parent_path();
  if (parent != folder) LW_CHECK(make_folder(parent));
  if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
    return std::unexpected(system_error(errno, "cannot make folder", folder));
  }
  return sync_folder(parent);
}

Result<void> write_file(const std::filesystem::path& path, ByteView bytes, WriteOptions options) {
  const auto folder = path.parent_path();
  LW_CHECK(make_folder(folder));
  const auto temporary = folder / (path.filename().string() + kTemporary);
  const mode_t mode = options.access == FileAccess::kPrivate ? 0600 : 0644;
  const auto write_temporary = [&]() -> Result<void> {
    const Descriptor file(
        open_retrying(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode));
    if (!file.open()) return std::unexpected(system_error(errno, "cannot make file", temporary));
    return write_all(file.get(), bytes, temporary);
  };
  if (auto written = write_temporary(); !written) {
    ::unlink(temporary.c_str());
    return written;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const Error error = system_error(errno, "cannot rename", path);
    ::unlink(temporary.c_str());
    return std::unexpected(error);
  }
  if (options.directory == DirectorySync::kNow) return sync_folder(folder);
  return {};
}

Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t size_max) {
  const Descriptor file(open_retrying(path, O_RDONLY, 0));
  struct stat info{};
  if (!file.open() || ::fstat(file.get(), &info) != 0) {
    return std::unexpected(system_error(errno, "cannot open", path));
  }
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kInvalidInput, "not a file", path.string());
  if (static_cast<std::uint64_t>(info.st_size) > size_max) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("file of {} bytes; at most {}", info.st_size, size_max), path.string());
  }
  Bytes out(static_cast<std::size_t>(info.st_size));
  std::size_t have = 0;
  while (have < out.size()) {
    const ssize_t got = ::read(file.get(), out.data() + have, out.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(system_error(errno, "cannot read", path));
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  out.resize(have);
  return out;
}

}  // namespace lw::store
