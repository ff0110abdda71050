#include <fmt/format.h>

#include <algorithm>

#include "domain/access/access.hpp"

namespace lw::access {
namespace {

using Events = std::vector<Event>;

Result<const Person*> require_person(const State& state, const PersonId& id) {
  const auto it = state.people.find(id);
  if (it == state.people.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("person {} is not enrolled", id.text()), {},
                "enrol them first: access.enrol_person");
  }
  return &it->second;
}

Result<const Organisation*> require_organisation(const State& state, const OrganisationId& id) {
  const Organisation* found = find_organisation(state, id);
  if (found == nullptr) {
    return fail(ErrorCode::kNotFound, fmt::format("organisation {} is not registered", id.text()),
                {}, "register it first: access.register_organisation");
  }
  return found;
}

Result<void> roles_fit(const Organisation& organisation, const std::set<Role>& roles) {
  for (const Role role : roles) {
    const bool general = role == Role::kAdministrator || role == Role::kAuditor;
    if (role == Role::kSystem || (!general && !organisation.kinds.contains(role))) {
      return fail(
          ErrorCode::kRefused,
          fmt::format("{} cannot give the role {}", organisation.id.text(), codec::enum_name(role)),
          {}, "a role is one of the organisation's kinds, administrator or auditor");
    }
  }
  return {};
}

Result<void> key_fits(const State& state, const std::string& key_id, const Bytes& key) {
  if (key_id.empty() || key.size() != kPublicKeySize) {
    return fail(ErrorCode::kInvalidInput, "a signature key has an id and 32 bytes (Ed25519)");
  }
  for (const auto& [id, person] : state.people) {
    const bool used = std::ranges::any_of(
        person.keys, [&](const Key& k) { return k.key_id == key_id || k.public_key == key; });
    if (used) {
      return fail(ErrorCode::kConflict, fmt::format("key {} is in use already", key_id), {},
                  "every person has keys of their own");
    }
  }
  return {};
}

Result<Events> on(const State& state, const RegisterOrganisation& c, const Context&) {
  if (c.name.empty() || c.kinds.empty() || c.territory.size() != 2) {
    return fail(
        ErrorCode::kInvalidInput,
        fmt::format("organisation {} needs a name, a kind and a territory", c.organisation.text()),
        {}, "territory is a two-letter country code, or EU");
  }
  const Organisation next{c.organisation, c.name, c.kinds, c.territory, c.accreditations};
  const Organisation* known = find_organisation(state, c.organisation);
  if (known != nullptr && *known == next) return Events{};
  return Events{
      OrganisationRegistered{c.organisation, c.name, c.kinds, c.territory, c.accreditations}};
}

Result<Events> on(const State& state, const EnrolPerson& c, const Context& context) {
  if (state.people.contains(c.person) || c.person == system_actor()) {
    return fail(ErrorCode::kConflict, fmt::format("person {} is enrolled already", c.person.text()),
                {}, "use access.assign_roles or access.add_key");
  }
  LW_TRY(const Organisation* organisation, require_organisation(state, c.organisation));
  if (c.roles.empty())
    return fail(ErrorCode::kInvalidInput, fmt::format("{} has no role", c.person.text()));
  LW_CHECK(roles_fit(*organisation, c.roles));
  LW_CHECK(key_fits(state, c.key_id, c.public_key));
  return Events{PersonEnrolled{c.person, c.organisation, c.roles, c.key_id, c.public_key,
                               context.effective_on}};
}

Result<Events> on(const State& state, const AssignRoles& c, const Context& context) {
  LW_CHECK(require_person(state, c.person));
  LW_TRY(const Organisation* organisation, require_organisation(state, c.organisation));
  LW_CHECK(roles_fit(*organisation, c.roles));
  return Events{RolesAssigned{c.person, c.organisation, c.roles, context.effective_on}};
}

Result<Events> on(const State& state, const AddKey& c, const Context&) {
  LW_CHECK(require_person(state, c.person));
  LW_CHECK(key_fits(state, c.key_id, c.public_key));
  return Events{KeyAdded{c.person, c.key_id, c.public_key}};
}

Result<Events> on(const State& state, const RevokeKey& c, const Context& context) {
  LW_TRY(const Person* person, require_person(state, c.person));
  const auto key = std::ranges::find(person->keys, c.key_id, &Key::key_id);
  if (key == person->keys.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("{} has no key {}", c.person.text(), c.key_id));
  }
  if (c.reason.empty()) return fail(ErrorCode::kInvalidInput, "a key is revoked for a reason");
  if (key->revoked_on) return Events{};
  return Events{KeyRevoked{c.person, c.key_id, c.reason, context.effective_on}};
}

Result<void> members_fit(const State& state, const std::set<PersonId>& members) {
  if (members.empty() || members.size() > kCompartmentMembersMax) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a compartment has 1 to {} members", kCompartmentMembersMax));
  }
  for (const auto& member : members) LW_CHECK(require_person(state, member));
  return {};
}

Result<Events> on(const State& state, const OpenCompartment& c, const Context&) {
  if (state.compartments.contains(c.compartment)) {
    return fail(ErrorCode::kConflict, fmt::format("compartment {} exists", c.compartment.text()));
  }
  LW_CHECK(members_fit(state, c.members));
  return Events{CompartmentSet{c.compartment, c.purpose, c.members}};
}

