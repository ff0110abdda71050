#include "cmd/longwatch/session.hpp"

#include <fmt/format.h>

#include "app/view.hpp"
#include "cmd/longwatch/handles.hpp"
#include "crypto/sha256.hpp"
#include "domain/core/names.hpp"

namespace lw::cmd {
namespace {

constexpr std::size_t kKeyFileSizeMax = 64 << 10;

Instant end_of(Date day) { return Instant::start_of(day.plus_days(1)).plus_seconds(-1); }

}  // namespace

std::string key_id_of(const crypto::PublicKey& key) {
  return crypto::sha256(key.bytes).hex().substr(0, 16);
}

Result<LocalStore*> Session::store() {
  if (!store_) {
    LW_TRY(store_, LocalStore::open(options_.store, store::OpenMode::kRead));
  }
  return store_.get();
}

Result<const LoadedPolicy*> Session::policy() {
  if (!policy_) {
    LW_TRY(policy_, load_policy());
  }
  return &*policy_;
}

Result<app::Watch*> Session::watch() {
  if (!watch_) {
    store_.reset();
    LW_TRY(store_, LocalStore::open(options_.store, store::OpenMode::kWrite));
    LW_TRY(const LoadedPolicy* loaded, policy());
    LW_TRY(auto watch, app::Watch::open(store_->ports(), loaded->policy, loaded->digest));
    // A history that this program cannot read was refused above, and is left as it is.
    LW_CHECK(store_->check_publication());
    watch_.emplace(std::move(watch));
  }
  return &*watch_;
}

Result<const core::State*> Session::state() {
  if (!options_.at && watch_) return &watch_->state();
  if (!state_) {
    LW_TRY(LocalStore * store, store());
    const app::Ports ports = store->ports();
    LW_TRY(auto replayed, app::replay(ports.history, ports.vault, known_until()));
    state_ = std::move(replayed.state);
  }
  return &*state_;
}

std::optional<Instant> Session::known_until() const {
  if (!options_.at || options_.known != Known::kThen) return std::nullopt;
  return end_of(*options_.at);
}

Result<const core::State*> Session::state_known_to(const vulnerability::Viewer& viewer) {
  LW_TRY(const core::State* whole, state());
  if (!app::anything_closed(*whole, viewer)) return whole;
  LW_TRY(LocalStore * store, store());
  const app::Ports ports = store->ports();
  LW_TRY(auto replayed,
         app::replay_as_known_to(ports.history, ports.vault, *whole, viewer, known_until()));
  known_ = std::move(replayed.state);
  return &*known_;
}

Result<Instant> Session::now() {
  LW_TRY(LocalStore * store, store());
  if (store->settings().clock == ClockKind::kMachine) {
    if (options_.now) {
      return fail(ErrorCode::kRefused, "this store runs on the machine's clock", "--now",
                  "only a store made with --simulated takes the time from the command line");
    }
    return store::SystemClock().now();
  }
  if (options_.now) return *options_.now;
  if (watch_) return watch_->last_at();
  const app::Ports ports = store->ports();
  LW_TRY(const std::uint64_t size, ports.history.size());
  if (size == 0) return Instant();
  LW_TRY(const Bytes last, ports.history.read(size - 1));
  LW_TRY(const codec::Record record, codec::decode_record(last));
  return record.recorded_at;
}

Result<Date> Session::on() {
  if (options_.at) return *options_.at;
  LW_TRY(const Instant instant, now());
  return instant.date();
}

Result<OrganisationId> Session::authority(const core::State& state, const PersonId& actor) const {
  if (!options_.authority.empty()) return OrganisationId::parse(options_.authority);
  const auto person = state.access.people.find(actor);
  if (person == state.access.people.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("person {} is not enrolled", actor.text()),
                "--as");
  }
  std::set<OrganisationId> open;
  for (const auto& membership : person->second.memberships) {
    if (!membership.until) open.insert(membership.organisation);
  }
  if (open.size() == 1) return *open.begin();
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{} belongs to {} organisations", actor.text(), open.size()), "--for",
              "say for which organisation: --for ORGANISATION");
}

Result<Bytes> Session::sign(const core::Command& command,
                            const app::SigningRequest& request) const {
  if (options_.key.empty()) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} is a decision and must be signed", core::name_of(command)), "--key",
                "name the file with your private key: --key FILE");
  }
  LW_TRY(const std::string pem, read_file(options_.key, kKeyFileSizeMax));
  LW_TRY(const crypto::PrivateKey key, crypto::PrivateKey::from_pem(pem, options_.passphrase));
  return app::sign_decision(command, request, key, key_id_of(key.public_key()));
}

std::optional<Error> Session::publication_waits() const {
  return store_ ? store_->publication_waits() : std::nullopt;
}

Result<app::Outcome> Session::submit(const core::Command& typed) {
  LW_TRY(app::Watch * watch, watch());
  if (options_.at) {
    return fail(ErrorCode::kInvalidInput, "a command cannot be given in the past", "--at",
                "--on DATE dates the effect; --at DATE asks about a day");
  }
  if (options_.as.empty()) {
    return fail(ErrorCode::kInvalidInput, "nobody is said to give this command", "--as",
                "say who you are: --as PERSON, or LONGWATCH_PERSON in the environment");
  }
  LW_TRY(const PersonId actor, PersonId::parse(options_.as));
  LW_TRY(const OrganisationId organisation, authority(watch->state(), actor));
  LW_TRY(const Instant at, now());
  LW_TRY(const core::Command command, with_meant_ids(watch->state(), {actor, at}, typed));
  LW_TRY(Bytes id, watch->new_command_id());
  app::Submission submission{command,     actor, organisation, std::move(id), options_.effective_on,
                             std::nullopt};
  if (core::is_decision(command)) {
    LW_TRY(submission.signature,
           sign(command, {watch->origin(), actor, organisation,
                          submission.effective_on.value_or(at.date()), submission.command_id, at}));
  }
  LW_TRY(auto outcome, watch->submit(submission, at));
  LW_CHECK(store_->publish());
  return outcome;
}

}  // namespace lw::cmd
