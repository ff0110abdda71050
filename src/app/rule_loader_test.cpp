#include "app/rule_loader.hpp"
#include "base/testing/places.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace lw::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGood = R"toml(act = "Act (EU) 1/2"

[[rule]]
id = "a.days"
row = "E9"
article = "Art. 3(1)"
effective_from = 2025-02-27
status = "READ"
text = "A sentence."
kind = "duration"
amount = 42
unit = "calendar_days"
counts_from = "day_after"
)toml";

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  const auto at = out.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) out.replace(at, from.size(), to);
  return out;
}

using Read = Result<void> (*)(rules::RuleBook&, std::string_view, std::string_view);

Error error_of(Read read, std::string_view text) {
  rules::RuleBook book;
  const auto result = read(book, text, "f.toml");
  return result ? Error{ErrorCode::kUnsupported, "no error at all", {}, {}} : result.error();
}

struct BadFile {
  std::string_view from;
  std::string_view to;
  std::string_view where;
  std::string_view message;  ///< a part of it
};

void expect_refused(Read read, std::string_view good, const BadFile& bad) {
  const auto error = error_of(read, replaced(good, bad.from, bad.to));
  EXPECT_EQ(error.code, ErrorCode::kInvalidInput) << bad.to << ": " << error.message();
  EXPECT_EQ(error.where, bad.where) << bad.to << ": " << error.message();
  EXPECT_NE(error.what.find(bad.message), std::string::npos) << bad.to << ": " << error.message();
}

TEST(RuleLoader, ReadsARule) {
  rules::RuleBook book;
  const auto read = read_rules(book, kGood, "f.toml");
  ASSERT_TRUE(read) << read.error().message();
  const auto days = book.duration("a.days", Date::parse("2025-02-27").value());
  ASSERT_TRUE(days);
  EXPECT_EQ(days->duration.amount, 42);
  EXPECT_EQ(days->source.display(), "Art. 3(1), Act (EU) 1/2");
  EXPECT_EQ(days->source.row, "E9");
}

TEST(RuleLoader, RefusesBadRulesWithTheirLine) {
  const BadFile cases[] = {
      {"amount = 42", "amount = ", "f.toml:11", "not TOML"},
      {"amount = 42", "amount = 42\namount = 43", "f.toml:12", "not TOML"},
      {"row = ", "rows = ", "f.toml:5", "unknown key \"rows\""},
      {"act = \"Act (EU) 1/2\"", "act = \"a\"\nauthor = \"me\"", "f.toml:2", "unknown key"},
      {"act = \"Act (EU) 1/2\"", "", "f.toml:3", "act is missing"},
      {"article = \"Art. 3(1)\"", "", "f.toml:3", "article is missing"},
      {"article = \"Art. 3(1)\"", "article = \"\"", "f.toml:6", "article is empty"},
      {"A sentence.", "A\\nsentence.", "f.toml:9", "control character"},
      {"amount = 42", "amount = \"42\"", "f.toml:11", "amount is text, not a whole number"},
      {"amount = 42", "amount = 4.2", "f.toml:11", "amount is a fraction"},
      {"amount = 42", "amount = 4294967338", "f.toml:11", "out of range"},
      {"amount = 42", "amount = 0", "f.toml:4", "a period of 0"},
      {"row = \"E9\"", "use = \"unused\"", "f.toml:5", "use is told"},
      {"row = \"E9\"", "use = \"constant\"", "f.toml:5", "the place of that constant"},
      {"row = \"E9\"", "constant = \"src/x.hpp kX\"", "f.toml:5", "use is told"},
      {"amount = 42", "amount = 42\nnumber = 1", "f.toml:12", "unknown key \"number\""},
      {"2025-02-27", "\"2025-02-27\"", "f.toml:7", "effective_from is text, not a date"},
      {"2025-02-27", "2025-02-30", "f.toml:7", "not TOML"},
      {"2025-02-27", "2025-02-27T00:00:00Z", "f.toml:7", "a date with time, not a date"},
      {"2025-02-27", "0000-01-01", "f.toml:7", "not a date"},
      {"2025-02-27", "2025-02-27\neffective_until = 2025-02-26", "f.toml:4", "ends before"},
      {"\"READ\"", "\"read\"", "f.toml:8", "not a status"},
      {"\"duration\"", "\"period\"", "f.toml:10", "not a kind"},
      {"\"calendar_days\"", "\"days\"", "f.toml:12", "not a unit"},
      {"\"calendar_days\"", "\"hours\"", "f.toml:4", "hours cannot count from day_after"},
      {"\"day_after\"", "\"after\"", "f.toml:13", "not a start of counting"},
      {"\"day_after\"", "\"day_after\"\nruns = \"up\"", "f.toml:14", "not a direction"},
      {"\"a.days\"", "\"a days\"", "f.toml:4", "not a rule id"},
      {"[[rule]]", "[rule]", "f.toml:3", "rule is a table, not an array"},
      {"[[rule]]", "[[rules]]", "f.toml:1", "rule is missing"},
  };
  for (const auto& bad : cases) expect_refused(read_rules, kGood, bad);
}

