#include <algorithm>
#include <set>

#include "report/axis.hpp"
#include "report/legend.hpp"
#include "report/sections.hpp"
#include "report/table.hpp"

namespace lw::report {

namespace {

constexpr double kWidth = 1160;
constexpr double kLeft = 14;
constexpr double kPlot = kWidth - 2 * kLeft;
constexpr double kFont = 11;
constexpr double kLabelRow = 17;
constexpr double kClockRow = 64;
constexpr double kSignRow = 14;
constexpr double kSignWidth = 6;  // with the gap of placed labels: 14

std::string day_number(Date zero, Date on) {
  const std::int32_t day = days_between(zero, on);
  return "day\xC2\xA0" + std::string(day < 0 ? "\xE2\x88\x92" : "") + std::to_string(std::abs(day));
}

class Picture {
 public:
  explicit Picture(const CaseTimeline& timeline)
      : timeline_(timeline), scale_(timeline.from, timeline.until, kPlot) {
    std::set<EventKind> kinds;
    for (const TimelineEvent& event : timeline.events) {
      if (!scale_.holds(event.on)) continue;
      shown_.push_back(&event);
      kinds.insert(event.kind);
    }
    std::ranges::sort(shown_, [](const auto* a, const auto* b) { return a->on < b->on; });
    for (const EventKind kind : kinds) {
      const Look look_of = look(kind);
      legend_.push_back(
          {std::string(look_of.word), look_of.sign, std::string(tone_class(look_of.tone))});
    }
    place_labels();
    top_ = legend_height(legend_, kWidth) + 14;
    axis_ = top_ + kLabelRow * static_cast<double>(rows_) + 20;
    place_signs();
    clocks_ = ticks_ + 28;
    end_ = timeline.clocks.empty()
               ? ticks_ + 12
               : clocks_ + kClockRow * static_cast<double>(timeline.clocks.size());
  }

  std::string draw() {
    Svg svg({.id = "case",
             .title = "The case in time",
             .description = timeline_.caption + " " + std::to_string(shown_.size()) +
                            " events and " + std::to_string(timeline_.clocks.size()) +
                            " legal clocks between " + long_date(timeline_.from) + " and " +
                            long_date(timeline_.until) + ". The tables list all of them.",
             .width = kWidth,
             .height = end_ + 6});
    draw_legend(svg, {2, 0}, legend_, kWidth);
    draw_axis(svg);
    draw_events(svg);
    double y = clocks_;
    for (const ClockBar& clock : timeline_.clocks) {
      draw_clock(svg, clock, y);
      y += kClockRow;
    }
    return svg.take();
  }

 private:
  struct Label {
    std::string text;
    const TimelineEvent* event = nullptr;
    double at = 0;
    LabelPlace place;
  };

  double x(Date day) const { return kLeft + scale_.at(day); }
  /// An event stands in the middle of its day.
  double x_middle(Date day) const { return (x(day) + kLeft + scale_.after(day)) / 2; }

  void place_labels() {
    std::vector<LabelWish> wishes;
    // Two events of one day share a label, so that rows stay few.
    for (const TimelineEvent* event : shown_) {
      if (event->short_label.empty()) continue;
      if (!labels_.empty() && labels_.back().event->on == event->on)
        labels_.back().text += "; " + event->short_label;
      else
        labels_.push_back({day_number(timeline_.zero, event->on) + ": " + event->short_label,
                           event,
                           x_middle(event->on) - kLeft,
                           {}});
    }
    for (Label& label : labels_) {
      label.text = fitted(label.text, kPlot * 0.5, kFont);
      wishes.push_back({label.at, text_width(label.text, kFont)});
    }
    const auto places = placed_flags(wishes, kPlot);
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      labels_[i].place = places[i];
      rows_ = std::max(rows_, places[i].row + 1);
    }
  }

