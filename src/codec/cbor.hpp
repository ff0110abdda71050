#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace lw::codec {

/// How deep arrays, maps and tags may nest in bytes that we read.
inline constexpr int kCborDepthMax = 32;

/// The major types of RFC 8949 §3.1, with the simple values that we use.
enum class CborType { kUnsigned, kNegative, kBytes, kText, kArray, kMap, kTag, kBoolean, kNull };

/// Writes CBOR in the core deterministic encoding (RFC 8949 §4.2.1): shortest heads, definite
/// lengths, no floating point. Callers of map() write the keys in bytewise order of their
/// encodings.
class CborWriter {
 public:
  void unsigned_integer(std::uint64_t value) { head(0, value); }
  void integer(std::int64_t value);
  void bytes(ByteView value);
  void text(std::string_view value);
  /// Announces an array of `size` items, written next.
  void array(std::uint64_t size) { head(4, size); }
  /// Announces a map of `size` pairs, written next.
  void map(std::uint64_t size) { head(5, size); }
  /// Announces a tag on the item written next.
  void tag(std::uint64_t number) { head(6, number); }
  void boolean(bool value) { out_.push_back(value ? 0xf5 : 0xf4); }
  void null() { out_.push_back(0xf6); }
  /// Writes an item that is already encoded; the caller vouches for its form.
  void raw(ByteView item) { out_.insert(out_.end(), item.begin(), item.end()); }

  [[nodiscard]] const Bytes& view() const { return out_; }
  [[nodiscard]] Bytes take() { return std::move(out_); }

 private:
  void head(std::uint8_t major, std::uint64_t value);
  Bytes out_;
};

/// Reads CBOR that is in the core deterministic encoding, from bytes of unknown origin. Everything
/// else (longer heads, indefinite lengths, floating point, unsorted or repeated keys, nesting
/// beyond kCborDepthMax, invalid UTF-8, lengths beyond the input) is kInvalidInput with the byte
/// offset. Does not own the bytes.
class CborReader {
 public:
  explicit CborReader(ByteView bytes) : bytes_(bytes) {}

  /// Returns the type of the next item without consuming it; kInvalidInput at the end.
  [[nodiscard]] Result<CborType> peek() const;
  [[nodiscard]] Result<std::uint64_t> unsigned_integer();
  [[nodiscard]] Result<std::int64_t> integer();
  [[nodiscard]] Result<ByteView> bytes();
  [[nodiscard]] Result<std::string_view> text();
  /// Returns the number of items that follow; never more than bytes left.
  [[nodiscard]] Result<std::size_t> array();
  /// Returns the number of pairs that follow; never more than bytes left. The caller checks the
  /// order of keys.
  [[nodiscard]] Result<std::size_t> map();
  [[nodiscard]] Result<std::uint64_t> tag();
  [[nodiscard]] Result<bool> boolean();
  [[nodiscard]] Result<void> null();

  /// Consumes one whole item, checking it all the way down, and returns its bytes.
  [[nodiscard]] Result<ByteView> item();

  /// kInvalidInput when bytes are left over.
  [[nodiscard]] Result<void> end() const;

  [[nodiscard]] std::size_t offset() const { return at_; }
  [[nodiscard]] bool done() const { return at_ == bytes_.size(); }

  /// Returns a kInvalidInput error that names the current offset.
  [[nodiscard]] std::unexpected<Error> bad(std::string what) const;

 private:
  struct Head {
    std::uint8_t major;
    std::uint64_t value;
    std::size_t size;
  };
  [[nodiscard]] Result<Head> head() const;
  [[nodiscard]] Result<std::uint64_t> expect(std::uint8_t major, const char* name);
  [[nodiscard]] Result<void> skip(int depth);

  ByteView bytes_;
  std::size_t at_ = 0;
};

}  // namespace lw::codec
