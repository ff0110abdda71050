#pragma once

#include <string>
#include <vector>

#include "report/svg.hpp"
#include "report/words.hpp"

namespace lw::report {

/// An entry of a legend: a sign or an area, and its word.
struct LegendEntry {
  std::string word;
  Sign sign = Sign::kNone;
  std::string css_class;  ///< tone of the sign
  bool is_area = false;   ///< draw `fill` instead of the sign
  Fill fill = Fill::kGrey;
};

/// Returns the height that draw_legend will use within `width_px`.
double legend_height(const std::vector<LegendEntry>& entries, double width_px);

/// Draws the entries in lines from the place of the top left corner.
void draw_legend(Svg& svg, Point corner, const std::vector<LegendEntry>& entries, double width_px);

}  // namespace lw::report
