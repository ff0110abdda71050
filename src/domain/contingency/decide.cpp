#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "domain/contingency/checks.hpp"
#include "domain/rules/rules.hpp"

namespace lw::contingency {
namespace {

/// Returns a plan of the acting authority that is not retired.
Result<const Plan*> own_plan(const World& world, const PlanId& id, const Context& context) {
  const Plan* plan = find(world.contingency, id);
  if (plan == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("there is no contingency plan {}", id.text()));
  LW_CHECK(own(world, plan->programme, context));
  if (plan->retired_on) {
    return fail(ErrorCode::kRefused,
                fmt::format("plan {} was retired on {}", id.text(), plan->retired_on->text()), {},
                "draft a new plan under another id");
  }
  return plan;
}

/// Returns the latest version when it has that number and is submitted and not yet in force.
Result<const Version*> submitted(const Plan& plan, std::int32_t number) {
  const Version& last = plan.versions.back();
  if (last.number != number) {
    return fail(ErrorCode::kConflict,
                fmt::format("the latest version of {} is {}", plan.id.text(), last.number));
  }
  if (!last.submitted_on || last.in_force_from) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("version {} of {} does not await approval", number, plan.id.text()), {},
        last.in_force_from ? "it is in force already" : "submit it first: contingency.submit_plan");
  }
  return &last;
}

/// Returns the last day on which anything happened to a version.
Date last_day(const Version& v) {
  Date out = v.drafted_on;
  if (v.submitted_on) out = std::max(out, *v.submitted_on);
  for (const auto& approval : v.approvals) out = std::max(out, approval.on);
  if (v.in_force_from) out = std::max(out, *v.in_force_from);
  return out;
}

/// R58: one plan for each programme, so that nobody has to ask which one holds.
Result<void> check_only_plan(const World& world, const DraftPlan& c) {
  for (const auto& [id, plan] : world.contingency.plans) {
    if (plan.programme == c.programme && id != c.plan && !plan.retired_on) {
      return fail(ErrorCode::kConflict,
                  fmt::format("programme {} has the plan {}", c.programme.text(), id.text()), {},
                  "draft the next version of that plan, or retire it");
    }
  }
  return {};
}

Result<Events> on(const World& world, const DraftPlan& c, const Context& context) {
  LW_TRY(const programme::Programme* programme, own(world, c.programme, context));
  LW_CHECK(check_reason(c.reason));
  LW_CHECK(check_only_plan(world, c));
  LW_CHECK(check_content(world, c.content, context.rules));
  PlanDrafted event{c.plan,        c.programme,          1,       1, c.content,
                    context.actor, context.effective_on, c.reason};
  if (const Plan* known = find(world.contingency, c.plan)) {
    LW_CHECK(own_plan(world, c.plan, context));
    if (known->programme != c.programme) {
      return fail(ErrorCode::kConflict,
                  fmt::format("plan {} belongs to {}", c.plan.text(), known->programme.text()));
    }
    const Version& last = known->versions.back();
    if (last.submitted_on && !last.in_force_from) {
      return fail(ErrorCode::kConflict,
                  fmt::format("version {} of {} awaits approval", last.number, c.plan.text()), {},
                  "approve it, or return it first: contingency.return_plan");
    }
    if (last.content == c.content) return Events{};
    if (known->versions.size() >= kHistoryMax)
      return fail(ErrorCode::kTooLarge, "too many versions");
    LW_CHECK(check_not_before(context.effective_on, last_day(last), "the last version"));
    event.version = last.in_force_from ? last.number + 1 : last.number;
    event.revision = last.in_force_from ? 1 : last.revision + 1;
  } else {
    LW_CHECK(check_not_before(context.effective_on, programme->policies.begin()->first,
                              "the programme"));
  }
  return bounded({event});
}

Result<Events> on(const World& world, const SubmitPlan& c, const Context& context) {
  LW_TRY(const Plan* plan, own_plan(world, c.plan, context));
  LW_CHECK(check_reason(c.reason));
  const Version& last = plan->versions.back();
  if (last.number != c.version) {
    return fail(ErrorCode::kConflict,
                fmt::format("the latest version of {} is {}", c.plan.text(), last.number));
  }
  if (last.submitted_on) return Events{};
  LW_CHECK(check_not_before(context.effective_on, last.drafted_on, "the draft"));
  // Organisations and calendars may have gone since the draft.
  LW_CHECK(check_content(world, last.content, context.rules));
  return Events{PlanSubmitted{c.plan, c.version, last.revision, context.actor, context.effective_on,
                              c.reason}};
}

