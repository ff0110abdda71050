#include "domain/risk/risk.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/risk/testing/desk.hpp"

namespace lw::risk {
namespace {

using namespace fixture;

TEST(Risk, R3_OneInputIsIncompleteAndNeverAScore) {
  Desk d = opened();
  EXPECT_EQ(d.judged("2017-09-01").missing.size(), 2U);
  d.give(TakeResistance{kRisk, kRating.text(), kTravelJudged, "travel keys are of another kind",
                        "rated"},
         "2017-09-01");
  auto e = d.judged("2017-09-01");
  EXPECT_EQ(e.completeness, Completeness::kIncomplete);
  EXPECT_FALSE(e.level);
  EXPECT_TRUE(e.by_use.empty());
  Desk other = opened();
  other.give(TakeExposure{kRisk, "exposure-2017-09", {}, "", "counted"}, "2017-09-01");
  EXPECT_FALSE(other.judged("2017-09-01").level);
  d.give(TakeExposure{kRisk, "exposure-2017-09", {}, "", "counted"}, "2017-09-01");
  e = d.judged("2017-09-01");
  EXPECT_EQ(e.completeness, Completeness::kComplete);
  EXPECT_EQ(e.resistance_input, "rating-1");
  EXPECT_EQ(e.exposure_input, "exposure-2017-09");
  ASSERT_TRUE(e.level);
  EXPECT_FALSE(d.judged("2017-08-31").level) << "as of the day before";
}

TEST(Risk, R3_TheFirstInputMustBeARatingOrASurveillanceEvent) {
  const Desk d = opened();
  EXPECT_EQ(d.refused(TakeResistance{kRisk, "a feeling", {}, "", "x"}, "2017-09-01").code,
            ErrorCode::kNotFound);
}

TEST(Risk, AUseThatNobodyRatedOrJudgedKeepsTheRiskIncomplete) {
  Desk d = opened();
  d.give(TakeResistance{kRisk, kRating.text(), {}, "", "rated"}, "2017-09-01");
  d.give(TakeExposure{kRisk, "exposure-2017-09", {}, "", "counted"}, "2017-09-01");
  const auto e = d.judged("2017-09-01");
  EXPECT_FALSE(e.level);
  EXPECT_EQ(e.missing.size(), 2U) << "the two travel uses";
}

TEST(Risk, R9_AFlawInOneUseLeavesTheOthersUnchanged) {
  Desk d = with_inputs();
  const auto before = d.judged("2017-09-01");
  // Margin -1 gives likelihood 4; all documents are exposed, impact 5: critical by the house
  // matrix.
  EXPECT_EQ(before.by_use.at(Use::kDigitalIdentity).likelihood, 4);
  EXPECT_EQ(before.by_use.at(Use::kDigitalIdentity).impact, 5);
  EXPECT_EQ(before.by_use.at(Use::kDigitalIdentity).level, Level::kCritical);
  EXPECT_EQ(before.by_use.at(Use::kFreeMovement).level, Level::kModerate)
      << "likelihood 1, impact 5";
  d.country.give(
      programme::LimitUses{kProgramme, "eid-off", {kEsw}, {}, {}, {Use::kDigitalIdentity}, "flaw"},
      "2017-11-03");
  d.give(TakeExposure{kRisk, "exposure-2017-11", {}, "", "counted"}, "2017-11-03");
  const auto after = d.judged("2017-11-03");
  EXPECT_EQ(after.by_use.at(Use::kDigitalIdentity).documents, 0);
  EXPECT_LT(after.by_use.at(Use::kDigitalIdentity).level, Level::kCritical);
  EXPECT_EQ(after.by_use.at(Use::kFreeMovement).level, before.by_use.at(Use::kFreeMovement).level);
  EXPECT_EQ(after.by_use.at(Use::kBorderCrossing).level,
            before.by_use.at(Use::kBorderCrossing).level);
}

TEST(Risk, TheMatrixIsDataAndAConfirmedFlawCounts) {
  Desk d = opened();
  d.country.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity},
                 kCertificate);
  d.give(TakeResistance{kRisk, kRating.text(), kTravelJudged, "b", "rated"}, "2017-09-01");
  d.give(TakeExposure{kRisk, "e", {}, "", "counted"}, "2017-09-01");
  EXPECT_EQ(d.judged("2017-09-01").by_use.at(Use::kDigitalIdentity).likelihood, 5);
  Matrix calm;
  for (auto& line : calm.levels) std::ranges::fill(line, Level::kLow);
  d.give(SetMatrix{kProgramme, calm, "policy"}, "2017-10-01");
  EXPECT_EQ(*d.judged("2017-10-01").level, Level::kLow);
  EXPECT_EQ(*d.judged("2017-09-30").level, Level::kCritical);
  calm.levels.pop_back();
  EXPECT_EQ(d.refused(SetMatrix{kProgramme, calm, "policy"}, "2017-10-02").code,
            ErrorCode::kInvalidInput);
}

