#pragma once

#include <algorithm>

#include "domain/programme/stock.hpp"
#include "domain/rules/rules.hpp"

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

/// Returns the value that holds on `on` in a map by first days; null before the first.
template <class Value>
const Value* standing(const std::map<Date, Value>& versions, Date on) {
  const auto after = versions.upper_bound(on);
  return after == versions.begin() ? nullptr : &std::prev(after)->second;
}

/// Returns the period of a rule in months; kNotFound where the rule book lacks it on that day,
/// kInvalidInput for a rule that is not in months or years.
[[nodiscard]] Result<std::int32_t> rule_months(const rules::RuleBook& rules, std::string_view id,
                                               Date on);

/// True when the embedded software is in production on `on`: introduced, and no stop holds.
bool in_production(const Introduction& introduction, Date on);

/// True when it is in production or at least one document with it is in the field.
bool active(const Introduction& introduction, Date on);

/// What is in the field of one month of issue of a cohort.
struct IssuedMonth {
  Date issued;            ///< first day of the month
  Date expires;           ///< first day on which its documents are no longer valid
  std::int64_t left = 0;  ///< > 0
};

/// Calls `see` with what is in the field at the end of `on`, by month of issue, oldest first.
/// Removals are taken from the oldest first; what has passed its validity is not in the field.
template <class See>
void each_in_field(const Cohort& cohort, Date on, See&& see) {
  const auto issued = cohort.reached.find(UnitState::kIssued);
  if (issued == cohort.reached.end()) return;
  std::int64_t to_remove = 0;
  if (const auto removed = cohort.reached.find(UnitState::kRemoved);
      removed != cohort.reached.end()) {
    for (const auto& [month, count] : removed->second) {
      if (month > on) break;
      to_remove += count;
    }
  }
  for (const auto& [month, count] : issued->second) {
    if (month > on) break;
    const std::int64_t taken = std::min(count, to_remove);
    to_remove -= taken;
    if (count == taken) continue;
    const Date expires = month.plus_months(cohort.validity_months);
    if (expires > on) see(IssuedMonth{month, expires, count - taken});
  }
}

/// A use that some months of issue have lost.
struct LostUse {
  catalog::Use use = catalog::Use::kFreeMovement;
  Date from;   ///< first day of the first month
  Date until;  ///< on or after the first day of the last month
};

/// The uses left to documents with one embedded software on a day (R61), asked for many months of
/// issue. Months are named by their first day.
class UsesLeft {
 public:
  UsesLeft(const Programme& programme, const ComponentId& esw, Date on);
  /// Returns the uses that the policy gives, whatever was withdrawn.
  [[nodiscard]] const std::set<catalog::Use>& all() const { return *all_; }
  /// Returns true when no limit takes any use from documents issued in any month.
  [[nodiscard]] bool unlimited() const { return lost_.empty(); }
  /// Decides whether documents issued in a month have a use of the policy.
  [[nodiscard]] bool allows(catalog::Use use, Date month) const {
    return std::ranges::none_of(lost_, [&](const LostUse& lost) {
      return lost.use == use && lost.from <= month && month <= lost.until;
    });
  }

 private:
  const std::set<catalog::Use>* all_;
  std::vector<LostUse> lost_;  // by limits in force that are about this embedded software
};

/// True when the limit is about documents issued in the month that begins on `month`.
bool concerns_month(const UseLimit& limit, Date month);

/// True when the limit is in force on `on` and about documents with the embedded software.
bool in_force_for(const UseLimit& limit, const ComponentId& esw, Date on);

/// Returns what is in the field on `on` of those embedded softwares of a programme.
Exposure exposure_of(const Programme& programme, const std::set<ComponentId>& software, Date on);

}  // namespace lw::programme
