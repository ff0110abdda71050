#include "http/target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.hpp"
#include "http/limits.hpp"

namespace lw::http {
namespace {

constexpr std::string_view kSubDelimiters = "!$&'()*+,;=";
constexpr unsigned char kDelete = 0x7f;

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

/// RFC 3986 §3.3 pchar without the escape.
bool is_path_character(char c) {
  return is_unreserved(c) || kSubDelimiters.find(c) != std::string_view::npos || c == ':' ||
         c == '@';
}

bool is_query_character(char c) { return is_path_character(c) || c == '/' || c == '?'; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == kDelete;
}

/// How "+" is read, and which characters may stand unescaped.
enum class Part { kPath, kQuery };

Result<std::string> decode(std::string_view text, Part part) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0)
        return fail(ErrorCode::kInvalidInput, "an escape is \"%\" and two hexadecimal digits");
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else if (part == Part::kQuery && c == '+') {
      out.push_back(' ');
    } else if (part == Part::kPath ? is_path_character(c) : is_query_character(c)) {
      out.push_back(c);
    } else {
      return fail(ErrorCode::kInvalidInput, "a character that must be percent-encoded is not");
    }
  }
  if (!is_utf8(out)) return fail(ErrorCode::kInvalidInput, "what is percent-encoded is not UTF-8");
  if (std::ranges::any_of(out, is_control))
    return fail(ErrorCode::kInvalidInput, "a control character is percent-encoded");
  return out;
}

Result<std::string> read_segment(std::string_view text) {
  if (text.empty()) return fail(ErrorCode::kInvalidInput, "a path segment is empty");
  LW_TRY(std::string out, decode(text, Part::kPath));
  if (out == "." || out == "..")
    return fail(ErrorCode::kInvalidInput, "\".\" and \"..\" are no path segments");
  if (out.find('\\') != std::string::npos)
    return fail(ErrorCode::kInvalidInput, "a path holds no backslash");
  return out;
}

Result<void> read_path(std::string_view path, Target& out) {
  if (path.empty() || path.front() != '/')
    return fail(ErrorCode::kInvalidInput, "a path starts with \"/\"");
  if (path == "/") return {};
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    if (out.segments.size() == kSegmentsMax)
      return fail(ErrorCode::kTooLarge, fmt::format("more than {} path segments", kSegmentsMax));
    LW_TRY(std::string segment, read_segment(path.substr(0, end)));
    out.segments.push_back(std::move(segment));
    path.remove_prefix(end);
  }
  return {};
}

Result<void> read_query(std::string_view query, Target& out) {
  if (query.empty()) return {};
  while (true) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return fail(ErrorCode::kInvalidInput, "a query parameter is name=value");
    LW_TRY(std::string name, decode(pair.substr(0, equals), Part::kQuery));
    LW_TRY(std::string value, decode(pair.substr(equals + 1), Part::kQuery));
    if (out.parameter(name) != nullptr)
      return fail(ErrorCode::kInvalidInput, fmt::format("{} is given twice", name), name);
    if (out.query.size() == kParametersMax)
      return fail(ErrorCode::kTooLarge,
                  fmt::format("more than {} query parameters", kParametersMax));
    out.query.emplace_back(std::move(name), std::move(value));
    if (end == query.size()) return {};
    query.remove_prefix(end + 1);
  }
}

/// Takes "http://host" off an absolute-form target; RFC 9112 §3.2.2.
std::string_view without_origin(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::size_t path = text.find('/', scheme.size());
    return path == std::string_view::npos ? std::string_view("/") : text.substr(path);
  }
  return text;
}

}  // namespace

const std::string* Target::parameter(std::string_view name) const {
  const auto it = std::ranges::find(query, name, &std::pair<std::string, std::string>::first);
  return it == query.end() ? nullptr : &it->second;
}

Result<Target> parse_target(std::string_view text) {
  if (text.size() > kTargetSizeMax)
    return fail(ErrorCode::kTooLarge, fmt::format("longer than {} bytes", kTargetSizeMax));
  text = without_origin(text);
  const std::size_t question = std::min(text.find('?'), text.size());
  Target out;
  LW_CHECK(read_path(text.substr(0, question), out));
  if (question < text.size()) LW_CHECK(read_query(text.substr(question + 1), out));
  return out;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) out.push_back(c);
    else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string format_target(const Target& target) {
  std::string out;
  for (const auto& segment : target.segments) out += "/" + percent_encode(segment);
  if (out.empty()) out = "/";
  char separator = '?';
  for (const auto& [name, value] : target.query) {
    out += separator + percent_encode(name) + "=" + percent_encode(value);
    separator = '&';
  }
  return out;
}

}  // namespace lw::http
