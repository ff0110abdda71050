#include "report/axis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "report/markup.hpp"

// rapidcheck/gtest.h needs gtest first
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace lw::report {
namespace {

Date day(std::string_view text) { return Date::parse(text).value(); }

TEST(ValueScale, EndsAtTheNextRoundTick) {
  const ValueScale scale(760000, 100);
  EXPECT_EQ(scale.end(), 800000);
  EXPECT_EQ(scale.ticks(), (std::vector<std::int64_t>{0, 200000, 400000, 600000, 800000}));
  EXPECT_DOUBLE_EQ(scale.at(0), 0);
  EXPECT_DOUBLE_EQ(scale.at(800000), 100);
  EXPECT_DOUBLE_EQ(scale.at(400000), 50);
}

TEST(ValueScale, ZeroStillHasAnAxis) {
  EXPECT_EQ(ValueScale(0, 100).ticks(), (std::vector<std::int64_t>{0, 1}));
}

TEST(ValueScale, HoldsTheLargestNumber) {
  const ValueScale scale(std::numeric_limits<std::int64_t>::max(), 100);
  EXPECT_LE(scale.ticks().size(), 7U);
  EXPECT_DOUBLE_EQ(scale.at(std::numeric_limits<std::int64_t>::max()), 100);
}

RC_GTEST_PROP(ValueScale, TicksAreRoundAndReachTheValue, ()) {
  const auto most = *rc::gen::inRange<std::int64_t>(0, 2'000'000'000'000);
  const ValueScale scale(most, 100);
  RC_ASSERT(scale.end() >= most);
  RC_ASSERT(scale.ticks().size() >= 2U && scale.ticks().size() <= 6U);
  std::int64_t step = scale.ticks()[1];
  for (std::size_t i = 0; i < scale.ticks().size(); ++i)
    RC_ASSERT(scale.ticks()[i] == step * static_cast<std::int64_t>(i));
  while (step % 10 == 0) step /= 10;
  RC_ASSERT(step == 1 || step == 2 || step == 5);
}

TEST(DateScale, CountsTheLastDayWhole) {
  const DateScale scale(day("2017-01-01"), day("2017-01-10"), 100);
  EXPECT_DOUBLE_EQ(scale.at(day("2017-01-01")), 0);
  EXPECT_DOUBLE_EQ(scale.after(day("2017-01-10")), 100);
  EXPECT_DOUBLE_EQ(scale.at(day("2017-01-06")), 50);
  EXPECT_DOUBLE_EQ(scale.at(day("2016-01-01")), 0) << "held within the scale";
}

TEST(DateScale, ChoosesMonthsOrYearsByRoom) {
  const auto months = DateScale(day("2017-08-30"), day("2017-12-15"), 1000).ticks(11);
  ASSERT_EQ(months.size(), 4U);
  EXPECT_EQ(months.front(), (DateTick{day("2017-09-01"), "Sep 2017"}));
  EXPECT_EQ(months.back(), (DateTick{day("2017-12-01"), "Dec"}));
  const auto years = DateScale(day("2013-07-01"), day("2023-06-30"), 600).ticks(11);
  ASSERT_EQ(years.size(), 10U);
  EXPECT_EQ(years.front(), (DateTick{day("2014-01-01"), "2014"}));
}

RC_GTEST_PROP(DateScale, TicksLieWithinAndDoNotOverlap, ()) {
  const Date from = Date::from_days(*rc::gen::inRange(0, 30000));
  const Date until = from.plus_days(*rc::gen::inRange(1, 70000));
  const double length = *rc::gen::inRange(150, 1500);
  const DateScale scale(from, until, length);
  double free_from = -1000;
  for (const DateTick& tick : scale.ticks(11)) {
    RC_ASSERT(scale.holds(tick.on));
    RC_ASSERT(tick.on.day() == 1);
    const double half = text_width(tick.label, 11) / 2;
    RC_ASSERT(scale.at(tick.on) - half >= free_from);
    free_from = scale.at(tick.on) + half;
  }
}

TEST(TextWidth, IsNotBelowDejaVuSans) {
  // Advance widths of DejaVu Sans 2.37, in 2048ths of the em (hmtx table).
  EXPECT_GE(text_width("m", 2048), 1995);
  EXPECT_GE(text_width("0", 2048), 1303);
  EXPECT_GE(text_width("Q", 2048), 1612);
  EXPECT_GE(text_width("i", 2048), 569);
  EXPECT_GE(text_width("-", 2048), 739);
}

TEST(Fitted, CutsAtCodePointsAndSaysSo) {
  EXPECT_EQ(fitted("short", 500, 10), "short");
  const std::string cut = fitted("Pl\xC3\xA4tze f\xC3\xBCr \xC3\x84mter", 60, 10);
  EXPECT_TRUE(cut.ends_with("\xE2\x80\xA6"));
  EXPECT_LE(text_width(cut, 10), 60);
  EXPECT_EQ(cut, escaped(cut)) << "still UTF-8";
}

RC_GTEST_PROP(Wrapped, LinesFitAndKeepTheWords, ()) {
  const auto words = *rc::gen::container<std::vector<std::string>>(
      rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'z'))));
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  const auto lines = wrapped(text, 120, 11, 1000);
  std::string joined;
  for (const std::string& line : lines) {
    RC_ASSERT(text_width(line, 11) <= 120.0);
    joined += line;
  }
  std::erase(joined, ' ');
  std::erase(text, ' ');
  RC_ASSERT(joined == text);
}

