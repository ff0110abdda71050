#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "codec/reflect.hpp"
#include "domain/kernel/ids.hpp"

namespace lw::access {

/// What an actor may be (R88; paper 000 glossary and parts I, III). A person holds roles in an
/// organisation.
enum class Role {
  kIssuingAuthority,
  kNcca,  ///< national cybersecurity certification authority (CSA Art. 58)
  kCertificationBody,
  kItsef,      ///< evaluation laboratory
  kDeveloper,  ///< developer, vendor, holder of a certificate
  kEnisa,
  kEuropeanCommission,
  kAuditor,
  kPublic,
  kDocumentHolder,
  kAdministrator,
  kSystem,  ///< the clock: commands that fall due
};
LW_DESCRIBE_ENUM(Role, kIssuingAuthority, kNcca, kCertificationBody, kItsef, kDeveloper, kEnisa,
                 kEuropeanCommission, kAuditor, kPublic, kDocumentHolder, kAdministrator, kSystem)

/// What a laboratory or body is accredited for (R47).
struct Accreditation {
  std::string scope;  ///< technical domain or layer, as the surveillance slice asks for it
  Date from;
  Date until;  ///< inclusive
  bool operator==(const Accreditation&) const = default;
};
LW_DESCRIBE(Accreditation, scope, from, until)

/// A body that acts.
struct Organisation {
  OrganisationId id;
  std::string name;
  std::set<Role> kinds;
  std::string territory;  ///< ISO 3166-1 alpha-2, or "EU"
  std::vector<Accreditation> accreditations;
  bool operator==(const Organisation&) const = default;
};
LW_DESCRIBE(Organisation, id, name, kinds, territory, accreditations)

/// Roles of a person in one organisation over a period.
struct Membership {
  OrganisationId organisation;
  std::set<Role> roles;
  Date from;
  std::optional<Date> until;  ///< last day, inclusive
  bool operator==(const Membership&) const = default;
};
LW_DESCRIBE(Membership, organisation, roles, from, until)

/// A person's signature key: only the public half is ever known here.
struct Key {
  std::string key_id;
  Bytes public_key;  ///< Ed25519, 32 bytes (RFC 8032)
  std::optional<Date> revoked_on;
  bool operator==(const Key&) const = default;
};
LW_DESCRIBE(Key, key_id, public_key, revoked_on)

/// Somebody who acts. The id is a handle that the organisation resolves: no name, no personal datum
/// in the history.
struct Person {
  PersonId id;
  std::vector<Membership> memberships;
  std::vector<Key> keys;
  bool operator==(const Person&) const = default;
};
LW_DESCRIBE(Person, id, memberships, keys)

/// Need to know (R22): who may know of a matter at all.
struct Compartment {
  CompartmentId id;
  std::string purpose;
  std::set<PersonId> members;
  bool operator==(const Compartment&) const = default;
};
LW_DESCRIBE(Compartment, id, purpose, members)

/// Access taken in an emergency: granted at once, always reviewed (R138).
struct EmergencyAccess {
  std::string grant;  ///< id chosen by the caller, unique
  PersonId person;
  CompartmentId compartment;
  std::string reason;
  Instant from;
  Instant until;
  Date review_by;  ///< last day for the review
  std::optional<PersonId> reviewed_by;
  std::optional<std::string> review;
  bool operator==(const EmergencyAccess&) const = default;
};
LW_DESCRIBE(EmergencyAccess, grant, person, compartment, reason, from, until, review_by,
            reviewed_by, review)

/// A sealed record as the history shows it to everybody.
struct SealedRecord {
  std::uint64_t entry = 0;  ///< its number in the history
  std::string key_id;       ///< of its record key
  CompartmentId compartment;
  PersonId recorded_by;
  bool operator==(const SealedRecord&) const = default;
};
LW_DESCRIBE(SealedRecord, entry, key_id, compartment, recorded_by)

/// A record that was made unreadable for good, by whom and why.
struct Erasure {
  std::uint64_t entry = 0;
  PersonId by;
  std::string reason;
  Date on;
  bool operator==(const Erasure&) const = default;
};
LW_DESCRIBE(Erasure, entry, by, reason, on)

/// Record keys that left the store.
struct KeyExport {
  std::optional<CompartmentId> compartment;  ///< whose records; absent: of nobody's any more
  std::uint64_t records = 0;
  Digest key_ids;  ///< SHA-256 of the sorted key ids, each followed by a line feed
  PersonId by;
  std::string reason;
  Date on;
  bool operator==(const KeyExport&) const = default;
};
LW_DESCRIBE(KeyExport, compartment, records, key_ids, by, reason, on)

/// Which role may give which command: data, not code (R88, R139).
struct RoleMatrix {
  std::map<std::string, std::set<Role>>
      commands;  ///< command name → roles; a command that is not listed is nobody's
};
LW_DESCRIBE(RoleMatrix, commands)

}  // namespace lw::access
