#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "codec/reflect.hpp"
#include "domain/access/types.hpp"
#include "domain/catalog/types.hpp"
#include "domain/programme/erosion.hpp"
#include "domain/programme/types.hpp"

namespace lw::contingency {

using programme::ErosionLevel;

/// What a measure does. The first five are the examples of paper 000 III-M (R59–R63); everything
/// else is kOther (R65).
enum class MeasureKind {
  kNewerSoftware,    ///< standing: newer, more secure embedded software enters production regularly
                     ///< (R59)
  kSeveralSources,   ///< standing: several sources of embedded software (R60)
  kLimitUses,        ///< conditional: limit the uses of affected documents (R61)
  kReplaceSoftware,  ///< conditional: replace the embedded software in production (R62)
  kReplaceDocuments,  ///< conditional: replace documents in the field (R63)
  kOther,             ///< standing or conditional, as the plan says
};
LW_DESCRIBE_ENUM(MeasureKind, kNewerSoftware, kSeveralSources, kLimitUses, kReplaceSoftware,
                 kReplaceDocuments, kOther)

/// Who answers for a measure or does a step.
struct Owner {
  OrganisationId organisation;
  access::Role role = access::Role::kIssuingAuthority;
  bool operator==(const Owner&) const = default;
};
LW_DESCRIBE(Owner, organisation, role)

/// What the system can do for a step in the programme, once a person starts the step.
enum class ActionKind { kLimitUses, kStopProduction, kPlanIntroduction };
LW_DESCRIBE_ENUM(ActionKind, kLimitUses, kStopProduction, kPlanIntroduction)

/// A change of the programme that a step asks for. A plan may leave `components` open: whoever
/// starts the step names them.
struct MachineAction {
  ActionKind kind = ActionKind::kLimitUses;
  std::set<ComponentId>
      components;  ///< limit uses: documents that carry one; stop production: each of them;
                   ///< plan introduction: at most one, the embedded software to come
  std::set<catalog::Use> withdrawn;  ///< limit uses only
  std::optional<Date> issued_from;   ///< limit uses only: months of issue, both ends inclusive
  std::optional<Date> issued_until;
  std::string what;              ///< plan introduction only: in words
  std::int32_t due_in_days = 0;  ///< plan introduction only: civil days from the start of the step
  bool operator==(const MachineAction&) const = default;
};
LW_DESCRIBE(MachineAction, kind, components, withdrawn, issued_from, issued_until, what,
            due_in_days)

/// One step of a measure, done by a person.
struct Step {
  std::string id;  ///< unique in its measure
  std::string title;
  std::string instruction;
  Owner owner;
  std::int32_t due_in_days =
      0;  ///< from the start of the execution, in the measure's calendar; 0: no deadline
  std::optional<MachineAction> action;
  bool operator==(const Step&) const = default;
};
LW_DESCRIBE(Step, id, title, instruction, owner, due_in_days, action)

/// How many documents a measure gets through. Zero: the measure is not counted in documents.
struct Throughput {
  std::int64_t quota_per_day = 0;  ///< what the plan wants done a day
  std::int64_t capacity_per_day =
      0;  ///< what counters, servers and suppliers can do a day; never below the quota
  bool operator==(const Throughput&) const = default;
};
LW_DESCRIBE(Throughput, quota_per_day, capacity_per_day)

/// One measure of a plan.
struct Measure {
  std::string id;  ///< unique in its plan
  MeasureKind kind = MeasureKind::kOther;
  std::string title;
  Owner owner;
  std::vector<Step> steps;         ///< done in this order
  programme::HolderEffort effort;  ///< asked of each holder (R6)
  Throughput throughput;
  std::string calendar;  ///< id of a holiday calendar: days are working days; empty: civil days
  std::int32_t effect_in_days =
      0;  ///< from the decision to the first effect in the field, in that calendar
  std::vector<std::string> infrastructure;  ///< what has to be deployed and operated for it (R85)
  std::optional<std::int64_t> cost;         ///< estimate, in whole units of `currency` (R126)
  std::string currency;                     ///< ISO 4217; empty without a cost
  std::string residual_risk;                ///< what is left when it has worked, in words (R126)
  bool operator==(const Measure&) const = default;
};
LW_DESCRIBE(Measure, id, kind, title, owner, steps, effort, throughput, calendar, effect_in_days,
            infrastructure, cost, currency, residual_risk)

/// One row of the trigger table: what a level of erosion means and what it triggers (R58).
struct Response {
  std::string scenario;
  std::vector<std::string> measures;  ///< ids, in the order in which they are to be taken
  bool operator==(const Response&) const = default;
};
LW_DESCRIBE(Response, scenario, measures)

/// What a plan says.
struct PlanContent {
  std::string title;
  std::vector<Measure> measures;
  std::vector<std::string> standing;  ///< ids of measures that run whatever the level (R64)
  std::map<ErosionLevel, Response> responses;  ///< the trigger table; kNone is never a key
  bool operator==(const PlanContent&) const = default;
};
LW_DESCRIBE(PlanContent, title, measures, standing, responses)

/// One voice for a version.
struct Approval {
  PersonId by;
  Date on;
  std::string effort_override;  ///< why more may be asked of holders than the policy's ceiling
                                ///< (R6); empty: no override
  std::string reason;
  bool operator==(const Approval&) const = default;
};
LW_DESCRIBE(Approval, by, on, effort_override, reason)

/// Where a version stands.
enum class VersionStatus { kDraft, kSubmitted, kInForce, kSuperseded, kRetired };
LW_DESCRIBE_ENUM(VersionStatus, kDraft, kSubmitted, kInForce, kSuperseded, kRetired)

/// One version of a plan. Its content does not change once it is submitted.
struct Version {
  std::int32_t number = 1;
  std::int32_t revision = 1;  ///< counts the drafts of this version: approvals name both
  PlanContent content;
  PersonId author;  ///< of the last draft
  Date drafted_on;  ///< day of the last draft, or on which it was given back
  std::optional<Date> submitted_on;
  std::vector<Approval> approvals;
  std::optional<Date> in_force_from;
  std::optional<Date> in_force_until;  ///< last day, inclusive
  bool retired = false;                ///< ended by retirement and not by a later version
  bool operator==(const Version&) const = default;
};
LW_DESCRIBE(Version, number, revision, content, author, drafted_on, submitted_on, approvals,
            in_force_from, in_force_until, retired)

/// Whether what a measure needs stands ready (R85).
enum class Readiness { kNotReady, kPartly, kReady };
LW_DESCRIBE_ENUM(Readiness, kNotReady, kPartly, kReady)

/// What was found of a measure's infrastructure on a day.
struct ReadinessRecord {
  std::string measure;
  Readiness readiness = Readiness::kNotReady;
  std::string says;
  std::optional<EvidenceId> evidence;
  Date on;
  bool operator==(const ReadinessRecord&) const = default;
};
LW_DESCRIBE(ReadinessRecord, measure, readiness, says, evidence, on)

/// Who took part in an exercise: roles, never names.
struct Participant {
  OrganisationId organisation;
  access::Role role = access::Role::kIssuingAuthority;
  std::int32_t people = 1;
  bool operator==(const Participant&) const = default;
};
LW_DESCRIBE(Participant, organisation, role, people)

/// How a step went in an exercise.
enum class StepOutcome { kWorked, kWorkedLate, kFailed, kNotTried };
LW_DESCRIBE_ENUM(StepOutcome, kWorked, kWorkedLate, kFailed, kNotTried)

/// The result of one step in an exercise.
struct StepResult {
  std::string measure;
  std::string step;
  StepOutcome outcome = StepOutcome::kNotTried;
  std::int32_t minutes = 0;  ///< how long it took; 0: not measured
  std::string note;
  bool operator==(const StepResult&) const = default;
};
LW_DESCRIBE(StepResult, measure, step, outcome, minutes, note)

/// An exercise of a plan (R85).
struct Exercise {
  std::string id;
  std::int32_t version = 1;
  Date held_on;
  ErosionLevel level = ErosionLevel::kBroken;  ///< the row of the trigger table that was played
  std::string scenario;
  std::vector<Participant> participants;
  std::vector<StepResult> results;
  std::vector<std::string> findings;
  bool operator==(const Exercise&) const = default;
};
LW_DESCRIBE(Exercise, id, version, held_on, level, scenario, participants, results, findings)

/// The contingency plan of a programme.
struct Plan {
  PlanId id;
  ProgrammeId programme;
  Date created_on;
  std::vector<Version> versions;           ///< number n stands at n - 1
  std::vector<ReadinessRecord> readiness;  ///< by day
  std::vector<Exercise> exercises;         ///< by day
  std::optional<Date> retired_on;          ///< first day without it
  bool operator==(const Plan&) const = default;
};
LW_DESCRIBE(Plan, id, programme, created_on, versions, readiness, exercises, retired_on)

/// What may be answered to a proposal.
enum class Answer { kExecute, kReject };
LW_DESCRIBE_ENUM(Answer, kExecute, kReject)

/// One person's answer to a proposal.
struct Voice {
  PersonId by;
  Answer answer = Answer::kExecute;
  std::set<std::string> measures;  ///< those to be taken; empty when rejected
  std::string reason;
  Date on;
  bool operator==(const Voice&) const = default;
};
LW_DESCRIBE(Voice, by, answer, measures, reason, on)

/// A level was reached: what the plan in force foresees lies before the authority. Nothing happens
/// by itself (R64).
struct Proposal {
  std::string id;  ///< "<programme>/<level>/<n>"
  ProgrammeId programme;
  ErosionLevel level = ErosionLevel::kWatch;
  PlanId plan;
  std::int32_t version = 1;
  std::vector<std::string> measures;
  std::optional<RiskId> risk;
  std::string reason;
  Date raised_on;
  std::vector<Voice> voices;  ///< the last answer of each person
  std::optional<Answer> settled;
  std::optional<Date> settled_on;
  std::optional<Date> closed_on;  ///< first day on which the level may be proposed anew
  bool operator==(const Proposal&) const = default;
};
LW_DESCRIBE(Proposal, id, programme, level, plan, version, measures, risk, reason, raised_on,
            voices, settled, settled_on, closed_on)

/// Where a step of an execution stands.
enum class StepState { kPending, kRunning, kDone, kFailed, kSkipped };
LW_DESCRIBE_ENUM(StepState, kPending, kRunning, kDone, kFailed, kSkipped)

/// A step came into a state.
struct StepChange {
  StepState state = StepState::kPending;
  PersonId by;
  Date on;
  std::string reason;
  std::optional<EvidenceId> evidence;
  bool operator==(const StepChange&) const = default;
};
LW_DESCRIBE(StepChange, state, by, on, reason, evidence)

/// How far a measure has come, as reported on a day.
struct ProgressReport {
  Date on;
  std::int64_t done = 0;    ///< documents, since the start
  std::int64_t failed = 0;  ///< attempts that did not succeed, since the start
  std::int64_t total = 0;   ///< documents that the measure is for, as known on that day
  bool operator==(const ProgressReport&) const = default;
};
LW_DESCRIBE(ProgressReport, on, done, failed, total)

/// One measure of an execution.
struct RunningMeasure {
  std::map<std::string, std::vector<StepChange>>
      steps;                             ///< by step id; a step without an entry is pending
  std::vector<ProgressReport> progress;  ///< by day, one a day
  bool operator==(const RunningMeasure&) const = default;
};
LW_DESCRIBE(RunningMeasure, steps, progress)

/// Measures of one plan version being carried out.
struct Execution {
  std::string id;  ///< that of its proposal, or "<programme>/standing/<n>"
  ProgrammeId programme;
  PlanId plan;
  std::int32_t version = 1;
  std::optional<ErosionLevel> level;  ///< absent for standing measures
  std::optional<RiskId> risk;
  Date started_on;
  std::vector<std::string> order;  ///< measure ids, in the plan's order
  std::map<std::string, RunningMeasure> measures;
  std::optional<Date> ended_on;
  bool operator==(const Execution&) const = default;
};
LW_DESCRIBE(Execution, id, programme, plan, version, level, risk, started_on, order, measures,
            ended_on)

}  // namespace lw::contingency