TEST(Risk, R4_AnUpgradeMayBeUnavailableAndTheReasonIsSaid) {
  Desk d = opened();
  const auto why = [&] {
    const auto all = availability(d.world(), d.the(), day("2017-09-01"), rule_book());
    return std::ranges::find(all, Family::kUpgrade, &Availability::family)->why_not;
  };
  EXPECT_EQ(why(), "no patch mechanism is on record");
  auto& esw = d.country.catalog.components.at(kEsw);
  esw.upgradable_in_field = catalog::Tristate::kNo;
  EXPECT_NE(why().find("no mechanism"), std::string::npos) << "R84";
  esw.upgradable_in_field = catalog::Tristate::kYes;
  esw.patch_mechanism =
      catalog::PatchMechanism{catalog::PatchMethod::kJilCodeLoading, CertificateId("none")};
  EXPECT_NE(why().find("no valid certificate"), std::string::npos) << "R68";
  esw.patch_mechanism->certified_by = kCertificate;
  EXPECT_EQ(why(), "");
  auto& until = d.country.certificate.certificates.at(kCertificate).valid_until;
  const auto known = std::exchange(until, std::nullopt);
  EXPECT_NE(why().find("is not known"), std::string::npos) << "nobody knows whether it is valid";
  until = known;
  d.country.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity},
                 kCertificate);
  d.country.vulnerability.cases.at(CaseId("case-1")).curable_by_software = catalog::Tristate::kNo;
  EXPECT_NE(why().find("physical"), std::string::npos) << "R78";
}

TEST(Risk, R5_UpgradeAndShorterValidityAreAlwaysCompared) {
  Desk d = with_inputs();
  const auto error =
      d.refused(compare({option("limit", Family::kLimitUse), option("upgrade", Family::kUpgrade)}),
                "2017-09-02");
  EXPECT_EQ(error.code, ErrorCode::kRefused);
  EXPECT_NE(error.what.find("shorter_validity"), std::string::npos) << error.what;
  d.give(compare(usual_options()), "2017-09-02");
  const auto& options = d.the().comparisons.back().options;
  ASSERT_EQ(options.size(), 4U);
  EXPECT_FALSE(options[0].available) << "upgrade: no mechanism on record";
  EXPECT_FALSE(options[0].why_not.empty());
  EXPECT_TRUE(options[1].available) << "120 months may become 60";
  EXPECT_FALSE(options[3].available) << "no other embedded software may be issued";
  d.give(DecideRisk{kRisk, revision(d.the(), day("2017-09-03")), {"shorter", "limit"}, "both"},
         "2017-09-03");
  EXPECT_EQ(d.the().decisions.back().chosen.size(), 2U) << "a plan may hold both families and more";
}

TEST(Risk, R5_ADecisionMayTakeUpgradeAndShorterValidityTogether) {
  Desk d = with_inputs();
  d.make_upgradable();
  d.give(compare(usual_options()), "2017-09-02");
  const auto& options = d.the().comparisons.back().options;
  ASSERT_TRUE(options[0].available) << options[0].why_not;
  ASSERT_TRUE(options[1].available) << options[1].why_not;
  EXPECT_EQ(d.give(DecideRisk{kRisk,
                              revision(d.the(), day("2017-09-03")),
                              {"upgrade", "shorter"},
                              "upgrade what is out, and make the next ones shorter"},
                   "2017-09-03"),
            1U);
  EXPECT_EQ(d.the().decisions.back().chosen, (std::set<std::string>{"upgrade", "shorter"}));
  EXPECT_EQ(decision(d.the(), day("2017-09-03")), Binding::kCurrent);
}

