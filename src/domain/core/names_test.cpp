#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "domain/core/names.hpp"

namespace lw::core {
namespace {

/// Field names of the first message of that name in a variant of variants, read from its JSON form
/// with every optional set.
template <class V>
std::set<std::string> fields_of(std::string_view name) {
  std::set<std::string> out;
  [&]<class... S>(std::type_identity<std::variant<S...>>) {
    const auto slice = [&]<class... M>(std::type_identity<std::variant<M...>>) {
      const auto one = [&]<class T>(std::type_identity<T>) {
        if (name != T::kName) return;
        boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
            [&](auto d) { out.insert(d.name); });
      };
      (one(std::type_identity<M>{}), ...);
    };
    (slice(std::type_identity<S>{}), ...);
  }(std::type_identity<V>{});
  return out;
}

TEST(Names, EveryNameIsGivenOnce) {
  auto names = command_names();
  for (const auto name : event_names()) names.push_back(name);
  const std::set<std::string_view> unique(names.begin(), names.end());
  EXPECT_EQ(unique.size(), names.size());
  for (const auto name : names) {
    EXPECT_NE(name.find('.'), std::string_view::npos) << name;
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_."), std::string_view::npos)
        << name;
  }
}

TEST(Names, R16_EveryDecisionHasAnEventThatRepeatsItsFields) {
  const auto decisions = decision_names();
  EXPECT_EQ(decision_events().size(), decisions.size());
  for (const auto name : decisions) {
    const auto row = std::ranges::find(decision_events(), name, &DecisionEvent::command);
    ASSERT_NE(row, decision_events().end()) << name << " has no row in names.cpp";
    const auto command = fields_of<Command>(name);
    const auto event = fields_of<Event>(row->event);
    EXPECT_TRUE(command.contains("reason")) << name;
    for (const auto& field : command) {
      EXPECT_TRUE(event.contains(field)) << row->event << " lacks " << field << " of " << name;
    }
  }
}

TEST(Names, EveryCommandTellsItsFields) {
  for (const auto name : command_names()) {
    const auto schema = command_schema(name);
    ASSERT_TRUE(schema.has_value()) << name;
    std::set<std::string> told;
    for (const auto& [field, shape] : schema->at("properties").get_object()) told.emplace(field);
    EXPECT_EQ(told, fields_of<Command>(name)) << name;
  }
  EXPECT_EQ(command_schema("certificate.frobnicate").error().code, ErrorCode::kNotFound);
}

TEST(Names, AnUnknownCommandAndAnUnknownEventAreRefusedByName) {
  EXPECT_EQ(command_from_json("certificate.frobnicate", boost::json::object()).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(event_from_cbor("certificate.frobnicated", 1, {}).error().code,
            ErrorCode::kUnsupported);
  EXPECT_EQ(event_from_cbor("catalog.component_registered", 99, {}).error().code,
            ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace lw::core
