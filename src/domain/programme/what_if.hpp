#pragma once

#include "domain/programme/erosion.hpp"
#include "domain/programme/stock.hpp"

namespace lw::programme {

/// An interval of probability against the threshold of the programme's policy.
struct JudgedInterval {
  double low = 0;
  double high = 1;
  ThresholdVerdict verdict = ThresholdVerdict::kInsufficientData;
};
LW_DESCRIBE(JudgedInterval, low, high, verdict)

/// What one validity comes to (R37, R87): the lifetime by the formula, the documents as if all with
/// the embedded software had been issued with that validity, and how likely an event is within the
/// lifetime. What was observed and what was picked stand apart (methods II.c).
struct ValidityOption {
  std::int32_t validity_months = 0;
  bool today = false;  ///< the validity that the documents have now
  bool lawful = true;
  std::string law;  ///< the clause that bounds it
  LifetimeFormula formula;
  std::int32_t lifetime_months = 0;
  Date lifetime_ends_on;
  std::vector<StockYear> stock;          ///< by year, of what was issued by the day asked about
  Exposure exposure;                     ///< in the field on that day, by use and by year of expiry
  JudgedInterval observed;               ///< by the event rate of the recorded observations
  std::optional<JudgedInterval> picked;  ///< over the scenarios; absent where none is recorded
};
LW_DESCRIBE(ValidityOption, validity_months, today, lawful, law, formula, lifetime_months,
            lifetime_ends_on, stock, exposure, observed, picked)

/// The validities side by side, and the event rate that the observed intervals rest on.
struct ValidityComparison {
  ComponentId software;
  std::int32_t threshold_ppm = 0;  ///< of the programme's policy
  EventRate rate;
  std::vector<Scenario> scenarios;
  std::vector<ValidityOption> options;  ///< shortest first; that of today is among them
};
LW_DESCRIBE(ValidityComparison, software, threshold_ppm, rate, scenarios, options)

/// Returns the candidates and the validity of today side by side. kNotFound as lifetimes;
/// kInvalidInput for a candidate outside 1 to kValidityMonthsMax months.
[[nodiscard]] Result<ValidityComparison> what_if_validity(
    const World& world, const ProgrammeId& programme, const ComponentId& esw,
    const std::vector<std::int32_t>& candidates_months, const ErosionInputs& inputs, Date on,
    const rules::RuleBook& rules);

}  // namespace lw::programme
