#pragma once

#include <map>

#include "cmd/longwatch/session.hpp"
#include "feeds/import.hpp"
#include "feeds/matching.hpp"

namespace lw::cmd {

/// How many facts are written in one append.
inline constexpr std::size_t kFactsPerAppend = 500;
/// How many proposals of links are kept for the answer.
inline constexpr std::size_t kProposalsShownMax = 200;

/// Makes commands of the facts of a feed and gives them as the actor of the session. Facts about
/// certificates and exploited vulnerabilities become events; vulnerabilities and advisories stay
/// documents kept by hash, and are matched against the catalogue: a link is proposed, never made.
class FeedSink final : public feeds::ImportSink {
 public:
  /// `about` is the case that verdicts are for, if any.
  [[nodiscard]] static Result<std::unique_ptr<FeedSink>> open(Session& session,
                                                              std::optional<CaseId> about);

  [[nodiscard]] Result<feeds::Taken> take(const feeds::Fact& fact,
                                          const feeds::Provenance& provenance) override;

  /// Writes what is still staged, and publishes the log.
  [[nodiscard]] Result<void> finish();

  /// Returns links that people may record, strongest first.
  [[nodiscard]] const std::vector<feeds::Proposal>& proposals() const { return proposals_; }

 private:
  FeedSink(Session& session, app::Watch& watch, std::optional<CaseId> about)
      : session_(session), watch_(watch), about_(std::move(about)) {}
  [[nodiscard]] Result<feeds::Taken> give(core::Command command);
  [[nodiscard]] Result<feeds::Taken> on(const feeds::ListedCertificate& fact);
  [[nodiscard]] Result<feeds::Taken> on(const feeds::CertificateAlias& fact);
  [[nodiscard]] Result<feeds::Taken> on(const feeds::NotInSnapshot& fact);
  [[nodiscard]] Result<feeds::Taken> on(const feeds::CertificateReference& fact);
  [[nodiscard]] Result<feeds::Taken> on(const feeds::ReachVerdict& fact);
  [[nodiscard]] Result<feeds::Taken> on(const feeds::Advisory& fact);
  [[nodiscard]] Result<feeds::Taken> on(const feeds::ExternalVulnerability& fact);
  [[nodiscard]] Result<feeds::Taken> on(const feeds::ExploitedVulnerability& fact);

  Session& session_;
  app::Watch& watch_;
  std::optional<CaseId> about_;
  PersonId actor_;
  OrganisationId authority_;
  Instant now_;
  std::string source_;
  std::size_t staged_ = 0;
  std::optional<feeds::Matcher> matcher_;
  feeds::DecidedPairs decided_;
  std::vector<feeds::Proposal> proposals_;
};

}  // namespace lw::cmd
