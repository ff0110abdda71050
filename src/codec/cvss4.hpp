#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace lw::codec {

/// Metrics of CVSS v4.0 in the order of a vector string: base, threat, environmental, supplemental
/// (FIRST, CVSS v4.0 specification §2 to §5 and §7).
enum class Cvss4Metric : std::uint8_t {
  kAV,
  kAC,
  kAT,
  kPR,
  kUI,
  kVC,
  kVI,
  kVA,
  kSC,
  kSI,
  kSA,
  kE,
  kCR,
  kIR,
  kAR,
  kMAV,
  kMAC,
  kMAT,
  kMPR,
  kMUI,
  kMVC,
  kMVI,
  kMVA,
  kMSC,
  kMSI,
  kMSA,
  kS,
  kAU,
  kR,
  kV,
  kRE,
  kU,
};
inline constexpr std::size_t kCvss4Metrics = 32;

/// A CVSS v4.0 vector, read: for each metric the first letter of the chosen value, 'X' where it is
/// not defined.
struct Cvss4Vector {
  std::array<char, kCvss4Metrics> chosen{};

  [[nodiscard]] char operator[](Cvss4Metric metric) const {
    return chosen[static_cast<std::size_t>(metric)];
  }
  /// Returns what the score is made of: "CVSS-B", "CVSS-BT", "CVSS-BE" or "CVSS-BTE" (§1.3).
  [[nodiscard]] std::string_view nomenclature() const;
};

/// Reads "CVSS:4.0/AV:N/…". kInvalidInput naming the part: unknown metric or value, a metric twice
/// or out of order (§7), a base metric missing.
[[nodiscard]] Result<Cvss4Vector> parse_cvss4(std::string_view vector);

/// Returns the score in tenths, 0 to 100, with what is defined of threat and environment (§8:
/// macrovectors and interpolation; supplemental metrics do not count). Exact: no floating point.
std::int32_t score_cvss4(const Cvss4Vector& vector);

}  // namespace lw::codec
