#include <fmt/format.h>

#include "cmd/longwatch/sight.hpp"
#include "domain/core/core.hpp"

namespace lw::cmd {
namespace {

/// True when the one who asks may know of what a clock or finding is about (R13, R22).
bool may_know(const Asked& ask, const CertificateSight& sight, const std::string& subject) {
  return vulnerability::subject_visible(core::vulnerability_world(ask.state), subject,
                                        ask.viewer) &&
         sight.shows_subject(ask.state.certificate, subject);
}

Result<Output> clocks(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  LW_TRY(Instant now, session.now());
  if (session.options().at) now = Instant::start_of(*session.options().at).plus_hours(12);
  Table table{{"due", "state", "subject", "must", "who", "rule"}, {}};
  boost::json::array json;
  for (const Clock& clock : core::clocks(ask.state, now, ask.rules)) {
    if (!may_know(ask, sight, clock.subject)) continue;
    if (arguments.has("--overdue") && clock.state == ClockState::kRunning) continue;
    if (arguments.has("--who") && clock.who.find(arguments.text("--who")) == std::string::npos)
      continue;
    table.rows.push_back({clock.due_at ? clock.due_at->text() : clock.due_on.text(),
                          std::string(codec::enum_name(clock.state)), clock.subject,
                          shorten(clock.must, 70), clock.who, clock.article});
    json.push_back(codec::to_json(clock));
  }
  return Output{as_of(session) + (table.rows.empty() ? "no clock runs" : to_text(table)), json};
}

Result<Output> findings(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  Table table{{"severity", "rule", "subject", "what", "since"}, {}};
  boost::json::array json;
  for (const Finding& finding : core::findings(ask.state, ask.on, ask.rules)) {
    if (!may_know(ask, sight, finding.subject)) continue;
    if (arguments.has("--rule") && !finding.rule.starts_with(arguments.text("--rule"))) continue;
    if (arguments.has("--subject") && finding.subject != arguments.text("--subject")) continue;
    table.rows.push_back({std::string(codec::enum_name(finding.severity)), finding.rule,
                          finding.subject, shorten(finding.says, 100), finding.since.text()});
    json.push_back(codec::to_json(finding));
  }
  return Output{
      as_of(session) +
          (table.rows.empty() ? fmt::format("nothing found on {}", ask.on.text()) : to_text(table)),
      json};
}

}  // namespace

std::vector<Verb> watch_verbs() {
  using Kind = Parameter::Kind;
  return {{"clocks",
           "",
           "what falls due when, for whom, by which clause",
           {{"--overdue", "only what is due or overdue", Kind::kFlag},
            {"--who", "only what this role or organisation owes"}},
           clocks},
          {"findings",
           "",
           "what is not as it should be",
           {{"--rule", "only rules that start so, for example surveillance."},
            {"--subject", "only this certificate, component, programme or case"}},
           findings}};
}

}  // namespace lw::cmd
