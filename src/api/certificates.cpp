#include <boost/json/serialize.hpp>

#include "api/handlers.hpp"
#include "app/status_note.hpp"
#include "codec/reflect_json.hpp"
#include "domain/core/worlds.hpp"

namespace lw::api {
namespace {

/// How long a status may be kept elsewhere: a suspension shows within a minute.
constexpr int kStatusAgeSeconds = 60;

/// The answer and its signature.
struct Answer {
  certificate::PublicStatus status;
  std::string note;
};

/// What anyone may know of any certificate: published by law (EUCC Art. 11(4), 42(1)), so no
/// territory limits it (R89).
Result<Answer> answer_of(Office& office, const http::Request& request,
                         const http::Arguments& arguments) {
  Date on = office.now().date();
  if (const std::string* given = request.target.parameter("on")) {
    auto day = Date::parse(*given);
    if (!day) {
      day.error().where = "on";
      return std::unexpected<Error>(std::move(day).error());
    }
    on = *day;
  }
  LW_TRY(const core::State* state, office.state.get());
  const CertificateId id = certificate::resolve(state->certificate, arguments["certificate"]);
  Answer out;
  LW_TRY(out.status, certificate::public_status(core::certificate_world(*state), id, on,
                                                office.watch.policy().rules));
  LW_TRY(out.note, app::signed_status(out.status, office.watch.origin(), office.log_key));
  return out;
}

}  // namespace

void add_certificate_handlers(Office& office, Handlers& out) {
  out["getCertificateStatus"] = [&office](
                                    const http::Request& request,
                                    const http::Arguments& arguments) -> Result<http::Response> {
    LW_TRY(const Answer answer, answer_of(office, request, arguments));
    auto json = codec::to_json(answer.status);
    json.as_object()["signed"] = answer.note;
    return cacheable(boost::json::serialize(json) + "\n", "application/json", kStatusAgeSeconds);
  };
  out["getCertificateStatusNote"] =
      [&office](const http::Request& request,
                const http::Arguments& arguments) -> Result<http::Response> {
    LW_TRY(Answer answer, answer_of(office, request, arguments));
    return cacheable(std::move(answer.note), "text/plain; charset=utf-8", kStatusAgeSeconds);
  };
}

}  // namespace lw::api
