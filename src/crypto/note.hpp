#pragma once

#include <string>
#include <string_view>

#include "codec/signed_note.hpp"
#include "crypto/ed25519.hpp"

namespace lw::crypto {

/// Returns the verifier key of `key` under `name`, its id computed (C2SP signed-note, "Ed25519
/// signatures"). `name` is a key name (codec::is_key_name).
codec::VerifierKey make_verifier_key(std::string_view name, const PublicKey& key);

/// Returns `text` as a note signed by `key` under `name`. kInvalidInput when text or name is
/// malformed.
[[nodiscard]] Result<std::string> sign_note(std::string_view text, std::string_view name,
                                            const PrivateKey& key);

/// Returns the text of a note that `key` signed; signatures of other keys are ignored.
/// kInvalidInput when malformed or a signature under `key`'s name and id is false; kNotFound when
/// `key` did not sign.
[[nodiscard]] Result<std::string> open_note(std::string_view note, const codec::VerifierKey& key);

}  // namespace lw::crypto
