#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "codec/cbor.hpp"

namespace {

using namespace lw;

/// Writes the next item anew, from what the reader says it is.
void copy(codec::CborReader& in, codec::CborWriter& out) {
  switch (in.peek().value()) {
    case codec::CborType::kUnsigned: return out.unsigned_integer(in.unsigned_integer().value());
    case codec::CborType::kNegative: {
      // Integers below -2^63 are CBOR and not ours: they are passed on as they stand.
      codec::CborReader probe = in;
      if (const auto value = probe.integer()) return in = probe, out.integer(*value);
      return out.raw(in.item().value());
    }
    case codec::CborType::kBytes: return out.bytes(in.bytes().value());
    case codec::CborType::kText: return out.text(in.text().value());
    case codec::CborType::kBoolean: return out.boolean(in.boolean().value());
    case codec::CborType::kNull: return LW_ASSERT(in.null()), out.null();
    case codec::CborType::kTag: return out.tag(in.tag().value()), copy(in, out);
    case codec::CborType::kArray:
    case codec::CborType::kMap: break;
  }
  const bool is_map = in.peek().value() == codec::CborType::kMap;
  const std::size_t size = is_map ? in.map().value() : in.array().value();
  is_map ? out.map(size) : out.array(size);
  for (std::size_t i = 0; i < (is_map ? 2 * size : size); ++i) copy(in, out);
}

}  // namespace

// What is accepted is in the one deterministic form: written anew it is the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  codec::CborReader whole(ByteView(data, size));
  const auto item = whole.item();
  if (!item) return 0;
  LW_ASSERT(item->data() == data && item->size() <= size);
  codec::CborReader in(*item);
  codec::CborWriter out;
  copy(in, out);
  LW_ASSERT(in.end().has_value());
  LW_ASSERT(std::ranges::equal(out.view(), *item));
  return 0;
}
