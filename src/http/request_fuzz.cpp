#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "http/conditional.hpp"
#include "http/target.hpp"

// What is read can be written, and is then read as the same; no segment leads out of its folder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const std::string_view text = as_text(ByteView(data, size));
  if (const auto target = http::parse_target(text)) {
    for (const auto& segment : target->segments) {
      LW_ASSERT(!segment.empty() && segment != "." && segment != ".." && is_utf8(segment));
      LW_ASSERT(segment.find_first_of(std::string_view("\0\\\r\n", 4)) == std::string::npos);
    }
    const std::string written = http::format_target(*target);
    const auto again = http::parse_target(written);
    // Escaping may make it longer than what is read.
    LW_ASSERT(again ? *again == *target : again.error().code == ErrorCode::kTooLarge);
  }
  if (const auto tags = http::parse_entity_tags(text))
    LW_ASSERT(http::parse_entity_tags(http::format_entity_tags(*tags)).value() == *tags);
  return 0;
}
