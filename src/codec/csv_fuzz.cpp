#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/csv.hpp"

// A record that was read is read again, alike, from what is written of it; and cutting the input
// elsewhere changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const auto text = as_text(ByteView(data, size));
  const codec::CsvLimits limits{
      .field_bytes_max = 256, .record_bytes_max = 1024, .columns_max = 8, .rescans_max = 4};
  const auto read = [&](std::size_t cut) {
    std::vector<std::vector<std::string>> records;
    codec::CsvReader reader({.record = [&](codec::CsvRecord&& record) -> Result<void> {
                               records.push_back(std::move(record.fields));
                               return {};
                             },
                             .fault = [](codec::CsvFault&&) -> Result<void> { return {}; }},
                            limits);
    LW_ASSERT(reader.feed(text.substr(0, cut)));
    LW_ASSERT(reader.feed(text.substr(cut)));
    LW_ASSERT(reader.finish());
    return records;
  };
  const auto records = read(size);
  LW_ASSERT(read(size / 2) == records);
  for (const auto& fields : records) {
    const std::string line = codec::csv_line(fields, codec::FormulaEscape::kNone);
    std::vector<std::string> again;
    codec::CsvReader reader({.record = [&](codec::CsvRecord&& record) -> Result<void> {
                               again = std::move(record.fields);
                               return {};
                             },
                             .fault = [](codec::CsvFault&&) -> Result<void> { return {}; }});
    LW_ASSERT(reader.feed(line) && reader.finish());
    LW_ASSERT(again == fields);
  }
  return 0;
}
