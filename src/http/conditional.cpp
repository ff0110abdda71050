#include "http/conditional.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/limits.hpp"

namespace lw::http {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }

void skip_space(std::string_view& text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

/// RFC 9110 §8.8.3 etagc: visible, no double quote, or above ASCII.
bool is_tag_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x21 || (byte >= 0x23 && byte <= 0x7e) || byte >= 0x80;
}

Result<EntityTags::Tag> take_tag(std::string_view& text) {
  EntityTags::Tag out;
  if (text.starts_with("W/")) {
    out.weak = true;
    text.remove_prefix(2);
  }
  if (text.empty() || text.front() != '"')
    return fail(ErrorCode::kInvalidInput, "an entity tag stands in double quotes");
  text.remove_prefix(1);
  while (!text.empty() && is_tag_character(text.front())) {
    out.opaque.push_back(text.front());
    text.remove_prefix(1);
  }
  if (text.empty() || text.front() != '"')
    return fail(ErrorCode::kInvalidInput, "an entity tag ends in a double quote");
  text.remove_prefix(1);
  return out;
}

}  // namespace

bool EntityTags::matches_weakly(std::string_view opaque) const {
  return any || std::ranges::any_of(tags, [&](const Tag& tag) { return tag.opaque == opaque; });
}

Result<EntityTags> parse_entity_tags(std::string_view text) {
  EntityTags out;
  skip_space(text);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (text == "*") {
    out.any = true;
    return out;
  }
  while (true) {
    if (out.tags.size() == kEntityTagsMax)
      return fail(ErrorCode::kTooLarge, fmt::format("more than {} entity tags", kEntityTagsMax));
    LW_TRY(EntityTags::Tag tag, take_tag(text));
    out.tags.push_back(std::move(tag));
    skip_space(text);
    if (text.empty()) return out;
    if (text.front() != ',')
      return fail(ErrorCode::kInvalidInput, "between entity tags stands a comma");
    text.remove_prefix(1);
    skip_space(text);
  }
}

std::string format_entity_tags(const EntityTags& tags) {
  if (tags.any) return "*";
  std::string out;
  for (const auto& tag : tags.tags)
    out += fmt::format("{}{}\"{}\"", out.empty() ? "" : ", ", tag.weak ? "W/" : "", tag.opaque);
  return out;
}

}  // namespace lw::http
