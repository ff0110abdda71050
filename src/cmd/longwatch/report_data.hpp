#pragma once

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/case_documents.hpp"
#include "report/report.hpp"

namespace lw::cmd {

/// What a report is about.
struct ReportSubject {
  ProgrammeId programme;
  CaseId case_id;
};

/// Returns the report on a case for a programme, computed from the state on the day asked about and
/// from the history. kNotFound for an unknown programme or a case that the asker may not know of;
/// errors of the store.
[[nodiscard]] Result<report::Report> report_data(Session& session, const ReportSubject& subject);

/// The parts that are pictures (report_graph.cpp, report_timeline.cpp, report_pictures.cpp).
void fill_graph(report::Report& out, const Asked& ask, const programme::Programme& programme,
                const vulnerability::Case& item);
void fill_lifetime(report::Report& out, const Asked& ask, const programme::Programme& programme,
                   const vulnerability::Case& item, const ComponentId& software);
void fill_stock(report::Report& out, const Asked& ask, const programme::Programme& programme);
void fill_exposure(report::Report& out, const Asked& ask, const programme::Programme& programme,
                   const vulnerability::Case& item);
/// What was known of an attack on the day of a rating, by the rating.
using KnownThen = std::map<RatingId, std::string>;
/// Returns what the history says was known at each rating. Errors of the store.
[[nodiscard]] Result<KnownThen> fill_timeline(report::Report& out, Session& session,
                                              const Asked& ask,
                                              const programme::Programme& programme,
                                              const vulnerability::Case& item,
                                              const CaseDocuments& documents);

/// The parts that are words and tables (report_plan.cpp).
void fill_risks(report::Report& out, const Asked& ask, const programme::Programme& programme,
                const vulnerability::Case& item);
void fill_plan(report::Report& out, const Asked& ask, const programme::Programme& programme,
               const vulnerability::Case& item);

/// The page for a minister, from the other parts and the state: last (report_summary.cpp).
void fill_summary(report::Report& out, const Asked& ask, const programme::Programme& programme,
                  const vulnerability::Case& item);

/// Returns the embedded software of the programme that the case reaches and that was issued most;
/// an empty id when none.
ComponentId affected_software(const Asked& ask, const programme::Programme& programme,
                              const vulnerability::Case& item);

}  // namespace lw::cmd
