#include <fmt/format.h>

#include <algorithm>

#include "cmd/longwatch/report_data.hpp"
#include "domain/programme/lifetime.hpp"
#include "domain/programme/stock.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;
using vulnerability::Case;

report::Layer layer_of(catalog::Layer layer) {
  switch (layer) {
    case catalog::Layer::kIc: return report::Layer::kIc;
    case catalog::Layer::kCryptoLibrary: return report::Layer::kCryptoLibrary;
    case catalog::Layer::kPlatform: return report::Layer::kPlatform;
    case catalog::Layer::kApplet: return report::Layer::kApplet;
    case catalog::Layer::kFirmware: return report::Layer::kEmbeddedSoftware;
    case catalog::Layer::kEmbeddedSoftware: return report::Layer::kEmbeddedSoftware;
  }
  return report::Layer::kUnknown;
}

/// The layer of a certificate: the uppermost of the components that it covers.
report::Layer layer_of(const Asked& ask, const certificate::Certificate& certificate) {
  report::Layer out = report::Layer::kUnknown;
  for (const auto& id : certificate.covers) {
    const auto* component = catalog::find(ask.state.catalog, id);
    if (component == nullptr) continue;
    const auto layer = layer_of(component->layer);
    if (out == report::Layer::kUnknown || layer > out) out = layer;
  }
  return out;
}

report::NodeState state_of(vulnerability::Impact verdict) {
  switch (verdict) {
    case vulnerability::Impact::kAffected: return report::NodeState::kConfirmed;
    case vulnerability::Impact::kNotAffected: return report::NodeState::kNotAffected;
    case vulnerability::Impact::kUndecided: return report::NodeState::kReached;
  }
  return report::NodeState::kReached;
}

Date first_report(const Case& item) { return item.reports.front().received_at.date(); }

}  // namespace

ComponentId affected_software(const Asked& ask, const Programme& programme, const Case& item) {
  const auto affected =
      vulnerability::affected(core::vulnerability_world(ask.state), item.id, ask.on);
  ComponentId out;
  std::int64_t most = -1;
  for (const auto& [id, introduction] : programme.introductions) {
    const auto issued = programme::stock(introduction, ask.on).issued;
    if (affected.components.contains(id) && issued > most) {
      most = issued;
      out = id;
    }
  }
  return out;
}

namespace {

/// Certificates that the case names as roots.
std::set<CertificateId> named_roots(const Case& item) {
  std::set<CertificateId> out;
  for (const auto& scope : item.scope)
    out.insert(scope.certificates.begin(), scope.certificates.end());
  return out;
}

}  // namespace

void fill_graph(report::Report& out, const Asked& ask, const Case& item) {
  std::set<CertificateId> shown = named_roots(item);
  const std::set<CertificateId> roots = shown;
  report::Graph& graph = out.graph;
  for (const auto& root : roots) {
    const auto reach = certificate::reach(ask.state.catalog, ask.state.certificate, root);
    graph.direct += static_cast<std::int64_t>(reach.direct.size());
    shown.insert(reach.all.begin(), reach.all.end());
  }
  graph.all = static_cast<std::int64_t>(shown.size() - roots.size());
  // Verdicts as they stand today: the picture says what is known, whatever day the figures are for.
  const Date today = ask.viewer.now.date();
  for (const auto& id : shown) {
    const auto* certificate = certificate::find(ask.state.certificate, id);
    if (certificate == nullptr || graph.nodes.size() >= report::kGraphNodesMax) continue;
    const auto verdict = vulnerability::verdict(item, id, today);
    const auto state = roots.contains(id) ? report::NodeState::kRoot : state_of(verdict);
    graph.confirmed += state == report::NodeState::kConfirmed ? 1 : 0;
    graph.nodes.push_back({id.text(), certificate->name, layer_of(ask, *certificate), state,
                           text_of(certificate->valid_from)});
    for (const auto& below : certificate->rests_on) {
      if (shown.contains(below)) graph.edges.push_back({id.text(), below.text()});
    }
  }
  graph.caption =
      "Certificates that rest on the one that carries the flaw. Reached means that a path leads "
      "there; confirmed means "
      "that somebody found it affected.";
}

