#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "domain/certificate/mark.hpp"
#include "domain/rules/rules.hpp"

namespace lw::certificate {
namespace {

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kPercent = 100;

std::string_view scheme_name(Scheme scheme) {
  switch (scheme) {
    case Scheme::kEucc: return "EUCC";
    case Scheme::kSogis: return "SOG-IS";
    case Scheme::kCcra: return "CCRA";
    case Scheme::kNational: return "national";
  }
  return "?";
}

std::string status_words(const Meaning& m) {
  const std::string since = m.since ? fmt::format(" since {}", m.since->text()) : std::string();
  if (!m.status) return "is not yet issued";
  switch (*m.status) {
    case Status::kWithdrawn: return fmt::format("is withdrawn{} and will not come back", since);
    case Status::kExpired: return fmt::format("is expired{}", since);
    case Status::kSuspended: return fmt::format("is suspended{}", since);
    case Status::kInForce: return fmt::format("is in force{}", since);
  }
  return {};
}

std::string validity_words(const Certificate& c, const Meaning& m) {
  switch (m.validity) {
    case Validity::kNotYetValid: return fmt::format("is not valid before {}", c.valid_from->text());
    case Validity::kValid: return fmt::format("is legally valid until {}", m.until->text());
    case Validity::kEnded: return "has no legal effect on this day";
    case Validity::kUnknown: break;
  }
  const std::string_view missing = c.valid_from    ? "no end date"
                                   : c.valid_until ? "no start date"
                                                   : "neither a start nor an end date";
  return fmt::format("its legal validity is not known: {} is on record", missing);
}

std::string assurance_words(const Certificate& c, const Meaning& m) {
  switch (m.assured) {
    case Assurance::kYes: return "its requirements are held to be met today";
    case Assurance::kNo: return "it assures nothing today";
    case Assurance::kUnknown: break;
  }
  if (c.scheme != Scheme::kEucc) return "it proves conformity at its date of issue, not today";
  return "whether its requirements are met today is not settled";
}

/// The day the certificate ends or ended, and how.
std::optional<Date> end_of(const Certificate& c) {
  if (c.withdrawal) return c.withdrawal->on;
  return c.valid_until;
}

Result<Date> kept_until(const rules::RuleBook& rules, std::string_view rule, Date from,
                        std::string& article) {
  static const HolidayCalendar none{};
  LW_TRY(const auto period, rules.duration(rule, from));
  article = period.source.display();
  return rules::deadline(from, period, none);
}

}  // namespace

Result<Meaning> meaning(const State& state, const CertificateId& id, Date on) {
  const Certificate* known = find(state, id);
  if (known == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("certificate {} is not known", id.text()));
  LW_TRY(const Assurance is_assured, assured(state, id, on));
  Meaning out;
  out.certificate = id;
  out.status = published_status(*known, on);
  out.validity = validity(*known, on);
  if (out.status) out.since = status_since(*known, on);
  out.until = known->valid_until;
  out.scope = known->name;
  out.assurance = known->assurance;
  out.assured = is_assured;
  const std::string scope =
      known->name.empty() ? std::string() : fmt::format(" for {}", known->name);
  const std::string level = known->assurance.empty()
                                ? std::string()
                                : fmt::format(" at {}", fmt::join(known->assurance, ", "));
  out.says = fmt::format("On {} the {} certificate {}{}{} {} and {}: {}.", on.text(),
                         scheme_name(known->scheme), id.text(), scope, level, status_words(out),
                         validity_words(*known, out), assurance_words(*known, out));
  return out;
}

namespace {

std::vector<CoveredVersion> versions_of(const catalog::State& catalog, const Certificate& c) {
  std::vector<CoveredVersion> out;
  for (const auto& id : c.covers) {
    const auto* component = catalog::find(catalog, id);
    if (component != nullptr) out.push_back({id, component->name, component->version});
  }
  return out;
}

std::string version_words(const PublicStatus& s) {
  if (s.versions.empty())
    return "The version is the one that its name says; no component is on record.";
  std::vector<std::string> words;
  for (const auto& v : s.versions)
    words.push_back(fmt::format("{} version {} ({})", v.name, v.version, v.component.text()));
  const std::string series =
      s.series ? fmt::format(", of the product series {},", *s.series) : std::string();
  return fmt::format("It covers{} {}.", series, fmt::join(words, ", "));
}

/// The certificate that was issued in place of another one by `on`.
std::optional<CertificateId> successor_of(const State& state, const CertificateId& id, Date on) {
  for (const auto& [next, certificate] : state.certificates) {
    const bool replaces =
        certificate.replaces == id && certificate.valid_from && *certificate.valid_from <= on;
    if (replaces) return next;
  }
  return std::nullopt;
}

}  // namespace

Result<PublicStatus> public_status(const World& world, const CertificateId& id, Date on,
                                   const rules::RuleBook& rules) {
  LW_TRY(const Meaning means, meaning(world.certificate, id, on));
  const Certificate& known = *find(world.certificate, id);
  PublicStatus out;
  out.certificate = id;
  out.on = on;
  out.status = means.status;
  out.since = means.since;
  out.validity = means.validity;
  out.valid_until = means.until;
  for (const auto& suspension : known.suspensions) {
    if (out.status == Status::kSuspended && suspension.from <= on)
      out.suspended_until = suspension.until;
  }
  out.scope = means.scope;
  out.versions = versions_of(world.catalog, known);
  out.series = known.series;
  out.assurance = means.assurance;
  out.level = level_of(known, on, rules);
  out.assured = means.assured;
  out.promotion_allowed = promotion_allowed(known, on, rules);
  for (const auto& maintenance : known.maintenance) {
    if (maintenance.on <= on) out.maintained_on = maintenance.on;
  }
  out.replaced_by = successor_of(world.certificate, id, on);
  out.says = means.says + " " + version_words(out);
  if (const auto published = rules.choice("eucc.published_states", on);
      out.status && known.scheme == Scheme::kEucc && published &&
      !published->choice.allows(codec::enum_name(*out.status))) {  // E25
    out.status = std::nullopt;
    out.says += fmt::format(" Its state is not among those that the law publishes ({}).",
                            published->source.display());
  }
  if (out.replaced_by) out.says += fmt::format(" It is replaced by {}.", out.replaced_by->text());
  return out;
}

std::vector<Keeping> record_keeping(const State& state, const Certificate& certificate,
                                    const rules::RuleBook& rules) {
  const auto end = end_of(certificate);
  if (!end || certificate.scheme != Scheme::kEucc) return {};
  struct Kind {
    const char* rule;
    const char* who;
    const char* what;
  };
  // Art. 40(2) and 41(2) count from withdrawal; where a certificate simply expires, we count from
  // expiry: the safe side
  static constexpr Kind kKinds[] = {
      {"eucc.records.application.min", "certification body, laboratory and applicant",
       "application documents"},
      {"eucc.records.evaluation.min", "certification body and laboratory",
       "evaluation and certification records"},
      {"eucc.records.holder.min", "holder", "information provided, and a specimen of the product"}};
  std::vector<Keeping> out;
  for (const Kind& kind : kKinds) {
    Keeping keeping{kind.who, kind.what, *end, *end, {}};
    const auto until = kept_until(rules, kind.rule, *end, keeping.article);
    if (!until) continue;
    keeping.until = *until;
    out.push_back(keeping);
  }
  // Art. 40(2), 41(3): a superseded file lives as long as its successor's. Each successor ends
  // later, so the walk ends.
  const auto shared = rules.flag("eucc.records.superseded_with_successor", *end);
  if (!shared || !shared->on) return out;
  const auto replaces_it = [&](const auto& entry) {
    return entry.second.replaces == certificate.id;
  };
  const auto next = std::ranges::find_if(state.certificates, replaces_it);
  const auto next_end = next == state.certificates.end() ? std::nullopt : end_of(next->second);
  if (!next_end || *next_end <= *end) return out;
  const auto later = record_keeping(state, next->second, rules);
  for (std::size_t i = 0; i < out.size() && i < later.size(); ++i)
    out[i].until = std::max(out[i].until, later[i].until);
  return out;
}

Result<Sampling> sampling(const State& state, std::string_view territory, std::int32_t year,
                          const rules::RuleBook& rules) {
  LW_TRY(const Date first, Date::from_civil(year, 1, 1));
  LW_TRY(const Date last, Date::from_civil(year, 12, 31));
  LW_TRY(const auto share, rules.number("eucc.sampling.min", last));
  Sampling out;
  out.territory = territory;
  out.year = year;
  out.article = share.source.display();
  const auto taken = state.samples.find(fmt::format("{}/{}", territory, year));
  for (const auto& [id, c] : state.certificates) {
    if (c.scheme != Scheme::kEucc || c.territory != territory) continue;
    const bool begun = !c.valid_from || *c.valid_from <= last;
    const auto end = end_of(c);
    if (!begun || (end && *end < first)) continue;
    ++out.population;
    if (taken != state.samples.end() && taken->second.contains(id)) ++out.sampled;
  }
  out.required =
      (out.population * share.value + kPercent - 1) / kPercent;  // at least so many: rounded up
  out.share_ppm = out.population == 0 ? 0 : out.sampled * kMillion / out.population;
  out.reached = out.sampled >= out.required;
  return out;
}

std::vector<Notice> outstanding_notices(const State& state) {
  std::vector<Notice> out;
  for (const auto number : state.outstanding) {
    const auto it = state.notices.find(number);
    if (it != state.notices.end()) out.push_back(it->second);
  }
  return out;
}

}  // namespace lw::certificate
