#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "codec/reflect.hpp"
#include "domain/catalog/types.hpp"
#include "domain/kernel/ids.hpp"

namespace lw::resistance {

/// One cell of an attack-potential table that a rating chose: factor, column and level, by the ids
/// of the table.
struct FactorLevel {
  std::string factor;
  std::string column;
  std::string level;
  bool operator==(const FactorLevel&) const = default;
};
LW_DESCRIBE(FactorLevel, factor, column, level)

/// A chosen cell with the points that the table gave it on the day of the rating.
struct FactorPoints {
  std::string factor;
  std::string column;
  std::string level;
  std::int32_t points = 0;     ///< 0 when not practical
  bool not_practical = false;  ///< the path cannot be walked at this level, whatever the sum
  bool operator==(const FactorPoints&) const = default;
};
LW_DESCRIBE(FactorPoints, factor, column, level, points, not_practical)

/// What the laboratory used (R49). The class feeds the rating: it is the hardest equipment level
/// among the factors.
struct Means {
  std::string equipment_class;  ///< level id of the factor "equipment" of the table
  std::string equipment;        ///< what it was, in words
  std::string skills;           ///< who, by skill, not by name
  bool operator==(const Means&) const = default;
};
LW_DESCRIBE(Means, equipment_class, equipment, skills)

/// From this total on a table's rating meets AVA_VAN `van`.
struct Claim {
  std::int32_t van = 0;
  std::int32_t min_total = 0;
  bool operator==(const Claim&) const = default;
};
LW_DESCRIBE(Claim, van, min_total)

/// Why a rating may be higher than the one before it: an attack once known does not become unknown
/// (methods II.c).
enum class RaiseReason {
  kCorrection,  ///< the earlier rating was wrong
  kFix,         ///< a fix landed in the component itself
};
LW_DESCRIBE_ENUM(RaiseReason, kCorrection, kFix)

/// The table that a rating followed, with what an answer must show of it.
struct TableUsed {
  std::string id;
  std::string version;
  std::string status;  ///< least certain line used: "READ", "POLICY", "SECONDARY" or "UNVERIFIED"
  std::vector<Claim> claims;  ///< the edges of its bands, AVA_VAN 1 to 5, so that a rating stays
                              ///< readable without the table
  bool operator==(const TableUsed&) const = default;
};
LW_DESCRIBE(TableUsed, id, version, status, claims)

/// One way to attack one component (R48).
struct AttackPath {
  AttackPathId id;
  ComponentId component;
  std::string method;                ///< name of the method, never how it is carried out
  std::set<std::string> assets;      ///< assets it reaches, by their names in the catalogue
  std::set<catalog::Use> uses;       ///< uses it touches beside those that the assets serve
  std::optional<EvidenceId> report;  ///< report of the ITSEF
  Date on;                           ///< since when the path is known
  bool operator==(const AttackPath&) const = default;
};
LW_DESCRIBE(AttackPath, id, component, method, assets, uses, report, on)

/// One rating of one path. Never edited; a later one supersedes it from its own day.
struct Rating {
  RatingId id;
  AttackPathId path;
  ComponentId component;
  TableUsed table;
  std::vector<FactorPoints> factors;
  std::int32_t total = 0;      ///< sum of the points
  bool not_practical = false;  ///< at least one factor is at a level that is not practical
  Means means;
  std::string basis;
  std::string source;
  Date on;
  std::int64_t order =
      0;  ///< position among all ratings as recorded; decides between two of one day
  bool operator==(const Rating&) const = default;
};
LW_DESCRIBE(Rating, id, path, component, table, factors, total, not_practical, means, basis, source,
            on, order)

/// A countermeasure of an upper component against a path in a component below: the rating as seen
/// through it. Judged against one rating; when the path is rated anew it counts no longer until it
/// is judged again.
struct Countermeasure {
  ComponentId component;  ///< the upper one
  AttackPathId path;
  RatingId rating;  ///< the rating that it raises
  std::vector<FactorPoints> factors;
  std::int32_t total = 0;
  bool not_practical = false;
  EvidenceId evidence;
  Date on;
  bool operator==(const Countermeasure&) const = default;
};
LW_DESCRIBE(Countermeasure, component, path, rating, factors, total, not_practical, evidence, on)

}  // namespace lw::resistance
