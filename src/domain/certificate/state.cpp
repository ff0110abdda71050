#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "domain/certificate/canonical.hpp"
#include "domain/certificate/certificate.hpp"

namespace lw::certificate {
namespace {

/// Applies `change` to a known certificate; an event about an unknown one changes nothing.
void change(State& state, const CertificateId& id,
            const std::function<void(Certificate&)>& change) {
  const auto it = state.certificates.find(id);
  if (it != state.certificates.end()) change(it->second);
}

void add_references(State& state, Certificate& certificate,
                    const std::set<CertificateId>& rests_on) {
  for (const auto& below : rests_on) {
    if (certificate.rests_on.insert(below).second) link(state.graph, certificate.id, below);
  }
}

void add_coverage(State& state, Certificate& certificate, const std::set<ComponentId>& covers) {
  for (const auto& component : covers) {
    certificate.covers.insert(component);
    state.covered_by[component].insert(certificate.id);
  }
}

Suspension* running(Certificate& certificate) {
  if (certificate.suspensions.empty() || certificate.suspensions.back().ended_on) return nullptr;
  return &certificate.suspensions.back();
}

/// A decision of the kind that R12 waits for was made: whatever was waiting has its answer, and the
/// assessment that the decision names as well (R51).
void answer(Certificate& certificate, Answer answer, Date on,
            const std::optional<SurveillanceEventId>& named) {
  for (auto& note : certificate.assessments) {
    if (note.answered_on && note.event != named) continue;
    if (!note.answered_on) note.answered_on = on;
    note.answer = answer;
    note.answer_on = on;
  }
}

Answer answer_of(ReviewOutcome outcome) {
  switch (outcome) {
    case ReviewOutcome::kConfirm: return Answer::kConfirmed;
    case ReviewOutcome::kWithdraw: return Answer::kWithdrawn;
    case ReviewOutcome::kWithdrawAndExtend:
    case ReviewOutcome::kWithdrawAndRescope: return Answer::kReplaced;
  }
  return Answer::kConfirmed;
}

void on(State& state, const CertificateRegistered& e) {
  Certificate& c = state.certificates[e.certificate];
  c.id = e.certificate;
  c.scheme = e.scheme;
  c.subject = e.subject;
  c.issuer = e.issuer;
  c.holder = e.holder;
  c.territory = e.territory;
  c.name = e.name;
  c.assurance = e.assurance;
  c.shown_level = e.shown_level;
  c.valid_from = e.valid_from;
  c.valid_until = e.valid_until;
  c.etr_on = e.etr_on;
  c.laboratory = e.laboratory;
  c.replaces = e.replaces;
  c.qscd = e.qscd;
  c.series = e.series;
  c.standard = e.standard;
  c.registered = true;
  c.history.push_back({e.valid_from, Status::kInForce, e.on, e.issuer, e.reason});
  add_references(state, c, e.rests_on);
  add_coverage(state, c, e.covers);
}

void on(State& state, const LongerValidityApproved& e) {
  state.approvals[e.certificate] = {e.authority, e.until, e.on};
}

/// Public lists fill what no decision here has settled; an empty field says nothing.
void on(State& state, const CertificateListed& e) {
  Certificate& c = state.certificates[e.certificate];
  c.id = e.certificate;
  Listing& listing = c.listings[e.source + ":" + e.register_id];
  listing = {e.source,      e.register_id, e.name,        e.holder_name, e.assurance,
             e.shown_level, e.valid_from,  e.valid_until, e.snapshot,    std::nullopt};
  if (!e.register_id.empty()) state.aliases.emplace(fold_alias(e.register_id), e.certificate);
  if (c.registered) return;
  c.scheme = e.scheme;
  if (!e.name.empty()) c.name = e.name;
  if (e.issuer) c.issuer = *e.issuer;
  if (e.holder) c.holder = *e.holder;
  if (!e.territory.empty()) c.territory = e.territory;
  if (!e.assurance.empty()) c.assurance = e.assurance;
  if (!e.shown_level.empty()) c.shown_level = e.shown_level;
  if (e.valid_from) c.valid_from = e.valid_from;
  if (e.valid_until) c.valid_until = e.valid_until;
}

void on(State& state, const ListingVanished& e) {
  change(state, e.certificate, [&](Certificate& c) {
    const auto it = c.listings.find(e.source + ":" + e.register_id);
    if (it != c.listings.end()) it->second.vanished_on = e.snapshot;
  });
}

void on(State& state, const AliasRecorded& e) {
  state.aliases[fold_alias(e.alias)] = e.certificate;
}

void on(State& state, const ReferenceRecorded& e) {
  change(state, e.certificate, [&](Certificate& c) { add_references(state, c, e.rests_on); });
}

void on(State& state, const CoverageRecorded& e) {
  change(state, e.certificate, [&](Certificate& c) { add_coverage(state, c, e.covers); });
}

void on(State& state, const MonitoringPracticeRecorded& e) {
  change(state, e.certificate, [&](Certificate& c) { c.monitoring = e.practice; });
}

void on(State& state, const CertificateShared& e) {
  change(state, e.certificate, [&](Certificate& c) { c.shared_with.insert(e.with_territory); });
}

void on(State& state, const CertificateSuspended& e) {
  change(state, e.certificate, [&](Certificate& c) {
    c.suspensions.push_back({e.ground, e.on, e.from, e.until, std::nullopt, {}, e.ends_validity});
    c.history.push_back({e.from, Status::kSuspended, e.on, e.by, e.reason});
    answer(c, Answer::kSuspended, e.on, e.assessment);
    for (auto& [id, matter] : c.matters) {
      if (!matter.closed_on && !matter.answered_on) matter.answered_on = e.on;
    }
  });
}

void on(State& state, const SuspensionExtended& e) {
  change(state, e.certificate, [&](Certificate& c) {
    if (Suspension* suspension = running(c)) {
      suspension->until = e.until;
      suspension->extended_on.push_back(e.on);
    }
  });
}

void on(State& state, const SuspensionLifted& e) {
  change(state, e.certificate, [&](Certificate& c) {
    Suspension* suspension = running(c);
    if (suspension == nullptr) return;
    // lifted before its first day: it never took effect
    suspension->ended_on = std::max(e.on, suspension->from);
    c.history.push_back({*suspension->ended_on, Status::kInForce, e.on, e.by, e.reason});
  });
}

void on(State& state, const CertificateWithdrawn& e) {
  change(state, e.certificate, [&](Certificate& c) {
    if (Suspension* suspension = running(c)) suspension->ended_on = e.on;
    c.withdrawal = Withdrawal{e.on, e.path, e.ground, e.by};
    c.history.push_back({e.on, Status::kWithdrawn, e.on, e.by, e.reason});
    answer(c, Answer::kWithdrawn, e.on, e.assessment);
    for (auto& [id, matter] : c.matters) {
      if (!matter.closed_on) matter.closed_on = e.on;
    }
  });
}

void on(State& state, const ReviewOpened& e) {
  change(state, e.certificate,
         [&](Certificate& c) { c.reviews.push_back({e.ground, e.on, e.reason, {}, {}, {}, {}}); });
}

void on(State& state, const ReviewConcluded& e) {
  change(state, e.certificate, [&](Certificate& c) {
    if (c.reviews.empty()) return;
    Review& review = c.reviews.back();
    review.closed_on = e.on;
    review.outcome = e.outcome;
    review.successor = e.successor;
    review.evidence = e.evidence;
    answer(c, answer_of(e.outcome), e.on, e.assessment);
  });
}

void on(State& state, const MaintenanceRecorded& e) {
  change(state, e.certificate, [&](Certificate& c) {
    c.maintenance.push_back({e.on, e.change, e.impact_report, e.new_certificate, e.change_class});
    add_coverage(state, c, e.also_covers);
  });
}

void on(State& state, const MatterReported& e) {
  change(state, e.certificate, [&](Certificate& c) {
    c.matters[e.matter] = {e.kind, e.on, e.remedy_due, e.finding, e.repeated, {},
                           {},     {},   {},           {},        {}};
  });
}

void change_matter(State& state, const CertificateId& certificate, const std::string& matter,
                   const std::function<void(Matter&)>& what) {
  change(state, certificate, [&](Certificate& c) {
    const auto it = c.matters.find(matter);
    if (it != c.matters.end()) what(it->second);
  });
}

void on(State& state, const RemedyRecorded& e) {
  change_matter(state, e.certificate, e.matter, [&](Matter& m) {
    m.remedy_on = e.on;
    m.remedy = e.remedy;
    m.verdict = std::nullopt;
    m.verdict_on = std::nullopt;
  });
}

void on(State& state, const RemedyDecided& e) {
  change_matter(state, e.certificate, e.matter, [&](Matter& m) {
    m.verdict = e.verdict;
    m.verdict_on = e.on;
    if (e.verdict == RemedyVerdict::kAppropriate) m.closed_on = e.on;
    else m.answered_on = std::nullopt;
  });
}

void on(State& state, const NoticeRequested& e) {
  state.notices[e.number] = {e.number, e.certificate, e.dependent, e.to, e.recipient, e.owed_by,
                             e.about,  e.why,         e.article,   e.on, std::nullopt};
  state.outstanding.insert(e.number);
}

void on(State& state, const NoticeDelivered& e) {
  const auto it = state.notices.find(e.number);
  if (it == state.notices.end()) return;
  it->second.delivered_on = e.on;
  state.outstanding.erase(e.number);
}

void on(State& state, const SampleRecorded& e) {
  state.samples[fmt::format("{}/{}", e.territory, e.year)].insert(e.certificates.begin(),
                                                                  e.certificates.end());
}

void on(State& state, const BodyNoncomplianceRecorded& e) {
  for (const auto& id : e.certificates) {
    change(state, id,
           [&](Certificate& c) { c.body_noncompliances.push_back({e.body, e.on, {}, {}}); });
  }
}

void on(State& state, const AffectedDecided& e) {
  change(state, e.certificate, [&](Certificate& c) {
    for (auto& entry : c.body_noncompliances) {
      if (entry.body == e.body && !entry.outcome)
        entry.outcome = e.outcome, entry.decided_on = e.on;
    }
  });
}

void on(State& state, const AssessmentNoted& e) {
  change(state, e.certificate, [&](Certificate& c) {
    const bool waits = e.outcome == AssessmentOutcome::kFailed;
    c.assessments.push_back({e.event,
                             e.on,
                             e.outcome,
                             e.report,
                             waits ? std::optional<Date>{} : std::optional(e.on),
                             {},
                             {}});
  });
}

void on(State& state, const PatchRecorded& e) {
  change(state, e.certificate, [&](Certificate& c) {
    c.patches[e.patch] = {e.patch_case, e.what, e.case_id, e.on, e.due_on, {}, {}, {}};
  });
}

void on(State& state, const PatchSubmitted& e) {
  change(state, e.certificate, [&](Certificate& c) {
    const auto it = c.patches.find(e.patch);
    if (it == c.patches.end()) return;
    it->second.submitted_on = e.on;
    it->second.submitted_to = e.to;
    it->second.evidence = e.evidence;
  });
}

}  // namespace

void apply(State& state, const Event& event) {
  std::visit([&](const auto& e) { on(state, e); }, event);
}

const Certificate* find(const State& state, const CertificateId& id) {
  const auto it = state.certificates.find(id);
  return it == state.certificates.end() ? nullptr : &it->second;
}

CertificateId resolve(const State& state, std::string_view any_spelling_or_alias) {
  const CertificateId exact{std::string(any_spelling_or_alias)};
  if (state.certificates.contains(exact)) return exact;
  const CertificateId canonical(canonical_id(any_spelling_or_alias));
  if (state.certificates.contains(canonical)) return canonical;
  const auto alias = state.aliases.find(fold_alias(any_spelling_or_alias));
  return alias == state.aliases.end() ? canonical : alias->second;
}

}  // namespace lw::certificate
