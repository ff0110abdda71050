#pragma once

#include <variant>

#include "domain/kernel/message.hpp"
#include "domain/programme/types.hpp"

namespace lw::programme {

/// Command: defines or changes a document class (R7). Any issuing authority or administrator by the
/// role matrix. Without a validity it is the usual one (rule house.document.validity, R8).
struct DefineDocumentClass {
  static constexpr std::string_view kName = "programme.define_document_class";
  static constexpr std::uint32_t kVersion = 1;
  DocumentClassId document_class;
  std::string name;
  std::optional<std::int32_t> validity_months;
  std::map<std::string, std::int32_t> validity_by_group_months;
  std::string validity_rule;
  std::string reason;
};
LW_DESCRIBE(DefineDocumentClass, document_class, name, validity_months, validity_by_group_months,
            validity_rule, reason)

/// Command: establishes a programme of the acting issuing authority. Refused for an unknown class
/// or an unsound policy.
struct Establish {
  static constexpr std::string_view kName = "programme.establish_programme";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string name;
  std::string territory;
  DocumentClassId document_class;
  Policy policy;
  std::string reason;
};
LW_DESCRIBE(Establish, programme, name, territory, document_class, policy, reason)

/// Command: sets the policy from the effective day on; the switch of R29, the gate of R33 and all
/// ceilings are in it.
struct SetPolicy {
  static constexpr std::string_view kName = "programme.set_policy";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  Policy policy;
  std::string reason;
};
LW_DESCRIBE(SetPolicy, programme, policy, reason)

/// Command: takes an embedded software into production. Refused below the certification floor (R10)
/// and for what the certificates do not cover. Introducing it again adds certificates.
struct IntroduceSoftware {
  static constexpr std::string_view kName = "programme.introduce_software";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  ComponentId component;
  OrganisationId source;
  std::set<CertificateId> certificates;
  std::optional<Date> support_until;
  std::string reason;
};
LW_DESCRIBE(IntroduceSoftware, programme, component, source, certificates, support_until, reason)

/// Command: puts an introduction into the calendar (R59).
struct PlanIntroduction {
  static constexpr std::string_view kName = "programme.plan_introduction";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  Date due_on;
  std::string what;
  std::optional<ComponentId> component;
  std::string reason;
};
LW_DESCRIBE(PlanIntroduction, programme, due_on, what, component, reason)

/// Command: records the dates of an embedded software that the authority knows; absent ones stay as
/// they are (R34).
struct RecordDates {
  static constexpr std::string_view kName = "programme.record_dates";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  ComponentId component;
  KnownDates known;
  std::string reason;
};
LW_DESCRIBE(RecordDates, programme, component, known, reason)

/// `count` units of a cohort came into `state` in the month of `since` (absent: in their production
/// month).
struct CohortRow {
  ComponentId component;
  Date produced_month;
  std::optional<std::int32_t> validity_months;  ///< absent: by policy for the holder group
  std::string holder_group;
  UnitState state = UnitState::kIssued;
  std::optional<Date> since;
  std::int64_t count = 0;
  bool operator==(const CohortRow&) const = default;
};
// JSON reads an absent text field as an error, so rows from people name the holder group, "" for
// everybody.
LW_DESCRIBE(CohortRow, component, produced_month, validity_months, holder_group, state, since,
            count)

/// Command: reports counts from the unit store. A row replaces the count of the same cohort, state
/// and month, so that a report may be sent twice. Refused where more would be removed than were
/// issued.
struct ReportCohorts {
  static constexpr std::string_view kName = "programme.report_cohorts";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string source;  ///< where the counts come from
  std::vector<CohortRow> rows;
  std::string reason;
};
LW_DESCRIBE(ReportCohorts, programme, source, rows, reason)

/// Command: opens a production batch as blanks. Subject to the gate where it stands at blank
/// production.
struct OpenBatch {
  static constexpr std::string_view kName = "programme.open_batch";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  BatchId batch;
  ComponentId component;
  std::string holder_group;
  std::int64_t count = 0;
  std::string reason;
};
LW_DESCRIBE(OpenBatch, programme, batch, component, holder_group, count, reason)

/// Command: takes a batch one step on. Refused by the gate without a valid certificate (R32), or in
/// a production stop (R62).
struct AdvanceBatch {
  static constexpr std::string_view kName = "programme.advance_batch";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  BatchId batch;
  UnitState to = UnitState::kProduced;
  std::string reason;
};
LW_DESCRIBE(AdvanceBatch, programme, batch, to, reason)

/// Command: stops the production with an embedded software (R62). Takes effect at the gate.
struct StopProduction {
  static constexpr std::string_view kName = "programme.stop_production";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  ComponentId component;
  std::string reason;
};
LW_DESCRIBE(StopProduction, programme, component, reason)

/// Command: ends a production stop.
struct ResumeProduction {
  static constexpr std::string_view kName = "programme.resume_production";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  ComponentId component;
  std::string reason;
};
LW_DESCRIBE(ResumeProduction, programme, component, reason)

/// Command: withdraws uses from a set of documents (R61). Uses that are not named stay.
struct LimitUses {
  static constexpr std::string_view kName = "programme.limit_uses";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string limit;
  std::set<ComponentId> components;
  std::optional<Date> issued_from;
  std::optional<Date> issued_until;
  std::set<catalog::Use> withdrawn;
  std::string reason;
};
LW_DESCRIBE(LimitUses, programme, limit, components, issued_from, issued_until, withdrawn, reason)

/// Command: gives the withdrawn uses back.
struct LiftLimit {
  static constexpr std::string_view kName = "programme.lift_limit";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string limit;
  std::string reason;
};
LW_DESCRIBE(LiftLimit, programme, limit, reason)

/// Command: records the observations of component families that the estimate of erosion rests on
/// from the effective day on, in place of those before (R87; methods II.c, layer 3). Dates out of
/// order, days to come and families named twice are refused; no families and no prior: none stand.
struct RecordErosionObservations {
  static constexpr std::string_view kName = "programme.record_erosion_observations";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string source;  ///< who gathered them, and how the families were chosen
  std::vector<ObservedFamily> families;
  std::optional<PublishedPrior> prior;
  std::string reason;
};
LW_DESCRIBE(RecordErosionObservations, programme, source, families, prior, reason)

/// Command: records a hazard that the authority picks, from the effective day on, in place of the
/// one of that name before (R87; methods II.c, layer 4). Either a constant hazard, or a point and,
/// unless it is 1000, the shape of the curve through it.
struct RecordErosionScenario {
  static constexpr std::string_view kName = "programme.record_erosion_scenario";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string scenario;
  std::optional<std::int32_t> hazard_ppm_per_year;
  std::optional<HazardPoint> through;
  std::optional<std::int32_t> shape_permille;
  std::string source;
  std::string reason;
};
LW_DESCRIBE(RecordErosionScenario, programme, scenario, hazard_ppm_per_year, through,
            shape_permille, source, reason)

/// Command: takes a scenario back from the effective day on.
struct EndErosionScenario {
  static constexpr std::string_view kName = "programme.end_erosion_scenario";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string scenario;
  std::string reason;
};
LW_DESCRIBE(EndErosionScenario, programme, scenario, reason)

using Command = std::variant<DefineDocumentClass, Establish, SetPolicy, IntroduceSoftware,
                             PlanIntroduction, RecordDates, ReportCohorts, OpenBatch, AdvanceBatch,
                             StopProduction, ResumeProduction, LimitUses, LiftLimit,
                             RecordErosionObservations, RecordErosionScenario, EndErosionScenario>;

/// Event: a document class is defined so.
struct DocumentClassDefined {
  static constexpr std::string_view kName = "programme.document_class_defined";
  static constexpr std::uint32_t kVersion = 1;
  DocumentClassId document_class;
  std::string name;
  std::int32_t validity_months = 120;
  std::map<std::string, std::int32_t> validity_by_group_months;
  std::string validity_rule;
  std::string reason;
};
LW_DESCRIBE(DocumentClassDefined, document_class, name, validity_months, validity_by_group_months,
            validity_rule, reason)

/// Event: a programme exists.
struct Established {
  static constexpr std::string_view kName = "programme.programme_established";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string name;
  OrganisationId authority;
  std::string territory;
  DocumentClassId document_class;
  Policy policy;
  Date on;
  std::string reason;
};
LW_DESCRIBE(Established, programme, name, authority, territory, document_class, policy, on, reason)

/// Event: from `on` the policy is this.
struct PolicySet {
  static constexpr std::string_view kName = "programme.policy_set";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  Policy policy;
  Date on;
  std::string reason;
};
LW_DESCRIBE(PolicySet, programme, policy, on, reason)

/// Event: an embedded software entered production, or more certificates were named for it.
struct SoftwareIntroduced {
  static constexpr std::string_view kName = "programme.software_introduced";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  ComponentId component;
  OrganisationId source;
  std::set<CertificateId> certificates;
  std::optional<Date> support_until;
  Date on;
  std::string reason;
};
LW_DESCRIBE(SoftwareIntroduced, programme, component, source, certificates, support_until, on,
            reason)

/// Event: the calendar has one entry more.
struct IntroductionPlanned {
  static constexpr std::string_view kName = "programme.introduction_planned";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  Date due_on;
  std::string what;
  std::optional<ComponentId> component;
  Date on;
  std::string reason;
};
LW_DESCRIBE(IntroductionPlanned, programme, due_on, what, component, on, reason)

/// Event: these dates are known.
struct DatesRecorded {
  static constexpr std::string_view kName = "programme.dates_recorded";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  ComponentId component;
  KnownDates known;
  std::string reason;
};
LW_DESCRIBE(DatesRecorded, programme, component, known, reason)

/// One count of an event: every field resolved. What the report left out is filled from policy and
/// production month.
struct CountedRow {
  ComponentId component;
  Date produced_month;
  std::int32_t validity_months = 120;
  std::string holder_group;
  UnitState state = UnitState::kIssued;
  Date since;
  std::int64_t count = 0;
  bool operator==(const CountedRow&) const = default;
};
LW_DESCRIBE(CountedRow, component, produced_month, validity_months, holder_group, state, since,
            count)

/// Event: these counts hold. A large report becomes several events of at most kRowsPerEventMax
/// rows.
struct CohortsReported {
  static constexpr std::string_view kName = "programme.cohorts_reported";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string source;
  std::vector<CountedRow> rows;
  std::string reason;
};
LW_DESCRIBE(CohortsReported, programme, source, rows, reason)

/// Event: a batch was opened as blanks.
struct BatchOpened {
  static constexpr std::string_view kName = "programme.batch_opened";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  BatchId batch;
  ComponentId component;
  std::string holder_group;
  std::int32_t validity_months = 120;
  std::int64_t count = 0;
  Date on;
  std::string reason;
};
LW_DESCRIBE(BatchOpened, programme, batch, component, holder_group, validity_months, count, on,
            reason)

/// Event: a batch came into the next state.
struct BatchAdvanced {
  static constexpr std::string_view kName = "programme.batch_advanced";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  BatchId batch;
  UnitState to = UnitState::kProduced;
  Date on;
  std::string reason;
};
LW_DESCRIBE(BatchAdvanced, programme, batch, to, on, reason)

/// Event: production with the embedded software stops from `on`.
struct ProductionStopped {
  static constexpr std::string_view kName = "programme.production_stopped";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  ComponentId component;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ProductionStopped, programme, component, on, reason)

/// Event: production may go on from `on`.
struct ProductionResumed {
  static constexpr std::string_view kName = "programme.production_resumed";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  ComponentId component;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ProductionResumed, programme, component, on, reason)

/// Event: a set of documents loses uses from `on`.
struct UsesLimited {
  static constexpr std::string_view kName = "programme.uses_limited";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string limit;
  std::set<ComponentId> components;
  std::optional<Date> issued_from;
  std::optional<Date> issued_until;
  std::set<catalog::Use> withdrawn;
  Date on;
  std::string reason;
};
LW_DESCRIBE(UsesLimited, programme, limit, components, issued_from, issued_until, withdrawn, on,
            reason)

/// Event: the limit no longer holds from `on`.
struct LimitLifted {
  static constexpr std::string_view kName = "programme.limit_lifted";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string limit;
  Date on;
  std::string reason;
};
LW_DESCRIBE(LimitLifted, programme, limit, on, reason)

/// Event: from `on` the estimate of erosion rests on these observations.
struct ErosionObservationsRecorded {
  static constexpr std::string_view kName = "programme.erosion_observations_recorded";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  ObservationSet observations;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ErosionObservationsRecorded, programme, observations, on, reason)

/// Event: from `on` the scenario of that name is this.
struct ErosionScenarioRecorded {
  static constexpr std::string_view kName = "programme.erosion_scenario_recorded";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string scenario;
  PickedHazard hazard;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ErosionScenarioRecorded, programme, scenario, hazard, on, reason)

/// Event: from `on` there is no scenario of that name.
struct ErosionScenarioEnded {
  static constexpr std::string_view kName = "programme.erosion_scenario_ended";
  static constexpr std::uint32_t kVersion = 1;
  ProgrammeId programme;
  std::string scenario;
  Date on;
  std::string reason;
};
LW_DESCRIBE(ErosionScenarioEnded, programme, scenario, on, reason)

using Event =
    std::variant<DocumentClassDefined, Established, PolicySet, SoftwareIntroduced,
                 IntroductionPlanned, DatesRecorded, CohortsReported, BatchOpened, BatchAdvanced,
                 ProductionStopped, ProductionResumed, UsesLimited, LimitLifted,
                 ErosionObservationsRecorded, ErosionScenarioRecorded, ErosionScenarioEnded>;

}  // namespace lw::programme
