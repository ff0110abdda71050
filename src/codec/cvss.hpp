#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace lw::codec {

/// Which formula a vector is scored by.
enum class CvssVersion { k2_0, k3_0, k3_1 };

/// One value that a metric can take.
struct CvssValue {
  std::string_view letter;  ///< in the vector: "N", "POC"
  std::string_view word;    ///< in JSON: "NETWORK", "PROOF_OF_CONCEPT"
  double weight = 0;        ///< in the formulas
};

/// One metric of a version.
struct CvssMetric {
  std::string_view code;      ///< in the vector: "AV"
  std::string_view property;  ///< in JSON: "attackVector"
  bool is_mandatory = false;  ///< base metric: a vector without it is none
  std::span<const CvssValue> values;
};

/// Returns the metrics of a version in the order of its specification (FIRST: CVSS v2.0 guide §3,
/// v3.0 and v3.1 §2 to §4).
std::span<const CvssMetric> cvss_metrics(CvssVersion version);

/// A vector, read: for each metric of its version the chosen value; absent optional metrics hold
/// "not defined".
struct CvssVector {
  CvssVersion version = CvssVersion::k3_1;
  std::vector<const CvssValue*> chosen;  ///< parallel to cvss_metrics(version)
  bool has_temporal = false;
  bool has_environmental = false;

  /// Returns the value of the metric with this code in the vector.
  [[nodiscard]] const CvssValue& operator[](std::string_view code) const;
};

/// Scores in tenths, 0 to 100.
struct CvssScores {
  std::int32_t base_tenths = 0;
  std::int32_t temporal_tenths = 0;  ///< equals the base score where nothing temporal is defined
  std::int32_t environmental_tenths = 0;
};

/// Reads "CVSS:3.1/AV:N/…", "CVSS:3.0/…" or a bare version 2.0 vector "AV:N/…". kInvalidInput
/// naming the part: unknown metric or value, a metric twice, a base metric missing.
[[nodiscard]] Result<CvssVector> parse_cvss(std::string_view vector);

/// Returns the scores of a vector by the equations of its version (v2.0 guide §3.2; v3.0 and v3.1
/// §7, with the rounding of v3.1 Appendix A).
CvssScores score_cvss(const CvssVector& vector);

/// Returns the qualitative rating of a version 3 score ("NONE", "LOW", "MEDIUM", "HIGH",
/// "CRITICAL"; v3.1 §5).
std::string_view cvss_severity(std::int32_t tenths);

}  // namespace lw::codec
