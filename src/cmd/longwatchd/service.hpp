#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "api/handlers.hpp"
#include "cmd/longwatch/local_store.hpp"
#include "cmd/longwatchd/config.hpp"
#include "cmd/longwatchd/metrics.hpp"
#include "cmd/longwatchd/tls_files.hpp"

namespace lw::cmd {

/// The service: one store, opened for writing, behind one HTTPS listener, and one listener for
/// metrics. While it runs it owns the store; the command line may read beside it.
class Service {
 public:
  /// Opens the store in `data`, publishes what waits, and listens. Errors as LocalStore::open,
  /// Watch::open and Server::start; of law, roles and API document as their loaders.
  [[nodiscard]] static Result<std::unique_ptr<Service>> start(const std::filesystem::path& data,
                                                              const Config& config, Log& log);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() = default;

  /// Takes over what may change while it runs: certificate, security.txt, log. The old stays on any
  /// error. Other keys need a new start, which the log says.
  [[nodiscard]] Result<void> reload(const Config& config);

  /// Called about every second: renews its own certificate, publishes what waits.
  void tick();

  /// True while the thread that answers is alive: its pulse has moved since the last call.
  [[nodiscard]] bool is_alive();

  /// Ends: nothing new, what is under way is answered for as long as configured.
  void stop();

 private:
  Service(std::filesystem::path data, Config config, Log& log)
      : data_(std::move(data)), config_(std::move(config)), log_(log), meter_(log) {}
  [[nodiscard]] Result<void> open_store();
  [[nodiscard]] Result<void> make_office();
  [[nodiscard]] Result<void> listen();
  [[nodiscard]] Result<void> listen_for_metrics();
  void renew_certificate();
  void publish_what_waits(Instant certificate_end);
  void measure(Instant certificate_end);
  [[nodiscard]] Instant now() const;

  std::filesystem::path data_;
  Config config_;
  Log& log_;
  Meter meter_;
  Unwatched unwatched_;
  std::unique_ptr<LocalStore> store_;
  std::optional<app::Watch> watch_;  // refers to store_
  std::unique_ptr<crypto::PrivateKey> log_key_;
  std::optional<api::Office> office_;   // refers to all of the above
  std::optional<http::Router> router_;  // refers to office_
  std::optional<http::Router> metrics_router_;
  Tls tls_;
  std::uint64_t ticks_ = 0;
  std::uint64_t pulse_ = 0;
  std::unique_ptr<http::Server> server_;  // refers to router_; goes first
  std::unique_ptr<http::Server> metrics_server_;
};

}  // namespace lw::cmd
