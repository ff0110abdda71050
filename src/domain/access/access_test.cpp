#include <gtest/gtest.h>

#include "domain/access/access.hpp"
#include "domain/rules/rules.hpp"

namespace lw::access {
namespace {

const rules::RuleBook kNoRules{};

Date day(std::string_view text) { return Date::parse(text).value(); }

Context as(const char* person, const char* organisation,
           std::string_view at = "2017-08-30T09:00:00Z") {
  const Instant now = Instant::parse(at).value();
  return {now, now.date(), PersonId(person), OrganisationId(organisation), kNoRules};
}

Bytes key(std::uint8_t fill) { return Bytes(kPublicKeySize, fill); }

void run(State& state, const Command& command, const Context& context) {
  const auto events = decide(state, command, context);
  ASSERT_TRUE(events) << events.error().message();
  for (const auto& event : *events) apply(state, event);
}

State office() {
  State state;
  const Context setup = as("system", "");
  run(state,
      RegisterOrganisation{
          OrganisationId("police"), "Police board", {Role::kIssuingAuthority}, "EE", {}},
      setup);
  run(state, RegisterOrganisation{OrganisationId("ria"), "NCCA", {Role::kNcca}, "EE", {}}, setup);
  run(state,
      EnrolPerson{
          PersonId("anna"), OrganisationId("police"), {Role::kIssuingAuthority}, "k-anna", key(1)},
      setup);
  run(state,
      EnrolPerson{
          PersonId("ben"), OrganisationId("ria"), {Role::kNcca, Role::kAuditor}, "k-ben", key(2)},
      setup);
  run(state, OpenCompartment{CompartmentId("roca"), "shared key generation", {PersonId("anna")}},
      as("anna", "police"));
  return state;
}

TEST(Access, R13_RolesAreHeldInAnOrganisationAndForAPeriod) {
  State state = office();
  EXPECT_TRUE(
      has_role(state, PersonId("ben"), Role::kNcca, OrganisationId("ria"), day("2017-08-30")));
  EXPECT_FALSE(
      has_role(state, PersonId("ben"), Role::kNcca, OrganisationId("police"), day("2017-08-30")));
  EXPECT_FALSE(
      has_role(state, PersonId("ben"), Role::kNcca, OrganisationId("ria"), day("2017-08-29")));
  run(state, AssignRoles{PersonId("ben"), OrganisationId("ria"), {}},
      as("system", "", "2018-01-10T00:00:00Z"));
  EXPECT_TRUE(
      has_role(state, PersonId("ben"), Role::kNcca, OrganisationId("ria"), day("2018-01-09")));
  EXPECT_FALSE(
      has_role(state, PersonId("ben"), Role::kNcca, OrganisationId("ria"), day("2018-01-10")));
}

TEST(Access, AnOrganisationGivesOnlyRolesOfItsOwnKind) {
  State state = office();
  const auto refused =
      decide(state, AssignRoles{PersonId("anna"), OrganisationId("police"), {Role::kNcca}},
             as("system", ""));
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  const auto system =
      decide(state, AssignRoles{PersonId("anna"), OrganisationId("police"), {Role::kSystem}},
             as("system", ""));
  EXPECT_EQ(system.error().code, ErrorCode::kRefused);
}

TEST(Access, R22_ACompartmentIsUnknownToThoseOutside) {
  const State state = office();
  const SetCompartmentMembers inside{CompartmentId("roca"), {PersonId("anna"), PersonId("ben")}};
  SetCompartmentMembers nowhere = inside;
  nowhere.compartment = CompartmentId("rocb");
  auto outside = decide(state, inside, as("ben", "ria")).error();
  const auto absent = decide(state, nowhere, as("ben", "ria")).error();
  EXPECT_EQ(outside.code, absent.code);
  EXPECT_EQ(outside.what.substr(0, 15), absent.what.substr(0, 15));
  EXPECT_TRUE(decide(state, inside, as("anna", "police")));
}

TEST(Access, R138_EmergencyAccessIsGrantedAtOnceAndAlwaysReviewed) {
  State state = office();
  EXPECT_FALSE(
      decide(state, TakeEmergencyAccess{"g1", CompartmentId("roca"), ""}, as("ben", "ria")));
  run(state, TakeEmergencyAccess{"g1", CompartmentId("roca"), "border gates down"},
      as("ben", "ria"));
  EXPECT_TRUE(in_compartment(state, PersonId("ben"), CompartmentId("roca"),
                             Instant::parse("2017-08-31T09:00:00Z").value()));
  EXPECT_FALSE(in_compartment(state, PersonId("ben"), CompartmentId("roca"),
                              Instant::parse("2017-08-31T09:00:01Z").value()));
  std::vector<Clock> due;
  clocks(state, Instant::parse("2017-09-07T00:00:00Z").value(), due);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].state, ClockState::kOverdue);
  EXPECT_EQ(decide(state, ReviewEmergencyAccess{"g1", "fine"}, as("ben", "ria")).error().code,
            ErrorCode::kForbidden);
  run(state, ReviewEmergencyAccess{"g1", "justified"}, as("anna", "police"));
  due.clear();
  clocks(state, Instant::parse("2017-09-07T00:00:00Z").value(), due);
  EXPECT_TRUE(due.empty());
}

TEST(Access, AKeyBelongsToOnePerson) {
  const State state = office();
  const auto taken = decide(state, AddKey{PersonId("ben"), "k-new", key(1)}, as("system", ""));
  EXPECT_EQ(taken.error().code, ErrorCode::kConflict);
  const auto wrong_length =
      decide(state, AddKey{PersonId("ben"), "k-new", Bytes(31, 9)}, as("system", ""));
  EXPECT_EQ(wrong_length.error().code, ErrorCode::kInvalidInput);
}

TEST(Access, R88_ACommandOutsideTheMatrixIsNobodys) {
  const State state = office();
  const RoleMatrix matrix{{{"case.open", {Role::kIssuingAuthority}}}};
  EXPECT_TRUE(permit(state, matrix, "case.open", as("anna", "police")));
  EXPECT_EQ(permit(state, matrix, "case.open", as("ben", "ria")).error().code,
            ErrorCode::kForbidden);
  EXPECT_EQ(permit(state, matrix, "case.open", as("anna", "ria")).error().code,
            ErrorCode::kForbidden);
  EXPECT_EQ(permit(state, matrix, "case.close", as("anna", "police")).error().code,
            ErrorCode::kForbidden);
  EXPECT_EQ(permit(state, matrix, "case.open", as("system", "")).error().code,
            ErrorCode::kForbidden);
}

}  // namespace
}  // namespace lw::access
