#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/certificate/certificate.hpp"
#include "domain/rules/rules.hpp"

/// What the parts of decide share. Not for other slices.
namespace lw::certificate::detail {

using Events = std::vector<Event>;

/// Returns the certificate; kNotFound otherwise.
Result<const Certificate*> require(const World& world, const CertificateId& id);
/// Refuses unless the authority issued the certificate and is a certification body or national
/// authority. kForbidden.
Result<void> require_issuer(const World& world, const Certificate& certificate,
                            const Context& context);
/// Refuses unless the authority is the national one of that territory. kForbidden.
Result<void> require_ncca(const World& world, std::string_view territory, const Context& context);
/// Refuses an empty or overlong text. kInvalidInput.
Result<void> require_text(std::string_view text, std::string_view what);
/// Refuses a decision dated before the last one on this certificate, or on one that has ended.
/// kRefused.
Result<void> require_alive(const Certificate& certificate, Date on);
/// Refuses components that the catalogue does not know, and too many. kNotFound, kTooLarge.
Result<void> require_components(const World& world, const std::set<ComponentId>& components,
                                std::size_t already);
/// Refuses references to unknown certificates, to itself, or that close a circle. kNotFound,
/// kRefused, kTooLarge.
Result<void> require_references(const World& world, const CertificateId& from,
                                const std::set<CertificateId>& to, std::size_t already);

/// Returns the suspension that nobody has ended; nullptr when there is none.
const Suspension* running(const Certificate& certificate);
/// Returns the review that is open; nullptr when there is none.
const Review* open_review(const Certificate& certificate);
/// True when the matter had no appropriate remedy in time, as of `on` (Art. 28(6), 29(2)).
bool unremedied(const Matter& matter, Date on);

/// Refuses a decision that names an assessment which is not on record by `on`, or one that passed
/// as the cause of a suspension or withdrawal (R51). kNotFound, kRefused.
Result<void> require_assessment(const Certificate& certificate,
                                const std::optional<SurveillanceEventId>& assessment, Answer answer,
                                Date on);

/// A day that a rule gives, with the clause that gives it.
struct Until {
  Date last_day;
  rules::Citation source;
};
/// Returns the last day of the rule's period counted from `event`, by the version in force on `on`.
Result<Until> last_day(const rules::RuleBook& rules, std::string_view rule, Date event, Date on);

/// Refuses, under EUCC, what the version of a choice rule in force on `on` does not list. What no
/// law of that day allows is refused too. kRefused, kNotFound where no version is in force.
Result<void> require_listed(const Certificate& certificate, const rules::RuleBook& rules,
                            std::string_view rule, std::string_view option, Date on);
/// Refuses, under EUCC, what the version of a flag rule in force on `on` does not allow. kRefused,
/// kNotFound where no version is in force.
Result<void> require_flag(const Certificate& certificate, const rules::RuleBook& rules,
                          std::string_view rule, std::string_view what, Date on);

/// Adds the notices of a suspension or withdrawal that law and house rules demand (E11, E13).
void add_notices(const World& world, const Certificate& certificate, NoticeAbout about,
                 const Context& context, Events& events);

Result<Events> on(const World& world, const RegisterCertificate& c, const Context& context);
Result<Events> on(const World& world, const ApproveLongerValidity& c, const Context& context);
Result<Events> on(const World& world, const ListCertificate& c, const Context& context);
Result<Events> on(const World& world, const RecordVanished& c, const Context& context);
Result<Events> on(const World& world, const RecordAlias& c, const Context& context);
Result<Events> on(const World& world, const RecordReference& c, const Context& context);
Result<Events> on(const World& world, const RecordCoverage& c, const Context& context);
Result<Events> on(const World& world, const RecordMonitoringPractice& c, const Context& context);
Result<Events> on(const World& world, const ShareCertificate& c, const Context& context);
Result<Events> on(const World& world, const SuspendCertificate& c, const Context& context);
Result<Events> on(const World& world, const ExtendSuspension& c, const Context& context);
Result<Events> on(const World& world, const LiftSuspension& c, const Context& context);
Result<Events> on(const World& world, const WithdrawCertificate& c, const Context& context);
Result<Events> on(const World& world, const WithdrawByAuthority& c, const Context& context);
Result<Events> on(const World& world, const OpenReview& c, const Context& context);
Result<Events> on(const World& world, const ConcludeReview& c, const Context& context);
Result<Events> on(const World& world, const RecordMaintenance& c, const Context& context);
Result<Events> on(const World& world, const ReportNonconformity& c, const Context& context);
Result<Events> on(const World& world, const ReportNoncompliance& c, const Context& context);
Result<Events> on(const World& world, const RecordRemedy& c, const Context& context);
Result<Events> on(const World& world, const DecideRemedy& c, const Context& context);
Result<Events> on(const World& world, const TellDependents& c, const Context& context);
Result<Events> on(const World& world, const ConfirmNotice& c, const Context& context);
Result<Events> on(const World& world, const RecordSample& c, const Context& context);
Result<Events> on(const World& world, const RecordBodyNoncompliance& c, const Context& context);
Result<Events> on(const World& world, const DecideAffected& c, const Context& context);
Result<Events> on(const World& world, const NoteAssessment& c, const Context& context);
Result<Events> on(const World& world, const RecordPatch& c, const Context& context);
Result<Events> on(const World& world, const SubmitPatch& c, const Context& context);

}  // namespace lw::certificate::detail
