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

constexpr double kGutter = 112;
constexpr double kMargin = 12;
constexpr double kPad = 8;
constexpr double kNameFont = 10.5;
constexpr double kIdFont = 10;
constexpr double kNameLine = 13;
constexpr double kIdLine = 12;
constexpr double kCertificateLine = 14;
constexpr std::size_t kNameLinesMax = 2;

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

bool has_certificates(const Graph& graph) {
  return std::ranges::any_of(graph.nodes, [](const auto& n) { return !n.certificates.empty(); });
}

/// "28 certificates" of a state, or "2 products" where it has none; a graph whose nodes are the
/// certificates says the number alone.
std::string count_of(const Graph& graph, NodeState state) {
  std::int64_t certificates = 0;
  for (const GraphNode& node : graph.nodes)
    certificates += std::ranges::count(node.certificates, state, &GraphCertificate::state);
  const auto nodes = std::ranges::count(graph.nodes, state, &GraphNode::state);
  if (certificates > 0) return counted(certificates, "certificate", "certificates");
  if (nodes == 0) return {};
  return has_certificates(graph) ? counted(nodes, "box", "boxes") : grouped(nodes);
}

std::vector<LegendEntry> legend_of(const Graph& graph) {
  std::vector<LegendEntry> out;
  for (const NodeState state : codec::enum_values<NodeState>()) {
    const std::string count = count_of(graph, state);
    if (count.empty()) continue;
    const Look shown = look(state);
    out.push_back({std::string(shown.word) + " (" + count + ")", shown.sign,
                   std::string(tone_class(shown.tone))});
  }
  return out;
}

std::vector<std::string> name_lines(const GraphNode& node, const GraphMeasures& m) {
  return wrapped(node.name.empty() ? "name not known" : node.name, m.node_width_px - 2 * kPad,
                 kNameFont * kBoldWidth, kNameLinesMax);
}

double height_of(const GraphNode& node, const GraphMeasures& m) {
  const double names = kNameLine * static_cast<double>(name_lines(node, m).size());
  const double certificates = kCertificateLine * static_cast<double>(node.certificates.size());
  return 2 * kPad + names + kIdLine + (node.certificates.empty() ? 2 : certificates + 6);
}

/// The certificates of a node, each with the sign of its state.
void draw_certificates(Svg& svg, const GraphNode& node, Point from, const GraphMeasures& m) {
  const std::string_view on_root = node.state == NodeState::kRoot ? "-on-root" : "";
  double y = from.y + 5;
  svg.line({from.x, y - 8}, {from.x + m.node_width_px - 2 * kPad, y - 8}, "node-rule");
  for (const GraphCertificate& one : node.certificates) {
    const Look shown = look(one.state);
    svg.open_group(one.id + ": " + one.name + " (certificate, " + std::string(shown.word) + ")",
                   "node-group");
    svg.sign({from.x + 5, y + 3}, shown.sign, 4.5,
             node.state == NodeState::kRoot ? "tone-on-root" : tone_class(shown.tone));
    svg.text({from.x + 16, y + 7}, fitted(one.id, m.node_width_px - 2 * kPad - 18, kIdFont),
             "node-name" + std::string(on_root));
    svg.close_group();
    y += kCertificateLine;
  }
}

void draw_node(Svg& svg, const GraphNode& node, const GraphPlace& place, double height,
               const GraphMeasures& m) {
  const double left = kGutter + kMargin + place.centre_px - m.node_width_px / 2;
  const double top = place.top_px;
  const Look shown = look(node.state);
  svg.open_group(node.id + ": " + node.name + " (" + std::string(layer_of_one(node.layer)) + ", " +
                     std::string(shown.word) + ")",
                 "node-group");
  svg.box({left, top, m.node_width_px, height}, node_class(node.state), 4);
  if (node.state == NodeState::kRoot)
    svg.box({left - 3, top - 3, m.node_width_px + 6, height + 6}, "node-ring", 6);
  const std::string_view on_root = node.state == NodeState::kRoot ? "-on-root" : "";
  double y = top + kPad + 9;
  for (const std::string& line : name_lines(node, m)) {
    svg.text({left + kPad, y}, line, "node-id" + std::string(on_root));
    y += kNameLine;
  }
  svg.text({left + kPad, y}, fitted(node.id, m.node_width_px - 2 * kPad - 16, kIdFont),
           "node-name" + std::string(on_root));
  svg.sign({left + m.node_width_px - 13, y - 4}, shown.sign, 5.5,
           node.state == NodeState::kRoot ? "tone-on-root" : tone_class(shown.tone));
  svg.close_group();
  if (!node.certificates.empty()) draw_certificates(svg, node, {left + kPad, y + 12}, m);
}

