#include "domain/resistance/resistance.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>

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

/// A dated surveillance result on the embedded software.
void surveil(Facts& facts, const char* id, std::string_view on, surveillance::Outcome outcome) {
  surveillance::Assessment a;
  a.id = SurveillanceEventId(id);
  a.component = kEsw;
  a.layer = catalog::Layer::kApplet;
  a.laboratory = OrganisationId("lab");
  a.planned_on = day("2010-01-01");
  a.planned_for = day(on);
  a.result = surveillance::LabResult{day(on), outcome, {}, EvidenceId("report")};
  facts.surveillance.assessments_of[kEsw].insert(a.id);
  facts.surveillance.assessments[a.id] = a;
}

TEST(Resistance, R1_OnEachPastDayTheAssessmentThatStoodThenIsGiven) {
  Facts facts = card();
  facts.certificate = {};
  facts.certify("CERT-ESW", {kEsw}, "AVA_VAN.5", "2019-01-01", "2023-12-31");
  surveil(facts, "s1", "2021-05-01", surveillance::Outcome::kPassed);
  surveil(facts, "s2", "2022-06-01", surveillance::Outcome::kFailed);
  const auto id_on = [&](std::string_view on) {
    const auto found = assessment_on(facts.world(), kEsw, day(on));
    return found ? found->id : std::string("none");
  };
  EXPECT_EQ(id_on("2018-12-31"), "none");
  EXPECT_EQ(id_on("2019-01-01"), "CERT-ESW");
  EXPECT_EQ(id_on("2021-04-30"), "CERT-ESW");
  EXPECT_EQ(id_on("2021-05-01"), "s1");
  EXPECT_EQ(id_on("2022-05-31"), "s1");
  EXPECT_EQ(id_on("2022-06-01"), "s2");
  EXPECT_EQ(id_on("2030-01-01"), "s2");  // the latest one now
  const auto all = assessments(facts.world(), kEsw, day("2030-01-01"));
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].until, day("2021-04-30"));
  EXPECT_EQ(all[1].outcome, "passed");
  EXPECT_EQ(all[1].until, day("2022-05-31"));
  EXPECT_EQ(all[2].outcome, "failed");
  EXPECT_EQ(all[2].until, std::nullopt);
  EXPECT_EQ(assessments(facts.world(), kEsw, day("2022-05-31")).size(), 2u);
}

TEST(Resistance, R1_ARatingOfAPartIsAnAssessmentOfTheWholeAndSaysThatItsTableIsUnread) {
  Facts facts = rated_card();
  const auto found = assessment_on(facts.world(), kEsw, day("2020-06-01"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kind, AssessmentKind::kRating);
  EXPECT_EQ(found->id, "r1");
  EXPECT_EQ(found->component, ComponentId("lib"));
  EXPECT_EQ(found->outcome, "meets AVA_VAN.5");
  EXPECT_NE(found->says.find("UNVERIFIED"), std::string::npos);
  EXPECT_EQ(assessment_on(facts.world(), kEsw, day("2020-01-31"))->id, "CERT-ESW");
  EXPECT_TRUE(assessments(facts.world(), ComponentId("none"), day("2020-06-01")).empty());
}

TEST(Resistance, R1_ACertificateThatHasEndedStandsNoLonger) {
  Facts facts = card();
  facts.certificate = {};
  auto& c = facts.certify("CERT-ESW", {kEsw}, "AVA_VAN.5", "2019-01-01", "2023-12-31");
  EXPECT_TRUE(assessment_on(facts.world(), kEsw, day("2023-12-31")));
  EXPECT_FALSE(assessment_on(facts.world(), kEsw, day("2024-01-01")));
  c.withdrawal = certificate::Withdrawal{day("2022-03-01"), {}, {}, OrganisationId("body")};
  EXPECT_TRUE(assessment_on(facts.world(), kEsw, day("2022-02-28")));
  EXPECT_FALSE(assessment_on(facts.world(), kEsw, day("2022-03-01")));
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

/// Of full width from the first case on: a plain inRange stays near its low end while the size is
/// small.
int pick(int below) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, below)); }

