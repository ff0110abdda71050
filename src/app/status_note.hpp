#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "crypto/ed25519.hpp"
#include "domain/certificate/certificate.hpp"

namespace lw::app {

/// Returns the public answer on a certificate as a note signed by `key` under `name`, so that it
/// can be shown to others (R89; C2SP signed-note). Its first line is no checkpoint's and no
/// decision's: the name of a log holds no space. Control characters in texts become "?".
/// kInvalidInput when `name` is no key name.
[[nodiscard]] Result<std::string> signed_status(const certificate::PublicStatus& status,
                                                std::string_view name,
                                                const crypto::PrivateKey& key);

}  // namespace lw::app
