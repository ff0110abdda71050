#pragma once

#include <optional>
#include <string>

#include "codec/reflect.hpp"

namespace lw::codec {

/// The largest log entry: C2SP tlog-tiles gives an entry a 16-bit length.
inline constexpr std::size_t kRecordSizeMax = 65535;

/// A body that only holders of the record's key can read. Destroying the key erases it for good
/// while the log still verifies.
struct SealedBody {
  std::string compartment;  ///< who may ask for the key
  std::string key_id;       ///< names the record's data key in the vault
  Bytes nonce;              ///< 12 bytes, AES-256-GCM
  Bytes ciphertext;         ///< ciphertext followed by the 16-byte tag; associated data: the record
                            ///< without `sealed`
  bool operator==(const SealedBody&) const = default;
};
LW_DESCRIBE(SealedBody, compartment, key_id, nonce, ciphertext)

/// One entry of the history: who did what, on whose authority, when it was recorded and when it
/// took effect.
struct Record {
  std::string event;  ///< event type, "certificate.suspended"; "sealed" when the body is sealed
  std::uint32_t version = 1;  ///< version of that event type
  std::string actor;          ///< person or system that acted
  std::string authority;      ///< organisation on whose authority, "" for the system's own clock
  Instant recorded_at;        ///< when the history took it in; never earlier than the record before
  Date effective_on;          ///< the day from which it holds
  Bytes command_id;           ///< 16 bytes, unique for each command
  std::uint32_t part = 0;     ///< position among the records of one command
  Bytes rules;  ///< first 16 bytes of the SHA-256 of the rule set in force; may be empty
  std::optional<Bytes> signature;  ///< COSE_Sign1 by the actor's own key over the command
  std::optional<RawCbor> body;     ///< map; absent when sealed
  std::optional<SealedBody> sealed;

  bool operator==(const Record&) const = default;
};
LW_DESCRIBE(Record, event, version, actor, authority, recorded_at, effective_on, command_id, part,
            rules, signature, body, sealed)

/// What a sealed body holds when it is opened: the event's true name, its fields, and the
/// signature, which would otherwise show the command in clear.
struct SealedContent {
  std::string event;
  std::uint32_t version = 1;
  RawCbor body;
  std::optional<Bytes> signature;
  bool operator==(const SealedContent&) const = default;
};
LW_DESCRIBE(SealedContent, event, version, body, signature)

/// Returns the deterministic encoding; kTooLarge beyond kRecordSizeMax.
[[nodiscard]] Result<Bytes> encode_record(const Record& record);

/// Reads one record and checks its shape: exactly one of body and sealed, a 16-byte command id, a
/// map as body. kInvalidInput otherwise.
[[nodiscard]] Result<Record> decode_record(ByteView bytes);

/// Returns what AES-256-GCM authenticates beside the sealed body: the record with `sealed` and
/// `body` absent.
Bytes sealing_context(Record record);

}  // namespace lw::codec
