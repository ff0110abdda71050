#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/security_txt.hpp"
#include "base/result.hpp"

namespace lw::cmd {

/// Where one of the two listeners listens.
struct ListenAt {
  std::string address;
  std::uint16_t port = 0;  ///< 0: the system chooses one, and the log tells it
};

/// What the one file and the environment say.
struct Config {
  ListenAt listen{"127.0.0.1", 8443};
  std::filesystem::path tls_certificate;  ///< PEM chain; empty: self-made, kept in the data folder
  std::filesystem::path tls_key;          ///< its PEM key
  bool metrics_enabled = true;
  ListenAt metrics{"127.0.0.1", 8444};
  std::int64_t connections_max = 12'000;
  std::int64_t idle_seconds = 60;
  std::int64_t stop_seconds = 10;  ///< for requests under way when the service is to stop
  bool log_requests = true;
  api::SecurityTxt security;
};

/// Variables of the environment by name.
using Environment = std::map<std::string, std::string, std::less<>>;

/// Returns the variables of this process.
Environment environment_of_process();

/// One line of the effective configuration.
struct ConfigLine {
  std::string key;    ///< "listen.port"
  std::string value;  ///< as it is written in the file
  std::string from;   ///< "default", the file with its line, or the name of the variable
};

/// The configuration and where each part of it comes from.
struct LoadedConfig {
  Config config;
  std::vector<ConfigLine> lines;
};

/// Reads the configuration: defaults, then the file (none when `file` is empty), then variables
/// LONGWATCH_<TABLE>_<KEY>. kInvalidInput with file:line or the variable's name for an unknown key,
/// a wrong type, a value out of range; kNotFound, kTooLarge, kUnavailable for the file itself.
[[nodiscard]] Result<LoadedConfig> load_config(const std::filesystem::path& file,
                                               const Environment& environment);

/// Returns all keys with their defaults and what they mean, for --help.
std::string config_help();

}  // namespace lw::cmd
