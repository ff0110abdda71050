#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "codec/reflect.hpp"
#include "domain/catalog/types.hpp"
#include "domain/programme/erosion_facts.hpp"

namespace lw::programme {

/// Where a document stands in its life (R30). A document is in the field from issued to removed and
/// at no other time.
enum class UnitState { kBlank, kProduced, kPersonalised, kIssued, kRemoved };
LW_DESCRIBE_ENUM(UnitState, kBlank, kProduced, kPersonalised, kIssued, kRemoved)

/// Whether the authority demands that security be maintained in the field (R29; paper 000 II-E,
/// III-R).
enum class FieldSecurity {
  kRiskRecordOnly,  ///< an unmitigated flaw is a risk to be managed
  kMaintained,      ///< an unmitigated flaw, potential or identified, breaches policy (R31)
};
LW_DESCRIBE_ENUM(FieldSecurity, kRiskRecordOnly, kMaintained)

/// From which step on the embedded software must have a valid certificate (R33). Later steps always
/// need it too.
enum class Gate { kBlank, kPersonalisation, kIssuance };
LW_DESCRIBE_ENUM(Gate, kBlank, kPersonalisation, kIssuance)

/// A kind of document, by configuration (R7): e-passport, residence permit, identity card, or
/// another.
struct DocumentClass {
  DocumentClassId id;
  std::string name;
  std::int32_t validity_months = 120;  ///< usual validity (R8)
  std::map<std::string, std::int32_t>
      validity_by_group_months;  ///< holder group, for example "minor" → validity
  std::string validity_rule;     ///< rule id without ".min"/".max" that bounds the validity by law;
                                 ///< empty: house bounds
  bool operator==(const DocumentClass&) const = default;
};
LW_DESCRIBE(DocumentClass, id, name, validity_months, validity_by_group_months, validity_rule)

/// What a remedy may ask of a holder (R6).
struct HolderEffort {
  std::int32_t steps = 0;
  std::int32_t minutes = 0;
  std::int32_t journeys = 0;  ///< how often the holder must travel
  bool operator==(const HolderEffort&) const = default;
};
LW_DESCRIBE(HolderEffort, steps, minutes, journeys)

/// What the issuing authority has chosen, from a day on. Every figure is the authority's own.
struct Policy {
  std::set<catalog::Use> uses;
  std::map<std::string, std::int32_t>
      validity_by_group_months;  ///< overrides the class; "" is everybody else
  FieldSecurity field_security = FieldSecurity::kRiskRecordOnly;
  std::vector<std::string>
      certification_floor;  ///< assurance components, "EAL4", "AVA_VAN.5" (R10)
  Gate gate = Gate::kPersonalisation;
  std::int32_t surveillance_interval_months = 24;  ///< R45
  std::int32_t introduction_interval_months = 36;  ///< R59
  std::int32_t exercise_interval_months = 12;      ///< R85
  HolderEffort effort_ceiling;                     ///< R6
  std::int32_t erosion_threshold_ppm =
      100'000;                           ///< highest acceptable probability over the lifetime (R87)
  std::int32_t margin_alarm_points = 3;  ///< methods II.c: alarm at this margin or below
  std::int32_t independent_sources_min = 2;  ///< R60, counted by component family
  bool operator==(const Policy&) const = default;
};
LW_DESCRIBE(Policy, uses, validity_by_group_months, field_security, certification_floor, gate,
            surveillance_interval_months, introduction_interval_months, exercise_interval_months,
            effort_ceiling, erosion_threshold_ppm, margin_alarm_points, independent_sources_min)

/// A span of days, open-ended when `until` is absent; both ends inclusive.
struct Span {
  Date from;
  std::optional<Date> until;
  /// True when `on` lies in the span.
  [[nodiscard]] bool holds(Date on) const { return from <= on && (!until || on <= *until); }
  bool operator==(const Span&) const = default;
};
LW_DESCRIBE(Span, from, until)

/// Documents that no fleet question tells apart: one embedded software, one production month, one
/// validity, one holder group; and when how many of them came into which state. `reached[s][month]`
/// counts units that came into s in that month.
struct Cohort {
  Date produced_month;  ///< first day of the month
  std::int32_t validity_months = 120;
  std::string holder_group;  ///< empty: everybody
  std::map<UnitState, std::map<Date, std::int64_t>> reached;
  bool operator==(const Cohort&) const = default;
};
LW_DESCRIBE(Cohort, produced_month, validity_months, holder_group, reached)

/// The five dates of an embedded software in a programme as far as they are known (R34).
struct KnownDates {
  std::optional<Date> certification;
  std::optional<Date> first_issuance;
  std::optional<Date> last_production;
  std::optional<Date> last_issuance;
  std::optional<Date> last_removal;
  bool operator==(const KnownDates&) const = default;
};
LW_DESCRIBE(KnownDates, certification, first_issuance, last_production, last_issuance, last_removal)

/// One embedded software in the production of one programme.
struct Introduction {
  ComponentId component;
  OrganisationId source;  ///< who supplies it (R60)
  std::set<CertificateId>
      certificates;  ///< named by the authority; those that cover it are found as well
  Date introduced_on;
  std::vector<Span> stops;            ///< production stops (R62)
  std::optional<Date> support_until;  ///< end of the supplier's support (I.3u)
  KnownDates known;
  std::vector<Cohort> cohorts;  ///< by production month, validity, group
  bool operator==(const Introduction&) const = default;
};
LW_DESCRIBE(Introduction, component, source, certificates, introduced_on, stops, support_until,
            known, cohorts)

/// An introduction that is meant to happen (R59).
struct PlannedIntroduction {
  Date due_on;
  std::string what;                      ///< in words; the component may not exist yet
  std::optional<ComponentId> component;  ///< introduced later than planned_on, it fulfils the entry
  Date planned_on;
  bool operator==(const PlannedIntroduction&) const = default;
};
LW_DESCRIBE(PlannedIntroduction, due_on, what, component, planned_on)

/// A production batch: the permission to make and hand out that many documents. The stock is
/// counted from cohorts.
struct Batch {
  BatchId id;
  ProgrammeId programme;
  ComponentId component;
  std::string holder_group;
  std::int32_t validity_months = 120;
  std::int64_t count = 0;
  std::map<UnitState, Date> reached;
  bool operator==(const Batch&) const = default;
};
LW_DESCRIBE(Batch, id, programme, component, holder_group, validity_months, count, reached)

/// Uses withdrawn from a set of documents (R61).
struct UseLimit {
  std::string id;
  std::set<ComponentId>
      components;  ///< documents that carry one of these; empty: all of the programme
  std::optional<Date> issued_from;  ///< months of issue, both ends inclusive
  std::optional<Date> issued_until;
  std::set<catalog::Use> withdrawn;  ///< uses that the documents lose
  Span in_force;
  std::string reason;
  bool operator==(const UseLimit&) const = default;
};
LW_DESCRIBE(UseLimit, id, components, issued_from, issued_until, withdrawn, in_force, reason)

/// A programme that issues documents.
struct Programme {
  ProgrammeId id;
  std::string name;
  OrganisationId authority;  ///< the issuing authority: owns and manages the risk (R26)
  std::string territory;     ///< ISO 3166-1 alpha-2
  DocumentClassId document_class;
  std::map<Date, Policy> policies;  ///< by the first day on which they hold
  std::map<ComponentId, Introduction> introductions;
  std::vector<PlannedIntroduction> calendar;
  std::map<std::string, UseLimit> limits;
  std::map<Date, ObservationSet> observations;  ///< by the first day on which they hold (R87)
  std::map<std::string, std::map<Date, PickedHazard>>
      scenarios;  ///< by name, and the first day on which they hold (R87)
  bool operator==(const Programme&) const = default;
};
LW_DESCRIBE(Programme, id, name, authority, territory, document_class, policies, introductions,
            calendar, limits, observations, scenarios)

}  // namespace lw::programme
