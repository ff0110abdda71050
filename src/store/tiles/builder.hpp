#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "codec/tlog.hpp"

namespace lw::store {

/// Takes one file of the log folder: its path within the folder, and its bytes (valid during the
/// call).
using TileSink = std::function<Result<void>(const codec::TilePath& path, ByteView bytes)>;

/// Builds the files of a tlog-tiles folder from its entries, one after the other, holding only the
/// right edge of the tree.
class TileBuilder {
 public:
  /// The right edge of a log that is there already: for each level the hashes of its partial tile,
  /// and the partial bundle.
  struct Edge {
    std::uint64_t size = 0;
    std::vector<std::vector<Digest>> levels;
    Bytes bundle;
  };

  TileBuilder() = default;
  explicit TileBuilder(Edge edge) : edge_(std::move(edge)) {}

  /// Adds one entry; gives each tile and bundle that it fills to `full`. Errors of `full` are
  /// passed through.
  [[nodiscard]] Result<void> add(ByteView entry, const TileSink& full);

  /// Gives the partial tiles and the partial bundle of the present size to `partial`.
  [[nodiscard]] Result<void> partials(const TileSink& partial) const;

  [[nodiscard]] std::uint64_t size() const { return edge_.size; }

  /// Returns the root of the tree (RFC 6962 §2.1).
  [[nodiscard]] Digest root() const;

 private:
  Edge edge_;
};

}  // namespace lw::store