// Found by rule_loader_fuzz: the TOML library took a key for granted behind the bracket, and knew
// not every character.
TEST(RuleLoader, WhatTheTomlLibraryTookForGrantedIsAnErrorWithItsPlace) {
  for (const std::string_view text : {"[\n", "[[\n", "[", "a = {\n", "= 1\n", "[a\n", "[\uFE7F\n",
                                      "\uFE7F = 1\n", "a = \uFE26"}) {
    rules::RuleBook book;
    const auto read = read_rules(book, text, "input");
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidInput);
    EXPECT_TRUE(read.error().where.starts_with("input:1")) << read.error().where;
  }
}

TEST(RuleLoader, ReadsAndRefusesTheOtherKinds) {
  constexpr std::string_view kDurationPart =
      "kind = \"duration\"\namount = 42\nunit = \"calendar_days\"\ncounts_from = \"day_after\"\n";
  const auto with = [&](std::string_view part) { return replaced(kGood, kDurationPart, part); };
  for (const auto* part :
       {"kind = \"number\"\nnumber = 4\nof = \"percent\"\n",
        "kind = \"choice\"\noptions = [\"a\", \"b\"]\n", "kind = \"flag\"\non = true\n"}) {
    rules::RuleBook fresh;
    EXPECT_TRUE(read_rules(fresh, with(part), "f.toml")) << part;
  }
  const std::pair<std::string_view, std::string_view> bad[] = {
      {"kind = \"number\"\nnumber = 4\n", "of is missing"},
      {"kind = \"number\"\nnumber = 2.5\nof = \"percent\"\n", "a fraction, not a whole number"},
      {"kind = \"choice\"\noptions = \"a\"\n", "options is text, not an array"},
      {"kind = \"choice\"\noptions = [1]\n", "options is a whole number, not text"},
      {"kind = \"choice\"\noptions = []\n", "at least one option"},
      {"kind = \"choice\"\noptions = [\"a\", \"a\"]\n", "there twice"},
      {"kind = \"flag\"\non = 1\n", "on is a whole number, not true or false"},
      {"kind = \"flag\"\n", "on is missing"},
  };
  for (const auto& [part, message] : bad) {
    const auto error = error_of(read_rules, with(part));
    EXPECT_NE(error.what.find(message), std::string::npos) << error.message();
    EXPECT_EQ(error.where.substr(0, 7), "f.toml:") << error.message();
  }
}

TEST(RuleLoader, RefusesOverlappingVersionsAtTheSecondOne) {
  const std::string twice = std::string(kGood) + std::string(kGood.substr(kGood.find("[[")));
  const auto error = error_of(read_rules, twice);
  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_EQ(error.where, "f.toml:15");
  EXPECT_NE(error.what.find("rule a.days has two versions for the same day"), std::string::npos);
}

TEST(RuleLoader, BoundsTextAndFile) {
  const auto long_text = replaced(kGood, "A sentence.", std::string(kRuleTextSizeMax + 1, 'x'));
  EXPECT_EQ(error_of(read_rules, long_text).code, ErrorCode::kTooLarge);
  EXPECT_EQ(error_of(read_rules, std::string(kRuleFileSizeMax + 1, '#')).code,
            ErrorCode::kTooLarge);
  // Deep nesting is the parser's business; it must end in an error, not in a crash.
  EXPECT_EQ(error_of(read_rules, "act = " + std::string(100000, '[')).code,
            ErrorCode::kInvalidInput);
}

