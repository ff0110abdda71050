#include <fmt/format.h>

#include "cmd/longwatch/completion.hpp"
#include "cmd/longwatch/session.hpp"
#include "cmd/longwatch/verb.hpp"
#include "codec/json.hpp"
#include "domain/core/names.hpp"

namespace lw::cmd {
namespace {

/// Reads "field=value" words: a value that is JSON is taken as JSON, anything else as text.
Result<boost::json::value> body_of_words(const std::vector<std::string>& words) {
  boost::json::object out;
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("\"{}\" is not field=value", word.substr(0, 60)), "FIELD=VALUE");
    }
    const std::string value = word.substr(equals + 1);
    const auto json = codec::parse_json(value);
    const bool is_json =
        json && !value.empty() &&
        std::string_view("{[tfn-0123456789\"").find(value[0]) != std::string_view::npos;
    out[word.substr(0, equals)] = is_json ? *json : boost::json::value(value);
  }
  return out;
}

Result<boost::json::value> body_from(const Arguments& arguments) {
  if (arguments.has("--fields")) return codec::parse_json(arguments.text("--fields"));
  if (!arguments.has("--body")) return body_of_words(arguments.many("field"));
  LW_TRY(const std::string text,
         read_file(arguments.text("--body") == "-" ? "/dev/stdin" : arguments.text("--body")));
  auto parsed = codec::parse_json(text);
  if (!parsed) parsed.error().where = arguments.text("--body") + ": " + parsed.error().where;
  return parsed;
}

/// A field that looked like a number or word may be text by its type: tries again with every scalar
/// as text.
boost::json::value scalars_as_text(const boost::json::value& body) {
  boost::json::object out;
  for (const auto& [key, item] : body.get_object()) {
    const bool scalar = item.is_int64() || item.is_uint64() || item.is_double() || item.is_bool();
    out[key] = scalar ? boost::json::value(
                            codec::pretty_json(item).substr(0, codec::pretty_json(item).size() - 1))
                      : item;
  }
  return out;
}

Result<core::Command> read_command(const std::string& name, const boost::json::value& body,
                                   bool from_words) {
  auto command = core::command_from_json(name, body);
  if (command || !from_words || !body.is_object()) return command;
  auto again = core::command_from_json(name, scalars_as_text(body));
  return again ? again : command;
}

Result<Output> give(Session& session, const Arguments& arguments) {
  LW_TRY(const auto body, body_from(arguments));
  LW_TRY(const core::Command command,
         read_command(arguments.text("command"), body, arguments.has("field")));
  LW_TRY(const app::Outcome outcome, session.submit(command));
  Output out;
  boost::json::array events;
  Table table{{"entry", "event", "what"}, {}};
  std::uint64_t seq = outcome.first_seq;
  for (const auto& event : outcome.events) {
    const auto json = core::json_of(event);
    std::string line = codec::pretty_json(json);
    std::erase(line, '\n');
    table.rows.push_back(
        {std::to_string(seq++), std::string(core::name_of(event)), shorten(line, 100)});
    events.push_back(
        boost::json::object{{"event", std::string(core::name_of(event))}, {"body", json}});
  }
  out.text = outcome.events.empty() ? "nothing to change" : to_text(table);
  out.json = boost::json::object{{"first_entry", outcome.first_seq}, {"events", events}};
  return out;
}

/// As give, for decisions only: whoever types `decide` means to sign.
Result<Output> decide(Session& session, const Arguments& arguments) {
  const auto decisions = core::decision_names();
  if (std::ranges::find(decisions, arguments.text("command")) == decisions.end()) {
    std::string all;
    for (const auto name : decisions) all += (all.empty() ? "" : ", ") + std::string(name);
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} is not a decision", arguments.text("command")), "command",
                "decisions: " + all);
  }
  return give(session, arguments);
}

Result<Output> list_commands(Session& session, const Arguments&) {
  LW_TRY(const LoadedPolicy* loaded, session.policy());
  const auto decisions = core::decision_names();
  Table table{{"command", "signed", "roles that may give it"}, {}};
  boost::json::array json;
  for (const auto name : core::command_names()) {
    std::string roles;
    const auto it = loaded->policy.roles.commands.find(std::string(name));
    if (it != loaded->policy.roles.commands.end()) {
      for (const auto role : it->second)
        roles += (roles.empty() ? "" : ", ") + std::string(codec::enum_name(role));
    }
    const bool decision = std::ranges::find(decisions, name) != decisions.end();
    table.rows.push_back({std::string(name), decision ? "yes" : "", roles});
    json.push_back(boost::json::object{
        {"command", std::string(name)}, {"decision", decision}, {"roles", roles}});
  }
  return Output{to_text(table), json};
}

Result<Output> completion(Session&, const Arguments& arguments) {
  const std::string script = completion_script(arguments.text("shell"));
  if (script.empty()) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("no completion for \"{}\"", arguments.text("shell")), "shell",
                "choose bash, zsh or fish");
  }
  return Output{script, boost::json::value(script)};
}

}  // namespace

std::vector<Verb> command_verbs() {
  const std::vector<Parameter> words = {
      {"command", "name of the command; `longwatch commands` lists them", Parameter::Kind::kValue,
       true},
      {"field", "FIELD=VALUE; lists and objects as JSON", Parameter::Kind::kMany, false},
      {"--fields", "the fields as one JSON object"},
      {"--body", "file with the fields as one JSON object; - for standard input"}};
  return {
      {"do", "", "give any command by its name: do certificate.suspend certificate=… reason=…",
       words, give},
      {"decide", "",
       "give and sign a decision: decide certificate.withdraw certificate=… reason=… --key FILE",
       words, decide},
      {"commands",
       "",
       "list every command, whether it is signed, and who may give it",
       {},
       list_commands},
      {"completion",
       "",
       "print the script that teaches your shell these words",
       {{"shell", "bash, zsh or fish", Parameter::Kind::kValue, true}},
       completion}};
}

}  // namespace lw::cmd
