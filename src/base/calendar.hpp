#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace lw {

/// A day of the proleptic Gregorian calendar, 0001-01-01 to 9999-12-31. No time zone: the day that
/// law counts.
class Date {
 public:
  Date() = default;

  /// Returns the day that is `days` after 1970-01-01 (negative before).
  static constexpr Date from_days(std::int32_t days) {
    Date out;
    out.days_ = days;
    return out;
  }

  /// Returns the civil day; kInvalidInput when there is no such day.
  [[nodiscard]] static Result<Date> from_civil(int year, int month, int day);

  /// Reads "YYYY-MM-DD" (RFC 3339 full-date), nothing else; kInvalidInput otherwise.
  [[nodiscard]] static Result<Date> parse(std::string_view text);

  [[nodiscard]] constexpr std::int32_t days() const { return days_; }
  [[nodiscard]] int year() const;
  /// 1 to 12.
  [[nodiscard]] int month() const;
  /// 1 to 31.
  [[nodiscard]] int day() const;
  /// 1 Monday to 7 Sunday (ISO 8601).
  [[nodiscard]] int weekday() const;
  /// Returns "YYYY-MM-DD".
  [[nodiscard]] std::string text() const;

  [[nodiscard]] constexpr Date plus_days(std::int32_t days) const {
    return from_days(days_ + days);
  }

  /// Returns the same day of the month `months` later; the last day of that month where it has no
  /// such day (31 January + 1 month = 28 or 29 February: Reg. 1182/71 Art. 3(2)(c), last sentence).
  [[nodiscard]] Date plus_months(std::int32_t months) const;
  [[nodiscard]] Date plus_years(std::int32_t years) const { return plus_months(12 * years); }
  [[nodiscard]] Date first_of_month() const;

  constexpr auto operator<=>(const Date&) const = default;

 private:
  std::int32_t days_ = 0;
};

/// Returns the number of days from `from` to `to`; negative when `to` is earlier.
constexpr std::int32_t days_between(Date from, Date to) { return to.days() - from.days(); }

/// Returns the number of whole calendar months from `from` to `to` (never more than fit).
std::int32_t whole_months_between(Date from, Date to);

/// A moment, UTC, in whole seconds since 1970-01-01T00:00:00Z. Leap seconds are not counted
/// (POSIX).
class Instant {
 public:
  Instant() = default;

  static constexpr Instant from_seconds(std::int64_t seconds) {
    Instant out;
    out.seconds_ = seconds;
    return out;
  }

  /// Returns the first moment of `date` in UTC.
  static constexpr Instant start_of(Date date) {
    return from_seconds(std::int64_t{date.days()} * kSecondsPerDay);
  }

  /// Reads "YYYY-MM-DDThh:mm:ssZ", or "YYYY-MM-DDThh:mmZ", or a bare date (its first moment);
  /// kInvalidInput otherwise.
  [[nodiscard]] static Result<Instant> parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t seconds() const { return seconds_; }
  /// Returns the UTC day that holds this moment.
  [[nodiscard]] constexpr Date date() const {
    const std::int64_t whole = seconds_ / kSecondsPerDay;
    return Date::from_days(
        static_cast<std::int32_t>(seconds_ % kSecondsPerDay < 0 ? whole - 1 : whole));
  }
  /// Returns "YYYY-MM-DDThh:mm:ssZ".
  [[nodiscard]] std::string text() const;

  [[nodiscard]] constexpr Instant plus_seconds(std::int64_t seconds) const {
    return from_seconds(seconds_ + seconds);
  }
  [[nodiscard]] constexpr Instant plus_hours(std::int64_t hours) const {
    return from_seconds(seconds_ + hours * kSecondsPerHour);
  }

  constexpr auto operator<=>(const Instant&) const = default;

  static constexpr std::int64_t kSecondsPerHour = 3600;
  static constexpr std::int64_t kSecondsPerDay = 86400;

 private:
  std::int64_t seconds_ = 0;
};

/// The days on which nobody works, besides Saturday and Sunday.
struct HolidayCalendar {
  std::string id;  ///< for example "EU", "DE", "EE"
  Date from;       ///< first day that the list covers
  Date until;      ///< last day that the list covers, inclusive
  std::set<Date> holidays;

  /// True when `date` is neither Saturday, Sunday nor a listed holiday.
  [[nodiscard]] bool is_working_day(Date date) const;
};

/// Returns the `days`-th working day after `from`, `from` itself not counted (days >= 0; 0 gives
/// `from`). kIncomplete when the calendar does not cover the span.
[[nodiscard]] Result<Date> add_working_days(Date from, std::int32_t days,
                                            const HolidayCalendar& calendar);

}  // namespace lw
