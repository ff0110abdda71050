#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/markup.hpp"
#include "report/pictures.hpp"

namespace lw::report {

/// Returns grouped bars by year, one fill for each series (at most kStockSeriesMax). Years that no
/// series names are left out.
std::string year_bars(std::string_view id, std::string_view title, const std::string& caption,
                      const std::vector<StockSeries>& series);

/// Writes the same values as a table: a row for each year, a column for each series.
void write_year_table(Markup& out, std::string_view caption,
                      const std::vector<StockSeries>& series);

}  // namespace lw::report
