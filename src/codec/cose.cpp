#include "codec/cose.hpp"

#include <fmt/format.h>

#include <optional>

#include "codec/cbor.hpp"

namespace lw::codec {
namespace {

constexpr std::uint64_t kTagSign1 = 18;
constexpr std::int64_t kLabelAlgorithm = 1;
constexpr std::int64_t kLabelCritical = 2;
constexpr std::int64_t kLabelKeyId = 4;
constexpr std::size_t kSignatureBytes = 64;

struct Headers {
  std::optional<std::int64_t> algorithm;
  std::optional<Bytes> key_id;
};

/// Reads a header map whose form is already checked; labels that we do not know are skipped (RFC
/// 9052 §3.1).
Result<Headers> read_headers(CborReader& in) {
  Headers out;
  LW_TRY(const std::size_t size, in.map());
  for (std::size_t i = 0; i < size; ++i) {
    LW_TRY(const CborType type, in.peek());
    if (type == CborType::kText) {
      LW_CHECK(in.item());
      LW_CHECK(in.item());
      continue;
    }
    LW_TRY(const std::int64_t label, in.integer());
    if (label == kLabelAlgorithm) {
      LW_TRY(out.algorithm, in.integer());
    } else if (label == kLabelCritical) {
      return fail(ErrorCode::kUnsupported, "COSE: critical header");
    } else if (label == kLabelKeyId) {
      LW_TRY(const ByteView id, in.bytes());
      out.key_id = Bytes(id.begin(), id.end());
    } else {
      LW_CHECK(in.item());
    }
  }
  return out;
}

Result<Bytes> read_bytes(CborReader& in) {
  LW_TRY(const ByteView view, in.bytes());
  return Bytes(view.begin(), view.end());
}

}  // namespace

Bytes cose_protected_header(CoseAlgorithm algorithm) {
  CborWriter out;
  out.map(1);
  out.integer(kLabelAlgorithm);
  out.integer(static_cast<std::int64_t>(algorithm));
  return out.take();
}

Bytes cose_signed_bytes(ByteView protected_header, ByteView payload, ByteView external) {
  CborWriter out;
  out.array(4);
  out.text("Signature1");
  out.bytes(protected_header);
  out.bytes(external);
  out.bytes(payload);
  return out.take();
}

Bytes encode_cose_sign1(const CoseSign1& message) {
  CborWriter out;
  out.tag(kTagSign1);
  out.array(4);
  out.bytes(message.protected_header);
  out.map(message.key_id.empty() ? 0 : 1);
  if (!message.key_id.empty()) {
    out.integer(kLabelKeyId);
    out.bytes(message.key_id);
  }
  out.bytes(message.payload);
  out.bytes(message.signature);
  return out.take();
}

Result<CoseSign1> decode_cose_sign1(ByteView bytes) {
  if (bytes.size() > kCoseSizeMax)
    return fail(ErrorCode::kTooLarge, "COSE_Sign1 beyond 65,535 bytes");
  CborReader whole(bytes);
  LW_CHECK(whole.item());  // deterministic all the way down, and not nested too deeply
  LW_CHECK(whole.end());

  CborReader in(bytes);
  LW_TRY(const CborType first, in.peek());
  if (first == CborType::kTag) {
    LW_TRY(const std::uint64_t tag, in.tag());
    if (tag != kTagSign1) return in.bad("not a COSE_Sign1 (tag 18)");
  }
  LW_TRY(const std::size_t size, in.array());
  if (size != 4) return in.bad("a COSE_Sign1 has four parts");
  CoseSign1 out;
  LW_TRY(out.protected_header, read_bytes(in));
  LW_TRY(const Headers open, read_headers(in));
  LW_TRY(out.payload, read_bytes(in));
  LW_TRY(out.signature, read_bytes(in));
  if (out.signature.size() != kSignatureBytes) return in.bad("a signature has 64 bytes");

  CborReader header_whole(out.protected_header);
  LW_CHECK(header_whole.item());
  LW_CHECK(header_whole.end());
  CborReader header(out.protected_header);
  LW_TRY(const Headers closed, read_headers(header));
  if (!closed.algorithm) return in.bad("no algorithm in the protected header");
  if (*closed.algorithm != static_cast<std::int64_t>(CoseAlgorithm::kEdDsa) &&
      *closed.algorithm != static_cast<std::int64_t>(CoseAlgorithm::kEs256)) {
    return fail(ErrorCode::kUnsupported, fmt::format("COSE: algorithm {}", *closed.algorithm));
  }
  out.algorithm = static_cast<CoseAlgorithm>(*closed.algorithm);
  out.key_id = closed.key_id ? *closed.key_id : open.key_id.value_or(Bytes{});
  return out;
}

}  // namespace lw::codec
