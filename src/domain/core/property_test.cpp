#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "domain/core/testing/any.hpp"
#include "domain/core/testing/small_world.hpp"

namespace lw::core::testing {
namespace {

constexpr int kSequences = 10000;
constexpr int kLengthMin = 10;
constexpr int kLengthMax = 30;

const World& seed_world() {
  static const World world = small_world();
  return world;
}

/// What a run of random commands reached: a run that is refused throughout proves nothing.
struct Tally {
  std::set<std::string> events;
  std::int64_t taken = 0;
};

Actor any_actor(Dice& dice) {
  return dice.of({kAuthority, kAuthority, kDirector, kBody, kBody, kLaboratory, kMaker,
                  Actor{"person-5", "organisation-0"}, kSystem, Actor{"system", "organisation-1"}});
}

State replayed(const World& world) {
  State out;
  for (const Event& event : world.history) {
    const auto again = event_from_cbor(name_of(event), version_of(event), body_of(event));
    if (!again) {
      RC_FAIL(fmt::format("{} cannot be read again: {}", name_of(event), again.error().message()));
    }
    core::apply(out, *again);
  }
  return out;
}

std::vector<std::string> names(const std::vector<Event>& events) {
  std::vector<std::string> out;
  for (const Event& event : events) out.emplace_back(name_of(event));
  return out;
}

/// Events that only a signed command brings about (R16).
const std::set<std::string_view>& signed_only() {
  static const std::set<std::string_view> out = [] {
    std::set<std::string_view> made;
    for (const auto& row : decision_events()) {
      made.insert(row.event);
      made.insert(row.further.begin(), row.further.end());
    }
    return made;
  }();
  return out;
}

/// R16: the first `own` events are the command's, the others follow by themselves. The table of
/// decisions says which of them a signature stands for; no other way leads to them.
void expect_signed(const Command& command, std::size_t own, const std::vector<Event>& events) {
  const auto row = std::ranges::find(decision_events(), name_of(command), &DecisionEvent::command);
  for (std::size_t at = 0; at < events.size(); ++at) {
    const auto name = name_of(events[at]);
    if (row != decision_events().end() && at == 0) {
      RC_ASSERT(name == row->event);
    } else if (signed_only().contains(name)) {
      RC_ASSERT(row != decision_events().end() && at < own);
      RC_ASSERT(std::ranges::find(row->further, name) != row->further.end());
    }
  }
}

/// Runs the commands that the seeds stand for, checking every step.
void run(const std::vector<std::uint64_t>& seeds, Tally& tally) {
  World world = seed_world();
  for (const std::uint64_t seed : seeds) {
    Dice dice(seed);
    world.now = world.now.plus_hours(static_cast<std::int64_t>(dice.below(480)));
    const Actor actor = any_actor(dice);
    const Command command = any_command({dice, world.now});
    const auto own = decide(world.state, policy(), command, world.context(actor));
    const auto events = world.give(actor, command);
    if (!events || events->empty()) continue;
    expect_signed(command, own->size(), *events);
    ++tally.taken;
    for (const auto& name : names(*events)) tally.events.insert(name);
    const auto broken = violations(world.state);
    if (!broken.empty())
      RC_LOG() << name_of(command) << ": " << broken.front() << "\n" << json_of(command) << "\n";
    RC_ASSERT(broken.empty());
  }
  RC_ASSERT(codec::to_cbor(replayed(world)) == codec::to_cbor(world.state));
}

TEST(CoreProperty, TenThousandRandomSequencesKeepEveryInvariantAndReplayToTheSameBytes) {
  Tally tally;
  rc::detail::TestParams params;
  params.seed = 20171016;
  params.maxSuccess = kSequences;
  rc::detail::TestMetadata metadata;
  metadata.id = "sequences";
  const auto result = rc::detail::checkTestable(
      [&] {
        const int length = *rc::gen::inRange(kLengthMin, kLengthMax + 1);
        const auto seeds = *rc::gen::container<std::vector<std::uint64_t>>(
            static_cast<std::size_t>(length),
            rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
        run(seeds, tally);
      },
      metadata, params);
  rc::detail::SuccessResult success;
  if (!result.match(success)) {
    std::ostringstream why;
    rc::detail::printResultMessage(result, why);
    FAIL() << why.str();
  }
  EXPECT_EQ(success.numSuccess, kSequences);
  // Most random commands are rightly refused; the bounds only say that all slices were moved.
  EXPECT_GT(tally.taken, kSequences);
  std::set<std::string> slices;
  for (const auto& name : tally.events) slices.insert(name.substr(0, name.find('.')));
  EXPECT_EQ(slices,
            (std::set<std::string>{"access", "catalog", "certificate", "surveillance", "resistance",
                                   "vulnerability", "programme", "risk", "contingency"}));
  EXPECT_GT(tally.events.size(), event_names().size() / 3);
  RecordProperty("taken", static_cast<int>(tally.taken));
  RecordProperty("events_reached", static_cast<int>(tally.events.size()));
}

}  // namespace
}  // namespace lw::core::testing
