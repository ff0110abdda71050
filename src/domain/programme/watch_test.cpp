#include "domain/programme/watch.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/programme/fixture.hpp"

namespace lw::programme {
namespace {

using namespace fixture;
using catalog::Use;

std::vector<std::string> said(const Country& c, std::string_view rule, std::string_view on) {
  std::vector<std::string> out;
  for (const auto& f : findings(c.world(), day(on), rule_book())) {
    if (f.rule == rule) out.push_back(f.says);
  }
  return out;
}

Country fielded() {
  Country c = running();
  c.give(ReportCohorts{kProgramme, "s", {row("2014-10-01", UnitState::kIssued, 100)}, "r"},
         "2014-11-01");
  return c;
}

Country maintained() {
  Country c = fielded();
  Policy p = usual_policy();
  p.field_security = FieldSecurity::kMaintained;
  c.give(SetPolicy{kProgramme, p, "security is maintained in the field"}, "2014-11-01");
  return c;
}

TEST(Watch, R29_WithTheSwitchOnAFlawInTheFieldBreachesPolicy) {
  Country off = fielded();
  off.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity});
  EXPECT_TRUE(said(off, "programme.field_security_breached", "2017-09-01").empty())
      << "off: a risk record is enough";
  Country on = maintained();
  on.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity});
  EXPECT_EQ(said(on, "programme.field_security_breached", "2017-09-01").size(), 1U);
  EXPECT_TRUE(said(on, "programme.field_security_breached", "2017-08-29").empty())
      << "not before it is known";
}

TEST(Watch, R29_AFlawThatNothingMitigatesBreachesPolicyUntilSomethingDoes) {
  Country c = maintained();
  c.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity}, kCertificate);
  const auto breaches = [&](std::string_view on) {
    return said(c, "programme.field_security_breached", on);
  };
  const auto owed = [&](std::string_view on) {
    return said(c, "programme.field_correction_owed", on);
  };
  ASSERT_EQ(breaches("2017-09-01").size(), 1U);
  EXPECT_EQ(breaches("2017-09-01")[0].find("100 documents"), 0U);
  // Forty are replaced: sixty still breach.
  c.give(
      ReportCohorts{
          kProgramme, "s", {row("2014-10-01", UnitState::kRemoved, 40, "2017-10-01")}, "r"},
      "2017-10-05");
  ASSERT_EQ(breaches("2017-10-05").size(), 1U);
  EXPECT_EQ(breaches("2017-10-05")[0].find("60 documents"), 0U);
  // The use that the flaw touches is withdrawn: mitigated, and still to be corrected (R31).
  c.give(LimitUses{kProgramme, "eid-off", {kEsw}, {}, {}, {Use::kDigitalIdentity}, "flaw"},
         "2017-11-03");
  EXPECT_EQ(breaches("2017-11-02").size(), 1U);
  EXPECT_TRUE(breaches("2017-11-03").empty());
  EXPECT_EQ(owed("2017-11-03").size(), 1U);
  c.give(LiftLimit{kProgramme, "eid-off", "by mistake"}, "2017-12-01");
  EXPECT_EQ(breaches("2017-12-01").size(), 1U) << "not mitigated any more";
  // All are replaced: nothing is left to correct.
  c.give(
      ReportCohorts{
          kProgramme, "s", {row("2014-10-01", UnitState::kRemoved, 60, "2018-03-01")}, "r"},
      "2018-03-05");
  EXPECT_TRUE(breaches("2018-03-05").empty());
  EXPECT_TRUE(owed("2018-03-05").empty());
  EXPECT_EQ(breaches("2018-02-28").size(), 1U);
}

TEST(Watch, R29_AnUpgradeThatCuresTheVersionEndsTheBreach) {
  Country c = maintained();
  c.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity}, kCertificate);
  vulnerability::Measure cure;
  cure.on = day("2017-10-25");
  c.vulnerability.cases.at(CaseId("case-1")).measures = {cure};
  ASSERT_EQ(said(c, "programme.field_security_breached", "2017-10-25").size(), 1U)
      << "available is not applied";
  EXPECT_NE(said(c, "programme.field_security_breached", "2017-10-25")[0].find("available"),
            std::string::npos);
  c.vulnerability.cases.at(CaseId("case-1")).measures[0].fixed_by = kEsw;
  EXPECT_TRUE(said(c, "programme.field_security_breached", "2017-10-25").empty());
  EXPECT_EQ(said(c, "programme.field_security_breached", "2017-10-24").size(), 1U);
}

