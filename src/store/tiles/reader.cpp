#include "store/tiles/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/note.hpp"
#include "store/files/files.hpp"

namespace lw::store {
namespace {

constexpr std::size_t kCacheTilesMax = 64;

}  // namespace

Result<std::string> TileReader::checkpoint_note() const {
  LW_TRY(const Bytes bytes, read_file(folder_ / "checkpoint", codec::kNoteSizeMax));
  return std::string(as_text(bytes));
}

Result<codec::Checkpoint> TileReader::checkpoint(const codec::VerifierKey& key) const {
  const std::string where = (folder_ / "checkpoint").string();
  LW_TRY(const std::string note, checkpoint_note());
  const auto text = crypto::open_note(note, key);
  if (!text && text.error().code == ErrorCode::kNotFound) {
    return fail(ErrorCode::kRefused, "the checkpoint is not signed by this log key", where,
                "give the key of this log");
  }
  if (!text)
    return fail(ErrorCode::kCorrupt, text.error().what, where, "keep the file and verify the log");
  const auto checkpoint = codec::parse_checkpoint(*text);
  if (!checkpoint)
    return fail(ErrorCode::kCorrupt, checkpoint.error().what, where, "keep the file");
  return *checkpoint;
}

Result<std::vector<Digest>> TileReader::tile(const codec::Tile& tile) {
  if (const auto it = cache_.find(tile); it != cache_.end()) return it->second;
  auto path = codec::tile_path(tile);
  auto bytes = read_file(folder_ / path, codec::kTileWidth * Digest::kSizeBytes);
  std::size_t expected = tile.width;
  if (!bytes && bytes.error().code == ErrorCode::kNotFound && !tile.full()) {
    path = codec::tile_path({tile.level, tile.index, codec::kTileWidth});
    bytes = read_file(folder_ / path, codec::kTileWidth * Digest::kSizeBytes);
    expected = codec::kTileWidth;
  }
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() != expected * Digest::kSizeBytes) {
    return fail(ErrorCode::kCorrupt,
                fmt::format("a tile of {} bytes, not {}", bytes->size(), expected * 32), path);
  }
  std::vector<Digest> out(tile.width);
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(i * Digest::kSizeBytes),
                Digest::kSizeBytes, out[i].bytes.begin());
  }
  if (cache_.size() >= kCacheTilesMax) cache_.clear();
  cache_.emplace(tile, out);
  return out;
}

crypto::NodeReader TileReader::nodes(std::uint64_t size) {
  return [this, size](crypto::Node node) -> Result<Digest> {
    const unsigned level = node.level / codec::kTileHeight;
    const unsigned height = node.level % codec::kTileHeight;
    const std::uint64_t first = node.index << height;
    const auto count = std::size_t{1} << height;
    const std::uint64_t index = first / codec::kTileWidth;
    const auto offset = static_cast<std::size_t>(first % codec::kTileWidth);
    const std::uint32_t width = codec::tile_width(level, index, size);
    if (offset + count > width) return fail(ErrorCode::kNotFound, "the log has no such node");
    LW_TRY(const auto hashes, tile({level, index, width}));
    return crypto::perfect_root(std::span(hashes).subspan(offset, count));
  };
}

}  // namespace lw::store
