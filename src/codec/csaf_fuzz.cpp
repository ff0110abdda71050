#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/csaf.hpp"
#include "codec/csaf_advise.hpp"
#include "codec/csaf_check.hpp"
#include "codec/json.hpp"

// The checks never fail on any JSON, and a document that was read and can be written is read alike
// from what was written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const auto json = codec::parse_json(as_text(ByteView(data, size)),
                                      {.size_bytes_max = 1 << 16, .depth_max = 24});
  if (!json) return 0;
  (void)codec::check_csaf(*json);
  (void)codec::advise_csaf(*json);
  const auto document = codec::read_csaf(*json);
  if (!document) return 0;
  const auto written = codec::write_csaf(*document);
  if (!written) return 0;
  const auto again = codec::read_csaf(*written);
  LW_ASSERT(again && again->products.size() == document->products.size() &&
            again->id == document->id &&
            again->vulnerabilities.size() == document->vulnerabilities.size());
  return 0;
}
