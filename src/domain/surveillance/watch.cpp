#include <fmt/format.h>

#include <algorithm>

#include "domain/rules/rules.hpp"
#include "domain/surveillance/layers.hpp"

namespace lw::surveillance {
namespace {

using rules::RuleBook;

/// The rule behind a plan's interval, and where it is written.
struct Basis {
  std::string rule;
  std::string article;
};

Basis basis_of(const Plan& plan, const RuleBook& rules, Date on) {
  const bool qscd = plan.basis == PlanBasis::kQscd;
  const std::string id =
      qscd ? "eidas.qscd.vulnerability_assessment.interval" : "house.surveillance.interval";
  const auto found = rules.duration(id, on);
  const bool own = !qscd && (!found || found->duration.amount != plan.interval_months);
  if (own || !found) return {"policy", fmt::format("plan {}", plan.id.text())};
  return {id, found->source.display()};
}

std::string layer_words(catalog::Layer layer, const ComponentId& component) {
  return fmt::format("{} of {}", codec::enum_name(layer), component.text());
}

// ---- findings
// ---------------------------------------------------------------------------------------------------

using Found = std::vector<Finding>;

/// Certified components on a day, with the first day on which they were and whether a signature
/// device is among them.
struct Certified {
  Date since;
  bool qscd = false;
};

std::map<ComponentId, Certified> certified(const World& world, Date on) {
  std::map<ComponentId, Certified> out;
  for (const auto& [component, certificates] : world.certificate.covered_by) {
    for (const auto& id : certificates) {
      const auto* c = certificate::find(world.certificate, id);
      if (c == nullptr || !certificate::may_be_valid(*c, on)) continue;
      const auto [it, first] =
          out.try_emplace(component, Certified{c->valid_from.value_or(on), c->qscd});
      if (!first) it->second.since = std::min(it->second.since, c->valid_from.value_or(on));
      it->second.qscd = it->second.qscd || c->qscd;
    }
  }
  return out;
}

/// Components that a running plan of an embedded software above them takes care of.
std::set<ComponentId> covered_from_above(const World& world, Date on) {
  std::set<ComponentId> out;
  for (const auto& [id, plan] : world.surveillance.plans) {
    if (!detail::runs(plan, on)) continue;
    for (const auto& below : catalog::contains(world.catalog, plan.component)) {
      if (catalog::find(world.catalog, below)->layer == plan.layer) out.insert(below);
    }
  }
  return out;
}

bool plan_runs(const detail::Track& track, Date on) {
  return std::ranges::any_of(track.plans,
                             [&](const Plan* plan) { return detail::runs(*plan, on); });
}

/// R17: a certified product without plan is a finding on day 1; R46: of an embedded software, each
/// layer.
void plan_findings(const World& world, Date on, const RuleBook& rules, Found& out) {
  const auto above = covered_from_above(world, on);
  const auto limit = rules.duration("eidas.qscd.vulnerability_assessment.interval", on);
  for (const auto& [component, known] : certified(world, on)) {
    for (const auto& ref : layers(world.catalog, component)) {
      const auto track = detail::track(world.surveillance, component, ref, on);
      const bool planned =
          plan_runs(track, on) || (ref.component && above.contains(*ref.component));
      if (!planned) {
        const bool whole = ref.component == component;
        const std::string what = layer_words(ref.layer, ref.component.value_or(component));
        // a library is surveilled one by one too, but the paper's minimum names three layers
        const bool minimum = ref.layer != catalog::Layer::kCryptoLibrary;
        Date since = known.since;
        for (const Plan* plan : track.plans) {
          if (plan->until && *plan->until < on) since = std::max(since, plan->until->plus_days(1));
        }
        out.push_back({whole ? "surveillance.no_plan" : "surveillance.layer_without_plan",
                       known.qscd ? Severity::kBreach
                       : minimum  ? Severity::kWarning
                                  : Severity::kNotice,
                       component.text(), fmt::format("No surveillance is planned for {}", what),
                       since});
        continue;
      }
      const bool strict = std::ranges::any_of(track.plans, [&](const Plan* plan) {
        return detail::runs(*plan, on) && limit && plan->interval_months <= limit->duration.amount;
      });
      if (known.qscd && limit && !track.plans.empty() && !strict) {  // I.3 d
        out.push_back(
            {"surveillance.qscd_interval", Severity::kBreach, component.text(),
             fmt::format("{} is a signature device and is not assessed every two years ({})",
                         layer_words(ref.layer, component), limit->source.display()),
             known.since});
      }
    }
  }
}

/// R17: a missed date is a finding the next day.
void late_findings(const World& world, Date on, Found& out) {
  for (const auto& [id, plan] : world.surveillance.plans) {
    if (!detail::runs(plan, on)) continue;
    const Date due = detail::due(world, plan, on).on;
    if (due >= on) continue;
    out.push_back({"surveillance.overdue",
                   plan.basis == PlanBasis::kQscd ? Severity::kBreach : Severity::kWarning,
                   plan.component.text(),
                   fmt::format("The assessment of {} was due on {} (plan {})",
                               layer_words(plan.layer, plan.component), due.text(), id.text()),
                   due.plus_days(1)});
  }
  for (const auto& [id, a] : world.surveillance.assessments) {
    const bool waits = a.planned_on <= on && !(a.cancelled_on && *a.cancelled_on <= on) &&
                       !detail::has_result(a, on);
    if (!waits || a.planned_for >= on) continue;
    out.push_back({"surveillance.missed_date", Severity::kWarning, a.component.text(),
                   fmt::format("Assessment {} of {} was planned for {} and has no result",
                               id.text(), layer_words(a.layer, a.component), a.planned_for.text()),
                   a.planned_for.plus_days(1)});
  }
}

/// The risk whose evaluation took the result up first by that day; nullopt when none did.
std::optional<RiskId> taken_up_by(const Assessment& a, Date on) {
  std::optional<RiskId> out;
  Date first;
  for (const auto& [risk, since] : a.evaluations) {
    if (since > on || (out && since >= first)) continue;
    out = risk;
    first = since;
  }
  return out;
}

void open_findings(const World& world, Date on, Found& out) {
  for (const auto& [id, a] : world.surveillance.assessments) {
    if (!detail::has_result(a, on) || (a.closed_on && *a.closed_on <= on)) continue;
    const bool failed = a.result->outcome == Outcome::kFailed;
    const auto risk = taken_up_by(a, on);
    out.push_back(
        {failed ? "surveillance.failed_open"
         : risk ? "surveillance.not_closed"
                : "surveillance.not_taken_up",
         failed ? Severity::kBreach : Severity::kNotice, a.component.text(),
         risk ? fmt::format("The result \"{}\" of assessment {} reached risk {} and is not closed",
                            codec::enum_name(a.result->outcome), id.text(), risk->text())
              : fmt::format("The result \"{}\" of assessment {} has reached no risk evaluation",
                            codec::enum_name(a.result->outcome), id.text()),
         a.result->on});
  }
}

}  // namespace

void clocks(const World& world, Instant now, const RuleBook& rules, std::vector<Clock>& out) {
  const Date today = now.date();
  for (const auto& [id, plan] : world.surveillance.plans) {
    if (plan.until && today > *plan.until) continue;
    const auto due = detail::due(world, plan, today);
    const Basis basis = basis_of(plan, rules, today);
    out.push_back({basis.rule,
                   basis.article,
                   plan.component.text(),
                   fmt::format("assess {}", layer_words(plan.layer, plan.component)),
                   "laboratory in scope",
                   due.from,
                   due.on,
                   {},
                   clock_state(now, due.on)});
  }
  for (const auto& [id, a] : world.surveillance.assessments) {
    if (a.result || a.cancelled_on) continue;
    out.push_back({"policy",
                   fmt::format("assessment {}", id.text()),
                   a.component.text(),
                   fmt::format("report on {}", layer_words(a.layer, a.component)),
                   a.laboratory.text(),
                   a.planned_on,
                   a.planned_for,
                   {},
                   clock_state(now, a.planned_for)});
  }
  detail::decision_clocks(world, now, rules, out);
}

std::vector<Finding> findings(const World& world, Date on, const RuleBook& rules) {
  Found out;
  plan_findings(world, on, rules, out);
  late_findings(world, on, out);
  detail::decision_findings(world, on, rules, out);
  open_findings(world, on, out);
  return out;
}

}  // namespace lw::surveillance
