#pragma once

#include "app/ports/history_port.hpp"
#include "app/ports/vault_port.hpp"
#include "domain/core/state.hpp"

namespace lw::app {

/// Returns the erasure that a command is; nullptr for every other command.
const access::DestroyRecordKeys* as_erasure(const core::Command& command);

/// Decides whether records may go: the history holds each as the command says, sealed in matters of
/// compartments of the actor; none is a signed decision; without them the history replays to a
/// state that breaks no invariant, nothing that stays builds on what is gone, and nothing that
/// stays sealed becomes open to more people. `whole` is the state of the history now. kNotFound as
/// access::no_sealed_record; kRefused naming what would break or open. Reads the history twice.
[[nodiscard]] Result<void> check_erasure(HistoryPort& history, VaultPort& vault,
                                         const core::State& whole,
                                         const access::DestroyRecordKeys& erasure,
                                         const PersonId& actor);

/// Destroys the keys of every decided erasure that the vault still holds; returns how many. Errors
/// of the vault; what was destroyed before stays destroyed, and the call can be repeated.
[[nodiscard]] Result<std::size_t> carry_out_erasures(VaultPort& vault, const access::State& access);

}  // namespace lw::app
