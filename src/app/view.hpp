#pragma once

#include "app/replay.hpp"

namespace lw::app {

/// Returns true when something in the state is closed to the viewer: a case in a compartment that
/// they are outside of (R22).
[[nodiscard]] bool anything_closed(const core::State& whole, const vulnerability::Viewer& viewer);

/// Returns the compartment that an entry's matter is in now, which is not always the one it was
/// sealed in; nullopt for one in clear, one in no compartment any more, and one that cannot be
/// read. Means of exploitation stay in theirs (R21). A matter that the state does not know yet is
/// still in the one it was sealed in.
[[nodiscard]] std::optional<CompartmentId> compartment_now(const core::State& whole,
                                                           const Entry& entry);

/// Returns true when the entry is about a case in a compartment that the viewer is outside of
/// (R22), or holds means of exploitation that are not for them (R21). Any other entry opens to
/// everybody once its matter is restricted no longer.
[[nodiscard]] bool closed_to(const core::State& whole, const vulnerability::Viewer& viewer,
                             const Entry& entry);

/// Returns the state as the viewer may know it: replayed without the sealed entries that are closed
/// to them, so that nothing computed from it (erosion, resistance, proposals, clocks, findings)
/// betrays what they may not know (R22). `whole` is the state of the same history up to `until`.
/// Errors as replay.
[[nodiscard]] Result<Replayed> replay_as_known_to(HistoryPort& history, VaultPort& vault,
                                                  const core::State& whole,
                                                  const vulnerability::Viewer& viewer,
                                                  std::optional<Instant> until = {});

}  // namespace lw::app