TEST(Risk, R78_AFlawThatSoftwareCannotCureLeadsToLimitStopAndReplace) {
  Desk d = with_inputs();
  d.make_upgradable();
  d.add_second_software();
  d.country.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity},
                 kCertificate);
  auto& curable = d.country.vulnerability.cases.at(CaseId("case-1")).curable_by_software;
  const auto entry = [&](Family family) {
    const auto all = availability(d.world(), d.the(), day("2017-09-02"), rule_book());
    return *std::ranges::find(all, family, &Availability::family);
  };
  const std::vector<Option> without{option("upgrade", Family::kUpgrade),
                                    option("shorter", Family::kShorterValidity),
                                    option("limit", Family::kLimitUse)};
  for (const auto unsure : {catalog::Tristate::kUnknown, catalog::Tristate::kYes}) {
    curable = unsure;
    EXPECT_TRUE(entry(Family::kUpgrade).available);
    EXPECT_FALSE(entry(Family::kStopProduction).compared_always);
    EXPECT_TRUE(d.ask(compare(without), "2017-09-02"));
  }
  curable = catalog::Tristate::kNo;
  EXPECT_FALSE(entry(Family::kUpgrade).available);
  EXPECT_EQ(entry(Family::kUpgrade).why_not, "the flaw is physical: software cannot cure it");
  for (const auto family : {Family::kLimitUse, Family::kStopProduction, Family::kReplaceEarly}) {
    EXPECT_TRUE(entry(family).available) << entry(family).why_not;
    EXPECT_TRUE(entry(family).compared_always) << codec::enum_name(family);
  }
  const auto error = d.refused(compare(without), "2017-09-02");
  EXPECT_EQ(error.code, ErrorCode::kRefused);
  EXPECT_NE(error.what.find("stop_production"), std::string::npos) << error.what;
  auto options = usual_options();
  options.push_back(option("stop", Family::kStopProduction));
  d.give(compare(options), "2017-09-02");
  const auto choose = [&](const char* id) {
    return DecideRisk{kRisk, revision(d.the(), day("2017-09-03")), {id}, "x"};
  };
  const auto refusal = d.refused(choose("upgrade"), "2017-09-03");
  EXPECT_EQ(refusal.code, ErrorCode::kRefused);
  EXPECT_NE(refusal.what.find("physical"), std::string::npos) << refusal.what;
  EXPECT_EQ(d.give(choose("limit"), "2017-09-03"), 1U);
}

TEST(Risk, R29_AFlawInTheFieldIsARiskOnRecordWhateverTheSwitchSays) {
  Desk d;
  const auto missing = [&](std::string_view on) {
    std::vector<Finding> out;
    for (const auto& f : findings(d.world(), day(on), rule_book())) {
      if (f.rule == "risk.not_recorded") out.push_back(f);
    }
    return out;
  };
  EXPECT_TRUE(missing("2017-09-01").empty()) << "no flaw is known";
  d.country.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity});
  ASSERT_EQ(missing("2017-09-01").size(), 1U) << "the switch is off, and still a record is due";
  EXPECT_EQ(missing("2017-09-01")[0].severity, Severity::kNotice) << "potential";
  EXPECT_EQ(missing("2017-09-01")[0].subject, "case-1");
  d.country.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity},
                 kCertificate);
  EXPECT_EQ(missing("2017-09-01")[0].severity, Severity::kWarning) << "confirmed";
  d.give(OpenRisk{kRisk, kProgramme, kEsw, Cause::kFlaw, "case-1", CaseId("case-1"), "notice"},
         "2017-09-01");
  EXPECT_TRUE(missing("2017-09-01").empty());
  EXPECT_EQ(missing("2017-08-31").size(), 1U) << "not on the day before";
  auto policy = usual_policy();
  policy.field_security = programme::FieldSecurity::kMaintained;
  d.country.give(programme::SetPolicy{kProgramme, policy, "on"}, "2017-09-10");
  EXPECT_TRUE(missing("2017-09-10").empty());
}

