#pragma once

#include <variant>

#include "domain/contingency/types.hpp"
#include "domain/kernel/message.hpp"

namespace lw::contingency {

/// Command: drafts the next version of a programme's plan, or replaces the draft there is. Refused
/// when the programme has another plan, when the latest version is submitted, or when the content
/// does not hold together.
struct DraftPlan {
  static constexpr std::string_view kName = "contingency.draft_plan";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  ProgrammeId programme;
  PlanContent content;
  std::string reason;
};
LW_DESCRIBE(DraftPlan, plan, programme, content, reason)

/// Command: submits a draft for approval; from then on its content stands.
struct SubmitPlan {
  static constexpr std::string_view kName = "contingency.submit_plan";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  std::int32_t version = 1;
  std::string reason;
};
LW_DESCRIBE(SubmitPlan, plan, version, reason)

/// Command: gives a submitted version back to its author; approvals so far are void.
struct ReturnPlan {
  static constexpr std::string_view kName = "contingency.return_plan";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  std::int32_t version = 1;
  std::string reason;
};
LW_DESCRIBE(ReturnPlan, plan, version, reason)

/// Command, decision: one person's approval of exactly this version and revision. With the last
/// approval wanted (house.plan.approvers, never below two) the version comes into force. Refused
/// where holders would be asked for more than the policy's ceiling and `effort_override` does not
/// say why (R6).
struct ApprovePlan {
  static constexpr std::string_view kName = "contingency.approve_plan";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  PlanId plan;
  std::int32_t version = 1;
  std::int32_t revision = 1;
  std::string effort_override;
  std::string reason;
};
LW_DESCRIBE(ApprovePlan, plan, version, revision, effort_override, reason)

/// Command, decision: ends a plan. The programme is then without one, which is a finding.
struct RetirePlan {
  static constexpr std::string_view kName = "contingency.retire_plan";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  PlanId plan;
  std::string reason;
};
LW_DESCRIBE(RetirePlan, plan, reason)

/// Command: records whether a measure's infrastructure stands ready (R85).
struct RecordReadiness {
  static constexpr std::string_view kName = "contingency.record_readiness";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  std::string measure;
  Readiness readiness = Readiness::kNotReady;
  std::string says;
  std::optional<EvidenceId> evidence;
  std::string reason;
};
LW_DESCRIBE(RecordReadiness, plan, measure, readiness, says, evidence, reason)

/// Command: records an exercise with its results and findings (R85).
struct RecordExercise {
  static constexpr std::string_view kName = "contingency.record_exercise";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  Exercise exercise;
  std::string reason;
};
LW_DESCRIBE(RecordExercise, plan, exercise, reason)

/// Command, by the system or by the authority: a level is reached, so what the plan in force
/// foresees is proposed. No change while that level's proposal stands. Refused when the level is
/// not reached (R64); kIncomplete without a plan in force or without measures for the level.
struct RaiseProposal {
  static constexpr std::string_view kName = "contingency.raise_proposal";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  ErosionLevel level = ErosionLevel::kWatch;
  std::optional<RiskId> risk;
  std::string reason;
};
LW_DESCRIBE(RaiseProposal, programme, level, risk, reason)

/// Command, decision: one person's answer to a proposal. Settled when the number of people wanted
/// (house.plan.approvers, never below two) give the same answer on the same measures; a person may
/// change the answer until then.
struct DecideProposal {
  static constexpr std::string_view kName = "contingency.decide_proposal";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  std::string proposal;
  Answer answer = Answer::kExecute;
  std::set<std::string> measures;
  std::string reason;
};
LW_DESCRIBE(DecideProposal, proposal, answer, measures, reason)

/// Command: closes a proposal, so that the level may be proposed anew. Refused while the level
/// holds and nobody has carried anything out, and while its execution runs.
struct CloseProposal {
  static constexpr std::string_view kName = "contingency.close_proposal";
  static constexpr std::uint32_t kVersion = 1;
  std::string proposal;
  std::string reason;
};
LW_DESCRIBE(CloseProposal, proposal, reason)

/// Command: begins to carry out the standing measures of the plan in force, by the same engine. The
/// approvals of the plan are the authority for it.
struct StartStanding {
  static constexpr std::string_view kName = "contingency.start_standing";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  std::string reason;
};
LW_DESCRIBE(StartStanding, plan, reason)

/// Command: a person starts a step, or starts a failed one again. Steps of a measure go in their
/// order. A step with a machine action asks the programme for it, and is refused when the programme
/// would refuse; `components` fill what the plan left open.
struct StartStep {
  static constexpr std::string_view kName = "contingency.start_step";
  static constexpr std::uint32_t kVersion = 1;
  std::string execution;
  std::string measure;
  std::string step;
  std::set<ComponentId> components;
  std::string reason;
};
LW_DESCRIBE(StartStep, execution, measure, step, components, reason)

/// Command: a step is over: done, failed, or skipped with the reason. Only a running step can be
/// done or have failed.
struct CloseStep {
  static constexpr std::string_view kName = "contingency.close_step";
  static constexpr std::uint32_t kVersion = 1;
  std::string execution;
  std::string measure;
  std::string step;
  StepState state = StepState::kDone;
  std::optional<EvidenceId> evidence;
  std::string reason;
};
LW_DESCRIBE(CloseStep, execution, measure, step, state, evidence, reason)

/// Command: reports how many documents a measure has got through since its start (R63). A second
/// report of one day replaces the first.
struct ReportProgress {
  static constexpr std::string_view kName = "contingency.report_progress";
  static constexpr std::uint32_t kVersion = 1;
  std::string execution;
  std::string measure;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::int64_t total = 0;
  std::string reason;
};
LW_DESCRIBE(ReportProgress, execution, measure, done, failed, total, reason)

/// Command: ends an execution whose steps are all done, failed or skipped.
struct EndExecution {
  static constexpr std::string_view kName = "contingency.end_execution";
  static constexpr std::uint32_t kVersion = 1;
  std::string execution;
  std::string reason;
};
LW_DESCRIBE(EndExecution, execution, reason)

using Command =
    std::variant<DraftPlan, SubmitPlan, ReturnPlan, ApprovePlan, RetirePlan, RecordReadiness,
                 RecordExercise, RaiseProposal, DecideProposal, CloseProposal, StartStanding,
                 StartStep, CloseStep, ReportProgress, EndExecution>;

/// Event: this is the draft of a version.
struct PlanDrafted {
  static constexpr std::string_view kName = "contingency.plan_drafted";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  ProgrammeId programme;
  std::int32_t version = 1;
  std::int32_t revision = 1;
  PlanContent content;
  PersonId author;
  Date on;
  std::string reason;
};
LW_DESCRIBE(PlanDrafted, plan, programme, version, revision, content, author, on, reason)

/// Event: a version awaits approval.
struct PlanSubmitted {
  static constexpr std::string_view kName = "contingency.plan_submitted";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  std::int32_t version = 1;
  std::int32_t revision = 1;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(PlanSubmitted, plan, version, revision, by, on, reason)

/// Event: a version is a draft again and has no approval.
struct PlanReturned {
  static constexpr std::string_view kName = "contingency.plan_returned";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  std::int32_t version = 1;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(PlanReturned, plan, version, by, on, reason)

/// Event: one person approved a version.
struct PlanApproved {
  static constexpr std::string_view kName = "contingency.plan_approved";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  std::int32_t version = 1;
  std::int32_t revision = 1;
  std::string effort_override;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(PlanApproved, plan, version, revision, effort_override, by, on, reason)

/// Event: from `on` this version is in force, and the one before no longer.
struct PlanPutInForce {
  static constexpr std::string_view kName = "contingency.plan_put_in_force";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  ProgrammeId programme;
  std::int32_t version = 1;
  Date on;
};
LW_DESCRIBE(PlanPutInForce, plan, programme, version, on)

/// Event: from `on` the plan is no more.
struct PlanRetired {
  static constexpr std::string_view kName = "contingency.plan_retired";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(PlanRetired, plan, by, on, reason)

/// Event: readiness of a measure's infrastructure.
struct ReadinessRecorded {
  static constexpr std::string_view kName = "contingency.readiness_recorded";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  std::string measure;
  Readiness readiness = Readiness::kNotReady;
  std::string says;
  std::optional<EvidenceId> evidence;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ReadinessRecorded, plan, measure, readiness, says, evidence, on, reason)

/// Event: an exercise was held.
struct ExerciseRecorded {
  static constexpr std::string_view kName = "contingency.exercise_recorded";
  static constexpr std::uint32_t kVersion = 1;
  PlanId plan;
  Exercise exercise;
  std::string reason;
};
LW_DESCRIBE(ExerciseRecorded, plan, exercise, reason)

/// Event: the plan's measures for a level lie before the authority.
struct ProposalRaised {
  static constexpr std::string_view kName = "contingency.proposal_raised";
  static constexpr std::uint32_t kVersion = 1;
  std::string proposal;
  ProgrammeId programme;
  ErosionLevel level = ErosionLevel::kWatch;
  PlanId plan;
  std::int32_t version = 1;
  std::vector<std::string> measures;
  std::optional<RiskId> risk;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ProposalRaised, proposal, programme, level, plan, version, measures, risk, on, reason)

/// Event: one person answered a proposal.
struct ProposalAnswered {
  static constexpr std::string_view kName = "contingency.proposal_answered";
  static constexpr std::uint32_t kVersion = 1;
  std::string proposal;
  Answer answer = Answer::kExecute;
  std::set<std::string> measures;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ProposalAnswered, proposal, answer, measures, by, on, reason)

/// Event: enough people gave the same answer. An execution follows where it is kExecute.
struct ProposalSettled {
  static constexpr std::string_view kName = "contingency.proposal_settled";
  static constexpr std::uint32_t kVersion = 1;
  std::string proposal;
  ProgrammeId programme;
  Answer answer = Answer::kExecute;
  Date on;
};
LW_DESCRIBE(ProposalSettled, proposal, programme, answer, on)

/// Event: a proposal is history.
struct ProposalClosed {
  static constexpr std::string_view kName = "contingency.proposal_closed";
  static constexpr std::uint32_t kVersion = 1;
  std::string proposal;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ProposalClosed, proposal, on, reason)

/// Event: measures are being carried out; every step is pending.
struct ExecutionStarted {
  static constexpr std::string_view kName = "contingency.execution_started";
  static constexpr std::uint32_t kVersion = 1;
  std::string execution;
  ProgrammeId programme;
  PlanId plan;
  std::int32_t version = 1;
  std::optional<ErosionLevel> level;
  std::vector<std::string> measures;
  std::optional<RiskId> risk;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ExecutionStarted, execution, programme, plan, version, level, measures, risk, on,
            reason)

/// Event: a step runs.
struct StepStarted {
  static constexpr std::string_view kName = "contingency.step_started";
  static constexpr std::uint32_t kVersion = 1;
  std::string execution;
  std::string measure;
  std::string step;
  std::set<ComponentId> components;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(StepStarted, execution, measure, step, components, by, on, reason)

/// Event: a person started a step that the system can do. programme_commands() says which commands
/// answer it; nothing in `action` is left open.
struct ActionRequested {
  static constexpr std::string_view kName = "contingency.action_requested";
  static constexpr std::uint32_t kVersion = 1;
  std::string execution;
  ProgrammeId programme;
  std::string measure;
  std::string step;
  MachineAction action;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ActionRequested, execution, programme, measure, step, action, by, on, reason)

/// Event: a step is over.
struct StepClosed {
  static constexpr std::string_view kName = "contingency.step_closed";
  static constexpr std::uint32_t kVersion = 1;
  std::string execution;
  std::string measure;
  std::string step;
  StepState state = StepState::kDone;
  std::optional<EvidenceId> evidence;
  PersonId by;
  Date on;
  std::string reason;
};
LW_DESCRIBE(StepClosed, execution, measure, step, state, evidence, by, on, reason)

/// Event: how far a measure has come.
struct ProgressReported {
  static constexpr std::string_view kName = "contingency.progress_reported";
  static constexpr std::uint32_t kVersion = 1;
  std::string execution;
  std::string measure;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::int64_t total = 0;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ProgressReported, execution, measure, done, failed, total, on, reason)

/// Event: an execution is over.
struct ExecutionEnded {
  static constexpr std::string_view kName = "contingency.execution_ended";
  static constexpr std::uint32_t kVersion = 1;
  std::string execution;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ExecutionEnded, execution, on, reason)

using Event =
    std::variant<PlanDrafted, PlanSubmitted, PlanReturned, PlanApproved, PlanPutInForce,
                 PlanRetired, ReadinessRecorded, ExerciseRecorded, ProposalRaised, ProposalAnswered,
                 ProposalSettled, ProposalClosed, ExecutionStarted, StepStarted, ActionRequested,
                 StepClosed, ProgressReported, ExecutionEnded>;

}  // namespace lw::contingency
