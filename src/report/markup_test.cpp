#include "report/markup.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace lw::report {
namespace {

TEST(Escaped, MarkupBecomesReferences) {
  EXPECT_EQ(escaped("<a href=\"x\" o='y'>&"), "&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp;");
}

TEST(Escaped, KeepsLettersOfEveryScript) {
  EXPECT_EQ(escaped("Ööbik Łódź Αθήνα 日本"), "Ööbik Łódź Αθήνα 日本");
}

TEST(Escaped, BytesThatAreNotUtf8AreReplaced) {
  // Markus Kuhn, UTF-8 decoder capability and stress test: 3.1.1, 3.3.1, 4.1.1, 5.1.1.
  EXPECT_EQ(escaped("\x80"), "\xEF\xBF\xBD");
  EXPECT_EQ(escaped("\xC0"), "\xEF\xBF\xBD");
  EXPECT_EQ(escaped("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escaped("\xED\xA0\x80x"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx");
  EXPECT_EQ(escaped("a\xE2\x82"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escaped("\xF4\x90\x80\x80").find('\xF4'), std::string::npos);
}

TEST(Escaped, WhatHidesOrReordersIsShown) {
  EXPECT_EQ(escaped("BSI\xE2\x80\xAE"
                    "5102"),
            "BSI\xEF\xBF\xBD"
            "5102")
      << "right-to-left override";
  EXPECT_EQ(escaped("a\xE2\x80\x8B"
                    "b"),
            "a\xEF\xBF\xBD"
            "b")
      << "zero-width space";
  EXPECT_EQ(escaped(std::string_view("a\0b\x1B[2J", 7)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD[2J");
  EXPECT_EQ(escaped("a\tb\nc"), "a b c");
}

TEST(Plain, HasNoEscapeSequences) {
  EXPECT_EQ(plain("\x1B]0;title\x07<b>"), "\xEF\xBF\xBD]0;title\xEF\xBF\xBD<b>");
}

TEST(Grouped, ByThreesWithSign) {
  EXPECT_EQ(grouped(0, Grouping::kSpace), "0");
  EXPECT_EQ(grouped(999, Grouping::kSpace), "999");
  EXPECT_EQ(grouped(760000, Grouping::kSpace), "760 000");
  EXPECT_EQ(grouped(-1049, Grouping::kSpace), "-1 049");
  EXPECT_EQ(grouped(std::numeric_limits<std::int64_t>::min(), Grouping::kSpace),
            "-9 223 372 036 854 775 808");
  EXPECT_EQ(grouped(1000),
            "1\xE2\x80\xAF"
            "000");
}

TEST(Markup, EscapesTextAndAttributes) {
  Markup out;
  out.open("p", {{"title", "a\"><script>"}}).text("<script>").close();
  EXPECT_EQ(out.take(), "<p title=\"a&quot;&gt;&lt;script&gt;\">&lt;script&gt;</p>");
}

TEST(Markup, DatesAndNumbersStayReadableForPrograms) {
  Markup out;
  out.time(Date::parse("2017-08-30").value()).number(760000);
  EXPECT_EQ(out.take(),
            "<time datetime=\"2017-08-30\">30\xC2\xA0"
            "Aug\xC2\xA0"
            "2017</time><data value=\"760000\">760\xE2\x80\xAF"
            "000</data>");
}

TEST(MarkupDeathTest, AnElementLeftOpenIsABug) {
  Markup out;
  out.open("p");
  EXPECT_DEATH(static_cast<void>(out.take()), "open_.empty");
}

}  // namespace
}  // namespace lw::report
