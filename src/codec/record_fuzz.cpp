#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "codec/record.hpp"
#include "codec/reflect_cbor.hpp"

// An entry of a log is a record in one form only: what is accepted is written back byte for byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const ByteView bytes(data, size);
  if (const auto record = codec::decode_record(bytes)) {
    LW_ASSERT(record->body.has_value() != record->sealed.has_value());
    const auto again = codec::encode_record(*record);
    LW_ASSERT(again ? std::ranges::equal(*again, bytes) : size > codec::kRecordSizeMax);
    LW_ASSERT(codec::sealing_context(*record).size() <= size);
  }
  if (const auto content = codec::from_cbor<codec::SealedContent>(bytes))
    LW_ASSERT(std::ranges::equal(codec::to_cbor(*content), bytes));
  return 0;
}
