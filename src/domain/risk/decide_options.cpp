#include <fmt/format.h>

#include <algorithm>

#include "domain/risk/decide_on.hpp"

namespace lw::risk {
namespace {

Result<void> check_option(const Option& option) {
  LW_CHECK(RiskId::parse(option.id));
  LW_CHECK(check_text(option.says, "option"));
  LW_CHECK(check_text(option.cost_basis, "basis of the cost"));
  const auto& e = option.effort;
  if (e.steps < 0 || e.minutes < 0 || e.journeys < 0 || option.cost_euros < 0) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a figure of option {} is negative", option.id));
  }
  if (!option.residual) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("option {} does not say what would be left of the risk", option.id),
                "residual", "low, moderate, high or critical");
  }
  return {};
}

bool above(const programme::HolderEffort& effort, const programme::HolderEffort& ceiling) {
  return effort.steps > ceiling.steps || effort.minutes > ceiling.minutes ||
         effort.journeys > ceiling.journeys;
}

/// Returns the option in the last comparison.
Result<const ComparedOption*> compared(const Risk& risk, const std::string& id) {
  if (!risk.comparisons.empty()) {
    const auto& options = risk.comparisons.back().options;
    const auto it =
        std::ranges::find_if(options, [&](const ComparedOption& o) { return o.option.id == id; });
    if (it != options.end()) return &*it;
  }
  return fail(ErrorCode::kNotFound,
              fmt::format("there is no option {} in the last comparison", id.substr(0, 60)), {},
              "compare options first: risk.compare_options");
}

}  // namespace

Result<Events> on(const World& world, const CompareOptions& c, const Context& context) {
  LW_TRY(const Risk* risk, own(world, c.risk, c.reason, context));
  LW_CHECK(check_room(risk->comparisons.size()));
  LW_TRY(const auto least,
         context.rules.number("house.decision.options_min", context.effective_on));
  if (std::cmp_less(c.options.size(), least.value)) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("{} option{} to compare", c.options.size(), c.options.size() == 1 ? "" : "s"),
        {}, fmt::format("compare at least {} ({})", least.value, least.source.display()));
  }
  if (c.options.size() > kOptionsMax)
    return fail(ErrorCode::kTooLarge, fmt::format("at most {} options", kOptionsMax));
  const Date day = context.effective_on;
  const auto* p = programme::find(world.programme, risk->programme);
  const auto families = availability(world, *risk, day, context.rules);
  std::set<std::string> ids;
  std::set<Family> named;
  OptionsCompared event{c.risk, {}, day, c.reason};
  for (const auto& option : c.options) {
    LW_CHECK(check_option(option));
    if (!ids.insert(option.id).second)
      return fail(ErrorCode::kInvalidInput, fmt::format("two options {}", option.id));
    named.insert(option.family);
    const auto& family = *std::ranges::find(families, option.family, &Availability::family);
    event.options.push_back({option, family.available, family.why_not,
                             above(option.effort, programme::policy(*p, day).effort_ceiling)});
  }
  for (const auto& family : families) {
    if (!family.compared_always || named.contains(family.family)) continue;
    return fail(ErrorCode::kRefused,
                fmt::format("no option of the family {}: {}", codec::enum_name(family.family),
                            family.why_always),
                {},
                "name one of each family that must be compared; `risk.compare_options` works "
                "out whether it is available");
  }
  if (!risk->comparisons.empty() && risk->comparisons.back() == Comparison{event.options, day})
    return Events{};
  return Events{event};
}

Result<Events> on(const World& world, const OverrideCeiling& c, const Context& context) {
  LW_TRY(const Risk* risk, own(world, c.risk, c.reason, context));
  LW_CHECK(check_signer(world, context));
  LW_TRY(const ComparedOption* option, compared(*risk, c.option));
  LW_CHECK(check_room(risk->overrides.size()));
  if (!option->above_ceiling) {
    return fail(ErrorCode::kRefused, fmt::format("option {} is within the ceiling", c.option));
  }
  const auto same = [&](const Override& o) {
    return o.option == c.option && o.on <= context.effective_on;
  };
  if (std::ranges::any_of(risk->overrides, same)) return Events{};
  return Events{CeilingOverridden{c.risk, c.option, context.actor, context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const DecideRisk& c, const Context& context) {
  LW_TRY(const Risk* risk, own(world, c.risk, c.reason, context));
  LW_CHECK(check_signer(world, context));
  LW_CHECK(check_revision(*risk, c.revision, context.effective_on));
  LW_CHECK(check_room(risk->decisions.size()));
  if (c.chosen.empty()) return fail(ErrorCode::kInvalidInput, "no option is chosen");
  for (const auto& id : c.chosen) {
    LW_TRY(const ComparedOption* option, compared(*risk, id));
    if (!option->available) {
      return fail(ErrorCode::kRefused,
                  fmt::format("option {} is not available: {}", id, option->why_not), {},
                  "choose an available one, or compare again when things have changed");
    }
    const auto leave = [&](const Override& o) {
      return o.option == id && o.on <= context.effective_on;
    };
    if (option->above_ceiling && std::ranges::none_of(risk->overrides, leave)) {
      return fail(ErrorCode::kRefused,
                  fmt::format("option {} asks more of holders than the policy allows", id), {},
                  "sign an override first: risk.override_ceiling");
    }
  }
  if (decision(*risk, context.effective_on) == Binding::kCurrent &&
      risk->decisions.back().chosen == c.chosen) {
    return Events{};
  }
  return Events{
      RiskDecided{c.risk, c.revision, c.chosen, context.actor, context.effective_on, c.reason}};
}

}  // namespace lw::risk
