#pragma once

#include <cstdint>
#include <string_view>

#include "base/calendar.hpp"
#include "base/result.hpp"

namespace lw::rules {

/// What a period is counted in. Days are civil days, months and years those of the calendar.
enum class Unit { kHours, kCalendarDays, kWorkingDays, kMonths, kYears };

/// Which day is the first of the period. Hours run from the moment, everything else from a day.
enum class CountsFrom {
  kMoment,    ///< hours only
  kDayOf,     ///< the day of the event is day one
  kDayAfter,  ///< the day after the event is day one (Reg. 1182/71 Art. 3(1), EUCC Art. 30(1))
};

/// Which way the period is counted from its event.
enum class Runs {
  kForward,   ///< towards the last day on which something may happen
  kBackward,  ///< from an end date back to the first day on which something may happen
};

/// Longest period that a rule may name, in its own unit: even in years it stays inside the calendar
/// of Date.
inline constexpr std::int32_t kAmountMax = 5000;

/// A period as a rule names it: 1 to kAmountMax of a unit.
struct Duration {
  std::int32_t amount = 1;
  Unit unit = Unit::kCalendarDays;
  CountsFrom counts_from = CountsFrom::kDayAfter;
  Runs runs = Runs::kForward;

  bool operator==(const Duration&) const = default;
};

/// Returns the words of the data files: "hours", "calendar_days", "day_after", "backward"…
std::string_view to_string(Unit unit);
std::string_view to_string(CountsFrom from);
std::string_view to_string(Runs runs);

/// Reads the words of to_string; kInvalidInput otherwise.
[[nodiscard]] Result<Unit> parse_unit(std::string_view text);
[[nodiscard]] Result<CountsFrom> parse_counts_from(std::string_view text);
[[nodiscard]] Result<Runs> parse_runs(std::string_view text);

/// Decides whether `duration` makes sense: amount in range, hours from a moment and nothing else
/// from one. kInvalidInput otherwise.
[[nodiscard]] Result<void> check(const Duration& duration);

/// Returns the last day of the period, inclusive (running backward: its first day). 42 calendar
/// days from the day after 3 November give 15 December. Months and years end on the same date (Reg.
/// 1182/71 Art. 3(2)(c)), on the last day of the month where there is none. The day is not moved
/// when it falls on a holiday: see latest_lawful_day. kInvalidInput: a period in hours, or one that
/// check refuses. kIncomplete: working days outside the calendar.
[[nodiscard]] Result<Date> deadline(Date event, const Duration& duration,
                                    const HolidayCalendar& calendar);

/// Returns the moment at which the time is over: now >= result is late. For hours that is `event`
/// plus the hours; for other units the end of the last day (24:00 UTC) counted from the UTC day of
/// `event`. Where the day at the place counts, pass that day to the other overload. Errors as
/// there.
[[nodiscard]] Result<Instant> deadline(Instant event, const Duration& duration,
                                       const HolidayCalendar& calendar);

/// Returns `last_day`, or the next working day when it is a Saturday, a Sunday or a holiday: the
/// day that Reg. 1182/71 Art. 3(4) allows for a period not in hours (UNVERIFIED against the act).
/// kIncomplete outside the calendar.
[[nodiscard]] Result<Date> latest_lawful_day(Date last_day, const HolidayCalendar& calendar);

}  // namespace lw::rules
