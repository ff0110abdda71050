#include <algorithm>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "report/markup.hpp"
#include "report/report.hpp"
#include "report/words.hpp"

namespace lw::report {

namespace {

/// A page, whatever stands before and behind it.
constexpr std::size_t kLinesMax = 60;
constexpr std::size_t kWidthMin = 40;
constexpr std::size_t kWidthMax = 200;
constexpr std::size_t kDatesMax = 10;
/// Lines that one text may take, wherever it stands: a page is not for one sentence.
constexpr std::size_t kEntryLinesMax = 4;
/// What stands on every page: two rules, three texts above and one below, a blank line; and five
/// parts of one entry each, with a blank line, a heading and how many entries are left out.
constexpr std::size_t kPartsMax = 5;
static_assert(2 + 4 * kEntryLinesMax + 1 + kPartsMax * (3 + kEntryLinesMax) <= kLinesMax);

using Lines = std::vector<std::string>;

/// Lines of at most `width` code points, wrapped at spaces; the first begins with `lead`, the
/// others with as many spaces. What is longer than an entry may be ends with an ellipsis.
Lines wrapped(std::string_view lead, std::string_view text, std::size_t width) {
  Lines out;
  const std::string clean = plain(text);
  std::string_view rest = clean;
  std::string line = plain(lead);
  const std::string indent(code_points(line), ' ');
  bool is_empty = true;
  while (!rest.empty() && out.size() < kEntryLinesMax) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    std::string_view word = rest.substr(0, end);
    const std::size_t used = code_points(line) + (is_empty ? 0 : 1);
    if (used + code_points(word) > width && !is_empty) {
      out.push_back(line);
      line = indent;
      is_empty = true;
      continue;
    }
    word = first_code_points(word, width - std::min(width - 1, used));
    if (!is_empty) line += ' ';
    line += word;
    is_empty = false;
    rest.remove_prefix(word.size());
    if (rest.starts_with(' ')) rest.remove_prefix(1);
  }
  if (out.size() < kEntryLinesMax) {
    out.push_back(line);
  } else {
    out.back() = std::string(first_code_points(out.back(), width - 1)) + "\u2026";
  }
  return out;
}

/// A part of the page: a heading, and entries of which the last may be left out.
struct Part {
  std::string heading;
  std::vector<Lines> entries;
  std::size_t left_out = 0;

  [[nodiscard]] std::size_t lines() const {
    if (entries.empty()) return 0;
    std::size_t out = 2 + (left_out > 0 ? 1 : 0);  // a blank line and the heading
    for (const Lines& entry : entries) out += entry.size();
    return out;
  }
  [[nodiscard]] bool can_shrink() const { return entries.size() > 1; }
};

/// A page that never grows beyond its lines, whatever stands on it: entries are left out where most
/// stands, and each part says how many. What is left then fits (kPartsMax).
class TextPage {
 public:
  explicit TextPage(std::size_t width) : width_(width) {}

  [[nodiscard]] std::size_t width() const { return width_; }
  void head(std::string_view text) { add(head_, text); }
  void foot(std::string_view text) { add(foot_, text); }
  void rule() { head_.emplace_back(width_, '='); }
  void part(Part part) {
    LW_ASSERT(parts_.size() < kPartsMax);
    parts_.push_back(std::move(part));
  }

  std::string take() {
    while (lines() > kLinesMax) {
      const auto most = std::ranges::max_element(
          parts_, {}, [](const Part& part) { return part.can_shrink() ? part.lines() : 0; });
      if (most == parts_.end() || !most->can_shrink()) break;
      most->entries.pop_back();
      ++most->left_out;
    }
    Lines all = head_;
    for (const Part& part : parts_) {
      if (part.entries.empty()) continue;
      all.insert(all.end(), {"", part.heading});
      for (const Lines& entry : part.entries) all.insert(all.end(), entry.begin(), entry.end());
      if (part.left_out > 0)
        all.push_back("  (" + std::to_string(part.left_out) + " more in the report)");
    }
    all.emplace_back();
    all.insert(all.end(), foot_.begin(), foot_.end());
    std::string out;
    for (std::string& line : all) {
      while (line.ends_with(' ')) line.pop_back();
      out += line + '\n';
    }
    return out;
  }