TEST(Watch, R29_WhileNobodyHasSaidWhichUsesAreTouchedALimitOfOneMitigatesNothing) {
  Country c = maintained();
  c.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {});
  c.give(LimitUses{kProgramme, "eid-off", {kEsw}, {}, {}, {Use::kDigitalIdentity}, "flaw"},
         "2017-11-03");
  EXPECT_EQ(said(c, "programme.field_security_breached", "2017-11-03").size(), 1U);
}

TEST(Watch, R31_APotentialFlawIsToBeCorrectedAsAnIdentifiedOneIs) {
  Country c = maintained();
  c.flaw("potential", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity});
  c.flaw("identified", ComponentId("app-1"), "2017-08-30", {Use::kDigitalIdentity}, kCertificate);
  const auto tasks = correction_tasks(c.world(), kProgramme, day("2017-09-01"));
  ASSERT_EQ(tasks.size(), 2U);
  for (const auto& task : tasks) {
    EXPECT_EQ(task.documents, 100);
    EXPECT_EQ(task.unmitigated, 100);
    EXPECT_FALSE(task.measure_available);
  }
  EXPECT_NE(tasks[0].standing, tasks[1].standing);
}

TEST(Watch, R45_LatenessIsMeasuredByTheProgrammesOwnInterval) {
  const Country c = fielded();
  const auto late = surveillance_lateness(c.world(), kProgramme, day("2016-10-31"));
  ASSERT_EQ(late.size(), 3U) << "chip, platform and applet (R46)";
  for (const auto& layer : late) {
    EXPECT_EQ(layer.due_on, day("2016-10-01")) << "two years after introduction";
    EXPECT_EQ(layer.days_late, 30);
    EXPECT_FALSE(layer.ever_passed);
  }
  EXPECT_TRUE(said(c, "programme.surveillance_late", "2016-10-01").empty())
      << "the last day is in time";
  EXPECT_EQ(said(c, "programme.surveillance_late", "2016-10-02").size(), 3U);
  std::vector<Clock> running_clocks;
  clocks(c.world(), Instant::start_of(day("2016-10-02")), rule_book(), running_clocks);
  EXPECT_TRUE(std::ranges::any_of(running_clocks,
                                  [](const Clock& k) { return k.state == ClockState::kOverdue; }));
}

TEST(Watch, R59_AnOverdueIntroductionIsAFinding) {
  Country c = fielded();
  c.give(PlanIntroduction{kProgramme, day("2016-01-31"), "second generation", kEsw2, "calendar"},
         "2015-01-01");
  EXPECT_TRUE(said(c, "programme.introduction_overdue", "2016-01-31").empty());
  EXPECT_EQ(said(c, "programme.introduction_overdue", "2016-02-01").size(), 1U);
  EXPECT_EQ(said(c, "programme.introduction_overdue", "2017-10-02").size(), 2U)
      << "the interval of 36 months has passed too";
  c.certify(kCertificate2, kEsw2, {"EAL4", "AVA_VAN.5"}, "2016-01-01", "2021-01-01");
  c.give(
      IntroduceSoftware{
          kProgramme, kEsw2, OrganisationId("supplier-1"), {kCertificate2}, {}, "late"},
      "2016-03-01");
  EXPECT_TRUE(said(c, "programme.introduction_overdue", "2017-10-02").empty());
}

TEST(Watch, R66_AGapInCertificateValidityWithinTheLifetimeIsFlagged) {
  const Country off = fielded();
  EXPECT_TRUE(said(off, "programme.certificate_gap", "2015-01-01").empty());
  const Country on = maintained();
  const auto gaps = said(on, "programme.certificate_gap", "2015-01-01");
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_NE(gaps[0].find("2020-10-16"), std::string::npos) << gaps[0];
}

