#include "report/bars.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "report/axis.hpp"
#include "report/legend.hpp"
#include "report/table.hpp"

namespace lw::report {

namespace {

constexpr double kWidth = 1160;
constexpr double kGutter = 84;
constexpr double kPlot = kWidth - kGutter - 10;
constexpr double kHeight = 230;
constexpr double kFont = 11;
constexpr std::array<Fill, 4> kFills = {Fill::kBlue, Fill::kWarnHatch, Fill::kBlueDots,
                                        Fill::kGreyHatch};

/// Year → value of each series.
using ByYear = std::map<std::int32_t, std::vector<std::optional<std::int64_t>>>;

ByYear by_year(const std::vector<StockSeries>& series) {
  ByYear out;
  for (std::size_t i = 0; i < series.size(); ++i) {
    for (const YearValue& value : series[i].years) {
      auto& row = out[value.year];
      row.resize(series.size());
      row[i] = value.units;
    }
  }
  return out;
}

/// "760" for 760 000 where thousands are exact enough to be read from a picture.
std::string short_number(std::int64_t value, bool thousands) {
  return thousands ? grouped(value / 1000 + (value % 1000 >= 500 ? 1 : 0)) : grouped(value);
}

}  // namespace

std::string year_bars(std::string_view id, std::string_view title, const std::string& caption,
                      const std::vector<StockSeries>& series) {
  const ByYear years = by_year(series);
  std::int64_t most = 0;
  for (const auto& [year, row] : years)
    for (const auto& value : row) most = std::max(most, value.value_or(0));
  const bool thousands = most >= 100'000;
  std::vector<LegendEntry> legend;
  legend.reserve(series.size());
  for (std::size_t i = 0; i < series.size(); ++i)
    legend.push_back({.word = fitted(series[i].label, kWidth - 60, 11.5),
                      .is_area = true,
                      .fill = kFills.at(i)});
  const double top = legend_height(legend, kWidth) + 34;
  const double bottom = top + kHeight;
  Svg svg({.id = std::string(id) + "-bars",
           .title = std::string(title),
           .description = caption + " Bars for " + std::to_string(years.size()) + " years and " +
                          std::to_string(series.size()) +
                          " series. The table below lists every value.",
           .width = kWidth,
           .height = bottom + 28});
  draw_legend(svg, {2, 0}, legend, kWidth);
  svg.text({2, top - 14}, thousands ? "thousand documents" : "documents", "label");
  const ValueScale values(most, kHeight);
  for (const std::int64_t tick : values.ticks()) {
    const double y = bottom - values.at(tick);
    svg.line({kGutter, y}, {kGutter + kPlot, y}, "grid");
    svg.text({kGutter - 8, y + 4}, short_number(tick, thousands), "tick", Anchor::kEnd);
  }
  const double group = years.empty() ? kPlot : kPlot / static_cast<double>(years.size());
  const double bar =
      std::min(46.0, (group - std::min(16.0, group * 0.3)) /
                         static_cast<double>(std::max<std::size_t>(1, series.size())));
  double left = kGutter;
  const bool every_label = text_width("2000", kFont) + 6 < group;
  for (const auto& [year, row] : years) {
    const double first = left + (group - bar * static_cast<double>(row.size())) / 2;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const double x = first + bar * static_cast<double>(i);
      if (!row[i]) continue;
      const double height = values.at(*row[i]);
      svg.open_group(std::to_string(year) + ", " + series[i].label + ": " + grouped(*row[i]),
                     "bar");
      if (*row[i] > 0)
        svg.area({x + 1, bottom - std::max(1.0, height), bar - 2, std::max(1.0, height)},
                 kFills.at(i));
      const std::string label = short_number(*row[i], thousands);
      if (text_width(label, 10) < bar + 1)
        svg.text({x + bar / 2, bottom - height - 5}, label, "value", Anchor::kMiddle);
      svg.close_group();
    }
    if (every_label || year % 5 == 0)
      svg.text({left + group / 2, bottom + 18}, std::to_string(year), "tick", Anchor::kMiddle);
    left += group;
  }
  svg.line({kGutter, bottom}, {kGutter + kPlot, bottom}, "axis");
  return svg.take();
}

void write_year_table(Markup& out, std::string_view caption,
                      const std::vector<StockSeries>& series) {
  std::vector<Column> columns = {{"Year", ColumnKind::kShort}};
  for (const StockSeries& one : series) columns.push_back({one.label, ColumnKind::kNumber});
  Table table(out, caption, columns);
  for (const auto& [year, row] : by_year(series)) {
    table.row().text(std::to_string(year));
    for (const auto& value : row) table.number(value);
  }
  table.end();
}

}  // namespace lw::report