void fill_lifetime(report::Report& out, const Asked& ask, const Programme& programme,
                   const ComponentId& software) {
  const auto lives = programme::lifetimes(core::programme_world(ask.state), programme.id, software,
                                          ask.on, ask.rules);
  if (!lives) return;
  const auto& dates = lives->dates;
  report::LifetimeAxis& axis = out.lifetime;
  axis.caption = "Certificates against the life of the embedded software " + software.text() +
                 ", to the day its last document leaves the field.";
  axis.from = dates.certification.on;
  axis.until = dates.last_removal.on.plus_months(6);
  axis.today = ask.on;
  const auto backing = [](const programme::Milestone& m) {
    return m.estimated ? report::Backing::kModelled : report::Backing::kComputed;
  };
  report::Lane life{"life of " + software.text(), {}, {}};
  life.spans.push_back({dates.certification.on, dates.first_issuance.on.plus_days(-1),
                        report::SpanKind::kLeadTime, "lead time", backing(dates.first_issuance)});
  life.spans.push_back({dates.first_issuance.on, dates.last_issuance.on,
                        report::SpanKind::kProduction, "production", backing(dates.last_issuance)});
  if (dates.last_issuance.on < dates.last_removal.on) {
    life.spans.push_back({dates.last_issuance.on.plus_days(1), dates.last_removal.on,
                          report::SpanKind::kDocumentValidity, "documents valid",
                          backing(dates.last_removal)});
  }
  axis.lanes.push_back(std::move(life));
  for (const auto& id : certificate::ever_covering(ask.state.certificate, software)) {
    const auto* certificate = certificate::find(ask.state.certificate, id);
    if (certificate == nullptr || !certificate->valid_from) continue;
    report::Lane lane{id.text(), {}, {}};
    Date until = certificate->valid_until.value_or(axis.until);
    if (certificate->withdrawal && certificate->withdrawal->on <= until)
      until = certificate->withdrawal->on.plus_days(-1);
    if (*certificate->valid_from <= until)
      lane.spans.push_back({*certificate->valid_from, until, report::SpanKind::kCertificateValid,
                            "", report::Backing::kSourced});
    for (const auto& s : certificate->suspensions) {
      lane.spans.push_back({s.from, s.ended_on ? s.ended_on->plus_days(-1) : s.until,
                            report::SpanKind::kCertificateSuspended, "",
                            report::Backing::kComputed});
    }
    axis.lanes.push_back(std::move(lane));
  }
  for (const auto& gap : certificate::validity_gaps(ask.state.certificate, software, axis.from,
                                                    dates.last_removal.on)) {
    axis.gaps.push_back({gap.from, gap.to, report::SpanKind::kGap, "no valid certificate",
                         report::Backing::kComputed});
  }
  for (Date at = dates.first_issuance.on.first_of_month(); at <= axis.until;
       at = at.plus_months(3)) {
    const auto& introduction = programme.introductions.at(software);
    axis.stock.push_back({at, programme::stock(introduction, at).in_field});
  }
}

void fill_stock(report::Report& out, const Asked& ask, const Programme& programme) {
  constexpr std::int32_t kShorterMonths = 36;
  const auto series_of = [&](const programme::State& state, std::string label, std::string note,
                             report::Backing backing) {
    report::StockSeries series{std::move(label), std::move(note), backing, {}};
    for (const auto& year : programme::stock_by_year(state, programme.id))
      series.years.push_back({year.year, year.in_field});
    return series;
  };
  out.stock.caption = "Documents in the field.";
  out.stock.counted_on = "on 31 December of each year";
  out.stock.series.push_back(series_of(ask.state.programme, "as issued",
                                       "from the register of cohorts", report::Backing::kComputed));
  // What-if is a fork of the state: the same cohorts, issued for three years.
  programme::State fork = ask.state.programme;
  for (auto& [id, introduction] : fork.programmes.at(programme.id).introductions) {
    for (auto& cohort : introduction.cohorts)
      cohort.validity_months = std::min(cohort.validity_months, kShorterMonths);
  }
  out.stock.series.push_back(series_of(fork, "what if validity were 3 years",
                                       "the same cohorts, issued for three years",
                                       report::Backing::kModelled));
}

