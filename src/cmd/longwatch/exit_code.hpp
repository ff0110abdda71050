#pragma once

#include "base/result.hpp"

namespace lw::cmd {

/// Exit code for a line that could not be read.
inline constexpr int kExitUsage = 2;
/// Exit code of a verification that found something wrong.
inline constexpr int kExitFindings = 8;

/// Shown at the end of --help.
inline constexpr const char* kExitCodeHelp =
    "Exit codes: 0 done; 1 not available now (disk, lock); 2 wrong input; 3 refused by a rule; 4 "
    "not found;\n"
    "5 not allowed; 6 conflict; 7 something the answer needs is missing; 8 the store is not as it "
    "was written; 9 not supported.";

/// Returns the exit code of an error.
constexpr int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput:
    case ErrorCode::kTooLarge: return kExitUsage;
    case ErrorCode::kRefused: return 3;
    case ErrorCode::kNotFound: return 4;
    case ErrorCode::kForbidden: return 5;
    case ErrorCode::kConflict: return 6;
    case ErrorCode::kIncomplete: return 7;
    case ErrorCode::kCorrupt: return kExitFindings;
    case ErrorCode::kUnsupported: return 9;
    case ErrorCode::kUnavailable: return 1;
  }
  return 1;
}

}  // namespace lw::cmd
