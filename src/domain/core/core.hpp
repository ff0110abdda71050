#pragma once

#include <optional>

#include "domain/core/state.hpp"
#include "domain/kernel/due.hpp"
#include "domain/kernel/finding.hpp"

namespace lw::core {

/// How many commands one command may bring about in other slices before we call it a loop.
inline constexpr std::size_t kConsequencesMax = 20000;

/// Decides one command: may the actor give it (role matrix), and what follows from it. Changes
/// nothing. kForbidden by the matrix, otherwise whatever the slice refuses with.
[[nodiscard]] Result<std::vector<Event>> decide(const State& state, const Policy& policy,
                                                const Command& command, const Context& context);

/// Applies one event. Total: never fails.
void apply(State& state, const Event& event);

/// Returns the commands that other slices owe because of an event, given the state after it (R12,
/// R54, E15, …). They are given by the system in the same transaction; a refusal of one is not an
/// error of the command that caused it.
std::vector<Command> consequences(const State& after, const Event& event, const Context& context);

/// Returns every broken invariant, in words; empty when all is well.
std::vector<std::string> violations(const State& state);

/// Returns every deadline that runs, soonest first.
std::vector<Clock> clocks(const State& state, Instant now, const rules::RuleBook& rules);

/// Returns everything that is not as it should be, gravest first.
std::vector<Finding> findings(const State& state, Date on, const rules::RuleBook& rules);

/// Returns the compartment under whose keys the event's body is sealed; nullopt when it is kept in
/// clear.
std::optional<CompartmentId> compartment_of(const State& state, const Event& event);

}  // namespace lw::core
