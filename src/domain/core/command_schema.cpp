// Every command described: apart from names.cpp, because it takes long to compile.
#include <fmt/format.h>

#include "domain/core/each_slice.hpp"
#include "domain/core/names.hpp"

namespace lw::core {

Result<boost::json::object> command_schema(std::string_view name) {
  std::optional<boost::json::object> out;
  EachSlice<Command>::run([&]<class... C>(std::type_identity<std::variant<C...>>) {
    (
        [&] {
          if (name == C::kName) out = codec::json_schema<C>();
        }(),
        ...);
  });
  if (out) return *std::move(out);
  return fail(ErrorCode::kNotFound, fmt::format("there is no command {}", name.substr(0, 80)), {},
              "`longwatch commands` lists them");
}

}  // namespace lw::core
