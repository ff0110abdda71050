#include "report/graph_layout.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace lw::report {

namespace {

constexpr std::array<Layer, 7> kFromTheTop = {
    Layer::kUnknown, Layer::kDocument, Layer::kEmbeddedSoftware,
    Layer::kApplet,  Layer::kPlatform, Layer::kCryptoLibrary,
    Layer::kIc};
constexpr int kSweeps = 12;

/// A node, or the trunk of the lines that pass a row towards one target.
struct Item {
  std::size_t row = 0;
  double width = 0;
  double height = 0;  ///< of a trunk: that of its row
  double x = 0;
  double wish = 0;
  std::vector<std::size_t> above;
  std::vector<std::size_t> below;
};

class Layout {
 public:
  Layout(const Graph& graph, const GraphMeasures& measures) : graph_(graph), measures_(measures) {
    std::map<std::string_view, std::size_t> index;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) index.emplace(graph.nodes[i].id, i);
    for (const GraphEdge& edge : graph.edges) {
      edges_.emplace_back(index.at(edge.from), index.at(edge.to));
      if (edge.ours) ours_.insert(edges_.back());
    }
  }

  GraphLayout run() {
    find_depths();
    make_rows();
    link();
    place_rows();
    return drawing();
  }

 private:
  /// Longest way down inside the layer. Rounds are bounded, so a cycle ends too: one of its lines
  /// then runs against the order.
  void find_depths() {
    depth_.assign(graph_.nodes.size(), 0);
    for (std::size_t round = 0; round < graph_.nodes.size(); ++round) {
      bool changed = false;
      for (const auto& [from, to] : edges_) {
        if (from == to || graph_.nodes[from].layer != graph_.nodes[to].layer ||
            depth_[from] > depth_[to])
          continue;
        if (depth_[to] + 1 >= graph_.nodes.size()) continue;
        depth_[from] = depth_[to] + 1;
        changed = true;
      }
      if (!changed) return;
    }
  }

  void make_rows() {
    items_.resize(graph_.nodes.size());
    for (const Layer layer : kFromTheTop) {
      std::map<std::size_t, std::vector<std::size_t>, std::greater<>> by_depth;
      for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
        if (graph_.nodes[i].layer == layer) by_depth[depth_[i]].push_back(i);
      for (const auto& [depth, nodes] : by_depth) {
        const std::size_t parts =
            (nodes.size() + measures_.nodes_per_row - 1) / measures_.nodes_per_row;
        for (std::size_t part = 0; part < parts; ++part) {
          const auto begin = nodes.size() * part / parts;
          const auto end = nodes.size() * (part + 1) / parts;
          for (std::size_t i = begin; i < end; ++i) {
            items_[nodes[i]].row = rows_.size();
            items_[nodes[i]].width = measures_.node_width_px;
            items_[nodes[i]].height = height_of(nodes[i]);
          }
          rows_.emplace_back(nodes.begin() + static_cast<std::ptrdiff_t>(begin),
                             nodes.begin() + static_cast<std::ptrdiff_t>(end));
          layer_of_row_.push_back(layer);
        }
      }
    }
  }

  double height_of(std::size_t node) const {
    return measures_.heights_px.empty() ? measures_.node_height_px : measures_.heights_px[node];
  }

  double row_height(std::size_t row) const {
    double out = 0;
    for (const std::size_t i : rows_[row])
      if (i < graph_.nodes.size()) out = std::max(out, items_[i].height);
    return out;
  }

  void join(std::size_t upper, std::size_t lower, bool ours) {
    if (ours) strong_.insert({upper, lower});
    if (std::ranges::find(items_[upper].below, lower) != items_[upper].below.end()) return;
    items_[upper].below.push_back(lower);
    items_[lower].above.push_back(upper);
  }

  void link() {
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> trunks;
    for (const auto& [from, to] : edges_) {
      if (items_[from].row >= items_[to].row) {
        if (from != to) against_.emplace_back(from, to);
        continue;
      }
      const bool ours = ours_.contains({from, to});
      std::size_t last = from;
      for (std::size_t row = items_[from].row + 1; row < items_[to].row; ++row) {
        const auto [it, is_new] = trunks.try_emplace({row, to}, items_.size());
        if (is_new) {
          items_.push_back({.row = row, .width = measures_.trunk_width_px});
          items_.back().height = row_height(row);
          rows_[row].push_back(it->second);
        }
        join(last, it->second, ours);
        if (ours) strong_.insert({it->second, it->second});
        last = it->second;
      }
      join(last, to, ours);
    }
  }

  double packed_width(const std::vector<std::size_t>& row) const {
    double width = -measures_.node_gap_px;
    for (const std::size_t i : row) width += items_[i].width + measures_.node_gap_px;
    return width;
  }

