#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace lw::store {

/// What an append has to meet in every store; see HistoryPort::append for the errors.
struct AppendRequest {
  std::uint64_t size = 0;           ///< entries that the log holds
  std::uint64_t expected_size = 0;  ///< entries that the caller believes it holds
  std::span<const Bytes> entries;
};

/// Decides whether a store may append; changes nothing.
[[nodiscard]] Result<void> check_append(const AppendRequest& request);

}  // namespace lw::store
