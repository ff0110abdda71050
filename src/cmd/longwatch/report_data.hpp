#pragma once

#include "cmd/longwatch/ask.hpp"
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

/// The parts that are pictures (report_pictures.cpp).
void fill_graph(report::Report& out, const Asked& ask, const vulnerability::Case& item);
void fill_lifetime(report::Report& out, const Asked& ask, const programme::Programme& programme,
                   const ComponentId& software);
void fill_stock(report::Report& out, const Asked& ask, const programme::Programme& programme);
void fill_exposure(report::Report& out, const Asked& ask, const programme::Programme& programme,
                   const vulnerability::Case& item);
void fill_timeline(report::Report& out, const Asked& ask, const programme::Programme& programme,
                   const vulnerability::Case& item);

/// Returns the embedded software of the programme that the case reaches and that was issued most;
/// an empty id when none.
ComponentId affected_software(const Asked& ask, const programme::Programme& programme,
                              const vulnerability::Case& item);

}  // namespace lw::cmd
