#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/resistance/test_world.hpp"

namespace lw::resistance {
namespace {

using test::card;
using test::chip_table;
using test::day;
using test::general_table;
using test::path;
using test::rating;

/// ISO/SAE 21434 Annex G, as Nextedy and others print it: from how many points on feasibility is
/// medium, low, very low.
int feasibility(int total) { return total >= 25 ? 5 : total >= 20 ? 4 : total >= 14 ? 3 : 2; }

TEST(Rate, AgreesWithIso21434OnEveryCombination) {
  const std::vector<std::pair<std::string, int>> times{{"one_day", 0},
                                                       {"one_week", 1},
                                                       {"one_month", 4},
                                                       {"six_months", 17},
                                                       {"over_six_months", 19}};
  const std::vector<std::pair<std::string, int>> experts{
      {"layman", 0}, {"proficient", 3}, {"expert", 6}, {"multiple_experts", 8}};
  const std::vector<std::pair<std::string, int>> known{
      {"public", 0}, {"restricted", 3}, {"sensitive", 7}, {"critical", 11}};
  const std::vector<std::pair<std::string, int>> windows{
      {"unlimited", 0}, {"easy", 1}, {"moderate", 4}, {"difficult", 10}};
  const std::vector<std::pair<std::string, int>> equipment{
      {"standard", 0}, {"specialised", 4}, {"bespoke", 7}, {"multiple_bespoke", 9}};
  const auto table = general_table();
  ASSERT_TRUE(rules::check(table));
  int count = 0;
  int highest = 0;
  for (const auto& [t, tp] : times)
    for (const auto& [e, ep] : experts)
      for (const auto& [k, kp] : known)
        for (const auto& [w, wp] : windows)
          for (const auto& [q, qp] : equipment) {
            const auto sum = rate(table, {{"elapsed_time", "total", t},
                                          {"expertise", "total", e},
                                          {"knowledge", "total", k},
                                          {"window", "total", w},
                                          {"equipment", "total", q}});
            ASSERT_TRUE(sum);
            ASSERT_EQ(sum->total, tp + ep + kp + wp + qp);
            const int meets = table.band_of(sum->total).meets_van;
            ASSERT_EQ(std::max(meets, 2), feasibility(sum->total)) << sum->total;
            highest = std::max(highest, sum->total);
            ++count;
          }
  EXPECT_EQ(count, 5 * 4 * 4 * 4 * 4);
  EXPECT_EQ(highest, 57);  // "maximum possible aggregate score", same source
}

TEST(Rate, EveryFactorIsNeededInEveryColumnThatKnowsIt) {
  const auto all = rating("r", "p", "ic", "month", "bespoke").factors;
  const auto table = chip_table();
  ASSERT_TRUE(rate(table, all));
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto less = all;
    less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
    const auto sum = rate(table, less);
    ASSERT_FALSE(sum) << all[i].factor;
    EXPECT_EQ(sum.error().code, ErrorCode::kInvalidInput);
    EXPECT_NE(sum.error().what.find(all[i].factor), std::string::npos);
  }
  auto twice = all;
  twice.push_back(all.front());
  EXPECT_FALSE(rate(table, twice));
  auto unknown = all;
  unknown.push_back({"luck", "identification", "none"});
  EXPECT_FALSE(rate(table, unknown));
}

TEST(Rate, ACellThatTheTableDoesNotKnowIsRefused) {
  auto all = rating("r", "p", "ic", "month", "bespoke").factors;
  all.push_back({"open_samples", "exploitation", "public"});
  const auto sum = rate(chip_table(), all);
  ASSERT_FALSE(sum);
  EXPECT_NE(sum.error().what.find("does not exist in column exploitation"), std::string::npos);
}

TEST(Rate, NotPracticalIsBeyondEveryBand) {
  const auto sum = rate(chip_table(), rating("r", "p", "ic", "not_practical", "standard").factors);
  ASSERT_TRUE(sum);
  EXPECT_TRUE(sum->not_practical);
  EXPECT_EQ(sum->total, 3);
  Rating item;
  item.not_practical = sum->not_practical;
  item.total = sum->total;
  EXPECT_EQ(van_met(item), 5);
}

TEST(Rate, R48_TheStatedTotalMustEqualTheRecomputation) {
  auto facts = card();
  ASSERT_TRUE(facts.give(path("p", "ic"), "2020-01-01"));
  auto command = rating("r1", "p", "ic", "month", "bespoke");  // 3+6 + 5+6 + 0+0 + 0
  command.stated_total = 21;
  const auto wrong = facts.ask(command, "2020-02-01");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::kRefused);
  EXPECT_NE(wrong.error().what.find("21"), std::string::npos);
  EXPECT_NE(wrong.error().what.find("20"), std::string::npos);
  command.stated_total = 20;
  ASSERT_TRUE(facts.give(command, "2020-02-01"));
  const Rating* kept = find_rating(facts.resistance, RatingId("r1"));
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->total, 20);
  EXPECT_EQ(kept->factors.size(), 7u);
  EXPECT_TRUE(recompute(*kept, facts.rules));
  EXPECT_TRUE(violations(facts.world()).empty());
}

