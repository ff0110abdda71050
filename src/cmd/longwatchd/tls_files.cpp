#include "cmd/longwatchd/tls_files.hpp"

#include "cmd/longwatch/local_store.hpp"
#include "crypto/server_certificate.hpp"

namespace lw::cmd {
namespace {

constexpr std::size_t kPemSizeMax = 256 << 10;
constexpr std::int64_t kClockSkewSeconds = 3600;

Result<Tls> from_files(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  LW_TRY(const std::string chain_pem, read_file(certificate, kPemSizeMax));
  LW_TRY(const std::string key_pem, read_file(key, kPemSizeMax));
  Tls out;
  auto context = http::TlsContext::make(chain_pem, key_pem);
  if (!context) {
    context.error().where = certificate.string();
    return std::unexpected<Error>(std::move(context).error());
  }
  out.context = std::move(*context);
  LW_TRY(out.end, crypto::certificate_end(chain_pem));
  return out;
}

}  // namespace

Result<Tls> load_tls(const Config& config, const std::filesystem::path& data, Instant now) {
  if (!config.tls_certificate.empty()) return from_files(config.tls_certificate, config.tls_key);
  const auto certificate = data / "tls" / "certificate.pem";
  const auto key = data / "tls" / "key.pem";
  const Instant renew_at = now.plus_seconds(kOwnCertificateRenewDays * Instant::kSecondsPerDay);
  auto kept = from_files(certificate, key);
  if (kept && kept->end > renew_at) {
    kept->is_own = true;
    return kept;
  }
  LW_TRY(const auto made, crypto::make_server_certificate(
                              {{"localhost"},
                               {"127.0.0.1", "::1"},
                               now.plus_seconds(-kClockSkewSeconds),
                               now.plus_seconds(kOwnCertificateDays * Instant::kSecondsPerDay)}));
  // A crash in between leaves two that do not belong together, and both are made anew.
  LW_CHECK(write_secret(key, made.key_pem));
  LW_CHECK(write_file(certificate, made.certificate_pem));
  LW_TRY(Tls out, from_files(certificate, key));
  out.is_own = true;
  return out;
}

}  // namespace lw::cmd
