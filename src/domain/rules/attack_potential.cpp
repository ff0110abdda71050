#include "domain/rules/attack_potential.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/strong.hpp"

namespace lw::rules {
namespace {

constexpr std::array kPotentials = {Potential::kNone, Potential::kBasic, Potential::kEnhancedBasic,
                                    Potential::kModerate, Potential::kHigh};
constexpr std::int32_t kVanMax = 5;

std::unexpected<Error> bad(std::string what) {
  return fail(ErrorCode::kInvalidInput, std::move(what));
}

Result<void> check_level(const AttackTable& table, const Factor& factor, const Level& level) {
  const auto name = fmt::format("factor {}, level {}", factor.id, level.id);
  if (!is_identifier(level.id)) return bad(name + ": not an id");
  if (level.status < table.status) return bad(name + ": better known than its table");
  if (level.not_practical) {
    if (!level.points.empty()) return bad(name + ": not practical, and yet has points");
    return {};
  }
  if (level.points.size() != table.columns.size()) {
    return bad(fmt::format("{}: {} points for {} columns", name, level.points.size(),
                           table.columns.size()));
  }
  bool some = false;
  for (const auto& points : level.points) {
    if (!points) continue;
    some = true;
    if (*points < 0 || *points > kPointsMax) {
      return bad(fmt::format("{}: {} points are outside 0 to {}", name, *points, kPointsMax));
    }
  }
  if (!some) return bad(name + ": no column applies");
  return {};
}

Result<void> check_factors(const AttackTable& table) {
  if (table.factors.empty() || table.factors.size() > kFactorsMax) {
    return bad(fmt::format("a table has 1 to {} factors", kFactorsMax));
  }
  std::set<std::string_view> factor_ids;
  for (const auto& factor : table.factors) {
    if (!is_identifier(factor.id) || !factor_ids.insert(factor.id).second) {
      return bad(fmt::format("factor \"{}\": not an id, or used twice", factor.id));
    }
    if (factor.levels.empty() || factor.levels.size() > kLevelsMax) {
      return bad(fmt::format("factor {}: a factor has 1 to {} levels", factor.id, kLevelsMax));
    }
    std::set<std::string_view> level_ids;
    for (const auto& level : factor.levels) {
      if (!level_ids.insert(level.id).second) {
        return bad(fmt::format("factor {}: level {} is there twice", factor.id, level.id));
      }
      LW_CHECK(check_level(table, factor, level));
    }
  }
  return {};
}

Result<void> check_bands(const AttackTable& table) {
  if (table.bands.empty() || table.bands.front().min != 0) return bad("the first band begins at 0");
  for (std::size_t i = 0; i < table.bands.size(); ++i) {
    const Band& band = table.bands[i];
    const bool last = i + 1 == table.bands.size();
    if (band.max.has_value() == last) {
      return bad(fmt::format("band from {}: every band but the last has a max", band.min));
    }
    if (band.max && *band.max < band.min) {
      return bad(fmt::format("band from {}: max {} is below min", band.min, *band.max));
    }
    if (band.meets_van < 0 || band.meets_van > kVanMax) {
      return bad(
          fmt::format("band from {}: AVA_VAN {} is outside 0 to 5", band.min, band.meets_van));
    }
    if (i == 0) continue;
    const Band& below = table.bands[i - 1];
    if (band.min != *below.max + 1) {
      return bad(fmt::format("band from {}: the band below ends at {}", band.min, *below.max));
    }
    if (band.potential <= below.potential || band.meets_van < below.meets_van) {
      return bad(fmt::format("band from {}: potential and AVA_VAN must rise", band.min));
    }
  }
  return {};
}

}  // namespace

std::string_view to_string(Potential potential) {
  switch (potential) {
    case Potential::kNone: return "none";
    case Potential::kBasic: return "basic";
    case Potential::kEnhancedBasic: return "enhanced-basic";
    case Potential::kModerate: return "moderate";
    case Potential::kHigh: return "high";
  }
  return "none";
}

Result<Potential> parse_potential(std::string_view text) {
  for (const auto potential : kPotentials) {
    if (text == to_string(potential)) return potential;
  }
  return fail(ErrorCode::kInvalidInput,
              fmt::format("not an attack potential: \"{}\"", text.substr(0, 40)), {},
              "write none, basic, enhanced-basic, moderate or high");
}

const Level* Factor::level(std::string_view level_id) const {
  const auto at = std::ranges::find(levels, level_id, &Level::id);
  return at == levels.end() ? nullptr : &*at;
}

const Factor* AttackTable::factor(std::string_view factor_id) const {
  const auto at = std::ranges::find(factors, factor_id, &Factor::id);
  return at == factors.end() ? nullptr : &*at;
}

const Band& AttackTable::band_of(std::int32_t total) const {
  LW_ASSERT(total >= 0 && !bands.empty());
  const auto above = std::ranges::upper_bound(bands, total, {}, &Band::min);
  return *std::prev(above);
}

Result<std::int32_t> AttackTable::claim_of_van(std::int32_t van) const {
  const auto at = std::ranges::find_if(bands, [&](const Band& b) { return b.meets_van >= van; });
  if (van < 1 || at == bands.end()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("table {} has no total that meets AVA_VAN.{}", id, van));
  }
  return at->min;
}

Result<void> check(const AttackTable& table) {
  if (!is_identifier(table.id)) return bad("table without an id");
  if (!is_identifier(table.technical_domain)) return bad("table without a technical domain");
  if (table.in_force.until && *table.in_force.until < table.in_force.from) {
    return bad("the table ends before it begins");
  }
  if (table.columns.empty() || table.columns.size() > kColumnsMax) {
    return bad(fmt::format("a table has 1 to {} columns", kColumnsMax));
  }
  if (std::set<std::string>(table.columns.begin(), table.columns.end()).size() !=
      table.columns.size()) {
    return bad("a column is there twice");
  }
  LW_CHECK(check_factors(table));
  return check_bands(table);
}

void append_canonical(std::string& out, const AttackTable& table) {
  append_field(out, "table", table.id);
  append_field(out, "version", table.version);
  append_field(out, "name", table.name);
  append_field(out, "act", table.act);
  append_field(out, "article", table.article);
  append_field(out, "domain", table.technical_domain);
  append_field(out, "in_force", table.in_force.text());
  append_field(out, "status", to_string(table.status));
  for (const auto& column : table.columns) append_field(out, "column", column);
  for (const auto& factor : table.factors) {
    append_field(out, "factor", factor.id);
    append_field(out, "name", factor.name);
    for (const auto& level : factor.levels) {
      append_field(out, "level", level.id);
      append_field(out, "name", level.name);
      append_field(out, "status", to_string(level.status));
      if (level.not_practical) append_field(out, "points", "not practical");
      for (const auto& points : level.points) {
        append_field(out, "points", points ? fmt::format("{}", *points) : "na");
      }
    }
  }
  for (const auto& band : table.bands) {
    append_field(out, "band", fmt::format("{}", band.min));
    append_field(out, "max", band.max ? fmt::format("{}", *band.max) : "");
    append_field(out, "potential", to_string(band.potential));
    append_field(out, "van", fmt::format("{}", band.meets_van));
    append_field(out, "identifier", band.identifier);
  }
}

}  // namespace lw::rules
