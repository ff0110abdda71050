#include <gtest/gtest.h>

#include "domain/contingency/fixture.hpp"

namespace lw::contingency {
namespace {

using namespace fixture;

TEST(Contingency, R5_APlanMayHoldUpgradeAndShorterValidityTogether) {
  Office office;
  auto content = five_measures();
  content.measures.push_back(measure("upgrade", MeasureKind::kOther));
  content.measures.push_back(measure("shorter-validity", MeasureKind::kOther));
  content.responses[ErosionLevel::kBroken].measures = {"limit", "stop", "replace", "upgrade",
                                                       "shorter-validity"};
  office.put_in_force(content, "2017-02-01");
  office.break_it("2017-03-01");
  const std::string run = office.decide_broken("2017-03-01", {"upgrade", "shorter-validity"});
  const auto now = progress(office.world(), run, day("2017-03-01"), rule_book());
  ASSERT_TRUE(now);
  ASSERT_EQ(now->steps.size(), 2U);
  EXPECT_EQ(now->steps[0].measure, "upgrade");
  EXPECT_EQ(now->steps[1].measure, "shorter-validity");
  for (const auto& step : now->steps)
    office.give(StartStep{run, step.measure, step.step, {}, "both"}, Office::at("2017-03-02"));
}

TEST(Contingency, AsOfAPastDayPlansAndProposalsStandAsTheyStoodThen) {
  Office office;
  office.put_in_force(five_measures(), "2017-02-01");
  auto content = five_measures();
  content.title = "second";
  office.put_in_force(content, "2017-04-01");
  const Plan& plan = *find(office.contingency, kPlan);
  const auto first = as_of(plan, day("2017-03-31"));
  ASSERT_EQ(first.versions.size(), 1U);
  EXPECT_EQ(first.versions[0].approvals.size(), 2U);
  EXPECT_FALSE(first.versions[0].in_force_until) << "nobody knew of the second";
  EXPECT_EQ(status(first.versions[0], day("2017-03-31")), VersionStatus::kInForce);
  EXPECT_TRUE(as_of(plan, day("2017-01-31")).versions.empty());
  EXPECT_EQ(as_of(plan, day("2017-04-01")), plan);

  office.break_it("2017-05-01");
  office.give(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "level reached"},
              Office::at("2017-05-01"));
  const std::string name = office.contingency.proposals.begin()->first;
  const auto answer = [&](const char* on, const PersonId& who) {
    office.give(DecideProposal{name, Answer::kExecute, {"stop"}, "x"}, Office::at(on, who));
  };
  answer("2017-05-02", kAnna);
  answer("2017-05-03", kBert);
  const auto& proposal = office.contingency.proposals.at(name);
  EXPECT_TRUE(as_of(proposal, day("2017-05-01")).voices.empty());
  EXPECT_EQ(as_of(proposal, day("2017-05-02")).voices.size(), 1U);
  EXPECT_FALSE(as_of(proposal, day("2017-05-02")).settled);
  EXPECT_EQ(as_of(proposal, day("2017-05-03")), proposal);
}

}  // namespace
}  // namespace lw::contingency
