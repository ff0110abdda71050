#include "verify/verify.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "verify/folder.hpp"
#include "verify/note_check.hpp"
#include "verify/records.hpp"

namespace lw::verify {
namespace {

constexpr std::uint64_t kProgressEvery = 64;  // bundles

/// An entry whose hash is not the one in its tile.
struct Mismatch {
  std::uint64_t seq;
  std::string bundle;
  std::string tile;
};

/// Walks a folder from its checkpoint down to the bytes of its entries.
class Walk {
 public:
  Walk(const std::filesystem::path& folder, const VerifyOptions& options, VerifyReport& report)
      : options_(options), report_(report), findings_(report), folder_(folder, findings_) {}

  void run() {
    if (!read_checkpoint()) return;
    RecordJudge records(options_, checkpoint_.origin, report_);
    const std::uint64_t bundles = (checkpoint_.size + codec::kTileWidth - 1) / codec::kTileWidth;
    for (std::uint64_t index = 0; index < bundles; ++index) {
      walk_bundle(index, records);
      if (options_.progress && (index % kProgressEvery == 0 || index + 1 == bundles)) {
        options_.progress(std::min((index + 1) * codec::kTileWidth, checkpoint_.size),
                          checkpoint_.size);
      }
    }
    judge_upper_tiles();
    judge_root();
    judge_trusted();
  }

 private:
  bool read_checkpoint();
  void walk_bundle(std::uint64_t index, RecordJudge& records);
  void compare(const Folder::Bundle& bundle, const std::vector<Digest>& from_entries,
               const std::vector<Digest>& tile, std::uint64_t first);
  void judge_count(const Folder::Bundle& bundle, std::size_t expected);
  void add_leaf(const Digest* from_tile, const Digest* from_entry);
  void judge_upper_tiles();
  void judge_root();
  void judge_trusted();
  void remember_root(std::uint64_t size);

