#include <fmt/format.h>

#include <algorithm>

#include "domain/resistance/resistance.hpp"

namespace lw::resistance {
namespace {

/// Everything that holds a rated or known path, and on which nothing else is built: what is handed
/// out.
std::set<ComponentId> products(const World& world) {
  std::set<ComponentId> below;
  for (const auto& [id, component] : world.catalog.components)
    below.insert(component.rests_on.begin(), component.rests_on.end());
  std::set<ComponentId> out;
  for (const auto& [component, paths] : world.resistance.paths_on) {
    std::set<ComponentId> around = catalog::dependents(world.catalog, component);
    around.insert(component);
    for (const auto& id : around) {
      if (!below.contains(id)) out.insert(id);
    }
  }
  return out;
}

Date since(const World& world, const ComponentId& product, catalog::Use use, Date on,
           std::int64_t limit) {
  Date out = on;
  for (const auto& step : history(world, product, use)) {
    if (step.on > on) break;
    const bool low = step.knowledge == Knowledge::kKnown && step.margin <= limit;
    if (!low) out = on;
    else if (out == on) out = step.on;
  }
  return out;
}

void margin_findings(const World& world, Date on, const rules::RuleBook& rules,
                     std::vector<Finding>& out) {
  const auto alarm = rules.number("house.margin.alarm", on);
  const auto breach = rules.number("house.margin.breach", on);
  if (!alarm || !breach) return;
  for (const auto& product : products(world)) {
    for (const catalog::Use use : codec::enum_values<catalog::Use>()) {
      const Resistance at = effective(world, product, use, on);
      if (at.knowledge != Knowledge::kKnown || at.margin > alarm->value) continue;
      const bool broken = at.margin < breach->value;
      out.push_back(
          {broken ? "resistance.margin_breach" : "resistance.margin_low",
           broken ? Severity::kBreach : Severity::kWarning, product.text(),
           fmt::format("{} resists for {} with a margin of {} to AVA_VAN.{} by rating {}{}",
                       product.text(), codec::enum_name(use), at.margin, at.claim_van,
                       at.by->text(), at.unverified ? " (table UNVERIFIED)" : ""),
           since(world, product, use, on, broken ? breach->value - 1 : alarm->value)});
    }
  }
}

void rating_findings(const State& state, Date on, const rules::RuleBook& rules,
                     std::vector<Finding>& out) {
  for (const auto& [id, path] : state.paths) {
    if (path.on > on) continue;
    const Rating* rating = current_rating(state, id, on);
    if (rating == nullptr) {
      out.push_back(
          {"resistance.unrated_path", Severity::kWarning, path.component.text(),
           fmt::format("attack path {} of {} has no rating", id.text(), path.component.text()),
           path.on});
      continue;
    }
    const auto again = recompute(*rating, rules);
    if (!again) {
      const bool differs = again.error().code == ErrorCode::kRefused ||
                           again.error().code == ErrorCode::kInvalidInput;
      out.push_back({"resistance.rating_not_reproduced",
                     differs ? Severity::kBreach : Severity::kNotice, id.text(), again.error().what,
                     rating->on});
    }
    if (rating->table.status == rules::to_string(rules::Status::kUnverified)) {
      out.push_back(
          {"resistance.table_unverified", Severity::kNotice, id.text(),
           fmt::format("rating {} rests on table {} {}, which nobody has compared with its source",
                       rating->id.text(), rating->table.id, rating->table.version),
           rating->on});
    }
  }
}

void stale_guards(const State& state, Date on, std::vector<Finding>& out) {
  for (const auto& [path, list] : state.countermeasures) {
    const Rating* rating = current_rating(state, path, on);
    std::set<ComponentId> fresh;
    std::set<ComponentId> all;
    for (const auto& item : list) {
      if (item.on > on) continue;
      all.insert(item.component);
      if (rating != nullptr && item.rating == rating->id) fresh.insert(item.component);
    }
    for (const auto& component : all) {
      if (fresh.contains(component) || rating == nullptr) continue;
      out.push_back({"resistance.countermeasure_stale", Severity::kWarning, component.text(),
                     fmt::format("the countermeasure of {} against {} was judged before rating {}",
                                 component.text(), path.text(), rating->id.text()),
                     rating->on});
    }
  }
}

}  // namespace

std::vector<Finding> findings(const World& world, Date on, const rules::RuleBook& rules) {
  std::vector<Finding> out;
  margin_findings(world, on, rules, out);
  rating_findings(world.resistance, on, rules, out);
  stale_guards(world.resistance, on, out);
  return out;
}

}  // namespace lw::resistance
