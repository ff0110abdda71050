#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/bytes.hpp"
#include "base/calendar.hpp"
#include "base/strong.hpp"

namespace lw {
namespace {

Date day(std::string_view text) { return Date::parse(text).value(); }

// RFC 4648 §10 test vectors.
TEST(Base64, Rfc4648Vectors) {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), coded);
    const auto back = from_base64(coded);
    ASSERT_TRUE(back) << coded;
    EXPECT_EQ(as_text(*back), plain);
  }
}

TEST(Base64, RefusesWhatIsNotCanonical) {
  for (const auto* bad : {"Zg=", "Zh==", "Zm9=", "Z===", "Zm 9v", "Zm9v\n", "=Zm9"}) {
    EXPECT_FALSE(from_base64(bad)) << bad;
  }
}

TEST(Utf8, AcceptsAndRefuses) {
  EXPECT_TRUE(is_utf8("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"));
  EXPECT_FALSE(is_utf8("caf\xe9"));           // Windows-1252
  EXPECT_FALSE(is_utf8("\xc0\xaf"));          // overlong
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(is_utf8("\xe2\x82"));          // cut
}

TEST(Date, KnownDays) {
  EXPECT_EQ(day("1970-01-01").days(), 0);
  EXPECT_EQ(day("2000-03-01").days(), 11017);  // POSIX day number, from date(1)
  EXPECT_EQ(day("2017-08-30").weekday(), 3);   // a Wednesday
  EXPECT_EQ(day("2016-02-29").plus_years(1).text(), "2017-02-28");
  EXPECT_EQ(day("2016-01-31").plus_months(1).text(), "2016-02-29");
}

TEST(Date, RefusesDaysThatAreNot) {
  for (const auto* bad : {"2017-02-29", "2017-13-01", "2017-00-10", "2017-1-01", "17-01-01", "",
                          "2017-01-01 ", "0000-01-01", "2017/01/01"}) {
    EXPECT_FALSE(Date::parse(bad)) << bad;
  }
}

RC_GTEST_PROP(Date, TextRoundTrips, ()) {
  const auto date = Date::from_days(*rc::gen::inRange(-700000, 2900000));
  RC_ASSERT(Date::parse(date.text()).value() == date);
}

RC_GTEST_PROP(Date, WholeMonthsNeverOvershoot, ()) {
  const auto from = Date::from_days(*rc::gen::inRange(0, 40000));
  const auto to = Date::from_days(*rc::gen::inRange(from.days(), 60000));
  const auto months = whole_months_between(from, to);
  RC_ASSERT(from.plus_months(months) <= to);
  RC_ASSERT(from.plus_months(months + 1) > to);
}

TEST(Instant, ReadsAndWrites) {
  EXPECT_EQ(Instant::parse("2017-08-30T09:15:00Z")->seconds(), 1504084500);  // date -u -d … +%s
  EXPECT_EQ(Instant::parse("2017-08-30T09:15Z")->text(), "2017-08-30T09:15:00Z");
  EXPECT_EQ(Instant::from_seconds(-1).date().text(), "1969-12-31");
  EXPECT_FALSE(Instant::parse("2017-08-30T24:00:00Z"));
  EXPECT_FALSE(Instant::parse("2017-08-30T09:15:00+01:00"));
}

TEST(WorkingDays, SkipWeekendAndHoliday) {
  HolidayCalendar calendar{"test", day("2017-01-01"), day("2017-12-31"), {day("2017-04-17")}};
  // Thursday before Easter 2017 + 5: Fri 14, Tue 18, Wed 19, Thu 20, Fri 21 (Good Friday not listed
  // here).
  EXPECT_EQ(add_working_days(day("2017-04-13"), 5, calendar)->text(), "2017-04-21");
  EXPECT_EQ(add_working_days(day("2017-04-13"), 0, calendar)->text(), "2017-04-13");
  EXPECT_EQ(add_working_days(day("2017-12-29"), 1, calendar).error().code, ErrorCode::kIncomplete);
}

struct SampleTag {
  static constexpr std::string_view kKind = "sample";
};

TEST(Id, RefusesWhatCouldHideInATable) {
  for (const std::string& bad : {std::string(), std::string("a b"), std::string("a\nb"),
                                 std::string("a\"b"), std::string(129, 'a')}) {
    EXPECT_FALSE(Id<SampleTag>::parse(bad)) << bad;
  }
  EXPECT_EQ(Id<SampleTag>::parse("ANSSI-CC-2017/59")->text(), "ANSSI-CC-2017/59");
}

}  // namespace
}  // namespace lw
