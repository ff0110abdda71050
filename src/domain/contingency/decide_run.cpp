#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "domain/contingency/checks.hpp"

namespace lw::contingency {
namespace {

/// More documents than people on Earth is a typing error.
constexpr std::int64_t kCountMax = 10'000'000'000;

/// Returns "<programme>/<what>/<n>" with the first n that `taken` does not know.
template <class Map>
std::string next_name(const Map& taken, const ProgrammeId& programme, std::string_view what) {
  for (std::size_t n = 1;; ++n) {
    std::string name = fmt::format("{}/{}/{}", programme.text(), what, n);
    if (!taken.contains(name)) return name;
  }
}

Result<const Proposal*> proposal_of(const World& world, const std::string& id) {
  const auto it = world.contingency.proposals.find(id);
  if (it == world.contingency.proposals.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("there is no proposal {}", id.substr(0, 200)));
  }
  return &it->second;
}

/// An execution, the measure of it that a command names, and what the plan says of it.
struct Target {
  const Execution* execution = nullptr;
  const RunningMeasure* running = nullptr;
  const Measure* measure = nullptr;
  const Step* step = nullptr;
  bool by_authority = false;  ///< the actor acts for the programme's issuing authority
};

Result<Target> target(const World& world, const std::string& execution, const std::string& measure,
                      const Context& context) {
  const auto& all = world.contingency.executions;
  const auto it = all.find(execution);
  if (it == all.end())
    return fail(ErrorCode::kNotFound,
                fmt::format("there is no execution {}", execution.substr(0, 200)));
  Target out{&it->second, nullptr, nullptr, nullptr, false};
  const auto running = it->second.measures.find(measure);
  const PlanContent* content = content_of(world.contingency, it->second);
  if (running == it->second.measures.end() || content == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("{} does not carry out a measure {}", execution,
                            measure.substr(0, kPartIdMaxBytes)),
                {}, fmt::format("it carries out: {}", fmt::join(it->second.order, ", ")));
  }
  out.running = &running->second;
  out.measure = find_measure(*content, measure);
  if (out.measure == nullptr)
    return fail(ErrorCode::kNotFound, "the plan does not know this measure");
  const auto* programme = programme::find(world.programme, it->second.programme);
  out.by_authority = programme != nullptr && programme->authority == context.authority;
  if (it->second.ended_on) {
    return fail(ErrorCode::kRefused,
                fmt::format("{} ended on {}", execution, it->second.ended_on->text()));
  }
  return out;
}

/// As above, with a step. Its owner may act on it, and the programme's authority.
Result<Target> target(const World& world, const std::string& execution, const std::string& measure,
                      const std::string& step, const Context& context) {
  LW_TRY(Target out, target(world, execution, measure, context));
  out.step = find_step(*out.measure, step);
  if (out.step == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("measure {} has no step {}", measure, step.substr(0, kPartIdMaxBytes)));
  }
  if (!out.by_authority && out.step->owner.organisation != context.authority) {
    return fail(ErrorCode::kForbidden,
                fmt::format("step {} is for {}", step, out.step->owner.organisation.text()), {},
                "its owner or the issuing authority acts on it");
  }
  return out;
}

StepState latest(const Target& t, const std::string& step) {
  const auto it = t.running->steps.find(step);
  return it == t.running->steps.end() || it->second.empty() ? StepState::kPending
                                                            : it->second.back().state;
}

/// Returns the last day on which anything happened in the measure.
Date last_day(const Target& t) {
  Date out = t.execution->started_on;
  for (const auto& [id, changes] : t.running->steps) {
    if (!changes.empty()) out = std::max(out, changes.back().on);
  }
  return out;
}

/// Steps go in their order: the plan's author thought of one.
Result<void> check_order(const Target& t) {
  for (const auto& earlier : t.measure->steps) {
    if (earlier.id == t.step->id) break;
    const StepState state = latest(t, earlier.id);
    if (state != StepState::kDone && state != StepState::kSkipped) {
      return fail(ErrorCode::kRefused,
                  fmt::format("step {} comes first and is {}", earlier.id, codec::enum_name(state)),
                  {}, "do it, or skip it with the reason");
    }
  }
  return {};
}

