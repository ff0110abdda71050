#include "domain/resistance/resistance.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/resistance/test_world.hpp"

namespace lw::resistance {
namespace {

using catalog::Use;
using test::card;
using test::day;
using test::Facts;
using test::path;
using test::rating;

const ComponentId kEsw("esw");

/// The claim of AVA_VAN.5 begins at 31 points. long/bespoke/critical/many: 39, margin 8.
Facts rated_card() {
  Facts facts = card();
  EXPECT_TRUE(facts.give(path("p", "lib", {"signature key"}, {}), "2020-01-01"));
  EXPECT_TRUE(
      facts.give(rating("r1", "p", "lib", "long", "bespoke", "critical", "many"), "2020-02-01"));
  return facts;
}

TEST(Resistance, SaysInsufficientDataWithoutRating) {
  Facts facts = card();
  auto at = effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2020-06-01"));
  EXPECT_EQ(at.knowledge, Knowledge::kInsufficientData);
  EXPECT_FALSE(at.missing.empty());
  ASSERT_TRUE(facts.give(path("p", "lib"), "2020-01-01"));
  at = effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2020-06-01"));
  EXPECT_EQ(at.knowledge, Knowledge::kInsufficientData);
  EXPECT_EQ(at.unrated, std::set{AttackPathId("p")});
  EXPECT_EQ(effective(facts.world(), ComponentId("none"), Use::kDigitalIdentity, day("2020-06-01"))
                .knowledge,
            Knowledge::kInsufficientData);
}

TEST(Resistance, SaysInsufficientDataWithoutClaim) {
  Facts facts = rated_card();
  facts.certificate = {};
  const auto at = effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2020-06-01"));
  EXPECT_EQ(at.knowledge, Knowledge::kInsufficientData);
  EXPECT_EQ(at.van_met, 5);
  EXPECT_NE(at.missing.find("AVA_VAN"), std::string::npos);
}

TEST(Resistance, MarginIsTotalMinusTheLowestTotalThatMeetsTheClaim) {
  const Facts facts = rated_card();
  const auto at = effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2020-06-01"));
  EXPECT_EQ(at.knowledge, Knowledge::kKnown);
  EXPECT_EQ(at.lowest_total, 39);
  EXPECT_EQ(at.margin, 39 - 31);
  EXPECT_EQ(at.van_met, 5);
  EXPECT_EQ(at.claim_van, 5);
  EXPECT_EQ(at.by, RatingId("r1"));
  EXPECT_TRUE(at.unverified);
}

TEST(Resistance, R9_AFlawLimitedToEServicesLeavesTravelAlone) {
  const Facts facts = rated_card();
  EXPECT_EQ(effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2020-06-01")).paths.size(),
            1u);
  EXPECT_TRUE(
      effective(facts.world(), kEsw, Use::kBorderCrossing, day("2020-06-01")).paths.empty());
  EXPECT_TRUE(effective(facts.world(), kEsw, Use::kFreeMovement, day("2020-06-01")).paths.empty());
}

TEST(Resistance, R25_AssetsLeadToUsesWhereTheProductHoldsThem) {
  const Facts facts = rated_card();
  const auto* known = find_path(facts.resistance, AttackPathId("p"));
  EXPECT_EQ(uses_of(facts.catalog, *known, kEsw), std::set{Use::kDigitalIdentity});
  EXPECT_TRUE(uses_of(facts.catalog, *known, ComponentId("travel")).empty());
}

TEST(Resistance, ABetterAttackLaterLowersTheMarginFromItsDay) {
  Facts facts = rated_card();
  ASSERT_TRUE(
      facts.give(rating("r2", "p", "lib", "month", "standard"), "2021-01-01"));  // 3+6 + 1+2 = 12
  EXPECT_EQ(effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2020-12-31")).margin, 8);
  const auto after = effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2021-01-01"));
  EXPECT_EQ(after.margin, 12 - 31);
  EXPECT_EQ(after.van_met, 0);
  EXPECT_EQ(after.by, RatingId("r2"));
  EXPECT_EQ(effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2020-01-31")).knowledge,
            Knowledge::kInsufficientData);
}

RecordCountermeasure guard(const char* component) {
  return {ComponentId(component),
          AttackPathId("p"),
          {{"elapsed_time", "exploitation", "long"}, {"access", "exploitation", "many"}},
          EvidenceId("proof"),
          "the operating system blinds the key"};
}

TEST(Resistance, AnUpperLayerRaisesThePathAsSeenThroughIt) {
  Facts facts = rated_card();
  ASSERT_TRUE(facts.give(rating("r2", "p", "lib", "month", "bespoke", "critical"),
                         "2021-01-01"));  // 3+6+5+6+6 = 26
  EXPECT_EQ(facts.ask(guard("ic"), "2021-02-01").error().code, ErrorCode::kRefused);
  ASSERT_TRUE(facts.give(guard("sign"), "2021-02-01"));  // exploitation: time +2, access +6
  const auto seen = effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2021-03-01"));
  EXPECT_EQ(seen.lowest_total, 34);
  EXPECT_EQ(seen.margin, 3);
  EXPECT_EQ(seen.paths.front().bare_total, 26);
  EXPECT_EQ(seen.paths.front().countermeasure, ComponentId("sign"));
  EXPECT_EQ(effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2021-01-31")).lowest_total,
            26);
  EXPECT_EQ(effective(facts.world(), ComponentId("os"), Use::kDigitalIdentity, day("2021-03-01"))
                .paths.size(),
            0u);
  const auto bare =
      seen_from(facts.world(), AttackPathId("p"), ComponentId("os"), day("2021-03-01"));
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->total, 26);
  EXPECT_FALSE(bare->countermeasure);
}

TEST(Resistance, ACountermeasureCountsForTheRatingItWasJudgedAgainst) {
  Facts facts = rated_card();
  ASSERT_TRUE(facts.give(rating("r2", "p", "lib", "month", "bespoke", "critical"), "2021-01-01"));
  ASSERT_TRUE(facts.give(guard("sign"), "2021-02-01"));
  EXPECT_TRUE(facts.ask(guard("sign"), "2021-02-02")->empty());
  ASSERT_TRUE(facts.give(rating("r3", "p", "lib", "month", "bespoke"), "2021-04-01"));  // 20
  EXPECT_EQ(effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2021-05-01")).lowest_total,
            20);
  const auto found = findings(facts.world(), day("2021-05-01"), facts.rules);
  EXPECT_TRUE(std::ranges::any_of(
      found, [](const Finding& f) { return f.rule == "resistance.countermeasure_stale"; }));
  ASSERT_TRUE(facts.give(guard("sign"), "2021-06-01"));
  EXPECT_EQ(effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2021-06-01")).lowest_total,
            28);
}

TEST(Resistance, ACountermeasureMustAddSomething) {
  Facts facts = rated_card();
  auto command = guard("sign");  // the rating has these levels already
  EXPECT_EQ(facts.ask(command, "2021-02-01").error().code, ErrorCode::kRefused);
  command.adds.clear();
  EXPECT_EQ(facts.ask(command, "2021-02-01").error().code, ErrorCode::kInvalidInput);
  command.adds = {{"open_samples", "exploitation", "critical"}};
  EXPECT_EQ(facts.ask(command, "2021-02-01").error().code, ErrorCode::kInvalidInput);
  command.adds = {{"elapsed_time", "exploitation", "not_practical"}};
  ASSERT_TRUE(facts.give(command, "2021-02-01"));
  const auto at = effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2021-02-01"));
  EXPECT_EQ(at.lowest_total, kNotPracticalTotal);
  EXPECT_EQ(at.van_met, 5);
  EXPECT_TRUE(violations(facts.world()).empty());
}

TEST(Resistance, TheClaimIsThatOfTheDay) {
  Facts facts = rated_card();
  facts.certificate = {};
  facts.certify("OLD", {kEsw}, "AVA_VAN.3", "2019-01-01", "2020-12-31");
  facts.certify("NEW", {kEsw}, "AVA_VAN.5", "2022-01-01", "2026-12-31");
  EXPECT_EQ(effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2020-06-01")).margin,
            39 - 21);
  EXPECT_EQ(effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2021-06-01")).margin,
            39 - 21);  // ended, still the last claim
  EXPECT_EQ(effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2022-01-01")).margin,
            39 - 31);
  const auto steps = history(facts.world(), kEsw, Use::kDigitalIdentity);
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].on, day("2020-02-01"));
  EXPECT_EQ(steps[1].on, day("2022-01-01"));
}

