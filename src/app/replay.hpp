#pragma once

#include <optional>

#include "app/ports/history_port.hpp"
#include "app/ports/vault_port.hpp"
#include "codec/record.hpp"
#include "domain/core/state.hpp"

namespace lw::app {

/// One record of the history as the core understands it.
struct Entry {
  std::uint64_t seq = 0;
  codec::Record record;
  std::optional<core::Event> event;  ///< absent when the key of a sealed body was destroyed
  std::optional<Bytes> signature;    ///< of the record, or from within its sealed body
};

/// Called for each entry in order; an error stops the reading and is returned.
using EntryReader = std::function<Result<void>(const Entry& entry)>;

/// Reads the history from `from` on and opens sealed bodies with the vault's keys. kCorrupt for a
/// record that cannot be read, kUnsupported for an event of a newer Longwatch; both name the entry.
[[nodiscard]] Result<void> read_entries(HistoryPort& history, VaultPort& vault, std::uint64_t from,
                                        const EntryReader& reader);

/// The state after a stretch of history, and where it stands.
struct Replayed {
  core::State state;
  std::uint64_t size = 0;        ///< entries applied
  std::uint64_t unreadable = 0;  ///< sealed entries whose key is destroyed
  Instant last_at;               ///< when the last entry was recorded
};

/// Returns the state as it was known at `until` (inclusive; everything when absent): the same as
/// that of a store stopped then.
[[nodiscard]] Result<Replayed> replay(HistoryPort& history, VaultPort& vault,
                                      std::optional<Instant> until = {});

}  // namespace lw::app
