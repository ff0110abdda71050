#include <algorithm>

#include "domain/contingency/checks.hpp"

namespace lw::contingency {
namespace {

Plan* plan_of(State& state, const PlanId& id) {
  const auto it = state.plans.find(id);
  return it == state.plans.end() ? nullptr : &it->second;
}

Version* version_of(State& state, const PlanId& id, std::int32_t number) {
  Plan* plan = plan_of(state, id);
  if (plan == nullptr || number < 1 || static_cast<std::size_t>(number) > plan->versions.size())
    return nullptr;
  return &plan->versions[static_cast<std::size_t>(number) - 1];
}

RunningMeasure* running(State& state, const std::string& execution, const std::string& measure) {
  const auto it = state.executions.find(execution);
  if (it == state.executions.end()) return nullptr;
  const auto found = it->second.measures.find(measure);
  return found == it->second.measures.end() ? nullptr : &found->second;
}

Proposal* proposal_of(State& state, const std::string& id) {
  const auto it = state.proposals.find(id);
  return it == state.proposals.end() ? nullptr : &it->second;
}

void on(State& state, const PlanDrafted& e) {
  Plan& plan = state.plans[e.plan];
  if (plan.versions.empty()) {
    plan.id = e.plan;
    plan.programme = e.programme;
    plan.created_on = e.on;
  }
  if (e.version < 1 || static_cast<std::size_t>(e.version) > plan.versions.size() + 1) return;
  if (static_cast<std::size_t>(e.version) > plan.versions.size()) plan.versions.emplace_back();
  Version& version = plan.versions[static_cast<std::size_t>(e.version) - 1];
  version.number = e.version;
  version.revision = e.revision;
  version.content = e.content;
  version.author = e.author;
  version.drafted_on = e.on;
}

void on(State& state, const PlanSubmitted& e) {
  if (Version* v = version_of(state, e.plan, e.version)) v->submitted_on = e.on;
}

void on(State& state, const PlanReturned& e) {
  if (Version* v = version_of(state, e.plan, e.version)) {
    v->submitted_on.reset();
    v->approvals.clear();
    v->drafted_on = std::max(v->drafted_on, e.on);
  }
}

void on(State& state, const PlanApproved& e) {
  if (Version* v = version_of(state, e.plan, e.version))
    v->approvals.push_back({e.by, e.on, e.effort_override, e.reason});
}

void on(State& state, const PlanPutInForce& e) {
  Version* version = version_of(state, e.plan, e.version);
  if (version == nullptr) return;
  for (Version& earlier : plan_of(state, e.plan)->versions) {
    if (earlier.in_force_from && !earlier.in_force_until)
      earlier.in_force_until = e.on.plus_days(-1);
  }
  version->in_force_from = e.on;
}

void on(State& state, const PlanRetired& e) {
  Plan* plan = plan_of(state, e.plan);
  if (plan == nullptr) return;
  plan->retired_on = e.on;
  for (Version& version : plan->versions) {
    if (!version.in_force_from || version.in_force_until) continue;
    version.in_force_until = e.on.plus_days(-1);
    version.retired = true;
  }
}

void on(State& state, const ReadinessRecorded& e) {
  if (Plan* plan = plan_of(state, e.plan)) {
    const auto at = std::ranges::upper_bound(plan->readiness, e.on, {}, &ReadinessRecord::on);
    plan->readiness.insert(at, {e.measure, e.readiness, e.says, e.evidence, e.on});
  }
}

void on(State& state, const ExerciseRecorded& e) {
  if (Plan* plan = plan_of(state, e.plan)) {
    const auto at =
        std::ranges::upper_bound(plan->exercises, e.exercise.held_on, {}, &Exercise::held_on);
    plan->exercises.insert(at, e.exercise);
  }
}

void on(State& state, const ProposalRaised& e) {
  Proposal& p = state.proposals[e.proposal];
  p.id = e.proposal;
  p.programme = e.programme;
  p.level = e.level;
  p.plan = e.plan;
  p.version = e.version;
  p.measures = e.measures;
  p.risk = e.risk;
  p.reason = e.reason;
  p.raised_on = e.on;
}

void on(State& state, const ProposalAnswered& e) {
  Proposal* p = proposal_of(state, e.proposal);
  if (p == nullptr) return;
  const Voice voice{e.by, e.answer, e.measures, e.reason, e.on};
  const auto known = std::ranges::find(p->voices, e.by, &Voice::by);
  if (known == p->voices.end()) p->voices.push_back(voice);
  else *known = voice;
}

void on(State& state, const ProposalSettled& e) {
  if (Proposal* p = proposal_of(state, e.proposal)) {
    p->settled = e.answer;
    p->settled_on = e.on;
  }
}

void on(State& state, const ProposalClosed& e) {
  if (Proposal* p = proposal_of(state, e.proposal)) p->closed_on = e.on;
}

void on(State& state, const ExecutionStarted& e) {
  Execution& x = state.executions[e.execution];
  x.id = e.execution;
  x.programme = e.programme;
  x.plan = e.plan;
  x.version = e.version;
  x.level = e.level;
  x.risk = e.risk;
  x.started_on = e.on;
  x.order = e.measures;
  for (const auto& measure : e.measures) x.measures[measure];
}

void on(State& state, const StepStarted& e) {
  if (RunningMeasure* m = running(state, e.execution, e.measure)) {
    m->steps[e.step].push_back({StepState::kRunning, e.by, e.on, e.reason, std::nullopt});
  }
}

/// The step's start is in StepStarted; what the programme did is in its own events.
void on(State&, const ActionRequested&) {}

void on(State& state, const StepClosed& e) {
  if (RunningMeasure* m = running(state, e.execution, e.measure)) {
    m->steps[e.step].push_back({e.state, e.by, e.on, e.reason, e.evidence});
  }
}

void on(State& state, const ProgressReported& e) {
  RunningMeasure* m = running(state, e.execution, e.measure);
  if (m == nullptr) return;
  const ProgressReport report{e.on, e.done, e.failed, e.total};
  if (!m->progress.empty() && m->progress.back().on == e.on) m->progress.back() = report;
  else m->progress.push_back(report);
}

void on(State& state, const ExecutionEnded& e) {
  const auto it = state.executions.find(e.execution);
  if (it != state.executions.end()) it->second.ended_on = e.on;
}

}  // namespace

void apply(State& state, const Event& event) {
  std::visit([&](const auto& e) { on(state, e); }, event);
}

}  // namespace lw::contingency
