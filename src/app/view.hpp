#pragma once

#include "app/replay.hpp"

namespace lw::app {

/// Returns true when something in the state is closed to the viewer: a case in a compartment that
/// they are outside of (R22).
[[nodiscard]] bool anything_closed(const core::State& whole, const vulnerability::Viewer& viewer);

/// Returns the state as the viewer may know it: replayed without the sealed entries that are closed
/// to them, so that nothing computed from it (erosion, resistance, proposals, clocks, findings)
/// betrays what they may not know (R22). `whole` is the state of the same history up to `until`. An
/// entry opens to everybody once its matter is restricted no longer. Errors as replay.
[[nodiscard]] Result<Replayed> replay_as_known_to(HistoryPort& history, VaultPort& vault,
                                                  const core::State& whole,
                                                  const vulnerability::Viewer& viewer,
                                                  std::optional<Instant> until = {});

}  // namespace lw::app
