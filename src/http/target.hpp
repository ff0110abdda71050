#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace lw::http {

/// A request target, read: path segments and query parameters, percent-decoded, in order.
struct Target {
  std::vector<std::string> segments;  ///< none for "/"
  std::vector<std::pair<std::string, std::string>> query;

  /// Returns the value of a query parameter, nullptr when it is absent.
  [[nodiscard]] const std::string* parameter(std::string_view name) const;

  bool operator==(const Target&) const = default;
};

/// Reads a request target in origin-form or, as RFC 9112 §3.2.2 asks of servers, in absolute-form
/// for http and https.
///
/// Strict, so that no two programs on the way read it differently: only characters of RFC 3986
/// §3.3 and §3.4; escapes are whole; what they decode to is UTF-8 without control characters; no
/// empty segment, no "." or "..", no backslash. A slash may be escaped: it is then part of its
/// segment. In a query "+" is a space, and no name comes twice. kInvalidInput otherwise; kTooLarge
/// beyond kTargetSizeMax, kSegmentsMax, kParametersMax.
[[nodiscard]] Result<Target> parse_target(std::string_view text);

/// Returns `text` with everything escaped but RFC 3986 §2.3 unreserved characters.
std::string percent_encode(std::string_view text);

/// Returns the target as text that parse_target reads back as the same.
std::string format_target(const Target& target);

}  // namespace lw::http
