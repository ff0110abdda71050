#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "codec/reflect.hpp"

/// The parts of a report that are words and tables. Plain values: the caller has looked everything
/// up, the report only sets it. All text is plain UTF-8, never markup; it is escaped when it is
/// set.
namespace lw::report {

/// How far a statement is backed. Shown in words beside the statement; kUnverified shows as
/// "UNVERIFIED".
enum class Backing {
  kSourced,     ///< stated by a source that was read
  kComputed,    ///< follows from other facts of the report
  kModelled,    ///< assumed for the calculation
  kJudged,      ///< a person's judgement
  kUnverified,  ///< nobody has read it in the primary text
};
LW_DESCRIBE_ENUM(Backing, kSourced, kComputed, kModelled, kJudged, kUnverified)

/// One number that a reader takes away.
struct KeyFigure {
  std::string label;       ///< "cards with the flaw"
  std::int64_t value = 0;  ///< set with digits grouped by threes
  std::string unit;        ///< "cards", "days"; may be empty
  std::string note;        ///< one short sentence; may be empty
  Backing backing = Backing::kSourced;
  bool operator==(const KeyFigure&) const = default;
};
LW_DESCRIBE(KeyFigure, label, value, unit, note, backing)

/// A day and what it stands for.
struct DatedLine {
  Date on;
  std::string what;
  bool operator==(const DatedLine&) const = default;
};
LW_DESCRIBE(DatedLine, on, what)

/// What was decided, in one line, with who decided it and the reason they gave.
struct DecidedLine {
  std::string what;
  std::string why;
  std::optional<Date> on;
  std::string who = {};
  bool operator==(const DecidedLine&) const = default;
};
LW_DESCRIBE(DecidedLine, what, why, on, who)

/// The page for a minister (R55, R57): plain language, no abbreviation that is not explained.
struct Summary {
  std::string headline;                    ///< one sentence that stands alone
  std::vector<std::string> what_happened;  ///< one to four sentences, each one entry
  std::vector<KeyFigure> affected;         ///< who and how many; three to six
  std::vector<DecidedLine> decided;
  std::vector<std::string> still_open;
  std::vector<DatedLine> dates;  ///< the days to remember; at most ten are shown on the terminal
  bool operator==(const Summary&) const = default;
};
LW_DESCRIBE(Summary, headline, what_happened, affected, decided, still_open, dates)

/// What became of an option.
enum class OptionVerdict {
  kChosen,
  kPossible,     ///< open, not taken
  kUnavailable,  ///< cannot be done; the reason says why (R4)
};
LW_DESCRIBE_ENUM(OptionVerdict, kChosen, kPossible, kUnavailable)

/// One way to act, compared with the others (R4, R5, R56).
struct Option {
  std::string name;
  OptionVerdict verdict = OptionVerdict::kPossible;
  std::string reason;                         ///< why this verdict
  std::optional<std::int64_t> units_covered;  ///< documents that it helps
  std::optional<std::int64_t> units_left;     ///< documents that stay exposed after it
  std::optional<Date> effective_from;         ///< first day on which it works
  std::optional<std::int64_t> cost_eur;       ///< whole euro
  std::string holder_effort;                  ///< "5 minutes at home, no travel" (R6)
  std::string residual_risk;                  ///< in plain words
  Backing backing = Backing::kComputed;
  bool operator==(const Option&) const = default;
};
LW_DESCRIBE(Option, name, verdict, reason, units_covered, units_left, effective_from, cost_eur,
            holder_effort, residual_risk, backing)

/// The score of a risk; kIncomplete where one of the two inputs is missing (R3).
enum class RiskLevel { kIncomplete, kLow, kModerate, kHigh, kCritical };
LW_DESCRIBE_ENUM(RiskLevel, kIncomplete, kLow, kModerate, kHigh, kCritical)

/// The risk for one use, with the two things it was computed from (R3, R55).
struct RiskStatement {
  std::string id;
  std::string use;
  RiskLevel level = RiskLevel::kIncomplete;
  std::string statement;         ///< plain language
  std::string resistance_input;  ///< what is known of resistance; empty: missing
  std::string resistance_id;     ///< of the record behind it
  std::string use_input;         ///< what is known of the use; empty: missing
  std::string use_id;
  std::optional<Date> as_of;
  Backing backing = Backing::kComputed;
  bool operator==(const RiskStatement&) const = default;
};
LW_DESCRIBE(RiskStatement, id, use, level, statement, resistance_input, resistance_id, use_input,
            use_id, as_of, backing)

/// An attack path rated on a day (R48): points that an attacker needs, against those claimed.
struct Rating {
  std::string id;
  std::string path;
  std::string table;  ///< table and version that gave the points
  Date as_of;
  std::string known;                ///< what attackers knew on that day
  std::int32_t points = 0;          ///< recomputed from the factors
  std::int32_t points_claimed = 0;  ///< least points that the claim asks for
  std::string resists;              ///< "high", "moderate", "basic", "none"
  std::string factors;              ///< "elapsed time 10, expertise 6, …"
  Backing backing = Backing::kJudged;
  bool operator==(const Rating&) const = default;
};
LW_DESCRIBE(Rating, id, path, table, as_of, known, points, points_claimed, resists, factors,
            backing)

/// Whether a trigger of the contingency plan has been reached.
enum class TriggerState { kReached, kNotReached, kInsufficientData };
LW_DESCRIBE_ENUM(TriggerState, kReached, kNotReached, kInsufficientData)

/// One line of the trigger table (R58-R65): condition, measure, and the plan against what happened.
struct PlanTrigger {
  std::string id;
  std::string level;      ///< level of erosion; "standing" for standing measures (R64)
  std::string condition;  ///< in plain words
  std::string measure;    ///< what the plan proposes; nothing executes itself
  TriggerState state = TriggerState::kNotReached;
  std::optional<Date> reached_on;   ///< day from which the measure would have worked by the plan
  std::string reached_because;      ///< the facts that this day follows from
  std::optional<Date> happened_on;  ///< day from which the measure really worked
  std::string happened;
  bool operator==(const PlanTrigger&) const = default;
};
LW_DESCRIBE(PlanTrigger, id, level, condition, measure, state, reached_on, reached_because,
            happened_on, happened)

/// How one step of a plan went in an exercise.
struct ExerciseStep {
  std::string measure;
  std::string step;
  std::string outcome;  ///< in words: "worked", "worked late"
  std::string note;
  bool operator==(const ExerciseStep&) const = default;
};
LW_DESCRIBE(ExerciseStep, measure, step, outcome, note)

/// An exercise of the plan (R85).
struct ExerciseLine {
  Date held_on;
  std::string level;  ///< the row of the trigger table that was played
  std::string scenario;
  std::string who;  ///< roles and numbers, never names
  std::vector<ExerciseStep> steps;
  std::vector<std::string> findings;
  bool operator==(const ExerciseLine&) const = default;
};
LW_DESCRIBE(ExerciseLine, held_on, level, scenario, who, steps, findings)

/// The contingency plan and what it would have changed.
struct Plan {
  std::string name;
  std::string status;  ///< "approved", "draft", "none"
  std::optional<Date> approved_on;
  std::vector<std::string> approved_by;  ///< two people
  std::string caption;  ///< what the ready plan would have done earlier, one sentence
  std::vector<PlanTrigger> triggers;
  std::vector<ExerciseLine> exercises;
  bool operator==(const Plan&) const = default;
};
LW_DESCRIBE(Plan, name, status, approved_on, approved_by, caption, triggers, exercises)

/// What the check of a decision's signature said (R16).
enum class SignatureStatus {
  kVerified,
  kInvalid,
  kMissing,      ///< asked for, not there
  kNotRequired,  ///< a fact of history, not a decision taken in the system
  kNotChecked,   ///< not published yet, or not opened to the verifier
};
LW_DESCRIBE_ENUM(SignatureStatus, kVerified, kInvalid, kMissing, kNotRequired, kNotChecked)

/// A decision as it stands in the history.
struct Decision {
  std::int64_t log_index = -1;  ///< place in the log; -1: none
  Date decided_on;
  std::optional<Date> effective_from;
  std::string what;
  std::string who;        ///< name and role
  std::string authority;  ///< legal basis or office
  std::string why;
  SignatureStatus signature = SignatureStatus::kMissing;
  std::string key_id;
  Backing backing = Backing::kSourced;
  bool operator==(const Decision&) const = default;
};
LW_DESCRIBE(Decision, log_index, decided_on, effective_from, what, who, authority, why, signature,
            key_id, backing)

/// A clock that still runs on the day of the report.
struct OpenClock {
  std::string what;
  std::string rule;  ///< article
  Date due;          ///< last day
  std::string who;   ///< who must act
  bool operator==(const OpenClock&) const = default;
};
LW_DESCRIBE(OpenClock, what, rule, due, who)

/// Something that a rule found and that nobody has closed.
struct FindingLine {
  std::string what;
  std::string about;
  std::string rule;
  std::optional<Date> since;
  bool operator==(const FindingLine&) const = default;
};
LW_DESCRIBE(FindingLine, what, about, rule, since)

/// A source and how far it was read.
struct SourceLine {
  std::string id;
  std::string title;
  std::string where;  ///< URL (a link only for http and https), file, or repository
  std::string read;   ///< "full", "excerpt", "cited, not read"
  Backing backing = Backing::kSourced;
  bool operator==(const SourceLine&) const = default;
};
LW_DESCRIBE(SourceLine, id, title, where, read, backing)

/// What the offline verifier said.
enum class HistoryCheck { kVerified, kFailed, kNotChecked };
LW_DESCRIBE_ENUM(HistoryCheck, kVerified, kFailed, kNotChecked)

/// The history that the report was computed from.
struct HistoryProof {
  std::string log_name;
  std::int64_t size = 0;   ///< entries
  std::string root_hash;   ///< as in the checkpoint
  std::string checkpoint;  ///< the signed note, whole
  HistoryCheck check = HistoryCheck::kNotChecked;
  std::optional<Instant> checked_at;
  std::vector<std::string> problems;  ///< what the verifier names, where it failed
  std::string command;                ///< to verify it again, as typed
  bool operator==(const HistoryProof&) const = default;
};
LW_DESCRIBE(HistoryProof, log_name, size, root_hash, checkpoint, check, checked_at, problems,
            command)

}  // namespace lw::report