TEST(Risk, R56_ADecisionComparesAtLeastTwoOptionsAndChoosesAmongThem) {
  Desk d = with_inputs();
  EXPECT_EQ(d.refused(compare({option("upgrade", Family::kUpgrade)}), "2017-09-02").code,
            ErrorCode::kRefused);
  const auto decide_for = [&](const char* id) {
    return DecideRisk{kRisk, revision(d.the(), day("2017-09-03")), {id}, "x"};
  };
  EXPECT_EQ(d.refused(decide_for("limit"), "2017-09-03").code, ErrorCode::kNotFound)
      << "nothing compared";
  d.give(compare(usual_options()), "2017-09-02");
  EXPECT_EQ(d.refused(decide_for("upgrade"), "2017-09-03").code, ErrorCode::kRefused)
      << "not available";
  EXPECT_EQ(d.refused(decide_for("prayer"), "2017-09-03").code, ErrorCode::kNotFound);
  EXPECT_EQ(d.give(decide_for("limit"), "2017-09-03"), 1U);
  EXPECT_EQ(d.give(decide_for("limit"), "2017-09-03"), 0U) << "again is no change";
}

TEST(Risk, R126_AnOptionNeedsItsCost) {
  Desk d = with_inputs();
  auto options = usual_options();
  options[0].cost_basis.clear();
  EXPECT_EQ(d.refused(compare(options), "2017-09-02").code, ErrorCode::kInvalidInput);
}

TEST(Risk, R126_AnOptionWithoutItsRemainingRiskIsRefused) {
  Desk d = with_inputs();
  auto options = usual_options();
  options[1].residual.reset();
  const auto error = d.refused(compare(options), "2017-09-02");
  EXPECT_EQ(error.code, ErrorCode::kInvalidInput);
  EXPECT_NE(error.what.find("shorter"), std::string::npos) << error.what;
  // Nor does it slip in by a command in words that leaves it out.
  auto words = codec::to_json(compare(usual_options()));
  words.at("options").at(0).as_object().erase("residual");
  const auto read = message_from_json<Command>(CompareOptions::kName, words);
  ASSERT_TRUE(read && *read);
  EXPECT_EQ(d.refused(**read, "2017-09-02").code, ErrorCode::kInvalidInput);
  EXPECT_EQ(d.give(compare(usual_options()), "2017-09-02"), 1U);
  EXPECT_EQ(d.the().comparisons.back().options[0].option.residual, Level::kLow);
}

TEST(Risk, R6_AboveTheCeilingOnlyWithASignedOverride) {
  Desk d = with_inputs();
  auto options = usual_options();
  options[2].effort = {3, 31, 1};  // the ceiling is 3 steps, 30 minutes, 1 journey
  d.give(compare(options), "2017-09-02");
  const DecideRisk choose{kRisk, revision(d.the(), day("2017-09-03")), {"limit"}, "x"};
  EXPECT_NE(d.refused(choose, "2017-09-03").hint.find("override"), std::string::npos);
  EXPECT_EQ(d.refused(OverrideCeiling{kRisk, "shorter", "x"}, "2017-09-03").code,
            ErrorCode::kRefused)
      << "within the ceiling";
  d.give(OverrideCeiling{kRisk, "limit", "no better way"}, "2017-09-03");
  EXPECT_EQ(d.give(choose, "2017-09-03"), 1U);
  static_assert(OverrideCeiling::kDecision && DecideRisk::kDecision && AcceptRisk::kDecision);
}

