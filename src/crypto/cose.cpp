#include "crypto/cose.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>

#include "base/assert.hpp"

namespace lw::crypto {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeKeyContext {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeSignature {
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};

constexpr std::uint8_t kUncompressedPoint = 0x04;
constexpr int kScalarBytes = 32;

std::unexpected<Error> not_its_own() {
  return fail(ErrorCode::kInvalidInput, "COSE: the signature is not the key's");
}

std::unique_ptr<EVP_PKEY, FreeKey> make_key(const P256Key& key) {
  Bytes point{kUncompressedPoint};
  point.insert(point.end(), key.x.begin(), key.x.end());
  point.insert(point.end(), key.y.begin(), key.y.end());
  char group[] = "P-256";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  const std::unique_ptr<EVP_PKEY_CTX, FreeKeyContext> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* out = nullptr;
  LW_ASSERT(context && EVP_PKEY_fromdata_init(context.get()) == 1);
  if (EVP_PKEY_fromdata(context.get(), &out, EVP_PKEY_PUBLIC_KEY, parameters) != 1) out = nullptr;
  return std::unique_ptr<EVP_PKEY, FreeKey>(out);
}

/// r || s -> the DER form that OpenSSL wants.
Bytes to_der(ByteView raw) {
  const std::unique_ptr<ECDSA_SIG, FreeSignature> signature(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(raw.data(), kScalarBytes, nullptr);
  BIGNUM* s = BN_bin2bn(raw.data() + kScalarBytes, kScalarBytes, nullptr);
  LW_ASSERT(signature && r != nullptr && s != nullptr &&
            ECDSA_SIG_set0(signature.get(), r, s) == 1);
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  LW_ASSERT(size > 0);
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

}  // namespace

Bytes cose_sign1(const PrivateKey& key, ByteView key_id, ByteView payload) {
  codec::CoseSign1 out;
  out.protected_header = codec::cose_protected_header(codec::CoseAlgorithm::kEdDsa);
  out.key_id = Bytes(key_id.begin(), key_id.end());
  out.payload = Bytes(payload.begin(), payload.end());
  const Signature signature = key.sign(codec::cose_signed_bytes(out.protected_header, out.payload));
  out.signature = Bytes(signature.begin(), signature.end());
  return codec::encode_cose_sign1(out);
}

Result<void> cose_verify1(const codec::CoseSign1& message, const PublicKey& key,
                          ByteView external) {
  if (message.algorithm != codec::CoseAlgorithm::kEdDsa) {
    return fail(ErrorCode::kUnsupported, "COSE: not an EdDSA signature");
  }
  const Bytes covered =
      codec::cose_signed_bytes(message.protected_header, message.payload, external);
  if (!verify(key, covered, message.signature)) return not_its_own();
  return {};
}

Result<void> cose_verify1(const codec::CoseSign1& message, const P256Key& key, ByteView external) {
  if (message.algorithm != codec::CoseAlgorithm::kEs256) {
    return fail(ErrorCode::kUnsupported, "COSE: not an ES256 signature");
  }
  if (message.signature.size() != 2 * kScalarBytes) return not_its_own();
  const auto pkey = make_key(key);
  if (!pkey) {
    ERR_clear_error();
    return fail(ErrorCode::kInvalidInput, "COSE: the key is no point of P-256");
  }
  const Bytes covered =
      codec::cose_signed_bytes(message.protected_header, message.payload, external);
  const Bytes der = to_der(message.signature);
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  LW_ASSERT(context &&
            EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, pkey.get()) == 1);
  const bool good =
      EVP_DigestVerify(context.get(), der.data(), der.size(), covered.data(), covered.size()) == 1;
  ERR_clear_error();
  if (!good) return not_its_own();
  return {};
}

}  // namespace lw::crypto
