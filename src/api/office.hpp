#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/watch.hpp"
#include "http/event_stream.hpp"

namespace lw::api {

/// The state as anybody may know it (R22): without what is closed to those who are nobody in
/// particular. Computed when the history has grown.
class PublicState {
 public:
  /// Watch and ports outlive it.
  PublicState(const app::Watch& watch, app::Ports ports) : watch_(watch), ports_(ports) {}

  /// Returns the state; valid until the next call. Errors as app::replay.
  [[nodiscard]] Result<const core::State*> get();

 private:
  const app::Watch& watch_;
  app::Ports ports_;
  std::optional<app::Replayed> without_closed_;
  std::uint64_t size_ = 0;  ///< of the history that it was computed from
};

/// What the routes answer from. Used on one thread, that of the server; what it refers to outlives
/// it.
struct Office {
  const app::Watch& watch;
  app::Ports ports;
  PublicState state;
  std::function<Instant()> now;
  const crypto::PrivateKey& log_key;  ///< secret; signs answers as it signs checkpoints
  std::string verifier_key;           ///< its public half, for everybody
  std::filesystem::path log_folder;
  /// Why the published log lags behind the history; nullopt while it does not.
  std::function<std::optional<Error>()> publication_waits;
  std::shared_ptr<http::EventHub> log_events;  ///< shared with open streams
  std::string security_txt;                    ///< empty: there is none
};

}  // namespace lw::api
