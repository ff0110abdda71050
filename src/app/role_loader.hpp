#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"
#include "domain/access/types.hpp"

namespace lw::app {

/// Loads the role matrix: one TOML table `commands`, command name = list of role names. Every
/// command that the core knows is listed, and none that it does not: kInvalidInput naming the first
/// that is missing or unknown, with file and line for a malformed file; kNotFound, kTooLarge,
/// kUnavailable for the file itself.
[[nodiscard]] Result<access::RoleMatrix> load_role_matrix(const std::filesystem::path& file);

/// Reads the matrix from text; `file` only names it in errors.
[[nodiscard]] Result<access::RoleMatrix> read_role_matrix(std::string_view text,
                                                          std::string_view file);

}  // namespace lw::app
