#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace lw::cmd {

/// Tells the service manager how the service is (sd_notify(3)): "READY=1", "STOPPING=1". Does
/// nothing where none has asked for it (NOTIFY_SOCKET).
void notify_manager(std::string_view state);

/// Returns how often the service manager wants to hear "WATCHDOG=1" (sd_watchdog_enabled(3));
/// nullopt when it does not.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace lw::cmd
