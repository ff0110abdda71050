#pragma once

#include <string>
#include <vector>

#include "verify/verify.hpp"

namespace lw::verify {

/// Returns text of a log for a terminal: control characters, which a hostile log may hold, become
/// "?".
std::string on_one_line(std::string text);

/// Returns a finding as one line, as on_one_line.
std::string line_of(const Finding& finding);

/// Returns what the verifier saw as lines for people: the log, its decisions, its sealed records,
/// and what it cannot say of them; then each finding.
std::vector<std::string> lines_of(const VerifyReport& report);

}  // namespace lw::verify
