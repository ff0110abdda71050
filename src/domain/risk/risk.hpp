#pragma once

#include "domain/programme/erosion.hpp"
#include "domain/programme/stock.hpp"
#include "domain/risk/messages.hpp"

namespace lw::risk {

/// How many entries one list of a risk may hold, and how many options one comparison.
inline constexpr std::size_t kEntriesMax = 1'000;
inline constexpr std::size_t kOptionsMax = 50;
/// Bounds on texts, in bytes.
inline constexpr std::size_t kTextMaxBytes = 4'000;
/// The longest sentence of a statement (R55). A common limit of plain-language guides; house
/// policy.
inline constexpr int kSentenceWordsMax = 25;
/// The scale of likelihood and impact.
inline constexpr std::int32_t kScaleMax = 5;

/// All risks, and the matrices that programmes chose.
struct State {
  std::map<RiskId, Risk> risks;
  std::map<ProgrammeId, std::map<Date, Matrix>> matrices;
};
LW_DESCRIBE(State, risks, matrices)

/// What the slice may read.
struct World {
  const access::State& access;
  const catalog::State& catalog;
  const certificate::State& certificate;
  const surveillance::State& surveillance;
  const resistance::State& resistance;
  const vulnerability::State& vulnerability;
  const programme::State& programme;
  const State& risk;
};

/// Returns the world of the programme slice.
inline programme::World programme_world(const World& w) {
  return {w.access,     w.catalog,       w.certificate, w.surveillance,
          w.resistance, w.vulnerability, w.programme};
}

/// Returns the events that follow from a command. kForbidden: not the issuing authority of the
/// programme, or for decisions not a person with that role in it (R26). kConflict: `revision` is
/// not that of the risk now. kRefused: rules R4-R6, R55, R56.
[[nodiscard]] Result<std::vector<Event>> decide(const World& world, const Command& command,
                                                const Context& context);

/// Returns the state after an event. Holds no rules and never fails.
void apply(State& state, const Event& event);

/// Returns what no sequence of commands may bring about, in words: a decision without two compared
/// options, for an unavailable option or above the ceiling without leave; an option without its
/// remaining risk; an acceptance of a state that never was; a close without either.
[[nodiscard]] std::vector<std::string> violations(const World& world);

/// Adds the ends of acceptances that run out.
void clocks(const World& world, Instant now, const rules::RuleBook& rules, std::vector<Clock>& out);

/// Returns on `on`: risks without both inputs, without statement, without decision, acceptances of
/// an older state, and open flaws in the field that no risk on record speaks of (R29, R44).
[[nodiscard]] std::vector<Finding> findings(const World& world, Date on,
                                            const rules::RuleBook& rules);

/// Returns the compartment under which the event is sealed: that of the risk's case while it is
/// restricted (R22). Ask before apply.
std::optional<CompartmentId> compartment_of(const World& world, const Event& event);

/// Returns the risk; nullptr when unknown. Valid while the state lives unchanged.
const Risk* find(const State& state, const RiskId& id);

/// Returns the id under which the system opens the risk of a cause: the same cause gives the same
/// id (R54).
RiskId id_for(const ProgrammeId& programme, const ComponentId& component,
              std::string_view cause_ref);

/// Returns the matrix in force on `on`: the programme's own, else the house default.
Matrix matrix(const State& state, const ProgrammeId& programme, Date on);

/// Returns the revision of a risk as known on `on`: how often an input, statement or comparison was
/// recorded by then. Decisions and acceptances name the revision that they judged.
std::int64_t revision(const Risk& risk, Date on);

/// What one use comes to.
struct UseScore {
  std::int32_t likelihood = 0;
  std::int32_t impact = 0;
  Level level = Level::kLow;
  std::int64_t documents = 0;
};
LW_DESCRIBE(UseScore, likelihood, impact, level, documents)

/// Whether both inputs are there.
enum class Completeness { kIncomplete, kComplete };
LW_DESCRIBE_ENUM(Completeness, kIncomplete, kComplete)

/// What a risk comes to on a day (R3).
struct Evaluation {
  Completeness completeness = Completeness::kIncomplete;
  std::vector<std::string> missing;  ///< what a score lacks
  std::string resistance_input;      ///< ids of the two inputs
  std::string exposure_input;
  std::map<catalog::Use, UseScore> by_use;  ///< empty while incomplete
  std::optional<Level> level;               ///< the highest of the uses; absent while incomplete
  std::int64_t revision = 0;
};
LW_DESCRIBE(Evaluation, completeness, missing, resistance_input, exposure_input, by_use, level,
            revision)

/// Returns the evaluation on `on`; with one input alone it is incomplete and never a score (R3). A
/// use that the flaw does not touch (exposure 0, or no likelihood needed) has no score of its own.
Evaluation evaluate(const World& world, const Risk& risk, Date on);

/// Whether a family of options is open to an embedded software, and if not, why (R4).
struct Availability {
  Family family = Family::kOther;
  bool available = true;
  std::string why_not;
  bool compared_always = false;  ///< a comparison needs an option of it, available or not
  std::string why_always;        ///< for the families that are compared always
};
LW_DESCRIBE(Availability, family, available, why_not, compared_always, why_always)

/// Returns all families on `on`. Upgrade and shorter validity are compared always (R5); where the
/// flaw is not curable by software, so are limited use, stopped production and early replacement
/// (R78).
std::vector<Availability> availability(const World& world, const Risk& risk, Date on,
                                       const rules::RuleBook& rules);

/// Whether an acceptance or decision still speaks of the risk as it is.
enum class Binding { kNone, kCurrent, kStale, kExpired };
LW_DESCRIBE_ENUM(Binding, kNone, kCurrent, kStale, kExpired)

/// Returns how the last acceptance stands on `on`.
Binding acceptance(const Risk& risk, Date on);
/// Returns how the last decision stands on `on`; never kExpired.
Binding decision(const Risk& risk, Date on);

/// How readable a text is (R55).
struct Readability {
  int sentences = 0;
  int words = 0;
  int longest_sentence_words = 0;
  std::string longest_sentence;
  double flesch =
      0;  ///< Flesch reading ease, English only: shown, not judged; 60 and more is plain English
};
LW_DESCRIBE(Readability, sentences, words, longest_sentence_words, longest_sentence, flesch)

/// Returns it. Sentences end with . ! or ? before white space or the end; words are divided by
/// white space. Flesch (1948): 206.835 - 1.015 words/sentences - 84.6 syllables/words, syllables
/// counted as groups of vowels.
Readability readability(std::string_view text);

/// Returns the risk as it stood on `on`: without what was taken, compared, decided or closed later.
Risk as_of(const Risk& risk, Date on);

/// Returns the risks of a programme that are open on `on`.
std::vector<const Risk*> open_risks(const State& state, const ProgrammeId& programme, Date on);

}  // namespace lw::risk
