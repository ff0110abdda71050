#pragma once

#include <string>

namespace lw {

/// The root of the sources, where tests find the shipped data; an absolute path.
[[nodiscard]] std::string source_folder();

/// The build folder, where a test may write under a name of its own; an absolute path.
[[nodiscard]] std::string build_folder();

}  // namespace lw