RateAttackPath any_rating(int number, const std::string& path_id, const std::string& component) {
  const auto time = *rc::gen::element<std::string>("short", "month", "long", "not_practical");
  const auto equipment = *rc::gen::element<std::string>("standard", "specialised", "bespoke");
  const auto samples = *rc::gen::element<std::string>("public", "critical");
  const auto access = *rc::gen::element<std::string>("few", "many");
  auto out = rating(("r" + std::to_string(number)).c_str(), path_id.c_str(), component.c_str(),
                    time.c_str(), equipment.c_str(), samples.c_str(), access.c_str());
  if (pick(3) == 0) out.raise = RaiseReason::kCorrection;
  if (pick(9) == 0) out.factors.pop_back();
  return out;
}

/// A countermeasure of any strength.
RecordCountermeasure any_guard(const std::string& component, const std::string& path_id) {
  auto out = guard(component.c_str());
  out.path = AttackPathId(path_id);
  const FactorLevel time{"elapsed_time", "exploitation", "long"};
  const FactorLevel access{"access", "exploitation", "many"};
  const FactorLevel equipment{"equipment", "exploitation", "bespoke"};
  const std::vector<std::vector<FactorLevel>> choices{
      {time}, {access}, {equipment}, {time, access}, {time, access, equipment}};
  out.adds = choices[static_cast<std::size_t>(pick(static_cast<int>(choices.size())))];
  return out;
}

constexpr int kFirstDay = 18262;  // 2020-01-01
constexpr int kDays = 400;

void any_command(Facts& facts, int number) {
  const std::string on = Date::from_days(kFirstDay + pick(kDays)).text();
  const auto component = *rc::gen::element<std::string>("ic", "lib", "os", "sign");
  const auto path_id = *rc::gen::element<std::string>("p0", "p1", "p2");
  switch (pick(4)) {
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
      static_cast<void>(facts.give(any_guard(component, path_id), on));
    }
  }
}

