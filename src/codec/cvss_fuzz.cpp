#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/cvss.hpp"

// Every vector that is read has scores between 0 and 10.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  if (const auto vector = codec::parse_cvss(as_text(ByteView(data, size)))) {
    const auto scores = codec::score_cvss(*vector);
    for (const auto tenths :
         {scores.base_tenths, scores.temporal_tenths, scores.environmental_tenths}) {
      LW_ASSERT(tenths >= 0 && tenths <= 100);
    }
  }
  return 0;
}
