#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

/// Server-sent events (HTML Living Standard §9.2).
namespace lw::http {

/// One event.
struct ServerEvent {
  std::string id;    ///< comes back as Last-Event-ID after a broken connection; may be empty
  std::string name;  ///< what the reader listens for; empty means "message"
  std::string data;  ///< any text; may have several lines
};

/// Returns the event as it goes over the wire. Line breaks in id or name, which would start
/// another field, are left out.
std::string format_event(const ServerEvent& event);

/// Hands events to everyone who listens. The text of an event is kept once, however many read it; a
/// reader to whom nothing happens costs one entry of a map here. Thread-safe.
class EventHub {
 public:
  using Text = std::shared_ptr<const std::string>;  // shared by every connection until it is sent
  using Listener = std::function<void(const Text& text)>;

  /// Calls `listener` for each event from now on, on the thread of whoever publishes; it must not
  /// call back into the hub. Returns the number to leave with.
  std::uint64_t join(Listener listener);
  /// Ends it. The listener is not called any more when this returns.
  void leave(std::uint64_t number);
  /// Gives the event to everyone who listens now.
  void publish(const ServerEvent& event);
  /// Returns how many listen.
  [[nodiscard]] std::size_t listeners() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Listener> listeners_;
  std::uint64_t next_ = 0;
};

}  // namespace lw::http
