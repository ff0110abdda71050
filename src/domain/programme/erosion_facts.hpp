#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "codec/reflect.hpp"
#include "domain/kernel/ids.hpp"

// What an authority brings to the statistics of erosion (methods II.c, layers 3 and 4): facts and
// choices in dates and whole numbers, so that they can stand in the history.
namespace lw::programme {

/// One component family under observation, as a source tells it. Dates in the order of the fields.
struct ObservedFamily {
  FamilyId family;
  Date certified_on;             ///< its first certificate: age 0
  Date observed_from;            ///< observation began (left truncation)
  Date last_clear_on;            ///< last day on which it was known to be without event
  std::optional<Date> found_on;  ///< day on which the event was found; absent: there was none
  std::string source;            ///< where this is written
  bool operator==(const ObservedFamily&) const = default;
};
LW_DESCRIBE(ObservedFamily, family, certified_on, observed_from, last_clear_on, found_on, source)

/// A published prior on the event rate: as if that many events had been seen in that many months
/// of families. A thousandth of an event is the unit, since priors are often fractions.
struct PublishedPrior {
  std::int64_t events_permille = 0;
  std::int64_t family_months = 0;
  std::string source;
  bool operator==(const PublishedPrior&) const = default;
};
LW_DESCRIBE(PublishedPrior, events_permille, family_months, source)

/// The observations that an authority's estimate rests on from a day on. Without families and
/// prior there are none.
struct ObservationSet {
  std::string source;  ///< who gathered them, and how the families were chosen
  std::vector<ObservedFamily> families;
  std::optional<PublishedPrior> prior;
  bool operator==(const ObservationSet&) const = default;
};
LW_DESCRIBE(ObservationSet, source, families, prior)

/// A point through which a curve of probability goes.
struct HazardPoint {
  std::int32_t months = 0;           ///< age, > 0
  std::int32_t probability_ppm = 0;  ///< that the event has happened by then; 1 to 999,999
  bool operator==(const HazardPoint&) const = default;
};
LW_DESCRIBE(HazardPoint, months, probability_ppm)

/// A hazard that an authority picks from a day on (methods II.c, layer 4): constant, or a Weibull
/// curve through a point. One of the two; neither: it was taken back.
struct PickedHazard {
  std::optional<std::int32_t> hazard_ppm_per_year;  ///< constant
  std::optional<HazardPoint> through;
  std::int32_t shape_permille = 1000;  ///< Weibull shape of the curve through the point
  std::string source;                  ///< on what the choice rests
  bool operator==(const PickedHazard&) const = default;
};
LW_DESCRIBE(PickedHazard, hazard_ppm_per_year, through, shape_permille, source)

}  // namespace lw::programme
