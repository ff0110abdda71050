#include "cmd/longwatch/report_data.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codec/json.hpp"
#include "domain/core/core.hpp"
#include "domain/core/names.hpp"
#include "domain/programme/erosion.hpp"
#include "domain/programme/stock.hpp"
#include "store/tiles/reader.hpp"
#include "verify/verify.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;
using vulnerability::Case;

constexpr std::size_t kFindingsShownMax = 40;
constexpr std::size_t kReasonShown = 200;

std::string use_text(catalog::Use use) {
  switch (use) {
    case catalog::Use::kFreeMovement: return "free movement in the Union";
    case catalog::Use::kBorderCrossing: return "crossing of external borders";
    case catalog::Use::kDigitalIdentity: return "digital identity and e-services";
  }
  return {};
}

void fill_ratings(report::Report& out, const Asked& ask, const vulnerability::Affected& affected) {
  for (const auto& [id, rating] : ask.state.resistance.ratings) {
    if (!affected.components.contains(rating.component) || rating.on > ask.on) continue;
    std::string factors;
    for (const auto& factor : rating.factors) {
      factors += fmt::format("{}{} {} {}", factors.empty() ? "" : ", ", factor.factor,
                             factor.column, factor.points);
    }
    const auto table = ask.rules.attack_table(rating.table.id, rating.on);
    std::int32_t claimed = 0;
    std::string resists;
    if (table) {
      if (const auto claim = (*table)->claim_of_van(5)) claimed = *claim;
      resists = std::string(rules::to_string((*table)->band_of(rating.total).potential));
    }
    out.ratings.push_back({id.text(), rating.path.text(),
                           rating.table.id + " " + rating.table.version, rating.on, rating.basis,
                           rating.total, claimed, resists, factors, report::Backing::kUnverified});
  }
  std::ranges::sort(out.ratings, {}, &report::Rating::as_of);
}

report::RiskLevel level_of(risk::Level level) {
  switch (level) {
    case risk::Level::kLow: return report::RiskLevel::kLow;
    case risk::Level::kModerate: return report::RiskLevel::kModerate;
    case risk::Level::kHigh: return report::RiskLevel::kHigh;
    case risk::Level::kCritical: return report::RiskLevel::kCritical;
  }
  return report::RiskLevel::kIncomplete;
}

void fill_options(report::Report& out, const risk::Risk& item) {
  if (item.comparisons.empty()) return;
  std::set<std::string> chosen;
  for (const auto& decision : item.decisions)
    chosen.insert(decision.chosen.begin(), decision.chosen.end());
  for (const auto& compared : item.comparisons.back().options) {
    const auto& option = compared.option;
    report::Option row;
    row.name = option.says;
    row.verdict = chosen.contains(option.id) ? report::OptionVerdict::kChosen
                  : compared.available       ? report::OptionVerdict::kPossible
                                             : report::OptionVerdict::kUnavailable;
    row.reason = compared.available
                     ? (compared.above_ceiling ? "asks more of holders than the ceiling" : "")
                     : compared.why_not;
    if (option.cost_basis != "unknown") row.cost_eur = option.cost_euros;
    row.holder_effort =
        fmt::format("{} minutes, {} journeys", option.effort.minutes, option.effort.journeys);
    row.residual_risk = std::string(codec::enum_name(option.residual));
    out.options.push_back(std::move(row));
  }
}

void fill_risks(report::Report& out, const Asked& ask, const Programme& programme,
                const Case& item) {
  const auto world = core::risk_world(ask.state);
  for (const auto& [id, one] : ask.state.risk.risks) {
    if (one.programme != programme.id || one.case_id != item.id || one.opened_on > ask.on) continue;
    fill_options(out, one);
    const auto evaluation = risk::evaluate(world, one, ask.on);
    for (const auto& [use, score] : evaluation.by_use) {
      report::RiskStatement row;
      row.id = id.text();
      row.use = use_text(use);
      row.level = level_of(score.level);
      row.statement = one.statements.empty() ? "" : one.statements.back().text;
      row.resistance_input = fmt::format("likelihood {} of 5", score.likelihood);
      row.resistance_id = evaluation.resistance_input;
      row.use_input =
          fmt::format("{} documents, impact {} of 5", grouped(score.documents), score.impact);
      row.use_id = evaluation.exposure_input;
      row.as_of = one.exposure.empty() ? ask.on : one.exposure.back().on;
      out.risks.push_back(std::move(row));
    }
  }
}

