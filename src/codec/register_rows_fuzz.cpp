#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/certificate_number.hpp"
#include "codec/register_rows.hpp"

// Rows stay within their bounds, and a certificate number that was found is found again in itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const auto text = as_text(ByteView(data, size));
  const codec::RegisterLimits limits{.row_bytes_max = 4096, .links_max = 4, .snapshots_max = 8};
  if (const auto row = codec::parse_register_row(text, limits)) {
    LW_ASSERT(row->report_links.size() <= limits.links_max);
    LW_ASSERT(!row->product_name.empty());
  }
  if (const auto snapshots = codec::parse_register_snapshots(text, limits)) {
    LW_ASSERT(snapshots->size() <= limits.snapshots_max);
  }
  for (const auto& number : codec::certificate_numbers_in(text)) {
    const auto again = codec::certificate_numbers_in(number);
    LW_ASSERT(again.size() == 1 && again[0] == number);
  }
  const std::vector<std::string> fields{std::string(text)};
  if (const auto header = codec::parse_register_header(fields)) {
    (void)codec::parse_register_record(*header, fields);
  }
  return 0;
}
