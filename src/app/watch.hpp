#pragma once

#include <set>

#include "app/ports/random_port.hpp"
#include "app/replay.hpp"
#include "app/signing.hpp"

namespace lw::app {

/// How far from today a command may date its effect.
inline constexpr std::int32_t kEffectiveYearsMax = 30;

/// A command as it arrives, with everything that is not the command.
struct Submission {
  core::Command command;
  PersonId actor;
  OrganisationId authority;  ///< for which organisation the actor acts
  Bytes command_id;  ///< 16 bytes; the same id again is refused, so a retry never acts twice
  std::optional<Date> effective_on;  ///< today when absent
  std::optional<Bytes> signature;    ///< COSE_Sign1; required for decisions
};

/// What a command brought about.
struct Outcome {
  std::uint64_t first_seq = 0;  ///< number of the first entry written
  std::vector<core::Event>
      events;  ///< the command's own events first, then those of its consequences
};

/// The parts of the outside world that the watch uses. They outlive it.
struct Ports {
  HistoryPort& history;
  VaultPort& vault;
  RandomPort& random;
};

/// The running watch: the state of one history, and the one way to change it. Not thread-safe: one
/// strand.
class Watch {
 public:
  /// Replays the history and carries out erasures that were decided and not done. Errors as replay
  /// and of the vault; kCorrupt also when an invariant does not hold.
  /// `rules_digest` (16 bytes) names the rule set in every record.
  [[nodiscard]] static Result<Watch> open(Ports ports, core::Policy policy, Bytes rules_digest);

  /// Decides, seals, appends and applies one command and what follows from it: all or nothing,
  /// durable when it returns. kForbidden: role or signature. kConflict: command id used, or
  /// somebody else wrote to the store. kRefused also when the clock runs backwards. kUnavailable:
  /// the store would not take it; the state is as before. An erasure of records is carried out when
  /// it is durable; where the vault then fails, the error says that it is decided and not done.
  /// A case that opens in a compartment gets an id that nobody can guess, made from the one offered
  /// (vulnerability::unguessable_id, R22); the events tell it.
  [[nodiscard]] Result<Outcome> submit(const Submission& submission, Instant now);

  /// As submit for many commands in one append, for imports: each is taken or refused on its own,
  /// in order; refused ones leave no trace. An error of the store fails the whole call and nothing
  /// was written.
  [[nodiscard]] Result<std::vector<Result<Outcome>>> submit_all(
      std::span<const Submission> submissions, Instant now);

  /// Decides and applies one command without writing it yet: for imports that answer for each
  /// record and write many at once. Errors as submit, without those of the store. What is staged is
  /// lost unless flush follows.
  [[nodiscard]] Result<Outcome> stage(const Submission& submission, Instant now);

  /// Appends what was staged, all or nothing, durable when it returns. On an error the state is
  /// that of the history again.
  [[nodiscard]] Result<void> flush(Instant now);

  [[nodiscard]] const core::State& state() const { return now_.state; }
  [[nodiscard]] const core::Policy& policy() const { return policy_; }
  [[nodiscard]] const std::string& origin() const { return ports_.history.origin(); }
  /// Returns the number of entries in the history.
  [[nodiscard]] std::uint64_t size() const { return now_.size; }
  /// Returns when the last entry was recorded.
  [[nodiscard]] Instant last_at() const { return now_.last_at; }
  /// Returns 16 unguessable bytes for a command id.
  [[nodiscard]] Result<Bytes> new_command_id();

 private:
  /// Records encoded and already applied to the state, waiting to be appended; or why they cannot
  /// be.
  struct Pending {
    std::vector<Bytes> entries;
    std::optional<Error> failure;
    bool erases = false;  ///< one of them decides that records are to be unreadable
  };

  Watch(Ports ports, core::Policy policy, Bytes rules_digest);
  [[nodiscard]] Result<Outcome> take(const Submission& submission, Instant now, Pending& pending);
  [[nodiscard]] Result<void> admit(const Submission& submission, Instant now) const;
  [[nodiscard]] Result<std::optional<core::Command>> with_unguessable_id(
      const core::Command& command);
  void follow(const Context& cause, codec::Record envelope, Outcome& outcome, Pending& pending);
  void write(const core::Event& event, codec::Record record, Pending& pending);
  [[nodiscard]] Result<void> seal(codec::Record& record, const core::Event& event,
                                  const CompartmentId& compartment);
  [[nodiscard]] Result<void> commit(Pending pending, Instant now);
  [[nodiscard]] Result<void> reload();
  [[nodiscard]] Result<void> erase();
  [[nodiscard]] Result<void> erase_now();

  Ports ports_;
  core::Policy policy_;
  Bytes rules_digest_;
  Replayed now_;
  std::set<Bytes> command_ids_;
  Pending staged_;
};

}  // namespace lw::app
