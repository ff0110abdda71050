#include "verify/records.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codec/cose.hpp"
#include "codec/reflect_cbor.hpp"

namespace lw::verify {

/// What a decision's signature covers (docs/history.md, "Signed decisions").
struct SignedCommand {
  std::string origin;
  std::string command;
  std::uint32_t version = 1;
  std::string actor;
  Bytes id;
  Instant at;
  codec::RawCbor body;
};
LW_DESCRIBE(SignedCommand, origin, command, version, actor, id, at, body)

namespace {

/// A signature may be this old when the command arrives, and this far ahead of the log's clock.
constexpr std::int64_t kSignatureAgeHoursMax = 24 * 31;
constexpr std::int64_t kSignatureSkewSecondsMax = 300;

std::unexpected<Error> forged(std::string why) {
  return fail(ErrorCode::kInvalidInput, std::move(why));
}
std::unexpected<Error> replayed(std::string why) {
  return fail(ErrorCode::kConflict, std::move(why));
}

/// Encoded key → encoded value of a map whose form is already checked.
Result<std::map<Bytes, Bytes>> fields_of(ByteView map) {
  codec::CborReader in(map);
  LW_TRY(const std::size_t size, in.map());
  std::map<Bytes, Bytes> out;
  for (std::size_t i = 0; i < size; ++i) {
    LW_TRY(const ByteView key, in.item());
    LW_TRY(const ByteView value, in.item());
    out.emplace(Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end()));
  }
  LW_CHECK(in.end());
  return out;
}

/// Reads one field by name; kNotFound when the map has none.
template <class T>
Result<T> field(const std::map<Bytes, Bytes>& fields, std::string_view name) {
  codec::CborWriter key;
  key.text(name);
  const auto it = fields.find(key.view());
  if (it == fields.end()) return fail(ErrorCode::kNotFound, fmt::format("no field \"{}\"", name));
  return codec::from_cbor<T>(it->second);
}

/// Decides whether the record says what was signed: each field of the command stands in the body,
/// byte for byte.
Result<void> same_fields(ByteView signed_body, ByteView record_body) {
  LW_TRY(const auto wanted, fields_of(signed_body));
  LW_TRY(const auto have, fields_of(record_body));
  for (const auto& [key, value] : wanted) {
    const auto it = have.find(key);
    if (it == have.end() || it->second != value) {
      const auto name = codec::from_cbor<std::string>(key);
      return forged(fmt::format("the record's field \"{}\" is not what was signed",
                                name.value_or(to_hex(key))));
    }
  }
  return {};
}

}  // namespace

RecordJudge::Content RecordJudge::content_of(std::uint64_t seq, const codec::Record& record) {
  if (!record.sealed) return {record.event, record.body->bytes, record.signature};
  ++report_.sealed;
  if (record.signature) ++report_.sealed_with_clear_signature;
  const auto key = options_.record_key ? options_.record_key(record.sealed->key_id) : std::nullopt;
  if (!key) {
    ++report_.sealed_unopened;
    return {record.event, std::nullopt, record.signature};
  }
  const Bytes context = codec::sealing_context(record);
  const auto plain = open_sealed(*key, {record.sealed->nonce, context, record.sealed->ciphertext});
  const auto content = plain ? codec::from_cbor<codec::SealedContent>(*plain)
                             : Result<codec::SealedContent>(forged("it does not open"));
  if (!content) {
    findings_.entry(
        Fault::kFalseSeal, seq,
        fmt::format("the sealed body does not open with key {}", record.sealed->key_id));
    return {record.event, std::nullopt, record.signature};
  }
  return {content->event, content->body.bytes,
          content->signature ? content->signature : record.signature};
}

void RecordJudge::judge_time(std::uint64_t seq, const codec::Record& record) {
  if (last_at_ && record.recorded_at < *last_at_) {
    findings_.entry(Fault::kTimeRunsBackwards, seq,
                    fmt::format("recorded at {}, after an entry of {}", record.recorded_at.text(),
                                last_at_->text()));
  }
  last_at_ = last_at_ ? std::max(*last_at_, record.recorded_at) : record.recorded_at;
}

void RecordJudge::judge_command(std::uint64_t seq, const codec::Record& record,
                                bool has_signature) {
  const bool goes_on =
      record.part > 0 && record.command_id == current_.id && record.part == current_.part + 1;
  if (goes_on) {
    current_.part = record.part;
    return;
  }
  const auto [first, is_new] = commands_.emplace(record.command_id, seq);
  if (!is_new) {
    findings_.entry(has_signature ? Fault::kReplayedDecision : Fault::kBrokenCommand, seq,
                    fmt::format("command {} was given before, in entry {}",
                                to_hex(record.command_id), first->second));
  } else if (record.part != 0) {
    findings_.entry(
        Fault::kBrokenCommand, seq,
        fmt::format("part {} of a command does not follow part {}", record.part, record.part - 1));
  }
  current_ = {record.command_id, record.part, record.actor, false};
}

Result<const RecordJudge::KnownKey*> RecordJudge::key_of(const codec::Record& record,
                                                         const std::string& key_id) const {
  const auto person = keys_.find(record.actor);
  if (person == keys_.end())
    return forged(fmt::format("no key of {} was enrolled before", record.actor));
  const auto key = person->second.find(key_id);
  if (key == person->second.end())
    return forged(fmt::format("{} has no key \"{}\"", record.actor, key_id));
  if (key->second.revoked_on && *key->second.revoked_on <= record.recorded_at.date()) {
    return forged(fmt::format("key \"{}\" of {} was revoked on {}", key_id, record.actor,
                              key->second.revoked_on->text()));
  }
  return &key->second;
}

