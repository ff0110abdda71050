#include "domain/surveillance/surveillance.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/surveillance/testing/watch.hpp"

namespace lw::surveillance::testing {
namespace {

TEST(Surveillance, R17_NoPlanIsAFindingOnDayOneAndAMissedDateOnTheNextDay) {
  Watch watch = certified();
  EXPECT_TRUE(watch.findings_on("2025-03-01", "ic").contains("surveillance.no_plan"));
  EXPECT_TRUE(watch.findings_on("2025-02-28", "ic").empty());
  watch.must("2025-03-01", "", plan("p", "ic", Layer::kIc, "2025-03-01"));
  EXPECT_FALSE(watch.findings_on("2025-03-01", "ic").contains("surveillance.no_plan"));
  watch.must("2025-03-02", "", event("s1", "2026-03-01"));
  EXPECT_FALSE(watch.findings_on("2026-03-01", "ic").contains("surveillance.missed_date"));
  EXPECT_TRUE(watch.findings_on("2026-03-02", "ic").contains("surveillance.missed_date"));
  EXPECT_FALSE(watch.findings_on("2027-03-01", "ic").contains("surveillance.overdue"));
  EXPECT_TRUE(watch.findings_on("2027-03-02", "ic")
                  .contains("surveillance.overdue"));  // 24 months and a day
}

TEST(Surveillance, R45_TheIntervalRunsFromTheLastPassedAssessment) {
  Watch watch = certified();
  watch.must("2025-03-01", "", plan("p", "ic", Layer::kIc, "2025-03-01"));
  watch.must("2025-03-02", "", event("s1", "2026-03-01"));
  const auto due = [&](std::string_view on) {
    std::vector<Clock> clocks_now;
    clocks(watch.world(), Instant::start_of(day(on)), law(), clocks_now);
    for (const auto& clock : clocks_now) {
      if (clock.rule == "house.surveillance.interval") return clock.due_on;
    }
    return Date{};
  };
  EXPECT_EQ(due("2026-01-01"), day("2027-03-01"));
  watch.must("2026-02-10", "lab", result("s1", Outcome::kNotConclusive));
  EXPECT_EQ(due("2026-02-11"), day("2027-03-01"));
  watch.must("2026-02-11", "", event("s2", "2026-09-01"));
  watch.must("2026-08-20", "lab", result("s2", Outcome::kPassed));
  EXPECT_EQ(due("2026-08-21"), day("2028-08-20"));
}

TEST(Surveillance, QscdIsAssessedEveryTwoYearsWhateverTheProgrammeChooses) {
  Watch watch;
  auto device = chip();
  device.qscd = true;
  watch.below.must("2025-03-01", "cb-de", device);
  auto lax = plan("p", "ic", Layer::kIc, "2025-03-01");
  lax.interval_months = 25;
  EXPECT_EQ(watch.refused("2025-03-01", "", lax), ErrorCode::kRefused);
  lax.interval_months = 24;
  EXPECT_TRUE(watch.decide("2025-03-01", "", lax));
  Watch plain = certified();
  lax.interval_months = 25;
  EXPECT_TRUE(plain.decide("2025-03-01", "", lax));
}

TEST(Surveillance, R46_EachLayerOfAnEmbeddedSoftwareNeedsAPlan) {
  Watch watch;
  auto c = chip();
  c.covers = {ComponentId("esw")};
  watch.below.must("2025-03-01", "cb-de", c);
  watch.must("2025-03-01", "", plan("p1", "ic", Layer::kIc, "2025-03-01"));
  watch.must("2025-03-01", "", plan("p2", "esw", Layer::kPlatform, "2025-03-01"));
  std::vector<std::string> says;
  for (const auto& f : findings(watch.world(), day("2025-03-01"), law())) {
    if (f.rule == "surveillance.layer_without_plan") says.push_back(f.says);
  }
  ASSERT_EQ(says.size(), 1);
  EXPECT_NE(says[0].find("applet of app"), std::string::npos);
  watch.must("2025-03-01", "", plan("p3", "app", Layer::kApplet, "2025-03-01"));
  EXPECT_TRUE(watch.findings_on("2025-03-01", "esw").empty());
  EXPECT_EQ(watch.refused("2025-03-01", "", plan("p4", "ic", Layer::kApplet, "2025-03-01")),
            ErrorCode::kInvalidInput);
}

TEST(Surveillance, R46_ResultsAreKeptPerLayer) {
  Watch watch = certified();
  watch.must("2025-03-01", "", event("s1", "2025-12-01", "esw", Layer::kIc));
  watch.must("2025-03-01", "", event("s2", "2025-12-01", "esw", Layer::kPlatform));
  watch.must("2025-06-01", "lab", result("s1", Outcome::kPassed));
  watch.must("2025-07-01", "lab", result("s2", Outcome::kFailed));
  EXPECT_EQ(last_passed(watch.state, ComponentId("esw"), Layer::kIc, day("2025-08-01")),
            day("2025-06-01"));
  EXPECT_EQ(last_passed(watch.state, ComponentId("esw"), Layer::kPlatform, day("2025-08-01")),
            std::nullopt);
  EXPECT_EQ(watch.standing_on("2025-08-01", "esw"), Standing::kFailed);
}

TEST(Surveillance, R42_AgeSinceTheLastIndependentAssurance) {
  Watch watch = certified();
  watch.must("2025-03-01", "", event("s1", "2026-03-01"));
  const auto age = [&](std::string_view on) {
    return layer_standings(watch.world(), ComponentId("ic"), day(on)).at(0).age_days;
  };
  EXPECT_EQ(age("2025-03-31"), 30);  // nobody looked since certification
  watch.must("2026-02-10", "lab", result("s1", Outcome::kPassed));
  EXPECT_EQ(age("2026-02-20"), 10);
  EXPECT_EQ(age("2026-02-09"), 345);  // that day's view: 10 months and 25 days after 1 March 2025
  EXPECT_EQ(last_passed(watch.state, ComponentId("ic"), day("2026-02-09")), std::nullopt);
  EXPECT_EQ(last_passed(watch.state, ComponentId("ic"), day("2026-02-10")), day("2026-02-10"));
}

TEST(Surveillance, R43_TheLifetimeIsSearchedForGaps) {
  Watch watch = certified();
  auto first = plan("p1", "ic", Layer::kIc, "2026-01-01");
  first.until = day("2028-12-31");
  watch.must("2025-03-01", "", first);
  watch.must("2025-03-01", "", plan("p2", "ic", Layer::kIc, "2030-01-01"));
  EXPECT_EQ(
      gaps(watch.world(), ComponentId("ic"), day("2025-01-01"), day("2035-12-31")),
      (std::vector{Gap{Layer::kIc, ComponentId("ic"), day("2025-01-01"), day("2025-12-31")},
                   Gap{Layer::kIc, ComponentId("ic"), day("2029-01-01"), day("2029-12-31")}}));
  EXPECT_TRUE(gaps(watch.world(), ComponentId("ic"), day("2030-01-01"), day("2040-01-01")).empty());
  EXPECT_EQ(gaps(watch.world(), ComponentId("esw"), day("2030-01-01"), day("2030-12-31")).size(),
            2);  // platform and applet
}

TEST(Surveillance, R47_ALaboratoryOutOfScopeOrExpiredIsRefused) {
  Watch watch = certified();
  EXPECT_EQ(watch.refused("2025-03-01", "", event("s", "2026-02-01", "app", Layer::kApplet)),
            ErrorCode::kRefused);  // to 2025
  EXPECT_TRUE(watch.decide("2025-03-01", "", event("s", "2025-12-31", "app", Layer::kApplet)));
  auto c = event("s", "2026-02-01", "app", Layer::kApplet);
  c.technical_domain = "smartcards and similar devices";  // in scope by domain, to 2026
  EXPECT_TRUE(watch.decide("2025-03-01", "", c));
  c.laboratory = OrganisationId("maker");
  EXPECT_EQ(watch.refused("2025-03-01", "", c), ErrorCode::kRefused);
  c.laboratory = OrganisationId("nobody");
  EXPECT_EQ(watch.refused("2025-03-01", "", c), ErrorCode::kNotFound);
  watch.must("2025-03-01", "", event("late", "2025-12-31", "app", Layer::kApplet));
  EXPECT_EQ(watch.refused("2026-01-01", "lab", result("late", Outcome::kPassed)),
            ErrorCode::kRefused);  // lapsed meanwhile
}

TEST(Surveillance, R49_EquipmentIsMandatoryForEachAttack) {
  Watch watch = certified();
  watch.must("2025-03-01", "", event("s1", "2026-03-01"));
  auto c = result("s1", Outcome::kPassed);
  c.attacks.clear();
  EXPECT_EQ(watch.refused("2026-02-01", "lab", c), ErrorCode::kIncomplete);
  c = result("s1", Outcome::kPassed);
  c.attacks.push_back(attack());
  c.attacks[1].equipment = EquipmentClass::kNone;
  EXPECT_EQ(watch.refused("2026-02-01", "lab", c), ErrorCode::kIncomplete);
  c.attacks[1] = attack();
  c.attacks[1].equipment_used.clear();
  EXPECT_EQ(watch.refused("2026-02-01", "lab", c), ErrorCode::kInvalidInput);
  EXPECT_EQ(watch.refused("2026-02-01", "other-lab", result("s1", Outcome::kPassed)),
            ErrorCode::kForbidden);
}

TEST(Surveillance, R53_PassedFailedNotConclusiveAndOverdueAreFourStates) {
  Watch watch = certified();
  EXPECT_EQ(watch.standing_on("2025-03-01", "ic"), Standing::kNone);
  watch.must("2025-03-01", "", event("s1", "2026-03-01"));
  EXPECT_EQ(watch.standing_on("2025-03-01", "ic"), Standing::kPlanned);
  EXPECT_EQ(watch.standing_on("2026-03-02", "ic"), Standing::kOverdue);
  std::set<Standing> seen{watch.standing_on("2026-03-02", "ic")};
  for (const Outcome outcome : codec::enum_values<Outcome>()) {
    Watch fork = watch;
    fork.must("2026-02-01", "lab", result("s1", outcome));
    seen.insert(fork.standing_on("2026-02-02", "ic"));
    EXPECT_EQ(fork.standing_on("2026-01-31", "ic"), Standing::kPlanned);
  }
  EXPECT_EQ(seen, (std::set{Standing::kPassed, Standing::kFailed, Standing::kNotConclusive,
                            Standing::kOverdue}));
  auto blurred = result("s1", Outcome::kPassed);
  blurred.attacks[0].outcome = AttackOutcome::kSucceeded;
  EXPECT_EQ(watch.refused("2026-02-01", "lab", blurred), ErrorCode::kRefused);
}

TEST(Surveillance, R53_APlanThatNobodyFollowsIsOverdueWhateverPassedBefore) {
  Watch watch = certified();
  watch.must("2025-03-01", "", plan("p", "ic", Layer::kIc, "2025-03-01"));
  watch.must("2025-03-01", "", event("s1", "2026-03-01"));
  watch.must("2026-02-10", "lab", result("s1", Outcome::kPassed));
  EXPECT_EQ(watch.standing_on("2028-02-10", "ic"), Standing::kPassed);
  EXPECT_EQ(watch.standing_on("2028-02-11", "ic"), Standing::kOverdue);
}

TEST(Surveillance, AFailureStandsUntilALaterAssessmentPasses) {
  Watch watch = certified();
  for (const char* id : {"s1", "s2", "s3"}) watch.must("2025-03-01", "", event(id, "2026-12-01"));
  watch.must("2026-02-01", "lab", result("s1", Outcome::kFailed));
  watch.must("2026-03-01", "lab", result("s2", Outcome::kNotConclusive));
  EXPECT_EQ(watch.standing_on("2026-03-02", "ic"), Standing::kFailed);
  watch.must("2026-04-01", "lab", result("s3", Outcome::kPassed));
  EXPECT_EQ(watch.standing_on("2026-04-02", "ic"), Standing::kPassed);
}

TEST(Surveillance, R28_ClosingNeedsARiskEvaluation) {
  Watch watch = certified();
  watch.must("2025-03-01", "", event("s1", "2026-03-01"));
  const CloseEvent close{SurveillanceEventId("s1"), "risk-1"};
  EXPECT_EQ(watch.refused("2026-01-01", "", close), ErrorCode::kRefused);  // no result
  EXPECT_EQ(watch.refused("2026-01-01", "", taken_up("s1")), ErrorCode::kRefused);
  watch.must("2026-02-01", "lab", result("s1", Outcome::kPassed));
  EXPECT_EQ(watch.refused("2026-02-02", "", CloseEvent{SurveillanceEventId("s1"), ""}),
            ErrorCode::kRefused);
  EXPECT_EQ(watch.refused("2026-02-02", "", close), ErrorCode::kRefused);  // nobody evaluated it
  EXPECT_TRUE(watch.findings_on("2026-02-02", "ic").contains("surveillance.not_taken_up"));
  EXPECT_EQ(watch.refused("2026-02-02", "", taken_up("s9")), ErrorCode::kNotFound);
  watch.must("2026-02-03", "", taken_up("s1"));
  EXPECT_TRUE(watch.decide("2026-02-04", "", taken_up("s1"))->empty());
  EXPECT_TRUE(watch.findings_on("2026-02-02", "ic").contains("surveillance.not_taken_up"));
  EXPECT_TRUE(watch.findings_on("2026-02-03", "ic").contains("surveillance.not_closed"));
  EXPECT_EQ(watch.refused("2026-02-02", "", close), ErrorCode::kRefused);  // not yet evaluated then
  const auto other =
      watch.decide("2026-02-03", "", CloseEvent{SurveillanceEventId("s1"), "risk-of-another"});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kRefused);
  EXPECT_NE(other.error().hint.find("risk-1"), std::string::npos);
  watch.must("2026-02-03", "", close);
  EXPECT_FALSE(watch.findings_on("2026-02-03", "ic").contains("surveillance.not_closed"));
}

TEST(Surveillance, R12_AFailureIsClosedOnlyAfterConfirmSuspendOrWithdraw) {
  Watch watch = certified();
  watch.must("2025-03-01", "", event("s1", "2026-03-01"));
  watch.must("2026-02-01", "lab", result("s1", Outcome::kFailed));
  const CloseEvent close{SurveillanceEventId("s1"), "risk-1"};
  EXPECT_EQ(watch.refused("2026-02-02", "", close), ErrorCode::kRefused);
  const Assessment& failed = *find_assessment(watch.state, SurveillanceEventId("s1"));
  EXPECT_EQ(concerned(watch.world(), failed, day("2035-01-01")), std::vector{chip_id()});
  watch.below.must(
      "2026-02-01", "",
      certificate::NoteAssessment{chip_id(), SurveillanceEventId("s1"),
                                  certificate::AssessmentOutcome::kFailed, EvidenceId("report")});
  EXPECT_EQ(watch.refused("2026-02-02", "", close), ErrorCode::kRefused);
  watch.below.must("2026-02-03", "cb-de",
                   certificate::SuspendCertificate{
                       chip_id(), certificate::SuspensionGround::kEmergency, {}, "flaw"});
  watch.must("2026-02-03", "", taken_up("s1"));
  watch.must("2026-02-03", "", close);
}

TEST(Surveillance, R50_AReassessmentGoesThroughInputsReportsAndDecisionInOrder) {
  Watch watch = certified();
  auto open = reassessment("r1");
  open.inputs.attack_landscape = EvidenceId();
  EXPECT_EQ(watch.refused("2026-01-01", "", open), ErrorCode::kIncomplete);
  open = reassessment("r1");
  open.laboratory =
      OrganisationId("other-lab");  // Annex IV.2(2): the laboratory of the last evaluation
  EXPECT_EQ(watch.refused("2026-01-01", "", open), ErrorCode::kRefused);
  watch.must("2026-01-01", "", reassessment("r1"));
  const SurveillanceEventId id("r1");
  const RecordCbReport report{id, EvidenceId("cb")};
  const DecideReassessment confirm{id, Decision::kConfirm, "holds"};
  EXPECT_EQ(watch.refused("2026-02-01", "cb-de", report), ErrorCode::kRefused);
  EXPECT_EQ(watch.refused("2026-02-01", "cb-de", confirm), ErrorCode::kRefused);
  watch.must("2026-02-01", "lab", result("r1", Outcome::kPassed));
  EXPECT_EQ(watch.refused("2026-02-02", "cb-de", confirm), ErrorCode::kRefused);
  EXPECT_EQ(watch.refused("2026-02-02", "cb-fr", report), ErrorCode::kForbidden);
  watch.must("2026-02-02", "cb-de", report);
  watch.must("2026-02-03", "", taken_up("r1"));
  EXPECT_EQ(watch.refused("2026-02-03", "", CloseEvent{id, "risk-1"}), ErrorCode::kRefused);
  EXPECT_EQ(watch.refused("2026-02-03", "lab", confirm), ErrorCode::kForbidden);
  watch.must("2026-02-03", "ncca-de", confirm);  // R51
  watch.must("2026-02-04", "", CloseEvent{id, "risk-1"});
}

TEST(Surveillance, ACancelledAssessmentLeavesThePlansDateStanding) {
  Watch watch = certified();
  watch.must("2025-03-01", "", plan("p", "ic", Layer::kIc, "2025-03-01"));
  watch.must("2025-03-01", "", event("s1", "2026-03-01"));
  watch.must("2026-02-01", "", CancelEvent{SurveillanceEventId("s1"), "laboratory busy"});
  EXPECT_FALSE(watch.findings_on("2026-03-02", "ic").contains("surveillance.missed_date"));
  EXPECT_TRUE(watch.findings_on("2027-03-02", "ic").contains("surveillance.overdue"));
  EXPECT_EQ(watch.refused("2026-02-02", "lab", result("s1", Outcome::kPassed)),
            ErrorCode::kRefused);
}

TEST(Surveillance, APlanCannotEndInThePast) {
  Watch watch = certified();
  watch.must("2025-03-01", "", plan("p", "ic", Layer::kIc, "2025-03-01"));
  EXPECT_EQ(
      watch.refused("2026-02-01", "", EndPlan{SurveillancePlanId("p"), day("2026-01-31"), "x"}),
      ErrorCode::kRefused);
  watch.must("2026-02-01", "",
             EndPlan{SurveillancePlanId("p"), day("2026-03-01"), "programme ends"});
  EXPECT_TRUE(watch.findings_on("2026-03-02", "ic").contains("surveillance.no_plan"));
}

// ---- properties
// ---------------------------------------------------------------------------------------------------

/// Of full width from the first case on: a plain inRange stays near its low end while the size is
/// small.
int pick(int below) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, below)); }
template <class E>
E any_of() {
  const auto all = codec::enum_values<E>();
  return all[static_cast<std::size_t>(pick(static_cast<int>(all.size())))];
}

