#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace lw::http {

/// Certificate, key and rules of TLS for new connections: 1.2 or 1.3, AEAD with ephemeral keys
/// only, no renegotiation, no compression, ALPN "http/1.1".
class TlsContext {
 public:
  /// Takes a PEM chain, leaf first, and its unencrypted PEM key. kInvalidInput when one of them
  /// cannot be read or they do not belong together.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> make(std::string_view chain_pem,
                                                                      std::string_view key_pem);

  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  std::unique_ptr<ssl_ctx_st, Free> context_;
};

/// What a step on a channel came to.
enum class Step {
  kDone,       ///< so many bytes moved
  kWantRead,   ///< again when the socket can be read
  kWantWrite,  ///< again when the socket can be written
  kClosed,     ///< the other side has ended, in order or not
};

/// One connected, non-blocking socket, with TLS or without. Holds no buffers of its own while
/// nothing is under way: OpenSSL gives its own back (SSL_MODE_RELEASE_BUFFERS). Does not own the
/// socket.
class Channel {
 public:
  struct Moved {
    Step step = Step::kClosed;
    std::size_t bytes = 0;
  };

  /// Without a context the channel is plain.
  Channel(int socket, const TlsContext* context);

  /// Goes on with the TLS handshake; done at once on a plain channel.
  [[nodiscard]] Step handshake();
  [[nodiscard]] Moved read(std::span<char> out);
  [[nodiscard]] Moved write(std::string_view bytes);
  /// Tells the other side that nothing more comes; once, without waiting. Nothing is read or
  /// written after it.
  void finish();
  /// Takes raw bytes off the socket to throw them away, after finish.
  [[nodiscard]] Moved discard(std::span<char> scratch);

 private:
  struct Free {
    void operator()(ssl_st* tls) const;
  };
  [[nodiscard]] Step step_of(int result);

  int socket_;
  std::unique_ptr<ssl_st, Free> tls_;  ///< absent on a plain channel
};

}  // namespace lw::http
