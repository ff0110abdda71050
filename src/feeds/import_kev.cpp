#include <fmt/format.h>

#include "codec/kev.hpp"
#include "feeds/intake.hpp"

namespace lw::feeds {

Result<void> import_exploited(Intake& intake) {
  const codec::KevLimits limits;
  LW_TRY(const std::string text, whole_text(intake, limits.size_bytes_max));
  LW_TRY(auto list, codec::parse_kev(text, limits));
  const std::size_t found = list.entries.size() + list.faults.size();
  if (list.announced && *list.announced != found) {
    intake.remark(fmt::format("the list announces {} entries and has {}", *list.announced, found));
  }
  for (auto& entry : list.entries) {
    intake.count_record();
    const std::string where = entry.cve.empty() ? entry.euvd : entry.cve;
    if (intake.is_future(entry.listed_on)) {
      LW_CHECK(
          intake.reject(where, fmt::format("listed in the future ({})", entry.listed_on.text())));
    } else {
      LW_CHECK(intake.offer(ExploitedVulnerability{std::move(entry)}, where));
    }
  }
  for (auto& fault : list.faults) {
    intake.count_record();
    LW_CHECK(intake.reject(fmt::format("entry {}", fault.entry + 1), std::move(fault.why)));
  }
  return {};
}

}  // namespace lw::feeds