Result<void> RecordJudge::check_signature(const codec::Record& record, const Content& content) {
  LW_TRY(const codec::CoseSign1 message, codec::decode_cose_sign1(*content.signature));
  if (message.algorithm != codec::CoseAlgorithm::kEdDsa) return forged("not an Ed25519 signature");
  LW_TRY(const KnownKey* key, key_of(record, std::string(as_text(message.key_id))));
  if (!ed25519_holds(key->public_key,
                     codec::cose_signed_bytes(message.protected_header, message.payload),
                     message.signature)) {
    return forged(fmt::format("the signature is not one of {}'s key \"{}\"", record.actor,
                              as_text(message.key_id)));
  }
  LW_TRY(const SignedCommand command, codec::from_cbor<SignedCommand>(message.payload));
  if (command.origin != origin_)
    return replayed(fmt::format("signed for another log, \"{}\"", command.origin));
  if (command.actor != record.actor)
    return forged(fmt::format("signed as {}, recorded as {}", command.actor, record.actor));
  if (command.id != record.command_id)
    return replayed(fmt::format("signed for command {}", to_hex(command.id)));
  if (command.at > record.recorded_at.plus_seconds(kSignatureSkewSecondsMax) ||
      command.at.plus_hours(kSignatureAgeHoursMax) < record.recorded_at) {
    return replayed(
        fmt::format("signed at {}, recorded at {}", command.at.text(), record.recorded_at.text()));
  }
  if (!content.body) return {};  // sealed: the envelope is all we can judge
  const auto outcome = options_.outcomes.find(command.command);
  if (outcome != options_.outcomes.end() && !outcome->second.contains(content.event)) {
    return forged(fmt::format("signed was {}, which does not bring about {}", command.command,
                              content.event));
  }
  return same_fields(command.body.bytes, *content.body);
}

void RecordJudge::judge_signature(std::uint64_t seq, const codec::Record& record,
                                  const Content& content) {
  if (content.signature) {
    const auto checked = check_signature(record, content);
    if (checked) {
      ++report_.decisions;
      current_.signature_holds = true;
    } else {
      const bool again = checked.error().code == ErrorCode::kConflict;
      findings_.entry(again ? Fault::kReplayedDecision : Fault::kForgedDecision, seq,
                      fmt::format("{}: {}", content.event, checked.error().what));
    }
    return;
  }
  if (std::ranges::find(options_.signed_events, content.event) == options_.signed_events.end())
    return;
  const bool follows =
      record.part > 0 && current_.signature_holds &&
      (record.actor == current_.actor || options_.automatic_actors.contains(record.actor));
  if (!follows) {
    findings_.entry(Fault::kUnsignedDecision, seq,
                    fmt::format("{} by {} is not signed", content.event, record.actor));
  }
}

void RecordJudge::learn_key(std::uint64_t seq, const std::string& person, const std::string& key_id,
                            Bytes public_key) {
  const auto pinned = options_.pinned_keys.find(person);
  if (pinned != options_.pinned_keys.end()) {
    PersonKey bytes{};
    const bool right_size = public_key.size() == bytes.size();
    if (right_size) std::ranges::copy(public_key, bytes.begin());
    if (!right_size || !pinned->second.contains(bytes)) {
      findings_.entry(Fault::kUnexpectedKey, seq,
                      fmt::format("key \"{}\" is not one of {}'s known keys", key_id, person));
      return;  // what it signs does not count
    }
  }
  keys_[person].insert_or_assign(key_id, KnownKey{std::move(public_key), std::nullopt});
}

void RecordJudge::learn_keys(std::uint64_t seq, const Content& content) {
  const bool enrols = content.event == "access.person_enrolled";
  const bool adds = content.event == "access.key_added";
  const bool revokes = content.event == "access.key_revoked";
  if (!content.body || !(enrols || adds || revokes)) return;
  const auto fields = fields_of(*content.body);
  const auto person =
      fields ? field<std::string>(*fields, "person") : Result<std::string>(forged("no map"));
  const auto key_id =
      fields ? field<std::string>(*fields, "key_id") : Result<std::string>(forged("no map"));
  if (!person || !key_id) {
    findings_.entry(Fault::kInvalidRecord, seq,
                    fmt::format("{} without person or key", content.event));
    return;
  }
  if (revokes) {
    const auto on = field<Date>(*fields, "on");
    const auto known = keys_.find(*person);
    if (known == keys_.end() || !known->second.contains(*key_id)) return;
    // A revocation that names no day holds from the day it was recorded.
    known->second.at(*key_id).revoked_on = on.value_or(last_at_->date());
    return;
  }
  auto public_key = field<Bytes>(*fields, "public_key");
  if (!public_key) {
    findings_.entry(Fault::kInvalidRecord, seq,
                    fmt::format("{} without public_key", content.event));
    return;
  }
  if (enrols) keys_.erase(*person);
  learn_key(seq, *person, *key_id, std::move(*public_key));
}

void RecordJudge::judge(std::uint64_t seq, ByteView entry) {
  ++report_.entries;
  const auto record = codec::decode_record(entry);
  if (!record) {
    findings_.entry(Fault::kInvalidRecord, seq, record.error().message());
    return;
  }
  const Content content = content_of(seq, *record);
  judge_time(seq, *record);
  judge_command(seq, *record, content.signature.has_value());
  judge_signature(seq, *record, content);
  learn_keys(seq, content);
}

}  // namespace lw::verify
