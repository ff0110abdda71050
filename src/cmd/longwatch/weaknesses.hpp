#pragma once

#include "codec/cwe.hpp"

namespace lw::cmd {

/// Returns the names of weaknesses shipped with the program (cwe/weaknesses.tsv in the data
/// folder). Errors as data_folder and CweCatalogue::parse, with the file.
[[nodiscard]] Result<codec::CweCatalogue> load_weaknesses();

}  // namespace lw::cmd
