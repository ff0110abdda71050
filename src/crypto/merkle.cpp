#include "crypto/merkle.hpp"

#include <bit>

#include "base/assert.hpp"
#include "crypto/sha256.hpp"

namespace lw::crypto {
namespace {

constexpr std::uint8_t kLeafPrefix[] = {0x00};
constexpr std::uint8_t kNodePrefix[] = {0x01};

Sha256& hasher() {
  thread_local Sha256 hash;
  return hash;
}

/// Largest power of two smaller than `width`; width >= 2 (RFC 6962 §2.1).
std::uint64_t split_of(std::uint64_t width) { return std::bit_floor(width - 1); }

/// PATH, collected from the root down and so in reverse order.
Result<void> add_path(std::uint64_t index, LeafRange range, const NodeReader& nodes,
                      std::vector<Digest>& out) {
  while (range.end - range.begin > 1) {
    const std::uint64_t middle = range.begin + split_of(range.end - range.begin);
    const bool left = index < middle;
    LW_TRY(
        const Digest other,
        subtree_root(left ? LeafRange{middle, range.end} : LeafRange{range.begin, middle}, nodes));
    out.push_back(other);
    range = left ? LeafRange{range.begin, middle} : LeafRange{middle, range.end};
  }
  return {};
}

}  // namespace

Digest leaf_hash(ByteView entry) { return hasher().update(kLeafPrefix).update(entry).finish(); }

Digest node_hash(const Digest& left, const Digest& right) {
  return hasher().update(kNodePrefix).update(left.bytes).update(right.bytes).finish();
}

Digest perfect_root(std::span<const Digest> hashes) {
  LW_ASSERT(std::has_single_bit(hashes.size()));
  if (hashes.size() == 1) return hashes[0];
  const std::size_t half = hashes.size() / 2;
  return node_hash(perfect_root(hashes.first(half)), perfect_root(hashes.subspan(half)));
}

Digest empty_root() { return sha256({}); }

Result<Digest> subtree_root(LeafRange range, const NodeReader& nodes) {
  LW_ASSERT(range.begin < range.end);
  const std::uint64_t width = range.end - range.begin;
  LW_ASSERT(range.begin % std::bit_floor(width) == 0);
  if (std::has_single_bit(width)) {
    const auto level = static_cast<unsigned>(std::countr_zero(width));
    return nodes({level, range.begin >> level});
  }
  const std::uint64_t middle = range.begin + split_of(width);
  LW_TRY(const Digest left, subtree_root({range.begin, middle}, nodes));
  LW_TRY(const Digest right, subtree_root({middle, range.end}, nodes));
  return node_hash(left, right);
}

Result<Digest> tree_root(std::uint64_t size, const NodeReader& nodes) {
  if (size == 0) return empty_root();
  return subtree_root({0, size}, nodes);
}

Result<std::vector<Digest>> inclusion_proof(LeafPosition at, const NodeReader& nodes) {
  if (at.index >= at.size) return fail(ErrorCode::kInvalidInput, "the log has no such entry");
  std::vector<Digest> out;
  LW_CHECK(add_path(at.index, {0, at.size}, nodes, out));
  return std::vector<Digest>(out.rbegin(), out.rend());
}

Result<std::vector<Digest>> consistency_proof(SizePair sizes, const NodeReader& nodes) {
  if (sizes.old_size > sizes.new_size)
    return fail(ErrorCode::kInvalidInput, "the log is shorter than that");
  std::vector<Digest> out;
  if (sizes.old_size == 0 || sizes.old_size == sizes.new_size) return out;
  // SUBPROOF(m, D, b) unrolled; b says that the subtree is the whole old tree, whose root the
  // checker has.
  LeafRange range{0, sizes.new_size};
  bool whole = true;
  while (range.end != sizes.old_size) {
    const std::uint64_t middle = range.begin + split_of(range.end - range.begin);
    const bool left = sizes.old_size <= middle;
    LW_TRY(
        const Digest other,
        subtree_root(left ? LeafRange{middle, range.end} : LeafRange{range.begin, middle}, nodes));
    out.push_back(other);
    range = left ? LeafRange{range.begin, middle} : LeafRange{middle, range.end};
    whole = whole && left;
  }
  if (!whole) {
    LW_TRY(const Digest last, subtree_root(range, nodes));
    out.push_back(last);
  }
  return std::vector<Digest>(out.rbegin(), out.rend());
}

bool check_inclusion(const InclusionClaim& claim, std::span<const Digest> proof) {
  if (claim.index >= claim.size) return false;
  std::uint64_t fn = claim.index;
  std::uint64_t sn = claim.size - 1;
  Digest hash = claim.leaf;
  for (const Digest& step : proof) {
    if (sn == 0) return false;
    if ((fn & 1) == 1 || fn == sn) {
      hash = node_hash(step, hash);
      while ((fn & 1) == 0 && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      hash = node_hash(hash, step);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && hash == claim.root;
}

bool check_consistency(const ConsistencyClaim& claim, std::span<const Digest> proof) {
  if (claim.old_size > claim.new_size) return false;
  if (claim.old_size == 0) return proof.empty();
  if (claim.old_size == claim.new_size) return proof.empty() && claim.old_root == claim.new_root;
  std::size_t next = 0;
  Digest first = claim.old_root;
  if (!std::has_single_bit(claim.old_size)) {
    if (proof.empty()) return false;
    first = proof[next++];
  }
  std::uint64_t fn = claim.old_size - 1;
  std::uint64_t sn = claim.new_size - 1;
  while ((fn & 1) == 1) fn >>= 1, sn >>= 1;
  Digest old_hash = first;
  Digest new_hash = first;
  for (; next < proof.size(); ++next) {
    if (sn == 0) return false;
    if ((fn & 1) == 1 || fn == sn) {
      old_hash = node_hash(proof[next], old_hash);
      new_hash = node_hash(proof[next], new_hash);
      while ((fn & 1) == 0 && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      new_hash = node_hash(new_hash, proof[next]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && old_hash == claim.old_root && new_hash == claim.new_root;
}

void MerkleTree::append(const Digest& leaf) {
  Digest hash = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& row = levels_[level];
    row.push_back(hash);
    if (row.size() % 2 == 1) return;
    hash = node_hash(row[row.size() - 2], hash);
  }
}

Digest MerkleTree::root(std::uint64_t size) const {
  LW_ASSERT(size <= this->size());
  return tree_root(size, reader()).value();
}

NodeReader MerkleTree::reader() const {
  return [this](Node node) -> Result<Digest> {
    if (node.level >= levels_.size() || node.index >= levels_[node.level].size()) {
      return fail(ErrorCode::kNotFound, "the tree has no such node");
    }
    return levels_[node.level][node.index];
  };
}

}  // namespace lw::crypto
