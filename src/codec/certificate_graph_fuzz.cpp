#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "codec/certificate_graph.hpp"

// Whatever is read stays within the limits, and every reference is between certificates that the
// drawing labels.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const auto text = as_text(ByteView(data, size));
  const codec::GraphLimits limits{.items_max = 64, .item_bytes_max = 128};
  if (const auto texts = codec::parse_python_texts(text, limits))
    LW_ASSERT(texts->size() <= limits.items_max);
  if (const auto drawing = codec::parse_propagation(text, limits)) {
    LW_ASSERT(!drawing->root.empty() && drawing->references.size() <= limits.items_max);
  }
  return 0;
}
