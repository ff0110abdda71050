#include "cmd/longwatch/progress_bar.hpp"

#include <gtest/gtest.h>

namespace lw::cmd {
namespace {

using std::chrono::milliseconds;

Progress half() {
  return {"rows.jsonl", 5'000'000, 10'000'000, ProgressUnit::kBytes, 10'000, "12 480 items"};
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t out = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++out;
  return out;
}

TEST(ProgressBar, TellsShareAmountRateAndTimeLeft) {
  const std::string line = draw(half(), 120);
  EXPECT_TRUE(line.starts_with("rows.jsonl  █")) << line;
  EXPECT_EQ(count(line, "█"), 20U) << line;
  EXPECT_EQ(count(line, "░"), 20U) << line;
  for (const char* part : {" 50 %", "5.0 MB of 10.0 MB", "0.5 MB/s", "0:10 left", "12 480 items"})
    EXPECT_NE(line.find(part), line.npos) << part << " is not in " << line;
}

TEST(ProgressBar, NeverTakesTheLastColumn) {
  for (const char* label :
       {"", "a", "rows.jsonl", "a name that is much longer than the line can be",
        "証明書の一覧表とその附属書", "e\u0301\u0301\u0301"}) {
    for (std::size_t columns = 0; columns <= 200; ++columns) {
      for (const auto total :
           {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(0),
            std::optional<std::uint64_t>(10'000'000), std::optional<std::uint64_t>(3)}) {
        Progress p = half();
        p.label = label;
        p.total = total;
        const std::string line = draw(p, columns);
        EXPECT_LE(columns_of(line) + 1, std::max<std::size_t>(columns, 1)) << line;
        EXPECT_EQ(line.empty() && columns >= 10, false) << columns;
        EXPECT_EQ(line.find_first_of("\r\n\x1b"), line.npos);
      }
    }
  }
}

TEST(ProgressBar, WhatFitsLeastGoesFirst) {
  EXPECT_EQ(draw(half(), 70).find("items"), std::string::npos) << draw(half(), 70);
  EXPECT_NE(draw(half(), 70).find("rows.jsonl"), std::string::npos) << draw(half(), 70);
  EXPECT_NE(draw(half(), 70).find("left"), std::string::npos) << draw(half(), 70);
  const std::string narrow = draw(half(), 30);
  EXPECT_NE(narrow.find("50 %"), narrow.npos) << narrow;
  EXPECT_EQ(narrow.find("MB"), narrow.npos) << narrow;
  EXPECT_GE(count(narrow, "█"), 4U) << narrow;
}

TEST(ProgressBar, WithoutATotalThereIsNoBarAndNoTimeLeft) {
  Progress p = half();
  p.total.reset();
  const std::string line = draw(p, 100);
  EXPECT_EQ(line, "rows.jsonl  5.0 MB  0.5 MB/s  12 480 items");
  p.unit = ProgressUnit::kRecords;
  p.note.clear();
  EXPECT_EQ(draw(p, 100), "rows.jsonl  5 000 000  500 000/s");
}

TEST(ProgressBar, ATotalThatWasWrongIsNotExceeded) {
  Progress p = half();
  p.done = 30'000'000;
  const std::string line = draw(p, 100);
  EXPECT_NE(line.find("100 %"), line.npos) << line;
  EXPECT_EQ(line.find("left"), line.npos) << line;
  EXPECT_EQ(count(line, "░"), 0U) << line;
}

TEST(ProgressBar, AtTheBeginningNoRateIsGuessed) {
  Progress p = half();
  p.elapsed_ms = 0;
  EXPECT_EQ(draw(p, 120).find("left"), std::string::npos);
  EXPECT_EQ(draw(p, 120).find("/s"), std::string::npos);
  p.done = 1;
  p.total = 3'600'000;
  p.elapsed_ms = 1000;
  p.unit = ProgressUnit::kRecords;
  EXPECT_NE(draw(p, 120).find("999 h 59 min left"), std::string::npos) << draw(p, 120);
}

// Widths from EastAsianWidth.txt and the combining marks of Unicode 15.
TEST(ProgressBar, ColumnsOfWideAndCombiningCharacters) {
  EXPECT_EQ(columns_of("abc"), 3U);
  EXPECT_EQ(columns_of("Sõrmejälg"), 9U);
  EXPECT_EQ(columns_of("証明書"), 6U);
  EXPECT_EQ(columns_of("한글"), 4U);
  EXPECT_EQ(columns_of("e\u0301"), 1U);
  EXPECT_EQ(columns_of("\U0001F512"), 2U);
  EXPECT_EQ(columns_of("\xff\xfe"), 2U);
  EXPECT_EQ(columns_of("█░…"), 3U);
}

struct Screen {
  std::string written;
  std::size_t columns = 80;
  milliseconds now{0};
  ProgressBar::Ports ports() {
    return {[this](std::string_view text) { written += text; }, [this] { return columns; },
            [this] { return now; }};
  }
};

TEST(ProgressBar, DrawsOverItselfAndLeavesNothing) {
  Screen screen;
  {
    ProgressBar bar(screen.ports());
    bar.show({"import", 1, 4});
    screen.now = milliseconds(50);
    bar.show({"import", 2, 4});  // too soon
    EXPECT_EQ(count(screen.written, "\r"), 1U) << screen.written;
    screen.now = milliseconds(1000);
    screen.columns = 20;  // the window was made narrower
    bar.show({"import", 3, 4});
    EXPECT_EQ(count(screen.written, "\r"), 2U) << screen.written;
    EXPECT_LE(columns_of(screen.written.substr(screen.written.rfind('\r') + 1)),
              19 + std::string_view("\x1b[K").size());
    bar.show({"import", 4, 4});  // the end is always drawn
    EXPECT_NE(screen.written.find("100 %"), std::string::npos) << screen.written;
  }
  EXPECT_TRUE(screen.written.ends_with("\r\x1b[K")) << screen.written;
}

TEST(ProgressBar, WritesNothingWhereItIsNotWelcome) {
  ::testing::internal::CaptureStderr();
  {
    ProgressBar bar(false);
    bar.show({"import", 4, 4});
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace lw::cmd
