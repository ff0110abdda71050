#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

/// The layout of a C2SP tlog-tiles folder: which files a log of a given size has, their names, and
/// the form of entry bundles. Arithmetic only: nothing here hashes, reads or writes a file.
namespace lw::codec {

/// Hashes in a full tile, and entries in a full bundle.
inline constexpr std::uint32_t kTileWidth = 256;
/// A hash in a tile is 256 times wider than one in the tile below: eight levels of the tree.
inline constexpr unsigned kTileHeight = 8;
/// Highest tile level of the path syntax.
inline constexpr unsigned kTileLevelMax = 63;
/// Largest tile index of the path syntax that we accept (five path elements).
inline constexpr std::uint64_t kTileIndexMax = 999'999'999'999'999;
/// Largest log that we read or write. Keeps every product in 64 bits.
inline constexpr std::uint64_t kLogSizeMax = std::uint64_t{1} << 48;
/// Most bytes of one entry: its length is a 16-bit number.
inline constexpr std::size_t kEntryBytesMax = 65'535;

/// One tile of hashes: level, index within the level, and width in hashes (1 to 256; under 256 it
/// is partial).
struct Tile {
  unsigned level = 0;
  std::uint64_t index = 0;
  std::uint32_t width = kTileWidth;

  [[nodiscard]] bool full() const { return width == kTileWidth; }
  auto operator<=>(const Tile&) const = default;
};

/// Returns "tile/<L>/<N>[.p/<W>]".
std::string tile_path(const Tile& tile);

/// Returns "tile/entries/<N>[.p/<W>]", the bundle of the entries under the level-0 tile of that
/// index and width.
std::string bundle_path(std::uint64_t index, std::uint32_t width);

/// A path read back: a tile of hashes or, when `bundle`, of entries (level 0).
struct TilePath {
  Tile tile;
  bool bundle = false;
  bool operator==(const TilePath&) const = default;
};

/// Reads a path that tile_path or bundle_path wrote, and no other spelling; kInvalidInput
/// otherwise.
[[nodiscard]] Result<TilePath> parse_tile_path(std::string_view path);

/// Returns the width of the tile `index` at `level` in a log of `size` entries: 0 when there is
/// none, 256 when full.
std::uint32_t tile_width(unsigned level, std::uint64_t index, std::uint64_t size);

/// Returns the tiles of hashes that a log needs when it grows from `old_size` to `new_size`, lowest
/// level first. With old_size 0: all its tiles. Bundles are those of level 0. Cost: linear in the
/// result.
std::vector<Tile> new_tiles(std::uint64_t old_size, std::uint64_t new_size);

/// Appends one entry to a bundle: its length in two bytes, big-endian, then its bytes. `entry` <=
/// kEntryBytesMax bytes.
void append_to_bundle(Bytes& bundle, ByteView entry);

/// Reads a bundle that holds exactly `count` entries; the views last as long as `bundle`.
/// kInvalidInput, naming the entry within the bundle, when it is cut short or bytes are left over.
[[nodiscard]] Result<std::vector<ByteView>> parse_bundle(ByteView bundle, std::uint32_t count);

/// Reads as many whole entries as `bundle` holds, for saying what is wrong with one that
/// parse_bundle refused.
struct PartialBundle {
  std::vector<ByteView> entries;
  bool cut_short = false;  ///< the bytes end inside an entry
};

/// Reads as many whole entries as `bundle` holds, for saying what is wrong with one that
/// parse_bundle refused.
PartialBundle parse_bundle_leniently(ByteView bundle);

}  // namespace lw::codec
