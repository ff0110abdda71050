#include "domain/certificate/testing/store.hpp"

namespace lw::certificate::testing {
namespace {

std::vector<NoticeRequested> notices(const std::vector<Event>& events) {
  std::vector<NoticeRequested> out;
  for (const auto& event : events) {
    if (const auto* notice = std::get_if<NoticeRequested>(&event)) out.push_back(*notice);
  }
  return out;
}

TEST(Certificate, E9_SuspensionRunsFromTheDayAfterFor42DaysAndDoesNotEndValidity) {
  Store store = issued();
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  const Certificate& c = store.at("EUCC-1-2025-03-0001");
  EXPECT_EQ(status(c, day("2026-03-03")), Status::kInForce);
  EXPECT_EQ(status(c, day("2026-03-04")), Status::kSuspended);
  EXPECT_EQ(c.suspensions.back().until,
            day("2026-04-14"));  // 28 days of March after the 3rd, then 14
  EXPECT_EQ(days_between(c.suspensions.back().from, c.suspensions.back().until) + 1, 42);
  EXPECT_TRUE(legally_valid(c, day("2026-03-10")));
  EXPECT_FALSE(promotion_allowed(c, day("2026-03-10"), law()));  // E12
}

TEST(Certificate, R15_On42ndDayTheClockAsksForADecisionAndOnThe43rdItIsOverdue) {
  Store store = issued();
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  const auto last = store.clocks_on("2026-04-14", "eucc.suspension.max");
  ASSERT_EQ(last.size(), 1);
  EXPECT_EQ(last[0].state, ClockState::kDue);
  EXPECT_NE(last[0].article.find("Art. 30(1)"), std::string::npos);
  EXPECT_EQ(store.clocks_on("2026-04-15", "eucc.suspension.max")[0].state, ClockState::kOverdue);
  EXPECT_FALSE(store.findings_on("2026-04-14").contains("certificate.suspension_overdue"));
  EXPECT_TRUE(store.findings_on("2026-04-15").contains("certificate.suspension_overdue"));
  EXPECT_EQ(status(store.at("EUCC-1-2025-03-0001"), day("2026-04-15")), Status::kSuspended);
  store.must("2026-04-15", "cb-de",
             WithdrawCertificate{chip_id(), WithdrawalGround::kSuspensionEndedUncured, "no cure"});
  EXPECT_TRUE(store.clocks_on("2026-04-16", "eucc.suspension.max").empty());
}

TEST(Certificate, R15_OverdueItIsShownToTheNationalAuthorityOfTheTerritoryToo) {
  Store store = issued();
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  EXPECT_EQ(store.clocks_on("2026-04-14", "eucc.suspension.max").at(0).who, "cb-de");
  EXPECT_EQ(store.clocks_on("2026-04-15", "eucc.suspension.max").at(0).who, "cb-de, ncca-de");
  std::string says;
  for (const auto& finding : findings(store.world(), day("2026-04-15"), law())) {
    if (finding.rule == "certificate.suspension_overdue") says = finding.says;
  }
  EXPECT_NE(says.find("cb-de, ncca-de"), std::string::npos) << says;
  EXPECT_EQ(says.find("ncca-fr"), std::string::npos) << says;
  store.access.organisations.erase(OrganisationId("ncca-de"));
  EXPECT_EQ(store.clocks_on("2026-04-15", "eucc.suspension.max").at(0).who,
            "cb-de, national authority of DE");
}

TEST(Certificate, E9_ALongerSuspensionIsRefused) {
  Store store = issued();
  auto c = suspend(chip_id());
  c.until = day("2026-04-15");
  EXPECT_EQ(store.refused("2026-03-03", "cb-de", c), ErrorCode::kRefused);
  c.until = day("2026-04-14");
  EXPECT_TRUE(store.decide("2026-03-03", "cb-de", c));
}

TEST(Certificate, E10_OnlyTheAuthorityExtendsAndToAYearInTotal) {
  Store store = issued();
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  const ExtendSuspension year{chip_id(), day("2027-03-03"), "remedy under way"};
  EXPECT_EQ(store.refused("2026-04-01", "cb-de", year), ErrorCode::kForbidden);
  EXPECT_EQ(store.refused("2026-04-01", "ncca-fr", year), ErrorCode::kForbidden);
  EXPECT_EQ(store.refused("2026-04-01", "ncca-de",
                          ExtendSuspension{chip_id(), day("2027-03-04"), "more"}),
            ErrorCode::kRefused);
  store.must("2026-04-01", "ncca-de", year);
  const auto clock = store.clocks_on("2026-05-01", "eucc.suspension.total_max");
  ASSERT_EQ(clock.size(), 1);
  EXPECT_EQ(clock[0].due_on, day("2027-03-03"));
}

TEST(Certificate, R14_StatusMachine) {
  Store store = issued();
  EXPECT_EQ(store.refused("2026-03-01", "cb-de", LiftSuspension{chip_id(), "x"}),
            ErrorCode::kRefused);
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  EXPECT_EQ(store.refused("2026-03-10", "cb-de", suspend(chip_id())), ErrorCode::kRefused);
  store.must("2026-03-20", "cb-de", LiftSuspension{chip_id(), "cured"});
  const Certificate& c = store.at("EUCC-1-2025-03-0001");
  EXPECT_EQ(status(c, day("2026-03-19")), Status::kSuspended);
  EXPECT_EQ(status(c, day("2026-03-20")), Status::kInForce);
  store.must("2026-04-01", "cb-de", suspend(chip_id()));
  store.must("2026-04-10", "cb-de", withdraw(chip_id()));
  EXPECT_EQ(status(c, day("2026-04-09")), Status::kSuspended);
  EXPECT_EQ(status(c, day("2026-04-10")), Status::kWithdrawn);
  EXPECT_FALSE(legally_valid(c, day("2026-04-10")));
}

TEST(Certificate, R14_WithdrawnIsFinal) {
  Store store = issued();
  store.must("2026-04-10", "cb-de", withdraw(chip_id()));
  EXPECT_EQ(store.refused("2026-04-11", "cb-de", suspend(chip_id())), ErrorCode::kRefused);
  EXPECT_EQ(store.refused("2026-04-11", "cb-de", LiftSuspension{chip_id(), "x"}),
            ErrorCode::kRefused);
  EXPECT_EQ(store.refused("2026-04-11", "cb-de", withdraw(chip_id())), ErrorCode::kRefused);
  EXPECT_EQ(
      store.refused("2026-04-11", "cb-de", OpenReview{chip_id(), ReviewGround::kMonitoring, "x"}),
      ErrorCode::kRefused);
  auto again = chip();
  again.name = "Chip, second life";
  EXPECT_EQ(store.refused("2026-04-11", "cb-de", again), ErrorCode::kConflict);
  EXPECT_TRUE(store.decide("2026-04-10", "cb-de", withdraw(chip_id()))
                  ->empty());  // the same again is no change
  EXPECT_EQ(status(store.at("EUCC-1-2025-03-0001"), day("2031-01-01")), Status::kWithdrawn);
}

TEST(Certificate, E25_ExpiryNeedsNoEvent) {
  const Store store = issued();
  const Certificate& c = store.at("EUCC-1-2025-03-0001");
  EXPECT_EQ(status(c, day("2030-02-28")), Status::kInForce);
  EXPECT_TRUE(legally_valid(c, day("2030-02-28")));  // the last day counts
  EXPECT_FALSE(legally_valid(c, day("2030-03-01")));
  EXPECT_EQ(status(c, day("2030-03-01")), Status::kExpired);
  EXPECT_EQ(status_since(c, day("2031-01-01")), day("2030-03-01"));
  EXPECT_EQ(store.refused("2030-03-01", "cb-de", suspend(chip_id())), ErrorCode::kRefused);
}

TEST(Certificate, E13_TwoWithdrawalPathsWithDifferentActors) {
  Store store = issued();
  EXPECT_EQ(store.refused("2026-03-01", "ncca-de", withdraw(chip_id())), ErrorCode::kForbidden);
  EXPECT_EQ(store.refused("2026-03-01", "cb-fr", withdraw(chip_id())), ErrorCode::kForbidden);
  EXPECT_EQ(store.refused("2026-03-01", "", withdraw(chip_id())), ErrorCode::kForbidden);
  const WithdrawByAuthority by_authority{chip_id(), WithdrawalGround::kRequirementsNotMet,
                                         "found in sampling"};
  EXPECT_EQ(store.refused("2026-03-01", "cb-de", by_authority), ErrorCode::kForbidden);
  EXPECT_EQ(store.refused("2026-03-01", "ncca-fr", by_authority), ErrorCode::kForbidden);
  store.must("2026-03-01", "ncca-de", by_authority);
  EXPECT_EQ(store.at("EUCC-1-2025-03-0001").withdrawal->path, WithdrawalPath::kNcca);
}

TEST(Certificate, E13_TheAuthorityHasNoPowerOverLevelSubstantialIssuedByOthers) {
  Store store;
  auto c = chip();
  c.assurance = {"EAL2", "AVA_VAN.2"};
  store.must("2025-03-01", "cb-de", c);
  EXPECT_EQ(
      store.refused("2026-03-01", "ncca-de",
                    WithdrawByAuthority{chip_id(), WithdrawalGround::kRequirementsNotMet, "x"}),
      ErrorCode::kRefused);
}

TEST(Certificate, E11_SuspensionOwesNoticesAndDependentHoldersAreTold) {
  Store store = issued();
  const auto owed = notices(store.must("2026-03-03", "cb-de", suspend(chip_id())));
  std::map<Addressee, std::string> by;
  for (const auto& notice : owed)
    by[notice.to] = notice.owed_by + ">" + (notice.recipient ? notice.recipient->text() : "");
  EXPECT_EQ(by[Addressee::kHolder], "cb-de>maker");
  EXPECT_EQ(by[Addressee::kNcca], "cb-de>ncca-de");
  EXPECT_EQ(by[Addressee::kEnisa], "cb-de>enisa");
  EXPECT_EQ(by[Addressee::kPurchasers], "maker>");
  EXPECT_EQ(by[Addressee::kPublic], "maker>");
  EXPECT_EQ(by[Addressee::kMarketSurveillance], "ncca-de>");
  EXPECT_EQ(by[Addressee::kDependentHolder], "maker>card-maker");
  EXPECT_EQ(owed.back().dependent, platform_id());
  EXPECT_EQ(outstanding_notices(store.state).size(), owed.size());
  EXPECT_EQ(store.clocks_on("2026-03-05", "house.notice.max").size(), owed.size());
  EXPECT_EQ(store.refused("2026-03-04", "cb-fr", ConfirmNotice{1}), ErrorCode::kForbidden);
  store.must("2026-03-04", "cb-de", ConfirmNotice{1});
  EXPECT_EQ(outstanding_notices(store.state).size(), owed.size() - 1);
}

TEST(Certificate, E13_WithdrawalIsToldToAuthorityEnisaAndMarketSurveillance) {
  Store store = issued();
  std::set<Addressee> to;
  for (const auto& notice : notices(store.must("2026-04-10", "cb-de", withdraw(chip_id()))))
    to.insert(notice.to);
  EXPECT_EQ(to, (std::set{Addressee::kNcca, Addressee::kEnisa, Addressee::kMarketSurveillance,
                          Addressee::kDependentHolder}));
}

TEST(Certificate, E13_DependentHoldersHearOfAWithdrawalOnce) {
  Store store = issued();
  store.must("2026-04-10", "cb-de", withdraw(chip_id()));
  const TellDependents again{chip_id(), NoticeAbout::kWithdrawal, "told in other words"};
  EXPECT_TRUE(store.decide("2026-04-10", "", again)->empty());
}

TEST(Certificate, E15_HoldersOfDependentCertificatesAreToldOnce) {
  Store store = issued();
  const TellDependents tell{chip_id(), NoticeAbout::kPotentialVulnerability, "case-1"};
  const auto owed = notices(store.must("2026-03-03", "maker", tell));
  ASSERT_EQ(owed.size(), 1);
  EXPECT_EQ(owed[0].recipient, OrganisationId("card-maker"));
  EXPECT_NE(owed[0].article.find("Art. 33(4)"), std::string::npos);
  EXPECT_TRUE(store.decide("2026-03-04", "maker", tell)->empty());
}

TEST(Certificate, R11_ASogisCertificateProvesItsDateOnly) {
  Store store = issued();
  auto old = chip("SOGIS-1");
  old.scheme = Scheme::kSogis;
  store.must("2025-03-01", "cb-de", old);
  EXPECT_EQ(*assured(store.state, CertificateId("SOGIS-1"), day("2026-02-01")),
            Assurance::kUnknown);
  EXPECT_EQ(*assured(store.state, chip_id(), day("2026-02-01")), Assurance::kYes);
  EXPECT_EQ(*assured(store.state, chip_id(), day("2030-03-01")), Assurance::kNo);
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  EXPECT_EQ(*assured(store.state, chip_id(), day("2026-03-04")), Assurance::kUnknown);
}

TEST(Certificate, R89_AnyoneCanBeToldWhatItMeansNow) {
  Store store = issued();
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  const auto now = meaning(store.state, chip_id(), day("2026-03-10"));
  ASSERT_TRUE(now);
  EXPECT_EQ(now->status, Status::kSuspended);
  EXPECT_EQ(now->validity, Validity::kValid);
  EXPECT_EQ(now->since, day("2026-03-04"));
  EXPECT_EQ(now->scope, "Chip");
  for (const char* part :
       {"suspended since 2026-03-04", "legally valid until 2030-02-28", "Chip", "AVA_VAN.5"}) {
    EXPECT_NE(now->says.find(part), std::string::npos) << now->says;
  }
  EXPECT_EQ(meaning(store.state, CertificateId("none"), day("2026-03-10")).error().code,
            ErrorCode::kNotFound);
}

TEST(Certificate, R89_ThePublicAnswerNamesStatusSinceWhenScopeAndVersion) {
  Store store = issued();
  store.must("2026-02-01", "cb-de",
             RecordMaintenance{
                 chip_id(), "new box", EvidenceId("iar"), {}, {}, "minor", ChangeClass::kMinor});
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  const auto on = [&](std::string_view date) {
    return public_status(store.world(), chip_id(), day(date), law()).value();
  };
  const PublicStatus now = on("2026-03-10");
  EXPECT_EQ(now.status, Status::kSuspended);
  EXPECT_EQ(now.since, day("2026-03-04"));
  EXPECT_EQ(now.suspended_until, day("2026-04-14"));
  EXPECT_EQ(now.validity, Validity::kValid);
  EXPECT_FALSE(now.promotion_allowed);
  EXPECT_EQ(now.scope, "Chip");
  EXPECT_EQ(now.versions, (std::vector{CoveredVersion{ComponentId("ic"), "ic", "1"}}));
  EXPECT_EQ(now.level, AssuranceLevel::kHigh);
  EXPECT_EQ(now.maintained_on, day("2026-02-01"));
  for (const char* part : {"suspended since 2026-03-04", "Chip", "ic version 1"})
    EXPECT_NE(now.says.find(part), std::string::npos) << now.says;
  EXPECT_EQ(on("2026-01-31").status, Status::kInForce);
  EXPECT_EQ(on("2026-01-31").maintained_on, std::nullopt);
  EXPECT_EQ(on("2026-01-31").suspended_until, std::nullopt);
  EXPECT_EQ(
      public_status(store.world(), CertificateId("none"), day("2026-03-10"), law()).error().code,
      ErrorCode::kNotFound);
}

TEST(Certificate, R89_ThePublicAnswerSaysNothingOfTheFile) {
  Store store = issued();
  const Bytes before =
      codec::to_cbor(public_status(store.world(), chip_id(), day("2026-03-10"), law()).value());
  store.must("2026-03-01", "cb-de", OpenReview{chip_id(), ReviewGround::kMonitoring, "asked"});
  store.must("2026-03-02", "cb-de",
             ReportNonconformity{chip_id(), "m1", MatterCause::kProductDiffers, "differs", {}});
  EXPECT_EQ(
      codec::to_cbor(public_status(store.world(), chip_id(), day("2026-03-10"), law()).value()),
      before);
}

TEST(Certificate, OldSchemesNameTheirOwnEndOfSuspension) {
  Store store;
  auto old = chip("BSI-DSZ-CC-0782-V2-2015");
  old.scheme = Scheme::kNational;
  old.valid_from = day("2015-11-03");
  old.valid_until = day("2020-11-03");
  store.must("2015-11-03", "cb-de", old);
  auto c = suspend(old.certificate);
  EXPECT_EQ(store.refused("2017-10-16", "cb-de", c), ErrorCode::kIncomplete);
  c.until = day("2017-11-27");
  store.must("2017-10-16", "cb-de", c);
  EXPECT_EQ(store.clocks_on("2017-11-28", "scheme.suspension").at(0).state, ClockState::kOverdue);
}

TEST(Certificate, DecisionsAreTakenInTheOrderOfTheirDays) {
  Store store = issued();
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  EXPECT_EQ(store.refused("2026-03-02", "cb-de", withdraw(chip_id())), ErrorCode::kRefused);
}

TEST(Certificate, R16_EveryStatusDecisionIsSignedAndGivesItsReason) {
  static_assert(SuspendCertificate::kDecision && ExtendSuspension::kDecision &&
                LiftSuspension::kDecision && WithdrawCertificate::kDecision &&
                WithdrawByAuthority::kDecision && ConcludeReview::kDecision &&
                RegisterCertificate::kDecision && RecordMaintenance::kDecision &&
                DecideAffected::kDecision);
  const Store store = issued();
  auto c = withdraw(chip_id());
  c.reason.clear();
  EXPECT_EQ(store.refused("2026-03-03", "cb-de", c), ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace lw::certificate::testing
