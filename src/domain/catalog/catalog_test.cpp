#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/catalog/catalog.hpp"
#include "domain/rules/rules.hpp"

namespace lw::catalog {
namespace {

const rules::RuleBook kNoRules{};

Context context() {
  return {Instant::from_seconds(0), Date::from_days(0), PersonId("anna"), OrganisationId("maker"),
          kNoRules};
}

ComponentId id(const char* text) { return ComponentId(text); }

RegisterComponent component(const char* name, Layer layer) {
  return {id(name), layer, name, "1.0", OrganisationId("maker"), std::nullopt, {}};
}

/// Runs commands; every one must be accepted.
State given(const std::vector<Command>& commands) {
  State state;
  for (const auto& command : commands) {
    const auto events = decide(state, command, context());
    EXPECT_TRUE(events) << (events ? "" : events.error().message());
    if (!events) continue;
    for (const auto& event : *events) apply(state, event);
  }
  return state;
}

State card() {
  return given({component("ic", Layer::kIc), component("lib", Layer::kCryptoLibrary),
                component("os", Layer::kPlatform), component("app", Layer::kApplet),
                RecordComposition{id("lib"), {id("ic")}},
                RecordComposition{id("os"), {id("ic"), id("lib")}},
                RecordComposition{id("app"), {id("os")}}});
}

TEST(Catalog, R27_EverythingBuiltOnTheChipIsFound) {
  const State state = card();
  EXPECT_EQ(dependents(state, id("ic")), (std::set{id("lib"), id("os"), id("app")}));
  EXPECT_EQ(dependents(state, id("app")), std::set<ComponentId>{});
  EXPECT_EQ(contains(state, id("app")), (std::set{id("app"), id("os"), id("lib"), id("ic")}));
}

TEST(Catalog, RefusesACompositionThatRestsOnItself) {
  const State state = card();
  const auto direct = decide(state, RecordComposition{id("ic"), {id("ic")}}, context());
  EXPECT_EQ(direct.error().code, ErrorCode::kRefused);
  const auto indirect = decide(state, RecordComposition{id("ic"), {id("app")}}, context());
  EXPECT_EQ(indirect.error().code, ErrorCode::kRefused);
  EXPECT_NE(indirect.error().what.find("ic"), std::string::npos);
}

TEST(Catalog, RefusesAChainDeeperThanTheBound) {
  std::vector<Command> commands{component("c0", Layer::kIc)};
  for (std::size_t i = 1; i <= kCompositionDepthMax; ++i) {
    const std::string name = "c" + std::to_string(i);
    commands.push_back(component(name.c_str(), Layer::kApplet));
    commands.push_back(
        RecordComposition{ComponentId(name), {ComponentId("c" + std::to_string(i - 1))}});
  }
  State state = given(commands);
  state = [&] {
    apply(state,
          ComponentRegistered{id("top"), Layer::kApplet, "top", "1", OrganisationId("m"), {}, {}});
    return state;
  }();
  const auto last = ComponentId("c" + std::to_string(kCompositionDepthMax));
  EXPECT_EQ(decide(state, RecordComposition{id("top"), {last}}, context()).error().code,
            ErrorCode::kTooLarge);
}

TEST(Catalog, AnotherVersionUnderTheSameIdIsRefused) {
  const State state = card();
  auto again = component("ic", Layer::kIc);
  EXPECT_TRUE(decide(state, again, context())->empty());
  again.version = "2.0";
  EXPECT_EQ(decide(state, again, context()).error().code, ErrorCode::kConflict);
}

TEST(Catalog, R25_AnAssetNamesTheUsesThatRestOnIt) {
  const State state = card();
  EXPECT_FALSE(decide(state,
                      RecordAssets{id("app"), {{"signature key", AssetKind::kSignatureKey, {}}}},
                      context()));
  EXPECT_TRUE(
      decide(state,
             RecordAssets{id("app"),
                          {{"signature key", AssetKind::kSignatureKey, {Use::kDigitalIdentity}}}},
             context()));
}

TEST(Catalog, R60_FamiliesAreFoundDownTheComposition) {
  auto chip = component("ic", Layer::kIc);
  chip.family = FamilyId("M7892");
  const State state =
      given({chip, component("os", Layer::kPlatform), RecordComposition{id("os"), {id("ic")}}});
  EXPECT_EQ(families(state, id("os")), std::set{FamilyId("M7892")});
}

TEST(Catalog, IdentifiersAreFoundWithoutRegardToCase) {
  auto chip = component("ic", Layer::kIc);
  chip.identifiers = {"RSA v1.02.013"};
  EXPECT_EQ(by_identifier(given({chip}), "rsa V1.02.013"), std::vector{id("ic")});
}

// ---- properties
// ---------------------------------------------------------------------------------------------------

/// Of full width from the first case on: a plain inRange stays near its low end while the size is
/// small.
int pick(int below) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, below)); }

