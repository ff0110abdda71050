#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "codec/record.hpp"
#include "codec/tlog.hpp"
#include "domain/core/core.hpp"
#include "domain/core/names.hpp"

namespace {

using namespace lw;

/// What is read is written in one form, and shown as JSON.
std::optional<core::Event> read_event(const codec::Record& record) {
  if (!record.body) return std::nullopt;
  const auto event = core::event_from_cbor(record.event, record.version, record.body->bytes);
  if (!event) return std::nullopt;
  LW_ASSERT(core::name_of(*event) == record.event);
  const Bytes written = core::body_of(*event);
  const auto again = core::event_from_cbor(record.event, core::version_of(*event), written);
  LW_ASSERT(again && core::body_of(*again) == written);
  static_cast<void>(core::json_of(*event));
  return *event;
}

}  // namespace

// The input is a bundle of records, a history as an operator may write it. A replay must not fail,
// whatever the events say, nor may the search for broken invariants.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bundle = codec::parse_bundle_leniently(ByteView(data, size));
  core::State state;
  for (const ByteView entry : bundle.entries) {
    const auto record = codec::decode_record(entry);
    if (!record) continue;
    if (const auto event = read_event(*record)) core::apply(state, *event);
  }
  static_cast<void>(core::violations(state));
  return 0;
}
