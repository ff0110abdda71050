#include <gtest/gtest.h>

#include <algorithm>

#include "domain/contingency/fixture.hpp"
#include "domain/programme/stock.hpp"

namespace lw::contingency {
namespace {

using namespace fixture;

/// Returns the rules of the findings on a day.
std::vector<std::string> found(const Office& office, std::string_view on) {
  std::vector<std::string> out;
  for (const auto& finding : findings(office.world(), day(on), rule_book()))
    out.push_back(finding.rule);
  return out;
}

bool has(const std::vector<std::string>& rules, const std::string& rule) {
  return std::ranges::find(rules, rule) != rules.end();
}

template <class E>
std::size_t count(const std::vector<Event>& events) {
  return static_cast<std::size_t>(
      std::ranges::count_if(events, [](const Event& e) { return std::holds_alternative<E>(e); }));
}

TEST(Contingency, R58_AProgrammeWithoutAnApprovedPlanIsAFinding) {
  Office office;
  EXPECT_TRUE(has(found(office, "2017-08-01"), "contingency.no_plan"));
  office.give(DraftPlan{kPlan, kProgramme, five_measures(), "law"}, Office::at("2017-01-10"));
  office.give(SubmitPlan{kPlan, 1, "ready"}, Office::at("2017-01-11"));
  office.give(ApprovePlan{kPlan, 1, 1, "", "sound"}, Office::at("2017-01-12"));
  EXPECT_TRUE(has(found(office, "2017-08-01"), "contingency.no_plan"))
      << "one approval is not enough";
  office.give(ApprovePlan{kPlan, 1, 1, "", "sound"}, Office::at("2017-01-13", kBert));
  EXPECT_FALSE(has(found(office, "2017-08-01"), "contingency.no_plan"));
  EXPECT_TRUE(has(found(office, "2017-01-12"), "contingency.no_plan")) << "as of the day before";
  EXPECT_FALSE(plan_in_force(office.contingency, kProgramme, day("2017-01-12")));
  EXPECT_TRUE(plan_in_force(office.contingency, kProgramme, day("2017-01-13")));
}

TEST(Contingency, R58_AMissingPlanIsABreachOnceTheLevelIsReached) {
  Office office;
  office.break_it("2017-08-30");
  const auto all = findings(office.world(), day("2017-08-30"), rule_book());
  const auto it = std::ranges::find(all, "contingency.no_plan", &Finding::rule);
  ASSERT_NE(it, all.end());
  EXPECT_EQ(it->severity, Severity::kBreach);
}

TEST(Contingency, R58_ALevelWithoutMeasuresIsAFinding) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  const auto all = findings(office.world(), day("2017-01-10"), rule_book());
  ASSERT_EQ(std::ranges::count(all, "contingency.level_uncovered", &Finding::rule), 1);
  const auto it = std::ranges::find(all, "contingency.level_uncovered", &Finding::rule);
  EXPECT_NE(it->says.find("watch"), std::string::npos);
}

TEST(Contingency, FourEyesOnExactlyThisVersion) {
  Office office;
  office.give(DraftPlan{kPlan, kProgramme, five_measures(), "law"}, Office::at("2017-01-10"));
  EXPECT_EQ(office.refused(ApprovePlan{kPlan, 1, 1, "", "x"}, Office::at("2017-01-10", kBert)).code,
            ErrorCode::kRefused);
  office.give(SubmitPlan{kPlan, 1, "ready"}, Office::at("2017-01-11"));
  EXPECT_EQ(office.refused(ApprovePlan{kPlan, 1, 2, "", "x"}, Office::at("2017-01-11", kBert)).code,
            ErrorCode::kConflict);
  EXPECT_EQ(office
                .refused(ApprovePlan{kPlan, 1, 1, "", "x"},
                         Office::at("2017-01-11", kBert, kOtherAuthority))
                .code,
            ErrorCode::kForbidden);
  EXPECT_EQ(office
                .refused(ApprovePlan{kPlan, 1, 1, "", "x"},
                         Office::at("2017-01-11", access::system_actor()))
                .code,
            ErrorCode::kForbidden);
  office.give(ApprovePlan{kPlan, 1, 1, "", "x"}, Office::at("2017-01-11"));
  EXPECT_TRUE(office.give(ApprovePlan{kPlan, 1, 1, "", "again"}, Office::at("2017-01-12")).empty())
      << "one person, one voice";
  EXPECT_FALSE(plan_in_force(office.contingency, kProgramme, day("2017-02-01")));
}

TEST(Contingency, AReturnedPlanHasNoApprovalLeft) {
  Office office;
  office.give(DraftPlan{kPlan, kProgramme, five_measures(), "law"}, Office::at("2017-01-10"));
  office.give(SubmitPlan{kPlan, 1, "ready"}, Office::at("2017-01-11"));
  office.give(ApprovePlan{kPlan, 1, 1, "", "x"}, Office::at("2017-01-11"));
  auto other = five_measures();
  other.title = "other";
  EXPECT_EQ(office.refused(DraftPlan{kPlan, kProgramme, other, "x"}, Office::at("2017-01-12")).code,
            ErrorCode::kConflict);
  office.give(ReturnPlan{kPlan, 1, "title"}, Office::at("2017-01-12"));
  office.give(DraftPlan{kPlan, kProgramme, other, "x"}, Office::at("2017-01-13"));
  office.give(SubmitPlan{kPlan, 1, "ready"}, Office::at("2017-01-13"));
  EXPECT_EQ(office.refused(ApprovePlan{kPlan, 1, 1, "", "x"}, Office::at("2017-01-13", kBert)).code,
            ErrorCode::kConflict);
  office.give(ApprovePlan{kPlan, 1, 2, "", "x"}, Office::at("2017-01-13", kBert));
  EXPECT_FALSE(plan_in_force(office.contingency, kProgramme, day("2017-01-13")));
  office.give(ApprovePlan{kPlan, 1, 2, "", "x"}, Office::at("2017-01-14", kCora));
  EXPECT_TRUE(plan_in_force(office.contingency, kProgramme, day("2017-01-14")));
}

TEST(Contingency, ALaterVersionSupersedesAndRetirementEnds) {
  Office office;
  office.put_in_force(five_measures(), "2016-01-10");
  auto second = five_measures();
  second.title = "second";
  office.put_in_force(second, "2017-01-10");
  const Plan& plan = *find(office.contingency, kPlan);
  EXPECT_EQ(plan_in_force(office.contingency, kProgramme, day("2017-01-09")).version->number, 1);
  EXPECT_EQ(plan_in_force(office.contingency, kProgramme, day("2017-01-10")).version->number, 2);
  EXPECT_EQ(status(plan.versions[0], day("2017-01-10")), VersionStatus::kSuperseded);
  EXPECT_EQ(
      office.refused(DraftPlan{PlanId("plan-2"), kProgramme, second, "x"}, Office::at("2017-02-01"))
          .code,
      ErrorCode::kConflict);
  office.give(RetirePlan{kPlan, "programme ends"}, Office::at("2017-03-01"));
  EXPECT_EQ(status(plan.versions[1], day("2017-03-01")), VersionStatus::kRetired);
  EXPECT_TRUE(plan_in_force(office.contingency, kProgramme, day("2017-02-28")));
  EXPECT_FALSE(plan_in_force(office.contingency, kProgramme, day("2017-03-01")));
  EXPECT_TRUE(has(found(office, "2017-03-01"), "contingency.no_plan"));
}

TEST(Contingency, R6_MoreThanTheCeilingNeedsASignedReason) {
  Office office;
  auto content = five_measures();
  content.measures.back().effort.journeys = 2;  // the policy allows one
  office.give(DraftPlan{kPlan, kProgramme, content, "law"}, Office::at("2017-01-10"));
  office.give(SubmitPlan{kPlan, 1, "ready"}, Office::at("2017-01-10"));
  const Error error = office.refused(ApprovePlan{kPlan, 1, 1, "", "x"}, Office::at("2017-01-10"));
  EXPECT_EQ(error.code, ErrorCode::kRefused);
  EXPECT_NE(error.what.find("replace"), std::string::npos);
  office.give(ApprovePlan{kPlan, 1, 1, "no other way to give new keys", "x"},
              Office::at("2017-01-10"));
  EXPECT_EQ(find(office.contingency, kPlan)->versions[0].approvals[0].effort_override,
            "no other way to give new keys");
}

TEST(Contingency, R64_StandingAndConditionalMeasuresHaveTheirPlaces) {
  Office office;
  auto content = five_measures();
  content.standing.emplace_back("limit");
  content.responses[ErosionLevel::kBroken].measures = {"stop", "replace"};
  EXPECT_EQ(
      office.refused(DraftPlan{kPlan, kProgramme, content, "x"}, Office::at("2017-01-10")).where,
      "measures.limit");
  content = five_measures();
  content.standing = {"sources"};
  content.responses[ErosionLevel::kWatch] = {"s", {"newer"}};
  EXPECT_EQ(
      office.refused(DraftPlan{kPlan, kProgramme, content, "x"}, Office::at("2017-01-10")).where,
      "measures.newer");
  content = five_measures();
  content.responses[ErosionLevel::kNone] = {"s", {"stop"}};
  EXPECT_EQ(
      office.refused(DraftPlan{kPlan, kProgramme, content, "x"}, Office::at("2017-01-10")).where,
      "responses.none");
}

TEST(Contingency, RefusesAPlanThatDoesNotHoldTogether) {
  Office office;
  const auto where = [&](auto change) {
    auto content = five_measures();
    change(content);
    return office.refused(DraftPlan{kPlan, kProgramme, content, "x"}, Office::at("2017-01-10"))
        .where;
  };
  EXPECT_EQ(where([](PlanContent& c) {
              c.responses[ErosionLevel::kBroken].measures.emplace_back("ghost");
            }),
            "responses.broken");
  EXPECT_EQ(where([](PlanContent& c) { c.measures[2].steps[1].id = "tell"; }),
            "measures.limit.steps.tell");
  EXPECT_EQ(where([](PlanContent& c) { c.measures[4].throughput.capacity_per_day = 100; }),
            "measures.replace");
  EXPECT_EQ(where([](PlanContent& c) { c.measures[4].calendar = "XX"; }),
            "measures.replace.calendar");
  EXPECT_EQ(where([](PlanContent& c) { c.measures[2].steps[1].action->withdrawn.clear(); }),
            "measures.limit.steps.withdraw.action");
  EXPECT_EQ(where([](PlanContent& c) { c.measures[0].steps.clear(); }), "measures.newer");
  EXPECT_EQ(
      where([](PlanContent& c) { c.measures.push_back(measure("orphan", MeasureKind::kOther)); }),
      "measures.orphan");
  EXPECT_EQ(
      where([](PlanContent& c) { c.measures[1].owner.organisation = OrganisationId("nobody"); }),
      "measures.sources.owner");
}

TEST(Contingency, R64_WithoutTheLevelNothingIsProposed) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  const Context clock = Office::at("2017-08-29", access::system_actor(), OrganisationId());
  EXPECT_EQ(office.refused(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "x"}, clock).code,
            ErrorCode::kRefused);
}

