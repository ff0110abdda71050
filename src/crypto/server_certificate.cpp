#include "crypto/server_certificate.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <climits>
#include <ctime>
#include <memory>

#include "base/assert.hpp"
#include "crypto/random.hpp"

namespace lw::crypto {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeExtension {
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
struct FreeNumber {
  void operator()(BIGNUM* number) const { BN_free(number); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;

/// RFC 5280 §4.1.2.2: at most 20 octets and positive; 16 cannot be guessed.
constexpr std::size_t kSerialBytes = 16;
constexpr std::size_t kNameSizeMax = 64;  ///< upper bound of a common name, RFC 5280 App. A

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

bool is_dns_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameSizeMax && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

bool is_address(const std::string& text) {
  ASN1_OCTET_STRING* const address = a2i_IPADDRESS(text.c_str());
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

Result<std::string> alternative_names(const ServerCertificateRequest& request) {
  std::string out;
  for (const auto& name : request.dns_names) {
    if (!is_dns_name(name)) return fail(ErrorCode::kInvalidInput, "not a DNS name: " + name);
    out += (out.empty() ? "DNS:" : ",DNS:") + name;
  }
  for (const auto& address : request.ip_addresses) {
    if (!is_address(address))
      return fail(ErrorCode::kInvalidInput, "not an IP address: " + address);
    out += ",IP:" + address;
  }
  if (request.dns_names.empty()) return fail(ErrorCode::kInvalidInput, "no DNS name is given");
  return out;
}

void add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, FreeExtension> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  LW_ASSERT(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

Result<void> set_serial(X509* certificate) {
  std::array<std::uint8_t, kSerialBytes> bytes{};
  LW_CHECK(random_bytes(bytes));
  bytes[0] &= 0x7f;
  bytes[0] |= 0x40;  // never zero, never negative
  const std::unique_ptr<BIGNUM, FreeNumber> number(
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  LW_ASSERT(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)));
  return {};
}

Result<ServerCertificate> as_pem(X509* certificate, EVP_PKEY* key) {
  const Bio certificate_bio(BIO_new(BIO_s_mem()));
  const Bio key_bio(BIO_new(BIO_s_mem()));
  const bool written =
      PEM_write_bio_X509(certificate_bio.get(), certificate) == 1 &&
      PEM_write_bio_PKCS8PrivateKey(key_bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
  LW_ASSERT(written);
  return ServerCertificate{text_of(certificate_bio.get()), text_of(key_bio.get())};
}

}  // namespace

Result<ServerCertificate> make_server_certificate(const ServerCertificateRequest& request) {
  if (request.until <= request.from)
    return fail(ErrorCode::kInvalidInput, "a certificate ends after it begins");
  LW_TRY(const std::string names, alternative_names(request));
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return fail(ErrorCode::kUnavailable, "no key can be made");
  const Certificate certificate(X509_new());
  X509* const x = certificate.get();
  LW_ASSERT(x != nullptr && X509_set_version(x, X509_VERSION_3) == 1);
  LW_CHECK(set_serial(x));
  const std::time_t from = request.from.seconds();
  const std::time_t until = request.until.seconds();
  LW_ASSERT(ASN1_TIME_adj(X509_getm_notBefore(x), from, 0, 0) != nullptr);
  LW_ASSERT(ASN1_TIME_adj(X509_getm_notAfter(x), until, 0, 0) != nullptr);
  X509_NAME* const name = X509_get_subject_name(x);
  const std::string& common = request.dns_names.front();
  LW_ASSERT(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(common.data()),
                                       static_cast<int>(common.size()), -1, 0) == 1);
  LW_ASSERT(X509_set_issuer_name(x, name) == 1 && X509_set_pubkey(x, key.get()) == 1);
  add_extension(x, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(x, NID_key_usage, "critical,digitalSignature");
  add_extension(x, NID_ext_key_usage, "serverAuth");
  add_extension(x, NID_subject_alt_name, names);
  add_extension(x, NID_subject_key_identifier, "hash");
  LW_ASSERT(X509_sign(x, key.get(), EVP_sha256()) > 0);
  return as_pem(x, key.get());
}

Result<Instant> certificate_end(std::string_view pem) {
  const Bio bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(std::min<std::size_t>(pem.size(), INT_MAX))));
  const Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1)
    return fail(ErrorCode::kInvalidInput, "not a PEM certificate");
  LW_TRY(const Date day, Date::from_civil(end.tm_year + 1900, end.tm_mon + 1, end.tm_mday));
  return Instant::start_of(day).plus_seconds(end.tm_hour * 3600 + end.tm_min * 60 + end.tm_sec);
}

}  // namespace lw::crypto
