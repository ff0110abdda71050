#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "codec/reflect.hpp"
#include "domain/catalog/types.hpp"
#include "domain/kernel/ids.hpp"

namespace lw::surveillance {

/// What a laboratory found. "Passed" says that the attacks tried did not succeed, not that the
/// thing is secure (R53).
enum class Outcome { kPassed, kFailed, kNotConclusive };
LW_DESCRIBE_ENUM(Outcome, kPassed, kFailed, kNotConclusive)

/// How a component stands with surveillance on a day. Six different things, never merged (R53);
/// best last within a plan.
enum class Standing { kNone, kPlanned, kPassed, kNotConclusive, kOverdue, kFailed };
LW_DESCRIBE_ENUM(Standing, kNone, kPlanned, kPassed, kNotConclusive, kOverdue, kFailed)

/// Equipment that an attack method needed (R49); the ladder of the attack-potential tables.
enum class EquipmentClass { kNone, kStandard, kSpecialised, kBespoke, kMultipleBespoke };
LW_DESCRIBE_ENUM(EquipmentClass, kNone, kStandard, kSpecialised, kBespoke, kMultipleBespoke)

/// What an attack method came to.
enum class AttackOutcome { kResisted, kSucceeded, kNotConclusive };
LW_DESCRIBE_ENUM(AttackOutcome, kResisted, kSucceeded, kNotConclusive)

/// Why a plan exists, and so whether its interval may be chosen (I.3 d).
enum class PlanBasis {
  kProgrammePolicy,  ///< an authority's own choice; default from the rules
  kQscd,             ///< eIDAS Art. 30(3a): a vulnerability assessment every two years
};
LW_DESCRIBE_ENUM(PlanBasis, kProgrammePolicy, kQscd)

/// Kind of a surveillance event.
enum class EventKind {
  kPeriodic,
  kReassessment,  ///< Assurance Continuity: unchanged product, new attacks (R50); inputs, ITSEF
                  ///< report, CB report, decision
};
LW_DESCRIBE_ENUM(EventKind, kPeriodic, kReassessment)

/// How a re-assessment ends (R12, R50).
enum class Decision { kConfirm, kSuspend, kWithdraw };
LW_DESCRIBE_ENUM(Decision, kConfirm, kSuspend, kWithdraw)

/// One method tried, with what it took (R48, R49). No exploit detail: that belongs to a case.
struct AttackMethod {
  std::string method;                                ///< for example "template attack on ECDSA"
  EquipmentClass equipment = EquipmentClass::kNone;  ///< mandatory: kNone is refused
  std::string equipment_used;                        ///< what it was, in words; mandatory
  std::string skills;
  AttackOutcome outcome = AttackOutcome::kResisted;
  std::optional<AttackPathId> path;  ///< where the path is rated
  bool operator==(const AttackMethod&) const = default;
};
LW_DESCRIBE(AttackMethod, method, equipment, equipment_used, skills, outcome, path)

/// That one layer of one component is assessed at a regular interval.
struct Plan {
  SurveillancePlanId id;
  ComponentId
      component;  ///< the layer's own component, or an embedded software for one of its layers
  catalog::Layer layer = catalog::Layer::kIc;
  PlanBasis basis = PlanBasis::kProgrammePolicy;
  std::int32_t interval_months = 0;
  Date from;
  std::optional<Date> until;  ///< last day, inclusive
  std::string technical_domain;
  bool operator==(const Plan&) const = default;
};
LW_DESCRIBE(Plan, id, component, layer, basis, interval_months, from, until, technical_domain)

/// What a re-assessment starts from (Assurance Continuity; R50).
struct ReassessmentInputs {
  EvidenceId security_target;
  EvidenceId previous_report;   ///< evaluation technical report of the last evaluation
  EvidenceId attack_landscape;  ///< which attacks are state of the art now
  bool operator==(const ReassessmentInputs&) const = default;
};
LW_DESCRIBE(ReassessmentInputs, security_target, previous_report, attack_landscape)

/// A laboratory's result.
struct LabResult {
  Date on;
  Outcome outcome = Outcome::kNotConclusive;
  std::vector<AttackMethod> attacks;
  EvidenceId report;  ///< ITSEF report
  bool operator==(const LabResult&) const = default;
};
LW_DESCRIBE(LabResult, on, outcome, attacks, report)

/// One assessment: planned, carried out, decided, closed.
struct Assessment {
  SurveillanceEventId id;
  EventKind kind = EventKind::kPeriodic;
  ComponentId component;
  catalog::Layer layer = catalog::Layer::kIc;
  OrganisationId laboratory;
  std::string technical_domain;
  Date planned_on;                           ///< the day it was put on the calendar
  Date planned_for;                          ///< last day on which the result is due
  std::optional<CertificateId> certificate;  ///< mandatory for a re-assessment
  std::optional<ReassessmentInputs> inputs;
  std::optional<LabResult> result;
  std::optional<EvidenceId> cb_report;
  std::optional<Date> cb_report_on;
  std::optional<Decision> decision;
  std::optional<Date> decided_on;
  std::map<RiskId, Date> evaluations;  ///< risks whose evaluation took the result up, since when
  std::optional<Date> closed_on;
  std::string risk_evaluation;  ///< one of them, named when the assessment was closed (R28)
  std::optional<Date> cancelled_on;
  bool operator==(const Assessment&) const = default;
};
LW_DESCRIBE(Assessment, id, kind, component, layer, laboratory, technical_domain, planned_on,
            planned_for, certificate, inputs, result, cb_report, cb_report_on, decision, decided_on,
            evaluations, closed_on, risk_evaluation, cancelled_on)

}  // namespace lw::surveillance
