#pragma once

#include <vector>

#include "domain/access/access.hpp"
#include "domain/catalog/catalog.hpp"
#include "domain/certificate/certificate.hpp"
#include "domain/kernel/context.hpp"
#include "domain/kernel/due.hpp"
#include "domain/kernel/finding.hpp"
#include "domain/resistance/messages.hpp"
#include "domain/rules/rules.hpp"
#include "domain/surveillance/surveillance.hpp"

namespace lw::resistance {

/// How many attack paths one component may have, and how many ratings one path.
inline constexpr std::size_t kPathsPerComponentMax = 1000;
inline constexpr std::size_t kRatingsPerPathMax = 1000;
/// How many countermeasures may be on record for one path.
inline constexpr std::size_t kCountermeasuresPerPathMax = 1000;
/// Longest text of one field, in bytes.
inline constexpr std::size_t kTextMaxBytes = 4096;
/// Stands for the total of a path that nobody can walk: above every edge of every table.
inline constexpr std::int32_t kNotPracticalTotal = rules::kPointsMax;
/// The highest AVA_VAN level there is.
inline constexpr std::int32_t kVanMax = 5;

/// All attack paths, ratings and countermeasures known. The last two maps are indexes that apply
/// keeps.
struct State {
  std::map<AttackPathId, AttackPath> paths;
  std::map<RatingId, Rating> ratings;
  std::map<AttackPathId, std::vector<Countermeasure>> countermeasures;  ///< as recorded
  std::map<ComponentId, std::set<AttackPathId>> paths_on;
  std::map<AttackPathId, std::vector<RatingId>> ratings_of;  ///< as recorded
};
LW_DESCRIBE(State, paths, ratings, countermeasures, paths_on, ratings_of)

/// What this slice may read.
struct World {
  const access::State& access;
  const catalog::State& catalog;
  const certificate::State& certificate;
  const surveillance::State& surveillance;
  const State& resistance;
};

/// Returns the events that follow from a command; changes nothing. kNotFound: component, path,
/// asset or table unknown. kInvalidInput: a factor missing, repeated or unknown to the table, or a
/// field empty. kConflict: the id is taken. kRefused: total differs from the recomputation (R48), a
/// rating rises without a reason, or a countermeasure adds nothing.
[[nodiscard]] Result<std::vector<Event>> decide(const World& world, const Command& command,
                                                const Context& context);

/// Returns the state after an event. Holds no rules and never fails.
void apply(State& state, const Event& event);

/// Returns what may never be, in words: a total that is not the sum of its points (R48), a rating
/// without its path or factors, a countermeasure below its rating, an id under another's name.
[[nodiscard]] std::vector<std::string> violations(const World& world);

/// Appends nothing: no deadline runs in this slice. Here so that every slice is asked the same way.
void clocks(const World& world, Instant now, const rules::RuleBook& rules, std::vector<Clock>& out);

/// Returns on `on`: margins at or below house.margin.alarm (warning) and below house.margin.breach
/// (breach) for each product and use, paths without rating, countermeasures judged against an older
/// rating, ratings that their table no longer reproduces, ratings by a table that nobody has read.
[[nodiscard]] std::vector<Finding> findings(const World& world, Date on,
                                            const rules::RuleBook& rules);

/// Returns the path, or null.
const AttackPath* find_path(const State& state, const AttackPathId& id);

/// Returns the rating, or null.
const Rating* find_rating(const State& state, const RatingId& id);

/// Returns the rating of a path that holds on `on`: the latest by day, then by order of recording;
/// null when there is none.
const Rating* current_rating(const State& state, const AttackPathId& path, Date on);

/// Returns the highest AVA_VAN that a rating meets by its own table, 0 to 5; 5 for a path that is
/// not practical.
std::int32_t van_met(const Rating& rating);

/// Returns the smallest total that meets AVA_VAN `van` by the table that the rating used; kNotFound
/// when that table has no band for it.
[[nodiscard]] Result<std::int32_t> claim_of(const Rating& rating, std::int32_t van);

/// The points of a rating and their sum.
struct Sum {
  std::vector<FactorPoints> factors;
  std::int32_t total = 0;
  bool not_practical = false;
  rules::Status status = rules::Status::kRead;  ///< least certain line used
};

/// Returns the points of the chosen cells by `table`. kInvalidInput names a factor or column that
/// is missing, repeated, unknown, or a level that does not exist in that column.
[[nodiscard]] Result<Sum> rate(const rules::AttackTable& table,
                               const std::vector<FactorLevel>& factors);

/// Decides whether `rating` is what its table gives today for the same factors (R48): kRefused with
/// both totals when not, kNotFound when the table or its version is not in the rule book.
[[nodiscard]] Result<void> recompute(const Rating& rating, const rules::RuleBook& rules);

/// Whether an answer could be given.
enum class Knowledge {
  kKnown,
  kInsufficientData,  ///< no rating, or no claimed AVA_VAN level to compare with: `missing` says
                      ///< which
};
LW_DESCRIBE_ENUM(Knowledge, kKnown, kInsufficientData)

/// One path as seen from a product on a day.
struct PathMargin {
  AttackPathId path;
  ComponentId component;  ///< where the path starts
  catalog::Layer layer = catalog::Layer::kIc;
  std::string method;
  RatingId rating;
  std::int32_t bare_total = 0;                ///< as rated; kNotPracticalTotal when not practical
  std::int32_t total = 0;                     ///< through the best countermeasure above it
  std::optional<ComponentId> countermeasure;  ///< the upper component that raised it
  std::int32_t van_met = 0;
  std::int32_t claim_van = 0;          ///< claimed level, 0 when no certificate claims one
  std::optional<std::int32_t> margin;  ///< total minus the smallest total that meets the claim
  std::string table_status;            ///< "UNVERIFIED" when a line of the table was never read
  bool operator==(const PathMargin&) const = default;
};
LW_DESCRIBE(PathMargin, path, component, layer, method, rating, bare_total, total, countermeasure,
            van_met, claim_van, margin, table_status)

/// How well a product resists on a day, for a use.
struct Resistance {
  using Knowledge = resistance::Knowledge;
  Knowledge knowledge = Knowledge::kInsufficientData;
  std::string missing;             ///< what an answer lacks; empty when known
  std::int32_t lowest_total = 0;   ///< kNotPracticalTotal when no rated path can be walked
  std::int32_t van_met = 0;        ///< 0 to 5
  std::int32_t claim_van = 0;      ///< 0 when no certificate claims one
  std::int32_t margin = 0;         ///< meaningful only when known; negative: the claim is broken
  std::optional<RatingId> by;      ///< the rating that sets it
  bool unverified = false;         ///< some rating rests on a line of a table that nobody has read
  std::vector<PathMargin> paths;   ///< rated paths that serve the use, lowest margin first
  std::set<AttackPathId> unrated;  ///< known paths that serve the use and have no rating yet
  bool operator==(const Resistance&) const = default;
};
LW_DESCRIBE(Resistance, knowledge, missing, lowest_total, van_met, claim_van, margin, by,
            unverified, paths, unrated)

/// Returns how well `product` resists for `use` as known on `on` (methods II.c layer 2): over the
/// paths in the product and everything below it that serve the use, the lowest rating in force,
/// each through the best single countermeasure of a component above it. The claim is the highest
/// AVA_VAN of the certificates that cover the product and are valid that day, else of those that
/// covered it before, else the same of the path's own component. Never extrapolated.
[[nodiscard]] Resistance effective(const World& world, const ComponentId& product, catalog::Use use,
                                   Date on);

/// Returns the margin of every rated path of one component against that component's own
/// certificates: the view per layer.
[[nodiscard]] std::vector<PathMargin> margins(const World& world, const ComponentId& component,
                                              Date on);

/// One step of the margin in time: from `on` until the next step.
struct MarginStep {
  Date on;
  Knowledge knowledge = Knowledge::kInsufficientData;
  std::int32_t margin = 0;  ///< meaningful only when known
  std::int32_t van_met = 0;
  std::optional<RatingId> by;
  bool operator==(const MarginStep&) const = default;
};
LW_DESCRIBE(MarginStep, on, knowledge, margin, van_met, by)

/// Returns the margin of a product for a use as a step function, oldest first, from the first
/// rating to the last recorded change; two steps in a row differ. Empty when nothing was ever
/// rated.
[[nodiscard]] std::vector<MarginStep> history(const World& world, const ComponentId& product,
                                              catalog::Use use);

/// What looked at a product. Order: of several on one day the later in this list stands.
enum class AssessmentKind { kCertification, kSurveillance, kRating };
LW_DESCRIBE_ENUM(AssessmentKind, kCertification, kSurveillance, kRating)

/// One dated assessment of a product, or of something in it (R1).
struct DatedAssessment {
  AssessmentKind kind = AssessmentKind::kCertification;
  std::string id;  ///< of the certificate, surveillance event or rating
  ComponentId component;
  catalog::Layer layer = catalog::Layer::kIc;
  Date on;  ///< first day on which it stands
  std::optional<Date>
      until;            ///< last day, inclusive: the next one stands, or the certificate ended
  std::string outcome;  ///< "certified", "passed", "failed", "not conclusive", "meets AVA_VAN.3"
  std::string says;     ///< one line
  bool operator==(const DatedAssessment&) const = default;
};
LW_DESCRIBE(DatedAssessment, kind, id, component, layer, on, until, outcome, says)

/// Returns all assessments of a product up to and including `on`, oldest first (R1): certificates
/// that cover it, surveillance and ratings of it and of everything in it. Empty for an unknown
/// product.
[[nodiscard]] std::vector<DatedAssessment> assessments(const World& world,
                                                       const ComponentId& product, Date on);

/// Returns the assessment that was valid on `on`: the latest by then, unless it was a certificate
/// that had ended; nullopt when there was none (R1).
[[nodiscard]] std::optional<DatedAssessment> assessment_on(const World& world,
                                                           const ComponentId& product, Date on);

/// Returns one path as seen from a product that contains its component; nullopt when the path has
/// no rating that day, or does not start in the product.
std::optional<PathMargin> seen_from(const World& world, const AttackPathId& path,
                                    const ComponentId& product, Date on);

/// Returns the highest AVA_VAN that the certificates of a component claim on `on`: of those valid
/// that day, else of those that covered it before; 0 when none claims any.
std::int32_t claimed_van(const World& world, const ComponentId& component, Date on);

/// Returns the uses that a path touches in a product: its own and those that its assets serve
/// there.
std::set<catalog::Use> uses_of(const catalog::State& catalog, const AttackPath& path,
                               const ComponentId& product);

}  // namespace lw::resistance
