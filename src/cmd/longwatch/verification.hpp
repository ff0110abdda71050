#pragma once

#include <map>

#include "cmd/longwatch/session.hpp"
#include "domain/vulnerability/vulnerability.hpp"
#include "verify/verify.hpp"

namespace lw::cmd {

/// What a check of a published log found, held against the store that asks.
struct CheckedHistory {
  verify::VerifyReport report;
  std::map<std::uint64_t, verify::RecordVerdict> verdicts;  ///< by number of the entry
  std::uint64_t recorded = 0;                               ///< entries of the store's own history
  std::uint64_t published = 0;                              ///< of these, in the log
};

/// Returns the state of the history as it stands now, whatever day is asked about: it says who may
/// read what. Errors as Session::state.
[[nodiscard]] Result<core::State> present_state(Session& session);

/// Verifies the store's own published log, and the store against it: the same entries, and no
/// record key gone without a decision. Sealed records are opened with the keys of those that the
/// asker may read, so that no finding betrays one that they may not (R22). `options` needs its key.
/// Errors as verify_log and LocalStore.
[[nodiscard]] Result<CheckedHistory> check_history(Session& session, verify::VerifyOptions options);

/// As check_history for another copy of the log, which the store is not held against.
[[nodiscard]] Result<CheckedHistory> check_copy(Session& session,
                                                const std::filesystem::path& folder,
                                                verify::VerifyOptions options);

}  // namespace lw::cmd
