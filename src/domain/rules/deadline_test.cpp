#include "domain/rules/deadline.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace lw::rules {
namespace {

Date day(std::string_view text) { return Date::parse(text).value(); }
Instant moment(std::string_view text) { return Instant::parse(text).value(); }

const HolidayCalendar kNoHolidays{"none", day("2000-01-01"), day("2040-12-31"), {}};

Duration period(std::int32_t amount, Unit unit, CountsFrom from = CountsFrom::kDayAfter,
                Runs runs = Runs::kForward) {
  return {.amount = amount, .unit = unit, .counts_from = from, .runs = runs};
}

std::string last_day(std::string_view event, const Duration& duration) {
  const auto result = deadline(day(event), duration, kNoHolidays);
  return result ? result->text() : result.error().message();
}

// EUCC Art. 30(1): day one is 4 November 2017, so day 42 is 15 December (27 days of November, 15 of
// December).
TEST(Deadline, SuspensionBeginsTheDayAfter) {
  EXPECT_EQ(last_day("2017-11-03", period(42, Unit::kCalendarDays)), "2017-12-15");
  EXPECT_EQ(last_day("2017-11-03", period(42, Unit::kCalendarDays, CountsFrom::kDayOf)),
            "2017-12-14");
}

// Reg. 1182/71 Art. 3(2)(c).
TEST(Deadline, MonthsAndYearsEndOnTheSameDate) {
  EXPECT_EQ(last_day("2026-03-05", period(1, Unit::kMonths)), "2026-04-05");
  EXPECT_EQ(last_day("2026-01-31", period(1, Unit::kMonths)), "2026-02-28");
  EXPECT_EQ(last_day("2024-02-29", period(5, Unit::kYears)), "2029-02-28");
  EXPECT_EQ(last_day("2025-03-01", period(5, Unit::kYears)), "2030-03-01");
}

TEST(Deadline, MonthsIncludingTheFirstDayEndTheDayBefore) {
  EXPECT_EQ(last_day("2026-03-05", period(1, Unit::kMonths, CountsFrom::kDayOf)), "2026-04-04");
  EXPECT_EQ(last_day("2026-01-31", period(1, Unit::kMonths, CountsFrom::kDayOf)), "2026-02-28");
}

TEST(Deadline, BackwardGivesTheFirstDay) {
  const auto nine_months = period(9, Unit::kMonths, CountsFrom::kDayAfter, Runs::kBackward);
  EXPECT_EQ(last_day("2030-03-01", nine_months), "2029-06-01");
  EXPECT_EQ(
      last_day("2026-11-20", period(3, Unit::kWorkingDays, CountsFrom::kDayAfter, Runs::kBackward)),
      "2026-11-17");
  EXPECT_EQ(
      last_day("2026-11-23", period(1, Unit::kWorkingDays, CountsFrom::kDayAfter, Runs::kBackward)),
      "2026-11-20");  // Monday back to Friday
}

TEST(Deadline, WorkingDayOfTheEventMayBeDayOne) {
  // Friday 20 November 2026.
  EXPECT_EQ(last_day("2026-11-20", period(1, Unit::kWorkingDays, CountsFrom::kDayOf)),
            "2026-11-20");
  EXPECT_EQ(last_day("2026-11-21", period(1, Unit::kWorkingDays, CountsFrom::kDayOf)),
            "2026-11-23");  // a Saturday is no working day
}

TEST(Deadline, HoursRunFromTheMoment) {
  const auto hours = period(24, Unit::kHours, CountsFrom::kMoment);
  EXPECT_EQ(deadline(moment("2026-12-31T13:37:11Z"), hours, kNoHolidays)->text(),
            "2027-01-01T13:37:11Z");
  EXPECT_EQ(deadline(day("2026-12-31"), hours, kNoHolidays).error().code, ErrorCode::kInvalidInput);
}

TEST(Deadline, OfAMomentIsTheEndOfTheLastDay) {
  EXPECT_EQ(deadline(moment("2017-11-03T16:00:00Z"), period(42, Unit::kCalendarDays), kNoHolidays)
                ->text(),
            "2017-12-16T00:00:00Z");
}

TEST(Deadline, RefusesPeriodsWithoutSense) {
  const Duration bad[] = {
      period(0, Unit::kCalendarDays),
      period(-1, Unit::kMonths),
      period(kAmountMax + 1, Unit::kYears),
      period(24, Unit::kHours, CountsFrom::kDayAfter),
      period(1, Unit::kMonths, CountsFrom::kMoment),
  };
  for (const auto& duration : bad) {
    EXPECT_EQ(check(duration).error().code, ErrorCode::kInvalidInput);
    EXPECT_FALSE(deadline(day("2026-01-01"), duration, kNoHolidays));
    EXPECT_FALSE(deadline(moment("2026-01-01"), duration, kNoHolidays));
  }
}

TEST(Deadline, OutsideTheCalendarIsIncomplete) {
  const auto forward = period(5, Unit::kWorkingDays);
  const auto backward = period(5, Unit::kWorkingDays, CountsFrom::kDayAfter, Runs::kBackward);
  EXPECT_EQ(deadline(day("2040-12-30"), forward, kNoHolidays).error().code, ErrorCode::kIncomplete);
  EXPECT_EQ(deadline(day("2000-01-03"), backward, kNoHolidays).error().code,
            ErrorCode::kIncomplete);
  EXPECT_EQ(latest_lawful_day(day("2041-01-01"), kNoHolidays).error().code, ErrorCode::kIncomplete);
}

// Reg. 1182/71 Art. 3(4): Saturday 25 December 2027 and Sunday; Monday 27 is a holiday here.
TEST(Deadline, LatestLawfulDayIsTheNextWorkingDay) {
  const HolidayCalendar calendar{"t", day("2027-01-01"), day("2027-12-31"), {day("2027-12-27")}};
  EXPECT_EQ(latest_lawful_day(day("2027-12-24"), calendar)->text(), "2027-12-24");
  EXPECT_EQ(latest_lawful_day(day("2027-12-25"), calendar)->text(), "2027-12-28");
}

TEST(Deadline, WordsAreReadBack) {
  for (const auto unit :
       {Unit::kHours, Unit::kCalendarDays, Unit::kWorkingDays, Unit::kMonths, Unit::kYears}) {
    EXPECT_EQ(parse_unit(to_string(unit)).value(), unit);
  }
  for (const auto from : {CountsFrom::kMoment, CountsFrom::kDayOf, CountsFrom::kDayAfter}) {
    EXPECT_EQ(parse_counts_from(to_string(from)).value(), from);
  }
  for (const auto runs : {Runs::kForward, Runs::kBackward}) {
    EXPECT_EQ(parse_runs(to_string(runs)).value(), runs);
  }
  EXPECT_EQ(parse_unit("days").error().hint,
            "write one of hours, calendar_days, working_days, months, years");
}

RC_GTEST_PROP(Deadline, CountingTheDayOfTheEventIsNeverLater, ()) {
  const auto event = Date::from_days(*rc::gen::inRange(11000, 18000));
  const auto amount = *rc::gen::inRange(1, 500);
  const auto unit = *rc::gen::element(Unit::kCalendarDays, Unit::kWorkingDays, Unit::kMonths);
  const auto after = deadline(event, period(amount, unit), kNoHolidays);
  const auto of = deadline(event, period(amount, unit, CountsFrom::kDayOf), kNoHolidays);
  RC_PRE(after.has_value());
  RC_ASSERT(of.value() <= *after);
  RC_ASSERT(of.value() >= event);
}

RC_GTEST_PROP(Deadline, WorkingDaysBackUndoesForwardBetweenWorkingDays, ()) {
  const auto event = Date::from_days(*rc::gen::inRange(11000, 18000));
  RC_PRE(kNoHolidays.is_working_day(event));
  const auto amount = *rc::gen::inRange(1, 200);
  const auto there = deadline(event, period(amount, Unit::kWorkingDays), kNoHolidays).value();
  const auto back = period(amount, Unit::kWorkingDays, CountsFrom::kDayAfter, Runs::kBackward);
  RC_ASSERT(deadline(there, back, kNoHolidays).value() == event);
}

}  // namespace
}  // namespace lw::rules
