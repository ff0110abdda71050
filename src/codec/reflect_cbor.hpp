#pragma once

#include <limits>

#include "codec/cbor.hpp"
#include "codec/reflect.hpp"

namespace lw::codec {

/// RFC 8943 full-date string, and RFC 8949 §3.4.2 epoch time.
inline constexpr std::uint64_t kCborTagDate = 1004;
inline constexpr std::uint64_t kCborTagEpoch = 1;

template <class T>
void write_cbor(CborWriter& out, const T& value);
template <class T>
[[nodiscard]] Result<T> read_cbor(CborReader& in);

namespace detail {

/// What the codec knows of one member of T: its wire name and how to write and read it.
template <class T>
struct CborField {
  std::string_view name;
  bool (*present)(const T&);
  void (*write)(CborWriter&, const T&);
  Result<void> (*read)(CborReader&, T&);
  bool optional;
};

template <class T, class D>
CborField<T> cbor_field() {
  using Member = std::remove_cvref_t<decltype(std::declval<T&>().*D::pointer)>;
  CborField<T> out;
  out.name = D::name;
  out.optional = kIsOptional<Member>;
  out.present = [](const T& value) {
    if constexpr (kIsOptional<Member>) return (value.*D::pointer).has_value();
    else return static_cast<void>(value), true;
  };
  out.write = [](CborWriter& writer, const T& value) {
    if constexpr (kIsOptional<Member>) write_cbor(writer, *(value.*D::pointer));
    else write_cbor(writer, value.*D::pointer);
  };
  out.read = [](CborReader& reader, T& value) -> Result<void> {
    if constexpr (kIsOptional<Member>) {
      LW_TRY(value.*D::pointer, read_cbor<typename Member::value_type>(reader));
    } else {
      LW_TRY(value.*D::pointer, read_cbor<Member>(reader));
    }
    return {};
  };
  return out;
}

/// The members of T in the order of their encoded keys (RFC 8949 §4.2.1: for short texts, shorter
/// first, then bytewise).
template <class T>
const std::vector<CborField<T>>& cbor_fields() {
  static const auto fields = [] {
    std::vector<CborField<T>> out;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
        [&](auto d) { out.push_back(cbor_field<T, decltype(d)>()); });
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
      return a.name.size() != b.name.size() ? a.name.size() < b.name.size() : a.name < b.name;
    });
    return out;
  }();
  return fields;
}

template <class T>
void write_struct(CborWriter& out, const T& value) {
  const auto& fields = cbor_fields<T>();
  out.map(static_cast<std::uint64_t>(std::count_if(
      fields.begin(), fields.end(), [&](const auto& f) { return f.present(value); })));
  for (const auto& field : fields) {
    if (!field.present(value)) continue;
    out.text(field.name);
    field.write(out, value);
  }
}

template <class T>
Result<T> read_struct(CborReader& in) {
  T out{};
  const auto& fields = cbor_fields<T>();
  auto next = fields.begin();
  LW_TRY(const std::size_t size, in.map());
  for (std::size_t i = 0; i < size; ++i) {
    LW_TRY(const std::string_view key, in.text());
    while (next != fields.end() && next->name != key) {
      if (!next->optional) return in.bad("field \"" + std::string(next->name) + "\" is missing");
      ++next;
    }
    if (next == fields.end()) {
      return in.bad("field \"" + std::string(key.substr(0, 60)) +
                    "\" is unknown, repeated or out of order");
    }
    LW_CHECK(next->read(in, out));
    ++next;
  }
  for (; next != fields.end(); ++next) {
    if (!next->optional) return in.bad("field \"" + std::string(next->name) + "\" is missing");
  }
  return out;
}

/// Writes the pairs of a map in the order of their encoded keys.
template <class M>
void write_map(CborWriter& out, const M& value) {
  std::vector<std::pair<Bytes, Bytes>> pairs;
  for (const auto& [key, item] : value) {
    CborWriter k;
    CborWriter v;
    write_cbor(k, key);
    write_cbor(v, item);
    pairs.emplace_back(k.take(), v.take());
  }
  std::sort(pairs.begin(), pairs.end());
  out.map(pairs.size());
  for (const auto& [key, item] : pairs) {
    out.raw(key);
    out.raw(item);
  }
}

template <class M>
Result<M> read_map(CborReader& in) {
  M out;
  LW_TRY(const std::size_t size, in.map());
  for (std::size_t i = 0; i < size; ++i) {
    LW_TRY(auto key, read_cbor<typename M::key_type>(in));
    LW_TRY(auto item, read_cbor<typename M::mapped_type>(in));
    if (!out.emplace(std::move(key), std::move(item)).second) return in.bad("map repeats a key");
  }
  return out;
}

