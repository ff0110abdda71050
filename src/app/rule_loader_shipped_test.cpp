// The rules that we ship, against the texts they come from.

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "app/rule_loader.hpp"
#include "base/testing/places.hpp"

namespace lw::app {
namespace {

Date day(std::string_view text) { return Date::parse(text).value(); }
Instant moment(std::string_view text) { return Instant::parse(text).value(); }

const rules::RuleBook& shipped() {
  static const rules::RuleBook book_of_the_tree = [] {
    auto book = load_rule_book(source_folder() + "/data/rules");
    EXPECT_TRUE(book) << book.error().message();
    return book ? std::move(*book) : rules::RuleBook{};
  }();
  return book_of_the_tree;
}

const HolidayCalendar& calendar(std::string_view id) {
  return shipped().calendar(id).value()->days;
}

std::string due(std::string_view rule_id, std::string_view event, std::string_view calendar_id) {
  const auto rule = shipped().duration(rule_id, day(event));
  if (!rule) return rule.error().message();
  const auto last = rules::deadline(day(event), *rule, calendar(calendar_id));
  return last ? last->text() : last.error().message();
}

TEST(ShippedRules, CarryEveryRow) {
  std::set<std::string> rows;
  for (const auto* rule : shipped().all()) rows.insert(rule->source.row);
  for (int i = 1; i <= 30; ++i) EXPECT_TRUE(rows.contains("E" + std::to_string(i))) << "E" << i;
  for (int i = 1; i <= 16; ++i) EXPECT_TRUE(rows.contains("C" + std::to_string(i))) << "C" << i;
}

// The three acts that were read, as first published: a clause that an amendment touched cannot be
// READ.
TEST(ShippedRules, SayReadOnlyOfWhatWasRead) {
  const std::set<std::string> read = {"Implementing Regulation (EU) 2024/482",
                                      "Regulation (EU) 2019/881", "Regulation (EU) 2024/2847"};
  for (const auto* rule : shipped().all()) {
    const auto& source = rule->source;
    if (source.status == rules::Status::kRead) {
      EXPECT_TRUE(read.contains(source.act)) << source.rule_id;
      EXPECT_EQ(source.article.find("as amended"), std::string::npos) << source.rule_id;
    }
    EXPECT_EQ(source.status == rules::Status::kPolicy, source.act == "House policy")
        << source.rule_id;
  }
}

// Annex IV is the part that (EU) 2025/2462 reworked.
TEST(ShippedRules, OfAnnexFourAreUnverifiedFromTheAmendmentOn) {
  std::size_t seen = 0;
  for (const auto* rule : shipped().in_force(day("2025-12-29"))) {
    if (rule->source.article.find("Annex IV.") == std::string::npos) continue;
    if (rule->source.act != "Implementing Regulation (EU) 2024/482") continue;
    EXPECT_EQ(rule->source.status, rules::Status::kUnverified) << rule->source.rule_id;
    EXPECT_EQ(shipped().find(rule->source.rule_id, day("2025-12-28"))->source.status,
              rules::Status::kRead);
    ++seen;
  }
  EXPECT_GE(seen, 8U);
}

TEST(ShippedRules, EuccAppliesFromItsDay) {
  EXPECT_EQ(shipped().find("eucc.suspension.max", day("2025-02-26")), nullptr);
  EXPECT_NE(shipped().find("eucc.suspension.max", day("2025-02-27")), nullptr);
}

// E9, Art. 30(1). The same 42 days as from 3 November 2017 would have ended on 15 December, long
// before 31 March 2018.
TEST(ShippedRules, E9SuspensionOf42DaysFromTheDayAfter) {
  EXPECT_EQ(due("eucc.suspension.max", "2025-11-03", "EU"), "2025-12-15");
  EXPECT_FALSE(shipped().flag("eucc.suspension.ends_validity", day("2025-11-03"))->on);
  EXPECT_EQ(due("eucc.suspension.total_max", "2025-11-03", "EU"), "2026-11-03");
}

TEST(ShippedRules, E5ReviewOpensNineMonthsBeforeExpiry) {
  EXPECT_EQ(due("eucc.review.request_near_expiry", "2025-11-30", "EU"), "2025-02-28");
}

TEST(ShippedRules, E2FiveYearsEndOnTheSameDate) {
  EXPECT_EQ(due("eucc.validity.max", "2025-03-01", "EU"), "2030-03-01");
}

// E21, Annex IV.4(6). Counted on wall calendars.
TEST(ShippedRules, E21FiveWorkingDaysOverEaster) {
  constexpr std::string_view kWednesday = "2025-04-16";
  EXPECT_EQ(due("eucc.patch.step.max", kWednesday, "EU"), "2025-04-28");  // Thursday off too
  EXPECT_EQ(due("eucc.patch.step.max", kWednesday, "DE"), "2025-04-25");
  EXPECT_EQ(due("eucc.patch.step.max", kWednesday, "DE-NW"), "2025-04-25");
  EXPECT_EQ(due("eucc.patch.step.max", kWednesday, "NL"), "2025-04-25");
  EXPECT_EQ(due("eucc.patch.step.max", kWednesday, "FR"), "2025-04-24");  // works on Good Friday
  EXPECT_EQ(due("eucc.patch.step.max", kWednesday, "EE"), "2025-04-24");  // works on Easter Monday
}

TEST(ShippedRules, E21FiveWorkingDaysOverChristmas) {
  constexpr std::string_view kTuesday = "2025-12-23";
  EXPECT_EQ(due("eucc.patch.step.max", kTuesday, "EU"), "2026-01-09");
  EXPECT_EQ(due("eucc.patch.step.max", kTuesday, "DE"), "2026-01-02");
  EXPECT_EQ(due("eucc.patch.step.max", kTuesday, "DE-NW"), "2026-01-02");
  EXPECT_EQ(due("eucc.patch.step.max", kTuesday, "NL"), "2026-01-02");
  EXPECT_EQ(due("eucc.patch.step.max", kTuesday, "FR"), "2025-12-31");
  EXPECT_EQ(due("eucc.patch.step.max", kTuesday, "EE"), "2026-01-05");
}

TEST(ShippedRules, E28FlipsWithTheAmendment) {
  const auto before = shipped().flag("eucc.change.minor.new_certificate", day("2025-12-28"));
  const auto after = shipped().flag("eucc.change.minor.new_certificate", day("2025-12-29"));
  EXPECT_TRUE(before->on);
  EXPECT_EQ(before->source.status, rules::Status::kRead);
  EXPECT_FALSE(after->on);
  EXPECT_EQ(after->source.status, rules::Status::kUnverified);
  EXPECT_FALSE(shipped().flag("eucc.product_series.allowed", day("2025-12-28"))->on);
  EXPECT_TRUE(shipped().flag("eucc.product_series.allowed", day("2025-12-29"))->on);
}

TEST(ShippedRules, E30NationalSchemesEnd) {
  EXPECT_TRUE(shipped().flag("eucc.national_schemes.in_effect", day("2025-02-26"))->on);
  EXPECT_FALSE(shipped().flag("eucc.national_schemes.in_effect", day("2025-02-27"))->on);
  EXPECT_TRUE(shipped().flag("eucc.national_schemes.may_finish", day("2026-02-27"))->on);
  EXPECT_FALSE(shipped().flag("eucc.national_schemes.may_finish", day("2026-02-28"))->on);
  EXPECT_TRUE(shipped().flag("eucc.standards.cc31r5_accepted", day("2027-12-31"))->on);
  EXPECT_FALSE(shipped().flag("eucc.standards.cc31r5_accepted", day("2028-01-01"))->on);
}

// C1 to C4, Art. 14.
TEST(ShippedRules, CraReportingClocks) {
  const auto on = day("2026-09-11");
  const auto& eu = calendar("EU");
  const auto aware = moment("2026-09-11T08:30:00Z");
  const auto until = [&](std::string_view id) {
    return rules::deadline(aware, shipped().duration(id, on).value(), eu).value().text();
  };
  EXPECT_EQ(until("cra.vulnerability.early_warning"), "2026-09-12T08:30:00Z");
  EXPECT_EQ(until("cra.incident.early_warning"), "2026-09-12T08:30:00Z");
  EXPECT_EQ(until("cra.vulnerability.notification"), "2026-09-14T08:30:00Z");
  EXPECT_EQ(until("cra.incident.notification"), "2026-09-14T08:30:00Z");
  EXPECT_EQ(due("cra.vulnerability.final_report", "2026-10-01", "EU"), "2026-10-15");
  EXPECT_EQ(due("cra.incident.final_report", "2027-01-31", "EU"), "2027-02-28");
  EXPECT_EQ(shipped().duration("cra.vulnerability.early_warning", day("2026-09-10")).error().code,
            ErrorCode::kNotFound);
  EXPECT_FALSE(shipped().flag("cra.applies_in_full", day("2027-12-10"))->on);
  EXPECT_TRUE(shipped().flag("cra.applies_in_full", day("2027-12-11"))->on);
}

void expect_edges(const rules::AttackTable& table, const std::map<int, int>& van_from) {
  for (const auto& [total, van] : van_from) {
    EXPECT_EQ(table.band_of(total).meets_van, van) << table.id << " at " << total;
  }
}

TEST(ShippedTables, BandEdges) {
  const auto on = day("2026-11-01");
  expect_edges(**shipped().attack_table("general", on),
               {{0, 0}, {9, 0}, {10, 2}, {13, 2}, {14, 3}, {19, 3}, {20, 4}, {24, 4}, {25, 5}});
  const auto& jil = **shipped().attack_table("smartcards", on);
  expect_edges(jil,
               {{0, 0}, {15, 0}, {16, 2}, {20, 2}, {21, 3}, {24, 3}, {25, 4}, {30, 4}, {31, 5}});
  EXPECT_EQ(jil.claim_of_van(5).value(), 31);
  EXPECT_EQ(jil.band_of(31).identifier, "iso_18045_high");
}

TEST(ShippedTables, SmartCardBodyIsUnverified) {
  for (const auto& table : shipped().attack_tables()) {
    if (table.id == "jil-smartcards") {
      EXPECT_EQ(table.status, rules::Status::kUnverified) << table.version;
    }
  }
}

TEST(ShippedTables, TheOlderSmartCardTableServedIn2017) {
  const auto* then = shipped().attack_table("jil-smartcards", day("2017-08-30")).value();
  const auto* now = shipped().attack_table("jil-smartcards", day("2026-11-01")).value();
  EXPECT_EQ(then->factor("elapsed_time")->level("over_four_months"), nullptr);
  ASSERT_NE(now->factor("elapsed_time")->level("over_four_months"), nullptr);
  EXPECT_EQ(now->factor("knowledge")->level("very_critical")->points[1], std::nullopt);
  EXPECT_TRUE(now->factor("access")->level("not_practical")->not_practical);
}

// Easter Sundays as almanacs print them.
constexpr std::string_view kEaster[] = {"2014-04-20", "2015-04-05", "2016-03-27", "2017-04-16",
                                        "2018-04-01", "2019-04-21", "2020-04-12", "2021-04-04",
                                        "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20",
                                        "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01",
                                        "2030-04-21", "2031-04-13", "2032-03-28"};

TEST(ShippedCalendars, FollowEaster) {
  // Days after Easter Sunday on which nobody works.
  const std::map<std::string, std::vector<int>> offsets = {{"EU", {-3, -2, 1, 39, 40, 50}},
                                                           {"DE", {-2, 1, 39, 50}},
                                                           {"DE-NW", {-2, 1, 39, 50, 60}},
                                                           {"FR", {1, 39, 50}},
                                                           {"EE", {-2, 0, 49}},
                                                           {"NL", {-2, 1, 39, 50}}};
  ASSERT_EQ(shipped().calendars().size(), offsets.size());
  for (const auto& [id, days] : offsets) {
    for (const auto easter : kEaster) {
      for (const int offset : days) {
        EXPECT_TRUE(calendar(id).holidays.contains(day(easter).plus_days(offset)))
            << id << " " << easter << " " << offset;
      }
    }
    EXPECT_EQ(calendar(id).from, day("2014-01-01")) << id;
    EXPECT_EQ(calendar(id).until, day("2032-12-31")) << id;
  }
  EXPECT_FALSE(calendar("FR").holidays.contains(day("2025-04-18")));  // Good Friday
  EXPECT_FALSE(calendar("EE").holidays.contains(day("2025-04-21")));  // Easter Monday
}

std::set<std::string> days_of(std::string_view id, int year) {
  std::set<std::string> out;
  for (const auto date : calendar(id).holidays) {
    if (date.year() == year) out.insert(date.text());
  }
  return out;
}

// OJ C 39, 12.2.2013, p. 26 and OJ C 201 I, 28.5.2021, p. 2 (Brussels).
TEST(ShippedCalendars, OfTheInstitutionsAgreeWithTheOfficialJournal) {
  const std::set<std::string> y2014 = {
      "2014-01-01", "2014-01-02", "2014-04-17", "2014-04-18", "2014-04-21", "2014-05-01",
      "2014-05-09", "2014-05-29", "2014-05-30", "2014-06-09", "2014-07-21", "2014-08-15",
      "2014-12-24", "2014-12-25", "2014-12-26", "2014-12-29", "2014-12-30", "2014-12-31"};
  const std::set<std::string> y2023 = {
      "2023-01-02", "2023-04-06", "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-09",
      "2023-05-18", "2023-05-19", "2023-05-29", "2023-07-21", "2023-08-15", "2023-11-01",
      "2023-11-02", "2023-12-25", "2023-12-26", "2023-12-27", "2023-12-28", "2023-12-29"};
  EXPECT_EQ(days_of("EU", 2014), y2014);
  EXPECT_EQ(days_of("EU", 2023), y2023);
  const auto* eu = shipped().calendar("EU").value();
  EXPECT_EQ(eu->weakest_status(day("2014-05-01"), day("2014-05-31")), rules::Status::kRead);
  EXPECT_EQ(eu->weakest_status(day("2025-05-01"), day("2025-05-31")), rules::Status::kUnverified);
}

TEST(ShippedCalendars, KnowTheirOddDays) {
  EXPECT_TRUE(calendar("DE").holidays.contains(day("2017-10-31")));  // 500 years of Reformation
  EXPECT_FALSE(calendar("DE").holidays.contains(day("2018-10-31")));
  EXPECT_TRUE(calendar("NL").holidays.contains(day("2014-04-26")));  // 27 April was a Sunday
  EXPECT_FALSE(calendar("NL").holidays.contains(day("2014-04-27")));
  EXPECT_TRUE(calendar("EE").holidays.contains(day("2017-08-20")));
}

}  // namespace
}  // namespace lw::app
