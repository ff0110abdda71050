#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "base/result.hpp"

namespace lw::api {

/// What /.well-known/security.txt says (RFC 9116).
struct SecurityTxt {
  std::vector<std::string> contacts;  ///< URIs, best first; none: there is no security.txt
  std::optional<Date> expires;        ///< last day on which it is to be trusted; required
  std::string policy;                 ///< URI; may be empty
  std::string languages;              ///< "en, de"; may be empty
  std::string canonical;              ///< URI of this file; may be empty
};

/// Returns the file, "" when no contact is given. kInvalidInput naming the field when a contact or
/// address is no https:, mailto: or tel: URI (§2.4: no http), or the end is missing or more than a
/// year after `today` (§2.5.5).
[[nodiscard]] Result<std::string> format_security_txt(const SecurityTxt& txt, Date today);

}  // namespace lw::api
