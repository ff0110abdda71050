#include "domain/rules/deadline.hpp"

#include <array>
#include <span>

#include <fmt/format.h>

namespace lw::rules {
namespace {

constexpr std::array kUnits = {Unit::kHours, Unit::kCalendarDays, Unit::kWorkingDays, Unit::kMonths,
                               Unit::kYears};
constexpr std::array kStarts = {CountsFrom::kMoment, CountsFrom::kDayOf, CountsFrom::kDayAfter};
constexpr std::array kDirections = {Runs::kForward, Runs::kBackward};

template <class Enum>
Result<Enum> parse_word(std::string_view text, std::span<const Enum> all, std::string_view what) {
  std::string words;
  for (const auto value : all) {
    if (text == to_string(value)) return value;
    words += fmt::format("{}{}", words.empty() ? "" : ", ", to_string(value));
  }
  return fail(ErrorCode::kInvalidInput, fmt::format("not a {}: \"{}\"", what, text.substr(0, 40)),
              {}, "write one of " + words);
}

std::unexpected<Error> uncovered(Date day, const HolidayCalendar& calendar) {
  return fail(ErrorCode::kIncomplete,
              fmt::format("holiday calendar {} does not cover {}", calendar.id, day.text()), {},
              "extend data/rules/calendars");
}

bool covers(const HolidayCalendar& calendar, Date day) {
  return calendar.from <= day && day <= calendar.until;
}

// add_working_days of base counts forward only.
Result<Date> subtract_working_days(Date from, std::int32_t days, const HolidayCalendar& calendar) {
  Date at = from;
  for (std::int32_t left = days; left > 0;) {
    at = at.plus_days(-1);
    if (!covers(calendar, at)) return uncovered(at, calendar);
    if (calendar.is_working_day(at)) --left;
  }
  return at;
}

// A period of months whose first day is `from` itself ends on the day before the same date; where
// the last month has no such date, its last day is already that day.
Date months_including_first_day(Date from, std::int32_t months) {
  const Date same = from.plus_months(months);
  if (same.day() != from.day()) return same;
  return same.plus_days(months < 0 ? 1 : -1);
}

Result<Date> count_working_days(Date event, const Duration& duration,
                                const HolidayCalendar& calendar) {
  const bool with_event = duration.counts_from == CountsFrom::kDayOf;
  if (duration.runs == Runs::kBackward) {
    return subtract_working_days(with_event ? event.plus_days(1) : event, duration.amount,
                                 calendar);
  }
  return add_working_days(with_event ? event.plus_days(-1) : event, duration.amount, calendar);
}

}  // namespace

std::string_view to_string(Unit unit) {
  switch (unit) {
    case Unit::kHours: return "hours";
    case Unit::kCalendarDays: return "calendar_days";
    case Unit::kWorkingDays: return "working_days";
    case Unit::kMonths: return "months";
    case Unit::kYears: return "years";
  }
  return "unknown";
}

std::string_view to_string(CountsFrom from) {
  switch (from) {
    case CountsFrom::kMoment: return "moment";
    case CountsFrom::kDayOf: return "day_of";
    case CountsFrom::kDayAfter: return "day_after";
  }
  return "unknown";
}

std::string_view to_string(Runs runs) { return runs == Runs::kForward ? "forward" : "backward"; }

Result<Unit> parse_unit(std::string_view text) { return parse_word<Unit>(text, kUnits, "unit"); }
Result<CountsFrom> parse_counts_from(std::string_view text) {
  return parse_word<CountsFrom>(text, kStarts, "start of counting");
}
Result<Runs> parse_runs(std::string_view text) {
  return parse_word<Runs>(text, kDirections, "direction");
}

Result<void> check(const Duration& duration) {
  if (duration.amount < 1 || duration.amount > kAmountMax) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a period of {} is outside 1 to {}", duration.amount, kAmountMax));
  }
  const bool hours = duration.unit == Unit::kHours;
  const bool moment = duration.counts_from == CountsFrom::kMoment;
  if (hours != moment) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} cannot count from {}", to_string(duration.unit),
                            to_string(duration.counts_from)),
                {}, "hours count from the moment, all other units from a day");
  }
  return {};
}

Result<Date> deadline(Date event, const Duration& duration, const HolidayCalendar& calendar) {
  LW_CHECK(check(duration));
  const std::int32_t sign = duration.runs == Runs::kForward ? 1 : -1;
  const bool with_event = duration.counts_from == CountsFrom::kDayOf;
  switch (duration.unit) {
    case Unit::kHours:
      return fail(ErrorCode::kInvalidInput, "a period in hours counts from a moment, not a day");
    case Unit::kWorkingDays: return count_working_days(event, duration, calendar);
    case Unit::kCalendarDays:
      return event.plus_days(sign * (duration.amount - (with_event ? 1 : 0)));
    case Unit::kMonths:
    case Unit::kYears: break;
  }
  constexpr std::int32_t kMonthsPerYear = 12;
  const std::int32_t months =
      sign * duration.amount * (duration.unit == Unit::kYears ? kMonthsPerYear : 1);
  return with_event ? months_including_first_day(event, months) : event.plus_months(months);
}

Result<Instant> deadline(Instant event, const Duration& duration, const HolidayCalendar& calendar) {
  LW_CHECK(check(duration));
  if (duration.unit == Unit::kHours) {
    return event.plus_hours(duration.runs == Runs::kForward ? duration.amount : -duration.amount);
  }
  LW_TRY(const Date day, deadline(event.date(), duration, calendar));
  // Running backward, the first day opens at its first moment.
  return Instant::start_of(duration.runs == Runs::kForward ? day.plus_days(1) : day);
}

Result<Date> latest_lawful_day(Date last_day, const HolidayCalendar& calendar) {
  Date day = last_day;
  while (true) {
    if (!covers(calendar, day)) return uncovered(day, calendar);
    if (calendar.is_working_day(day)) return day;
    day = day.plus_days(1);
  }
}

}  // namespace lw::rules
