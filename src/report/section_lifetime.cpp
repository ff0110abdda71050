#include <algorithm>
#include <set>

#include "report/axis.hpp"
#include "report/legend.hpp"
#include "report/sections.hpp"
#include "report/table.hpp"

namespace lw::report {

namespace {

constexpr double kWidth = 1160;
constexpr double kGutter = 200;
constexpr double kPlot = kWidth - kGutter - 70;
constexpr double kLaneHeight = 34;
constexpr double kBar = 18;
constexpr double kFont = 11;
constexpr double kStockHeight = 120;

class Picture {
 public:
  explicit Picture(const LifetimeAxis& axis)
      : axis_(axis), scale_(axis.from, axis.until, kPlot), legend_(legend()) {
    notes_ = notes();
    notes_rows_ = 0;
    for (const Note& note : notes_) notes_rows_ = std::max(notes_rows_, note.place.row + 1);
    top_ = legend_height(legend_, kWidth) + 10 + 16 * static_cast<double>(notes_rows_) + 6;
    lanes_end_ = top_ + kLaneHeight * static_cast<double>(axis.lanes.size());
    stock_top_ = lanes_end_ + 30;
    end_ = axis.stock.empty() ? lanes_end_ : stock_top_ + kStockHeight;
  }

  std::string draw() {
    Svg svg({.id = "lifetime",
             .title = "Certificates against documents in time",
             .description = axis_.caption + " From " + long_date(axis_.from) + " to " +
                            long_date(axis_.until) + ", " + std::to_string(axis_.lanes.size()) +
                            " lanes. The table below lists every span and mark.",
             .width = kWidth,
             .height = end_ + 30});
    draw_legend(svg, {2, 0}, legend_, kWidth);
    draw_frame(svg);
    double y = top_;
    for (const Lane& lane : axis_.lanes) {
      draw_lane(svg, lane, y);
      y += kLaneHeight;
    }
    draw_stock(svg);
    draw_notes(svg);
    return svg.take();
  }

 private:
  struct Note {
    std::string text;
    double at = 0;
    bool is_today = false;
    LabelPlace place;
  };

  double x(Date day) const { return kGutter + scale_.at(day); }
  double x_after(const std::optional<Date>& day) const {
    return kGutter + (day ? scale_.after(*day) : kPlot);
  }

  std::vector<LegendEntry> legend() const {
    std::set<SpanKind> spans;
    std::set<LaneMarkKind> marks;
    for (const Lane& lane : axis_.lanes) {
      for (const Span& span : lane.spans) spans.insert(span.kind);
      for (const LaneMark& mark : lane.marks) marks.insert(mark.kind);
    }
    if (!axis_.gaps.empty()) spans.insert(SpanKind::kGap);
    std::vector<LegendEntry> out;
    out.reserve(spans.size() + marks.size());
    for (const SpanKind kind : spans)
      out.push_back(
          {.word = std::string(look(kind).word), .is_area = true, .fill = look(kind).fill});
    for (const LaneMarkKind kind : marks) {
      const Look shown = look(kind);
      out.push_back({std::string(shown.word), shown.sign, std::string(tone_class(shown.tone))});
    }
    return out;
  }

  /// Labels above the lanes: today, and each gap.
  std::vector<Note> notes() const {
    std::vector<Note> out;
    out.reserve(axis_.gaps.size() + 1);
    if (scale_.holds(axis_.today))
      out.push_back({"today: " + long_date(axis_.today), scale_.at(axis_.today), true, {}});
    for (const Span& gap : axis_.gaps) {
      const double middle = (x(gap.from) + x_after(gap.until)) / 2 - kGutter;
      out.push_back({gap.label.empty() ? "gap" : "gap: " + gap.label, middle, false, {}});
    }
    std::vector<LabelWish> wishes;
    for (Note& note : out) {
      note.text = fitted(note.text, kPlot * 0.7, kFont * kBoldWidth);
      wishes.push_back({note.at, text_width(note.text, kFont * kBoldWidth)});
    }
    const auto places = placed_labels(wishes, kPlot);
    for (std::size_t i = 0; i < out.size(); ++i) out[i].place = places[i];
    return out;
  }

