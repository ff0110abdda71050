#include <fmt/format.h>

#include <algorithm>

#include "app/replay.hpp"
#include "app/view.hpp"
#include "cmd/longwatch/names.hpp"
#include "cmd/longwatch/report_data.hpp"
#include "codec/json.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;
using report::EventKind;
using vulnerability::Case;

constexpr std::int32_t kBeforeDays = 14;
constexpr std::int32_t kAfterDays = 14;
constexpr std::int32_t kLeastDays = 60;

/// What an event of the history is on the axis of a case; nothing for events that are no steps of
/// it.
struct Step {
  const Asked& ask;
  const Programme& programme;
  const Case& item;
  const vulnerability::Affected& affected;

  using Row = std::optional<report::TimelineEvent>;

  static Row row(Date on, EventKind kind, std::string what, std::string label) {
    report::TimelineEvent out;
    out.on = on;
    out.kind = kind;
    out.what = std::move(what);
    out.short_label = std::move(label);
    out.backing = report::Backing::kComputed;
    return out;
  }
  bool mine(const CaseId& id) const { return id == item.id; }
  bool reached(const CertificateId& id) const { return affected.reached.contains(id); }

  Row operator()(const vulnerability::FlawReported& e) const {
    if (!mine(e.case_id)) return std::nullopt;
    return row(e.on, EventKind::kNotice, fmt::format("{}. Reported by: {}", e.summary, e.reference),
               "notice");
  }
  Row operator()(const vulnerability::FlawConfirmed& e) const {
    if (!mine(e.case_id)) return std::nullopt;
    return row(e.on, EventKind::kConfirmation, fmt::format("{}: {}", e.basis, e.reason),
               "confirmed");
  }
  Row operator()(const vulnerability::RestrictionLifted& e) const {
    if (!mine(e.case_id)) return std::nullopt;
    return row(e.on, EventKind::kPublication, "The restriction on the case ends: " + e.reason,
               "flaw public");
  }
  Row operator()(const vulnerability::MeasureRecorded& e) const {
    if (!mine(e.case_id)) return std::nullopt;
    const bool first = e.on == item.measures.front().on;
    return row(e.on, EventKind::kRemedy, fmt::format("{}: {}", e.reason, e.measure),
               first ? "first remedy" : "remedy");
  }
  Row operator()(const vulnerability::AdvisoryPublished& e) const {
    if (!mine(e.case_id)) return std::nullopt;
    return row(e.on, EventKind::kPublication, fmt::format("{}. {}", e.title, e.remedy), "advisory");
  }
  Row operator()(const resistance::AttackPathRated& e) const {
    if (!affected.components.contains(e.component)) return std::nullopt;
    return row(e.on, EventKind::kResearch,
               fmt::format("The attack is rated at {}; known then: {}",
                           counted(e.total, "point", "points"), e.reason),
               "");
  }
  Row operator()(const contingency::ProposalSettled& e) const {
    if (e.programme != programme.id || e.answer != contingency::Answer::kExecute)
      return std::nullopt;
    return row(
        e.on, EventKind::kDecision,
        "Two people decide to carry out what the contingency plan proposes (" + e.proposal + ")",
        "plan decided");
  }
  Row operator()(const risk::RiskDecided& e) const {
    const auto* found = risk::find(ask.state.risk, e.risk);
    if (found == nullptr || found->programme != programme.id || found->case_id != item.id)
      return std::nullopt;
    return row(e.on, EventKind::kDecision, "The options are decided: " + e.reason,
               "options decided");
  }
  Row operator()(const programme::ProductionStopped& e) const {
    if (e.programme != programme.id) return std::nullopt;
    return row(e.on, EventKind::kProduction,
               fmt::format("No more documents are produced with {}: {}",
                           name_of(ask.state, e.component), e.reason),
               "production stop");
  }
  Row operator()(const programme::UsesLimited& e) const {
    if (e.programme != programme.id) return std::nullopt;
    std::vector<std::string> uses;
    for (const auto use : e.withdrawn) uses.push_back(use_text(use));
    return row(e.on, EventKind::kEffect,
               fmt::format("Documents lose {}: {}", joined(uses), e.reason), "uses limited");
  }
  Row operator()(const certificate::CertificateSuspended& e) const {
    if (!reached(e.certificate)) return std::nullopt;
    return row(e.on, EventKind::kCertificate,
               fmt::format("{} is suspended until {}: {}", e.certificate.text(), day_text(e.until),
                           e.reason),
               "suspended");
  }
  Row operator()(const certificate::SuspensionLifted& e) const {
    if (!reached(e.certificate)) return std::nullopt;
    return row(e.on, EventKind::kCertificate,
               fmt::format("The suspension of {} ends: {}", e.certificate.text(), e.reason),
               "suspension lifted");
  }
  Row operator()(const certificate::CertificateWithdrawn& e) const {
    if (!reached(e.certificate)) return std::nullopt;
    return row(e.on, EventKind::kCertificate,
               fmt::format("{} is withdrawn: {}", e.certificate.text(), e.reason), "withdrawn");
  }
  template <class Other>
  Row operator()(const Other&) const {
    return std::nullopt;
  }
};

