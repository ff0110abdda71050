#pragma once

#include <map>
#include <optional>
#include <random>
#include <string>

#include "app/ports/blob_port.hpp"
#include "app/ports/clock_port.hpp"
#include "app/ports/random_port.hpp"
#include "app/ports/vault_port.hpp"

namespace lw::store {

/// Blobs that last as long as the object.
class MemoryBlobs final : public app::BlobPort {
 public:
  [[nodiscard]] Result<Digest> put(ByteView bytes) override;
  [[nodiscard]] Result<Bytes> get(const Digest& digest) override;
  [[nodiscard]] Result<bool> contains(const Digest& digest) override {
    return blobs_.contains(digest);
  }

 private:
  std::map<Digest, Bytes> blobs_;
};

/// Record keys that last as long as the object.
class MemoryVault final : public app::VaultPort {
 public:
  [[nodiscard]] Result<void> put(std::string_view key_id, const app::DataKey& key) override;
  [[nodiscard]] Result<app::DataKey> get(std::string_view key_id) override;
  [[nodiscard]] Result<void> destroy(std::string_view key_id) override;

 private:
  std::map<std::string, std::optional<app::DataKey>, std::less<>> keys_;
};

/// A clock that stands still until it is set: replays and tests.
class ManualClock final : public app::ClockPort {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant now() override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_;
};

/// Numbers that follow from a seed: NOT secret, for replays and tests only.
class SeededRandom final : public app::RandomPort {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  [[nodiscard]] Result<void> fill(std::span<std::uint8_t> out) override;

 private:
  std::mt19937_64 engine_;
};

}  // namespace lw::store
