#pragma once

namespace lw {

/// Prints the failed condition and aborts. Used only through LW_ASSERT.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace lw

/// Aborts when one of our own invariants does not hold. On in release too; never for outside data.
#define LW_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::lw::assertion_failed(#condition, __FILE__, __LINE__))
