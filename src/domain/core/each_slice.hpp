#pragma once

#include <type_traits>
#include <variant>

namespace lw::core {

/// Calls `visit` once for each slice's variant type in V, a variant of variants.
template <class V>
struct EachSlice;

template <class... S>
struct EachSlice<std::variant<S...>> {
  template <class F>
  static void run(F&& visit) {
    (visit(std::type_identity<S>{}), ...);
  }
};

}  // namespace lw::core
