#include "report/legend.hpp"

#include "report/axis.hpp"

namespace lw::report {

namespace {

constexpr double kLine = 22;
constexpr double kFont = 11.5;
constexpr double kSample = 24;
constexpr double kGap = 18;

/// Calls `draw` with the place of each entry; returns the height of all lines.
template <class Draw>
double each_place(const std::vector<LegendEntry>& entries, double width_px, Draw draw) {
  double x = 0;
  double y = 0;
  for (const LegendEntry& entry : entries) {
    const double width = kSample + text_width(entry.word, kFont);
    if (x > 0 && x + width > width_px) {
      x = 0;
      y += kLine;
    }
    draw(entry, x, y);
    x += width + kGap;
  }
  return entries.empty() ? 0 : y + kLine;
}

}  // namespace

double legend_height(const std::vector<LegendEntry>& entries, double width_px) {
  return each_place(entries, width_px, [](const LegendEntry&, double, double) {});
}

void draw_legend(Svg& svg, Point corner, const std::vector<LegendEntry>& entries, double width_px) {
  each_place(entries, width_px, [&](const LegendEntry& entry, double x, double y) {
    const Point at{corner.x + x, corner.y + y};
    if (entry.is_area) svg.area({at.x, at.y + 4, 18, 12}, entry.fill);
    else svg.sign({at.x + 9, at.y + 10}, entry.sign, 6, entry.css_class);
    svg.text({at.x + kSample, at.y + 14}, entry.word, "label");
  });
}

}  // namespace lw::report
