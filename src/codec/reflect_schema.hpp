#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <limits>

#include "codec/reflect.hpp"

namespace lw::codec {

template <class T>
boost::json::object json_schema();

namespace detail {

/// Fields that from_json takes as empty when they are absent.
template <class Member>
inline constexpr bool kMayBeAbsent = kIsOptional<Member> || kIsVector<Member> || kIsSet<Member> ||
                                     kIsMap<Member> || std::same_as<Member, std::string>;

template <class T>
boost::json::object struct_schema() {
  boost::json::object properties;
  boost::json::array required;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
      [&](auto d) {
        using Member = std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>;
        properties[d.name] = json_schema<Member>();
        if (!kMayBeAbsent<Member>) required.emplace_back(d.name);
      });
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

template <class T>
boost::json::object text_schema() {
  boost::json::object out{{"type", "string"}};
  if constexpr (std::same_as<T, Bytes>) out["contentEncoding"] = "base64";
  else if constexpr (std::same_as<T, Digest>) out["pattern"] = "^[0-9a-f]{64}$";
  else if constexpr (std::same_as<T, Date>) out["format"] = "date";
  else if constexpr (std::same_as<T, Instant>) out["format"] = "date-time";
  else if constexpr (kIsId<T>) {
    out["title"] = std::string(T::kind()) + " id";
    out["minLength"] = 1;
    out["maxLength"] = 128;
  } else if constexpr (DescribedEnum<T>) {
    boost::json::array choices;
    for (const T value : enum_values<T>()) choices.emplace_back(enum_name(value));
    out["enum"] = std::move(choices);
  }
  return out;
}

}  // namespace detail

/// Returns the shape that from_json<T> reads, as a JSON Schema (2020-12) without references: what
/// it accepts, from_json does not refuse for its shape, and the reverse.
template <class T>
boost::json::object json_schema() {
  if constexpr (std::same_as<T, bool>) return {{"type", "boolean"}};
  else if constexpr (std::integral<T>) {
    return {{"type", "integer"},
            {"minimum", std::numeric_limits<T>::min()},
            {"maximum", std::numeric_limits<T>::max()}};
  } else if constexpr (detail::kIsOptional<T>) {
    return json_schema<typename T::value_type>();
  } else if constexpr (detail::kIsMap<T>) {
    return {{"type", "object"}, {"additionalProperties", json_schema<typename T::mapped_type>()}};
  } else if constexpr (detail::kIsVector<T> || detail::kIsSet<T>) {
    return {{"type", "array"}, {"items", json_schema<typename T::value_type>()}};
  } else if constexpr (Described<T>) {
    return detail::struct_schema<T>();
  } else {
    return detail::text_schema<T>();
  }
}

}  // namespace lw::codec
