#include "crypto/aead.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <climits>
#include <memory>

#include "base/assert.hpp"

namespace lw::crypto {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

int size_of(ByteView bytes) {
  LW_ASSERT(bytes.size() <= static_cast<std::size_t>(INT_MAX));
  return static_cast<int>(bytes.size());
}

}  // namespace

Bytes seal(const AeadKey& key, const AeadNonce& nonce, ByteView context, ByteView plain) {
  const Context cipher(EVP_CIPHER_CTX_new());
  Bytes out(plain.size() + kAeadTagBytes);
  int size = 0;
  LW_ASSERT(cipher && EVP_EncryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key.data(), nonce.data(),
                                          nullptr) == 1);
  LW_ASSERT(context.empty() ||
            EVP_EncryptUpdate(cipher.get(), nullptr, &size, context.data(), size_of(context)) == 1);
  LW_ASSERT(plain.empty() ||
            EVP_EncryptUpdate(cipher.get(), out.data(), &size, plain.data(), size_of(plain)) == 1);
  LW_ASSERT(EVP_EncryptFinal_ex(cipher.get(), out.data() + plain.size(), &size) == 1 && size == 0);
  LW_ASSERT(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kAeadTagBytes,
                                out.data() + plain.size()) == 1);
  return out;
}

Result<Bytes> open(const AeadKey& key, const AeadNonce& nonce, ByteView context, ByteView sealed) {
  const auto refused = fail(ErrorCode::kInvalidInput, "the sealed bytes do not open with this key");
  if (sealed.size() < kAeadTagBytes) return refused;
  const ByteView cipher_text = sealed.first(sealed.size() - kAeadTagBytes);
  Bytes tag(sealed.end() - kAeadTagBytes, sealed.end());
  const Context cipher(EVP_CIPHER_CTX_new());
  Bytes out(cipher_text.size());
  int size = 0;
  LW_ASSERT(cipher && EVP_DecryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key.data(), nonce.data(),
                                          nullptr) == 1);
  LW_ASSERT(context.empty() ||
            EVP_DecryptUpdate(cipher.get(), nullptr, &size, context.data(), size_of(context)) == 1);
  LW_ASSERT(cipher_text.empty() ||
            EVP_DecryptUpdate(cipher.get(), out.data(), &size, cipher_text.data(),
                              size_of(cipher_text)) == 1);
  LW_ASSERT(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kAeadTagBytes, tag.data()) ==
            1);
  if (EVP_DecryptFinal_ex(cipher.get(), out.data() + out.size(), &size) != 1) {
    ERR_clear_error();
    return refused;
  }
  return out;
}

}  // namespace lw::crypto