  /// Signs that would touch stand below each other.
  void place_signs() {
    std::vector<LabelWish> wishes;
    wishes.reserve(shown_.size());
    for (const TimelineEvent* event : shown_)
      wishes.push_back({x_middle(event->on) - kLeft, kSignWidth});
    std::size_t deepest = 0;
    for (const LabelPlace& place : placed_labels(wishes, kPlot)) {
      sign_rows_.push_back(place.row);
      deepest = std::max(deepest, place.row);
    }
    ticks_ = axis_ + kSignRow * static_cast<double>(deepest) + 24;
  }

  double label_y(const Label& label) const {
    return axis_ - 20 - kLabelRow * static_cast<double>(label.place.row);
  }

  void draw_axis(Svg& svg) const {
    for (const DateTick& tick : scale_.ticks(kFont)) {
      svg.line({x(tick.on), axis_}, {x(tick.on), end_}, "grid");
      svg.text({x(tick.on), ticks_}, tick.label, "tick", Anchor::kMiddle);
    }
    svg.line({kLeft, axis_}, {kLeft + kPlot, axis_}, "axis");
  }

  void draw_events(Svg& svg) const {
    for (const Label& label : labels_)
      svg.line({kLeft + label.at, label_y(label) + 4}, {kLeft + label.at, axis_}, "leader");
    for (const Label& label : labels_) {
      svg.box({kLeft + label.place.left_px - 2, label_y(label) - 11,
               text_width(label.text, kFont) + 4, 15},
              "label-back", 2);
      svg.text({kLeft + label.place.left_px, label_y(label)}, label.text, "label");
    }
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      const TimelineEvent* event = shown_[i];
      const Look shown = look(event->kind);
      svg.open_group(
          long_date(event->on) + ", " + day_number(timeline_.zero, event->on) + ": " + event->what,
          "event");
      svg.sign({x_middle(event->on), axis_ + kSignRow * static_cast<double>(sign_rows_[i])},
               shown.sign, 6, tone_class(shown.tone));
      svg.close_group();
    }
  }

  void draw_clock(Svg& svg, const ClockBar& clock, double y) const {
    const double left = x(clock.from);
    const double right = kLeft + scale_.after(clock.until);
    const double bar_y = y + 22;
    constexpr double kBar = 16;
    svg.text({kLeft, y + 12},
             fitted(clock.label + " (" + clock.rule + ")", kPlot, 11.5 * kBoldWidth),
             "label-strong");
    const std::string days = counted(days_between(clock.from, clock.until) + 1, "day", "days") +
                             ", to " + long_date(clock.until) +
                             (clock.until > timeline_.until ? ", beyond this picture" : "");
    svg.area({left, bar_y, std::max(2.0, right - left), kBar}, Fill::kBlue);
    std::string said = days;
    double text_x = left;
    if (clock.happened_on && *clock.happened_on > clock.until) {
      const double end = x_middle(*clock.happened_on);
      const std::int32_t late = days_between(clock.until, *clock.happened_on);
      svg.area({right, bar_y, std::max(2.0, end - right), kBar}, Fill::kAlarmHatch);
      svg.line({end, bar_y - 4}, {end, bar_y + kBar + 4}, "today");
      const std::string lateness = counted(late, "day", "days") + " too late: " + clock.happened +
                                   ", " + long_date(*clock.happened_on);
      place_pair(svg, {left, bar_y + kBar + 14}, days, end, lateness);
      return;
    }
    if (clock.happened_on) {
      const double at = x_middle(*clock.happened_on);
      svg.sign({at, bar_y + kBar / 2}, Sign::kTick, 7, "tone-on-root");
      said += "; in time: " + clock.happened + ", " + long_date(*clock.happened_on);
    } else {
      said += clock.outcome == ClockOutcome::kMissed ? "; missed: " + clock.happened
                                                     : "; still running";
    }
    text_x = std::max(kLeft, std::min(text_x, kLeft + kPlot - text_width(said, kFont)));
    svg.text({text_x, bar_y + kBar + 14}, fitted(said, kPlot, kFont),
             clock.outcome == ClockOutcome::kMissed ? "alarm-label" : "label");
  }

