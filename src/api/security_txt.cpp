#include "api/security_txt.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lw::api {
namespace {

bool is_plain(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_web(std::string_view uri) { return is_plain(uri) && uri.starts_with("https://"); }

bool is_contact(std::string_view uri) {
  return is_web(uri) || (is_plain(uri) && (uri.starts_with("mailto:") || uri.starts_with("tel:")));
}

bool is_languages(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == ',' || c == ' ';
  });
}

}  // namespace

Result<std::string> format_security_txt(const SecurityTxt& txt, Date today) {
  if (txt.contacts.empty()) return std::string();
  std::string out;
  for (const auto& contact : txt.contacts) {
    if (!is_contact(contact))
      return fail(ErrorCode::kInvalidInput, "not an https:, mailto: or tel: address", "contacts");
    out += fmt::format("Contact: {}\n", contact);
  }
  if (!txt.expires)
    return fail(ErrorCode::kInvalidInput, "a security.txt says until when it holds", "expires");
  if (*txt.expires > today.plus_years(1))
    return fail(ErrorCode::kInvalidInput, "more than a year from now", "expires");
  out += fmt::format("Expires: {}\n",
                     Instant::start_of(txt.expires->plus_days(1)).plus_seconds(-1).text());
  for (const auto& [name, uri, field] : {std::tuple("Policy", &txt.policy, "policy"),
                                         std::tuple("Canonical", &txt.canonical, "canonical")}) {
    if (uri->empty()) continue;
    if (!is_web(*uri)) return fail(ErrorCode::kInvalidInput, "not an https: address", field);
    out += fmt::format("{}: {}\n", name, *uri);
  }
  if (!is_languages(txt.languages))
    return fail(ErrorCode::kInvalidInput, "not a list of language tags", "languages");
  if (!txt.languages.empty()) out += fmt::format("Preferred-Languages: {}\n", txt.languages);
  return out;
}

}  // namespace lw::api
