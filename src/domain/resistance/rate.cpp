#include <fmt/format.h>

#include <algorithm>

#include "domain/resistance/resistance.hpp"

namespace lw::resistance {
namespace {

std::unexpected<Error> bad(std::string what, std::string hint = {}) {
  return fail(ErrorCode::kInvalidInput, std::move(what), {}, std::move(hint));
}

/// True when no level of the factor has points in the column: exploitation of "open samples" in the
/// smart-card table.
bool column_unknown_to(const rules::Factor& factor, std::size_t column) {
  return std::ranges::none_of(factor.levels, [&](const rules::Level& level) {
    return level.not_practical || (column < level.points.size() && level.points[column]);
  });
}

std::string level_names(const rules::Factor& factor) {
  std::string out;
  for (const auto& level : factor.levels) out += (out.empty() ? "" : ", ") + level.id;
  return out;
}

Result<FactorPoints> cell(const rules::Factor& factor, const std::string& column, std::size_t index,
                          const std::string& chosen, rules::Status& status) {
  const rules::Level* level = factor.level(chosen);
  if (level == nullptr) {
    return bad(fmt::format("factor {} has no level {}", factor.id, chosen),
               "choose one of: " + level_names(factor));
  }
  FactorPoints out{factor.id, column, chosen, 0, level->not_practical};
  status = std::max(status, level->status);
  if (level->not_practical) return out;
  if (index >= level->points.size() || !level->points[index]) {
    return bad(
        fmt::format("level {} of factor {} does not exist in column {}", chosen, factor.id, column),
        "choose a level that has points there");
  }
  out.points = *level->points[index];
  return out;
}

/// Returns the level chosen for a cell; null when there is none; kInvalidInput when there are two.
Result<const FactorLevel*> chosen_for(const std::vector<FactorLevel>& factors,
                                      const std::string& factor, const std::string& column) {
  const FactorLevel* out = nullptr;
  for (const auto& item : factors) {
    if (item.factor != factor || item.column != column) continue;
    if (out != nullptr)
      return bad(fmt::format("factor {} is given twice in column {}", factor, column));
    out = &item;
  }
  return out;
}

}  // namespace

Result<Sum> rate(const rules::AttackTable& table, const std::vector<FactorLevel>& factors) {
  for (const auto& item : factors) {
    if (table.factor(item.factor) == nullptr) {
      return bad(fmt::format("table {} {} has no factor {}", table.id, table.version, item.factor));
    }
    if (std::ranges::find(table.columns, item.column) == table.columns.end()) {
      return bad(fmt::format("table {} {} has no column {}", table.id, table.version, item.column));
    }
  }
  Sum out;
  out.status = table.status;
  for (std::size_t index = 0; index < table.columns.size(); ++index) {
    const std::string& column = table.columns[index];
    for (const auto& factor : table.factors) {
      LW_TRY(const FactorLevel* chosen, chosen_for(factors, factor.id, column));
      if (chosen == nullptr) {
        if (column_unknown_to(factor, index)) continue;
        return bad(fmt::format("factor {} is missing in column {}", factor.id, column),
                   "choose one of: " + level_names(factor));
      }
      LW_TRY(FactorPoints points, cell(factor, column, index, chosen->level, out.status));
      out.total += points.points;
      out.not_practical = out.not_practical || points.not_practical;
      out.factors.push_back(std::move(points));
    }
  }
  return out;
}

std::int32_t van_met(const Rating& rating) {
  if (rating.not_practical) return kVanMax;
  std::int32_t out = 0;
  for (const auto& claim : rating.table.claims) {
    if (rating.total >= claim.min_total) out = std::max(out, claim.van);
  }
  return out;
}

Result<std::int32_t> claim_of(const Rating& rating, std::int32_t van) {
  for (const auto& claim : rating.table.claims) {
    if (claim.van == van) return claim.min_total;
  }
  return fail(ErrorCode::kNotFound, fmt::format("table {} {} has no band for AVA_VAN.{}",
                                                rating.table.id, rating.table.version, van));
}

Result<void> recompute(const Rating& rating, const rules::RuleBook& rules) {
  LW_TRY(const rules::AttackTable* table, rules.attack_table(rating.table.id, rating.on));
  if (table->version != rating.table.version) {
    return fail(ErrorCode::kNotFound,
                fmt::format("table {} is held in version {}, the rating {} used {}", table->id,
                            table->version, rating.id.text(), rating.table.version));
  }
  std::vector<FactorLevel> levels;
  for (const auto& item : rating.factors) levels.push_back({item.factor, item.column, item.level});
  LW_TRY(const Sum sum, rate(*table, levels));
  if (sum.total != rating.total || sum.not_practical != rating.not_practical) {
    return fail(ErrorCode::kRefused,
                fmt::format("rating {} is stored with {} points, its factors give {}",
                            rating.id.text(), rating.total, sum.total));
  }
  return {};
}

}  // namespace lw::resistance
