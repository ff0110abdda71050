#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "codec/cose.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const auto message = codec::decode_cose_sign1(ByteView(data, size));
  if (message) {
    const auto again = codec::decode_cose_sign1(codec::encode_cose_sign1(*message));
    LW_ASSERT(again && again->payload == message->payload &&
              again->signature == message->signature &&
              again->protected_header == message->protected_header &&
              again->algorithm == message->algorithm);
  }
  return 0;
}
