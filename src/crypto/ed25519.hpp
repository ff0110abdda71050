#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

struct evp_pkey_st;

namespace lw::crypto {

/// An Ed25519 public key (RFC 8032 §5.1.5).
struct PublicKey {
  static constexpr std::size_t kSizeBytes = 32;
  std::array<std::uint8_t, kSizeBytes> bytes{};

  /// Takes exactly 32 bytes; kInvalidInput otherwise. Whether they are a point shows at
  /// verification.
  [[nodiscard]] static Result<PublicKey> from_bytes(ByteView bytes);
  auto operator<=>(const PublicKey&) const = default;
};

/// An Ed25519 signature.
using Signature = std::array<std::uint8_t, 64>;

/// An Ed25519 private key. Secret; wiped when it goes.
class PrivateKey {
 public:
  static constexpr std::size_t kSeedBytes = 32;

  /// Returns a new key. kUnavailable when the random generator fails.
  [[nodiscard]] static Result<PrivateKey> generate();

  /// Returns the key of a 32-byte seed (RFC 8032 §5.1.5); kInvalidInput for another size.
  [[nodiscard]] static Result<PrivateKey> from_seed(ByteView seed);

  /// Reads a PEM PKCS#8 key, encrypted or not. kInvalidInput when it is not an Ed25519 key or the
  /// passphrase is wrong; kIncomplete when it is encrypted and `passphrase` is empty.
  [[nodiscard]] static Result<PrivateKey> from_pem(std::string_view pem,
                                                   std::string_view passphrase);

  /// Returns PEM PKCS#8; encrypted with AES-256-CBC under PBKDF2 unless `passphrase` is empty.
  [[nodiscard]] Result<std::string> to_pem(std::string_view passphrase) const;

  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }

  /// Returns the signature over `message`; deterministic (RFC 8032 §5.1.6).
  [[nodiscard]] Signature sign(ByteView message) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  explicit PrivateKey(evp_pkey_st* key);

  std::unique_ptr<evp_pkey_st, Free> key_;
  PublicKey public_key_;
};

/// True when `signature` is `key`'s over `message`. False for a key that is no point of the curve.
bool verify(const PublicKey& key, ByteView message, ByteView signature);

}  // namespace lw::crypto
