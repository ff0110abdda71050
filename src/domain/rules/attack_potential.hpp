#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/rules/source.hpp"

namespace lw::rules {

/// What an attacker can muster, weakest first (CEM annex B.4).
enum class Potential { kNone, kBasic, kEnhancedBasic, kModerate, kHigh };

/// Returns "none", "basic", "enhanced-basic", "moderate" or "high".
std::string_view to_string(Potential potential);

/// Reads the words of to_string; kInvalidInput otherwise.
[[nodiscard]] Result<Potential> parse_potential(std::string_view text);

/// One level of a factor, for example "expert".
struct Level {
  std::string id;
  std::string name;
  /// One entry a column of the table; absent where the table says "not applicable". Empty when
  /// not_practical.
  std::vector<std::optional<std::int32_t>> points;
  /// True when a path at this level is not exploitable at all, whatever its sum.
  bool not_practical = false;
  Status status = Status::kUnverified;  ///< of this line; never better known than the table

  bool operator==(const Level&) const = default;
};

/// One factor, for example "expertise", with its levels from easiest to hardest.
struct Factor {
  std::string id;
  std::string name;
  std::vector<Level> levels;

  /// Returns the level of that id, or null.
  [[nodiscard]] const Level* level(std::string_view level_id) const;

  bool operator==(const Factor&) const = default;
};

/// What a total means: the TOE resists attackers of `potential` and meets AVA_VAN up to
/// `meets_van`.
struct Band {
  std::int32_t min = 0;
  std::optional<std::int32_t> max;  ///< inclusive; absent in the last band
  Potential potential = Potential::kNone;
  std::int32_t meets_van = 0;  ///< 0 none, else 1 to 5
  std::string identifier;      ///< OpenID4VCI appendix D.2; empty for "none"

  bool operator==(const Band&) const = default;
};

/// One version of an attack-potential table. Which one applies follows from technical domain and
/// date.
struct AttackTable {
  std::string id;
  std::string version;
  std::string name;
  std::string act;
  std::string article;
  std::string technical_domain;
  InForce in_force;
  Status status = Status::kUnverified;
  std::vector<std::string> columns;  ///< CEM: "total"; JIL: "identification", "exploitation"
  std::vector<Factor> factors;
  std::vector<Band> bands;

  /// Returns the factor of that id, or null.
  [[nodiscard]] const Factor* factor(std::string_view factor_id) const;

  /// Returns the band that holds `total` (>= 0). The table has passed check.
  [[nodiscard]] const Band& band_of(std::int32_t total) const;

  /// Returns the smallest total that meets AVA_VAN `van` (1 to 5): 31 for level 5 of the smart-card
  /// table. kNotFound when no band does.
  [[nodiscard]] Result<std::int32_t> claim_of_van(std::int32_t van) const;

  bool operator==(const AttackTable&) const = default;
};

/// Bounds of a table, so that a hostile file stays small.
inline constexpr std::int32_t kPointsMax = 1000;
inline constexpr std::size_t kColumnsMax = 4;
inline constexpr std::size_t kFactorsMax = 32;
inline constexpr std::size_t kLevelsMax = 64;

/// Decides whether `table` can be used: unique ids, points of the right number and range, bands
/// contiguous from 0 with rising potential and an open end. kInvalidInput names the factor, level
/// or band that is wrong.
[[nodiscard]] Result<void> check(const AttackTable& table);

/// Appends the table's canonical text to `out` (see RuleBook::canonical_text).
void append_canonical(std::string& out, const AttackTable& table);

}  // namespace lw::rules
