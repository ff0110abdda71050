#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "codec/reflect.hpp"
#include "domain/kernel/ids.hpp"

namespace lw::certificate {

/// Under whose rules a certificate was issued. Only EUCC is law of the Union; what the others
/// promise differs (R11, I.3 i).
enum class Scheme { kEucc, kSogis, kCcra, kNational };
LW_DESCRIBE_ENUM(Scheme, kEucc, kSogis, kCcra, kNational)

/// The published states (EUCC Art. 42(1)(b); E25). Says nothing of legal validity, which is the
/// other axis (E9).
enum class Status { kInForce, kSuspended, kWithdrawn, kExpired };
LW_DESCRIBE_ENUM(Status, kInForce, kSuspended, kWithdrawn, kExpired)

/// The other axis: does the certificate have legal effect on a day (E9)? kUnknown where the source
/// names no first or no last day.
enum class Validity { kNotYetValid, kValid, kEnded, kUnknown };
LW_DESCRIBE_ENUM(Validity, kNotYetValid, kValid, kEnded, kUnknown)

/// What is certified: a product, or a protection profile (EUCC Art. 18).
enum class Subject { kProduct, kProtectionProfile };
LW_DESCRIBE_ENUM(Subject, kProduct, kProtectionProfile)

/// Is the assurance of the certificate there on a day (R11)? A certificate that speaks of its own
/// date only gives kUnknown.
enum class Assurance { kUnknown, kNo, kYes };
LW_DESCRIBE_ENUM(Assurance, kUnknown, kNo, kYes)

/// How far those who issued and hold the certificate watch it after issue (R19).
enum class MonitoringPractice { kUnknown, kNone, kOnRequest, kRegular };
LW_DESCRIBE_ENUM(MonitoringPractice, kUnknown, kNone, kOnRequest, kRegular)

/// Grounds of suspension; wire names are the options of rule eucc.suspension.grounds.
enum class SuspensionGround {
  kReviewPendingRemedy,
  kEmergency,
  kHolderDoesNotCooperate,
  kNoAppropriateRemedy
};
LW_DESCRIBE_ENUM(SuspensionGround, kReviewPendingRemedy, kEmergency, kHolderDoesNotCooperate,
                 kNoAppropriateRemedy)

/// Why a certificate is withdrawn.
enum class WithdrawalGround {
  kHolderRequest,           ///< EUCC Art. 14(3)
  kNoAppropriateRemedy,     ///< Art. 28(6), 29(2)
  kRepeatedInfringement,    ///< Art. 29(3)
  kNotRemediable,           ///< Art. 35(6): not residual, cannot be remedied; no suspension first
  kRequirementsNotMet,      ///< CSA Art. 54(1)(j): monitoring found it so
  kReviewOutcome,           ///< Art. 13(2)
  kBodyNoncompliance,       ///< Art. 31(2)
  kSuspensionEndedUncured,  ///< the suspension ran out without cure (R15)
};
LW_DESCRIBE_ENUM(WithdrawalGround, kHolderRequest, kNoAppropriateRemedy, kRepeatedInfringement,
                 kNotRemediable, kRequirementsNotMet, kReviewOutcome, kBodyNoncompliance,
                 kSuspensionEndedUncured)

/// Which of the two decision paths ended a certificate (I.3 a).
enum class WithdrawalPath {
  kIssuingBody,  ///< EUCC Art. 14(1)
  kNcca,         ///< CSA Art. 58(8)(e)
};
LW_DESCRIBE_ENUM(WithdrawalPath, kIssuingBody, kNcca)

/// Why a review under Art. 13 was opened. The first three may be asked for by the holder (Annex
/// IV.1(2)).
enum class ReviewGround {
  kNearExpiry,
  kChanged,
  kVulnerabilityAssessmentAgain,
  kRemedy,            ///< Art. 36: the holder proposed a remedy for a vulnerability
  kFailedAssessment,  ///< surveillance found that requirements are not met (R12); opened by the
                      ///< system
  kMonitoring,        ///< any other cause found in monitoring (Art. 26)
};
LW_DESCRIBE_ENUM(ReviewGround, kNearExpiry, kChanged, kVulnerabilityAssessmentAgain, kRemedy,
                 kFailedAssessment, kMonitoring)

/// How a review ends: exactly one of these (Art. 13(2); E4). Wire names are the options of rule
/// eucc.review.outcomes.
enum class ReviewOutcome { kConfirm, kWithdraw, kWithdrawAndExtend, kWithdrawAndRescope };
LW_DESCRIBE_ENUM(ReviewOutcome, kConfirm, kWithdraw, kWithdrawAndExtend, kWithdrawAndRescope)

/// What went wrong outside Chapter VI: the product (Art. 28) or the holder (Art. 29).
enum class MatterKind { kNonconformity, kNoncompliance };
LW_DESCRIBE_ENUM(MatterKind, kNonconformity, kNoncompliance)

/// What lies behind a non-conformity. A vulnerability never takes that path (Art. 28(7); E14).
enum class MatterCause { kProductDiffers, kConditionsNotMet, kVulnerability };
LW_DESCRIBE_ENUM(MatterCause, kProductDiffers, kConditionsNotMet, kVulnerability)

/// Whether the certification body finds a remedy good enough.
enum class RemedyVerdict { kAppropriate, kNotAppropriate };
LW_DESCRIBE_ENUM(RemedyVerdict, kAppropriate, kNotAppropriate)

/// What becomes of a certificate after its body or laboratory was found non-compliant (Art. 31(2);
/// E24).
enum class AffectedOutcome { kMaintain, kWithdraw, kWithdrawAndIssueNew };
LW_DESCRIBE_ENUM(AffectedOutcome, kMaintain, kWithdraw, kWithdrawAndIssueNew)

/// Result of an assessment that surveillance reported for this certificate.
enum class AssessmentOutcome { kPassed, kFailed, kNotConclusive };
LW_DESCRIBE_ENUM(AssessmentOutcome, kPassed, kFailed, kNotConclusive)

/// What a decision on the certificate made of an assessment (R12, R51).
enum class Answer {
  kConfirmed,
  kSuspended,
  kWithdrawn,
  kReplaced,  ///< withdrawn in favour of a new certificate (Art. 13(2)(c)-(d))
};
LW_DESCRIBE_ENUM(Answer, kConfirmed, kSuspended, kWithdrawn, kReplaced)

/// Assurance level of the Cybersecurity Act that a EUCC certificate states (Art. 4; E1).
enum class AssuranceLevel { kSubstantial, kHigh };
LW_DESCRIBE_ENUM(AssuranceLevel, kSubstantial, kHigh)

/// Edition of the standards that an evaluation followed (Art. 2(1)-(2), 3; E30).
enum class StandardEdition { kCc31r5, kCc2022 };
LW_DESCRIBE_ENUM(StandardEdition, kCc31r5, kCc2022)

/// Whether a change may harm the assurance of the certificate: a minor change does not, a major one
/// may (Art. 2 as amended; E29).
enum class ChangeClass { kMinor, kMajor };
LW_DESCRIBE_ENUM(ChangeClass, kMinor, kMajor)

/// Cases of a patch under a certified patch mechanism (Annex IV.4(2)-(3); E21). Wire names are the
/// options of rule eucc.patch.cases.
enum class PatchCase {
  kOutsideToe,
  kPredeterminedMinor,
  kCriticalVulnerability,
  kMajorNotCritical
};
LW_DESCRIBE_ENUM(PatchCase, kOutsideToe, kPredeterminedMinor, kCriticalVulnerability,
                 kMajorNotCritical)

/// To whom a notice goes.
enum class Addressee {
  kHolder,
  kNcca,
  kEnisa,
  kPurchasers,
  kPublic,
  kMarketSurveillance,
  kDependentHolder
};
LW_DESCRIBE_ENUM(Addressee, kHolder, kNcca, kEnisa, kPurchasers, kPublic, kMarketSurveillance,
                 kDependentHolder)

/// What a notice is about.
enum class NoticeAbout { kSuspension, kSuspensionExtended, kWithdrawal, kPotentialVulnerability };
LW_DESCRIBE_ENUM(NoticeAbout, kSuspension, kSuspensionExtended, kWithdrawal,
                 kPotentialVulnerability)

/// One step on the status axis.
struct StatusChange {
  Date from;  ///< first day of the new status
  Status status = Status::kInForce;
  Date decided_on;
  OrganisationId by;
  std::string reason;
  bool operator==(const StatusChange&) const = default;
};
LW_DESCRIBE(StatusChange, from, status, decided_on, by, reason)

/// A suspension with its clock (Art. 30; E9, E10).
struct Suspension {
  SuspensionGround ground = SuspensionGround::kEmergency;
  Date decided_on;
  Date from;                     ///< the day after the decision
  Date until;                    ///< last day, inclusive, extensions included
  std::optional<Date> ended_on;  ///< day from which it was lifted, or the certificate withdrawn
  std::vector<Date> extended_on;
  std::optional<bool> ends_validity;  ///< what the law of the day of decision says; absent: no
  bool operator==(const Suspension&) const = default;
};
LW_DESCRIBE(Suspension, ground, decided_on, from, until, ended_on, extended_on, ends_validity)

/// The final end of a certificate.
struct Withdrawal {
  Date on;
  WithdrawalPath path = WithdrawalPath::kIssuingBody;
  WithdrawalGround ground = WithdrawalGround::kHolderRequest;
  OrganisationId by;
  bool operator==(const Withdrawal&) const = default;
};
LW_DESCRIBE(Withdrawal, on, path, ground, by)

/// A review under Art. 13.
struct Review {
  ReviewGround ground = ReviewGround::kMonitoring;
  Date opened_on;
  std::string reason;
  std::optional<Date> closed_on;
  std::optional<ReviewOutcome> outcome;
  std::optional<CertificateId> successor;
  std::optional<EvidenceId> evidence;
  bool operator==(const Review&) const = default;
};
LW_DESCRIBE(Review, ground, opened_on, reason, closed_on, outcome, successor, evidence)

/// A non-conformity or non-compliance and what was done about it (E6–E8).
struct Matter {
  MatterKind kind = MatterKind::kNonconformity;
  Date on;
  Date remedy_due;  ///< last day, inclusive
  std::string finding;
  bool repeated = false;  ///< the holder infringed before: only withdrawal is left (Art. 29(3))
  std::optional<Date> remedy_on;  ///< the day the last remedy came in
  std::optional<EvidenceId> remedy;
  std::optional<RemedyVerdict> verdict;
  std::optional<Date> verdict_on;
  std::optional<Date> answered_on;  ///< the day a suspension answered it
  std::optional<Date> closed_on;
  bool operator==(const Matter&) const = default;
};
LW_DESCRIBE(Matter, kind, on, remedy_due, finding, repeated, remedy_on, remedy, verdict, verdict_on,
            answered_on, closed_on)

/// A confirmed minor change (Annex IV.3(5); E28).
struct Maintenance {
  Date on;
  std::string change;
  EvidenceId impact_report;
  std::optional<CertificateId> new_certificate;
  std::optional<ChangeClass> change_class;
  bool operator==(const Maintenance&) const = default;
};
LW_DESCRIBE(Maintenance, on, change, impact_report, new_certificate, change_class)

/// An assessment that surveillance reported.
struct AssessmentNote {
  SurveillanceEventId event;
  Date on;
  AssessmentOutcome outcome = AssessmentOutcome::kPassed;
  std::optional<EvidenceId> report;
  std::optional<Date> answered_on;  ///< the day of the first confirm, suspend or withdraw after it
  std::optional<Answer> answer;   ///< what the last decision that names it, or ended the wait, said
  std::optional<Date> answer_on;  ///< the day of that decision
  bool operator==(const AssessmentNote&) const = default;
};
LW_DESCRIBE(AssessmentNote, event, on, outcome, report, answered_on, answer, answer_on)

/// A patch under the certified procedure (Annex IV.4; E21).
struct Patch {
  PatchCase patch_case = PatchCase::kOutsideToe;
  std::string what;
  std::optional<CaseId> case_id;
  Date applied_on;
  Date due_on;  ///< last day to report or submit it, inclusive
  std::optional<Date> submitted_on;
  std::optional<OrganisationId> submitted_to;
  std::optional<EvidenceId> evidence;
  bool operator==(const Patch&) const = default;
};
LW_DESCRIBE(Patch, patch_case, what, case_id, applied_on, due_on, submitted_on, submitted_to,
            evidence)

/// What one public register says, as of its snapshots. Never a decision: a row that vanishes
/// withdraws nothing.
struct Listing {
  std::string source;       ///< register, for example "ENISA"
  std::string register_id;  ///< the row's own id
  std::string name;
  std::string holder_name;
  std::vector<std::string> assurance;
  std::string shown_level;  ///< as printed, with its "+" where it has one (I.3 j)
  std::optional<Date> valid_from;
  std::optional<Date> valid_until;
  Date first_snapshot;              ///< first snapshot that says this
  std::optional<Date> vanished_on;  ///< first snapshot that no longer holds the row
  bool operator==(const Listing&) const = default;
};
LW_DESCRIBE(Listing, source, register_id, name, holder_name, assurance, shown_level, valid_from,
            valid_until, first_snapshot, vanished_on)

/// A body or laboratory was found non-compliant, and this certificate is among those affected
/// (E24).
struct BodyNoncompliance {
  OrganisationId body;
  Date on;
  std::optional<AffectedOutcome> outcome;
  std::optional<Date> decided_on;
  bool operator==(const BodyNoncompliance&) const = default;
};
LW_DESCRIBE(BodyNoncompliance, body, on, outcome, decided_on)

/// Stands for an organisation that a public list does not name.
inline constexpr const char* kUnknownOrganisation = "unknown";

/// One certificate: what it says, and all that was decided about it, dated.
struct Certificate {
  CertificateId id;  ///< canonical form of its scheme, see canonical.hpp
  Scheme scheme = Scheme::kNational;
  Subject subject = Subject::kProduct;
  OrganisationId issuer{kUnknownOrganisation};  ///< certification body
  OrganisationId holder{kUnknownOrganisation};
  std::string territory;  ///< country of issue, ISO 3166-1 alpha-2; empty when not known
  std::string name;       ///< product or profile: the scope in words
  std::vector<std::string>
      assurance;  ///< components, "EAL4", "ALC_DVS.2", "AVA_VAN.5"; never with "+" under EUCC (E27)
  std::string shown_level;  ///< as printed on an old certificate, "EAL4+"
  std::optional<Date> valid_from;
  std::optional<Date> valid_until;           ///< last day, inclusive
  std::optional<Date> etr_on;                ///< date of the evaluation report, where known
  std::optional<OrganisationId> laboratory;  ///< ITSEF of the last evaluation
  std::optional<CertificateId> replaces;     ///< certificate withdrawn in favour of this one
  bool registered =
      false;          ///< true: issued by a decision here; false: known from public lists only
  bool qscd = false;  ///< covers a qualified signature-creation device (eIDAS Art. 30(3a))
  std::optional<std::string> series;  ///< name of the product series, where it covers one (E29)
  std::optional<StandardEdition> standard;
  MonitoringPractice monitoring = MonitoringPractice::kUnknown;
  std::set<ComponentId> covers;
  std::set<CertificateId> rests_on;
  std::set<std::string>
      shared_with;  ///< territories beside its own whose authority may see the file (R13)
  std::vector<StatusChange> history;  ///< in order of decision
  std::vector<Suspension> suspensions;
  std::optional<Withdrawal> withdrawal;
  std::vector<Review> reviews;
  std::map<std::string, Matter> matters;
  std::vector<Maintenance> maintenance;
  std::vector<AssessmentNote> assessments;
  std::vector<BodyNoncompliance> body_noncompliances;
  std::map<std::string, Patch> patches;
  std::map<std::string, Listing> listings;  ///< by "source:register id"
  bool operator==(const Certificate&) const = default;
};
LW_DESCRIBE(Certificate, id, scheme, subject, issuer, holder, territory, name, assurance,
            shown_level, valid_from, valid_until, etr_on, laboratory, replaces, registered, qscd,
            series, standard, monitoring, covers, rests_on, shared_with, history, suspensions,
            withdrawal, reviews, matters, maintenance, assessments, body_noncompliances, patches,
            listings)

/// A notice that the law makes somebody give (E11–E13, E15).
struct Notice {
  std::uint32_t number = 0;
  CertificateId certificate;               ///< what it is about
  std::optional<CertificateId> dependent;  ///< the certificate whose holder is told
  Addressee to = Addressee::kHolder;
  std::optional<OrganisationId> recipient;  ///< where it is one organisation that we know
  std::string owed_by;                      ///< organisation id, or role in words
  NoticeAbout about = NoticeAbout::kSuspension;
  std::string why;
  std::string article;
  Date on;  ///< the day it fell due to be given
  std::optional<Date> delivered_on;
  bool operator==(const Notice&) const = default;
};
LW_DESCRIBE(Notice, number, certificate, dependent, to, recipient, owed_by, about, why, article, on,
            delivered_on)

/// The authority's prior approval of more than five years (Art. 12(3); E2).
struct Approval {
  OrganisationId authority;
  Date until;  ///< latest end of validity it approves
  Date on;
  bool operator==(const Approval&) const = default;
};
LW_DESCRIBE(Approval, authority, until, on)

}  // namespace lw::certificate
