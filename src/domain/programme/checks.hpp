#pragma once

#include "domain/programme/programme.hpp"

// What deciding, applying and checking share inside the slice.
namespace lw::programme {

/// Sets the count of one cohort, state and month; a count of 0 takes it out. Keeps the cohorts
/// sorted and none empty.
void set_count(std::vector<Cohort>& cohorts, const CountedRow& row);

/// True when at the end of some month more documents have been removed than were issued by then.
bool removed_exceeds_issued(const Cohort& cohort);

/// Decides whether a policy makes sense: kInvalidInput names the figure that is out of bounds.
[[nodiscard]] Result<void> check_policy(const Policy& policy);

/// Decides whether a validity and its overrides are within 1 to kValidityMonthsMax and the lists
/// within bounds.
[[nodiscard]] Result<void> check_validities(const std::map<std::string, std::int32_t>& by_group);

/// True when the embedded software is in production on `on`: introduced, and no stop holds.
bool in_production(const Introduction& introduction, Date on);

/// Returns what of each month of issue is in the field at the end of `on`. Removals are taken from
/// the oldest first; what has passed its validity is not in the field.
std::map<Date, std::int64_t> in_field_by_issue(const Cohort& cohort, Date on);

}  // namespace lw::programme
