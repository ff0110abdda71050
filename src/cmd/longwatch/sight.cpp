#include "cmd/longwatch/sight.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lw::cmd {
namespace {

using certificate::Sight;

constexpr std::size_t kNearMax = 5;

std::set<OrganisationId> memberships(const access::State& access, const PersonId& person,
                                     Date today) {
  std::set<OrganisationId> out;
  const auto it = access.people.find(person);
  if (it == access.people.end()) return out;
  for (const auto& membership : it->second.memberships) {
    const bool runs = membership.from <= today && (!membership.until || today <= *membership.until);
    if (runs) out.insert(membership.organisation);
  }
  return out;
}

/// Who is who today: the state of --at says only who was who then.
Result<access::State> access_today(const Session& session, const Asked& ask) {
  if (!session.options().at || session.options().as.empty()) return ask.state.access;
  GlobalOptions options = session.options();
  options.at.reset();
  Session today(std::move(options));
  LW_TRY(const core::State* state, today.state());
  return state->access;
}

}  // namespace

bool CertificateSight::shows_subject(const certificate::State& state,
                                     std::string_view subject) const {
  const auto* about = certificate::subject_of(state, subject);
  return about == nullptr || shows(about);
}

bool CertificateSight::shows_component(const certificate::State& state,
                                       const ComponentId& id) const {
  const auto covering = certificate::ever_covering(state, id);
  return covering.empty() || std::ranges::any_of(covering, [&](const CertificateId& c) {
           return shows(certificate::find(state, c));
         });
}

std::string CertificateSight::left_out() const {
  if (of(certificate::Certificate{}) != Sight::kHidden) return {};
  return "\nCertificates of other territories that are in no public list are left out.";
}

Result<CertificateSight> sight_of(Session& session, const Asked& ask) {
  LW_TRY(access::State access, access_today(session, ask));
  std::set<OrganisationId> organisations;
  if (ask.viewer.person)
    organisations = memberships(access, *ask.viewer.person, ask.viewer.now.date());
  if (!session.options().authority.empty()) {
    LW_TRY(const OrganisationId only, OrganisationId::parse(session.options().authority));
    if (!organisations.contains(only)) {
      return fail(
          ErrorCode::kForbidden,
          fmt::format("{} does not belong to {}",
                      session.options().as.empty() ? "nobody" : session.options().as, only.text()),
          "--for");
    }
    organisations = {only};
  }
  return CertificateSight(std::move(access), std::move(organisations));
}

Result<const certificate::Certificate*> shown_certificate(const Asked& ask,
                                                          const CertificateSight& sight,
                                                          const std::string& spelling) {
  const auto& state = ask.state.certificate;
  const CertificateId id = certificate::resolve(state, spelling);
  const auto* found = certificate::find(state, id);
  if (sight.shows(found)) return found;
  std::vector<std::string> near;
  const std::string start = id.text().substr(0, id.text().size() / 2 + 4);
  for (const auto& [known, certificate] : state.certificates) {
    const bool alike = known.text().find(start) != std::string::npos;
    if (alike && near.size() < kNearMax && sight.shows(&certificate)) near.push_back(known.text());
  }
  return fail(ErrorCode::kNotFound,
              fmt::format("no certificate {} is known", id.text().empty() ? spelling : id.text()),
              {},
              near.empty() ? "`longwatch certificate list` shows those that are"
                           : "near it: " + joined(near));
}

std::set<CertificateId> shown(const Asked& ask, const CertificateSight& sight,
                              const std::set<CertificateId>& ids) {
  std::set<CertificateId> out;
  for (const auto& id : ids) {
    if (sight.shows(certificate::find(ask.state.certificate, id))) out.insert(out.end(), id);
  }
  return out;
}

}  // namespace lw::cmd
