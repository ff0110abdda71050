#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace lw::app {

/// Most bytes of one entry: a tlog-tiles entry bundle has 16-bit lengths (C2SP tlog-tiles, "Log
/// entries").
inline constexpr std::size_t kMaxEntryBytes = 65'535;

/// A span of entries, first inclusive, last exclusive. Entries are numbered from 0 without gaps.
struct EntryRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// Called for each entry in order; an error stops the scan and is returned from it. `bytes` is
/// valid during the call only.
using EntryVisitor = std::function<Result<void>(std::uint64_t seq, ByteView bytes)>;

/// The append-only history: numbered entries that are never changed or removed. One writer at a
/// time.
///
/// A call that returns an error has changed nothing. Not thread-safe: the shell serialises its
/// calls.
class HistoryPort {
 public:
  HistoryPort() = default;
  HistoryPort(const HistoryPort&) = delete;
  HistoryPort& operator=(const HistoryPort&) = delete;
  virtual ~HistoryPort() = default;

  /// Returns the name of this log, the origin line of its checkpoints; fixed when the log was
  /// created.
  [[nodiscard]] virtual const std::string& origin() const = 0;

  /// Returns the number of entries; a reader sees what a writer has committed. kUnavailable,
  /// kCorrupt.
  [[nodiscard]] virtual Result<std::uint64_t> size() = 0;

  /// Appends `entries` as one group, all or none, durable when it returns; returns the new size.
  ///
  /// One group is one synchronisation with the disk, so a caller with many entries gives them at
  /// once. kConflict when the log does not hold exactly `expected_size` entries (read again and
  /// retry); kTooLarge when an entry is over kMaxEntryBytes; kInvalidInput when one is empty;
  /// kRefused when opened for reading; kUnavailable when the disk is full or fails. An empty group
  /// changes nothing.
  [[nodiscard]] virtual Result<std::uint64_t> append(std::uint64_t expected_size,
                                                     std::span<const Bytes> entries) = 0;

  /// Returns one entry. kNotFound when seq >= size; kUnavailable, kCorrupt.
  [[nodiscard]] virtual Result<Bytes> read(std::uint64_t seq) = 0;

  /// Visits the entries of `range` in order. kNotFound when the range ends after the log; kCorrupt
  /// when a number is missing.
  [[nodiscard]] virtual Result<void> scan(EntryRange range, const EntryVisitor& visit) = 0;
};

}  // namespace lw::app
