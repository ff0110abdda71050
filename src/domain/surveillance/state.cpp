#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "domain/surveillance/surveillance.hpp"

namespace lw::surveillance {
namespace {

void change(State& state, const SurveillanceEventId& id,
            const std::function<void(Assessment&)>& change) {
  const auto it = state.assessments.find(id);
  if (it != state.assessments.end()) change(it->second);
}

void on(State& state, const PlanAdopted& e) {
  state.plans[e.plan] = {e.plan, e.component, e.layer,           e.basis, e.interval_months,
                         e.from, e.until,     e.technical_domain};
  state.plans_of[e.component].insert(e.plan);
}

void on(State& state, const PlanEnded& e) {
  const auto it = state.plans.find(e.plan);
  if (it != state.plans.end()) it->second.until = e.until;
}

/// The parts that a periodic assessment and a re-assessment have in common.
template <class E>
Assessment& add(State& state, const E& e, EventKind kind) {
  Assessment& out = state.assessments[e.event];
  out.id = e.event;
  out.kind = kind;
  out.component = e.component;
  out.layer = e.layer;
  out.laboratory = e.laboratory;
  out.technical_domain = e.technical_domain;
  out.planned_on = e.on;
  out.planned_for = e.planned_for;
  out.certificate = e.certificate;
  state.assessments_of[e.component].insert(e.event);
  return out;
}

void on(State& state, const EventPlanned& e) { add(state, e, EventKind::kPeriodic); }

void on(State& state, const ReassessmentOpened& e) {
  add(state, e, EventKind::kReassessment).inputs = e.inputs;
}

void on(State& state, const ResultRecorded& e) {
  change(state, e.event,
         [&](Assessment& a) { a.result = LabResult{e.on, e.outcome, e.attacks, e.report}; });
}

void on(State& state, const CbReportRecorded& e) {
  change(state, e.event, [&](Assessment& a) {
    a.cb_report = e.cb_report;
    a.cb_report_on = e.on;
  });
}

void on(State& state, const ReassessmentDecided& e) {
  change(state, e.event, [&](Assessment& a) {
    a.decision = e.decision;
    a.decided_on = e.on;
  });
}

void on(State& state, const EvaluationNoted& e) {
  change(state, e.event, [&](Assessment& a) { a.evaluations.emplace(e.risk, e.on); });
}

void on(State& state, const EventClosed& e) {
  change(state, e.event, [&](Assessment& a) {
    a.closed_on = e.on;
    a.risk_evaluation = e.risk_evaluation;
  });
}

void on(State& state, const EventCancelled& e) {
  change(state, e.event, [&](Assessment& a) { a.cancelled_on = e.on; });
}

void check(const World& world, const Assessment& a, std::vector<std::string>& out) {
  const std::string& id = a.id.text();
  const auto broken = [&](std::string_view what) {
    out.push_back(fmt::format("assessment {} {}", id, what));
  };
  if (catalog::find(world.catalog, a.component) == nullptr) broken("looks at an unknown component");
  if (a.kind == EventKind::kReassessment && (!a.inputs || !a.certificate))
    broken("lacks its inputs");  // R50
  if (a.cb_report && !a.result) broken("has the body's report before the laboratory's");
  if (a.decision && (!a.cb_report || !a.result)) broken("is decided before its reports");
  if (a.closed_on && !a.result) broken("is closed without result");
  if (a.closed_on && !a.evaluations.contains(RiskId(a.risk_evaluation)))
    broken("is closed and reached no risk evaluation");  // R28
  if (!a.evaluations.empty() && !a.result) broken("is evaluated without result");
  if (a.closed_on && a.kind == EventKind::kReassessment && !a.decision)
    broken("is closed without decision");  // R50
  if (a.cancelled_on && a.result) broken("is cancelled and has a result");
  if (!a.result) return;
  for (const auto& attack : a.result->attacks) {
    const bool recorded =
        attack.equipment != EquipmentClass::kNone && !attack.equipment_used.empty();
    if (!recorded) broken("has an attack without equipment");  // R49
    const bool blurred =
        attack.outcome == AttackOutcome::kSucceeded && a.result->outcome == Outcome::kPassed;
    if (blurred) broken("passed although an attack succeeded");  // R53
  }
}

}  // namespace

void apply(State& state, const Event& event) {
  std::visit([&](const auto& e) { on(state, e); }, event);
}

std::vector<std::string> violations(const World& world) {
  std::vector<std::string> out;
  const State& state = world.surveillance;
  for (const auto& [id, plan] : state.plans) {
    if (plan.interval_months < 1 || plan.interval_months > kIntervalMonthsMax) {
      out.push_back(fmt::format("plan {} has no sensible interval", id.text()));
    }
    if (catalog::find(world.catalog, plan.component) == nullptr) {
      out.push_back(fmt::format("plan {} is for an unknown component", id.text()));
    }
    const auto index = state.plans_of.find(plan.component);
    if (index == state.plans_of.end() || !index->second.contains(id)) {
      out.push_back(fmt::format("index of plans lacks {}", id.text()));
    }
  }
  for (const auto& [id, assessment] : state.assessments) {
    check(world, assessment, out);
    const auto index = state.assessments_of.find(assessment.component);
    if (index == state.assessments_of.end() || !index->second.contains(id)) {
      out.push_back(fmt::format("index of assessments lacks {}", id.text()));
    }
  }
  return out;
}

const Plan* find_plan(const State& state, const SurveillancePlanId& id) {
  const auto it = state.plans.find(id);
  return it == state.plans.end() ? nullptr : &it->second;
}

const Assessment* find_assessment(const State& state, const SurveillanceEventId& id) {
  const auto it = state.assessments.find(id);
  return it == state.assessments.end() ? nullptr : &it->second;
}

}  // namespace lw::surveillance