TEST(Contingency, R64_WithTheLevelAProposalAppearsAndNothingExecutesItself) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.break_it("2017-08-30");
  const Context clock = Office::at("2017-08-30", access::system_actor(), OrganisationId());
  const auto events =
      office.give(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "level reached"}, clock);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<ProposalRaised>(events[0]).measures,
            (std::vector<std::string>{"limit", "stop", "replace"}));
  EXPECT_TRUE(office.contingency.executions.empty());
  EXPECT_TRUE(office.country.programme.programmes.at(kProgramme).limits.empty());
  EXPECT_TRUE(
      office.give(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "again"}, clock).empty())
      << "once for each level";
  EXPECT_EQ(office
                .refused(DecideProposal{"ee-id/broken/1", Answer::kExecute, {"limit"}, "x"},
                         Office::at("2017-08-30", access::system_actor()))
                .code,
            ErrorCode::kForbidden);
  EXPECT_TRUE(has(found(office, "2017-08-31"), "contingency.proposal_waiting"));
}

TEST(Contingency, R58_WithoutAPlanTheProposalSaysWhatIsMissing) {
  Office office;
  office.break_it("2017-08-30");
  const Context clock = Office::at("2017-08-30", access::system_actor(), OrganisationId());
  EXPECT_EQ(office.refused(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "x"}, clock).code,
            ErrorCode::kIncomplete);
  office.put_in_force(five_measures(), "2017-08-31");
  const Context later = Office::at("2017-08-31", access::system_actor(), OrganisationId());
  EXPECT_EQ(office.refused(RaiseProposal{kProgramme, ErosionLevel::kWatch, {}, "x"}, later).code,
            ErrorCode::kIncomplete);
}

