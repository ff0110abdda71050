#include "report/svg.hpp"

#include <array>
#include <cmath>

#include "base/assert.hpp"

namespace lw::report {

namespace {

struct FillRow {
  Fill fill;
  std::string_view name;
  std::string_view tone;     ///< class of the strokes of the pattern; empty: plain
  std::string_view pattern;  ///< path on an 8 by 8 tile
};

constexpr std::string_view kDiagonal = "M-2 2L2 -2M0 8L8 0M6 10L10 6";
constexpr std::string_view kDots = "M2 2h.01M6 6h.01";
constexpr std::array<FillRow, 11> kFills = {{
    {Fill::kBlue, "fill-blue", "", ""},
    {Fill::kBlueHatch, "blue-hatch", "tone-blue", kDiagonal},
    {Fill::kBlueDots, "blue-dots", "tone-blue dots", kDots},
    {Fill::kBlueOutline, "fill-blue-outline", "", ""},
    {Fill::kAlarm, "fill-alarm", "", ""},
    {Fill::kAlarmHatch, "alarm-hatch", "tone-alarm", kDiagonal},
    {Fill::kGapShade, "gap-shade", "tone-alarm thin", kDiagonal},
    {Fill::kWarnHatch, "warn-hatch", "tone-warn", "M2 0V8M6 0V8"},
    {Fill::kGrey, "fill-grey", "", ""},
    {Fill::kGreyHatch, "grey-hatch", "tone-grey", "M0 0L8 8M-2 6L2 10M6 -2L10 2"},
    {Fill::kGreen, "fill-green", "", ""},
}};

const FillRow& row_of(Fill fill) {
  for (const FillRow& row : kFills)
    if (row.fill == fill) return row;
  LW_ASSERT(false);
  return kFills.front();
}

/// A sign as a path around 0,0 with radius 1; strokes only where `outline`.
struct SignRow {
  Sign sign;
  std::string_view path;
  bool outline;
};

// Coordinates are in tenths of the radius.
constexpr std::array<SignRow, 12> kSigns = {{
    {Sign::kDisc, "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0Z", false},
    {Sign::kRing, "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0Z", true},
    {Sign::kSquare, "M-8 -8H8V8H-8Z", false},
    {Sign::kDiamond, "M0 -11L11 0L0 11L-11 0Z", false},
    {Sign::kTriangle, "M0 -10L10 8H-10Z", false},
    {Sign::kTriangleDown, "M0 10L10 -8H-10Z", false},
    {Sign::kCross, "M-7 -7L7 7M7 -7L-7 7", true},
    {Sign::kPlus, "M0 -10V10M-10 0H10", true},
    {Sign::kBar, "M-3 -11H3V11H-3Z", false},
    {Sign::kTick, "M-8 0L-2 7L9 -7", true},
    {Sign::kQuestion, "M-5 -4C-5 -11 6 -11 6 -4C6 0 0 0 0 4M0 8V9.5", true},
    {Sign::kNone, "M-7 0H7", true},
}};

}  // namespace

std::string coordinate(double value) {
  const auto tenths = static_cast<std::int64_t>(std::llround(value * 10));
  std::string out = tenths < 0 ? "-" : "";
  const std::int64_t size = std::abs(tenths);
  out += std::to_string(size / 10);
  if (size % 10 != 0) out += "." + std::to_string(size % 10);
  return out;
}

std::string_view fill_name(Fill fill) { return row_of(fill).name; }

Svg::Svg(const Head& head) : id_(head.id) {
  out_.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                    {"role", "img"},
                    {"aria-labelledby", id_ + "-t " + id_ + "-d"},
                    {"viewBox", "0 0 " + coordinate(head.width) + " " + coordinate(head.height)},
                    {"width", coordinate(head.width)},
                    {"height", coordinate(head.height)}});
  out_.leaf("title", head.title, {{"id", id_ + "-t"}})
      .leaf("desc", head.description, {{"id", id_ + "-d"}});
  patterns();
}

