#include "domain/programme/stock.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/programme/fixture.hpp"
#include "domain/programme/lifetime.hpp"

namespace lw::programme {
namespace {

using namespace fixture;
using catalog::Use;

TEST(Programme, R30_ABlankIsNeverInTheField) {
  Country c = running();
  c.give(ReportCohorts{kProgramme,
                       "unit store",
                       {row("2015-01-01", UnitState::kBlank, 1000),
                        row("2015-01-01", UnitState::kProduced, 700, "2015-02-01"),
                        row("2015-01-01", UnitState::kPersonalised, 600, "2015-03-01"),
                        row("2015-01-01", UnitState::kIssued, 500, "2015-04-01"),
                        row("2015-01-01", UnitState::kRemoved, 20, "2016-01-01")},
                       "monthly"},
         "2016-02-01");
  EXPECT_EQ(stock(c.programme, kProgramme, day("2015-01-31")), (Stock{1000, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(stock(c.programme, kProgramme, day("2015-03-15")), (Stock{300, 100, 600, 0, 0, 0, 0}));
  EXPECT_EQ(stock(c.programme, kProgramme, day("2016-02-01")),
            (Stock{300, 100, 100, 480, 500, 20, 0}));
  EXPECT_EQ(stock(c.programme, kProgramme, day("2025-04-01")),
            (Stock{300, 100, 100, 0, 500, 500, 480}))
      << "what has passed its validity is not in the field, reported or not";
}

TEST(Programme, AReportMayBeSentTwice) {
  Country c = running();
  const ReportCohorts report{
      kProgramme, "unit store", {row("2015-01-01", UnitState::kIssued, 500)}, "monthly"};
  EXPECT_EQ(c.give(report, "2016-02-01"), 1U);
  EXPECT_EQ(c.give(report, "2016-02-01"), 0U);
  auto corrected = report;
  corrected.rows[0].count = 490;
  c.give(corrected, "2016-03-01");
  EXPECT_EQ(stock(c.programme, kProgramme, day("2016-03-01")).in_field, 490);
}

TEST(Programme, WrongReportsAreRefusedWithTheRow) {
  Country c = running();
  const auto refuse = [&](const CohortRow& bad) {
    return c.refused(
        ReportCohorts{
            kProgramme, "unit store", {row("2015-01-01", UnitState::kIssued, 5), bad}, "m"},
        "2016-02-01");
  };
  EXPECT_EQ(refuse(row("2015-02-01", UnitState::kIssued, -1)).where, "rows[1]");
  EXPECT_EQ(refuse(row("2016-03-01", UnitState::kIssued, 1)).code, ErrorCode::kInvalidInput)
      << "future";
  EXPECT_EQ(refuse(row("2015-02-01", UnitState::kIssued, 1, "2015-01-01")).code,
            ErrorCode::kInvalidInput)
      << "before production";
  EXPECT_EQ(refuse(row("2015-01-01", UnitState::kIssued, 6)).code, ErrorCode::kInvalidInput)
      << "counted twice";
  EXPECT_EQ(refuse(row("2015-01-01", UnitState::kRemoved, 6)).code, ErrorCode::kRefused)
      << "more removed than issued";
  auto unknown = row("2015-02-01", UnitState::kIssued, 1);
  unknown.component = kEsw2;
  EXPECT_EQ(refuse(unknown).code, ErrorCode::kNotFound);
}

TEST(Programme, ALargeReportFitsIntoTheRecordsOfTheHistory) {
  Country c = running();
  ReportCohorts report{kProgramme, "unit store", {}, "monthly"};
  for (int i = 0; i < 1000; ++i) {
    auto r = row("2015-01-01", UnitState::kIssued, 1, {}, 1 + i % 600, i < 600 ? "" : "minor");
    report.rows.push_back(r);
  }
  const auto events = decide(c.world(), Command(report), Country::at("2016-02-01"));
  ASSERT_TRUE(events);
  EXPECT_EQ(events->size(), 10U);
  for (const auto& event : *events) EXPECT_LT(message_cbor(event).size(), 60'000U);
}

Country with_a_million() {
  Country c = running();
  ReportCohorts report{kProgramme, "synthetic", {}, "test"};
  std::int64_t left = 1'000'000;
  for (int i = 0; i <= 36;
       ++i) {  // 37 months: first issuance one year after certification, last three years later
    const std::int64_t n = i == 36 ? left : 27'000;
    left -= n;
    report.rows.push_back(
        {kEsw, day("2014-10-01").plus_months(i), {}, "", UnitState::kIssued, {}, n});
  }
  c.give(report, "2018-01-01");
  return c;
}

TEST(Programme, R35_RegisterAndFormulaAgreeOnAMillionDocuments) {
  const Country c = with_a_million();
  EXPECT_EQ(stock(c.programme, kProgramme, day("2018-01-01")).in_field, 1'000'000);
  const auto& introduction = find(c.programme, kProgramme)->introductions.at(kEsw);
  const auto known = lifetime_from_register(introduction, day("2013-10-01"));
  ASSERT_TRUE(known);
  const LifetimeFormula formula{12, 36, 120};
  EXPECT_EQ(known->until, formula.ends_on(day("2013-10-01")));
  EXPECT_EQ(known->months, 14 * 12);
}

TEST(Programme, R41_TheCurveSumsToIssuedMinusRemoved) {
  Country c = with_a_million();
  c.give(ReportCohorts{kProgramme,
                       "synthetic",
                       {row("2014-10-01", UnitState::kRemoved, 7'000, "2016-05-01")},
                       "lost"},
         "2018-01-01");
  const auto curve = stock_by_year(c.programme, kProgramme);
  ASSERT_EQ(curve.front().year, 2014);
  ASSERT_EQ(curve.back().year, 2027);
  std::int64_t in_field = 0;
  std::int64_t issued = 0;
  for (const auto& year : curve) {
    in_field += year.issued - year.removed;
    issued += year.issued;
    EXPECT_EQ(year.in_field, in_field) << year.year;
  }
  EXPECT_EQ(issued, 1'000'000);
  EXPECT_EQ(curve.back().in_field, 0);
  EXPECT_EQ(curve[2].removed, 7'000) << "2016";
  EXPECT_EQ(curve[2].in_field, 27 * 27'000 - 7'000) << "October 2014 to December 2016";
}

TEST(Programme, R9_ExposureByUseAndByExpiryYear) {
  Country c = with_a_million();
  const std::set affected{ComponentId("ic-1")};
  auto before = exposure(c.world(), kProgramme, affected, day("2017-11-02"));
  EXPECT_EQ(before.documents, 1'000'000);
  EXPECT_EQ(before.by_use.at(Use::kDigitalIdentity), 1'000'000);
  EXPECT_EQ(before.by_expiry_year.at(2024), 3 * 27'000);
  EXPECT_EQ(before.by_software.at(kEsw), 1'000'000);
  c.give(LimitUses{kProgramme, "eid-off", {kEsw}, {}, {}, {Use::kDigitalIdentity}, "flaw"},
         "2017-11-03");
  const auto after = exposure(c.world(), kProgramme, affected, day("2017-11-03"));
  EXPECT_FALSE(after.by_use.contains(Use::kDigitalIdentity));
  EXPECT_EQ(after.by_use.at(Use::kFreeMovement), 1'000'000) << "travel is untouched";
  EXPECT_EQ(exposure(c.world(), kProgramme, {kEsw2}, day("2017-11-03")).documents, 0);
}

TEST(Programme, R60_TwoSourcesOnOneLibraryAreNotIndependent) {
  Country c = with_a_million();
  c.component("lib", catalog::Layer::kCryptoLibrary, {}, "RSA-lib");
  c.catalog.components.at(ComponentId("ic-1")).rests_on = {ComponentId("lib")};
  c.component("lib-other-version", catalog::Layer::kCryptoLibrary, {}, "RSA-lib");
  c.catalog.components.at(kEsw2).rests_on = {ComponentId("lib-other-version")};
  c.certify(kCertificate2, kEsw2, {"EAL5", "AVA_VAN.5"}, "2014-01-01", "2024-01-01");
  c.give(
      IntroduceSoftware{
          kProgramme, kEsw2, OrganisationId("supplier-2"), {kCertificate2}, {}, "second source"},
      "2015-01-01");
  auto flagged = [&] {
    for (const auto& f : findings(c.world(), day("2018-01-01"), rule_book())) {
      if (f.rule == "programme.sources_not_independent") return f.says;
    }
    return std::string();
  };
  auto s = sources(c.world(), kProgramme, day("2018-01-01"));
  EXPECT_EQ(s.named_sources, 2);
  EXPECT_EQ(s.independent, 1);
  EXPECT_EQ(s.shared, std::set{FamilyId("RSA-lib")});
  EXPECT_EQ(s.by_source.at(OrganisationId("supplier-1")).ppm, 1'000'000);
  EXPECT_EQ(s.by_family.at(FamilyId("RSA-lib")).ppm, 1'000'000);
  EXPECT_NE(flagged().find("RSA-lib"), std::string::npos) << flagged();
  c.catalog.components.at(ComponentId("lib-other-version")).family = FamilyId("another");
  EXPECT_EQ(sources(c.world(), kProgramme, day("2018-01-01")).independent, 2);
  EXPECT_EQ(flagged(), "");
}

RC_GTEST_PROP(Programme, R41_AnyCurveSums, ()) {
  Country c = running();
  ReportCohorts report{kProgramme, "s", {}, "r"};
  const int months = *rc::gen::inRange(1, 20);
  for (int i = 0; i < months; ++i) {
    const Date month = day("2014-10-01").plus_months(i);
    const auto issued = *rc::gen::inRange(0, 50);
    report.rows.push_back(
        {kEsw, month, *rc::gen::inRange(1, 140), "", UnitState::kIssued, {}, issued});
    report.rows.push_back({kEsw, month, report.rows.back().validity_months, "", UnitState::kRemoved,
                           month.plus_months(*rc::gen::inRange(0, 20)),
                           *rc::gen::inRange(0, issued + 1)});
  }
  c.give(report, "2019-01-01");
  std::int64_t in_field = 0;
  for (const auto& year : stock_by_year(c.programme, kProgramme)) {
    in_field += year.issued - year.removed;
    RC_ASSERT(year.in_field == in_field);
    RC_ASSERT(year.removed >= 0 && year.in_field >= 0);
  }
  RC_ASSERT(in_field == 0);
}

}  // namespace
}  // namespace lw::programme
