#include "app/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/erasure.hpp"
#include "base/assert.hpp"
#include "codec/reflect_cbor.hpp"
#include "crypto/aead.hpp"
#include "domain/core/core.hpp"
#include "domain/core/names.hpp"

namespace lw::app {

namespace {

constexpr std::size_t kCommandIdSize = 16;

Context context_of(const Submission& submission, Instant now, const rules::RuleBook& rules) {
  return {now, submission.effective_on.value_or(now.date()), submission.actor, submission.authority,
          rules};
}

/// What the envelope around a body may take of a record at most.
constexpr std::size_t kEnvelopeSizeMax = 4096;

/// Refuses, before anything is applied, an event that no record can hold.
Result<void> fits(std::span<const core::Event> events) {
  for (const core::Event& event : events) {
    const std::size_t size = core::body_of(event).size();
    if (size + kEnvelopeSizeMax > codec::kRecordSizeMax) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("{} would be a record of {} bytes", core::name_of(event), size), {},
                  fmt::format("give it in parts: a record holds about {} bytes",
                              codec::kRecordSizeMax - kEnvelopeSizeMax));
    }
  }
  return {};
}

codec::Record envelope_of(const Submission& submission, Instant now, const Bytes& rules_digest) {
  codec::Record out;
  out.actor = submission.actor.text();
  out.authority = submission.authority.text();
  out.recorded_at = now;
  out.effective_on = submission.effective_on.value_or(now.date());
  out.command_id = submission.command_id;
  out.rules = rules_digest;
  return out;
}

}  // namespace

Watch::Watch(Ports ports, core::Policy policy, Bytes rules_digest)
    : ports_(ports), policy_(std::move(policy)), rules_digest_(std::move(rules_digest)) {}

Result<Watch> Watch::open(Ports ports, core::Policy policy, Bytes rules_digest) {
  Watch out(ports, std::move(policy), std::move(rules_digest));
  LW_CHECK(out.reload());
  LW_CHECK(out.erase());
  const auto broken = core::violations(out.now_.state);
  if (!broken.empty()) {
    return fail(ErrorCode::kCorrupt, "the history breaks an invariant: " + broken.front(), {},
                "run `longwatch history verify`");
  }
  return out;
}

Result<void> Watch::reload() {
  Replayed fresh;
  command_ids_.clear();
  LW_CHECK(read_entries(ports_.history, ports_.vault, 0, [&](const Entry& entry) -> Result<void> {
    if (entry.event) core::apply(fresh.state, *entry.event);
    else ++fresh.unreadable;
    fresh.size = entry.seq + 1;
    fresh.last_at = entry.record.recorded_at;
    command_ids_.insert(entry.record.command_id);
    return {};
  }));
  now_ = std::move(fresh);
  return {};
}

/// What was erased is gone from the state at once, as it will be from every replay.
Result<void> Watch::erase() {
  LW_TRY(const std::size_t destroyed, carry_out_erasures(ports_.vault, now_.state.access));
  return destroyed == 0 ? Result<void>() : reload();
}

Result<Bytes> Watch::new_command_id() {
  Bytes out(kCommandIdSize);
  LW_CHECK(ports_.random.fill(out));
  return out;
}

Result<Outcome> Watch::submit(const Submission& submission, Instant now) {
  LW_TRY(auto outcomes, submit_all({&submission, 1}, now));
  return std::move(outcomes.front());
}

Result<std::vector<Result<Outcome>>> Watch::submit_all(std::span<const Submission> submissions,
                                                       Instant now) {
  Pending pending;
  std::vector<Result<Outcome>> out;
  out.reserve(submissions.size());
  for (const Submission& submission : submissions) out.push_back(take(submission, now, pending));
  LW_CHECK(commit(std::move(pending), now));
  return out;
}

Result<Outcome> Watch::stage(const Submission& submission, Instant now) {
  return take(submission, now, staged_);
}

Result<void> Watch::flush(Instant now) { return commit(std::exchange(staged_, {}), now); }

Result<void> Watch::admit(const Submission& submission, Instant now) const {
  if (submission.command_id.size() != kCommandIdSize) {
    return fail(ErrorCode::kInvalidInput, "a command id has 16 bytes");
  }
  if (command_ids_.contains(submission.command_id)) {
    return fail(ErrorCode::kConflict, "this command id was used before", {},
                "the command was taken already");
  }
  if (now < now_.last_at) {
    return fail(ErrorCode::kRefused,
                fmt::format("the clock says {} but the history goes to {}", now.text(),
                            now_.last_at.text()),
                {}, "set the clock right: the history never runs backwards");
  }
  const Date on = submission.effective_on.value_or(now.date());
  if (on > now.date().plus_years(kEffectiveYearsMax) ||
      on < now.date().plus_years(-kEffectiveYearsMax)) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("an effect dated {} is too far from today", on.text()));
  }
  if (core::is_decision(submission.command)) {
    if (!submission.signature) {
      return fail(
          ErrorCode::kForbidden,
          fmt::format("{} is a decision and is not signed", core::name_of(submission.command)), {},
          "sign it with a key of the actor (--key)");
    }
    return check_decision(
        now_.state.access, submission.command,
        {origin(), submission.actor, submission.authority, on, submission.command_id, now},
        *submission.signature);
  }
  if (submission.signature)
    return fail(ErrorCode::kInvalidInput, "only decisions are signed; nobody would check this one");
  return {};
}

