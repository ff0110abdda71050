#include "domain/programme/what_if.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/programme/fixture.hpp"

namespace lw::programme {
namespace {

using namespace fixture;
using catalog::Use;

/// A register that gives 1 + 3 + 10 years: certified on 1 October 2013, issued from 1 October 2014
/// to 1 October 2017, production then stopped.
Country fourteen_years() {
  Country c = running();
  KnownDates known;
  known.certification = day("2013-10-01");
  c.give(RecordDates{kProgramme, kEsw, known, "certificate"}, "2014-10-01");
  c.give(ReportCohorts{kProgramme,
                       "s",
                       {row("2014-10-01", UnitState::kIssued, 300),
                        row("2015-10-01", UnitState::kIssued, 300),
                        row("2017-10-01", UnitState::kIssued, 400),
                        row("2014-10-01", UnitState::kRemoved, 20, "2016-05-01")},
                       "r"},
         "2017-10-26");
  c.give(StopProduction{kProgramme, kEsw, "end"}, "2017-10-26");
  return c;
}

ValidityComparison compared(const Country& c, const std::vector<std::int32_t>& months,
                            const ErosionInputs& inputs, std::string_view on = "2017-11-01") {
  auto out = what_if_validity(c.world(), kProgramme, kEsw, months, inputs, day(on), rule_book());
  EXPECT_TRUE(out) << (out ? "" : out.error().message());
  return out ? std::move(*out) : ValidityComparison{};
}

TEST(WhatIf, R37_TenYearsToFiveStandSideBySide) {
  const Country c = fourteen_years();
  const auto all = compared(c, {60}, {});
  ASSERT_EQ(all.options.size(), 2U) << "that of today is there without asking";
  const auto& after = all.options[0];
  const auto& before = all.options[1];
  EXPECT_FALSE(after.today);
  EXPECT_TRUE(before.today);
  EXPECT_EQ(before.formula.lead_months, 12);
  EXPECT_EQ(before.formula.production_months, 36);
  EXPECT_EQ(before.lifetime_months, 14 * 12) << "1 + 3 + 10";
  EXPECT_EQ(after.lifetime_months, 9 * 12) << "1 + 3 + 5";
  EXPECT_EQ(before.lifetime_ends_on, day("2027-10-01"));
  EXPECT_EQ(after.lifetime_ends_on, day("2022-10-01"));
}

TEST(WhatIf, R37_StockAndExposureFollowTheValidity) {
  const Country c = fourteen_years();
  const auto all = compared(c, {24, 60}, {});
  ASSERT_EQ(all.options.size(), 3U);
  const auto& two = all.options[0];
  const auto& five = all.options[1];
  const auto& ten = all.options[2];
  EXPECT_EQ(ten.exposure.documents, 980) << "1000 issued, 20 lost";
  EXPECT_EQ(five.exposure.documents, 980);
  EXPECT_EQ(two.exposure.documents, 400) << "those of 2014 and 2015 would have expired";
  EXPECT_EQ(two.exposure.by_use.at(Use::kDigitalIdentity), 400);
  EXPECT_EQ(ten.exposure.by_expiry_year,
            (std::map<int, std::int64_t>{{2024, 280}, {2025, 300}, {2027, 400}}));
  EXPECT_EQ(five.exposure.by_expiry_year,
            (std::map<int, std::int64_t>{{2019, 280}, {2020, 300}, {2022, 400}}));
  EXPECT_EQ(ten.stock.back().year, 2027);
  EXPECT_EQ(five.stock.back().year, 2022);
  for (const auto& option : all.options) EXPECT_EQ(option.stock.back().in_field, 0);
  EXPECT_EQ(stock(c.programme, kProgramme, day("2017-11-01")).in_field, 980)
      << "nothing has changed by asking";
}

TEST(WhatIf, DocumentsIssuedAfterTheDayAskedAboutAreNotCounted) {
  const Country c = fourteen_years();
  const auto all = compared(c, {}, {}, "2016-01-01");
  ASSERT_EQ(all.options.size(), 1U);
  std::int64_t issued = 0;
  for (const auto& row : all.options[0].stock) issued += row.issued;
  EXPECT_EQ(issued, 600);
}

TEST(WhatIf, R87_ValidityIsJudgedAgainstTheThresholdAndBoundedByLaw) {
  const Country c = fourteen_years();
  ErosionInputs inputs;
  inputs.scenarios = {constant_hazard(0.01)};
  auto all = compared(c, {120, 60, 48}, inputs);
  ASSERT_EQ(all.options.size(), 3U);
  EXPECT_EQ(all.threshold_ppm, 100'000);
  EXPECT_FALSE(all.options[0].lawful) << "four years";
  EXPECT_TRUE(all.options[1].lawful);
  ASSERT_TRUE(all.options[1].picked);
  EXPECT_EQ(all.options[1].picked->verdict, ThresholdVerdict::kBelow) << "8.6 % against 10 %";
  EXPECT_EQ(all.options[2].picked->verdict, ThresholdVerdict::kAbove) << "13 %";
  EXPECT_EQ(all.options[1].observed.verdict, ThresholdVerdict::kInsufficientData)
      << "what was picked proves nothing of what was observed";
  inputs.scenarios.push_back(constant_hazard(0.03));
  all = compared(c, {60}, inputs);
  EXPECT_EQ(all.options[0].picked->verdict, ThresholdVerdict::kInsufficientData)
      << "9 % to 24 % straddles 10 %";
  all = compared(c, {60}, {});
  EXPECT_EQ(all.options[0].observed.verdict, ThresholdVerdict::kInsufficientData)
      << "nothing observed";
  EXPECT_FALSE(all.options[0].picked);
  EXPECT_EQ(what_if_validity(c.world(), kProgramme, kEsw, {0}, {}, day("2017-11-01"), rule_book())
                .error()
                .code,
            ErrorCode::kInvalidInput);
}

ObservedFamily observed(const char* family, std::string_view certified, std::string_view clear,
                        std::optional<std::string_view> found = {}) {
  ObservedFamily out{FamilyId(family), day(certified), day(certified), day(clear), {}, "page 1"};
  if (found) out.found_on = day(*found);
  return out;
}

/// So many families, each twenty years without event.
std::vector<ObservedFamily> quiet_families(int count) {
  std::vector<ObservedFamily> out;
  for (int i = 0; i < count; ++i)
    out.push_back(observed(("f" + std::to_string(i)).c_str(), "1996-01-01", "2016-01-01"));
  return out;
}

RecordErosionObservations record(std::vector<ObservedFamily> families) {
  return {kProgramme, "a survey", std::move(families), {}, "yearly review"};
}

ErosionInputs inputs_on(const Country& c, std::string_view on) {
  return erosion_inputs(*find(c.programme, kProgramme), day(on));
}

TEST(WhatIf, R87_RecordedObservationsAnswerWhereTheyAreEnough) {
  Country c = fourteen_years();
  EXPECT_EQ(compared(c, {60}, inputs_on(c, "2017-11-01")).options[0].observed.verdict,
            ThresholdVerdict::kInsufficientData);
  // Two families, 40 family-years without event: 3/n = 7.5 % a year (methods II.c), 49 % by 9
  // years.
  c.give(record(quiet_families(2)), "2017-11-01");
  auto few = compared(c, {60}, inputs_on(c, "2017-11-01"));
  EXPECT_NEAR(few.rate.family_years, 40, 0.01);
  EXPECT_NEAR(few.options[0].observed.high, 0.49, 0.005);
  EXPECT_NEAR(few.options[1].observed.high, 0.65, 0.005);
  EXPECT_EQ(few.options[0].observed.verdict, ThresholdVerdict::kInsufficientData);
  EXPECT_EQ(few.rate.says.rfind("insufficient data", 0), 0U) << few.rate.says;
  // Nineteen families, 380 family-years: at most 0.79 % a year, 6.9 % by 9 years, below 10 %.
  c.give(record(quiet_families(19)), "2017-12-01");
  const auto many = compared(c, {60}, inputs_on(c, "2017-12-01"));
  EXPECT_EQ(many.options[0].observed.verdict, ThresholdVerdict::kBelow);
  EXPECT_EQ(many.options[1].observed.verdict, ThresholdVerdict::kInsufficientData)
      << "10.5 % by 14 years straddles 10 %";
  EXPECT_EQ(inputs_on(c, "2017-11-30").observations.size(), 2U) << "as it stood the day before";
  EXPECT_TRUE(inputs_on(c, "2017-10-31").observations.empty());
}

TEST(WhatIf, R87_AnEventIsSeenAtItsAge) {
  Country c = running();
  c.give(record({observed("a", "2000-01-01", "2009-01-01", "2010-01-01"),
                 observed("b", "2000-01-01", "2016-01-01")}),
         "2017-01-01");
  const auto inputs = inputs_on(c, "2017-01-01");
  ASSERT_EQ(inputs.observations.size(), 2U);
  EXPECT_EQ(inputs.observations[0].end, ObservationEnd::kEvent);
  EXPECT_NEAR(inputs.observations[0].last_clear_years, 9, 0.01);
  EXPECT_NEAR(inputs.observations[0].found_years, 10, 0.01);
  EXPECT_EQ(inputs.observations[1].end, ObservationEnd::kCensored);
  const auto rate = event_rate(inputs.observations, inputs.prior);
  EXPECT_EQ(rate.events, 1);
  EXPECT_NEAR(rate.family_years, 26, 0.02);
}

TEST(WhatIf, R87_ObservationsThatCannotBeTrueAreRefused) {
  Country c = running();
  const auto code = [&](RecordErosionObservations command) {
    return c.refused(command, "2017-01-01").code;
  };
  EXPECT_EQ(code(record({observed("a", "2010-01-01", "2009-01-01")})), ErrorCode::kInvalidInput)
      << "clear before it was certified";
  EXPECT_EQ(code(record({observed("a", "2000-01-01", "2009-01-01", "2008-01-01")})),
            ErrorCode::kInvalidInput)
      << "found before it was last clear";
  EXPECT_EQ(code(record({observed("a", "2000-01-01", "2000-01-01")})), ErrorCode::kInvalidInput)
      << "observed for no time";
  EXPECT_EQ(code(record({observed("a", "2000-01-01", "2017-01-02")})), ErrorCode::kInvalidInput)
      << "a day to come";
  EXPECT_EQ(code(record({observed("a", "2000-01-01", "2009-01-01"),
                         observed("a", "2001-01-01", "2009-01-01")})),
            ErrorCode::kInvalidInput)
      << "counted twice";
  auto nameless = observed("a", "2000-01-01", "2009-01-01");
  nameless.source.clear();
  EXPECT_EQ(code(record({nameless})), ErrorCode::kInvalidInput) << "without source";
  auto anonymous = record({observed("a", "2000-01-01", "2009-01-01")});
  anonymous.source.clear();
  EXPECT_EQ(code(anonymous), ErrorCode::kInvalidInput) << "nobody says how they were chosen";
  auto prior = record({});
  prior.prior = PublishedPrior{0, 12, "paper"};
  EXPECT_EQ(code(prior), ErrorCode::kInvalidInput);
  auto long_sources = record(quiet_families(40));
  for (auto& family : long_sources.families) family.source.assign(2'000, 'x');
  EXPECT_EQ(code(long_sources), ErrorCode::kTooLarge) << "no record holds it";
  EXPECT_EQ(
      c.refused(record({observed("a", "2000-01-01", "2009-01-01")}), "2017-01-01", kOtherAuthority)
          .code,
      ErrorCode::kForbidden);
}

TEST(WhatIf, R87_ObservationsAndPriorAreTakenBackByAnEmptySet) {
  Country c = running();
  auto with_prior = record(quiet_families(1));
  with_prior.prior = PublishedPrior{500, 1'200, "paper"};
  EXPECT_EQ(c.give(with_prior, "2017-01-01"), 1U);
  EXPECT_EQ(c.give(with_prior, "2017-02-01"), 0U) << "again is no change";
  const auto inputs = inputs_on(c, "2017-01-01");
  ASSERT_TRUE(inputs.prior);
  EXPECT_DOUBLE_EQ(inputs.prior->events, 0.5);
  EXPECT_DOUBLE_EQ(inputs.prior->family_years, 100);
  c.give(record({}), "2017-03-01");
  EXPECT_TRUE(inputs_on(c, "2017-03-01").observations.empty());
  EXPECT_FALSE(inputs_on(c, "2017-03-01").prior);
  EXPECT_EQ(inputs_on(c, "2017-02-28").observations.size(), 1U);
}

TEST(WhatIf, R87_AScenarioIsPickedAndTakenBackFromADayOn) {
  Country c = fourteen_years();
  const auto pick = [](std::optional<std::int32_t> hazard, std::optional<HazardPoint> through,
                       std::optional<std::int32_t> shape = {}) {
    return RecordErosionScenario{kProgramme, "s", hazard, through, shape, "board", "review"};
  };
  c.give(pick(10'000, {}), "2017-11-01");
  // Methods II.c: 1 % a year gives 13 % by 14 and 9 % by 9 years; with k = 3, what 3 % a year comes
  // to by 14 years (34 %) is 11 % by 9.
  auto all = compared(c, {60}, inputs_on(c, "2017-11-01"));
  EXPECT_NEAR(all.options[0].picked->high, 0.09, 0.005);
  EXPECT_NEAR(all.options[1].picked->high, 0.13, 0.005);
  c.give(pick({}, HazardPoint{168, 342'953}, 3'000), "2017-12-01");
  all = compared(c, {60}, inputs_on(c, "2017-12-01"));
  EXPECT_NEAR(all.options[0].picked->high, 0.11, 0.005);
  EXPECT_NEAR(all.options[1].picked->high, 0.342953, 1e-6);
  EXPECT_EQ(c.give(EndErosionScenario{kProgramme, "s", "no longer held"}, "2018-01-01"), 1U);
  EXPECT_EQ(c.give(EndErosionScenario{kProgramme, "s", "no longer held"}, "2018-01-02"), 0U);
  EXPECT_TRUE(inputs_on(c, "2018-01-01").scenarios.empty());
  EXPECT_EQ(inputs_on(c, "2017-12-31").scenarios.size(), 1U);
  EXPECT_EQ(c.refused(EndErosionScenario{kProgramme, "none", "x"}, "2018-01-01").code,
            ErrorCode::kNotFound);
  for (const auto& bad : {pick({}, {}), pick(1, HazardPoint{12, 1}), pick(0, {}),
                          pick(1, {}, 2'000), pick({}, HazardPoint{0, 1}),
                          pick({}, HazardPoint{12, 1'000'000}), pick({}, HazardPoint{12, 1}, 0)}) {
    EXPECT_EQ(c.refused(bad, "2018-01-01").code, ErrorCode::kInvalidInput);
  }
}

RC_GTEST_PROP(WhatIf, R40_WhateverIsRecordedNoProbabilityFallsWithTheValidity, ()) {
  Country c = fourteen_years();
  const auto number = [](int from, int to) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to));
  };
  std::vector<ObservedFamily> families;
  const int count = number(0, 25);
  for (int i = 0; i < count; ++i) {
    const Date certified = day("1990-01-01").plus_days(number(0, 7'000));
    const Date from = certified.plus_days(number(0, 900));
    const Date clear = from.plus_days(number(1, 1'500));
    families.push_back({FamilyId("f" + std::to_string(i)), certified, from, clear, {}, "s"});
    if (number(0, 2) == 0) families.back().found_on = clear.plus_days(number(0, 300));
  }
  c.give(record(std::move(families)), "2017-11-01");
  if (number(0, 2) == 0) {
    c.give(RecordErosionScenario{kProgramme,
                                 "s",
                                 {},
                                 HazardPoint{number(1, 300), number(1, 999'999)},
                                 number(50, 20'000),
                                 "board",
                                 "r"},
           "2017-11-01");
  }
  const auto all = compared(c, {12, 36, 60, 84, 180}, inputs_on(c, "2017-11-01"));
  for (std::size_t i = 0; i < all.options.size(); ++i) {
    const auto& option = all.options[i];
    RC_ASSERT(0 <= option.observed.low && option.observed.low <= option.observed.high &&
              option.observed.high <= 1);
    if (i == 0) continue;
    const auto& shorter = all.options[i - 1];
    RC_ASSERT(shorter.lifetime_months < option.lifetime_months);
    RC_ASSERT(shorter.observed.low <= option.observed.low &&
              shorter.observed.high <= option.observed.high);
    RC_ASSERT(shorter.exposure.documents <= option.exposure.documents);
    if (option.picked) RC_ASSERT(shorter.picked->low <= option.picked->low);
  }
}

}  // namespace
}  // namespace lw::programme
