#pragma once

#include "base/calendar.hpp"

namespace lw::app {

/// The time, asked only by the shell; below it `now` is an argument.
class ClockPort {
 public:
  ClockPort() = default;
  ClockPort(const ClockPort&) = delete;
  ClockPort& operator=(const ClockPort&) = delete;
  virtual ~ClockPort() = default;

  /// Returns the present moment in UTC. May run backwards where the machine's clock is set back.
  [[nodiscard]] virtual Instant now() = 0;
};

}  // namespace lw::app
