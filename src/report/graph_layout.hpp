#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "report/pictures.hpp"

namespace lw::report {

/// Measures of a layered drawing, in CSS pixels.
struct GraphMeasures {
  double node_width_px = 188;
  double node_height_px = 50;
  std::vector<double> heights_px = {};  ///< of each node, in their order; empty: all alike
  double node_gap_px = 14;
  double row_gap_px = 30;   ///< between rows of one layer
  double band_gap_px = 44;  ///< between layers
  double trunk_width_px = 12;
  std::size_t nodes_per_row = 5;
};

/// Where a node stands.
struct GraphPlace {
  double centre_px = 0;
  double top_px = 0;
  std::size_t row = 0;  ///< from the top
};

/// What a line does.
enum class GraphLineKind {
  kOn,       ///< goes on to a bend or through a row
  kArrives,  ///< ends at a node: carries the arrow head
  kAgainst,  ///< runs upwards or sideways: an edge that the layers do not expect, or a cycle
};

/// A piece of a line, from its upper end to its lower (kAgainst: from the node that rests to the
/// other).
struct GraphLine {
  double x1_px = 0;
  double y1_px = 0;
  double x2_px = 0;
  double y2_px = 0;
  GraphLineKind kind = GraphLineKind::kOn;
  bool ours = false;  ///< carries an edge that is GraphEdge::ours
};

/// A run of rows of one layer.
struct GraphBand {
  Layer layer = Layer::kUnknown;
  double top_px = 0;
  double bottom_px = 0;
};

/// A drawing without overlaps.
struct GraphLayout {
  double width_px = 0;
  double height_px = 0;
  std::vector<GraphPlace> nodes;  ///< in the order of Graph::nodes
  std::vector<GraphLine> lines;
  std::vector<GraphBand> bands;  ///< from the top
};

/// Returns the drawing: documents on top, the chip at the bottom; inside a layer what rests on its
/// neighbours stands above them; rows ordered by barycentre (Sugiyama, Tagawa, Toda 1981), places
/// by isotonic regression. Lines that pass a row on their way to one target share a trunk, so that
/// the picture stays readable. Every edge must name listed nodes. Deterministic. O(rows * edges).
GraphLayout graph_layout(const Graph& graph, const GraphMeasures& measures = {});

}  // namespace lw::report
