#include <algorithm>
#include <array>

#include "domain/surveillance/layers.hpp"

namespace lw::surveillance {
namespace {

using catalog::Layer;

constexpr std::array kWatched{Layer::kIc, Layer::kCryptoLibrary, Layer::kPlatform, Layer::kApplet,
                              Layer::kFirmware};
/// Paper 000 III-M: these three are each surveilled (R46).
constexpr std::array kDemanded{Layer::kIc, Layer::kPlatform, Layer::kApplet};

/// The worse, the higher: how an embedded software takes the worst of its layers.
int rank(Standing standing) {
  switch (standing) {
    case Standing::kPassed: return 0;
    case Standing::kPlanned: return 1;
    case Standing::kNone: return 2;
    case Standing::kNotConclusive: return 3;
    case Standing::kOverdue: return 4;
    case Standing::kFailed: return 5;
  }
  return 0;
}

Standing as_standing(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed: return Standing::kPassed;
    case Outcome::kFailed: return Standing::kFailed;
    case Outcome::kNotConclusive: return Standing::kNotConclusive;
  }
  return Standing::kNone;
}

std::optional<Date> newest_certificate(const World& world, const ComponentId& component, Date on) {
  std::optional<Date> out;
  for (const auto& id : certificate::covering(world.certificate, component, on)) {
    const auto from = certificate::find(world.certificate, id)->valid_from;
    if (from && *from <= on && (!out || *from > *out)) out = from;
  }
  return out;
}

}  // namespace

namespace detail {

Track track(const State& state, const ComponentId& top, const LayerRef& ref, Date on) {
  Track out;
  const auto take = [&](const ComponentId& component) {
    if (const auto it = state.plans_of.find(component); it != state.plans_of.end()) {
      for (const auto& id : it->second) {
        const Plan* plan = find_plan(state, id);
        if (plan != nullptr && plan->layer == ref.layer) out.plans.push_back(plan);
      }
    }
    if (const auto it = state.assessments_of.find(component); it != state.assessments_of.end()) {
      for (const auto& id : it->second) {
        const Assessment* a = find_assessment(state, id);
        const bool known =
            a != nullptr && a->planned_on <= on && !(a->cancelled_on && *a->cancelled_on <= on);
        if (known && a->layer == ref.layer) out.assessments.push_back(a);
      }
    }
  };
  take(top);
  if (ref.component && *ref.component != top) take(*ref.component);
  return out;
}

std::optional<Date> last_passed(const Track& track, Date on) {
  std::optional<Date> out;
  for (const Assessment* a : track.assessments) {
    const bool passed = has_result(*a, on) && a->result->outcome == Outcome::kPassed;
    if (passed && (!out || a->result->on > *out)) out = a->result->on;
  }
  return out;
}

Date next_due(const Plan& plan, const Track& track, Date on) {
  const Date last = last_passed(track, on).value_or(plan.from);
  return std::max(last, plan.from).plus_months(plan.interval_months);
}

Due due(const World& world, const Plan& plan, Date on) {
  std::optional<Due> out;
  for (const auto& ref : layers(world.catalog, plan.component)) {
    if (ref.layer != plan.layer) continue;
    const Track of_layer = track(world.surveillance, plan.component, ref, on);
    const Due next{std::max(plan.from, last_passed(of_layer, on).value_or(plan.from)),
                   next_due(plan, of_layer, on)};
    if (!out || next.on < out->on) out = next;
  }
  return out.value_or(Due{plan.from, plan.from.plus_months(plan.interval_months)});
}

Standing standing(const Track& track, Date on) {
  std::vector<const Assessment*> results;
  for (const Assessment* a : track.assessments) {
    if (has_result(*a, on)) results.push_back(a);
  }
  // of two results of one day the worse counts
  std::ranges::sort(results, [](const Assessment* a, const Assessment* b) {
    return std::pair(a->result->on, rank(as_standing(a->result->outcome))) <
           std::pair(b->result->on, rank(as_standing(b->result->outcome)));
  });
  for (auto it = results.rbegin(); it != results.rend(); ++it) {
    if ((*it)->result->outcome == Outcome::kNotConclusive) continue;
    if ((*it)->result->outcome == Outcome::kFailed) return Standing::kFailed;
    break;
  }
  const bool plan_late = std::ranges::any_of(track.plans, [&](const Plan* plan) {
    return runs(*plan, on) && next_due(*plan, track, on) < on;
  });
  const bool date_missed = std::ranges::any_of(track.assessments, [&](const Assessment* a) {
    return !has_result(*a, on) && a->planned_for < on;
  });
  if (plan_late || date_missed) return Standing::kOverdue;
  if (!results.empty()) return as_standing(results.back()->result->outcome);
  const bool planned =
      !track.assessments.empty() || std::ranges::any_of(track.plans, [&](const Plan* plan) {
        return !plan->until || on <= *plan->until;
      });
  return planned ? Standing::kPlanned : Standing::kNone;
}

}  // namespace detail

