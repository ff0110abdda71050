#pragma once

#include <variant>

#include "domain/kernel/message.hpp"
#include "domain/resistance/types.hpp"

namespace lw::resistance {

/// Command: makes a way to attack a component known. Names at least one asset or use. The day is
/// context.effective_on.
struct RegisterAttackPath {
  static constexpr std::string_view kName = "resistance.register_attack_path";
  static constexpr std::uint32_t kVersion = 1;
  AttackPathId path;
  ComponentId component;
  std::string method;
  std::set<std::string> assets;
  std::set<catalog::Use> uses;
  std::optional<EvidenceId> report;
  std::string reason;
};
LW_DESCRIBE(RegisterAttackPath, path, component, method, assets, uses, report, reason)

/// Command: rates a path by the table in force on context.effective_on. Every factor of the table
/// is given once for every column that knows it. `table` is a table id or a technical domain;
/// without `table_version` the one in force is taken. `stated_total`, when given, is the total
/// printed in the report and must equal the recomputation (R48).
struct RateAttackPath {
  static constexpr std::string_view kName = "resistance.rate_attack_path";
  static constexpr std::uint32_t kVersion = 1;
  RatingId rating;
  AttackPathId path;
  ComponentId component;
  std::string table;
  std::optional<std::string> table_version;
  std::vector<FactorLevel> factors;
  Means means;
  std::optional<std::int32_t> stated_total;
  std::optional<RaiseReason> raise;  ///< needed when the rating is higher than the current one
  std::string basis;
  std::string source;
  std::string reason;
};
LW_DESCRIBE(RateAttackPath, rating, path, component, table, table_version, factors, means,
            stated_total, raise, basis, source, reason)

/// Command: records that an upper component makes a path below it harder: the cells that change,
/// with the proof.
struct RecordCountermeasure {
  static constexpr std::string_view kName = "resistance.record_countermeasure";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  AttackPathId path;
  std::vector<FactorLevel> adds;
  EvidenceId evidence;
  std::string reason;
};
LW_DESCRIBE(RecordCountermeasure, component, path, adds, evidence, reason)

using Command = std::variant<RegisterAttackPath, RateAttackPath, RecordCountermeasure>;

/// Event: a way to attack a component is known since `on`.
struct AttackPathRegistered {
  static constexpr std::string_view kName = "resistance.attack_path_registered";
  static constexpr std::uint32_t kVersion = 1;
  AttackPathId path;
  ComponentId component;
  std::string method;
  std::set<std::string> assets;
  std::set<catalog::Use> uses;
  std::optional<EvidenceId> report;
  std::string reason;
  Date on;
};
LW_DESCRIBE(AttackPathRegistered, path, component, method, assets, uses, report, reason, on)

/// Event: a path is rated from `on`; the rating keeps its factors, their points and the table's
/// edges.
struct AttackPathRated {
  static constexpr std::string_view kName = "resistance.attack_path_rated";
  static constexpr std::uint32_t kVersion = 1;
  RatingId rating;
  AttackPathId path;
  ComponentId component;
  TableUsed table;
  std::vector<FactorPoints> factors;
  std::int32_t total = 0;
  bool not_practical = false;
  Means means;
  std::optional<RaiseReason> raise;
  std::string basis;
  std::string source;
  std::string reason;
  Date on;
};
LW_DESCRIBE(AttackPathRated, rating, path, component, table, factors, total, not_practical, means,
            raise, basis, source, reason, on)

/// Event: through `component` the path has this rating from `on`.
struct CountermeasureRecorded {
  static constexpr std::string_view kName = "resistance.countermeasure_recorded";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  AttackPathId path;
  RatingId rating;
  std::vector<FactorPoints> factors;
  std::int32_t total = 0;
  bool not_practical = false;
  EvidenceId evidence;
  std::string reason;
  Date on;
};
LW_DESCRIBE(CountermeasureRecorded, component, path, rating, factors, total, not_practical,
            evidence, reason, on)

using Event = std::variant<AttackPathRegistered, AttackPathRated, CountermeasureRecorded>;

}  // namespace lw::resistance
