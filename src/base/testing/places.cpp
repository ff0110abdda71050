#include "base/testing/places.hpp"

namespace lw {

std::string source_folder() { return LW_SOURCE_DIR; }

std::string build_folder() { return LW_BINARY_DIR; }

}  // namespace lw
