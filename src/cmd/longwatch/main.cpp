#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <iostream>

#include "cmd/longwatch/completion.hpp"
#include "cmd/longwatch/exit_code.hpp"
#include "cmd/longwatch/session.hpp"
#include "cmd/longwatch/verb.hpp"
#include "codec/json.hpp"

namespace lw::cmd {
namespace {

/// Option texts as CLI11 fills them, before they are read into GlobalOptions.
struct RawOptions {
  std::string store;
  std::string as;
  std::string authority;
  std::string key;
  std::string now;
  std::string at;
  std::string known = "then";
  std::string effective_on;
  bool json = false;
};

void add_global_options(CLI::App& app, RawOptions& raw) {
  raw.store = std::getenv("LONGWATCH_STORE") != nullptr ? std::getenv("LONGWATCH_STORE")
                                                        : "longwatch-store";
  raw.as = std::getenv("LONGWATCH_PERSON") != nullptr ? std::getenv("LONGWATCH_PERSON") : "";
  app.add_option("--store", raw.store, "folder of the store (LONGWATCH_STORE)")
      ->group("Everywhere");
  app.add_option("--as", raw.as, "who asks or acts (LONGWATCH_PERSON)")->group("Everywhere");
  app.add_option("--for", raw.authority, "organisation acted for, where there is more than one")
      ->group("Everywhere");
  app.add_option("--key", raw.key,
                 "file with your private key; its passphrase comes from LONGWATCH_PASSPHRASE")
      ->group("Everywhere");
  app.add_option("--at", raw.at, "answer as of this day, YYYY-MM-DD")->group("Everywhere");
  app.add_option("--known", raw.known,
                 "with --at: what was known \"then\", or what is known \"now\"")
      ->group("Everywhere");
  app.add_option("--on", raw.effective_on, "the day from which a command holds, YYYY-MM-DD")
      ->group("Everywhere");
  app.add_option("--now", raw.now, "the time, in a store made with --simulated")
      ->group("Everywhere");
  app.add_flag("--json", raw.json, "answer as JSON")->group("Everywhere");
}

template <class T>
Result<std::optional<T>> optional_of(const std::string& text, const char* option) {
  if (text.empty()) return std::optional<T>();
  auto parsed = T::parse(text);
  if (!parsed) {
    parsed.error().where = option;
    return std::unexpected<Error>(parsed.error());
  }
  return std::optional<T>(*parsed);
}

Result<GlobalOptions> read_options(const RawOptions& raw) {
  GlobalOptions out;
  out.store = raw.store;
  out.as = raw.as;
  out.authority = raw.authority;
  out.key = raw.key;
  out.json = raw.json;
  if (const char* passphrase = std::getenv("LONGWATCH_PASSPHRASE")) out.passphrase = passphrase;
  LW_TRY(out.now, optional_of<Instant>(raw.now, "--now"));
  LW_TRY(out.at, optional_of<Date>(raw.at, "--at"));
  LW_TRY(out.effective_on, optional_of<Date>(raw.effective_on, "--on"));
  LW_TRY(out.known, codec::enum_from_name<Known>(raw.known));
  out.terminal = isatty(STDERR_FILENO) == 1 && !raw.json;
  return out;
}

/// The CLI11 side of one verb: where its words go when the line is read.
struct Bound {
  const Verb* verb = nullptr;
  CLI::App* app = nullptr;
  std::map<std::string, std::string> values;
  std::map<std::string, std::vector<std::string>> lists;
  std::map<std::string, bool> flags;
};

void bind(CLI::App& parent, Bound& bound) {
  const Verb& verb = *bound.verb;
  for (const Parameter& parameter : verb.parameters) {
    if (parameter.kind == Parameter::Kind::kFlag) {
      bound.app->add_flag(parameter.name, bound.flags[parameter.name], parameter.help);
      continue;
    }
    auto* option =
        parameter.kind == Parameter::Kind::kMany
            ? bound.app->add_option(parameter.name, bound.lists[parameter.name], parameter.help)
            : bound.app->add_option(parameter.name, bound.values[parameter.name], parameter.help);
    if (parameter.required) option->required();
  }
  bound.app->fallthrough();
  parent.fallthrough();
}

/// Makes a sub-command for each noun and verb.
std::vector<std::unique_ptr<Bound>> bind_all(CLI::App& app) {
  std::vector<std::unique_ptr<Bound>> out;
  std::map<std::string, CLI::App*> nouns;
  for (const Verb& verb : all_verbs()) {
    auto bound = std::make_unique<Bound>();
    bound->verb = &verb;
    if (verb.verb.empty()) {
      bound->app = app.add_subcommand(verb.noun, verb.help);
    } else {
      CLI::App*& noun = nouns[verb.noun];
      if (noun == nullptr) {
        noun = app.add_subcommand(verb.noun, noun_help(verb.noun));
        noun->require_subcommand(1);
        noun->fallthrough();
      }
      bound->app = noun->add_subcommand(verb.verb, verb.help);
    }
    bind(app, *bound);
    out.push_back(std::move(bound));
  }
  return out;
}

Arguments arguments_of(const Bound& bound) {
  Arguments out;
  for (const auto& [name, value] : bound.values) {
    if (!value.empty()) out.set(name, {value});
  }
  for (const auto& [name, values] : bound.lists) {
    if (!values.empty()) out.set(name, values);
  }
  for (const auto& [name, given] : bound.flags) {
    if (given) out.set(name, {""});
  }
  return out;
}

int report(const Error& error, bool json) {
  if (json) {
    const boost::json::object out{{"error", std::string(to_string(error.code))},
                                  {"what", error.what},
                                  {"where", error.where},
                                  {"hint", error.hint}};
    std::cerr << boost::json::serialize(out) << "\n";
  } else {
    std::cerr << "longwatch: " << printable(error.message()) << "\n";
  }
  return exit_code_of(error.code);
}

int run(const Bound& bound, const RawOptions& raw) {
  auto options = read_options(raw);
  if (!options) return report(options.error(), raw.json);
  Session session(std::move(*options));
  const auto output = bound.verb->run(session, arguments_of(bound));
  if (!output) return report(output.error(), raw.json);
  if (raw.json) std::cout << codec::pretty_json(output->json);
  else if (!output->text.empty()) std::cout << output->text << "\n";
  std::cout.flush();
  return std::cout ? 0
                   : report({ErrorCode::kUnavailable, "cannot write to standard output", {}, {}},
                            raw.json);
}

int run_main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "__complete") {
    for (const auto& word : completions({argv + 2, argv + argc})) std::cout << word << "\n";
    return 0;
  }
  CLI::App app(
      "Longwatch keeps watch over the security of certified chips for as long as they are in the "
      "field.",
      "longwatch");
  app.set_version_flag("--version", LW_VERSION);
  app.footer(kExitCodeHelp);
  app.require_subcommand(1);
  RawOptions raw;
  add_global_options(app, raw);
  const auto bound = bind_all(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : kExitUsage;
  }
  for (const auto& one : bound) {
    if (one->app->parsed()) return run(*one, raw);
  }
  return kExitUsage;
}

}  // namespace
}  // namespace lw::cmd

int main(int argc, char** argv) { return lw::cmd::run_main(argc, argv); }
