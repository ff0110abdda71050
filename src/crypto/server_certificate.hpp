#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.hpp"
#include "base/result.hpp"

/// A certificate that a server makes for itself, for use on one machine.
namespace lw::crypto {

/// A certificate and its key, both PEM. The key is secret.
struct ServerCertificate {
  std::string certificate_pem;
  std::string key_pem;
};

/// What it is to say.
struct ServerCertificateRequest {
  std::vector<std::string> dns_names;     ///< at least one; the first is the common name
  std::vector<std::string> ip_addresses;  ///< "127.0.0.1", "::1"
  Instant from;
  Instant until;
};

/// Returns a new P-256 key and an X.509 certificate over it, signed by itself (ECDSA with SHA-256),
/// for server authentication only and no certification authority. kInvalidInput for a name or
/// address that is none, or an end before the beginning; kUnavailable when the random generator
/// fails.
[[nodiscard]] Result<ServerCertificate> make_server_certificate(
    const ServerCertificateRequest& request);

/// Returns the last moment at which the first certificate of a PEM text is valid. kInvalidInput
/// when there is none.
[[nodiscard]] Result<Instant> certificate_end(std::string_view pem);

}  // namespace lw::crypto
