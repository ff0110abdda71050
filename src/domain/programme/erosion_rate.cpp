#include "domain/programme/erosion_rate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <set>

#include "base/assert.hpp"

namespace lw::programme {
namespace {

constexpr double kRuleOfThree = 3.0;  // methods II.c: -ln 0.05 = 2.996, rounded up as is usual
constexpr double kTail = 0.05;        // each side of the Gamma-Poisson interval
constexpr double kNormal975 = 1.959963984540054;  // standard normal quantile at 0.975
constexpr int kTurnbullRounds = 20'000;
constexpr double kTurnbullClose = 1e-12;

/// Ages that a family can have.
bool makes_sense(const FamilyObservation& o) {
  const bool ordered = o.entered_years >= 0 && o.last_clear_years >= o.entered_years &&
                       o.found_years >= o.last_clear_years && std::isfinite(o.found_years);
  return ordered && o.found_years > o.entered_years &&
         (o.end == ObservationEnd::kEvent || o.found_years == o.last_clear_years);
}

/// Pointwise 95 % bounds on the log-log scale (Greenwood's variance of ln S is `variance`).
SurvivalStep step(double years, double survival, double variance) {
  SurvivalStep out{years, survival, survival, survival};
  if (survival <= 0 || survival >= 1) return out;
  const double log_survival = std::log(survival);
  const double width = kNormal975 * std::sqrt(variance) / std::abs(log_survival);
  out.low = std::pow(survival, std::exp(width));
  out.high = std::pow(survival, std::exp(-width));
  return out;
}

/// An event lies in (after, until].
struct Interval {
  double after = 0;
  double until = 0;
};

Interval interval_of(const FamilyObservation& o) {
  if (o.end == ObservationEnd::kCensored)
    return {o.last_clear_years, std::numeric_limits<double>::infinity()};
  const bool exact = o.found_years == o.last_clear_years;
  return {exact ? std::nextafter(o.found_years, -1.0) : o.last_clear_years, o.found_years};
}

/// The innermost intervals, the only ones that can carry mass (Turnbull 1976): a left end followed
/// by a right end.
std::vector<Interval> innermost(const std::vector<Interval>& intervals) {
  struct End {
    double at;
    bool right;
  };
  std::vector<End> ends;
  for (const auto& i : intervals) {
    ends.push_back({i.after, false});
    ends.push_back({i.until, true});
  }
  // (after, until]: a right end at t lies before a left end at t.
  std::ranges::sort(ends, [](const End& a, const End& b) {
    return a.at != b.at ? a.at < b.at : a.right > b.right;
  });
  std::vector<Interval> out;
  for (std::size_t i = 1; i < ends.size(); ++i) {
    if (!ends[i - 1].right && ends[i].right) out.push_back({ends[i - 1].at, ends[i].at});
  }
  return out;
}

/// The masses on `inner` that agree with themselves (expectation-maximisation).
std::vector<double> self_consistent(const std::vector<Interval>& intervals,
                                    const std::vector<Interval>& inner) {
  std::vector<double> mass(inner.size(), 1.0 / static_cast<double>(inner.size()));
  const auto holds = [](const Interval& outer, const Interval& i) {
    return outer.after <= i.after && i.until <= outer.until;
  };
  for (int round = 0; round < kTurnbullRounds; ++round) {
    std::vector<double> next(inner.size(), 0.0);
    for (const auto& observed : intervals) {
      double total = 0;
      for (std::size_t j = 0; j < inner.size(); ++j)
        total += holds(observed, inner[j]) ? mass[j] : 0;
      if (total <= 0) continue;
      for (std::size_t j = 0; j < inner.size(); ++j) {
        if (holds(observed, inner[j])) next[j] += mass[j] / total;
      }
    }
    double moved = 0;
    for (std::size_t j = 0; j < inner.size(); ++j) {
      next[j] /= static_cast<double>(intervals.size());
      moved = std::max(moved, std::abs(next[j] - mass[j]));
    }
    mass = std::move(next);
    if (moved < kTurnbullClose) break;
  }
  return mass;
}

std::vector<FamilyObservation> sound(const std::vector<FamilyObservation>& observations) {
  std::vector<FamilyObservation> out;
  for (const auto& o : observations) {
    if (makes_sense(o) && out.size() < kObservationsMax) out.push_back(o);
  }
  return out;
}

void set_gamma(EventRate& rate, const GammaPrior& prior) {
  const double shape = prior.events + rate.events;
  const double years = prior.family_years + rate.family_years;
  rate.low_per_year = gamma_quantile(shape, years, kTail);
  rate.high_per_year = gamma_quantile(shape, years, 1 - kTail);
}

}  // namespace

Scenario constant_hazard(double per_year) {
  LW_ASSERT(per_year > 0);
  return {fmt::format("{:g} % a year, constant", per_year * 100), 1, 1 / per_year};
}

Scenario weibull_through(CurvePoint through, double shape) {
  LW_ASSERT(through.years > 0 && through.probability > 0 && through.probability < 1 && shape > 0);
  const double hazard = -std::log1p(-through.probability);
  return {fmt::format("{:.0f} % by {:g} years, Weibull k = {:g}", through.probability * 100,
                      through.years, shape),
          shape, through.years / std::pow(hazard, 1 / shape)};
}

double probability_by(const Scenario& scenario, double years) {
  if (years <= 0 || scenario.scale_years <= 0 || scenario.shape <= 0) return 0;
  return -std::expm1(-std::pow(years / scenario.scale_years, scenario.shape));
}

double gamma_quantile(double shape, double rate, double probability) {
  LW_ASSERT(shape > 0 && rate > 0 && probability > 0 && probability < 1);
  return boost::math::gamma_p_inv(shape, probability) / rate;
}

std::vector<SurvivalStep> kaplan_meier(const std::vector<FamilyObservation>& observations) {
  const auto known = sound(observations);
  std::set<double> ages;
  for (const auto& o : known) {
    if (o.end == ObservationEnd::kEvent) ages.insert(o.found_years);
  }
  std::vector<SurvivalStep> out;
  double survival = 1;
  double variance = 0;
  for (const double age : ages) {
    double at_risk = 0;
    double events = 0;
    for (const auto& o : known) {
      if (o.entered_years < age && age <= o.found_years) ++at_risk;
      if (o.end == ObservationEnd::kEvent && o.found_years == age) ++events;
    }
    survival *= 1 - events / at_risk;
    if (at_risk > events) variance += events / (at_risk * (at_risk - events));
    out.push_back(step(age, survival, variance));
  }
  return out;
}

std::vector<SurvivalStep> turnbull(const std::vector<FamilyObservation>& observations) {
  std::vector<Interval> intervals;
  for (const auto& o : sound(observations)) intervals.push_back(interval_of(o));
  const auto inner = innermost(intervals);
  if (inner.empty()) return {};
  const auto mass = self_consistent(intervals, inner);
  std::vector<SurvivalStep> out;
  double survival = 1;
  for (std::size_t j = 0; j < inner.size(); ++j) {
    if (!std::isfinite(inner[j].until)) break;
    survival = std::max(0.0, survival - mass[j]);
    out.push_back({inner[j].until, survival, 0, 1});
  }
  return out;
}

EventRate event_rate(const std::vector<FamilyObservation>& observations,
                     const std::optional<GammaPrior>& prior) {
  const auto known = sound(observations);
  EventRate out;
  bool intervals = false;
  for (const auto& o : known) {
    out.events += o.end == ObservationEnd::kEvent ? 1 : 0;
    out.family_years += o.found_years - o.entered_years;
    intervals |= o.end == ObservationEnd::kEvent && o.last_clear_years < o.found_years;
  }
  const std::string left_out =
      known.size() == observations.size()
          ? ""
          : fmt::format("; {} observations left out: ages out of order or too many",
                        observations.size() - known.size());
  const bool prior_informs = prior && prior->family_years > 0 && prior->events > 0;
  if (out.family_years <= 0 && !prior_informs) {
    out.says = "insufficient data: no family-years observed" + left_out;
    return out;
  }
  if (out.events == 0 && !prior) {
    out.method = RateMethod::kRuleOfThree;
    out.high_per_year = kRuleOfThree / out.family_years;
    out.says = fmt::format(
        "insufficient data for a rate: no events in {:g} family-years, 95 % upper bound 3/n = "
        "{:.4g} a year{}",
        out.family_years, out.high_per_year, left_out);
    return out;
  }
  const GammaPrior used = prior_informs || (prior && prior->events > 0) ? *prior : GammaPrior{};
  set_gamma(out, used);
  if (out.events < kEventsForCurve) {
    out.method = RateMethod::kGammaPoisson;
    out.says = fmt::format(
        "{} events in {:g} family-years, too few for a curve; Gamma-Poisson with prior: {}{}",
        out.events, out.family_years, used.source, left_out);
    return out;
  }
  out.method = intervals ? RateMethod::kTurnbull : RateMethod::kKaplanMeier;
  out.curve = intervals ? turnbull(known) : kaplan_meier(known);
  out.says = fmt::format("{} events in {:g} family-years, {} curve{}", out.events, out.family_years,
                         intervals ? "Turnbull" : "Kaplan-Meier", left_out);
  return out;
}

ProbabilityInterval probability_by(const EventRate& rate, double years) {
  if (rate.method == RateMethod::kNone) return {0, 1};
  if (years <= 0) return {0, 0};
  if (rate.method != RateMethod::kKaplanMeier) {
    return {-std::expm1(-rate.low_per_year * years), -std::expm1(-rate.high_per_year * years)};
  }
  ProbabilityInterval out{0, 0};
  for (const auto& s : rate.curve) {
    if (s.years > years) return out;
    // Bounds on the log-log scale may cross back; the answer never falls with age (R40).
    out = {std::max(out.low, 1 - s.high), std::max(out.high, 1 - s.low)};
  }
  out.high = 1;  // beyond the last event that was seen nothing bounds it from above
  return out;
}

ThresholdVerdict against(const ProbabilityInterval& interval, double threshold) {
  if (interval.high <= threshold) return ThresholdVerdict::kBelow;
  if (interval.low > threshold) return ThresholdVerdict::kAbove;
  return ThresholdVerdict::kInsufficientData;
}

}  // namespace lw::programme
