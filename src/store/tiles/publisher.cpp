#include "store/tiles/publisher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "crypto/merkle.hpp"
#include "crypto/note.hpp"
#include "store/files/files.hpp"
#include "store/tiles/reader.hpp"

namespace lw::store {
namespace {

constexpr const char* kKeepEvidence = "keep the folder as it is and verify it; nothing was changed";

std::string path_of(const codec::TilePath& path) {
  return path.bundle ? codec::bundle_path(path.tile.index, path.tile.width)
                     : codec::tile_path(path.tile);
}

std::unexpected<Error> contradiction(std::string what, const std::filesystem::path& where) {
  return fail(ErrorCode::kCorrupt, std::move(what), where.string(), kKeepEvidence);
}

constexpr std::uint64_t kFileSizeMax =
    std::uint64_t{codec::kTileWidth} * (codec::kEntryBytesMax + 2);

}  // namespace

Result<std::unique_ptr<TilePublisher>> TilePublisher::open(app::HistoryPort& history,
                                                           const crypto::PrivateKey& key,
                                                           const Options& options) {
  std::unique_ptr<TilePublisher> out(new TilePublisher(history, key, options.folder));
  LW_CHECK(out->recover(options.check));
  LW_CHECK(out->publish());
  return out;
}

Result<void> TilePublisher::recover(PublisherCheck check) {
  const auto vkey = crypto::make_verifier_key(history_.origin(), key_.public_key());
  const auto found = TileReader(folder_).checkpoint(vkey);
  if (!found && found.error().code == ErrorCode::kNotFound) {
    std::error_code ignored;
    if (std::filesystem::exists(folder_ / "tile", ignored)) {
      return contradiction("the published log has tiles and no checkpoint", folder_);
    }
    published_ = {history_.origin(), 0, crypto::empty_root()};
    return write_checkpoint(published_);
  }
  if (!found) return std::unexpected(found.error());
  LW_TRY(const std::uint64_t size, history_.size());
  if (found->origin != history_.origin()) {
    return contradiction(fmt::format("the published log is \"{}\", the history \"{}\"",
                                     found->origin, history_.origin()),
                         folder_);
  }
  if (found->size > size) {
    return contradiction(fmt::format("the published log holds {} entries and the history only {}: "
                                     "the history was rolled back or is another one",
                                     found->size, size),
                         folder_);
  }
  if (check == PublisherCheck::kEdge && recover_edge(*found)) return {};
  return recover_whole(*found);
}

Result<void> TilePublisher::recover_whole(const codec::Checkpoint& found) {
  // First without touching anything: a folder that contradicts the history is evidence.
  builder_ = {};
  const TileSink nothing = [](const auto&, ByteView) { return Result<void>(); };
  const auto add_to = [&](const TileSink& sink) {
    return history_.scan({0, found.size}, [&, sink](std::uint64_t, ByteView entry) {
      return builder_.add(entry, sink);
    });
  };
  LW_CHECK(add_to(nothing));
  if (builder_.root() != found.root) {
    return contradiction(
        fmt::format("the published log and the history differ within their first {} entries",
                    found.size),
        folder_);
  }
  builder_ = {};
  const TileSink comparing = [&](const codec::TilePath& path, ByteView bytes) {
    return compare(path, bytes);
  };
  LW_CHECK(add_to(comparing));
  LW_CHECK(builder_.partials(comparing));
  LW_CHECK(sync_folders());
  remove_partials();
  published_ = found;
  return {};
}

Result<void> TilePublisher::recover_edge(const codec::Checkpoint& found) {
  TileReader reader(folder_);
  TileBuilder::Edge edge;
  edge.size = found.size;
  for (unsigned level = 0; found.size >> (codec::kTileHeight * level) > 0; ++level) {
    const std::uint64_t index = found.size >> (codec::kTileHeight * (level + 1));
    const std::uint32_t width = codec::tile_width(level, index, found.size);
    edge.levels.emplace_back();
    if (width > 0) {
      LW_TRY(edge.levels.back(), reader.tile({level, index, width}));
    }
  }
  const std::uint64_t first = found.size - found.size % codec::kTileWidth;
  LW_CHECK(
      history_.scan({first, found.size}, [&](std::uint64_t seq, ByteView entry) -> Result<void> {
        codec::append_to_bundle(edge.bundle, entry);
        if (crypto::leaf_hash(entry) != edge.levels[0][seq - first]) {
          return contradiction(fmt::format("entry {} differs from the published log", seq),
                               folder_);
        }
        return {};
      }));
  const std::string bundle = codec::bundle_path(
      first / codec::kTileWidth, std::max(1U, static_cast<unsigned>(found.size - first)));
  std::error_code ignored;
  if (found.size > first && !std::filesystem::exists(folder_ / bundle, ignored)) {
    return fail(ErrorCode::kNotFound, "a bundle of the edge is missing", bundle);
  }
  builder_ = TileBuilder(std::move(edge));
  if (builder_.root() != found.root)
    return contradiction("the tiles of the edge do not give the root", folder_);
  published_ = found;
  return {};
}

Result<codec::Checkpoint> TilePublisher::publish() {
  LW_TRY(const std::uint64_t size, history_.size());
  if (size < published_.size)
    return contradiction("the history is shorter than what was published", folder_);
  if (size == published_.size) return published_;
  // Worked on a copy, so that a full disk in the middle leaves us able to begin again.
  TileBuilder next = builder_;
  filled_.clear();
  const TileSink writing = [&](const codec::TilePath& path, ByteView bytes) {
    return write(path, bytes);
  };
  LW_CHECK(history_.scan({published_.size, size},
                         [&](std::uint64_t, ByteView entry) { return next.add(entry, writing); }));
  LW_CHECK(next.partials(writing));
  LW_CHECK(sync_folders());
  const codec::Checkpoint checkpoint{history_.origin(), size, next.root()};
  LW_CHECK(write_checkpoint(checkpoint));
  builder_ = std::move(next);
  published_ = checkpoint;
  remove_partials();
  return published_;
}

Result<void> TilePublisher::write(const codec::TilePath& path, ByteView bytes) {
  const auto file = folder_ / path_of(path);
  LW_CHECK(write_file(file, bytes, {FileAccess::kShared, DirectorySync::kLater}));
  touched_.insert(file.parent_path());
  if (path.tile.full()) filled_.push_back(path);
  return {};
}

Result<void> TilePublisher::compare(const codec::TilePath& path, ByteView bytes) {
  const auto file = folder_ / path_of(path);
  const auto there = read_file(file, kFileSizeMax);
  if (!there && there.error().code == ErrorCode::kNotFound) return write(path, bytes);
  if (!there) return std::unexpected(there.error());
  if (!std::ranges::equal(*there, bytes)) {
    return contradiction("a published file differs from what the history gives", file);
  }
  if (path.tile.full()) filled_.push_back(path);
  return {};
}

Result<void> TilePublisher::write_checkpoint(const codec::Checkpoint& checkpoint) {
  LW_TRY(const std::string note,
         crypto::sign_note(codec::format_checkpoint(checkpoint), checkpoint.origin, key_));
  return write_file(folder_ / "checkpoint", as_bytes(note));
}

Result<void> TilePublisher::sync_folders() {
  for (const auto& folder : touched_) LW_CHECK(sync_folder(folder));
  touched_.clear();
  return {};
}

/// tlog-tiles, "Partial Tiles": a partial tile may be deleted once its full tile is there. Left
/// over after a crash, it harms nobody, so an error here is no error.
void TilePublisher::remove_partials() {
  std::error_code ignored;
  for (const auto& path : std::exchange(filled_, {})) {
    std::filesystem::remove_all(folder_ / (path_of(path) + ".p"), ignored);
  }
}

}  // namespace lw::store
