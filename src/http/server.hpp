#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"
#include "http/router.hpp"
#include "http/tls.hpp"

namespace lw::http {

/// One request that was answered, without anything that says who asked or for what.
struct Answered {
  std::string_view id;
  std::string_view method;  ///< "" when the request could not be read
  std::string_view route;   ///< name of the route; "" when there was none
  int status = 0;
  std::uint64_t body_bytes = 0;
  std::uint64_t duration_us = 0;  ///< from the last byte of the request to the last byte taken
};

/// What happens to connections.
enum class ConnectionEvent {
  kOpened,
  kClosed,           ///< whatever else was said of it before
  kRefused,          ///< too many are open, or the machine has no room
  kHandshakeFailed,  ///< no TLS, or none that we speak
  kTimedOut,         ///< too slow: handshake, request or reading the answer
  kFellBehind,       ///< a reader of a stream that could not keep up
};

/// Told of what the server does. Called on the thread of the server; must be quick.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  virtual void answered(const Answered& answered) = 0;
  virtual void happened(ConnectionEvent event) = 0;
  /// Something in here is broken: the asker was told nothing but `id`.
  virtual void broken(std::string_view id, const Error& error) = 0;
};

/// Where and how a server listens.
struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                 ///< 0: the system chooses one
  std::shared_ptr<const TlsContext> tls;  ///< plain HTTP without; shared with open connections
  Limits limits;
};

/// An HTTP/1.1 server: one listening socket, one thread. Handlers run on that thread one at a time,
/// so what they use needs no lock; they must not wait for disk or network for long.
class Server {
 public:
  /// Listens, and answers until it is stopped. `router` and `observer` outlive it. From the first
  /// call on, the process ignores SIGPIPE. kInvalidInput for an address that is none; kUnavailable
  /// when it is taken or not to be had.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(const ServerOptions& options,
                                                             const Router& router,
                                                             Observer& observer);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Stops without grace.
  ~Server();

  /// Returns the port that it listens on.
  [[nodiscard]] std::uint16_t port() const;
  /// New connections use this certificate; open ones keep theirs.
  void use_certificate(std::shared_ptr<const TlsContext> tls);
  /// Runs `work` on the thread of the server, after what is under way.
  void run(std::function<void()> work);
  /// Returns a number that grows every second while the server's thread is alive.
  [[nodiscard]] std::uint64_t pulse() const;
  /// Stops listening, ends idle connections and streams, lets requests under way be answered for
  /// at most `grace`, then cuts. Returns when all are gone.
  void stop(std::chrono::seconds grace);

 private:
  struct Implementation;
  explicit Server(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace lw::http
