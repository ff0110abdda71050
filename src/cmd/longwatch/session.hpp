#pragma once

#include <optional>

#include "cmd/longwatch/local_store.hpp"
#include "domain/core/state.hpp"

namespace lw::cmd {

/// Whose knowledge a question about a past day is answered from.
enum class Known {
  kThen,  ///< what the history held on that day
  kNow,   ///< everything that is known today, asked about that day
};
LW_DESCRIBE_ENUM(Known, kThen, kNow)

/// What every verb takes.
struct GlobalOptions {
  std::filesystem::path store = "longwatch-store";
  std::string as;              ///< who asks or acts
  std::string authority;       ///< for which organisation
  std::filesystem::path key;   ///< private key of the actor, for decisions
  std::string passphrase;      ///< of that key; from the environment, never from the command line
  std::optional<Instant> now;  ///< simulated stores only
  std::optional<Date> at;      ///< the day asked about
  Known known = Known::kThen;
  std::optional<Date> effective_on;  ///< the day from which a command holds
  bool json = false;
  bool terminal = false;  ///< progress lines and such are welcome
};

/// One run of the command line: the store opened once, as far as the verb needs it.
class Session {
 public:
  explicit Session(GlobalOptions options) : options_(std::move(options)) {}

  [[nodiscard]] const GlobalOptions& options() const { return options_; }

  /// Goes on as somebody else, at another time, or asking about another day; what is open stays
  /// open.
  void continue_as(GlobalOptions options) {
    options_ = std::move(options);
    state_.reset();
  }

  /// Returns the store, opened for reading unless it was opened for writing before. Errors as
  /// LocalStore::open.
  [[nodiscard]] Result<LocalStore*> store();

  /// Returns the watch over the store opened for writing. Errors as LocalStore::open and
  /// Watch::open.
  [[nodiscard]] Result<app::Watch*> watch();

  /// Returns the state that the question is answered from: today's, or that of --at as known then.
  [[nodiscard]] Result<const core::State*> state();

  /// Returns the state that the question is answered from as the viewer may know it (R22); valid
  /// until the next call.
  [[nodiscard]] Result<const core::State*> state_known_to(const vulnerability::Viewer& viewer);

  /// Returns law and roles.
  [[nodiscard]] Result<const LoadedPolicy*> policy();

  /// Returns the present moment: of the machine, or --now in a simulated store (there: the last
  /// entry's when absent).
  [[nodiscard]] Result<Instant> now();

  /// Returns the day asked about: --at, else today.
  [[nodiscard]] Result<Date> on();

  /// Gives one command as the actor, signing it when it is a decision; publishes the log. Errors as
  /// Watch::submit, and kInvalidInput when --as is missing or the key does not fit.
  [[nodiscard]] Result<app::Outcome> submit(const core::Command& command);

  /// Returns what to tell people when entries are recorded and the published log could not follow;
  /// nullopt otherwise.
  [[nodiscard]] std::optional<Error> publication_waits() const;

  /// Returns the organisation for which the actor acts: --for, else the only one they belong to.
  [[nodiscard]] Result<OrganisationId> authority(const core::State& state,
                                                 const PersonId& actor) const;

 private:
  [[nodiscard]] Result<Bytes> sign(const core::Command& command,
                                   const app::SigningRequest& request) const;

  GlobalOptions options_;
  std::optional<LoadedPolicy> policy_;
  std::unique_ptr<LocalStore> store_;
  std::optional<app::Watch> watch_;
  [[nodiscard]] std::optional<Instant> known_until() const;

  std::optional<core::State> state_;
  std::optional<core::State> known_;  ///< without what is closed to the last viewer
};

/// Returns the id under which a public key is known: the first 16 hexadecimal digits of its
/// SHA-256.
std::string key_id_of(const crypto::PublicKey& key);

}  // namespace lw::cmd
