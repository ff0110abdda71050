#include <algorithm>
#include <charconv>

#include "domain/certificate/certificate.hpp"

/// Who is shown what of a certificate (R13).
namespace lw::certificate {
namespace {

using access::Role;

/// Bodies that rely on certificates of any territory, or oversee them.
constexpr Role kElsewhere[] = {Role::kIssuingAuthority,
                               Role::kCertificationBody,
                               Role::kItsef,
                               Role::kDeveloper,
                               Role::kEnisa,
                               Role::kEuropeanCommission,
                               Role::kAdministrator};

Sight sight_of_one(const access::State& access, const Certificate& c, const OrganisationId& id) {
  if (id.empty() || id == OrganisationId(kUnknownOrganisation)) return Sight::kHidden;
  const auto* organisation = access::find_organisation(access, id);
  if (organisation == nullptr) return Sight::kHidden;
  const auto& kinds = organisation->kinds;
  const bool concerned = c.issuer == id || c.holder == id || c.laboratory == id;
  const bool responsible = kinds.contains(Role::kNcca) && visible_in(c, organisation->territory);
  if (concerned || responsible || kinds.contains(Role::kAuditor)) return Sight::kFile;
  const bool elsewhere =
      std::ranges::any_of(kElsewhere, [&](Role role) { return kinds.contains(role); });
  return elsewhere ? Sight::kPublished : Sight::kHidden;
}

}  // namespace

bool visible_in(const Certificate& certificate, std::string_view territory) {
  return certificate.territory == territory ||
         certificate.shared_with.contains(std::string(territory));
}

Sight sight(const access::State& access, const Certificate& certificate,
            const std::set<OrganisationId>& organisations) {
  Sight out = certificate.listings.empty() ? Sight::kHidden : Sight::kPublished;
  for (const auto& id : organisations) out = std::max(out, sight_of_one(access, certificate, id));
  return out;
}

const Certificate* subject_of(const State& state, std::string_view subject) {
  constexpr std::string_view kNotice = "notice ";
  if (subject.starts_with(kNotice)) {
    std::uint32_t number = 0;
    const auto digits = subject.substr(kNotice.size());
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const auto it = state.notices.find(number);
    const bool known = read.ec == std::errc() && it != state.notices.end();
    return known ? find(state, it->second.certificate) : nullptr;
  }
  return find(state, CertificateId(std::string(subject.substr(0, subject.find(' ')))));
}

}  // namespace lw::certificate
