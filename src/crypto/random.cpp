#include "crypto/random.hpp"

#include <openssl/rand.h>

#include <climits>

#include "base/assert.hpp"

namespace lw::crypto {

Result<void> random_bytes(std::span<std::uint8_t> out) {
  LW_ASSERT(out.size() <= static_cast<std::size_t>(INT_MAX));
  if (RAND_priv_bytes(out.data(), static_cast<int>(out.size())) != 1) {
    return fail(ErrorCode::kUnavailable, "the random generator of the machine failed");
  }
  return {};
}

}  // namespace lw::crypto