constexpr std::string_view kCalendar = R"toml(id = "EU"
name = "Institutions"
act = "Decision"

[[year]]
year = 2026
status = "READ"
source = "OJ"
days = [
  { date = 2026-01-01, name = "New Year's Day" },
  { date = 2026-12-25, name = "Christmas Day" },
]
)toml";

TEST(RuleLoader, ReadsACalendar) {
  rules::RuleBook book;
  ASSERT_TRUE(read_calendar(book, kCalendar, "f.toml"));
  EXPECT_EQ(book.calendar("EU").value()->days.holidays.size(), 2U);
  const auto again = read_calendar(book, kCalendar, "f.toml");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_EQ(again.error().where, "f.toml:1");
}

TEST(RuleLoader, RefusesBadCalendarsWithTheirLine) {
  const BadFile cases[] = {
      {"2026-12-25", "2027-12-25", "f.toml:11", "is not a day of 2026"},
      {"2026-12-25", "2026-01-01", "f.toml:11", "is there twice"},
      {"2026-12-25", "2026-02-30", "f.toml:11", "not TOML"},
      {"name = \"Christmas Day\"", "title = \"x\"", "f.toml:11", "name is missing"},
      {"name = \"Christmas Day\"", "name = \"x\", half = true", "f.toml:11", "unknown key"},
      {"source = \"OJ\"", "", "f.toml:5", "source is missing"},
      {"status = \"READ\"", "status = \"SEEN\"", "f.toml:7", "not a status"},
      {"year = 2026", "year = \"2026\"", "f.toml:6", "year is text"},
      {"[[year]]", "[[years]]", "f.toml:1", "year is missing"},
      {"id = \"EU\"", "id = \"E U\"", "f.toml:1", "has an id"},
  };
  for (const auto& bad : cases) expect_refused(read_calendar, kCalendar, bad);
  const auto gap = std::string(kCalendar) +
                   replaced(kCalendar.substr(kCalendar.find("[[")), "year = 2026", "year = 2028");
  EXPECT_NE(error_of(read_calendar, gap).what.find("is not a day of 2028"), std::string::npos);
}

constexpr std::string_view kTable = R"toml(id = "t"
version = "1"
name = "table"
act = "CEM"
article = "B.4"
technical_domain = "general"
effective_from = 2006-09-01
status = "SECONDARY"
columns = ["identification", "exploitation"]

[[factor]]
id = "expertise"
name = "Expertise"
level = [
  { id = "layman", name = "layman", points = [0, "na"] },
  { id = "none", name = "none", not_practical = true },
]

[[band]]
min = 0
max = 9
potential = "none"
meets_van = 0

[[band]]
min = 10
potential = "high"
meets_van = 5
identifier = "iso_18045_high"
)toml";

TEST(RuleLoader, ReadsAnAttackTable) {
  rules::RuleBook book;
  const auto read = read_attack_table(book, kTable, "f.toml");
  ASSERT_TRUE(read) << read.error().message();
  const auto& table = book.attack_tables().front();
  EXPECT_EQ(table.factors[0].levels[0].points[1], std::nullopt);
  EXPECT_TRUE(table.factors[0].levels[1].not_practical);
  EXPECT_EQ(table.factors[0].levels[1].status, rules::Status::kSecondary);
  EXPECT_EQ(table.bands[1].identifier, "iso_18045_high");
}