  void draw_frame(Svg& svg) const {
    for (std::size_t i = 0; i < axis_.lanes.size(); i += 2)
      svg.box({0, top_ + kLaneHeight * static_cast<double>(i), kGutter + kPlot, kLaneHeight},
              "stripe");
    for (const DateTick& tick : scale_.ticks(kFont)) {
      svg.line({x(tick.on), top_}, {x(tick.on), end_}, "grid");
      svg.text({x(tick.on), end_ + 18}, tick.label, "tick", Anchor::kMiddle);
    }
    for (const Span& gap : axis_.gaps) {
      const double left = x(gap.from);
      svg.area({left, top_, std::max(2.0, x_after(gap.until) - left), end_ - top_},
               Fill::kGapShade);
    }
    svg.line({kGutter, end_}, {kGutter + kPlot, end_}, "axis");
  }

  void draw_lane(Svg& svg, const Lane& lane, double top) const {
    double y = top + (kLaneHeight - kBar) / 2;
    const auto name = wrapped(lane.label, kGutter - 16, kFont, 2);
    double name_y = top + kLaneHeight / 2 + (name.size() > 1 ? -3 : 4);
    for (const std::string& line : name) {
      svg.text({8, name_y}, line, "label");
      name_y += 13;
    }
    for (const Span& span : lane.spans) draw_span(svg, span, y);
    for (const LaneMark& mark : lane.marks) {
      if (!scale_.holds(mark.on)) continue;
      const Look shown = look(mark.kind);
      svg.open_group(long_date(mark.on) + ": " + std::string(shown.word) +
                         (mark.label.empty() ? "" : ": " + mark.label),
                     "mark");
      svg.box({x(mark.on) - 9, y, 18, kBar}, "mark-back", 9);
      svg.sign({x(mark.on), y + kBar / 2}, shown.sign, 6, tone_class(shown.tone));
      svg.close_group();
    }
  }

  void draw_span(Svg& svg, const Span& span, double y) const {
    if (span.from > axis_.until || (span.until && *span.until < axis_.from)) return;
    const SpanLook shown = look(span.kind);
    const double left = x(span.from);
    const double width = std::max(1.5, x_after(span.until) - left);
    svg.open_group(std::string(shown.word) + ", " + long_date(span.from) + " to " +
                       (span.until ? long_date(*span.until) : "an end not known") +
                       (span.label.empty() ? "" : ": " + span.label),
                   "span");
    svg.area({left, y, width, kBar}, shown.fill);
    if (!span.until) {
      // An end that is not known runs out in three lines, so that nobody reads it as the edge of
      // the axis.
      for (const double back : {4.0, 9.0, 14.0})
        svg.line({left + width - back, y}, {left + width - back, y + kBar}, "unknown-end");
    }
    std::string label = span.label;
    if (!span.until) label += label.empty() ? "end not known" : ", end not known";
    if (span.backing == Backing::kUnverified)
      label += label.empty() ? "UNVERIFIED" : " (UNVERIFIED)";
    const double label_width = text_width(label, 10) + 8;
    if (!label.empty() && label_width < width - 8) {
      svg.box({left + 4, y + 2.5, label_width, kBar - 5}, "label-back", 2);
      svg.text({left + 8, y + 12.5}, label, "bar-label");
    }
    svg.close_group();
  }