/// When a measure of that kind really took effect in the programme.
std::optional<report::DatedLine> happened(const Programme& programme,
                                          contingency::MeasureKind kind) {
  std::optional<report::DatedLine> out;
  const auto earliest = [&](Date on, std::string what) {
    if (!out || on < out->on) out = report::DatedLine{on, std::move(what)};
  };
  for (const auto& [id, limit] : programme.limits) {
    if (kind == contingency::MeasureKind::kLimitUses) earliest(limit.in_force.from, limit.reason);
  }
  for (const auto& [id, introduction] : programme.introductions) {
    for (const auto& stop : introduction.stops) {
      if (kind == contingency::MeasureKind::kReplaceSoftware)
        earliest(stop.from, "production with " + id.text() + " stopped");
    }
    for (const auto& cohort : introduction.cohorts) {
      if (kind != contingency::MeasureKind::kReplaceDocuments &&
          kind != contingency::MeasureKind::kOther)
        continue;
      if (cohort.holder_group != "renewed") continue;
      for (const auto& [state, months] : cohort.reached) {
        if (!months.empty())
          earliest(months.begin()->first, "first documents renewed in this month");
      }
    }
  }
  return out;
}

void fill_plan(report::Report& out, const Asked& ask, const Programme& programme) {
  const auto in_force = contingency::plan_in_force(ask.state.contingency, programme.id, ask.on);
  if (!in_force) {
    out.plan.status = "none";
    return;
  }
  out.plan.name = in_force.version->content.title;
  out.plan.status = "approved";
  out.plan.approved_on = in_force.version->in_force_from;
  for (const auto& approval : in_force.version->approvals)
    out.plan.approved_by.push_back(approval.by.text());
  for (const auto& exercise : in_force.plan->exercises) {
    out.plan.exercises.push_back(
        {exercise.held_on,
         fmt::format("{}; {} findings", exercise.scenario, exercise.findings.size())});
  }
  std::int32_t gained = 0;
  for (const auto& [id, proposal] : ask.state.contingency.proposals) {
    if (proposal.programme != programme.id) continue;
    const auto foresight = contingency::foresight(core::contingency_world(ask.state), programme.id,
                                                  proposal.level, proposal.raised_on, ask.rules);
    if (!foresight) continue;
    for (const auto& measure : foresight->measures) {
      report::PlanTrigger row;
      row.id = id + "/" + measure.measure;
      row.level = std::string(codec::enum_name(proposal.level));
      row.condition = "erosion level " + row.level;
      row.measure = measure.title;
      row.state = report::TriggerState::kReached;
      row.reached_on = measure.first_effect_on;
      row.reached_because = fmt::format("level reached on {}, decided by {}",
                                        proposal.raised_on.text(), foresight->decide_by.text());
      if (const auto real = happened(programme, measure.kind)) {
        row.happened_on = real->on;
        row.happened = real->what;
        gained = std::max(gained, days_between(measure.first_effect_on, real->on));
      }
      out.plan.triggers.push_back(std::move(row));
    }
  }
  out.plan.caption = gained > 0 ? fmt::format(
                                      "Followed on the day it was triggered, the plan would have "
                                      "worked up to {} days earlier.",
                                      gained)
                                : "The plan would not have worked earlier than what was done.";
}

