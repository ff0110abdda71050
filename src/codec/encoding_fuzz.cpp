#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/encoding.hpp"

// Whatever comes in, what goes out is UTF-8, and a date that was read is one that can be written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const auto text = as_text(ByteView(data, size));
  if (const auto decoded = codec::to_utf8(text)) {
    LW_ASSERT(is_utf8(decoded->text));
    LW_ASSERT(is_utf8(codec::decode_entities(decoded->text)));
    LW_ASSERT(codec::fold(codec::fold(decoded->text)) == codec::fold(decoded->text));
  }
  if (const auto date = codec::parse_us_date(text)) LW_ASSERT(Date::parse(date->text()) == *date);
  if (const auto date = codec::parse_slash_date(text))
    LW_ASSERT(Date::parse(date->text()) == *date);
  if (const auto date = codec::parse_timestamp_day(text))
    LW_ASSERT(Date::parse(date->text()) == *date);
  return 0;
}
