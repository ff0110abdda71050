#include "cmd/longwatchd/metrics.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

namespace lw::cmd {
namespace {

constexpr std::array kEventNames{"opened",           "closed",    "refused",
                                 "handshake_failed", "timed_out", "fell_behind"};
constexpr double kMicro = 1e-6;

std::uint64_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  in >> size >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

}  // namespace

void Meter::log_requests(bool wanted) {
  const std::scoped_lock lock(mutex_);
  log_requests_ = wanted;
}

void Meter::set(const Gauges& gauges) {
  const std::scoped_lock lock(mutex_);
  gauges_ = gauges;
}

void Meter::answered(const http::Answered& answered) {
  bool logs = false;
  {
    const std::scoped_lock lock(mutex_);
    logs = log_requests_;
    auto it = routes_.find(answered.route);
    if (it == routes_.end()) it = routes_.emplace(answered.route, Route{}).first;
    Route& route = it->second;
    ++route.by_status[answered.status];
    ++route.count;
    route.duration_us += answered.duration_us;
    route.body_bytes += answered.body_bytes;
    for (std::size_t i = 0; i < kBuckets; ++i)
      route.buckets[i] += answered.duration_us <= kBounds[i].us ? 1 : 0;
  }
  if (!logs) return;
  log_.write(Level::kInfo, "request",
             {{"request", answered.id},
              {"method", answered.method},
              {"route", answered.route},
              {"status", answered.status},
              {"body_bytes", answered.body_bytes},
              {"duration_us", answered.duration_us}});
}

void Meter::happened(http::ConnectionEvent event) {
  const std::scoped_lock lock(mutex_);
  ++events_[static_cast<std::size_t>(event)];
}

void Meter::broken(std::string_view id, const Error& error) {
  log_.write(Level::kError, "broken",
             {{"request", id}, {"code", to_string(error.code)}, {"what", error.message()}});
}

std::string Meter::prometheus_text() const {
  const std::scoped_lock lock(mutex_);
  std::string out;
  head(out, "longwatch_build_info", "gauge", "The version that runs.");
  out += fmt::format("longwatch_build_info{{version=\"{}\"}} 1\n", LW_VERSION);
  head(out, "process_resident_memory_bytes", "gauge", "Memory in use.");
  out += fmt::format("process_resident_memory_bytes {}\n", resident_bytes());
  head(out, "longwatch_log_entries", "gauge", "Entries of the history.");
  out += fmt::format("longwatch_log_entries {}\n", gauges_.log_entries);
  head(out, "longwatch_log_publication_waits", "gauge", "1 while the published log lags behind.");
  out += fmt::format("longwatch_log_publication_waits {}\n", gauges_.publication_waits ? 1 : 0);
  head(out, "longwatch_tls_certificate_end_timestamp_seconds", "gauge",
       "When the certificate of the API ends.");
  out += fmt::format("longwatch_tls_certificate_end_timestamp_seconds {}\n",
                     gauges_.certificate_end_seconds);
  head(out, "longwatch_http_connections", "gauge", "Connections that are open.");
  out += fmt::format("longwatch_http_connections {}\n", events_[0] - events_[1]);
  head(out, "longwatch_http_connection_events_total", "counter", "What happened to connections.");
  for (std::size_t i = 0; i < kEvents; ++i)
    out += fmt::format("longwatch_http_connection_events_total{{event=\"{}\"}} {}\n",
                       kEventNames[i], events_[i]);
  head(out, "longwatch_http_requests_total", "counter", "Requests answered.");
  for (const auto& [name, route] : routes_) {
    for (const auto& [status, count] : route.by_status)
      out += fmt::format("longwatch_http_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", name,
                         status, count);
  }
  head(out, "longwatch_http_request_duration_seconds", "histogram",
       "From the last byte of the request to the last byte of the answer.");
  for (const auto& [name, route] : routes_) {
    constexpr const char* kName = "longwatch_http_request_duration_seconds";
    for (std::size_t i = 0; i < kBuckets; ++i)
      out += fmt::format("{}_bucket{{route=\"{}\",le=\"{}\"}} {}\n", kName, name,
                         kBounds[i].seconds, route.buckets[i]);
    out += fmt::format("{}_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", kName, name, route.count);
    out += fmt::format("{}_sum{{route=\"{}\"}} {:.6f}\n", kName, name,
                       static_cast<double>(route.duration_us) * kMicro);
    out += fmt::format("{}_count{{route=\"{}\"}} {}\n", kName, name, route.count);
  }
  return out;
}

}  // namespace lw::cmd
