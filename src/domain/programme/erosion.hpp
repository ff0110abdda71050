#pragma once

#include "domain/programme/erosion_rate.hpp"
#include "domain/programme/lifetime.hpp"

namespace lw::programme {

/// How far the security of what is in the field has eroded, lightest first.
///
/// The rule, for one use of one embedded software that is in production or in the field:
///   confirmed = an open case is confirmed, judges it affected (R27: reached is not enough), and
///   touches the use; margin    = lowest known rating of any path minus the claim (resistance
///   slice). kBroken:   confirmed, and margin < 0 or no margin known (unknown is taken as the
///   worst). kWeakened: confirmed with margin >= 0, or margin < 0 without a confirmed case. kWatch:
///   0 <= margin <= the policy's alarm, or an open case reaches it and nobody has judged it yet.
///   kNone:     otherwise. Without any rating that is not a proof of strength: the basis says so.
/// A use that is withdrawn from every document in the field (R61) counts as kNone. The programme's
/// level is the highest.
enum class ErosionLevel { kNone, kWatch, kWeakened, kBroken };
LW_DESCRIBE_ENUM(ErosionLevel, kNone, kWatch, kWeakened, kBroken)

/// Why a level was given, by use.
struct ErosionBasis {
  ErosionLevel level = ErosionLevel::kNone;
  std::map<catalog::Use, ErosionLevel> by_use;
  std::vector<std::string> reasons;  ///< sentences, without exploit detail
};
LW_DESCRIBE(ErosionBasis, level, by_use, reasons)

/// Returns the erosion level of a programme on `on`; kNone for an unknown programme.
ErosionLevel erosion_level(const World& world, const ProgrammeId& programme, Date on);

/// Returns the levels of all programmes; what the open cases reach is worked out once for all of
/// them, so ask this where more than one is wanted.
std::map<ProgrammeId, ErosionLevel> erosion_levels(const World& world, Date on);

/// Returns the level and what it rests on. With a viewer, only cases count that the viewer may know
/// of (R22), and the reasons name them; without one, all count and no case is named.
ErosionBasis erosion_basis(const World& world, const ProgrammeId& programme, Date on,
                           const vulnerability::Viewer* viewer = nullptr);

/// Returns the level of every embedded software in production or in the field: the highest of its
/// uses.
std::map<ComponentId, ErosionLevel> erosion_by_software(const World& world,
                                                        const ProgrammeId& programme, Date on);

/// Returns the uses of one embedded software that an open confirmed case, which judges it affected,
/// touches on `on`.
std::set<catalog::Use> confirmed_uses(const World& world, const ProgrammeId& programme,
                                      const ComponentId& esw, Date on);

/// Layer 1: a date that needs no statistics.
struct ErosionDate {
  std::string what;
  std::string subject;
  Date on;
};
LW_DESCRIBE(ErosionDate, what, subject, on)

/// Layer 2: one margin, a step function that is never extrapolated to a date.
struct ErosionMargin {
  ComponentId component;
  catalog::Use use = catalog::Use::kFreeMovement;
  bool known = false;
  std::int32_t lowest_total = 0;
  std::int32_t margin = 0;  ///< points above the claim; meaningless unless known
  std::string says;         ///< "breach", "alarm", "above the claim", "insufficient data"
};
LW_DESCRIBE(ErosionMargin, component, use, known, lowest_total, margin, says)

/// Layer 4: one scenario and what it gives.
struct ScenarioResult {
  Scenario scenario;
  std::vector<double> years;
  std::vector<double> probability;  ///< same length as years
};
LW_DESCRIBE(ScenarioResult, scenario, years, probability)

/// What the authority brings to the statistics: observations, prior, scenarios. Nothing is invented
/// for it.
struct ErosionInputs {
  std::vector<FamilyObservation> observations;  ///< of component families, from a named source
  std::optional<GammaPrior> prior;              ///< absent: Jeffreys
  std::vector<Scenario> scenarios;
};
LW_DESCRIBE(ErosionInputs, observations, prior, scenarios)

/// The four layers of erosion, from hardest to softest, never merged into one score (methods II.c).
struct Erosion {
  std::vector<ErosionDate> dates;
  std::vector<ErosionMargin> margins;
  EventRate rate;
  std::vector<ScenarioResult> scenarios;
};
LW_DESCRIBE(Erosion, dates, margins, rate, scenarios)

/// Returns the observations that stand on `on`; null where none do. Valid while the programme lives
/// unchanged.
const ObservationSet* observations(const Programme& programme, Date on);

/// Returns what the authority has recorded for the statistics, as it stands on `on` (R87); nothing
/// where it has recorded nothing.
ErosionInputs erosion_inputs(const Programme& programme, Date on);

/// Returns the four layers for a programme on `on`; scenarios are worked out at the lifetimes of
/// the usual validity and of the shortened one. kNotFound for an unknown programme; errors of the
/// rule book.
[[nodiscard]] Result<Erosion> erosion(const World& world, const ProgrammeId& programme,
                                      const ErosionInputs& inputs, Date on,
                                      const rules::RuleBook& rules);

}  // namespace lw::programme