TEST(Watch, R66_AnUnknownEndOfValidityIsNeitherAGapNorPassedOver) {
  Country c = maintained();
  const char* const on = "2015-01-01";
  for (const char* rule :
       {"programme.certificate_validity_unknown", "programme.gate_on_unknown_validity",
        "programme.issued_on_unknown_validity"})
    EXPECT_TRUE(said(c, rule, on).empty()) << rule;
  c.certificate.certificates.at(kCertificate).valid_until.reset();
  EXPECT_TRUE(said(c, "programme.certificate_gap", on).empty());
  EXPECT_TRUE(said(c, "programme.issued_without_certificate", on).empty());
  EXPECT_EQ(said(c, "programme.certificate_validity_unknown", on).size(), 1U);
  EXPECT_EQ(said(c, "programme.gate_on_unknown_validity", on).size(), 1U);
  const auto issued = said(c, "programme.issued_on_unknown_validity", on);
  ASSERT_EQ(issued.size(), 1U);
  EXPECT_EQ(issued[0].substr(0, 4), "100 ") << issued[0];
}

TEST(Watch, R32_WhatWasIssuedWithoutACertificateIsABreach) {
  Country c = fielded();
  EXPECT_TRUE(said(c, "programme.issued_without_certificate", "2021-01-01").empty());
  c.give(ReportCohorts{kProgramme, "s", {row("2020-12-01", UnitState::kIssued, 7)}, "r"},
         "2021-01-01");
  EXPECT_EQ(said(c, "programme.issued_without_certificate", "2021-01-01").size(), 1U);
}

TEST(Watch, I3u_SupportThatEndsBeforeTheDocumentsIsAFinding) {
  Country c = fielded();
  c.give(
      IntroduceSoftware{
          kProgramme, kEsw, OrganisationId("supplier-1"), {}, day("2019-12-31"), "contract"},
      "2014-12-01");
  EXPECT_EQ(said(c, "programme.support_ends_early", "2015-01-01").size(), 1U);
  c.give(
      IntroduceSoftware{
          kProgramme, kEsw, OrganisationId("supplier-1"), {}, day("2040-12-31"), "contract"},
      "2014-12-01");
  EXPECT_TRUE(said(c, "programme.support_ends_early", "2015-01-01").empty());
}

TEST(Watch, I3m_AValidityOutsideTheLawIsABreach) {
  Country c = fielded();
  Policy p = usual_policy();
  p.validity_by_group_months = {{"", 144}};
  c.give(SetPolicy{kProgramme, p, "twelve years"}, "2015-01-01");
  EXPECT_EQ(said(c, "programme.validity_outside_law", "2015-01-02").size(), 1U);
  EXPECT_TRUE(said(c, "programme.validity_outside_law", "2014-12-01").empty());
}

ErosionLevel level(const Country& c, const char* on) {
  return erosion_level(c.world(), kProgramme, day(on));
}

TEST(ErosionLevels, EveryLineOfTheRule) {
  Country c = fielded();
  EXPECT_EQ(level(c, "2017-01-01"), ErosionLevel::kNone) << "nothing rated, nothing known";
  c.rate(4, {Use::kDigitalIdentity}, "2016-01-01");
  EXPECT_EQ(level(c, "2017-01-01"), ErosionLevel::kNone);
  c.rate(3, {Use::kDigitalIdentity}, "2016-01-01");
  EXPECT_EQ(level(c, "2017-01-01"), ErosionLevel::kWatch) << "at the alarm";
  EXPECT_EQ(level(c, "2015-12-31"), ErosionLevel::kNone) << "not before the rating";
  c.rate(-1, {Use::kDigitalIdentity}, "2016-01-01");
  EXPECT_EQ(level(c, "2017-01-01"), ErosionLevel::kWeakened) << "below the claim";
  c.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity}, kCertificate);
  EXPECT_EQ(level(c, "2017-08-29"), ErosionLevel::kWeakened);
  EXPECT_EQ(level(c, "2017-08-30"), ErosionLevel::kBroken) << "below the claim and confirmed";
  c.rate(2, {Use::kDigitalIdentity}, "2016-01-01");
  EXPECT_EQ(level(c, "2017-08-30"), ErosionLevel::kWeakened)
      << "confirmed, and still above the claim";
  c.resistance = {};
  EXPECT_EQ(level(c, "2017-08-30"), ErosionLevel::kBroken)
      << "confirmed and not rated: unknown is the worst";
}

