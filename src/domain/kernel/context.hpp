#pragma once

#include "base/calendar.hpp"
#include "domain/kernel/ids.hpp"

namespace lw::rules {
class RuleBook;
}

namespace lw {

/// Everything a decision may depend on beside the state and the command. Nothing else goes in.
struct Context {
  Instant now;        ///< when the command is taken in
  Date effective_on;  ///< the day from which the outcome holds; now.date() unless the command dates
                      ///< it otherwise
  PersonId actor;     ///< who acts
  OrganisationId authority;  ///< for which organisation; empty for the system's own clock
  const rules::RuleBook&
      rules;  ///< law and method tables; the version in force is asked for by date
};

}  // namespace lw
