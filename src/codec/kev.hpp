#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.hpp"
#include "base/result.hpp"

namespace lw::codec {

/// Bounds on a list of exploited vulnerabilities.
struct KevLimits {
  std::size_t size_bytes_max = 64U << 20;
  std::size_t entries_max = 100'000;
  std::size_t text_bytes_max = 1U << 14;
};

/// Who lists the entry.
enum class KevSource { kCisa, kEu };

/// One vulnerability that somebody is known to have exploited.
struct KevEntry {
  KevSource source = KevSource::kCisa;
  std::string cve;   ///< "CVE-2024-45678"
  std::string euvd;  ///< id in the EU vulnerability database; EU list only
  std::string vendor;
  std::string product;
  std::string name;  ///< CISA list only
  std::string description;
  Date listed_on;                  ///< dateAdded (CISA), dateReported (EU)
  std::optional<Date> due_on;      ///< CISA list only
  std::optional<Date> patched_on;  ///< patchedSince; EU list only
  std::string reported_by;         ///< originSource; EU list only
  std::vector<std::string> cwes;

  bool operator==(const KevEntry&) const = default;
};

/// One entry that could not be read.
struct KevFault {
  std::size_t entry = 0;  ///< from 0
  std::string why;
};

/// A list and what it says of itself.
struct KevCatalogue {
  KevSource source = KevSource::kCisa;
  std::string version;  ///< catalogVersion (CISA); empty for the EU list
  std::optional<std::uint64_t>
      announced;  ///< count (CISA): how many entries the list says that it has
  std::vector<KevEntry> entries;
  std::vector<KevFault> faults;
};

/// Reads the CISA catalogue (an object with "vulnerabilities") or the EU list (an array). A bad
/// entry becomes a fault, the others are read. kInvalidInput when it is neither; kTooLarge beyond
/// the limits.
[[nodiscard]] Result<KevCatalogue> parse_kev(std::string_view json, const KevLimits& limits = {});

/// True when `text` is "CVE-YYYY-N" with four to nineteen digits N (CVE JSON 5.1, cveId).
bool is_cve_id(std::string_view text);

}  // namespace lw::codec