TEST(RuleLoader, RefusesBadAttackTablesWithTheirLine) {
  const BadFile cases[] = {
      {"[0, \"na\"]", "[0]", "f.toml:1", "1 points for 2 columns"},
      {"[0, \"na\"]", "[0, \"n/a\"]", "f.toml:15", "whole numbers or \"na\""},
      {"[0, \"na\"]", "[0, 1001]", "f.toml:15", "points are 0 to"},
      {"[0, \"na\"]", "[0, -1]", "f.toml:15", "points are 0 to"},
      {"[0, \"na\"]", "[\"na\", \"na\"]", "f.toml:1", "no column applies"},
      {", points = [0, \"na\"]", "", "f.toml:15", "points is missing"},
      {"not_practical = true", "not_practical = true, points = [1, 1]", "f.toml:1", "yet has"},
      {"name = \"layman\"", "name = \"l\", status = \"READ\"", "f.toml:1", "better known"},
      {"name = \"layman\"", "name = \"l\", colour = 1", "f.toml:15", "unknown key \"colour\""},
      {"min = 10", "min = 11", "f.toml:1", "the band below ends at 9"},
      {"\"high\"", "\"beyond\"", "f.toml:27", "not an attack potential"},
      {"meets_van = 5", "meets_van = 6", "f.toml:1", "outside 0 to 5"},
      {"max = 9", "max = 9\ntop = 9", "f.toml:22", "unknown key \"top\""},
      {"version = \"1\"", "version = 1", "f.toml:2", "version is a whole number"},
      {"[[factor]]", "[[factors]]", "f.toml:1", "factor is missing"},
  };
  for (const auto& bad : cases) expect_refused(read_attack_table, kTable, bad);
}

class RuleFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(build_folder()) / "rule_folder" / info->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "calendars");
    fs::create_directories(folder_ / "attack-potential");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const char* name, std::string_view text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  fs::path folder_;
};

TEST_F(RuleFolder, LoadsAllThreeKindsOfFile) {
  write("a.toml", kGood);
  write("readme.md", "not a rule");
  write("calendars/eu.toml", kCalendar);
  write("attack-potential/t.toml", kTable);
  const auto book = load_rule_book(folder_);
  ASSERT_TRUE(book) << book.error().message();
  EXPECT_EQ(book->all().size(), 1U);
  EXPECT_EQ(book->calendars().size(), 1U);
  EXPECT_EQ(book->attack_tables().size(), 1U);
}

TEST_F(RuleFolder, FileNamesDoNotChangeTheBook) {
  write("a.toml", kGood);
  write("b.toml", replaced(kGood, "a.days", "b.days"));
  const auto first = load_rule_book(folder_).value().canonical_text();
  write("a.toml", replaced(kGood, "a.days", "b.days"));
  write("b.toml", "# a comment\n" + std::string(kGood));
  EXPECT_EQ(load_rule_book(folder_).value().canonical_text(), first);
}

TEST_F(RuleFolder, FilesAreReadByNameSoConflictsAreToldAlike) {
  // Written in an order that no folder listing gives back by chance.
  for (const auto* name : {"c.toml", "a.toml", "e.toml", "b.toml", "d.toml"}) write(name, kGood);
  const auto book = load_rule_book(folder_);
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().code, ErrorCode::kConflict);
  EXPECT_EQ(book.error().where, (folder_ / "b.toml").generic_string() + ":4");
}

TEST_F(RuleFolder, RefusesWhatIsNoRuleFolder) {
  EXPECT_EQ(load_rule_book(folder_).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(load_rule_book(folder_ / "absent").error().code, ErrorCode::kNotFound);
  write("a.toml", "act = \"caf\xe9\"\n");  // Windows-1252
  const auto encoding = load_rule_book(folder_);
  ASSERT_FALSE(encoding);
  EXPECT_NE(encoding.error().what.find("UTF-8"), std::string::npos);
  write("a.toml", std::string(kRuleFileSizeMax + 1, ' '));
  EXPECT_EQ(load_rule_book(folder_).error().code, ErrorCode::kTooLarge);
}

TEST_F(RuleFolder, RefusesAFolderInPlaceOfAFile) {
  fs::create_directories(folder_ / "a.toml");
  const auto book = load_rule_book(folder_);
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().code, ErrorCode::kUnavailable);
}

TEST_F(RuleFolder, BoundsTheNumberOfFiles) {
  for (std::size_t i = 0; i <= kRuleFilesMax; ++i) {
    write(("r" + std::to_string(i) + ".toml").c_str(), "");
  }
  EXPECT_EQ(load_rule_book(folder_).error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace lw::app
