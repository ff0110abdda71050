#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/target.hpp"

namespace lw::http {

class EventHub;

/// The methods that we know; any other is answered 501.
enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions };

/// Returns the method as it stands on the wire.
std::string_view to_string(Method method);
/// Reads it; nullopt when it is none that we know.
std::optional<Method> method_of(std::string_view text);

/// One header line.
struct Header {
  std::string name;  ///< lower case in requests
  std::string value;
};

/// A request as handlers see it.
struct Request {
  Method method = Method::kGet;
  Target target;
  std::vector<Header> headers;
  std::string body;
  std::string id;  ///< names the request in answer, log and problem document

  /// Returns the value of a header by its lower-case name, nullptr when it is absent. Of one that
  /// came twice, the first.
  [[nodiscard]] const std::string* header(std::string_view name) const;
};

/// An open file that is sent in pieces.
class File {
 public:
  /// Opens a regular file for reading; links are not followed. kNotFound, kUnavailable.
  [[nodiscard]] static Result<File> open(const std::filesystem::path& path);
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Reads from `offset`; returns how many bytes were read, at least one. kUnavailable when there
  /// are none: the file became shorter, or the disk fails.
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const;

 private:
  File(int fd, std::uint64_t size) : fd_(fd), size_(size) {}
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

/// What is sent back. Exactly one of body, file and events is used.
struct Response {
  int status = 200;
  std::string content_type;
  std::string etag;           ///< opaque part, without quotes; empty for none
  std::string cache_control;  ///< empty means "no-store"
  std::vector<Header> headers;
  std::string body;
  std::optional<File> file;
  /// The answer goes on as server-sent events: `body` first, then what the hub publishes.
  std::shared_ptr<EventHub> events;
};

/// Returns the reason phrase of a status that we send.
std::string_view reason(int status);

}  // namespace lw::http
