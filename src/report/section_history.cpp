#include <algorithm>

#include "report/sections.hpp"
#include "report/table.hpp"

namespace lw::report {

namespace {

/// Writes a text in which line ends count, one `code` element a line.
void write_lines(Markup& out, std::string_view text) {
  out.open(
      "pre",
      {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Checkpoint"}});
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.leaf("code", text.substr(0, end)).line();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out.close();
}

}  // namespace

void write_history(Markup& out, const Report& report) {
  const HistoryProof& history = report.history;
  open_section(out, "history", "8. The history behind this report");
  out.open("p", {{"class", "lead"}});
  write_badge(out, look(history.check));
  if (history.checked_at) out.text(" on ").moment(*history.checked_at);
  out.close();
  if (!history.problems.empty()) {
    out.leaf("p", "The verifier names:").open("ul");
    for (const std::string& problem : history.problems) out.leaf("li", problem);
    out.close();
  }
  out.open("dl", {{"class", "pairs"}});
  out.leaf("dt", "Log").leaf("dd", history.log_name);
  out.leaf("dt", "Entries").open("dd").number(history.size).close();
  out.leaf("dt", "Root hash")
      .open("dd")
      .leaf("code", history.root_hash, {{"class", "address"}})
      .close();
  out.close();
  if (!history.checkpoint.empty()) {
    out.leaf("h3", "Signed checkpoint");
    write_lines(out, history.checkpoint);
  }
  if (!history.command.empty()) {
    out.leaf("h3", "Verify it yourself");
    out.leaf("p",
             "The verifier needs no network, and shares with the program that wrote the history "
             "only the "
             "code that reads bytes.");
    out.open(
           "pre",
           {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Command"}})
        .leaf("code", history.command)
        .close();
  }
  out.close();
}

}  // namespace lw::report
