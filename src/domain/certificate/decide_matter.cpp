#include <fmt/format.h>

#include <algorithm>

#include "domain/certificate/decide_on.hpp"

namespace lw::certificate::detail {
namespace {

struct Report {
  const CertificateId& certificate;
  const std::string& matter;
  MatterKind kind;
  const std::string& finding;
  std::optional<Date> remedy_due;
};

/// The last day for a remedy: what the body set, within thirty days (E6, E7).
Result<Date> remedy_due(const Certificate& known, const Report& report, const Context& context) {
  const Date today = context.effective_on;
  if (report.remedy_due && *report.remedy_due < today) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the time for a remedy would end on {}, before the finding",
                            report.remedy_due->text()));
  }
  if (known.scheme != Scheme::kEucc) {
    if (report.remedy_due) return *report.remedy_due;
    return fail(ErrorCode::kIncomplete, "the last day for a remedy is not given", {},
                "only the EUCC sets one: name it in \"remedy_due\"");
  }
  const auto* rule = report.kind == MatterKind::kNonconformity
                         ? "eucc.nonconformity.remedy_proposal.max"
                         : "eucc.noncompliance.remedy.max";
  LW_TRY(const Until most, last_day(context.rules, rule, today, today));
  if (report.remedy_due && *report.remedy_due > most.last_day) {
    return fail(ErrorCode::kRefused, fmt::format("the time for a remedy would pass {} ({})",
                                                 most.last_day.text(), most.source.display()));
  }
  return report.remedy_due.value_or(most.last_day);
}

Result<Events> report_matter(const World& world, const Report& report, const Context& context) {
  LW_TRY(const Certificate* known, require(world, report.certificate));
  LW_CHECK(require_issuer(world, *known, context));
  LW_CHECK(require_text(report.finding, "finding"));
  if (!is_identifier(report.matter)) {
    return fail(ErrorCode::kInvalidInput, "the matter has no id", {},
                "give it one, unique for the certificate");
  }
  const Date today = context.effective_on;
  if (const auto it = known->matters.find(report.matter); it != known->matters.end()) {
    if (it->second.kind == report.kind && it->second.finding == report.finding) return Events{};
    return fail(ErrorCode::kConflict,
                fmt::format("matter {} exists for {}", report.matter, known->id.text()));
  }
  if (known->matters.size() >= kEntriesMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("more than {} matters for {}", kEntriesMax, known->id.text()));
  }
  LW_CHECK(require_alive(*known, today));
  LW_TRY(const Date due, remedy_due(*known, report, context));
  // Art. 29(3): continued or recurring infringement by the holder
  const bool repeated = report.kind == MatterKind::kNoncompliance &&
                        std::ranges::any_of(known->matters, [](const auto& e) {
                          return e.second.kind == MatterKind::kNoncompliance;
                        });
  return Events{MatterReported{report.certificate, report.matter, report.kind, report.finding, due,
                               repeated, today}};
}

Result<const Matter*> require_open(const Certificate& known, const std::string& id) {
  const auto it = known.matters.find(id);
  if (it == known.matters.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("{} has no matter {}", known.id.text(), id));
  }
  if (it->second.closed_on) {
    return fail(ErrorCode::kRefused,
                fmt::format("matter {} is closed since {}", id, it->second.closed_on->text()));
  }
  return &it->second;
}

}  // namespace

Result<Events> on(const World& world, const ReportNonconformity& c, const Context& context) {
  const auto path =
      context.rules.flag("eucc.vulnerability.under_nonconformity", context.effective_on);
  if (c.cause == MatterCause::kVulnerability && !(path && path->on)) {  // E14
    return fail(ErrorCode::kRefused, "a vulnerability is never handled as a non-conformity", {},
                fmt::format("open a vulnerability case; {}",
                            path ? path->source.display() : "EUCC Art. 28(7)"));
  }
  return report_matter(
      world, {c.certificate, c.matter, MatterKind::kNonconformity, c.finding, c.remedy_due},
      context);
}

Result<Events> on(const World& world, const ReportNoncompliance& c, const Context& context) {
  return report_matter(
      world, {c.certificate, c.matter, MatterKind::kNoncompliance, c.finding, c.remedy_due},
      context);
}

Result<Events> on(const World& world, const RecordRemedy& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_TRY(const Matter* matter, require_open(*known, c.matter));
  const bool by_holder = !context.authority.empty() && context.authority == known->holder;
  if (!by_holder) LW_CHECK(require_issuer(world, *known, context));
  if (matter->remedy == c.remedy) return Events{};
  if (context.effective_on < matter->on)
    return fail(ErrorCode::kRefused, "a remedy cannot precede the finding");
  return Events{RemedyRecorded{c.certificate, c.matter, c.remedy, context.effective_on}};
}

Result<Events> on(const World& world, const DecideRemedy& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_issuer(world, *known, context));
  LW_CHECK(require_text(c.reason, "reason"));
  LW_TRY(const Matter* matter, require_open(*known, c.matter));
  if (!matter->remedy_on || *matter->remedy_on > context.effective_on) {
    return fail(ErrorCode::kRefused, fmt::format("no remedy is on record for matter {}", c.matter),
                {}, "record it first: certificate.record_remedy");
  }
  if (matter->verdict == c.verdict) return Events{};
  return Events{RemedyDecided{c.certificate, c.matter, c.verdict, c.reason, context.authority,
                              context.effective_on}};
}

}  // namespace lw::certificate::detail
