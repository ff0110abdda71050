#include <fmt/format.h>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/names.hpp"

namespace lw::cmd {
namespace {

using risk::Risk;

/// A risk that rests on a restricted case is not there for those outside its compartment (R22).
bool may_know(const Asked& ask, const Risk& item) {
  return !item.case_id || vulnerability::find_visible(core::vulnerability_world(ask.state),
                                                      *item.case_id, ask.viewer) != nullptr;
}

Result<const Risk*> find_risk(const Asked& ask, const std::string& text) {
  LW_TRY(const RiskId id, RiskId::parse(text));
  const Risk* found = risk::find(ask.state.risk, id);
  if (found != nullptr && found->opened_on <= ask.on && may_know(ask, *found)) return found;
  return fail(ErrorCode::kNotFound, fmt::format("no risk {}", text), {},
              "`longwatch risk list` shows those you may know of");
}

Result<Output> list(Session& session, const Arguments&) {
  LW_TRY(const Asked ask, asked(session));
  const auto world = core::risk_world(ask.state);
  Table table{{"risk", "programme", "software", "cause", "level", "decision", "acceptance"}, {}};
  boost::json::array json;
  for (const auto& [id, item] : ask.state.risk.risks) {
    if (item.opened_on > ask.on || !may_know(ask, item)) continue;
    const auto evaluation = risk::evaluate(world, item, ask.on);
    const auto level = evaluation.level ? std::string(codec::enum_name(*evaluation.level))
                                        : std::string("incomplete");
    table.rows.push_back({id.text(), item.programme.text(), item.component.text(), item.cause_ref,
                          level, std::string(codec::enum_name(risk::decision(item, ask.on))),
                          std::string(codec::enum_name(risk::acceptance(item, ask.on)))});
    json.push_back(boost::json::object{
        {"id", id.text()},
        {"programme", item.programme.text()},
        {"component", item.component.text()},
        {"cause", item.cause_ref},
        {"decision", std::string(codec::enum_name(risk::decision(item, ask.on)))},
        {"acceptance", std::string(codec::enum_name(risk::acceptance(item, ask.on)))},
        {"evaluation", codec::to_json(evaluation)}});
  }
  return Output{as_of(session) + to_text(table), json};
}

Table option_table(const Risk& item) {
  Table table{{"option", "family", "open", "holder", "cost, EUR", "leaves", "what"}, {}};
  if (item.comparisons.empty()) return table;
  for (const auto& compared : item.comparisons.back().options) {
    const auto& option = compared.option;
    table.rows.push_back({option.id, std::string(codec::enum_name(option.family)),
                          compared.available ? "yes" : "no: " + compared.why_not,
                          fmt::format("{} min, {}{}", option.effort.minutes,
                                      counted(option.effort.journeys, "journey", "journeys"),
                                      compared.above_ceiling ? ", above the ceiling" : ""),
                          option.cost_basis == "unknown" ? "unknown" : grouped(option.cost_euros),
                          option.residual ? std::string(codec::enum_name(*option.residual)) : "",
                          shorten(option.says, 60)});
  }
  return table;
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Risk* found, find_risk(ask, arguments.text("risk")));
  const Risk item = risk::as_of(*found, ask.on);
  const auto world = core::risk_world(ask.state);
  const auto evaluation = risk::evaluate(world, item, ask.on);
  std::string text =
      as_of(session) + fmt::format("{}: {} in {}, because of {}\n", item.id.text(),
                                   item.component.text(), item.programme.text(), item.cause_ref);
  if (evaluation.completeness == risk::Completeness::kIncomplete) {
    text += "  incomplete, so no score: " + joined(evaluation.missing) + "\n";
  } else {
    Table uses{{"use", "likelihood", "impact", "level", "documents"}, {}};
    for (const auto& [use, score] : evaluation.by_use) {
      uses.rows.push_back({std::string(codec::enum_name(use)), std::to_string(score.likelihood),
                           std::to_string(score.impact), std::string(codec::enum_name(score.level)),
                           grouped(score.documents)});
    }
    text += fmt::format("  inputs: {} and {}\n\n{}\n", evaluation.resistance_input,
                        evaluation.exposure_input, to_text(uses));
  }
  if (!item.statements.empty()) text += "\n  " + printable(item.statements.back().text) + "\n";
  if (!item.comparisons.empty()) text += "\n" + to_text(option_table(item)) + "\n";
  for (const auto& decision : item.decisions) {
    std::vector<std::string> chosen(decision.chosen.begin(), decision.chosen.end());
    text += fmt::format("\n  {} decided on {}: {}. {}", decision.by.text(), decision.on.text(),
                        joined(chosen), decision.reason);
  }
  for (const auto& acceptance : item.acceptances) {
    text += fmt::format("\n  {} accepted the rest on {}: {}", acceptance.by.text(),
                        acceptance.on.text(), acceptance.reason);
  }
  while (text.ends_with('\n')) text.pop_back();
  return Output{text, boost::json::object{{"risk", codec::to_json(item)},
                                          {"evaluation", codec::to_json(evaluation)}}};
}

/// Which families are open on the day, and which a comparison must hold (R4, R5, R78).
Result<Output> options(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Risk* item, find_risk(ask, arguments.text("risk")));
  const auto families = risk::availability(core::risk_world(ask.state), *item, ask.on, ask.rules);
  Table table{{"family", "open", "must be compared", "why"}, {}};
  for (const auto& family : families) {
    table.rows.push_back({std::string(codec::enum_name(family.family)),
                          family.available ? "yes" : "no", family.compared_always ? "yes" : "",
                          family.available ? family.why_always : family.why_not});
  }
  return Output{as_of(session) + to_text(table), codec::to_json(families)};
}

