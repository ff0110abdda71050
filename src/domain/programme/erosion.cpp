#include "domain/programme/erosion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/programme/checks.hpp"
#include "domain/programme/stock.hpp"
#include "domain/programme/worlds.hpp"

namespace lw::programme {
namespace {

using catalog::Use;

constexpr double kMonthsPerYear = 12;
constexpr double kPpm = 1'000'000;

bool active(const Introduction& introduction, Date on) {
  return in_production(introduction, on) || stock(introduction, on).in_field > 0;
}

/// Uses that at least one document in the field, or the next one to be issued, still has.
std::set<Use> live_uses(const World& world, const Programme& programme,
                        const Introduction& introduction, Date on) {
  std::set<Use> out;
  for (const auto& cohort : introduction.cohorts) {
    for (const auto& [issued, count] : in_field_by_issue(cohort, on)) {
      for (const auto use :
           allowed_uses(world.programme, programme.id, introduction.component, issued, on)) {
        out.insert(use);
      }
    }
  }
  if (in_production(introduction, on)) {
    for (const auto use : allowed_uses(world.programme, programme.id, introduction.component,
                                       on.first_of_month(), on)) {
      out.insert(use);
    }
  }
  return out;
}

/// What the open cases say of one embedded software, by use.
struct Flaws {
  std::map<Use, std::set<CaseId>> confirmed;
  std::map<Use, std::set<CaseId>> undecided;
};

/// Judged to be affected: named as a root, or covered by a certificate that was judged so.
enum class Judged { kAffected, kNotAffected, kNobodySaid };

Judged judge(const vulnerability::Affected& affected, const World& world,
             const Introduction& introduction) {
  const ComponentId& esw = introduction.component;
  if (affected.confirmed_components.contains(esw)) return Judged::kAffected;
  auto covering = introduction.certificates;
  for (const auto& id : certificate::ever_covering(world.certificate, esw)) covering.insert(id);
  const auto is_in = [](const std::set<CertificateId>& set) {
    return [&](const auto& id) { return set.contains(id); };
  };
  if (std::ranges::any_of(covering, is_in(affected.confirmed))) return Judged::kAffected;
  const bool cleared =
      !covering.empty() && std::ranges::all_of(covering, is_in(affected.not_affected));
  return cleared ? Judged::kNotAffected : Judged::kNobodySaid;
}

Flaws flaws_of(const World& world, const Introduction& introduction, Date on,
               const vulnerability::Viewer* viewer) {
  Flaws out;
  const auto below = vulnerability_world(world);
  for (const auto& flaw : vulnerability::open_flaws(below, introduction.component, on)) {
    if (viewer != nullptr && vulnerability::find_visible(below, flaw.case_id, *viewer) == nullptr)
      continue;
    const auto affected = vulnerability::affected(below, flaw.case_id, on);
    const Judged judged = judge(affected, world, introduction);
    if (judged == Judged::kNotAffected) continue;
    const bool confirmed =
        flaw.standing == vulnerability::Standing::kConfirmed && judged == Judged::kAffected;
    for (const auto use : affected.uses)
      (confirmed ? out.confirmed : out.undecided)[use].insert(flaw.case_id);
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

void weigh(const World& world, const Programme& programme, const Introduction& introduction,
           Date on, const vulnerability::Viewer* viewer, ErosionBasis& out) {
  const auto flaws = flaws_of(world, introduction, on, viewer);
  const auto below = resistance_world(world);
  for (const auto use : live_uses(world, programme, introduction, on)) {
    const auto resists = resistance::effective(below, introduction.component, use, on);
    const auto confirmed = flaws.confirmed.find(use);
    const auto undecided = flaws.undecided.find(use);
    const auto level =
        level_of(resists, confirmed != flaws.confirmed.end(), undecided != flaws.undecided.end(),
                 policy(programme, on).margin_alarm_points);
    ErosionLevel& worst = out.by_use.try_emplace(use, ErosionLevel::kNone).first->second;
    worst = std::max(worst, level);
    out.level = std::max(out.level, level);
    if (level == ErosionLevel::kNone) continue;
    std::string says = fmt::format("{}, {}: {}", introduction.component.text(),
                                   codec::enum_name(use), margin_text(resists));
    if (confirmed != flaws.confirmed.end())
      says += ", a flaw is confirmed" + named(confirmed->second, viewer);
    if (undecided != flaws.undecided.end())
      says += ", a flaw reaches it and is not judged yet" + named(undecided->second, viewer);
    out.reasons.push_back(fmt::format("{}; level {}", says, codec::enum_name(level)));
  }
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

ErosionBasis erosion_basis(const World& world, const ProgrammeId& programme, Date on,
                           const vulnerability::Viewer* viewer) {
  ErosionBasis out;
  const Programme* found = find(world.programme, programme);
  if (found == nullptr) return out;
  for (const auto use : policy(*found, on).uses) out.by_use[use] = ErosionLevel::kNone;
  for (const auto& [id, introduction] : found->introductions) {
    if (active(introduction, on)) weigh(world, *found, introduction, on, viewer, out);
  }
  return out;
}

std::map<ComponentId, ErosionLevel> erosion_by_software(const World& world,
                                                        const ProgrammeId& programme, Date on) {
  std::map<ComponentId, ErosionLevel> out;
  const Programme* found = find(world.programme, programme);
  if (found == nullptr) return out;
  for (const auto& [id, introduction] : found->introductions) {
    if (!active(introduction, on)) continue;
    ErosionBasis basis;
    weigh(world, *found, introduction, on, nullptr, basis);
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
  for (const auto& [use, cases] : flaws_of(world, it->second, on, nullptr).confirmed)
    out.insert(use);
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
  std::ranges::sort(out.dates, {},
                    [](const ErosionDate& d) { return std::tie(d.on, d.what, d.subject); });
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

Result<std::vector<ValidityOption>> what_if_validity(
    const World& world, const ProgrammeId& programme, const ComponentId& esw,
    const std::vector<std::int32_t>& candidates_months, const ErosionInputs& inputs, Date on,
    const rules::RuleBook& rules) {
  LW_TRY(const Programme* found, known(world, programme));
  LW_TRY(const Lifetimes today, lifetimes(world, programme, esw, on, rules));
  LW_TRY(const ValidityBounds bounds,
         validity_bounds(world.programme.classes.at(found->document_class), on, rules));
  const double threshold = policy(*found, on).erosion_threshold_ppm / kPpm;
  const EventRate rate = event_rate(inputs.observations, inputs.prior);
  std::vector<ValidityOption> out;
  for (const auto months :
       std::set<std::int32_t>(candidates_months.begin(), candidates_months.end())) {
    if (months < 1 || months > kValidityMonthsMax) {
      return fail(ErrorCode::kInvalidInput, fmt::format("a validity of {} months", months));
    }
    LifetimeFormula formula = today.formula;
    formula.validity_months = months;
    ValidityOption option;
    option.validity_months = months;
    option.lawful = bounds.min_months <= months && months <= bounds.max_months;
    option.law = bounds.source;
    option.lifetime_months = formula.total_months();
    option.lifetime_ends_on = formula.ends_on(today.dates.certification.on);
    const double years = option.lifetime_months / kMonthsPerYear;
    ProbabilityInterval interval = probability_by(rate, years);
    if (!inputs.scenarios.empty()) {
      interval = {1, 0};
      for (const auto& scenario : inputs.scenarios) {
        interval.low = std::min(interval.low, probability_by(scenario, years));
        interval.high = std::max(interval.high, probability_by(scenario, years));
      }
    }
    option.probability_low = interval.low;
    option.probability_high = interval.high;
    option.verdict = against(interval, threshold);
    out.push_back(std::move(option));
  }
  return out;
}

}  // namespace lw::programme