TEST(Rate, R48_AStoredTotalThatItsFactorsDoNotGiveIsFound) {
  auto facts = card();
  ASSERT_TRUE(facts.give(path("p", "ic"), "2020-01-01"));
  ASSERT_TRUE(facts.give(rating("r1", "p", "ic", "month", "bespoke"), "2020-02-01"));
  auto& stored = facts.resistance.ratings.at(RatingId("r1"));
  stored.total = 31;
  EXPECT_EQ(violations(facts.world()).size(), 1u);
  EXPECT_EQ(recompute(stored, facts.rules).error().code, ErrorCode::kRefused);
  const auto found = findings(facts.world(), day("2020-03-01"), facts.rules);
  EXPECT_TRUE(std::ranges::any_of(found, [](const Finding& f) {
    return f.rule == "resistance.rating_not_reproduced" && f.severity == Severity::kBreach;
  }));
}

TEST(Rate, R49_EquipmentIsMandatoryAndFeedsTheRating) {
  auto facts = card();
  ASSERT_TRUE(facts.give(path("p", "ic"), "2020-01-01"));
  auto command = rating("r1", "p", "ic", "month", "specialised");
  command.means.equipment_class = "bespoke";
  EXPECT_EQ(facts.ask(command, "2020-02-01").error().code, ErrorCode::kInvalidInput);
  command.means.equipment_class.clear();
  EXPECT_EQ(facts.ask(command, "2020-02-01").error().code, ErrorCode::kInvalidInput);
  command = rating("r1", "p", "ic", "month", "specialised");
  command.means.equipment.clear();
  EXPECT_EQ(facts.ask(command, "2020-02-01").error().code, ErrorCode::kInvalidInput);
  command = rating("r1", "p", "ic", "month", "specialised");
  command.factors[1].level = "bespoke";  // identification needs more than exploitation
  EXPECT_FALSE(facts.ask(command, "2020-02-01"));
  command.means.equipment_class = "bespoke";
  EXPECT_TRUE(facts.ask(command, "2020-02-01"));
  const auto json = boost::json::parse(
      R"({"rating":"r","path":"p","component":"ic","table":"cem","factors":[],"basis":"b","source":"s","reason":"r"})");
  const auto parsed = codec::from_json<RateAttackPath>(json);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().where, "means");
}