Command any_command(Date today) {
  const std::string name = "s" + std::to_string(pick(4));
  const SurveillanceEventId id(name);
  const SurveillancePlanId a_plan("p" + std::to_string(pick(3)));
  const bool whole = pick(3) == 0;
  const ComponentId component(whole ? "esw" : "ic");
  const Layer layer = whole ? any_of<Layer>() : Layer::kIc;
  switch (pick(12)) {
    case 0:
      return AdoptPlan{a_plan, component, layer, any_of<PlanBasis>(), pick(140), today, {}, ""};
    case 1: return EndPlan{a_plan, today.plus_days(pick(200)), "x"};
    case 2:
      return PlanEvent{id, component, layer, OrganisationId("lab"), "", today.plus_days(pick(200)),
                       {}};
    case 3: {
      auto open = reassessment(name.c_str());
      open.planned_for = today.plus_days(pick(200));
      return open;
    }
    case 4:
    case 5:
      return RecordResult{
          id, any_of<Outcome>(), {attack(any_of<AttackOutcome>())}, EvidenceId("report")};
    case 6: return RecordCbReport{id, EvidenceId("cb")};
    case 7: return DecideReassessment{id, any_of<Decision>(), "x"};
    case 8: return CloseEvent{id, pick(3) == 0 ? "" : "risk-1"};
    case 9:
    case 10: return taken_up(name.c_str(), pick(3) == 0 ? "risk-2" : "risk-1");
    default: return CancelEvent{id, "x"};
  }
}