TEST(Resistance, R45_AlarmAtTheMarginAndBreachBelowIt) {
  Facts facts = rated_card();
  EXPECT_TRUE(std::ranges::none_of(
      findings(facts.world(), day("2020-06-01"), facts.rules),
      [](const Finding& f) { return f.rule.starts_with("resistance.margin"); }));
  ASSERT_TRUE(facts.give(rating("r2", "p", "lib", "long", "standard", "critical", "many"),
                         "2021-01-01"));  // 5+8+1+2+6+3+6 = 31
  auto found = findings(facts.world(), day("2021-06-01"), facts.rules);
  auto low = std::ranges::find(found, "resistance.margin_low", &Finding::rule);
  ASSERT_NE(low, found.end());
  EXPECT_EQ(low->severity, Severity::kWarning);
  EXPECT_EQ(low->subject, "esw");
  EXPECT_EQ(low->since, day("2021-01-01"));
  EXPECT_NE(low->says.find("UNVERIFIED"), std::string::npos);
  ASSERT_TRUE(
      facts.give(rating("r3", "p", "lib", "long", "standard", "critical"), "2022-01-01"));  // 22
  found = findings(facts.world(), day("2022-06-01"), facts.rules);
  const auto breach = std::ranges::find(found, "resistance.margin_breach", &Finding::rule);
  ASSERT_NE(breach, found.end());
  EXPECT_EQ(breach->severity, Severity::kBreach);
  EXPECT_EQ(breach->since, day("2022-01-01"));
}

