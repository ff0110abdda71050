#pragma once

#include "cmd/longwatch/verb.hpp"
#include "domain/core/state.hpp"

// Cases that opened in a compartment, and the risks that they opened, have ids that nobody can
// guess (R22). People inside call them by the part before the digits: by their handle.

namespace lw::cmd {

/// Returns the id of the case that a person means by what they typed: the id itself, or its handle
/// (`case-2017-1` for `case-2017-1~9f86d081884c7d65`). Only cases that the viewer may know of are
/// looked at; with none of them the text is returned as it is, so that who is outside gets the
/// answer for a case that does not exist (R22). kInvalidInput when it may mean several; a trailing
/// "~" says that the id stands as typed.
[[nodiscard]] Result<std::string> meant_case(const core::State& state,
                                             const vulnerability::Viewer& viewer,
                                             const std::string& typed);

/// As meant_case, for a risk: `risk-ee-id-2014` for `risk-ee-id-2014-9f86d081884c7d65`.
[[nodiscard]] Result<std::string> meant_risk(const core::State& state,
                                             const vulnerability::Viewer& viewer,
                                             const std::string& typed);

/// As meant_case and meant_risk, for what a verb's arguments name.
[[nodiscard]] Result<Arguments> with_meant_ids(Session& session, const Arguments& arguments);

/// As meant_case and meant_risk, for every id that a command names, but not for that of a case or
/// risk that it opens.
[[nodiscard]] Result<core::Command> with_meant_ids(const core::State& state,
                                                   const vulnerability::Viewer& viewer,
                                                   core::Command command);

}  // namespace lw::cmd
