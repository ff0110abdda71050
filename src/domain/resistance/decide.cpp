#include <fmt/format.h>

#include <algorithm>

#include "domain/resistance/resistance.hpp"

namespace lw::resistance {
namespace {

using Events = std::vector<Event>;

/// The factor whose level is the equipment class (R49), and the domain whose table binds chips
/// (EUCC Annex I).
constexpr std::string_view kEquipmentFactor = "equipment";
constexpr std::string_view kChipDomain = "smartcards";

std::unexpected<Error> bad(std::string what, std::string hint = {}) {
  return fail(ErrorCode::kInvalidInput, std::move(what), {}, std::move(hint));
}

std::unexpected<Error> refused(std::string what, std::string hint = {}) {
  return fail(ErrorCode::kRefused, std::move(what), {}, std::move(hint));
}

Result<void> text(std::string_view name, std::string_view value) {
  if (value.empty()) return bad(fmt::format("{} is empty", name));
  if (value.size() > kTextMaxBytes) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("{} is longer than {} bytes", name, kTextMaxBytes));
  }
  return {};
}

Result<const catalog::Component*> require_component(const World& world, const ComponentId& id) {
  const auto* found = catalog::find(world.catalog, id);
  if (found == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("component {} is not in the catalogue", id.text()), {},
                "register it first: catalog.register_component");
  }
  return found;
}

Result<const AttackPath*> require_path(const World& world, const AttackPathId& id) {
  const AttackPath* found = find_path(world.resistance, id);
  if (found == nullptr) {
    return fail(ErrorCode::kNotFound, fmt::format("attack path {} is not known", id.text()), {},
                "register it first: resistance.register_attack_path");
  }
  return found;
}

Result<void> not_in_future(const Context& context) {
  if (context.effective_on <= context.now.date()) return {};
  return bad(fmt::format("{} lies in the future", context.effective_on.text()),
             "nothing is rated before it is known");
}

/// Assets are named where they are held: in the component, in what it is built on, or in what is
/// built on it.
Result<void> known_assets(const World& world, const RegisterAttackPath& c) {
  if (c.assets.empty()) return {};
  std::set<ComponentId> around = catalog::contains(world.catalog, c.component);
  around.merge(catalog::dependents(world.catalog, c.component));
  std::set<std::string> names;
  for (const auto& id : around) {
    for (const auto& asset : catalog::find(world.catalog, id)->assets) names.insert(asset.name);
  }
  for (const auto& name : c.assets) {
    if (names.contains(name)) continue;
    return fail(ErrorCode::kNotFound,
                fmt::format("no component around {} has an asset \"{}\"", c.component.text(), name),
                {}, "record it first: catalog.record_assets");
  }
  return {};
}

Result<Events> on(const World& world, const RegisterAttackPath& c, const Context& context) {
  LW_CHECK(require_component(world, c.component));
  LW_CHECK(text("method", c.method));
  LW_CHECK(text("reason", c.reason));
  LW_CHECK(not_in_future(context));
  if (c.assets.empty() && c.uses.empty()) {
    return bad(fmt::format("attack path {} touches no asset and no use", c.path.text()),
               "name what it is after");
  }
  LW_CHECK(known_assets(world, c));
  if (const AttackPath* known = find_path(world.resistance, c.path)) {
    const bool same = known->component == c.component && known->method == c.method &&
                      known->assets == c.assets && known->uses == c.uses &&
                      known->report == c.report;
    if (same) return Events{};
    return fail(ErrorCode::kConflict,
                fmt::format("attack path {} is known as another", c.path.text()), {},
                "choose another id");
  }
  const auto it = world.resistance.paths_on.find(c.component);
  if (it != world.resistance.paths_on.end() && it->second.size() >= kPathsPerComponentMax) {
    return fail(ErrorCode::kTooLarge, fmt::format("component {} has {} attack paths already",
                                                  c.component.text(), kPathsPerComponentMax));
  }
  return Events{AttackPathRegistered{c.path, c.component, c.method, c.assets, c.uses, c.report,
                                     c.reason, context.effective_on}};
}