std::optional<Date> last_passed(const State& state, const ComponentId& component, Date on) {
  std::optional<Date> out;
  for (const Layer layer : kWatched) {
    const auto day = last_passed(state, component, layer, on);
    if (day && (!out || *day > *out)) out = day;
  }
  return out;
}

std::optional<Date> last_passed(const State& state, const ComponentId& component, Layer layer,
                                Date on) {
  return detail::last_passed(detail::track(state, component, {layer, component}, on), on);
}

std::vector<CertificateId> concerned(const World& world, const Assessment& assessment, Date on) {
  if (assessment.certificate) return {*assessment.certificate};
  const Date asked = assessment.result ? assessment.result->on : on;
  return certificate::covering(world.certificate, assessment.component, asked);
}

std::vector<LayerRef> layers(const catalog::State& catalog, const ComponentId& component) {
  const auto* top = catalog::find(catalog, component);
  if (top == nullptr) return {};
  if (top->layer != Layer::kEmbeddedSoftware) return {{top->layer, component}};
  std::vector<LayerRef> out;
  for (const auto& id : catalog::contains(catalog, component)) {
    const Layer layer = catalog::find(catalog, id)->layer;
    if (std::ranges::find(kWatched, layer) != kWatched.end()) out.push_back({layer, id});
  }
  for (const Layer layer : kDemanded) {
    const bool there =
        std::ranges::any_of(out, [&](const LayerRef& ref) { return ref.layer == layer; });
    if (!there) out.push_back({layer, std::nullopt});
  }
  std::ranges::sort(out);
  return out;
}

std::vector<LayerStanding> layer_standings(const World& world, const ComponentId& component,
                                           Date on) {
  std::vector<LayerStanding> out;
  for (const auto& ref : layers(world.catalog, component)) {
    const auto track = detail::track(world.surveillance, component, ref, on);
    LayerStanding next;
    next.layer = ref.layer;
    next.component = ref.component;
    next.standing = detail::standing(track, on);
    next.last_passed = detail::last_passed(track, on);
    next.certified_on = newest_certificate(world, ref.component.value_or(component), on);
    if (!next.certified_on) next.certified_on = newest_certificate(world, component, on);
    const auto looked_at = next.last_passed ? next.last_passed : next.certified_on;
    if (looked_at) next.age_days = days_between(*looked_at, on);
    const auto earlier = [&](Date due) {
      if (!next.next_due || due < *next.next_due) next.next_due = due;
    };
    for (const Plan* plan : track.plans) {
      if (!plan->until || on <= *plan->until) earlier(detail::next_due(*plan, track, on));
    }
    for (const Assessment* a : track.assessments) {
      if (!detail::has_result(*a, on)) earlier(a->planned_for);
    }
    out.push_back(next);
  }
  return out;
}

Standing standing(const World& world, const ComponentId& component, Date on) {
  std::optional<Standing> worst;
  for (const auto& ref : layers(world.catalog, component)) {
    const Standing next =
        detail::standing(detail::track(world.surveillance, component, ref, on), on);
    if (!worst || rank(next) > rank(*worst)) worst = next;
  }
  return worst.value_or(Standing::kNone);
}

std::vector<Gap> gaps(const World& world, const ComponentId& component, Date from, Date to) {
  std::vector<Gap> out;
  for (const auto& ref : layers(world.catalog, component)) {
    auto plans = detail::track(world.surveillance, component, ref, to).plans;
    std::ranges::sort(plans, {}, &Plan::from);
    Date next = from;
    for (const Plan* plan : plans) {
      if (plan->from > to) break;
      if (plan->from > next)
        out.push_back({ref.layer, ref.component, next, plan->from.plus_days(-1)});
      next = std::max(next, plan->until ? plan->until->plus_days(1) : to.plus_days(1));
    }
    if (next <= to) out.push_back({ref.layer, ref.component, next, to});
  }
  return out;
}

bool qualified(const access::State& access, const OrganisationId& laboratory, Layer layer,
               std::string_view technical_domain, Date on) {
  const auto* known = access::find_organisation(access, laboratory);
  if (known == nullptr || !known->kinds.contains(access::Role::kItsef)) return false;
  return std::ranges::any_of(known->accreditations, [&](const access::Accreditation& a) {
    const bool in_scope = a.scope == codec::enum_name(layer) ||
                          (!technical_domain.empty() && a.scope == technical_domain);
    return in_scope && a.from <= on && on <= a.until;
  });
}

}  // namespace lw::surveillance