TEST(Resistance, R46_MarginsAreShownPerLayer) {
  Facts facts = rated_card();
  facts.certify("CERT-LIB", {ComponentId("lib")}, "AVA_VAN.4");
  ASSERT_TRUE(facts.give(path("ic-path", "ic"), "2020-01-01"));
  ASSERT_TRUE(facts.give(rating("ic-1", "ic-path", "ic", "long", "bespoke", "critical"),
                         "2020-02-01"));  // 30
  const auto lib = margins(facts.world(), ComponentId("lib"), day("2020-06-01"));
  ASSERT_EQ(lib.size(), 1u);
  EXPECT_EQ(lib.front().margin, 39 - 25);
  const auto both = effective(facts.world(), kEsw, Use::kDigitalIdentity, day("2020-06-01"));
  ASSERT_EQ(both.paths.size(), 2u);
  EXPECT_EQ(both.paths.front().layer, catalog::Layer::kIc);
  EXPECT_EQ(both.margin, -1);
  EXPECT_EQ(both.paths.back().layer, catalog::Layer::kCryptoLibrary);
}

TEST(Resistance, StateSurvivesItsEncoding) {
  Facts facts = rated_card();
  ASSERT_TRUE(facts.give(rating("r2", "p", "lib", "month", "bespoke", "critical"), "2021-01-01"));
  ASSERT_TRUE(facts.give(guard("sign"), "2021-02-01"));
  const auto bytes = codec::to_cbor(facts.resistance);
  const auto back = codec::from_cbor<State>(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(codec::to_cbor(*back), bytes);
}

// ---- properties
// -----------------------------------------------------------------------------------------------

RateAttackPath any_rating(int number, const std::string& path_id, const std::string& component) {
  const auto time = *rc::gen::element<std::string>("short", "month", "long", "not_practical");
  const auto equipment = *rc::gen::element<std::string>("standard", "specialised", "bespoke");
  const auto samples = *rc::gen::element<std::string>("public", "critical");
  const auto access = *rc::gen::element<std::string>("few", "many");
  auto out = rating(("r" + std::to_string(number)).c_str(), path_id.c_str(), component.c_str(),
                    time.c_str(), equipment.c_str(), samples.c_str(), access.c_str());
  if (*rc::gen::inRange(0, 3) == 0) out.raise = RaiseReason::kCorrection;
  if (*rc::gen::inRange(0, 9) == 0) out.factors.pop_back();
  return out;
}

void any_command(Facts& facts, int number) {
  const std::string on = Date::from_days(18262 + *rc::gen::inRange(0, 400)).text();
  const auto component = *rc::gen::element<std::string>("ic", "lib", "os", "sign");
  const auto path_id = *rc::gen::element<std::string>("p0", "p1", "p2");
  switch (*rc::gen::inRange(0, 4)) {
    case 0: {
      static_cast<void>(facts.give(path(path_id.c_str(), component.c_str()), on));
      break;
    }
    case 1:
    case 2: {
      const auto* known = find_path(facts.resistance, AttackPathId(path_id));
      auto command =
          any_rating(number, path_id, known == nullptr ? component : known->component.text());
      static_cast<void>(facts.give(command, on));
      break;
    }
    default: {
      auto command = guard(component.c_str());
      command.path = AttackPathId(path_id);
      static_cast<void>(facts.give(command, on));
    }
  }
}

RC_GTEST_PROP(Resistance, RandomCommandsKeepEveryInvariant, ()) {
  Facts facts = card();
  const int count = *rc::gen::inRange(0, 40);
  for (int i = 0; i < count; ++i) {
    any_command(facts, i);
    RC_ASSERT(violations(facts.world()).empty());
  }
  // The step function and the question agree on every day.
  const auto steps = history(facts.world(), kEsw, Use::kDigitalIdentity);
  for (int i = 0; i < 401; i += 7) {
    const Date on = Date::from_days(18262 + i);
    const auto at = effective(facts.world(), kEsw, Use::kDigitalIdentity, on);
    const MarginStep* step = nullptr;
    for (const auto& s : steps) {
      if (s.on <= on) step = &s;
    }
    RC_ASSERT((step != nullptr) == at.by.has_value());
    if (step != nullptr) {
      RC_ASSERT(step->margin == at.margin);
      RC_ASSERT(step->by == at.by);
    }
  }
}

RC_GTEST_PROP(Resistance, WithoutAFixTheRatingOfAPathNeverRises, ()) {
  Facts facts = card();
  static_cast<void>(facts.give(path("p0", "lib"), "2020-01-01"));
  const int count = *rc::gen::inRange(0, 15);
  Date on = day("2020-01-01");
  int last = kNotPracticalTotal;
  for (int i = 0; i < count; ++i) {
    on = on.plus_days(*rc::gen::inRange(0, 20));
    auto command = any_rating(i, "p0", "lib");
    command.raise.reset();
    static_cast<void>(facts.give(command, on.text()));
    const Rating* now = current_rating(facts.resistance, AttackPathId("p0"), on);
    if (now == nullptr) continue;
    const int total = now->not_practical ? kNotPracticalTotal : now->total;
    RC_ASSERT(total <= last);
    last = total;
  }
}

}  // namespace
}  // namespace lw::resistance
