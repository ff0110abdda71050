#pragma once

#include <array>

#include "codec/cose.hpp"
#include "crypto/ed25519.hpp"

namespace lw::crypto {

/// Returns a COSE_Sign1 over `payload` by `key` (EdDSA), the payload attached; `key_id` stands in
/// the unprotected header.
Bytes cose_sign1(const PrivateKey& key, ByteView key_id, ByteView payload);

/// An uncompressed P-256 public key.
struct P256Key {
  std::array<std::uint8_t, 32> x{};
  std::array<std::uint8_t, 32> y{};
};

/// Checks an EdDSA COSE_Sign1; `external` is what the signer bound in beside it, usually nothing.
/// kUnsupported for another algorithm; kInvalidInput when the signature is not `key`'s.
[[nodiscard]] Result<void> cose_verify1(const codec::CoseSign1& message, const PublicKey& key,
                                        ByteView external = {});

/// Checks an ES256 COSE_Sign1 (signature r || s, RFC 9053 §2.1). kUnsupported for another
/// algorithm; kInvalidInput when the key is no point of the curve or the signature is not its own.
[[nodiscard]] Result<void> cose_verify1(const codec::CoseSign1& message, const P256Key& key,
                                        ByteView external = {});

}  // namespace lw::crypto
