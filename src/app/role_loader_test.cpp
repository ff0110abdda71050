#include "app/role_loader.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <fstream>
#include <regex>

#include "base/testing/places.hpp"
#include "domain/access/access.hpp"
#include "domain/core/names.hpp"
#include "domain/rules/rules.hpp"

namespace lw::app {
namespace {

using access::Role;

const std::string& file() {
  static const std::string path = source_folder() + "/data/roles/roles.toml";
  return path;
}

/// The file read a second way, line by line, so that the loader is not its own judge.
std::map<std::string, std::set<std::string>> by_lines() {
  std::map<std::string, std::set<std::string>> out;
  std::ifstream in(file());
  const std::regex entry("^\"([a-z_.]+)\" *= *\\[(.*)\\] *(#.*)?$");
  const std::regex word("\"([a-z_]+)\"");
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, entry)) continue;
    const std::string list = match[2];
    auto& roles = out[match[1]];
    for (std::sregex_iterator it(list.begin(), list.end(), word), end; it != end; ++it)
      roles.insert((*it)[1]);
  }
  return out;
}

/// A line for every command, all of them nobody's.
std::string complete_matrix() {
  std::string out = "[commands]\n";
  for (const auto name : core::command_names()) out += fmt::format("\"{}\" = []\n", name);
  return out;
}

/// A person for each role, in an organisation of that kind.
access::State one_of_each() {
  access::State out;
  for (const Role role : codec::enum_values<Role>()) {
    const std::string name(codec::enum_name(role));
    const OrganisationId organisation("org-" + name);
    out.organisations[organisation] = {organisation, name, {role}, "EE", {}};
    access::Person person;
    person.id = PersonId(name);
    person.memberships.push_back({organisation, {role}, Date::from_days(0), {}});
    out.people[person.id] = person;
  }
  return out;
}

TEST(RoleMatrix, R88_R139_EveryRoleMayGiveEveryCommandExactlyWhereTheFileSaysSo) {
  const auto matrix = load_role_matrix(file());
  ASSERT_TRUE(matrix.has_value()) << matrix.error().message();
  const auto expected = by_lines();
  const access::State state = one_of_each();
  const rules::RuleBook rules;
  const Instant now = Instant::parse("2026-01-01T00:00:00Z").value();
  std::size_t asked = 0;
  for (const auto name : core::command_names()) {
    const auto line = expected.find(std::string(name));
    ASSERT_NE(line, expected.end()) << name;
    for (const Role role : codec::enum_values<Role>()) {
      const std::string word(codec::enum_name(role));
      const PersonId actor = role == Role::kSystem ? access::system_actor() : PersonId(word);
      const Context context{now, now.date(), actor, OrganisationId("org-" + word), rules};
      const auto permitted = access::permit(state, *matrix, name, context);
      EXPECT_EQ(permitted.has_value(), line->second.contains(word)) << word << " gives " << name;
      if (!permitted) EXPECT_EQ(permitted.error().code, ErrorCode::kForbidden);
      ++asked;
    }
  }
  EXPECT_EQ(asked, 12 * core::command_names().size());
  EXPECT_EQ(expected.size(), core::command_names().size());
}

TEST(RoleMatrix, R88_ARoleOfOneOrganisationCountsForNoOther) {
  const auto matrix = load_role_matrix(file());
  ASSERT_TRUE(matrix.has_value());
  const access::State state = one_of_each();
  const rules::RuleBook rules;
  const Instant now = Instant::parse("2026-01-01T00:00:00Z").value();
  for (const auto name : core::command_names()) {
    const Context context{now, now.date(), PersonId("issuing_authority"),
                          OrganisationId("org-ncca"), rules};
    EXPECT_FALSE(access::permit(state, *matrix, name, context)) << name;
  }
}

TEST(RoleMatrix, R26_OnlyTheIssuingAuthorityMayAcceptARisk) {
  EXPECT_EQ(by_lines().at("risk.accept_risk"), (std::set<std::string>{"issuing_authority"}));
}

TEST(RoleMatrix, TheDocumentHolderThePublicAndTheCommissionGiveNoDecision) {
  const auto matrix = load_role_matrix(file());
  ASSERT_TRUE(matrix.has_value());
  for (const auto name : core::decision_names()) {
    for (const Role role :
         {Role::kPublic, Role::kDocumentHolder, Role::kEuropeanCommission, Role::kSystem}) {
      EXPECT_FALSE(matrix->commands.at(std::string(name)).contains(role)) << name;
    }
  }
}

void expect_refused(const std::string& text, std::string_view naming) {
  const auto matrix = read_role_matrix(text, "roles.toml");
  ASSERT_FALSE(matrix.has_value());
  EXPECT_EQ(matrix.error().code, ErrorCode::kInvalidInput);
  const std::string message = matrix.error().message();
  EXPECT_NE(message.find(naming), std::string::npos) << message;
  EXPECT_NE(message.find("roles.toml"), std::string::npos) << message;
}

TEST(RoleMatrix, AnUnknownRoleAMissingAndAnUnknownCommandAreNamed) {
  ASSERT_TRUE(read_role_matrix(complete_matrix(), "roles.toml").has_value());
  std::string unknown_role = complete_matrix();
  const std::string line = "\"risk.accept_risk\" = []";
  unknown_role.replace(unknown_role.find(line), line.size(),
                       "\"risk.accept_risk\" = [\"emperor\"]");
  expect_refused(unknown_role, "emperor");
  std::string missing = complete_matrix();
  missing.erase(missing.find(line), line.size());
  expect_refused(missing, "risk.accept_risk");
  expect_refused(complete_matrix() + "\"risk.forget\" = []\n", "risk.forget");
}

TEST(RoleMatrix, AMalformedFileIsRefusedWithItsPlace) {
  expect_refused("commands = 3", "commands");
  expect_refused("[commands]\n\"risk.accept_risk\" = 3\n", "roles.toml:2");
  expect_refused("[commands]\n\"risk.accept_risk\" = [3]\n", "roles.toml:2");
  expect_refused(complete_matrix() + "[more]\n", "one table");
  expect_refused("[commands\n", "roles.toml:1");
}

TEST(RoleMatrix, AFileThatIsNotThereIsNotFound) {
  EXPECT_EQ(load_role_matrix("/nonexistent/roles.toml").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace lw::app
