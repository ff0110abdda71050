#pragma once

#include "domain/programme/programme.hpp"

namespace lw::programme {

/// lifetime = lead time + production period + validity, in months (R36; paper 000 II-L: 1 + 3 + 10
/// = 14 years).
struct LifetimeFormula {
  std::int32_t lead_months = 12;        ///< certification to first issuance, >= 0
  std::int32_t production_months = 36;  ///< first to last issuance, >= 0
  std::int32_t validity_months = 120;   ///< >= 0

  /// Returns the lifetime in months; never less than the validity (R38).
  [[nodiscard]] std::int32_t total_months() const {
    return lead_months + production_months + validity_months;
  }

  /// Returns the day on which the last document leaves the field when certification was on
  /// `certified`. Months are added once, so that a certification on 29 February ends on 28 February
  /// or 29 February of the last year.
  [[nodiscard]] Date ends_on(Date certified) const { return certified.plus_months(total_months()); }
};
LW_DESCRIBE(LifetimeFormula, lead_months, production_months, validity_months)

/// A date, and whether it was recorded or derived.
struct Milestone {
  Date on;
  bool estimated = false;
};
LW_DESCRIBE(Milestone, on, estimated)

/// The five dates of an embedded software in a programme (R34), missing ones derived and marked.
struct Milestones {
  Milestone certification;
  Milestone first_issuance;
  Milestone last_production;
  Milestone last_issuance;
  Milestone last_removal;
};
LW_DESCRIBE(Milestones, certification, first_issuance, last_production, last_issuance, last_removal)

/// Returns the five dates as known on `on`. Derived: certification from the certificates, else
/// introduction; first issuance from the register, else certification + house lead time; last
/// production and issuance from the register once production has stopped, else first issuance +
/// house production period or the last reported month; last removal: last issuance + validity.
/// kNotFound for an unknown programme or software; kNotFound from the rule book where it lacks the
/// house periods.
[[nodiscard]] Result<Milestones> milestones(const World& world, const ProgrammeId& programme,
                                            const ComponentId& esw, Date on,
                                            const rules::RuleBook& rules);

/// A lifetime: from certification to the removal of the last document (R35).
struct Lifetime {
  Date from;
  Date until;
  std::int32_t months = 0;  ///< whole months
  std::int32_t days = 0;
  bool estimated = false;  ///< rests on a derived date
};
LW_DESCRIBE(Lifetime, from, until, months, days, estimated)

/// Both lifetimes, shown side by side (I.3o): the formula assumes that last production is last
/// issuance.
struct Lifetimes {
  LifetimeFormula formula;
  Lifetime by_formula;
  std::optional<Lifetime> by_register;  ///< absent while no issuance is reported
  Milestones dates;
};
LW_DESCRIBE(Lifetimes, formula, by_formula, by_register, dates)

/// Returns both lifetimes as known on `on`; errors as milestones.
[[nodiscard]] Result<Lifetimes> lifetimes(const World& world, const ProgrammeId& programme,
                                          const ComponentId& esw, Date on,
                                          const rules::RuleBook& rules);

/// Returns the lifetime that the register of cohorts gives: from certification to the day on which
/// the last document has been removed or has expired. kIncomplete when nothing was issued.
[[nodiscard]] Result<Lifetime> lifetime_from_register(const Introduction& introduction,
                                                      Date certification);

/// First and last production month of an embedded software over cohorts and batches (R39).
struct ProductionPeriod {
  Date first;
  Date last;
};
LW_DESCRIBE(ProductionPeriod, first, last)

/// Returns the production period as reported up to `on`; nothing while no document was produced.
std::optional<ProductionPeriod> production_period(const State& state, const ProgrammeId& programme,
                                                  const ComponentId& esw, Date on);

/// Bounds on the validity of a class, by law or house rule, in months, with the clauses.
struct ValidityBounds {
  std::int32_t min_months = 0;
  std::int32_t max_months = 0;
  std::string source;  ///< citation with its status
};
LW_DESCRIBE(ValidityBounds, min_months, max_months, source)

/// Returns the bounds in force on `on` (I.3m: identity cards 5 to 10 years). kNotFound where the
/// rule book has neither.
[[nodiscard]] Result<ValidityBounds> validity_bounds(const DocumentClass& document_class, Date on,
                                                     const rules::RuleBook& rules);

}  // namespace lw::programme
