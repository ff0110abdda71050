#include "http/conditional.hpp"

#include <gtest/gtest.h>

#include "http/limits.hpp"

namespace lw::http {
namespace {

using Tag = EntityTags::Tag;

// The examples of RFC 9110 §8.8.3 and §13.1.2.
TEST(EntityTags, ExamplesOfTheStandardAreRead) {
  EXPECT_EQ(parse_entity_tags("\"xyzzy\"").value().tags, (std::vector<Tag>{{"xyzzy", false}}));
  EXPECT_EQ(parse_entity_tags("W/\"xyzzy\"").value().tags, (std::vector<Tag>{{"xyzzy", true}}));
  EXPECT_EQ(parse_entity_tags("\"\"").value().tags, (std::vector<Tag>{{"", false}}));
  EXPECT_EQ(parse_entity_tags("W/\"xyzzy\", W/\"r2d2xxxx\", W/\"c3piozzzz\"").value().tags,
            (std::vector<Tag>{{"xyzzy", true}, {"r2d2xxxx", true}, {"c3piozzzz", true}}));
  EXPECT_TRUE(parse_entity_tags("*").value().any);
}

// RFC 9110 §8.8.3.2, the table of comparisons: weakly, W/"1" and "1" are the same, W/"2" is not.
TEST(EntityTags, WeakComparisonIgnoresWeakness) {
  EXPECT_TRUE(parse_entity_tags("W/\"1\"").value().matches_weakly("1"));
  EXPECT_TRUE(parse_entity_tags("\"1\"").value().matches_weakly("1"));
  EXPECT_FALSE(parse_entity_tags("W/\"2\"").value().matches_weakly("1"));
  EXPECT_TRUE(parse_entity_tags("*").value().matches_weakly("anything"));
}

TEST(EntityTags, AnythingElseIsRefused) {
  for (const char* text : {"", "x", "\"", "\"a", "w/\"a\"", "W/a", "\"a\" \"b\"", "\"a\",",
                           ",\"a\"", "\"a\"b", "\"a b\"", "*, \"a\"", "\"a\x7f\""})
    EXPECT_FALSE(parse_entity_tags(text).has_value()) << text;
  std::string many = "\"a\"";
  for (std::size_t i = 0; i < kEntityTagsMax; ++i) many += ",\"a\"";
  EXPECT_EQ(parse_entity_tags(many).error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace lw::http
