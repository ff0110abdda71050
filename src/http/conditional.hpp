#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace lw::http {

/// What If-None-Match or If-Match names (RFC 9110 §8.8.3, §13.1): any representation, or these.
struct EntityTags {
  struct Tag {
    std::string opaque;  ///< without quotes
    bool weak = false;
    bool operator==(const Tag&) const = default;
  };
  bool any = false;
  std::vector<Tag> tags;

  /// True when `opaque` is among them by weak comparison (RFC 9110 §8.8.3.2): for If-None-Match.
  [[nodiscard]] bool matches_weakly(std::string_view opaque) const;

  bool operator==(const EntityTags&) const = default;
};

/// Reads the value of the header: "*", or entity tags with commas between. kInvalidInput when
/// malformed; kTooLarge beyond kEntityTagsMax.
[[nodiscard]] Result<EntityTags> parse_entity_tags(std::string_view text);

/// Returns the header value that parse_entity_tags reads back as the same.
std::string format_entity_tags(const EntityTags& tags);

}  // namespace lw::http
