#include <fmt/format.h>

#include <algorithm>

#include "cmd/longwatch/names.hpp"
#include "cmd/longwatch/report_data.hpp"
#include "domain/core/core.hpp"
#include "domain/programme/stock.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;
using vulnerability::Case;

constexpr std::size_t kOpenShownMax = 6;
constexpr std::size_t kAlikeShownMax = 4;

/// Documents that the page for a minister speaks of.
struct Figures {
  std::int64_t issued = 0;     ///< ever, with software that the case reaches
  std::int64_t at_notice = 0;  ///< of them, in the field on the day of the notice
  std::int64_t in_field = 0;   ///< now
  std::int64_t repaired = 0;   ///< renewed with software that cures the flaw
  std::int64_t open = 0;       ///< now, in a use that the flaw touches
};

std::int64_t in_touched_use(const vulnerability::Affected& affected,
                            const programme::Exposure& exposure) {
  std::int64_t out = 0;
  for (const auto use : affected.uses) {
    const auto it = exposure.by_use.find(use);
    if (it != exposure.by_use.end()) out = std::max(out, it->second);
  }
  return out;
}

Figures figures(const Asked& ask, const Programme& programme, const Case& item,
                const vulnerability::Affected& affected, Date notice) {
  Figures out;
  const auto exposed = [&](Date on) {
    return programme::exposure(core::programme_world(ask.state), programme.id,
                               open_software(ask, programme, item.id, on), on);
  };
  const auto now = exposed(ask.on);
  out.at_notice = exposed(notice).documents;
  out.in_field = now.documents;
  out.open = in_touched_use(affected, now);
  for (const auto& [software, introduction] : programme.introductions) {
    const auto stock = programme::stock(introduction, ask.on);
    const bool cures = std::ranges::any_of(item.measures, [&](const auto& measure) {
      return measure.fixed_by == software && measure.on <= ask.on;
    });
    if (cures) out.repaired += stock.issued;
    else if (affected.components.contains(software)) out.issued += stock.issued;
  }
  return out;
}

std::string uses_in_words(const std::set<catalog::Use>& uses) {
  std::vector<std::string> out;
  for (const auto use : uses) out.push_back(use_text(use));
  return joined(out);
}

/// What was decided, by whom and why: the words of those who decided.
void fill_decided(report::Report& out, const Asked& ask, const Programme& programme,
                  const Case& item) {
  report::Summary& s = out.summary;
  for (const auto& [id, proposal] : ask.state.contingency.proposals) {
    if (proposal.programme != programme.id || proposal.settled != contingency::Answer::kExecute ||
        !proposal.settled_on || *proposal.settled_on > ask.on)
      continue;
    const auto count = std::ssize(proposal.voices.back().measures);
    std::vector<std::string> who;
    for (const auto& voice : proposal.voices) who.push_back(voice.by.text());
    s.decided.push_back(
        {fmt::format("Carry out {} of the contingency plan", counted(count, "measure", "measures")),
         proposal.voices.front().reason, proposal.settled_on, joined(who, " and ")});
  }
  for (const auto& [id, one] : ask.state.risk.risks) {
    if (one.programme != programme.id || one.case_id != item.id || one.comparisons.empty())
      continue;
    for (const auto& decision : one.decisions) {
      if (decision.on > ask.on) continue;
      std::vector<std::string> chosen;
      for (const auto& compared : one.comparisons.back().options) {
        if (decision.chosen.contains(compared.option.id)) chosen.push_back(compared.option.says);
      }
      s.decided.push_back({joined(chosen, "; "), decision.reason, decision.on,
                           name_of(ask.state, decision.by, decision.on)});
    }
  }
  for (const auto& [id, limit] : programme.limits) {
    if (limit.in_force.from > ask.on) continue;
    const auto event = std::ranges::find_if(out.timeline.events, [&](const auto& e) {
      return e.on == limit.in_force.from && e.kind == report::EventKind::kEffect;
    });
    const std::string who = event == out.timeline.events.end() ? "" : event->who;
    s.decided.push_back({"Affected documents lose " + uses_in_words(limit.withdrawn), limit.reason,
                         limit.in_force.from, who});
  }
  std::ranges::stable_sort(s.decided, {}, &report::DecidedLine::on);
}

