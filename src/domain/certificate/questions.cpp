#include <fmt/format.h>

#include <algorithm>

#include "domain/certificate/certificate.hpp"
#include "domain/certificate/decide_on.hpp"

namespace lw::certificate {
namespace {

/// "AVA_VAN.5" -> {"AVA_VAN", 5}, "EAL4" -> {"EAL", 4}; level -1 where the text has none.
struct Level {
  std::string_view family;
  std::int32_t level = -1;
};

std::int32_t digit(char c) { return c >= '0' && c <= '9' ? c - '0' : -1; }

Level level_of(std::string_view component) {
  if (component.size() == 4 && component.starts_with("EAL"))
    return {component.substr(0, 3), digit(component[3])};
  if (const auto dot = component.rfind('.');
      dot != std::string_view::npos && dot + 2 == component.size()) {
    return {component.substr(0, dot), digit(component.back())};
  }
  return {component, -1};
}

std::int32_t listed_level(const Certificate& certificate, std::string_view family) {
  std::int32_t out = -1;
  for (const auto& component : certificate.assurance) {
    const Level level = level_of(component);
    if (level.family == family) out = std::max(out, level.level);
  }
  return out;
}

/// AVA_VAN inside each package, CC 3.1 part 3 (CC:2022 part 5), EAL1 to EAL7. UNVERIFIED: recalled,
/// not read.
constexpr std::int32_t kVanOfEal[] = {0, 1, 2, 2, 3, 4, 5, 5};

bool ended_by_date(const Certificate& certificate, Date on) {
  return certificate.valid_until && on > *certificate.valid_until;
}

/// E9: only where the law of the day of decision said that a suspension ends validity.
bool suspended_without_validity(const Certificate& certificate, Date on) {
  return std::ranges::any_of(certificate.suspensions, [&](const Suspension& s) {
    return s.ends_validity.value_or(false) && s.from <= on && (!s.ended_on || on < *s.ended_on);
  });
}

}  // namespace

Status status(const Certificate& certificate, Date on) {
  if (certificate.withdrawal && certificate.withdrawal->on <= on) return Status::kWithdrawn;
  if (ended_by_date(certificate, on)) return Status::kExpired;
  Status out = Status::kInForce;
  for (const auto& step : certificate.history) {
    if (step.from <= on && step.status != Status::kWithdrawn) out = step.status;
  }
  return out;
}

std::optional<Status> published_status(const Certificate& certificate, Date on) {
  if (validity(certificate, on) == Validity::kNotYetValid) return std::nullopt;
  return status(certificate, on);
}

Validity validity(const Certificate& certificate, Date on) {
  if (certificate.withdrawal && certificate.withdrawal->on <= on) return Validity::kEnded;
  if (ended_by_date(certificate, on)) return Validity::kEnded;
  if (certificate.valid_from && on < *certificate.valid_from) return Validity::kNotYetValid;
  if (suspended_without_validity(certificate, on)) return Validity::kEnded;
  // a withdrawal shows that there was an effect until then
  const bool known = certificate.valid_from && (certificate.valid_until || certificate.withdrawal);
  return known ? Validity::kValid : Validity::kUnknown;
}

bool legally_valid(const Certificate& certificate, Date on) {
  return validity(certificate, on) == Validity::kValid;
}

bool may_be_valid(const Certificate& certificate, Date on) {
  const Validity is = validity(certificate, on);
  return is == Validity::kValid || is == Validity::kUnknown;
}

std::optional<Date> status_since(const Certificate& certificate, Date on) {
  const Status now = status(certificate, on);
  if (now == Status::kExpired) return certificate.valid_until->plus_days(1);
  std::optional<Date> out = now == Status::kInForce ? certificate.valid_from : std::nullopt;
  for (const auto& step : certificate.history) {
    if (step.from <= on && step.status == now) out = step.from;
  }
  return out;
}

std::int32_t ava_van(const Certificate& certificate) {
  const std::int32_t listed = listed_level(certificate, "AVA_VAN");
  if (listed > 0) return listed;
  const std::int32_t eal = listed_level(certificate, "EAL");
  return eal >= 1 && eal <= 7 ? kVanOfEal[eal] : 0;
}

std::vector<std::string> missing_assurance(const Certificate& certificate,
                                           const std::vector<std::string>& floor) {
  std::vector<std::string> out;
  for (const auto& demanded : floor) {
    const Level level = level_of(demanded);
    const bool met = level.family == "AVA_VAN" ? ava_van(certificate) >= level.level
                     : level.level < 0 ? std::ranges::count(certificate.assurance, demanded) > 0
                                       : listed_level(certificate, level.family) >= level.level;
    if (!met) out.push_back(demanded);
  }
  return out;
}

Result<Assurance> assured(const State& state, const CertificateId& id, Date on) {
  const Certificate* known = find(state, id);
  if (known == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("certificate {} is not known", id.text()));
  if (status(*known, on) == Status::kWithdrawn) return Assurance::kNo;
  if (known->scheme != Scheme::kEucc)
    return Assurance::kUnknown;  // proves its own date only (paper 000, part I)
  if (known->valid_from && on < *known->valid_from) return Assurance::kUnknown;
  if (status(*known, on) == Status::kExpired) return Assurance::kNo;
  if (status(*known, on) == Status::kSuspended || !legally_valid(*known, on))
    return Assurance::kUnknown;
  return decision_owed(*known, on) ? Assurance::kUnknown : Assurance::kYes;
}

bool promotion_allowed(const Certificate& certificate, Date on, const rules::RuleBook& rules) {
  const auto ceases = rules.choice("eucc.promotion.ceases_on", on);
  if (certificate.scheme != Scheme::kEucc || !ceases)
    return legally_valid(certificate, on) && status(certificate, on) == Status::kInForce;
  const Validity is = validity(certificate, on);
  if (is == Validity::kNotYetValid || is == Validity::kUnknown) return false;
  return !ceases->choice.allows(codec::enum_name(status(certificate, on)));
}

bool decision_owed(const Certificate& certificate, Date on) {
  if (status(certificate, on) == Status::kWithdrawn) return false;
  const bool failed = std::ranges::any_of(certificate.assessments, [&](const AssessmentNote& note) {
    return note.on <= on && note.outcome == AssessmentOutcome::kFailed &&
           (!note.answered_on || on < *note.answered_on);
  });
  return failed || std::ranges::any_of(certificate.matters, [&](const auto& entry) {
           const Matter& matter = entry.second;
           return detail::unremedied(matter, on) &&
                  (!matter.answered_on || on < *matter.answered_on);
         });
}

std::vector<CertificateId> ever_covering(const State& state, const ComponentId& component) {
  const auto it = state.covered_by.find(component);
  if (it == state.covered_by.end()) return {};
  return {it->second.begin(), it->second.end()};
}

std::vector<CertificateId> covering(const State& state, const ComponentId& component, Date on) {
  std::vector<CertificateId> out = ever_covering(state, component);
  std::erase_if(out, [&](const CertificateId& id) { return !may_be_valid(*find(state, id), on); });
  return out;
}

namespace {

/// What of from..to lies in none of the spans.
std::vector<Span> outside(std::vector<Span> spans, Date from, Date to) {
  std::ranges::sort(spans, {}, &Span::from);
  std::vector<Span> out;
  Date next = from;
  for (const Span& span : spans) {
    if (span.from > next) out.push_back({next, std::min(to, span.from.plus_days(-1))});
    next = std::max(next, span.to.plus_days(1));
    if (next > to) return out;
  }
  if (next <= to) out.push_back({next, to});
  return out;
}

/// Adds the days of from..to on which the certificate is, or may be, legally valid.
void add_possible(const Certificate& c, Date from, Date to, std::vector<Span>& out) {
  const Date begin = std::max(from, c.valid_from.value_or(from));
  Date end = std::min(to, c.valid_until.value_or(to));
  if (c.withdrawal) end = std::min(end, c.withdrawal->on.plus_days(-1));
  if (begin > end) return;
  std::vector<Span> without;
  for (const auto& s : c.suspensions) {
    if (!s.ends_validity.value_or(false) || s.from > end) continue;
    const Date last = s.ended_on ? s.ended_on->plus_days(-1) : end;
    if (s.from <= last) without.push_back({s.from, last});
  }
  const auto spans = outside(std::move(without), begin, end);
  out.insert(out.end(), spans.begin(), spans.end());
}

}  // namespace

std::vector<Span> validity_gaps(const State& state, const ComponentId& component, Date from,
                                Date to) {
  std::vector<Span> possible;
  for (const auto& id : ever_covering(state, component))
    add_possible(*find(state, id), from, to, possible);
  return outside(std::move(possible), from, to);
}

std::vector<Span> unknown_validity(const State& state, const ComponentId& component, Date from,
                                   Date to) {
  std::vector<Span> settled = validity_gaps(state, component, from, to);
  for (const auto& id : ever_covering(state, component)) {
    const Certificate& c = *find(state, id);
    if (c.valid_from && (c.valid_until || c.withdrawal)) add_possible(c, from, to, settled);
  }
  return outside(std::move(settled), from, to);
}

std::vector<CertificateId> unknown_monitoring(const State& state) {
  std::vector<CertificateId> out;
  for (const auto& [id, certificate] : state.certificates) {
    const bool by_law = certificate.scheme == Scheme::kEucc;  // EUCC Art. 25-27
    if (!by_law && certificate.monitoring == MonitoringPractice::kUnknown) out.push_back(id);
  }
  return out;
}

std::vector<CertificateId> affected_by(const State& state, const OrganisationId& body_or_laboratory,
                                       Date on) {
  std::vector<CertificateId> out;
  for (const auto& [id, certificate] : state.certificates) {
    const bool involved =
        certificate.issuer == body_or_laboratory || certificate.laboratory == body_or_laboratory;
    if (involved && certificate.scheme == Scheme::kEucc && may_be_valid(certificate, on))
      out.push_back(id);
  }
  return out;
}

}  // namespace lw::certificate
