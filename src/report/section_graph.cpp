#include <algorithm>
#include <map>
#include <set>

#include "report/axis.hpp"
#include "report/graph_layout.hpp"
#include "report/legend.hpp"
#include "report/sections.hpp"
#include "report/table.hpp"

namespace lw::report {

namespace {

constexpr double kGutter = 96;
constexpr double kMargin = 12;

std::string_view node_class(NodeState state) {
  switch (state) {
    case NodeState::kRoot: return "node node-root";
    case NodeState::kConfirmed: return "node node-confirmed";
    case NodeState::kReached: return "node node-reached";
    case NodeState::kNotAffected: return "node node-free";
    case NodeState::kUndecided: return "node node-undecided";
    case NodeState::kOutside: return "node node-outside";
  }
  return "node";
}

std::size_t count_of(const Graph& graph, NodeState state) {
  return static_cast<std::size_t>(std::ranges::count(graph.nodes, state, &GraphNode::state));
}

std::vector<LegendEntry> legend_of(const Graph& graph) {
  std::vector<LegendEntry> out;
  for (const NodeState state : codec::enum_values<NodeState>()) {
    const std::size_t count = count_of(graph, state);
    if (count == 0) continue;
    const Look shown = look(state);
    out.push_back({std::string(shown.word) + " (" + std::to_string(count) + ")", shown.sign,
                   std::string(tone_class(shown.tone))});
  }
  return out;
}

void draw_node(Svg& svg, const GraphNode& node, const GraphPlace& place, const GraphMeasures& m) {
  const double left = kGutter + kMargin + place.centre_px - m.node_width_px / 2;
  const double top = place.top_px;
  const Look shown = look(node.state);
  svg.open_group(node.id + ": " + node.name + " (" + std::string(layer_of_one(node.layer)) + ", " +
                     std::string(shown.word) + ")",
                 "node-group");
  svg.box({left, top, m.node_width_px, m.node_height_px}, node_class(node.state), 4);
  if (node.state == NodeState::kRoot)
    svg.box({left - 3, top - 3, m.node_width_px + 6, m.node_height_px + 6}, "node-ring", 6);
  const std::string_view on_root = node.state == NodeState::kRoot ? "-on-root" : "";
  svg.sign({left + m.node_width_px - 14, top + m.node_height_px - 13}, shown.sign, 5.5,
           node.state == NodeState::kRoot ? "tone-on-root" : tone_class(shown.tone));
  constexpr double kIdFont = 10.5;
  constexpr double kNameFont = 10;
  svg.text({left + 8, top + 17}, fitted(node.id, m.node_width_px - 14, kIdFont * kBoldWidth),
           "node-id" + std::string(on_root));
  double y = top + 31;
  for (const std::string& line : wrapped(node.name.empty() ? "name not known" : node.name,
                                         m.node_width_px - 34, kNameFont, 2)) {
    svg.text({left + 8, y}, line, "node-name" + std::string(on_root));
    y += 12;
  }
  svg.close_group();
}

void draw_lines(Svg& svg, const GraphLayout& layout) {
  const double shift = kGutter + kMargin;
  for (const GraphLine& line : layout.lines) {
    const std::string from = coordinate(line.x1_px + shift) + " " + coordinate(line.y1_px);
    const std::string to = coordinate(line.x2_px + shift) + " " + coordinate(line.y2_px);
    const std::string middle = coordinate((line.y1_px + line.y2_px) / 2);
    const bool straight = line.x1_px == line.x2_px || line.kind == GraphLineKind::kAgainst;
    const std::string path = "M" + from +
                             (straight ? "L"
                                       : "C" + coordinate(line.x1_px + shift) + " " + middle + " " +
                                             coordinate(line.x2_px + shift) + " " + middle + " ") +
                             to;
    svg.path(path, line.kind == GraphLineKind::kArrives   ? "edge-arrives"
                   : line.kind == GraphLineKind::kAgainst ? "edge-against"
                                                          : "edge");
  }
}

void draw_bands(Svg& svg, const GraphLayout& layout, double width) {
  for (const GraphBand& band : layout.bands) {
    const Box box{0, band.top_px - 14, width, band.bottom_px - band.top_px + 28};
    svg.box(box, "band", 6);
    double y = (band.top_px + band.bottom_px) / 2 - 2;
    for (const std::string& line :
         wrapped(layer_name(band.layer), kGutter - 14, 11.5 * kBoldWidth, 3)) {
      svg.text({10, y}, line, "band-name");
      y += 14;
    }
  }
}

std::string graph_picture(const Graph& graph) {
  constexpr double kTop = 16;
  const GraphMeasures measures;
  GraphLayout layout = graph_layout(graph, measures);
  const auto legend = legend_of(graph);
  const double width = layout.width_px + kGutter + 2 * kMargin;
  const double head = legend_height(legend, width) + kTop + 8;
  for (GraphPlace& place : layout.nodes) place.top_px += head;
  for (GraphBand& band : layout.bands) {
    band.top_px += head;
    band.bottom_px += head;
  }
  for (GraphLine& line : layout.lines) {
    line.y1_px += head;
    line.y2_px += head;
  }
  Svg svg({.id = "reach",
           .title = "Composition and reach",
           .description = graph.caption +
                          " Documents stand on top, chips at the bottom; a line runs down from "
                          "each thing to what it rests on. " +
                          std::to_string(graph.nodes.size()) + " nodes, " +
                          std::to_string(graph.edges.size()) +
                          " lines. The table below lists all of them.",
           .width = width,
           .height = head + layout.height_px + kTop});
  draw_bands(svg, layout, width);
  draw_legend(svg, {2, 0}, legend, width);
  draw_lines(svg, layout);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    draw_node(svg, graph.nodes[i], layout.nodes[i], measures);
  return svg.take();
}

void write_nodes(Markup& out, const Graph& graph) {
  std::map<std::string_view, std::string> rests_on;
  for (const GraphEdge& edge : graph.edges) {
    std::string& list = rests_on[edge.from];
    list += (list.empty() ? "" : ", ") + edge.to;
  }
  Table table(
      out, "Every node of the picture",
      {{"Identifier", ColumnKind::kShort}, {"Name"}, {"Layer"}, {"State"}, {"Rests on"}, {"Note"}});
  for (const GraphNode& node : graph.nodes) {
    table.row()
        .text(node.id)
        .text(node.name)
        .text(layer_of_one(node.layer))
        .badge(look(node.state));
    const auto found = rests_on.find(node.id);
    table.text(found == rests_on.end() ? "nothing listed" : found->second).text(node.note);
  }
  table.end();
}

}  // namespace

void write_graph(Markup& out, const Report& report) {
  const Graph& graph = report.graph;
  open_section(out, "reach", "2. What the flaw reaches");
  if (graph.nodes.empty()) {
    out.leaf("p", "No composition is recorded for this case.").close();
    return;
  }
  out.open("p", {{"class", "lead"}})
      .text("Reached directly: ")
      .number(graph.direct)
      .text("; reached in all: ")
      .number(graph.all);
  out.text("; confirmed affected: ").number(graph.confirmed).text(".").close();
  out.leaf("p",
           "Reached means that a path leads from a thing to the flaw. Confirmed means that "
           "somebody checked and found it affected. The two are counted apart.");
  write_figure(out, graph_picture(graph), graph.caption, "nodes and what they rest on",
               [&](Markup& inner) { write_nodes(inner, graph); });
  out.close();
}

}  // namespace lw::report