TEST(Contingency, AProposalIsDecidedByTwoPeopleOfOneMind) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.break_it("2017-08-30");
  office.give(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "x"}, Office::at("2017-08-30"));
  const std::string id = "ee-id/broken/1";
  EXPECT_EQ(
      office.refused(DecideProposal{id, Answer::kExecute, {}, "x"}, Office::at("2017-08-30")).code,
      ErrorCode::kInvalidInput);
  EXPECT_EQ(
      office.refused(DecideProposal{id, Answer::kExecute, {"newer"}, "x"}, Office::at("2017-08-30"))
          .code,
      ErrorCode::kNotFound);
  EXPECT_EQ(office
                .give(DecideProposal{id, Answer::kExecute, {"stop", "limit"}, "x"},
                      Office::at("2017-08-30"))
                .size(),
            1U);
  EXPECT_EQ(office
                .give(DecideProposal{id, Answer::kExecute, {"limit"}, "x"},
                      Office::at("2017-08-31", kBert))
                .size(),
            1U)
      << "another answer settles nothing";
  EXPECT_EQ(waiting_proposals(office.contingency, day("2017-08-31")).size(), 1U);
  const auto events = office.give(DecideProposal{id, Answer::kExecute, {"limit", "stop"}, "x"},
                                  Office::at("2017-09-01", kBert));
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(std::get<ExecutionStarted>(events[2]).measures,
            (std::vector<std::string>{"limit", "stop"}))
      << "in the plan's order";
  EXPECT_TRUE(waiting_proposals(office.contingency, day("2017-09-01")).empty());
  EXPECT_EQ(
      office.refused(DecideProposal{id, Answer::kReject, {}, "x"}, Office::at("2017-09-02", kCora))
          .code,
      ErrorCode::kRefused);
}

