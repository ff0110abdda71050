#include "domain/programme/lifetime.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/programme/fixture.hpp"

namespace lw::programme {
namespace {

using namespace fixture;

TEST(Lifetime, R36_OnePlusThreePlusTenIsFourteen) {
  const LifetimeFormula formula{12, 36, 120};
  EXPECT_EQ(formula.total_months(), 14 * 12);
  EXPECT_EQ(formula.ends_on(day("2013-10-16")), day("2027-10-16"));
  EXPECT_EQ(formula.ends_on(day("2012-02-29")), day("2026-02-28")) << "no such day in 2026";
  EXPECT_EQ((LifetimeFormula{12, 36, 144}.ends_on(day("2012-02-29"))), day("2028-02-29"))
      << "16 years on there is one";
  EXPECT_EQ((LifetimeFormula{7, 5, 61}.ends_on(day("2013-12-31"))), day("2020-01-31"))
      << "73 months";
}

TEST(Lifetime, R37_OnePlusThreePlusFiveIsNine) {
  const LifetimeFormula formula{12, 36, 60};
  EXPECT_EQ(formula.total_months(), 9 * 12);
  EXPECT_EQ(formula.ends_on(day("2013-10-16")), day("2022-10-16"));
}

RC_GTEST_PROP(Lifetime, R38_NeverShorterThanTheValidity, ()) {
  const LifetimeFormula formula{*rc::gen::inRange(0, 200), *rc::gen::inRange(0, 200),
                                *rc::gen::inRange(0, 600)};
  RC_ASSERT(formula.total_months() >= formula.validity_months);
  const Date from = day("2000-01-01").plus_days(*rc::gen::inRange(0, 9000));
  RC_ASSERT(formula.ends_on(from) >= from.plus_months(formula.validity_months));
}

TEST(Lifetime, R34_MissingDatesAreDerivedAndMarked) {
  Country c = running();
  auto dates = *milestones(c.world(), kProgramme, kEsw, day("2014-10-01"), rule_book());
  EXPECT_EQ(dates.certification.on, day("2013-10-16"));
  EXPECT_FALSE(dates.certification.estimated) << "the certificate says so";
  EXPECT_EQ(dates.first_issuance.on, day("2014-10-16"));
  EXPECT_TRUE(dates.first_issuance.estimated);
  EXPECT_EQ(dates.last_issuance.on, day("2017-10-16"));
  EXPECT_EQ(dates.last_removal.on, day("2027-10-16"));
  EXPECT_TRUE(dates.last_removal.estimated);

  c.give(ReportCohorts{kProgramme,
                       "s",
                       {row("2014-11-01", UnitState::kIssued, 5),
                        row("2015-06-01", UnitState::kIssued, 5)},
                       "r"},
         "2015-07-01");
  dates = *milestones(c.world(), kProgramme, kEsw, day("2015-07-01"), rule_book());
  EXPECT_EQ(dates.first_issuance.on, day("2014-11-01"));
  EXPECT_EQ(dates.last_issuance.on, day("2017-11-01"));
  EXPECT_TRUE(dates.last_issuance.estimated) << "production goes on";
  c.give(StopProduction{kProgramme, kEsw, "end"}, "2015-07-01");
  dates = *milestones(c.world(), kProgramme, kEsw, day("2015-07-01"), rule_book());
  EXPECT_EQ(dates.last_issuance.on, day("2015-06-01"));
  EXPECT_FALSE(dates.last_issuance.estimated);
  EXPECT_EQ(dates.last_removal.on, day("2025-06-01"));

  KnownDates known;
  known.first_issuance = day("2014-10-16");
  known.last_removal = day("2026-01-31");
  c.give(RecordDates{kProgramme, kEsw, known, "archive"}, "2015-07-01");
  dates = *milestones(c.world(), kProgramme, kEsw, day("2015-07-01"), rule_book());
  EXPECT_EQ(dates.first_issuance.on, day("2014-10-16"));
  EXPECT_FALSE(dates.first_issuance.estimated);
  EXPECT_EQ(dates.last_removal.on, day("2026-01-31"));
  EXPECT_FALSE(dates.last_removal.estimated);
  known.certification = day("2015-01-01");
  EXPECT_EQ(c.refused(RecordDates{kProgramme, kEsw, known, "typing error"}, "2015-07-01").code,
            ErrorCode::kInvalidInput);
}

TEST(Lifetime, R35_BothLifetimesAreShown) {
  Country c = running();
  c.give(ReportCohorts{kProgramme,
                       "s",
                       {row("2014-10-01", UnitState::kIssued, 5),
                        row("2017-10-01", UnitState::kIssued, 5)},
                       "r"},
         "2017-10-26");
  c.give(StopProduction{kProgramme, kEsw, "end"}, "2017-10-26");
  const auto both = lifetimes(c.world(), kProgramme, kEsw, day("2017-10-26"), rule_book());
  ASSERT_TRUE(both) << both.error().message();
  ASSERT_TRUE(both->by_register);
  EXPECT_EQ(both->by_register->until, day("2027-10-01"));
  EXPECT_EQ(both->formula.production_months, 36);
  EXPECT_EQ(both->formula.validity_months, 120);
  EXPECT_EQ(both->formula.lead_months, 11)
      << "16 October 2013 to 1 October 2014: the register counts whole months";
  EXPECT_FALSE(both->by_formula.estimated);
  // All removed early: the register ends earlier than the formula.
  c.give(ReportCohorts{kProgramme,
                       "s",
                       {row("2014-10-01", UnitState::kRemoved, 5, "2017-12-01"),
                        row("2017-10-01", UnitState::kRemoved, 5, "2018-01-01")},
                       "r"},
         "2018-02-01");
  EXPECT_EQ(
      lifetimes(c.world(), kProgramme, kEsw, day("2018-02-01"), rule_book())->by_register->until,
      day("2018-01-01"));
}

TEST(Lifetime, NothingIssuedIsNotALifetime) {
  const Country c = running();
  EXPECT_EQ(lifetime_from_register(find(c.programme, kProgramme)->introductions.at(kEsw),
                                   day("2013-10-16"))
                .error()
                .code,
            ErrorCode::kIncomplete);
  EXPECT_EQ(
      milestones(c.world(), ProgrammeId("none"), kEsw, day("2015-01-01"), rule_book()).error().code,
      ErrorCode::kNotFound);
}

Milestones dates_of(const Country& c, std::string_view on) {
  return *milestones(c.world(), kProgramme, kEsw, day(on), rule_book());
}

TEST(Lifetime, R34_LastProductionIsDerivedFromTheRegisterOrRecorded) {
  Country c = running();
  EXPECT_EQ(dates_of(c, "2014-10-01").last_production.on, day("2017-10-16"))
      << "nothing made yet: first issuance and the house's period of production";
  EXPECT_TRUE(dates_of(c, "2014-10-01").last_production.estimated);
  // Made in March, handed out in June: production ends before issuance does (I.3o).
  c.give(ReportCohorts{kProgramme,
                       "s",
                       {row("2015-03-01", UnitState::kProduced, 9),
                        row("2015-03-01", UnitState::kIssued, 9, "2015-06-01")},
                       "r"},
         "2015-07-01");
  EXPECT_TRUE(dates_of(c, "2015-07-01").last_production.estimated) << "production goes on";
  EXPECT_EQ(dates_of(c, "2015-07-01").last_production.on, day("2018-06-01"));
  c.give(StopProduction{kProgramme, kEsw, "end"}, "2015-07-01");
  auto dates = dates_of(c, "2015-07-01");
  EXPECT_EQ(dates.last_production.on, day("2015-03-01"));
  EXPECT_FALSE(dates.last_production.estimated) << "the register says so";
  EXPECT_EQ(dates.last_issuance.on, day("2015-06-01"));
  EXPECT_EQ(dates_of(c, "2015-06-30").last_production.on, day("2018-06-01"))
      << "the day before the stop";
  KnownDates known;
  known.last_production = day("2015-03-27");
  c.give(RecordDates{kProgramme, kEsw, known, "the printer's log"}, "2015-08-01");
  dates = dates_of(c, "2015-08-01");
  EXPECT_EQ(dates.last_production.on, day("2015-03-27")) << "what was recorded counts";
  EXPECT_FALSE(dates.last_production.estimated);
}

TEST(Lifetime, R34_LastProductionIsDerivedFromBatchesToo) {
  Country c = running();
  c.give(OpenBatch{kProgramme, BatchId("b1"), kEsw, "", 100, "order"}, "2014-10-02");
  c.give(AdvanceBatch{kProgramme, BatchId("b1"), UnitState::kProduced, "made"}, "2014-11-20");
  c.give(StopProduction{kProgramme, kEsw, "end"}, "2014-12-01");
  const auto dates = dates_of(c, "2014-12-01");
  EXPECT_EQ(dates.last_production.on, day("2014-11-20"));
  EXPECT_FALSE(dates.last_production.estimated);
  EXPECT_TRUE(dates.last_issuance.estimated) << "none was handed out yet";
}

}  // namespace
}  // namespace lw::programme
