#include "verify/folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace lw::verify {
namespace {

constexpr std::uint64_t kBundleSizeMax =
    std::uint64_t{codec::kTileWidth} * (codec::kEntryBytesMax + 2);
constexpr std::uint64_t kTileSizeMax = std::uint64_t{codec::kTileWidth} * Digest::kSizeBytes;

}  // namespace

std::optional<Bytes> Folder::read(const std::string& name, std::uint64_t size_max) const {
  std::error_code error;
  const auto file = path_ / name;
  if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
  const auto size = std::filesystem::file_size(file, error);
  if (error || size > size_max) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  Bytes out(size);
  in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(size));
  if (static_cast<std::uint64_t>(in.gcount()) != size) return std::nullopt;
  return out;
}

std::optional<std::vector<Digest>> Folder::tile(const codec::Tile& tile) {
  std::string name = codec::tile_path(tile);
  // One byte more than allowed is read too, so that a longer file is called what it is.
  auto bytes = read(name, 2 * kTileSizeMax);
  std::size_t expected = tile.width;
  if (!bytes &&
      !tile.full()) {  // tlog-tiles: a partial tile may be gone once its full tile is there
    bytes = read(codec::tile_path({tile.level, tile.index, codec::kTileWidth}), 2 * kTileSizeMax);
    if (bytes) {
      name = codec::tile_path({tile.level, tile.index, codec::kTileWidth});
      expected = codec::kTileWidth;
    }
  }
  if (!bytes) {
    findings_.file(Fault::kMissingFile, name, "the tile is not there or cannot be read");
    return std::nullopt;
  }
  if (bytes->size() != expected * Digest::kSizeBytes) {
    findings_.file(
        Fault::kTruncatedFile, name,
        fmt::format("the tile has {} bytes, not {}", bytes->size(), expected * Digest::kSizeBytes));
    return std::nullopt;
  }
  std::vector<Digest> out(tile.width);
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::copy_n(bytes->data() + i * Digest::kSizeBytes, Digest::kSizeBytes, out[i].bytes.begin());
  }
  return out;
}

std::optional<Folder::Bundle> Folder::bundle(std::uint64_t index, std::uint32_t width) {
  Bundle out;
  out.name = codec::bundle_path(index, width);
  auto bytes = read(out.name, kBundleSizeMax);
  std::uint32_t expected = width;
  if (!bytes && width < codec::kTileWidth) {
    bytes = read(codec::bundle_path(index, codec::kTileWidth), kBundleSizeMax);
    if (bytes) {
      out.name = codec::bundle_path(index, codec::kTileWidth);
      expected = codec::kTileWidth;
    }
  }
  if (!bytes) {
    findings_.file(Fault::kMissingFile, out.name,
                   "the entry bundle is not there or cannot be read");
    return std::nullopt;
  }
  out.bytes = std::move(*bytes);
  auto parsed = codec::parse_bundle_leniently(out.bytes);
  out.entries = std::move(parsed.entries);
  out.whole = out.entries.size() == expected && !parsed.cut_short;
  out.cut_short = parsed.cut_short;
  if (parsed.cut_short) {
    findings_.file(Fault::kTruncatedFile, out.name,
                   fmt::format("the bundle is cut short within entry {}",
                               index * codec::kTileWidth + out.entries.size()));
  }
  if (out.whole) out.entries.resize(width);
  return out;
}

}  // namespace lw::verify