TEST(Contingency, ARejectedProposalStandsWhileTheLevelDoes) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.break_it("2017-08-30");
  office.give(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "x"}, Office::at("2017-08-30"));
  const std::string id = "ee-id/broken/1";
  office.give(DecideProposal{id, Answer::kReject, {}, "x"}, Office::at("2017-08-30"));
  office.give(DecideProposal{id, Answer::kReject, {}, "x"}, Office::at("2017-08-30", kCora));
  EXPECT_TRUE(office.contingency.executions.empty());
  EXPECT_TRUE(
      office
          .give(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "x"}, Office::at("2017-09-01"))
          .empty());
  EXPECT_EQ(office.refused(CloseProposal{id, "x"}, Office::at("2017-09-01")).code,
            ErrorCode::kRefused);
  office.country.vulnerability.cases.clear();
  office.give(CloseProposal{id, "the flaw was none"}, Office::at("2017-09-02"));
  office.break_it("2017-10-01");
  EXPECT_EQ(
      office
          .give(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "x"}, Office::at("2017-10-01"))
          .size(),
      1U);
  EXPECT_TRUE(office.contingency.proposals.contains("ee-id/broken/2"));
}

TEST(Contingency, R61_TheStepLimitsTheUsesOfTheProgramme) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.break_it("2017-08-30");
  const std::string run = office.decide_broken("2017-08-31", {"limit"});
  EXPECT_EQ(
      office.refused(StartStep{run, "limit", "withdraw", {}, "x"}, Office::at("2017-09-01")).code,
      ErrorCode::kRefused)
      << "steps go in their order";
  office.give(StartStep{run, "limit", "tell", {}, "x"}, Office::at("2017-09-01"));
  EXPECT_EQ(office
                .refused(CloseStep{run, "limit", "withdraw", StepState::kDone, {}, "x"},
                         Office::at("2017-09-01"))
                .code,
            ErrorCode::kRefused);
  office.give(CloseStep{run, "limit", "tell", StepState::kDone, {}, "told"},
              Office::at("2017-09-01"));
  const auto uses = [&](std::string_view on) {
    return programme::allowed_uses(office.country.programme, kProgramme, kEsw, day("2016-01-01"),
                                   day(on));
  };
  EXPECT_TRUE(uses("2017-09-02").contains(catalog::Use::kDigitalIdentity));
  office.give(StartStep{run, "limit", "withdraw", {}, "x"}, Office::at("2017-09-02"));
  EXPECT_FALSE(uses("2017-09-02").contains(catalog::Use::kDigitalIdentity));
  EXPECT_TRUE(uses("2017-09-02").contains(catalog::Use::kBorderCrossing))
      << "R9: travel is not touched";
  EXPECT_TRUE(uses("2017-09-01").contains(catalog::Use::kDigitalIdentity));
}

