#include "domain/risk/risk.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "domain/programme/fixture.hpp"

namespace lw::risk {
namespace {

using namespace programme::fixture;
using catalog::Use;
using programme::UnitState;

const RiskId kRisk{"risk-1"};
const RatingId kRating{"rating-1"};
const PersonId kSigner{"anna"};

/// A country with documents in the field, a rating, and an open risk.
struct Desk {
  Country country = running();
  State risk;

  Desk() {
    access::Person signer;
    signer.id = kSigner;
    signer.memberships = {{kAuthority, {access::Role::kIssuingAuthority}, day("2010-01-01"), {}}};
    country.access.people[kSigner] = signer;
    country.give(
        programme::ReportCohorts{
            kProgramme, "s", {row("2014-10-01", UnitState::kIssued, 1000)}, "r"},
        "2014-11-01");
    country.rate(-1, {Use::kDigitalIdentity}, "2016-01-01");
  }

  [[nodiscard]] World world() const {
    return {country.access,     country.catalog,       country.certificate, country.surveillance,
            country.resistance, country.vulnerability, country.programme,   risk};
  }

  [[nodiscard]] Result<std::vector<Event>> ask(const Command& command, std::string_view on,
                                               const OrganisationId& who = kAuthority,
                                               const PersonId& person = kSigner) const {
    return decide(world(), command, Country::at(on, who, person));
  }

  std::size_t give(const Command& command, std::string_view on) {
    const auto events = ask(command, on);
    EXPECT_TRUE(events) << (events ? "" : events.error().message());
    if (!events) return 0;
    for (const auto& event : *events) apply(risk, event);
    EXPECT_EQ(violations(world()), std::vector<std::string>{});
    return events->size();
  }

  [[nodiscard]] Error refused(const Command& command, std::string_view on) const {
    const auto events = ask(command, on);
    EXPECT_FALSE(events) << "accepted";
    return events ? Error{} : events.error();
  }

  [[nodiscard]] const Risk& the() const { return *find(risk, kRisk); }
  [[nodiscard]] Evaluation judged(std::string_view on) const {
    return evaluate(world(), the(), day(on));
  }
};

const std::map<Use, std::int32_t> kTravelJudged{{Use::kFreeMovement, 1}, {Use::kBorderCrossing, 1}};

Desk opened() {
  Desk d;
  d.give(OpenRisk{kRisk, kProgramme, kEsw, Cause::kFlaw, "case-1", CaseId("case-1"), "notice"},
         "2017-08-30");
  return d;
}

Desk with_inputs() {
  Desk d = opened();
  d.give(TakeResistance{kRisk, kRating.text(), kTravelJudged, "travel keys are of another kind",
                        "rated"},
         "2017-09-01");
  d.give(TakeExposure{kRisk, "exposure-2017-09", {}, "", "counted"}, "2017-09-01");
  return d;
}

Option option(const char* id, Family family, programme::HolderEffort effort = {1, 5, 0}) {
  return {id,         family,  std::string("Do ") + id + ".",
          effort,     100'000, "estimate of the authority",
          Level::kLow};
}

CompareOptions compare(std::vector<Option> options) {
  return {kRisk, std::move(options), "options"};
}

std::vector<Option> usual_options() {
  return {option("upgrade", Family::kUpgrade), option("shorter", Family::kShorterValidity),
          option("limit", Family::kLimitUse), option("replace", Family::kReplaceEarly, {4, 60, 2})};
}

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

Command any_command(const Desk& d, Date on) {
  const auto rev = revision(d.the(), on) - *rc::gen::inRange(0, 2);
  const std::set chosen{std::string(
      *rc::gen::elementOf(std::vector<std::string>{"upgrade", "shorter", "limit", "replace"}))};
  switch (*rc::gen::inRange(0, 9)) {
    case 0: return TakeResistance{kRisk, kRating.text(), kTravelJudged, "b", "r"};
    case 1:
      return TakeExposure{kRisk, "e", {{Use::kFreeMovement, *rc::gen::inRange(0, 7)}}, "b", "r"};
    case 2: return StateRisk{kRisk, "It is a risk.", {EvidenceId("e")}, "r"};
    case 3: return compare(usual_options());
    case 4: return OverrideCeiling{kRisk, *chosen.begin(), "r"};
    case 5: return DecideRisk{kRisk, rev, chosen, "r"};
    case 6: return AcceptRisk{kRisk, rev, {}, "r"};
    case 7: return CloseRisk{kRisk, "r"};
    default:
      return OpenRisk{RiskId("risk-" + std::to_string(*rc::gen::inRange(1, 4))),
                      kProgramme,
                      kEsw,
                      Cause::kOther,
                      "x",
                      {},
                      "r"};
  }
}

RC_GTEST_PROP(Risk, NoSequenceOfCommandsBreaksAnInvariant, ()) {
  Desk d = opened();
  const int count = *rc::gen::inRange(0, 40);
  Date on = day("2017-09-01");
  for (int i = 0; i < count; ++i) {
    on = on.plus_days(*rc::gen::inRange(-1, 3));
    const auto events = decide(d.world(), any_command(d, on),
                               {Instant::start_of(on), on, kSigner, kAuthority, rule_book()});
    if (!events) continue;
    for (const auto& event : *events) {
      apply(d.risk, event);
      RC_ASSERT(violations(d.world()).empty());
    }
  }
}

}  // namespace
}  // namespace lw::risk
