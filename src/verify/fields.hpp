#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "codec/reflect_cbor.hpp"

namespace lw::verify {

/// Encoded key → encoded value of a map.
using Fields = std::map<Bytes, Bytes>;

/// Returns the fields of an encoded map; kInvalidInput when it is none.
[[nodiscard]] Result<Fields> fields_of(ByteView map);

/// Returns the encoded value of a field, nullptr when the map has none of that name.
const Bytes* find_field(const Fields& fields, std::string_view name);

/// Reads one field by name; kNotFound when the map has none, kInvalidInput for another type.
template <class T>
[[nodiscard]] Result<T> field(const Fields& fields, std::string_view name) {
  const Bytes* value = find_field(fields, name);
  if (value == nullptr) return fail(ErrorCode::kNotFound, "no field \"" + std::string(name) + "\"");
  return codec::from_cbor<T>(*value);
}

/// Decides whether a record says what was signed: every field of the command stands in its body,
/// byte for byte. kInvalidInput naming the first that does not.
[[nodiscard]] Result<void> repeats_all(ByteView signed_body, ByteView record_body);

/// As repeats_all for these fields alone; one that was not signed must not stand in the record
/// either.
[[nodiscard]] Result<void> repeats(const std::vector<std::string_view>& names, ByteView signed_body,
                                   ByteView record_body);

}  // namespace lw::verify