TEST(Contingency, R62_TheStepStopsProductionAtTheGate) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.break_it("2017-08-30");
  const std::string run = office.decide_broken("2017-08-31", {"stop"});
  EXPECT_EQ(office.refused(StartStep{run, "stop", "stop", {}, "x"}, Office::at("2017-09-01")).code,
            ErrorCode::kIncomplete);
  EXPECT_EQ(office
                .refused(StartStep{run, "stop", "stop", {ComponentId("esw-2")}, "x"},
                         Office::at("2017-09-01"))
                .code,
            ErrorCode::kNotFound)
      << "the programme would refuse, so the step does not start";
  EXPECT_TRUE(programme::may_enter(office.country.world(), kProgramme, kEsw,
                                   programme::UnitState::kProduced, day("2017-09-01"))
                  .allowed);
  office.give(StartStep{run, "stop", "stop", {kEsw}, "x"}, Office::at("2017-09-01"));
  EXPECT_FALSE(programme::may_enter(office.country.world(), kProgramme, kEsw,
                                    programme::UnitState::kProduced, day("2017-09-01"))
                   .allowed);
}

TEST(Contingency, R59_AStandingMeasurePutsAnIntroductionIntoTheCalendar) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.give(StartStanding{kPlan, "as planned"}, Office::at("2017-01-11"));
  EXPECT_TRUE(office.give(StartStanding{kPlan, "again"}, Office::at("2017-01-12")).empty());
  office.give(StartStep{"ee-id/standing/1", "newer", "tell", {}, "x"}, Office::at("2017-01-12"));
  const auto& calendar = office.country.programme.programmes.at(kProgramme).calendar;
  ASSERT_EQ(calendar.size(), 1U);
  EXPECT_EQ(calendar[0].due_on, day("2018-01-12"));
}

TEST(Contingency, R60_APlanWithoutSeveralSourcesIsNoted) {
  Office office;
  auto content = five_measures();
  content.measures.erase(content.measures.begin() + 1);
  content.standing = {"newer"};
  office.put_in_force(content, "2017-01-10");
  EXPECT_TRUE(has(found(office, "2017-01-10"), "contingency.standing_missing"));
  office.put_in_force(five_measures(), "2017-01-11");
  EXPECT_FALSE(has(found(office, "2017-01-11"), "contingency.standing_missing"));
}

