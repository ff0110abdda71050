#pragma once

#include <vector>

#include "domain/contingency/messages.hpp"
#include "domain/kernel/context.hpp"
#include "domain/kernel/due.hpp"
#include "domain/kernel/finding.hpp"
#include "domain/programme/programme.hpp"
#include "domain/risk/risk.hpp"

namespace lw::contingency {

/// How many measures a plan, and how many steps or infrastructure items a measure may have.
inline constexpr std::size_t kMeasuresMax = 40;
inline constexpr std::size_t kStepsMax = 40;
/// How many entries any other list of a command may hold.
inline constexpr std::size_t kListMax = 200;
/// How many versions, exercises or readiness records a plan, and how many changes a step may
/// gather.
inline constexpr std::size_t kHistoryMax = 1'000;
/// Longest text of a command, in bytes.
inline constexpr std::size_t kTextMaxBytes = 4'000;
/// Longest event, in bytes: a record holds 65,535 with its envelope and a signature.
inline constexpr std::size_t kEventMaxBytes = 60'000;
/// Longest deadline or time to effect, in days.
inline constexpr std::int32_t kDaysMax = 3'650;
/// Four eyes: what house policy may raise and never lower.
inline constexpr std::int64_t kApproversMin = 2;

/// All plans, proposals and executions.
struct State {
  std::map<PlanId, Plan> plans;
  std::map<std::string, Proposal> proposals;
  std::map<std::string, Execution> executions;
};
LW_DESCRIBE(State, plans, proposals, executions)

/// What the slice may read.
struct World {
  const access::State& access;
  const catalog::State& catalog;
  const certificate::State& certificate;
  const surveillance::State& surveillance;
  const resistance::State& resistance;
  const vulnerability::State& vulnerability;
  const programme::State& programme;
  const risk::State& risk;
  const State& contingency;
};

/// Returns the events that follow from a command. kForbidden for another authority's plan or
/// another owner's step; kNotFound, kConflict, kRefused, kIncomplete, kTooLarge or kInvalidInput
/// with the reason otherwise.
[[nodiscard]] Result<std::vector<Event>> decide(const World& world, const Command& command,
                                                const Context& context);

/// Returns the state after an event. Holds no rules and never fails.
void apply(State& state, const Event& event);

/// Returns what no sequence of commands may bring about, in words: a version in force without two
/// approvers, two plans of a programme or two versions in force at once, an execution that nobody
/// decided, two open proposals for one level, steps or progress out of order.
[[nodiscard]] std::vector<std::string> violations(const World& world);

/// Adds the deadlines that run: proposals that await a decision (house.plan.proposal_decision),
/// steps with a deadline, the next exercise (policy).
void clocks(const World& world, Instant now, const rules::RuleBook& rules, std::vector<Clock>& out);

/// Returns what is not as it should be on `on` (R6, R58–R60, R63, R64, R85, R126), for all
/// programmes.
[[nodiscard]] std::vector<Finding> findings(const World& world, Date on,
                                            const rules::RuleBook& rules);

/// Returns the world of the programme slice.
programme::World programme_world(const World& world);

/// Returns the plan; nullptr when unknown. Valid while the state lives unchanged; so are all
/// pointers below.
const Plan* find(const State& state, const PlanId& id);
/// Returns the version of a plan; nullptr when there is no such number.
const Version* find_version(const State& state, const PlanId& id, std::int32_t number);
/// Returns the measure of that id in a content; nullptr when there is none.
const Measure* find_measure(const PlanContent& content, std::string_view id);
/// Returns the step of that id in a measure; nullptr when there is none.
const Step* find_step(const Measure& measure, std::string_view id);

/// A plan and one version of it; both null or neither.
struct InForce {
  const Plan* plan = nullptr;
  const Version* version = nullptr;
  /// True when there is one.
  explicit operator bool() const { return version != nullptr; }
};

/// Returns the version in force for a programme on `on` (R58); empty when there is none.
InForce plan_in_force(const State& state, const ProgrammeId& programme, Date on);

/// Returns where a version stood on `on`; a day before its draft counts as kDraft.
VersionStatus status(const Version& version, Date on);

/// Returns the last readiness recorded for a measure up to `on`; nullptr when nothing is known.
const ReadinessRecord* readiness(const Plan& plan, std::string_view measure, Date on);

/// Returns the last exercise held up to `on`; nullptr when there was none.
const Exercise* last_exercise(const Plan& plan, Date on);

/// Returns the proposals raised by `on` and neither settled nor closed then.
std::vector<const Proposal*> waiting_proposals(const State& state, Date on);

/// Returns the plan as it stood on `on`: without versions drafted, approvals given, exercises held
/// and readiness recorded later.
Plan as_of(const Plan& plan, Date on);
/// Returns the proposal as it stood on `on`: without later answers and what they settled.
Proposal as_of(const Proposal& proposal, Date on);

/// Returns the state of a step of an execution on `on`; kPending for one that nobody has touched.
StepState step_state(const Execution& execution, std::string_view measure, std::string_view step,
                     Date on);

/// What the plan foresees of one measure, should the level be reached on a given day.
struct ForeseenMeasure {
  std::string measure;
  MeasureKind kind = MeasureKind::kOther;
  std::string title;
  Owner owner;
  Date first_effect_on;
  std::int32_t first_effect_day = 0;  ///< civil days after the level was reached
  std::optional<Date>
      complete_on;  ///< the quota worked through the documents in the field; absent without a quota
  std::optional<std::int32_t> complete_day;  ///< civil days after the level was reached
  programme::HolderEffort effort;
  std::optional<Readiness> readiness;  ///< absent: nothing recorded
  std::vector<std::string> steps;      ///< titles, in order
};
LW_DESCRIBE(ForeseenMeasure, measure, kind, title, owner, first_effect_on, first_effect_day,
            complete_on, complete_day, effort, readiness, steps)

/// What the plan in force foresees at a level.
struct Foresight {
  PlanId plan;
  std::int32_t version = 1;
  ErosionLevel level = ErosionLevel::kNone;
  std::string scenario;
  Date reached_on;
  Date decide_by;              ///< last day for the decision (house.plan.proposal_decision)
  std::int64_t documents = 0;  ///< in the field on `reached_on`
  std::vector<ForeseenMeasure> measures;
};
LW_DESCRIBE(Foresight, plan, version, level, scenario, reached_on, decide_by, documents, measures)

/// Returns what the plan in force on `reached_on` foresees if the level were reached that day and
/// decided on the last day allowed: effects count from that decision, so that the answer errs on
/// the late side. kNotFound without a plan in force; errors of the rule book.
[[nodiscard]] Result<Foresight> foresight(const World& world, const ProgrammeId& programme,
                                          ErosionLevel level, Date reached_on,
                                          const rules::RuleBook& rules);

/// How one step of an execution stands.
struct StepProgress {
  std::string measure;
  std::string step;
  std::string title;
  Owner owner;
  StepState state = StepState::kPending;
  std::string reason;          ///< of the last change
  std::optional<Date> since;   ///< of the last change
  std::optional<Date> due_on;  ///< absent without a deadline
  bool overdue = false;
};
LW_DESCRIBE(StepProgress, measure, step, title, owner, state, reason, since, due_on, overdue)

/// When a measure that is counted in documents will be through (R63).
struct Forecast {
  std::string measure;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::int64_t total = 0;
  std::int64_t quota_per_day = 0;
  std::int64_t capacity_per_day = 0;
  std::optional<Date>
      by_plan;  ///< from the start of the execution, at the planned quota: what was promised
  std::optional<Date> by_quota;         ///< from `on`, what is left at the planned quota
  std::int64_t pace_per_1000_days = 0;  ///< documents in a thousand civil days since the start
  std::optional<Date> by_pace;          ///< at the pace so far; absent when nothing was done yet
  std::int32_t success_ppm = 0;         ///< of all attempts; 0 when there was none
};
LW_DESCRIBE(Forecast, measure, done, failed, total, quota_per_day, capacity_per_day, by_plan,
            by_quota, pace_per_1000_days, by_pace, success_ppm)

/// How an execution stands.
struct Progress {
  std::string execution;
  bool ended = false;
  std::int32_t open = 0;  ///< steps pending or running
  std::int32_t done = 0;
  std::int32_t failed = 0;
  std::int32_t skipped = 0;
  std::vector<StepProgress> steps;
  std::vector<Forecast> forecasts;  ///< of the measures that report progress or have a quota
};
LW_DESCRIBE(Progress, execution, ended, open, done, failed, skipped, steps, forecasts)

/// Returns how an execution stood on `on`; kNotFound when there was none.
[[nodiscard]] Result<Progress> progress(const World& world, std::string_view execution, Date on,
                                        const rules::RuleBook& rules);

/// Returns the commands by which the programme answers a requested action, to be given for the
/// programme's authority. The slice has asked programme::decide about each before it let the event
/// happen.
std::vector<programme::Command> programme_commands(const ActionRequested& event);

}  // namespace lw::contingency
