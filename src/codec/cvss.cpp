#include "codec/cvss.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/assert.hpp"

namespace lw::codec {
namespace {

using Value = CvssValue;

// CVSS v3.1 §7.4 (the weights of v3.0 are the same). A weight of PR depends on the scope: see
// privileges().
constexpr std::array<Value, 4> kAv3 = {{{"N", "NETWORK", 0.85},
                                        {"A", "ADJACENT_NETWORK", 0.62},
                                        {"L", "LOCAL", 0.55},
                                        {"P", "PHYSICAL", 0.2}}};
constexpr std::array<Value, 2> kAc3 = {{{"L", "LOW", 0.77}, {"H", "HIGH", 0.44}}};
constexpr std::array<Value, 3> kPr3 = {
    {{"N", "NONE", 0.85}, {"L", "LOW", 0.62}, {"H", "HIGH", 0.27}}};
constexpr std::array<Value, 2> kUi3 = {{{"N", "NONE", 0.85}, {"R", "REQUIRED", 0.62}}};
constexpr std::array<Value, 2> kS3 = {{{"U", "UNCHANGED", 0}, {"C", "CHANGED", 1}}};
constexpr std::array<Value, 3> kImpact3 = {
    {{"H", "HIGH", 0.56}, {"L", "LOW", 0.22}, {"N", "NONE", 0}}};
constexpr std::array<Value, 5> kE3 = {{{"X", "NOT_DEFINED", 1},
                                       {"U", "UNPROVEN", 0.91},
                                       {"P", "PROOF_OF_CONCEPT", 0.94},
                                       {"F", "FUNCTIONAL", 0.97},
                                       {"H", "HIGH", 1}}};
constexpr std::array<Value, 5> kRl3 = {{{"X", "NOT_DEFINED", 1},
                                        {"O", "OFFICIAL_FIX", 0.95},
                                        {"T", "TEMPORARY_FIX", 0.96},
                                        {"W", "WORKAROUND", 0.97},
                                        {"U", "UNAVAILABLE", 1}}};
constexpr std::array<Value, 4> kRc3 = {{{"X", "NOT_DEFINED", 1},
                                        {"U", "UNKNOWN", 0.92},
                                        {"R", "REASONABLE", 0.96},
                                        {"C", "CONFIRMED", 1}}};
constexpr std::array<Value, 4> kReq3 = {
    {{"X", "NOT_DEFINED", 1}, {"L", "LOW", 0.5}, {"M", "MEDIUM", 1}, {"H", "HIGH", 1.5}}};
constexpr std::array<Value, 5> kMav3 = {{{"X", "NOT_DEFINED", -1},
                                         {"N", "NETWORK", 0.85},
                                         {"A", "ADJACENT_NETWORK", 0.62},
                                         {"L", "LOCAL", 0.55},
                                         {"P", "PHYSICAL", 0.2}}};
constexpr std::array<Value, 3> kMac3 = {
    {{"X", "NOT_DEFINED", -1}, {"L", "LOW", 0.77}, {"H", "HIGH", 0.44}}};
constexpr std::array<Value, 4> kMpr3 = {
    {{"X", "NOT_DEFINED", -1}, {"N", "NONE", 0.85}, {"L", "LOW", 0.62}, {"H", "HIGH", 0.27}}};
constexpr std::array<Value, 3> kMui3 = {
    {{"X", "NOT_DEFINED", -1}, {"N", "NONE", 0.85}, {"R", "REQUIRED", 0.62}}};
constexpr std::array<Value, 3> kMs3 = {
    {{"X", "NOT_DEFINED", -1}, {"U", "UNCHANGED", 0}, {"C", "CHANGED", 1}}};
constexpr std::array<Value, 4> kMImpact3 = {
    {{"X", "NOT_DEFINED", -1}, {"H", "HIGH", 0.56}, {"L", "LOW", 0.22}, {"N", "NONE", 0}}};

constexpr std::array<CvssMetric, 22> kMetrics3 = {
    {{"AV", "attackVector", true, kAv3},
     {"AC", "attackComplexity", true, kAc3},
     {"PR", "privilegesRequired", true, kPr3},
     {"UI", "userInteraction", true, kUi3},
     {"S", "scope", true, kS3},
     {"C", "confidentialityImpact", true, kImpact3},
     {"I", "integrityImpact", true, kImpact3},
     {"A", "availabilityImpact", true, kImpact3},
     {"E", "exploitCodeMaturity", false, kE3},
     {"RL", "remediationLevel", false, kRl3},
     {"RC", "reportConfidence", false, kRc3},
     {"CR", "confidentialityRequirement", false, kReq3},
     {"IR", "integrityRequirement", false, kReq3},
     {"AR", "availabilityRequirement", false, kReq3},
     {"MAV", "modifiedAttackVector", false, kMav3},
     {"MAC", "modifiedAttackComplexity", false, kMac3},
     {"MPR", "modifiedPrivilegesRequired", false, kMpr3},
     {"MUI", "modifiedUserInteraction", false, kMui3},
     {"MS", "modifiedScope", false, kMs3},
     {"MC", "modifiedConfidentialityImpact", false, kMImpact3},
     {"MI", "modifiedIntegrityImpact", false, kMImpact3},
     {"MA", "modifiedAvailabilityImpact", false, kMImpact3}}};

// CVSS v2.0 guide §3.2.1 to §3.2.3.
constexpr std::array<Value, 3> kAv2 = {
    {{"L", "LOCAL", 0.395}, {"A", "ADJACENT_NETWORK", 0.646}, {"N", "NETWORK", 1}}};
constexpr std::array<Value, 3> kAc2 = {
    {{"H", "HIGH", 0.35}, {"M", "MEDIUM", 0.61}, {"L", "LOW", 0.71}}};
constexpr std::array<Value, 3> kAu2 = {
    {{"M", "MULTIPLE", 0.45}, {"S", "SINGLE", 0.56}, {"N", "NONE", 0.704}}};
constexpr std::array<Value, 3> kImpact2 = {
    {{"N", "NONE", 0}, {"P", "PARTIAL", 0.275}, {"C", "COMPLETE", 0.66}}};
constexpr std::array<Value, 5> kE2 = {{{"ND", "NOT_DEFINED", 1},
                                       {"U", "UNPROVEN", 0.85},
                                       {"POC", "PROOF_OF_CONCEPT", 0.9},
                                       {"F", "FUNCTIONAL", 0.95},
                                       {"H", "HIGH", 1}}};
constexpr std::array<Value, 5> kRl2 = {{{"ND", "NOT_DEFINED", 1},
                                        {"OF", "OFFICIAL_FIX", 0.87},
                                        {"TF", "TEMPORARY_FIX", 0.9},
                                        {"W", "WORKAROUND", 0.95},
                                        {"U", "UNAVAILABLE", 1}}};
constexpr std::array<Value, 4> kRc2 = {{{"ND", "NOT_DEFINED", 1},
                                        {"UC", "UNCONFIRMED", 0.9},
                                        {"UR", "UNCORROBORATED", 0.95},
                                        {"C", "CONFIRMED", 1}}};
constexpr std::array<Value, 6> kCdp2 = {{{"ND", "NOT_DEFINED", 0},
                                         {"N", "NONE", 0},
                                         {"L", "LOW", 0.1},
                                         {"LM", "LOW_MEDIUM", 0.3},
                                         {"MH", "MEDIUM_HIGH", 0.4},
                                         {"H", "HIGH", 0.5}}};
constexpr std::array<Value, 5> kTd2 = {{{"ND", "NOT_DEFINED", 1},
                                        {"N", "NONE", 0},
                                        {"L", "LOW", 0.25},
                                        {"M", "MEDIUM", 0.75},
                                        {"H", "HIGH", 1}}};
constexpr std::array<Value, 4> kReq2 = {
    {{"ND", "NOT_DEFINED", 1}, {"L", "LOW", 0.5}, {"M", "MEDIUM", 1}, {"H", "HIGH", 1.51}}};

constexpr std::array<CvssMetric, 14> kMetrics2 = {
    {{"AV", "accessVector", true, kAv2},
     {"AC", "accessComplexity", true, kAc2},
     {"Au", "authentication", true, kAu2},
     {"C", "confidentialityImpact", true, kImpact2},
     {"I", "integrityImpact", true, kImpact2},
     {"A", "availabilityImpact", true, kImpact2},
     {"E", "exploitability", false, kE2},
     {"RL", "remediationLevel", false, kRl2},
     {"RC", "reportConfidence", false, kRc2},
     {"CDP", "collateralDamagePotential", false, kCdp2},
     {"TD", "targetDistribution", false, kTd2},
     {"CR", "confidentialityRequirement", false, kReq2},
     {"IR", "integrityRequirement", false, kReq2},
     {"AR", "availabilityRequirement", false, kReq2}}};

/// v3.1 Appendix A: the least tenth not below `input`, free of the noise of binary fractions.
std::int32_t round_up_tenths(double input) {
  const auto scaled = static_cast<std::int64_t>(std::llround(input * 100'000));
  return static_cast<std::int32_t>(scaled % 10'000 == 0 ? scaled / 10'000 : scaled / 10'000 + 1);
}

/// v2.0 rounds to the nearest tenth.
std::int32_t round_tenths(double input) {
  return static_cast<std::int32_t>(std::llround(input * 10));
}

/// PR weighs more when the scope changes (v3.1 §7.4).
double privileges(const Value& value, bool is_changed) {
  if (!is_changed || value.letter == "N") return value.weight;
  return value.letter == "L" ? 0.68 : 0.5;
}

CvssScores score_3(const CvssVector& v) {
  const auto weight = [&](std::string_view code) { return v[code].weight; };
  /// The modified metric where it is defined, its base metric otherwise.
  const auto modified = [&](std::string_view code) -> const Value& {
    const Value& value = v["M" + std::string(code)];
    return value.letter == "X" ? v[code] : value;
  };
  const double temporal = weight("E") * weight("RL") * weight("RC");
  CvssScores out;
  {
    const bool changed = weight("S") > 0;
    const double iss = 1 - (1 - weight("C")) * (1 - weight("I")) * (1 - weight("A"));
    const double impact =
        changed ? 7.52 * (iss - 0.029) - 3.25 * std::pow(iss - 0.02, 15) : 6.42 * iss;
    const double exploit =
        8.22 * weight("AV") * weight("AC") * privileges(v["PR"], changed) * weight("UI");
    if (impact > 0)
      out.base_tenths =
          round_up_tenths(std::min((changed ? 1.08 : 1.0) * (impact + exploit), 10.0));
    out.temporal_tenths = round_up_tenths(out.base_tenths / 10.0 * temporal);
  }
  const bool changed = modified("S").weight > 0;
  const double miss = std::min(1 - (1 - weight("CR") * modified("C").weight) *
                                       (1 - weight("IR") * modified("I").weight) *
                                       (1 - weight("AR") * modified("A").weight),
                               0.915);
  double impact = 6.42 * miss;
  if (changed) {
    // v3.1 §7.3 changed this one equation of v3.0.
    const double tail = v.version == CvssVersion::k3_1 ? std::pow(miss * 0.9731 - 0.02, 13)
                                                       : std::pow(miss - 0.02, 15);
    impact = 7.52 * (miss - 0.029) - 3.25 * tail;
  }
  const double exploit = 8.22 * modified("AV").weight * modified("AC").weight *
                         privileges(modified("PR"), changed) * modified("UI").weight;
  if (impact > 0) {
    const auto inner = round_up_tenths(std::min((changed ? 1.08 : 1.0) * (impact + exploit), 10.0));
    out.environmental_tenths = round_up_tenths(inner / 10.0 * temporal);
  }
  return out;
}

CvssScores score_2(const CvssVector& v) {
  const auto weight = [&](std::string_view code) { return v[code].weight; };
  const double exploit = 20 * weight("AV") * weight("AC") * weight("Au");
  const auto base = [&](double impact) {
    return impact <= 0 ? 0 : round_tenths((0.6 * impact + 0.4 * exploit - 1.5) * 1.176);
  };
  const auto impact = [&](double c, double i, double a) {
    return 10.41 * (1 - (1 - weight("C") * c) * (1 - weight("I") * i) * (1 - weight("A") * a));
  };
  const double temporal = weight("E") * weight("RL") * weight("RC");
  CvssScores out;
  out.base_tenths = base(impact(1, 1, 1));
  out.temporal_tenths = round_tenths(out.base_tenths / 10.0 * temporal);
  const auto adjusted_base = base(std::min(10.0, impact(weight("CR"), weight("IR"), weight("AR"))));
  const double adjusted = round_tenths(adjusted_base / 10.0 * temporal) / 10.0;
  out.environmental_tenths =
      round_tenths((adjusted + (10 - adjusted) * weight("CDP")) * weight("TD"));
  return out;
}

}  // namespace

std::span<const CvssMetric> cvss_metrics(CvssVersion version) {
  if (version == CvssVersion::k2_0) return kMetrics2;
  return kMetrics3;
}

const CvssValue& CvssVector::operator[](std::string_view code) const {
  const auto metrics = cvss_metrics(version);
  const auto it = std::find_if(metrics.begin(), metrics.end(),
                               [&](const CvssMetric& m) { return m.code == code; });
  LW_ASSERT(it != metrics.end());
  return *chosen[static_cast<std::size_t>(it - metrics.begin())];
}

Result<CvssVector> parse_cvss(std::string_view text) {
  CvssVector out;
  out.version = CvssVersion::k2_0;
  if (text.starts_with("CVSS:3.1/")) out.version = CvssVersion::k3_1;
  if (text.starts_with("CVSS:3.0/")) out.version = CvssVersion::k3_0;
  if (out.version != CvssVersion::k2_0) text.remove_prefix(9);
  const auto metrics = cvss_metrics(out.version);
  out.chosen.assign(metrics.size(), nullptr);
  const std::size_t temporal_from = out.version == CvssVersion::k2_0 ? 6 : 8;
  const std::size_t environmental_from = temporal_from + 3;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find('/'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const auto code = part.substr(0, part.find(':'));
    const auto it = std::find_if(metrics.begin(), metrics.end(),
                                 [&](const CvssMetric& m) { return m.code == code; });
    if (it == metrics.end() || code.size() == part.size()) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("CVSS vector: unknown metric \"{}\"", part.substr(0, 20)));
    }
    const auto letter = part.substr(code.size() + 1);
    const auto value = std::find_if(it->values.begin(), it->values.end(),
                                    [&](const Value& v) { return v.letter == letter; });
    if (value == it->values.end()) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("CVSS vector: {} has no value \"{}\"", code, letter.substr(0, 20)));
    }
    const auto index = static_cast<std::size_t>(it - metrics.begin());
    if (out.chosen[index] != nullptr) {
      return fail(ErrorCode::kInvalidInput, fmt::format("CVSS vector: {} comes twice", code));
    }
    out.chosen[index] = &*value;
    out.has_environmental = out.has_environmental || index >= environmental_from;
    out.has_temporal = out.has_temporal || (index >= temporal_from && index < environmental_from);
  }
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (out.chosen[i] != nullptr) continue;
    if (metrics[i].is_mandatory) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("CVSS vector: {} is missing", metrics[i].code));
    }
    out.chosen[i] = &metrics[i].values[0];  // "not defined" stands first
  }
  return out;
}

CvssScores score_cvss(const CvssVector& vector) {
  return vector.version == CvssVersion::k2_0 ? score_2(vector) : score_3(vector);
}

std::string_view cvss_severity(std::int32_t tenths) {
  if (tenths <= 0) return "NONE";
  if (tenths < 40) return "LOW";
  if (tenths < 70) return "MEDIUM";
  return tenths < 90 ? "HIGH" : "CRITICAL";
}

}  // namespace lw::codec
