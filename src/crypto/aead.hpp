#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/result.hpp"

/// AES-256-GCM (NIST SP 800-38D) with a 96-bit nonce and a 128-bit tag.
namespace lw::crypto {

inline constexpr std::size_t kAeadKeyBytes = 32;
inline constexpr std::size_t kAeadNonceBytes = 12;
inline constexpr std::size_t kAeadTagBytes = 16;

/// A key of AES-256-GCM. Secret.
using AeadKey = std::array<std::uint8_t, kAeadKeyBytes>;
/// Never used twice with one key: a record's key seals that record and nothing else.
using AeadNonce = std::array<std::uint8_t, kAeadNonceBytes>;

/// Returns the ciphertext of `plain` followed by its tag; `context` is authenticated, not hidden.
Bytes seal(const AeadKey& key, const AeadNonce& nonce, ByteView context, ByteView plain);

/// Returns the plain text. kInvalidInput when key, nonce, context or a single bit of `sealed` is
/// not what was sealed.
[[nodiscard]] Result<Bytes> open(const AeadKey& key, const AeadNonce& nonce, ByteView context,
                                 ByteView sealed);

}  // namespace lw::crypto