RC_GTEST_PROP(SurveillanceProperty, NoSequenceOfCommandsBreaksAnInvariant, ()) {
  Watch watch = certified();
  Date today = day("2025-03-01");
  const int count = 20 + pick(80);
  for (int i = 0; i < count; ++i) {
    today = today.plus_days(pick(20));
    static const std::array<const char*, 3> kActors{"lab", "cb-de", ""};
    const auto events =
        watch.decide(today.text(), kActors[static_cast<std::size_t>(pick(3))], any_command(today));
    if (!events) continue;
    for (const auto& event : *events) {
      const auto read = message_from_cbor<Event>(message_name(event), message_version(event),
                                                 message_cbor(event));
      RC_ASSERT(read.has_value() && read->has_value());
      apply(watch.state, **read);
    }
    RC_ASSERT(violations(watch.world()).empty());
    for (const auto& [id, a] : watch.state.assessments)
      static_cast<void>(next_step(watch.world(), a, today));
    static_cast<void>(findings(watch.world(), today, law()));
  }
  const auto copy = codec::from_cbor<State>(codec::to_cbor(watch.state));
  RC_ASSERT(copy.has_value());
  RC_ASSERT(codec::to_cbor(*copy) == codec::to_cbor(watch.state));
}

RC_GTEST_PROP(SurveillanceProperty, R43_GapsAndPlannedDaysAddUpToTheLifetime, ()) {
  Watch watch = certified();
  const Date from = day("2026-01-01");
  const Date to = from.plus_days(200);
  std::set<Date> planned;
  const int count = pick(4);
  for (int i = 0; i < count; ++i) {
    AdoptPlan c = plan(("p" + std::to_string(i)).c_str(), "ic", Layer::kIc, "2026-01-01");
    c.from = from.plus_days(pick(220) - 10);
    c.until = c.from.plus_days(pick(80));
    const auto events = watch.decide("2025-03-01", "", c);
    RC_ASSERT(events.has_value());
    for (const auto& event : *events) apply(watch.state, event);
    for (Date d = c.from; d <= *c.until; d = d.plus_days(1)) planned.insert(d);
  }
  std::set<Date> open;
  for (const auto& gap : gaps(watch.world(), ComponentId("ic"), from, to)) {
    for (Date d = gap.from; d <= gap.to; d = d.plus_days(1)) RC_ASSERT(open.insert(d).second);
  }
  for (Date d = from; d <= to; d = d.plus_days(1))
    RC_ASSERT(open.contains(d) != planned.contains(d));
}

}  // namespace
}  // namespace lw::surveillance::testing