TEST(Risk, R26_OnlyTheIssuingAuthorityOfTheProgrammeAccepts) {
  Desk d = with_inputs();
  const AcceptRisk accept{kRisk, revision(d.the(), day("2017-09-02")), {}, "for now"};
  EXPECT_EQ(d.ask(accept, "2017-09-02", kOtherAuthority).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(d.ask(accept, "2017-09-02", kAuthority, PersonId("bert")).error().code,
            ErrorCode::kForbidden)
      << "not a person with that role";
  EXPECT_EQ(d.give(accept, "2017-09-02"), 1U);
  EXPECT_EQ(acceptance(d.the(), day("2017-09-02")), Binding::kCurrent);
}

TEST(Risk, R26_AnAcceptanceIsBoundToTheStateThatItJudged) {
  Desk d = with_inputs();
  const auto judged = revision(d.the(), day("2017-09-02"));
  EXPECT_EQ(d.refused(AcceptRisk{kRisk, judged - 1, {}, "x"}, "2017-09-02").code,
            ErrorCode::kConflict);
  d.give(AcceptRisk{kRisk, judged, day("2017-12-31"), "for now"}, "2017-09-02");
  EXPECT_EQ(acceptance(d.the(), day("2018-01-01")), Binding::kExpired);
  d.country.rate(-8, {Use::kDigitalIdentity}, "2016-01-01");
  d.give(TakeResistance{kRisk, kRating.text(), kTravelJudged, "b", "worse"}, "2017-10-16");
  EXPECT_EQ(acceptance(d.the(), day("2017-10-15")), Binding::kCurrent);
  EXPECT_EQ(acceptance(d.the(), day("2017-10-16")), Binding::kStale);
  const auto all = findings(d.world(), day("2017-10-16"), rule_book());
  EXPECT_NE(std::ranges::find(all, "risk.judged_before_it_changed", &Finding::rule), all.end());
  EXPECT_EQ(d.refused(CloseRisk{kRisk, "x"}, "2017-10-16").code, ErrorCode::kRefused)
      << "what was accepted is not what is";
  d.give(AcceptRisk{kRisk, revision(d.the(), day("2017-10-17")), {}, "again"}, "2017-10-17");
  EXPECT_EQ(d.give(CloseRisk{kRisk, "accepted"}, "2017-10-17"), 1U);
}

TEST(Risk, WhatIsNotKnownCannotBeAccepted) {
  Desk d = opened();
  d.give(TakeExposure{kRisk, "e", {}, "", "counted"}, "2017-09-01");
  EXPECT_EQ(d.refused(AcceptRisk{kRisk, 1, {}, "x"}, "2017-09-02").code, ErrorCode::kIncomplete);
}

TEST(Risk, R55_AStatementIsReadableAndRestsOnEvidence) {
  Desk d = opened();
  const std::set evidence{EvidenceId("report-1")};
  std::string monster = "This";
  for (int i = 0; i < 25; ++i) monster += " goes";
  const auto error =
      d.refused(StateRisk{kRisk, "It is short. " + monster + ".", evidence, "x"}, "2017-09-01");
  EXPECT_EQ(error.code, ErrorCode::kRefused);
  EXPECT_NE(error.what.find("26 words"), std::string::npos) << error.what;
  EXPECT_EQ(d.refused(StateRisk{kRisk, "Keys can be guessed.", {}, "x"}, "2017-09-01").code,
            ErrorCode::kInvalidInput);
  EXPECT_EQ(
      d.give(StateRisk{kRisk, "Keys in the card can be guessed. Someone could sign in your name.",
                       evidence, "x"},
             "2017-09-01"),
      1U);
}

TEST(Risk, R55_ARiskWithoutAStatementIsFound) {
  Desk d = opened();
  const auto found = [&](std::string_view on) {
    const auto all = findings(d.world(), day(on), rule_book());
    return std::ranges::find(all, "risk.no_statement", &Finding::rule) != all.end();
  };
  EXPECT_FALSE(found("2017-08-29")) << "there was no risk yet";
  EXPECT_TRUE(found("2017-08-30"));
  d.give(StateRisk{kRisk, "Keys in the card can be guessed.", {EvidenceId("report-1")}, "x"},
         "2017-09-05");
  EXPECT_TRUE(found("2017-09-04"));
  EXPECT_FALSE(found("2017-09-05"));
}

TEST(Risk, R55_ReadabilityCountsSentencesAndWords) {
  // Flesch's own scale: short words in short sentences score high, long ones low.
  const auto easy = readability("The cat sat on the mat. It was fat.");
  EXPECT_EQ(easy.sentences, 2);
  EXPECT_EQ(easy.words, 9);
  EXPECT_EQ(easy.longest_sentence_words, 6);
  EXPECT_NEAR(easy.flesch, 206.835 - 1.015 * 4.5 - 84.6, 1e-9) << "every word has one syllable";
  const auto hard = readability(
      "Institutional considerations necessitate comprehensive organisational deliberation.");
  EXPECT_LT(hard.flesch, 0);
  EXPECT_EQ(readability("Version 3.2.1 is used, e-ID 2.0 is not").sentences, 1)
      << "a point inside a word ends nothing";
  EXPECT_EQ(readability("").words, 0);
}

TEST(Risk, R54_TheSameCauseOpensOneRisk) {
  Desk d = opened();
  const auto id = id_for(kProgramme, kEsw, "CERT-1");
  EXPECT_EQ(id, id_for(kProgramme, kEsw, "CERT-1"));
  EXPECT_NE(id, id_for(kProgramme, kEsw, "CERT-2"));
  EXPECT_NE(id, id_for(kProgramme, kEsw2, "CERT-1"));
  const OpenRisk open{id, kProgramme, kEsw, Cause::kWithdrawal, "CERT-1", {}, "withdrawn"};
  // The clock acts for no organisation: opening a risk decides nothing.
  EXPECT_EQ(d.ask(open, "2017-11-03", OrganisationId(), access::system_actor())->size(), 1U);
  EXPECT_EQ(d.give(open, "2017-11-03"), 1U);
  EXPECT_EQ(d.give(open, "2017-11-04"), 0U);
  EXPECT_EQ(open_risks(d.risk, kProgramme, day("2017-11-03")).size(), 2U);
  EXPECT_EQ(open_risks(d.risk, kProgramme, day("2017-11-02")).size(), 1U);
}

TEST(Risk, AsOfAPastDayItStandsAsItStoodThen) {
  Desk d = with_inputs();
  d.give(compare(usual_options()), "2017-09-02");
  d.give(DecideRisk{kRisk, revision(d.the(), day("2017-09-03")), {"limit"}, "x"}, "2017-09-03");
  d.give(CloseRisk{kRisk, "decided"}, "2017-09-04");
  const auto then = [&](std::string_view on) { return as_of(d.the(), day(on)); };
  EXPECT_TRUE(then("2017-08-31").resistance.empty());
  EXPECT_EQ(then("2017-09-01").exposure.size(), 1U);
  EXPECT_TRUE(then("2017-09-01").comparisons.empty());
  EXPECT_TRUE(then("2017-09-02").decisions.empty());
  EXPECT_FALSE(then("2017-09-03").closed_on);
  EXPECT_EQ(then("2017-09-04"), d.the());
}

TEST(Risk, R22_EventsOfARestrictedCaseAreSealed) {
  Desk d = opened();
  const Event event = RiskStated{kRisk, "x", {}, day("2017-09-01"), "x"};
  EXPECT_EQ(compartment_of(d.world(), event), std::nullopt);
  d.country.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity});
  d.country.vulnerability.cases.at(CaseId("case-1")).compartment = CompartmentId("few");
  EXPECT_EQ(compartment_of(d.world(), event), CompartmentId("few"));
}

