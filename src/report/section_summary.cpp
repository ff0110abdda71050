#include "report/sections.hpp"
#include "report/table.hpp"

namespace lw::report {

namespace {

void write_figures(Markup& out, const Summary& summary) {
  if (summary.affected.empty()) return;
  out.leaf("h3", "Who is affected").open("dl", {{"class", "figures"}});
  for (const KeyFigure& figure : summary.affected) {
    out.open("div")
        .leaf("dt", figure.label)
        .open("dd")
        .open("span", {{"class", "big"}})
        .number(figure.value)
        .close();
    if (!figure.unit.empty()) out.text(" ").leaf("span", figure.unit, {{"class", "unit"}});
    out.close();
    if (!figure.note.empty() || figure.backing == Backing::kUnverified ||
        figure.backing == Backing::kModelled) {
      out.open("dd", {{"class", "small"}}).text(figure.note);
      write_backing(out, figure.backing);
      out.close();
    }
    out.close().line();
  }
  out.close();
}

void write_decided(Markup& out, const Summary& summary) {
  out.leaf("h3", "What we decided, and why");
  if (summary.decided.empty()) {
    out.leaf("p", "Nothing has been decided yet.");
    return;
  }
  out.open("ol", {{"class", "decided"}});
  for (const DecidedLine& line : summary.decided) {
    out.open("li").leaf("strong", line.what);
    if (line.on) out.text(" (").time(*line.on).text(")");
    if (!line.who.empty()) out.empty("br").text("Decided by " + line.who + ".");
    if (!line.why.empty()) out.text(line.who.empty() ? "Why: " : " Why: ").text(line.why);
    out.close().line();
  }
  out.close();
}

void write_list(Markup& out, std::string_view heading, const std::vector<std::string>& lines,
                std::string_view when_empty) {
  out.leaf("h3", heading);
  if (lines.empty()) {
    out.leaf("p", when_empty);
    return;
  }
  out.open("ul");
  for (const std::string& line : lines) out.leaf("li", line).line();
  out.close();
}

void write_dates(Markup& out, const Summary& summary) {
  if (summary.dates.empty()) return;
  out.leaf("h3", "Days to remember").open("dl", {{"class", "dates"}});
  for (const DatedLine& line : summary.dates)
    out.open("dt").time(line.on).close().leaf("dd", line.what).line();
  out.close();
}

}  // namespace

void write_summary(Markup& out, const Report& report) {
  const Summary& summary = report.summary;
  open_section(out, "summary", "1. On one page");
  out.leaf("p", summary.headline, {{"class", "headline"}});
  write_figures(out, summary);
  out.open("div", {{"class", "columns"}}).open("div");
  out.leaf("h3", "What happened");
  for (const std::string& line : summary.what_happened) out.leaf("p", line).line();
  write_dates(out, summary);
  out.close().open("div");
  write_decided(out, summary);
  write_list(out, "What is still open", summary.still_open, "Nothing that the system knows of.");
  out.close().close().close();
}

}  // namespace lw::report
