#pragma once

#include "cmd/longwatch/session.hpp"
#include "cmd/longwatch/verb.hpp"
#include "codec/reflect_json.hpp"
#include "domain/core/worlds.hpp"

namespace lw::cmd {

/// What every question needs: the state it is answered from, the day asked about, the rules, and
/// who asks.
struct Asked {
  const core::State& state;
  Date on;
  const rules::RuleBook& rules;
  vulnerability::Viewer viewer;
  /// The day up to which knowledge of flaws counts: `on`, and today where a past day is asked about
  /// as it is known now. A flaw that is known today was there before anybody knew.
  Date known_on = on;
};

/// Returns them from the session. Errors as Session::state, on, policy.
[[nodiscard]] Result<Asked> asked(Session& session);

/// Returns who asks: nobody in particular without --as, and then what everybody may know. Errors as
/// Session::now.
[[nodiscard]] Result<vulnerability::Viewer> viewer_of(Session& session);

/// Returns the embedded software of a programme that a case reaches on a day and that no measure
/// has cured: what exposure counts.
std::set<ComponentId> open_software(const Asked& ask, const programme::Programme& programme,
                                    const CaseId& item, Date on);

/// Returns the line that tells people which day and whose knowledge an answer stands for; empty for
/// today. Answers that lack it get it from `answer`.
std::string as_of(const Session& session);

/// Returns a date as text, "" when absent.
std::string text_of(const std::optional<Date>& date);

/// Returns ids as texts, sorted.
template <class Ids>
std::vector<std::string> texts_of(const Ids& ids) {
  std::vector<std::string> out;
  for (const auto& id : ids) out.push_back(id.text());
  return out;
}

/// Returns texts put together with a separator.
std::string joined(const std::vector<std::string>& texts, std::string_view separator = ", ");

/// Returns texts as a JSON list.
boost::json::array json_of(const std::vector<std::string>& texts);

/// Returns the certificate meant by any spelling; kNotFound with the nearest known ids as a hint.
[[nodiscard]] Result<CertificateId> find_certificate(const core::State& state,
                                                     const std::string& spelling);

}  // namespace lw::cmd