void draw_lines(Svg& svg, const GraphLayout& layout) {
  const double shift = kGutter + kMargin;
  for (const bool ours : {false, true}) {
    for (const GraphLine& line : layout.lines) {
      if (line.ours != ours) continue;
      const std::string from = coordinate(line.x1_px + shift) + " " + coordinate(line.y1_px);
      const std::string to = coordinate(line.x2_px + shift) + " " + coordinate(line.y2_px);
      const std::string middle = coordinate((line.y1_px + line.y2_px) / 2);
      const bool straight = line.x1_px == line.x2_px || line.kind == GraphLineKind::kAgainst;
      const std::string path =
          "M" + from +
          (straight ? "L"
                    : "C" + coordinate(line.x1_px + shift) + " " + middle + " " +
                          coordinate(line.x2_px + shift) + " " + middle + " ") +
          to;
      const std::string_view look = line.kind == GraphLineKind::kArrives   ? "edge-arrives"
                                    : line.kind == GraphLineKind::kAgainst ? "edge-against"
                                                                           : "edge";
      svg.path(path, std::string(look) + (ours ? " edge-ours" : ""));
    }
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
  GraphMeasures measures;
  for (const GraphNode& node : graph.nodes)
    measures.heights_px.push_back(height_of(node, measures));
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
                          "each thing to what it rests on, strong where it leads from documents of "
                          "this programme to the flaw. " +
                          std::to_string(graph.nodes.size()) + " boxes, " +
                          std::to_string(graph.edges.size()) +
                          " lines. The tables below list all of them.",
           .width = width,
           .height = head + layout.height_px + kTop});
  draw_bands(svg, layout, width);
  draw_legend(svg, {2, 0}, legend, width);
  draw_lines(svg, layout);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    draw_node(svg, graph.nodes[i], layout.nodes[i], measures.heights_px[i], measures);
  return svg.take();
}

using Below = std::map<std::string_view, std::vector<std::string_view>>;

Below below_of(const Graph& graph) {
  Below out;
  for (const GraphEdge& edge : graph.edges) out[edge.from].push_back(edge.to);
  return out;
}

void write_nodes(Markup& out, const Graph& graph) {
  const Below below = below_of(graph);
  Table table(
      out, "Every node of the picture",
      {{"Identifier", ColumnKind::kShort}, {"Name"}, {"Layer"}, {"State"}, {"Rests on"}, {"Note"}});
  for (const GraphNode& node : graph.nodes) {
    table.row()
        .text(node.id)
        .text(node.name)
        .text(layer_of_one(node.layer))
        .badge(look(node.state));
    std::string list;
    if (const auto found = below.find(node.id); found != below.end())
      for (const std::string_view id : found->second)
        list += (list.empty() ? "" : ", ") + std::string(id);
    table.text(list.empty() ? "nothing listed" : list).text(node.note);
  }
  table.end();
  if (!has_certificates(graph)) return;
  Table certificates(out, "Every certificate of the picture",
                     {{"Certificate", ColumnKind::kShort},
                      {"Product as certified"},
                      {"Attached to"},
                      {"State"},
                      {"Rests on"},
                      {"Note"}});
  for (const GraphNode& node : graph.nodes) {
    for (const GraphCertificate& one : node.certificates)
      certificates.row()
          .text(one.id)
          .text(one.name)
          .text(node.name)
          .badge(look(one.state))
          .text(one.rests_on.empty() ? "nothing listed" : one.rests_on)
          .text(one.note);
  }
  certificates.end();
}

/// The ways from the documents down to the flaw and below it, in words: the picture without a
/// picture.
void write_ways(Markup& out, const Graph& graph) {
  std::map<std::string_view, const GraphNode*> nodes;
  for (const GraphNode& node : graph.nodes) nodes.emplace(node.id, &node);
  std::map<std::string_view, std::string_view> down;
  for (const GraphEdge& edge : graph.edges)
    if (edge.ours) down.try_emplace(edge.from, edge.to);
  bool any = false;
  for (const GraphNode& node : graph.nodes) {
    if (node.layer != Layer::kDocument || !down.contains(node.id)) continue;
    if (!any) out.leaf("h3", "From the documents to the flaw").open("ul");
    any = true;
    std::string way = node.name;
    std::string_view at = node.id;
    for (std::size_t steps = 0; down.contains(at) && steps < graph.nodes.size(); ++steps) {
      const bool first = at == node.id;
      at = down.at(at);
      way += (first ? ", with " : ", which rests on ") + nodes.at(at)->name;
    }
    out.leaf("li", way + ": " + std::string(look(nodes.at(at)->state).word) + ".");
  }
  if (any) out.close();
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
      .text("Certificates that rest on the one the case names: ")
      .number(graph.all)
      .text(", ")
      .number(graph.direct)
      .text(" of them directly; ")
      .number(graph.confirmed)
      .text(" confirmed affected, ")
      .number(graph.not_affected)
      .text(" found not affected.");
  if (graph.beside > 0)
    out.text(" Through the component that carries the flaw alone, ")
        .number(graph.beside)
        .text(" more are reached; confirmed affected of these: ")
        .number(graph.beside_confirmed)
        .text(".");
  out.close();
  out.leaf("p",
           "Reached means that a path leads from a thing to the flaw. Confirmed means that "
           "somebody checked and found it affected. The two are counted apart.");
  write_ways(out, graph);
  write_figure(out, graph_picture(graph), graph.caption, "nodes and what they rest on",
               [&](Markup& inner) { write_nodes(inner, graph); });
  out.close();
}

}  // namespace lw::report