TEST(Wrapped, NamesWhatIsLeftOut) {
  const auto lines = wrapped("one two three four five six seven eight", 60, 11, 2);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[1].ends_with("\xE2\x80\xA6"));
}

std::vector<LabelWish> wishes_of(const std::vector<std::pair<int, int>>& raw) {
  std::vector<LabelWish> out;
  for (const auto& [at, width] : raw)
    out.push_back({static_cast<double>(at), static_cast<double>(width)});
  std::ranges::sort(out, {}, &LabelWish::centre_px);
  return out;
}

rc::Gen<std::vector<std::pair<int, int>>> some_wishes() {
  return rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 900), rc::gen::inRange(10, 300)));
}

bool overlap(const LabelPlace& a, const LabelWish& a_wish, const LabelPlace& b,
             const LabelWish& b_wish) {
  return a.row == b.row && a.left_px < b.left_px + b_wish.width_px &&
         b.left_px < a.left_px + a_wish.width_px;
}

RC_GTEST_PROP(PlacedLabels, NeverOverlapAndStayInside, ()) {
  const auto wishes = wishes_of(*some_wishes());
  const auto places = placed_labels(wishes, 900);
  RC_ASSERT(places.size() == wishes.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    RC_ASSERT(places[i].left_px >= 0.0 && places[i].left_px + wishes[i].width_px <= 900.0);
    for (std::size_t j = 0; j < i; ++j)
      RC_ASSERT(!overlap(places[i], wishes[i], places[j], wishes[j]));
  }
}

RC_GTEST_PROP(PlacedFlags, NeverOverlapAndNoLabelStandsOnALaterPole, ()) {
  const auto wishes = wishes_of(*some_wishes());
  const auto places = placed_flags(wishes, 900);
  for (std::size_t i = 0; i < places.size(); ++i) {
    RC_ASSERT(places[i].left_px >= 0.0 && places[i].left_px + wishes[i].width_px <= 900.0);
    for (std::size_t j = i + 1; j < places.size(); ++j) {
      RC_ASSERT(!overlap(places[i], wishes[i], places[j], wishes[j]));
      const bool crosses = wishes[j].centre_px < places[i].left_px + wishes[i].width_px;
      RC_ASSERT(!crosses || places[i].row > places[j].row);
    }
  }
}

}  // namespace
}  // namespace lw::report
