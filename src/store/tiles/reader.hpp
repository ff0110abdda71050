#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "codec/signed_note.hpp"
#include "codec/tlog.hpp"
#include "crypto/merkle.hpp"

namespace lw::store {

/// Reads a tlog-tiles folder: its checkpoint, and tree nodes for proofs. What it gives is as good
/// as the folder: `src/verify` is for checking one.
class TileReader {
 public:
  explicit TileReader(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Returns the checkpoint file as it stands. kNotFound, kUnavailable.
  [[nodiscard]] Result<std::string> checkpoint_note() const;

  /// Returns the checkpoint, its signature checked. kNotFound when there is none; kRefused when
  /// `key` did not sign it; kCorrupt when it is malformed or the signature is false.
  [[nodiscard]] Result<codec::Checkpoint> checkpoint(const codec::VerifierKey& key) const;

  /// Returns the hashes of a tile; a partial one is read from its full tile where that is there by
  /// now. kNotFound, kCorrupt when its size is wrong, kUnavailable.
  [[nodiscard]] Result<std::vector<Digest>> tile(const codec::Tile& tile);

  /// Returns a reader of the nodes of the log of `size` entries, for crypto::inclusion_proof and
  /// consistency_proof. Lasts as long as this object.
  [[nodiscard]] crypto::NodeReader nodes(std::uint64_t size);

 private:
  std::filesystem::path folder_;
  std::map<codec::Tile, std::vector<Digest>> cache_;
};

}  // namespace lw::store
