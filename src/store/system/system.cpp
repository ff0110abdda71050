#include "store/system/system.hpp"

#include <chrono>

#include "crypto/random.hpp"

namespace lw::store {

Instant SystemClock::now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Instant::from_seconds(std::chrono::duration_cast<std::chrono::seconds>(since).count());
}

Result<void> SystemRandom::fill(std::span<std::uint8_t> out) { return crypto::random_bytes(out); }

}  // namespace lw::store
