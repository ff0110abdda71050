#include "report/axis.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.hpp"
#include "report/markup.hpp"

namespace lw::report {

namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr double kLabelGap = 8;

/// Widths in parts of the font size, at least those of DejaVu Sans and Verdana, which run wide.
double glyph_width(unsigned char first_byte) {
  const char c = static_cast<char>(first_byte);
  if (first_byte >= 0xE3) return 1.05;  // CJK and beyond
  if (first_byte >= 0xE2) return 0.84;  // punctuation, arrows, signs
  if (first_byte >= 0x80) return 0.72;
  if (std::string_view(" ijl.,:;'|!").contains(c)) return 0.34;
  if (std::string_view("I()[]-/ftr").contains(c)) return 0.42;
  if (std::string_view("mwMW@%").contains(c)) return 1.0;
  if ((c >= 'A' && c <= 'Z') || std::string_view("&+=<>~#").contains(c)) return 0.84;
  return 0.64;
}

/// A span between two ticks.
struct Step {
  std::int32_t months = 12;
};

Date first_tick(Date from, Step step) {
  const std::int32_t months = from.year() * 12 + from.month() - 1;
  const std::int32_t next =
      (months + (from.day() > 1 ? 1 : 0) + step.months - 1) / step.months * step.months;
  return from.first_of_month().plus_months(next - months);
}

std::string tick_label(Date on, Step step, bool is_first) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (step.months >= 12) return std::to_string(on.year());
  std::string label(kMonths.at(static_cast<std::size_t>(on.month() - 1)));
  if (is_first || on.month() == 1) label += " " + std::to_string(on.year());
  return label;
}

}  // namespace

double text_width(std::string_view text, double font_px) {
  double width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) width += glyph_width(byte);
  }
  return width * font_px;
}

std::string fitted(std::string_view text, double width_px, double font_px) {
  if (text_width(text, font_px) <= width_px) return std::string(text);
  for (std::size_t count = code_points(text); count > 0; --count) {
    std::string cut(first_code_points(text, count - 1));
    while (cut.ends_with(' ')) cut.pop_back();
    cut += kEllipsis;
    if (text_width(cut, font_px) <= width_px) return cut;
  }
  return std::string(kEllipsis);
}

std::vector<std::string> wrapped(std::string_view text, double width_px, double font_px,
                                 std::size_t lines_max) {
  LW_ASSERT(lines_max >= 1);
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    const std::string longer = line.empty() ? std::string(word) : line + " " + std::string(word);
    if (text_width(longer, font_px) <= width_px) {
      line = longer;
    } else if (lines.size() + 1 == lines_max) {
      lines.push_back(fitted(line.empty() ? std::string(text) : line + " " + std::string(text),
                             width_px, font_px));
      return lines;
    } else if (!line.empty()) {
      lines.push_back(std::exchange(line, {}));
      continue;
    } else {
      std::size_t count = 1;
      while (text_width(first_code_points(word, count + 1), font_px) <= width_px) ++count;
      lines.emplace_back(first_code_points(word, count));
      text.remove_prefix(lines.back().size());
      continue;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

ValueScale::ValueScale(std::int64_t max, double length_px, int ticks) : length_px_(length_px) {
  LW_ASSERT(max >= 0 && ticks >= 1);
  constexpr std::int64_t kValueMax = 1'000'000'000'000'000'000;  // steps beyond could overflow
  const std::int64_t top = std::clamp<std::int64_t>(max, 1, kValueMax);
  const std::int64_t least = (top + ticks - 1) / ticks;
  std::int64_t step = 1;
  for (std::int64_t power = 1; step < least; power *= 10) {
    for (const std::int64_t factor : {1, 2, 5}) {
      step = factor * power;
      if (step >= least) break;
    }
  }
  for (std::int64_t value = 0; value < top + step; value += step) ticks_.push_back(value);
  end_ = ticks_.back();
}

double ValueScale::at(std::int64_t value) const {
  return length_px_ * static_cast<double>(std::clamp<std::int64_t>(value, 0, end_)) /
         static_cast<double>(end_);
}

DateScale::DateScale(Date from, Date until, double length_px)
    : from_(from), until_(until), length_px_(length_px) {
  LW_ASSERT(from <= until);
}

double DateScale::at(Date day) const {
  const double whole = days_between(from_, until_) + 1;
  return std::clamp(length_px_ * days_between(from_, day) / whole, 0.0, length_px_);
}

std::vector<DateTick> DateScale::ticks(double font_px) const {
  constexpr std::array<std::int32_t, 12> kMonths = {1,   3,   12,   24,   60,   120,
                                                    240, 600, 1200, 2400, 6000, 12000};
  std::vector<DateTick> out;
  for (const std::int32_t months : kMonths) {
    const Step step{months};
    // A month is never narrower than 28 days: enough to skip steps that cannot fit without listing
    // them.
    const double room = length_px_ * months * 28 / (days_between(from_, until_) + 1);
    if (room < text_width("2017", font_px) * 0.75) continue;
    out.clear();
    bool fits = true;
    double free_from = -1e9;
    for (Date on = first_tick(from_, step); on <= until_; on = on.plus_months(months)) {
      DateTick tick{on, tick_label(on, step, out.empty())};
      const double half = text_width(tick.label, font_px) / 2;
      fits = fits && at(on) - half >= free_from;
      free_from = at(on) + half + kLabelGap;
      out.push_back(std::move(tick));
    }
    if (fits) return out;
  }
  return out;
}

std::vector<LabelPlace> placed_labels(const std::vector<LabelWish>& wishes, double length_px) {
  std::vector<LabelPlace> out;
  std::vector<std::vector<std::pair<double, double>>> rows;
  for (const LabelWish& wish : wishes) {
    const double left =
        std::max(0.0, std::min(wish.centre_px - wish.width_px / 2, length_px - wish.width_px));
    const double right = left + wish.width_px;
    std::size_t row = 0;
    const auto is_free = [&](const std::vector<std::pair<double, double>>& taken) {
      return std::ranges::none_of(taken, [&](const auto& other) {
        return left < other.second + kLabelGap && other.first < right + kLabelGap;
      });
    };
    while (row < rows.size() && !is_free(rows[row])) ++row;
    if (row == rows.size()) rows.emplace_back();
    rows[row].emplace_back(left, right);
    out.push_back({left, row});
  }
  return out;
}

std::vector<LabelPlace> placed_flags(const std::vector<LabelWish>& wishes, double length_px) {
  std::vector<LabelPlace> out(wishes.size());
  for (std::size_t i = wishes.size(); i-- > 0;) {
    const LabelWish& wish = wishes[i];
    const double left =
        std::max(0.0, std::min(wish.centre_px - kFlagOverhang, length_px - wish.width_px));
    out[i].left_px = left;
    for (std::size_t j = i + 1; j < wishes.size(); ++j) {
      const double begins = std::min(out[j].left_px, wishes[j].centre_px);
      if (begins < left + wish.width_px + kLabelGap)
        out[i].row = std::max(out[i].row, out[j].row + 1);
    }
  }
  return out;
}

}  // namespace lw::report
