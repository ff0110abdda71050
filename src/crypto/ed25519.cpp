#include "crypto/ed25519.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <climits>

#include "base/assert.hpp"

namespace lw::crypto {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

struct FreeKeyInfo {
  void operator()(PKCS8_PRIV_KEY_INFO* info) const { PKCS8_PRIV_KEY_INFO_free(info); }
};
struct FreeSig {
  void operator()(X509_SIG* sig) const { X509_SIG_free(sig); }
};
struct FreeAlgorithm {
  void operator()(X509_ALGOR* algorithm) const { X509_ALGOR_free(algorithm); }
};

/// Iterations of PBKDF2-HMAC-SHA256; OpenSSL's own default (2,048) is too few for a passphrase that
/// people choose.
constexpr int kPassphraseIterations = 600'000;
constexpr std::size_t kPemSizeMax = 64 * 1024;
constexpr std::size_t kPassphraseSizeMax = 1024;

struct Passphrase {
  std::string_view text;
  bool asked = false;
};

int give_passphrase(char* buffer, int size, int /*writing*/, void* user) {
  auto& passphrase = *static_cast<Passphrase*>(user);
  passphrase.asked = true;
  if (passphrase.text.empty() || passphrase.text.size() > static_cast<std::size_t>(size)) return -1;
  std::ranges::copy(passphrase.text, buffer);
  return static_cast<int>(passphrase.text.size());
}

/// PKCS#8 EncryptedPrivateKeyInfo with PBES2 (RFC 8018): AES-256-CBC under PBKDF2.
bool write_encrypted(BIO* bio, PKCS8_PRIV_KEY_INFO* info, std::string_view passphrase) {
  std::unique_ptr<X509_ALGOR, FreeAlgorithm> algorithm(PKCS5_pbe2_set_iv(
      EVP_aes_256_cbc(), kPassphraseIterations, nullptr, 0, nullptr, NID_hmacWithSHA256));
  if (!algorithm) return false;
  const std::unique_ptr<X509_SIG, FreeSig> sealed(PKCS8_set0_pbe(
      passphrase.data(), static_cast<int>(passphrase.size()), info, algorithm.get()));
  if (!sealed) return false;
  static_cast<void>(algorithm.release());  // now part of `sealed`
  return PEM_write_bio_PKCS8(bio, sealed.get()) == 1;
}

}  // namespace

Result<PublicKey> PublicKey::from_bytes(ByteView bytes) {
  if (bytes.size() != kSizeBytes)
    return fail(ErrorCode::kInvalidInput, "an Ed25519 public key has 32 bytes");
  PublicKey out;
  std::ranges::copy(bytes, out.bytes.begin());
  return out;
}

void PrivateKey::Free::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

PrivateKey::PrivateKey(evp_pkey_st* key) : key_(key) {
  std::size_t size = public_key_.bytes.size();
  LW_ASSERT(EVP_PKEY_get_raw_public_key(key, public_key_.bytes.data(), &size) == 1 &&
            size == PublicKey::kSizeBytes);
}

Result<PrivateKey> PrivateKey::generate() {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  if (key == nullptr) return fail(ErrorCode::kUnavailable, "cannot make an Ed25519 key");
  return PrivateKey(key);
}

Result<PrivateKey> PrivateKey::from_seed(ByteView seed) {
  if (seed.size() != kSeedBytes)
    return fail(ErrorCode::kInvalidInput, "an Ed25519 seed has 32 bytes");
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size());
  LW_ASSERT(key != nullptr);
  return PrivateKey(key);
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem, std::string_view passphrase) {
  if (pem.size() > kPemSizeMax) return fail(ErrorCode::kTooLarge, "key file beyond 64 KiB");
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  LW_ASSERT(bio != nullptr);
  Passphrase given{passphrase};
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio.get(), nullptr, give_passphrase, &given);
  ERR_clear_error();
  if (key == nullptr) {
    if (given.asked && passphrase.empty()) {
      return fail(ErrorCode::kIncomplete, "the key is encrypted", {}, "give its passphrase");
    }
    return fail(ErrorCode::kInvalidInput,
                given.asked ? "wrong passphrase, or a damaged key" : "not a PEM private key");
  }
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) {
    EVP_PKEY_free(key);
    return fail(ErrorCode::kInvalidInput, "the key is not an Ed25519 key");
  }
  return PrivateKey(key);
}

Result<std::string> PrivateKey::to_pem(std::string_view passphrase) const {
  if (passphrase.size() > kPassphraseSizeMax)
    return fail(ErrorCode::kTooLarge, "passphrase beyond 1,024 bytes");
  const Bio bio(BIO_new(BIO_s_secmem()));
  LW_ASSERT(bio != nullptr);
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, FreeKeyInfo> info(EVP_PKEY2PKCS8(key_.get()));
  const bool written =
      info && (passphrase.empty() ? PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio.get(), info.get()) == 1
                                  : write_encrypted(bio.get(), info.get(), passphrase));
  ERR_clear_error();
  if (!written) return fail(ErrorCode::kUnavailable, "cannot write the key");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

Signature PrivateKey::sign(ByteView message) const {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  Signature out{};
  std::size_t size = out.size();
  LW_ASSERT(context &&
            EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
  LW_ASSERT(EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()) == 1);
  LW_ASSERT(size == out.size());
  return out;
}

bool verify(const PublicKey& key, ByteView message, ByteView signature) {
  const std::unique_ptr<EVP_PKEY, FreeKey> pkey(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size()));
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  LW_ASSERT(pkey && context);
  const bool good =
      signature.size() == Signature{}.size() &&
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                       message.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace lw::crypto
