#include "cmd/longwatchd/service.hpp"

#include <fmt/format.h>

#include "store/system/system.hpp"

namespace lw::cmd {
namespace {

constexpr std::size_t kDocumentSizeMax = 1 << 20;
constexpr std::size_t kKeySizeMax = 64 << 10;
/// How often, in ticks, what costs something is looked at.
constexpr std::uint64_t kRenewTicks = 600;
constexpr std::uint64_t kPublishTicks = 30;
constexpr std::size_t kMetricsConnectionsMax = 16;
constexpr auto kMetricsGrace = std::chrono::seconds(1);

http::Limits limits_of(const Config& config) {
  http::Limits out;
  out.connections_max = static_cast<std::size_t>(config.connections_max);
  out.idle = std::chrono::seconds(config.idle_seconds);
  return out;
}

/// A store is a machine's when it takes its time from it; a simulated one stands at its last entry.
bool is_simulated(const LocalStore& store) {
  return store.settings().clock == ClockKind::kSimulated;
}

Result<std::string> security_txt_of(const Config& config, Instant now) {
  auto out = api::format_security_txt(config.security, now.date());
  if (!out) out.error().where = "security." + out.error().where;
  return out;
}

bool same_place(const ListenAt& a, const ListenAt& b) {
  return a.address == b.address && a.port == b.port;
}

}  // namespace

Instant Service::now() const { return store::SystemClock().now(); }

Result<std::unique_ptr<Service>> Service::start(const std::filesystem::path& data,
                                                const Config& config, Log& log) {
  std::unique_ptr<Service> out(new Service(data, config, log));
  out->meter_.log_requests(config.log_requests);
  LW_CHECK(out->open_store());
  LW_CHECK(out->make_office());
  LW_CHECK(out->listen());
  out->measure(out->tls_.end);
  if (config.metrics_enabled) LW_CHECK(out->listen_for_metrics());
  return out;
}

Result<void> Service::open_store() {
  LW_TRY(store_, LocalStore::open(data_, store::OpenMode::kWrite));
  LW_TRY(const LoadedPolicy policy, load_policy());
  LW_TRY(auto watch, app::Watch::open(store_->ports(), policy.policy, policy.digest));
  LW_CHECK(store_->check_publication());
  watch_.emplace(std::move(watch));
  LW_CHECK(store_->publish());
  LW_TRY(const std::string pem, read_file(data_ / "keys" / "log.pem", kKeySizeMax));
  LW_TRY(auto key, crypto::PrivateKey::from_pem(pem, {}));
  log_key_ = std::make_unique<crypto::PrivateKey>(std::move(key));
  log_.write(Level::kInfo, "store_opened",
             {{"origin", watch_->origin()},
              {"entries", watch_->size()},
              {"clock", is_simulated(*store_) ? "simulated" : "machine"}});
  return {};
}

Result<void> Service::make_office() {
  LW_TRY(const std::string verifier_key, store_->log_verifier_key());
  LW_TRY(const std::string security_txt, security_txt_of(config_, now()));
  const bool simulated = is_simulated(*store_);
  office_.emplace(api::Office{*watch_, store_->ports(), api::PublicState(*watch_, store_->ports()),
                              [this, simulated] { return simulated ? watch_->last_at() : now(); },
                              *log_key_, verifier_key, store_->log_folder(),
                              [this] { return store_->publication_waits(); },
                              std::make_shared<http::EventHub>(), security_txt});
  LW_TRY(const std::filesystem::path folder, data_folder());
  LW_TRY(const std::string text, read_file(folder / "api" / "openapi.json", kDocumentSizeMax));
  LW_TRY(const api::Description description, api::read_description(text));
  LW_TRY(router_, api::make_router(description, api::all_handlers(*office_, description.text)));
  return {};
}

Result<void> Service::listen() {
  LW_TRY(tls_, load_tls(config_, data_, now()));
  LW_TRY(server_, http::Server::start({config_.listen.address, config_.listen.port, tls_.context,
                                       limits_of(config_)},
                                      *router_, meter_));
  log_.write(Level::kInfo, "listening",
             {{"what", "api"},
              {"url", fmt::format("https://{}:{}", config_.listen.address, server_->port())},
              {"address", config_.listen.address},
              {"port", server_->port()},
              {"certificate", tls_.is_own ? "self-made" : "configured"},
              {"certificate_end", tls_.end.text()}});
  return {};
}

Result<void> Service::listen_for_metrics() {
  metrics_router_.emplace();
  LW_CHECK(metrics_router_->add(
      {http::Method::kGet,
       "/metrics",
       "getMetrics",
       {},
       0,
       [this](const http::Request&, const http::Arguments&) -> Result<http::Response> {
         http::Response out;
         out.content_type = "text/plain; version=0.0.4; charset=utf-8";
         out.body = meter_.prometheus_text();
         return out;
       }}));
  http::Limits limits;
  limits.connections_max = kMetricsConnectionsMax;
  LW_TRY(metrics_server_,
         http::Server::start({config_.metrics.address, config_.metrics.port, nullptr, limits},
                             *metrics_router_, unwatched_));
  log_.write(Level::kInfo, "listening",
             {{"what", "metrics"},
              {"url", fmt::format("http://{}:{}/metrics", config_.metrics.address,
                                  metrics_server_->port())},
              {"address", config_.metrics.address},
              {"port", metrics_server_->port()}});
  return {};
}

Result<void> Service::reload(const Config& config) {
  LW_TRY(Tls tls, load_tls(config, data_, now()));
  LW_TRY(std::string security_txt, security_txt_of(config, now()));
  const bool moved = !same_place(config.listen, config_.listen) ||
                     !same_place(config.metrics, config_.metrics) ||
                     config.metrics_enabled != config_.metrics_enabled ||
                     config.connections_max != config_.connections_max ||
                     config.idle_seconds != config_.idle_seconds;
  if (moved)
    log_.write(Level::kWarning, "restart_needed",
               {{"what", "listeners and limits change at the next start"}});
  tls_ = std::move(tls);
  server_->use_certificate(tls_.context);
  server_->run([this, text = std::move(security_txt)] { office_->security_txt = text; });
  meter_.log_requests(config.log_requests);
  const Config old = std::exchange(config_, config);
  config_.listen = old.listen;
  config_.metrics = old.metrics;
  log_.write(Level::kInfo, "reloaded", {{"certificate_end", tls_.end.text()}});
  return {};
}

void Service::tick() {
  if (ticks_ % kRenewTicks == 0) renew_certificate();
  // What concerns the store happens where it is used.
  if (ticks_ % kPublishTicks == 0)
    server_->run([this, end = tls_.end] { publish_what_waits(end); });
  ++ticks_;
}

void Service::renew_certificate() {
  auto tls = load_tls(config_, data_, now());
  if (!tls) {
    log_.write(Level::kError, "certificate", {{"what", tls.error().message()}});
    return;
  }
  if (tls->end == tls_.end) return;
  tls_ = std::move(*tls);
  server_->use_certificate(tls_.context);
  log_.write(Level::kInfo, "certificate", {{"certificate_end", tls_.end.text()}});
}

void Service::publish_what_waits(Instant certificate_end) {
  if (store_->publication_waits()) {
    const auto published = store_->publish();
    if (!published)
      log_.write(Level::kError, "publication", {{"what", published.error().message()}});
    else if (const auto told = api::announce_checkpoint(*office_); !told)
      log_.write(Level::kError, "publication", {{"what", told.error().message()}});
  }
  measure(certificate_end);
}

void Service::measure(Instant certificate_end) {
  meter_.set({watch_->size(), certificate_end.seconds(), store_->publication_waits().has_value()});
}

bool Service::is_alive() {
  const std::uint64_t before = std::exchange(pulse_, server_->pulse());
  return before != pulse_;
}

void Service::stop() {
  server_->stop(std::chrono::seconds(config_.stop_seconds));
  if (metrics_server_) metrics_server_->stop(kMetricsGrace);
}

}  // namespace lw::cmd
