#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "codec/reflect.hpp"
#include "domain/catalog/types.hpp"
#include "domain/programme/types.hpp"

namespace lw::risk {

/// Why a risk was opened.
enum class Cause {
  kSurveillance,  ///< a surveillance result (R28)
  kFlaw,          ///< a vulnerability case
  kWithdrawal,    ///< a certificate of the embedded software was withdrawn (R54)
  kErosion,       ///< the erosion level or a margin
  kOther,
};
LW_DESCRIBE_ENUM(Cause, kSurveillance, kFlaw, kWithdrawal, kErosion, kOther)

/// How grave a risk is.
enum class Level { kLow, kModerate, kHigh, kCritical };
LW_DESCRIBE_ENUM(Level, kLow, kModerate, kHigh, kCritical)

/// From `margin_from` points above the claim on (until the next step), an attack is that likely.
struct LikelihoodStep {
  std::int32_t margin_from = 0;
  std::int32_t likelihood = 1;  ///< 1 to 5
  bool operator==(const LikelihoodStep&) const = default;
};
LW_DESCRIBE(LikelihoodStep, margin_from, likelihood)

/// How two inputs become a level: data, so that an authority can choose its own. All defaults are
/// house policy.
struct Matrix {
  std::int32_t below_claim = 4;            ///< likelihood when the margin is negative
  std::int32_t confirmed_below_claim = 5;  ///< … and a flaw is confirmed
  std::int32_t confirmed_at_least = 3;     ///< lowest likelihood once a flaw is confirmed
  std::vector<LikelihoodStep> likelihood{
      {0, 3}, {4, 2}, {8, 1}};  ///< rising margins, falling likelihood
  std::vector<std::int32_t> impact_from_ppm{0, 10'000, 100'000, 300'000,
                                            600'000};  ///< share of the documents in the field
  /// rows: likelihood 1 to 5; columns: impact 1 to 5
  std::vector<std::vector<Level>> levels{
      {Level::kLow, Level::kLow, Level::kLow, Level::kModerate, Level::kModerate},
      {Level::kLow, Level::kLow, Level::kModerate, Level::kModerate, Level::kHigh},
      {Level::kLow, Level::kModerate, Level::kModerate, Level::kHigh, Level::kHigh},
      {Level::kModerate, Level::kModerate, Level::kHigh, Level::kHigh, Level::kCritical},
      {Level::kModerate, Level::kHigh, Level::kHigh, Level::kCritical, Level::kCritical}};
  bool operator==(const Matrix&) const = default;
};
LW_DESCRIBE(Matrix, below_claim, confirmed_below_claim, confirmed_at_least, likelihood,
            impact_from_ppm, levels)

/// What the first input says of one use.
struct ResistanceOfUse {
  bool known = false;
  std::int32_t lowest_total = 0;
  std::int32_t margin = 0;
  bool confirmed = false;                  ///< a confirmed flaw touches the use
  std::optional<std::int32_t> likelihood;  ///< 1 to 5; absent: neither known nor judged
  bool judged = false;                     ///< set by a person, with the input's basis
  bool operator==(const ResistanceOfUse&) const = default;
};
LW_DESCRIBE(ResistanceOfUse, known, lowest_total, margin, confirmed, likelihood, judged)

/// First input (R3): output of surveillance and of the attack-potential ratings.
struct ResistanceInput {
  std::string input;  ///< id of the rating or of the surveillance event it rests on
  std::map<catalog::Use, ResistanceOfUse> by_use;
  std::string basis;
  Date on;
  bool operator==(const ResistanceInput&) const = default;
};
LW_DESCRIBE(ResistanceInput, input, by_use, basis, on)

/// What the second input says of one use.
struct ExposureOfUse {
  std::int64_t documents = 0;
  std::int32_t share_ppm = 0;  ///< of the programme's documents in the field
  std::int32_t impact = 1;     ///< 1 to 5
  bool judged = false;
  bool operator==(const ExposureOfUse&) const = default;
};
LW_DESCRIBE(ExposureOfUse, documents, share_ppm, impact, judged)

/// Second input (R3): how the embedded software is used.
struct ExposureInput {
  std::string input;  ///< id given by the authority
  std::map<catalog::Use, ExposureOfUse> by_use;
  std::map<std::int32_t, std::int64_t> by_expiry_year;
  std::string basis;
  Date on;
  bool operator==(const ExposureInput&) const = default;
};
LW_DESCRIBE(ExposureInput, input, by_use, by_expiry_year, basis, on)

/// What the risk is, for people who are not risk managers (R55, R57).
struct Statement {
  std::string text;
  std::set<EvidenceId> evidence;
  Date on;
  bool operator==(const Statement&) const = default;
};
LW_DESCRIBE(Statement, text, evidence, on)

/// Families of options (R5, R56; paper 000 III).
enum class Family { kUpgrade, kShorterValidity, kLimitUse, kStopProduction, kReplaceEarly, kOther };
LW_DESCRIBE_ENUM(Family, kUpgrade, kShorterValidity, kLimitUse, kStopProduction, kReplaceEarly,
                 kOther)

/// One option as the authority puts it (R6, R126).
struct Option {
  std::string id;
  Family family = Family::kOther;
  std::string says;  ///< what would be done, one sentence
  programme::HolderEffort effort;
  std::int64_t cost_euros = 0;
  std::string cost_basis;         ///< where the cost comes from; "unknown" is allowed and shown
  std::optional<Level> residual;  ///< what would be left of the risk; an option needs it (R126)
  bool operator==(const Option&) const = default;
};
LW_DESCRIBE(Option, id, family, says, effort, cost_euros, cost_basis, residual)

/// An option with what the facts say of it on the day of comparison.
struct ComparedOption {
  Option option;
  bool available = true;
  std::string why_not;         ///< reason where it is not available (R4)
  bool above_ceiling = false;  ///< asks more of the holder than the policy allows (R6)
  bool operator==(const ComparedOption&) const = default;
};
LW_DESCRIBE(ComparedOption, option, available, why_not, above_ceiling)

/// Options compared on a day.
struct Comparison {
  std::vector<ComparedOption> options;
  Date on;
  bool operator==(const Comparison&) const = default;
};
LW_DESCRIBE(Comparison, options, on)

/// Leave, signed by the authority, to ask more of holders than its ceiling (R6).
struct Override {
  std::string option;
  PersonId by;
  std::string reason;
  Date on;
  bool operator==(const Override&) const = default;
};
LW_DESCRIBE(Override, option, by, reason, on)

/// The choice among the options (R56), bound to the state of the risk that was judged.
struct Decision {
  std::set<std::string> chosen;
  std::int64_t revision = 0;
  PersonId by;
  std::string reason;
  Date on;
  bool operator==(const Decision&) const = default;
};
LW_DESCRIBE(Decision, chosen, revision, by, reason, on)

/// Acceptance of what is left (R26), bound to the state of the risk that was judged.
struct Acceptance {
  std::int64_t revision = 0;
  std::optional<Date> until;  ///< last day on which it holds
  PersonId by;
  std::string reason;
  Date on;
  bool operator==(const Acceptance&) const = default;
};
LW_DESCRIBE(Acceptance, revision, until, by, reason, on)

/// A risk of one programme from one embedded software.
struct Risk {
  RiskId id;
  ProgrammeId programme;
  ComponentId component;  ///< the embedded software
  Cause cause = Cause::kOther;
  std::string cause_ref;  ///< case, certificate or surveillance event
  std::optional<CaseId> case_id;
  Date opened_on;
  std::vector<ResistanceInput> resistance;
  std::vector<ExposureInput> exposure;
  std::vector<Statement> statements;
  std::vector<Comparison> comparisons;
  std::vector<Override> overrides;
  std::vector<Decision> decisions;
  std::vector<Acceptance> acceptances;
  std::optional<Date> closed_on;
  std::string closed_because;
  bool operator==(const Risk&) const = default;
};
LW_DESCRIBE(Risk, id, programme, component, cause, cause_ref, case_id, opened_on, resistance,
            exposure, statements, comparisons, overrides, decisions, acceptances, closed_on,
            closed_because)

}  // namespace lw::risk
