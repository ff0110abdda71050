#include "codec/json.hpp"

#include <gtest/gtest.h>

#include <string>

namespace lw::codec {
namespace {

TEST(Json, ANumberBeyondADoubleIsRefusedWithItsPlace) {
  for (const std::string& number : {"1e999", "-1e400", "13e531"}) {
    const auto value = parse_json("{\"a\":\n" + number + "}");
    ASSERT_FALSE(value) << number;
    EXPECT_EQ(value.error().code, ErrorCode::kInvalidInput);
    EXPECT_TRUE(value.error().where.starts_with("line 2, column ")) << value.error().where;
  }
  EXPECT_TRUE(parse_json("[1e308,-1e308,1e-999]"));
}

TEST(Json, EveryFaultHasItsPlace) {
  const std::pair<std::string, std::string> kBad[] = {{"{\n \"a\": 1,\n \"a\": 2}", "line 3"},
                                                      {"[1,\n2,\nx]", "line 3"},
                                                      {"[\"\xE4\"]", "line 1"},
                                                      {"[1]\n[2]", "line 2"},
                                                      {"[1", "line 1"},
                                                      {"", "line 1"},
                                                      {"\xFF\xFE[\0", "line 1"},
                                                      {std::string(100, '['), "line 1, column"}};
  for (const auto& [text, where] : kBad) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_TRUE(value.error().where.starts_with(where)) << text << ": " << value.error().where;
  }
}

}  // namespace
}  // namespace lw::codec
