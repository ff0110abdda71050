#pragma once

#include <string>

#include "base/calendar.hpp"
#include "codec/reflect.hpp"

namespace lw {

/// How much a finding asks for.
enum class Severity { kNotice, kWarning, kBreach };
LW_DESCRIBE_ENUM(Severity, kNotice, kWarning, kBreach)

/// Something that is not as it should be, computed from the state and never stored: it goes when
/// its cause goes.
struct Finding {
  std::string rule;  ///< stable id of the check, "surveillance.no_plan"; rows of requirements.md in
                     ///< its comment
  Severity severity = Severity::kWarning;
  std::string subject;  ///< component, certificate, programme, …
  std::string says;     ///< one plain sentence
  Date since;           ///< first day on which it held
};
LW_DESCRIBE(Finding, rule, severity, subject, says, since)

}  // namespace lw
