#pragma once

#include <variant>

#include "domain/kernel/message.hpp"
#include "domain/surveillance/types.hpp"

namespace lw::surveillance {

/// Command: adopts a plan for a layer. Without an interval, the rule's default; for a QSCD never
/// longer than two years (I.3 d).
struct AdoptPlan {
  static constexpr std::string_view kName = "surveillance.adopt_plan";
  static constexpr std::uint32_t kVersion = 1;
  SurveillancePlanId plan;
  ComponentId component;
  catalog::Layer layer = catalog::Layer::kIc;
  PlanBasis basis = PlanBasis::kProgrammePolicy;
  std::optional<std::int32_t> interval_months;
  Date from;
  std::optional<Date> until;
  std::string technical_domain;
};
LW_DESCRIBE(AdoptPlan, plan, component, layer, basis, interval_months, from, until,
            technical_domain)

/// Command: ends a plan after a last day, for a reason.
struct EndPlan {
  static constexpr std::string_view kName = "surveillance.end_plan";
  static constexpr std::uint32_t kVersion = 1;
  SurveillancePlanId plan;
  Date until;
  std::string reason;
};
LW_DESCRIBE(EndPlan, plan, until, reason)

/// Command: puts a periodic assessment on the calendar. Refused for a laboratory out of scope on
/// the day (R47).
struct PlanEvent {
  static constexpr std::string_view kName = "surveillance.plan_event";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  ComponentId component;
  catalog::Layer layer = catalog::Layer::kIc;
  OrganisationId laboratory;
  std::string technical_domain;
  Date planned_for;
  std::optional<CertificateId> certificate;
};
LW_DESCRIBE(PlanEvent, event, component, layer, laboratory, technical_domain, planned_for,
            certificate)

/// Command: opens a re-assessment with its inputs (R50). Under EUCC by the laboratory of the last
/// evaluation (Annex IV.2(2)).
struct OpenReassessment {
  static constexpr std::string_view kName = "surveillance.open_reassessment";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  ComponentId component;
  catalog::Layer layer = catalog::Layer::kIc;
  OrganisationId laboratory;
  std::string technical_domain;
  Date planned_for;
  CertificateId certificate;
  ReassessmentInputs inputs;
};
LW_DESCRIBE(OpenReassessment, event, component, layer, laboratory, technical_domain, planned_for,
            certificate, inputs)

/// Command: records the laboratory's result with the attack methods tried (R48, R49).
struct RecordResult {
  static constexpr std::string_view kName = "surveillance.record_result";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  Outcome outcome = Outcome::kNotConclusive;
  std::vector<AttackMethod> attacks;
  EvidenceId report;
};
LW_DESCRIBE(RecordResult, event, outcome, attacks, report)

/// Command: records the certification body's report on a re-assessment, after the laboratory's.
struct RecordCbReport {
  static constexpr std::string_view kName = "surveillance.record_cb_report";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  EvidenceId cb_report;
};
LW_DESCRIBE(RecordCbReport, event, cb_report)

/// Command: decides a re-assessment (R12, R51). By the certificate's issuer, or the national
/// authority of its territory. A signed decision; the issuer's own signed command (suspend,
/// withdraw, conclude_review), which names this assessment, gives it effect.
struct DecideReassessment {
  static constexpr std::string_view kName = "surveillance.decide_reassessment";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  SurveillanceEventId event;
  Decision decision = Decision::kConfirm;
  std::string reason;
};
LW_DESCRIBE(DecideReassessment, event, decision, reason)

/// Command: notes that the evaluation of a risk took the result of an assessment as its input
/// (R28). Given by the system when it does (risk.take_resistance); refused without a result.
struct NoteEvaluation {
  static constexpr std::string_view kName = "surveillance.note_evaluation";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  RiskId risk;
};
LW_DESCRIBE(NoteEvaluation, event, risk)

/// Command: closes an assessment. Refused without the id of a risk whose evaluation took it up
/// (R28; surveillance.note_evaluation), without a result, and after a failure until the certificate
/// was confirmed, suspended or withdrawn (R12).
struct CloseEvent {
  static constexpr std::string_view kName = "surveillance.close_event";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  std::string risk_evaluation;
};
LW_DESCRIBE(CloseEvent, event, risk_evaluation)

/// Command: takes an assessment without result off the calendar. The plan's own due date stays.
struct CancelEvent {
  static constexpr std::string_view kName = "surveillance.cancel_event";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  std::string reason;
};
LW_DESCRIBE(CancelEvent, event, reason)

using Command =
    std::variant<AdoptPlan, EndPlan, PlanEvent, OpenReassessment, RecordResult, RecordCbReport,
                 DecideReassessment, NoteEvaluation, CloseEvent, CancelEvent>;

/// Event: a plan holds, with its interval settled.
struct PlanAdopted {
  static constexpr std::string_view kName = "surveillance.plan_adopted";
  static constexpr std::uint32_t kVersion = 1;
  SurveillancePlanId plan;
  ComponentId component;
  catalog::Layer layer = catalog::Layer::kIc;
  PlanBasis basis = PlanBasis::kProgrammePolicy;
  std::int32_t interval_months = 0;
  Date from;
  std::optional<Date> until;
  std::string technical_domain;
  Date on;
};
LW_DESCRIBE(PlanAdopted, plan, component, layer, basis, interval_months, from, until,
            technical_domain, on)

/// Event: a plan has a last day.
struct PlanEnded {
  static constexpr std::string_view kName = "surveillance.plan_ended";
  static constexpr std::uint32_t kVersion = 1;
  SurveillancePlanId plan;
  Date until;
  std::string reason;
  Date on;
};
LW_DESCRIBE(PlanEnded, plan, until, reason, on)

/// Event: a periodic assessment is on the calendar.
struct EventPlanned {
  static constexpr std::string_view kName = "surveillance.event_planned";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  ComponentId component;
  catalog::Layer layer = catalog::Layer::kIc;
  OrganisationId laboratory;
  std::string technical_domain;
  Date planned_for;
  std::optional<CertificateId> certificate;
  Date on;
};
LW_DESCRIBE(EventPlanned, event, component, layer, laboratory, technical_domain, planned_for,
            certificate, on)

/// Event: a re-assessment is open.
struct ReassessmentOpened {
  static constexpr std::string_view kName = "surveillance.reassessment_opened";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  ComponentId component;
  catalog::Layer layer = catalog::Layer::kIc;
  OrganisationId laboratory;
  std::string technical_domain;
  Date planned_for;
  CertificateId certificate;
  ReassessmentInputs inputs;
  Date on;
};
LW_DESCRIBE(ReassessmentOpened, event, component, layer, laboratory, technical_domain, planned_for,
            certificate, inputs, on)

/// Event: a laboratory's result is in.
struct ResultRecorded {
  static constexpr std::string_view kName = "surveillance.result_recorded";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  Outcome outcome = Outcome::kNotConclusive;
  std::vector<AttackMethod> attacks;
  EvidenceId report;
  Date on;
};
LW_DESCRIBE(ResultRecorded, event, outcome, attacks, report, on)

/// Event: the certification body's report is in.
struct CbReportRecorded {
  static constexpr std::string_view kName = "surveillance.cb_report_recorded";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  EvidenceId cb_report;
  Date on;
};
LW_DESCRIBE(CbReportRecorded, event, cb_report, on)

/// Event: a re-assessment is decided.
struct ReassessmentDecided {
  static constexpr std::string_view kName = "surveillance.reassessment_decided";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  Decision decision = Decision::kConfirm;
  std::string reason;
  OrganisationId by;
  Date on;
};
LW_DESCRIBE(ReassessmentDecided, event, decision, reason, by, on)

/// Event: the evaluation of this risk took up the result.
struct EvaluationNoted {
  static constexpr std::string_view kName = "surveillance.evaluation_noted";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  RiskId risk;
  Date on;
};
LW_DESCRIBE(EvaluationNoted, event, risk, on)

/// Event: an assessment is closed; its result reached this risk evaluation.
struct EventClosed {
  static constexpr std::string_view kName = "surveillance.event_closed";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  std::string risk_evaluation;
  Date on;
};
LW_DESCRIBE(EventClosed, event, risk_evaluation, on)

/// Event: an assessment was taken off the calendar.
struct EventCancelled {
  static constexpr std::string_view kName = "surveillance.event_cancelled";
  static constexpr std::uint32_t kVersion = 1;
  SurveillanceEventId event;
  std::string reason;
  Date on;
};
LW_DESCRIBE(EventCancelled, event, reason, on)

using Event = std::variant<PlanAdopted, PlanEnded, EventPlanned, ReassessmentOpened, ResultRecorded,
                           CbReportRecorded, ReassessmentDecided, EvaluationNoted, EventClosed,
                           EventCancelled>;

}  // namespace lw::surveillance
