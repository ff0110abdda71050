#include "codec/cbor.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lw::codec {

void CborWriter::head(std::uint8_t major, std::uint64_t value) {
  const auto lead = static_cast<std::uint8_t>(major << 5);
  int size = 0;
  if (value < 24) {
    out_.push_back(static_cast<std::uint8_t>(lead | value));
    return;
  }
  if (value <= 0xff) size = 1;
  else if (value <= 0xffff) size = 2;
  else if (value <= 0xffffffff) size = 4;
  else size = 8;
  out_.push_back(static_cast<std::uint8_t>(lead | (size == 1   ? 24
                                                   : size == 2 ? 25
                                                   : size == 4 ? 26
                                                               : 27)));
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) {
    out_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void CborWriter::integer(std::int64_t value) {
  if (value >= 0) head(0, static_cast<std::uint64_t>(value));
  else head(1, static_cast<std::uint64_t>(-(value + 1)));
}

void CborWriter::bytes(ByteView value) {
  head(2, value.size());
  raw(value);
}

void CborWriter::text(std::string_view value) {
  head(3, value.size());
  raw(as_bytes(value));
}

std::unexpected<Error> CborReader::bad(std::string what) const {
  return fail(ErrorCode::kInvalidInput, "CBOR: " + std::move(what), fmt::format("byte {}", at_));
}

Result<CborReader::Head> CborReader::head() const {
  if (done()) return bad("ends where an item is expected");
  const std::uint8_t lead = bytes_[at_];
  const auto major = static_cast<std::uint8_t>(lead >> 5);
  const std::uint8_t low = lead & 31;
  if (low < 24) return Head{major, low, 1};
  if (low > 27) return bad("indefinite length or reserved head");
  if (major == 7) return bad("floating point or unassigned simple value");
  const std::size_t size = std::size_t{1} << (low - 24);
  if (bytes_.size() - at_ - 1 < size) return bad("ends inside a head");
  std::uint64_t value = 0;
  for (std::size_t i = 1; i <= size; ++i) value = value << 8 | bytes_[at_ + i];
  const std::uint64_t least = size == 1 ? 24 : std::uint64_t{1} << (size * 4);
  if (value < least) return bad("head is not the shortest");
  return Head{major, value, size + 1};
}

Result<std::uint64_t> CborReader::expect(std::uint8_t major, const char* name) {
  LW_TRY(const Head next, head());
  if (next.major != major) return bad(fmt::format("expected {}", name));
  const std::size_t left = bytes_.size() - at_ - next.size;
  const bool counted = major >= 2 && major <= 5;
  if (counted && next.value > (major == 5 ? left / 2 : left)) return bad("length beyond the input");
  at_ += next.size;
  return next.value;
}

Result<CborType> CborReader::peek() const {
  LW_TRY(const Head next, head());
  if (next.major < 7) return static_cast<CborType>(next.major);
  if (next.value == 20 || next.value == 21) return CborType::kBoolean;
  if (next.value == 22) return CborType::kNull;
  return bad("unassigned simple value");
}

Result<std::uint64_t> CborReader::unsigned_integer() { return expect(0, "an unsigned integer"); }

Result<std::int64_t> CborReader::integer() {
  LW_TRY(const Head next, head());
  if (next.major > 1) return bad("expected an integer");
  if (next.value > static_cast<std::uint64_t>(INT64_MAX))
    return bad("integer beyond 64 bits signed");
  at_ += next.size;
  const auto value = static_cast<std::int64_t>(next.value);
  return next.major == 0 ? value : -1 - value;
}

Result<ByteView> CborReader::bytes() {
  LW_TRY(const std::uint64_t size, expect(2, "a byte string"));
  const ByteView out = bytes_.subspan(at_, size);
  at_ += size;
  return out;
}

Result<std::string_view> CborReader::text() {
  LW_TRY(const std::uint64_t size, expect(3, "a text string"));
  const std::string_view out = as_text(bytes_.subspan(at_, size));
  if (!is_utf8(out)) return bad("text is not UTF-8");
  at_ += size;
  return out;
}

Result<std::size_t> CborReader::array() { return expect(4, "an array"); }
Result<std::size_t> CborReader::map() { return expect(5, "a map"); }
Result<std::uint64_t> CborReader::tag() { return expect(6, "a tag"); }

Result<bool> CborReader::boolean() {
  LW_TRY(const CborType type, peek());
  if (type != CborType::kBoolean) return bad("expected true or false");
  return bytes_[at_++] == 0xf5;
}

Result<void> CborReader::null() {
  LW_TRY(const CborType type, peek());
  if (type != CborType::kNull) return bad("expected null");
  ++at_;
  return {};
}

Result<void> CborReader::skip(int depth) {
  if (depth > kCborDepthMax) return bad("nested too deeply");
  LW_TRY(const CborType type, peek());
  switch (type) {
    case CborType::kUnsigned:
    case CborType::kNegative: {
      LW_TRY(const Head next, head());
      at_ += next.size;
      return {};
    }
    case CborType::kBytes: LW_CHECK(bytes()); return {};
    case CborType::kText: LW_CHECK(text()); return {};
    case CborType::kBoolean:
    case CborType::kNull: ++at_; return {};
    case CborType::kTag: LW_CHECK(tag()); return skip(depth + 1);
    case CborType::kArray: {
      LW_TRY(const std::size_t size, array());
      for (std::size_t i = 0; i < size; ++i) LW_CHECK(skip(depth + 1));
      return {};
    }
    case CborType::kMap: break;
  }
  LW_TRY(const std::size_t size, map());
  ByteView previous;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t start = at_;
    LW_CHECK(skip(depth + 1));
    const ByteView key = bytes_.subspan(start, at_ - start);
    if (i > 0 && !std::ranges::lexicographical_compare(previous, key)) {
      return bad("map keys unsorted or repeated");
    }
    previous = key;
    LW_CHECK(skip(depth + 1));
  }
  return {};
}

Result<ByteView> CborReader::item() {
  const std::size_t start = at_;
  LW_CHECK(skip(0));
  return bytes_.subspan(start, at_ - start);
}

Result<void> CborReader::end() const {
  if (!done()) return bad("bytes left over");
  return {};
}

}  // namespace lw::codec
