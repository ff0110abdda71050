#include "crypto/sha256.hpp"

#include <openssl/evp.h>

#include "base/assert.hpp"

namespace lw::crypto {
namespace {

/// Fetched once: OpenSSL 3 looks an algorithm up by name at each EVP_DigestInit otherwise.
const EVP_MD* algorithm() {
  static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  LW_ASSERT(md != nullptr);
  return md;
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  LW_ASSERT(context_ != nullptr);
  LW_ASSERT(EVP_DigestInit_ex2(context_.get(), algorithm(), nullptr) == 1);
}

void Sha256::start() { LW_ASSERT(EVP_DigestInit_ex2(context_.get(), nullptr, nullptr) == 1); }

Sha256& Sha256::update(ByteView bytes) {
  LW_ASSERT(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  return *this;
}

Digest Sha256::finish() {
  Digest out;
  LW_ASSERT(EVP_DigestFinal_ex(context_.get(), out.bytes.data(), nullptr) == 1);
  start();
  return out;
}

Digest sha256(ByteView bytes) {
  thread_local Sha256 hash;
  return hash.update(bytes).finish();
}

}  // namespace lw::crypto
