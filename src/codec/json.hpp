#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace lw::codec {

/// Bounds on JSON from outside.
struct JsonLimits {
  std::size_t size_bytes_max = 64U << 20;
  std::size_t depth_max = 64;
};

/// Reads one JSON text (RFC 8259), strictly: UTF-8, no repeated keys in an object, no number beyond
/// what a double holds, nothing after the value. kInvalidInput with "line L, column C"; kTooLarge
/// beyond the limits.
[[nodiscard]] Result<boost::json::value> parse_json(std::string_view text,
                                                    const JsonLimits& limits = {});

/// Returns the value as text with two-space indentation and a final line feed, for people and for
/// diffs.
std::string pretty_json(const boost::json::value& value);

/// Returns "line L, column C" (both from 1) of a byte offset in `text`.
std::string position_in(std::string_view text, std::size_t offset);

}  // namespace lw::codec