/// Fills what the plan left open and asks the programme whether it would do it.
Result<ActionRequested> request(const World& world, const Target& t, const StartStep& c,
                                const Context& context) {
  MachineAction action = *t.step->action;
  if (!t.by_authority)
    return fail(ErrorCode::kForbidden, "only the issuing authority changes its programme");
  if (!c.components.empty()) {
    if (!action.components.empty() && action.components != c.components) {
      return fail(ErrorCode::kRefused, "the approved plan names other components", "components");
    }
    if (c.components.size() > kListMax)
      return fail(ErrorCode::kTooLarge, "too many components", "components");
    action.components = c.components;
  }
  if (action.kind == ActionKind::kStopProduction && action.components.empty()) {
    return fail(ErrorCode::kIncomplete, "the plan leaves open which embedded software to stop",
                "components", "name it");
  }
  if (action.kind == ActionKind::kPlanIntroduction && action.components.size() > 1) {
    return fail(ErrorCode::kInvalidInput, "one introduction is one embedded software",
                "components");
  }
  ActionRequested event{c.execution,   t.execution->programme, c.measure, c.step, action,
                        context.actor, context.effective_on,   c.reason};
  for (const auto& command : programme_commands(event)) {
    LW_CHECK(programme::decide(programme_world(world), command, context));
  }
  return event;
}

}  // namespace

Result<Events> decide_on(const World& world, const RaiseProposal& c, const Context& context) {
  if (context.actor != access::system_actor()) LW_CHECK(own(world, c.programme, context));
  if (programme::find(world.programme, c.programme) == nullptr) {
    return fail(ErrorCode::kNotFound, fmt::format("programme {} is not known", c.programme.text()));
  }
  LW_CHECK(check_reason(c.reason));
  if (c.level == ErosionLevel::kNone)
    return fail(ErrorCode::kInvalidInput, "no level is named", "level");
  for (const auto& [id, known] : world.contingency.proposals) {
    if (known.programme == c.programme && known.level == c.level && !known.closed_on)
      return Events{};
  }
  const Date on = context.effective_on;
  const ErosionLevel reached = programme::erosion_level(programme_world(world), c.programme, on);
  if (reached < c.level) {
    return fail(ErrorCode::kRefused,
                fmt::format("programme {} is at level {}, not {}", c.programme.text(),
                            codec::enum_name(reached), codec::enum_name(c.level)));
  }
  const InForce plan = plan_in_force(world.contingency, c.programme, on);
  if (!plan) {
    return fail(ErrorCode::kIncomplete,
                fmt::format("programme {} has no contingency plan in force", c.programme.text()),
                {}, "draft, submit and approve one");
  }
  const auto response = plan.version->content.responses.find(c.level);
  if (response == plan.version->content.responses.end() || response->second.measures.empty()) {
    return fail(ErrorCode::kIncomplete,
                fmt::format("plan {} has no measures for level {}", plan.plan->id.text(),
                            codec::enum_name(c.level)),
                {}, "complete its trigger table in a new version");
  }
  return Events{
      ProposalRaised{next_name(world.contingency.proposals, c.programme, codec::enum_name(c.level)),
                     c.programme, c.level, plan.plan->id, plan.version->number,
                     response->second.measures, c.risk, on, c.reason}};
}

Result<Events> decide_on(const World& world, const DecideProposal& c, const Context& context) {
  LW_TRY(const Proposal* proposal, proposal_of(world, c.proposal));
  LW_CHECK(own(world, proposal->programme, context));
  LW_CHECK(check_person(world, context));
  LW_CHECK(check_reason(c.reason));
  if ((c.answer == Answer::kReject) != c.measures.empty()) {
    return fail(ErrorCode::kInvalidInput,
                "name the measures to be taken, and none when all are rejected", "measures");
  }
  for (const auto& id : c.measures) {
    if (std::ranges::find(proposal->measures, id) == proposal->measures.end()) {
      return fail(ErrorCode::kNotFound,
                  fmt::format("{} is not proposed", id.substr(0, kPartIdMaxBytes)), "measures",
                  fmt::format("proposed: {}", fmt::join(proposal->measures, ", ")));
    }
  }
  const auto agrees = [&](const Voice& v) {
    return v.answer == c.answer && v.measures == c.measures;
  };
  const auto mine = std::ranges::find(proposal->voices, context.actor, &Voice::by);
  if (mine != proposal->voices.end() && agrees(*mine)) return Events{};
  if (proposal->settled || proposal->closed_on) {
    return fail(ErrorCode::kRefused, fmt::format("proposal {} is {}", c.proposal,
                                                 proposal->settled ? "settled" : "closed"));
  }
  const Date on = context.effective_on;
  LW_CHECK(check_not_before(on, proposal->raised_on, "the proposal"));
  for (const auto& voice : proposal->voices)
    LW_CHECK(check_not_before(on, voice.on, "the answer before it"));
  LW_TRY(const std::size_t needed, people_needed(context.rules, on));
  Events out{ProposalAnswered{c.proposal, c.answer, c.measures, context.actor, on, c.reason}};
  // The actor's own earlier answer, if any, was another one: it does not count here.
  const auto others = static_cast<std::size_t>(std::ranges::count_if(proposal->voices, agrees));
  if (others + 1 < needed) return out;
  out.push_back(ProposalSettled{c.proposal, proposal->programme, c.answer, on});
  if (c.answer == Answer::kReject) return out;
  std::vector<std::string> order;
  std::ranges::copy_if(proposal->measures, std::back_inserter(order),
                       [&](const auto& id) { return c.measures.contains(id); });
  out.push_back(ExecutionStarted{c.proposal, proposal->programme, proposal->plan, proposal->version,
                                 proposal->level, order, proposal->risk, on, c.reason});
  return out;
}

