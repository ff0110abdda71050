#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/kev.hpp"

// Every entry that is read names a vulnerability.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  if (const auto list = codec::parse_kev(as_text(ByteView(data, size)))) {
    for (const auto& entry : list->entries)
      LW_ASSERT(codec::is_cve_id(entry.cve) || !entry.euvd.empty());
  }
  return 0;
}
