#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/cvss4.hpp"

// Every vector that can be read has a score; supplemental metrics do not count.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const auto vector = codec::parse_cvss4(as_text(ByteView(data, size)));
  if (!vector) return 0;
  const auto score = codec::score_cvss4(*vector);
  LW_ASSERT(score >= 0 && score <= 100);
  auto base = *vector;
  for (auto i = static_cast<std::size_t>(codec::Cvss4Metric::kS); i < codec::kCvss4Metrics; ++i)
    base.chosen[i] = 'X';
  LW_ASSERT(codec::score_cvss4(base) == score);
  return 0;
}
