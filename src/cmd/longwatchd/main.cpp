#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <ctime>
#include <iostream>

#include "cmd/longwatch/exit_code.hpp"
#include "cmd/longwatchd/notify.hpp"
#include "cmd/longwatchd/service.hpp"

namespace lw::cmd {
namespace {

constexpr const char* kConfigVariables =
    "\nThe store is made with `longwatch init`; while the service runs, it alone writes to it.\n"
    "SIGTERM ends it, SIGHUP reads configuration and certificate again.\n";

struct Options {
  std::string data;
  std::string config;
};

int report(const Error& error) {
  std::cerr << "longwatchd: " << error.message() << "\n";
  return exit_code_of(error.code);
}

sigset_t our_signals() {
  sigset_t out;
  sigemptyset(&out);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&out, number);
  return out;
}

/// As many connections as configured need as many descriptors; the soft limit is for old programs.
void raise_descriptor_limit(Log& log, std::int64_t connections) {
  constexpr rlim_t kOthers = 64;  // the store, listeners, files on their way
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
  const rlim_t wanted = static_cast<rlim_t>(connections) + kOthers;
  if (limit.rlim_cur >= wanted) return;
  log.write(Level::kWarning, "descriptors",
            {{"what", "fewer descriptors than connections are allowed"},
             {"allowed", limit.rlim_cur},
             {"wanted", wanted}});
}

void reload(Service& service, const Options& options, Log& log) {
  timespec since{};
  static_cast<void>(::clock_gettime(CLOCK_MONOTONIC, &since));
  // The manager wants the moment, to tell this reload from another (sd_notify(3)).
  const std::int64_t usec = std::int64_t{since.tv_sec} * 1'000'000 + since.tv_nsec / 1000;
  notify_manager("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec));
  const auto done = [&]() -> Result<void> {
    LW_TRY(const LoadedConfig loaded, load_config(options.config, environment_of_process()));
    return service.reload(loaded.config);
  }();
  if (!done) log.write(Level::kError, "reload_refused", {{"what", done.error().message()}});
  notify_manager("READY=1");
}

/// Waits for signals, and once a second looks after what has to be looked after.
void wait_until_ended(Service& service, const Options& options, Log& log) {
  const sigset_t signals = our_signals();
  const bool watched = watchdog_interval().has_value();
  while (true) {
    const timespec second{1, 0};
    const int number = ::sigtimedwait(&signals, nullptr, &second);
    if (number == SIGTERM || number == SIGINT) return;
    if (number == SIGHUP) reload(service, options, log);
    service.tick();
    // A manager that hears nothing starts us anew: only the thread that answers may keep it quiet.
    if (watched && service.is_alive()) notify_manager("WATCHDOG=1");
  }
}

int serve(const Options& options) {
  const auto loaded = load_config(options.config, environment_of_process());
  if (!loaded) return report(loaded.error());
  // Before any thread is there, so that all leave these signals to this one.
  const sigset_t signals = our_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Log log;
  raise_descriptor_limit(log, loaded->config.connections_max);
  auto service = Service::start(options.data, loaded->config, log);
  if (!service) return report(service.error());
  notify_manager("READY=1");
  wait_until_ended(**service, options, log);
  notify_manager("STOPPING=1");
  log.write(Level::kInfo, "stopping");
  (*service)->stop();
  service->reset();
  log.write(Level::kInfo, "stopped");
  return 0;
}

int check_config(const Options& options) {
  const auto loaded = load_config(options.config, environment_of_process());
  if (!loaded) return report(loaded.error());
  const auto& config = loaded->config;
  if (!config.tls_certificate.empty()) {
    const auto tls = load_tls(config, options.data, store::SystemClock().now());
    if (!tls) return report(tls.error());
  }
  const auto txt = api::format_security_txt(config.security, store::SystemClock().now().date());
  if (!txt) {
    Error error = txt.error();
    error.where = "security." + error.where;
    return report(error);
  }
  for (const auto& line : loaded->lines)
    std::cout << line.key << " = " << line.value << "  # " << line.from << "\n";
  return 0;
}

int run_main(int argc, char** argv) {
  CLI::App app("longwatchd serves one Longwatch store: API, public answers, published log.",
               "longwatchd");
  Options options;
  app.set_version_flag("--version", LW_VERSION);
  app.add_option("--data", options.data, "folder of the store (LONGWATCH_STORE)")
      ->envname("LONGWATCH_STORE");
  app.add_option("--config", options.config, "configuration file, TOML; defaults without");
  app.footer(config_help() + kConfigVariables + kExitCodeHelp);
  auto* check = app.add_subcommand("check-config",
                                   "read configuration, certificate and environment, and say what "
                                   "would hold");
  check->fallthrough();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return report({ErrorCode::kInvalidInput, error.what(), {}, "`longwatchd --help` says more"});
  }
  if (check->parsed()) return check_config(options);
  if (options.data.empty())
    return report({ErrorCode::kInvalidInput, "no store is named", "--data",
                   "name the folder of the store: longwatchd --data DIR"});
  return serve(options);
}

}  // namespace
}  // namespace lw::cmd

int main(int argc, char** argv) { return lw::cmd::run_main(argc, argv); }