Result<Events> on(const World& world, const ReturnPlan& c, const Context& context) {
  LW_TRY(const Plan* plan, own_plan(world, c.plan, context));
  LW_CHECK(check_reason(c.reason));
  LW_TRY(const Version* version, submitted(*plan, c.version));
  LW_CHECK(check_not_before(context.effective_on, last_day(*version), "the submission"));
  return Events{PlanReturned{c.plan, c.version, context.actor, context.effective_on, c.reason}};
}

/// R6: more than the authority's ceiling is asked of holders only with a signed reason.
Result<void> check_effort(const World& world, const Plan& plan, const Version& version,
                          const ApprovePlan& c, Date on) {
  const auto& programme = *programme::find(world.programme, plan.programme);
  const auto above =
      above_ceiling(version.content, programme::policy(programme, on).effort_ceiling);
  if (above.empty() || !c.effort_override.empty()) return {};
  return fail(
      ErrorCode::kRefused,
      fmt::format("more is asked of holders than the ceiling allows: {}", fmt::join(above, "; ")),
      "effort_override", "say in effort_override why it may be asked all the same");
}

Result<Events> on(const World& world, const ApprovePlan& c, const Context& context) {
  LW_TRY(const Plan* plan, own_plan(world, c.plan, context));
  LW_CHECK(check_person(world, context));
  LW_CHECK(check_reason(c.reason));
  if (c.effort_override.size() > kTextMaxBytes)
    return fail(ErrorCode::kTooLarge, "the override is too long");
  LW_TRY(const Version* version, submitted(*plan, c.version));
  if (version->revision != c.revision) {
    return fail(ErrorCode::kConflict,
                fmt::format("version {} is at revision {}, not {}", c.version, version->revision,
                            c.revision),
                {}, "read what you approve");
  }
  const auto mine = std::ranges::find(version->approvals, context.actor, &Approval::by);
  if (mine != version->approvals.end()) return Events{};
  LW_CHECK(check_not_before(context.effective_on, last_day(*version), "the submission"));
  LW_CHECK(check_effort(world, *plan, *version, c, context.effective_on));
  LW_TRY(const std::size_t needed, people_needed(context.rules, context.effective_on));
  Events out{PlanApproved{c.plan, c.version, c.revision, c.effort_override, context.actor,
                          context.effective_on, c.reason}};
  if (version->approvals.size() + 1 >= needed) {
    out.push_back(PlanPutInForce{c.plan, plan->programme, c.version, context.effective_on});
  }
  return out;
}

Result<Events> on(const World& world, const RetirePlan& c, const Context& context) {
  const Plan* known = find(world.contingency, c.plan);
  if (known != nullptr && known->retired_on) {
    LW_CHECK(own(world, known->programme, context));
    return Events{};
  }
  LW_TRY(const Plan* plan, own_plan(world, c.plan, context));
  LW_CHECK(check_person(world, context));
  LW_CHECK(check_reason(c.reason));
  LW_CHECK(
      check_not_before(context.effective_on, last_day(plan->versions.back()), "the last version"));
  return Events{PlanRetired{c.plan, context.actor, context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const RecordReadiness& c, const Context& context) {
  LW_TRY(const Plan* plan, own_plan(world, c.plan, context));
  LW_CHECK(check_reason(c.reason));
  if (c.says.size() > kTextMaxBytes)
    return fail(ErrorCode::kTooLarge, "the text is too long", "says");
  const bool known = std::ranges::any_of(
      plan->versions, [&](const Version& v) { return find_measure(v.content, c.measure); });
  if (!known)
    return fail(ErrorCode::kNotFound,
                fmt::format("there is no measure {}", c.measure.substr(0, kPartIdMaxBytes)));
  LW_CHECK(check_not_before(context.effective_on, plan->created_on, "the plan"));
  const ReadinessRecord* last = readiness(*plan, c.measure, context.effective_on);
  if (last != nullptr && last->readiness == c.readiness && last->says == c.says &&
      last->evidence == c.evidence) {
    return Events{};
  }
  if (plan->readiness.size() >= kHistoryMax)
    return fail(ErrorCode::kTooLarge, "too many records of readiness");
  return Events{ReadinessRecorded{c.plan, c.measure, c.readiness, c.says, c.evidence,
                                  context.effective_on, c.reason}};
}

/// An exercise names roles and steps that exist; results of unknown steps would prove nothing.
Result<void> check_exercise(const World& world, const Exercise& e, const PlanContent& content) {
  if (!is_identifier(e.id))
    return fail(ErrorCode::kInvalidInput, "the exercise has no proper id", "exercise.id");
  if (e.scenario.empty())
    return fail(ErrorCode::kInvalidInput, "the exercise has no scenario", "exercise.scenario");
  if (e.level == ErosionLevel::kNone)
    return fail(ErrorCode::kInvalidInput, "no level was played", "exercise.level");
  if (e.participants.empty())
    return fail(ErrorCode::kInvalidInput, "nobody took part", "exercise.participants");
  if (e.participants.size() > kListMax || e.findings.size() > kListMax ||
      e.results.size() > kMeasuresMax * kStepsMax) {
    return fail(ErrorCode::kTooLarge, "a list is too long", "exercise");
  }
  for (const auto& p : e.participants) {
    if (access::find_organisation(world.access, p.organisation) == nullptr) {
      return fail(ErrorCode::kNotFound,
                  fmt::format("organisation {} is not known", p.organisation.text()),
                  "exercise.participants");
    }
    if (p.people < 1)
      return fail(ErrorCode::kInvalidInput, "a role without people", "exercise.participants");
  }
  for (const auto& r : e.results) {
    const Measure* measure = find_measure(content, r.measure);
    if (measure == nullptr || find_step(*measure, r.step) == nullptr || r.minutes < 0) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("no step {} of {} in version {}", r.step.substr(0, kPartIdMaxBytes),
                              r.measure.substr(0, kPartIdMaxBytes), e.version),
                  "exercise.results");
    }
  }
  return {};
}