Result<void> fill_decisions(report::Report& out, Session& session, const Asked& ask,
                            bool verified) {
  LW_TRY(LocalStore * store, session.store());
  const app::Ports ports = store->ports();
  return app::read_entries(
      ports.history, ports.vault, 0, [&](const app::Entry& entry) -> Result<void> {
        const bool decision =
            entry.event &&
            std::ranges::find(core::decision_events(), core::name_of(*entry.event),
                              &core::DecisionEvent::event) != core::decision_events().end();
        if (!decision || entry.record.part != 0 || entry.record.recorded_at.date() > ask.on)
          return {};
        const bool readable =
            !entry.record.sealed ||
            (ask.viewer.person &&
             access::in_compartment(ask.state.access, *ask.viewer.person,
                                    CompartmentId(entry.record.sealed->compartment),
                                    ask.viewer.now));
        if (!readable) return {};
        const auto body = core::json_of(*entry.event);
        const auto* reason = body.get_object().if_contains("reason");
        report::Decision row;
        row.log_index = static_cast<std::int64_t>(entry.seq);
        row.decided_on = entry.record.recorded_at.date();
        row.effective_from = entry.record.effective_on;
        row.what = std::string(core::name_of(*entry.event));
        row.who = entry.record.actor;
        row.authority = entry.record.authority;
        row.why = reason != nullptr && reason->is_string()
                      ? shorten(std::string_view(reason->get_string()), kReasonShown)
                      : "";
        row.signature =
            verified ? report::SignatureStatus::kVerified : report::SignatureStatus::kInvalid;
        out.decisions.push_back(std::move(row));
        return {};
      });
}

Result<void> fill_history(report::Report& out, Session& session) {
  LW_TRY(LocalStore * store, session.store());
  LW_TRY(const std::string vkey, store->log_verifier_key());
  verify::VerifyOptions options;
  LW_TRY(options.key, codec::parse_verifier_key(vkey));
  for (const auto& decision : core::decision_events())
    options.signed_events.emplace_back(decision.event);
  LW_TRY(const verify::VerifyReport report, verify::verify_log(store->log_folder(), options));
  out.history.log_name = store->settings().origin;
  if (report.checkpoint) {
    out.history.size = static_cast<std::int64_t>(report.checkpoint->size);
    out.history.root_hash = to_base64(report.checkpoint->root.bytes);
  }
  LW_TRY(out.history.checkpoint, store::TileReader(store->log_folder()).checkpoint_note());
  out.history.check =
      report.good() ? report::HistoryCheck::kVerified : report::HistoryCheck::kFailed;
  out.history.checked_at = store::SystemClock().now();
  for (const auto& finding : report.findings) out.history.problems.push_back(finding.what);
  out.history.command = "longwatch-verify --log-key '" + vkey + "' log";
  return {};
}

void fill_summary(report::Report& out, const Asked& ask, const Programme& programme,
                  const Case& item) {
  const auto affected =
      vulnerability::affected(core::vulnerability_world(ask.state), item.id, ask.on);
  const Date notice = item.reports.front().received_at.date();
  const auto before = programme::exposure(core::programme_world(ask.state), programme.id,
                                          open_software(ask, programme, item.id, notice), notice);
  const auto after = programme::exposure(core::programme_world(ask.state), programme.id,
                                         open_software(ask, programme, item.id, ask.on), ask.on);
  std::int64_t used_before = 0;
  std::int64_t used_after = 0;
  std::string touched;
  for (const auto use : affected.uses) {
    const auto count = [&](const programme::Exposure& e) {
      const auto it = e.by_use.find(use);
      return it == e.by_use.end() ? 0 : it->second;
    };
    used_before = std::max(used_before, count(before));
    used_after = std::max(used_after, count(after));
    touched += (touched.empty() ? "" : ", ") + use_text(use);
  }
  report::Summary& s = out.summary;
  s.headline =
      fmt::format("{} documents carried a weakness on {}; on {} {} of them are still open to it.",
                  grouped(before.documents), notice.text(), ask.on.text(), grouped(used_after));
  s.what_happened.push_back(fmt::format(
      "{}. It touches one kind of use: {}. Other uses are not touched.", item.title, touched));
  if (const auto* risks = out.risks.empty() ? nullptr : &out.risks.front();
      risks != nullptr && !risks->statement.empty()) {
    s.what_happened.push_back(risks->statement);
  }
  s.affected.push_back({"documents with the weakness at the notice", before.documents, "documents",
                        "", report::Backing::kComputed});
  s.affected.push_back({"open to it in use at the notice", used_before, "documents", touched,
                        report::Backing::kComputed});
  s.affected.push_back(
      {"open to it in use now", used_after, "documents", "", report::Backing::kComputed});
  s.affected.push_back({"with the weakness in the field now", after.documents, "documents",
                        "still good for travel", report::Backing::kComputed});
  s.affected.push_back({"certificates reached", out.graph.all, "",
                        fmt::format("{} confirmed", out.graph.confirmed),
                        report::Backing::kComputed});
  for (const auto& option : out.options) {
    if (option.verdict == report::OptionVerdict::kChosen)
      s.decided.push_back({option.name, "chosen among the options compared", std::nullopt});
  }
  for (const auto& clock : out.open_clocks) {
    if (s.still_open.size() < 5)
      s.still_open.push_back(
          fmt::format("{}: {} by {} ({})", clock.what, clock.who, clock.due.text(), clock.rule));
  }
  for (const auto& event : out.timeline.events) {
    s.dates.push_back(
        {event.on, fmt::format("day {}: {}", days_between(notice, event.on), event.short_label)});
  }
}

}  // namespace

