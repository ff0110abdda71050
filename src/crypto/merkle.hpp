#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

/// The Merkle tree of RFC 6962 §2.1 (the same as RFC 9162 §2.1), over SHA-256.
namespace lw::crypto {

/// MTH of one entry: SHA-256(0x00 || entry).
Digest leaf_hash(ByteView entry);

/// MTH of two subtrees: SHA-256(0x01 || left || right).
Digest node_hash(const Digest& left, const Digest& right);

/// MTH of no entries: SHA-256 of nothing.
Digest empty_root();

/// MTH of 2^k subtrees of one height that stand side by side; at least one.
Digest perfect_root(std::span<const Digest> hashes);

/// A perfect subtree: `index` counts the subtrees of 2^level leaves from the left.
struct Node {
  unsigned level = 0;
  std::uint64_t index = 0;
  auto operator<=>(const Node&) const = default;
};

/// Gives the hash of a perfect subtree of a log. Errors are passed through by the functions below.
using NodeReader = std::function<Result<Digest>(Node)>;

/// Leaves `begin` (inclusive) to `end` (exclusive).
struct LeafRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// Returns MTH(D[begin:end)). `begin` is a multiple of the largest power of two below or equal to
/// the width.
[[nodiscard]] Result<Digest> subtree_root(LeafRange range, const NodeReader& nodes);

/// Returns the root of the first `size` leaves. Cost: one read for each one-bit of `size`.
[[nodiscard]] Result<Digest> tree_root(std::uint64_t size, const NodeReader& nodes);

/// A claim that the leaf `index` is in the tree of `size` leaves.
struct InclusionClaim {
  std::uint64_t index = 0;
  std::uint64_t size = 0;
  Digest leaf;
  Digest root;
};

/// A claim that the tree of `old_size` leaves is the start of the tree of `new_size` leaves.
struct ConsistencyClaim {
  std::uint64_t old_size = 0;
  std::uint64_t new_size = 0;
  Digest old_root;
  Digest new_root;
};

/// Which leaf of a tree of which size.
struct LeafPosition {
  std::uint64_t index = 0;
  std::uint64_t size = 0;
};

/// Two sizes of one log, old <= new.
struct SizePair {
  std::uint64_t old_size = 0;
  std::uint64_t new_size = 0;
};

/// Returns PATH(index, D[size]) (RFC 6962 §2.1.1), leaf side first. kInvalidInput when index >=
/// size.
[[nodiscard]] Result<std::vector<Digest>> inclusion_proof(LeafPosition at, const NodeReader& nodes);

/// Returns PROOF(old_size, D[new_size]) (RFC 6962 §2.1.2); empty for old_size 0 or equal sizes.
/// kInvalidInput when old_size > new_size.
[[nodiscard]] Result<std::vector<Digest>> consistency_proof(SizePair sizes,
                                                            const NodeReader& nodes);

/// True when `proof` shows the claim (RFC 9162 §2.1.3.2).
bool check_inclusion(const InclusionClaim& claim, std::span<const Digest> proof);

/// True when `proof` shows the claim (RFC 9162 §2.1.4.2). For old_size 0: when the proof is empty.
bool check_consistency(const ConsistencyClaim& claim, std::span<const Digest> proof);

/// A tree that keeps every node in memory, 64 bytes a leaf: for proofs over small logs, and for
/// tests.
class MerkleTree {
 public:
  void append(const Digest& leaf);
  [[nodiscard]] std::uint64_t size() const { return levels_.empty() ? 0 : levels_[0].size(); }
  /// Root of the first `size` leaves; size <= size().
  [[nodiscard]] Digest root(std::uint64_t size) const;
  /// Reads this tree's nodes; lasts as long as the tree. kNotFound for a subtree that is not full.
  [[nodiscard]] NodeReader reader() const;

 private:
  std::vector<std::vector<Digest>> levels_;
};

}  // namespace lw::crypto
