#include "app/status_note.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/note.hpp"

namespace lw::app {
namespace {

constexpr const char* kStatusNote = "longwatch certificate status v1";

std::string one_line(std::string text) {
  std::ranges::replace_if(
      text,
      [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
      },
      '?');
  return text;
}

std::string_view validity_words(certificate::Validity validity) {
  switch (validity) {
    case certificate::Validity::kNotYetValid: return "not yet legally valid";
    case certificate::Validity::kValid: return "legally valid";
    case certificate::Validity::kEnded: return "not legally valid";
    case certificate::Validity::kUnknown: return "legal validity not known";
  }
  return "?";
}

}  // namespace

Result<std::string> signed_status(const certificate::PublicStatus& status, std::string_view name,
                                  const crypto::PrivateKey& key) {
  const std::string text = fmt::format(
      "{}\n{}\n{}\n{}\n{}\n{}\n", kStatusNote, status.certificate.text(), status.on.text(),
      status.status ? codec::enum_name(*status.status) : "not yet issued",
      validity_words(status.validity), one_line(status.says));
  return crypto::sign_note(text, name, key);
}

}  // namespace lw::app
