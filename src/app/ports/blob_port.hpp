#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace lw::app {

/// Raw documents by the SHA-256 of their bytes (feeds, images). The history keeps only the hash.
class BlobPort {
 public:
  BlobPort() = default;
  BlobPort(const BlobPort&) = delete;
  BlobPort& operator=(const BlobPort&) = delete;
  virtual ~BlobPort() = default;

  /// Keeps `bytes`, durable when it returns; returns their SHA-256. The same bytes again change
  /// nothing. kUnavailable when the disk is full or fails, kRefused when opened for reading.
  [[nodiscard]] virtual Result<Digest> put(ByteView bytes) = 0;

  /// Returns the bytes, hashed again. kNotFound; kCorrupt when they no longer hash to `digest`;
  /// kUnavailable.
  [[nodiscard]] virtual Result<Bytes> get(const Digest& digest) = 0;

  /// True when bytes are kept under `digest` (not hashed). kUnavailable.
  [[nodiscard]] virtual Result<bool> contains(const Digest& digest) = 0;
};

}  // namespace lw::app
