#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "domain/contingency/checks.hpp"
#include "domain/rules/rules.hpp"

namespace lw::contingency {
namespace {

constexpr std::array kTriggered = {ErosionLevel::kWatch, ErosionLevel::kWeakened,
                                   ErosionLevel::kBroken};

/// Returns the last day for the decision on a proposal; nullopt when the rule book does not say.
std::optional<Date> decide_by(const Proposal& proposal, const rules::RuleBook& rules) {
  const auto rule = rules.duration(kDecisionRule, proposal.raised_on);
  if (!rule) return std::nullopt;
  const auto day = rules::deadline(proposal.raised_on, *rule, HolidayCalendar{});
  return day ? std::optional(*day) : std::nullopt;
}

/// Returns the day from which the interval to the next exercise runs: that of the last one, or the
/// first day in force.
Date exercised_from(const Plan& plan, Date on) {
  if (const Exercise* last = last_exercise(plan, on)) return last->held_on;
  for (const auto& version : plan.versions) {
    if (version.in_force_from) return *version.in_force_from;
  }
  return plan.created_on;
}

/// Returns the last day for the next exercise.
Date exercise_by(const Plan& plan, const programme::Policy& policy, Date on) {
  return exercised_from(plan, on).plus_months(policy.exercise_interval_months);
}

/// What the findings of one programme are gathered with.
struct Watcher {
  const World& world;
  const programme::Programme& programme;
  Date on;
  const rules::RuleBook& rules;
  std::vector<Finding>& out;

  void say(const char* rule, Severity severity, const std::string& subject, std::string says,
           Date since) const {
    out.push_back({rule, severity, subject, std::move(says), since});
  }

  /// R58: a plan exists in advance. Without one an erosion that is there already is a breach.
  void no_plan(ErosionLevel level) const {
    Date since = programme.policies.begin()->first;
    for (const auto& [id, plan] : world.contingency.plans) {
      if (plan.programme == programme.id && plan.retired_on && *plan.retired_on <= on)
        since = std::max(since, *plan.retired_on);
    }
    say("contingency.no_plan",
        level >= ErosionLevel::kWeakened ? Severity::kBreach : Severity::kWarning,
        programme.id.text(),
        level == ErosionLevel::kNone
            ? fmt::format("{} has no approved contingency plan", programme.id.text())
            : fmt::format("{} has no approved contingency plan and its erosion level is {}",
                          programme.id.text(), codec::enum_name(level)),
        since);
  }

  /// R58: every level has its measures.
  void uncovered_levels(const InForce& plan) const {
    for (const ErosionLevel level : kTriggered) {
      const auto row = plan.version->content.responses.find(level);
      if (row != plan.version->content.responses.end() && !row->second.measures.empty()) continue;
      say("contingency.level_uncovered",
          level == ErosionLevel::kWatch ? Severity::kNotice : Severity::kWarning,
          plan.plan->id.text(),
          fmt::format("the plan has no measures for level {}", codec::enum_name(level)),
          *plan.version->in_force_from);
    }
  }

  /// R59, R60, R64: the two standing measures of paper 000.
  void standing(const InForce& plan) const {
    for (const auto& [kind, what] :
         {std::pair{MeasureKind::kNewerSoftware, "newer embedded software at regular intervals"},
          std::pair{MeasureKind::kSeveralSources, "several sources of embedded software"}}) {
      if (std::ranges::find(plan.version->content.measures, kind, &Measure::kind) !=
          plan.version->content.measures.end()) {
        continue;
      }
      say("contingency.standing_missing", Severity::kNotice, plan.plan->id.text(),
          fmt::format("the plan does not foresee {}", what), *plan.version->in_force_from);
    }
  }

  /// R85: a plan that nobody has tried is a hope.
  void exercises(const InForce& plan) const {
    if (last_exercise(*plan.plan, on) == nullptr) {
      say("contingency.never_exercised", Severity::kWarning, plan.plan->id.text(),
          "the plan was never exercised", exercised_from(*plan.plan, on));
      return;
    }
    const Date due = exercise_by(*plan.plan, programme::policy(programme, on), on);
    if (on <= due) return;
    say("contingency.exercise_overdue", Severity::kWarning, plan.plan->id.text(),
        fmt::format("the plan was last exercised on {} and was due again on {}",
                    last_exercise(*plan.plan, on)->held_on.text(), due.text()),
        due.plus_days(1));
  }

  /// R85: what a measure needs stands ready; R126: what it costs and what it leaves is known; R6:
  /// it stays below the ceiling.
  void measures(const InForce& plan) const {
    const auto& policy = programme::policy(programme, on);
    const Date since = *plan.version->in_force_from;
    for (const auto& m : plan.version->content.measures) {
      const ReadinessRecord* record = readiness(*plan.plan, m.id, on);
      const bool ready = record != nullptr && record->readiness == Readiness::kReady;
      if (!m.infrastructure.empty() && !ready) {
        say("contingency.infrastructure_not_ready", Severity::kWarning, plan.plan->id.text(),
            fmt::format(
                "{}: {}", m.title,
                record == nullptr
                    ? "nobody has recorded whether its infrastructure stands ready"
                    : fmt::format("its infrastructure is {}", codec::enum_name(record->readiness))),
            record == nullptr ? since : record->on);
      }
      if (!m.cost || m.residual_risk.empty()) {
        say("contingency.worth_unknown", Severity::kNotice, plan.plan->id.text(),
            fmt::format("{}: {} not stated", m.title,
                        m.cost                    ? "what risk it leaves is"
                        : m.residual_risk.empty() ? "cost and remaining risk are"
                                                  : "its cost is"),
            since);
      }
    }
    const auto above = above_ceiling(plan.version->content, policy.effort_ceiling);
    const bool allowed = std::ranges::any_of(
        plan.version->approvals, [](const Approval& a) { return !a.effort_override.empty(); });
    for (const auto& title : above) {
      if (allowed) break;
      say("contingency.effort_above_ceiling", Severity::kWarning, plan.plan->id.text(),
          fmt::format("{} asks more of holders than the policy allows now", title), since);
    }
  }

