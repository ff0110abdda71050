#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/cwe.hpp"

// A table ends in a catalogue or in an error with its line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const auto table = as_text(ByteView(data, size));
  const auto catalogue = codec::CweCatalogue::parse(table);
  LW_ASSERT(catalogue || catalogue.error().where.starts_with("line "));
  if (!catalogue) return 0;
  const auto id = table.substr(0, table.find('\t'));
  LW_ASSERT(catalogue->has(id) == !catalogue->name_of(id).empty());
  LW_ASSERT(!catalogue->has(id) || catalogue->has(id, catalogue->name_of(id)));
  return 0;
}
