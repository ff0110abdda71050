#include "report/check.hpp"

#include <cstdint>
#include <set>
#include <string_view>

namespace lw::report {

namespace {

std::unexpected<Error> inconsistent(std::string where, std::string what) {
  return fail(ErrorCode::kInvalidInput, std::move(what), std::move(where));
}

Result<void> check_size(std::string_view name, std::size_t size, std::size_t most) {
  if (size <= most) return {};
  return fail(ErrorCode::kTooLarge,
              std::to_string(size) + " entries, at most " + std::to_string(most),
              std::string(name));
}

Result<void> check_graph(const Graph& graph) {
  LW_CHECK(check_size("graph.nodes", graph.nodes.size(), kGraphNodesMax));
  LW_CHECK(check_size("graph.edges", graph.edges.size(), kGraphEdgesMax));
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!ids.insert(graph.nodes[i].id).second)
      return inconsistent("graph.nodes[" + std::to_string(i) + "].id",
                          "\"" + graph.nodes[i].id + "\" is there twice");
    LW_CHECK(check_size("graph.nodes[" + std::to_string(i) + "].certificates",
                        graph.nodes[i].certificates.size(), kGraphNodeCertificatesMax));
  }
  for (std::size_t i = 0; i < graph.edges.size(); ++i) {
    for (const std::string* id : {&graph.edges[i].from, &graph.edges[i].to}) {
      if (!ids.contains(*id))
        return inconsistent("graph.edges[" + std::to_string(i) + "]",
                            "\"" + *id + "\" is not a listed node");
    }
  }
  return {};
}

Result<void> check_axis(std::string_view name, Date from, Date until) {
  if (from >= until)
    return inconsistent(std::string(name) + ".until", "the axis ends before it begins");
  if (until > from.plus_days(kAxisYearsMax * 366))
    return inconsistent(std::string(name) + ".until",
                        "the axis is longer than " + std::to_string(kAxisYearsMax) + " years");
  return {};
}

Result<void> check_spans(std::string_view name, const std::vector<Span>& spans) {
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (spans[i].until && *spans[i].until < spans[i].from)
      return inconsistent(std::string(name) + "[" + std::to_string(i) + "].until",
                          "the span ends before it begins");
  }
  return {};
}

Result<void> check_lifetime(const LifetimeAxis& axis) {
  if (axis.lanes.empty()) return {};
  LW_CHECK(check_axis("lifetime", axis.from, axis.until));
  LW_CHECK(check_size("lifetime.lanes", axis.lanes.size(), kLanesMax));
  LW_CHECK(check_size("lifetime.stock", axis.stock.size(), kListEntriesMax));
  LW_CHECK(check_spans("lifetime.gaps", axis.gaps));
  for (std::size_t i = 0; i < axis.lanes.size(); ++i)
    LW_CHECK(check_spans("lifetime.lanes[" + std::to_string(i) + "].spans", axis.lanes[i].spans));
  for (std::size_t i = 0; i < axis.stock.size(); ++i) {
    const std::string where = "lifetime.stock[" + std::to_string(i) + "]";
    if (axis.stock[i].units < 0) return inconsistent(where, "a stock below zero");
    if (i > 0 && axis.stock[i].on <= axis.stock[i - 1].on)
      return inconsistent(where, "the days do not follow each other");
  }
  return {};
}

Result<void> check_years(std::string_view where, const std::vector<YearValue>& years) {
  LW_CHECK(check_size(where, years.size(), kListEntriesMax));
  for (const YearValue& value : years)
    if (value.units < 0)
      return inconsistent(std::string(where),
                          std::to_string(value.year) + " has a number below zero");
  return {};
}

Result<void> check_exposure(const Exposure& exposure) {
  LW_CHECK(check_size("exposure.uses", exposure.uses.size(), kListEntriesMax));
  for (std::size_t i = 0; i < exposure.uses.size(); ++i) {
    const UseExposure& use = exposure.uses[i];
    const std::string where = "exposure.uses[" + std::to_string(i) + "]";
    if (use.values.size() != exposure.steps.size())
      return inconsistent(where + ".values", std::to_string(use.values.size()) + " values for " +
                                                 std::to_string(exposure.steps.size()) + " steps");
    for (const ExposureValue& value : use.values) {
      if (value.units && (*value.units < 0 || *value.units > exposure.units_total))
        return inconsistent(where + ".values",
                            std::to_string(*value.units) + " is not within 0 and units_total");
    }
    LW_CHECK(check_years(where + ".by_expiry_year", use.by_expiry_year));
  }
  return {};
}

Result<void> check_timeline(const CaseTimeline& timeline) {
  if (timeline.events.empty() && timeline.clocks.empty()) return {};
  LW_CHECK(check_axis("timeline", timeline.from, timeline.until));
  LW_CHECK(check_size("timeline.events", timeline.events.size(), kListEntriesMax));
  LW_CHECK(check_size("timeline.clocks", timeline.clocks.size(), kLanesMax));
  for (std::size_t i = 0; i < timeline.clocks.size(); ++i) {
    if (timeline.clocks[i].until < timeline.clocks[i].from)
      return inconsistent("timeline.clocks[" + std::to_string(i) + "].until",
                          "the clock ends before it begins");
  }
  return {};
}

}  // namespace

Result<void> check_report(const Report& report) {
  LW_CHECK(check_graph(report.graph));
  LW_CHECK(check_lifetime(report.lifetime));
  LW_CHECK(check_size("stock.series", report.stock.series.size(), kStockSeriesMax));
  for (const StockSeries& series : report.stock.series)
    LW_CHECK(check_years("stock.series." + series.label, series.years));
  LW_CHECK(check_exposure(report.exposure));
  LW_CHECK(check_timeline(report.timeline));
  LW_CHECK(check_size("ratings", report.ratings.size(), kListEntriesMax));
  LW_CHECK(check_size("options", report.options.size(), kListEntriesMax));
  LW_CHECK(check_size("risks", report.risks.size(), kListEntriesMax));
  LW_CHECK(check_size("plan.triggers", report.plan.triggers.size(), kListEntriesMax));
  LW_CHECK(check_size("plan.exercises", report.plan.exercises.size(), kListEntriesMax));
  LW_CHECK(check_size("decisions", report.decisions.size(), kListEntriesMax));
  LW_CHECK(check_size("open_clocks", report.open_clocks.size(), kListEntriesMax));
  LW_CHECK(check_size("findings", report.findings.size(), kListEntriesMax));
  return check_size("sources", report.sources.size(), kListEntriesMax);
}

}  // namespace lw::report