 private:
  void add(Lines& lines, std::string_view text) const {
    const Lines more = wrapped("", text, width_);
    lines.insert(lines.end(), more.begin(), more.end());
  }
  [[nodiscard]] std::size_t lines() const {
    std::size_t out = head_.size() + 1 + foot_.size();
    for (const Part& part : parts_) out += part.lines();
    return out;
  }

  std::size_t width_;
  Lines head_;
  std::vector<Part> parts_;
  Lines foot_;
};

void add_figures(TextPage& page, const Summary& summary) {
  Part part{"WHO IS AFFECTED", {}};
  std::size_t widest = 0;
  for (const KeyFigure& figure : summary.affected)
    widest = std::max(widest, code_points(grouped(figure.value, Grouping::kSpace)));
  for (const KeyFigure& figure : summary.affected) {
    const std::string number = grouped(figure.value, Grouping::kSpace);
    std::string text = figure.unit.empty() ? figure.label : figure.unit + " " + figure.label;
    if (!figure.note.empty()) text += " (" + figure.note + ")";
    if (figure.backing == Backing::kUnverified || figure.backing == Backing::kModelled)
      text += " (" + std::string(look(figure.backing).word) + ")";
    part.entries.push_back(wrapped(
        "  " + std::string(widest - code_points(number), ' ') + number + "  ", text, page.width()));
  }
  page.part(std::move(part));
}

void add_list(TextPage& page, std::string_view heading, const std::vector<std::string>& lines) {
  Part part{std::string(heading), {}};
  for (const std::string& line : lines) part.entries.push_back(wrapped("  - ", line, page.width()));
  page.part(std::move(part));
}

void add_dates(TextPage& page, const Summary& summary) {
  Part part{"DAYS TO REMEMBER", {}};
  const std::size_t shown = std::min(kDatesMax, summary.dates.size());
  for (std::size_t i = 0; i < shown; ++i)
    part.entries.push_back(
        wrapped("  " + summary.dates[i].on.text() + "  ", summary.dates[i].what, page.width()));
  part.left_out = summary.dates.size() - shown;
  page.part(std::move(part));
}

}  // namespace

std::string summary_text(const Report& report, std::size_t width) {
  const Summary& summary = report.summary;
  TextPage page(std::clamp(width, kWidthMin, kWidthMax));
  page.rule();
  page.head(report.title);
  page.head(report.programme + (report.programme.empty() ? "" : "; ") + "answers for " +
            report.as_of.text() +
            (report.classification.empty() ? "" : "; " + report.classification));
  page.rule();
  page.head(summary.headline);
  add_list(page, "WHAT HAPPENED", summary.what_happened);
  add_figures(page, summary);
  std::vector<std::string> decided;
  decided.reserve(summary.decided.size() + 1);
  for (const DecidedLine& line : summary.decided)
    decided.push_back(line.what + (line.on ? " (" + line.on->text() + ")" : "") +
                      (line.who.empty() ? "" : ". Decided by " + line.who) +
                      (line.why.empty() ? "" : ". Why: " + line.why));
  if (decided.empty()) decided.emplace_back("Nothing has been decided yet.");
  add_list(page, "WHAT WE DECIDED, AND WHY", decided);
  add_list(page, "WHAT IS STILL OPEN", summary.still_open);
  add_dates(page, summary);
  page.foot("History: " + std::string(look(report.history.check).word) + ", " +
            grouped(report.history.size, Grouping::kSpace) + " entries.");
  return page.take();
}

}  // namespace lw::report
