#pragma once

#include <boost/json/object.hpp>
#include <mutex>
#include <string_view>

namespace lw::cmd {

/// How much an operator needs to know of it.
enum class Level { kInfo, kWarning, kError };

/// Writes one JSON object a line to standard error, for the journal. Holds no personal data: no
/// addresses, no names, no query strings; what is handed in must not either. Thread-safe.
class Log {
 public:
  /// Writes time, level and event, then `fields`.
  void write(Level level, std::string_view event, const boost::json::object& fields = {});

 private:
  std::mutex mutex_;
};

}  // namespace lw::cmd
