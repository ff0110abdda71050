#pragma once

#include <optional>
#include <string>
#include <vector>

#include "codec/reflect.hpp"
#include "domain/kernel/ids.hpp"

// Doubles live here and in answers only: never in state, commands or events.
namespace lw::programme {

/// From this many events on a curve is drawn; below, only intervals (methods II.c layer 3).
inline constexpr int kEventsForCurve = 10;
/// How many observations are taken in.
inline constexpr std::size_t kObservationsMax = 5'000;

/// A hazard that the authority picks. Every one is monotone in age (R40).
struct Scenario {
  std::string name;
  double shape = 1;        ///< Weibull k > 0; 1 is a constant hazard
  double scale_years = 0;  ///< Weibull lambda > 0: by then 63 % have had the event
};
LW_DESCRIBE(Scenario, name, shape, scale_years)

/// Returns a constant hazard of `per_year` (> 0), for example 0.01.
Scenario constant_hazard(double per_year);

/// A point through which a curve goes.
struct CurvePoint {
  double years = 0;        ///< > 0
  double probability = 0;  ///< in (0, 1)
};

/// Returns the Weibull hazard of that shape (> 0) whose probability at `through.years` is
/// `through.probability`.
Scenario weibull_through(CurvePoint through, double shape);

/// Returns the probability that the event has happened by `years`; 0 for years <= 0. Never falls
/// with years (R40).
double probability_by(const Scenario& scenario, double years);

/// How the observation of a component family ended.
enum class ObservationEnd {
  kEvent,     ///< found broken or eroded
  kCensored,  ///< still without event, expired or replaced: it left observation
};
LW_DESCRIBE_ENUM(ObservationEnd, kEvent, kCensored)

/// One component family under observation. Ages in years since its first certification.
struct FamilyObservation {
  FamilyId family;
  double entered_years = 0;     ///< age when observation began (left truncation)
  double last_clear_years = 0;  ///< last age at which it was known to be without event
  double found_years =
      0;  ///< age at which the event was found; for kCensored equal to last_clear_years
  ObservationEnd end = ObservationEnd::kCensored;
  std::string source;
};
LW_DESCRIBE(FamilyObservation, family, entered_years, last_clear_years, found_years, end, source)

/// A published gamma prior on the event rate: as if `events` had been seen in `family_years`.
struct GammaPrior {
  double events = 0.5;
  double family_years = 0;
  std::string source = "Jeffreys prior for a Poisson rate";
};
LW_DESCRIBE(GammaPrior, events, family_years, source)

/// How a rate was had.
enum class RateMethod {
  kNone,          ///< no family-years observed
  kRuleOfThree,   ///< no events: 95 % upper bound 3/n
  kGammaPoisson,  ///< fewer than kEventsForCurve events: 90 % interval of the posterior, 95 % each
                  ///< side
  kKaplanMeier,   ///< kEventsForCurve events or more, at known ages
  kTurnbull,      ///< the same, ages known to an interval only
};
LW_DESCRIBE_ENUM(RateMethod, kNone, kRuleOfThree, kGammaPoisson, kKaplanMeier, kTurnbull)

/// One step of a survival curve: from `years` on, `survival` with its 95 % bounds.
struct SurvivalStep {
  double years = 0;
  double survival = 1;
  double low = 1;
  double high = 1;
};
LW_DESCRIBE(SurvivalStep, years, survival, low, high)

/// Layer 3: what observation says about the rate of events per family-year.
struct EventRate {
  RateMethod method = RateMethod::kNone;
  int events = 0;
  double family_years = 0;
  double low_per_year = 0;
  double high_per_year = 0;
  std::vector<SurvivalStep> curve;  ///< for kKaplanMeier and kTurnbull
  std::string says;  ///< "insufficient data: …" where that is true, else how it was had
};
LW_DESCRIBE(EventRate, method, events, family_years, low_per_year, high_per_year, curve, says)

/// Returns the event rate of the observations. Ages that make no sense (negative, out of order) are
/// left out and said.
EventRate event_rate(const std::vector<FamilyObservation>& observations,
                     const std::optional<GammaPrior>& prior = {});

/// Returns the Kaplan–Meier curve with left truncation; Greenwood bounds on the log-log scale.
/// Events at found_years.
std::vector<SurvivalStep> kaplan_meier(const std::vector<FamilyObservation>& observations);

/// Returns the Turnbull curve for events known to (last_clear, found] only, by self-consistency. It
/// has no bounds: low and high are 0 and 1, and the interval of the rate is used instead. Left
/// truncation is ignored there.
std::vector<SurvivalStep> turnbull(const std::vector<FamilyObservation>& observations);

/// Returns the quantile of Gamma(shape, rate) at `probability`.
double gamma_quantile(double shape, double rate, double probability);

/// An interval of probability.
struct ProbabilityInterval {
  double low = 0;
  double high = 1;
};
LW_DESCRIBE(ProbabilityInterval, low, high)

/// Returns the interval of the probability of an event by age `years`; [0, 1] where nothing is
/// known. Monotone in years.
ProbabilityInterval probability_by(const EventRate& rate, double years);

/// Whether an interval lies on one side of a threshold.
enum class ThresholdVerdict { kBelow, kAbove, kInsufficientData };
LW_DESCRIBE_ENUM(ThresholdVerdict, kBelow, kAbove, kInsufficientData)

/// Decides: kBelow when high <= threshold, kAbove when low > threshold, otherwise kInsufficientData
/// (methods II.c).
ThresholdVerdict against(const ProbabilityInterval& interval, double threshold);

}  // namespace lw::programme
