#pragma once

#include <functional>
#include <map>

#include "cmd/longwatch/session.hpp"
#include "feeds/import.hpp"
#include "feeds/matching.hpp"

namespace lw::cmd {

/// How many facts are written in one append.
inline constexpr std::size_t kFactsPerAppend = 500;
/// How many proposals of links are kept for the answer.
inline constexpr std::size_t kProposalsShownMax = 200;

/// What the sink tells while it writes.
struct SinkHooks {
  /// Called before the first entry is written: keeps the document that the facts are from. An error
  /// ends the import with nothing written.
  std::function<Result<void>()> before_append;
  /// Hears that the first so many items are in the history for good.
  std::function<Result<void>(std::uint64_t items)> appended;
};

/// Makes commands of the facts of a feed and gives them as the actor of the session. Facts about
/// certificates and exploited vulnerabilities become events; vulnerabilities and advisories stay
/// documents kept by hash, and are matched against the catalogue: a link is proposed, never made.
class FeedSink final : public feeds::ImportSink {
 public:
  /// `about` is the case that verdicts are for, if any. Errors as Session::watch and
  /// Session::authority.
  [[nodiscard]] static Result<std::unique_ptr<FeedSink>> open(Session& session,
                                                              std::optional<CaseId> about,
                                                              SinkHooks hooks);

  [[nodiscard]] Result<feeds::Taken> take(const feeds::Fact& fact,
                                          const feeds::Provenance& provenance) override;

  /// Records the import itself (catalog.record_import), writes what is still staged, and publishes
  /// the log. kForbidden when the actor may not import. An import that brought nothing and found
  /// nothing known leaves no trace.
  [[nodiscard]] Result<void> finish(const feeds::ImportReport& report);

  /// Returns the code of the first refusal by a rule; nullopt when none was.
  [[nodiscard]] std::optional<ErrorCode> first_refusal() const { return first_refusal_; }

  /// Returns links that people may record, strongest first.
  [[nodiscard]] const std::vector<feeds::Proposal>& proposals() const { return proposals_; }

 private:
  FeedSink(Session& session, app::Watch& watch, std::optional<CaseId> about, SinkHooks hooks)
      : session_(session), watch_(watch), about_(std::move(about)), hooks_(std::move(hooks)) {}
  [[nodiscard]] Result<app::Outcome> stage(core::Command command);
  [[nodiscard]] Result<void> flush(std::uint64_t items_done);
  [[nodiscard]] Result<feeds::Taken> give(core::Command command);
  [[nodiscard]] feeds::Taken document_outcome() const;
  void keep(feeds::Proposal proposal);
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
  Digest document_;
  bool is_new_document_ = true;
  std::string source_;
  SinkHooks hooks_;
  std::uint64_t position_ = 0;  ///< of the fact at hand, from 1
  std::size_t staged_ = 0;      ///< commands since the last append
  bool has_kept_document_ = false;
  std::optional<ErrorCode> first_refusal_;
  std::optional<feeds::Matcher> matcher_;
  feeds::DecidedPairs decided_;
  std::vector<feeds::Proposal> proposals_;
};

}  // namespace lw::cmd
