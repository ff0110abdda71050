#include "crypto/note.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "crypto/sha256.hpp"

namespace lw::crypto {
namespace {

/// The signature types that we hold keys of are Ed25519's: 64 bytes.
bool signed_by(const codec::NoteSignature& signature, const codec::VerifierKey& key) {
  return signature.name == key.name && signature.key_id == key.key_id;
}

}  // namespace

codec::VerifierKey make_verifier_key(std::string_view name, const PublicKey& key) {
  LW_ASSERT(codec::is_key_name(name));
  const Digest hash = sha256(codec::key_id_input(name, key.bytes));
  codec::VerifierKey out;
  out.name = name;
  for (std::size_t i = 0; i < 4; ++i) out.key_id = out.key_id << 8 | hash.bytes[i];
  out.public_key = key.bytes;
  return out;
}

Result<std::string> sign_note(std::string_view text, std::string_view name, const PrivateKey& key) {
  if (!codec::is_key_name(name)) return fail(ErrorCode::kInvalidInput, "malformed key name");
  const Signature signature = key.sign(as_bytes(text));
  codec::SignedNote note;
  note.text = text;
  note.signatures.push_back({std::string(name), make_verifier_key(name, key.public_key()).key_id,
                             Bytes(signature.begin(), signature.end())});
  return codec::format_note(note);
}

Result<std::string> open_note(std::string_view bytes, const codec::VerifierKey& key) {
  LW_TRY(codec::SignedNote note, codec::parse_note(bytes));
  bool found = false;
  for (const auto& signature : note.signatures) {
    if (!signed_by(signature, key)) continue;
    if (!verify(PublicKey{key.public_key}, as_bytes(note.text), signature.signature)) {
      return fail(ErrorCode::kInvalidInput, "the signature of the note is false", key.name);
    }
    found = true;
  }
  if (!found) return fail(ErrorCode::kNotFound, "the note is not signed by this key", key.name);
  return std::move(note.text);
}

}  // namespace lw::crypto