template <class C>
Result<C> read_list(CborReader& in) {
  C out;
  LW_TRY(const std::size_t size, in.array());
  for (std::size_t i = 0; i < size; ++i) {
    LW_TRY(auto item, read_cbor<typename C::value_type>(in));
    if constexpr (kIsSet<C>) {
      if (!out.insert(std::move(item)).second) return in.bad("set repeats an item");
    } else {
      out.push_back(std::move(item));
    }
  }
  return out;
}

template <class T>
Result<T> read_integer(CborReader& in) {
  LW_TRY(const std::int64_t value, in.integer());
  if (!std::in_range<T>(value)) return in.bad("integer out of range");
  return static_cast<T>(value);
}

}  // namespace detail

/// Writes a value: booleans, integers, text, bytes, digests, ids, dates (tag 1004), moments (tag
/// 1), optionals inside structs, vectors, sets, maps, described enums (as text) and described
/// structs (as maps with text keys).
template <class T>
void write_cbor(CborWriter& out, const T& value) {
  if constexpr (std::same_as<T, bool>) out.boolean(value);
  else if constexpr (std::integral<T>) out.integer(static_cast<std::int64_t>(value));
  else if constexpr (std::same_as<T, std::string>) out.text(value);
  else if constexpr (std::same_as<T, Bytes>) out.bytes(value);
  else if constexpr (std::same_as<T, Digest>) out.bytes(value.bytes);
  else if constexpr (std::same_as<T, RawCbor>) out.raw(value.bytes);
  else if constexpr (detail::kIsId<T>) out.text(value.text());
  else if constexpr (std::same_as<T, Date>) out.tag(kCborTagDate), out.text(value.text());
  else if constexpr (std::same_as<T, Instant>) out.tag(kCborTagEpoch), out.integer(value.seconds());
  else if constexpr (DescribedEnum<T>) out.text(enum_name(value));
  else if constexpr (detail::kIsMap<T>) detail::write_map(out, value);
  else if constexpr (detail::kIsVector<T> || detail::kIsSet<T>) {
    out.array(value.size());
    for (const auto& item : value) write_cbor(out, item);
  } else {
    static_assert(Described<T>, "describe the type with LW_DESCRIBE");
    detail::write_struct(out, value);
  }
}

/// Reads what write_cbor wrote; kInvalidInput with the byte offset on anything else.
template <class T>
Result<T> read_cbor(CborReader& in) {
  if constexpr (std::same_as<T, bool>) return in.boolean();
  else if constexpr (std::integral<T>) return detail::read_integer<T>(in);
  else if constexpr (std::same_as<T, std::string>) {
    LW_TRY(const std::string_view text, in.text());
    return std::string(text);
  } else if constexpr (std::same_as<T, Bytes>) {
    LW_TRY(const ByteView bytes, in.bytes());
    return Bytes(bytes.begin(), bytes.end());
  } else if constexpr (std::same_as<T, Digest>) {
    LW_TRY(const ByteView bytes, in.bytes());
    if (bytes.size() != Digest::kSizeBytes) return in.bad("a digest has 32 bytes");
    Digest out;
    std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
    return out;
  } else if constexpr (std::same_as<T, RawCbor>) {
    LW_TRY(const ByteView item, in.item());
    return RawCbor{Bytes(item.begin(), item.end())};
  } else if constexpr (detail::kIsId<T>) {
    LW_TRY(const std::string_view text, in.text());
    return T::parse(text);
  } else if constexpr (std::same_as<T, Date>) {
    LW_TRY(const std::uint64_t tag, in.tag());
    if (tag != kCborTagDate) return in.bad("expected a full date (tag 1004)");
    LW_TRY(const std::string_view text, in.text());
    return Date::parse(text);
  } else if constexpr (std::same_as<T, Instant>) {
    LW_TRY(const std::uint64_t tag, in.tag());
    if (tag != kCborTagEpoch) return in.bad("expected an epoch time (tag 1)");
    LW_TRY(const std::int64_t seconds, in.integer());
    return Instant::from_seconds(seconds);
  } else if constexpr (DescribedEnum<T>) {
    LW_TRY(const std::string_view text, in.text());
    return enum_from_name<T>(text);
  } else if constexpr (detail::kIsMap<T>) {
    return detail::read_map<T>(in);
  } else if constexpr (detail::kIsVector<T> || detail::kIsSet<T>) {
    return detail::read_list<T>(in);
  } else {
    static_assert(Described<T>, "describe the type with LW_DESCRIBE");
    return detail::read_struct<T>(in);
  }
}

/// Returns the deterministic encoding of a value.
template <class T>
Bytes to_cbor(const T& value) {
  CborWriter out;
  write_cbor(out, value);
  return out.take();
}

/// Reads one value that fills `bytes` exactly; kInvalidInput otherwise.
template <class T>
[[nodiscard]] Result<T> from_cbor(ByteView bytes) {
  CborReader in(bytes);
  LW_TRY(auto out, read_cbor<T>(in));
  LW_CHECK(in.end());
  return out;
}

}  // namespace lw::codec
