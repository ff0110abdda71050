#include "http/target.hpp"

#include <gtest/gtest.h>
// gtest before rapidcheck
#include <rapidcheck/gtest.h>

#include "base/bytes.hpp"
#include "http/limits.hpp"

namespace lw::http {
namespace {

ErrorCode code_of(std::string_view text) {
  const auto read = parse_target(text);
  EXPECT_FALSE(read.has_value()) << text;
  return read ? ErrorCode::kCorrupt : read.error().code;
}

TEST(Target, SegmentsAndParametersAreDecoded) {
  const auto target =
      parse_target("/certificates/BSI%2DDSZ-CC%2f0782/status?on=2017-10-16&find=a+b%2B");
  ASSERT_TRUE(target.has_value()) << target.error().message();
  EXPECT_EQ(target->segments,
            (std::vector<std::string>{"certificates", "BSI-DSZ-CC/0782", "status"}));
  ASSERT_NE(target->parameter("find"), nullptr);
  EXPECT_EQ(*target->parameter("find"), "a b+");
  EXPECT_EQ(target->parameter("to"), nullptr);
  EXPECT_TRUE(parse_target("/").value().segments.empty());
  EXPECT_EQ(parse_target("/%E2%82%AC").value().segments.front(), "\xE2\x82\xAC");
}

// RFC 9112 §3.2.2: a server accepts absolute-form in requests.
TEST(Target, AbsoluteFormLosesItsOrigin) {
  EXPECT_EQ(parse_target("http://www.example.org/pub/WWW/TheProject.html").value().segments,
            (std::vector<std::string>{"pub", "WWW", "TheProject.html"}));
  EXPECT_TRUE(parse_target("https://www.example.org").value().segments.empty());
}

TEST(Target, PathTricksAreRefused) {
  for (const char* text : {"",
                           "x",
                           "*",
                           "//",
                           "/a//b",
                           "/a/",
                           "/./a",
                           "/a/..",
                           "/%2e%2e/etc/passwd",
                           "/%2E/a",
                           "/.%2e/a",
                           "/..%5c",
                           "/a\\b",
                           "/a%5Cb",
                           "/a%00b",
                           "/a%0d%0aX: y",
                           "/a%7f",
                           "/a%",
                           "/a%4",
                           "/a%zz",
                           "/a b",
                           "/a#b",
                           "/a\xC3\xA9",
                           "/%C3",
                           "/%C0%AE%C0%AE/x",
                           "/%ED%A0%80",
                           "/%F4%90%80%80",
                           "/a<b>",
                           "/a\"b",
                           "http:/x",
                           "ftp://host/x"})
    EXPECT_EQ(code_of(text), ErrorCode::kInvalidInput) << text;
}

TEST(Target, QueriesAreNameAndValueAndNoNameComesTwice) {
  for (const char* text : {"/?a", "/?=b", "/?a=1&", "/?&a=1", "/?a=1&a=2", "/?a=1&%61=2", "/?a=%FF",
                           "/?a=1#", "/?a=\x01"})
    EXPECT_EQ(code_of(text), ErrorCode::kInvalidInput) << text;
  EXPECT_TRUE(parse_target("/?").value().query.empty());
  EXPECT_EQ(*parse_target("/?a=b=c/?").value().parameter("a"), "b=c/?");
}

TEST(Target, BoundsHold) {
  EXPECT_EQ(code_of("/" + std::string(kTargetSizeMax, 'a')), ErrorCode::kTooLarge);
  std::string path;
  for (std::size_t i = 0; i < kSegmentsMax; ++i) path += "/a";
  EXPECT_TRUE(parse_target(path).has_value());
  EXPECT_EQ(code_of(path + "/a"), ErrorCode::kTooLarge);
  std::string query = "/?p=1";
  for (std::size_t i = 0; i < kParametersMax; ++i) query += "&p" + std::to_string(i) + "=1";
  EXPECT_EQ(code_of(query), ErrorCode::kTooLarge);
}

// What is read back is what was written, whatever text it is made of.
RC_GTEST_PROP(TargetProperty, FormatThenParseIsTheSame, ()) {
  const auto text = rc::gen::map(
      rc::gen::container<std::vector<char32_t>>(rc::gen::inRange<char32_t>(0x20, 0x250)),
      [](const std::vector<char32_t>& points) {
        std::string out;
        for (const char32_t c : points) {
          if (c == 0x7f || c == '\\') continue;
          if (c < 0x80) out.push_back(static_cast<char>(c));
          else {
            out.push_back(static_cast<char>(0xC0 | (c >> 6)));
            out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
          }
        }
        return out;
      });
  Target target;
  for (const auto& segment : *rc::gen::container<std::vector<std::string>>(text)) {
    if (!segment.empty() && segment != "." && segment != ".." && target.segments.size() < 5)
      target.segments.push_back(segment);
  }
  for (const auto& [name, value] :
       *rc::gen::container<std::map<std::string, std::string>>(text, text)) {
    if (!name.empty() && target.query.size() < 5) target.query.emplace_back(name, value);
  }
  const std::string written = format_target(target);
  RC_PRE(written.size() <= kTargetSizeMax);
  const auto read = parse_target(written);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == target);
}

}  // namespace
}  // namespace lw::http
