#include "verify/hash.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/assert.hpp"

namespace lw::verify {
namespace {

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

constexpr std::uint8_t kEntryPrefix = 0x00;
constexpr std::uint8_t kPairPrefix = 0x01;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kEd25519KeyBytes = 32;
constexpr std::size_t kEd25519SignatureBytes = 64;

Digest hash_parts(std::initializer_list<ByteView> parts) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  LW_ASSERT(context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
  for (const ByteView part : parts)
    LW_ASSERT(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
  Digest out;
  LW_ASSERT(EVP_DigestFinal_ex(context.get(), out.bytes.data(), nullptr) == 1);
  return out;
}

}  // namespace

Digest hash_of(ByteView bytes) { return hash_parts({bytes}); }

Digest entry_hash(ByteView entry) { return hash_parts({ByteView(&kEntryPrefix, 1), entry}); }

Digest pair_hash(const Digest& left, const Digest& right) {
  return hash_parts({ByteView(&kPairPrefix, 1), left.bytes, right.bytes});
}

bool ed25519_holds(ByteView public_key, ByteView message, ByteView signature) {
  if (public_key.size() != kEd25519KeyBytes || signature.size() != kEd25519SignatureBytes)
    return false;
  const std::unique_ptr<EVP_PKEY, FreeKey> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()));
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  LW_ASSERT(context);
  const bool holds =
      key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                       message.size()) == 1;
  ERR_clear_error();
  return holds;
}

std::optional<Bytes> open_sealed(const RecordKey& key, const SealedParts& parts) {
  if (parts.ciphertext.size() < kTagBytes || parts.nonce.size() != kNonceBytes) return std::nullopt;
  const ByteView hidden = parts.ciphertext.first(parts.ciphertext.size() - kTagBytes);
  Bytes tag(parts.ciphertext.end() - kTagBytes, parts.ciphertext.end());
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context(EVP_CIPHER_CTX_new());
  Bytes out(hidden.size() + 1);  // one more, so that data() is never null
  int size = 0;
  int rest = 0;
  LW_ASSERT(context);
  const bool good =
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(),
                         parts.nonce.data()) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &rest, parts.context.data(),
                        static_cast<int>(parts.context.size())) == 1 &&
      EVP_DecryptUpdate(context.get(), out.data(), &size, hidden.data(),
                        static_cast<int>(hidden.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), out.data() + size, &rest) == 1;
  ERR_clear_error();
  if (!good) return std::nullopt;
  out.resize(static_cast<std::size_t>(size));
  return out;
}

void RunningRoot::add(const Digest& leaf) {
  Peak peak{0, leaf};
  while (!peaks_.empty() && peaks_.back().height == peak.height) {
    peak = {peak.height + 1, pair_hash(peaks_.back().hash, peak.hash)};
    peaks_.pop_back();
  }
  peaks_.push_back(peak);
  ++size_;
}

Digest RunningRoot::root() const {
  if (peaks_.empty()) return hash_of({});
  Digest out = peaks_.back().hash;
  for (std::size_t i = peaks_.size() - 1; i-- > 0;) out = pair_hash(peaks_[i].hash, out);
  return out;
}

}  // namespace lw::verify
