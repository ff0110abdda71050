#pragma once

#include <filesystem>
#include <memory>

#include "base/calendar.hpp"
#include "base/result.hpp"
#include "cmd/longwatchd/config.hpp"
#include "http/tls.hpp"

namespace lw::cmd {

/// A self-made certificate holds so long, and is made anew so long before its end.
inline constexpr std::int32_t kOwnCertificateDays = 90;
inline constexpr std::int32_t kOwnCertificateRenewDays = 30;

/// What the API uses for TLS.
struct Tls {
  std::shared_ptr<const http::TlsContext> context;  ///< shared with open connections
  Instant end;                                      ///< of the certificate
  bool is_own = false;                              ///< self-made, for this machine alone
};

/// Returns the configured certificate; or, where none is, the self-made one of the data folder
/// (tls/certificate.pem, tls/key.pem, the key readable by its owner alone), made anew when it is
/// not there, does not fit, or ends within kOwnCertificateRenewDays of `now`. kInvalidInput for
/// configured files that do not belong together; errors of the files.
[[nodiscard]] Result<Tls> load_tls(const Config& config, const std::filesystem::path& data,
                                   Instant now);

}  // namespace lw::cmd
