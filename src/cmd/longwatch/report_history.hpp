#pragma once

#include "cmd/longwatch/ask.hpp"
#include "report/report.hpp"

namespace lw::cmd {

/// Verifies the history behind a report and fills in what was found, and the decisions that the
/// reader may know of, each with the verifier's verdict on its own signature. Errors as
/// check_history.
[[nodiscard]] Result<void> fill_history(report::Report& out, Session& session, const Asked& ask);

}  // namespace lw::cmd
