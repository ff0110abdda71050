#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

/// The text forms of C2SP signed-note and tlog-checkpoint. Nothing here checks a signature.
namespace lw::codec {

/// Bounds on what is read. signed-note asks readers to accept at least 16 signatures.
inline constexpr std::size_t kNoteSizeMax = 256 * 1024;
inline constexpr std::size_t kNoteSignaturesMax = 64;
inline constexpr std::size_t kKeyNameSizeMax = 255;

/// signed-note "Signature types": Ed25519, the one type that we make and check.
inline constexpr std::uint8_t kNoteEd25519 = 0x01;

/// One signature line: the key's name and id say who signed; whether it is true is for the holder
/// of the key to check.
struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes signature;  ///< without the four bytes of the key id

  bool operator==(const NoteSignature&) const = default;
};

/// A note: a text that ends in a newline, and its signatures over exactly that text.
struct SignedNote {
  std::string text;
  std::vector<NoteSignature> signatures;

  bool operator==(const SignedNote&) const = default;
};

/// True when `name` may name a key: not empty, UTF-8, no Unicode space, no plus, no control
/// character.
bool is_key_name(std::string_view name);

/// Returns the note as bytes. kInvalidInput when the text does not end in a newline, holds a
/// control character or bytes that are not UTF-8, or a key name may not be one.
[[nodiscard]] Result<std::string> format_note(const SignedNote& note);

/// Reads a note. kInvalidInput naming what is malformed, kTooLarge beyond the bounds above.
[[nodiscard]] Result<SignedNote> parse_note(std::string_view bytes);

/// A public key in the form that is given to verifiers: "<name>+<8 hex digits>+<base64(type ||
/// key)>".
struct VerifierKey {
  static constexpr std::size_t kPublicKeyBytes = 32;
  std::string name;
  std::uint32_t key_id = 0;  ///< not checked here: it is the start of a hash
  std::array<std::uint8_t, kPublicKeyBytes> public_key{};

  bool operator==(const VerifierKey&) const = default;
};

/// Returns the verifier key as text.
std::string format_verifier_key(const VerifierKey& key);

/// Reads an Ed25519 verifier key. kInvalidInput when malformed, kUnsupported for another signature
/// type.
[[nodiscard]] Result<VerifierKey> parse_verifier_key(std::string_view text);

/// Returns the bytes whose SHA-256 starts with the key id: name, newline, type 0x01, public key.
Bytes key_id_input(std::string_view name, ByteView public_key);

/// The body of a checkpoint: which log, how many entries, which tree.
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Digest root;

  bool operator==(const Checkpoint&) const = default;
};

/// Returns the note text of a checkpoint: origin, size and base64 of the root, one a line.
std::string format_checkpoint(const Checkpoint& checkpoint);

/// Reads the note text of a checkpoint; extension lines are accepted and ignored. kInvalidInput
/// otherwise.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

}  // namespace lw::codec
