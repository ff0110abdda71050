#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace lw::app {

/// An AES-256-GCM key that seals exactly one record. Secret.
struct DataKey {
  static constexpr std::size_t kSizeBytes = 32;
  std::array<std::uint8_t, kSizeBytes> bytes{};

  bool operator==(const DataKey&) const = default;
};

/// Per-record keys of sealed bodies. Destroying a key makes its record unreadable for ever,
/// everywhere the log went.
class VaultPort {
 public:
  VaultPort() = default;
  VaultPort(const VaultPort&) = delete;
  VaultPort& operator=(const VaultPort&) = delete;
  virtual ~VaultPort() = default;

  /// Keeps `key` under `key_id`, durable when it returns. Call before the sealed record is
  /// appended. kConflict when the id was ever used; kRefused when opened for reading; kUnavailable.
  [[nodiscard]] virtual Result<void> put(std::string_view key_id, const DataKey& key) = 0;

  /// Returns the key. kNotFound when there is none or it was destroyed (the message says which);
  /// kUnavailable.
  [[nodiscard]] virtual Result<DataKey> get(std::string_view key_id) = 0;

  /// Erases the key, overwritten in the file when it returns; its id stays used. Destroying twice
  /// is no error. kNotFound when the id was never used; kRefused when opened for reading;
  /// kUnavailable.
  [[nodiscard]] virtual Result<void> destroy(std::string_view key_id) = 0;
};

}  // namespace lw::app
