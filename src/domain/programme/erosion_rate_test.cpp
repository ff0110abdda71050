#include "domain/programme/erosion_rate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

namespace lw::programme {
namespace {

int percent(double probability) { return static_cast<int>(std::lround(probability * 100)); }

FamilyObservation seen(double entered, double clear, double found, ObservationEnd end) {
  return {FamilyId("f"), entered, clear, found, end, "test"};
}
FamilyObservation broke(double at) { return seen(0, at, at, ObservationEnd::kEvent); }
FamilyObservation left(double at) { return seen(0, at, at, ObservationEnd::kCensored); }

// The table of methods.md II.c, every cell.
TEST(Erosion, ScenarioTableOfMethods) {
  const auto one = constant_hazard(0.01);
  EXPECT_EQ(percent(probability_by(one, 14)), 13);
  EXPECT_EQ(percent(probability_by(one, 9)), 9);
  const auto three = constant_hazard(0.03);
  EXPECT_EQ(percent(probability_by(three, 14)), 34);
  EXPECT_EQ(percent(probability_by(three, 9)), 24);
  const CurvePoint same{14, probability_by(three, 14)};
  const auto k2 = weibull_through(same, 2);
  EXPECT_EQ(percent(probability_by(k2, 14)), 34);
  EXPECT_EQ(percent(probability_by(k2, 9)), 16);
  const auto k3 = weibull_through(same, 3);
  EXPECT_EQ(percent(probability_by(k3, 14)), 34);
  EXPECT_EQ(percent(probability_by(k3, 9)), 11);
  const auto none = event_rate({seen(0, 40, 40, ObservationEnd::kCensored)});
  EXPECT_EQ(none.method, RateMethod::kRuleOfThree);
  EXPECT_DOUBLE_EQ(none.high_per_year, 0.075);
  EXPECT_EQ(percent(probability_by(none, 14).high), 65);
  EXPECT_EQ(percent(probability_by(none, 9).high), 49);
  EXPECT_EQ(none.says.rfind("insufficient data", 0), 0U);
}

// Garwood's exact limits are quantiles of the gamma distribution; chi-squared table, 95 % point for
// 2 and 10 degrees of freedom: 5.991 and 18.307, 5 % point for 10: 3.940.
TEST(Erosion, GammaQuantilesAgreeWithTheChiSquaredTable) {
  EXPECT_NEAR(2 * gamma_quantile(1, 1, 0.95), 5.991, 5e-4);
  EXPECT_NEAR(2 * gamma_quantile(5, 1, 0.95), 18.307, 5e-4);
  EXPECT_NEAR(2 * gamma_quantile(5, 1, 0.05), 3.940, 5e-4);
  EXPECT_NEAR(gamma_quantile(5, 10, 0.95), 18.307 / 20, 5e-5);
}

TEST(Erosion, FewEventsGiveAnIntervalAndNoCurve) {
  const auto rate = event_rate({broke(3), broke(5), left(12), left(20)});
  EXPECT_EQ(rate.method, RateMethod::kGammaPoisson);
  EXPECT_EQ(rate.events, 2);
  EXPECT_DOUBLE_EQ(rate.family_years, 40);
  EXPECT_TRUE(rate.curve.empty());
  EXPECT_LT(rate.low_per_year, 2.0 / 40);
  EXPECT_GT(rate.high_per_year, 2.0 / 40);
  // A published prior moves it towards its own rate.
  const auto with_prior =
      event_rate({broke(3), broke(5), left(12), left(20)}, GammaPrior{1, 200, "study"});
  EXPECT_LT(with_prior.high_per_year, rate.high_per_year);
  EXPECT_NE(with_prior.says.find("study"), std::string::npos);
}

TEST(Erosion, NothingObservedSaysSo) {
  const auto rate = event_rate({});
  EXPECT_EQ(rate.method, RateMethod::kNone);
  const auto interval = probability_by(rate, 9);
  EXPECT_EQ(interval.low, 0);
  EXPECT_EQ(interval.high, 1);
  EXPECT_EQ(against(interval, 0.1), ThresholdVerdict::kInsufficientData);
}

// Freireich et al., Blood 21 (1963), 6-mercaptopurine arm: the standard example of Kaplan-Meier
// estimation.
std::vector<FamilyObservation> freireich() {
  return {broke(6),  broke(6),  broke(6),  left(6),   broke(7), left(9),  broke(10),
          left(10),  left(11),  broke(13), broke(16), left(17), left(19), left(20),
          broke(22), broke(23), left(25),  left(32),  left(32), left(34), left(35)};
}

TEST(Erosion, KaplanMeierOfAPublishedSample) {
  const auto curve = kaplan_meier(freireich());
  const std::vector<std::pair<double, double>> published{
      {6, .857}, {7, .807}, {10, .753}, {13, .690}, {16, .627}, {22, .538}, {23, .448}};
  ASSERT_EQ(curve.size(), published.size());
  for (std::size_t i = 0; i < curve.size(); ++i) {
    EXPECT_EQ(curve[i].years, published[i].first);
    EXPECT_NEAR(curve[i].survival, published[i].second, 5e-4);
    EXPECT_LE(curve[i].low, curve[i].survival);
    EXPECT_GE(curve[i].high, curve[i].survival);
  }
  // Published 95 % log-log bounds at 10 weeks: 0.503 to 0.889.
  EXPECT_NEAR(curve[2].low, .503, 1e-3);
  EXPECT_NEAR(curve[2].high, .889, 1e-3);
}

TEST(Erosion, TurnbullIsKaplanMeierWhereAgesAreKnown) {
  const auto exact = kaplan_meier(freireich());
  const auto curve = turnbull(freireich());
  ASSERT_EQ(curve.size(), exact.size());
  for (std::size_t i = 0; i < curve.size(); ++i)
    EXPECT_NEAR(curve[i].survival, exact[i].survival, 1e-6);
}

TEST(Erosion, TurnbullOfOverlappingIntervals) {
  // Two in (0,1], two in (1,3], one in (0,3]: the mass splits 1:1 by symmetry of the first four.
  const auto in = [](double a, double b) { return seen(0, a, b, ObservationEnd::kEvent); };
  const auto curve = turnbull({in(0, 1), in(0, 1), in(1, 3), in(1, 3), in(0, 3)});
  ASSERT_EQ(curve.size(), 2U);
  EXPECT_NEAR(curve[0].survival, 0.5, 1e-6);
  EXPECT_NEAR(curve[1].survival, 0, 1e-6);
}

TEST(Erosion, TenEventsGiveACurve) {
  auto sample = freireich();
  sample.push_back(broke(24));
  const auto rate = event_rate(sample);
  EXPECT_EQ(rate.method, RateMethod::kKaplanMeier);
  EXPECT_EQ(rate.curve.size(), 8U);
  sample.push_back(seen(0, 5, 8, ObservationEnd::kEvent));
  EXPECT_EQ(event_rate(sample).method, RateMethod::kTurnbull);
}

TEST(Erosion, AgesThatMakeNoSenseAreLeftOutAndSaid) {
  const auto rate = event_rate({left(40), seen(5, 3, 3, ObservationEnd::kCensored)});
  EXPECT_DOUBLE_EQ(rate.family_years, 40);
  EXPECT_NE(rate.says.find("left out"), std::string::npos);
}

TEST(Erosion, R87_AnIntervalAcrossTheThresholdIsInsufficientData) {
  EXPECT_EQ(against({0.02, 0.08}, 0.1), ThresholdVerdict::kBelow);
  EXPECT_EQ(against({0.12, 0.3}, 0.1), ThresholdVerdict::kAbove);
  EXPECT_EQ(against({0.02, 0.3}, 0.1), ThresholdVerdict::kInsufficientData);
  EXPECT_EQ(against({0.02, 0.1}, 0.1), ThresholdVerdict::kBelow);
}

RC_GTEST_PROP(Erosion, R40_NoModelFallsWithAge, ()) {
  const double shape = *rc::gen::inRange(1, 80) / 10.0;
  const double scale = *rc::gen::inRange(1, 900) / 10.0;
  const double young = *rc::gen::inRange(0, 400) / 10.0;
  const double old = young + *rc::gen::inRange(0, 400) / 10.0;
  const Scenario scenario{"any", shape, scale};
  RC_ASSERT(probability_by(scenario, young) <= probability_by(scenario, old));
  RC_ASSERT(probability_by(scenario, old) >= 0 && probability_by(scenario, old) <= 1);

  std::vector<FamilyObservation> observations;
  const int count = *rc::gen::inRange(0, 30);
  for (int i = 0; i < count; ++i) {
    const double entered = *rc::gen::inRange(0, 50) / 10.0;
    const double clear = entered + *rc::gen::inRange(1, 100) / 10.0;
    const bool event = *rc::gen::arbitrary<bool>();
    const double found = event ? clear + *rc::gen::inRange(0, 20) / 10.0 : clear;
    observations.push_back(
        seen(entered, clear, found, event ? ObservationEnd::kEvent : ObservationEnd::kCensored));
  }
  const auto rate = event_rate(observations);
  const auto a = probability_by(rate, young);
  const auto b = probability_by(rate, old);
  RC_ASSERT(a.low <= b.low);
  RC_ASSERT(a.high <= b.high || rate.method == RateMethod::kNone);
  RC_ASSERT(b.low <= b.high);
}

}  // namespace
}  // namespace lw::programme
