#pragma once

#include "base/result.hpp"
#include "report/report.hpp"

namespace lw::report {

/// The longest axis of time that is drawn.
inline constexpr std::int32_t kAxisYearsMax = 200;

/// Decides whether the pictures can be drawn from the report; errors as render_html.
[[nodiscard]] Result<void> check_report(const Report& report);

}  // namespace lw::report
