#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "codec/tlog_proof.hpp"

// A proof has one spelling: what is accepted is written back byte for byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const auto text = as_text(ByteView(data, size));
  if (const auto proof = codec::parse_tlog_proof(text))
    LW_ASSERT(codec::format_tlog_proof(*proof) == text);
  return 0;
}
