#pragma once

#include <vector>

#include "domain/surveillance/surveillance.hpp"

/// What questions, clocks and findings share. Not for other slices.
namespace lw::surveillance::detail {

/// A layer of a component and all that surveillance knows about it, as of a day.
struct Track {
  std::vector<const Plan*> plans;  ///< every plan for the layer, whenever it runs
  std::vector<const Assessment*>
      assessments;  ///< on the calendar by that day and not cancelled by it
};

/// Returns what concerns the layer `ref` of `top`: plans and assessments of the layer's own
/// component, and of `top` for that layer.
Track track(const State& state, const ComponentId& top, const LayerRef& ref, Date on);

/// True when the plan runs on that day.
inline bool runs(const Plan& plan, Date on) {
  return plan.from <= on && (!plan.until || on <= *plan.until);
}

/// True when the assessment had a result by that day.
inline bool has_result(const Assessment& assessment, Date on) {
  return assessment.result && assessment.result->on <= on;
}

/// Returns the last day on which a layer passed, up to and including `on`.
std::optional<Date> last_passed(const Track& track, Date on);

/// Returns the day by which the plan wants the next assessment: its interval after the last passed
/// one, or after its first day.
Date next_due(const Plan& plan, const Track& track, Date on);

/// The day by which a plan wants its next assessment, and the day it counts from.
struct Due {
  Date from;
  Date on;
};
/// Returns when the plan falls due: of several components of its layer in one embedded software,
/// the earliest.
Due due(const World& world, const Plan& plan, Date on);

/// Returns how the layer stands.
Standing standing(const Track& track, Date on);

/// Adds, for each re-assessment with a result, the day by which it is to be decided, or by which
/// the certificate is to follow the decision (R51).
void decision_clocks(const World& world, Instant now, const rules::RuleBook& rules,
                     std::vector<Clock>& out);

/// Adds what is wrong about decisions on re-assessments on `on` (R51).
void decision_findings(const World& world, Date on, const rules::RuleBook& rules,
                       std::vector<Finding>& out);

}  // namespace lw::surveillance::detail