/// What today's suspension would have meant for a remedy: the clock of the law in force on
/// --law-of, counted from --decided.
Result<Output> what_if_suspension(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Date decided, Date::parse(arguments.text("--decided")));
  LW_TRY(const Date remedy, Date::parse(arguments.text("--remedy")));
  Date law = ask.on;
  if (arguments.has("--law-of")) {
    LW_TRY(law, Date::parse(arguments.text("--law-of")));
  }
  LW_TRY(const auto first, ask.rules.duration("eucc.suspension.max", law));
  LW_TRY(const rules::Calendar* calendar, ask.rules.calendar("EU"));
  LW_TRY(const Date last_day, rules::deadline(decided, first, calendar->days));
  const auto total = ask.rules.duration("eucc.suspension.total_max", law);
  const std::int32_t late = days_between(last_day, remedy);
  std::string text = fmt::format(
      "Law of {}: {}.\n  decided on {}, the suspension ends with {}\n  the remedy came on {}: day "
      "{} after the decision, {} days {}",
      law.text(), first.source.display(), decided.text(), last_day.text(), remedy.text(),
      days_between(decided, remedy), late < 0 ? -late : late, late > 0 ? "too late" : "in time");
  if (late > 0) {
    text +=
        "\n  without an extension by the national authority the certificate would have had to be "
        "decided on before the remedy";
    if (total) text += fmt::format(" ({})", total->source.display());
  }
  return Output{text, boost::json::object{{"decided", decided.text()},
                                          {"last_day", last_day.text()},
                                          {"remedy", remedy.text()},
                                          {"days_late", late},
                                          {"article", first.source.display()}}};
}

}  // namespace

std::vector<Verb> risk_verbs() {
  using Kind = Parameter::Kind;
  return {{"risk", "list", "risks with level, decision and acceptance", {}, list},
          {"risk",
           "show",
           "a risk: both inputs, score by use, options side by side, decisions",
           {{"risk", "risk id", Kind::kValue, true}},
           show},
          {"risk",
           "options",
           "which families of options are open for a risk, which not and why, and which must be "
           "compared",
           {{"risk", "risk id", Kind::kValue, true}},
           options},
          {"what-if",
           "suspension",
           "whether a remedy would have come within the suspension that the law allows",
           {{"--decided", "day of the decision to suspend", Kind::kValue, true},
            {"--remedy", "day of the remedy", Kind::kValue, true},
            {"--law-of", "the law in force on this day; the day asked about when absent"}},
           what_if_suspension}};
}

}  // namespace lw::cmd
