#include "domain/programme/programme.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/programme/fixture.hpp"
#include "domain/programme/lifetime.hpp"

namespace lw::programme {
namespace {

using namespace fixture;
using catalog::Use;

TEST(Programme, R7_AFourthDocumentClassIsConfiguration) {
  Country c;
  for (const char* name : {"passport", "residence-permit", "identity-card", "seafarer-book"}) {
    EXPECT_EQ(c.give(DefineDocumentClass{DocumentClassId(name), name, 120, {}, "", "start"},
                     "2013-01-01"),
              1U);
  }
  EXPECT_EQ(c.programme.classes.size(), 4U);
  EXPECT_EQ(c.give(Establish{ProgrammeId("books"), "books", "EE", DocumentClassId("seafarer-book"),
                             usual_policy(), "start"},
                   "2013-01-01"),
            1U);
}

TEST(Programme, R8_ValidityIsTenYearsUnlessTheGroupSaysOtherwise) {
  Country c = running();
  const Programme& p = *find(c.programme, kProgramme);
  EXPECT_EQ(validity_months(c.programme, p, "", day("2015-01-01")), 120);
  EXPECT_EQ(validity_months(c.programme, p, "minor", day("2015-01-01")), 60);
  c.give(OpenBatch{kProgramme, BatchId("b-minors"), kEsw, "minor", 500, "school year"},
         "2015-01-05");
  EXPECT_EQ(c.programme.batches.at(BatchId("b-minors")).validity_months, 60);
  Policy shorter = usual_policy();
  shorter.validity_by_group_months = {{"", 60}};
  c.give(SetPolicy{kProgramme, shorter, "shorter validity"}, "2016-01-01");
  EXPECT_EQ(validity_months(c.programme, p, "", day("2015-12-31")), 120)
      << "the past keeps its policy";
  EXPECT_EQ(validity_months(c.programme, p, "", day("2016-01-01")), 60);
}

TEST(Programme, R10_BelowTheFloorTheMissingComponentIsNamed) {
  Country c = running();
  c.certify(kCertificate2, kEsw2, {"EAL4", "AVA_VAN.4"}, "2014-01-01", "2019-01-01");
  const auto error =
      c.refused(IntroduceSoftware{kProgramme, kEsw2, OrganisationId("s"), {kCertificate2}, {}, "x"},
                "2014-10-01");
  EXPECT_EQ(error.code, ErrorCode::kRefused);
  EXPECT_NE(error.what.find("AVA_VAN.5"), std::string::npos) << error.what;
  EXPECT_EQ(error.what.find("EAL4,"), std::string::npos) << "only what is missing";
  Policy floor_off = usual_policy();
  floor_off.certification_floor.clear();
  c.give(SetPolicy{kProgramme, floor_off, "pilot"}, "2014-10-01");
  EXPECT_EQ(
      c.give(IntroduceSoftware{kProgramme, kEsw2, OrganisationId("s"), {kCertificate2}, {}, "x"},
             "2014-10-01"),
      1U);
}

TEST(Programme, R32_WithoutAValidCertificateNothingIsPersonalised) {
  Country c = running();
  c.give(OpenBatch{kProgramme, BatchId("b1"), kEsw, "", 100, "order"}, "2014-10-02");
  c.give(AdvanceBatch{kProgramme, BatchId("b1"), UnitState::kProduced, "made"}, "2014-10-03");
  c.certificate.certificates.at(kCertificate).withdrawal = {
      day("2014-10-04"), certificate::WithdrawalPath::kIssuingBody,
      certificate::WithdrawalGround::kRequirementsNotMet, OrganisationId("bsi")};
  const auto error = c.refused(
      AdvanceBatch{kProgramme, BatchId("b1"), UnitState::kPersonalised, "order"}, "2014-10-05");
  EXPECT_EQ(error.code, ErrorCode::kRefused);
  EXPECT_NE(error.what.find("CERT-1"), std::string::npos) << error.what;
  EXPECT_FALSE(may_issue(c.world(), kProgramme, kEsw, day("2014-10-05")).allowed);
  EXPECT_TRUE(may_issue(c.world(), kProgramme, kEsw, day("2014-10-03")).allowed)
      << "as it was before";
}

TEST(Programme, R33_TheGateStandsWhereThePolicyPutsIt) {
  const auto allowed = [](Gate gate, UnitState to) {
    Country c = running();
    Policy p = usual_policy();
    p.gate = gate;
    c.give(SetPolicy{kProgramme, p, "gate"}, "2014-10-01");
    return may_enter(c.world(), kProgramme, kEsw, to, day("2020-10-16"))
        .allowed;  // the day after the certificate's last
  };
  EXPECT_FALSE(allowed(Gate::kBlank, UnitState::kBlank));
  EXPECT_TRUE(allowed(Gate::kPersonalisation, UnitState::kBlank));
  EXPECT_TRUE(allowed(Gate::kPersonalisation, UnitState::kProduced));
  EXPECT_FALSE(allowed(Gate::kPersonalisation, UnitState::kPersonalised));
  EXPECT_TRUE(allowed(Gate::kIssuance, UnitState::kPersonalised));
  EXPECT_FALSE(allowed(Gate::kIssuance, UnitState::kIssued));
  EXPECT_FALSE(allowed(Gate::kBlank, UnitState::kIssued)) << "later steps need it too";
}

TEST(Programme, R62_AProductionStopTakesEffectAtTheGate) {
  Country c = running();
  EXPECT_TRUE(may_issue(c.world(), kProgramme, kEsw, day("2017-10-25")).allowed);
  EXPECT_EQ(c.give(StopProduction{kProgramme, kEsw, "flaw"}, "2017-10-26"), 1U);
  EXPECT_EQ(c.give(StopProduction{kProgramme, kEsw, "flaw"}, "2017-10-27"), 0U)
      << "again is no change";
  EXPECT_TRUE(may_issue(c.world(), kProgramme, kEsw, day("2017-10-25")).allowed);
  const auto gate = may_issue(c.world(), kProgramme, kEsw, day("2017-10-26"));
  EXPECT_FALSE(gate.allowed);
  EXPECT_EQ(gate.reasons, std::vector<std::string>{"production with esw-1 is stopped"});
  EXPECT_EQ(c.refused(OpenBatch{kProgramme, BatchId("b"), kEsw, "", 1, "x"}, "2017-11-01").code,
            ErrorCode::kRefused);
  c.give(ResumeProduction{kProgramme, kEsw, "fixed"}, "2018-01-01");
  EXPECT_FALSE(may_issue(c.world(), kProgramme, kEsw, day("2017-12-31")).allowed);
  EXPECT_TRUE(may_issue(c.world(), kProgramme, kEsw, day("2018-01-01")).allowed);
}

TEST(Programme, R61_LimitedUsesHoldForTheDocumentSetAlone) {
  Country c = running();
  c.give(LimitUses{kProgramme,
                   "eid-off",
                   {kEsw},
                   day("2014-10-16"),
                   day("2017-10-25"),
                   {Use::kDigitalIdentity},
                   "flaw"},
         "2017-11-03");
  const std::set travel{Use::kFreeMovement, Use::kBorderCrossing};
  const auto uses = [&](const char* issued, const char* on) {
    return allowed_uses(c.programme, kProgramme, kEsw, day(issued), day(on));
  };
  EXPECT_EQ(uses("2016-05-01", "2017-11-03"), travel);
  EXPECT_EQ(uses("2014-10-01", "2017-11-03"), travel)
      << "the month of the first day counts as a whole";
  EXPECT_EQ(uses("2016-05-01", "2017-11-02").size(), 3U) << "not before the decision";
  EXPECT_EQ(uses("2017-11-01", "2017-11-03").size(), 3U) << "issued later";
  c.give(LiftLimit{kProgramme, "eid-off", "cured"}, "2018-04-01");
  EXPECT_EQ(uses("2016-05-01", "2018-03-31"), travel);
  EXPECT_EQ(uses("2016-05-01", "2018-04-01").size(), 3U);
}

TEST(Programme, R26_OnlyItsOwnAuthorityMayChangeAProgramme) {
  Country c = running();
  const Command commands[] = {SetPolicy{kProgramme, usual_policy(), "x"},
                              StopProduction{kProgramme, kEsw, "x"},
                              LimitUses{kProgramme, "l", {}, {}, {}, {Use::kDigitalIdentity}, "x"},
                              ReportCohorts{kProgramme, "x", {}, "x"}};
  for (const auto& command : commands) {
    EXPECT_EQ(c.refused(command, "2017-01-01", kOtherAuthority).code, ErrorCode::kForbidden)
        << message_name(command);
  }
  EXPECT_EQ(c.refused(Establish{ProgrammeId("p"), "p", "EE", kCard, usual_policy(), "x"},
                      "2017-01-01", OrganisationId("nobody"))
                .code,
            ErrorCode::kForbidden);
}

TEST(Programme, AnUnsoundPolicyIsRefused) {
  Country c = running();
  Policy p = usual_policy();
  p.erosion_threshold_ppm = 1'000'001;
  EXPECT_EQ(c.refused(SetPolicy{kProgramme, p, "x"}, "2015-01-01").code, ErrorCode::kInvalidInput);
  p = usual_policy();
  p.uses.clear();
  EXPECT_EQ(c.refused(SetPolicy{kProgramme, p, "x"}, "2015-01-01").code, ErrorCode::kInvalidInput);
}

TEST(Programme, R39_BatchesAndCohortsGiveTheProductionPeriod) {
  Country c = running();
  c.give(OpenBatch{kProgramme, BatchId("b1"), kEsw, "", 100, "order"}, "2014-10-02");
  c.give(AdvanceBatch{kProgramme, BatchId("b1"), UnitState::kProduced, "made"}, "2014-10-20");
  c.give(
      ReportCohorts{
          kProgramme, "unit store", {row("2016-03-01", UnitState::kProduced, 7)}, "monthly"},
      "2016-04-01");
  const auto period = production_period(c.programme, kProgramme, kEsw, day("2017-01-01"));
  ASSERT_TRUE(period);
  EXPECT_EQ(period->first, day("2014-10-20"));
  EXPECT_EQ(period->last, day("2016-03-01"));
  EXPECT_EQ(
      c.refused(AdvanceBatch{kProgramme, BatchId("b1"), UnitState::kIssued, "skip"}, "2014-10-21")
          .code,
      ErrorCode::kRefused)
      << "a step is not skipped";
}

TEST(Programme, R27_ProgrammesAreFoundFromTheSharedChip) {
  const Country c = running();
  EXPECT_EQ(using_component(c.world(), ComponentId("ic-1")), std::vector{kProgramme});
  EXPECT_EQ(using_component(c.programme, kEsw), std::vector{kProgramme});
  EXPECT_TRUE(using_component(c.programme, ComponentId("ic-1")).empty());
}

TEST(Programme, StateEncodesAndComesBack) {
  Country c = running();
  c.give(
      ReportCohorts{
          kProgramme, "unit store", {row("2016-03-01", UnitState::kIssued, 7)}, "monthly"},
      "2016-04-01");
  c.give(LimitUses{kProgramme, "l", {}, {}, {}, {Use::kDigitalIdentity}, "x"}, "2016-04-01");
  const auto bytes = codec::to_cbor(c.programme);
  const auto back = codec::from_cbor<State>(bytes);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(codec::to_cbor(*back), bytes);
  const auto json = codec::from_json<State>(codec::to_json(c.programme));
  ASSERT_TRUE(json) << json.error().message();
  EXPECT_EQ(codec::to_cbor(*json), bytes);
}

Date any_day() { return day("2014-10-01").plus_days(*rc::gen::inRange(0, 1500)); }
std::int64_t any_count() { return *rc::gen::inRange(0, 20); }

/// Any command, mostly sensible.
Command any_command() {
  const auto esw = *rc::gen::elementOf(std::vector{kEsw, kEsw2});
  const BatchId batch("b" + std::to_string(*rc::gen::inRange(0, 3)));
  const std::string limit = "l" + std::to_string(*rc::gen::inRange(0, 3));
  switch (*rc::gen::inRange(0, 9)) {
    case 0: return StopProduction{kProgramme, esw, "r"};
    case 1: return ResumeProduction{kProgramme, esw, "r"};
    case 2: return IntroduceSoftware{kProgramme, esw, OrganisationId("s"), {}, {}, "r"};
    case 3: return OpenBatch{kProgramme, batch, esw, "", any_count(), "r"};
    case 4:
      return AdvanceBatch{kProgramme, batch, *rc::gen::elementOf(codec::enum_values<UnitState>()),
                          "r"};
    case 5: return LimitUses{kProgramme, limit, {esw}, any_day(), {}, {Use::kDigitalIdentity}, "r"};
    case 6: return LiftLimit{kProgramme, limit, "r"};
    case 7: {
      Policy p = usual_policy();
      p.surveillance_interval_months = *rc::gen::inRange(-1, 40);
      return SetPolicy{kProgramme, p, "r"};
    }
    default: {
      ReportCohorts report{kProgramme, "s", {}, "r"};
      const int rows = *rc::gen::inRange(1, 6);
      for (int i = 0; i < rows; ++i) {
        const Date month = any_day();
        report.rows.push_back({esw,
                               month,
                               {},
                               "",
                               *rc::gen::elementOf(codec::enum_values<UnitState>()),
                               month.plus_months(*rc::gen::inRange(0, 40)),
                               any_count()});
      }
      return report;
    }
  }
}

RC_GTEST_PROP(Programme, NoSequenceOfCommandsBreaksAnInvariant, ()) {
  Country c = running();
  const int count = *rc::gen::inRange(0, 40);
  for (int i = 0; i < count; ++i) {
    const Context context{Instant::start_of(day("2019-01-01")), any_day(), PersonId("anna"),
                          kAuthority, rule_book()};
    const auto events = decide(c.world(), any_command(), context);
    if (!events) continue;
    for (const auto& event : *events) {
      apply(c.programme, event);
      RC_ASSERT(violations(c.world()).empty());
    }
  }
  const Date on = any_day();
  const Stock s = stock(c.programme, kProgramme, on);
  RC_ASSERT(s.in_field == s.issued - s.removed);
  RC_ASSERT(s.in_field >= 0 && s.blank >= 0 && s.produced >= 0 && s.personalised >= 0);
}

}  // namespace
}  // namespace lw::programme
