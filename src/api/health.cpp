#include <boost/json/serialize.hpp>

#include "api/handlers.hpp"

namespace lw::api {
namespace {

/// How far the clock may be behind the last entry: a machine that corrects itself by a moment is
/// not broken.
constexpr std::int64_t kClockBehindSecondsMax = 5;

http::Response json_response(const boost::json::object& json) {
  http::Response out;
  out.content_type = "application/json";
  out.body = boost::json::serialize(json) + "\n";
  return out;
}

/// Whether commands and questions would be answered now; each check in words.
boost::json::object checks_of(const Office& office, bool& ready) {
  boost::json::object out;
  const auto size = office.ports.history.size();
  const bool readable = size && *size == office.watch.size();
  out["history"] = readable ? "ok" : "cannot be read";
  const bool runs = office.now() >= office.watch.last_at().plus_seconds(-kClockBehindSecondsMax);
  out["clock"] = runs ? "ok" : "behind the last entry";
  ready = readable && runs;
  // What waits is recorded: the service is ready, and says so.
  out["publication"] = office.publication_waits() ? "waits" : "ok";
  return out;
}

}  // namespace

void add_health_handlers(Office& office, Handlers& out) {
  out["getLiveness"] = [](const http::Request&, const http::Arguments&) -> Result<http::Response> {
    return json_response({{"status", "alive"}});
  };
  out["getReadiness"] = [&office](const http::Request& request,
                                  const http::Arguments&) -> Result<http::Response> {
    bool ready = false;
    boost::json::object checks = checks_of(office, ready);
    if (ready) return json_response({{"status", "ready"}, {"checks", std::move(checks)}});
    return http::to_response(
        {http::ProblemKind::kUnavailable, "A check fails.", {}, {{"checks", std::move(checks)}}},
        request.id);
  };
}

}  // namespace lw::api
