#pragma once

#include <filesystem>

#include "app/ports/blob_port.hpp"

namespace lw::store {

/// Largest blob that is read back in one piece.
inline constexpr std::uint64_t kBlobSizeMax = std::uint64_t{2} << 30;

/// Blobs as files under `<folder>/ab/cdef…`, named by the hexadecimal SHA-256 of their bytes.
class FileBlobs final : public app::BlobPort {
 public:
  explicit FileBlobs(std::filesystem::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] Result<Digest> put(ByteView bytes) override;
  [[nodiscard]] Result<Bytes> get(const Digest& digest) override;
  [[nodiscard]] Result<bool> contains(const Digest& digest) override;

  /// Returns where the bytes of `digest` are, or would be.
  [[nodiscard]] std::filesystem::path path_of(const Digest& digest) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace lw::store
