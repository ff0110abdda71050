#include <fmt/format.h>

#include <algorithm>

#include "cmd/longwatch/sight.hpp"
#include "domain/resistance/resistance.hpp"

/// Surveillance as an officer sees it (R53): passed, failed, not conclusive and overdue are four
/// words, and none of them says "secure".
namespace lw::cmd {
namespace {

using surveillance::Assessment;
using surveillance::Standing;

constexpr const char* kLegend =
    "Passed says that the attacks tried did not succeed, not that the product is secure.";

std::string word_of(Standing standing) {
  switch (standing) {
    case Standing::kNone: return "no surveillance";
    case Standing::kPlanned: return "planned";
    case Standing::kPassed: return "passed";
    case Standing::kNotConclusive: return "not conclusive";
    case Standing::kOverdue: return "overdue";
    case Standing::kFailed: return "failed";
  }
  return {};
}

std::string says_of(Standing standing) {
  switch (standing) {
    case Standing::kNone: return "nobody looks at it and nobody plans to";
    case Standing::kPlanned: return "an assessment is planned and none has a result";
    case Standing::kPassed: return "the attacks tried last did not succeed";
    case Standing::kNotConclusive: return "the last result decides nothing";
    case Standing::kOverdue: return "a date has passed without a result";
    case Standing::kFailed: return "the last result that decides says that it does not resist";
  }
  return {};
}

std::string word_of(const Assessment& a, Date on) {
  if (a.cancelled_on && *a.cancelled_on <= on) return "cancelled";
  if (a.result && a.result->on <= on) {
    switch (a.result->outcome) {
      case surveillance::Outcome::kPassed: return word_of(Standing::kPassed);
      case surveillance::Outcome::kFailed: return word_of(Standing::kFailed);
      case surveillance::Outcome::kNotConclusive: return word_of(Standing::kNotConclusive);
    }
  }
  return word_of(a.planned_for < on ? Standing::kOverdue : Standing::kPlanned);
}

/// Everything that is planned, assessed or certified on the day.
std::set<ComponentId> watched(const Asked& ask, const CertificateSight& sight) {
  std::set<ComponentId> out;
  for (const auto& [id, plan] : ask.state.surveillance.plans) out.insert(plan.component);
  for (const auto& [id, a] : ask.state.surveillance.assessments) out.insert(a.component);
  for (const auto& [component, certificates] : ask.state.certificate.covered_by) {
    if (!certificate::covering(ask.state.certificate, component, ask.on).empty())
      out.insert(component);
  }
  std::erase_if(out, [&](const ComponentId& id) {
    return catalog::find(ask.state.catalog, id) == nullptr ||
           !sight.shows_component(ask.state.certificate, id);
  });
  return out;
}

template <class Pick>
std::optional<Date> earliest(const std::vector<surveillance::LayerStanding>& layers, Pick pick) {
  std::optional<Date> out;
  for (const auto& layer : layers) {
    const std::optional<Date> day = pick(layer);
    if (day && (!out || *day < *out)) out = day;
  }
  return out;
}

Result<Output> list(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  std::optional<Standing> only;
  if (arguments.has("--standing")) {
    LW_TRY(only, codec::enum_from_name<Standing>(arguments.text("--standing")));
  }
  const auto world = core::surveillance_world(ask.state);
  Table table{{"component", "layer", "standing", "last passed", "next due", "that is"}, {}};
  boost::json::array json;
  for (const auto& id : watched(ask, sight)) {
    const Standing standing = surveillance::standing(world, id, ask.on);
    if (only && standing != *only) continue;
    const auto layers = surveillance::layer_standings(world, id, ask.on);
    const auto passed = surveillance::last_passed(ask.state.surveillance, id, ask.on);
    const auto due = earliest(layers, [](const auto& l) { return l.next_due; });
    table.rows.push_back(
        {id.text(), std::string(codec::enum_name(catalog::find(ask.state.catalog, id)->layer)),
         word_of(standing), text_of(passed), text_of(due), says_of(standing)});
    json.push_back(boost::json::object{{"component", id.text()},
                                       {"standing", std::string(codec::enum_name(standing))},
                                       {"word", word_of(standing)},
                                       {"last_passed", text_of(passed)},
                                       {"next_due", text_of(due)},
                                       {"layers", codec::to_json(layers)}});
  }
  return Output{as_of(session) + to_text(table) + "\n" + kLegend + sight.left_out(), json};
}

boost::json::object json_of(const Asked& ask, const Assessment& a) {
  const auto next = surveillance::next_step(core::surveillance_world(ask.state), a, ask.on);
  return {{"assessment", codec::to_json(a)},
          {"word", word_of(a, ask.on)},
          {"next", codec::to_json(next)}};
}

Result<Output> show_assessment(const Session& session, const Asked& ask, const Assessment& a) {
  const auto next = surveillance::next_step(core::surveillance_world(ask.state), a, ask.on);
  const bool known = a.result && a.result->on <= ask.on;
  std::string text =
      as_of(session) +
      fmt::format(
          "{} of {} ({}) by {}\n  standing    {}\n  due         {}\n  certificate {}\n"
          "  result      {}\n  decision    {}\n  taken up by {}\n  closed      {}\n  next        "
          "{}\n",
          a.kind == surveillance::EventKind::kReassessment ? "Re-assessment" : "Assessment",
          a.component.text(), codec::enum_name(a.layer), a.laboratory.text(), word_of(a, ask.on),
          a.planned_for.text(), a.certificate ? a.certificate->text() : "those that cover it",
          known ? fmt::format("{} on {}", codec::enum_name(a.result->outcome), a.result->on.text())
                : "none",
          a.decision && a.decided_on <= ask.on
              ? fmt::format("{} on {}", codec::enum_name(*a.decision), text_of(a.decided_on))
              : "none",
          a.evaluations.empty() ? "no risk evaluation"
                                : "risk " + a.evaluations.begin()->first.text(),
          text_of(a.closed_on), next.who.empty() ? "nothing" : next.who + ": " + next.must);
  if (!known) return Output{text, json_of(ask, a)};
  Table attacks{{"attack", "outcome", "equipment", "used"}, {}};
  for (const auto& attack : a.result->attacks) {
    attacks.rows.push_back({printable(attack.method), std::string(codec::enum_name(attack.outcome)),
                            std::string(codec::enum_name(attack.equipment)),
                            shorten(printable(attack.equipment_used), 60)});
  }
  return Output{text + "\n" + to_text(attacks) + "\n" + kLegend, json_of(ask, a)};
}

std::string layers_text(const std::vector<surveillance::LayerStanding>& layers) {
  Table table{{"layer", "component", "standing", "last passed", "age, days", "next due"}, {}};
  for (const auto& row : layers) {
    table.rows.push_back({std::string(codec::enum_name(row.layer)),
                          row.component ? row.component->text() : "not known",
                          word_of(row.standing), text_of(row.last_passed),
                          row.age_days ? grouped(*row.age_days) : "", text_of(row.next_due)});
  }
  return to_text(table);
}

/// R1: what looked at the component, and which of it stood on the day.
std::string assessments_text(const std::vector<resistance::DatedAssessment>& all,
                             const std::optional<resistance::DatedAssessment>& valid, Date on) {
  Table table{{"from", "until", "outcome", "what"}, {}};
  for (const auto& a : all)
    table.rows.push_back({a.on.text(), a.until ? a.until->text() : "", a.outcome, a.says});
  const std::string stands = valid ? fmt::format("On {} the assessment of {} stands: {}.",
                                                 on.text(), valid->on.text(), valid->says)
                                   : fmt::format("On {} no assessment stands.", on.text());
  return stands + "\n\n" + to_text(table);
}

Result<Output> show_component(const Session& session, const Asked& ask, const ComponentId& id) {
  const auto world = core::surveillance_world(ask.state);
  const auto resistance_world = core::resistance_world(ask.state);
  const Standing standing = surveillance::standing(world, id, ask.on);
  const auto layers = surveillance::layer_standings(world, id, ask.on);
  const auto all = resistance::assessments(resistance_world, id, ask.on);
  const auto valid = resistance::assessment_on(resistance_world, id, ask.on);
  const std::string text =
      as_of(session) + fmt::format("{}: {}, {}.\n\n{}\n\n{}\n{}", id.text(), word_of(standing),
                                   says_of(standing), layers_text(layers),
                                   assessments_text(all, valid, ask.on), kLegend);
  boost::json::object json{{"component", id.text()},
                           {"standing", std::string(codec::enum_name(standing))},
                           {"word", word_of(standing)},
                           {"layers", codec::to_json(layers)},
                           {"assessments", codec::to_json(all)}};
  json["stands"] = valid ? codec::to_json(*valid) : boost::json::value(nullptr);
  return Output{text, json};
}

/// True when the one who asks may see the results of an assessment: those of a certificate that is
/// hidden from them are hidden as well (R13).
bool shows(const Asked& ask, const CertificateSight& sight, const Assessment& a) {
  if (a.certificate) return sight.shows(certificate::find(ask.state.certificate, *a.certificate));
  return sight.shows_component(ask.state.certificate, a.component);
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  const std::string& text = arguments.text("what");
  if (const auto component = ComponentId::parse(text);
      component && catalog::find(ask.state.catalog, *component) != nullptr &&
      sight.shows_component(ask.state.certificate, *component)) {
    return show_component(session, ask, *component);
  }
  const auto event = SurveillanceEventId::parse(text);
  const Assessment* a =
      event ? surveillance::find_assessment(ask.state.surveillance, *event) : nullptr;
  if (a != nullptr && shows(ask, sight, *a)) return show_assessment(session, ask, *a);
  return fail(ErrorCode::kNotFound, fmt::format("no component and no assessment {}", text), {},
              "`longwatch surveillance list` shows components, `longwatch surveillance events` "
              "assessments");
}

Result<Output> events(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  const auto world = core::surveillance_world(ask.state);
  Table table{{"assessment", "component", "layer", "due", "standing", "next", "who"}, {}};
  boost::json::array json;
  for (const auto& [id, a] : ask.state.surveillance.assessments) {
    if (a.planned_on > ask.on || !shows(ask, sight, a)) continue;
    if (arguments.has("--component") && a.component.text() != arguments.text("--component"))
      continue;
    const auto next = surveillance::next_step(world, a, ask.on);
    if (arguments.has("--open") && next.step == surveillance::Step::kNothing) continue;
    table.rows.push_back({id.text(), a.component.text(), std::string(codec::enum_name(a.layer)),
                          a.planned_for.text(), word_of(a, ask.on),
                          std::string(codec::enum_name(next.step)), next.who});
    json.push_back(json_of(ask, a));
  }
  return Output{as_of(session) + to_text(table) + "\n" + kLegend + sight.left_out(), json};
}

Result<Output> gaps(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  LW_TRY(const ComponentId component, ComponentId::parse(arguments.text("component")));
  if (catalog::find(ask.state.catalog, component) == nullptr ||
      !sight.shows_component(ask.state.certificate, component)) {
    return fail(ErrorCode::kNotFound, fmt::format("no component {}", component.text()), {},
                "`longwatch product list` shows them");
  }
  LW_TRY(const Date from, Date::parse(arguments.text("--from")));
  LW_TRY(const Date to, Date::parse(arguments.text("--to")));
  if (to < from) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} lies before {}", to.text(), from.text()),
                "--to");
  }
  Table table{{"layer", "component", "from", "to"}, {}};
  boost::json::array json;
  for (const auto& gap :
       surveillance::gaps(core::surveillance_world(ask.state), component, from, to)) {
    table.rows.push_back({std::string(codec::enum_name(gap.layer)),
                          gap.component ? gap.component->text() : "not known", gap.from.text(),
                          gap.to.text()});
    json.push_back(codec::to_json(gap));
  }
  return Output{as_of(session) + (table.rows.empty() ? "no gap" : to_text(table)), json};
}

}  // namespace

std::vector<Verb> surveillance_verbs() {
  using Kind = Parameter::Kind;
  return {{"surveillance",
           "list",
           "how each component stands: passed, failed, not conclusive, overdue, planned or none",
           {{"--standing", "only passed, failed, not_conclusive, overdue, planned or none"}},
           list},
          {"surveillance",
           "show",
           "a component layer by layer with the assessment that stands, or one assessment",
           {{"what", "component id or assessment id", Kind::kValue, true}},
           show},
          {"surveillance",
           "events",
           "assessments, and what each waits for",
           {{"--open", "only those that wait for something", Kind::kFlag},
            {"--component", "only of this component"}},
           events},
          {"surveillance",
           "gaps",
           "stretches of a lifetime without planned surveillance",
           {{"component", "component id", Kind::kValue, true},
            {"--from", "first day", Kind::kValue, true},
            {"--to", "last day", Kind::kValue, true}},
           gaps}};
}

}  // namespace lw::cmd
