#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "domain/contingency/fixture.hpp"
#include "domain/contingency/playbook.hpp"
#include "domain/programme/testing/hold.hpp"

namespace lw::contingency {
namespace {

using namespace fixture;

using programme::testing::below;
using programme::testing::hold;
using programme::testing::one_of;

constexpr int kCases = 600;
constexpr int kLengthMax = 300;

/// Returns the content of the fixture with parts left out or turned round; sometimes it does not
/// hold together.
PlanContent some_content() {
  PlanContent out = five_measures();
  out.title = one_of<std::string>({"a", "b", "c"});
  if (below(4) == 0) out.responses.erase(ErosionLevel::kWeakened);
  if (below(4) == 0) out.standing.pop_back();
  if (below(4) == 0) out.measures[4].effort.minutes = 500;
  return out;
}

/// Returns a command about a plan: mostly about its latest version, or hardly any would ever be
/// approved.
Command some_plan_command(const State& state) {
  const PlanId plan = one_of<PlanId>({kPlan, kPlan, kPlan, PlanId("plan-2")});
  std::int32_t version = 1 + below(3);
  std::int32_t revision = 1 + below(2);
  if (const Plan* known = find(state, plan); known != nullptr && below(6) > 0) {
    version = known->versions.back().number;
    revision = known->versions.back().revision;
  }
  switch (below(12)) {
    case 0:
    case 1: return DraftPlan{plan, kProgramme, some_content(), "x"};
    case 2:
    case 3: return SubmitPlan{plan, version, "x"};
    case 4: return ReturnPlan{plan, version, "x"};
    case 5:
      return RecordReadiness{plan,
                             one_of<std::string>({"replace", "limit"}),
                             one_of(codec::enum_values<Readiness>()),
                             "seen",
                             {},
                             "x"};
    case 6: {
      Exercise held;
      held.id = "e" + std::to_string(below(9));
      held.version = version;
      held.held_on = day("2017-03-01").plus_days(below(200));
      held.scenario = "keys can be computed";
      held.participants = {{kAuthority, access::Role::kIssuingAuthority, 1 + below(3)}};
      held.results = {{"stop", "stop", one_of(codec::enum_values<StepOutcome>()), below(90), ""}};
      return RecordExercise{plan, held, "x"};
    }
    case 7:
      return below(6) == 0 ? Command(RetirePlan{plan, "x"}) : Command(StartStanding{plan, "x"});
    default: return ApprovePlan{plan, version, revision, one_of<std::string>({"", "needed"}), "x"};
  }
}

/// Returns a command about what is carried out.
Command some_run_command(const std::string& run) {
  const auto& [m, s] = one_of<std::pair<std::string, std::string>>({{"limit", "tell"},
                                                                    {"limit", "withdraw"},
                                                                    {"limit", "verify"},
                                                                    {"stop", "stop"},
                                                                    {"newer", "tell"},
                                                                    {"sources", "tell"},
                                                                    {"replace", "order"},
                                                                    {"replace", "hand-out"}});
  switch (below(10)) {
    case 0: return ReportProgress{run, m, below(120), below(5), 100, "x"};
    case 1: return EndExecution{run, "x"};
    case 2:
    case 3:
    case 4:
    case 5:
      return StartStep{run, m, s, below(2) == 0 ? std::set{kEsw} : std::set<ComponentId>{}, "x"};
    default:
      return CloseStep{
          run, m,
          s,   one_of<StepState>({StepState::kDone, StepState::kFailed, StepState::kSkipped}),
          {},  "x"};
  }
}

/// Returns some command on the few things there are: most of them about what is carried out, once
/// anything is.
Command some_command(const State& state) {
  std::vector<std::string> runs{"ee-id/broken/1"};
  for (const auto& [id, p] : state.proposals) runs.push_back(id);
  for (const auto& [id, x] : state.executions) runs.insert(runs.end(), 3, id);
  const std::string run = one_of(runs);
  switch (below(8)) {
    case 0: return some_plan_command(state);
    case 1:
      return below(2) == 0
                 ? Command(RaiseProposal{
                       kProgramme,
                       one_of<ErosionLevel>(
                           {ErosionLevel::kWatch, ErosionLevel::kWeakened, ErosionLevel::kBroken}),
                       {},
                       "x"})
                 : Command(CloseProposal{run, "x"});
    case 2: {
      const Answer answer = one_of<Answer>({Answer::kExecute, Answer::kExecute, Answer::kReject});
      const bool fits = below(6) > 0;  // a rejection names no measure
      return DecideProposal{run, answer,
                            (answer == Answer::kReject) == fits
                                ? std::set<std::string>{}
                                : one_of<std::set<std::string>>({{"stop"}, {"limit", "stop"}}),
                            "x"};
    }
    default: return some_run_command(run);
  }
}

/// What the sequences reached: one that is refused throughout proves nothing.
struct Tally {
  std::map<std::string, int> events;
  int ended = 0;
  int limited = 0;
  int failed_and_tried_again = 0;
  int rejected = 0;
};

void take(Office& office, const Context& context, Tally& tally) {
  const Command command = some_command(office.contingency);
  const auto events = decide(office.world(), command, context);
  if (!events) return;
  for (const auto& event : *events) {
    ++tally.events[std::string(message_name(event))];
    apply(office.contingency, event);
    const auto* asked = std::get_if<ActionRequested>(&event);
    if (asked == nullptr) continue;
    for (const auto& answer : programme_commands(*asked)) {
      const auto done = programme::decide(office.country.world(), answer, context);
      RC_ASSERT(done.has_value());  // a step starts only where the programme follows
      for (const auto& e : *done) programme::apply(office.country.programme, e);
    }
  }
  const auto broken = violations(office.world());
  if (!broken.empty()) RC_LOG() << broken.front() << "\n";
  RC_ASSERT(broken.empty());
}

void count(const Office& office, Tally& tally) {
  for (const auto& [id, x] : office.contingency.executions) {
    tally.ended += x.ended_on ? 1 : 0;
    for (const auto& [measure, running] : x.measures) {
      for (const auto& [step, changes] : running.steps) {
        for (std::size_t i = 1; i < changes.size(); ++i)
          tally.failed_and_tried_again += changes[i - 1].state == StepState::kFailed ? 1 : 0;
      }
    }
  }
  for (const auto& [id, p] : office.contingency.proposals)
    tally.rejected += p.settled == Answer::kReject ? 1 : 0;
  tally.limited += office.country.programme.programmes.at(kProgramme).limits.empty() ? 0 : 1;
}

TEST(ContingencyProperty, NoSequenceOfCommandsBreaksAnInvariant) {
  Tally tally;
  hold(kCases, [&] {
    Office office;
    office.break_it("2017-03-01");
    const int begun = below(4);
    if (begun > 0) office.put_in_force(five_measures(), "2017-02-01");
    if (begun > 1) office.decide_broken("2017-03-01", {"limit", "stop"});
    Date today = day("2017-03-01");
    const int length = below(kLengthMax);
    for (int i = 0; i < length; ++i) {
      today = today.plus_days(-1 + below(5));
      const PersonId who = one_of<PersonId>({kAnna, kBert, kCora, access::system_actor()});
      take(office,
           {Instant::start_of(today), today, who,
            one_of<OrganisationId>({kAuthority, kAuthority, kAuthority, kSupplier}), rule_book()},
           tally);
    }
    count(office, tally);
  });
  for (const auto name : message_names<Event>())
    EXPECT_GT(tally.events[std::string(name)], kCases / 30) << name;
  EXPECT_GT(tally.ended, kCases / 20);
  EXPECT_GT(tally.limited, kCases / 10);
  EXPECT_GT(tally.failed_and_tried_again, kCases / 10);
  EXPECT_GT(tally.rejected, kCases / 30);
}

RC_GTEST_PROP(Contingency, TheStateIsThatOfItsBytes, ()) {
  Office office;
  office.put_in_force(five_measures(), "2017-01-10");
  office.break_it("2017-03-01");
  const std::string run = office.decide_broken("2017-03-02", {"limit", "replace"});
  const int done = below(100);
  office.give(ReportProgress{run, "replace", done, 1, 100, "x"}, Office::at("2017-03-03"));
  const auto again = codec::from_cbor<State>(codec::to_cbor(office.contingency));
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->plans == office.contingency.plans);
  RC_ASSERT(again->proposals == office.contingency.proposals);
  RC_ASSERT(again->executions == office.contingency.executions);
}

RC_GTEST_PROP(Contingency, AnyPlanSurvivesThePlaybook, ()) {
  Office office;
  PlanContent content;
  content.title = "plan";
  const int count = 1 + below(5);
  for (int i = 0; i < count; ++i) {
    Measure m = measure(("m" + std::to_string(i)).c_str(), MeasureKind::kOther);
    const int steps = 1 + below(3);
    m.steps.clear();
    for (int n = 0; n < steps; ++n)
      m.steps.push_back(step(("s" + std::to_string(n)).c_str(), below(30)));
    m.steps.front().instruction =
        *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)));
    m.throughput = {10, 10 + below(89)};
    if (*rc::gen::arbitrary<bool>()) content.standing.push_back(m.id);
    else
      content.responses[one_of<ErosionLevel>({ErosionLevel::kWatch, ErosionLevel::kBroken})]
          .measures.push_back(m.id);
    content.measures.push_back(std::move(m));
  }
  for (auto& [level, response] : content.responses) response.scenario = "s";
  office.give(DraftPlan{kPlan, kProgramme, content, "x"}, Office::at("2017-01-10"));
  const Plan& plan = *find(office.contingency, kPlan);
  const auto read = codec::read_cacao(
      codec::write_cacao(to_playbook(office.world(), plan, plan.versions.back())));
  RC_ASSERT(read.has_value());
  const auto back = from_playbook(*read, {});
  RC_ASSERT(back.has_value());
  RC_ASSERT(back->content == content);
}

}  // namespace
}  // namespace lw::contingency
