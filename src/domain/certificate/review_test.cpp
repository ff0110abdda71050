#include "domain/certificate/testing/store.hpp"

namespace lw::certificate::testing {
namespace {

NoteAssessment note(AssessmentOutcome outcome, const char* report) {
  return {chip_id(), SurveillanceEventId(std::string("s-") + report), outcome, EvidenceId(report)};
}

RegisterCertificate successor() {
  auto c = chip("EUCC-1-2029-12-0001");
  c.valid_from = day("2029-12-01");
  c.valid_until = day("2034-12-01");
  c.replaces = chip_id();
  return c;
}

ConcludeReview conclude(ReviewOutcome outcome) { return {chip_id(), outcome, {}, {}, "reviewed"}; }

TEST(Certificate, R12_AFailedAssessmentOpensAReviewThatOnlyADecisionCloses) {
  Store store = issued();
  store.must("2026-03-01", "", note(AssessmentOutcome::kFailed, "r1"));
  EXPECT_EQ(store.at("EUCC-1-2025-03-0001").reviews.back().ground, ReviewGround::kFailedAssessment);
  EXPECT_TRUE(decision_owed(store.at("EUCC-1-2025-03-0001"), day("2026-03-01")));
  EXPECT_TRUE(store.findings_on("2026-03-01").contains("certificate.decision_owed"));
  EXPECT_EQ(*assured(store.state, chip_id(), day("2026-03-01")), Assurance::kUnknown);
  for (const auto& answer : std::vector<Command>{conclude(ReviewOutcome::kConfirm),
                                                 suspend(chip_id()), withdraw(chip_id())}) {
    Store fork = store;
    fork.must("2026-03-02", "cb-de", answer);
    EXPECT_FALSE(decision_owed(fork.at("EUCC-1-2025-03-0001"), day("2026-03-02")));
    EXPECT_TRUE(decision_owed(fork.at("EUCC-1-2025-03-0001"), day("2026-03-01")));
    EXPECT_FALSE(fork.findings_on("2026-03-02").contains("certificate.decision_owed"));
  }
}

TEST(Certificate, E4_ReviewEndsInOneOfFourWays) {
  Store store = issued();
  EXPECT_EQ(store.refused("2029-12-01", "cb-de", conclude(ReviewOutcome::kConfirm)),
            ErrorCode::kRefused);
  store.must("2029-11-01", "maker", OpenReview{chip_id(), ReviewGround::kNearExpiry, "renew"});

  Store confirmed = store;
  confirmed.must("2029-12-01", "cb-de", conclude(ReviewOutcome::kConfirm));
  EXPECT_EQ(status(confirmed.at("EUCC-1-2025-03-0001"), day("2029-12-01")), Status::kInForce);

  Store withdrawn = store;
  withdrawn.must("2029-12-01", "cb-de", conclude(ReviewOutcome::kWithdraw));
  EXPECT_EQ(status(withdrawn.at("EUCC-1-2025-03-0001"), day("2029-12-01")), Status::kWithdrawn);

  auto renewed = conclude(ReviewOutcome::kWithdrawAndRescope);
  renewed.successor = successor().certificate;
  EXPECT_EQ(store.refused("2029-12-01", "cb-de", renewed),
            ErrorCode::kRefused);  // nothing issued yet
  Store rescoped = store;
  rescoped.must("2029-12-01", "cb-de", successor());
  EXPECT_EQ(rescoped.refused("2029-12-01", "cb-de", renewed), ErrorCode::kRefused);  // same scope
  rescoped = store;
  auto other = successor();
  other.assurance = {"EAL5", "AVA_VAN.5"};
  rescoped.must("2029-12-01", "cb-de", other);
  rescoped.must("2029-12-01", "cb-de", renewed);
  EXPECT_EQ(rescoped.at("EUCC-1-2025-03-0001").reviews.back().successor, other.certificate);
}

TEST(Certificate, R18_LongerValidityOnlyOnAPassedReassessment) {
  Store store = issued();
  store.must("2029-11-01", "cb-de", OpenReview{chip_id(), ReviewGround::kNearExpiry, "renew"});
  store.must("2029-12-01", "cb-de", successor());
  auto extend = conclude(ReviewOutcome::kWithdrawAndExtend);
  extend.successor = successor().certificate;
  EXPECT_EQ(store.refused("2029-12-01", "cb-de", extend), ErrorCode::kRefused);
  extend.evidence = EvidenceId("r1");
  store.must("2029-11-15", "", note(AssessmentOutcome::kNotConclusive, "r1"));
  EXPECT_EQ(store.refused("2029-12-01", "cb-de", extend), ErrorCode::kRefused);
  store.must("2029-11-20", "", note(AssessmentOutcome::kPassed, "r2"));
  EXPECT_EQ(store.refused("2029-12-01", "cb-de", extend), ErrorCode::kRefused);
  extend.evidence = EvidenceId("r2");
  const auto events = store.must("2029-12-01", "cb-de", extend);
  ASSERT_GE(events.size(), 2);
  EXPECT_TRUE(std::holds_alternative<ReviewConcluded>(events[0]));
  EXPECT_TRUE(std::holds_alternative<CertificateWithdrawn>(events[1]));
}

TEST(Certificate, E4_ASuccessorIsIssuedOnlyUnderReview) {
  const Store store = issued();
  EXPECT_EQ(store.refused("2029-12-01", "cb-de", successor()), ErrorCode::kRefused);
}

TEST(Certificate, E5_NearExpiryMeansWithinNineMonths) {
  const Store store = issued();
  const OpenReview ask{chip_id(), ReviewGround::kNearExpiry, "renew"};
  EXPECT_EQ(store.refused("2029-05-27", "maker", ask), ErrorCode::kRefused);
  EXPECT_TRUE(store.decide("2029-05-28", "maker", ask));  // end of validity 28 Feb 2030
  EXPECT_EQ(store.refused("2029-11-01", "card-maker", ask), ErrorCode::kForbidden);
  EXPECT_EQ(
      store.refused("2029-11-01", "maker", OpenReview{chip_id(), ReviewGround::kMonitoring, "x"}),
      ErrorCode::kForbidden);
}

TEST(Certificate, ConfirmingASuspendedCertificateLiftsTheSuspension) {
  Store store = issued();
  store.must("2026-03-01", "cb-de", OpenReview{chip_id(), ReviewGround::kRemedy, "patch"});
  store.must(
      "2026-03-03", "cb-de",
      SuspendCertificate{chip_id(), SuspensionGround::kReviewPendingRemedy, {}, "patch pending"});
  store.must("2026-03-20", "cb-de", conclude(ReviewOutcome::kConfirm));
  EXPECT_EQ(status(store.at("EUCC-1-2025-03-0001"), day("2026-03-20")), Status::kInForce);
}

TEST(Certificate, SuspendingPendingRemedyNeedsAReview) {
  const Store store = issued();
  EXPECT_EQ(
      store.refused("2026-03-03", "cb-de",
                    SuspendCertificate{chip_id(), SuspensionGround::kReviewPendingRemedy, {}, "x"}),
      ErrorCode::kRefused);
}

TEST(Certificate, E28_TheLawOfTheDayDecidesWhetherAMinorChangeGivesANewCertificate) {
  Store store;
  store.must("2025-03-01", "cb-de", chip());
  auto next = chip("EUCC-1-2025-12-0009");
  next.valid_from = day("2025-12-01");
  next.valid_until = day("2030-02-28");
  store.must("2025-12-01", "cb-de", next);
  RecordMaintenance change{chip_id(), "new box", EvidenceId("iar"),  {},
                           {},        "minor",   ChangeClass::kMinor};
  EXPECT_EQ(store.refused("2025-12-28", "cb-de", change), ErrorCode::kRefused);
  EXPECT_TRUE(store.decide("2025-12-29", "cb-de", change));
  change.new_certificate = next.certificate;
  EXPECT_TRUE(store.decide("2025-12-28", "cb-de", change));
  EXPECT_EQ(store.refused("2025-12-29", "cb-de", change), ErrorCode::kRefused);
  store.state.certificates[next.certificate].valid_until = day("2030-03-01");
  EXPECT_EQ(store.refused("2025-12-28", "cb-de", change),
            ErrorCode::kRefused);  // may not outlive the first
}

TEST(Certificate, E29_TheClassOfAChangeIsSaidOnceTheLawDefinesItAndAMajorOneIsNoMaintenance) {
  Store store;
  store.must("2025-03-01", "cb-de", chip());
  RecordMaintenance change{chip_id(), "new box", EvidenceId("iar"), {}, {}, "minor"};
  EXPECT_EQ(store.refused("2025-12-29", "cb-de", change), ErrorCode::kIncomplete);
  change.change_class = ChangeClass::kMajor;
  const auto major = store.decide("2025-12-29", "cb-de", change);
  ASSERT_FALSE(major);
  EXPECT_EQ(major.error().code, ErrorCode::kRefused);
  EXPECT_NE(major.error().hint.find("Annex IV.3(7)-(8)"), std::string::npos);
  change.change_class = ChangeClass::kMinor;
  store.must("2025-12-29", "cb-de", change);
  EXPECT_EQ(store.at("EUCC-1-2025-03-0001").maintenance.back().change_class, ChangeClass::kMinor);
}

// ---- R51: the certificate follows a re-assessment
// -------------------------------------------------------------------------------------

const SurveillanceEventId kFailed("s-r1");
const SurveillanceEventId kPassed("s-r2");

TEST(Certificate, R51_ADecisionNamesTheAssessmentThatItAnswers) {
  Store store = issued();
  store.must("2026-03-01", "", note(AssessmentOutcome::kFailed, "r1"));
  auto c = suspend(chip_id());
  c.assessment = SurveillanceEventId("s-unknown");
  EXPECT_EQ(store.refused("2026-03-02", "cb-de", c), ErrorCode::kNotFound);
  c.assessment = kFailed;
  EXPECT_EQ(store.refused("2026-03-02", "ncca-de", c), ErrorCode::kForbidden);
  const auto events = store.must("2026-03-02", "cb-de", c);
  EXPECT_EQ(std::get<CertificateSuspended>(events.at(0)).assessment, kFailed);
  const AssessmentNote& answered = store.at("EUCC-1-2025-03-0001").assessments.back();
  EXPECT_EQ(answered.answer, Answer::kSuspended);
  EXPECT_EQ(answered.answer_on, day("2026-03-02"));
  auto gone = withdraw(chip_id());
  gone.assessment = kFailed;
  store.must("2026-03-20", "cb-de", gone);
  EXPECT_EQ(store.at("EUCC-1-2025-03-0001").assessments.back().answer, Answer::kWithdrawn);
  EXPECT_EQ(store.at("EUCC-1-2025-03-0001").assessments.back().answered_on, day("2026-03-02"));
}

TEST(Certificate, R51_APassedAssessmentIsNoGroundAgainstTheCertificate) {
  Store store = issued();
  store.must("2026-03-01", "", note(AssessmentOutcome::kPassed, "r2"));
  store.must("2026-03-01", "cb-de", OpenReview{chip_id(), ReviewGround::kMonitoring, "asked"});
  auto stop = suspend(chip_id());
  stop.assessment = kPassed;
  auto end = withdraw(chip_id());
  end.assessment = kPassed;
  auto close = conclude(ReviewOutcome::kWithdraw);
  close.assessment = kPassed;
  const WithdrawByAuthority by_authority{chip_id(), WithdrawalGround::kRequirementsNotMet, "x",
                                         kPassed};
  EXPECT_EQ(store.refused("2026-03-02", "cb-de", stop), ErrorCode::kRefused);
  EXPECT_EQ(store.refused("2026-03-02", "cb-de", end), ErrorCode::kRefused);
  EXPECT_EQ(store.refused("2026-03-02", "cb-de", close), ErrorCode::kRefused);
  EXPECT_EQ(store.refused("2026-03-02", "ncca-de", by_authority), ErrorCode::kRefused);
  close.outcome = ReviewOutcome::kConfirm;
  store.must("2026-03-02", "cb-de", close);
  EXPECT_EQ(store.at("EUCC-1-2025-03-0001").assessments.back().answer, Answer::kConfirmed);
  EXPECT_FALSE(store.findings_on("2026-03-02").contains("certificate.confirmed_after_failure"));
}

TEST(Certificate, R51_AConfirmationAfterAFailureStaysInSightUntilALaterAssessmentPasses) {
  Store store = issued();
  store.must("2026-03-01", "", note(AssessmentOutcome::kFailed, "r1"));
  auto confirm = conclude(ReviewOutcome::kConfirm);
  confirm.assessment = kFailed;
  store.must("2026-03-02", "cb-de", confirm);
  EXPECT_FALSE(store.findings_on("2026-03-01").contains("certificate.confirmed_after_failure"));
  EXPECT_TRUE(store.findings_on("2026-03-02").contains("certificate.confirmed_after_failure"));
  store.must("2026-09-01", "", note(AssessmentOutcome::kPassed, "r2"));
  EXPECT_TRUE(store.findings_on("2026-08-31").contains("certificate.confirmed_after_failure"));
  EXPECT_FALSE(store.findings_on("2026-09-01").contains("certificate.confirmed_after_failure"));
}

TEST(Certificate, E14_AVulnerabilityNeverTakesThePathOfNonconformity) {
  const Store store = issued();
  EXPECT_EQ(store.refused(
                "2026-03-01", "cb-de",
                ReportNonconformity{chip_id(), "m1", MatterCause::kVulnerability, "weak key", {}}),
            ErrorCode::kRefused);
}

TEST(Certificate, E6E8_WithoutRemedyIn30DaysItIsSuspendedOrWithdrawn) {
  Store store = issued();
  const SuspendCertificate no_remedy{
      chip_id(), SuspensionGround::kNoAppropriateRemedy, {}, "no remedy"};
  EXPECT_EQ(store.refused("2026-03-01", "cb-de",
                          ReportNonconformity{chip_id(), "m1", MatterCause::kProductDiffers,
                                              "differs", day("2026-04-01")}),
            ErrorCode::kRefused);
  store.must("2026-03-01", "cb-de",
             ReportNonconformity{chip_id(), "m1", MatterCause::kProductDiffers, "differs", {}});
  const auto clock = store.clocks_on("2026-03-31", "eucc.nonconformity.remedy_proposal.max");
  ASSERT_EQ(clock.size(), 1);
  EXPECT_EQ(clock[0].due_on, day("2026-03-31"));
  EXPECT_EQ(clock[0].state, ClockState::kDue);
  EXPECT_EQ(store.refused("2026-03-31", "cb-de", no_remedy), ErrorCode::kRefused);
  EXPECT_FALSE(store.findings_on("2026-03-31").contains("certificate.remedy_missing"));
  EXPECT_TRUE(store.findings_on("2026-04-01").contains("certificate.remedy_missing"));
  store.must("2026-04-01", "cb-de", no_remedy);
  EXPECT_FALSE(store.findings_on("2026-04-01").contains("certificate.remedy_missing"));
}

TEST(Certificate, E6_AnAppropriateRemedyClosesTheMatter) {
  Store store = issued();
  store.must("2026-03-01", "cb-de",
             ReportNonconformity{chip_id(), "m1", MatterCause::kProductDiffers, "differs", {}});
  EXPECT_EQ(store.refused("2026-03-10", "cb-de",
                          DecideRemedy{chip_id(), "m1", RemedyVerdict::kAppropriate, "good"}),
            ErrorCode::kRefused);
  store.must("2026-03-10", "maker", RecordRemedy{chip_id(), "m1", EvidenceId("remedy")});
  Store rejected = store;
  rejected.must("2026-03-12", "cb-de",
                DecideRemedy{chip_id(), "m1", RemedyVerdict::kNotAppropriate, "too little"});
  EXPECT_TRUE(rejected.findings_on("2026-03-12").contains("certificate.remedy_missing"));
  store.must("2026-03-12", "cb-de",
             DecideRemedy{chip_id(), "m1", RemedyVerdict::kAppropriate, "good"});
  EXPECT_TRUE(store.findings_on("2026-05-01", "EUCC-1-2025-03-0001").empty());
}

TEST(Certificate, E8_ARepeatedInfringementLeavesOnlyWithdrawal) {
  Store store = issued();
  store.must("2026-03-01", "cb-de", ReportNoncompliance{chip_id(), "m1", "no records kept", {}});
  EXPECT_EQ(store.clocks_on("2026-03-02", "eucc.noncompliance.remedy.max").at(0).due_on,
            day("2026-03-31"));
  store.must("2026-03-05", "maker", RecordRemedy{chip_id(), "m1", EvidenceId("remedy")});
  store.must("2026-03-06", "cb-de",
             DecideRemedy{chip_id(), "m1", RemedyVerdict::kAppropriate, "good"});
  const WithdrawCertificate again{chip_id(), WithdrawalGround::kRepeatedInfringement, "again"};
  EXPECT_EQ(store.refused("2026-05-01", "cb-de", again), ErrorCode::kRefused);
  store.must("2026-05-01", "cb-de",
             ReportNoncompliance{chip_id(), "m2", "no records kept, again", {}});
  EXPECT_EQ(store.refused("2026-06-15", "cb-de", suspend(chip_id())), ErrorCode::kRefused);
  store.must("2026-06-15", "cb-de", again);
}

TEST(Certificate, E22_RecordsAreKeptFiveYearsAndASupersededFileAsLongAsItsSuccessors) {
  Store store = issued();
  const auto until = [&] {
    std::set<Date> out;
    for (const auto& keeping : record_keeping(store.state, store.at("EUCC-1-2025-03-0001"), law()))
      out.insert(keeping.until);
    return out;
  };
  EXPECT_EQ(until(), std::set{day("2035-02-28")});
  store.must("2029-11-01", "cb-de", OpenReview{chip_id(), ReviewGround::kMonitoring, "renew"});
  auto next = successor();
  next.assurance = {"EAL5", "AVA_VAN.5"};
  store.must("2029-12-01", "cb-de", next);
  auto rescope = conclude(ReviewOutcome::kWithdrawAndRescope);
  rescope.successor = next.certificate;
  store.must("2029-12-01", "cb-de", rescope);
  EXPECT_EQ(until(), std::set{day("2039-12-01")});
}

TEST(Certificate, E23_TheAuthoritySamplesFourPercentAYear) {
  Store store;
  std::set<CertificateId> all;
  for (int i = 0; i < 26; ++i) {
    const auto c = chip(("EUCC-1-2025-03-1" + std::to_string(100 + i)).c_str());
    store.must("2025-03-01", "cb-de", c);
    all.insert(c.certificate);
  }
  const auto before = sampling(store.state, "DE", 2026, law());
  ASSERT_TRUE(before);
  EXPECT_EQ(before->population, 26);
  EXPECT_EQ(before->required, 2);  // 4 % of 26 is 1.04: at least that, so two
  EXPECT_FALSE(before->reached);
  EXPECT_EQ(store.clocks_on("2026-06-01", "eucc.sampling.min").at(0).due_on, day("2026-12-31"));
  const auto first = *all.begin();
  EXPECT_EQ(store.refused("2026-06-01", "ncca-fr", RecordSample{"DE", 2026, {first}, "by risk"}),
            ErrorCode::kForbidden);
  store.must("2026-06-01", "ncca-de", RecordSample{"DE", 2026, {first}, "by risk"});
  EXPECT_FALSE(sampling(store.state, "DE", 2026, law())->reached);
  store.must("2026-06-02", "ncca-de", RecordSample{"DE", 2026, {first, *all.rbegin()}, "by risk"});
  EXPECT_TRUE(sampling(store.state, "DE", 2026, law())->reached);
  EXPECT_EQ(sampling(store.state, "DE", 2026, law())->share_ppm, 76923);  // 2 of 26
  EXPECT_TRUE(store.clocks_on("2026-06-03", "eucc.sampling.min").empty());
  EXPECT_EQ(sampling(store.state, "DE", 2024, law()).error().code, ErrorCode::kNotFound);
}

TEST(Certificate, E24_CertificatesOfANoncompliantLaboratoryAreListedAndEachDecided) {
  Store store = issued();
  EXPECT_EQ(affected_by(store.state, OrganisationId("lab"), day("2026-02-01")),
            (std::vector{chip_id(), platform_id()}));
  EXPECT_EQ(
      store.refused("2026-02-01", "ncca-fr", RecordBodyNoncompliance{OrganisationId("lab"), "x"}),
      ErrorCode::kForbidden);
  const auto events = store.must("2026-02-01", "ncca-de",
                                 RecordBodyNoncompliance{OrganisationId("lab"), "lost scope"});
  EXPECT_EQ(std::get<BodyNoncomplianceRecorded>(events.at(0)).certificates,
            (std::set{chip_id(), platform_id()}));
  EXPECT_TRUE(store.findings_on("2026-02-01", "EUCC-2-2026-01-0001")
                  .contains("certificate.affected_undecided"));
  store.must(
      "2026-02-10", "cb-fr",
      DecideAffected{
          platform_id(), OrganisationId("lab"), AffectedOutcome::kMaintain, {}, "evaluated again"});
  EXPECT_FALSE(store.findings_on("2026-02-10", "EUCC-2-2026-01-0001")
                   .contains("certificate.affected_undecided"));
  store.must(
      "2026-02-10", "cb-de",
      DecideAffected{
          chip_id(), OrganisationId("lab"), AffectedOutcome::kWithdraw, {}, "not evaluated"});
  EXPECT_EQ(status(store.at("EUCC-1-2025-03-0001"), day("2026-02-10")), Status::kWithdrawn);
}

}  // namespace
}  // namespace lw::certificate::testing
