#pragma once

#include <vector>

#include "domain/access/messages.hpp"
#include "domain/kernel/context.hpp"
#include "domain/kernel/due.hpp"

namespace lw::access {

/// How long an emergency access lasts, and how soon it is reviewed. House policy; no law read sets
/// these.
inline constexpr std::int64_t kEmergencyHours = 24;
inline constexpr std::int32_t kEmergencyReviewDays = 7;
/// How many people a compartment may hold.
inline constexpr std::size_t kCompartmentMembersMax = 500;
/// How many records one command destroys: they fit one entry of the history.
inline constexpr std::size_t kRecordsErasedMax = 128;
/// Bounds on what names a record, on a reason, and on the exports that are remembered.
inline constexpr std::size_t kKeyIdMaxBytes = 64;
inline constexpr std::size_t kReasonMaxBytes = 8192;
inline constexpr std::size_t kExportsMax = 10000;
inline constexpr std::uint64_t kEntryMax = std::uint64_t{1} << 48;
/// An Ed25519 public key (RFC 8032 §5.1.5).
inline constexpr std::size_t kPublicKeySize = 32;

/// Everybody who acts, and who may know what.
struct State {
  std::map<OrganisationId, Organisation> organisations;
  std::map<PersonId, Person> people;
  std::map<CompartmentId, Compartment> compartments;
  std::map<std::string, EmergencyAccess> emergencies;
  std::map<std::string, Erasure> erasures;  ///< by the id of the record key that is to be destroyed
  std::vector<KeyExport> exports;           ///< oldest first
};
LW_DESCRIBE(State, organisations, people, compartments, emergencies, erasures, exports)

/// Returns the events that follow from a command. kNotFound, kConflict, kForbidden or kRefused with
/// the reason otherwise.
[[nodiscard]] Result<std::vector<Event>> decide(const State& state, const Command& command,
                                                const Context& context);

/// Returns the state after an event; never fails.
void apply(State& state, const Event& event);

/// Returns what must never hold: a member or reviewer who is nobody, a key of wrong length, a
/// review by the taker.
[[nodiscard]] std::vector<std::string> violations(const State& state);

/// Adds the reviews of emergency accesses that are owed (R138).
void clocks(const State& state, Instant now, std::vector<Clock>& out);

/// The actor that gives commands which fall due.
const PersonId& system_actor();

/// Returns the organisation; nullptr when unknown.
const Organisation* find_organisation(const State& state, const OrganisationId& id);

/// True when the organisation is of that kind.
bool is_kind(const State& state, const OrganisationId& id, Role kind);

/// True when the person holds the role in that organisation on that day.
bool has_role(const State& state, const PersonId& person, Role role, const OrganisationId& in,
              Date on);

/// True when the person may know of matters in the compartment at that moment: member, or emergency
/// access that runs.
bool in_compartment(const State& state, const PersonId& person, const CompartmentId& compartment,
                    Instant now);

/// Returns the one answer to who names a record that is not there, is not sealed, or that they may
/// not read: the three are equal in every byte (R22).
std::unexpected<Error> no_sealed_record(std::uint64_t entry);

/// Decides whether the actor may give the command for that organisation now: by the role matrix
/// alone. kForbidden otherwise, with the roles that may. The system actor holds kSystem and nothing
/// else.
[[nodiscard]] Result<void> permit(const State& state, const RoleMatrix& matrix,
                                  std::string_view command, const Context& context);

}  // namespace lw::access
