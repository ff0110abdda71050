#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/calendar.hpp"
#include "base/result.hpp"
#include "domain/rules/attack_potential.hpp"
#include "domain/rules/deadline.hpp"
#include "domain/rules/source.hpp"

namespace lw::rules {

/// A whole number that a rule names, and what it counts ("percent of certificates a year").
struct Number {
  std::int64_t value = 0;
  std::string of;

  bool operator==(const Number&) const = default;
};

/// The outcomes, addressees or parts that a rule allows; at least one, no two alike.
struct Choice {
  std::vector<std::string> options;

  /// True when `option` is among them.
  [[nodiscard]] bool allows(std::string_view option) const;

  bool operator==(const Choice&) const = default;
};

/// Yes or no.
struct Flag {
  bool on = false;

  bool operator==(const Flag&) const = default;
};

using Content = std::variant<Duration, Number, Choice, Flag>;

/// Returns "duration", "number", "choice" or "flag".
std::string_view kind_of(const Content& content);

/// One version of a rule: what it says, where that is written, and from which day to which.
struct Rule {
  Citation source;
  Content content;

  bool operator==(const Rule&) const = default;
};

/// An answer together with the clause that gives it.
struct RuleDuration {
  Duration duration;
  Citation source;
};
struct RuleNumber {
  std::int64_t value = 0;
  std::string of;
  Citation source;
};
struct RuleChoice {
  Choice choice;
  Citation source;
};
struct RuleFlag {
  bool on = false;
  Citation source;
};

/// Last day or moment of a rule's period counted from `event`: deadline.hpp says how, and which
/// errors.
[[nodiscard]] inline Result<Date> deadline(Date event, const RuleDuration& rule,
                                           const HolidayCalendar& calendar) {
  return deadline(event, rule.duration, calendar);
}
[[nodiscard]] inline Result<Instant> deadline(Instant event, const RuleDuration& rule,
                                              const HolidayCalendar& calendar) {
  return deadline(event, rule.duration, calendar);
}

/// How well one year of a holiday calendar is known.
struct CalendarYear {
  int year = 0;
  Status status = Status::kUnverified;
  std::string source;

  bool operator==(const CalendarYear&) const = default;
};

/// A holiday calendar with its source and the names of its days.
struct Calendar {
  HolidayCalendar days;
  std::string name;
  std::string act;
  std::vector<CalendarYear> years;  ///< one after the other, without gap
  std::map<Date, std::string> names;

  /// Returns the least certain status among the years from `from` to `until`; kUnverified outside
  /// the calendar.
  [[nodiscard]] Status weakest_status(Date from, Date until) const;
};

/// All rules, attack-potential tables and calendars of one set, answering questions as of a day.
/// A value: copies are independent. Pointers and references that it hands out live until it is
/// changed or destroyed.
class RuleBook {
 public:
  /// Adds a version. kInvalidInput: malformed, or of another kind than the versions before it.
  /// kConflict: a version of that id is in force on one of its days.
  [[nodiscard]] Result<void> add(Rule rule);
  /// Adds a table. kInvalidInput: see check. kConflict: another one covers its id or its technical
  /// domain on one of its days.
  [[nodiscard]] Result<void> add(AttackTable table);
  /// Adds a calendar. kInvalidInput: years with gaps, or days outside them. kConflict: id taken.
  [[nodiscard]] Result<void> add(Calendar calendar);

  /// Answers a question by rule id as of `on`.
  /// kNotFound: no rule of that name, or no version of it in force on that day (the message says
  /// which, and names the days on which there is one). kInvalidInput: the rule is of another kind.
  [[nodiscard]] Result<RuleDuration> duration(std::string_view id, Date on) const;
  [[nodiscard]] Result<RuleNumber> number(std::string_view id, Date on) const;
  [[nodiscard]] Result<RuleChoice> choice(std::string_view id, Date on) const;
  [[nodiscard]] Result<RuleFlag> flag(std::string_view id, Date on) const;

  /// Returns the version in force on `on`, or null: for asking whether a rule applied at all.
  [[nodiscard]] const Rule* find(std::string_view id, Date on) const;

  /// Returns all versions of a rule, oldest first; empty when there is no such rule.
  [[nodiscard]] const std::vector<Rule>& versions(std::string_view id) const;

  /// Returns the rules in force on `on`, by id.
  [[nodiscard]] std::vector<const Rule*> in_force(Date on) const;

  /// Returns every version, by id and day.
  [[nodiscard]] std::vector<const Rule*> all() const;

  /// Returns the table whose id, else whose technical domain, is `id_or_domain` and that is in
  /// force on `on`. kNotFound as for rules; never null.
  [[nodiscard]] Result<const AttackTable*> attack_table(std::string_view id_or_domain,
                                                        Date on) const;
  /// Returns every version of every table.
  [[nodiscard]] const std::vector<AttackTable>& attack_tables() const { return tables_; }

  /// Returns the calendar of that id ("EU", "EE"); kNotFound otherwise; never null.
  [[nodiscard]] Result<const Calendar*> calendar(std::string_view id) const;
  /// Returns every calendar by id.
  [[nodiscard]] const std::map<std::string, Calendar, std::less<>>& calendars() const {
    return calendars_;
  }

  /// Returns text that is the same for the same rules whatever the order they were added in and the
  /// files they came from, and different for any different ones. Its SHA-256 names the rule set in
  /// the history (hashing is not ours).
  [[nodiscard]] std::string canonical_text() const;

 private:
  [[nodiscard]] Result<const Rule*> in_force_or_error(std::string_view id, Date on) const;

  std::map<std::string, std::vector<Rule>, std::less<>> rules_;
  std::vector<AttackTable> tables_;  // by id and day
  std::map<std::string, Calendar, std::less<>> calendars_;
};

}  // namespace lw::rules
