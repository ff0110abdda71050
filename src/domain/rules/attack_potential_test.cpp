#include "domain/rules/attack_potential.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace lw::rules {
namespace {

AttackTable sample() {
  AttackTable table;
  table.id = "sample";
  table.version = "1";
  table.name = "sample";
  table.act = "act";
  table.article = "annex";
  table.technical_domain = "general";
  table.in_force.from = Date::parse("2020-01-01").value();
  table.status = Status::kSecondary;
  table.columns = {"identification", "exploitation"};
  table.factors = {{.id = "expertise",
                    .name = "Expertise",
                    .levels = {{.id = "layman", .name = "l", .points = {0, 0}},
                               {.id = "expert", .name = "e", .points = {5, std::nullopt}},
                               {.id = "none", .name = "n", .points = {}, .not_practical = true}}}};
  table.bands = {{.min = 0, .max = 9, .potential = Potential::kNone, .meets_van = 0},
                 {.min = 10, .max = 20, .potential = Potential::kBasic, .meets_van = 2},
                 {.min = 21, .potential = Potential::kHigh, .meets_van = 5}};
  return table;
}

TEST(AttackTable, FindsBandsAtTheirEdges) {
  const auto table = sample();
  ASSERT_TRUE(check(table));
  EXPECT_EQ(table.band_of(0).potential, Potential::kNone);
  EXPECT_EQ(table.band_of(9).potential, Potential::kNone);
  EXPECT_EQ(table.band_of(10).potential, Potential::kBasic);
  EXPECT_EQ(table.band_of(20).potential, Potential::kBasic);
  EXPECT_EQ(table.band_of(21).potential, Potential::kHigh);
  EXPECT_EQ(table.band_of(100000).potential, Potential::kHigh);
}

TEST(AttackTable, ClaimIsTheSmallestTotalThatMeetsTheLevel) {
  const auto table = sample();
  EXPECT_EQ(table.claim_of_van(1).value(), 10);
  EXPECT_EQ(table.claim_of_van(3).value(), 21);
  EXPECT_EQ(table.claim_of_van(6).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(table.claim_of_van(0).error().code, ErrorCode::kNotFound);
}

TEST(AttackTable, LooksUpFactorsAndLevels) {
  const auto table = sample();
  ASSERT_NE(table.factor("expertise"), nullptr);
  EXPECT_EQ(table.factor("expertise")->level("expert")->points[1], std::nullopt);
  EXPECT_EQ(table.factor("expertise")->level("guru"), nullptr);
  EXPECT_EQ(table.factor("luck"), nullptr);
}

struct Damage {
  const char* name;
  std::function<void(AttackTable&)> apply;
  const char* message;  ///< a part of it
};

TEST(AttackTable, CheckNamesWhatIsWrong) {
  const Damage cases[] = {
      {"gap", [](auto& t) { t.bands[1].min = 11; }, "the band below ends at 9"},
      {"overlap", [](auto& t) { t.bands[1].min = 9; }, "the band below ends at 9"},
      {"not from 0", [](auto& t) { t.bands[0].min = 1; }, "begins at 0"},
      {"no bands", [](auto& t) { t.bands.clear(); }, "begins at 0"},
      {"closed end", [](auto& t) { t.bands[2].max = 50; }, "every band but the last"},
      {"open middle", [](auto& t) { t.bands[1].max.reset(); }, "every band but the last"},
      {"reversed", [](auto& t) { t.bands[1].max = 3; }, "below min"},
      {"falling", [](auto& t) { t.bands[2].potential = Potential::kBasic; }, "must rise"},
      {"van falls", [](auto& t) { t.bands[2].meets_van = 1; }, "must rise"},
      {"van 6", [](auto& t) { t.bands[2].meets_van = 6; }, "outside 0 to 5"},
      {"arity", [](auto& t) { t.factors[0].levels[0].points = {1}; }, "1 points for 2 columns"},
      {"negative", [](auto& t) { t.factors[0].levels[0].points = {-1, 0}; }, "outside 0 to"},
      {"all na", [](auto& t) { t.factors[0].levels[0].points = {std::nullopt, std::nullopt}; },
       "no column applies"},
      {"both", [](auto& t) { t.factors[0].levels[0].not_practical = true; }, "yet has points"},
      {"level twice", [](auto& t) { t.factors[0].levels[1].id = "layman"; }, "is there twice"},
      {"factor twice", [](auto& t) { t.factors.push_back(t.factors[0]); }, "used twice"},
      {"no levels", [](auto& t) { t.factors[0].levels.clear(); }, "1 to 64 levels"},
      {"no factors", [](auto& t) { t.factors.clear(); }, "1 to 32 factors"},
      {"no columns", [](auto& t) { t.columns.clear(); }, "1 to 4 columns"},
      {"column twice", [](auto& t) { t.columns = {"a", "a"}; }, "column is there twice"},
      {"too sure", [](auto& t) { t.factors[0].levels[0].status = Status::kRead; },
       "better known than its table"},
      {"no id", [](auto& t) { t.id.clear(); }, "without an id"},
      {"ends early", [](auto& t) { t.in_force.until = Date::from_days(0); }, "before it begins"},
  };
  for (const auto& damage : cases) {
    auto table = sample();
    damage.apply(table);
    const auto result = check(table);
    ASSERT_FALSE(result) << damage.name;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidInput) << damage.name;
    EXPECT_NE(result.error().what.find(damage.message), std::string::npos)
        << damage.name << ": " << result.error().what;
  }
}

TEST(AttackTable, EveryDamageChangesTheCanonicalText) {
  const auto text_of = [](const AttackTable& table) {
    std::string out;
    append_canonical(out, table);
    return out;
  };
  const auto whole = text_of(sample());
  const std::function<void(AttackTable&)> changes[] = {
      [](auto& t) { t.version = "2"; },
      [](auto& t) { t.status = Status::kUnverified; },
      [](auto& t) { t.in_force.until = Date::from_days(30000); },
      [](auto& t) { t.columns[0] = "total"; },
      [](auto& t) { t.factors[0].levels[1].points[1] = 0; },  // "na" is not nought
      [](auto& t) { t.factors[0].levels[2].id = "nobody"; },
      [](auto& t) { t.bands[0].max = 8; },
      [](auto& t) { t.bands[2].identifier = "iso_18045_high"; },
  };
  for (const auto& change : changes) {
    auto table = sample();
    change(table);
    EXPECT_NE(text_of(table), whole);
  }
}

TEST(Potential, WordsAreReadBack) {
  for (const auto potential : {Potential::kNone, Potential::kBasic, Potential::kEnhancedBasic,
                               Potential::kModerate, Potential::kHigh}) {
    EXPECT_EQ(parse_potential(to_string(potential)).value(), potential);
  }
  EXPECT_FALSE(parse_potential("beyond high"));
}

}  // namespace
}  // namespace lw::rules
