#include "verify/fields.hpp"

#include <fmt/format.h>

namespace lw::verify {
namespace {

std::unexpected<Error> not_signed(std::string_view name) {
  return fail(ErrorCode::kInvalidInput,
              fmt::format("the record's field \"{}\" is not what was signed", name));
}

}  // namespace

Result<Fields> fields_of(ByteView map) {
  codec::CborReader in(map);
  LW_TRY(const std::size_t size, in.map());
  Fields out;
  for (std::size_t i = 0; i < size; ++i) {
    LW_TRY(const ByteView key, in.item());
    LW_TRY(const ByteView value, in.item());
    out.emplace(Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end()));
  }
  LW_CHECK(in.end());
  return out;
}

const Bytes* find_field(const Fields& fields, std::string_view name) {
  codec::CborWriter key;
  key.text(name);
  const auto it = fields.find(key.view());
  return it == fields.end() ? nullptr : &it->second;
}

Result<void> repeats_all(ByteView signed_body, ByteView record_body) {
  LW_TRY(const Fields wanted, fields_of(signed_body));
  LW_TRY(const Fields have, fields_of(record_body));
  for (const auto& [key, value] : wanted) {
    const auto it = have.find(key);
    if (it == have.end() || it->second != value) {
      const auto name = codec::from_cbor<std::string>(key);
      return not_signed(name.value_or(to_hex(key)));
    }
  }
  return {};
}

Result<void> repeats(const std::vector<std::string_view>& names, ByteView signed_body,
                     ByteView record_body) {
  LW_TRY(const Fields wanted, fields_of(signed_body));
  LW_TRY(const Fields have, fields_of(record_body));
  for (const std::string_view name : names) {
    const Bytes* was = find_field(wanted, name);
    const Bytes* is = find_field(have, name);
    if ((was == nullptr) != (is == nullptr) || (was != nullptr && *was != *is))
      return not_signed(name);
  }
  return {};
}

}  // namespace lw::verify
