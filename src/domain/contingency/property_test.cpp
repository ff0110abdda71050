#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "domain/contingency/fixture.hpp"
#include "domain/contingency/playbook.hpp"

namespace lw::contingency {
namespace {

using namespace fixture;

template <class T>
T one_of(const std::vector<T>& from) {
  return *rc::gen::elementOf(from);
}

/// Returns a number from 0 to n - 1. At its usual size: inRange by itself keeps to the low end in
/// the first cases.
int below(int n) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, n)); }

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

/// Returns some command on the few things there are.
Command some_command(const State& state) {
  const PlanId plan = one_of<PlanId>({kPlan, PlanId("plan-2")});
  const std::int32_t version = 1 + below(3);
  std::vector<std::string> runs{"ee-id/broken/1", "ee-id/standing/1"};
  for (const auto& [id, p] : state.proposals) runs.push_back(id);
  const std::string run = one_of(runs);
  const auto& [m, s] = one_of<std::pair<std::string, std::string>>({{"limit", "tell"},
                                                                    {"limit", "withdraw"},
                                                                    {"limit", "verify"},
                                                                    {"stop", "stop"},
                                                                    {"newer", "tell"},
                                                                    {"replace", "order"}});
  switch (below(19)) {
    case 0:
    case 1: return DraftPlan{plan, kProgramme, some_content(), "x"};
    case 2:
    case 3: return SubmitPlan{plan, version, "x"};
    case 4: return ReturnPlan{plan, version, "x"};
    case 5:
    case 6:
    case 7:
      return ApprovePlan{plan, version, 1 + below(2), one_of<std::string>({"", "needed"}), "x"};
    case 8:
      return below(6) == 0 ? Command(RetirePlan{plan, "x"}) : Command(StartStanding{plan, "x"});
    case 9:
    case 10:
      return RaiseProposal{kProgramme,
                           one_of<ErosionLevel>({ErosionLevel::kWatch, ErosionLevel::kWeakened,
                                                 ErosionLevel::kBroken}),
                           {},
                           "x"};
    case 11:
    case 12:
      return DecideProposal{
          run, one_of<Answer>({Answer::kExecute, Answer::kExecute, Answer::kReject}),
          below(4) == 0 ? std::set<std::string>{}
                        : one_of<std::set<std::string>>({{"stop"}, {"limit", "stop"}}),
          "x"};
    case 13: return CloseProposal{run, "x"};
    case 14:
    case 15:
      return StartStep{run, m, s, below(2) == 0 ? std::set{kEsw} : std::set<ComponentId>{}, "x"};
    case 16:
      return CloseStep{
          run, m,
          s,   one_of<StepState>({StepState::kDone, StepState::kFailed, StepState::kSkipped}),
          {},  "x"};
    case 17: return ReportProgress{run, m, below(120), below(5), 100, "x"};
    default: return EndExecution{run, "x"};
  }
}

RC_GTEST_PROP(Contingency, NoSequenceOfCommandsBreaksAnInvariant, ()) {
  Office office;
  office.break_it("2017-03-01");
  const int begun = below(4);
  if (begun > 0) office.put_in_force(five_measures(), "2017-02-01");
  if (begun > 1) office.decide_broken("2017-03-01", {"limit", "stop"});
  Date today = day("2017-03-01");
  const int length = below(120);
  for (int i = 0; i < length; ++i) {
    today = today.plus_days(-1 + below(5));
    const PersonId who = one_of<PersonId>({kAnna, kBert, kCora, access::system_actor()});
    const Context context{Instant::start_of(today), today, who,
                          one_of<OrganisationId>({kAuthority, kAuthority, kAuthority, kSupplier}),
                          rule_book()};
    const auto events = decide(office.world(), some_command(office.contingency), context);
    if (!events) continue;
    for (const auto& event : *events) {
      apply(office.contingency, event);
      const auto* asked = std::get_if<ActionRequested>(&event);
      if (asked == nullptr) continue;
      for (const auto& answer : programme_commands(*asked)) {
        const auto done = programme::decide(office.country.world(), answer, context);
        RC_ASSERT(done.has_value());  // a step starts only where the programme follows
        for (const auto& e : *done) programme::apply(office.country.programme, e);
      }
    }
    RC_ASSERT(violations(office.world()).empty());
  }
  const bool limited = !office.country.programme.programmes.at(kProgramme).limits.empty();
  const bool ended = std::ranges::any_of(
      office.contingency.executions, [](const auto& x) { return x.second.ended_on.has_value(); });
  RC_TAG(office.contingency.executions.empty() ? "nothing carried out"
         : ended                               ? "carried out to the end"
         : limited                             ? "uses limited"
                                               : "begun");
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
