#pragma once

#include "app/ports/clock_port.hpp"
#include "app/ports/random_port.hpp"

namespace lw::store {

/// The clock of the machine.
class SystemClock final : public app::ClockPort {
 public:
  [[nodiscard]] Instant now() override;
};

/// The random generator of the machine.
class SystemRandom final : public app::RandomPort {
 public:
  [[nodiscard]] Result<void> fill(std::span<std::uint8_t> out) override;
};

}  // namespace lw::store
