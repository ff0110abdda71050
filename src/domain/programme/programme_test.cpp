#include "domain/programme/programme.hpp"

#include <gtest/gtest.h>

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

TEST(Programme, R8_AClassWithoutValidityTakesTheRule) {
  Country c;
  const auto define = [&](std::optional<std::int32_t> validity, const char* on) {
    c.give(DefineDocumentClass{kCard, "card", validity, {{"minor", 60}}, "", "start"}, on);
    return c.programme.classes.at(kCard).validity_months;
  };
  // The rule of this test says nine years: nothing but the rule can give that.
  EXPECT_EQ(define({}, "2013-01-01"), 108);
  EXPECT_EQ(define(84, "2013-01-02"), 84) << "overridden for the class";
  EXPECT_EQ(define({}, "2013-01-03"), 108);
  c.give(Establish{kProgramme, "cards", "EE", kCard, usual_policy(), "start"}, "2013-01-04");
  const Programme& p = *find(c.programme, kProgramme);
  EXPECT_EQ(validity_months(c.programme, p, "", day("2013-01-04")), 108);
  EXPECT_EQ(validity_months(c.programme, p, "minor", day("2013-01-04")), 60)
      << "overridden for the group";
  EXPECT_EQ(c.refused(DefineDocumentClass{kCard, "card", {}, {}, "", "x"}, "1980-01-01").code,
            ErrorCode::kNotFound)
      << "no rule in force on that day";
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

TEST(Programme, R32_ACertificateOfUnknownValidityOpensNoGateUnlessTheAuthorityNamedIt) {
  Country c = running();
  auto& introduction = c.programme.programmes.at(kProgramme).introductions.at(kEsw);
  const auto gate = [&] { return may_issue(c.world(), kProgramme, kEsw, day("2016-01-01")); };
  introduction.certificates.clear();
  EXPECT_TRUE(gate().allowed) << "found by what it covers, and known to be valid";
  c.certificate.certificates.at(kCertificate).valid_until.reset();
  EXPECT_FALSE(gate().allowed);
  ASSERT_FALSE(gate().reasons.empty());
  EXPECT_NE(gate().reasons[0].find("is not known"), std::string::npos) << gate().reasons[0];
  introduction.certificates = {kCertificate};
  EXPECT_TRUE(gate().allowed);
  const auto by = certification(c.world(), introduction, {}, day("2016-01-01"));
  EXPECT_TRUE(by.unknown_validity) << "and it says so";
  c.certify(kCertificate2, kEsw, {"EAL4"}, "2015-01-01", "2020-01-01");
  EXPECT_EQ(certification(c.world(), introduction, {}, day("2016-01-01")).by, kCertificate2)
      << "one that is known to be valid comes first";
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

}  // namespace
}  // namespace lw::programme
