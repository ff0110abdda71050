// Every event read: apart from names.cpp, because it takes long to compile.
#include <fmt/format.h>

#include "domain/core/each_slice.hpp"
#include "domain/core/names.hpp"

namespace lw::core {

Result<Event> event_from_cbor(std::string_view name, std::uint32_t version, ByteView body) {
  std::optional<Result<Event>> out;
  EachSlice<Event>::run([&]<class S>(std::type_identity<S>) {
    if (out) return;
    auto found = message_from_cbor<S>(name, version, body);
    if (!found) return;
    if (*found) out = Event(std::move(**found));
    else out = std::unexpected<Error>(std::move(*found).error());
  });
  if (out) return *std::move(out);
  return fail(ErrorCode::kUnsupported, fmt::format("event {} is not known", name.substr(0, 80)), {},
              "this store may come from a newer Longwatch");
}

}  // namespace lw::core
