#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "cmd/longwatchd/log.hpp"
#include "http/server.hpp"

namespace lw::cmd {

/// What the service itself knows, beside what it counts.
struct Gauges {
  std::uint64_t log_entries = 0;
  std::int64_t certificate_end_seconds = 0;
  bool publication_waits = false;
};

/// Counts what a server does, and logs it. Thread-safe.
class Meter final : public http::Observer {
 public:
  explicit Meter(Log& log) : log_(log) {}

  /// Whether each request leaves a line in the log.
  void log_requests(bool wanted);
  void set(const Gauges& gauges);

  void answered(const http::Answered& answered) override;
  void happened(http::ConnectionEvent event) override;
  void broken(std::string_view id, const Error& error) override;

  /// Returns everything in the Prometheus text format, version 0.0.4.
  [[nodiscard]] std::string prometheus_text() const;

 private:
  static constexpr std::size_t kBuckets = 8;
  static constexpr std::size_t kEvents = 6;
  struct Bound {
    std::uint64_t us;
    const char* seconds;  ///< as it is written, exactly
  };
  static constexpr std::array<Bound, kBuckets> kBounds{{{100, "0.0001"},
                                                        {500, "0.0005"},
                                                        {2'500, "0.0025"},
                                                        {10'000, "0.01"},
                                                        {50'000, "0.05"},
                                                        {250'000, "0.25"},
                                                        {1'000'000, "1"},
                                                        {5'000'000, "5"}}};
  struct Route {
    std::map<int, std::uint64_t> by_status;
    std::array<std::uint64_t, kBuckets> buckets{};
    std::uint64_t count = 0;
    std::uint64_t duration_us = 0;
    std::uint64_t body_bytes = 0;
  };

  Log& log_;
  mutable std::mutex mutex_;
  bool log_requests_ = true;
  Gauges gauges_;
  std::map<std::string, Route, std::less<>> routes_;
  std::array<std::uint64_t, kEvents> events_{};
};

/// A server that is watched by nobody: that of the metrics themselves.
class Unwatched final : public http::Observer {
 public:
  void answered(const http::Answered&) override {}
  void happened(http::ConnectionEvent) override {}
  void broken(std::string_view, const Error&) override {}
};

}  // namespace lw::cmd