Result<Events> on(const World& world, const RecordExercise& c, const Context& context) {
  LW_TRY(const Plan* plan, own_plan(world, c.plan, context));
  LW_CHECK(check_reason(c.reason));
  const auto same = std::ranges::find(plan->exercises, c.exercise.id, &Exercise::id);
  if (same != plan->exercises.end()) {
    if (*same == c.exercise) return Events{};
    return fail(ErrorCode::kConflict, fmt::format("exercise {} is recorded", c.exercise.id), {},
                "choose another id");
  }
  const Version* version = find_version(world.contingency, c.plan, c.exercise.version);
  if (version == nullptr || !version->submitted_on) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("version {} of {} was never submitted", c.exercise.version, c.plan.text()), {},
        "an exercise tests a plan, not a draft");
  }
  LW_CHECK(check_exercise(world, c.exercise, version->content));
  LW_CHECK(check_not_before(c.exercise.held_on, *version->submitted_on,
                            "the submission of that version"));
  if (c.exercise.held_on > context.effective_on) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} has not come yet", c.exercise.held_on.text()), "exercise.held_on");
  }
  if (plan->exercises.size() >= kHistoryMax)
    return fail(ErrorCode::kTooLarge, "too many exercises");
  return bounded({ExerciseRecorded{c.plan, c.exercise, c.reason}});
}

template <class Later>
Result<Events> on(const World& world, const Later& c, const Context& context) {
  return decide_on(world, c, context);
}

}  // namespace

Result<const programme::Programme*> own(const World& world, const ProgrammeId& id,
                                        const Context& context) {
  const programme::Programme* programme = programme::find(world.programme, id);
  if (programme == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("programme {} is not known", id.text()));
  if (programme->authority != context.authority) {
    return fail(ErrorCode::kForbidden,
                fmt::format("programme {} belongs to {}", id.text(), programme->authority.text()),
                {}, "only its issuing authority may do this");
  }
  return programme;
}

Result<void> check_person(const World& world, const Context& context) {
  if (access::has_role(world.access, context.actor, access::Role::kIssuingAuthority,
                       context.authority, context.now.date())) {
    return {};
  }
  return fail(ErrorCode::kForbidden,
              fmt::format("{} is nobody of the issuing authority {}", context.actor.text(),
                          context.authority.text()),
              {}, "a decision is a person's, never the system's");
}

Result<std::size_t> people_needed(const rules::RuleBook& rules, Date on) {
  LW_TRY(const auto rule, rules.number(kApproversRule, on));
  return static_cast<std::size_t>(std::max(rule.value, kApproversMin));
}

Result<void> check_reason(std::string_view reason) {
  if (reason.empty()) return fail(ErrorCode::kInvalidInput, "no reason is given", "reason");
  if (reason.size() > kTextMaxBytes)
    return fail(ErrorCode::kTooLarge, "the reason is too long", "reason");
  return {};
}

Result<void> check_not_before(Date on, Date after, std::string_view what) {
  if (on >= after) return {};
  return fail(ErrorCode::kRefused,
              fmt::format("{} lies before {} of {}", on.text(), what, after.text()), {},
              "give a later day");
}

Result<Events> bounded(Events events) {
  for (const auto& event : events) {
    if (message_cbor(event).size() > kEventMaxBytes) {
      return fail(
          ErrorCode::kTooLarge,
          fmt::format("{} would take more than {} bytes", message_name(event), kEventMaxBytes), {},
          "shorten the texts");
    }
  }
  return events;
}

Result<std::vector<Event>> decide(const World& world, const Command& command,
                                  const Context& context) {
  return std::visit([&](const auto& c) { return on(world, c, context); }, command);
}

}  // namespace lw::contingency
