#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/cve.hpp"
#include "codec/kev.hpp"

// Whatever is accepted is named and within its bounds; reading it again gives the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  static codec::CveReader reader(
      {.record_bytes_max = 1 << 16, .list_items_max = 64, .text_bytes_max = 512});
  const auto text = as_text(ByteView(data, size));
  const auto read = reader.read(text);
  if (read) {
    const codec::KeptCveRecord kept(**read);
    const codec::CveRecord* record = &kept.record();
    LW_ASSERT(codec::is_cve_id(record->id));
    LW_ASSERT(record->products.size() <= 64);
    for (const auto& score : record->scores)
      LW_ASSERT(score.base_score_tenths >= 0 && score.base_score_tenths <= 100);
    LW_ASSERT(**reader.read(text) == *record);
  }
  return 0;
}
