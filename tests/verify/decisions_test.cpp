// The verifier's table of what has to be signed is its own; here it is held against the writer's.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "domain/core/names.hpp"
#include "verify/decisions.hpp"

namespace lw::test {
namespace {

/// The fields of a message, and which of them may be absent.
using Shape = std::map<std::string, bool>;

/// Shape of the message of that name in a variant of variants; empty when there is none.
template <class V>
Shape shape_of(std::string_view name) {
  Shape out;
  [&]<class... S>(std::type_identity<std::variant<S...>>) {
    const auto slice = [&]<class... M>(std::type_identity<std::variant<M...>>) {
      const auto one = [&]<class T>(std::type_identity<T>) {
        if (name != T::kName) return;
        boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
            [&](auto d) {
              using Member = std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>;
              out[d.name] = codec::detail::kIsOptional<Member>;
            });
      };
      (one(std::type_identity<M>{}), ...);
    };
    (slice(std::type_identity<S>{}), ...);
  }(std::type_identity<V>{});
  return out;
}

std::set<std::string> texts(const std::vector<std::string_view>& names) {
  return {names.begin(), names.end()};
}

TEST(Decisions, R16_TheVerifierAsksForEverySignatureThatTheWriterDoes) {
  std::map<std::string_view, std::string_view> ours;
  std::map<std::string_view, std::string_view> theirs;
  for (const auto& rule : verify::known_decisions()) ours[rule.command] = rule.event;
  for (const auto& row : core::decision_events()) theirs[row.command] = row.event;
  EXPECT_EQ(ours, theirs);
  EXPECT_EQ(ours.size(), verify::known_decisions().size()) << "a command stands there twice";
  const auto names = core::decision_names();
  EXPECT_EQ(ours.size(), names.size());
  for (const auto name : names) EXPECT_TRUE(ours.contains(name)) << name;
}

TEST(Decisions, R16_TheConsequencesAreThoseOfTheWriter) {
  for (const auto& row : core::decision_events()) {
    const auto rule =
        std::ranges::find(verify::known_decisions(), row.command, &verify::DecisionRule::command);
    ASSERT_NE(rule, verify::known_decisions().end()) << row.command;
    std::set<std::string_view> ours;
    for (const auto& further : rule->consequences) ours.insert(further.event);
    EXPECT_EQ(ours, (std::set<std::string_view>(row.further.begin(), row.further.end())))
        << row.command;
  }
}

TEST(Decisions, R16_AFieldThatMayBeAbsentIsHeldToWhatWasSigned) {
  for (const auto& rule : verify::known_decisions()) {
    const Shape command = shape_of<core::Command>(rule.command);
    const Shape event = shape_of<core::Event>(rule.event);
    ASSERT_FALSE(command.empty() || event.empty()) << rule.command;
    std::set<std::string> optional_in_both;
    for (const auto& [field, optional] : command) {
      ASSERT_TRUE(event.contains(field)) << rule.event << " lacks " << field;
      if (optional && event.at(field)) optional_in_both.insert(field);
    }
    EXPECT_EQ(texts(rule.only_if_signed), optional_in_both) << rule.command;
  }
}

TEST(Decisions, R16_AConsequenceRepeatsFieldsThatBothHave) {
  for (const auto& rule : verify::known_decisions()) {
    const Shape command = shape_of<core::Command>(rule.command);
    for (const auto& further : rule.consequences) {
      const Shape event = shape_of<core::Event>(further.event);
      EXPECT_FALSE(further.same.empty()) << further.event;
      for (const auto& field : texts(further.same)) {
        EXPECT_TRUE(command.contains(field)) << rule.command << " " << field;
        EXPECT_TRUE(event.contains(field)) << further.event << " " << field;
      }
      EXPECT_EQ(further.field.empty(), further.values.empty()) << rule.command;
      if (!further.field.empty())
        EXPECT_TRUE(command.contains(std::string(further.field))) << rule.command;
    }
  }
}

}  // namespace
}  // namespace lw::test