TEST(Contingency, R63_ProgressAgainstTheQuotaGivesTheEnd) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.break_it("2017-08-30");
  const std::string run = office.decide_broken("2017-11-01", {"replace"});
  office.give(ReportProgress{run, "replace", 40'000, 4'000, 500'000, "register"},
              Office::at("2017-11-02"));
  office.give(ReportProgress{run, "replace", 106'000, 11'000, 500'000, "register"},
              Office::at("2017-11-06"));
  EXPECT_EQ(office
                .refused(ReportProgress{run, "replace", 90'000, 11'000, 500'000, "x"},
                         Office::at("2017-11-07"))
                .code,
            ErrorCode::kRefused);
  EXPECT_EQ(office
                .refused(ReportProgress{run, "replace", 600'000, 0, 500'000, "x"},
                         Office::at("2017-11-07"))
                .code,
            ErrorCode::kInvalidInput);
  const auto now = progress(office.world(), run, day("2017-11-06"), rule_book());
  ASSERT_TRUE(now);
  ASSERT_EQ(now->forecasts.size(), 1U);
  const Forecast& f = now->forecasts[0];
  // 394,000 left at 15,000 a working day: 27 working days after Monday 6 November.
  EXPECT_EQ(f.by_quota, day("2017-12-13"));
  // 106,000 in 5 days: 394,000 take 18.58, so 19 days more.
  EXPECT_EQ(f.by_pace, day("2017-11-25"));
  EXPECT_EQ(f.pace_per_1000_days, 21'200'000);
  EXPECT_EQ(f.success_ppm, 905'982);  // 106 of 117
  EXPECT_EQ(progress(office.world(), run, day("2017-11-02"), rule_book())->forecasts[0].done,
            40'000)
      << "as of that day";
  EXPECT_FALSE(has(found(office, "2017-11-06"), "contingency.behind_quota"));
  office.give(ReportProgress{run, "replace", 110'000, 12'000, 500'000, "register"},
              Office::at("2017-12-06"));
  EXPECT_TRUE(has(found(office, "2017-12-06"), "contingency.behind_quota"));
}

TEST(Contingency, R65_ASixthMeasureRunsThroughTheSameEngine) {
  Office office;
  auto content = five_measures();
  Measure sixth = measure("hotline", MeasureKind::kOther);
  sixth.title = "A telephone line for holders";
  content.measures.push_back(sixth);
  content.responses[ErosionLevel::kBroken].measures.emplace_back("hotline");
  office.put_in_force(content, "2017-01-10");
  office.break_it("2017-08-30");
  const std::string run = office.decide_broken("2017-08-31", {"hotline"});
  office.give(StartStep{run, "hotline", "tell", {}, "x"}, Office::at("2017-09-01"));
  office.give(CloseStep{run, "hotline", "tell", StepState::kFailed, {}, "no staff"},
              Office::at("2017-09-02"));
  EXPECT_TRUE(has(found(office, "2017-09-02"), "contingency.step_failed"));
  office.give(StartStep{run, "hotline", "tell", {}, "staff found"}, Office::at("2017-09-03"));
  office.give(CloseStep{run, "hotline", "tell", StepState::kDone, {}, "x"},
              Office::at("2017-09-04"));
  office.give(EndExecution{run, "all done"}, Office::at("2017-09-04"));
  const auto end = progress(office.world(), run, day("2017-09-04"), rule_book());
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->ended);
  EXPECT_EQ(end->done, 1);
}

TEST(Contingency, AnExecutionEndsWhenEveryStepIsClosed) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.break_it("2017-08-30");
  const std::string run = office.decide_broken("2017-08-31", {"replace"});
  EXPECT_EQ(office.refused(EndExecution{run, "x"}, Office::at("2017-09-01")).code,
            ErrorCode::kRefused);
  office.give(CloseStep{run, "replace", "order", StepState::kSkipped, {}, "stock at hand"},
              Office::at("2017-09-01"));
  EXPECT_EQ(
      office.refused(StartStep{run, "replace", "order", {}, "x"}, Office::at("2017-09-01")).code,
      ErrorCode::kRefused);
  office.give(StartStep{run, "replace", "hand-out", {}, "x"},
              Office::at("2017-09-01", PersonId("dora"), kSupplier));
  EXPECT_EQ(office
                .refused(CloseStep{run, "replace", "hand-out", StepState::kDone, {}, "x"},
                         Office::at("2017-09-02", kBert, kOtherAuthority))
                .code,
            ErrorCode::kForbidden);
  office.give(CloseStep{run, "replace", "hand-out", StepState::kDone, {}, "x"},
              Office::at("2017-09-02"));
  EXPECT_EQ(office.refused(CloseProposal{run, "x"}, Office::at("2017-09-02")).code,
            ErrorCode::kRefused);
  office.give(EndExecution{run, "x"}, Office::at("2017-09-03"));
  EXPECT_EQ(
      office.refused(StartStep{run, "replace", "hand-out", {}, "x"}, Office::at("2017-09-04")).code,
      ErrorCode::kRefused);
  office.give(CloseProposal{run, "x"}, Office::at("2017-09-04"));
}

TEST(Contingency, R85_APlanNeverExercisedIsFlaggedAndAnOldExerciseToo) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  EXPECT_TRUE(has(found(office, "2017-01-10"), "contingency.never_exercised"));
  Exercise exercise{"ex-1",
                    1,
                    day("2017-02-01"),
                    ErosionLevel::kBroken,
                    "weak keys",
                    {{kAuthority, access::Role::kIssuingAuthority, 4}},
                    {{"limit", "tell", StepOutcome::kWorkedLate, 90, "list of contacts was old"}},
                    {"renew the list"}};
  auto unknown = exercise;
  unknown.results[0].step = "ghost";
  EXPECT_EQ(office.refused(RecordExercise{kPlan, unknown, "x"}, Office::at("2017-02-02")).where,
            "exercise.results");
  EXPECT_EQ(office.refused(RecordExercise{kPlan, exercise, "x"}, Office::at("2017-01-31")).where,
            "exercise.held_on");
  office.give(RecordExercise{kPlan, exercise, "x"}, Office::at("2017-02-02"));
  EXPECT_FALSE(has(found(office, "2017-02-02"), "contingency.never_exercised"));
  EXPECT_TRUE(has(found(office, "2017-01-31"), "contingency.never_exercised"))
      << "as of the day before";
  EXPECT_FALSE(has(found(office, "2018-02-01"), "contingency.exercise_overdue"));
  EXPECT_TRUE(has(found(office, "2018-02-02"), "contingency.exercise_overdue"));
}

TEST(Contingency, R85_InfrastructureIsShownReadyOrNot) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  EXPECT_TRUE(has(found(office, "2017-01-10"), "contingency.infrastructure_not_ready"));
  office.give(RecordReadiness{kPlan, "replace", Readiness::kPartly, "no key server", {}, "audit"},
              Office::at("2017-02-01"));
  EXPECT_TRUE(has(found(office, "2017-02-01"), "contingency.infrastructure_not_ready"));
  office.give(RecordReadiness{kPlan, "replace", Readiness::kReady, "", {}, "audit"},
              Office::at("2017-03-01"));
  EXPECT_FALSE(has(found(office, "2017-03-01"), "contingency.infrastructure_not_ready"));
  EXPECT_TRUE(has(found(office, "2017-02-28"), "contingency.infrastructure_not_ready"));
}

TEST(Contingency, R126_AMeasureWithoutCostOrRemainingRiskIsNoted) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  const auto all = findings(office.world(), day("2017-01-10"), rule_book());
  EXPECT_EQ(std::ranges::count(all, "contingency.worth_unknown", &Finding::rule), 4)
      << "all but the replacement";
}

