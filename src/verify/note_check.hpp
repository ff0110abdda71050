#pragma once

#include "codec/signed_note.hpp"

namespace lw::verify {

/// Whether a key signed a note.
enum class NoteState {
  kHolds,
  kNotByThisKey,
  kFalse,  ///< the key's name and id stand there, and the signature does not hold
};

/// Judges the signatures of `key` on a note; those of other keys are ignored.
NoteState judge_note(const codec::SignedNote& note, const codec::VerifierKey& key);

/// True when the key's id is the one that its name and bytes give.
bool has_own_id(const codec::VerifierKey& key);

}  // namespace lw::verify
