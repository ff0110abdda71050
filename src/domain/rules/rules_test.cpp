#include "domain/rules/rules.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace lw::rules {
namespace {

Date day(std::string_view text) { return Date::parse(text).value(); }

Rule rule(std::string id, std::string_view from, std::optional<std::string_view> until,
          Content content) {
  Rule out;
  out.source.rule_id = std::move(id);
  out.source.act = "Act (EU) 1/2";
  out.source.article = "Art. 3(1)";
  out.source.text = "A sentence.";
  out.source.status = Status::kRead;
  out.source.in_force.from = day(from);
  if (until) out.source.in_force.until = day(*until);
  out.content = std::move(content);
  return out;
}

RuleBook flipped() {
  RuleBook book;
  EXPECT_TRUE(book.add(rule("a.flag", "2026-01-01", {}, Flag{false})));
  EXPECT_TRUE(book.add(rule("a.flag", "2025-02-27", "2025-12-31", Flag{true})));
  EXPECT_TRUE(book.add(rule("a.days", "2025-02-27", {}, Duration{.amount = 42})));
  EXPECT_TRUE(book.add(rule("a.count", "2025-02-27", {}, Number{4, "percent"})));
  EXPECT_TRUE(book.add(rule("a.outcome", "2025-02-27", {}, Choice{{"confirm", "withdraw"}})));
  return book;
}

TEST(RuleBook, AnswersFromTheVersionOfTheDay) {
  const auto book = flipped();
  EXPECT_TRUE(book.flag("a.flag", day("2025-02-27"))->on);
  EXPECT_TRUE(book.flag("a.flag", day("2025-12-31"))->on);
  EXPECT_FALSE(book.flag("a.flag", day("2026-01-01"))->on);
  EXPECT_EQ(book.duration("a.days", day("2030-01-01"))->duration.amount, 42);
  EXPECT_EQ(book.number("a.count", day("2030-01-01"))->of, "percent");
  EXPECT_TRUE(book.choice("a.outcome", day("2030-01-01"))->choice.allows("withdraw"));
  EXPECT_FALSE(book.choice("a.outcome", day("2030-01-01"))->choice.allows("suspend"));
}

TEST(RuleBook, SaysWhyThereIsNoAnswer) {
  const auto book = flipped();
  const auto unknown = book.flag("a.nothing", day("2026-01-01"));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(unknown.error().what, "no rule named \"a.nothing\"");

  const auto early = book.flag("a.flag", day("2025-02-26"));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(early.error().what, "no version of rule a.flag in force on 2025-02-26");
  EXPECT_EQ(early.error().hint, "it is in force 2025-02-27 to 2025-12-31, from 2026-01-01");

  const auto kind = book.duration("a.flag", day("2026-01-01"));
  ASSERT_FALSE(kind);
  EXPECT_EQ(kind.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(kind.error().what, "rule a.flag is a flag, not a duration");
  EXPECT_EQ(book.find("a.flag", day("2025-02-26")), nullptr);
}

TEST(RuleBook, ListsWhatIsInForce) {
  const auto book = flipped();
  EXPECT_TRUE(book.in_force(day("2025-02-26")).empty());
  const auto now = book.in_force(day("2026-06-01"));
  ASSERT_EQ(now.size(), 4U);
  EXPECT_EQ(now[0]->source.rule_id, "a.count");
  EXPECT_EQ(now[2]->source.rule_id, "a.flag");
  EXPECT_FALSE(std::get<Flag>(now[2]->content).on);
  EXPECT_EQ(book.all().size(), 5U);
  ASSERT_EQ(book.versions("a.flag").size(), 2U);
  EXPECT_EQ(book.versions("a.flag")[0].source.in_force.from, day("2025-02-27"));
  EXPECT_TRUE(book.versions("nothing").empty());
}

TEST(RuleBook, RefusesTwoVersionsForOneDay) {
  auto book = flipped();
  const std::pair<std::string_view, std::optional<std::string_view>> spans[] = {
      {"2025-12-31", "2025-12-31"},
      {"2020-01-01", "2025-02-27"},
      {"2020-01-01", std::nullopt},
      {"2027-01-01", std::nullopt},
      {"2026-01-01", "2026-01-01"}};
  for (const auto& [from, until] : spans) {
    const auto added = book.add(rule("a.flag", from, until, Flag{true}));
    ASSERT_FALSE(added) << from;
    EXPECT_EQ(added.error().code, ErrorCode::kConflict) << from;
  }
  EXPECT_TRUE(book.add(rule("a.flag", "2020-01-01", "2025-02-26", Flag{true})));
}

TEST(RuleBook, RefusesMalformedRules) {
  auto book = flipped();
  const Rule bad[] = {
      rule("", "2025-01-01", {}, Flag{}),
      rule("two words", "2025-01-01", {}, Flag{}),
      rule("b.ends_early", "2025-01-02", "2025-01-01", Flag{}),
      rule("b.duration", "2025-01-01", {}, Duration{.amount = 0}),
      rule("b.number", "2025-01-01", {}, Number{4, ""}),
      rule("b.choice", "2025-01-01", {}, Choice{}),
      rule("b.choice", "2025-01-01", {}, Choice{{"a", "a"}}),
      rule("b.choice", "2025-01-01", {}, Choice{{"two words"}}),
      rule("a.flag", "2020-01-01", "2020-01-02", Number{1, "kind differs"}),
  };
  for (const auto& one : bad) {
    const auto added = book.add(one);
    ASSERT_FALSE(added) << one.source.rule_id;
    EXPECT_EQ(added.error().code, ErrorCode::kInvalidInput) << one.source.rule_id;
  }
  for (const auto field : {&Citation::act, &Citation::article, &Citation::text}) {
    auto one = rule("b.flag", "2025-01-01", {}, Flag{});
    (one.source.*field).clear();
    EXPECT_FALSE(book.add(one));
  }
  EXPECT_EQ(book.canonical_text(), flipped().canonical_text());
}

TEST(RuleBook, ShowsWhereAnAnswerComesFrom) {
  auto source = flipped().flag("a.flag", day("2026-01-01"))->source;
  EXPECT_EQ(source.display(), "Art. 3(1), Act (EU) 1/2");
  source.status = Status::kUnverified;
  EXPECT_EQ(source.display(), "Art. 3(1), Act (EU) 1/2 [UNVERIFIED]");
}

AttackTable table(std::string id, std::string domain, std::string_view from,
                  std::optional<std::string_view> until) {
  AttackTable out;
  out.id = std::move(id);
  out.technical_domain = std::move(domain);
  out.in_force.from = day(from);
  if (until) out.in_force.until = day(*until);
  out.columns = {"total"};
  out.factors = {{.id = "f", .name = "f", .levels = {{.id = "l", .name = "l", .points = {1}}}}};
  out.bands = {{.min = 0}};
  return out;
}

TEST(RuleBook, PicksTheTableByIdOrDomainAndDay) {
  RuleBook book;
  ASSERT_TRUE(book.add(table("jil", "smartcards", "2019-04-01", {})));
  ASSERT_TRUE(book.add(table("jil", "smartcards", "2009-01-01", "2019-03-31")));
  ASSERT_TRUE(book.add(table("cem", "general", "2006-09-01", {})));
  EXPECT_EQ((*book.attack_table("jil", day("2019-03-31")))->in_force.from, day("2009-01-01"));
  EXPECT_EQ((*book.attack_table("smartcards", day("2019-04-01")))->in_force.from,
            day("2019-04-01"));
  EXPECT_EQ((*book.attack_table("general", day("2017-08-30")))->id, "cem");
  EXPECT_EQ(book.attack_table("biometrics", day("2017-08-30")).error().what,
            "no attack-potential table for \"biometrics\"");
  EXPECT_EQ(book.attack_table("jil", day("2008-12-31")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(book.add(table("jil", "other", "2020-01-01", {})).error().code, ErrorCode::kConflict);
  EXPECT_EQ(book.add(table("rival", "smartcards", "2020-01-01", {})).error().code,
            ErrorCode::kConflict);
  EXPECT_EQ(book.attack_tables().size(), 3U);
}

Calendar calendar(std::string id, const std::vector<int>& years) {
  Calendar out;
  out.days.id = std::move(id);
  out.name = "test";
  out.act = "act";
  for (const int year : years) out.years.push_back({year, Status::kRead, "source"});
  return out;
}

TEST(RuleBook, HoldsCalendars) {
  RuleBook book;
  auto two = calendar("EU", {2025, 2026});
  two.years[1].status = Status::kUnverified;
  two.names[day("2025-12-25")] = "Christmas Day";
  ASSERT_TRUE(book.add(two));
  const auto* got = book.calendar("EU").value();
  EXPECT_EQ(got->days.from, day("2025-01-01"));
  EXPECT_EQ(got->days.until, day("2026-12-31"));
  EXPECT_FALSE(got->days.is_working_day(day("2025-12-25")));
  EXPECT_EQ(got->weakest_status(day("2025-01-01"), day("2025-12-31")), Status::kRead);
  EXPECT_EQ(got->weakest_status(day("2025-12-31"), day("2026-01-01")), Status::kUnverified);
  EXPECT_EQ(got->weakest_status(day("2024-12-31"), day("2025-01-01")), Status::kUnverified);
  EXPECT_EQ(book.calendar("XX").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(book.add(two).error().code, ErrorCode::kConflict);
  EXPECT_EQ(book.add(calendar("GAP", {2025, 2027})).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(book.add(calendar("NONE", {})).error().code, ErrorCode::kInvalidInput);
  auto outside = calendar("OUT", {2025});
  outside.names[day("2026-01-01")] = "next year";
  EXPECT_EQ(book.add(outside).error().code, ErrorCode::kInvalidInput);
}

TEST(RuleBook, CanonicalTextTellsEveryFieldApart) {
  const auto text_with = [](const Rule& one) {
    RuleBook book;
    EXPECT_TRUE(book.add(one));
    return book.canonical_text();
  };
  const auto base = rule("a.flag", "2025-01-01", {}, Flag{true});
  const auto whole = text_with(base);
  for (const auto field : {&Citation::row, &Citation::act, &Citation::article, &Citation::text,
                           &Citation::note, &Citation::rule_id}) {
    auto one = base;
    (one.source.*field) += "x";
    EXPECT_NE(text_with(one), whole);
  }
  auto one = base;
  one.source.status = Status::kSecondary;
  EXPECT_NE(text_with(one), whole);
  EXPECT_NE(text_with(rule("a.flag", "2025-01-01", "2025-01-01", Flag{true})), whole);
  EXPECT_NE(text_with(rule("a.flag", "2025-01-01", {}, Flag{false})), whole);
  EXPECT_NE(text_with(rule("a.c", "2025-01-01", {}, Choice{{"a", "b"}})),
            text_with(rule("a.c", "2025-01-01", {}, Choice{{"b", "a"}})));
}

RC_GTEST_PROP(RuleBook, CanonicalTextIgnoresTheOrderOfAdding, ()) {
  const auto source = flipped();
  std::vector<Rule> rules;
  for (const auto* one : source.all()) rules.push_back(*one);
  std::shuffle(rules.begin(), rules.end(), std::mt19937(*rc::gen::arbitrary<unsigned>()));
  RuleBook book;
  for (auto& one : rules) RC_ASSERT(book.add(one).has_value());
  RC_ASSERT(book.canonical_text() == source.canonical_text());
}

TEST(Status, WordsAreReadBack) {
  for (const auto status :
       {Status::kRead, Status::kPolicy, Status::kSecondary, Status::kUnverified}) {
    EXPECT_EQ(parse_status(to_string(status)).value(), status);
  }
  EXPECT_FALSE(parse_status("read"));
}

}  // namespace
}  // namespace lw::rules
