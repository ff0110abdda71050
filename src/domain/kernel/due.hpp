#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "codec/reflect.hpp"

namespace lw {

/// How a clock stands.
enum class ClockState {
  kRunning,  ///< the deadline lies ahead
  kDue,      ///< today is the last day (or the last hour has begun)
  kOverdue,  ///< the deadline has passed and nothing stopped the clock
};
LW_DESCRIBE_ENUM(ClockState, kRunning, kDue, kOverdue)

/// One deadline that runs: what must be done, by whom, until when, and which rule says so.
struct Clock {
  std::string rule;  ///< rule id in data/rules, for example "eucc.suspension.max"; "policy" for a
                     ///< programme's own choice
  std::string article;  ///< the clause, as shown to people
  std::string subject;  ///< what it runs on: certificate, case, surveillance event, …
  std::string must;     ///< the act that stops it, in words
  std::string who;      ///< role or organisation that must act
  Date started_on;
  Date due_on;                    ///< last day, inclusive
  std::optional<Instant> due_at;  ///< for clocks in hours
  ClockState state = ClockState::kRunning;
};
LW_DESCRIBE(Clock, rule, article, subject, must, who, started_on, due_on, due_at, state)

/// Returns how a clock whose last day is `due_on` stands at `now`; a moment in `due_at` decides
/// where there is one.
inline ClockState clock_state(Instant now, Date due_on, std::optional<Instant> due_at = {}) {
  if (due_at)
    return now > *due_at                 ? ClockState::kOverdue
           : now.plus_hours(1) > *due_at ? ClockState::kDue
                                         : ClockState::kRunning;
  if (now.date() > due_on) return ClockState::kOverdue;
  return now.date() == due_on ? ClockState::kDue : ClockState::kRunning;
}

}  // namespace lw
