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

/// anna and carl are in the compartment, ben is not; ben may enter it in an emergency.
State shared_compartment() {
  State state = office();
  run(state,
      EnrolPerson{
          PersonId("carl"), OrganisationId("police"), {Role::kIssuingAuthority}, "k-carl", key(3)},
      as("system", ""));
  run(state, SetCompartmentMembers{CompartmentId("roca"), {PersonId("anna"), PersonId("carl")}},
      as("anna", "police"));
  run(state, TakeEmergencyAccess{"g", CompartmentId("roca"), "outage"}, as("ben", "ria"));
  return state;
}

DestroyRecordKeys destroy(std::uint64_t entry, const char* recorded_by,
                          const char* compartment = "roca") {
  return {
      {{entry, "key-" + std::to_string(entry), CompartmentId(compartment), PersonId(recorded_by)}},
      "the means are no longer needed"};
}

TEST(Access, ARecordIsErasedByAMemberWhoDidNotRecordIt) {
  State state = shared_compartment();
  EXPECT_EQ(decide(state, destroy(7, "carl"), as("carl", "police")).error().code,
            ErrorCode::kForbidden);
  run(state, destroy(7, "carl"), as("anna", "police"));
  ASSERT_TRUE(state.erasures.contains("key-7"));
  EXPECT_EQ(state.erasures.at("key-7"),
            (Erasure{7, PersonId("anna"), "the means are no longer needed", day("2017-08-30")}));
  EXPECT_TRUE(violations(state).empty());
  const auto again = decide(state, destroy(7, "carl"), as("anna", "police"));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->empty());
  auto both = destroy(7, "carl");
  both.records.push_back(destroy(8, "carl").records[0]);
  EXPECT_EQ(decide(state, both, as("anna", "police")).error().code, ErrorCode::kConflict);
}

TEST(Access, R22_WhoIsOutsideLearnsNotWhetherTheRecordIsThere) {
  const State state = shared_compartment();
  const auto outside = decide(state, destroy(7, "carl"), as("ben", "ria"));
  const auto absent = decide(state, destroy(7, "carl", "nowhere"), as("anna", "police"));
  ASSERT_FALSE(outside || absent);
  EXPECT_EQ(outside.error(), absent.error());
  EXPECT_EQ(outside.error(), no_sealed_record(7).error());
}

TEST(Access, AnErasureNeedsRecordsAndAReason) {
  const State state = shared_compartment();
  const auto refused = [&](DestroyRecordKeys c) {
    const auto answer = decide(state, c, as("anna", "police"));
    return answer ? std::string("taken") : std::string(to_string(answer.error().code));
  };
  auto c = destroy(7, "carl");
  c.reason.clear();
  EXPECT_EQ(refused(c), "invalid_input");
  c = destroy(7, "carl");
  c.records.clear();
  EXPECT_EQ(refused(c), "invalid_input");
  c = destroy(7, "carl");
  c.records.push_back(c.records[0]);
  EXPECT_EQ(refused(c), "invalid_input");
  c = destroy(7, "carl");
  c.records.resize(kRecordsErasedMax + 1, c.records[0]);
  EXPECT_EQ(refused(c), "invalid_input");
  c = destroy(kEntryMax + 1, "carl");
  EXPECT_EQ(refused(c), "invalid_input");
}

TEST(Access, KeysOfACompartmentAreTakenOutByItsMembersAlone) {
  State state = shared_compartment();
  const ExportRecordKeys of_roca{CompartmentId("roca"), 3, {}, "for the auditor"};
  const auto outside = decide(state, of_roca, as("ben", "ria"));
  ASSERT_FALSE(outside) << "emergency access is for a day; keys outlast it";
  EXPECT_EQ(outside.error().code, ErrorCode::kNotFound);
  run(state, of_roca, as("anna", "police"));
  run(state, ExportRecordKeys{{}, 5, {}, "published with the log"}, as("ben", "ria"));
  ASSERT_EQ(state.exports.size(), 2U);
  EXPECT_EQ(state.exports[0].by, PersonId("anna"));
  EXPECT_EQ(state.exports[1].compartment, std::nullopt);
  EXPECT_FALSE(decide(state, ExportRecordKeys{{}, 0, {}, "nothing"}, as("ben", "ria")));
  EXPECT_FALSE(decide(state, ExportRecordKeys{{}, 1, {}, ""}, as("ben", "ria")));
}

}  // namespace
}  // namespace lw::access
