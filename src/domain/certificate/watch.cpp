#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "domain/certificate/certificate.hpp"
#include "domain/certificate/decide_on.hpp"
#include "domain/certificate/mark.hpp"

namespace lw::certificate {
namespace {

using rules::RuleBook;

void add(std::vector<Clock>& out, Instant now, Clock clock) {
  clock.state = clock_state(now, clock.due_on, clock.due_at);
  out.push_back(std::move(clock));
}

/// The national authorities of a territory, in words.
std::string authorities_of(const access::State& access, const std::string& territory) {
  std::string out;
  for (const auto& [id, organisation] : access.organisations) {
    const bool responsible =
        organisation.kinds.contains(access::Role::kNcca) && organisation.territory == territory;
    if (responsible) out += (out.empty() ? "" : ", ") + id.text();
  }
  return out.empty() ? fmt::format("national authority of {}", territory) : out;
}

/// Who must act on a suspension: the body that decided it; once it is overdue, the national
/// authority is shown it as well (R15).
std::string suspension_owners(const World& world, const Certificate& c, const Suspension& s,
                              Date on) {
  if (on <= s.until || c.territory.empty()) return c.issuer.text();
  const std::string authority = authorities_of(world.access, c.territory);
  return authority == c.issuer.text() ? authority : c.issuer.text() + ", " + authority;
}

void suspension_clock(const World& world, const Certificate& c, Instant now, const RuleBook& rules,
                      std::vector<Clock>& out) {
  const Suspension* suspension = detail::running(c);
  if (suspension == nullptr || status(c, now.date()) == Status::kExpired) return;
  Clock clock{"scheme.suspension",
              "decision of the certification body",
              c.id.text(),
              "lift the suspension or withdraw the certificate",
              suspension_owners(world, c, *suspension, now.date()),
              suspension->from,
              suspension->until,
              {},
              {}};
  if (c.scheme == Scheme::kEucc) {
    clock.rule =
        suspension->extended_on.empty() ? "eucc.suspension.max" : "eucc.suspension.total_max";
    const auto rule = rules.duration(clock.rule, suspension->decided_on);
    clock.article = rule ? rule->source.display() : "EUCC Art. 30";
  }
  add(out, now, std::move(clock));
}

void matter_clocks(const Certificate& c, Instant now, const RuleBook& rules,
                   std::vector<Clock>& out) {
  for (const auto& [id, matter] : c.matters) {
    if (matter.closed_on || matter.remedy_on) continue;
    const bool product = matter.kind == MatterKind::kNonconformity;
    const std::string rule =
        product ? "eucc.nonconformity.remedy_proposal.max" : "eucc.noncompliance.remedy.max";
    const auto law = rules.duration(rule, matter.on);
    const bool eucc = c.scheme == Scheme::kEucc && law.has_value();
    add(out, now,
        {eucc ? rule : "scheme.remedy",
         eucc ? law->source.display() : "decision of the certification body",
         c.id.text() + " " + id,
         product ? "propose a remedy" : "take remedial action",
         c.holder.text(),
         matter.on,
         matter.remedy_due,
         {},
         {}});
  }
}

/// E21: whether the fix of a critical vulnerability may go out before it is evaluated again.
std::string deployment_of(const Patch& patch, const RuleBook& rules) {
  if (patch.patch_case != PatchCase::kCriticalVulnerability) return {};
  const auto law = rules.flag("eucc.patch.critical.deploy_in_parallel", patch.applied_on);
  if (!law) return {};
  return fmt::format("; it {} be deployed in parallel ({})", law->on ? "may" : "may not",
                     law->source.display());
}

/// E21: a patch under the certified procedure is reported or submitted within five working days.
void patch_clocks(const Certificate& c, Instant now, const RuleBook& rules,
                  std::vector<Clock>& out) {
  for (const auto& [id, patch] : c.patches) {
    if (patch.submitted_on) continue;
    const auto law = rules.duration("eucc.patch.step.max", patch.applied_on);
    const bool outside = patch.patch_case == PatchCase::kOutsideToe;
    add(out, now,
        {"eucc.patch.step.max",
         law ? law->source.display() : "EUCC Annex IV.4(6)",
         c.id.text() + " " + id,
         outside ? fmt::format("report the patch to {}", c.issuer.text())
                 : "submit the patch to the laboratory" + deployment_of(patch, rules),
         c.holder.text(),
         patch.applied_on,
         patch.due_on,
         {},
         {}});
  }
}

void expiry_clock(const Certificate& c, Instant now, const RuleBook& rules,
                  std::vector<Clock>& out) {
  const Date today = now.date();
  if (!c.valid_until || !may_be_valid(c, today)) return;
  const auto window =
      detail::last_day(rules, "eucc.review.request_near_expiry", *c.valid_until, today);
  if (!window || today < window->last_day) return;
  const bool eucc = c.scheme == Scheme::kEucc;
  add(out, now,
      {eucc ? "eucc.review.request_near_expiry" : "scheme.expiry",
       eucc ? window->source.display() : "date on the certificate",
       c.id.text(),
       "ask for a review, or let the certificate end",
       c.holder.text(),
       window->last_day,
       *c.valid_until,
       {},
       {}});
}

void notice_clocks(const State& state, Instant now, const RuleBook& rules,
                   std::vector<Clock>& out) {
  for (const auto& notice : outstanding_notices(state)) {
    // the law says "without undue delay" and names no days: the house does
    const auto due = detail::last_day(rules, "house.notice.max", notice.on, notice.on);
    const std::string to =
        notice.recipient ? notice.recipient->text() : std::string(codec::enum_name(notice.to));
    add(out, now,
        {"house.notice.max",
         notice.article,
         fmt::format("notice {}", notice.number),
         fmt::format("tell {}: {}",
                     notice.dependent ? to + " (" + notice.dependent->text() + ")" : to,
                     notice.why),
         notice.owed_by,
         notice.on,
         due ? due->last_day : notice.on,
         {},
         {}});
  }
}

void sampling_clocks(const State& state, Instant now, const RuleBook& rules,
                     std::vector<Clock>& out) {
  std::set<std::string> territories;
  for (const auto& [id, c] : state.certificates) {
    if (c.scheme == Scheme::kEucc && !c.territory.empty()) territories.insert(c.territory);
  }
  const std::int32_t year = now.date().year();
  for (const auto& territory : territories) {
    const auto sample = sampling(state, territory, year, rules);
    const auto first = Date::from_civil(year, 1, 1);
    const auto last = Date::from_civil(year, 12, 31);
    if (!sample || sample->reached || !first || !last) continue;
    add(out, now,
        {"eucc.sampling.min",
         sample->article,
         fmt::format("{} {}", territory, year),
         fmt::format("sample {} more certificates", sample->required - sample->sampled),
         fmt::format("national authority of {}", territory),
         *first,
         *last,
         {},
         {}});
  }
}

// ---- findings
// ---------------------------------------------------------------------------------------------------

using Found = std::vector<Finding>;

Date first_known(const Certificate& c) {
  if (c.valid_from) return *c.valid_from;
  Date out;
  for (const auto& [key, listing] : c.listings) {
    if (out == Date{} || listing.first_snapshot < out) out = listing.first_snapshot;
  }
  return out;
}

void paper_findings(const Certificate& c, Date on, Found& out) {
  const std::string id = c.id.text();
  if (!c.valid_until) {  // R18
    out.push_back(
        {"certificate.no_end_date", Severity::kWarning, id,
         fmt::format("{} has no end date, so nobody can say whether it is legally valid", id),
         first_known(c)});
  } else if (!c.valid_from && validity(c, on) == Validity::kUnknown) {
    out.push_back(
        {"certificate.no_start_date", Severity::kWarning, id,
         fmt::format("{} has no start date, so nobody can say whether it is legally valid", id),
         first_known(c)});
  }
  if (c.scheme != Scheme::kEucc && c.monitoring == MonitoringPractice::kUnknown &&
      may_be_valid(c, on)) {  // R19
    out.push_back({"certificate.unknown_monitoring", Severity::kNotice, id,
                   fmt::format("Nobody recorded whether {} is monitored after issue", id),
                   first_known(c)});
  }
  if (c.listings.empty()) return;
  Date gone;
  for (const auto& [key, listing] : c.listings) {
    if (!listing.vanished_on || *listing.vanished_on > on) return;
    gone = std::max(gone, *listing.vanished_on);
  }
  if (c.valid_until && on > *c.valid_until) return;
  out.push_back(
      {"certificate.vanished_from_registers", Severity::kNotice, id,
       fmt::format(
           "{} is gone from every register that listed it; that is no withdrawal: ask the issuer",
           id),
       gone});
}

/// True when no register lists the certificate any more, or none ever did.
bool vanished(const Certificate& c, Date on) {
  return !c.registered && std::ranges::none_of(c.listings, [&](const auto& entry) {
    return !entry.second.vanished_on || on < *entry.second.vanished_on;
  });
}

void base_findings(const State& state, const Certificate& c, Date on, Found& out) {
  if (!may_be_valid(c, on)) return;
  for (const auto& below : c.rests_on) {
    const Certificate* base = find(state, below);
    if (base == nullptr || (base->valid_from && on < *base->valid_from)) continue;
    const Status is = status(*base, on);
    const bool gone = is == Status::kInForce && !legally_valid(*base, on) && vanished(*base, on);
    const Date since =
        std::max(status_since(*base, on).value_or(first_known(*base)), first_known(c));
    if (is == Status::kInForce && !gone) {
      // said of what is known to be valid only: the base itself says it for all others
      if (!legally_valid(c, on) || validity(*base, on) != Validity::kUnknown) continue;
      out.push_back({"certificate.rests_on_unknown", Severity::kNotice, c.id.text(),
                     fmt::format("{} rests on {}, whose legal validity is not known", c.id.text(),
                                 below.text()),
                     since});
      continue;
    }
    const std::string_view how = gone ? "vanished from its registers" : codec::enum_name(is);
    out.push_back(
        {is == Status::kSuspended ? "certificate.rests_on_suspended" : "certificate.rests_on_ended",
         Severity::kWarning, c.id.text(),
         fmt::format("{} rests on {}, which is {}", c.id.text(), below.text(), how), since});
  }
}

/// JIL composite evaluation: the platform's report ages (18 months, UNVERIFIED, so only a warning).
void age_findings(const State& state, const Certificate& c, Date on, const RuleBook& rules,
                  Found& out) {
  if (!c.valid_from || on < *c.valid_from) return;
  const auto response = rules.choice("composite.etr.age.response", on);
  if (response && !response->choice.allows("warn")) return;
  for (const auto& below : c.rests_on) {
    const Certificate* base = find(state, below);
    const auto report = base == nullptr ? std::nullopt
                        : base->etr_on  ? base->etr_on
                                        : base->valid_from;
    if (!report) continue;
    const auto oldest = detail::last_day(rules, "composite.etr.age.max", *report, *c.valid_from);
    if (!oldest || *c.valid_from <= oldest->last_day) continue;
    out.push_back(
        {"certificate.platform_report_old", Severity::kWarning, c.id.text(),
         fmt::format("{} was issued {} days after {}, on which it rests ({})", c.id.text(),
                     days_between(*report, *c.valid_from), below.text(), oldest->source.display()),
         *c.valid_from});
  }
}

/// How many of the covered components hang together with none of the others: products of their own.
std::size_t products_in(const catalog::State& catalog, const std::set<ComponentId>& covers) {
  std::vector<std::set<ComponentId>> products;
  for (const auto& top : covers) {
    std::set<ComponentId> parts = catalog::contains(catalog, top);
    std::erase_if(products, [&](const std::set<ComponentId>& other) {
      const bool shared =
          std::ranges::any_of(other, [&](const ComponentId& part) { return parts.contains(part); });
      if (shared) parts.insert(other.begin(), other.end());
      return shared;
    });
    products.push_back(std::move(parts));
  }
  return products.size();
}

/// What the paper of a EUCC certificate must say: an id that the mark can bear (E26), and the
/// series where it covers several products (E29).
void form_findings(const World& world, const Certificate& c, Date on, const RuleBook& rules,
                   Found& out) {
  if (!c.registered || c.scheme != Scheme::kEucc || !c.valid_from || on < *c.valid_from) return;
  const auto mark_rule = rules.choice("eucc.mark.id_parts", *c.valid_from);
  const Date issued = c.history.empty() ? *c.valid_from : c.history.front().decided_on;
  const auto parts = id_parts(c.id);
  const auto named = [&](Date day) {
    return parts && parts->year == day.year() && parts->month == day.month();
  };
  if (mark_rule && !named(issued) && !named(*c.valid_from)) {
    out.push_back(
        {"certificate.mark_id", Severity::kWarning, c.id.text(),
         fmt::format("The id of {} does not name the month of its issue, {} ({})", c.id.text(),
                     issued.text().substr(0, 7), mark_rule->source.display()),
         *c.valid_from});
  }
  const auto series = rules.flag("eucc.product_series.allowed", *c.valid_from);
  if (c.series || !series) return;
  const std::size_t products = products_in(world.catalog, c.covers);
  if (products < 2) return;
  out.push_back({"certificate.several_products", Severity::kNotice, c.id.text(),
                 fmt::format("{} covers {} products that share no part and names no product series "
                             "({})",
                             c.id.text(), products, series->source.display()),
                 *c.valid_from});
}

/// R51: a confirmation after a failure is lawful, and stays in sight until a later assessment
/// passes.
void confirmed_findings(const Certificate& c, Date on, Found& out) {
  for (const auto& note : c.assessments) {
    const bool confirmed = note.outcome == AssessmentOutcome::kFailed &&
                           note.answer == Answer::kConfirmed && *note.answer_on <= on;
    if (!confirmed) continue;
    const bool cured = std::ranges::any_of(c.assessments, [&](const AssessmentNote& later) {
      return later.outcome == AssessmentOutcome::kPassed && note.on <= later.on && later.on <= on;
    });
    if (cured) continue;
    out.push_back(
        {"certificate.confirmed_after_failure", Severity::kWarning, c.id.text(),
         fmt::format("Assessment {} of {} failed on {}, and the certificate was confirmed",
                     note.event.text(), c.id.text(), note.on.text()),
         *note.answer_on});
  }
}

/// E21: the working days to report or submit a patch are over.
void patch_findings(const Certificate& c, Date on, Found& out) {
  for (const auto& [id, patch] : c.patches) {
    const bool late = patch.due_on < on && (!patch.submitted_on || on < *patch.submitted_on);
    if (!late) continue;
    out.push_back({"certificate.patch_not_submitted", Severity::kBreach, c.id.text(),
                   fmt::format("Patch {} of {} was to be reported or submitted by {}", id,
                               c.id.text(), patch.due_on.text()),
                   patch.due_on.plus_days(1)});
  }
}

/// The outcomes that the law of the day leaves, in words: "suspend or withdraw".
std::string outcomes_of(const Certificate& c, const RuleBook& rules, std::string_view rule, Date on,
                        std::string_view otherwise) {
  const auto law = rules.choice(rule, on);
  if (c.scheme != Scheme::kEucc || !law) return std::string(otherwise);
  std::string out = fmt::format("{}", fmt::join(law->choice.options, " or "));
  std::ranges::replace(out, '_', ' ');
  return fmt::format("{} ({})", out, law->source.display());
}

void duty_findings(const World& world, const Certificate& c, Date on, const RuleBook& rules,
                   Found& out) {
  const std::string id = c.id.text();
  if (status(c, on) == Status::kWithdrawn) return;
  for (const auto& s : c.suspensions) {
    const bool runs = s.decided_on <= on && (!s.ended_on || on < *s.ended_on);
    if (!runs || on <= s.until || status(c, on) == Status::kExpired) continue;
    out.push_back({"certificate.suspension_overdue", Severity::kBreach, id,  // R15
                   fmt::format("The suspension of {} ended on {} and nobody lifted it or withdrew: "
                               "it is for {}",
                               id, s.until.text(), suspension_owners(world, c, s, on)),
                   s.until.plus_days(1)});
  }
  for (const auto& note : c.assessments) {
    const bool waits = note.on <= on && note.outcome == AssessmentOutcome::kFailed &&
                       (!note.answered_on || on < *note.answered_on);
    if (!waits) continue;
    out.push_back({"certificate.decision_owed", Severity::kBreach, id,  // R12
                   fmt::format("Assessment {} of {} failed: confirm, suspend or withdraw",
                               note.event.text(), id),
                   note.on});
  }
  for (const auto& [name, matter] : c.matters) {
    const bool waits =
        detail::unremedied(matter, on) && (!matter.answered_on || on < *matter.answered_on);
    if (!waits) continue;
    out.push_back(
        {"certificate.remedy_missing", Severity::kBreach, id,  // E8
         fmt::format("Matter {} of {} has no appropriate remedy in time: {}", name, id,
                     matter.repeated ? outcomes_of(c, rules, "eucc.noncompliance.repeated.outcomes",
                                                   on, "withdraw")
                                     : outcomes_of(c, rules, "eucc.remedy_missing.outcomes", on,
                                                   "suspend or withdraw")),
         matter.verdict == RemedyVerdict::kNotAppropriate ? *matter.verdict_on
                                                          : matter.remedy_due.plus_days(1)});
  }
  for (const auto& entry : c.body_noncompliances) {
    if (entry.on > on || (entry.decided_on && *entry.decided_on <= on)) continue;
    out.push_back(
        {"certificate.affected_undecided", Severity::kWarning, id,  // E24
         fmt::format(
             "{} was found non-compliant, which affects {}: {}", entry.body.text(), id,
             outcomes_of(c, rules, "eucc.cab_noncompliance.outcomes", on, "maintain or withdraw")),
         entry.on});
  }
}

}  // namespace

void clocks(const World& world, Instant now, const RuleBook& rules, std::vector<Clock>& out) {
  for (const auto& [id, certificate] : world.certificate.certificates) {
    if (certificate.withdrawal) continue;
    suspension_clock(world, certificate, now, rules, out);
    matter_clocks(certificate, now, rules, out);
    patch_clocks(certificate, now, rules, out);
    expiry_clock(certificate, now, rules, out);
  }
  notice_clocks(world.certificate, now, rules, out);
  sampling_clocks(world.certificate, now, rules, out);
}

std::vector<Finding> findings(const World& world, Date on, const RuleBook& rules) {
  Found out;
  for (const auto& [id, certificate] : world.certificate.certificates) {
    paper_findings(certificate, on, out);
    base_findings(world.certificate, certificate, on, out);
    age_findings(world.certificate, certificate, on, rules, out);
    form_findings(world, certificate, on, rules, out);
    confirmed_findings(certificate, on, out);
    patch_findings(certificate, on, out);
    duty_findings(world, certificate, on, rules, out);
  }
  return out;
}

}  // namespace lw::certificate
