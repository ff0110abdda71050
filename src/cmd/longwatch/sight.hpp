#pragma once

#include "cmd/longwatch/ask.hpp"

namespace lw::cmd {

/// What the one who asks may see of certificates (R13): by the organisations that they belong to
/// today, whatever day is asked about.
class CertificateSight {
 public:
  CertificateSight(access::State access, std::set<OrganisationId> organisations)
      : access_(std::move(access)), organisations_(std::move(organisations)) {}

  /// Returns how much of a certificate they are shown.
  [[nodiscard]] certificate::Sight of(const certificate::Certificate& certificate) const {
    return certificate::sight(access_, certificate, organisations_);
  }
  /// True when they are shown the certificate at all; false for nullptr.
  [[nodiscard]] bool shows(const certificate::Certificate* certificate) const {
    return certificate != nullptr && of(*certificate) != certificate::Sight::kHidden;
  }
  /// True unless the subject of a clock or finding is a certificate that they are not shown.
  [[nodiscard]] bool shows_subject(const certificate::State& state, std::string_view subject) const;
  /// True unless the component is covered by certificates none of which they are shown.
  [[nodiscard]] bool shows_component(const certificate::State& state, const ComponentId& id) const;
  /// Returns the line that says what is left out; empty for those who are shown every certificate.
  [[nodiscard]] std::string left_out() const;

 private:
  access::State access_;
  std::set<OrganisationId> organisations_;
};

/// Returns the sight of the one who asks: of their organisations, or of --for alone; that of the
/// public without --as. kForbidden when --for names an organisation that they do not belong to.
[[nodiscard]] Result<CertificateSight> sight_of(Session& session, const Asked& ask);

/// Returns the certificate meant by any spelling. kNotFound for one that is unknown or hidden from
/// the one who asks, with the nearest ids that are not.
[[nodiscard]] Result<const certificate::Certificate*> shown_certificate(
    const Asked& ask, const CertificateSight& sight, const std::string& spelling);

/// Returns the ids that the one who asks is shown.
std::set<CertificateId> shown(const Asked& ask, const CertificateSight& sight,
                              const std::set<CertificateId>& ids);

}  // namespace lw::cmd
