#include "cmd/longwatchd/log.hpp"

#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <string>

#include "store/system/system.hpp"

namespace lw::cmd {
namespace {

std::string_view name_of(Level level) {
  switch (level) {
    case Level::kInfo: return "info";
    case Level::kWarning: return "warning";
    case Level::kError: break;
  }
  return "error";
}

}  // namespace

void Log::write(Level level, std::string_view event, const boost::json::object& fields) {
  boost::json::object line{
      {"at", store::SystemClock().now().text()}, {"level", name_of(level)}, {"event", event}};
  for (const auto& [key, value] : fields) line[key] = value;
  const std::string text = boost::json::serialize(line) + "\n";
  const std::scoped_lock lock(mutex_);
  // A log that cannot be written must not stop the service; there is nobody else to tell.
  static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()) + 0);
}

}  // namespace lw::cmd
