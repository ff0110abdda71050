#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "report/pictures.hpp"
#include "report/statements.hpp"

/// Reports for people: a page for a minister and the whole case with its pictures. Takes one plain
/// value and knows nothing of the domain, the store or the clock.
namespace lw::report {

/// Everything that a report says. A part that is empty is left out, with a line that says so where
/// its absence could mislead (no plan, no decisions, history not checked).
struct Report {
  std::string title;
  std::string programme;       ///< name of the programme and its authority
  std::string case_id;         ///< identifiers of the case, for example "roca-2017, CVE-2017-15361"
  std::string classification;  ///< "public", "restricted: …"; shown on top and on each printed page
  Date as_of;                  ///< the day the answers are for
  Instant known_at;            ///< only what was recorded by then is used
  std::string made_by;         ///< program and version
  std::string data_note;       ///< origin of the data in a sentence, what is modelled

  Summary summary;
  Graph graph;
  LifetimeAxis lifetime;
  StockByYear stock;
  Exposure exposure;
  CaseTimeline timeline;
  std::vector<Rating> ratings;
  std::vector<Option> options;
  std::vector<RiskStatement> risks;
  Plan plan;
  std::vector<Decision> decisions;
  std::vector<OpenClock> open_clocks;
  std::vector<FindingLine> findings;
  std::vector<SourceLine> sources;
  HistoryProof history;
  bool operator==(const Report&) const = default;
};
LW_DESCRIBE(Report, title, programme, case_id, classification, as_of, known_at, made_by, data_note,
            summary, graph, lifetime, stock, exposure, timeline, ratings, options, risks, plan,
            decisions, open_clocks, findings, sources, history)

/// Bounds on a report; beyond them render_html is kTooLarge.
inline constexpr std::size_t kGraphNodesMax = 400;
inline constexpr std::size_t kGraphEdgesMax = 4000;
inline constexpr std::size_t kGraphNodeCertificatesMax = 40;
inline constexpr std::size_t kListEntriesMax = 5000;  ///< entries of any other list
inline constexpr std::size_t kStockSeriesMax = 4;
inline constexpr std::size_t kLanesMax = 200;  ///< lanes of the time axis; clocks of the case

/// Returns the report as one HTML file (UTF-8): no script, no outside request, readable in light
/// and dark, on paper and with a screen reader (WCAG 2.2 AA). Deterministic: equal values give
/// equal bytes. kInvalidInput names the field of an inconsistent picture (edge to an unlisted node,
/// axis that ends before it begins, a use without a value for each step); kTooLarge names the
/// bound.
[[nodiscard]] Result<std::string> render_html(const Report& report);

/// Returns the page for a minister as plain text for a terminal: at most 60 lines of at most
/// `width` columns (40 to 200, held in), with what is cut named. No colour, no control characters.
std::string summary_text(const Report& report, std::size_t width);

}  // namespace lw::report
