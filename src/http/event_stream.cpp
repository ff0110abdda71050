#include "http/event_stream.hpp"

namespace lw::http {
namespace {

bool breaks_line(char c) { return c == '\n' || c == '\r' || c == '\0'; }

void add_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  for (const char c : value) {
    if (!breaks_line(c)) out.push_back(c);
  }
  out.push_back('\n');
}

}  // namespace

std::string format_event(const ServerEvent& event) {
  std::string out;
  if (!event.id.empty()) add_field(out, "id", event.id);
  if (!event.name.empty()) add_field(out, "event", event.name);
  std::string_view rest = event.data;
  while (true) {
    const std::size_t end = rest.find('\n');
    add_field(out, "data", rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return out + "\n";
}

std::uint64_t EventHub::join(Listener listener) {
  const std::scoped_lock lock(mutex_);
  listeners_.emplace(next_, std::move(listener));
  return next_++;
}

void EventHub::leave(std::uint64_t number) {
  const std::scoped_lock lock(mutex_);
  listeners_.erase(number);
}

void EventHub::publish(const ServerEvent& event) {
  const auto text = std::make_shared<const std::string>(format_event(event));
  const std::scoped_lock lock(mutex_);
  for (const auto& [number, listener] : listeners_) listener(text);
}

std::size_t EventHub::listeners() const {
  const std::scoped_lock lock(mutex_);
  return listeners_.size();
}

}  // namespace lw::http
