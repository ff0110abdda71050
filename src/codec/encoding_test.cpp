#include "codec/encoding.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace lw::codec {
namespace {

TEST(Encoding, ReadsWindows1252WhereItIsNotUtf8) {
  const auto mark = to_utf8("NetIQ\xAE Identity Manager \x80 \x96 \x9F");
  ASSERT_TRUE(mark);
  EXPECT_EQ(mark->encoding, TextEncoding::kWindows1252);
  EXPECT_EQ(mark->text, "NetIQ\u00AE Identity Manager \u20AC \u2013 \u0178");
  const auto plain = to_utf8("\xEF\xBB\xBFGro\xC3\x9F");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->encoding, TextEncoding::kUtf8);
  EXPECT_EQ(plain->text, "Gro\u00DF");
  EXPECT_EQ(from_windows_1252("\x81"), "\uFFFD");
}

TEST(Encoding, RefusesUtf16AndNul) {
  EXPECT_FALSE(to_utf8("\xFF\xFE\x41\x00"));
  EXPECT_FALSE(to_utf8(std::string_view("a\0b", 3)));
}

TEST(Encoding, ReplacesReferencesOnce) {
  EXPECT_EQ(
      decode_entities(
          "w&#x2f; FortiOS &#40;RISE&#x29; Gro&szlig;projekt &amp;lt; &bogus; &#0; &#xD800; & &;"),
      "w/ FortiOS (RISE) Gro\u00DFprojekt &lt; &bogus; &#0; &#xD800; & &;");
  EXPECT_EQ(decode_entities("&yuml;&nbsp;&frac34;"), "\u00FF\u00A0\u00BE");
}

TEST(Encoding, ReadsDatesOfTheLists) {
  EXPECT_EQ(parse_us_date("06/15/2020")->text(), "2020-06-15");
  EXPECT_FALSE(parse_us_date("15/06/2020"));
  EXPECT_FALSE(parse_us_date("6/15/2020"));
  EXPECT_FALSE(parse_us_date("02/30/2020"));
  EXPECT_EQ(parse_slash_date("2026/08/17")->text(), "2026-08-17");
  EXPECT_FALSE(parse_slash_date("2026-08-17"));
  EXPECT_EQ(parse_timestamp_day("2024-09-03T19:30:53.719217")->text(), "2024-09-03");
  EXPECT_FALSE(parse_timestamp_day("2024-09-03 and more"));
  EXPECT_FALSE(parse_timestamp_day("2024-13-03T19:30:53Z"));
}

TEST(Encoding, Folds) { EXPECT_EQ(fold("  Infineon\t AG \n"), "infineon ag"); }

}  // namespace
}  // namespace lw::codec