  /// R64: what lies before the authority.
  void proposals() const {
    for (const Proposal* p : waiting_proposals(world.contingency, on)) {
      if (p->programme != programme.id) continue;
      const auto due = decide_by(*p, rules);
      const bool late = due && on > *due;
      say("contingency.proposal_waiting", late ? Severity::kBreach : Severity::kWarning, p->id,
          fmt::format("level {} was reached on {}; {} measures wait for a decision{}",
                      codec::enum_name(p->level), p->raised_on.text(), p->measures.size(),
                      due ? ", due on " + due->text() : ""),
          p->raised_on);
    }
  }

  /// Late steps, and measures that fall behind their quota (R63).
  void executions() const {
    for (const auto& [id, x] : world.contingency.executions) {
      if (x.programme != programme.id || x.started_on > on || (x.ended_on && *x.ended_on <= on))
        continue;
      const auto now = progress(world, id, on, rules);
      if (!now) continue;
      for (const auto& step : now->steps) {
        if (step.overdue) {
          say("contingency.step_overdue", Severity::kWarning, id,
              fmt::format("{}, {}: was due on {} from {}", step.measure, step.title,
                          step.due_on->text(), step.owner.organisation.text()),
              step.due_on->plus_days(1));
        }
        if (step.state == StepState::kFailed) {
          say("contingency.step_failed", Severity::kWarning, id,
              fmt::format("{}, {}: {}", step.measure, step.title, step.reason), *step.since);
        }
      }
      for (const auto& f : now->forecasts) {
        if (!f.by_plan || !f.by_pace || *f.by_pace <= *f.by_plan) continue;
        say("contingency.behind_quota", Severity::kWarning, id,
            fmt::format("{}: at the pace so far the last of {} documents is through on {}, by the "
                        "quota on {}",
                        f.measure, f.total, f.by_pace->text(), f.by_plan->text()),
            on);
      }
    }
  }
};

void step_clocks(const World& world, const Execution& x, Instant now, const rules::RuleBook& rules,
                 std::vector<Clock>& out) {
  const PlanContent* content = content_of(world.contingency, x);
  if (content == nullptr) return;
  for (const auto& id : x.order) {
    const Measure* measure = find_measure(*content, id);
    if (measure == nullptr) continue;
    for (const auto& step : measure->steps) {
      const auto due = step_due(x, *measure, step, rules);
      const StepState state = step_state(x, id, step.id, now.date());
      if (!due || (state != StepState::kPending && state != StepState::kRunning)) continue;
      out.push_back({"policy",
                     "contingency plan",
                     x.id,
                     step.title,
                     step.owner.organisation.text(),
                     x.started_on,
                     *due,
                     {},
                     clock_state(now, *due)});
    }
  }
}

}  // namespace

void clocks(const World& world, Instant now, const rules::RuleBook& rules,
            std::vector<Clock>& out) {
  const Date on = now.date();
  for (const Proposal* p : waiting_proposals(world.contingency, on)) {
    const auto rule = rules.duration(kDecisionRule, p->raised_on);
    const auto due = decide_by(*p, rules);
    const auto* programme = programme::find(world.programme, p->programme);
    if (!rule || !due || programme == nullptr) continue;
    out.push_back({std::string(kDecisionRule),
                   rule->source.article,
                   p->id,
                   "decide on the measures proposed",
                   programme->authority.text(),
                   p->raised_on,
                   *due,
                   {},
                   clock_state(now, *due)});
  }
  for (const auto& [id, x] : world.contingency.executions) {
    if (x.started_on <= on && (!x.ended_on || *x.ended_on > on))
      step_clocks(world, x, now, rules, out);
  }
  for (const auto& [id, programme] : world.programme.programmes) {
    const InForce plan = plan_in_force(world.contingency, id, on);
    if (!plan) continue;
    const Date due = exercise_by(*plan.plan, programme::policy(programme, on), on);
    out.push_back({"policy",
                   "exercise interval",
                   plan.plan->id.text(),
                   "exercise the contingency plan",
                   programme.authority.text(),
                   exercised_from(*plan.plan, on),
                   due,
                   {},
                   clock_state(now, due)});
  }
}

std::vector<Finding> findings(const World& world, Date on, const rules::RuleBook& rules) {
  std::vector<Finding> out;
  std::map<ProgrammeId, ErosionLevel> levels;  // worked out once, and only where a plan is missing
  for (const auto& [id, programme] : world.programme.programmes) {
    if (programme.policies.empty() || programme.policies.begin()->first > on) continue;
    const Watcher watcher{world, programme, on, rules, out};
    const InForce plan = plan_in_force(world.contingency, id, on);
    if (plan) {
      watcher.uncovered_levels(plan);
      watcher.standing(plan);
      watcher.exercises(plan);
      watcher.measures(plan);
    } else {
      if (levels.empty()) levels = programme::erosion_levels(programme_world(world), on);
      watcher.no_plan(levels.at(id));
    }
    watcher.proposals();
    watcher.executions();
  }
  return out;
}

}  // namespace lw::contingency
