#include "store/files/blobs.hpp"

#include "crypto/sha256.hpp"
#include "store/files/files.hpp"

namespace lw::store {

std::filesystem::path FileBlobs::path_of(const Digest& digest) const {
  const std::string hex = digest.hex();
  return folder_ / hex.substr(0, 2) / hex.substr(2);
}

Result<Digest> FileBlobs::put(ByteView bytes) {
  if (bytes.size() > kBlobSizeMax) return fail(ErrorCode::kTooLarge, "document beyond 2 GiB");
  const Digest digest = crypto::sha256(bytes);
  LW_TRY(const bool there, contains(digest));
  if (there) {
    // What is there may have rotted; then the good bytes that we hold replace it.
    if (get(digest)) return digest;
  }
  LW_CHECK(write_file(path_of(digest), bytes));
  return digest;
}

Result<Bytes> FileBlobs::get(const Digest& digest) {
  LW_TRY(Bytes bytes, read_file(path_of(digest), kBlobSizeMax));
  if (crypto::sha256(bytes) != digest) {
    return fail(ErrorCode::kCorrupt, "the document no longer has its hash",
                path_of(digest).string(), "restore it from a copy, or import it again");
  }
  return bytes;
}

Result<bool> FileBlobs::contains(const Digest& digest) {
  std::error_code error;
  const bool there = std::filesystem::is_regular_file(path_of(digest), error);
  if (error && error != std::errc::no_such_file_or_directory) {
    return fail(ErrorCode::kUnavailable, error.message(), path_of(digest).string());
  }
  return there;
}

}  // namespace lw::store