Result<Events> on(const State& state, const SetCompartmentMembers& c, const Context& context) {
  const auto it = state.compartments.find(c.compartment);
  // A person outside gets the answer for a compartment that does not exist (R22).
  if (it == state.compartments.end() ||
      !in_compartment(state, context.actor, c.compartment, context.now)) {
    return fail(ErrorCode::kNotFound, fmt::format("no compartment {}", c.compartment.text()));
  }
  LW_CHECK(members_fit(state, c.members));
  if (it->second.members == c.members) return Events{};
  return Events{CompartmentSet{c.compartment, it->second.purpose, c.members}};
}

Result<Events> on(const State& state, const TakeEmergencyAccess& c, const Context& context) {
  if (c.grant.empty() || c.reason.empty()) {
    return fail(ErrorCode::kInvalidInput, "emergency access needs a grant id and a reason");
  }
  if (state.emergencies.contains(c.grant)) {
    return fail(ErrorCode::kConflict, fmt::format("grant {} exists", c.grant));
  }
  if (!state.compartments.contains(c.compartment)) {
    return fail(ErrorCode::kNotFound, fmt::format("no compartment {}", c.compartment.text()));
  }
  return Events{EmergencyAccessTaken{c.grant, context.actor, c.compartment, c.reason, context.now,
                                     context.now.plus_hours(kEmergencyHours),
                                     context.now.date().plus_days(kEmergencyReviewDays)}};
}

Result<Events> on(const State& state, const ReviewEmergencyAccess& c, const Context& context) {
  const auto it = state.emergencies.find(c.grant);
  if (it == state.emergencies.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("no emergency access {}", c.grant));
  }
  if (it->second.person == context.actor) {
    return fail(ErrorCode::kForbidden, "nobody reviews their own emergency access", {},
                "ask another auditor");
  }
  if (it->second.reviewed_by)
    return fail(ErrorCode::kConflict, fmt::format("{} is reviewed already", c.grant));
  if (c.reason.empty()) return fail(ErrorCode::kInvalidInput, "a review says what was found");
  return Events{EmergencyAccessReviewed{c.grant, c.reason, context.actor}};
}

Result<void> reason_fits(const std::string& reason) {
  if (reason.empty()) return fail(ErrorCode::kInvalidInput, "a reason is missing", "reason");
  if (reason.size() > kReasonMaxBytes)
    return fail(ErrorCode::kTooLarge, "the reason is too long", "reason");
  return {};
}

/// Emergency access lets somebody read for a day. What outlasts it, keys taken out or destroyed, is
/// for members.
bool is_member(const State& state, const PersonId& person, const CompartmentId& compartment) {
  const auto it = state.compartments.find(compartment);
  return it != state.compartments.end() && it->second.members.contains(person);
}

Result<Events> on(const State& state, const ExportRecordKeys& c, const Context& context) {
  if (c.compartment && !is_member(state, context.actor, *c.compartment)) {
    // A person outside gets the answer for a compartment that does not exist (R22).
    return fail(ErrorCode::kNotFound, fmt::format("no compartment {}", c.compartment->text()));
  }
  LW_CHECK(reason_fits(c.reason));
  if (c.records == 0 || c.records > kEntryMax)
    return fail(ErrorCode::kInvalidInput, "there is no key to take out", "records");
  if (state.exports.size() >= kExportsMax)
    return fail(ErrorCode::kTooLarge, "keys were taken out too often");
  return Events{RecordKeysExported{c.compartment, c.records, c.key_ids, c.reason, context.actor,
                                   context.effective_on}};
}

/// Whether one record may be erased by the actor: a member of its compartment who did not record
/// it.
Result<void> may_erase(const State& state, const SealedRecord& record, const Context& context) {
  if (record.key_id.empty() || record.key_id.size() > kKeyIdMaxBytes || record.entry > kEntryMax)
    return fail(ErrorCode::kInvalidInput, "a record is named by its entry and its key", "records");
  if (!is_member(state, context.actor, record.compartment)) return no_sealed_record(record.entry);
  if (record.recorded_by == context.actor) {
    return fail(
        ErrorCode::kForbidden,
        fmt::format("entry {}: nobody destroys what they recorded themselves", record.entry), {},
        "ask somebody else in the compartment");
  }
  return {};
}

Result<Events> on(const State& state, const DestroyRecordKeys& c, const Context& context) {
  LW_CHECK(reason_fits(c.reason));
  if (c.records.empty() || c.records.size() > kRecordsErasedMax) {
    return fail(ErrorCode::kInvalidInput, fmt::format("name 1 to {} records", kRecordsErasedMax),
                "records");
  }
  std::set<std::string> keys;
  for (const SealedRecord& record : c.records) {
    LW_CHECK(may_erase(state, record, context));
    if (!keys.insert(record.key_id).second)
      return fail(ErrorCode::kInvalidInput, "a record is named twice", "records");
  }
  const auto gone = [&](const std::string& key) { return state.erasures.contains(key); };
  if (std::ranges::all_of(keys, gone)) return Events{};
  if (std::ranges::any_of(keys, gone))
    return fail(ErrorCode::kConflict, "some of these records are destroyed already", "records");
  return Events{RecordKeysDestroyed{c.records, c.reason, context.actor, context.effective_on}};
}

}  // namespace

std::unexpected<Error> no_sealed_record(std::uint64_t entry) {
  return fail(ErrorCode::kNotFound, fmt::format("no sealed record {}", entry), "records");
}

Result<Events> decide(const State& state, const Command& command, const Context& context) {
  return std::visit([&](const auto& c) { return on(state, c, context); }, command);
}

}  // namespace lw::access
