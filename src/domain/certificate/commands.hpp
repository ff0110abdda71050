#pragma once

#include <variant>

#include "domain/certificate/types.hpp"
#include "domain/kernel/message.hpp"

namespace lw::certificate {

/// Command: issues a certificate. Refused without end date (R18), beyond five years without the
/// authority's approval (Art. 12(2)-(3); E2), with a "+" among EUCC components (E27), under an id
/// that the mark cannot bear (Art. 11(3)(b); E26), for a product series or by a standard that the
/// law of the day does not know (E29, E30). By the issuer. A signed decision.
struct RegisterCertificate {
  static constexpr std::string_view kName = "certificate.register";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
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
  std::optional<std::string> series = std::nullopt;
  std::optional<StandardEdition> standard = std::nullopt;
};
LW_DESCRIBE(RegisterCertificate, certificate, scheme, subject, issuer, holder, territory, name,
            assurance, shown_level, valid_from, valid_until, covers, rests_on, laboratory, etr_on,
            pp_lifetime_until, replaces, qscd, reason, series, standard)

/// Command: approves, before issue, more than five years of validity (Art. 12(3); E2). By the
/// national authority. A signed decision.
struct ApproveLongerValidity {
  static constexpr std::string_view kName = "certificate.approve_longer_validity";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  CertificateId certificate;
  Date until;
  std::string reason;
};
LW_DESCRIBE(ApproveLongerValidity, certificate, until, reason)

/// Command: takes in what a public register says. A fact, not a decision: never changes what was
/// decided here. The same again is no change.
struct ListCertificate {
  static constexpr std::string_view kName = "certificate.list";
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
LW_DESCRIBE(ListCertificate, certificate, scheme, source, register_id, name, holder_name, issuer,
            holder, territory, assurance, shown_level, valid_from, valid_until, snapshot)

/// Command: records that a row is gone from a register. A tombstone, never a withdrawal.
struct RecordVanished {
  static constexpr std::string_view kName = "certificate.record_vanished";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string source;
  std::string register_id;
  Date snapshot;
};
LW_DESCRIBE(RecordVanished, certificate, source, register_id, snapshot)

/// Command: records another spelling or a new register id of a known certificate. Refused when it
/// names another one.
struct RecordAlias {
  static constexpr std::string_view kName = "certificate.record_alias";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string alias;
  std::string source;
};
LW_DESCRIBE(RecordAlias, certificate, alias, source)

/// Command: records that a certificate rests on others. Refused for itself, and when a circle would
/// close.
struct RecordReference {
  static constexpr std::string_view kName = "certificate.record_reference";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::set<CertificateId> rests_on;
  std::string source;
};
LW_DESCRIBE(RecordReference, certificate, rests_on, source)

/// Command: records which components a certificate covers.
struct RecordCoverage {
  static constexpr std::string_view kName = "certificate.record_coverage";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::set<ComponentId> covers;
  std::string source;
};
LW_DESCRIBE(RecordCoverage, certificate, covers, source)

/// Command: records how far a certificate is watched after issue (R19).
struct RecordMonitoringPractice {
  static constexpr std::string_view kName = "certificate.record_monitoring_practice";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  MonitoringPractice practice = MonitoringPractice::kUnknown;
  std::string source;
};
LW_DESCRIBE(RecordMonitoringPractice, certificate, practice, source)

/// Command: lets the authority of another territory see the file (R13). By the authority of the
/// certificate's own territory.
struct ShareCertificate {
  static constexpr std::string_view kName = "certificate.share";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string with_territory;
  std::string reason;
};
LW_DESCRIBE(ShareCertificate, certificate, with_territory, reason)

/// Command: suspends. Runs from the day after the decision; under EUCC at most 42 days and the
/// default (Art. 30(1); E9); other schemes name the last day. By the issuer. A signed decision.
struct SuspendCertificate {
  static constexpr std::string_view kName = "certificate.suspend";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  CertificateId certificate;
  SuspensionGround ground = SuspensionGround::kEmergency;
  std::optional<Date> until;
  std::string reason;
  std::optional<SurveillanceEventId> assessment = std::nullopt;  ///< the one it answers (R51)
};
LW_DESCRIBE(SuspendCertificate, certificate, ground, until, reason, assessment)

/// Command: extends a suspension, to one year in total (Art. 30(6); E10). By the national
/// authority. A signed decision.
struct ExtendSuspension {
  static constexpr std::string_view kName = "certificate.extend_suspension";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  CertificateId certificate;
  Date until;
  std::string reason;
};
LW_DESCRIBE(ExtendSuspension, certificate, until, reason)

/// Command: ends a suspension: requirements are met again. By the issuer. A signed decision.
struct LiftSuspension {
  static constexpr std::string_view kName = "certificate.lift_suspension";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  CertificateId certificate;
  std::string reason;
};
LW_DESCRIBE(LiftSuspension, certificate, reason)

/// Command: withdraws for good (Art. 14(1); E13). By the issuing certification body only. A signed
/// decision.
struct WithdrawCertificate {
  static constexpr std::string_view kName = "certificate.withdraw";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  CertificateId certificate;
  WithdrawalGround ground = WithdrawalGround::kRequirementsNotMet;
  std::string reason;
  std::optional<SurveillanceEventId> assessment = std::nullopt;  ///< the one it answers (R51)
};
LW_DESCRIBE(WithdrawCertificate, certificate, ground, reason, assessment)

/// Command: withdraws for good under CSA Art. 58(8)(e): level high, or issued by the authority
/// itself. By the national authority of the territory. A signed decision.
struct WithdrawByAuthority {
  static constexpr std::string_view kName = "certificate.withdraw_by_authority";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  CertificateId certificate;
  WithdrawalGround ground = WithdrawalGround::kRequirementsNotMet;
  std::string reason;
  std::optional<SurveillanceEventId> assessment = std::nullopt;  ///< the one it answers (R51)
};
LW_DESCRIBE(WithdrawByAuthority, certificate, ground, reason, assessment)

/// Command: opens a review under Art. 13. Near expiry only within nine months of it (Annex
/// IV.1(2)(a); E5).
struct OpenReview {
  static constexpr std::string_view kName = "certificate.open_review";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  ReviewGround ground = ReviewGround::kMonitoring;
  std::string reason;
};
LW_DESCRIBE(OpenReview, certificate, ground, reason)

/// Command: ends a review in exactly one of four ways (Art. 13(2); E4). A longer validity needs the
/// report of a passed re-assessment (R18) and a registered successor. By the issuer. A signed
/// decision.
struct ConcludeReview {
  static constexpr std::string_view kName = "certificate.conclude_review";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  CertificateId certificate;
  ReviewOutcome outcome = ReviewOutcome::kConfirm;
  std::optional<CertificateId> successor;
  std::optional<EvidenceId> evidence;
  std::string reason;
  std::optional<SurveillanceEventId> assessment = std::nullopt;  ///< the one it answers (R51)
};
LW_DESCRIBE(ConcludeReview, certificate, outcome, successor, evidence, reason, assessment)

/// Command: confirms a minor change with a maintenance report. Whether a new certificate follows
/// depends on the law of the day (E28). Once the law defines the two classes, `change_class` is
/// given, and a major change is refused (E29). By the issuer. A signed decision.
struct RecordMaintenance {
  static constexpr std::string_view kName = "certificate.record_maintenance";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  CertificateId certificate;
  std::string change;
  EvidenceId impact_report;
  std::optional<CertificateId> new_certificate;
  std::set<ComponentId> also_covers;
  std::string reason;
  std::optional<ChangeClass> change_class = std::nullopt;
};
LW_DESCRIBE(RecordMaintenance, certificate, change, impact_report, new_certificate, also_covers,
            reason, change_class)

/// Command: records that the product does not conform, with at most 30 days to propose a remedy
/// (Art. 28(3); E6). Refused for a vulnerability (Art. 28(7); E14). By the issuer.
struct ReportNonconformity {
  static constexpr std::string_view kName = "certificate.report_nonconformity";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string matter;
  MatterCause cause = MatterCause::kProductDiffers;
  std::string finding;
  std::optional<Date> remedy_due;
};
LW_DESCRIBE(ReportNonconformity, certificate, matter, cause, finding, remedy_due)

/// Command: records that the holder broke its duties, with at most 30 days to remedy (Art. 29(1);
/// E7). By the issuer.
struct ReportNoncompliance {
  static constexpr std::string_view kName = "certificate.report_noncompliance";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string matter;
  std::string finding;
  std::optional<Date> remedy_due;
};
LW_DESCRIBE(ReportNoncompliance, certificate, matter, finding, remedy_due)

/// Command: records the remedy that the holder proposed or took.
struct RecordRemedy {
  static constexpr std::string_view kName = "certificate.record_remedy";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string matter;
  EvidenceId remedy;
};
LW_DESCRIBE(RecordRemedy, certificate, matter, remedy)

/// Command: judges a remedy; not appropriate means suspend or withdraw (Art. 28(6), 29(2); E8). By
/// the issuer. A signed decision.
struct DecideRemedy {
  static constexpr std::string_view kName = "certificate.decide_remedy";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  CertificateId certificate;
  std::string matter;
  RemedyVerdict verdict = RemedyVerdict::kAppropriate;
  std::string reason;
};
LW_DESCRIBE(DecideRemedy, certificate, matter, verdict, reason)

/// Command: asks that the holders of all certificates resting on this one be told (Art. 33(4);
/// E15). Once for each recipient and cause.
struct TellDependents {
  static constexpr std::string_view kName = "certificate.tell_dependents";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  NoticeAbout about = NoticeAbout::kPotentialVulnerability;
  std::string why;
};
LW_DESCRIBE(TellDependents, certificate, about, why)

/// Command: records that a notice was given.
struct ConfirmNotice {
  static constexpr std::string_view kName = "certificate.confirm_notice";
  static constexpr std::uint32_t kVersion = 1;
  std::uint32_t number = 0;
};
LW_DESCRIBE(ConfirmNotice, number)

/// Command: records which certificates the national authority samples in a year, and on what risk
/// assessment (Art. 25(3); E23).
struct RecordSample {
  static constexpr std::string_view kName = "certificate.record_sample";
  static constexpr std::uint32_t kVersion = 1;
  std::string territory;
  std::int32_t year = 0;
  std::set<CertificateId> certificates;
  std::string risk_basis;
};
LW_DESCRIBE(RecordSample, territory, year, certificates, risk_basis)

/// Command: records that a certification body or laboratory was found non-compliant; lists the
/// certificates affected (Art. 31(1); E24). By the national authority of its territory. A signed
/// decision.
struct RecordBodyNoncompliance {
  static constexpr std::string_view kName = "certificate.record_body_noncompliance";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  OrganisationId body;
  std::string reason;
};
LW_DESCRIBE(RecordBodyNoncompliance, body, reason)

/// Command: keeps or withdraws a certificate affected by a non-compliant body (Art. 31(2); E24). By
/// the issuer. A signed decision.
struct DecideAffected {
  static constexpr std::string_view kName = "certificate.decide_affected";
  static constexpr std::uint32_t kVersion = 1;
  static constexpr bool kDecision = true;
  CertificateId certificate;
  OrganisationId body;
  AffectedOutcome outcome = AffectedOutcome::kMaintain;
  std::optional<CertificateId> successor;
  std::string reason;
};
LW_DESCRIBE(DecideAffected, certificate, body, outcome, successor, reason)

/// Command: notes the result of a surveillance assessment; a failed one opens a review by itself
/// (R12).
struct NoteAssessment {
  static constexpr std::string_view kName = "certificate.note_assessment";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  SurveillanceEventId event;
  AssessmentOutcome outcome = AssessmentOutcome::kPassed;
  std::optional<EvidenceId> report;
};
LW_DESCRIBE(NoteAssessment, certificate, event, outcome, report)

/// Command: records a patch under the certified patch procedure; starts the five working days to
/// report or submit it (Annex IV.4(6); E21). Refused without a patch mechanism in what the
/// certificate covers, and for a major change that is not critical, which takes a review (Annex
/// IV.4(3)). By the holder, or the issuer for it.
struct RecordPatch {
  static constexpr std::string_view kName = "certificate.record_patch";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string patch;
  PatchCase patch_case = PatchCase::kOutsideToe;
  std::string what;
  std::optional<CaseId> case_id;
};
LW_DESCRIBE(RecordPatch, certificate, patch, patch_case, what, case_id)

/// Command: records that a patch was reported to the certification body (outside the TOE) or
/// submitted to the laboratory (Annex IV.4(6); E21). By the holder, or the issuer for it.
struct SubmitPatch {
  static constexpr std::string_view kName = "certificate.submit_patch";
  static constexpr std::uint32_t kVersion = 1;
  CertificateId certificate;
  std::string patch;
  OrganisationId to;
  EvidenceId evidence;
};
LW_DESCRIBE(SubmitPatch, certificate, patch, to, evidence)

using Command =
    std::variant<RegisterCertificate, ApproveLongerValidity, ListCertificate, RecordVanished,
                 RecordAlias, RecordReference, RecordCoverage, RecordMonitoringPractice,
                 ShareCertificate, SuspendCertificate, ExtendSuspension, LiftSuspension,
                 WithdrawCertificate, WithdrawByAuthority, OpenReview, ConcludeReview,
                 RecordMaintenance, ReportNonconformity, ReportNoncompliance, RecordRemedy,
                 DecideRemedy, TellDependents, ConfirmNotice, RecordSample, RecordBodyNoncompliance,
                 DecideAffected, NoteAssessment, RecordPatch, SubmitPatch>;

}  // namespace lw::certificate
