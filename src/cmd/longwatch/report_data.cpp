#include "cmd/longwatch/report_data.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cmd/longwatch/names.hpp"
#include "cmd/longwatch/report_history.hpp"
#include "codec/json.hpp"
#include "domain/core/core.hpp"
#include "domain/core/names.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;
using vulnerability::Case;

constexpr std::size_t kFindingsShownMax = 40;

void fill_ratings(report::Report& out, const Asked& ask, const vulnerability::Affected& affected,
                  const KnownThen& known) {
  for (const auto& [id, rating] : ask.state.resistance.ratings) {
    if (!affected.components.contains(rating.component) || rating.on > ask.on) continue;
    std::string factors;
    std::string column;
    for (const auto& factor : rating.factors) {
      const bool same = factor.column == column;
      column = factor.column;
      factors += same ? ", " : (factors.empty() ? "" : "; ") + in_words(column) + ": ";
      factors += fmt::format("{} {}", in_words(factor.factor), factor.points);
    }
    const auto table = ask.rules.attack_table(rating.table.id, rating.on);
    std::int32_t claimed = 0;
    std::string resists;
    if (table) {
      if (const auto claim = (*table)->claim_of_van(5)) claimed = *claim;
      resists = std::string(rules::to_string((*table)->band_of(rating.total).potential));
    }
    out.ratings.push_back({id.text(), rating.path.text(),
                           rating.table.id + " " + rating.table.version, rating.on,
                           known.contains(id) ? known.at(id) : rating.basis, rating.total, claimed,
                           resists, factors, report::Backing::kUnverified});
  }
  std::ranges::sort(out.ratings, {}, &report::Rating::as_of);
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
  out.programme = programme->name + ", " + name_of(ask.state, programme->authority);
  out.case_id = item->id.text();
  for (const auto& link : ask.state.vulnerability.links) {
    const bool holds = link.on <= ask.known_on && !link.withdrawn_on;
    if (holds && link.case_id == item->id) out.case_id += ", " + link.external;
  }
  out.classification = item->compartment ? "restricted: " + item->compartment->text() : "public";
  out.as_of = ask.on;
  out.known_at = ask.viewer.now;
  out.made_by = fmt::format("Longwatch {}", LW_VERSION);
  LW_TRY(LocalStore * store, session.store());
  if (store->settings().clock == ClockKind::kSimulated)
    out.data_note = "From a store on a simulated clock: a replay, not the record of an authority.";
  fill_graph(out, ask, *programme, *item);
  const ComponentId software = affected_software(ask, *programme, *item);
  if (!software.empty()) fill_lifetime(out, ask, *programme, *item, software);
  fill_stock(out, ask, *programme);
  fill_exposure(out, ask, *programme, *item);
  LW_TRY(const CaseDocuments documents, case_documents(session, ask, *item));
  LW_TRY(const KnownThen known, fill_timeline(out, session, ask, *programme, *item, documents));
  out.sources = documents.sources;
  fill_ratings(out, ask,
               vulnerability::affected(core::vulnerability_world(ask.state), item->id, ask.on),
               known);
  fill_risks(out, ask, *programme, *item);
  fill_plan(out, ask, *programme, *item);
  LW_CHECK(fill_history(out, session, ask));
  for (const auto& clock :
       core::clocks(ask.state, Instant::start_of(ask.on).plus_hours(12), ask.rules)) {
    if (!vulnerability::subject_visible(core::vulnerability_world(ask.state), clock.subject,
                                        ask.viewer))
      continue;
    if (out.open_clocks.size() < kFindingsShownMax)
      out.open_clocks.push_back({with_names(ask.state, clock.must), clock.article, clock.due_on,
                                 with_names(ask.state, clock.who)});
  }
  for (const auto& finding : core::findings(ask.state, ask.on, ask.rules)) {
    if (!vulnerability::subject_visible(core::vulnerability_world(ask.state), finding.subject,
                                        ask.viewer))
      continue;
    if (out.findings.size() < kFindingsShownMax)
      out.findings.push_back({with_names(ask.state, finding.says),
                              with_names(ask.state, finding.subject), finding.rule, finding.since});
  }
  fill_summary(out, ask, *programme, *item);
  return out;
}

}  // namespace lw::cmd
