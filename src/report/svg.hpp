#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "report/markup.hpp"

namespace lw::report {

/// A rectangle in the units of a picture.
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// A point in the units of a picture.
struct Point {
  double x = 0;
  double y = 0;
};

/// Where text is anchored.
enum class Anchor { kStart, kMiddle, kEnd };

/// Signs that differ by shape alone, so that colour is never the only difference.
enum class Sign {
  kDisc,
  kRing,
  kSquare,
  kDiamond,
  kTriangle,
  kTriangleDown,
  kCross,
  kPlus,
  kBar,
  kTick,
  kQuestion,
  kNone
};

/// Fills of areas; the hatched ones differ without colour too.
enum class Fill {
  kBlue,
  kBlueHatch,
  kBlueDots,
  kBlueOutline,
  kAlarm,
  kAlarmHatch,
  kGapShade,  ///< light, lies behind other things
  kWarnHatch,
  kGrey,
  kGreyHatch,
  kGreen,
};

/// One inline picture. Natural size in CSS pixels; scales down to the width of its place, scrolls
/// below that. Every picture has a title and a description, and its colours come from the style
/// sheet of the page.
class Svg {
 public:
  /// What a screen reader says of a picture, and its size.
  struct Head {
    std::string id;  ///< unique in the page; a literal of this room
    std::string title;
    std::string description;
    double width = 0;
    double height = 0;
  };

  explicit Svg(const Head& head);

  void box(const Box& box, std::string_view css_class, double radius = 0);
  void area(const Box& area, Fill fill);
  /// A line or an outline; edges of graphs ("edge-arrives", "edge-against") end in an arrow head.
  void path(std::string_view path, std::string_view css_class);
  void line(Point from, Point to, std::string_view css_class);
  void text(Point at, std::string_view text, std::string_view css_class,
            Anchor anchor = Anchor::kStart);
  /// A sign of about 2 * radius; `css_class` gives the colour.
  void sign(Point at, Sign sign, double radius, std::string_view css_class);
  /// Opens a group with a title that pointers show.
  void open_group(std::string_view title, std::string_view css_class);
  void close_group();

  /// Returns the finished element.
  [[nodiscard]] std::string take();

 private:
  void patterns();

  Markup out_;
  std::string id_;
};

/// Returns a coordinate with at most one decimal ("12.5", "3"); equal on every machine.
std::string coordinate(double value);

/// Returns the CSS class of an area without pattern, or the name of its pattern.
std::string_view fill_name(Fill fill);

}  // namespace lw::report
