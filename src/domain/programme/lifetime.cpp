#include "domain/programme/lifetime.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/programme/checks.hpp"
#include "domain/programme/stock.hpp"

namespace lw::programme {
namespace {

std::int32_t months_of(const rules::Duration& duration) {
  return duration.unit == rules::Unit::kYears ? 12 * duration.amount : duration.amount;
}

/// First and last month in which units came into a state, over all cohorts, up to `on`.
struct Months {
  std::optional<Date> first;
  std::optional<Date> last;
};

Months months_in(const Introduction& introduction, UnitState state, Date on) {
  Months out;
  for (const auto& cohort : introduction.cohorts) {
    const auto found = cohort.reached.find(state);
    if (found == cohort.reached.end()) continue;
    for (const auto& [month, count] : found->second) {
      if (month > on || count == 0) continue;
      out.first = out.first ? std::min(*out.first, month) : month;
      out.last = out.last ? std::max(*out.last, month) : month;
    }
  }
  return out;
}

/// When the last document of a cohort leaves the field by what was reported, or by its validity.
std::optional<Date> last_leaves(const Cohort& cohort) {
  const auto issued = cohort.reached.find(UnitState::kIssued);
  if (issued == cohort.reached.end() || issued->second.empty()) return {};
  std::int64_t in = 0;
  std::int64_t out = 0;
  for (const auto& [month, count] : issued->second) in += count;
  const Date expires = issued->second.rbegin()->first.plus_months(cohort.validity_months);
  const auto removed = cohort.reached.find(UnitState::kRemoved);
  if (removed == cohort.reached.end() || removed->second.empty()) return expires;
  for (const auto& [month, count] : removed->second) out += count;
  return out >= in ? std::min(expires, removed->second.rbegin()->first) : expires;
}

Lifetime lifetime(Date from, Date until, bool estimated) {
  return {from, until, whole_months_between(from, until), days_between(from, until), estimated};
}

Milestone known_or(const std::optional<Date>& known, Date derived) {
  return known ? Milestone{*known, false} : Milestone{derived, true};
}

/// The earliest first day among the certificates of the embedded software.
std::optional<Date> certified_on(const World& world, const Introduction& introduction) {
  auto candidates = introduction.certificates;
  for (const auto& id : certificate::ever_covering(world.certificate, introduction.component))
    candidates.insert(id);
  std::optional<Date> out;
  for (const auto& id : candidates) {
    const auto* found = certificate::find(world.certificate, id);
    if (found == nullptr || !found->valid_from) continue;
    out = out ? std::min(*out, *found->valid_from) : *found->valid_from;
  }
  return out;
}

Result<const Introduction*> introduction_of(const State& state, const ProgrammeId& programme,
                                            const ComponentId& esw) {
  const Programme* found = find(state, programme);
  if (found == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("programme {} is not known", programme.text()));
  const auto it = found->introductions.find(esw);
  if (it == found->introductions.end()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("{} is not introduced in {}", esw.text(), programme.text()));
  }
  return &it->second;
}

/// The longest validity among the cohorts issued last, else by policy.
std::int32_t validity_of(const State& state, const Programme& programme,
                         const Introduction& introduction, Date on) {
  std::int32_t out = 0;
  for (const auto& cohort : introduction.cohorts) {
    if (cohort.reached.contains(UnitState::kIssued)) out = std::max(out, cohort.validity_months);
  }
  return out > 0 ? out : validity_months(state, programme, "", on);
}

}  // namespace

Result<std::int32_t> rule_months(const rules::RuleBook& rules, std::string_view id, Date on) {
  LW_TRY(const auto rule, rules.duration(id, on));
  if (rule.duration.unit != rules::Unit::kYears && rule.duration.unit != rules::Unit::kMonths) {
    return fail(ErrorCode::kInvalidInput, fmt::format("rule {} is not in months or years", id));
  }
  return months_of(rule.duration);
}

