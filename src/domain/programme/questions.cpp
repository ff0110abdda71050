#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "domain/programme/checks.hpp"
#include "domain/programme/programme.hpp"

namespace lw::programme {
namespace {

/// The first step that needs a certificate.
UnitState first_certified(Gate gate) {
  switch (gate) {
    case Gate::kBlank: return UnitState::kBlank;
    case Gate::kPersonalisation: return UnitState::kPersonalised;
    case Gate::kIssuance: return UnitState::kIssued;
  }
  return UnitState::kBlank;
}

std::string joined(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// What one certificate lacks to open the gate; empty when nothing. Where nobody knows whether it
/// is valid, only the authority's own word for it counts: that it named the certificate when it
/// introduced the software. Lists from before the EUCC often name no end.
std::string lack_of(const certificate::Certificate& c, const Introduction& introduction,
                    const std::vector<std::string>& floor, Date on) {
  if (const auto missing = certificate::missing_assurance(c, floor); !missing.empty()) {
    return fmt::format("{} lacks {}", c.id.text(), joined(missing));
  }
  if (certificate::validity(c, on) == certificate::Validity::kUnknown) {
    if (!introduction.certificates.contains(c.id))
      return fmt::format(
          "whether {} is legally valid on {} is not known, and no introduction of {} names it",
          c.id.text(), on.text(), introduction.component.text());
  } else if (!certificate::legally_valid(c, on)) {
    return fmt::format("{} is not valid on {}", c.id.text(), on.text());
  }
  if (certificate::status(c, on) == certificate::Status::kSuspended)
    return fmt::format("{} is suspended", c.id.text());
  return {};
}

}  // namespace

const Programme* find(const State& state, const ProgrammeId& id) {
  const auto it = state.programmes.find(id);
  return it == state.programmes.end() ? nullptr : &it->second;
}

const Policy& policy(const Programme& programme, Date on) {
  static const Policy kNone;
  if (programme.policies.empty()) return kNone;
  const auto after = programme.policies.upper_bound(on);
  return after == programme.policies.begin() ? after->second : std::prev(after)->second;
}

std::int32_t validity_months(const State& state, const Programme& programme,
                             const std::string& holder_group, Date on) {
  const auto& chosen = policy(programme, on).validity_by_group_months;
  if (const auto it = chosen.find(holder_group); it != chosen.end()) return it->second;
  const auto known = state.classes.find(programme.document_class);
  if (known != state.classes.end()) {
    const auto& by_group = known->second.validity_by_group_months;
    if (const auto it = by_group.find(holder_group); it != by_group.end()) return it->second;
  }
  if (const auto it = chosen.find(""); it != chosen.end()) return it->second;
  return known == state.classes.end() ? DocumentClass{}.validity_months
                                      : known->second.validity_months;
}

std::vector<ProgrammeId> using_component(const State& state, const ComponentId& esw) {
  std::vector<ProgrammeId> out;
  for (const auto& [id, programme] : state.programmes) {
    if (programme.introductions.contains(esw)) out.push_back(id);
  }
  return out;
}

std::vector<ProgrammeId> using_component(const World& world, const ComponentId& component) {
  auto tops = catalog::dependents(world.catalog, component);
  tops.insert(component);
  std::vector<ProgrammeId> out;
  for (const auto& [id, programme] : world.programme.programmes) {
    const auto uses = [&](const auto& entry) { return tops.contains(entry.first); };
    if (std::ranges::any_of(programme.introductions, uses)) out.push_back(id);
  }
  return out;
}

bool in_production(const Introduction& introduction, Date on) {
  return introduction.introduced_on <= on &&
         std::ranges::none_of(introduction.stops, [&](const Span& stop) { return stop.holds(on); });
}

bool active(const Introduction& introduction, Date on) {
  if (in_production(introduction, on)) return true;
  return std::ranges::any_of(introduction.cohorts, [&](const Cohort& cohort) {
    bool any = false;
    each_in_field(cohort, on, [&](const IssuedMonth&) { any = true; });
    return any;
  });
}

Certification certification(const World& world, const Introduction& introduction,
                            const std::vector<std::string>& floor, Date on) {
  auto candidates = introduction.certificates;
  for (const auto& id : certificate::ever_covering(world.certificate, introduction.component))
    candidates.insert(id);
  Certification out;
  for (const auto& id : candidates) {
    const auto* found = certificate::find(world.certificate, id);
    if (found == nullptr) continue;
    const std::string lack = lack_of(*found, introduction, floor, on);
    if (lack.empty()) {
      // one that is known to be valid comes before one that is taken on the authority's word
      const bool known = certificate::legally_valid(*found, on);
      if (!out.by || (known && out.unknown_validity)) {
        out.by = id;
        out.unknown_validity = !known;
      }
    } else {
      out.lacks.push_back(lack);
    }
  }
  if (candidates.empty())
    out.lacks.push_back(fmt::format("no certificate covers {}", introduction.component.text()));
  return out;
}

GateAnswer may_enter(const World& world, const ProgrammeId& programme, const ComponentId& esw,
                     UnitState to, Date on) {
  const Programme* found = find(world.programme, programme);
  if (found == nullptr)
    return {false, {fmt::format("programme {} is not known", programme.text())}};
  if (to == UnitState::kRemoved) return {true, {}};
  const auto it = found->introductions.find(esw);
  if (it == found->introductions.end() || it->second.introduced_on > on) {
    return {false, {fmt::format("{} is not introduced in {}", esw.text(), programme.text())}};
  }
  GateAnswer out{true, {}};
  if (!in_production(it->second, on)) {
    out = {false, {fmt::format("production with {} is stopped", esw.text())}};
  }
  const Policy& p = policy(*found, on);
  if (to < first_certified(p.gate)) return out;
  auto certified = certification(world, it->second, p.certification_floor, on);
  if (certified.by) return out;
  out.allowed = false;
  out.reasons.insert(out.reasons.end(), certified.lacks.begin(), certified.lacks.end());
  return out;
}

GateAnswer may_issue(const World& world, const ProgrammeId& programme, const ComponentId& esw,
                     Date on) {
  return may_enter(world, programme, esw, UnitState::kIssued, on);
}

namespace {

constexpr Date kFirstDay = Date::from_days(std::numeric_limits<std::int32_t>::min());
constexpr Date kLastDay = Date::from_days(std::numeric_limits<std::int32_t>::max());

Date first_month(const UseLimit& limit) {
  return limit.issued_from ? limit.issued_from->first_of_month() : kFirstDay;
}

}  // namespace

bool concerns_month(const UseLimit& limit, Date month) {
  return first_month(limit) <= month && month <= limit.issued_until.value_or(kLastDay);
}

bool in_force_for(const UseLimit& limit, const ComponentId& esw, Date on) {
  return limit.in_force.holds(on) && (limit.components.empty() || limit.components.contains(esw));
}

UsesLeft::UsesLeft(const Programme& programme, const ComponentId& esw, Date on)
    : all_(&policy(programme, on).uses) {
  for (const auto& [id, limit] : programme.limits) {
    if (!in_force_for(limit, esw, on)) continue;
    for (const auto use : limit.withdrawn) {
      if (all_->contains(use))
        lost_.push_back({use, first_month(limit), limit.issued_until.value_or(kLastDay)});
    }
  }
}

std::set<catalog::Use> allowed_uses(const State& state, const ProgrammeId& programme,
                                    const ComponentId& esw, Date issued, Date on) {
  const Programme* found = find(state, programme);
  if (found == nullptr) return {};
  const UsesLeft uses(*found, esw, on);
  std::set<catalog::Use> out;
  for (const auto use : uses.all()) {
    if (uses.allows(use, issued.first_of_month())) out.insert(use);
  }
  return out;
}

}  // namespace lw::programme
