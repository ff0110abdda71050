#include "domain/surveillance/testing/watch.hpp"

/// What follows from a re-assessment (R51), and from a failure (R12).
namespace lw::surveillance::testing {
namespace {

/// A re-assessment with result and report of the body, noted at the certificate as the core does.
Watch reassessed(Outcome outcome) {
  Watch watch = certified();
  watch.must("2026-01-01", "", reassessment("r1"));
  watch.must("2026-02-01", "lab", result("r1", outcome));
  const auto noted =
      codec::enum_from_name<certificate::AssessmentOutcome>(codec::enum_name(outcome)).value();
  watch.below.must("2026-02-01", "",
                   certificate::NoteAssessment{chip_id(), SurveillanceEventId("r1"), noted,
                                               EvidenceId("report")});
  watch.must("2026-02-02", "cb-de", RecordCbReport{SurveillanceEventId("r1"), EvidenceId("cb")});
  return watch;
}

DecideReassessment decided(Decision decision) {
  return {SurveillanceEventId("r1"), decision, "judged"};
}

certificate::SuspendCertificate suspended() {
  return {chip_id(),
          certificate::SuspensionGround::kEmergency,
          {},
          "as decided",
          SurveillanceEventId("r1")};
}

certificate::ConcludeReview confirmed() {
  return {chip_id(),    certificate::ReviewOutcome::kConfirm,
          {},           {},
          "as decided", SurveillanceEventId("r1")};
}

constexpr const char* kChip = "EUCC-1-2025-03-0001";

std::vector<Clock> clocks_of(const Watch& watch, std::string_view on, std::string_view rule) {
  std::vector<Clock> out;
  clocks(watch.world(), Instant::start_of(day(on)), law(), out);
  std::erase_if(out, [&](const Clock& clock) { return clock.rule != rule; });
  return out;
}

TEST(Surveillance, R51_AResultThatNobodyDecidesUponIsFoundAfterThirtyDays) {
  Watch watch = reassessed(Outcome::kFailed);
  const auto clock = clocks_of(watch, "2026-03-03", "house.reassessment.decision.max");
  ASSERT_EQ(clock.size(), 1);
  EXPECT_EQ(clock[0].due_on, day("2026-03-03"));  // 27 days of February after the 1st, then 3
  EXPECT_EQ(clock[0].state, ClockState::kDue);
  EXPECT_EQ(clock[0].who, "cb-de");
  EXPECT_FALSE(watch.findings_on("2026-03-03", kChip).contains("surveillance.undecided"));
  EXPECT_TRUE(watch.findings_on("2026-03-04", kChip).contains("surveillance.undecided"));
  watch.must("2026-03-04", "ncca-de", decided(Decision::kSuspend));
  EXPECT_FALSE(watch.findings_on("2026-03-04", kChip).contains("surveillance.undecided"));
  EXPECT_TRUE(watch.findings_on("2026-03-03", kChip).empty());
}

TEST(Surveillance, R51_ADecisionThatTheCertificateDoesNotFollowIsFoundAfterSevenDays) {
  for (const Decision decision : codec::enum_values<Decision>()) {
    Watch watch = reassessed(Outcome::kFailed);
    watch.must("2026-02-03", "ncca-de", decided(decision));
    const auto clock = clocks_of(watch, "2026-02-10", "house.reassessment.effect.max");
    ASSERT_EQ(clock.size(), 1);
    EXPECT_EQ(clock[0].due_on, day("2026-02-10"));
    EXPECT_EQ(clock[0].who, "cb-de");
    const char* late = "surveillance.decision_without_effect";
    EXPECT_FALSE(watch.findings_on("2026-02-10", kChip).contains(late));
    EXPECT_TRUE(watch.findings_on("2026-02-11", kChip).contains(late));
    certificate::Command answer = confirmed();
    if (decision == Decision::kSuspend) answer = suspended();
    if (decision == Decision::kWithdraw) {
      answer = certificate::WithdrawCertificate{chip_id(),
                                                certificate::WithdrawalGround::kRequirementsNotMet,
                                                "as decided", SurveillanceEventId("r1")};
    }
    watch.below.must("2026-02-11", "cb-de", answer);
    EXPECT_FALSE(watch.findings_on("2026-02-11", kChip).contains(late));
    EXPECT_FALSE(
        watch.findings_on("2026-02-11", kChip).contains("surveillance.decision_contradicted"));
    EXPECT_TRUE(clocks_of(watch, "2026-02-11", "house.reassessment.effect.max").empty());
  }
}

TEST(Surveillance, R51_TheCertificateGoingAgainstTheDecisionIsFoundAtOnce) {
  for (const Decision decision : {Decision::kWithdraw, Decision::kSuspend}) {
    Watch confirmed_instead = reassessed(Outcome::kFailed);
    confirmed_instead.must("2026-02-03", "ncca-de", decided(decision));
    confirmed_instead.below.must("2026-02-04", "cb-de", confirmed());
    EXPECT_TRUE(confirmed_instead.findings_on("2026-02-04", kChip)
                    .contains("surveillance.decision_contradicted"));
  }
  Watch suspended_instead = reassessed(Outcome::kFailed);
  suspended_instead.must("2026-02-03", "ncca-de", decided(Decision::kConfirm));
  suspended_instead.below.must("2026-02-04", "cb-de", suspended());
  EXPECT_TRUE(suspended_instead.findings_on("2026-02-04", kChip)
                  .contains("surveillance.decision_contradicted"));
  EXPECT_FALSE(suspended_instead.findings_on("2026-02-03", kChip)
                   .contains("surveillance.decision_contradicted"));
}

TEST(Surveillance, R51_AfterAPassedReassessmentAConfirmationLeavesNothingToDo) {
  Watch watch = reassessed(Outcome::kPassed);
  watch.must("2026-02-03", "ncca-de", decided(Decision::kConfirm));
  EXPECT_TRUE(clocks_of(watch, "2026-02-20", "house.reassessment.effect.max").empty());
  EXPECT_TRUE(watch.findings_on("2026-02-20", kChip).empty());
}

TEST(Surveillance, R51_ADecisionAgainstTheOutcomeIsSaid) {
  const char* disagrees = "surveillance.decision_disagrees";
  Watch harsh = reassessed(Outcome::kPassed);
  harsh.must("2026-02-03", "cb-de", decided(Decision::kWithdraw));
  EXPECT_TRUE(harsh.findings_on("2026-02-03", kChip).contains(disagrees));
  Watch mild = reassessed(Outcome::kFailed);
  mild.must("2026-02-03", "cb-de", decided(Decision::kConfirm));
  EXPECT_TRUE(mild.findings_on("2026-02-03", kChip).contains(disagrees));
  Watch fit = reassessed(Outcome::kFailed);
  fit.must("2026-02-03", "cb-de", decided(Decision::kSuspend));
  EXPECT_FALSE(fit.findings_on("2026-02-03", kChip).contains(disagrees));
  Watch open = reassessed(Outcome::kNotConclusive);
  open.must("2026-02-03", "cb-de", decided(Decision::kSuspend));
  EXPECT_FALSE(open.findings_on("2026-02-03", kChip).contains(disagrees));
}

TEST(Surveillance, R50_R51_EachStepOfAReassessmentNamesTheNext) {
  Watch watch = certified();
  watch.must("2026-01-01", "", reassessment("r1"));
  const auto step = [&](std::string_view on) {
    return next_step(watch.world(), *find_assessment(watch.state, SurveillanceEventId("r1")),
                     day(on))
        .step;
  };
  EXPECT_EQ(step("2025-12-31"), Step::kNothing);
  EXPECT_EQ(step("2026-01-01"), Step::kReport);
  watch = reassessed(Outcome::kFailed);
  EXPECT_EQ(step("2026-02-01"), Step::kCbReport);
  EXPECT_EQ(step("2026-02-02"), Step::kDecide);
  watch.must("2026-02-03", "cb-de", decided(Decision::kSuspend));
  EXPECT_EQ(step("2026-02-03"), Step::kGiveEffect);
  watch.below.must("2026-02-04", "cb-de", suspended());
  EXPECT_EQ(step("2026-02-04"), Step::kTakeUp);
  watch.must("2026-02-05", "", taken_up("r1"));
  EXPECT_EQ(step("2026-02-05"), Step::kClose);
  watch.must("2026-02-06", "", CloseEvent{SurveillanceEventId("r1"), "risk-1"});
  EXPECT_EQ(step("2026-02-06"), Step::kNothing);
  EXPECT_EQ(step("2026-02-05"), Step::kClose);
}

TEST(Surveillance, R12_AFailedPeriodicAssessmentWaitsForTheIssuersDecision) {
  Watch watch = certified();
  watch.must("2025-03-01", "", event("s1", "2026-03-01"));
  watch.must("2026-02-01", "lab", result("s1", Outcome::kFailed));
  const auto next = next_step(
      watch.world(), *find_assessment(watch.state, SurveillanceEventId("s1")), day("2026-02-01"));
  EXPECT_EQ(next.step, Step::kAnswer);
  EXPECT_EQ(next.who, "cb-de");
  EXPECT_NE(next.must.find("assessment=s1"), std::string::npos);
}

}  // namespace
}  // namespace lw::surveillance::testing
