#include <fmt/format.h>

#include "cmd/longwatch/session.hpp"
#include "cmd/longwatch/verb.hpp"
#include "codec/reflect_json.hpp"
#include "domain/core/core.hpp"
#include "domain/core/worlds.hpp"

namespace lw::cmd {
namespace {

/// Who asks, as the vulnerability slice wants it: a restricted case is not there for those outside
/// (R22).
Result<vulnerability::Viewer> viewer_of(Session& session) {
  LW_TRY(const Instant now, session.now());
  return vulnerability::Viewer{
      PersonId(session.options().as.empty() ? "nobody" : session.options().as), now};
}

Result<Output> clocks(Session& session, const Arguments& arguments) {
  LW_TRY(const LoadedPolicy* loaded, session.policy());
  LW_TRY(const vulnerability::Viewer viewer, viewer_of(session));
  LW_TRY(const core::State* state, session.state_known_to(viewer));
  LW_TRY(Instant now, session.now());
  if (session.options().at) now = Instant::start_of(*session.options().at).plus_hours(12);
  Table table{{"due", "state", "subject", "must", "who", "rule"}, {}};
  boost::json::array json;
  for (const Clock& clock : core::clocks(*state, now, loaded->policy.rules)) {
    if (!vulnerability::subject_visible(core::vulnerability_world(*state), clock.subject, viewer))
      continue;
    if (arguments.has("--overdue") && clock.state == ClockState::kRunning) continue;
    if (arguments.has("--who") && clock.who.find(arguments.text("--who")) == std::string::npos)
      continue;
    table.rows.push_back({clock.due_at ? clock.due_at->text() : clock.due_on.text(),
                          std::string(codec::enum_name(clock.state)), clock.subject,
                          shorten(clock.must, 70), clock.who, clock.article});
    json.push_back(codec::to_json(clock));
  }
  return Output{table.rows.empty() ? "no clock runs" : to_text(table), json};
}

Result<Output> findings(Session& session, const Arguments& arguments) {
  LW_TRY(const LoadedPolicy* loaded, session.policy());
  LW_TRY(const vulnerability::Viewer viewer, viewer_of(session));
  LW_TRY(const core::State* state, session.state_known_to(viewer));
  LW_TRY(const Date on, session.on());
  Table table{{"severity", "rule", "subject", "what", "since"}, {}};
  boost::json::array json;
  for (const Finding& finding : core::findings(*state, on, loaded->policy.rules)) {
    if (!vulnerability::subject_visible(core::vulnerability_world(*state), finding.subject, viewer))
      continue;
    if (arguments.has("--rule") && !finding.rule.starts_with(arguments.text("--rule"))) continue;
    table.rows.push_back({std::string(codec::enum_name(finding.severity)), finding.rule,
                          finding.subject, shorten(finding.says, 100), finding.since.text()});
    json.push_back(codec::to_json(finding));
  }
  return Output{table.rows.empty() ? fmt::format("nothing found on {}", on.text()) : to_text(table),
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
           {{"--rule", "only rules that start so, for example surveillance."}},
           findings}};
}

}  // namespace lw::cmd
