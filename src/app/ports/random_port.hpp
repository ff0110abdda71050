#pragma once

#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace lw::app {

/// Random bytes, asked only by the shell: ids, keys, nonces.
class RandomPort {
 public:
  RandomPort() = default;
  RandomPort(const RandomPort&) = delete;
  RandomPort& operator=(const RandomPort&) = delete;
  virtual ~RandomPort() = default;

  /// Fills `out` with bytes nobody can guess. kUnavailable when the source fails: then nothing may
  /// be made with `out`.
  [[nodiscard]] virtual Result<void> fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace lw::app
