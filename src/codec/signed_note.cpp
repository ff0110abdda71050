#include "codec/signed_note.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "codec/tlog.hpp"

namespace lw::codec {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash, space
constexpr std::size_t kKeyIdBytes = 4;

std::unexpected<Error> bad(std::string what) {
  return fail(ErrorCode::kInvalidInput, "signed note: " + std::move(what));
}

bool has_control_besides_newline(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

bool has_unicode_space(std::string_view text) {
  // White_Space of the Unicode character database, in UTF-8.
  static constexpr std::string_view kSpaces[] = {" ",
                                                 "\xc2\x85",
                                                 "\xc2\xa0",
                                                 "\xe1\x9a\x80",
                                                 "\xe2\x80\xa8",
                                                 "\xe2\x80\xa9",
                                                 "\xe2\x80\xaf",
                                                 "\xe2\x81\x9f",
                                                 "\xe3\x80\x80",
                                                 "\xe2\x80\x80",
                                                 "\xe2\x80\x81",
                                                 "\xe2\x80\x82",
                                                 "\xe2\x80\x83",
                                                 "\xe2\x80\x84",
                                                 "\xe2\x80\x85",
                                                 "\xe2\x80\x86",
                                                 "\xe2\x80\x87",
                                                 "\xe2\x80\x88",
                                                 "\xe2\x80\x89",
                                                 "\xe2\x80\x8a"};
  return std::ranges::any_of(kSpaces,
                             [&](std::string_view s) { return text.find(s) != text.npos; });
}

std::uint32_t big_endian(ByteView four) {
  return static_cast<std::uint32_t>(four[0]) << 24 | static_cast<std::uint32_t>(four[1]) << 16 |
         static_cast<std::uint32_t>(four[2]) << 8 | four[3];
}

void put_big_endian(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

Result<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kDash)) return bad("a signature line starts with an em dash and a space");
  line.remove_prefix(kDash.size());
  const auto space = line.find(' ');
  if (space == line.npos) return bad("a signature line has a name and a signature");
  const std::string_view name = line.substr(0, space);
  if (!is_key_name(name)) return bad("malformed key name");
  const auto raw = from_base64(line.substr(space + 1));
  if (!raw) return bad("signature is not base64");
  if (raw->size() <= kKeyIdBytes) return bad("signature is too short");
  return NoteSignature{std::string(name), big_endian(*raw),
                       Bytes(raw->begin() + kKeyIdBytes, raw->end())};
}

/// Takes the text up to the next newline off the front of `text`; nothing when there is no newline.
std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && name.size() <= kKeyNameSizeMax && is_utf8(name) &&
         name.find('+') == name.npos && name.find('\n') == name.npos &&
         !has_control_besides_newline(name) && !has_unicode_space(name);
}

Result<std::string> format_note(const SignedNote& note) {
  if (!note.text.ends_with('\n')) return bad("the text must end in a newline");
  if (!is_utf8(note.text) || has_control_besides_newline(note.text))
    return bad("text with control characters");
  std::string out = note.text + "\n";
  for (const auto& signature : note.signatures) {
    if (!is_key_name(signature.name)) return bad("malformed key name");
    Bytes raw;
    put_big_endian(raw, signature.key_id);
    raw.insert(raw.end(), signature.signature.begin(), signature.signature.end());
    out += fmt::format("{}{} {}\n", kDash, signature.name, to_base64(raw));
  }
  return out;
}

Result<SignedNote> parse_note(std::string_view bytes) {
  if (bytes.size() > kNoteSizeMax) return fail(ErrorCode::kTooLarge, "signed note beyond 256 KiB");
  if (!is_utf8(bytes)) return bad("not UTF-8");
  if (has_control_besides_newline(bytes)) return bad("control character");
  const auto split = bytes.rfind("\n\n");  // the last empty line parts text and signatures
  if (split == bytes.npos) return bad("no empty line before the signatures");
  SignedNote out;
  out.text = bytes.substr(0, split + 1);
  std::string_view rest = bytes.substr(split + 2);
  if (rest.empty() || !rest.ends_with('\n'))
    return bad("no signature, or its last line is cut short");
  while (const auto line = take_line(rest)) {
    if (out.signatures.size() == kNoteSignaturesMax) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("signed note with more than {} signatures", kNoteSignaturesMax));
    }
    LW_TRY(auto signature, parse_signature_line(*line));
    out.signatures.push_back(std::move(signature));
  }
  return out;
}

std::string format_verifier_key(const VerifierKey& key) {
  Bytes raw{kNoteEd25519};
  raw.insert(raw.end(), key.public_key.begin(), key.public_key.end());
  return fmt::format("{}+{:08x}+{}", key.name, key.key_id, to_base64(raw));
}

Result<VerifierKey> parse_verifier_key(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos || second - first - 1 != 2 * kKeyIdBytes) {
    return fail(ErrorCode::kInvalidInput, "not a verifier key", {},
                "write name+8 hexadecimal digits+base64");
  }
  VerifierKey out;
  out.name = text.substr(0, first);
  if (!is_key_name(out.name))
    return fail(ErrorCode::kInvalidInput, "verifier key with a malformed name");
  LW_TRY(const Bytes id, from_hex(text.substr(first + 1, 2 * kKeyIdBytes)));
  out.key_id = big_endian(id);
  LW_TRY(const Bytes raw, from_base64(text.substr(second + 1)));
  if (raw.empty() || raw[0] != kNoteEd25519) {
    return fail(ErrorCode::kUnsupported, "verifier key of another type than Ed25519");
  }
  if (raw.size() != 1 + VerifierKey::kPublicKeyBytes) {
    return fail(ErrorCode::kInvalidInput, "an Ed25519 verifier key has 32 bytes");
  }
  std::copy(raw.begin() + 1, raw.end(), out.public_key.begin());
  return out;
}

Bytes key_id_input(std::string_view name, ByteView public_key) {
  const ByteView name_bytes = as_bytes(name);
  Bytes out(name_bytes.begin(), name_bytes.end());
  out.push_back('\n');
  out.push_back(kNoteEd25519);
  out.insert(out.end(), public_key.begin(), public_key.end());
  return out;
}

std::string format_checkpoint(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size,
                     to_base64(checkpoint.root.bytes));
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  const auto origin = take_line(text);
  const auto size = take_line(text);
  const auto root = take_line(text);
  if (!origin || !size || !root || origin->empty()) {
    return fail(ErrorCode::kInvalidInput,
                "a checkpoint has an origin, a size and a root, one a line");
  }
  Checkpoint out;
  out.origin = *origin;
  const auto* end = size->data() + size->size();
  const auto [at, error] = std::from_chars(size->data(), end, out.size);
  const bool leading_zero = size->size() > 1 && size->front() == '0';
  if (size->empty() || error != std::errc() || at != end || leading_zero ||
      out.size > kLogSizeMax) {
    return fail(ErrorCode::kInvalidInput, "the size of a checkpoint is a decimal number", "line 2");
  }
  const auto raw = from_base64(*root);
  if (!raw || raw->size() != Digest::kSizeBytes) {
    return fail(ErrorCode::kInvalidInput, "the root of a checkpoint is base64 of 32 bytes",
                "line 3");
  }
  std::copy(raw->begin(), raw->end(), out.root.bytes.begin());
  while (!text.empty()) {
    const auto extension = take_line(text);
    if (!extension || extension->empty()) {
      return fail(ErrorCode::kInvalidInput, "an extension line of a checkpoint is not empty");
    }
  }
  return out;
}

}  // namespace lw::codec