/// EUCC Annex I: "Application of Attack Potential to Smartcards" binds chips and what runs on them.
Result<const rules::AttackTable*> table_for(const RateAttackPath& c, catalog::Layer layer,
                                            const Context& context) {
  LW_TRY(const rules::AttackTable* table,
         context.rules.attack_table(c.table, context.effective_on));
  if (c.table_version && *c.table_version != table->version) {
    return bad(fmt::format("table {} is in force on {} in version {}, not {}", table->id,
                           context.effective_on.text(), table->version, *c.table_version));
  }
  if (layer != catalog::Layer::kFirmware && table->technical_domain != kChipDomain) {
    return refused(fmt::format("layer {} is rated by the table of {}, not of {}",
                               codec::enum_name(layer), kChipDomain, table->technical_domain),
                   "EUCC Annex I names the smart-card table for chips");
  }
  return table;
}

/// R49: the class that was recorded must be the hardest one that the factors claim.
Result<void> equipment_feeds(const rules::AttackTable& table, const RateAttackPath& c) {
  LW_CHECK(text("means.equipment_class", c.means.equipment_class));
  LW_CHECK(text("means.equipment", c.means.equipment));
  LW_CHECK(text("means.skills", c.means.skills));
  const rules::Factor* factor = table.factor(kEquipmentFactor);
  if (factor == nullptr) return {};
  const rules::Level* hardest = nullptr;
  for (const auto& item : c.factors) {
    const rules::Level* level =
        item.factor == kEquipmentFactor ? factor->level(item.level) : nullptr;
    if (level != nullptr && (hardest == nullptr || level > hardest))
      hardest = level;  // levels lie in rising order
  }
  if (hardest == nullptr || hardest->id != c.means.equipment_class) {
    return bad(fmt::format("equipment class {} is recorded, the factors say {}",
                           c.means.equipment_class, hardest == nullptr ? "none" : hardest->id),
               "the class is the hardest equipment level among the factors");
  }
  return {};
}

std::vector<Claim> claims_of(const rules::AttackTable& table) {
  std::vector<Claim> out;
  for (std::int32_t van = 1; van <= kVanMax; ++van) {
    if (const auto min = table.claim_of_van(van)) out.push_back({van, *min});
  }
  return out;
}

/// Two tables of one name count alike; points of different tables do not compare, what they meet
/// does.
bool rises(const Rating& before, const Rating& after) {
  if (before.table.id != after.table.id) return van_met(after) > van_met(before);
  if (before.not_practical || after.not_practical)
    return after.not_practical && !before.not_practical;
  return after.total > before.total;
}

Rating rating_from(const AttackPathRated& e) {
  return {e.rating,        e.path,  e.component, e.table,  e.factors, e.total,
          e.not_practical, e.means, e.basis,     e.source, e.on,      0};
}

Result<void> fits_history(const World& world, const AttackPathRated& e) {
  const Rating fresh = rating_from(e);
  const Rating* before = current_rating(world.resistance, e.path, e.on);
  if (before != nullptr && rises(*before, fresh) && !e.raise) {
    return refused(fmt::format("path {} is rated {} by {}, this rating is higher: {}",
                               e.path.text(), before->total, before->id.text(), e.total),
                   "a known attack stays known: say whether it is a correction or a fix");
  }
  const auto it = world.resistance.ratings_of.find(e.path);
  if (it != world.resistance.ratings_of.end() && it->second.size() >= kRatingsPerPathMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("path {} has {} ratings already", e.path.text(), kRatingsPerPathMax));
  }
  return {};
}

Result<Events> on(const World& world, const RateAttackPath& c, const Context& context) {
  LW_TRY(const AttackPath* path, require_path(world, c.path));
  if (path->component != c.component) {
    return bad(fmt::format("attack path {} is of component {}, not {}", c.path.text(),
                           path->component.text(), c.component.text()));
  }
  LW_TRY(const catalog::Component* component, require_component(world, c.component));
  LW_CHECK(text("basis", c.basis));
  LW_CHECK(text("source", c.source));
  LW_CHECK(text("reason", c.reason));
  LW_CHECK(not_in_future(context));
  if (context.effective_on < path->on) {
    return bad(fmt::format("path {} is known since {} only", c.path.text(), path->on.text()));
  }
  LW_TRY(const rules::AttackTable* table, table_for(c, component->layer, context));
  LW_TRY(const Sum sum, rate(*table, c.factors));
  LW_CHECK(equipment_feeds(*table, c));
  if (c.stated_total && *c.stated_total != sum.total) {
    return refused(fmt::format("the report says {} points, its factors give {} by table {} {}",
                               *c.stated_total, sum.total, table->id, table->version),
                   "correct the factors or the total");
  }
  const TableUsed used{table->id, table->version, std::string(rules::to_string(sum.status)),
                       claims_of(*table)};
  const AttackPathRated event{
      c.rating, c.path,  c.component, used,     sum.factors, sum.total,           sum.not_practical,
      c.means,  c.raise, c.basis,     c.source, c.reason,    context.effective_on};
  if (const Rating* known = find_rating(world.resistance, c.rating)) {
    Rating same = rating_from(event);
    same.order = known->order;
    if (same == *known) return Events{};
    return fail(ErrorCode::kConflict,
                fmt::format("rating {} is on record with other content", c.rating.text()), {},
                "a rating is never edited: record a new one, it supersedes this");
  }
  LW_CHECK(fits_history(world, event));
  return Events{event};
}

