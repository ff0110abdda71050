#include "cmd/longwatch/ask.hpp"

#include <fmt/format.h>

namespace lw::cmd {

Result<vulnerability::Viewer> viewer_of(Session& session) {
  LW_TRY(const Instant now, session.now());
  vulnerability::Viewer out{std::nullopt, now};
  if (!session.options().as.empty()) out.person = PersonId(session.options().as);
  return out;
}

Result<Asked> asked(Session& session) {
  LW_TRY(const Date on, session.on());
  LW_TRY(const LoadedPolicy* loaded, session.policy());
  LW_TRY(const vulnerability::Viewer viewer, viewer_of(session));
  LW_TRY(const core::State* state, session.state_known_to(viewer));
  const bool hindsight = session.options().at && session.options().known == Known::kNow;
  return Asked{*state, on, loaded->policy.rules, viewer,
               hindsight ? std::max(on, viewer.now.date()) : on};
}

std::set<ComponentId> open_software(const Asked& ask, const programme::Programme& programme,
                                    const CaseId& item, Date on) {
  const auto affected = vulnerability::affected(core::vulnerability_world(ask.state), item,
                                                ask.known_on > ask.on ? ask.known_on : on);
  std::set<ComponentId> out;
  for (const auto& [software, introduction] : programme.introductions) {
    if (affected.components.contains(software)) out.insert(software);
  }
  return out;
}

std::string as_of(const Session& session) {
  if (!session.options().at) return {};
  const bool then = session.options().known == Known::kThen;
  return fmt::format("As of {}, {}.\n", session.options().at->text(),
                     then ? "from what was known then" : "from what is known now");
}

std::string text_of(const std::optional<Date>& date) { return date ? date->text() : std::string(); }

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
  std::string out;
  for (const auto& text : texts) {
    if (!out.empty()) out += separator;
    out += text;
  }
  return out;
}

boost::json::array json_of(const std::vector<std::string>& texts) {
  boost::json::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

Result<CertificateId> find_certificate(const core::State& state, const std::string& spelling) {
  const CertificateId id = certificate::resolve(state.certificate, spelling);
  if (certificate::find(state.certificate, id) != nullptr) return id;
  std::vector<std::string> near;
  for (const auto& [known, certificate] : state.certificate.certificates) {
    if (near.size() < 5 &&
        known.text().find(id.text().substr(0, id.text().size() / 2 + 4)) != std::string::npos) {
      near.push_back(known.text());
    }
  }
  return fail(ErrorCode::kNotFound,
              fmt::format("no certificate {} is known", id.text().empty() ? spelling : id.text()),
              {},
              near.empty() ? "`longwatch certificate list` shows those that are"
                           : "near it: " + joined(near));
}

}  // namespace lw::cmd