void Svg::patterns() {
  out_.open("defs");
  for (const FillRow& row : kFills) {
    if (row.pattern.empty()) continue;
    out_.open("pattern", {{"id", id_ + "-" + std::string(row.name)},
                          {"width", "8"},
                          {"height", "8"},
                          {"patternUnits", "userSpaceOnUse"}})
        .empty("path", {{"d", std::string(row.pattern)}, {"class", std::string(row.tone)}})
        .close();
  }
  out_.open("marker", {{"id", id_ + "-arrow"},
                       {"viewBox", "0 0 8 8"},
                       {"refX", "7"},
                       {"refY", "4"},
                       {"markerUnits", "userSpaceOnUse"},
                       {"markerWidth", "8"},
                       {"markerHeight", "8"},
                       {"orient", "auto"}})
      .empty("path", {{"d", "M0 0L8 4L0 8Z"}, {"class", "arrow"}})
      .close();
  out_.close().line();
}

void Svg::box(const Box& box, std::string_view css_class, double radius) {
  out_.empty("rect", {{"x", coordinate(box.x)},
                      {"y", coordinate(box.y)},
                      {"width", coordinate(box.width)},
                      {"height", coordinate(box.height)},
                      {"rx", coordinate(radius)},
                      {"class", std::string(css_class)}})
      .line();
}

void Svg::area(const Box& area, Fill fill) {
  const FillRow& row = row_of(fill);
  if (row.pattern.empty()) {
    box(area, row.name);
    return;
  }
  box(area, "pattern-back " + std::string(row.tone));
  out_.empty("rect", {{"x", coordinate(area.x)},
                      {"y", coordinate(area.y)},
                      {"width", coordinate(area.width)},
                      {"height", coordinate(area.height)},
                      {"fill", "url(#" + id_ + "-" + std::string(row.name) + ")"}})
      .line();
}

void Svg::path(std::string_view path, std::string_view css_class) {
  const bool arrow = css_class.starts_with("edge-arrives") || css_class.starts_with("edge-against");
  if (arrow)
    out_.empty("path", {{"d", std::string(path)},
                        {"class", std::string(css_class)},
                        {"marker-end", "url(#" + id_ + "-arrow)"}});
  else out_.empty("path", {{"d", std::string(path)}, {"class", std::string(css_class)}});
  out_.line();
}

void Svg::line(Point from, Point to, std::string_view css_class) {
  out_.empty("line", {{"x1", coordinate(from.x)},
                      {"y1", coordinate(from.y)},
                      {"x2", coordinate(to.x)},
                      {"y2", coordinate(to.y)},
                      {"class", std::string(css_class)}})
      .line();
}

void Svg::text(Point at, std::string_view text, std::string_view css_class, Anchor anchor) {
  const std::string_view place = anchor == Anchor::kStart    ? "start"
                                 : anchor == Anchor::kMiddle ? "middle"
                                                             : "end";
  out_.leaf("text", text,
            {{"x", coordinate(at.x)},
             {"y", coordinate(at.y)},
             {"text-anchor", std::string(place)},
             {"class", std::string(css_class)}})
      .line();
}

void Svg::sign(Point at, Sign sign, double radius, std::string_view css_class) {
  for (const SignRow& row : kSigns) {
    if (row.sign != sign) continue;
    // Radii are whole or half pixels, so a tenth of one has two decimals at most.
    const std::string scale = std::to_string(std::llround(radius * 10));
    out_.empty("path",
               {{"d", std::string(row.path)},
                {"transform",
                 "translate(" + coordinate(at.x) + " " + coordinate(at.y) + ") scale(" +
                     (radius < 10 ? "0." + std::string(scale.size() < 2 ? "0" : "") + scale : "1") +
                     ")"},
                {"class", std::string(css_class) + (row.outline ? " sign-line" : " sign-area")}})
        .line();
  }
}

void Svg::open_group(std::string_view title, std::string_view css_class) {
  out_.open("g", {{"class", std::string(css_class)}}).leaf("title", title).line();
}

void Svg::close_group() { out_.close().line(); }

std::string Svg::take() {
  out_.close();
  return out_.take();
}

}  // namespace lw::report
