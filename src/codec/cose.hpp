#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "base/result.hpp"

/// COSE_Sign1 of RFC 9052 §4.2: its structure and what its signature covers. Nothing here checks a
/// signature.
namespace lw::codec {

/// Algorithms of RFC 9053 that we know, by their registered numbers.
enum class CoseAlgorithm : std::int64_t {
  kEs256 = -7,  ///< ECDSA with P-256 and SHA-256
  kEdDsa = -8,  ///< Ed25519 here
};

/// The longest COSE_Sign1 that we read: it has to fit a log entry.
inline constexpr std::size_t kCoseSizeMax = 65'535;

/// A COSE_Sign1 with its payload attached.
struct CoseSign1 {
  Bytes protected_header;  ///< the encoded map, exactly as signed
  CoseAlgorithm algorithm =
      CoseAlgorithm::kEdDsa;  ///< from the protected header, never from the unprotected one
  Bytes
      key_id;  ///< label 4, from the protected header if there, else the unprotected; may be empty
  Bytes payload;
  Bytes signature;  ///< 64 bytes for both algorithms

  bool operator==(const CoseSign1&) const = default;
};

/// Returns the protected header that we write: {1: algorithm}, deterministic.
Bytes cose_protected_header(CoseAlgorithm algorithm);

/// Returns Sig_structure (RFC 9052 §4.4): the bytes that are signed. `external` is usually empty.
Bytes cose_signed_bytes(ByteView protected_header, ByteView payload, ByteView external = {});

/// Returns the tagged encoding (tag 18) with the key id, unless empty, in the unprotected header.
Bytes encode_cose_sign1(const CoseSign1& message);

/// Reads a COSE_Sign1, tagged 18 or bare. kInvalidInput when malformed, not deterministic,
/// detached, or without an algorithm in the protected header; kUnsupported for another algorithm or
/// a critical header; kTooLarge.
[[nodiscard]] Result<CoseSign1> decode_cose_sign1(ByteView bytes);

}  // namespace lw::codec
