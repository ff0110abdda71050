#include "codec/tlog.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/assert.hpp"

namespace lw::codec {
namespace {

constexpr std::uint64_t kGroup = 1000;  // three digits a path element
constexpr std::string_view kRoot = "tile/";
constexpr std::string_view kEntries = "entries/";
constexpr std::string_view kPartial = ".p/";

/// 1234067 -> "x001/x234/067" (tlog-tiles, "Merkle Tree").
std::string index_path(std::uint64_t index) {
  std::string out = fmt::format("{:03}", index % kGroup);
  for (index /= kGroup; index > 0; index /= kGroup)
    out = fmt::format("x{:03}/", index % kGroup) + out;
  return out;
}

std::string partial_suffix(std::uint32_t width) {
  return width == kTileWidth ? std::string() : fmt::format("{}{}", kPartial, width);
}

/// Reads a decimal number without sign or leading zeroes that fills `text`.
std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || at != end) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return value;
}

/// Returns how many hashes of tile level `level` a log of `size` entries has.
std::uint64_t hashes_at(unsigned level, std::uint64_t size) {
  const unsigned shift = kTileHeight * level;
  return shift >= 64 ? 0 : size >> shift;
}

std::optional<std::uint64_t> parse_index(std::string_view text) {
  std::uint64_t value = 0;
  while (true) {
    const bool last = text.empty() || text.front() != 'x';
    const std::string_view element = text.substr(last ? 0 : 1, 3);
    if (element.size() != 3) return std::nullopt;
    for (const char c : element) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (value > kTileIndexMax) return std::nullopt;
    text.remove_prefix(last ? 3 : 4);
    if (last) break;
    if (text.empty() || text.front() != '/') return std::nullopt;
    text.remove_prefix(1);
  }
  return text.empty() ? std::optional(value) : std::nullopt;
}

std::optional<TilePath> parse_parts(std::string_view path) {
  TilePath out;
  if (!path.starts_with(kRoot)) return std::nullopt;
  path.remove_prefix(kRoot.size());
  if (path.starts_with(kEntries)) {
    out.bundle = true;
    path.remove_prefix(kEntries.size());
  } else {
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto level = decimal(path.substr(0, slash));
    if (!level || *level > kTileLevelMax) return std::nullopt;
    out.tile.level = static_cast<unsigned>(*level);
    path.remove_prefix(slash + 1);
  }
  if (const auto at = path.find(kPartial); at != std::string_view::npos) {
    const auto width = decimal(path.substr(at + kPartial.size()));
    if (!width || *width == 0 || *width >= kTileWidth) return std::nullopt;
    out.tile.width = static_cast<std::uint32_t>(*width);
    path = path.substr(0, at);
  }
  const auto index = parse_index(path);
  if (!index) return std::nullopt;
  out.tile.index = *index;
  return out;
}

}  // namespace

std::string tile_path(const Tile& tile) {
  LW_ASSERT(tile.level <= kTileLevelMax && tile.width >= 1 && tile.width <= kTileWidth);
  return fmt::format("{}{}/{}{}", kRoot, tile.level, index_path(tile.index),
                     partial_suffix(tile.width));
}

std::string bundle_path(std::uint64_t index, std::uint32_t width) {
  LW_ASSERT(width >= 1 && width <= kTileWidth);
  return fmt::format("{}{}{}{}", kRoot, kEntries, index_path(index), partial_suffix(width));
}

Result<TilePath> parse_tile_path(std::string_view path) {
  const auto out = parse_parts(path);
  // Writing it again refuses every other spelling of the same tile, such as x000/001.
  if (!out || (out->bundle ? bundle_path(out->tile.index, out->tile.width)
                           : tile_path(out->tile)) != path) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("not a tile path: \"{}\"", path.substr(0, 60)));
  }
  return *out;
}

std::uint32_t tile_width(unsigned level, std::uint64_t index, std::uint64_t size) {
  const std::uint64_t hashes = hashes_at(level, size);
  if (index >= (hashes >> kTileHeight)) {
    return index == (hashes >> kTileHeight) ? static_cast<std::uint32_t>(hashes % kTileWidth) : 0;
  }
  return kTileWidth;
}

std::vector<Tile> new_tiles(std::uint64_t old_size, std::uint64_t new_size) {
  LW_ASSERT(old_size <= new_size && new_size <= kLogSizeMax);
  std::vector<Tile> out;
  for (unsigned level = 0; hashes_at(level, new_size) > 0; ++level) {
    const std::uint64_t before = hashes_at(level, old_size);
    const std::uint64_t after = hashes_at(level, new_size);
    if (before == after) continue;
    for (std::uint64_t index = before / kTileWidth; index < after / kTileWidth; ++index) {
      out.push_back({level, index, kTileWidth});
    }
    const auto rest = static_cast<std::uint32_t>(after % kTileWidth);
    if (rest > 0) out.push_back({level, after / kTileWidth, rest});
  }
  return out;
}

void append_to_bundle(Bytes& bundle, ByteView entry) {
  LW_ASSERT(entry.size() <= kEntryBytesMax);
  bundle.push_back(static_cast<std::uint8_t>(entry.size() >> 8));
  bundle.push_back(static_cast<std::uint8_t>(entry.size() & 0xff));
  bundle.insert(bundle.end(), entry.begin(), entry.end());
}

PartialBundle parse_bundle_leniently(ByteView bundle) {
  PartialBundle out;
  while (!bundle.empty()) {
    const std::size_t size =
        bundle.size() < 2 ? bundle.size() : std::size_t{bundle[0]} << 8 | bundle[1];
    if (bundle.size() < 2 || bundle.size() - 2 < size) {
      out.cut_short = true;
      return out;
    }
    out.entries.push_back(bundle.subspan(2, size));
    bundle = bundle.subspan(2 + size);
  }
  return out;
}

Result<std::vector<ByteView>> parse_bundle(ByteView bundle, std::uint32_t count) {
  LW_ASSERT(count <= kTileWidth);
  if (bundle.size() > std::size_t{count} * (kEntryBytesMax + 2)) {
    return fail(ErrorCode::kInvalidInput, "entry bundle with bytes left over");
  }
  PartialBundle parsed = parse_bundle_leniently(bundle);
  if (parsed.cut_short && parsed.entries.size() < count) {
    return fail(ErrorCode::kInvalidInput, "entry bundle is cut short",
                fmt::format("entry {} of {}", parsed.entries.size(), count));
  }
  if (parsed.entries.size() != count || parsed.cut_short) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("entry bundle holds {} entries, not {}", parsed.entries.size(), count));
  }
  return std::move(parsed.entries);
}

}  // namespace lw::codec
