#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.hpp"

struct evp_md_ctx_st;

/// The few primitives that the verifier needs, made again here: it shares no code with what wrote
/// the log.
namespace lw::verify {

/// SHA-256 of `bytes`.
Digest hash_of(ByteView bytes);

/// RFC 6962 §2.1: the hash of an entry, and of two subtrees.
Digest entry_hash(ByteView entry);
Digest pair_hash(const Digest& left, const Digest& right);

/// True when `signature` is an Ed25519 signature of `public_key` (32 bytes) over `message`.
bool ed25519_holds(ByteView public_key, ByteView message, ByteView signature);

/// An AES-256-GCM key of one record.
using RecordKey = std::array<std::uint8_t, 32>;

/// What AES-256-GCM wants beside the key.
struct SealedParts {
  ByteView nonce;       ///< 12 bytes
  ByteView context;     ///< authenticated, not hidden
  ByteView ciphertext;  ///< with the 16-byte tag at its end
};

/// Returns the plain text, or nothing when a bit or the key is wrong.
std::optional<Bytes> open_sealed(const RecordKey& key, const SealedParts& parts);

/// The root of a growing tree: a stack of perfect subtrees, joined while the two last are equally
/// high.
class RunningRoot {
 public:
  void add(const Digest& leaf);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Digest root() const;

 private:
  struct Peak {
    unsigned height;
    Digest hash;
  };
  std::vector<Peak> peaks_;
  std::uint64_t size_ = 0;
};

}  // namespace lw::verify
