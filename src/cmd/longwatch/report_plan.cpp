#include <fmt/format.h>

#include <algorithm>

#include "cmd/longwatch/names.hpp"
#include "cmd/longwatch/report_data.hpp"
#include "domain/programme/stock.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;
using vulnerability::Case;

report::RiskLevel level_of(risk::Level level) {
  switch (level) {
    case risk::Level::kLow: return report::RiskLevel::kLow;
    case risk::Level::kModerate: return report::RiskLevel::kModerate;
    case risk::Level::kHigh: return report::RiskLevel::kHigh;
    case risk::Level::kCritical: return report::RiskLevel::kCritical;
  }
  return report::RiskLevel::kIncomplete;
}

/// What a measure did in the programme, as far as the history tells.
struct Done {
  std::optional<Date> from;
  std::optional<std::int64_t> covered;
  std::optional<std::int64_t> left;
};

std::int64_t open_documents(const Asked& ask, const Programme& programme, const Case& item,
                            Date on) {
  return programme::exposure(core::programme_world(ask.state), programme.id,
                             open_software(ask, programme, item.id, on), on)
      .documents;
}

/// Uses closed: every affected document from the day of the limit, and none left in the use.
Done limited(const Asked& ask, const Programme& programme, const Case& item) {
  Done out;
  for (const auto& [id, limit] : programme.limits) {
    if (limit.in_force.from > ask.on || (out.from && *out.from <= limit.in_force.from)) continue;
    out.from = limit.in_force.from;
  }
  if (!out.from) return out;
  const auto affected =
      vulnerability::affected(core::vulnerability_world(ask.state), item.id, ask.known_on);
  // Counts are by month: those before the month of the limit are what it met.
  const Date before = out.from->first_of_month().plus_days(-1);
  const auto exposure =
      programme::exposure(core::programme_world(ask.state), programme.id,
                          open_software(ask, programme, item.id, *out.from), *out.from);
  std::int64_t left = 0;
  for (const auto use : affected.uses) {
    const auto it = exposure.by_use.find(use);
    if (it != exposure.by_use.end()) left = std::max(left, it->second);
  }
  out.covered = open_documents(ask, programme, item, before) - left;
  out.left = left;
  return out;
}

/// Production stopped: nothing in the field is helped by it.
Done stopped(const Asked& ask, const Programme& programme, const Case& item) {
  Done out;
  for (const auto& [id, introduction] : programme.introductions) {
    for (const auto& stop : introduction.stops) {
      if (stop.from <= ask.on && (!out.from || stop.from < *out.from)) out.from = stop.from;
    }
  }
  if (!out.from) return out;
  out.covered = 0;
  out.left = open_documents(ask, programme, item, *out.from);
  return out;
}

/// Documents renewed with software that cures the flaw, and those that still carry it.
Done renewed(const Asked& ask, const Programme& programme, const Case& item) {
  Done out;
  std::int64_t covered = 0;
  for (const auto& measure : item.measures) {
    if (!measure.fixed_by || measure.on > ask.on) continue;
    const auto it = programme.introductions.find(*measure.fixed_by);
    if (it == programme.introductions.end()) continue;
    if (!out.from || measure.on < *out.from) out.from = measure.on;
    covered += programme::stock(it->second, ask.on).issued;
  }
  if (!out.from) return out;
  out.covered = covered;
  out.left = open_documents(ask, programme, item, ask.on);
  return out;
}

Done done(const Asked& ask, const Programme& programme, const Case& item, risk::Family family) {
  switch (family) {
    case risk::Family::kLimitUse: return limited(ask, programme, item);
    case risk::Family::kStopProduction: return stopped(ask, programme, item);
    case risk::Family::kUpgrade:
    case risk::Family::kReplaceEarly:
    case risk::Family::kOther: return renewed(ask, programme, item);
    case risk::Family::kShorterValidity: return {};
  }
  return {};
}

std::string effort_text(const programme::HolderEffort& effort) {
  if (effort.minutes == 0 && effort.journeys == 0) return "nothing";
  return fmt::format("{}, {}", counted(effort.minutes, "minute", "minutes"),
                     counted(effort.journeys, "journey", "journeys"));
}

