#pragma once

#include <algorithm>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/calendar.hpp"
#include "base/strong.hpp"

/// Describes a struct so that its bytes, its JSON and its tables follow from the one declaration.
/// Member names are wire names: renaming a member of an event is a new version of the event.
#define LW_DESCRIBE(Type, ...) BOOST_DESCRIBE_STRUCT(Type, (), (__VA_ARGS__))
/// Describes an enum class; kNotConclusive is "not_conclusive" on the wire.
#define LW_DESCRIBE_ENUM(Type, ...) BOOST_DESCRIBE_ENUM(Type, __VA_ARGS__)

namespace lw::codec {

/// A struct made known with LW_DESCRIBE.
template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

/// An enum made known with LW_DESCRIBE_ENUM.
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

/// One CBOR item in the deterministic encoding, kept as bytes: a body whose type the reader of the
/// envelope need not know.
struct RawCbor {
  Bytes bytes;
  bool operator==(const RawCbor&) const = default;
};

namespace detail {

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <>
inline constexpr bool kIsVector<Bytes> = false;
template <class T>
inline constexpr bool kIsSet = false;
template <class T>
inline constexpr bool kIsSet<std::set<T>> = true;
template <class T>
inline constexpr bool kIsMap = false;
template <class K, class V>
inline constexpr bool kIsMap<std::map<K, V>> = true;
template <class T>
inline constexpr bool kIsId = false;
template <class Tag>
inline constexpr bool kIsId<Id<Tag>> = true;

/// "kNotConclusive" -> "not_conclusive"
std::string wire_name(std::string_view enumerator);

}  // namespace detail

/// Returns the wire name of an enumerator ("not_conclusive"); "?" for a value that has none.
template <DescribedEnum E>
std::string_view enum_name(E value) {
  static const auto table = [] {
    std::map<E, std::string> out;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto d) { out[d.value] = detail::wire_name(d.name); });
    return out;
  }();
  const auto it = table.find(value);
  return it == table.end() ? std::string_view("?") : std::string_view(it->second);
}

/// Returns every enumerator of E in the order of its declaration.
template <DescribedEnum E>
std::vector<E> enum_values() {
  std::vector<E> out;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto d) { out.push_back(d.value); });
  return out;
}

/// Reads a wire name; kInvalidInput naming the choices.
template <DescribedEnum E>
[[nodiscard]] Result<E> enum_from_name(std::string_view name) {
  std::string choices;
  for (const E value : enum_values<E>()) {
    if (enum_name(value) == name) return value;
    choices += (choices.empty() ? "" : ", ") + std::string(enum_name(value));
  }
  return fail(ErrorCode::kInvalidInput,
              "\"" + std::string(name.substr(0, 60)) + "\" is not one of the choices", {},
              "choose one of: " + choices);
}

}  // namespace lw::codec