  const VerifyOptions& options_;
  VerifyReport& report_;
  Findings findings_;
  Folder folder_;
  codec::Checkpoint checkpoint_;
  RunningRoot
      by_tiles_;  ///< root that the level-0 tiles give, entries standing in for missing tiles
  RunningRoot by_entries_;  ///< root that the entries give
  bool all_leaves_ = true;  ///< every leaf hash is known from a tile or an entry
  bool all_entries_ = true;
  std::vector<Mismatch> mismatches_;
  std::uint64_t mismatches_left_out_ = 0;
  std::vector<Digest> level_one_;          ///< roots of the full level-0 tiles, as read
  std::map<std::uint64_t, Digest> roots_;  ///< at the sizes of the trusted checkpoints
};

bool Walk::read_checkpoint() {
  const std::string name = "checkpoint";
  const auto bytes = folder_.read(name, codec::kNoteSizeMax);
  if (!bytes) {
    findings_.file(Fault::kMissingFile, name, "there is no checkpoint, or it cannot be read");
    return false;
  }
  const auto note = codec::parse_note(as_text(*bytes));
  if (!note) {
    findings_.file(Fault::kMalformedCheckpoint, name, note.error().message());
    return false;
  }
  const NoteState state = judge_note(*note, options_.key);
  if (state == NoteState::kNotByThisKey) {
    findings_.file(Fault::kWrongKey, name,
                   fmt::format("not signed by {}", codec::format_verifier_key(options_.key)));
    return false;
  }
  if (state == NoteState::kFalse) {
    findings_.file(Fault::kFalseCheckpoint, name,
                   "the signature of the log does not hold over this checkpoint");
    return false;
  }
  const auto checkpoint = codec::parse_checkpoint(note->text);
  if (!checkpoint) {
    findings_.file(Fault::kMalformedCheckpoint, name, checkpoint.error().message());
    return false;
  }
  checkpoint_ = *checkpoint;
  report_.checkpoint = checkpoint_;
  if (checkpoint_.origin != options_.key.name) {
    findings_.file(Fault::kOtherLog, name,
                   fmt::format("the log is \"{}\", the key is of \"{}\"", checkpoint_.origin,
                               options_.key.name));
  }
  remember_root(0);
  return true;
}

/// One leaf: what its tile says, what its entry gives; either may be missing.
void Walk::add_leaf(const Digest* from_tile, const Digest* from_entry) {
  if (from_entry != nullptr) by_entries_.add(*from_entry);
  else all_entries_ = false;
  const Digest* leaf = from_tile != nullptr ? from_tile : from_entry;
  if (leaf == nullptr) {
    all_leaves_ = false;
    return;
  }
  if (!all_leaves_) return;
  by_tiles_.add(*leaf);
  remember_root(by_tiles_.size());
}

void Walk::remember_root(std::uint64_t size) {
  for (const auto& trusted : options_.trusted) {
    if (trusted.size == size) roots_[size] = by_tiles_.root();
  }
}

void Walk::walk_bundle(std::uint64_t index, RecordJudge& records) {
  const std::uint64_t first = index * codec::kTileWidth;
  const std::uint32_t width = codec::tile_width(0, index, checkpoint_.size);
  const auto tile = folder_.tile({0, index, width});
  const auto bundle = folder_.bundle(index, width);
  std::vector<Digest> from_entries;
  if (bundle) {
    for (const ByteView entry : bundle->entries) {
      if (from_entries.size() == width) break;
      records.judge(first + from_entries.size(), entry);
      from_entries.push_back(entry_hash(entry));
    }
    if (tile) compare(*bundle, from_entries, *tile, first);
    else judge_count(*bundle, width);
  }
  RunningRoot tile_root;
  bool known = true;
  for (std::uint32_t i = 0; i < width; ++i) {
    const Digest* entry = bundle && bundle->whole ? &from_entries[i] : nullptr;
    add_leaf(tile ? &(*tile)[i] : nullptr, entry);
    if (tile) tile_root.add((*tile)[i]);
    else if (entry != nullptr) tile_root.add(*entry);
    else known = false;
  }
  if (width == codec::kTileWidth) level_one_.push_back(known ? tile_root.root() : Digest{});
}

void Walk::judge_count(const Folder::Bundle& bundle, std::size_t expected) {
  if (bundle.whole || bundle.cut_short) return;
  findings_.file(
      Fault::kTruncatedFile, bundle.name,
      fmt::format("the bundle holds {} entries, not {}", bundle.entries.size(), expected));
}

void Walk::compare(const Folder::Bundle& bundle, const std::vector<Digest>& from_entries,
                   const std::vector<Digest>& tile, std::uint64_t first) {
  const std::size_t both = std::min(from_entries.size(), tile.size());
  std::size_t at = 0;
  while (at < both && from_entries[at] == tile[at]) ++at;
  if (at == tile.size() && bundle.whole) return;
  // One entry taken out: what follows it fits the tile one place further on.
  std::size_t shifted = at;
  while (shifted < from_entries.size() && shifted + 1 < tile.size() &&
         from_entries[shifted] == tile[shifted + 1])
    ++shifted;
  const bool rest_fits =
      shifted > at ? shifted + 1 >= both : at + 1 == tile.size() && from_entries.size() == at;
  if (rest_fits) {
    findings_.add(
        {Fault::kDroppedEntry, first + at, bundle.name, "the entry was taken out of its bundle"});
    return;
  }
  judge_count(bundle, tile.size());
  for (; at < both; ++at) {
    if (from_entries[at] == tile[at]) continue;
    if (mismatches_.size() < kFindingsMax) {
      mismatches_.push_back({first + at, bundle.name,
                             codec::tile_path({0, first / codec::kTileWidth,
                                               static_cast<std::uint32_t>(tile.size())})});
    } else {
      ++mismatches_left_out_;
    }
  }
}

/// Each hash of an upper tile is the root of a full tile below (tlog-tiles, "Merkle Tree").
void Walk::judge_upper_tiles() {
  std::vector<Digest> below = std::move(level_one_);
  for (unsigned level = 1; !below.empty(); ++level) {
    std::vector<Digest> above;
    for (std::uint64_t index = 0; index * codec::kTileWidth < below.size(); ++index) {
      const std::uint32_t width = codec::tile_width(level, index, checkpoint_.size);
      const auto tile = folder_.tile({level, index, width});
      RunningRoot root;
      for (std::uint32_t i = 0; i < width; ++i) {
        const Digest& expected = below[index * codec::kTileWidth + i];
        root.add(expected);
        if (!tile || (*tile)[i] == expected || expected == Digest{}) continue;
        findings_.file(Fault::kChangedTile, codec::tile_path({level, index, width}),
                       fmt::format("hash {} is not the root of {}", i,
                                   codec::tile_path({level - 1, index * codec::kTileWidth + i,
                                                     codec::kTileWidth})));
      }
      if (width == codec::kTileWidth) above.push_back(root.root());
    }
    below = std::move(above);
  }
}

/// Says who is wrong where tile and entry differ: whichever does not give the signed root.
void Walk::judge_root() {
  const bool tiles_hold = all_leaves_ && by_tiles_.root() == checkpoint_.root;
  const bool entries_hold = all_entries_ && by_entries_.root() == checkpoint_.root;
  for (const auto& mismatch : mismatches_) {
    if (entries_hold && !tiles_hold) {
      findings_.add(
          {Fault::kChangedTile, mismatch.seq, mismatch.tile, "the hash is not that of the entry"});
    } else {
      findings_.add({Fault::kChangedEntry, mismatch.seq, mismatch.bundle,
                     "the entry is not what was hashed into the tree"});
    }
  }
  report_.findings_left_out += mismatches_left_out_;
  if (!tiles_hold && !entries_hold && all_leaves_) {
    findings_.file(Fault::kWrongRoot, "checkpoint",
                   "the files of the log do not give the root that was signed");
  }
}

void Walk::judge_trusted() {
  for (const auto& trusted : options_.trusted) {
    if (trusted.origin != checkpoint_.origin) {
      findings_.file(Fault::kOtherLog, "checkpoint",
                     fmt::format("trusted before was \"{}\"", trusted.origin));
    } else if (trusted.size > checkpoint_.size) {
      findings_.file(Fault::kRolledBack, "checkpoint",
                     fmt::format("the log has {} entries; {} were signed before", checkpoint_.size,
                                 trusted.size));
    } else if (trusted.size == checkpoint_.size) {
      if (trusted.root != checkpoint_.root) {
        findings_.file(Fault::kForkedLog, "checkpoint",
                       fmt::format("two different logs of {} entries were signed", trusted.size));
      }
    } else if (const auto root = roots_.find(trusted.size);
               root != roots_.end() && root->second != trusted.root) {
      findings_.file(
          Fault::kForkedLog, "checkpoint",
          fmt::format("the first {} entries are not those that were signed before", trusted.size));
    }
  }
}

}  // namespace

bool VerifyReport::has(Fault fault) const {
  return std::ranges::any_of(findings, [&](const Finding& f) { return f.fault == fault; });
}

Result<VerifyReport> verify_log(const std::filesystem::path& folder, const VerifyOptions& options) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return fail(ErrorCode::kNotFound, "there is no published log here", folder.string());
  }
  if (!has_own_id(options.key)) {
    return fail(ErrorCode::kInvalidInput, "the id of the log's key is not its own",
                codec::format_verifier_key(options.key));
  }
  VerifyReport report;
  Walk(folder, options, report).run();
  return report;
}

}  // namespace lw::verify