void fill_exposure(report::Report& out, const Asked& ask, const Programme& programme,
                   const Case& item) {
  const auto world = core::programme_world(ask.state);
  const auto affected =
      vulnerability::affected(core::vulnerability_world(ask.state), item.id, ask.on);
  std::map<Date, std::string> steps{{first_report(item), "before"}};
  for (const auto& [id, limit] : programme.limits) steps[limit.in_force.from] = "uses limited";
  for (const auto& [id, introduction] : programme.introductions) {
    for (const auto& stop : introduction.stops) steps[stop.from] = "production stopped";
  }
  steps.try_emplace(ask.on, "day of this report");
  std::map<catalog::Use, report::UseExposure> uses;
  for (const auto use : programme::policy(programme, ask.on).uses) {
    const bool touched = affected.uses.contains(use);
    uses[use] = {std::string(codec::enum_name(use)),
                 touched ? "the flaw touches this use" : "the flaw does not touch this use",
                 {},
                 {}};
  }
  for (const auto& [on, label] : steps) {
    if (on > ask.on) continue;
    const auto exposure =
        programme::exposure(world, programme.id, open_software(ask, programme, item.id, on), on);
    out.exposure.steps.push_back({label, on, ""});
    out.exposure.units_total = std::max(out.exposure.units_total, exposure.documents);
    for (auto& [use, row] : uses) {
      const auto it = exposure.by_use.find(use);
      const bool touched = affected.uses.contains(use);
      row.values.push_back(
          {touched && it != exposure.by_use.end() ? it->second : 0, touched ? "" : "not touched"});
    }
    if (label != "before") continue;
    for (const auto& [year, count] : exposure.by_expiry_year) {
      for (auto& [use, row] : uses) {
        if (affected.uses.contains(use)) row.by_expiry_year.push_back({year, count});
      }
    }
  }
  for (auto& [use, row] : uses) out.exposure.uses.push_back(std::move(row));
  out.exposure.caption =
      "Documents exposed to the flaw in a use that they still serve, after each measure.";
}

void fill_timeline(report::Report& out, const Asked& ask, const Programme& programme,
                   const Case& item) {
  using report::EventKind;
  report::CaseTimeline& line = out.timeline;
  line.zero = first_report(item);
  line.zero_label = "notice";
  line.caption = "The case from notice, with the clock of today's law against what happened.";
  const auto add = [&](Date on, EventKind kind, std::string what, std::string who,
                       std::string label) {
    if (on <= ask.on)
      line.events.push_back({on,
                             kind,
                             std::move(what),
                             std::move(who),
                             std::move(label),
                             report::Backing::kComputed,
                             {}});
  };
  for (const auto& report : item.reports)
    add(report.received_at.date(), EventKind::kNotice, report.summary, report.reference, "notice");
  for (const auto& standing : item.standings) {
    if (standing.standing == vulnerability::Standing::kConfirmed)
      add(standing.on, EventKind::kConfirmation, standing.basis, "", "confirmed");
  }
  std::optional<Date> remedy;
  for (const auto& measure : item.measures) {
    add(measure.on, EventKind::kRemedy, measure.measure, "", "first remedy");
    if (!remedy) remedy = measure.on;
  }
  for (const auto& advisory : item.advisories)
    add(advisory.on, EventKind::kPublication, advisory.title, "", "advisory");
  for (const auto& [id, limit] : programme.limits)
    add(limit.in_force.from, EventKind::kDecision, limit.reason, programme.authority.text(),
        "uses limited");
  for (const auto& [id, introduction] : programme.introductions) {
    for (const auto& stop : introduction.stops)
      add(stop.from, EventKind::kProduction, "production with " + id.text() + " stopped",
          programme.authority.text(), "production stop");
  }
  std::ranges::sort(line.events, {}, &report::TimelineEvent::on);
  line.from = line.zero.plus_days(-14);
  line.until = line.events.empty()
                   ? ask.on
                   : std::max(line.events.back().on.plus_days(14), line.zero.plus_days(60));
  // The suspension of EUCC Art. 30(1), as the law of the present would have counted it from the
  // notice.
  const Date law = Date::from_civil(2026, 1, 1).value();
  const auto rule = ask.rules.duration("eucc.suspension.max", law);
  const auto calendar = ask.rules.calendar("EU");
  if (rule && calendar && remedy) {
    const auto last = rules::deadline(line.zero, *rule, (*calendar)->days);
    if (last) {
      line.clocks.push_back(
          {"suspension, had it been decided on the day of the notice", rule->source.display(),
           line.zero.plus_days(1), *last, "a remedy", remedy, "first remedy",
           *remedy > *last ? report::ClockOutcome::kMissed : report::ClockOutcome::kMet,
           report::Backing::kModelled});
    }
  }
}

}  // namespace lw::cmd
