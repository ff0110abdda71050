#include <algorithm>

#include "report/axis.hpp"
#include "report/bars.hpp"
#include "report/legend.hpp"
#include "report/sections.hpp"
#include "report/table.hpp"

namespace lw::report {

namespace {

constexpr double kWidth = 1160;
constexpr double kGutter = 236;
constexpr double kGap = 26;
constexpr double kRow = 40;
constexpr double kBar = 16;
constexpr double kFont = 11.5;
constexpr std::size_t kUsesInARow = 3;

/// Room of one use: its bar, then its number.
struct Panel {
  double left = 0;
  double bar_width = 0;
};

void draw_steps(Svg& svg, const std::vector<ExposureStep>& steps, double top, double right) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double y = top + kRow * static_cast<double>(i);
    if (i % 2 == 0) svg.box({0, y, right, kRow}, "stripe");
    const std::string date = steps[i].on ? long_date(*steps[i].on) : "";
    const auto lines = wrapped(steps[i].label, kGutter - 20, kFont * (i == 0 ? kBoldWidth : 1),
                               date.empty() ? 2 : 1);
    double line_y = y + (date.empty() && lines.size() < 2 ? 24 : 17);
    for (const std::string& line : lines) {
      svg.text({8, line_y}, line, i == 0 ? "label-strong" : "label");
      line_y += 15;
    }
    if (!date.empty()) svg.text({8, y + 32}, date, "tick");
  }
}

void draw_value(Svg& svg, const ExposureValue& value, std::int64_t total, const Panel& panel,
                double y, bool is_before) {
  const double top = y + (kRow - kBar) / 2;
  svg.box({panel.left, top, panel.bar_width, kBar}, "track");
  const double text_y = top + 12.5;
  if (!value.units) {
    svg.area({panel.left, top, panel.bar_width, kBar}, Fill::kGreyHatch);
    svg.text({panel.left + panel.bar_width + 6, text_y}, "no data", "value");
    return;
  }
  // The track is the whole programme, so parts compare across uses and steps.
  const double part =
      total <= 0
          ? 0
          : std::clamp(static_cast<double>(*value.units) / static_cast<double>(total), 0.0, 1.0);
  if (*value.units > 0)
    svg.area({panel.left, top, std::max(1.5, panel.bar_width * part), kBar},
             is_before ? Fill::kAlarm : Fill::kAlarmHatch);
  svg.text({panel.left + panel.bar_width + 6, text_y}, grouped(*value.units),
           *value.units == 0 ? "value-quiet" : "value");
}

std::string exposure_picture(const Exposure& exposure) {
  const std::size_t columns = std::min(kUsesInARow, exposure.uses.size());
  const std::size_t blocks = (exposure.uses.size() + columns - 1) / columns;
  const double number_width =
      std::max(text_width(grouped(exposure.units_total), kFont), text_width("no data", kFont)) + 10;
  const double panel_width =
      (kWidth - kGutter - kGap * static_cast<double>(columns - 1)) / static_cast<double>(columns);
  const std::vector<LegendEntry> legend = {
      {.word = "exposed before any measure", .is_area = true, .fill = Fill::kAlarm},
      {.word = "still exposed after the measure", .is_area = true, .fill = Fill::kAlarmHatch},
      {.word = "length of the frame: all " + grouped(exposure.units_total) + " documents",
       .is_area = true,
       .fill = Fill::kBlueOutline}};
  const double head = legend_height(legend, kWidth) + 8;
  const double block_height = 46 + kRow * static_cast<double>(exposure.steps.size());
  Svg svg(
      {.id = "exposure",
       .title = "Exposure by use, before and after each measure",
       .description =
           exposure.caption +
           " One column for each use, one row for each step. The table below lists every value.",
       .width = kWidth,
       .height = head + block_height * static_cast<double>(blocks) + 4});
  draw_legend(svg, {2, 0}, legend, kWidth);
  for (std::size_t block = 0; block < blocks; ++block) {
    const double top = head + block_height * static_cast<double>(block) + 40;
    draw_steps(svg, exposure.steps, top, kWidth);
    for (std::size_t i = block * columns; i < std::min(exposure.uses.size(), (block + 1) * columns);
         ++i) {
      const UseExposure& use = exposure.uses[i];
      const Panel panel{kGutter + (panel_width + kGap) * static_cast<double>(i % columns),
                        panel_width - number_width};
      const auto name = wrapped(use.use, panel_width, kFont * kBoldWidth, 2);
      for (std::size_t line = 0; line < name.size(); ++line)
        svg.text({panel.left, top - 8 - 15 * static_cast<double>(name.size() - 1 - line)},
                 name[line], "label-strong");
      for (std::size_t step = 0; step < use.values.size(); ++step)
        draw_value(svg, use.values[step], exposure.units_total, panel,
                   top + kRow * static_cast<double>(step), step == 0);
    }
  }
  return svg.take();
}

void write_values(Markup& out, const Exposure& exposure) {
  std::vector<Column> columns = {{"Step"}, {"From", ColumnKind::kShort}};
  for (const UseExposure& use : exposure.uses) columns.push_back({use.use, ColumnKind::kNumber});
  columns.push_back({"Note"});
  Table table(out, "Documents exposed, by use and step", columns);
  for (std::size_t i = 0; i < exposure.steps.size(); ++i) {
    const ExposureStep& step = exposure.steps[i];
    std::string note = step.note;
    table.row().text(step.label).date(step.on);
    for (const UseExposure& use : exposure.uses) {
      const ExposureValue& value = use.values[i];
      table.cell([&](Markup& cell) {
        value.units ? cell.number(*value.units) : cell.text("insufficient data");
      });
      if (!value.note.empty()) note += (note.empty() ? "" : " ") + use.use + ": " + value.note;
    }
    table.text(note);
  }
  table.end();
}

void write_by_expiry(Markup& out, const Exposure& exposure) {
  std::vector<StockSeries> series;
  for (const UseExposure& use : exposure.uses)
    if (!use.by_expiry_year.empty() && series.size() < kStockSeriesMax)
      series.push_back({.label = use.use, .years = use.by_expiry_year});
  if (series.empty()) return;
  const std::string caption =
      "Documents exposed before any measure, by the year in which they expire.";
  out.leaf("h3", "By year of expiry");
  write_figure(out, year_bars("expiry", "Exposure by year of expiry", caption, series), caption,
               "documents exposed by year of expiry", [&](Markup& inner) {
                 write_year_table(inner, "Documents exposed, by year of expiry", series);
               });
}

}  // namespace

void write_exposure(Markup& out, const Report& report) {
  const Exposure& exposure = report.exposure;
  open_section(out, "exposure", "5. Exposure by use, before and after each measure");
  if (exposure.uses.empty() || exposure.steps.empty()) {
    out.leaf("p", "No exposure was computed.").close();
    return;
  }
  out.open("dl", {{"class", "pairs"}});
  for (const UseExposure& use : exposure.uses) {
    if (use.why.empty()) continue;
    out.leaf("dt", use.use).leaf("dd", use.why);
  }
  out.close();
  write_figure(out, exposure_picture(exposure), exposure.caption,
               "documents exposed, by use and step",
               [&](Markup& inner) { write_values(inner, exposure); });
  write_by_expiry(out, exposure);
  out.close();
}

}  // namespace lw::report
