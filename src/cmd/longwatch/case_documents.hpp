#pragma once

#include "cmd/longwatch/ask.hpp"
#include "report/report.hpp"

namespace lw::cmd {

/// What the public documents say that were imported as facts of a case and are kept by their hash.
struct CaseDocuments {
  std::vector<report::SourceLine> sources;    ///< the documents, then the sources that they name
  std::vector<report::TimelineEvent> events;  ///< dated steps, with the ids of their sources
};

/// Returns the sources of every case file in the store, and the dated steps of those about this
/// case: its component or an outside name of it. A part that cannot be read is left out: it was
/// reported when it was imported. Errors of the store; kCorrupt where a document no longer has its
/// hash.
[[nodiscard]] Result<CaseDocuments> case_documents(Session& session, const Asked& ask,
                                                   const vulnerability::Case& item);

}  // namespace lw::cmd
