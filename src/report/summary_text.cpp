#include <algorithm>
#include <string_view>
#include <vector>

#include "report/markup.hpp"
#include "report/report.hpp"
#include "report/words.hpp"

namespace lw::report {

namespace {

constexpr std::size_t kLinesMax = 60;
constexpr std::size_t kWidthMin = 40;
constexpr std::size_t kWidthMax = 200;
constexpr std::size_t kDatesMax = 10;

/// Lines of at most `width` code points, wrapped at spaces; the first begins with `lead`, the
/// others with as many spaces.
class TextPage {
 public:
  explicit TextPage(std::size_t width) : width_(width) {}

  void blank() {
    if (!lines_.empty() && !lines_.back().empty()) lines_.emplace_back();
  }

  void heading(std::string_view text) {
    blank();
    add("", text);
  }

  void add(std::string_view lead, std::string_view text) {
    const std::string clean = plain(text);
    std::string_view rest = clean;
    std::string line = plain(lead);
    const std::string indent(code_points(line), ' ');
    bool is_empty = true;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      std::string_view word = rest.substr(0, end);
      const std::size_t used = code_points(line) + (is_empty ? 0 : 1);
      if (used + code_points(word) > width_ && !is_empty) {
        lines_.push_back(line);
        line = indent;
        is_empty = true;
        continue;
      }
      word = first_code_points(word, width_ - std::min(width_ - 1, used));
      if (!is_empty) line += ' ';
      line += word;
      is_empty = false;
      rest.remove_prefix(word.size());
      if (rest.starts_with(' ')) rest.remove_prefix(1);
    }
    lines_.push_back(line);
  }

  void rule() { lines_.emplace_back(width_, '='); }

  std::string take() {
    if (lines_.size() > kLinesMax) {
      const std::size_t left_out = lines_.size() - kLinesMax + 1;
      lines_.resize(kLinesMax - 1);
      lines_.push_back("(" + std::to_string(left_out) + " more lines: see the report)");
    }
    std::string out;
    for (std::string& line : lines_) {
      while (line.ends_with(' ')) line.pop_back();
      out += line + '\n';
    }
    return out;
  }

 private:
  std::size_t width_;
  std::vector<std::string> lines_;
};

void add_figures(TextPage& page, const Summary& summary) {
  if (summary.affected.empty()) return;
  page.heading("WHO IS AFFECTED");
  std::size_t widest = 0;
  for (const KeyFigure& figure : summary.affected)
    widest = std::max(widest, code_points(grouped(figure.value, Grouping::kSpace)));
  for (const KeyFigure& figure : summary.affected) {
    const std::string number = grouped(figure.value, Grouping::kSpace);
    std::string text = figure.unit.empty() ? figure.label : figure.unit + " " + figure.label;
    if (!figure.note.empty()) text += " (" + figure.note + ")";
    if (figure.backing == Backing::kUnverified || figure.backing == Backing::kModelled)
      text += " (" + std::string(look(figure.backing).word) + ")";
    page.add("  " + std::string(widest - code_points(number), ' ') + number + "  ", text);
  }
}

void add_list(TextPage& page, std::string_view heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  page.heading(heading);
  for (const std::string& line : lines) page.add("  - ", line);
}

void add_dates(TextPage& page, const Summary& summary) {
  if (summary.dates.empty()) return;
  page.heading("DAYS TO REMEMBER");
  const std::size_t shown = std::min(kDatesMax, summary.dates.size());
  for (std::size_t i = 0; i < shown; ++i)
    page.add("  " + summary.dates[i].on.text() + "  ", summary.dates[i].what);
  if (shown < summary.dates.size())
    page.add("  ", std::to_string(summary.dates.size() - shown) + " more in the report");
}

}  // namespace

std::string summary_text(const Report& report, std::size_t width) {
  const Summary& summary = report.summary;
  TextPage page(std::clamp(width, kWidthMin, kWidthMax));
  page.rule();
  page.add("", report.title);
  page.add("", report.programme + (report.programme.empty() ? "" : "; ") + "answers for " +
                   report.as_of.text() +
                   (report.classification.empty() ? "" : "; " + report.classification));
  page.rule();
  page.add("", summary.headline);
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
  page.blank();
  page.add("", "History: " + std::string(look(report.history.check).word) + ", " +
                   grouped(report.history.size, Grouping::kSpace) + " entries.");
  return page.take();
}

}  // namespace lw::report