/// The rating's levels with the countermeasure's put in their place.
Result<std::vector<FactorLevel>> overridden(const Rating& rating,
                                            const std::vector<FactorLevel>& adds) {
  if (adds.empty()) return bad("the countermeasure changes no factor");
  std::vector<FactorLevel> out;
  for (const auto& item : rating.factors) out.push_back({item.factor, item.column, item.level});
  for (const auto& add : adds) {
    const auto same_cell = [&](const FactorLevel& f) {
      return f.factor == add.factor && f.column == add.column;
    };
    if (std::ranges::count_if(adds, same_cell) > 1) {
      return bad(fmt::format("factor {} is given twice in column {}", add.factor, add.column));
    }
    const auto it = std::ranges::find_if(out, same_cell);
    if (it == out.end()) {
      return bad(fmt::format("rating {} has no factor {} in column {}", rating.id.text(),
                             add.factor, add.column));
    }
    it->level = add.level;
  }
  return out;
}

Result<Events> on(const World& world, const RecordCountermeasure& c, const Context& context) {
  LW_CHECK(require_component(world, c.component));
  LW_TRY(const AttackPath* path, require_path(world, c.path));
  LW_CHECK(text("reason", c.reason));
  LW_CHECK(not_in_future(context));
  if (!catalog::dependents(world.catalog, path->component).contains(c.component)) {
    return refused(
        fmt::format("component {} is not built on {}", c.component.text(), path->component.text()),
        "only an upper layer can guard a path below it");
  }
  const Rating* rating = current_rating(world.resistance, c.path, context.effective_on);
  if (rating == nullptr) {
    return fail(ErrorCode::kIncomplete,
                fmt::format("path {} has no rating to raise", c.path.text()), {},
                "rate the bare path first: resistance.rate_attack_path");
  }
  LW_CHECK(recompute(*rating, context.rules));
  LW_TRY(const rules::AttackTable* table, context.rules.attack_table(rating->table.id, rating->on));
  LW_TRY(const auto levels, overridden(*rating, c.adds));
  LW_TRY(const Sum sum, rate(*table, levels));
  const bool higher = !rating->not_practical && (sum.not_practical || sum.total > rating->total);
  if (!higher) {
    return refused(fmt::format("with {} the path is rated {}, without it {}: nothing is added",
                               c.component.text(), sum.total, rating->total));
  }
  const auto& known = world.resistance.countermeasures;
  if (const auto it = known.find(c.path); it != known.end()) {
    const auto last =
        std::ranges::find_if(it->second.rbegin(), it->second.rend(), [&](const Countermeasure& m) {
          return m.component == c.component && m.rating == rating->id;
        });
    if (last != it->second.rend() && last->factors == sum.factors && last->evidence == c.evidence)
      return Events{};
    if (it->second.size() >= kCountermeasuresPerPathMax) {
      return fail(ErrorCode::kTooLarge, fmt::format("path {} has {} countermeasures already",
                                                    c.path.text(), kCountermeasuresPerPathMax));
    }
  }
  return Events{CountermeasureRecorded{c.component, c.path, rating->id, sum.factors, sum.total,
                                       sum.not_practical, c.evidence, c.reason,
                                       context.effective_on}};
}

}  // namespace

Result<Events> decide(const World& world, const Command& command, const Context& context) {
  return std::visit([&](const auto& c) { return on(world, c, context); }, command);
}

}  // namespace lw::resistance