TEST(ErosionLevels, R27_ReachedIsWatchedAndNotCalledBroken) {
  Country c = fielded();
  c.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity});
  EXPECT_EQ(level(c, "2017-08-30"), ErosionLevel::kWatch);
}

TEST(ErosionLevels, R9_OnlyTheUseThatIsTouchedLosesAndALimitEndsIt) {
  Country c = fielded();
  c.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity}, kCertificate);
  auto basis = erosion_basis(c.world(), kProgramme, day("2017-08-30"));
  EXPECT_EQ(basis.by_use.at(Use::kDigitalIdentity), ErosionLevel::kBroken);
  EXPECT_EQ(basis.by_use.at(Use::kFreeMovement), ErosionLevel::kNone);
  EXPECT_EQ(basis.by_use.at(Use::kBorderCrossing), ErosionLevel::kNone);
  EXPECT_EQ(erosion_by_software(c.world(), kProgramme, day("2017-08-30")).at(kEsw),
            ErosionLevel::kBroken);
  c.give(StopProduction{kProgramme, kEsw, "flaw"}, "2017-10-26");
  c.give(LimitUses{kProgramme, "eid-off", {kEsw}, {}, {}, {Use::kDigitalIdentity}, "flaw"},
         "2017-11-03");
  EXPECT_EQ(level(c, "2017-11-02"), ErosionLevel::kBroken);
  EXPECT_EQ(level(c, "2017-11-03"), ErosionLevel::kNone) << "no document has the use any more";
}

TEST(ErosionLevels, R22_WhoMayNotKnowOfACaseSeesNoTraceOfIt) {
  Country c = fielded();
  c.flaw("secret", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity}, kCertificate);
  c.vulnerability.cases.at(CaseId("secret")).compartment = CompartmentId("few");
  const vulnerability::Viewer outsider{PersonId("bert"), Instant::start_of(day("2017-09-01"))};
  const auto seen = erosion_basis(c.world(), kProgramme, day("2017-09-01"), &outsider);
  EXPECT_EQ(seen.level, ErosionLevel::kNone);
  EXPECT_TRUE(seen.reasons.empty());
  const auto whole = erosion_basis(c.world(), kProgramme, day("2017-09-01"));
  EXPECT_EQ(whole.level, ErosionLevel::kBroken);
  for (const auto& reason : whole.reasons)
    EXPECT_EQ(reason.find("secret"), std::string::npos) << reason;
}

TEST(ErosionLayers, TheFourLayersStandApart) {
  Country c = fielded();
  c.rate(2, {Use::kDigitalIdentity}, "2016-01-01");
  ErosionInputs inputs;
  inputs.scenarios = {constant_hazard(0.01)};
  const auto layers = erosion(c.world(), kProgramme, inputs, day("2017-01-01"), rule_book());
  ASSERT_TRUE(layers) << layers.error().message();
  EXPECT_TRUE(std::ranges::any_of(layers->dates, [](const ErosionDate& d) {
    return d.what == "end of certificate" && d.on == day("2020-10-15");
  }));
  ASSERT_EQ(layers->margins.size(), 3U);
  for (const auto& m : layers->margins) {
    if (m.use == Use::kDigitalIdentity) {
      EXPECT_EQ(m.says, "alarm");
      EXPECT_EQ(m.margin, 2);
    } else {
      EXPECT_EQ(m.says.rfind("insufficient data", 0), 0U) << m.says;
    }
  }
  EXPECT_EQ(layers->rate.method, RateMethod::kNone);
  ASSERT_EQ(layers->scenarios.size(), 1U);
  EXPECT_EQ(layers->scenarios[0].years.size(), 2U) << "at the usual and at the shortened validity";
  EXPECT_LT(layers->scenarios[0].probability[0], layers->scenarios[0].probability[1]);
}

}  // namespace
}  // namespace lw::programme
