#pragma once

#include "domain/programme/programme.hpp"

namespace lw::programme {

/// When the next assessment of a layer is due by the programme's own interval (R45), and how late
/// it is.
struct Lateness {
  ComponentId software;
  ComponentId component;  ///< the layer
  catalog::Layer layer = catalog::Layer::kIc;
  Date last_on;  ///< last passed assessment, else certification or introduction
  bool ever_passed = false;
  Date due_on;                 ///< last day, inclusive
  std::int32_t days_late = 0;  ///< 0 while in time
};
LW_DESCRIBE(Lateness, software, component, layer, last_on, ever_passed, due_on, days_late)

/// Returns the lateness of every layer (chip, platform, applet: R46) of every embedded software in
/// production or in the field.
std::vector<Lateness> surveillance_lateness(const World& world, const ProgrammeId& programme,
                                            Date on);

/// An open flaw in documents of a programme that are in the field.
struct FieldFlaw {
  ProgrammeId programme;
  CaseId case_id;  ///< whoever shows it drops those whose case the viewer may not know of (R22)
  ComponentId software;
  vulnerability::Standing standing = vulnerability::Standing::kPotential;
  bool measure_available = false;
  std::int64_t documents = 0;    ///< in the field
  std::int64_t unmitigated = 0;  ///< of these: that still have a use which the flaw touches (R61)
};
LW_DESCRIBE(FieldFlaw, programme, case_id, software, standing, measure_available, documents,
            unmitigated)

/// Returns the open flaws, potential and confirmed, of all programmes on `on`, one for each
/// embedded software in the field that a case reaches.
std::vector<FieldFlaw> flaws_in_field(const World& world, Date on);

/// Returns the corrections owed by a programme on `on` (R31): its flaws in the field, potential and
/// identified alike; none while the switch of R29 is off. Withdrawing the uses that the flaw
/// touches mitigates it and corrects nothing: the task stays until the documents are cured or out
/// of the field.
std::vector<FieldFlaw> correction_tasks(const World& world, const ProgrammeId& programme, Date on);

/// An introduction that should have happened, or still is to (R59).
struct CalendarEntry {
  std::string what;
  Date due_on;
  std::optional<ComponentId> fulfilled_by;
  bool overdue = false;
};
LW_DESCRIBE(CalendarEntry, what, due_on, fulfilled_by, overdue)

/// Returns the introduction calendar as of `on`: planned entries, each fulfilled by at most one
/// introduction, and last the one that the programme's interval asks for after the latest
/// introduction.
std::vector<CalendarEntry> introduction_calendar(const Programme& programme, Date on);

}  // namespace lw::programme
