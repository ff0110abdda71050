// Every command read: apart from names.cpp, because it takes long to compile.
#include <fmt/format.h>

#include "domain/core/each_slice.hpp"
#include "domain/core/names.hpp"

namespace lw::core {

Result<Command> command_from_json(std::string_view name, const boost::json::value& body) {
  std::optional<Result<Command>> out;
  EachSlice<Command>::run([&]<class S>(std::type_identity<S>) {
    if (out) return;
    auto found = message_from_json<S>(name, body);
    if (!found) return;
    if (*found) out = Command(std::move(**found));
    else out = std::unexpected<Error>(std::move(*found).error());
  });
  if (out) return *std::move(out);
  return fail(ErrorCode::kNotFound, fmt::format("there is no command {}", name.substr(0, 80)), {},
              "`longwatch commands` lists them");
}

}  // namespace lw::core