  void place_rows() {
    for (const auto& row : rows_) width_ = std::max(width_, packed_width(row));
    for (auto& row : rows_) {
      for (const std::size_t i : row) items_[i].wish = width_ / 2;
      place(row);
    }
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
      for (std::size_t step = 0; step < rows_.size(); ++step) {
        const bool down = sweep % 2 == 0;
        auto& row = rows_[down ? step : rows_.size() - 1 - step];
        for (const std::size_t i : row) {
          // Late sweeps look both ways, so that trunks run straight.
          items_[i].wish =
              mean(items_[i], down || sweep > kSweeps / 2, !down || sweep > kSweeps / 2);
        }
        // Equal wishes keep their order, for x never repeats in a row.
        std::ranges::sort(row, {},
                          [&](std::size_t i) { return std::pair(items_[i].wish, items_[i].x); });
        place(row);
      }
    }
  }

  double mean(const Item& item, bool look_up, bool look_down) const {
    double sum = 0;
    std::size_t count = 0;
    for (const auto* neighbours :
         {look_up ? &item.above : nullptr, look_down ? &item.below : nullptr}) {
      if (neighbours == nullptr) continue;
      for (const std::size_t i : *neighbours) sum += items_[i].x;
      count += neighbours->size();
    }
    return count == 0 ? item.x : sum / static_cast<double>(count);
  }

  /// Least squares from the wishes, in the order of the row, without overlap: pool adjacent
  /// violators.
  void place(const std::vector<std::size_t>& row) {
    struct Pool {
      double sum;
      std::size_t count;
      [[nodiscard]] double value() const { return sum / static_cast<double>(count); }
    };
    std::vector<double> offset;
    double next = 0;
    for (const std::size_t i : row) {
      offset.push_back(next + items_[i].width / 2);
      next += items_[i].width + measures_.node_gap_px;
    }
    std::vector<Pool> pools;
    for (std::size_t k = 0; k < row.size(); ++k) {
      pools.push_back({items_[row[k]].wish - offset[k], 1});
      while (pools.size() > 1 && pools[pools.size() - 2].value() >= pools.back().value()) {
        const Pool last = pools.back();
        pools.pop_back();
        pools.back() = {pools.back().sum + last.sum, pools.back().count + last.count};
      }
    }
    std::size_t k = 0;
    for (const Pool& pool : pools)
      for (std::size_t n = 0; n < pool.count; ++n, ++k)
        items_[row[k]].x =
            std::clamp(pool.value(), 0.0, std::max(0.0, width_ - packed_width(row))) + offset[k];
  }

  GraphLayout drawing() const {
    GraphLayout out{.width_px = width_};
    std::vector<double> top;
    double y = 0;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const bool new_band = row == 0 || layer_of_row_[row] != layer_of_row_[row - 1];
      if (row > 0) y += new_band ? measures_.band_gap_px : measures_.row_gap_px;
      if (new_band) out.bands.push_back({.layer = layer_of_row_[row], .top_px = y});
      top.push_back(y);
      y += row_height(row);
      out.bands.back().bottom_px = y;
    }
    out.height_px = y;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
      out.nodes.push_back({items_[i].x, top[items_[i].row], items_[i].row});
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      const double bottom = top[item.row] + item.height;
      if (i >= graph_.nodes.size())
        out.lines.push_back(
            {item.x, top[item.row], item.x, bottom, GraphLineKind::kOn, strong_.contains({i, i})});
      for (const std::size_t j : item.below)
        out.lines.push_back({item.x, bottom, items_[j].x, top[items_[j].row],
                             j < graph_.nodes.size() ? GraphLineKind::kArrives : GraphLineKind::kOn,
                             strong_.contains({i, j})});
    }
    for (const auto& [from, to] : against_)
      out.lines.push_back({items_[from].x, top[items_[from].row] + items_[from].height / 2,
                           items_[to].x, top[items_[to].row] + items_[to].height / 2,
                           GraphLineKind::kAgainst, ours_.contains({from, to})});
    return out;
  }

  const Graph& graph_;
  const GraphMeasures& measures_;
  std::vector<std::pair<std::size_t, std::size_t>> edges_;
  std::set<std::pair<std::size_t, std::size_t>> ours_;
  std::set<std::pair<std::size_t, std::size_t>> strong_;  ///< lines, by the items they join
  std::vector<std::size_t> depth_;
  std::vector<Item> items_;
  std::vector<std::vector<std::size_t>> rows_;
  std::vector<Layer> layer_of_row_;
  std::vector<std::pair<std::size_t, std::size_t>> against_;
  double width_ = 0;
};

}  // namespace

GraphLayout graph_layout(const Graph& graph, const GraphMeasures& measures) {
  return Layout(graph, measures).run();
}

}  // namespace lw::report
