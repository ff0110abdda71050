#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace lw {

/// Owned bytes.
using Bytes = std::vector<std::uint8_t>;

/// A view of bytes owned by somebody else.
using ByteView = std::span<const std::uint8_t>;

/// Returns a view of the bytes of `text`; valid as long as `text` is.
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Returns `bytes` seen as text, unchecked; valid as long as `bytes` is.
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Returns lower-case hexadecimal.
std::string to_hex(ByteView bytes);

/// Reads hexadecimal of either case; kInvalidInput on odd length or another character.
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);

/// Returns RFC 4648 §4 base64 with padding and no line breaks.
std::string to_base64(ByteView bytes);

/// Reads RFC 4648 §4 base64, strictly: padding required, no white space, unused bits zero.
/// kInvalidInput otherwise.
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);

/// True when `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

/// A SHA-256 value. Who computes it is not base's business.
struct Digest {
  static constexpr std::size_t kSizeBytes = 32;
  std::array<std::uint8_t, kSizeBytes> bytes{};

  /// Returns 64 lower-case hexadecimal digits.
  [[nodiscard]] std::string hex() const { return to_hex(bytes); }

  /// Reads 64 hexadecimal digits; kInvalidInput otherwise.
  [[nodiscard]] static Result<Digest> from_hex(std::string_view text);

  auto operator<=>(const Digest&) const = default;
};

}  // namespace lw
