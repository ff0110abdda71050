#include "domain/programme/what_if.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lw::programme {
namespace {

constexpr double kMonthsPerYear = 12;
constexpr double kPpm = 1'000'000;

JudgedInterval judged(const ProbabilityInterval& interval, double threshold) {
  return {interval.low, interval.high, against(interval, threshold)};
}

/// The span of what the scenarios give by that age.
ProbabilityInterval span_of(const std::vector<Scenario>& scenarios, double years) {
  ProbabilityInterval out{1, 0};
  for (const auto& scenario : scenarios) {
    out.low = std::min(out.low, probability_by(scenario, years));
    out.high = std::max(out.high, probability_by(scenario, years));
  }
  return out;
}

/// The programme with one embedded software only, its documents issued by `on` with that validity.
Programme with_validity(const Programme& programme, const ComponentId& esw,
                        std::int32_t validity_months, Date on) {
  Programme out = programme;
  std::erase_if(out.introductions, [&](const auto& entry) { return entry.first != esw; });
  for (auto& cohort : out.introductions.at(esw).cohorts) {
    cohort.validity_months = validity_months;
    for (auto& [state, months] : cohort.reached)
      std::erase_if(months, [&](const auto& entry) { return entry.first > on; });
    std::erase_if(cohort.reached, [](const auto& entry) { return entry.second.empty(); });
  }
  return out;
}

/// Fills in the documents, in a fork of the state: no event is recorded.
void count_documents(const World& world, const Programme& programme, const ComponentId& esw,
                     Date on, ValidityOption& out) {
  State fork;
  fork.classes = world.programme.classes;
  fork.programmes[programme.id] = with_validity(programme, esw, out.validity_months, on);
  const World forked{
      world.access,        world.catalog, world.certificate, world.surveillance, world.resistance,
      world.vulnerability, fork};
  out.stock = stock_by_year(fork, programme.id);
  out.exposure = exposure(forked, programme.id, {esw}, on);
}

}  // namespace

Result<ValidityComparison> what_if_validity(const World& world, const ProgrammeId& programme,
                                            const ComponentId& esw,
                                            const std::vector<std::int32_t>& candidates_months,
                                            const ErosionInputs& inputs, Date on,
                                            const rules::RuleBook& rules) {
  LW_TRY(const Lifetimes today, lifetimes(world, programme, esw, on, rules));
  const Programme& found = *find(world.programme, programme);
  LW_TRY(const ValidityBounds bounds,
         validity_bounds(world.programme.classes.at(found.document_class), on, rules));
  ValidityComparison out;
  out.software = esw;
  out.threshold_ppm = policy(found, on).erosion_threshold_ppm;
  out.rate = event_rate(inputs.observations, inputs.prior);
  out.scenarios = inputs.scenarios;
  const double threshold = out.threshold_ppm / kPpm;
  std::set<std::int32_t> all(candidates_months.begin(), candidates_months.end());
  all.insert(today.formula.validity_months);
  for (const auto months : all) {
    if (months < 1 || months > kValidityMonthsMax) {
      return fail(ErrorCode::kInvalidInput, fmt::format("a validity of {} months", months), {},
                  fmt::format("between 1 and {}", kValidityMonthsMax));
    }
    ValidityOption option;
    option.validity_months = months;
    option.today = months == today.formula.validity_months;
    option.lawful = bounds.min_months <= months && months <= bounds.max_months;
    option.law = bounds.source;
    option.formula = today.formula;
    option.formula.validity_months = months;
    option.lifetime_months = option.formula.total_months();
    option.lifetime_ends_on = option.formula.ends_on(today.dates.certification.on);
    count_documents(world, found, esw, on, option);
    const double years = option.lifetime_months / kMonthsPerYear;
    option.observed = judged(probability_by(out.rate, years), threshold);
    if (!inputs.scenarios.empty())
      option.picked = judged(span_of(inputs.scenarios, years), threshold);
    out.options.push_back(std::move(option));
  }
  return out;
}

}  // namespace lw::programme