TEST(Risk, DecisionEventsCarryWhatWasSigned) {
  Desk d = with_inputs();
  d.give(compare(usual_options()), "2017-09-02");
  const auto rev = revision(d.the(), day("2017-09-03"));
  for (const Command& command : {Command(DecideRisk{kRisk, rev, {"limit"}, "why"}),
                                 Command(AcceptRisk{kRisk, rev, {}, "why"})}) {
    const auto events = d.ask(command, "2017-09-03");
    ASSERT_TRUE(events);
    const auto signed_fields = message_json(command).get_object();
    const auto body = message_json(events->front()).get_object();
    for (const auto& [key, value] : signed_fields) {
      ASSERT_TRUE(body.contains(key)) << std::string_view(key);
      EXPECT_EQ(body.at(key), value) << std::string_view(key);
    }
  }
}

TEST(Risk, StateEncodesAndComesBack) {
  Desk d = with_inputs();
  d.give(compare(usual_options()), "2017-09-02");
  d.give(SetMatrix{kProgramme, Matrix{5, 5, 5, {{0, 1}}, {0, 1, 2, 3, 4}, Matrix{}.levels}, "x"},
         "2017-09-02");
  const auto bytes = codec::to_cbor(d.risk);
  const auto back = codec::from_cbor<State>(bytes);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(codec::to_cbor(*back), bytes);
}

}  // namespace
}  // namespace lw::risk