void fill_options(report::Report& out, const Asked& ask, const Programme& programme,
                  const Case& item, const risk::Risk& risk) {
  if (risk.comparisons.empty()) return;
  const risk::Decision* last = risk.decisions.empty() ? nullptr : &risk.decisions.back();
  for (const auto& compared : risk.comparisons.back().options) {
    const auto& option = compared.option;
    const bool chosen = last != nullptr && last->chosen.contains(option.id);
    report::Option row;
    row.name = option.says;
    row.verdict = chosen               ? report::OptionVerdict::kChosen
                  : compared.available ? report::OptionVerdict::kPossible
                                       : report::OptionVerdict::kUnavailable;
    row.reason = !compared.available      ? compared.why_not
                 : chosen                 ? last->reason
                 : compared.above_ceiling ? "asks more of holders than the ceiling"
                                          : "";
    if (chosen) {
      const Done what = done(ask, programme, item, option.family);
      row.effective_from = what.from;
      row.units_covered = what.covered;
      row.units_left = what.left;
    }
    if (option.cost_basis != "unknown") row.cost_eur = option.cost_euros;
    row.holder_effort = effort_text(option.effort);
    row.residual_risk = option.residual ? in_words(codec::enum_name(*option.residual)) : "";
    out.options.push_back(std::move(row));
  }
}

/// When a measure of that kind really took effect in the programme.
std::optional<report::DatedLine> happened(const Asked& ask, const Programme& programme,
                                          const Case& item, contingency::MeasureKind kind) {
  switch (kind) {
    case contingency::MeasureKind::kLimitUses: {
      std::optional<report::DatedLine> out;
      for (const auto& [id, limit] : programme.limits) {
        if (!out || limit.in_force.from < out->on)
          out = report::DatedLine{limit.in_force.from, limit.reason};
      }
      return out;
    }
    case contingency::MeasureKind::kReplaceSoftware: {
      const Done what = stopped(ask, programme, item);
      if (!what.from) return std::nullopt;
      return report::DatedLine{*what.from, "production with the affected software stopped"};
    }
    case contingency::MeasureKind::kReplaceDocuments:
    case contingency::MeasureKind::kOther: {
      const Done what = renewed(ask, programme, item);
      if (!what.from) return std::nullopt;
      return report::DatedLine{*what.from, "first documents renewed"};
    }
    case contingency::MeasureKind::kNewerSoftware:
    case contingency::MeasureKind::kSeveralSources: return std::nullopt;
  }
  return std::nullopt;
}

std::string settled(const contingency::Proposal& proposal) {
  if (!proposal.settled && proposal.closed_on)
    return "closed on " + day_text(*proposal.closed_on) + " without a decision";
  if (!proposal.settled) return "nobody has decided on the proposal";
  std::string by;
  for (const auto& voice : proposal.voices) by += (by.empty() ? "" : " and ") + voice.by.text();
  return fmt::format("{} by {} on {}",
                     *proposal.settled == contingency::Answer::kExecute ? "decided" : "set aside",
                     by, proposal.settled_on ? day_text(*proposal.settled_on) : "");
}

void fill_triggers(report::Report& out, const Asked& ask, const Programme& programme,
                   const Case& item) {
  std::vector<std::pair<std::int32_t, std::string>> gained;
  for (const auto& [id, proposal] : ask.state.contingency.proposals) {
    if (proposal.programme != programme.id || proposal.raised_on > ask.on) continue;
    const auto foresight = contingency::foresight(core::contingency_world(ask.state), programme.id,
                                                  proposal.level, proposal.raised_on, ask.rules);
    if (!foresight) continue;
    for (const auto& measure : foresight->measures) {
      report::PlanTrigger row;
      row.id = id + "/" + measure.measure;
      row.level = in_words(codec::enum_name(proposal.level));
      row.condition = foresight->scenario;
      row.measure = measure.title;
      row.state = report::TriggerState::kReached;
      row.reached_on = measure.first_effect_on;
      row.reached_because = fmt::format(
          "level reached on {}; the plan leaves until {} to decide; {}",
          day_text(proposal.raised_on), day_text(foresight->decide_by), settled(proposal));
      if (const auto real = happened(ask, programme, item, measure.kind)) {
        row.happened_on = real->on;
        row.happened = real->what;
        const std::int32_t days = days_between(measure.first_effect_on, real->on);
        if (proposal.settled == contingency::Answer::kExecute && days > 0)
          gained.emplace_back(days, measure.title);
      }
      out.plan.triggers.push_back(std::move(row));
    }
  }
  std::ranges::sort(gained, std::ranges::greater{});
  std::string text;
  for (const auto& [days, title] : gained) {
    text += fmt::format("{}{} earlier (\"{}\")", text.empty() ? "" : ", ",
                        counted(days, "day", "days"), title);
  }
  out.plan.caption = text.empty()
                         ? "The plan would not have worked earlier than what was done."
                         : "On the days that it sets, the plan would have worked " + text + ".";
}