Result<Events> decide_on(const World& world, const CloseProposal& c, const Context& context) {
  LW_TRY(const Proposal* proposal, proposal_of(world, c.proposal));
  if (context.actor != access::system_actor()) LW_CHECK(own(world, proposal->programme, context));
  LW_CHECK(check_reason(c.reason));
  if (proposal->closed_on) return Events{};
  const Date on = context.effective_on;
  LW_CHECK(
      check_not_before(on, proposal->settled_on.value_or(proposal->raised_on), "the proposal"));
  if (proposal->settled == Answer::kExecute) {
    const auto execution = world.contingency.executions.find(c.proposal);
    if (execution != world.contingency.executions.end() && !execution->second.ended_on) {
      return fail(ErrorCode::kRefused,
                  fmt::format("what was decided on {} is still carried out", c.proposal), {},
                  "end it first: contingency.end_execution");
    }
    if (execution != world.contingency.executions.end()) {
      LW_CHECK(check_not_before(on, *execution->second.ended_on, "the end of its execution"));
    }
  } else if (programme::erosion_level(programme_world(world), proposal->programme, on) >=
             proposal->level) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("programme {} is still at level {}", proposal->programme.text(),
                    codec::enum_name(proposal->level)),
        {}, proposal->settled ? "a rejected proposal stands while the level does" : "decide it");
  }
  return Events{ProposalClosed{c.proposal, on, c.reason}};
}

Result<Events> decide_on(const World& world, const StartStanding& c, const Context& context) {
  const Plan* plan = find(world.contingency, c.plan);
  if (plan == nullptr)
    return fail(ErrorCode::kNotFound,
                fmt::format("there is no contingency plan {}", c.plan.text()));
  LW_CHECK(own(world, plan->programme, context));
  LW_CHECK(check_reason(c.reason));
  const InForce in_force = plan_in_force(world.contingency, plan->programme, context.effective_on);
  if (!in_force || in_force.plan->id != c.plan) {
    return fail(ErrorCode::kRefused, fmt::format("plan {} is not in force", c.plan.text()));
  }
  if (in_force.version->content.standing.empty()) {
    return fail(ErrorCode::kIncomplete,
                fmt::format("plan {} has no standing measure", c.plan.text()));
  }
  for (const auto& [id, running] : world.contingency.executions) {
    if (running.plan != c.plan || running.level || running.ended_on) continue;
    if (running.version == in_force.version->number) return Events{};
    return fail(ErrorCode::kRefused,
                fmt::format("{} still carries out version {}", id, running.version), {},
                "end it first");
  }
  return Events{ExecutionStarted{
      next_name(world.contingency.executions, plan->programme, "standing"), plan->programme, c.plan,
      in_force.version->number, std::nullopt, in_force.version->content.standing, std::nullopt,
      context.effective_on, c.reason}};
}

Result<Events> decide_on(const World& world, const StartStep& c, const Context& context) {
  LW_TRY(const Target t, target(world, c.execution, c.measure, c.step, context));
  LW_CHECK(check_reason(c.reason));
  const StepState state = latest(t, c.step);
  if (state == StepState::kRunning) return Events{};
  if (state != StepState::kPending && state != StepState::kFailed) {
    return fail(ErrorCode::kRefused, fmt::format("step {} is {}", c.step, codec::enum_name(state)));
  }
  LW_CHECK(check_order(t));
  LW_CHECK(check_not_before(context.effective_on, last_day(t), "what happened before"));
  const auto changes = t.running->steps.find(c.step);
  if (changes != t.running->steps.end() && changes->second.size() >= kHistoryMax) {
    return fail(ErrorCode::kTooLarge, "the step was tried too often");
  }
  if (!t.step->action && !c.components.empty()) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("step {} asks nothing of the programme", c.step), "components");
  }
  Events out{StepStarted{c.execution, c.measure, c.step, c.components, context.actor,
                         context.effective_on, c.reason}};
  if (t.step->action) {
    LW_TRY(auto event, request(world, t, c, context));
    out.push_back(std::move(event));
  }
  return out;
}

