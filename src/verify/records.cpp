#include "verify/records.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codec/cose.hpp"
#include "verify/fields.hpp"

namespace lw::verify {
namespace {

/// A signature may be this old when the command arrives, and this far ahead of the log's clock.
constexpr std::int64_t kSignatureAgeHoursMax = 24 * 31;
constexpr std::int64_t kSignatureSkewSecondsMax = 300;

/// A person's key is known under so many hexadecimal digits of its SHA-256.
constexpr std::size_t kKeyIdDigits = 16;

/// What the envelope of a sealed record says instead of the event (docs/history.md, "Entry").
constexpr std::string_view kSealedEvent = "sealed";

std::unexpected<Error> forged(std::string why) {
  return fail(ErrorCode::kInvalidInput, std::move(why));
}
std::unexpected<Error> replayed(std::string why) {
  return fail(ErrorCode::kConflict, std::move(why));
}

}  // namespace

RecordJudge::RecordJudge(const VerifyOptions& options, std::string origin, VerifyReport& report)
    : options_(options), origin_(std::move(origin)), report_(report), findings_(report) {
  for (const DecisionRule& rule : options.decisions) {
    signed_events_.emplace(rule.event);
    for (const Consequence& further : rule.consequences) signed_events_.emplace(further.event);
  }
}

bool RecordJudge::needs_signature(const std::string& event) const {
  return signed_events_.contains(event);
}

RecordJudge::Content RecordJudge::content_of(std::uint64_t seq, const codec::Record& record) {
  if (!record.sealed) return {record.event, record.body->bytes, record.signature};
  ++report_.sealed;
  const std::string sealed(kSealedEvent);
  const auto key = options_.record_key ? options_.record_key(record.sealed->key_id) : std::nullopt;
  if (!key) {
    ++report_.sealed_unopened;
    return {sealed, std::nullopt, record.signature};
  }
  const Bytes context = codec::sealing_context(record);
  const auto plain = open_sealed(*key, {record.sealed->nonce, context, record.sealed->ciphertext});
  const auto content = plain ? codec::from_cbor<codec::SealedContent>(*plain)
                             : Result<codec::SealedContent>(forged("it does not open"));
  if (!content) {
    findings_.entry(
        Fault::kFalseSeal, seq,
        fmt::format("the sealed body does not open with key {}", record.sealed->key_id));
    return {sealed, std::nullopt, record.signature, true};
  }
  return {content->event, content->body.bytes,
          content->signature ? content->signature : record.signature};
}

void RecordJudge::judge_form(std::uint64_t seq, const codec::Record& record) {
  if (record.sealed.has_value() != (record.event == kSealedEvent)) {
    findings_.entry(Fault::kInvalidRecord, seq,
                    record.sealed ? "a sealed record names its event in clear"
                                  : "a record in clear calls itself sealed");
  }
  if (record.sealed && record.signature) {
    findings_.entry(Fault::kClearSignature, seq,
                    "the body is sealed, and the signature shows the command in clear");
  }
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
  current_ = {record.command_id, record.part, record.actor, std::nullopt};
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

Result<SignedCommand> RecordJudge::check_signature(const codec::Record& record,
                                                   const Content& content,
                                                   std::string& key_id) const {
  if (record.part != 0)
    return forged(fmt::format("a signature stands on part {} of its command", record.part));
  LW_TRY(const codec::CoseSign1 message, codec::decode_cose_sign1(*content.signature));
  if (message.algorithm != codec::CoseAlgorithm::kEdDsa) return forged("not an Ed25519 signature");
  key_id = as_text(message.key_id);
  LW_TRY(const KnownKey* key, key_of(record, key_id));
  if (!ed25519_holds(key->public_key,
                     codec::cose_signed_bytes(message.protected_header, message.payload),
                     message.signature)) {
    return forged(fmt::format("the signature is not one of {}'s key \"{}\"", record.actor, key_id));
  }
  LW_TRY(SignedCommand command, codec::from_cbor<SignedCommand>(message.payload));
  LW_CHECK(check_envelope(command, record));
  if (content.body) LW_CHECK(check_outcome(command, content));
  return command;
}

/// The signature is for this log, this command, this person and organisation, this day.
Result<void> RecordJudge::check_envelope(const SignedCommand& command,
                                         const codec::Record& record) const {
  if (command.origin != origin_)
    return replayed(fmt::format("signed for another log, \"{}\"", command.origin));
  if (command.actor != record.actor)
    return forged(fmt::format("signed as {}, recorded as {}", command.actor, record.actor));
  if (command.authority != record.authority) {
    return forged(
        fmt::format("signed for {}, recorded for {}", command.authority, record.authority));
  }
  if (command.effective_on != record.effective_on) {
    return forged(fmt::format("signed to hold from {}, recorded from {}",
                              command.effective_on.text(), record.effective_on.text()));
  }
  if (command.id != record.command_id)
    return replayed(fmt::format("signed for command {}", to_hex(command.id)));
  if (command.at > record.recorded_at.plus_seconds(kSignatureSkewSecondsMax) ||
      command.at.plus_hours(kSignatureAgeHoursMax) < record.recorded_at) {
    return replayed(
        fmt::format("signed at {}, recorded at {}", command.at.text(), record.recorded_at.text()));
  }
  return {};
}

/// The record is what the signed command brings about, and says what was signed.
Result<void> RecordJudge::check_outcome(const SignedCommand& command,
                                        const Content& content) const {
  const auto rule = std::ranges::find(options_.decisions, command.command, &DecisionRule::command);
  const bool known = rule != options_.decisions.end();
  // A command of a newer version may bring about only events that we do not know either.
  if (known ? rule->event != content.event : needs_signature(content.event)) {
    return forged(fmt::format("signed was {}, which does not bring this about", command.command));
  }
  LW_CHECK(repeats_all(command.body.bytes, *content.body));
  if (known) LW_CHECK(repeats(rule->only_if_signed, command.body.bytes, *content.body));
  return {};
}

/// A decision without a signature of its own: a further record of the signed command before it.
Result<void> RecordJudge::check_consequence(const codec::Record& record,
                                            const Content& content) const {
  if (record.part == 0 || !current_.signed_command || record.actor != current_.actor)
    return forged("it is not signed");
  const SignedCommand& command = *current_.signed_command;
  const auto rule = std::ranges::find(options_.decisions, command.command, &DecisionRule::command);
  if (rule == options_.decisions.end()) return forged("it is not signed");
  const auto further = std::ranges::find(rule->consequences, content.event, &Consequence::event);
  if (further == rule->consequences.end())
    return forged(fmt::format("it does not follow from {} and is not signed", command.command));
  if (!further->field.empty()) {
    LW_TRY(const Fields fields, fields_of(command.body.bytes));
    LW_TRY(const auto value, field<std::string>(fields, further->field));
    if (std::ranges::find(further->values, value) == further->values.end()) {
      return forged(fmt::format("it does not follow from {} with {} {}", command.command,
                                further->field, value));
    }
  }
  return repeats(further->same, command.body.bytes, *content.body);
}

void RecordJudge::say(const RecordVerdict& verdict) const {
  if (options_.verdict) options_.verdict(verdict);
}

void RecordJudge::judge_signature(RecordVerdict verdict, const codec::Record& record,
                                  const Content& content) {
  verdict.event = content.event;
  const bool opened = content.body.has_value();
  if (content.signature) {
    auto checked = check_signature(record, content, verdict.key_id);
    verdict.verdict = !checked  ? SignatureVerdict::kWrong
                      : !opened ? SignatureVerdict::kNotOpened
                                : SignatureVerdict::kVerified;
    if (!checked) {
      const bool again = checked.error().code == ErrorCode::kConflict;
      findings_.entry(again ? Fault::kReplayedDecision : Fault::kForgedDecision, verdict.seq,
                      fmt::format("{}: {}", content.event, checked.error().what));
    } else if (opened) {
      ++report_.decisions;
      if (!options_.pinned_keys.contains(record.actor)) ++report_.decisions_unpinned;
      current_.signed_command = std::move(*checked);
    }
    return say(verdict);
  }
  if (!opened) {
    verdict.verdict = content.false_seal ? SignatureVerdict::kWrong : SignatureVerdict::kNotOpened;
    return say(verdict);
  }
  if (!needs_signature(content.event)) return;
  const auto follows = check_consequence(record, content);
  verdict.verdict = follows ? SignatureVerdict::kVerified : SignatureVerdict::kMissing;
  if (!follows) {
    findings_.entry(Fault::kUnsignedDecision, verdict.seq,
                    fmt::format("{} by {}: {}", content.event, record.actor, follows.error().what));
  }
  say(verdict);
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

void RecordJudge::trust_pinned_keys() {
  for (const auto& [person, pinned] : options_.pinned_keys) {
    for (const PersonKey& key : pinned) {
      keys_[person].insert_or_assign(hash_of(key).hex().substr(0, kKeyIdDigits),
                                     KnownKey{Bytes(key.begin(), key.end()), std::nullopt});
    }
  }
}

void RecordJudge::learn_keys(std::uint64_t seq, const Content& content) {
  const bool enrols = content.event == "access.person_enrolled";
  const bool adds = content.event == "access.key_added";
  const bool revokes = content.event == "access.key_revoked";
  if (!content.body || !(enrols || adds || revokes)) return;
  const Result<Fields> fields = fields_of(*content.body);
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
  judge_form(seq, *record);
  judge_time(seq, *record);
  judge_command(seq, *record, content.signature.has_value());
  judge_signature({.seq = seq, .entry = entry_hash(entry)}, *record, content);
  learn_keys(seq, content);
}

}  // namespace lw::verify
