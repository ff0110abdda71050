#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "codec/signed_note.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lw;
  const std::string_view text = as_text(ByteView(data, size));
  if (const auto note = codec::parse_note(text)) {
    LW_ASSERT(codec::format_note(*note).value() == text);
    static_cast<void>(codec::parse_checkpoint(note->text).has_value());
  }
  if (const auto checkpoint = codec::parse_checkpoint(text)) {
    LW_ASSERT(text.starts_with(codec::format_checkpoint(*checkpoint)));
  }
  if (const auto key = codec::parse_verifier_key(text)) {
    LW_ASSERT(codec::parse_verifier_key(codec::format_verifier_key(*key)).value() == *key);
  }
  return 0;
}