/// What is still owed, one sentence for duties of one kind.
void fill_open(report::Summary& s, const Asked& ask) {
  struct Kind {
    Clock first;
    std::vector<std::string> alike;
  };
  std::vector<Kind> kinds;
  std::int64_t ahead = 0;
  for (const auto& clock :
       core::clocks(ask.state, Instant::start_of(ask.on).plus_hours(12), ask.rules)) {
    if (!vulnerability::subject_visible(core::vulnerability_world(ask.state), clock.subject,
                                        ask.viewer))
      continue;
    if (clock.state == ClockState::kRunning) {
      ++ahead;
      continue;
    }
    const auto same = std::ranges::find_if(kinds, [&](const Kind& kind) {
      return kind.first.rule == clock.rule && kind.first.who == clock.who &&
             kind.first.due_on == clock.due_on && kind.first.article == clock.article;
    });
    if (same == kinds.end()) kinds.push_back({clock, {}});
    else same->alike.push_back(with_names(ask.state, clock.subject));
  }
  std::ranges::stable_sort(kinds, {}, [](const Kind& kind) { return kind.first.due_on; });
  for (std::size_t i = 0; i < std::min(kinds.size(), kOpenShownMax); ++i) {
    const Clock& clock = kinds[i].first;
    auto& alike = kinds[i].alike;
    std::ranges::sort(alike);
    const auto again = std::ranges::unique(alike);
    alike.erase(again.begin(), again.end());
    std::string more;
    if (alike.size() > kAlikeShownMax) more = fmt::format("; the same for {} others", alike.size());
    else if (!alike.empty()) more = "; the same for " + joined(alike);
    s.still_open.push_back(
        fmt::format("{}: {}{}. {} {} ({}).", with_names(ask.state, clock.who),
                    with_names(ask.state, clock.must), more,
                    clock.state == ClockState::kOverdue ? "Overdue since" : "Due today,",
                    day_text(clock.due_on), clock.article));
  }
  if (kinds.size() > kOpenShownMax)
    s.still_open.push_back(fmt::format(
        "{} more: `longwatch clocks` lists them.",
        counted(static_cast<std::int64_t>(kinds.size() - kOpenShownMax), "duty", "duties")));
  if (ahead > 0)
    s.still_open.push_back(fmt::format("Not due yet: {}. `longwatch clocks` lists them.",
                                       counted(ahead, "duty", "duties")));
}

/// The days to remember: what happened on each, and where a clock of the law would have ended.
void fill_dates(report::Summary& s, const report::CaseTimeline& line) {
  std::map<Date, std::vector<std::string>> days;
  for (const auto& event : line.events) {
    auto& said = days[event.on];
    const bool again = std::ranges::find(said, event.short_label) != said.end();
    if (!event.short_label.empty() && !again) said.push_back(event.short_label);
  }
  if (!line.clocks.empty() && line.clocks.front().outcome == report::ClockOutcome::kMissed)
    days[line.clocks.front().until].push_back("a suspension by today's law would have ended");
  for (const auto& [on, said] : days) {
    if (said.empty() || on < line.zero) continue;
    s.dates.push_back(
        {on, fmt::format("day {}: {}", days_between(line.zero, on), joined(said, "; "))});
  }
}

}  // namespace

void fill_summary(report::Report& out, const Asked& ask, const Programme& programme,
                  const Case& item) {
  const auto affected =
      vulnerability::affected(core::vulnerability_world(ask.state), item.id, ask.known_on);
  const Date notice = item.reports.front().received_at.date();
  const Figures f = figures(ask, programme, item, affected, notice);
  const std::string touched = uses_in_words(affected.uses);
  report::Summary& s = out.summary;
  s.headline = fmt::format(
      "{} documents were issued with a weakness. By {}, {} were repaired; {} still carry it, and "
      "{} "
      "of these {} still used for what it touches.",
      grouped(f.issued), day_text(ask.on), grouped(f.repaired), grouped(f.in_field),
      f.open == 0 ? "none" : grouped(f.open), f.open <= 1 ? "is" : "are");
  s.what_happened.push_back(
      fmt::format("{}. It touches {} alone; other uses are not touched.", item.title, touched));
  for (const auto& [id, risk] : ask.state.risk.risks) {
    const bool mine = risk.programme == programme.id && risk.case_id == item.id;
    if (mine && !risk.statements.empty() && risk.opened_on <= ask.on)
      s.what_happened.push_back(risk.statements.back().text);
  }
  if (!out.timeline.clocks.empty() &&
      out.timeline.clocks.front().outcome == report::ClockOutcome::kMissed) {
    const auto& clock = out.timeline.clocks.front();
    s.what_happened.push_back(fmt::format(
        "By today's law a suspension decided on the day of the notice ends with {}. The first "
        "remedy "
        "came on {}, {} later: only an extension by the national authority bridges that.",
        day_text(clock.until), day_text(*clock.happened_on),
        counted(days_between(clock.until, *clock.happened_on), "day", "days")));
  }
  if (!out.plan.triggers.empty()) s.what_happened.push_back(out.plan.caption);
  using report::Backing;
  s.affected = {
      {"documents issued with the weakness", f.issued, "", "", Backing::kComputed},
      {"of them in the field when the authority was told", f.at_notice, "", "", Backing::kComputed},
      {"repaired", f.repaired, "", "renewed with software that cures it", Backing::kComputed},
      {"still carry the weakness", f.in_field, "", "good for the other uses", Backing::kComputed},
      {"still used for what it touches", f.open, "", touched, Backing::kComputed},
      {"certificates rest on the one named", out.graph.all, "",
       fmt::format("{} confirmed affected, {} found not affected", out.graph.confirmed,
                   out.graph.not_affected),
       Backing::kComputed}};
  fill_decided(out, ask, programme, item);
  fill_open(s, ask);
  fill_dates(s, out.timeline);
}

}  // namespace lw::cmd