/// What the history holds of a case.
struct Recorded {
  std::vector<report::TimelineEvent> events;  ///< each with who gave it and its entry
  KnownThen known;
};

Result<Recorded> recorded(Session& session, const Step& step) {
  LW_TRY(const core::State* whole, session.state());
  LW_TRY(LocalStore * store, session.store());
  const app::Ports ports = store->ports();
  Recorded out;
  std::map<Bytes, std::string> asked;  // who gave the command that the system carried on
  LW_CHECK(app::read_entries(
      ports.history, ports.vault, 0, [&](const app::Entry& entry) -> Result<void> {
        const std::string& actor =
            asked.emplace(entry.record.command_id, entry.record.actor).first->second;
        if (!entry.event || app::closed_to(*whole, step.ask.viewer, entry)) return {};
        auto row =
            std::visit([&](const auto& slice) { return std::visit(step, slice); }, *entry.event);
        if (!row || row->on > step.ask.on) return {};
        if (const auto* slice = std::get_if<resistance::Event>(&*entry.event)) {
          if (const auto* rated = std::get_if<resistance::AttackPathRated>(slice))
            out.known[rated->rating] = rated->reason;
        }
        row->who = name_of(step.ask.state, PersonId(actor), entry.record.recorded_at.date());
        row->sources = {fmt::format("history entry {}", entry.seq)};
        out.events.push_back(std::move(*row));
        return {};
      }));
  return out;
}

/// Adds what public documents say: to the recorded step of the same day and kind as its sources, as
/// a step of its own otherwise.
void add_public(std::vector<report::TimelineEvent>& events,
                const std::vector<report::TimelineEvent>& documents, Date until) {
  for (const auto& event : documents) {
    if (event.on > until) continue;
    const auto same = std::ranges::find_if(events, [&](const auto& known) {
      return known.on == event.on && known.kind == event.kind &&
             known.backing == report::Backing::kComputed;
    });
    if (same == events.end()) {
      events.push_back(event);
      continue;
    }
    same->sources.insert(same->sources.end(), event.sources.begin(), event.sources.end());
    if (!event.who.empty() && same->who.find(event.who) == std::string::npos)
      same->who = event.who + "; recorded by " + same->who;
  }
  std::ranges::stable_sort(events, {}, &report::TimelineEvent::on);
}

/// EUCC Art. 30(1) and (6): had the certificate been suspended on a day of the case, by today's
/// law, when would the suspension have ended, and had the remedy come?
void add_suspensions(report::CaseTimeline& line, const Asked& ask, const Case& item) {
  if (item.measures.empty()) return;
  const Date remedy = item.measures.front().on;
  const Date law = ask.viewer.now.date();  // today's law, whatever day the report is for
  const auto first = ask.rules.duration("eucc.suspension.max", law);
  const auto most = ask.rules.duration("eucc.suspension.total_max", law);
  const auto calendar = ask.rules.calendar("EU");
  if (!first || !most || !calendar || remedy > ask.on) return;
  const auto add = [&](Date decided, std::string label, const auto& rule) {
    const auto last = rules::deadline(decided, rule, (*calendar)->days);
    if (!last) return;
    line.clocks.push_back(
        {std::move(label), rule.source.display(), decided.plus_days(1), *last, "a remedy", remedy,
         "first remedy",
         remedy > *last ? report::ClockOutcome::kMissed : report::ClockOutcome::kMet,
         report::Backing::kModelled});
  };
  add(line.zero, "suspension by today's law, decided on the day of the notice", *first);
  for (const auto& standing : item.standings) {
    if (standing.standing != vulnerability::Standing::kConfirmed || standing.on == line.zero)
      continue;
    add(standing.on, "the same, decided on the day the flaw was confirmed", *first);
    break;
  }
  add(line.zero, "the same, extended by the national authority as far as it may", *most);
}

}  // namespace

Result<KnownThen> fill_timeline(report::Report& out, Session& session, const Asked& ask,
                                const Programme& programme, const Case& item,
                                const CaseDocuments& documents) {
  report::CaseTimeline& line = out.timeline;
  line.zero = item.reports.front().received_at.date();
  line.zero_label = "notice";
  line.caption =
      "The case from notice: what the history holds, what public sources say, and the clocks of "
      "today's law against what happened.";
  const auto affected =
      vulnerability::affected(core::vulnerability_world(ask.state), item.id, ask.known_on);
  LW_TRY(Recorded history, recorded(session, Step{ask, programme, item, affected}));
  line.events = std::move(history.events);
  add_public(line.events, documents.events, ask.on);
  line.from = line.zero.plus_days(-kBeforeDays);
  line.until = std::max(line.events.empty() ? ask.on : line.events.back().on.plus_days(kAfterDays),
                        line.zero.plus_days(kLeastDays));
  add_suspensions(line, ask, item);
  return std::move(history.known);
}

}  // namespace lw::cmd
