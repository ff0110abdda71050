#include <fmt/format.h>

#include <algorithm>

#include "domain/contingency/checks.hpp"
#include "domain/programme/stock.hpp"
#include "domain/rules/rules.hpp"

namespace lw::contingency {
namespace {

/// Beyond a century a forecast is no answer.
constexpr std::int64_t kForecastDaysMax = 36'500;

/// Returns the day on which `documents` are through at `per_day`, the first of them on the day
/// after `from`.
std::optional<Date> through(const rules::RuleBook& rules, const std::string& calendar, Date from,
                            std::int64_t documents, std::int64_t per_day) {
  if (per_day <= 0) return std::nullopt;
  const std::int64_t days = (documents + per_day - 1) / per_day;
  if (days > kForecastDaysMax) return std::nullopt;
  return days_after(rules, calendar, from, static_cast<std::int32_t>(days));
}

/// Returns the last report up to `on`; nullptr when there is none.
const ProgressReport* last_report(const RunningMeasure& running, Date on) {
  const ProgressReport* out = nullptr;
  for (const auto& report : running.progress) {
    if (report.on <= on) out = &report;
  }
  return out;
}

const StepChange* last_change(const Execution& execution, std::string_view measure,
                              std::string_view step, Date on) {
  const auto m = execution.measures.find(std::string(measure));
  if (m == execution.measures.end()) return nullptr;
  const auto s = m->second.steps.find(std::string(step));
  if (s == m->second.steps.end()) return nullptr;
  const StepChange* out = nullptr;
  for (const auto& change : s->second) {
    if (change.on <= on) out = &change;
  }
  return out;
}

ForeseenMeasure foresee(const Plan& plan, const Measure& m, const Foresight& frame,
                        const rules::RuleBook& rules) {
  ForeseenMeasure out{m.id, m.kind, m.title, m.owner, {}, 0, {}, {}, m.effort, {}, {}};
  out.first_effect_on = days_after(rules, m.calendar, frame.decide_by, m.effect_in_days);
  out.first_effect_day = days_between(frame.reached_on, out.first_effect_on);
  out.complete_on =
      through(rules, m.calendar, out.first_effect_on, frame.documents, m.throughput.quota_per_day);
  if (out.complete_on) out.complete_day = days_between(frame.reached_on, *out.complete_on);
  if (const auto* record = readiness(plan, m.id, frame.reached_on))
    out.readiness = record->readiness;
  for (const auto& step : m.steps) out.steps.push_back(step.title);
  return out;
}

Forecast forecast(const Execution& x, const Measure& m, const RunningMeasure& running, Date on,
                  const rules::RuleBook& rules) {
  Forecast out;
  out.measure = m.id;
  out.quota_per_day = m.throughput.quota_per_day;
  out.capacity_per_day = m.throughput.capacity_per_day;
  const ProgressReport* report = last_report(running, on);
  if (report == nullptr) return out;
  out.done = report->done;
  out.failed = report->failed;
  out.total = report->total;
  const std::int64_t left = report->total - report->done;
  out.by_plan = through(rules, m.calendar, x.started_on, report->total, out.quota_per_day);
  if (left == 0) {
    out.by_quota = out.by_pace = report->on;
  } else {
    out.by_quota = through(rules, m.calendar, on, left, out.quota_per_day);
  }
  const std::int64_t days = std::max(1, days_between(x.started_on, report->on));
  out.pace_per_1000_days = report->done * 1000 / days;
  if (left > 0 && report->done > 0) {
    // What the start has shown goes on: left * days / done civil days from the report, rounded up.
    const auto more = static_cast<std::int64_t>(
        (static_cast<__int128>(left) * days + report->done - 1) / report->done);
    if (more <= kForecastDaysMax)
      out.by_pace = report->on.plus_days(static_cast<std::int32_t>(more));
  }
  const std::int64_t tried = report->done + report->failed;
  if (tried > 0)
    out.success_ppm =
        static_cast<std::int32_t>(static_cast<__int128>(report->done) * 1'000'000 / tried);
  return out;
}

}  // namespace

programme::World programme_world(const World& w) {
  return {w.access,     w.catalog,       w.certificate, w.surveillance,
          w.resistance, w.vulnerability, w.programme};
}

const Plan* find(const State& state, const PlanId& id) {
  const auto it = state.plans.find(id);
  return it == state.plans.end() ? nullptr : &it->second;
}

const Version* find_version(const State& state, const PlanId& id, std::int32_t number) {
  const Plan* plan = find(state, id);
  if (plan == nullptr || number < 1 || static_cast<std::size_t>(number) > plan->versions.size())
    return nullptr;
  return &plan->versions[static_cast<std::size_t>(number) - 1];
}

const Measure* find_measure(const PlanContent& content, std::string_view id) {
  const auto it = std::ranges::find(content.measures, id, &Measure::id);
  return it == content.measures.end() ? nullptr : &*it;
}

const Step* find_step(const Measure& measure, std::string_view id) {
  const auto it = std::ranges::find(measure.steps, id, &Step::id);
  return it == measure.steps.end() ? nullptr : &*it;
}

const PlanContent* content_of(const State& state, const Execution& execution) {
  const Version* version = find_version(state, execution.plan, execution.version);
  return version == nullptr ? nullptr : &version->content;
}

InForce plan_in_force(const State& state, const ProgrammeId& programme, Date on) {
  for (const auto& [id, plan] : state.plans) {
    if (plan.programme != programme) continue;
    for (const auto& version : plan.versions) {
      if (status(version, on) == VersionStatus::kInForce) return {&plan, &version};
    }
  }
  return {};
}

VersionStatus status(const Version& v, Date on) {
  if (v.in_force_from && *v.in_force_from <= on) {
    if (!v.in_force_until || on <= *v.in_force_until) return VersionStatus::kInForce;
    return v.retired ? VersionStatus::kRetired : VersionStatus::kSuperseded;
  }
  return v.submitted_on && *v.submitted_on <= on ? VersionStatus::kSubmitted
                                                 : VersionStatus::kDraft;
}

const ReadinessRecord* readiness(const Plan& plan, std::string_view measure, Date on) {
  const ReadinessRecord* out = nullptr;
  for (const auto& record : plan.readiness) {
    if (record.measure == measure && record.on <= on) out = &record;
  }
  return out;
}

const Exercise* last_exercise(const Plan& plan, Date on) {
  const Exercise* out = nullptr;
  for (const auto& exercise : plan.exercises) {
    if (exercise.held_on <= on) out = &exercise;
  }
  return out;
}

std::vector<const Proposal*> waiting_proposals(const State& state, Date on) {
  std::vector<const Proposal*> out;
  for (const auto& [id, p] : state.proposals) {
    const bool over = (p.settled_on && *p.settled_on <= on) || (p.closed_on && *p.closed_on <= on);
    if (p.raised_on <= on && !over) out.push_back(&p);
  }
  return out;
}

Plan as_of(const Plan& plan, Date on) {
  const auto forget = [&](std::optional<Date>& date) {
    if (date && *date > on) date.reset();
  };
  Plan out = plan;
  std::erase_if(out.versions, [&](const Version& v) { return v.drafted_on > on; });
  for (Version& v : out.versions) {
    std::erase_if(v.approvals, [&](const Approval& a) { return a.on > on; });
    forget(v.submitted_on);
    forget(v.in_force_from);
    // The last day in force is the one before the day on which it ended.
    if (v.in_force_until && *v.in_force_until >= on) v.in_force_until.reset();
    v.retired = v.retired && v.in_force_until;
  }
  std::erase_if(out.readiness, [&](const ReadinessRecord& r) { return r.on > on; });
  std::erase_if(out.exercises, [&](const Exercise& e) { return e.held_on > on; });
  forget(out.retired_on);
  return out;
}

Proposal as_of(const Proposal& proposal, Date on) {
  Proposal out = proposal;
  std::erase_if(out.voices, [&](const Voice& v) { return v.on > on; });
  if (out.settled_on && *out.settled_on > on) {
    out.settled.reset();
    out.settled_on.reset();
  }
  if (out.closed_on && *out.closed_on > on) out.closed_on.reset();
  return out;
}

StepState step_state(const Execution& execution, std::string_view measure, std::string_view step,
                     Date on) {
  const StepChange* change = last_change(execution, measure, step, on);
  return change == nullptr ? StepState::kPending : change->state;
}

Date days_after(const rules::RuleBook& rules, const std::string& calendar, Date from,
                std::int32_t days) {
  if (calendar.empty()) return from.plus_days(days);
  const auto known = rules.calendar(calendar);
  if (!known) return from.plus_days(days);
  return add_working_days(from, days, (*known)->days).value_or(from.plus_days(days));
}

std::optional<Date> step_due(const Execution& execution, const Measure& measure, const Step& step,
                             const rules::RuleBook& rules) {
  if (step.due_in_days == 0) return std::nullopt;
  return days_after(rules, measure.calendar, execution.started_on, step.due_in_days);
}

Result<Foresight> foresight(const World& world, const ProgrammeId& programme, ErosionLevel level,
                            Date reached_on, const rules::RuleBook& rules) {
  const InForce plan = plan_in_force(world.contingency, programme, reached_on);
  if (!plan) {
    return fail(ErrorCode::kNotFound,
                fmt::format("programme {} has no contingency plan in force on {}", programme.text(),
                            reached_on.text()));
  }
  LW_TRY(const auto rule, rules.duration(kDecisionRule, reached_on));
  LW_TRY(const Date decide_by, rules::deadline(reached_on, rule, HolidayCalendar{}));
  Foresight out{plan.plan->id, plan.version->number, level, {}, reached_on, decide_by, 0, {}};
  out.documents = programme::stock(world.programme, programme, reached_on).in_field;
  const auto row = plan.version->content.responses.find(level);
  if (row == plan.version->content.responses.end()) return out;
  out.scenario = row->second.scenario;
  for (const auto& id : row->second.measures) {
    if (const Measure* measure = find_measure(plan.version->content, id)) {
      out.measures.push_back(foresee(*plan.plan, *measure, out, rules));
    }
  }
  return out;
}

Result<Progress> progress(const World& world, std::string_view execution, Date on,
                          const rules::RuleBook& rules) {
  const auto it = world.contingency.executions.find(std::string(execution));
  if (it == world.contingency.executions.end() || it->second.started_on > on) {
    return fail(ErrorCode::kNotFound, fmt::format("there was no execution {} on {}",
                                                  execution.substr(0, 200), on.text()));
  }
  const Execution& x = it->second;
  Progress out;
  out.execution = x.id;
  out.ended = x.ended_on && *x.ended_on <= on;
  const PlanContent* content = content_of(world.contingency, x);
  if (content == nullptr) return out;
  for (const auto& id : x.order) {
    const Measure* measure = find_measure(*content, id);
    const auto running = x.measures.find(id);
    if (measure == nullptr || running == x.measures.end()) continue;
    for (const auto& step : measure->steps) {
      StepProgress row{id,
                       step.id,
                       step.title,
                       step.owner,
                       StepState::kPending,
                       {},
                       {},
                       step_due(x, *measure, step, rules),
                       false};
      if (const StepChange* change = last_change(x, id, step.id, on)) {
        row.state = change->state;
        row.reason = change->reason;
        row.since = change->on;
      }
      const bool open = row.state == StepState::kPending || row.state == StepState::kRunning;
      row.overdue = open && row.due_on && on > *row.due_on;
      out.open += open ? 1 : 0;
      out.done += row.state == StepState::kDone ? 1 : 0;
      out.failed += row.state == StepState::kFailed ? 1 : 0;
      out.skipped += row.state == StepState::kSkipped ? 1 : 0;
      out.steps.push_back(std::move(row));
    }
    if (last_report(running->second, on) != nullptr || measure->throughput.quota_per_day > 0) {
      out.forecasts.push_back(forecast(x, *measure, running->second, on, rules));
    }
  }
  return out;
}

std::vector<programme::Command> programme_commands(const ActionRequested& e) {
  std::vector<programme::Command> out;
  const MachineAction& a = e.action;
  // A limit is known within its programme, whose name the execution's begins with.
  std::string run = e.execution;
  if (run.starts_with(e.programme.text() + "/")) run.erase(0, e.programme.text().size() + 1);
  switch (a.kind) {
    case ActionKind::kLimitUses:
      out.push_back(
          programme::LimitUses{e.programme, fmt::format("{}/{}/{}", run, e.measure, e.step),
                               a.components, a.issued_from, a.issued_until, a.withdrawn, e.reason});
      break;
    case ActionKind::kStopProduction:
      for (const auto& component : a.components) {
        out.push_back(programme::StopProduction{e.programme, component, e.reason});
      }
      break;
    case ActionKind::kPlanIntroduction:
      out.push_back(programme::PlanIntroduction{
          e.programme, e.on.plus_days(a.due_in_days), a.what,
          a.components.empty() ? std::nullopt : std::optional(*a.components.begin()), e.reason});
      break;
  }
  return out;
}

}  // namespace lw::contingency
