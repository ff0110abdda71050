#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "domain/programme/checks.hpp"
#include "domain/programme/programme.hpp"

namespace lw::programme {
namespace {

/// Applies `change` to a known programme; an event about an unknown one changes nothing.
void change(State& state, const ProgrammeId& id, const std::function<void(Programme&)>& change) {
  if (const auto it = state.programmes.find(id); it != state.programmes.end()) change(it->second);
}

/// As above, for one embedded software of it.
void change(State& state, const ProgrammeId& id, const ComponentId& component,
            const std::function<void(Introduction&)>& change) {
  const auto it = state.programmes.find(id);
  if (it == state.programmes.end()) return;
  const auto found = it->second.introductions.find(component);
  if (found != it->second.introductions.end()) change(found->second);
}

void on(State& state, const DocumentClassDefined& e) {
  state.classes[e.document_class] = {e.document_class, e.name, e.validity_months,
                                     e.validity_by_group_months, e.validity_rule};
}

void on(State& state, const Established& e) {
  Programme& programme = state.programmes[e.programme];
  programme.id = e.programme;
  programme.name = e.name;
  programme.authority = e.authority;
  programme.territory = e.territory;
  programme.document_class = e.document_class;
  programme.policies[e.on] = e.policy;
}

void on(State& state, const PolicySet& e) {
  change(state, e.programme, [&](Programme& p) { p.policies[e.on] = e.policy; });
}

void on(State& state, const SoftwareIntroduced& e) {
  change(state, e.programme, [&](Programme& p) {
    Introduction& introduction = p.introductions[e.component];
    if (introduction.component.empty()) introduction.introduced_on = e.on;
    introduction.component = e.component;
    introduction.introduced_on = std::min(introduction.introduced_on, e.on);
    introduction.source = e.source;
    introduction.certificates.insert(e.certificates.begin(), e.certificates.end());
    if (e.support_until) introduction.support_until = e.support_until;
  });
}

void on(State& state, const IntroductionPlanned& e) {
  change(state, e.programme, [&](Programme& p) {
    const auto at =
        std::ranges::upper_bound(p.calendar, e.due_on, {}, &PlannedIntroduction::due_on);
    p.calendar.insert(at, {e.due_on, e.what, e.component, e.on});
  });
}

void on(State& state, const DatesRecorded& e) {
  change(state, e.programme, e.component, [&](Introduction& i) {
    const auto take = [](std::optional<Date>& known, const std::optional<Date>& said) {
      if (said) known = said;
    };
    take(i.known.certification, e.known.certification);
    take(i.known.first_issuance, e.known.first_issuance);
    take(i.known.last_production, e.known.last_production);
    take(i.known.last_issuance, e.known.last_issuance);
    take(i.known.last_removal, e.known.last_removal);
  });
}

void on(State& state, const CohortsReported& e) {
  for (const auto& row : e.rows) {
    change(state, e.programme, row.component, [&](Introduction& i) { set_count(i.cohorts, row); });
  }
}

void on(State& state, const BatchOpened& e) {
  state.batches[e.batch] = {e.batch,
                            e.programme,
                            e.component,
                            e.holder_group,
                            e.validity_months,
                            e.count,
                            {{UnitState::kBlank, e.on}}};
}

void on(State& state, const BatchAdvanced& e) {
  if (const auto it = state.batches.find(e.batch); it != state.batches.end())
    it->second.reached[e.to] = e.on;
}

void on(State& state, const ProductionStopped& e) {
  change(state, e.programme, e.component,
         [&](Introduction& i) { i.stops.push_back({e.on, std::nullopt}); });
}

void on(State& state, const ProductionResumed& e) {
  change(state, e.programme, e.component, [&](Introduction& i) {
    if (!i.stops.empty()) i.stops.back().until = e.on.plus_days(-1);
  });
}

void on(State& state, const UsesLimited& e) {
  change(state, e.programme, [&](Programme& p) {
    p.limits[e.limit] = {e.limit,     e.components, e.issued_from, e.issued_until,
                         e.withdrawn, {e.on, {}},   e.reason};
  });
}

void on(State& state, const LimitLifted& e) {
  change(state, e.programme, [&](Programme& p) {
    if (const auto it = p.limits.find(e.limit); it != p.limits.end())
      it->second.in_force.until = e.on.plus_days(-1);
  });
}

void on(State& state, const ErosionObservationsRecorded& e) {
  change(state, e.programme, [&](Programme& p) { p.observations[e.on] = e.observations; });
}

void on(State& state, const ErosionScenarioRecorded& e) {
  change(state, e.programme, [&](Programme& p) { p.scenarios[e.scenario][e.on] = e.hazard; });
}

void on(State& state, const ErosionScenarioEnded& e) {
  change(state, e.programme, [&](Programme& p) { p.scenarios[e.scenario][e.on] = {}; });
}

void check_stops(const Introduction& i, const std::string& where, std::vector<std::string>& out) {
  for (std::size_t n = 0; n < i.stops.size(); ++n) {
    const bool last = n + 1 == i.stops.size();
    if (!last && !i.stops[n].until)
      out.push_back(where + ": a production stop is open and another follows");
    if (!last && i.stops[n].until && *i.stops[n].until >= i.stops[n + 1].from) {
      out.push_back(where + ": production stops overlap");
    }
  }
}

void check_erosion(const Programme& p, const std::string& name, std::vector<std::string>& out) {
  for (const auto& [from, set] : p.observations) {
    for (const auto& f : set.families) {
      const Date end = f.found_on.value_or(f.last_clear_on);
      if (f.certified_on > f.observed_from || f.observed_from > f.last_clear_on ||
          f.last_clear_on > end || f.observed_from == end)
        out.push_back(
            fmt::format("{}: the observation of {} is out of order", name, f.family.text()));
    }
  }
  for (const auto& [scenario, versions] : p.scenarios) {
    for (const auto& [from, hazard] : versions) {
      if (hazard.hazard_ppm_per_year && hazard.through)
        out.push_back(fmt::format("{}: scenario {} is two hazards", name, scenario));
    }
  }
}

void check_batches(const State& state, std::vector<std::string>& out) {
  for (const auto& [id, batch] : state.batches) {
    if (!state.programmes.contains(batch.programme))
      out.push_back(fmt::format("batch {} of no programme", id.text()));
    Date before = Date::from_days(std::numeric_limits<std::int32_t>::min());
    for (const auto& [reached, on] : batch.reached) {
      if (on < before) out.push_back(fmt::format("batch {} went backwards in time", id.text()));
      before = on;
    }
  }
}

}  // namespace

void set_count(std::vector<Cohort>& cohorts, const CountedRow& row) {
  const auto key = [](const Cohort& c) {
    return std::tie(c.produced_month, c.validity_months, c.holder_group);
  };
  Cohort wanted{row.produced_month, row.validity_months, row.holder_group, {}};
  auto at = std::ranges::lower_bound(cohorts, key(wanted), {}, key);
  if (at == cohorts.end() || key(*at) != key(wanted)) {
    if (row.count == 0) return;
    at = cohorts.insert(at, wanted);
  }
  auto& months = at->reached[row.state];
  if (row.count == 0) months.erase(row.since);
  else months[row.since] = row.count;
  if (months.empty()) at->reached.erase(row.state);
  if (at->reached.empty()) cohorts.erase(at);
}

bool removed_exceeds_issued(const Cohort& cohort) {
  const auto issued = cohort.reached.find(UnitState::kIssued);
  const auto removed = cohort.reached.find(UnitState::kRemoved);
  if (removed == cohort.reached.end()) return false;
  std::int64_t balance = 0;
  for (const auto& [month, count] : removed->second) {
    balance -= count;
    std::int64_t in = 0;
    if (issued != cohort.reached.end()) {
      for (const auto& [issued_month, n] : issued->second) in += issued_month <= month ? n : 0;
    }
    if (in + balance < 0) return true;
  }
  return false;
}

void apply(State& state, const Event& event) {
  std::visit([&](const auto& e) { on(state, e); }, event);
}

std::vector<std::string> violations(const World& world) {
  const State& state = world.programme;
  std::vector<std::string> out;
  for (const auto& [id, programme] : state.programmes) {
    const std::string name = id.text();
    if (!state.classes.contains(programme.document_class))
      out.push_back(name + ": document class is unknown");
    if (programme.policies.empty()) out.push_back(name + ": no policy");
    if (programme.authority.empty()) out.push_back(name + ": nobody is the issuing authority");
    for (const auto& [from, p] : programme.policies) {
      if (const auto sound = check_policy(p); !sound) {
        out.push_back(fmt::format("{}: policy of {}: {}", name, from.text(), sound.error().what));
      }
    }
    check_erosion(programme, name, out);
    for (const auto& [component, introduction] : programme.introductions) {
      const std::string where = fmt::format("{}, {}", name, component.text());
      if (catalog::find(world.catalog, component) == nullptr)
        out.push_back(where + ": not in the catalogue");
      check_stops(introduction, where, out);
      for (const auto& cohort : introduction.cohorts) {
        if (removed_exceeds_issued(cohort)) {
          out.push_back(fmt::format("{}, cohort {}: more removed than issued", where,
                                    cohort.produced_month.text()));
        }
      }
    }
  }
  check_batches(state, out);
  return out;
}

}  // namespace lw::programme
