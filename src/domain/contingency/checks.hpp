#pragma once

#include "domain/contingency/contingency.hpp"

// What the parts of the slice share.
namespace lw::contingency {

using Events = std::vector<Event>;

/// Longest id of a measure or step: they become parts of longer names.
inline constexpr std::size_t kPartIdMaxBytes = 32;
/// The rule that says how long a proposal may wait, and the one that says how many people approve.
inline constexpr std::string_view kDecisionRule = "house.plan.proposal_decision";
inline constexpr std::string_view kApproversRule = "house.plan.approvers";

/// Returns the programme when the acting organisation is its issuing authority; kNotFound or
/// kForbidden otherwise.
[[nodiscard]] Result<const programme::Programme*> own(const World& world, const ProgrammeId& id,
                                                      const Context& context);

/// Decides whether the actor is a person of the issuing authority that they act for; kForbidden
/// otherwise.
[[nodiscard]] Result<void> check_person(const World& world, const Context& context);

/// Returns how many people must agree on `on`: the house rule, and never fewer than kApproversMin.
/// Errors of the rule book.
[[nodiscard]] Result<std::size_t> people_needed(const rules::RuleBook& rules, Date on);

/// Decides whether a reason was given and is not too long.
[[nodiscard]] Result<void> check_reason(std::string_view reason);

/// Decides whether something may be dated on `on` when what it follows is dated `after`.
[[nodiscard]] Result<void> check_not_before(Date on, Date after, std::string_view what);

/// Decides whether a plan holds together: ids, references, standing and conditional measures in
/// their places (R64), owners and calendars that exist, figures in bounds. kInvalidInput, kNotFound
/// or kTooLarge naming the part.
[[nodiscard]] Result<void> check_content(const World& world, const PlanContent& content,
                                         const rules::RuleBook& rules);

/// Returns the titles of the measures that ask more of holders than the ceiling (R6).
std::vector<std::string> above_ceiling(const PlanContent& content,
                                       const programme::HolderEffort& ceiling);

/// Returns the day `days` after `from` in a calendar; civil days when the calendar is empty or does
/// not reach that far.
Date days_after(const rules::RuleBook& rules, const std::string& calendar, Date from,
                std::int32_t days);

/// Returns the last day for a step that was due `due_in_days` after its execution began; nullopt
/// without a deadline.
std::optional<Date> step_due(const Execution& execution, const Measure& measure, const Step& step,
                             const rules::RuleBook& rules);

/// Returns the content that an execution carries out; nullptr when its plan is unknown.
const PlanContent* content_of(const State& state, const Execution& execution);

/// Refuses an event that no record can hold.
[[nodiscard]] Result<Events> bounded(Events events);

/// Decides whether a level is reached and the plan has an answer to it.
[[nodiscard]] Result<Events> decide_on(const World& world, const RaiseProposal& command,
                                       const Context& context);
/// Decides one person's answer, and what it settles.
[[nodiscard]] Result<Events> decide_on(const World& world, const DecideProposal& command,
                                       const Context& context);
/// Decides whether a proposal is over.
[[nodiscard]] Result<Events> decide_on(const World& world, const CloseProposal& command,
                                       const Context& context);
/// Decides the execution of the standing measures.
[[nodiscard]] Result<Events> decide_on(const World& world, const StartStanding& command,
                                       const Context& context);
/// Decides whether a step may run, asking the programme where the step asks it for something.
[[nodiscard]] Result<Events> decide_on(const World& world, const StartStep& command,
                                       const Context& context);
/// Decides the end of a step.
[[nodiscard]] Result<Events> decide_on(const World& world, const CloseStep& command,
                                       const Context& context);
/// Decides whether a report of progress can be true.
[[nodiscard]] Result<Events> decide_on(const World& world, const ReportProgress& command,
                                       const Context& context);
/// Decides whether nothing is left to do.
[[nodiscard]] Result<Events> decide_on(const World& world, const EndExecution& command,
                                       const Context& context);

}  // namespace lw::contingency
