#pragma once

#include <string_view>
#include <vector>

#include "domain/access/access.hpp"
#include "domain/catalog/catalog.hpp"
#include "domain/certificate/certificate.hpp"
#include "domain/kernel/context.hpp"
#include "domain/kernel/due.hpp"
#include "domain/kernel/finding.hpp"
#include "domain/surveillance/messages.hpp"

namespace lw::surveillance {

/// Longest interval a plan may have, in months.
inline constexpr std::int32_t kIntervalMonthsMax = 120;
/// How many attack methods one result may list.
inline constexpr std::size_t kAttacksMax = 500;
/// Longest free text in a command, in bytes.
inline constexpr std::size_t kTextSizeMax = 4000;

/// All plans and assessments. `by_component` is an index that apply keeps.
struct State {
  std::map<SurveillancePlanId, Plan> plans;
  std::map<SurveillanceEventId, Assessment> assessments;
  std::map<ComponentId, std::set<SurveillancePlanId>> plans_of;
  std::map<ComponentId, std::set<SurveillanceEventId>> assessments_of;
};
LW_DESCRIBE(State, plans, assessments, plans_of, assessments_of)

/// What this slice may read.
struct World {
  const access::State& access;
  const catalog::State& catalog;
  const certificate::State& certificate;
  const State& surveillance;
};

/// Returns the events that follow from a command. kNotFound, kForbidden (laboratory or decider out
/// of scope), kRefused with the rule, kInvalidInput otherwise.
[[nodiscard]] Result<std::vector<Event>> decide(const World& world, const Command& command,
                                                const Context& context);

/// Returns the state after an event; total, holds no rules.
void apply(State& state, const Event& event);

/// Returns what no sequence of commands may bring about: an assessment closed without result or
/// risk evaluation, a decision before its reports, a result without equipment, an index out of
/// step.
[[nodiscard]] std::vector<std::string> violations(const World& world);

/// Adds every date that runs: next assessment of each plan, planned assessments, decisions on
/// re-assessments.
void clocks(const World& world, Instant now, const rules::RuleBook& rules, std::vector<Clock>& out);

/// Returns: no plan for a layer (R17, R46), missed date (R17), failed without decision (R12),
/// result not taken up by a risk evaluation (R28), QSCD interval exceeded (I.3 d); of a
/// re-assessment (R51): not decided in time, decided against its outcome, a decision that the
/// certificate has not followed in time or has gone against.
[[nodiscard]] std::vector<Finding> findings(const World& world, Date on,
                                            const rules::RuleBook& rules);

/// Returns the plan or assessment; nullptr when unknown. Valid while the state lives unchanged.
const Plan* find_plan(const State& state, const SurveillancePlanId& id);
const Assessment* find_assessment(const State& state, const SurveillanceEventId& id);

/// Returns the certificates that a result of the assessment speaks about: the one it names, else
/// all that covered its component on the day of the result (today's, `on`, while there is none).
/// Each is told by certificate.note_assessment (R12).
std::vector<CertificateId> concerned(const World& world, const Assessment& assessment, Date on);

/// What an assessment waits for.
enum class Step {
  kReport,      ///< the laboratory's report
  kCbReport,    ///< the certification body's report on a re-assessment
  kDecide,      ///< the decision on a re-assessment (R51)
  kGiveEffect,  ///< the issuer's signed decision on the certificate, as the other one says
  kAnswer,      ///< the issuer's signed decision after a failure (R12)
  kTakeUp,      ///< a risk evaluation that takes the result as its input (R28)
  kClose,
  kNothing,
};
LW_DESCRIBE_ENUM(Step, kReport, kCbReport, kDecide, kGiveEffect, kAnswer, kTakeUp, kClose, kNothing)

/// The next step of an assessment: who takes it, and the command that does.
struct NextStep {
  Step step = Step::kNothing;
  std::string who;  ///< organisation or role; empty when nothing is owed
  std::string must;
  bool operator==(const NextStep&) const = default;
};
LW_DESCRIBE(NextStep, step, who, must)

/// Returns what the assessment waits for on `on`.
[[nodiscard]] NextStep next_step(const World& world, const Assessment& assessment, Date on);

/// Returns the day of the last passed assessment of that very component up to and including `on`
/// (R42); nullopt when none.
std::optional<Date> last_passed(const State& state, const ComponentId& component, Date on);
/// Same, for one layer of the component (an embedded software has results for several).
std::optional<Date> last_passed(const State& state, const ComponentId& component,
                                catalog::Layer layer, Date on);

/// Returns how the component stands on a day. For an embedded software: the worst of its layers, in
/// the order failed, overdue, not conclusive, none, planned, passed. Otherwise of its own layer:
/// failed until a later one passed; else overdue once a due date passed; else the last result; else
/// planned or none.
Standing standing(const World& world, const ComponentId& component, Date on);

/// One layer that surveillance looks at.
struct LayerRef {
  catalog::Layer layer = catalog::Layer::kIc;
  std::optional<ComponentId>
      component;  ///< absent when the composition does not say what the layer is
  bool operator==(const LayerRef&) const = default;
  auto operator<=>(const LayerRef&) const = default;
};
LW_DESCRIBE(LayerRef, layer, component)

/// Returns the layers of a component that are surveilled one by one: of an embedded software IC,
/// platform and applet at least (R46), with every component of the first five layers it contains;
/// of another component itself.
std::vector<LayerRef> layers(const catalog::State& catalog, const ComponentId& component);

/// How one layer stands.
struct LayerStanding {
  catalog::Layer layer = catalog::Layer::kIc;
  std::optional<ComponentId> component;
  Standing standing = Standing::kNone;
  std::optional<Date> last_passed;
  std::optional<Date> certified_on;  ///< first day of the newest certificate valid for the layer,
                                     ///< the fallback for age
  std::optional<std::int32_t> age_days;  ///< days since last_passed, else since certified_on (R42)
  std::optional<Date> next_due;
};
LW_DESCRIBE(LayerStanding, layer, component, standing, last_passed, certified_on, age_days,
            next_due)

/// Returns how each layer of the component stands, and how long ago somebody independent last
/// looked at it (R42).
std::vector<LayerStanding> layer_standings(const World& world, const ComponentId& component,
                                           Date on);

/// A stretch of a lifetime in which a layer is under no plan; both days inclusive (R43).
struct Gap {
  catalog::Layer layer = catalog::Layer::kIc;
  std::optional<ComponentId> component;
  Date from;
  Date to;
  bool operator==(const Gap&) const = default;
};
LW_DESCRIBE(Gap, layer, component, from, to)

/// Returns every stretch of from..to (inclusive) in which a layer of the component has no plan
/// (R43, R46).
std::vector<Gap> gaps(const World& world, const ComponentId& component, Date from, Date to);

/// True when the laboratory is an ITSEF with an accreditation for the layer or the technical domain
/// on that day (R47).
bool qualified(const access::State& access, const OrganisationId& laboratory, catalog::Layer layer,
               std::string_view technical_domain, Date on);

}  // namespace lw::surveillance