  /// Two texts under a bar that never touch: the first at its start, the second to the right of
  /// where it became late.
  void place_pair(Svg& svg, Point first, const std::string& days, double late_x,
                  const std::string& lateness) const {
    const double first_width = text_width(days, kFont);
    const double second_width = text_width(lateness, kFont * kBoldWidth);
    svg.text(first, days, "label");
    double second_x = std::min(late_x - 4, kLeft + kPlot - second_width);
    second_x = std::max(second_x, first.x + first_width + 14);
    const double room = kLeft + kPlot - second_x;
    svg.text({second_x, first.y}, fitted(lateness, room, kFont * kBoldWidth), "alarm-label");
  }

  const CaseTimeline& timeline_;
  DateScale scale_;
  std::vector<const TimelineEvent*> shown_;
  std::vector<LegendEntry> legend_;
  std::vector<Label> labels_;
  std::vector<std::size_t> sign_rows_;
  std::size_t rows_ = 0;
  double top_ = 0;
  double axis_ = 0;
  double ticks_ = 0;
  double clocks_ = 0;
  double end_ = 0;
};

void write_events(Markup& out, const CaseTimeline& timeline) {
  Table table(out, "Every dated step of the case",
              {{"Day", ColumnKind::kShort},
               {"Date", ColumnKind::kShort},
               {"Kind", ColumnKind::kShort},
               {"What"},
               {"Who"},
               {"Backing"},
               {"Sources"}});
  std::vector<const TimelineEvent*> events;
  events.reserve(timeline.events.size());
  for (const TimelineEvent& event : timeline.events) events.push_back(&event);
  std::ranges::sort(events, [](const auto* a, const auto* b) {
    return std::pair(a->on, a) < std::pair(b->on, b);
  });
  for (const TimelineEvent* event : events) {
    std::string sources;
    for (const std::string& id : event->sources) sources += (sources.empty() ? "" : ", ") + id;
    table.row().text(day_number(timeline.zero, event->on)).date(event->on).badge(look(event->kind));
    table.text(event->what).text(event->who).badge(look(event->backing)).text(sources);
  }
  table.end();
}

void write_clocks(Markup& out, const CaseTimeline& timeline) {
  if (timeline.clocks.empty()) return;
  out.leaf("h3", "What the law asks, and what happened");
  Table table(out, "Legal clocks of the case",
              {{"Clock"},
               {"Rule"},
               {"First day", ColumnKind::kShort},
               {"Last day", ColumnKind::kShort},
               {"Waits for"},
               {"Happened", ColumnKind::kShort},
               {"What happened"},
               {"Outcome"},
               {"Days late", ColumnKind::kNumber}});
  for (const ClockBar& clock : timeline.clocks) {
    std::optional<std::int64_t> late;
    if (clock.happened_on) late = std::max(0, days_between(clock.until, *clock.happened_on));
    table.row()
        .text(clock.label)
        .text(clock.rule)
        .date(clock.from)
        .date(clock.until)
        .text(clock.waits_for)
        .date(clock.happened_on);
    table.text(clock.happened);
    table.cell([&](Markup& cell) {
      write_badge(cell, look(clock.outcome));
      write_backing(cell, clock.backing);
    });
    table.number(late);
  }
  table.end();
}

}  // namespace

void write_timeline(Markup& out, const Report& report) {
  const CaseTimeline& timeline = report.timeline;
  open_section(out, "case", "6. The case in time");
  if (timeline.events.empty() && timeline.clocks.empty()) {
    out.leaf("p", "No dated step is recorded.").close();
    return;
  }
  out.open("p")
      .text("Day 0 is ")
      .time(timeline.zero)
      .text(": " + timeline.zero_label +
            ". Points on the axis are events; bars are legal clocks, hatched where the last day "
            "had passed.")
      .close();
  write_figure(out, Picture(timeline).draw(), timeline.caption, "events of the case",
               [&](Markup& inner) { write_events(inner, timeline); });
  write_clocks(out, timeline);
  out.close();
}

}  // namespace lw::report
