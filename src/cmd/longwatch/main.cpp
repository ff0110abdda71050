#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <iostream>
#include <set>

#include "cmd/longwatch/answer.hpp"
#include "cmd/longwatch/completion.hpp"
#include "cmd/longwatch/exit_code.hpp"
#include "cmd/longwatch/progress_bar.hpp"
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
  out.terminal = !raw.json && progress_is_welcome();
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
  bound.app->footer(
      "Everywhere: --store DIR, --as PERSON, --for ORGANISATION, --key FILE, --at DATE with "
      "--known "
      "then|now,\n--on DATE, --now TIME, --json. `longwatch --help` says what they mean.");
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

/// Says what went wrong; `waits` is what else there is to tell.
int report(const Error& error, bool json, const std::optional<Error>& waits = std::nullopt) {
  if (json) {
    boost::json::object out{{"error", std::string(to_string(error.code))},
                            {"what", error.what},
                            {"where", error.where},
                            {"hint", error.hint}};
    if (waits) out["warning"] = waits->message();
    std::cerr << boost::json::serialize(out) << "\n";
  } else {
    std::cerr << "longwatch: " << printable(error.message()) << "\n";
    if (waits) std::cerr << "longwatch: " << printable(waits->message()) << "\n";
  }
  return exit_code_of(error.code);
}

/// Tells of something that did not hinder the answer.
void warn(const Error& error, bool json) {
  if (json) {
    std::cerr << boost::json::serialize(boost::json::object{{"warning", error.message()}}) << "\n";
  } else {
    std::cerr << "longwatch: " << printable(error.message()) << "\n";
  }
}

int run(const Bound& bound, const RawOptions& raw) {
  auto options = read_options(raw);
  if (!options) return report(options.error(), raw.json);
  Session session(std::move(*options));
  const auto output = answer(session, *bound.verb, arguments_of(bound));
  if (!output) return report(output.error(), raw.json, session.publication_waits());
  if (raw.json) std::cout << codec::pretty_json(output->json);
  else if (!output->text.empty()) std::cout << output->text << "\n";
  std::cout.flush();
  if (const auto waits = session.publication_waits()) warn(*waits, raw.json);
  if (!std::cout)
    return report({ErrorCode::kUnavailable, "cannot write to standard output", {}, {}}, raw.json);
  return output->wrong ? exit_code_of(*output->wrong) : 0;
}

/// True when two words differ in few enough letters for one to be meant by the other
/// (Levenshtein).
bool near(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()] <= 2 || (a.size() > 2 && b.starts_with(a));
}

std::string all_near(std::string_view word, const std::set<std::string>& known) {
  std::string close;
  std::string every;
  for (const auto& one : known) {
    every += (every.empty() ? "" : ", ") + one;
    if (near(word, one)) close += (close.empty() ? "near it: " : ", ") + one;
  }
  return close.empty() ? "choose one of: " + every : close;
}

/// What is wrong with a line that CLI11 could not read, in our words where it is a noun or verb
/// that does not exist.
Error usage_error(const CLI::ParseError& error, const std::vector<std::string>& words) {
  std::set<std::string> nouns;
  std::set<std::string> verbs;
  std::string noun;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (word.starts_with("-")) {
      // Of the options that stand everywhere only --json and --help take no value.
      const bool alone = word == "--json" || word == "--help" || word.find('=') != word.npos;
      at += alone ? 0 : 1;
      continue;
    }
    if (noun.empty()) {
      for (const Verb& verb : all_verbs()) {
        nouns.insert(verb.noun);
        if (verb.noun == word && !verb.verb.empty()) verbs.insert(verb.verb);
      }
      if (!nouns.contains(word))
        return {ErrorCode::kInvalidInput, "there is no `" + word + "`", {}, all_near(word, nouns)};
      noun = word;
    } else {
      if (!verbs.empty() && !verbs.contains(word)) {
        return {ErrorCode::kInvalidInput,
                "there is no `" + noun + " " + word + "`",
                {},
                all_near(word, verbs)};
      }
      break;
    }
  }
  return {ErrorCode::kInvalidInput, error.what(), {}, "`longwatch --help` lists everything"};
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
    if (error.get_exit_code() == 0) return app.exit(error);
    const std::vector<std::string> words(argv + 1, argv + argc);
    return report(usage_error(error, words), std::ranges::find(words, "--json") != words.end());
  }
  for (const auto& one : bound) {
    if (one->app->parsed()) return run(*one, raw);
  }
  return kExitUsage;
}

}  // namespace
}  // namespace lw::cmd

int main(int argc, char** argv) { return lw::cmd::run_main(argc, argv); }
