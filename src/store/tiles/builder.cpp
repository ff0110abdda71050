#include "store/tiles/builder.hpp"

#include <bit>
#include <optional>

#include "crypto/merkle.hpp"

namespace lw::store {
namespace {

Bytes tile_bytes(std::span<const Digest> hashes) {
  Bytes out;
  out.reserve(hashes.size() * Digest::kSizeBytes);
  for (const auto& hash : hashes) out.insert(out.end(), hash.bytes.begin(), hash.bytes.end());
  return out;
}

}  // namespace

Result<void> TileBuilder::add(ByteView entry, const TileSink& full) {
  codec::append_to_bundle(edge_.bundle, entry);
  const std::uint64_t seq = edge_.size++;
  if (edge_.size % codec::kTileWidth == 0) {
    LW_CHECK(full({{0, seq / codec::kTileWidth, codec::kTileWidth}, true}, edge_.bundle));
    edge_.bundle.clear();
  }
  Digest hash = crypto::leaf_hash(entry);
  std::uint64_t index = seq;  // of the hash within its level
  for (unsigned level = 0;; ++level, index /= codec::kTileWidth) {
    if (level == edge_.levels.size()) edge_.levels.emplace_back();
    auto& row = edge_.levels[level];
    row.push_back(hash);
    if (row.size() < codec::kTileWidth) return {};
    LW_CHECK(full({{level, index / codec::kTileWidth, codec::kTileWidth}, false}, tile_bytes(row)));
    hash = crypto::perfect_root(row);
    row.clear();
  }
}

Result<void> TileBuilder::partials(const TileSink& partial) const {
  std::uint64_t hashes = edge_.size;
  for (unsigned level = 0; level < edge_.levels.size(); ++level, hashes /= codec::kTileWidth) {
    const auto& row = edge_.levels[level];
    if (row.empty()) continue;
    const codec::Tile tile{level, hashes / codec::kTileWidth,
                           static_cast<std::uint32_t>(row.size())};
    if (level == 0) LW_CHECK(partial({tile, true}, edge_.bundle));
    LW_CHECK(partial({tile, false}, tile_bytes(row)));
  }
  return {};
}

Digest TileBuilder::root() const {
  // Right to left: each row is a run of perfect subtrees, the widest first, and what lies right of
  // it is joined last.
  std::optional<Digest> right;
  for (const auto& row : edge_.levels) {
    std::size_t end = row.size();
    while (end > 0) {
      const std::size_t width = std::size_t{1} << std::countr_zero(end);
      const Digest left = crypto::perfect_root(std::span(row).subspan(end - width, width));
      right = right ? crypto::node_hash(left, *right) : left;
      end -= width;
    }
  }
  return right.value_or(crypto::empty_root());
}

}  // namespace lw::store
