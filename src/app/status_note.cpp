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

}  // namespace

Result<std::string> signed_status(const certificate::PublicStatus& status, std::string_view name,
                                  const crypto::PrivateKey& key) {
  const std::string text = fmt::format(
      "{}\n{}\n{}\n{}\n{}\n{}\n", kStatusNote, status.certificate.text(), status.on.text(),
      codec::enum_name(status.status), status.legally_valid ? "legally valid" : "not legally valid",
      one_line(status.says));
  return crypto::sign_note(text, name, key);
}

}  // namespace lw::app
