#pragma once

#include <string_view>

namespace lw::report {

/// Returns the style sheet of the page: light, dark, forced colours, paper. No address in it.
std::string_view style_sheet();

}  // namespace lw::report
