#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "codec/reflect_cbor.hpp"
#include "codec/reflect_json.hpp"

namespace lw {

/// A described struct with a permanent wire name and version: an event or a command. The name is
/// never reused for another shape.
template <class T>
concept Message = codec::Described<T> && requires {
  { T::kName } -> std::convertible_to<std::string_view>;
  { T::kVersion } -> std::convertible_to<std::uint32_t>;
};

/// Returns the wire name of the message held by a variant of messages.
template <class... M>
std::string_view message_name(const std::variant<M...>& message) {
  return std::visit([](const auto& m) { return std::string_view(m.kName); }, message);
}

/// Returns the version of the message held by a variant of messages.
template <class... M>
std::uint32_t message_version(const std::variant<M...>& message) {
  return std::visit([](const auto& m) { return std::uint32_t{m.kVersion}; }, message);
}

/// Returns the deterministic encoding of the held message's body.
template <class... M>
Bytes message_cbor(const std::variant<M...>& message) {
  return std::visit([](const auto& m) { return codec::to_cbor(m); }, message);
}

/// Returns the JSON form of the held message's body.
template <class... M>
boost::json::value message_json(const std::variant<M...>& message) {
  return std::visit([](const auto& m) { return codec::to_json(m); }, message);
}

namespace detail {

template <class V>
struct MessageTable;

/// Tries each alternative by name. `Read` turns the body into the alternative's type.
template <class... M>
struct MessageTable<std::variant<M...>> {
  using Variant = std::variant<M...>;

  template <class Body, class Read>
  static std::optional<Result<Variant>> read(std::string_view name,
                                             std::optional<std::uint32_t> version, const Body& body,
                                             Read&& read) {
    std::optional<Result<Variant>> out;
    auto attempt = [&]<class T>(std::type_identity<T>) {
      if (out || name != T::kName) return;
      if (version && *version != T::kVersion) {
        out =
            fail(ErrorCode::kUnsupported, fmt::format("{} version {} is not known", name, *version),
                 {}, "this store may come from a newer Longwatch");
        return;
      }
      auto parsed = read(std::type_identity<T>{}, body);
      if (parsed) out = Variant(std::move(*parsed));
      else out = std::unexpected<Error>(std::move(parsed).error());
    };
    (attempt(std::type_identity<M>{}), ...);
    return out;
  }

  static std::vector<std::string_view> names() { return {std::string_view(M::kName)...}; }
};

}  // namespace detail

/// Returns the wire names of all messages of a variant, in declaration order.
template <class Variant>
std::vector<std::string_view> message_names() {
  return detail::MessageTable<Variant>::names();
}

/// Reads the message of that name from CBOR; nullopt when the variant has no message of that name,
/// kUnsupported for another version, kInvalidInput for a body of another shape.
template <class Variant>
std::optional<Result<Variant>> message_from_cbor(std::string_view name, std::uint32_t version,
                                                 ByteView body) {
  return detail::MessageTable<Variant>::read(
      name, version, body,
      []<class T>(std::type_identity<T>, ByteView b) { return codec::from_cbor<T>(b); });
}

/// Reads the message of that name from JSON; nullopt when the variant has no message of that name,
/// kInvalidInput with the field's path for a body of another shape.
template <class Variant>
std::optional<Result<Variant>> message_from_json(std::string_view name,
                                                 const boost::json::value& body) {
  return detail::MessageTable<Variant>::read(
      name, std::nullopt, body, []<class T>(std::type_identity<T>, const boost::json::value& b) {
        return codec::from_json<T>(b);
      });
}

}  // namespace lw
