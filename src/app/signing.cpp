#include "app/signing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codec/cose.hpp"
#include "codec/reflect_cbor.hpp"
#include "crypto/cose.hpp"
#include "domain/core/names.hpp"

namespace lw::app {
namespace {

std::unexpected<Error> bad_signature(std::string why) {
  return fail(ErrorCode::kForbidden, "the signature does not hold: " + std::move(why), {},
              "sign the command again with a key of the actor");
}

/// Returns the actor's key that the message names, if it may sign today.
const access::Key* signing_key(const access::State& access, const PersonId& actor,
                               std::string_view key_id, Date on) {
  const auto person = access.people.find(actor);
  if (person == access.people.end()) return nullptr;
  const auto key = std::ranges::find(person->second.keys, key_id, &access::Key::key_id);
  if (key == person->second.keys.end() || (key->revoked_on && *key->revoked_on <= on))
    return nullptr;
  return &*key;
}

}  // namespace

Bytes sign_decision(const core::Command& command, const SigningRequest& request,
                    const crypto::PrivateKey& key, std::string_view key_id) {
  const DecisionPayload payload{request.origin,
                                std::string(core::name_of(command)),
                                core::version_of(command),
                                request.actor.text(),
                                request.authority.text(),
                                request.effective_on,
                                request.command_id,
                                request.at,
                                {core::body_of(command)}};
  return crypto::cose_sign1(key, as_bytes(key_id), codec::to_cbor(payload));
}

Result<void> check_decision(const access::State& access, const core::Command& command,
                            const SigningRequest& request, ByteView signature) {
  LW_TRY(const codec::CoseSign1 message, codec::decode_cose_sign1(signature));
  LW_TRY(const DecisionPayload payload, codec::from_cbor<DecisionPayload>(message.payload));
  const access::Key* key =
      signing_key(access, request.actor, as_text(message.key_id), request.at.date());
  if (key == nullptr) {
    return bad_signature(
        fmt::format("{} has no valid key \"{}\"", request.actor.text(), as_text(message.key_id)));
  }
  LW_TRY(const crypto::PublicKey public_key, crypto::PublicKey::from_bytes(key->public_key));
  if (!crypto::cose_verify1(message, public_key))
    return bad_signature("it was not made by that key");
  if (payload.origin != request.origin) return bad_signature("it was made for another history");
  if (payload.actor != request.actor.text()) return bad_signature("it was made by somebody else");
  if (payload.authority != request.authority.text())
    return bad_signature("it was made for another organisation");
  if (payload.effective_on != request.effective_on)
    return bad_signature("it was made to hold from another day");
  if (payload.id != request.command_id) return bad_signature("it was made for another command id");
  if (payload.command != core::name_of(command) || payload.version != core::version_of(command) ||
      payload.body.bytes != core::body_of(command)) {
    return bad_signature("it was made over another command");
  }
  if (payload.at > request.at.plus_seconds(kSignatureSkewSecondsMax) ||
      payload.at.plus_hours(kSignatureAgeHoursMax) < request.at) {
    return bad_signature("it was made too long ago, or in the future");
  }
  return {};
}

}  // namespace lw::app
