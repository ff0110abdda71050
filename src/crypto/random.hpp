#pragma once

#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace lw::crypto {

/// Fills `out` from OpenSSL's generator, seeded by the operating system. kUnavailable when it
/// fails.
[[nodiscard]] Result<void> random_bytes(std::span<std::uint8_t> out);

}  // namespace lw::crypto
