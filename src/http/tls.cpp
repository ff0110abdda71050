#include "http/tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <string>

#include "base/assert.hpp"

namespace lw::http {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

/// TLS 1.2 suites; those of TLS 1.3 are all sound. RFC 9325 §4.2.
constexpr const char* kSuites =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256";
constexpr int kChainMax = 10;

/// What we speak: "http/1.1" with its length in front (RFC 7301 §3.1).
constexpr std::array<unsigned char, 9> kProtocol{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

std::unique_ptr<BIO, FreeBio> bio_of(std::string_view pem) {
  return std::unique_ptr<BIO, FreeBio>(
      BIO_new_mem_buf(pem.data(), static_cast<int>(std::min<std::size_t>(pem.size(), INT_MAX))));
}

/// A key that asks for a passphrase is refused; the default would ask at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

/// A client that offers protocols and not ours is refused (RFC 7301 §3.2).
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_size, kProtocol.data(), kProtocol.size(),
                                          offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Result<void> use_chain(SSL_CTX* context, std::string_view pem) {
  const auto bio = bio_of(pem);
  const Certificate leaf(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1)
    return fail(ErrorCode::kInvalidInput, "not a PEM certificate");
  for (int i = 0; i < kChainMax; ++i) {
    const Certificate next(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
    if (!next) break;
    if (SSL_CTX_add1_chain_cert(context, next.get()) != 1)
      return fail(ErrorCode::kInvalidInput, "a certificate of the chain cannot be used");
  }
  ERR_clear_error();
  return {};
}

Result<void> use_key(SSL_CTX* context, std::string_view pem) {
  const auto bio = bio_of(pem);
  const std::unique_ptr<EVP_PKEY, FreeKey> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  const bool good = key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 &&
                    SSL_CTX_check_private_key(context) == 1;
  ERR_clear_error();
  if (!good)
    return fail(ErrorCode::kInvalidInput, "not the unencrypted PEM key of the certificate");
  return {};
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void Channel::Free::operator()(ssl_st* tls) const { SSL_free(tls); }

Result<std::shared_ptr<const TlsContext>> TlsContext::make(std::string_view chain_pem,
                                                           std::string_view key_pem) {
  auto out = std::make_shared<TlsContext>();
  out->context_.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* context = out->context_.get();
  LW_ASSERT(context != nullptr);
  LW_ASSERT(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
  LW_ASSERT(SSL_CTX_set_cipher_list(context, kSuites) == 1);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_TICKET);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // Without resumption no ticket key has to be rotated, and nothing is kept of a connection.
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  LW_CHECK(use_chain(context, chain_pem));
  LW_CHECK(use_key(context, key_pem));
  return std::shared_ptr<const TlsContext>(std::move(out));
}

Channel::Channel(int socket, const TlsContext* context) : socket_(socket) {
  if (context == nullptr) return;
  tls_.reset(SSL_new(context->native()));
  LW_ASSERT(tls_ != nullptr && SSL_set_fd(tls_.get(), socket) == 1);
  SSL_set_accept_state(tls_.get());
}

Step Channel::step_of(int result) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ: return Step::kWantRead;
    case SSL_ERROR_WANT_WRITE: return Step::kWantWrite;
    default: return Step::kClosed;
  }
}

Step Channel::handshake() {
  if (!tls_) return Step::kDone;
  ERR_clear_error();
  const int result = SSL_accept(tls_.get());
  return result == 1 ? Step::kDone : step_of(result);
}

Channel::Moved Channel::read(std::span<char> out) {
  if (tls_) {
    ERR_clear_error();
    std::size_t bytes = 0;
    const int result = SSL_read_ex(tls_.get(), out.data(), out.size(), &bytes);
    if (result == 1) return {Step::kDone, bytes};
    return {step_of(result), 0};
  }
  return discard(out);
}

Channel::Moved Channel::discard(std::span<char> scratch) {
  const ssize_t got = ::recv(socket_, scratch.data(), scratch.size(), 0);
  if (got > 0) return {Step::kDone, static_cast<std::size_t>(got)};
  const bool later = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  return {later ? Step::kWantRead : Step::kClosed, 0};
}

Channel::Moved Channel::write(std::string_view bytes) {
  if (tls_) {
    ERR_clear_error();
    std::size_t sent = 0;
    const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &sent);
    if (result == 1) return {Step::kDone, sent};
    return {step_of(result), 0};
  }
  const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent > 0) return {Step::kDone, static_cast<std::size_t>(sent)};
  const bool later = sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  return {later ? Step::kWantWrite : Step::kClosed, 0};
}

void Channel::finish() {
  if (tls_) {
    ERR_clear_error();
    // Only what was established can be ended in order; OpenSSL refuses anything else.
    if (SSL_is_init_finished(tls_.get()) == 1) SSL_shutdown(tls_.get());
    ERR_clear_error();
  }
  ::shutdown(socket_, SHUT_WR);
}

}  // namespace lw::http
