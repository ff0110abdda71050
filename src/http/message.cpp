#include "http/message.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace lw::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods{{
    {Method::kGet, "GET"},
    {Method::kHead, "HEAD"},
    {Method::kPost, "POST"},
    {Method::kPut, "PUT"},
    {Method::kPatch, "PATCH"},
    {Method::kDelete, "DELETE"},
    {Method::kOptions, "OPTIONS"},
}};

std::unexpected<Error> file_error(const std::filesystem::path& path, int number) {
  const bool absent = number == ENOENT || number == ENOTDIR || number == ELOOP;
  return fail(absent ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
              std::error_code(number, std::generic_category()).message(), path.string());
}

}  // namespace

std::string_view to_string(Method method) {
  const auto* it = std::ranges::find(kMethods, method, &std::pair<Method, std::string_view>::first);
  return it->second;
}

std::optional<Method> method_of(std::string_view text) {
  const auto* it = std::ranges::find(kMethods, text, &std::pair<Method, std::string_view>::second);
  if (it == kMethods.end()) return std::nullopt;
  return it->first;
}

const std::string* Request::header(std::string_view name) const {
  const auto it = std::ranges::find(headers, name, &Header::name);
  return it == headers.end() ? nullptr : &it->value;
}

Result<File> File::open(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return file_error(path, errno);
  File out(fd, 0);
  struct stat about{};
  if (::fstat(fd, &about) != 0) return file_error(path, errno);
  if (!S_ISREG(about.st_mode)) return file_error(path, ENOENT);
  out.size_ = static_cast<std::uint64_t>(about.st_size);
  return out;
}

File::File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}

File& File::operator=(File&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  return *this;
}

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::size_t> File::read_at(std::uint64_t offset, std::span<char> out) const {
  ssize_t got = 0;
  do {
    got = ::pread(fd_, out.data(), out.size(), static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return fail(ErrorCode::kUnavailable, "a file became shorter while it was sent");
  return static_cast<std::size_t>(got);
}

std::string_view reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 422: return "Unprocessable Content";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "";
  }
}

}  // namespace lw::http
