#include "crypto/merkle.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace lw::crypto {
namespace {

Digest digest(std::string_view hex) { return Digest::from_hex(hex).value(); }

// The reference tree of google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc:
// inputs, roots, paths, proofs.
constexpr const char* kInputs[] = {"",
                                   "00",
                                   "10",
                                   "2021",
                                   "3031",
                                   "40414243",
                                   "5051525354555657",
                                   "606162636465666768696a6b6c6d6e6f"};
constexpr const char* kRoots[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

struct Vector {
  std::uint64_t first;  // leaf counted from 0, or the old size
  std::uint64_t size;
  std::vector<std::string> hashes;
};
const std::vector<Vector> kPaths = {
    {0, 1, {}},
    {0,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {5,
     8,
     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
    {1,
     5,
     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};
const std::vector<Vector> kProofs = {
    {1, 1, {}},
    {1,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {6,
     8,
     {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2,
     5,
     {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};

std::vector<Digest> digests(const Vector& vector) {
  std::vector<Digest> out;
  for (const auto& hex : vector.hashes) out.push_back(digest(hex));
  return out;
}

MerkleTree reference_tree() {
  MerkleTree tree;
  for (const auto* input : kInputs) tree.append(leaf_hash(from_hex(input).value()));
  return tree;
}

TEST(Merkle, EmptyRootIsTheHashOfNothing) {
  EXPECT_EQ(empty_root().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Merkle, RootsOfTheReferenceTree) {
  const MerkleTree tree = reference_tree();
  for (std::uint64_t size = 1; size <= 8; ++size)
    EXPECT_EQ(tree.root(size).hex(), kRoots[size - 1]) << size;
}

TEST(Merkle, PathsOfTheReferenceTree) {
  const MerkleTree tree = reference_tree();
  for (const auto& vector : kPaths) {
    EXPECT_EQ(inclusion_proof({vector.first, vector.size}, tree.reader()).value(), digests(vector));
    EXPECT_TRUE(check_inclusion(
        {vector.first, vector.size, leaf_hash(from_hex(kInputs[vector.first]).value()),
         digest(kRoots[vector.size - 1])},
        digests(vector)));
  }
}

TEST(Merkle, ConsistencyProofsOfTheReferenceTree) {
  const MerkleTree tree = reference_tree();
  for (const auto& vector : kProofs) {
    EXPECT_EQ(consistency_proof({vector.first, vector.size}, tree.reader()).value(),
              digests(vector));
    EXPECT_TRUE(check_consistency({vector.first, vector.size, digest(kRoots[vector.first - 1]),
                                   digest(kRoots[vector.size - 1])},
                                  digests(vector)));
  }
}

MerkleTree numbered_tree(std::uint64_t size) {
  MerkleTree tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.append(leaf_hash(as_bytes(std::to_string(i))));
  return tree;
}

/// Every single change to a proof or a claim must be refused.
RC_GTEST_PROP(Merkle, InclusionHoldsAndAnyChangeBreaksIt, ()) {
  const auto size = *rc::gen::inRange<std::uint64_t>(1, 130);
  const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
  const MerkleTree tree = numbered_tree(size);
  auto proof = inclusion_proof({index, size}, tree.reader()).value();
  const InclusionClaim claim{index, size, leaf_hash(as_bytes(std::to_string(index))),
                             tree.root(size)};
  RC_ASSERT(check_inclusion(claim, proof));
  for (std::uint64_t other = 0; other < size; ++other) {
    if (other != index) RC_ASSERT(!check_inclusion({other, size, claim.leaf, claim.root}, proof));
  }
  for (auto& hash : proof) {
    hash.bytes[0] ^= 1;
    RC_ASSERT(!check_inclusion(claim, proof));
    hash.bytes[0] ^= 1;
  }
  proof.push_back(claim.root);
  RC_ASSERT(!check_inclusion(claim, proof));
  proof.pop_back();
  if (!proof.empty()) {
    proof.pop_back();
    RC_ASSERT(!check_inclusion(claim, proof));
  }
}

RC_GTEST_PROP(Merkle, ConsistencyHoldsAndAnyChangeBreaksIt, ()) {
  const auto new_size = *rc::gen::inRange<std::uint64_t>(1, 130);
  const auto old_size = *rc::gen::inRange<std::uint64_t>(1, new_size + 1);
  const MerkleTree tree = numbered_tree(new_size);
  auto proof = consistency_proof({old_size, new_size}, tree.reader()).value();
  const ConsistencyClaim claim{old_size, new_size, tree.root(old_size), tree.root(new_size)};
  RC_ASSERT(check_consistency(claim, proof));
  ConsistencyClaim forked = claim;
  forked.old_root.bytes[31] ^= 1;
  RC_ASSERT(!check_consistency(forked, proof));
  for (auto& hash : proof) {
    hash.bytes[0] ^= 1;
    RC_ASSERT(!check_consistency(claim, proof));
    hash.bytes[0] ^= 1;
  }
  proof.push_back(claim.new_root);
  RC_ASSERT(!check_consistency(claim, proof));
}

}  // namespace
}  // namespace lw::crypto
