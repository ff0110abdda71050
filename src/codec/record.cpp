#include "codec/record.hpp"

#include <fmt/format.h>

#include "codec/reflect_cbor.hpp"

namespace lw::codec {
namespace {

constexpr std::size_t kCommandIdSize = 16;
constexpr std::size_t kNonceSize = 12;

}  // namespace

Result<Bytes> encode_record(const Record& record) {
  Bytes out = to_cbor(record);
  if (out.size() > kRecordSizeMax) {
    return fail(
        ErrorCode::kTooLarge, fmt::format("record of {} bytes ({})", out.size(), record.event), {},
        "an entry holds at most 65,535 bytes: keep the document as a blob and name its digest");
  }
  return out;
}

Result<Record> decode_record(ByteView bytes) {
  LW_TRY(Record out, from_cbor<Record>(bytes));
  if (out.body.has_value() == out.sealed.has_value()) {
    return fail(ErrorCode::kInvalidInput, "a record has either a body or a sealed body");
  }
  if (out.command_id.size() != kCommandIdSize) {
    return fail(ErrorCode::kInvalidInput, "a command id has 16 bytes");
  }
  if (out.sealed && out.sealed->nonce.size() != kNonceSize) {
    return fail(ErrorCode::kInvalidInput, "a sealed body has a nonce of 12 bytes");
  }
  if (out.body) {
    CborReader body(out.body->bytes);
    LW_TRY(const CborType type, body.peek());
    if (type != CborType::kMap) return fail(ErrorCode::kInvalidInput, "a record's body is a map");
  }
  return out;
}

Bytes sealing_context(Record record) {
  record.body.reset();
  record.sealed.reset();
  return to_cbor(record);
}

}  // namespace lw::codec
