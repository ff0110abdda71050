#pragma once

#include "domain/programme/programme.hpp"

namespace lw::programme {

/// How many documents stand in which state (R30). What came to a later state is no longer counted
/// in the earlier one.
struct Stock {
  std::int64_t blank = 0;
  std::int64_t produced = 0;
  std::int64_t personalised = 0;
  std::int64_t in_field = 0;  ///< issued, not removed, not past the end of validity
  std::int64_t issued = 0;    ///< ever issued
  std::int64_t removed = 0;   ///< ever removed: reported, or past the end of validity
  std::int64_t expired_unreported =
      0;  ///< part of removed: validity over, nobody reported the removal (estimated)
  bool operator==(const Stock&) const = default;
};
LW_DESCRIBE(Stock, blank, produced, personalised, in_field, issued, removed, expired_unreported)

/// Returns the stock at the end of `on`; months count from their first day. All zero for an unknown
/// programme.
Stock stock(const State& state, const ProgrammeId& programme, Date on);

/// Returns the stock of one embedded software.
Stock stock(const Introduction& introduction, Date on);

/// One year of the stock curve (R41): in_field is that of the year before, plus issued, minus
/// removed.
struct StockYear {
  int year = 0;
  std::int64_t issued = 0;
  std::int64_t removed = 0;
  std::int64_t in_field = 0;  ///< at the end of the year
};
LW_DESCRIBE(StockYear, year, issued, removed, in_field)

/// Returns the stock curve from the first issuance to the year in which nothing is left; empty when
/// nothing was issued. `only` restricts it to one embedded software.
std::vector<StockYear> stock_by_year(const State& state, const ProgrammeId& programme,
                                     const std::optional<ComponentId>& only = {});

/// Documents in the field that carry an affected component: by use, and by the year in which they
/// expire.
struct Exposure {
  std::int64_t documents = 0;
  std::map<catalog::Use, std::int64_t>
      by_use;  ///< documents for which the use is still allowed (R61)
  std::map<int, std::int64_t> by_expiry_year;
  std::map<ComponentId, std::int64_t> by_software;
};
LW_DESCRIBE(Exposure, documents, by_use, by_expiry_year, by_software)

/// Returns the exposure on `on` to components that are, or are contained in, a programme's embedded
/// software.
Exposure exposure(const World& world, const ProgrammeId& programme,
                  const std::set<ComponentId>& affected, Date on);

/// A share of the documents in the field, in parts per million.
struct Share {
  std::int64_t documents = 0;
  std::int32_t ppm = 0;
};
LW_DESCRIBE(Share, documents, ppm)

/// Where a programme's embedded software comes from (R60): independence is counted by component
/// family.
struct Sources {
  std::map<OrganisationId, Share> by_source;
  std::map<FamilyId, Share> by_family;
  std::set<FamilyId> shared;  ///< families in every embedded software in production or in the field
  std::set<ComponentId> shared_components;  ///< the same for components
  std::int32_t named_sources = 0;           ///< suppliers
  std::int32_t independent =
      0;  ///< groups of embedded software that share no family and no supplier
};
LW_DESCRIBE(Sources, by_source, by_family, shared, shared_components, named_sources, independent)

/// Returns the sources on `on`. Counts what is in the field, and what is in production though
/// nothing is in the field yet.
Sources sources(const World& world, const ProgrammeId& programme, Date on);

}  // namespace lw::programme