RC_GTEST_PROP(Resistance, RandomCommandsKeepEveryInvariant, ()) {
  Facts facts = card();
  const int count = 10 + pick(40);
  for (int i = 0; i < count; ++i) {
    any_command(facts, i);
    RC_ASSERT(violations(facts.world()).empty());
  }
  // The step function and the question agree on every day.
  const auto steps = history(facts.world(), kEsw, Use::kDigitalIdentity);
  for (int i = 0; i <= kDays; i += 7) {
    const Date on = Date::from_days(kFirstDay + i);
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
  const int count = 2 + pick(15);
  Date on = day("2020-01-01");
  int last = kNotPracticalTotal;
  for (int i = 0; i < count; ++i) {
    on = on.plus_days(pick(20));
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

/// What every path comes to as seen from every product on a day: total, AVA_VAN met, margin.
using Views = std::map<std::pair<std::string, std::string>, std::array<int, 3>>;

Views views(const Facts& facts, Date on) {
  Views out;
  for (const auto& [id, known] : facts.resistance.paths) {
    for (const auto& [product, component] : facts.catalog.components) {
      const auto seen = seen_from(facts.world(), id, product, on);
      if (seen) {
        out[{id.text(), product.text()}] = {seen->total, seen->van_met,
                                            seen->margin.value_or(kNotPracticalTotal)};
      }
    }
  }
  return out;
}

/// Random paths, ratings and countermeasures, and how many of each were taken.
Facts any_history() {
  Facts facts = card();
  for (const char* id : {"p0", "p1", "p2"}) {
    const auto component = *rc::gen::element<std::string>("ic", "lib", "os");
    static_cast<void>(facts.give(path(id, component.c_str()), "2020-01-01"));
  }
  const int count = 10 + pick(30);
  for (int i = 0; i < count; ++i) any_command(facts, i);
  return facts;
}

TEST(ResistanceProperty, ACountermeasureOfAnUpperLayerNeverLowersAnything) {
  int raised = 0;
  const bool holds = rc::check("upper layers only raise", [&] {
    Facts facts = any_history();
    const Date on = Date::from_days(kFirstDay + pick(kDays));
    const auto any_upper = [] {
      return *rc::gen::element<std::string>("lib", "os", "sign", "esw");
    };
    const auto any_path = [] { return *rc::gen::element<std::string>("p0", "p1", "p2"); };
    for (int i = 0; i < 8; ++i)
      static_cast<void>(facts.give(any_guard(any_upper(), any_path()), on.text()));
    const auto before = views(facts, on);
    const auto command = any_guard(any_upper(), any_path());
    const auto events = facts.give(command, on.text());
    if (!events || events->empty()) return;
    const auto after = views(facts, on);
    RC_ASSERT(after.size() == before.size());
    for (const auto& [key, was] : before) {
      const auto& is = after.at(key);
      // a later judgement of one component replaces its own earlier one
      if (key.first == command.path.text()) {
        const auto& list = facts.resistance.countermeasures.at(command.path);
        const auto of_component = std::ranges::count_if(list, [&](const Countermeasure& m) {
          return m.component == command.component && m.rating == list.back().rating;
        });
        if (of_component > 1) continue;
      }
      for (std::size_t i = 0; i < was.size(); ++i) RC_ASSERT(is[i] >= was[i]);
      raised += is != was ? 1 : 0;
    }
  });
  EXPECT_TRUE(holds);
  EXPECT_GT(raised, 0) << "no countermeasure ever raised anything";
}

TEST(ResistanceProperty, ABetterAttackFoundLaterNeverRaisesWhatAPathComesTo) {
  int lowered = 0;
  const bool holds = rc::check("known attacks stay known", [&] {
    Facts facts = any_history();
    const Date on = Date::from_days(kFirstDay + kDays + pick(100));  // after all of the history
    const auto before = views(facts, on);
    const std::string id = *rc::gen::element<std::string>("p0", "p1", "p2");
    const auto* known = find_path(facts.resistance, AttackPathId(id));
    auto command = any_rating(1000, id, known->component.text());
    command.raise.reset();  // neither a correction nor a fix: an attack
    if (!facts.give(command, on.text())) return;
    const auto after = views(facts, on);
    for (const auto& [key, was] : before) {
      const auto& is = after.at(key);
      for (std::size_t i = 0; i < was.size(); ++i) RC_ASSERT(is[i] <= was[i]);
      lowered += is != was ? 1 : 0;
    }
  });
  EXPECT_TRUE(holds);
  EXPECT_GT(lowered, 0) << "no rating ever lowered anything";
}

TEST(ResistanceProperty, AnotherPathNeverRaisesTheMarginOfAProduct) {
  const bool holds = rc::check("more attacks are never less", [&] {
    Facts facts = any_history();
    const Date on = Date::from_days(kFirstDay + kDays);
    std::map<Use, Resistance> before;
    for (const Use use : codec::enum_values<Use>())
      before[use] = effective(facts.world(), kEsw, use, on);
    const auto component = *rc::gen::element<std::string>("ic", "lib", "os", "sign", "travel");
    RC_ASSERT(facts.give(path("new", component.c_str()), "2020-01-01").has_value());
    auto command = any_rating(1000, "new", component);
    command.raise.reset();
    if (!facts.give(command, "2020-01-01")) return;
    for (const auto& [use, was] : before) {
      const Resistance is = effective(facts.world(), kEsw, use, on);
      if (was.knowledge != Knowledge::kKnown) continue;
      RC_ASSERT(is.knowledge == Knowledge::kKnown);
      RC_ASSERT(is.margin <= was.margin);
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace lw::resistance
