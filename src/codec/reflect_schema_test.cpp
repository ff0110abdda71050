#include "codec/reflect_schema.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "codec/reflect_json.hpp"

namespace lw::codec {
namespace {

enum class Colour { kRed, kDarkBlue };
LW_DESCRIBE_ENUM(Colour, kRed, kDarkBlue)

struct Lot {
  std::uint8_t count = 0;
  Colour colour = Colour::kRed;
  std::optional<Date> until;
  std::string note;
  std::set<std::string> tags;
  std::map<std::string, bool> flags;
};
LW_DESCRIBE(Lot, count, colour, until, note, tags, flags)

boost::json::value json(std::string_view text) { return boost::json::parse(text); }

// JSON Schema 2020-12, Core clause 10 and Validation clause 6.
TEST(JsonSchema, OfAStructNamesItsFieldsTheirTypesAndWhatIsNeeded) {
  EXPECT_EQ(boost::json::value(json_schema<Lot>()), json(R"({
    "type":"object","additionalProperties":false,"required":["count","colour"],"properties":{
      "count":{"type":"integer","minimum":0,"maximum":255},
      "colour":{"type":"string","enum":["red","dark_blue"]},
      "until":{"type":"string","format":"date"},
      "note":{"type":"string"},
      "tags":{"type":"array","items":{"type":"string"}},
      "flags":{"type":"object","additionalProperties":{"type":"boolean"}}}})"));
}

TEST(JsonSchema, SaysNeededExactlyWhereTheReaderRefusesItsAbsence) {
  const boost::json::object whole = json(R"({"count":3,"colour":"red","until":"2025-01-01",
      "note":"n","tags":["t"],"flags":{"f":true}})")
                                        .get_object();
  const auto schema = json_schema<Lot>();
  std::set<std::string> required;
  for (const auto& name : schema.at("required").get_array()) required.emplace(name.get_string());
  for (const auto& [name, value] : whole) {
    boost::json::object without = whole;
    without.erase(name);
    EXPECT_EQ(!from_json<Lot>(without).has_value(), required.contains(std::string(name))) << name;
  }
}

}  // namespace
}  // namespace lw::codec