void fill_exercises(report::Report& out, const Asked& ask, const contingency::InForce& plan) {
  for (const auto& exercise : plan.plan->exercises) {
    report::ExerciseLine line;
    line.held_on = exercise.held_on;
    line.level = in_words(codec::enum_name(exercise.level));
    line.scenario = exercise.scenario;
    for (const auto& part : exercise.participants) {
      line.who += fmt::format("{}{} of {} as {}", line.who.empty() ? "" : "; ",
                              counted(part.people, "person", "people"),
                              name_of(ask.state, part.organisation), role_text(part.role));
    }
    const auto* version =
        contingency::find_version(ask.state.contingency, plan.plan->id, exercise.version);
    for (const auto& result : exercise.results) {
      const auto* measure = version == nullptr
                                ? nullptr
                                : contingency::find_measure(version->content, result.measure);
      const auto* step =
          measure == nullptr ? nullptr : contingency::find_step(*measure, result.step);
      line.steps.push_back({measure == nullptr ? result.measure : measure->title,
                            step == nullptr ? result.step : step->title,
                            in_words(codec::enum_name(result.outcome)), result.note});
    }
    line.findings = exercise.findings;
    out.plan.exercises.push_back(std::move(line));
  }
}

}  // namespace

void fill_risks(report::Report& out, const Asked& ask, const Programme& programme,
                const Case& item) {
  const auto world = core::risk_world(ask.state);
  const auto affected =
      vulnerability::affected(core::vulnerability_world(ask.state), item.id, ask.known_on);
  for (const auto& [id, one] : ask.state.risk.risks) {
    if (one.programme != programme.id || one.case_id != item.id || one.opened_on > ask.on) continue;
    fill_options(out, ask, programme, item, one);
    const auto evaluation = risk::evaluate(world, one, ask.on);
    for (const auto& [use, score] : evaluation.by_use) {
      report::RiskStatement row;
      row.id = id.text();
      row.use = use_text(use);
      row.level = level_of(score.level);
      const bool touched = affected.uses.contains(use);
      row.statement = !touched                 ? "The flaw does not touch this use."
                      : one.statements.empty() ? ""
                                               : one.statements.back().text;
      row.resistance_input = fmt::format("likelihood {} of 5", score.likelihood);
      if (!one.resistance.empty()) {
        const auto& input = one.resistance.back();
        const auto known = input.by_use.find(use);
        const bool judged = known != input.by_use.end() && known->second.judged;
        row.resistance_input += fmt::format("{}: {}", judged ? ", judged" : "", input.basis);
      }
      row.resistance_id = evaluation.resistance_input;
      row.use_input = fmt::format("{}, impact {} of 5",
                                  counted(score.documents, "document", "documents"), score.impact);
      row.use_id = evaluation.exposure_input;
      row.as_of = one.exposure.empty() ? ask.on : one.exposure.back().on;
      out.risks.push_back(std::move(row));
    }
  }
}

void fill_plan(report::Report& out, const Asked& ask, const Programme& programme,
               const Case& item) {
  const auto in_force = contingency::plan_in_force(ask.state.contingency, programme.id, ask.on);
  if (!in_force) {
    out.plan.status = "none";
    return;
  }
  out.plan.name = in_force.version->content.title;
  out.plan.status = "approved";
  out.plan.approved_on = in_force.version->in_force_from;
  for (const auto& approval : in_force.version->approvals)
    out.plan.approved_by.push_back(approval.by.text());
  fill_triggers(out, ask, programme, item);
  fill_exercises(out, ask, in_force);
}

}  // namespace lw::cmd
