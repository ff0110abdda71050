#pragma once

#include "report/markup.hpp"
#include "report/report.hpp"

/// The sections of the page, in its order. Each writes one `<section>`; the report has been
/// checked.
namespace lw::report {

/// Writes the page for a minister.
void write_summary(Markup& out, const Report& report);

/// Writes composition and reach.
void write_graph(Markup& out, const Report& report);

/// Writes certificates against documents on one axis of time.
void write_lifetime(Markup& out, const Report& report);

/// Writes documents in the field by year.
void write_stock(Markup& out, const Report& report);

/// Writes exposure by use before and after each measure.
void write_exposure(Markup& out, const Report& report);

/// Writes the case in time, and legal clocks against what happened.
void write_timeline(Markup& out, const Report& report);

/// Writes ratings, risks, options, plan, decisions, open clocks, findings and sources.
void write_assessment(Markup& out, const Report& report);

/// Writes the history that all of it was computed from, and how to verify it.
void write_history(Markup& out, const Report& report);

}  // namespace lw::report
