#include "base/calendar.hpp"

#include <fmt/format.h>

#include <optional>

namespace lw {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kYearMin = 1;
constexpr int kYearMax = 9999;

year_month_day civil(Date date) { return year_month_day{sys_days{std::chrono::days{date.days()}}}; }

/// Reads exactly `size` decimal digits at `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t size) {
  if (at + size > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + size; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::unexpected<Error> bad_date(std::string_view text) {
  return fail(ErrorCode::kInvalidInput, fmt::format("not a date: \"{}\"", text.substr(0, 40)), {},
              "write YYYY-MM-DD");
}

std::unexpected<Error> bad_instant(std::string_view text) {
  return fail(ErrorCode::kInvalidInput, fmt::format("not a moment: \"{}\"", text.substr(0, 40)), {},
              "write YYYY-MM-DDThh:mm:ssZ");
}

}  // namespace

Result<Date> Date::from_civil(int year, int month, int day) {
  const auto ymd =
      year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                     std::chrono::day{static_cast<unsigned>(day)}};
  if (year < kYearMin || year > kYearMax || month < 1 || day < 1 || !ymd.ok()) {
    return bad_date(fmt::format("{:04}-{:02}-{:02}", year, month, day));
  }
  return from_days(static_cast<std::int32_t>(sys_days{ymd}.time_since_epoch().count()));
}

Result<Date> Date::parse(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !year || !month || !day) {
    return bad_date(text);
  }
  return from_civil(*year, *month, *day);
}

int Date::year() const { return static_cast<int>(civil(*this).year()); }
int Date::month() const { return static_cast<int>(static_cast<unsigned>(civil(*this).month())); }
int Date::day() const { return static_cast<int>(static_cast<unsigned>(civil(*this).day())); }

int Date::weekday() const {
  return static_cast<int>(std::chrono::weekday{sys_days{std::chrono::days{days_}}}.iso_encoding());
}

std::string Date::text() const { return fmt::format("{:04}-{:02}-{:02}", year(), month(), day()); }

Date Date::plus_months(std::int32_t months) const {
  auto ymd = civil(*this) + std::chrono::months{months};
  if (!ymd.ok()) ymd = ymd.year() / ymd.month() / std::chrono::last;
  return from_days(static_cast<std::int32_t>(sys_days{ymd}.time_since_epoch().count()));
}

Date Date::first_of_month() const { return plus_days(1 - day()); }

std::int32_t whole_months_between(Date from, Date to) {
  std::int32_t months = (to.year() - from.year()) * 12 + (to.month() - from.month());
  while (months > 0 && from.plus_months(months) > to) --months;
  while (months < 0 && from.plus_months(months) < to) ++months;
  return months;
}

Result<Instant> Instant::parse(std::string_view text) {
  constexpr std::size_t kDateSize = 10;
  LW_TRY(const Date date, Date::parse(text.substr(0, kDateSize)));
  if (text.size() == kDateSize) return start_of(date);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const bool has_seconds = text.size() == 20;
  const auto second = has_seconds ? digits(text, 17, 2) : std::optional<int>(0);
  const bool shape = (has_seconds || text.size() == 17) && text[10] == 'T' && text[13] == ':' &&
                     (!has_seconds || text[16] == ':') && text.back() == 'Z';
  if (!shape || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) {
    return bad_instant(text);
  }
  return start_of(date).plus_seconds(*hour * kSecondsPerHour + *minute * 60 + *second);
}

std::string Instant::text() const {
  const std::int64_t rest = seconds_ - start_of(date()).seconds();
  return fmt::format("{}T{:02}:{:02}:{:02}Z", date().text(), rest / kSecondsPerHour, rest / 60 % 60,
                     rest % 60);
}

bool HolidayCalendar::is_working_day(Date date) const {
  return date.weekday() <= 5 && !holidays.contains(date);
}

Result<Date> add_working_days(Date from, std::int32_t days, const HolidayCalendar& calendar) {
  Date at = from;
  for (std::int32_t left = days; left > 0;) {
    at = at.plus_days(1);
    if (at < calendar.from || at > calendar.until) {
      return fail(ErrorCode::kIncomplete,
                  fmt::format("holiday calendar {} does not cover {}", calendar.id, at.text()), {},
                  "extend data/rules/calendars");
    }
    if (calendar.is_working_day(at)) --left;
  }
  return at;
}

}  // namespace lw
