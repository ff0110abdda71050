#pragma once

#include <memory>

#include "base/bytes.hpp"

struct evp_md_ctx_st;

namespace lw::crypto {

/// A SHA-256 computation that can be used again and again: making one costs more than hashing a
/// short message. Not thread-safe. FIPS 180-4.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept = default;
  Sha256& operator=(Sha256&&) noexcept = default;
  ~Sha256() = default;

  /// Adds bytes to the message.
  Sha256& update(ByteView bytes);

  /// Returns the hash of what was added since the last finish, and starts anew.
  Digest finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  void start();
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// Returns the SHA-256 of `bytes`.
Digest sha256(ByteView bytes);

}  // namespace lw::crypto
