#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "codec/tlog.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const ByteView bytes(data, size);
  const auto parsed = codec::parse_bundle_leniently(bytes);
  Bytes again;
  for (const auto entry : parsed.entries) codec::append_to_bundle(again, entry);
  LW_ASSERT(again.size() <= size && std::equal(again.begin(), again.end(), data));
  LW_ASSERT(parsed.cut_short == (again.size() != size));
  if (parsed.entries.size() <= codec::kTileWidth) {
    const auto count = static_cast<std::uint32_t>(parsed.entries.size());
    LW_ASSERT(codec::parse_bundle(bytes, count).has_value() == !parsed.cut_short);
  }
  if (const auto path = codec::parse_tile_path(as_text(bytes))) {
    LW_ASSERT(path->tile.index <= codec::kTileIndexMax);
  }
  return 0;
}
