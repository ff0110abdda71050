#include <fmt/format.h>

#include "domain/programme/checks.hpp"
#include "domain/programme/decide.hpp"

namespace lw::programme {
namespace {

constexpr std::int32_t kPpm = 1'000'000;
/// Beyond a century no document lives, and a shape of 20 is a wall.
constexpr std::int32_t kHazardMonthsMax = 1'200;
constexpr std::int32_t kShapePermilleMin = 50;
constexpr std::int32_t kShapePermilleMax = 20'000;
/// More events or months than any publication can have seen is a typing error.
constexpr std::int64_t kPriorMax = 100'000'000;

Result<void> check_source(const std::string& where, const std::string& source) {
  if (source.empty())
    return fail(ErrorCode::kInvalidInput, "no source is named", where,
                "say where this is written, so that others can check it");
  if (source.size() > kTextMaxBytes)
    return fail(ErrorCode::kTooLarge, "the source is too long", where);
  return {};
}

Result<void> check_family(const std::string& where, const ObservedFamily& f, Date today) {
  LW_CHECK(check_source(where + ".source", f.source));
  const Date end = f.found_on.value_or(f.last_clear_on);
  const bool ordered = f.certified_on <= f.observed_from && f.observed_from <= f.last_clear_on &&
                       f.last_clear_on <= end;
  if (!ordered || end == f.observed_from) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the dates of {} are out of order, or it was observed for no time",
                            f.family.text()),
                where, "certified, observed from, last clear, found: in this order");
  }
  if (end > today) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} lies in the future", end.text()), where,
                "record what was observed, not what is expected");
  }
  return {};
}

Result<void> check_prior(const PublishedPrior& prior) {
  LW_CHECK(check_source("prior.source", prior.source));
  const auto sound = [](std::int64_t n) { return n > 0 && n <= kPriorMax; };
  if (sound(prior.events_permille) && sound(prior.family_months)) return {};
  return fail(ErrorCode::kInvalidInput,
              fmt::format("a prior of {} thousandths of an event in {} months of families",
                          prior.events_permille, prior.family_months),
              "prior", fmt::format("both between 1 and {}", kPriorMax));
}

Result<PickedHazard> picked(const RecordErosionScenario& c) {
  if (c.hazard_ppm_per_year.has_value() == c.through.has_value()) {
    return fail(ErrorCode::kInvalidInput, "a scenario is one hazard", {},
                "give hazard_ppm_per_year, or through with months and probability_ppm");
  }
  PickedHazard out{c.hazard_ppm_per_year, c.through, c.shape_permille.value_or(1000), c.source};
  if (out.hazard_ppm_per_year &&
      (*out.hazard_ppm_per_year < 1 || *out.hazard_ppm_per_year > kPpm)) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a hazard of {} ppm a year", *out.hazard_ppm_per_year),
                "hazard_ppm_per_year", fmt::format("between 1 and {}", kPpm));
  }
  if (out.hazard_ppm_per_year && c.shape_permille) {
    return fail(ErrorCode::kInvalidInput, "a constant hazard has no shape", "shape_permille",
                "leave it out, or give a point that the curve goes through");
  }
  if (out.through && (out.through->months < 1 || out.through->months > kHazardMonthsMax ||
                      out.through->probability_ppm < 1 || out.through->probability_ppm >= kPpm)) {
    return fail(
        ErrorCode::kInvalidInput,
        fmt::format("{} ppm by {} months", out.through->probability_ppm, out.through->months),
        "through",
        fmt::format("between 1 and {} months, between 1 and {} ppm", kHazardMonthsMax, kPpm - 1));
  }
  if (out.shape_permille < kShapePermilleMin || out.shape_permille > kShapePermilleMax) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a shape of {} thousandths", out.shape_permille), "shape_permille",
                fmt::format("between {} and {}; 1000 is a constant hazard", kShapePermilleMin,
                            kShapePermilleMax));
  }
  return out;
}

}  // namespace

Result<Events> decide_observations(const World& world, const RecordErosionObservations& c,
                                   const Context& context) {
  LW_TRY(const Programme* programme, own(world, c.programme, context));
  LW_CHECK(check_reason(c.reason));
  LW_CHECK(check_source("source", c.source));
  if (c.families.size() > kListMax) {
    return fail(ErrorCode::kTooLarge, fmt::format("{} families", c.families.size()), "families",
                fmt::format("at most {}", kListMax));
  }
  std::set<FamilyId> seen;
  for (std::size_t i = 0; i < c.families.size(); ++i) {
    const std::string where = fmt::format("families[{}]", i);
    LW_CHECK(check_family(where, c.families[i], context.now.date()));
    if (!seen.insert(c.families[i].family).second) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("{} is named twice", c.families[i].family.text()), where,
                  "one line for each family: what is counted twice weighs twice");
    }
  }
  if (c.prior) LW_CHECK(check_prior(*c.prior));
  const ObservationSet wanted{c.source, c.families, c.prior};
  const auto& versions = programme->observations;
  const auto* now = standing(versions, context.effective_on);
  if (now != nullptr && *now == wanted) return Events{};
  if (versions.size() >= kListMax && !versions.contains(context.effective_on))
    return fail(ErrorCode::kTooLarge, "too many sets of observations");
  const Event event =
      ErosionObservationsRecorded{c.programme, wanted, context.effective_on, c.reason};
  if (message_cbor(event).size() > kEventMaxBytes) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("the set would take more than {} bytes", kEventMaxBytes), {},
                "shorten the sources: name a document once and its places after it");
  }
  return Events{event};
}

Result<Events> decide_scenario(const World& world, const RecordErosionScenario& c,
                               const Context& context) {
  LW_TRY(const Programme* programme, own(world, c.programme, context));
  LW_CHECK(check_reason(c.reason));
  LW_CHECK(Id<ProgrammeTag>::parse(c.scenario));
  LW_CHECK(check_source("source", c.source));
  LW_TRY(const PickedHazard wanted, picked(c));
  const auto known = programme->scenarios.find(c.scenario);
  if (known == programme->scenarios.end()) {
    if (programme->scenarios.size() >= kListMax)
      return fail(ErrorCode::kTooLarge, "too many scenarios");
  } else {
    const auto* now = standing(known->second, context.effective_on);
    if (now != nullptr && *now == wanted) return Events{};
    if (known->second.size() >= kListMax && !known->second.contains(context.effective_on))
      return fail(ErrorCode::kTooLarge, "the scenario has changed too often");
  }
  return Events{
      ErosionScenarioRecorded{c.programme, c.scenario, wanted, context.effective_on, c.reason}};
}

Result<Events> decide_end_scenario(const World& world, const EndErosionScenario& c,
                                   const Context& context) {
  LW_TRY(const Programme* programme, own(world, c.programme, context));
  LW_CHECK(check_reason(c.reason));
  const auto known = programme->scenarios.find(c.scenario);
  if (known == programme->scenarios.end()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("there is no scenario {}", c.scenario.substr(0, 60)));
  }
  const auto* now = standing(known->second, context.effective_on);
  if (now == nullptr || *now == PickedHazard{}) return Events{};
  if (known->second.size() >= kListMax && !known->second.contains(context.effective_on))
    return fail(ErrorCode::kTooLarge, "the scenario has changed too often");
  return Events{ErosionScenarioEnded{c.programme, c.scenario, context.effective_on, c.reason}};
}

}  // namespace lw::programme