Result<Milestones> milestones(const World& world, const ProgrammeId& programme,
                              const ComponentId& esw, Date on, const rules::RuleBook& rules) {
  LW_TRY(const Introduction* i, introduction_of(world.programme, programme, esw));
  LW_TRY(const std::int32_t lead, rule_months(rules, "house.lifetime.lead_time", on));
  LW_TRY(const std::int32_t period, rule_months(rules, "house.lifetime.production_period", on));
  Milestones out;
  const auto certified = certified_on(world, *i);
  out.certification = i->known.certification ? Milestone{*i->known.certification, false}
                      : certified            ? Milestone{*certified, false}
                                             : Milestone{i->introduced_on, true};
  const Months issued = months_in(*i, UnitState::kIssued, on);
  const auto first = i->known.first_issuance ? i->known.first_issuance : issued.first;
  out.first_issuance = known_or(first, out.certification.on.plus_months(lead));

  // While production may go on, the end can only be estimated: never before what was reported (R34,
  // I.3o).
  const bool ended = !in_production(*i, on);
  const auto produced = production_period(world.programme, programme, esw, on);
  const Date expected = out.first_issuance.on.plus_months(period);
  const auto end = [&](const std::optional<Date>& known,
                       const std::optional<Date>& reported) -> Milestone {
    if (known) return {*known, false};
    if (ended && reported) return {*reported, false};
    return {reported ? std::max(*reported, expected) : expected, true};
  };
  out.last_production =
      end(i->known.last_production, produced ? std::optional(produced->last) : std::nullopt);
  out.last_issuance = end(i->known.last_issuance, issued.last);
  if (out.last_issuance.estimated && !out.last_production.estimated) {
    out.last_issuance.on =
        std::max(out.last_production.on, issued.last.value_or(out.last_production.on));
  }
  const Programme& p = *find(world.programme, programme);
  Date last = out.last_issuance.on.plus_months(validity_of(world.programme, p, *i, on));
  for (const auto& cohort : i->cohorts) {
    if (const auto leaves = last_leaves(cohort); leaves && out.last_issuance.estimated)
      last = std::max(last, *leaves);
  }
  out.last_removal = known_or(i->known.last_removal, last);
  return out;
}

Result<Lifetime> lifetime_from_register(const Introduction& introduction, Date certification) {
  std::optional<Date> last;
  for (const auto& cohort : introduction.cohorts) {
    if (const auto leaves = last_leaves(cohort)) last = last ? std::max(*last, *leaves) : *leaves;
  }
  if (!last) {
    return fail(ErrorCode::kIncomplete,
                fmt::format("no document with {} was issued", introduction.component.text()), {},
                "report cohorts first: programme.report_cohorts");
  }
  return lifetime(certification, *last, false);
}

Result<Lifetimes> lifetimes(const World& world, const ProgrammeId& programme,
                            const ComponentId& esw, Date on, const rules::RuleBook& rules) {
  Lifetimes out;
  LW_TRY(out.dates, milestones(world, programme, esw, on, rules));
  LW_TRY(const Introduction* i, introduction_of(world.programme, programme, esw));
  const Milestones& d = out.dates;
  out.formula.lead_months =
      std::max(0, whole_months_between(d.certification.on, d.first_issuance.on));
  out.formula.production_months =
      std::max(0, whole_months_between(d.first_issuance.on, d.last_issuance.on));
  out.formula.validity_months =
      validity_of(world.programme, *find(world.programme, programme), *i, on);
  const bool estimated =
      d.certification.estimated || d.first_issuance.estimated || d.last_issuance.estimated;
  out.by_formula = lifetime(d.certification.on, out.formula.ends_on(d.certification.on), estimated);
  if (const auto known = lifetime_from_register(*i, d.certification.on)) {
    out.by_register = *known;
    out.by_register->estimated = d.certification.estimated;
  }
  return out;
}

std::optional<ProductionPeriod> production_period(const State& state, const ProgrammeId& programme,
                                                  const ComponentId& esw, Date on) {
  std::optional<ProductionPeriod> out;
  const auto take = [&](Date day) {
    if (day > on) return;
    if (!out) out = ProductionPeriod{day, day};
    out->first = std::min(out->first, day);
    out->last = std::max(out->last, day);
  };
  const auto found = introduction_of(state, programme, esw);
  if (!found) return out;
  for (const auto& cohort : (*found)->cohorts) take(cohort.produced_month);
  for (const auto& [id, batch] : state.batches) {
    if (batch.programme != programme || batch.component != esw) continue;
    if (const auto made = batch.reached.find(UnitState::kProduced); made != batch.reached.end())
      take(made->second);
  }
  return out;
}

Result<ValidityBounds> validity_bounds(const DocumentClass& document_class, Date on,
                                       const rules::RuleBook& rules) {
  const auto bounds = [&](const std::string& low,
                          const std::string& high) -> Result<ValidityBounds> {
    LW_TRY(const auto min, rules.duration(low, on));
    LW_TRY(const auto max, rules.duration(high, on));
    return ValidityBounds{months_of(min.duration), months_of(max.duration),
                          min.source.display() == max.source.display()
                              ? min.source.display()
                              : min.source.display() + "; " + max.source.display()};
  };
  if (!document_class.validity_rule.empty()) {
    auto by_law =
        bounds(document_class.validity_rule + ".min", document_class.validity_rule + ".max");
    if (by_law) return by_law;
  }
  return bounds("house.document.validity.floor", "house.document.validity.ceiling");
}

}  // namespace lw::programme
