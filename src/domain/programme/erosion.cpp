#include "domain/programme/erosion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/programme/checks.hpp"
#include "domain/programme/flaws.hpp"
#include "domain/programme/worlds.hpp"

namespace lw::programme {
namespace {

using catalog::Use;

constexpr double kMonthsPerYear = 12;
constexpr double kPpm = 1'000'000;
constexpr double kPermille = 1'000;
constexpr double kDaysPerYear = 365.2425;  // mean civil year

double years_between(Date from, Date to) { return days_between(from, to) / kDaysPerYear; }

/// Uses that at least one document in the field, or the next one to be issued, still has.
std::set<Use> live_uses(const Programme& programme, const Introduction& introduction, Date on) {
  const UsesLeft uses(programme, introduction.component, on);
  std::set<Use> out;
  for (const auto& cohort : introduction.cohorts) {
    if (out.size() == uses.all().size()) return out;
    each_in_field(cohort, on, [&](const IssuedMonth& month) {
      for (const auto use : uses.all()) {
        if (!out.contains(use) && uses.allows(use, month.issued)) out.insert(use);
      }
    });
  }
  if (!in_production(introduction, on)) return out;
  for (const auto use : uses.all()) {
    if (uses.allows(use, on.first_of_month())) out.insert(use);
  }
  return out;
}

/// The rule that erosion.hpp states.
ErosionLevel level_of(const resistance::Resistance& resists, bool confirmed, bool undecided,
                      std::int32_t alarm) {
  const bool known = resists.knowledge == resistance::Knowledge::kKnown;
  const bool breached = known && resists.margin < 0;
  if (confirmed) return breached || !known ? ErosionLevel::kBroken : ErosionLevel::kWeakened;
  if (breached) return ErosionLevel::kWeakened;
  if (undecided || (known && resists.margin <= alarm)) return ErosionLevel::kWatch;
  return ErosionLevel::kNone;
}

std::string margin_text(const resistance::Resistance& resists) {
  if (resists.knowledge != resistance::Knowledge::kKnown)
    return "insufficient data on its resistance";
  return fmt::format("margin {} points", resists.margin);
}

std::string named(const std::set<CaseId>& cases, const vulnerability::Viewer* viewer) {
  if (viewer == nullptr) return "";
  std::string out;
  for (const auto& id : cases) out += (out.empty() ? " (" : ", ") + id.text();
  return out.empty() ? out : out + ")";
}

/// What one level is worked out from, once for any number of programmes.
struct Scales {
  const World& world;
  Date on;
  const vulnerability::Viewer* viewer;
  std::vector<OpenCase> cases;
  resistance::World below;
};

Scales scales(const World& world, Date on, const vulnerability::Viewer* viewer) {
  return {world, on, viewer, open_cases(world, on, viewer), resistance_world(world)};
}

void weigh(const Scales& s, const Programme& programme, const Introduction& introduction,
           ErosionBasis& out) {
  const auto flaws = flaws_of(s.world, s.cases, introduction);
  const std::int32_t alarm = policy(programme, s.on).margin_alarm_points;
  for (const auto use : live_uses(programme, introduction, s.on)) {
    const auto resists = resistance::effective(s.below, introduction.component, use, s.on);
    const auto confirmed = flaws.confirmed.find(use);
    const auto undecided = flaws.undecided.find(use);
    const auto level = level_of(resists, confirmed != flaws.confirmed.end(),
                                undecided != flaws.undecided.end(), alarm);
    ErosionLevel& worst = out.by_use.try_emplace(use, ErosionLevel::kNone).first->second;
    worst = std::max(worst, level);
    out.level = std::max(out.level, level);
    if (level == ErosionLevel::kNone) continue;
    std::string says = fmt::format("{}, {}: {}", introduction.component.text(),
                                   codec::enum_name(use), margin_text(resists));
    if (confirmed != flaws.confirmed.end())
      says += ", a flaw is confirmed" + named(confirmed->second, s.viewer);
    if (undecided != flaws.undecided.end())
      says += ", a flaw reaches it and is not judged yet" + named(undecided->second, s.viewer);
    out.reasons.push_back(fmt::format("{}; level {}", says, codec::enum_name(level)));
  }
}

ErosionBasis basis_of(const Scales& s, const Programme& programme) {
  ErosionBasis out;
  for (const auto use : policy(programme, s.on).uses) out.by_use[use] = ErosionLevel::kNone;
  for (const auto& [id, introduction] : programme.introductions) {
    if (active(introduction, s.on)) weigh(s, programme, introduction, out);
  }
  return out;
}

std::string margin_says(const resistance::Resistance& resists, std::int32_t alarm) {
  if (resists.knowledge != resistance::Knowledge::kKnown)
    return "insufficient data: " + resists.missing;
  if (resists.margin < 0) return "breach";
  return resists.margin <= alarm ? "alarm" : "above the claim";
}

void add_dates(const World& world, const Introduction& introduction, const Milestones& milestones,
               Erosion& out) {
  const std::string& subject = introduction.component.text();
  out.dates.push_back({"certified", subject, milestones.certification.on});
  out.dates.push_back({milestones.last_removal.estimated ? "last document removed (estimated)"
                                                         : "last document removed",
                       subject, milestones.last_removal.on});
  if (introduction.support_until)
    out.dates.push_back({"end of support", subject, *introduction.support_until});
  for (const auto& id : introduction.certificates) {
    const auto* found = certificate::find(world.certificate, id);
    if (found == nullptr) continue;
    if (found->valid_until)
      out.dates.push_back({"end of certificate", id.text(), *found->valid_until});
    for (const auto& suspension : found->suspensions) {
      out.dates.push_back({"certificate suspended from", id.text(), suspension.from});
      out.dates.push_back({"suspension ends at the latest", id.text(), suspension.until});
    }
    if (found->withdrawal)
      out.dates.push_back({"certificate withdrawn", id.text(), found->withdrawal->on});
  }
  for (const auto& component : catalog::contains(world.catalog, introduction.component)) {
    if (const auto passed = surveillance::last_passed(world.surveillance, component,
                                                      Date::from_days(INT32_MAX / 2))) {
      out.dates.push_back({"last passed assessment", component.text(), *passed});
    }
  }
}

Result<const Programme*> known(const World& world, const ProgrammeId& id) {
  const Programme* found = find(world.programme, id);
  if (found == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("programme {} is not known", id.text()));
  return found;
}

}  // namespace

ErosionLevel erosion_level(const World& world, const ProgrammeId& programme, Date on) {
  return erosion_basis(world, programme, on).level;
}

std::map<ProgrammeId, ErosionLevel> erosion_levels(const World& world, Date on) {
  const Scales s = scales(world, on, nullptr);
  std::map<ProgrammeId, ErosionLevel> out;
  for (const auto& [id, programme] : world.programme.programmes)
    out[id] = basis_of(s, programme).level;
  return out;
}

ErosionBasis erosion_basis(const World& world, const ProgrammeId& programme, Date on,
                           const vulnerability::Viewer* viewer) {
  const Programme* found = find(world.programme, programme);
  return found == nullptr ? ErosionBasis{} : basis_of(scales(world, on, viewer), *found);
}

std::map<ComponentId, ErosionLevel> erosion_by_software(const World& world,
                                                        const ProgrammeId& programme, Date on) {
  std::map<ComponentId, ErosionLevel> out;
  const Programme* found = find(world.programme, programme);
  if (found == nullptr) return out;
  const Scales s = scales(world, on, nullptr);
  for (const auto& [id, introduction] : found->introductions) {
    if (!active(introduction, on)) continue;
    ErosionBasis basis;
    weigh(s, *found, introduction, basis);
    out[id] = basis.level;
  }
  return out;
}

std::set<Use> confirmed_uses(const World& world, const ProgrammeId& programme,
                             const ComponentId& esw, Date on) {
  std::set<Use> out;
  const Programme* found = find(world.programme, programme);
  if (found == nullptr) return out;
  const auto it = found->introductions.find(esw);
  if (it == found->introductions.end()) return out;
  for (const auto& [use, cases] : flaws_of(world, open_cases(world, on), it->second).confirmed)
    out.insert(use);
  return out;
}

const ObservationSet* observations(const Programme& programme, Date on) {
  return standing(programme.observations, on);
}

ErosionInputs erosion_inputs(const Programme& programme, Date on) {
  ErosionInputs out;
  if (const ObservationSet* set = observations(programme, on)) {
    for (const auto& f : set->families) {
      const double last_clear = years_between(f.certified_on, f.last_clear_on);
      out.observations.push_back(
          {f.family, years_between(f.certified_on, f.observed_from), last_clear,
           f.found_on ? years_between(f.certified_on, *f.found_on) : last_clear,
           f.found_on ? ObservationEnd::kEvent : ObservationEnd::kCensored, f.source});
    }
    if (set->prior) {
      out.prior = {static_cast<double>(set->prior->events_permille) / kPermille,
                   static_cast<double>(set->prior->family_months) / kMonthsPerYear,
                   set->prior->source};
    }
  }
  for (const auto& [name, versions] : programme.scenarios) {
    const PickedHazard* picked = standing(versions, on);
    if (picked == nullptr) continue;
    std::optional<Scenario> scenario;
    if (picked->hazard_ppm_per_year)
      scenario = constant_hazard(*picked->hazard_ppm_per_year / kPpm);
    if (picked->through) {
      scenario = weibull_through(
          {picked->through->months / kMonthsPerYear, picked->through->probability_ppm / kPpm},
          picked->shape_permille / kPermille);
    }
    if (!scenario) continue;
    scenario->name = fmt::format("{}: {}", name, scenario->name);
    out.scenarios.push_back(std::move(*scenario));
  }
  return out;
}

Result<Erosion> erosion(const World& world, const ProgrammeId& programme,
                        const ErosionInputs& inputs, Date on, const rules::RuleBook& rules) {
  LW_TRY(const Programme* found, known(world, programme));
  Erosion out;
  const auto below = resistance_world(world);
  const Policy& p = policy(*found, on);
  std::set<std::int32_t> ages_months;
  for (const auto& [id, introduction] : found->introductions) {
    if (!active(introduction, on)) continue;
    LW_TRY(const Lifetimes l, lifetimes(world, programme, id, on, rules));
    add_dates(world, introduction, l.dates, out);
    ages_months.insert(l.formula.total_months());
    if (const auto shorter = rules.duration("house.document.validity.shortened", on)) {
      auto formula = l.formula;
      formula.validity_months = 12 * shorter->duration.amount;
      ages_months.insert(formula.total_months());
    }
    for (const auto use : p.uses) {
      const auto r = resistance::effective(below, id, use, on);
      out.margins.push_back({id, use, r.knowledge == resistance::Knowledge::kKnown, r.lowest_total,
                             r.margin, margin_says(r, p.margin_alarm_points)});
    }
  }
  const auto key = [](const ErosionDate& d) { return std::tie(d.on, d.what, d.subject); };
  std::ranges::sort(out.dates, {}, key);
  const auto again = std::ranges::unique(out.dates, {}, key);
  out.dates.erase(again.begin(), again.end());
  out.rate = event_rate(inputs.observations, inputs.prior);
  for (const auto& scenario : inputs.scenarios) {
    ScenarioResult result{scenario, {}, {}};
    for (const auto months : ages_months) {
      result.years.push_back(months / kMonthsPerYear);
      result.probability.push_back(probability_by(scenario, result.years.back()));
    }
    out.scenarios.push_back(std::move(result));
  }
  return out;
}

}  // namespace lw::programme
