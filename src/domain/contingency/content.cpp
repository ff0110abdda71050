#include <fmt/format.h>

#include <algorithm>

#include "domain/contingency/checks.hpp"
#include "domain/rules/rules.hpp"

namespace lw::contingency {
namespace {

std::unexpected<Error> bad(const std::string& where, std::string what, std::string hint = {}) {
  return fail(ErrorCode::kInvalidInput, std::move(what), where, std::move(hint));
}

Result<void> check_text(const std::string& where, std::string_view text, bool required) {
  if (required && text.empty()) return bad(where, "nothing is said here");
  if (text.size() > kTextMaxBytes) return fail(ErrorCode::kTooLarge, "the text is too long", where);
  if (!is_utf8(text)) return bad(where, "the text is not UTF-8");
  return {};
}

Result<void> check_part_id(const std::string& where, std::string_view id) {
  if (is_identifier(id) && id.size() <= kPartIdMaxBytes) return {};
  return bad(
      where, fmt::format("\"{}\" is no id", id.substr(0, kPartIdMaxBytes)),
      fmt::format("1 to {} printable ASCII characters without spaces or quotes", kPartIdMaxBytes));
}

Result<void> check_days(const std::string& where, std::int32_t days) {
  if (days >= 0 && days <= kDaysMax) return {};
  return bad(where, fmt::format("{} days", days), fmt::format("between 0 and {}", kDaysMax));
}

Result<void> check_owner(const World& world, const std::string& where, const Owner& owner) {
  if (access::find_organisation(world.access, owner.organisation) != nullptr) return {};
  return fail(ErrorCode::kNotFound,
              fmt::format("organisation {} is not known", owner.organisation.text()), where,
              "register it first: access.register_organisation");
}

Result<void> check_action(const World& world, const std::string& where, const MachineAction& a) {
  if (a.components.size() > kListMax)
    return fail(ErrorCode::kTooLarge, "too many components", where);
  for (const auto& component : a.components) {
    if (catalog::find(world.catalog, component) == nullptr) {
      return fail(ErrorCode::kNotFound,
                  fmt::format("component {} is not in the catalogue", component.text()), where);
    }
  }
  const bool limits = a.kind == ActionKind::kLimitUses;
  const bool plans = a.kind == ActionKind::kPlanIntroduction;
  if (limits && a.withdrawn.empty()) return bad(where, "the limit withdraws no use");
  if (!limits && (!a.withdrawn.empty() || a.issued_from || a.issued_until)) {
    return bad(where, "uses and months of issue belong to a limit of uses");
  }
  if (a.issued_from && a.issued_until && *a.issued_from > *a.issued_until) {
    return bad(where, "the months of issue end before they begin");
  }
  if (plans && a.components.size() > 1)
    return bad(where, "one introduction is one embedded software");
  if (!plans && (!a.what.empty() || a.due_in_days != 0)) {
    return bad(where, "what and when belong to a planned introduction");
  }
  LW_CHECK(check_text(where + ".what", a.what, plans));
  return check_days(where + ".due_in_days", a.due_in_days);
}

Result<void> check_step(const World& world, const std::string& where, const Step& step) {
  LW_CHECK(check_part_id(where, step.id));
  LW_CHECK(check_text(where + ".title", step.title, true));
  LW_CHECK(check_text(where + ".instruction", step.instruction, true));
  LW_CHECK(check_owner(world, where + ".owner", step.owner));
  LW_CHECK(check_days(where + ".due_in_days", step.due_in_days));
  if (step.action) LW_CHECK(check_action(world, where + ".action", *step.action));
  return {};
}

Result<void> check_figures(const std::string& where, const Measure& m) {
  if (m.effort.steps < 0 || m.effort.minutes < 0 || m.effort.journeys < 0)
    return bad(where, "a holder's effort is negative");
  const auto& t = m.throughput;
  if (t.quota_per_day < 0 || t.capacity_per_day < t.quota_per_day) {
    return bad(where,
               fmt::format("a quota of {} a day with a capacity of {}", t.quota_per_day,
                           t.capacity_per_day),
               "a quota that nobody has the capacity for is no plan");
  }
  const bool currency = m.currency.size() == 3 && std::ranges::all_of(m.currency, [](char c) {
                          return c >= 'A' && c <= 'Z';
                        });
  if (m.cost && (*m.cost < 0 || !currency))
    return bad(where, "a cost is not negative and has a currency of three letters");
  if (!m.cost && !m.currency.empty()) return bad(where, "a currency without a cost");
  return check_days(where + ".effect_in_days", m.effect_in_days);
}

Result<void> check_measure(const World& world, const std::string& where, const Measure& m,
                           const rules::RuleBook& rules) {
  LW_CHECK(check_part_id(where, m.id));
  LW_CHECK(check_text(where + ".title", m.title, true));
  LW_CHECK(check_text(where + ".residual_risk", m.residual_risk, false));
  LW_CHECK(check_owner(world, where + ".owner", m.owner));
  LW_CHECK(check_figures(where, m));
  if (!m.calendar.empty() && !rules.calendar(m.calendar)) {
    return fail(
        ErrorCode::kNotFound,
        fmt::format("there is no holiday calendar {}", m.calendar.substr(0, kPartIdMaxBytes)),
        where + ".calendar", "leave it empty to count every day");
  }
  if (m.infrastructure.size() > kStepsMax)
    return fail(ErrorCode::kTooLarge, "too much infrastructure", where);
  for (const auto& item : m.infrastructure)
    LW_CHECK(check_text(where + ".infrastructure", item, true));
  if (m.steps.empty()) return bad(where, "the measure has no step");
  if (m.steps.size() > kStepsMax) return fail(ErrorCode::kTooLarge, "too many steps", where);
  std::set<std::string> seen;
  for (const auto& step : m.steps) {
    const std::string inner = fmt::format("{}.steps.{}", where, step.id.substr(0, kPartIdMaxBytes));
    LW_CHECK(check_step(world, inner, step));
    if (!seen.insert(step.id).second) return bad(inner, "two steps have this id");
  }
  return {};
}

/// Takes one list of measure ids; each must be there, once.
Result<void> check_list(const PlanContent& content, const std::string& where,
                        const std::vector<std::string>& ids, std::set<std::string>& used) {
  std::set<std::string> here;
  for (const auto& id : ids) {
    if (find_measure(content, id) == nullptr) {
      return fail(ErrorCode::kNotFound,
                  fmt::format("there is no measure {}", id.substr(0, kPartIdMaxBytes)), where);
    }
    if (!here.insert(id).second) return bad(where, fmt::format("measure {} is named twice", id));
  }
  used.merge(here);
  return {};
}

/// R64: the first two kinds are standing, the next three conditional, and every measure is one of
/// both.
Result<void> check_places(const PlanContent& content) {
  std::set<std::string> standing;
  std::set<std::string> conditional;
  LW_CHECK(check_list(content, "standing", content.standing, standing));
  for (const auto& [level, response] : content.responses) {
    const std::string where = fmt::format("responses.{}", codec::enum_name(level));
    if (level == ErosionLevel::kNone)
      return bad(where, "nothing is triggered where nothing has eroded");
    LW_CHECK(check_text(where + ".scenario", response.scenario, true));
    LW_CHECK(check_list(content, where, response.measures, conditional));
  }
  for (const auto& m : content.measures) {
    const std::string where = fmt::format("measures.{}", m.id);
    const bool always = standing.contains(m.id);
    const bool triggered = conditional.contains(m.id);
    const bool must_stand =
        m.kind == MeasureKind::kNewerSoftware || m.kind == MeasureKind::kSeveralSources;
    if (always && triggered) return bad(where, "a measure is standing or conditional, not both");
    if (!always && !triggered)
      return bad(where, "nothing triggers this measure", "name it in standing or in a response");
    if (must_stand && !always)
      return bad(where, "this kind of measure is standing (paper 000 III-M)");
    if (always && !must_stand && m.kind != MeasureKind::kOther) {
      return bad(where, "this kind of measure waits for a level (paper 000 III-M)");
    }
  }
  return {};
}

}  // namespace

Result<void> check_content(const World& world, const PlanContent& content,
                           const rules::RuleBook& rules) {
  LW_CHECK(check_text("title", content.title, true));
  if (content.measures.empty()) return bad("measures", "the plan has no measure");
  if (content.measures.size() > kMeasuresMax)
    return fail(ErrorCode::kTooLarge, "too many measures", "measures");
  std::set<std::string> seen;
  for (const auto& m : content.measures) {
    const std::string where = fmt::format("measures.{}", m.id.substr(0, kPartIdMaxBytes));
    LW_CHECK(check_measure(world, where, m, rules));
    if (!seen.insert(m.id).second) return bad(where, "two measures have this id");
  }
  return check_places(content);
}

std::vector<std::string> above_ceiling(const PlanContent& content,
                                       const programme::HolderEffort& ceiling) {
  std::vector<std::string> out;
  for (const auto& m : content.measures) {
    if (m.effort.steps > ceiling.steps || m.effort.minutes > ceiling.minutes ||
        m.effort.journeys > ceiling.journeys) {
      out.push_back(m.title);
    }
  }
  return out;
}

}  // namespace lw::contingency
