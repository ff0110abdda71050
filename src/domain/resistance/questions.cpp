#include <fmt/format.h>

#include <algorithm>

#include "domain/resistance/resistance.hpp"

namespace lw::resistance {
namespace {

/// Returns the best single countermeasure inside `inside` against the rating; of one component the
/// last recorded counts.
const Countermeasure* best_guard(const State& state, const Rating& rating,
                                 const std::set<ComponentId>& inside, Date on) {
  const auto it = state.countermeasures.find(rating.path);
  if (it == state.countermeasures.end()) return nullptr;
  std::map<ComponentId, const Countermeasure*> latest;
  for (const auto& item : it->second) {
    if (item.rating != rating.id || item.on > on || !inside.contains(item.component)) continue;
    const Countermeasure*& slot = latest[item.component];
    if (slot == nullptr || item.on >= slot->on) slot = &item;
  }
  const auto strength = [](const Countermeasure* m) {
    return m->not_practical ? kNotPracticalTotal : m->total;
  };
  const Countermeasure* out = nullptr;
  for (const auto& [component, item] : latest) {
    if (out == nullptr || strength(item) > strength(out)) out = item;
  }
  return out;
}

std::int32_t van_of(const Rating& rating, std::int32_t total) {
  Rating raised = rating;
  raised.not_practical = total == kNotPracticalTotal;
  raised.total = total;
  return van_met(raised);
}

PathMargin look(const World& world, const AttackPath& path, const Rating& rating,
                const std::set<ComponentId>& inside, std::int32_t claim_van, Date on) {
  PathMargin out;
  out.path = path.id;
  out.component = path.component;
  if (const auto* component = catalog::find(world.catalog, path.component))
    out.layer = component->layer;
  out.method = path.method;
  out.rating = rating.id;
  out.bare_total = rating.not_practical ? kNotPracticalTotal : rating.total;
  out.total = out.bare_total;
  if (const Countermeasure* guard = best_guard(world.resistance, rating, inside, on)) {
    out.total = guard->not_practical ? kNotPracticalTotal : guard->total;
    out.countermeasure = guard->component;
  }
  out.van_met = van_of(rating, out.total);
  out.claim_van = claim_van;
  if (claim_van > 0) {
    if (const auto edge = claim_of(rating, claim_van)) out.margin = out.total - *edge;
  }
  out.table_status = rating.table.status;
  return out;
}

/// Totals of two tables do not compare: the margin decides, then what is met, then the total.
bool weaker(const PathMargin& a, const PathMargin& b) {
  const auto key = [](const PathMargin& p) {
    return std::tuple(p.margin.value_or(kNotPracticalTotal), p.van_met, p.total, p.path);
  };
  return key(a) < key(b);
}

std::set<catalog::Use> uses_inside(const catalog::State& catalog, const AttackPath& path,
                                   const std::set<ComponentId>& inside) {
  std::set<catalog::Use> out = path.uses;
  for (const auto& id : inside) {
    const auto* component = catalog::find(catalog, id);
    if (component == nullptr) continue;
    for (const auto& asset : component->assets) {
      if (path.assets.contains(asset.name)) out.insert(asset.uses.begin(), asset.uses.end());
    }
  }
  return out;
}

std::vector<const AttackPath*> paths_inside(const State& state,
                                            const std::set<ComponentId>& inside) {
  std::vector<const AttackPath*> out;
  for (const auto& id : inside) {
    const auto it = state.paths_on.find(id);
    if (it == state.paths_on.end()) continue;
    for (const auto& path : it->second) out.push_back(find_path(state, path));
  }
  return out;
}

/// What the product claims; where nothing covers the product itself, what the path's own component
/// claims.
std::int32_t claim_for(const World& world, std::int32_t product_claim, const AttackPath& path,
                       Date on) {
  return product_claim > 0 ? product_claim : claimed_van(world, path.component, on);
}

void summarise(Resistance& out) {
  if (out.paths.empty()) {
    out.missing = out.unrated.empty() ? "no attack path that serves the use is known"
                                      : "no attack path that serves the use is rated";
    return;
  }
  std::ranges::sort(out.paths, weaker);
  const PathMargin& worst = out.paths.front();
  out.lowest_total = worst.total;
  out.van_met = worst.van_met;
  out.claim_van = worst.claim_van;
  out.by = worst.rating;
  out.unverified = std::ranges::any_of(out.paths, [](const PathMargin& p) {
    return p.table_status == rules::to_string(rules::Status::kUnverified);
  });
  if (!worst.margin) {
    out.missing = "no certificate claims an AVA_VAN level to compare with";
    return;
  }
  out.knowledge = Knowledge::kKnown;
  out.margin = *worst.margin;
}

}  // namespace

std::set<catalog::Use> uses_of(const catalog::State& catalog, const AttackPath& path,
                               const ComponentId& product) {
  return uses_inside(catalog, path, catalog::contains(catalog, product));
}

std::int32_t claimed_van(const World& world, const ComponentId& component, Date on) {
  std::int32_t out = 0;
  for (const auto& id : certificate::covering(world.certificate, component, on)) {
    out = std::max(out, certificate::ava_van(*certificate::find(world.certificate, id)));
  }
  if (out > 0) return out;
  for (const auto& id : certificate::ever_covering(world.certificate, component)) {
    const auto* item = certificate::find(world.certificate, id);
    if (item == nullptr || (item->valid_from && *item->valid_from > on)) continue;
    out = std::max(out, certificate::ava_van(*item));
  }
  return out;
}

Resistance effective(const World& world, const ComponentId& product, catalog::Use use, Date on) {
  Resistance out;
  if (catalog::find(world.catalog, product) == nullptr) {
    out.missing = "the product is not in the catalogue";
    return out;
  }
  const auto inside = catalog::contains(world.catalog, product);
  const std::int32_t claim = claimed_van(world, product, on);
  for (const AttackPath* path : paths_inside(world.resistance, inside)) {
    if (path->on > on || !uses_inside(world.catalog, *path, inside).contains(use)) continue;
    const Rating* rating = current_rating(world.resistance, path->id, on);
    if (rating == nullptr) out.unrated.insert(path->id);
    else
      out.paths.push_back(
          look(world, *path, *rating, inside, claim_for(world, claim, *path, on), on));
  }
  summarise(out);
  return out;
}

std::vector<PathMargin> margins(const World& world, const ComponentId& component, Date on) {
  std::vector<PathMargin> out;
  const std::int32_t claim = claimed_van(world, component, on);
  for (const AttackPath* path : paths_inside(world.resistance, {component})) {
    const Rating* rating = current_rating(world.resistance, path->id, on);
    if (rating != nullptr) out.push_back(look(world, *path, *rating, {component}, claim, on));
  }
  std::ranges::sort(out, weaker);
  return out;
}

std::optional<PathMargin> seen_from(const World& world, const AttackPathId& path,
                                    const ComponentId& product, Date on) {
  const AttackPath* known = find_path(world.resistance, path);
  const Rating* rating = current_rating(world.resistance, path, on);
  const auto inside = catalog::contains(world.catalog, product);
  if (known == nullptr || rating == nullptr || !inside.contains(known->component))
    return std::nullopt;
  return look(world, *known, *rating, inside,
              claim_for(world, claimed_van(world, product, on), *known, on), on);
}

namespace {

/// The days on which the claim of a component may change.
void claim_days(const World& world, const ComponentId& component, std::set<Date>& days) {
  for (const auto& id : certificate::ever_covering(world.certificate, component)) {
    const auto* item = certificate::find(world.certificate, id);
    if (item == nullptr) continue;
    if (item->valid_from) days.insert(*item->valid_from);
    if (item->valid_until) days.insert(item->valid_until->plus_days(1));
    if (item->withdrawal) days.insert(item->withdrawal->on);
  }
}

}  // namespace

std::vector<MarginStep> history(const World& world, const ComponentId& product, catalog::Use use) {
  const auto inside = catalog::contains(world.catalog, product);
  std::set<Date> days;
  for (const AttackPath* path : paths_inside(world.resistance, inside)) {
    const auto it = world.resistance.ratings_of.find(path->id);
    if (it == world.resistance.ratings_of.end()) continue;
    for (const auto& id : it->second) days.insert(find_rating(world.resistance, id)->on);
    claim_days(world, path->component, days);
    const auto guards = world.resistance.countermeasures.find(path->id);
    if (guards == world.resistance.countermeasures.end()) continue;
    for (const auto& item : guards->second) days.insert(item.on);
  }
  if (days.empty()) return {};
  claim_days(world, product, days);
  std::vector<MarginStep> out;
  for (const Date day : days) {
    const Resistance at = effective(world, product, use, day);
    const MarginStep step{day, at.knowledge, at.margin, at.van_met, at.by};
    if (!at.by && out.empty()) continue;  // before the first rating
    MarginStep same = step;
    if (!out.empty()) same.on = out.back().on;
    if (out.empty() || same != out.back()) out.push_back(step);
  }
  return out;
}

}  // namespace lw::resistance