TEST(Rate, TheTableIsTheOneOfTheDomainAndOfTheDay) {
  auto facts = card();
  facts.component("router", catalog::Layer::kFirmware);
  ASSERT_TRUE(facts.give(path("p", "ic"), "2015-01-01"));
  ASSERT_TRUE(facts.give(rating("r1", "p", "ic", "month", "bespoke"), "2017-09-05"));
  EXPECT_EQ(find_rating(facts.resistance, RatingId("r1"))->table.version, "2.x");
  EXPECT_EQ(find_rating(facts.resistance, RatingId("r1"))->table.status, "UNVERIFIED");
  auto late = rating("r2", "p", "ic", "month", "bespoke");
  late.table_version = "2.x";
  EXPECT_EQ(facts.ask(late, "2020-01-01").error().code, ErrorCode::kInvalidInput);
  auto general = late;
  general.table = "general";
  general.table_version.reset();
  EXPECT_EQ(facts.ask(general, "2020-01-01").error().code, ErrorCode::kRefused);
  auto none = late;
  none.table_version.reset();
  ASSERT_TRUE(facts.give(path("old", "ic"), "2005-01-01"));
  none.path = AttackPathId("old");
  EXPECT_EQ(facts.ask(none, "2005-06-01").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(facts.give(path("fw", "router"), "2020-01-01"));
  auto device = rating("r3", "fw", "router", "month", "standard");
  device.table = "cem";
  device.factors = {{"elapsed_time", "total", "one_week"},
                    {"expertise", "total", "expert"},
                    {"knowledge", "total", "public"},
                    {"window", "total", "easy"},
                    {"equipment", "total", "standard"}};
  EXPECT_TRUE(facts.give(device, "2020-02-01"));
  EXPECT_EQ(find_rating(facts.resistance, RatingId("r3"))->total, 8);
}

TEST(Rate, ARatingIsNeverEdited) {
  auto facts = card();
  ASSERT_TRUE(facts.give(path("p", "ic"), "2020-01-01"));
  const auto first = rating("r1", "p", "ic", "long", "bespoke");
  ASSERT_TRUE(facts.give(first, "2020-02-01"));
  EXPECT_TRUE(facts.ask(first, "2020-02-01")->empty());
  EXPECT_EQ(facts.ask(rating("r1", "p", "ic", "month", "bespoke"), "2020-02-01").error().code,
            ErrorCode::kConflict);
  EXPECT_EQ(facts.ask(first, "2020-03-01").error().code, ErrorCode::kConflict);
}

TEST(Rate, AKnownAttackDoesNotBecomeUnknown) {
  auto facts = card();
  ASSERT_TRUE(facts.give(path("p", "ic"), "2020-01-01"));
  ASSERT_TRUE(facts.give(rating("r1", "p", "ic", "month", "bespoke"), "2020-02-01"));
  auto higher = rating("r2", "p", "ic", "long", "bespoke");
  EXPECT_EQ(facts.ask(higher, "2020-03-01").error().code, ErrorCode::kRefused);
  higher.raise = RaiseReason::kCorrection;
  EXPECT_TRUE(facts.give(higher, "2020-03-01"));
  EXPECT_TRUE(facts.give(rating("r3", "p", "ic", "short", "bespoke"), "2020-04-01"));
}

TEST(Rate, UnknownThingsAndTheFutureAreRefused) {
  auto facts = card();
  EXPECT_EQ(facts.ask(path("p", "nothing"), "2020-01-01").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(facts.ask(path("p", "ic", {"no such asset"}), "2020-01-01").error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(facts.ask(path("p", "ic", {}, {}), "2020-01-01").error().code,
            ErrorCode::kInvalidInput);
  EXPECT_EQ(facts.ask(rating("r", "p", "ic", "month", "bespoke"), "2020-01-01").error().code,
            ErrorCode::kNotFound);
  ASSERT_TRUE(facts.give(path("p", "ic", {"signature key"}), "2020-01-01"));
  EXPECT_EQ(facts.ask(rating("r", "p", "lib", "month", "bespoke"), "2020-02-01").error().code,
            ErrorCode::kInvalidInput);
  EXPECT_EQ(facts.ask(rating("r", "p", "ic", "month", "bespoke"), "2019-12-31").error().code,
            ErrorCode::kInvalidInput);
  Context ahead = facts.context("2020-02-01");
  ahead.effective_on = day("2020-02-02");
  EXPECT_EQ(decide(facts.world(), rating("r", "p", "ic", "month", "bespoke"), ahead).error().code,
            ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace lw::resistance
