#include <fmt/format.h>

#include <algorithm>

#include "cmd/longwatch/names.hpp"
#include "cmd/longwatch/report_data.hpp"
#include "domain/programme/lifetime.hpp"
#include "domain/programme/stock.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;
using vulnerability::Case;

constexpr const char* kBefore = "before any measure";

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

/// Certificates that cover the software, those that they rest on, and those that the case names.
std::vector<CertificateId> lanes_of(const Asked& ask, const ComponentId& software,
                                    const Case& item) {
  std::vector<CertificateId> out = certificate::ever_covering(ask.state.certificate, software);
  const auto add = [&](const CertificateId& id) {
    if (std::ranges::find(out, id) == out.end()) out.push_back(id);
  };
  for (const auto& id : std::vector(out))
    std::ranges::for_each(certificate::foundations(ask.state.certificate, id), add);
  for (const auto& scope : item.scope) std::ranges::for_each(scope.certificates, add);
  return out;
}

/// The validity of a certificate, and when it was suspended; nothing when nobody knows its
/// beginning.
std::optional<report::Lane> lane_of(const Asked& ask, const CertificateId& id) {
  const auto* certificate = certificate::find(ask.state.certificate, id);
  if (certificate == nullptr || !certificate->valid_from) return std::nullopt;
  report::Lane lane{id.text() + ": " + certificate->name, {}, {}};
  std::optional<Date> until = certificate->valid_until;
  if (certificate->withdrawal && (!until || certificate->withdrawal->on <= *until))
    until = certificate->withdrawal->on.plus_days(-1);
  if (!until || *certificate->valid_from <= *until)
    lane.spans.push_back(
        {*certificate->valid_from, until,
         until ? report::SpanKind::kCertificateValid : report::SpanKind::kCertificateUnknown, "",
         report::Backing::kSourced});
  for (const auto& s : certificate->suspensions) {
    lane.spans.push_back({s.from, s.ended_on ? s.ended_on->plus_days(-1) : s.until,
                          report::SpanKind::kCertificateSuspended, "", report::Backing::kComputed});
  }
  return lane;
}

}  // namespace

void fill_lifetime(report::Report& out, const Asked& ask, const Programme& programme,
                   const Case& item, const ComponentId& software) {
  const auto lives = programme::lifetimes(core::programme_world(ask.state), programme.id, software,
                                          ask.on, ask.rules);
  if (!lives) return;
  const auto& dates = lives->dates;
  report::LifetimeAxis& axis = out.lifetime;
  const std::string name = name_of(ask.state, software);
  axis.caption = "Certificates that cover " + name +
                 ", those they rest on and the one the case names, against its life to the day its "
                 "last document leaves the field.";
  axis.from = dates.certification.on;
  axis.until = dates.last_removal.on.plus_months(6);
  axis.today = ask.on;
  const auto backing = [](const programme::Milestone& m) {
    return m.estimated ? report::Backing::kModelled : report::Backing::kComputed;
  };
  report::Lane life{"life of " + name, {}, {}};
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
  for (const auto& id : lanes_of(ask, software, item)) {
    if (auto lane = lane_of(ask, id)) axis.lanes.push_back(std::move(*lane));
  }
  for (const auto& gap : certificate::validity_gaps(ask.state.certificate, software, axis.from,
                                                    dates.last_removal.on)) {
    axis.gaps.push_back({gap.from, gap.to, report::SpanKind::kGap,
                         "no valid certificate covers this software", report::Backing::kComputed});
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
  std::map<Date, std::string> steps{{first_report(item), kBefore}};
  const auto step = [&](Date on, const std::string& label) {
    auto& said = steps[on];
    if (said.find(label) == std::string::npos) said += (said.empty() ? "" : "; ") + label;
  };
  for (const auto& [id, introduction] : programme.introductions) {
    for (const auto& stop : introduction.stops) step(stop.from, "production stopped");
  }
  for (const auto& measure : item.measures) step(measure.on, "renewal");
  for (const auto& [id, limit] : programme.limits) step(limit.in_force.from, "uses limited");
  step(ask.on, "day of this report");
  std::map<catalog::Use, report::UseExposure> uses;
  for (const auto use : programme::policy(programme, ask.on).uses) {
    const bool touched = affected.uses.contains(use);
    uses[use] = {use_text(use),
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
    if (label != kBefore) continue;
    for (const auto& [year, count] : exposure.by_expiry_year) {
      for (auto& [use, row] : uses) {
        if (affected.uses.contains(use)) row.by_expiry_year.push_back({year, count});
      }
    }
  }
  for (auto& [use, row] : uses) out.exposure.uses.push_back(std::move(row));
  out.exposure.caption =
      "Documents exposed to the flaw in a use that they still serve, before and after each "
      "measure.";
}

}  // namespace lw::cmd
