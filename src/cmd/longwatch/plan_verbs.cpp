#include <fmt/format.h>

#include "cmd/longwatch/ask.hpp"

namespace lw::cmd {
namespace {

using contingency::Plan;

Result<Output> list(Session& session, const Arguments&) {
  LW_TRY(const Asked ask, asked(session));
  Table table{{"plan", "programme", "version", "status", "approved by", "last exercise"}, {}};
  boost::json::array json;
  for (const auto& [id, known] : ask.state.contingency.plans) {
    const Plan plan = contingency::as_of(known, ask.on);
    if (plan.versions.empty()) continue;
    for (const auto& version : plan.versions) {
      std::vector<std::string> by;
      for (const auto& approval : version.approvals) by.push_back(approval.by.text());
      const auto* exercise = contingency::last_exercise(plan, ask.on);
      table.rows.push_back({id.text(), plan.programme.text(), std::to_string(version.number),
                            std::string(codec::enum_name(contingency::status(version, ask.on))),
                            joined(by), exercise != nullptr ? exercise->held_on.text() : "never"});
    }
    json.push_back(codec::to_json(plan));
  }
  return Output{as_of(session) + to_text(table), json};
}

Result<Output> foresee(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const ProgrammeId programme, ProgrammeId::parse(arguments.text("programme")));
  LW_TRY(const auto level,
         codec::enum_from_name<programme::ErosionLevel>(arguments.text("--level", "broken")));
  if (level == programme::ErosionLevel::kNone) {
    return fail(ErrorCode::kInvalidInput, "nothing is foreseen where nothing has eroded", "--level",
                "watch, weakened or broken");
  }
  if (programme::find(ask.state.programme, programme) == nullptr) {
    return fail(ErrorCode::kNotFound, fmt::format("no programme {}", programme.text()), {},
                "`longwatch programme list` shows them");
  }
  Date reached = ask.on;
  if (arguments.has("--reached")) {
    LW_TRY(reached, Date::parse(arguments.text("--reached")));
  }
  LW_TRY(const auto foresight, contingency::foresight(core::contingency_world(ask.state), programme,
                                                      level, reached, ask.rules));
  Table table{
      {"measure", "kind", "first effect", "day", "complete", "holder minutes", "infrastructure"},
      {}};
  for (const auto& measure : foresight.measures) {
    table.rows.push_back(
        {measure.title, std::string(codec::enum_name(measure.kind)), measure.first_effect_on.text(),
         std::to_string(measure.first_effect_day), text_of(measure.complete_on),
         std::to_string(measure.effort.minutes),
         measure.readiness ? std::string(codec::enum_name(*measure.readiness)) : "not recorded"});
  }
  return Output{as_of(session) + fmt::format("Plan {} version {}, should the level be {} on {}: "
                                             "decide by {}; {} documents in the field.\n\n{}",
                                             foresight.plan.text(), foresight.version,
                                             codec::enum_name(level), reached.text(),
                                             foresight.decide_by.text(),
                                             grouped(foresight.documents), to_text(table)),
                codec::to_json(foresight)};
}

Result<Output> proposals(Session& session, const Arguments&) {
  LW_TRY(const Asked ask, asked(session));
  Table table{{"proposal", "level", "raised", "measures", "voices", "settled"}, {}};
  boost::json::array json;
  for (const auto& [id, known] : ask.state.contingency.proposals) {
    if (known.raised_on > ask.on) continue;
    const auto proposal = contingency::as_of(known, ask.on);
    std::vector<std::string> voices;
    for (const auto& voice : proposal.voices)
      voices.push_back(fmt::format("{}: {}", voice.by.text(), codec::enum_name(voice.answer)));
    table.rows.push_back({id, std::string(codec::enum_name(proposal.level)),
                          proposal.raised_on.text(), joined(proposal.measures), joined(voices),
                          proposal.settled
                              ? fmt::format("{} on {}", codec::enum_name(*proposal.settled),
                                            text_of(proposal.settled_on))
                          : proposal.closed_on ? "closed on " + proposal.closed_on->text()
                                               : "open"});
    json.push_back(codec::to_json(proposal));
  }
  return Output{as_of(session) + to_text(table), json};
}

Result<Output> progress(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const auto progress,
         contingency::progress(core::contingency_world(ask.state), arguments.text("execution"),
                               ask.on, ask.rules));
  Table steps{{"measure", "step", "state", "since", "due", "overdue"}, {}};
  for (const auto& step : progress.steps) {
    steps.rows.push_back({step.measure, step.title, std::string(codec::enum_name(step.state)),
                          text_of(step.since), text_of(step.due_on), step.overdue ? "yes" : ""});
  }
  Table forecasts{
      {"measure", "done", "of", "failed", "through by quota", "through at the pace so far"}, {}};
  for (const auto& forecast : progress.forecasts) {
    forecasts.rows.push_back({forecast.measure, grouped(forecast.done), grouped(forecast.total),
                              grouped(forecast.failed), text_of(forecast.by_quota),
                              text_of(forecast.by_pace)});
  }
  return Output{as_of(session) + to_text(steps) + "\n\n" + to_text(forecasts),
                codec::to_json(progress)};
}

}  // namespace

std::vector<Verb> plan_verbs() {
  using Kind = Parameter::Kind;
  return {{"plan", "list", "contingency plans with versions, approvals and exercises", {}, list},
          {"plan",
           "foresee",
           "what the plan in force would do, and by when, should a level be reached",
           {{"programme", "programme id", Kind::kValue, true},
            {"--level", "watch, weakened or broken"},
            {"--reached", "day on which the level is reached"}},
           foresee},
          {"plan", "proposals", "measures that lie before the authority", {}, proposals},
          {"plan",
           "progress",
           "how far an execution has come",
           {{"execution", "execution id", Kind::kValue, true}},
           progress}};
}

}  // namespace lw::cmd