  void draw_stock(Svg& svg) const {
    if (axis_.stock.empty()) return;
    std::int64_t most = 0;
    for (const StockPoint& point : axis_.stock) most = std::max(most, point.units);
    const ValueScale values(most, kStockHeight, 3);
    const double bottom = stock_top_ + kStockHeight;
    for (const std::int64_t tick : values.ticks()) {
      const double y = bottom - values.at(tick);
      svg.line({kGutter, y}, {kGutter + kPlot, y}, "grid");
      svg.text({kGutter - 8, y + 4}, grouped(tick), "tick", Anchor::kEnd);
    }
    std::string outline;
    for (const StockPoint& point : axis_.stock) {
      if (point.on < axis_.from || point.on > axis_.until) continue;
      outline += (outline.empty() ? "M" : "L") + coordinate(x(point.on)) + " " +
                 coordinate(bottom - values.at(point.units));
      last_x_ = x(point.on);
      if (first_x_ < 0) first_x_ = last_x_;
    }
    if (outline.empty()) return;
    svg.path(outline + "L" + coordinate(last_x_) + " " + coordinate(bottom) + "L" +
                 coordinate(first_x_) + " " + coordinate(bottom) + "Z",
             "stock-area");
    svg.path(outline, "stock-line");
    // The numbers of the scale take the right half of the gutter.
    double y = stock_top_ + 4;
    for (const std::string& line :
         wrapped("documents in the field", kGutter - 20 - text_width(grouped(values.end()), kFont),
                 kFont, 3)) {
      svg.text({8, y}, line, "label");
      y += 13;
    }
  }

  void draw_notes(Svg& svg) const {
    for (const Note& note : notes_) {
      const double y = top_ - 8 - 16 * static_cast<double>(note.place.row);
      const double at = kGutter + note.at;
      svg.line({at, y + 3}, {at, note.is_today ? end_ : top_}, note.is_today ? "today" : "leader");
      svg.box({kGutter + note.place.left_px - 3, y - 11,
               text_width(note.text, kFont * kBoldWidth) + 6, 15},
              "label-back", 2);
      svg.text({kGutter + note.place.left_px, y}, note.text,
               note.is_today ? "today-label" : "alarm-label");
    }
  }

  const LifetimeAxis& axis_;
  DateScale scale_;
  std::vector<LegendEntry> legend_;
  std::vector<Note> notes_;
  std::size_t notes_rows_ = 0;
  double top_ = 0;
  double lanes_end_ = 0;
  double stock_top_ = 0;
  double end_ = 0;
  mutable double first_x_ = -1;
  mutable double last_x_ = 0;
};

void write_spans(Markup& out, const LifetimeAxis& axis) {
  Table table(out, "Spans and marks on the axis",
              {{"Lane"},
               {"What"},
               {"From", ColumnKind::kShort},
               {"To, inclusive", ColumnKind::kShort},
               {"Label"},
               {"Backing"}});
  const auto span_row = [&](std::string_view lane, const Span& span) {
    table.row()
        .text(lane)
        .text(look(span.kind).word)
        .date(span.from)
        .date(span.until)
        .text(span.label)
        .badge(look(span.backing));
  };
  for (const Lane& lane : axis.lanes) {
    for (const Span& span : lane.spans) span_row(lane.label, span);
    for (const LaneMark& mark : lane.marks)
      table.row()
          .text(lane.label)
          .badge(look(mark.kind))
          .date(mark.on)
          .date(mark.on)
          .text(mark.label)
          .text("");
  }
  for (const Span& gap : axis.gaps) span_row("all", gap);
  table.end();
  if (axis.stock.empty()) return;
  Table stock(out, "Documents in the field at the end of a day",
              {{"Day", ColumnKind::kShort}, {"Documents", ColumnKind::kNumber}});
  for (const StockPoint& point : axis.stock) stock.row().date(point.on).number(point.units);
  stock.end();
}

}  // namespace

void write_lifetime(Markup& out, const Report& report) {
  const LifetimeAxis& axis = report.lifetime;
  open_section(out, "lifetime", "3. Certificates against the life of the documents");
  if (axis.lanes.empty()) {
    out.leaf("p", "No dates of certificates or documents are recorded.").close();
    return;
  }
  out.leaf("p",
           "Documents live longer than certificates. The axis shows where a document in the field "
           "is covered by a certificate, and where nothing covers it. Where no end is on record, "
           "nobody can say whether the certificate is valid.");
  write_figure(out, Picture(axis).draw(), axis.caption, "spans, marks and stock",
               [&](Markup& inner) { write_spans(inner, axis); });
  out.close();
}

}  // namespace lw::report
