#include "report/graph_layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

// rapidcheck/gtest.h needs gtest first
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace lw::report {
namespace {

GraphNode node(std::string id, Layer layer) {
  return {
      .id = std::move(id), .name = "", .layer = layer, .state = NodeState::kReached, .note = ""};
}

bool boxes_overlap(const GraphPlace& a, const GraphPlace& b, const GraphMeasures& m) {
  return std::abs(a.centre_px - b.centre_px) < m.node_width_px &&
         std::abs(a.top_px - b.top_px) < m.node_height_px;
}

TEST(GraphLayout, PutsDocumentsOnTopAndTheChipBelow) {
  Graph graph;
  graph.nodes = {node("ic", Layer::kIc), node("doc", Layer::kDocument),
                 node("os", Layer::kPlatform), node("app", Layer::kApplet)};
  graph.edges = {{"doc", "app"}, {"app", "os"}, {"os", "ic"}};
  const auto layout = graph_layout(graph);
  EXPECT_LT(layout.nodes[1].top_px, layout.nodes[3].top_px);
  EXPECT_LT(layout.nodes[3].top_px, layout.nodes[2].top_px);
  EXPECT_LT(layout.nodes[2].top_px, layout.nodes[0].top_px);
  ASSERT_EQ(layout.bands.size(), 4U);
  EXPECT_EQ(layout.bands.front().layer, Layer::kDocument);
  EXPECT_EQ(std::ranges::count(layout.lines, GraphLineKind::kArrives, &GraphLine::kind), 3);
}

TEST(GraphLayout, WhatRestsOnItsOwnLayerStandsAboveIt) {
  Graph graph;
  graph.nodes = {node("a", Layer::kPlatform), node("b", Layer::kPlatform),
                 node("c", Layer::kPlatform)};
  graph.edges = {{"c", "b"}, {"b", "a"}};
  const auto layout = graph_layout(graph);
  EXPECT_LT(layout.nodes[2].top_px, layout.nodes[1].top_px);
  EXPECT_LT(layout.nodes[1].top_px, layout.nodes[0].top_px);
}

TEST(GraphLayout, ARowIsAsHighAsItsHighestNode) {
  Graph graph;
  graph.nodes = {node("low", Layer::kPlatform), node("high", Layer::kPlatform),
                 node("ic", Layer::kIc)};
  graph.edges = {{"low", "ic"}, {"high", "ic"}};
  GraphMeasures measures;
  measures.heights_px = {40, 120, 50};
  const auto layout = graph_layout(graph, measures);
  EXPECT_EQ(layout.nodes[0].row, layout.nodes[1].row);
  EXPECT_GE(layout.nodes[2].top_px, layout.nodes[1].top_px + 120 + measures.band_gap_px);
  // A line leaves its node where that node ends.
  for (const GraphLine& line : layout.lines)
    EXPECT_TRUE(line.y1_px == layout.nodes[0].top_px + 40 ||
                line.y1_px == layout.nodes[1].top_px + 120);
}

TEST(GraphLayout, OnlyTheWayOfOurDocumentsIsStrong) {
  Graph graph;
  graph.nodes = {node("cards", Layer::kDocument), node("others", Layer::kDocument),
                 node("os", Layer::kPlatform), node("library", Layer::kCryptoLibrary),
                 node("ic", Layer::kIc)};
  graph.edges = {
      {"cards", "library", true}, {"others", "library"}, {"os", "ic"}, {"library", "ic"}};
  const auto layout = graph_layout(graph);
  // Past the platform's row the two share a trunk, so three pieces are strong: down to the trunk,
  // the trunk, and on to the library.
  EXPECT_EQ(std::ranges::count(layout.lines, true, &GraphLine::ours), 3);
  for (const GraphLine& line : layout.lines)
    if (line.ours) EXPECT_LE(line.y2_px, layout.nodes[3].top_px);
}

TEST(GraphLayout, LinesThatPassARowShareATrunk) {
  Graph graph;
  graph.nodes = {node("root", Layer::kIc), node("os", Layer::kPlatform)};
  for (int i = 0; i < 5; ++i) {
    graph.nodes.push_back(node("d" + std::to_string(i), Layer::kDocument));
    graph.edges.push_back({"d" + std::to_string(i), "root"});
  }
  const auto layout = graph_layout(graph);
  EXPECT_EQ(std::ranges::count(layout.lines, GraphLineKind::kArrives, &GraphLine::kind), 1);
  // The trunk must not run through the platform in its row.
  const GraphMeasures measures;
  for (const GraphLine& line : layout.lines) {
    if (line.x1_px != line.x2_px || line.y1_px != layout.nodes[1].top_px) continue;
    EXPECT_GT(std::abs(line.x1_px - layout.nodes[1].centre_px), measures.node_width_px / 2);
  }
}

TEST(GraphLayout, ACycleIsDrawnAgainstTheOrder) {
  Graph graph;
  graph.nodes = {node("a", Layer::kApplet), node("b", Layer::kApplet), node("ic", Layer::kIc)};
  graph.edges = {{"a", "b"}, {"b", "a"}, {"a", "a"}, {"ic", "a"}, {"a", "ic"}};
  const auto layout = graph_layout(graph);
  EXPECT_EQ(std::ranges::count(layout.lines, GraphLineKind::kAgainst, &GraphLine::kind), 2)
      << "one line of the cycle, and ic -> a";
  EXPECT_EQ(std::ranges::count(layout.lines, GraphLineKind::kArrives, &GraphLine::kind), 2);
}

RC_GTEST_PROP(GraphLayout, NodesNeverOverlapAndStayInside, ()) {
  const auto layers = codec::enum_values<Layer>();
  const auto count = *rc::gen::inRange<std::size_t>(1, 60);
  Graph graph;
  for (std::size_t i = 0; i < count; ++i)
    graph.nodes.push_back(node(std::to_string(i), *rc::gen::elementOf(layers)));
  const auto edges =
      *rc::gen::container<std::vector<std::pair<std::size_t, std::size_t>>>(rc::gen::pair(
          rc::gen::inRange<std::size_t>(0, count), rc::gen::inRange<std::size_t>(0, count)));
  for (const auto& [from, to] : edges)
    graph.edges.push_back({std::to_string(from), std::to_string(to)});
  const GraphMeasures measures;
  const auto layout = graph_layout(graph, measures);
  RC_ASSERT(layout.nodes.size() == count);
  constexpr double kSlack = 0.001;
  for (std::size_t i = 0; i < count; ++i) {
    RC_ASSERT(layout.nodes[i].centre_px - measures.node_width_px / 2 >= -kSlack);
    RC_ASSERT(layout.nodes[i].centre_px + measures.node_width_px / 2 <= layout.width_px + kSlack);
    for (std::size_t j = 0; j < i; ++j) {
      GraphMeasures almost = measures;
      almost.node_width_px -= kSlack;
      RC_ASSERT(!boxes_overlap(layout.nodes[i], layout.nodes[j], almost));
    }
  }
}

}  // namespace
}  // namespace lw::report