/// The core has no randomness, and the command id is in clear on record: the id is made here.
/// Nobody signs this command, so nothing that was signed is changed.
Result<std::optional<core::Command>> Watch::with_unguessable_id(const core::Command& command) {
  using vulnerability::ReportFlaw;
  const auto* slice = std::get_if<vulnerability::Command>(&command);
  const auto* report = slice == nullptr ? nullptr : std::get_if<ReportFlaw>(slice);
  if (report == nullptr || !report->compartment) return std::nullopt;
  LW_ASSERT(!core::is_decision(command));
  std::array<std::uint8_t, vulnerability::kUnguessableBytes> random{};
  LW_CHECK(ports_.random.fill(random));
  ReportFlaw out = *report;
  LW_TRY(out.case_id, vulnerability::unguessable_id(report->case_id, random));
  return core::Command(vulnerability::Command(std::move(out)));
}

Result<Outcome> Watch::take(const Submission& submission, Instant now, Pending& pending) {
  LW_CHECK(admit(submission, now));
  const Context context = context_of(submission, now, policy_.rules);
  Outcome outcome;
  LW_TRY(const auto renamed, with_unguessable_id(submission.command));
  LW_TRY(outcome.events,
         core::decide(now_.state, policy_, renamed ? *renamed : submission.command, context));
  LW_CHECK(fits(outcome.events));
  outcome.first_seq = now_.size + pending.entries.size();
  if (outcome.events.empty()) return outcome;
  const auto* erasure = as_erasure(submission.command);
  if (pending.erases || (erasure != nullptr && !pending.entries.empty())) {
    return fail(ErrorCode::kConflict, "an erasure is given alone", {},
                "the state is computed anew after it: give the other commands before or later");
  }
  if (erasure != nullptr) {
    LW_CHECK(check_erasure(ports_.history, ports_.vault, now_.state, *erasure, submission.actor));
    pending.erases = true;
  }
  codec::Record envelope = envelope_of(submission, now, rules_digest_);
  envelope.signature = submission.signature;
  for (const core::Event& event : outcome.events) {
    write(event, envelope, pending);
    envelope.signature.reset();
    ++envelope.part;
  }
  command_ids_.insert(submission.command_id);
  envelope.actor = access::system_actor().text();
  follow(context, envelope, outcome, pending);
  return outcome;
}

void Watch::follow(const Context& cause, codec::Record envelope, Outcome& outcome,
                   Pending& pending) {
  const Context context{cause.now, cause.effective_on, access::system_actor(), cause.authority,
                        cause.rules};
  for (std::size_t at = 0;
       at < outcome.events.size() && outcome.events.size() < core::kConsequencesMax; ++at) {
    for (const core::Command& command :
         core::consequences(now_.state, outcome.events[at], context)) {
      const auto events = core::decide(now_.state, policy_, command, context);
      if (!events || !fits(*events)) continue;
      for (const core::Event& event : *events) {
        write(event, envelope, pending);
        ++envelope.part;
        outcome.events.push_back(event);
      }
    }
  }
}

void Watch::write(const core::Event& event, codec::Record record, Pending& pending) {
  if (pending.failure) return;
  if (const auto compartment = core::compartment_of(now_.state, event)) {
    if (const auto sealed = seal(record, event, *compartment); !sealed)
      pending.failure = sealed.error();
  } else {
    record.event = core::name_of(event);
    record.version = core::version_of(event);
    record.body = codec::RawCbor{core::body_of(event)};
  }
  auto entry = codec::encode_record(record);
  if (entry) pending.entries.push_back(std::move(*entry));
  else pending.failure = entry.error();
  core::apply(now_.state, event);
}

Result<void> Watch::seal(codec::Record& record, const core::Event& event,
                         const CompartmentId& compartment) {
  DataKey key;
  crypto::AeadNonce nonce{};
  Bytes key_id(kCommandIdSize);
  LW_CHECK(ports_.random.fill(key.bytes));
  LW_CHECK(ports_.random.fill(nonce));
  LW_CHECK(ports_.random.fill(key_id));
  const codec::SealedContent content{std::string(core::name_of(event)),
                                     core::version_of(event),
                                     {core::body_of(event)},
                                     record.signature};
  record.event = "sealed";
  record.version = 1;
  record.signature.reset();
  codec::SealedBody sealed;
  sealed.compartment = compartment.text();
  sealed.key_id = to_hex(key_id);
  sealed.nonce = Bytes(nonce.begin(), nonce.end());
  sealed.ciphertext =
      crypto::seal(key.bytes, nonce, codec::sealing_context(record), codec::to_cbor(content));
  // The key is kept before the record is written: a key without record harms nobody, a record
  // without key is lost.
  LW_CHECK(ports_.vault.put(sealed.key_id, key));
  record.sealed = std::move(sealed);
  return {};
}

/// The decision is durable; now it is done.
Result<void> Watch::erase_now() {
  auto erased = erase();
  if (erased) return {};
  Error error = std::move(erased).error();
  error.what =
      "the erasure is decided and recorded, and the keys are not destroyed yet: " + error.what;
  error.hint = "the next command that writes to the store destroys them";
  return std::unexpected<Error>(std::move(error));
}

Result<void> Watch::commit(Pending pending, Instant now) {
  if (pending.entries.empty() && !pending.failure) return {};
  std::optional<Error> failure = std::move(pending.failure);
  const auto broken = core::violations(now_.state);
  if (failure) {
    // The vault or the random generator would not serve: nothing was written.
  } else if (!broken.empty()) {
    failure = Error{ErrorCode::kRefused,
                    "the commands would break an invariant: " + broken.front(),
                    {},
                    "report this: it is a fault of Longwatch"};
  } else {
    const auto size = ports_.history.append(now_.size, pending.entries);
    if (size) {
      now_.size = *size;
      now_.last_at = now;
      return pending.erases ? erase_now() : Result<void>();
    }
    failure = size.error();
  }
  // The state ran ahead of the history: take it from the history again.
  LW_CHECK(reload());
  return std::unexpected<Error>(std::move(*failure));
}

}  // namespace lw::app