Result<report::Report> report_data(Session& session, const ReportSubject& subject) {
  LW_TRY(const Asked ask, asked(session));
  const Programme* programme = programme::find(ask.state.programme, subject.programme);
  if (programme == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("no programme {}", subject.programme.text()));
  LW_TRY(const Case* item,
         vulnerability::visible(core::vulnerability_world(ask.state), subject.case_id, ask.viewer));
  report::Report out;
  out.title = item->title;
  out.programme = programme->name + ", " + programme->authority.text();
  out.case_id = item->id.text();
  out.classification = item->compartment ? "restricted: " + item->compartment->text() : "public";
  out.as_of = ask.on;
  out.known_at = ask.viewer.now;
  out.made_by = fmt::format("Longwatch {}", LW_VERSION);
  LW_TRY(LocalStore * store, session.store());
  if (store->settings().clock == ClockKind::kSimulated)
    out.data_note = "From a store on a simulated clock: a replay, not the record of an authority.";
  fill_graph(out, ask, *item);
  const ComponentId software = affected_software(ask, *programme, *item);
  if (!software.empty()) fill_lifetime(out, ask, *programme, software);
  fill_stock(out, ask, *programme);
  fill_exposure(out, ask, *programme, *item);
  fill_timeline(out, ask, *programme, *item);
  fill_ratings(out, ask,
               vulnerability::affected(core::vulnerability_world(ask.state), item->id, ask.on));
  fill_risks(out, ask, *programme, *item);
  fill_plan(out, ask, *programme);
  LW_CHECK(fill_history(out, session));
  LW_CHECK(fill_decisions(out, session, ask, out.history.check == report::HistoryCheck::kVerified));
  for (const auto& clock :
       core::clocks(ask.state, Instant::start_of(ask.on).plus_hours(12), ask.rules)) {
    if (!vulnerability::subject_visible(core::vulnerability_world(ask.state), clock.subject,
                                        ask.viewer))
      continue;
    if (out.open_clocks.size() < kFindingsShownMax)
      out.open_clocks.push_back(
          {clock.subject + ": " + clock.must, clock.article, clock.due_on, clock.who});
  }
  for (const auto& finding : core::findings(ask.state, ask.on, ask.rules)) {
    if (!vulnerability::subject_visible(core::vulnerability_world(ask.state), finding.subject,
                                        ask.viewer))
      continue;
    if (out.findings.size() < kFindingsShownMax)
      out.findings.push_back({finding.says, finding.subject, finding.rule, finding.since});
  }
  fill_summary(out, ask, *programme, *item);
  return out;
}

}  // namespace lw::cmd
