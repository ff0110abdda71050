#include <fmt/format.h>

#include <algorithm>

#include "domain/access/access.hpp"

namespace lw::access {
namespace {

/// Ends the memberships of a person in an organisation on the day before `on`.
void end_membership(Person& person, const OrganisationId& organisation, Date on) {
  for (auto& membership : person.memberships) {
    if (membership.organisation == organisation && !membership.until)
      membership.until = on.plus_days(-1);
  }
}

void on(State& state, const OrganisationRegistered& e) {
  state.organisations[e.organisation] = {e.organisation, e.name, e.kinds, e.territory,
                                         e.accreditations};
}

void on(State& state, const PersonEnrolled& e) {
  state.people[e.person] = {e.person,
                            {{e.organisation, e.roles, e.on, std::nullopt}},
                            {{e.key_id, e.public_key, std::nullopt}}};
}

void on(State& state, const RolesAssigned& e) {
  const auto it = state.people.find(e.person);
  if (it == state.people.end()) return;
  end_membership(it->second, e.organisation, e.on);
  if (!e.roles.empty())
    it->second.memberships.push_back({e.organisation, e.roles, e.on, std::nullopt});
}

void on(State& state, const KeyAdded& e) {
  const auto it = state.people.find(e.person);
  if (it != state.people.end()) it->second.keys.push_back({e.key_id, e.public_key, std::nullopt});
}

void on(State& state, const KeyRevoked& e) {
  const auto it = state.people.find(e.person);
  if (it == state.people.end()) return;
  for (auto& key : it->second.keys) {
    if (key.key_id == e.key_id) key.revoked_on = e.on;
  }
}

void on(State& state, const CompartmentSet& e) {
  state.compartments[e.compartment] = {e.compartment, e.purpose, e.members};
}

void on(State& state, const EmergencyAccessTaken& e) {
  state.emergencies[e.grant] = {
      e.grant, e.person, e.compartment, e.reason, e.from, e.until, e.review_by, {}, {}};
}

void on(State& state, const EmergencyAccessReviewed& e) {
  const auto it = state.emergencies.find(e.grant);
  if (it == state.emergencies.end()) return;
  it->second.reviewed_by = e.reviewer;
  it->second.review = e.reason;
}

void on(State& state, const RecordKeysExported& e) {
  state.exports.push_back({e.compartment, e.records, e.key_ids, e.by, e.reason, e.on});
}

void on(State& state, const RecordKeysDestroyed& e) {
  for (const SealedRecord& record : e.records)
    state.erasures.try_emplace(record.key_id, Erasure{record.entry, e.by, e.reason, e.on});
}

}  // namespace

void apply(State& state, const Event& event) {
  std::visit([&](const auto& e) { on(state, e); }, event);
}

std::vector<std::string> violations(const State& state) {
  std::vector<std::string> out;
  for (const auto& [id, compartment] : state.compartments) {
    for (const auto& member : compartment.members) {
      if (!state.people.contains(member))
        out.push_back(fmt::format("{} admits unknown {}", id.text(), member.text()));
    }
  }
  for (const auto& [id, person] : state.people) {
    for (const auto& key : person.keys) {
      if (key.public_key.size() != kPublicKeySize)
        out.push_back(fmt::format("key {} has a wrong length", key.key_id));
    }
  }
  for (const auto& [id, grant] : state.emergencies) {
    if (grant.reviewed_by == grant.person)
      out.push_back(fmt::format("{} was reviewed by its taker", id));
  }
  for (const auto& [key, erasure] : state.erasures) {
    if (erasure.reason.empty())
      out.push_back(fmt::format("key {} was destroyed for no reason", key));
  }
  return out;
}

void clocks(const State& state, Instant now, std::vector<Clock>& out) {
  for (const auto& [id, grant] : state.emergencies) {
    if (grant.reviewed_by) continue;
    out.push_back({"policy.emergency_review", "house policy", "emergency access " + id,
                   "review why " + grant.person.text() + " entered " + grant.compartment.text(),
                   "auditor", grant.from.date(), grant.review_by, std::nullopt,
                   clock_state(now, grant.review_by)});
  }
}

const PersonId& system_actor() {
  static const PersonId kSystemActor("system");
  return kSystemActor;
}

const Organisation* find_organisation(const State& state, const OrganisationId& id) {
  const auto it = state.organisations.find(id);
  return it == state.organisations.end() ? nullptr : &it->second;
}

bool is_kind(const State& state, const OrganisationId& id, Role kind) {
  const Organisation* found = find_organisation(state, id);
  return found != nullptr && found->kinds.contains(kind);
}

bool has_role(const State& state, const PersonId& person, Role role, const OrganisationId& in,
              Date on) {
  const auto it = state.people.find(person);
  if (it == state.people.end()) return false;
  return std::ranges::any_of(it->second.memberships, [&](const Membership& m) {
    return m.organisation == in && m.roles.contains(role) && m.from <= on &&
           (!m.until || on <= *m.until);
  });
}

bool in_compartment(const State& state, const PersonId& person, const CompartmentId& compartment,
                    Instant now) {
  const auto it = state.compartments.find(compartment);
  if (it == state.compartments.end()) return false;
  if (it->second.members.contains(person)) return true;
  return std::ranges::any_of(state.emergencies, [&](const auto& entry) {
    const EmergencyAccess& grant = entry.second;
    return grant.person == person && grant.compartment == compartment && grant.from <= now &&
           now <= grant.until;
  });
}

Result<void> permit(const State& state, const RoleMatrix& matrix, std::string_view command,
                    const Context& context) {
  const auto it = matrix.commands.find(std::string(command));
  const std::set<Role> allowed = it == matrix.commands.end() ? std::set<Role>{} : it->second;
  if (context.actor == system_actor()) {
    if (allowed.contains(Role::kSystem)) return {};
  } else if (std::ranges::any_of(allowed, [&](Role role) {
               return has_role(state, context.actor, role, context.authority, context.now.date());
             })) {
    return {};
  }
  std::string who;
  for (const Role role : allowed)
    who += (who.empty() ? "" : ", ") + std::string(codec::enum_name(role));
  return fail(ErrorCode::kForbidden,
              fmt::format("{} may not give {} for {}", context.actor.text(), command,
                          context.authority.empty() ? "nobody" : context.authority.text()),
              {}, who.empty() ? "no role may" : "roles that may: " + who);
}

}  // namespace lw::access