Result<Events> decide_on(const World& world, const CloseStep& c, const Context& context) {
  LW_TRY(const Target t, target(world, c.execution, c.measure, c.step, context));
  LW_CHECK(check_reason(c.reason));
  const StepState before = latest(t, c.step);
  if (c.state == StepState::kPending || c.state == StepState::kRunning) {
    return fail(ErrorCode::kInvalidInput, "a step is closed as done, failed or skipped", "state");
  }
  if (before == c.state) return Events{};
  const bool skips = c.state == StepState::kSkipped;
  const bool allowed = skips ? before != StepState::kDone : before == StepState::kRunning;
  if (!allowed) {
    return fail(
        ErrorCode::kRefused, fmt::format("step {} is {}", c.step, codec::enum_name(before)), {},
        skips ? "what is done cannot be skipped" : "start it first: contingency.start_step");
  }
  LW_CHECK(check_not_before(context.effective_on, last_day(t), "what happened before"));
  return Events{StepClosed{c.execution, c.measure, c.step, c.state, c.evidence, context.actor,
                           context.effective_on, c.reason}};
}

Result<Events> decide_on(const World& world, const ReportProgress& c, const Context& context) {
  LW_TRY(const Target t, target(world, c.execution, c.measure, context));
  LW_CHECK(check_reason(c.reason));
  if (!t.by_authority && t.measure->owner.organisation != context.authority) {
    return fail(ErrorCode::kForbidden, fmt::format("measure {} is for {}", c.measure,
                                                   t.measure->owner.organisation.text()));
  }
  if (c.done < 0 || c.failed < 0 || c.total < 1 || c.done > c.total || c.total > kCountMax ||
      c.failed > kCountMax) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} done and {} failed of {}", c.done, c.failed, c.total), {},
                "done is at most total; nothing is negative");
  }
  const Date on = context.effective_on;
  LW_CHECK(check_not_before(on, t.execution->started_on, "the start"));
  const auto& reports = t.running->progress;
  const ProgressReport said{on, c.done, c.failed, c.total};
  if (!reports.empty()) {
    LW_CHECK(check_not_before(on, reports.back().on, "the last report"));
    if (reports.back() == said) return Events{};
    const auto* before = reports.back().on < on ? &reports.back()
                         : reports.size() > 1   ? &reports[reports.size() - 2]
                                                : nullptr;
    if (before != nullptr && (c.done < before->done || c.failed < before->failed)) {
      return fail(ErrorCode::kRefused,
                  fmt::format("on {} it was {} done and {} failed", before->on.text(), before->done,
                              before->failed),
                  {}, "counts run from the start of the measure");
    }
  }
  if (reports.size() >= kHistoryMax * 10) return fail(ErrorCode::kTooLarge, "too many reports");
  return Events{ProgressReported{c.execution, c.measure, c.done, c.failed, c.total, on, c.reason}};
}

Result<Events> decide_on(const World& world, const EndExecution& c, const Context& context) {
  const auto it = world.contingency.executions.find(c.execution);
  if (it == world.contingency.executions.end()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("there is no execution {}", c.execution.substr(0, 200)));
  }
  LW_CHECK(own(world, it->second.programme, context));
  LW_CHECK(check_reason(c.reason));
  if (it->second.ended_on) return Events{};
  for (const auto& id : it->second.order) {
    LW_TRY(const Target t, target(world, c.execution, id, context));
    LW_CHECK(check_not_before(context.effective_on, last_day(t), "what happened before"));
    if (!t.running->progress.empty()) {
      LW_CHECK(
          check_not_before(context.effective_on, t.running->progress.back().on, "the last report"));
    }
    for (const auto& step : t.measure->steps) {
      const StepState state = latest(t, step.id);
      if (state == StepState::kPending || state == StepState::kRunning) {
        return fail(ErrorCode::kRefused,
                    fmt::format("step {} of {} is {}", step.id, id, codec::enum_name(state)), {},
                    "close it, or skip it with the reason");
      }
    }
  }
  return Events{ExecutionEnded{c.execution, context.effective_on, c.reason}};
}

}  // namespace lw::contingency
