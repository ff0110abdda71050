#include "verify/note_check.hpp"

#include "verify/hash.hpp"
#include "verify/verify.hpp"

namespace lw::verify {

NoteState judge_note(const codec::SignedNote& note, const codec::VerifierKey& key) {
  NoteState out = NoteState::kNotByThisKey;
  for (const auto& line : note.signatures) {
    if (line.name != key.name || line.key_id != key.key_id) continue;
    if (!ed25519_holds(key.public_key, as_bytes(note.text), line.signature))
      return NoteState::kFalse;
    out = NoteState::kHolds;
  }
  return out;
}

bool has_own_id(const codec::VerifierKey& key) {
  const Digest hash = hash_of(codec::key_id_input(key.name, key.public_key));
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < sizeof id; ++i) id = id << 8 | hash.bytes[i];
  return id == key.key_id;
}

Result<codec::Checkpoint> read_trusted(std::string_view bytes, const codec::VerifierKey& key) {
  LW_TRY(const codec::SignedNote note, codec::parse_note(bytes));
  switch (judge_note(note, key)) {
    case NoteState::kHolds: return codec::parse_checkpoint(note.text);
    case NoteState::kNotByThisKey:
      return fail(ErrorCode::kNotFound, "the checkpoint is not signed by this key", key.name);
    case NoteState::kFalse: break;
  }
  return fail(ErrorCode::kInvalidInput, "the signature of the checkpoint does not hold", key.name);
}

}  // namespace lw::verify