TEST(Contingency, ForesightSaysWhatThePlanWouldHaveDone) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.country.give(
      programme::ReportCohorts{
          kProgramme,
          "register",
          {programme::fixture::row("2016-01-01", programme::UnitState::kIssued, 150'001)},
          "x"},
      "2017-01-01");
  const auto seen =
      foresight(office.world(), kProgramme, ErosionLevel::kBroken, day("2017-08-30"), rule_book());
  ASSERT_TRUE(seen) << seen.error().message();
  EXPECT_EQ(seen->decide_by, day("2017-09-02"));
  EXPECT_EQ(seen->documents, 150'001);
  ASSERT_EQ(seen->measures.size(), 3U);
  EXPECT_EQ(seen->measures[0].first_effect_day, 4);  // decided on day 3, one day to effect
  EXPECT_FALSE(seen->measures[0].complete_day);
  // 10 working days after Saturday 2 September is Friday 15; 150,001 at 15,000 a day take 11 more:
  // Monday 2 October.
  EXPECT_EQ(seen->measures[2].first_effect_on, day("2017-09-15"));
  EXPECT_EQ(seen->measures[2].complete_on, day("2017-10-02"));
  EXPECT_EQ(seen->measures[2].complete_day, 33);
  EXPECT_FALSE(
      foresight(office.world(), kProgramme, ErosionLevel::kBroken, day("2017-01-09"), rule_book()));
}

TEST(Contingency, ClocksRunOnProposalsStepsAndExercises) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.break_it("2017-08-30");
  office.give(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "x"}, Office::at("2017-08-30"));
  const auto running = [&](std::string_view on, const std::string& must) {
    std::vector<Clock> all;
    clocks(office.world(), Instant::start_of(day(on)), rule_book(), all);
    const auto it = std::ranges::find(all, must, &Clock::must);
    return it == all.end() ? std::string("none")
                           : it->due_on.text() + " " + std::string(codec::enum_name(it->state));
  };
  EXPECT_EQ(running("2017-09-02", "decide on the measures proposed"), "2017-09-02 due");
  EXPECT_EQ(running("2017-09-03", "decide on the measures proposed"), "2017-09-02 overdue");
  EXPECT_EQ(running("2017-09-03", "exercise the contingency plan"), "2018-01-10 running");
  const std::string run = "ee-id/broken/1";
  office.give(DecideProposal{run, Answer::kExecute, {"limit", "replace"}, "x"},
              Office::at("2017-09-01"));
  office.give(DecideProposal{run, Answer::kExecute, {"limit", "replace"}, "x"},
              Office::at("2017-09-01", kBert));
  EXPECT_EQ(running("2017-09-03", "decide on the measures proposed"), "none");
  EXPECT_EQ(running("2017-09-02", "withdraw"), "2017-09-06 running");
  EXPECT_EQ(running("2017-09-02", "order"), "2017-09-29 running")
      << "20 working days after Friday 1 September";
  EXPECT_TRUE(has(found(office, "2017-09-07"), "contingency.step_overdue"));
}

TEST(Contingency, ADecisionIsRepeatedInItsFirstEvent) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.break_it("2017-08-30");
  office.give(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "x"}, Office::at("2017-08-30"));
  const auto repeats = [&](const Command& command) {
    const auto events = office.give(command, Office::at("2017-09-01"));
    ASSERT_FALSE(events.empty());
    const auto said = message_json(command).get_object();
    const auto kept = message_json(events.front()).get_object();
    for (const auto& [key, value] : said) {
      ASSERT_TRUE(kept.contains(key)) << key;
      EXPECT_EQ(kept.at(key), value) << key;
    }
  };
  repeats(DecideProposal{"ee-id/broken/1", Answer::kExecute, {"limit"}, "because"});
  auto content = five_measures();
  content.title = "second";
  office.give(DraftPlan{kPlan, kProgramme, content, "x"}, Office::at("2017-09-01"));
  office.give(SubmitPlan{kPlan, 2, "x"}, Office::at("2017-09-01"));
  repeats(ApprovePlan{kPlan, 2, 1, "override", "because"});
  repeats(RetirePlan{kPlan, "because"});
}

}  // namespace
}  // namespace lw::contingency
