#include "app/replay.hpp"

#include <fmt/format.h>

#include "codec/reflect_cbor.hpp"
#include "crypto/aead.hpp"
#include "domain/core/core.hpp"
#include "domain/core/names.hpp"

namespace lw::app {
namespace {

/// Fills in what the sealed body says; leaves it out when its key is gone.
Result<void> open_sealed(Entry& entry, VaultPort& vault) {
  const codec::Record& record = entry.record;
  const codec::SealedBody& sealed = *record.sealed;
  const auto key = vault.get(sealed.key_id);
  if (!key) {
    if (key.error().code == ErrorCode::kNotFound) return {};
    return std::unexpected<Error>(key.error());
  }
  crypto::AeadNonce nonce{};
  std::copy_n(sealed.nonce.begin(), nonce.size(), nonce.begin());
  LW_TRY(const Bytes plain,
         crypto::open(key->bytes, nonce, codec::sealing_context(record), sealed.ciphertext));
  LW_TRY(codec::SealedContent content, codec::from_cbor<codec::SealedContent>(plain));
  LW_TRY(entry.event, core::event_from_cbor(content.event, content.version, content.body.bytes));
  if (content.signature) entry.signature = std::move(content.signature);
  return {};
}

Result<Entry> read_entry(std::uint64_t seq, ByteView bytes, VaultPort& vault) {
  Entry out;
  out.seq = seq;
  LW_TRY(out.record, codec::decode_record(bytes));
  out.signature = out.record.signature;
  if (out.record.sealed) {
    LW_CHECK(open_sealed(out, vault));
  } else {
    LW_TRY(out.event,
           core::event_from_cbor(out.record.event, out.record.version, out.record.body->bytes));
  }
  return out;
}

}  // namespace

Result<void> read_entries(HistoryPort& history, VaultPort& vault, std::uint64_t from,
                          const EntryReader& reader) {
  LW_TRY(const std::uint64_t size, history.size());
  return history.scan({from, size}, [&](std::uint64_t seq, ByteView bytes) -> Result<void> {
    auto entry = read_entry(seq, bytes, vault);
    if (!entry) {
      Error error = std::move(entry).error();
      if (error.code == ErrorCode::kInvalidInput) error.code = ErrorCode::kCorrupt;
      error.where = fmt::format("entry {}{}{}", seq, error.where.empty() ? "" : ", ", error.where);
      if (error.hint.empty()) error.hint = "run `longwatch history verify`";
      return std::unexpected<Error>(std::move(error));
    }
    return reader(*entry);
  });
}

Result<Replayed> replay(HistoryPort& history, VaultPort& vault, std::optional<Instant> until) {
  Replayed out;
  LW_CHECK(read_entries(history, vault, 0, [&](const Entry& entry) -> Result<void> {
    if (until && entry.record.recorded_at > *until) return {};
    if (entry.event) core::apply(out.state, *entry.event);
    else ++out.unreadable;
    out.size = entry.seq + 1;
    out.last_at = entry.record.recorded_at;
    return {};
  }));
  return out;
}

}  // namespace lw::app
