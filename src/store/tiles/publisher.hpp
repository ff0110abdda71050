#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <vector>

#include "app/ports/history_port.hpp"
#include "codec/signed_note.hpp"
#include "crypto/ed25519.hpp"
#include "store/tiles/builder.hpp"

namespace lw::store {

/// How much of the published folder is compared with the history when it is opened.
enum class PublisherCheck {
  kWhole,  ///< every file: linear in the log; what is missing is published again
  kEdge,   ///< the right edge of the tree and the entries under it; the whole when the edge is not
           ///< as it should be
};

/// Publishes a history as a C2SP tlog-tiles folder: tiles, entry bundles, and a checkpoint signed
/// with the log key.
///
/// The history is the truth and the folder follows it: publish() after a commit, and open() after a
/// crash, bring it up to date. Nothing that is published is ever overwritten with something else.
/// The checkpoint is written last.
class TilePublisher {
 public:
  struct Options {
    std::filesystem::path folder;
    PublisherCheck check = PublisherCheck::kWhole;
  };

  /// Opens the folder, makes it if need be, compares it with `history` and publishes what is
  /// missing. `history` and `key` must outlive the publisher. kCorrupt when the folder contradicts
  /// the history (a checkpoint that is larger than the history, has another root, origin or a false
  /// signature; a file that differs): nothing is changed then. kRefused when the checkpoint is
  /// signed by another key. kUnavailable.
  [[nodiscard]] static Result<std::unique_ptr<TilePublisher>> open(app::HistoryPort& history,
                                                                   const crypto::PrivateKey& key,
                                                                   const Options& options);

  /// Publishes every entry that the history holds by now; returns the checkpoint. On an error the
  /// old checkpoint stands and the call can be repeated. kUnavailable when the disk is full or
  /// fails.
  [[nodiscard]] Result<codec::Checkpoint> publish();

  /// Returns the checkpoint that stands in the folder.
  [[nodiscard]] const codec::Checkpoint& checkpoint() const { return published_; }

 private:
  TilePublisher(app::HistoryPort& history, const crypto::PrivateKey& key,
                std::filesystem::path folder)
      : history_(history), key_(key), folder_(std::move(folder)) {}

  [[nodiscard]] Result<void> recover(PublisherCheck check);
  [[nodiscard]] Result<void> recover_whole(const codec::Checkpoint& found);
  [[nodiscard]] Result<void> recover_edge(const codec::Checkpoint& found);
  [[nodiscard]] Result<void> write(const codec::TilePath& path, ByteView bytes);
  [[nodiscard]] Result<void> compare(const codec::TilePath& path, ByteView bytes);
  [[nodiscard]] Result<void> write_checkpoint(const codec::Checkpoint& checkpoint);
  [[nodiscard]] Result<void> sync_folders();
  void remove_partials();

  app::HistoryPort& history_;
  const crypto::PrivateKey& key_;
  std::filesystem::path folder_;
  TileBuilder builder_;
  codec::Checkpoint published_;
  std::set<std::filesystem::path> touched_;  ///< folders with new names that are not durable yet
  std::vector<codec::TilePath> filled_;      ///< full files whose partial versions may go
};

}  // namespace lw::store
