#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <limits>
#include <utility>

#include "codec/reflect_schema.hpp"

namespace lw::codec {

template <class T>
boost::json::value to_json(const T& value);
template <class T>
[[nodiscard]] Result<T> from_json(const boost::json::value& value, const std::string& path = {});

namespace detail {

inline std::unexpected<Error> json_error(const std::string& path, std::string what,
                                         std::string hint = {}) {
  return fail(ErrorCode::kInvalidInput, std::move(what), path.empty() ? "the value" : path,
              std::move(hint));
}

inline Result<std::string_view> json_text(const boost::json::value& value,
                                          const std::string& path) {
  if (!value.is_string()) return json_error(path, "expected text");
  return std::string_view(value.get_string());
}

/// Puts the path of the value in front of an error that knows only the text.
template <class T>
Result<T> at_path(Result<T> result, const std::string& path) {
  if (!result) result.error().where = path.empty() ? "the value" : path;
  return result;
}

template <class T>
Result<T> read_json_integer(const boost::json::value& value, const std::string& path) {
  if (value.is_int64() && std::in_range<T>(value.get_int64()))
    return static_cast<T>(value.get_int64());
  if (value.is_uint64() && std::in_range<T>(value.get_uint64()))
    return static_cast<T>(value.get_uint64());
  return json_error(path, "expected a whole number",
                    "between " + std::to_string(std::numeric_limits<T>::min()) + " and " +
                        std::to_string(std::numeric_limits<T>::max()));
}

template <class T>
Result<T> read_json_struct(const boost::json::value& value, const std::string& path) {
  if (!value.is_object()) return json_error(path, "expected an object");
  const auto& object = value.get_object();
  T out{};
  std::size_t used = 0;
  Result<void> result;
  std::string known;
  using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>([&](auto d) {
    known += (known.empty() ? "" : ", ") + std::string(d.name);
    if (!result) return;
    using Member = std::remove_cvref_t<decltype(out.*d.pointer)>;
    const std::string inner = path.empty() ? std::string(d.name) : path + "." + d.name;
    const auto* found = object.if_contains(d.name);
    used += found != nullptr ? 1 : 0;
    if (found == nullptr || (kIsOptional<Member> && found->is_null())) {
      // People may leave out texts, lists and sets: they are then empty, and the rules say whether
      // that will do.
      if (!kMayBeAbsent<Member>) result = json_error(inner, "is missing");
      return;
    }
    auto assign = [&](auto parsed) {
      if (parsed) out.*d.pointer = std::move(*parsed);
      else result = std::unexpected<Error>(std::move(parsed).error());
    };
    if constexpr (kIsOptional<Member>)
      assign(from_json<typename Member::value_type>(*found, inner));
    else assign(from_json<Member>(*found, inner));
  });
  if (!result) return std::unexpected<Error>(std::move(result).error());
  if (used != object.size()) {
    for (const auto& [key, item] : object) {
      if ((", " + known + ",").find(", " + std::string(key) + ",") == std::string::npos) {
        return json_error(path.empty() ? std::string(key) : path + "." + std::string(key),
                          "is not a known field", "known: " + known);
      }
    }
  }
  return out;
}

}  // namespace detail

/// Returns the JSON form: dates, moments, enums and ids as text, digests as hexadecimal, bytes as
/// base64, absent optionals left out.
template <class T>
boost::json::value to_json(const T& value) {
  if constexpr (std::same_as<T, bool>) return value;
  else if constexpr (std::integral<T>) return static_cast<std::int64_t>(value);
  else if constexpr (std::floating_point<T>) return static_cast<double>(value);
  else if constexpr (std::same_as<T, std::string>) return boost::json::value(value);
  else if constexpr (std::same_as<T, Bytes>) return boost::json::value(to_base64(value));
  else if constexpr (std::same_as<T, Digest>) return boost::json::value(value.hex());
  else if constexpr (detail::kIsId<T>) return boost::json::value(value.text());
  else if constexpr (std::same_as<T, Date> || std::same_as<T, Instant>)
    return boost::json::value(value.text());
  else if constexpr (DescribedEnum<T>) return boost::json::value(std::string(enum_name(value)));
  else if constexpr (detail::kIsOptional<T>) {
    return value ? to_json(*value) : boost::json::value(nullptr);
  } else if constexpr (detail::kIsMap<T>) {
    boost::json::object out;
    for (const auto& [key, item] : value) {
      const auto name = to_json(key);
      out[name.is_string() ? std::string(name.get_string()) : std::to_string(name.get_int64())] =
          to_json(item);
    }
    return out;
  } else if constexpr (detail::kIsVector<T> || detail::kIsSet<T>) {
    boost::json::array out;
    for (const auto& item : value) out.push_back(to_json(item));
    return out;
  } else {
    static_assert(Described<T>, "describe the type with LW_DESCRIBE");
    boost::json::object out;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
        [&](auto d) {
          using Member = std::remove_cvref_t<decltype(value.*d.pointer)>;
          if constexpr (detail::kIsOptional<Member>) {
            if (value.*d.pointer) out[d.name] = to_json(*(value.*d.pointer));
          } else {
            out[d.name] = to_json(value.*d.pointer);
          }
        });
    return out;
  }
}

/// Reads the JSON form; unknown fields and wrong types are kInvalidInput with the path of the
/// field.
template <class T>
Result<T> from_json(const boost::json::value& value, const std::string& path) {
  if constexpr (std::same_as<T, bool>) {
    if (!value.is_bool()) return detail::json_error(path, "expected true or false");
    return value.get_bool();
  } else if constexpr (std::integral<T>) {
    return detail::read_json_integer<T>(value, path);
  } else if constexpr (detail::kIsVector<T> || detail::kIsSet<T>) {
    if (!value.is_array()) return detail::json_error(path, "expected a list");
    T out;
    std::size_t index = 0;
    for (const auto& item : value.get_array()) {
      LW_TRY(auto parsed,
             from_json<typename T::value_type>(item, path + "[" + std::to_string(index++) + "]"));
      if constexpr (detail::kIsSet<T>) out.insert(std::move(parsed));
      else out.push_back(std::move(parsed));
    }
    return out;
  } else if constexpr (detail::kIsMap<T>) {
    if (!value.is_object()) return detail::json_error(path, "expected an object");
    T out;
    for (const auto& [key, item] : value.get_object()) {
      const std::string inner = path + "." + std::string(key);
      LW_TRY(auto name, from_json<typename T::key_type>(boost::json::value(key), inner));
      LW_TRY(auto parsed, from_json<typename T::mapped_type>(item, inner));
      out.emplace(std::move(name), std::move(parsed));
    }
    return out;
  } else if constexpr (Described<T>) {
    return detail::read_json_struct<T>(value, path);
  } else {
    LW_TRY(const std::string_view text, detail::json_text(value, path));
    if constexpr (std::same_as<T, std::string>) return std::string(text);
    else if constexpr (std::same_as<T, Bytes>) return detail::at_path(from_base64(text), path);
    else if constexpr (DescribedEnum<T>) return detail::at_path(enum_from_name<T>(text), path);
    else if constexpr (std::same_as<T, Digest>)
      return detail::at_path(Digest::from_hex(text), path);
    else return detail::at_path(T::parse(text), path);
  }
}

}  // namespace lw::codec
