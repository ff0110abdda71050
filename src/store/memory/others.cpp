#include "store/memory/others.hpp"

#include "crypto/sha256.hpp"

namespace lw::store {

Result<Digest> MemoryBlobs::put(ByteView bytes) {
  const Digest digest = crypto::sha256(bytes);
  blobs_.try_emplace(digest, bytes.begin(), bytes.end());
  return digest;
}

Result<Bytes> MemoryBlobs::get(const Digest& digest) {
  const auto it = blobs_.find(digest);
  if (it == blobs_.end())
    return fail(ErrorCode::kNotFound, "no document with this hash", digest.hex());
  return it->second;
}

Result<void> MemoryVault::put(std::string_view key_id, const app::DataKey& key) {
  if (!keys_.try_emplace(std::string(key_id), key).second) {
    return fail(ErrorCode::kConflict, "the id of this record key was used before",
                std::string(key_id));
  }
  return {};
}

Result<app::DataKey> MemoryVault::get(std::string_view key_id) {
  const auto it = keys_.find(key_id);
  if (it == keys_.end())
    return fail(ErrorCode::kNotFound, "no record key with this id", std::string(key_id));
  if (!it->second)
    return fail(ErrorCode::kNotFound, "the record key was destroyed", std::string(key_id));
  return *it->second;
}

Result<void> MemoryVault::destroy(std::string_view key_id) {
  const auto it = keys_.find(key_id);
  if (it == keys_.end())
    return fail(ErrorCode::kNotFound, "no record key with this id", std::string(key_id));
  it->second.reset();
  return {};
}

Result<void> SeededRandom::fill(std::span<std::uint8_t> out) {
  for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_());
  return {};
}

}  // namespace lw::store
