#include "http/server.hpp"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <random>
#include <thread>
#include <vector>

#include "base/calendar.hpp"
#include "http/connection.hpp"

namespace lw::http {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<steady_clock, asio::wait_traits<steady_clock>, Executor>;

constexpr std::chrono::milliseconds kTick{500};

std::unexpected<Error> cannot_listen(const ServerOptions& options,
                                     const boost::system::error_code& error) {
  return fail(ErrorCode::kUnavailable, "cannot listen: " + error.message(),
              fmt::format("{} port {}", options.address, options.port),
              "another program may have the port; choose another one");
}

/// RFC 9110 §5.6.7 IMF-fixdate.
std::string http_date() {
  static constexpr const char* kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since).count();
  const Date day = Instant::from_seconds(seconds).date();
  const auto left = seconds - Instant::start_of(day).seconds();
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[day.weekday() - 1],
                     day.day(), kMonths[day.month() - 1], day.year(), left / 3600, left / 60 % 60,
                     left % 60);
}

}  // namespace

struct Server::Implementation {
  asio::io_context io{1};
  Acceptor acceptor{io.get_executor()};
  Timer timer{io.get_executor()};
  Shared shared;
  std::uint16_t port = 0;
  std::atomic<std::uint64_t> pulse = 0;
  bool listens = false;  ///< an accept is under way
  steady_clock::time_point stop_until;
  std::thread thread;

  Implementation(const ServerOptions& options, const Router& router, Observer& observer)
      : shared{.io = io,
               .router = router,
               .observer = observer,
               .limits = options.limits,
               .tls = options.tls,
               .date = http_date(),
               .id_base = std::random_device()()} {}

  Result<void> listen(const ServerOptions& options);
  void accept();
  void accepted(const boost::system::error_code& error, Socket socket);
  /// Returns the connections of this moment: what is done with one may end it.
  [[nodiscard]] std::vector<std::shared_ptr<Connection>> everyone() const;
  void tick();
  void begin_stop(std::chrono::seconds grace);
};

Result<void> Server::Implementation::listen(const ServerOptions& options) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error)
    return fail(ErrorCode::kInvalidInput, "not an IP address: " + options.address, "address");
  const asio::ip::tcp::endpoint where(address, options.port);
  error = acceptor.open(where.protocol(), error);
  if (!error) error = acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error) error = acceptor.bind(where, error);
  if (!error) error = acceptor.listen(Acceptor::max_listen_connections, error);
  if (error) return cannot_listen(options, error);
  port = acceptor.local_endpoint(error).port();
  return {};
}

void Server::Implementation::accept() {
  if (listens || shared.stopping) return;
  listens = true;
  acceptor.async_accept([this](const boost::system::error_code& error, Socket socket) {
    listens = false;
    accepted(error, std::move(socket));
  });
}

void Server::Implementation::accepted(const boost::system::error_code& error, Socket socket) {
  if (shared.stopping) return;
  if (error) {
    // Out of descriptors or memory: the next tick tries again. Anything else was one client's.
    shared.observer.happened(ConnectionEvent::kRefused);
    if (error == asio::error::connection_aborted) accept();
    return;
  }
  boost::system::error_code ignored;
  if (shared.connections.size() >= shared.limits.connections_max) {
    shared.observer.happened(ConnectionEvent::kRefused);
    ignored = socket.close(ignored);
  } else {
    ignored = socket.native_non_blocking(true, ignored);
    ignored = socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    const auto connection = std::make_shared<Connection>(shared, std::move(socket));
    shared.connections.emplace(connection.get(), connection);
    connection->start();
  }
  accept();
}

std::vector<std::shared_ptr<Connection>> Server::Implementation::everyone() const {
  std::vector<std::shared_ptr<Connection>> out;
  out.reserve(shared.connections.size());
  for (const auto& [key, connection] : shared.connections) out.push_back(connection);
  return out;
}

void Server::Implementation::tick() {
  ++pulse;
  shared.date = http_date();
  const auto now = steady_clock::now();
  const bool cut = shared.stopping && now >= stop_until;
  for (const auto& connection : everyone()) {
    if (cut) connection->close();
    else connection->tick(now);
  }
  if (shared.stopping && shared.connections.empty()) {
    io.stop();
    return;
  }
  accept();
  timer.expires_after(kTick);
  timer.async_wait([this](const boost::system::error_code& error) {
    if (!error) tick();
  });
}

void Server::Implementation::begin_stop(std::chrono::seconds grace) {
  shared.stopping = true;
  stop_until = steady_clock::now() + grace;
  boost::system::error_code ignored;
  ignored = acceptor.close(ignored);
  for (const auto& connection : everyone()) connection->stop();
  tick();
}

Server::Server(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, const Router& router,
                                              Observer& observer) {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  auto own = std::make_unique<Implementation>(options, router, observer);
  LW_CHECK(own->listen(options));
  Implementation& implementation = *own;
  asio::post(implementation.io, [&implementation] { implementation.tick(); });
  implementation.thread = std::thread([&implementation] { implementation.io.run(); });
  return std::unique_ptr<Server>(new Server(std::move(own)));
}

Server::~Server() { stop(std::chrono::seconds(0)); }

std::uint16_t Server::port() const { return implementation_->port; }

void Server::use_certificate(std::shared_ptr<const TlsContext> tls) {
  run([this, tls = std::move(tls)] { implementation_->shared.tls = tls; });
}

void Server::run(std::function<void()> work) { asio::post(implementation_->io, std::move(work)); }

std::uint64_t Server::pulse() const { return implementation_->pulse; }

void Server::stop(std::chrono::seconds grace) {
  if (!implementation_->thread.joinable()) return;
  asio::post(implementation_->io, [this, grace] { implementation_->begin_stop(grace); });
  implementation_->thread.join();
}

}  // namespace lw::http