ComponentId numbered(int n) { return ComponentId("c" + std::to_string(n)); }

State unrelated(int count) {
  State out;
  for (int i = 0; i < count; ++i) {
    apply(out,
          ComponentRegistered{numbered(i), Layer::kApplet, "n", "1", OrganisationId("m"), {}, {}});
  }
  return out;
}

/// What rests on `bottom`, found by asking every component what it contains.
std::set<ComponentId> by_containment(const State& state, const ComponentId& bottom) {
  std::set<ComponentId> out;
  for (const auto& [id, component] : state.components) {
    if (id != bottom && contains(state, id).contains(bottom)) out.insert(id);
  }
  return out;
}

RC_GTEST_PROP(CatalogProperty, R27_NoSequenceOfCommandsMakesACircleAndUpAgreesWithDown, ()) {
  constexpr int kComponents = 12;
  State state = unrelated(kComponents);
  int taken = 0;
  const int count = 10 + pick(60);
  for (int i = 0; i < count; ++i) {
    const RecordComposition command{numbered(pick(kComponents)),
                                    {numbered(pick(kComponents)), numbered(pick(kComponents))}};
    const auto events = decide(state, command, context());
    if (!events) {
      RC_ASSERT(events.error().code == ErrorCode::kRefused);
      continue;
    }
    for (const auto& event : *events) apply(state, event);
    taken += static_cast<int>(events->size());
    RC_ASSERT(violations(state).empty());
  }
  RC_ASSERT(taken > 0);
  std::set<ComponentId> two{numbered(0), numbered(1)};
  std::set<ComponentId> above_two;
  for (int i = 0; i < kComponents; ++i) {
    const auto above = by_containment(state, numbered(i));
    RC_ASSERT(dependents(state, numbered(i)) == above);
    if (two.contains(numbered(i))) above_two.insert(above.begin(), above.end());
  }
  RC_ASSERT(dependents(state, two) == above_two);
}

RC_GTEST_PROP(CatalogProperty, AChainIsRefusedExactlyWhereItWouldPassTheBound, ()) {
  // two chains of any length, and then the one is put on the other somewhere
  const int lower = 1 + pick(static_cast<int>(kCompositionDepthMax));
  const int upper = 1 + pick(static_cast<int>(kCompositionDepthMax));
  State state = unrelated(lower + upper);
  const auto put = [&](int top, int below) {
    const auto events =
        decide(state, RecordComposition{numbered(top), {numbered(below)}}, context());
    if (!events) return events.error().code;
    for (const auto& event : *events) apply(state, event);
    return ErrorCode::kCorrupt;  // taken
  };
  for (int i = 1; i < lower; ++i) RC_ASSERT(put(i, i - 1) == ErrorCode::kCorrupt);
  for (int i = 1; i < upper; ++i) RC_ASSERT(put(lower + i, lower + i - 1) == ErrorCode::kCorrupt);
  const int at = pick(upper);
  const int onto = pick(lower);
  // links above `at`, the new one, links below `onto`
  const int links = (upper - 1 - at) + 1 + onto;
  const bool fits = links <= static_cast<int>(kCompositionDepthMax);
  RC_ASSERT(put(lower + at, onto) == (fits ? ErrorCode::kCorrupt : ErrorCode::kTooLarge));
  RC_ASSERT(violations(state).empty());
}

}  // namespace
}  // namespace lw::catalog
