#pragma once

#include "codec/reflect.hpp"
#include "crypto/ed25519.hpp"
#include "domain/core/state.hpp"

namespace lw::app {

/// How old a signature may be when the command arrives, and how far ahead of our clock.
inline constexpr std::int64_t kSignatureAgeHoursMax = 24 * 31;
inline constexpr std::int64_t kSignatureSkewSecondsMax = 300;

/// What a person signs when deciding: the command, whole, for this history, once (R16;
/// docs/history.md).
struct DecisionPayload {
  std::string origin;   ///< name of the log
  std::string command;  ///< wire name
  std::uint32_t version = 1;
  std::string actor;
  std::string authority;  ///< organisation acted for
  Date effective_on;      ///< from when it is to hold
  Bytes id;               ///< command id, 16 bytes
  Instant at;             ///< when it was signed
  codec::RawCbor body;    ///< the command's fields
};
LW_DESCRIBE(DecisionPayload, origin, command, version, actor, authority, effective_on, id, at, body)

/// Who signs what, for whom, where, when, to hold from when.
struct SigningRequest {
  std::string origin;
  PersonId actor;
  OrganisationId authority;
  Date effective_on;
  Bytes command_id;
  Instant at;
};

/// Returns the COSE_Sign1 (EdDSA) of `key` over the command; the key id in its header is `key_id`.
Bytes sign_decision(const core::Command& command, const SigningRequest& request,
                    const crypto::PrivateKey& key, std::string_view key_id);

/// Checks that `signature` is by a key of the actor that is valid today, over exactly this command
/// for this history. kForbidden with the reason otherwise; kInvalidInput when it is not a
/// COSE_Sign1.
[[nodiscard]] Result<void> check_decision(const access::State& access, const core::Command& command,
                                          const SigningRequest& request, ByteView signature);

}  // namespace lw::app
