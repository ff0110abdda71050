#pragma once

#include <variant>

#include "domain/certificate/types.hpp"
#include "domain/kernel/message.hpp"

namespace lw::certificate {

// An event carries the fields of its command under the same names: a verifier compares them with
// what was signed.

/// Event: a certificate was issued.
struct CertificateRegistered {
  static constexpr std::string_view kName = "certificate.registered";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  Scheme scheme = Scheme::kNational;
  Subject subject = Subject::kProduct;
  OrganisationId issuer;
  OrganisationId holder;
  std::string territory;
  std::string name;
  std::vector<std::string> assurance;
  std::string shown_level;
  Date valid_from;
  std::optional<Date> valid_until;
  std::set<ComponentId> covers;
  std::set<CertificateId> rests_on;
  std::optional<OrganisationId> laboratory;
  std::optional<Date> etr_on;
  std::optional<Date> pp_lifetime_until;
  std::optional<CertificateId> replaces;
  bool qscd = false;
  std::string reason;
  Date on;
  std::optional<std::string> series = std::nullopt;
  std::optional<StandardEdition> standard = std::nullopt;
};
LW_DESCRIBE(CertificateRegistered, certificate, scheme, subject, issuer, holder, territory, name,
            assurance, shown_level, valid_from, valid_until, covers, rests_on, laboratory, etr_on,
            pp_lifetime_until, replaces, qscd, reason, on, series, standard)

/// Event: the national authority approved a longer validity.
struct LongerValidityApproved {
  static constexpr std::string_view kName = "certificate.longer_validity_approved";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  Date until;
  std::string reason;
  OrganisationId authority;
  Date on;
};
LW_DESCRIBE(LongerValidityApproved, certificate, until, reason, authority, on)

/// Event: a public register says this of a certificate.
struct CertificateListed {
  static constexpr std::string_view kName = "certificate.listed";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  Scheme scheme = Scheme::kNational;
  std::string source;
  std::string register_id;
  std::string name;
  std::string holder_name;
  std::optional<OrganisationId> issuer;
  std::optional<OrganisationId> holder;
  std::string territory;
  std::vector<std::string> assurance;
  std::string shown_level;
  std::optional<Date> valid_from;
  std::optional<Date> valid_until;
  Date snapshot;
};
LW_DESCRIBE(CertificateListed, certificate, scheme, source, register_id, name, holder_name, issuer,
            holder, territory, assurance, shown_level, valid_from, valid_until, snapshot)

/// Event: a row is gone from a register as of this snapshot.
struct ListingVanished {
  static constexpr std::string_view kName = "certificate.listing_vanished";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string source;
  std::string register_id;
  Date snapshot;
};
LW_DESCRIBE(ListingVanished, certificate, source, register_id, snapshot)

/// Event: a certificate is also known by this name.
struct AliasRecorded {
  static constexpr std::string_view kName = "certificate.alias_recorded";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string alias;
  std::string source;
};
LW_DESCRIBE(AliasRecorded, certificate, alias, source)

/// Event: a certificate rests on these; adds to what was known.
struct ReferenceRecorded {
  static constexpr std::string_view kName = "certificate.reference_recorded";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::set<CertificateId> rests_on;
  std::string source;
};
LW_DESCRIBE(ReferenceRecorded, certificate, rests_on, source)

/// Event: a certificate covers these components; adds to what was known.
struct CoverageRecorded {
  static constexpr std::string_view kName = "certificate.coverage_recorded";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::set<ComponentId> covers;
  std::string source;
};
LW_DESCRIBE(CoverageRecorded, certificate, covers, source)

/// Event: how far a certificate is watched.
struct MonitoringPracticeRecorded {
  static constexpr std::string_view kName = "certificate.monitoring_practice_recorded";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  MonitoringPractice practice = MonitoringPractice::kUnknown;
  std::string source;
};
LW_DESCRIBE(MonitoringPracticeRecorded, certificate, practice, source)

/// Event: the authority of another territory may see the file.
struct CertificateShared {
  static constexpr std::string_view kName = "certificate.shared";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string with_territory;
  std::string reason;
};
LW_DESCRIBE(CertificateShared, certificate, with_territory, reason)

/// Event: a certificate is suspended from the day after `on` to `until`, both inclusive.
struct CertificateSuspended {
  static constexpr std::string_view kName = "certificate.suspended";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  SuspensionGround ground = SuspensionGround::kEmergency;
  Date until;
  std::string reason;
  OrganisationId by;
  Date on;
  Date from;
  std::optional<SurveillanceEventId> assessment = std::nullopt;
  std::optional<bool> ends_validity = std::nullopt;
};
LW_DESCRIBE(CertificateSuspended, certificate, ground, until, reason, by, on, from, assessment,
            ends_validity)

/// Event: a suspension now runs to `until`.
struct SuspensionExtended {
  static constexpr std::string_view kName = "certificate.suspension_extended";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  Date until;
  std::string reason;
  OrganisationId by;
  Date on;
};
LW_DESCRIBE(SuspensionExtended, certificate, until, reason, by, on)

/// Event: a suspension has ended.
struct SuspensionLifted {
  static constexpr std::string_view kName = "certificate.suspension_lifted";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string reason;
  OrganisationId by;
  Date on;
};
LW_DESCRIBE(SuspensionLifted, certificate, reason, by, on)

/// Event: a certificate is withdrawn from `on`, for good.
struct CertificateWithdrawn {
  static constexpr std::string_view kName = "certificate.withdrawn";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  WithdrawalGround ground = WithdrawalGround::kRequirementsNotMet;
  std::string reason;
  WithdrawalPath path = WithdrawalPath::kIssuingBody;
  OrganisationId by;
  Date on;
  std::optional<SurveillanceEventId> assessment = std::nullopt;
};
LW_DESCRIBE(CertificateWithdrawn, certificate, ground, reason, path, by, on, assessment)

/// Event: a review is open.
struct ReviewOpened {
  static constexpr std::string_view kName = "certificate.review_opened";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  ReviewGround ground = ReviewGround::kMonitoring;
  std::string reason;
  Date on;
};
LW_DESCRIBE(ReviewOpened, certificate, ground, reason, on)

/// Event: a review has ended.
struct ReviewConcluded {
  static constexpr std::string_view kName = "certificate.review_concluded";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  ReviewOutcome outcome = ReviewOutcome::kConfirm;
  std::optional<CertificateId> successor;
  std::optional<EvidenceId> evidence;
  std::string reason;
  OrganisationId by;
  Date on;
  std::optional<SurveillanceEventId> assessment = std::nullopt;
};
LW_DESCRIBE(ReviewConcluded, certificate, outcome, successor, evidence, reason, by, on, assessment)

/// Event: a minor change is confirmed.
struct MaintenanceRecorded {
  static constexpr std::string_view kName = "certificate.maintenance_recorded";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string change;
  EvidenceId impact_report;
  std::optional<CertificateId> new_certificate;
  std::set<ComponentId> also_covers;
  std::string reason;
  Date on;
  std::optional<ChangeClass> change_class = std::nullopt;
};
LW_DESCRIBE(MaintenanceRecorded, certificate, change, impact_report, new_certificate, also_covers,
            reason, on, change_class)

/// Event: a non-conformity or non-compliance is on record.
struct MatterReported {
  static constexpr std::string_view kName = "certificate.matter_reported";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string matter;
  MatterKind kind = MatterKind::kNonconformity;
  std::string finding;
  Date remedy_due;
  bool repeated = false;
  Date on;
};
LW_DESCRIBE(MatterReported, certificate, matter, kind, finding, remedy_due, repeated, on)

/// Event: a remedy came in.
struct RemedyRecorded {
  static constexpr std::string_view kName = "certificate.remedy_recorded";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string matter;
  EvidenceId remedy;
  Date on;
};
LW_DESCRIBE(RemedyRecorded, certificate, matter, remedy, on)

/// Event: a remedy was judged.
struct RemedyDecided {
  static constexpr std::string_view kName = "certificate.remedy_decided";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string matter;
  RemedyVerdict verdict = RemedyVerdict::kAppropriate;
  std::string reason;
  OrganisationId by;
  Date on;
};
LW_DESCRIBE(RemedyDecided, certificate, matter, verdict, reason, by, on)

/// Event: a notice is owed.
struct NoticeRequested {
  static constexpr std::string_view kName = "certificate.notice_requested";
  static constexpr std::uint32_t kVersion = 1;
  std::uint32_t number = 0;
  CertificateId certificate;
  std::optional<CertificateId> dependent;
  Addressee to = Addressee::kHolder;
  std::optional<OrganisationId> recipient;
  std::string owed_by;
  NoticeAbout about = NoticeAbout::kPotentialVulnerability;
  std::string why;
  std::string article;
  Date on;
};
LW_DESCRIBE(NoticeRequested, number, certificate, dependent, to, recipient, owed_by, about, why,
            article, on)

/// Event: a notice was given.
struct NoticeDelivered {
  static constexpr std::string_view kName = "certificate.notice_delivered";
  static constexpr std::uint32_t kVersion = 1;
  std::uint32_t number = 0;
  Date on;
};
LW_DESCRIBE(NoticeDelivered, number, on)

/// Event: certificates were sampled; adds to the sample of the year.
struct SampleRecorded {
  static constexpr std::string_view kName = "certificate.sample_recorded";
  static constexpr std::uint32_t kVersion = 1;
  std::string territory;
  std::int32_t year = 0;
  std::set<CertificateId> certificates;
  std::string risk_basis;
  Date on;
};
LW_DESCRIBE(SampleRecorded, territory, year, certificates, risk_basis, on)

/// Event: a body was found non-compliant; these certificates are affected.
struct BodyNoncomplianceRecorded {
  static constexpr std::string_view kName = "certificate.body_noncompliance_recorded";
  static constexpr std::uint32_t kVersion = 1;
  OrganisationId body;
  std::string reason;
  std::set<CertificateId> certificates;
  OrganisationId by;
  Date on;
};
LW_DESCRIBE(BodyNoncomplianceRecorded, body, reason, certificates, by, on)

/// Event: an affected certificate was decided upon.
struct AffectedDecided {
  static constexpr std::string_view kName = "certificate.affected_decided";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  OrganisationId body;
  AffectedOutcome outcome = AffectedOutcome::kMaintain;
  std::optional<CertificateId> successor;
  std::string reason;
  OrganisationId by;
  Date on;
};
LW_DESCRIBE(AffectedDecided, certificate, body, outcome, successor, reason, by, on)

/// Event: an assessment of this certificate has a result.
struct AssessmentNoted {
  static constexpr std::string_view kName = "certificate.assessment_noted";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  SurveillanceEventId event;
  AssessmentOutcome outcome = AssessmentOutcome::kPassed;
  std::optional<EvidenceId> report;
  Date on;
};
LW_DESCRIBE(AssessmentNoted, certificate, event, outcome, report, on)

/// Event: a patch was applied on `on` and is to be reported or submitted by `due_on`.
struct PatchRecorded {
  static constexpr std::string_view kName = "certificate.patch_recorded";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string patch;
  PatchCase patch_case = PatchCase::kOutsideToe;
  std::string what;
  std::optional<CaseId> case_id;
  Date due_on;
  Date on;
};
LW_DESCRIBE(PatchRecorded, certificate, patch, patch_case, what, case_id, due_on, on)

/// Event: a patch was reported or submitted.
struct PatchSubmitted {
  static constexpr std::string_view kName = "certificate.patch_submitted";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string patch;
  OrganisationId to;
  EvidenceId evidence;
  Date on;
};
LW_DESCRIBE(PatchSubmitted, certificate, patch, to, evidence, on)

using Event =
    std::variant<CertificateRegistered, LongerValidityApproved, CertificateListed, ListingVanished,
                 AliasRecorded, ReferenceRecorded, CoverageRecorded, MonitoringPracticeRecorded,
                 CertificateShared, CertificateSuspended, SuspensionExtended, SuspensionLifted,
                 CertificateWithdrawn, ReviewOpened, ReviewConcluded, MaintenanceRecorded,
                 MatterReported, RemedyRecorded, RemedyDecided, NoticeRequested, NoticeDelivered,
                 SampleRecorded, BodyNoncomplianceRecorded, AffectedDecided, AssessmentNoted,
                 PatchRecorded, PatchSubmitted>;

}  // namespace lw::certificate
