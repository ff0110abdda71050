#pragma once

#include <variant>

#include "domain/access/types.hpp"
#include "domain/kernel/message.hpp"

namespace lw::access {

/// Command: makes an organisation known, or corrects what is known of it.
struct RegisterOrganisation {
  static constexpr std::string_view kName = "access.register_organisation";
  static constexpr std::uint32_t kVersion = 1;
  OrganisationId organisation;
  std::string name;
  std::set<Role> kinds;
  std::string territory;
  std::vector<Accreditation> accreditations;
};
LW_DESCRIBE(RegisterOrganisation, organisation, name, kinds, territory, accreditations)

/// Command: makes a person known with a key and the roles in one organisation. Roles must be among
/// the organisation's kinds, or administrator or auditor.
struct EnrolPerson {
  static constexpr std::string_view kName = "access.enrol_person";
  static constexpr std::uint32_t kVersion = 1;
  PersonId person;
  OrganisationId organisation;
  std::set<Role> roles;
  std::string key_id;
  Bytes public_key;
};
LW_DESCRIBE(EnrolPerson, person, organisation, roles, key_id, public_key)

/// Command: changes the roles of a person in an organisation from a day on; no roles ends the
/// membership.
struct AssignRoles {
  static constexpr std::string_view kName = "access.assign_roles";
  static constexpr std::uint32_t kVersion = 1;
  PersonId person;
  OrganisationId organisation;
  std::set<Role> roles;
};
LW_DESCRIBE(AssignRoles, person, organisation, roles)

/// Command: adds a signature key to a person.
struct AddKey {
  static constexpr std::string_view kName = "access.add_key";
  static constexpr std::uint32_t kVersion = 1;
  PersonId person;
  std::string key_id;
  Bytes public_key;
};
LW_DESCRIBE(AddKey, person, key_id, public_key)

/// Command: ends the use of a key; what it signed before stays signed.
struct RevokeKey {
  static constexpr std::string_view kName = "access.revoke_key";
  static constexpr std::uint32_t kVersion = 1;
  PersonId person;
  std::string key_id;
  std::string reason;
};
LW_DESCRIBE(RevokeKey, person, key_id, reason)

/// Command: opens a compartment with its first members.
struct OpenCompartment {
  static constexpr std::string_view kName = "access.open_compartment";
  static constexpr std::uint32_t kVersion = 1;
  CompartmentId compartment;
  std::string purpose;
  std::set<PersonId> members;
};
LW_DESCRIBE(OpenCompartment, compartment, purpose, members)

/// Command: sets who is in a compartment. Only a member may; at least one member stays.
struct SetCompartmentMembers {
  static constexpr std::string_view kName = "access.set_compartment_members";
  static constexpr std::uint32_t kVersion = 1;
  CompartmentId compartment;
  std::set<PersonId> members;
};
LW_DESCRIBE(SetCompartmentMembers, compartment, members)

/// Command: takes access to a compartment at once, for a stated reason, for at most 24 hours; a
/// review opens by itself (R138).
struct TakeEmergencyAccess {
  static constexpr std::string_view kName = "access.take_emergency_access";
  static constexpr std::uint32_t kVersion = 1;
  std::string grant;
  CompartmentId compartment;
  std::string reason;
};
LW_DESCRIBE(TakeEmergencyAccess, grant, compartment, reason)

/// Command: reviews an emergency access. Never by the person who took it. A signed decision.
struct ReviewEmergencyAccess {
  static constexpr std::string_view kName = "access.review_emergency_access";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  std::string grant;
  std::string reason;  ///< what the reviewer found
};
LW_DESCRIBE(ReviewEmergencyAccess, grant, reason)

/// Command: takes record keys out of the store, so that others can read those records and judge
/// their signatures. Of a compartment: only by a member. The keys themselves are not in it. A
/// signed decision.
struct ExportRecordKeys {
  static constexpr std::string_view kName = "access.export_record_keys";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  std::optional<CompartmentId> compartment;  ///< absent: of what is restricted no longer
  std::uint64_t records = 0;
  Digest key_ids;  ///< SHA-256 of the sorted key ids, each followed by a line feed
  std::string reason;
};
LW_DESCRIBE(ExportRecordKeys, compartment, records, key_ids, reason)

/// Command: destroys the keys of sealed records, so that nobody ever reads them again. By a member
/// of their compartments who recorded none of them; `reason` stays in clear for ever. A signed
/// decision.
struct DestroyRecordKeys {
  static constexpr std::string_view kName = "access.destroy_record_keys";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  std::vector<SealedRecord> records;
  std::string reason;
};
LW_DESCRIBE(DestroyRecordKeys, records, reason)

using Command = std::variant<RegisterOrganisation, EnrolPerson, AssignRoles, AddKey, RevokeKey,
                             OpenCompartment, SetCompartmentMembers, TakeEmergencyAccess,
                             ReviewEmergencyAccess, ExportRecordKeys, DestroyRecordKeys>;

/// Event: an organisation is known as this.
struct OrganisationRegistered {
  static constexpr std::string_view kName = "access.organisation_registered";
  static constexpr std::uint32_t kVersion = 1;
  OrganisationId organisation;
  std::string name;
  std::set<Role> kinds;
  std::string territory;
  std::vector<Accreditation> accreditations;
};
LW_DESCRIBE(OrganisationRegistered, organisation, name, kinds, territory, accreditations)

/// Event: a person is known, with a key.
struct PersonEnrolled {
  static constexpr std::string_view kName = "access.person_enrolled";
  static constexpr std::uint32_t kVersion = 1;
  PersonId person;
  OrganisationId organisation;
  std::set<Role> roles;
  std::string key_id;
  Bytes public_key;
  Date on;
};
LW_DESCRIBE(PersonEnrolled, person, organisation, roles, key_id, public_key, on)

/// Event: from that day a person has these roles in the organisation.
struct RolesAssigned {
  static constexpr std::string_view kName = "access.roles_assigned";
  static constexpr std::uint32_t kVersion = 1;
  PersonId person;
  OrganisationId organisation;
  std::set<Role> roles;
  Date on;
};
LW_DESCRIBE(RolesAssigned, person, organisation, roles, on)

/// Event: a person has one more key.
struct KeyAdded {
  static constexpr std::string_view kName = "access.key_added";
  static constexpr std::uint32_t kVersion = 1;
  PersonId person;
  std::string key_id;
  Bytes public_key;
};
LW_DESCRIBE(KeyAdded, person, key_id, public_key)

/// Event: a key may no longer sign.
struct KeyRevoked {
  static constexpr std::string_view kName = "access.key_revoked";
  static constexpr std::uint32_t kVersion = 1;
  PersonId person;
  std::string key_id;
  std::string reason;
  Date on;
};
LW_DESCRIBE(KeyRevoked, person, key_id, reason, on)

/// Event: a compartment has these members.
struct CompartmentSet {
  static constexpr std::string_view kName = "access.compartment_set";
  static constexpr std::uint32_t kVersion = 1;
  CompartmentId compartment;
  std::string purpose;
  std::set<PersonId> members;
};
LW_DESCRIBE(CompartmentSet, compartment, purpose, members)

/// Event: a person took access in an emergency.
struct EmergencyAccessTaken {
  static constexpr std::string_view kName = "access.emergency_access_taken";
  static constexpr std::uint32_t kVersion = 1;
  std::string grant;
  PersonId person;
  CompartmentId compartment;
  std::string reason;
  Instant from;
  Instant until;
  Date review_by;
};
LW_DESCRIBE(EmergencyAccessTaken, grant, person, compartment, reason, from, until, review_by)

/// Event: an emergency access was reviewed.
struct EmergencyAccessReviewed {
  static constexpr std::string_view kName = "access.emergency_access_reviewed";
  static constexpr std::uint32_t kVersion = 1;
  std::string grant;
  std::string reason;
  PersonId reviewer;
};
LW_DESCRIBE(EmergencyAccessReviewed, grant, reason, reviewer)

/// Event: record keys left the store.
struct RecordKeysExported {
  static constexpr std::string_view kName = "access.record_keys_exported";
  static constexpr std::uint32_t kVersion = 1;
  std::optional<CompartmentId> compartment;
  std::uint64_t records = 0;
  Digest key_ids;
  std::string reason;
  PersonId by;
  Date on;
};
LW_DESCRIBE(RecordKeysExported, compartment, records, key_ids, reason, by, on)

/// Event: these records are to be unreadable for good; who keeps the keys destroys them.
struct RecordKeysDestroyed {
  static constexpr std::string_view kName = "access.record_keys_destroyed";
  static constexpr std::uint32_t kVersion = 1;
  std::vector<SealedRecord> records;
  std::string reason;
  PersonId by;
  Date on;
};
LW_DESCRIBE(RecordKeysDestroyed, records, reason, by, on)

using Event = std::variant<OrganisationRegistered, PersonEnrolled, RolesAssigned, KeyAdded,
                           KeyRevoked, CompartmentSet, EmergencyAccessTaken,
                           EmergencyAccessReviewed, RecordKeysExported, RecordKeysDestroyed>;

}  // namespace lw::access
