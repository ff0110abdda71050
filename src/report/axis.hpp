#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.hpp"

/// Scales, ticks and places for labels. Lengths are in the units of the picture (CSS pixels at its
/// natural size); nothing here knows markup.
namespace lw::report {

/// Returns how wide `text` is at most at `font_px`, in the widest of the usual sans-serif faces; an
/// estimate on the safe side, so that labels placed with it do not overlap.
double text_width(std::string_view text, double font_px);

/// Times the font size gives the width of semibold text.
inline constexpr double kBoldWidth = 1.1;

/// Returns `text`, or its beginning with "…", so that it fits in `width_px`.
std::string fitted(std::string_view text, double width_px, double font_px);

/// Returns `text` in lines that fit in `width_px`, broken at spaces (inside a word only where it is
/// wider than a line); at most `lines_max` (>= 1), the last with "…" where something is left out.
std::vector<std::string> wrapped(std::string_view text, double width_px, double font_px,
                                 std::size_t lines_max);

/// Maps values 0 to `max` on a length; the end is the next round tick at or above `max`.
class ValueScale {
 public:
  /// `max` >= 0; aims at `ticks` (>= 1) steps.
  ValueScale(std::int64_t max, double length_px, int ticks = 4);

  [[nodiscard]] double at(std::int64_t value) const;
  [[nodiscard]] std::int64_t end() const { return end_; }
  /// 0, step, 2 step … end; steps are 1, 2 or 5 times a power of ten.
  [[nodiscard]] const std::vector<std::int64_t>& ticks() const { return ticks_; }

 private:
  std::int64_t end_ = 1;
  double length_px_ = 0;
  std::vector<std::int64_t> ticks_;
};

/// A tick of a time axis.
struct DateTick {
  Date on;
  std::string label;  ///< "2017", "Sep 2017", "Sep"
  bool operator==(const DateTick&) const = default;
};

/// Maps days on a length: the first moment of `from` is 0, the last of `until` is the length.
class DateScale {
 public:
  /// `from` <= `until`.
  DateScale(Date from, Date until, double length_px);

  /// Returns the place of the first moment of a day, held within [0, length].
  [[nodiscard]] double at(Date day) const;
  /// Returns the place of the last moment of a day, held within [0, length].
  [[nodiscard]] double after(Date day) const { return at(day.plus_days(1)); }
  [[nodiscard]] bool holds(Date day) const { return from_ <= day && day <= until_; }

  /// Returns the finest of: months, quarters, years, 2, 5, 10, 20, 50 … years whose labels do not
  /// overlap at `font_px`. Ticks stand on the first day of their period and lie within the scale.
  [[nodiscard]] std::vector<DateTick> ticks(double font_px) const;

 private:
  Date from_;
  Date until_;
  double length_px_ = 0;
};

/// A label that wants to stand at a place.
struct LabelWish {
  double centre_px = 0;
  double width_px = 0;
};

/// Where it stands: its left edge, and a row counted from 0 (nearest to the axis).
struct LabelPlace {
  double left_px = 0;
  std::size_t row = 0;
  bool operator==(const LabelPlace&) const = default;
};

/// Returns a place for each wish (same order): centred where possible, held within [0, length], in
/// the first row where it touches nothing placed before; no two places overlap. Wishes in order of
/// time look best.
std::vector<LabelPlace> placed_labels(const std::vector<LabelWish>& wishes, double length_px);

/// How far a flag reaches to the left of its pole.
inline constexpr double kFlagOverhang = 6;

/// Returns places for labels that hang on poles like flags: `centre_px` of a wish is its pole, the
/// label runs to the right (held within the length). Of two that would touch, the left one stands
/// higher, so that no pole crosses a label that is not its own, and none overlap. Wishes in order
/// from left to right.
std::vector<LabelPlace> placed_flags(const std::vector<LabelWish>& wishes, double length_px);

}  // namespace lw::report
