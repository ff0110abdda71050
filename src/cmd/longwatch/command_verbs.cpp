#include <fmt/format.h>

#include <array>

#include "cmd/longwatch/completion.hpp"
#include "cmd/longwatch/says.hpp"
#include "cmd/longwatch/session.hpp"
#include "cmd/longwatch/verb.hpp"
#include "codec/json.hpp"
#include "domain/core/names.hpp"

namespace lw::cmd {
namespace {

/// How much of the sentence about an event stands in a table.
constexpr std::size_t kSaysWidth = 100;

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
  if (std::ranges::count_if(std::array{"--fields", "--body", "field"},
                            [&](const char* way) { return arguments.has(way); }) > 1) {
    return fail(ErrorCode::kInvalidInput, "the fields are given in two ways", "FIELD=VALUE",
                "choose one: FIELD=VALUE words, --fields JSON, or --body FILE");
  }
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
    table.rows.push_back({std::to_string(seq++), std::string(core::name_of(event)),
                          shorten(says(event), kSaysWidth)});
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

/// What a field takes, in words: "one of a, b", "list of date", "text".
std::string takes(const boost::json::object& shape) {
  if (const auto* choices = shape.if_contains("enum")) {
    std::string out;
    for (const auto& choice : choices->get_array())
      out += (out.empty() ? "one of " : ", ") + std::string(choice.get_string());
    return out;
  }
  const std::string type(shape.at("type").get_string());
  if (type == "array") return "list of " + takes(shape.at("items").get_object());
  if (type == "integer") return "whole number";
  if (type == "boolean") return "true or false";
  if (const auto* title = shape.if_contains("title")) return std::string(title->get_string());
  if (const auto* format = shape.if_contains("format")) {
    return format->get_string() == "date" ? "date, YYYY-MM-DD" : "moment, YYYY-MM-DDThh:mm:ssZ";
  }
  if (shape.contains("contentEncoding")) return "bytes, base64";
  if (type != "object") return "text";
  const auto* properties = shape.if_contains("properties");
  if (properties == nullptr)
    return "object: name to " + takes(shape.at("additionalProperties").get_object());
  std::string out;
  for (const auto& [name, field] : properties->get_object())
    out += (out.empty() ? "object: " : ", ") + std::string(name);
  return out;
}

bool is_required(const boost::json::object& schema, std::string_view name) {
  return std::ranges::any_of(schema.at("required").get_array(),
                             [&](const auto& item) { return item.get_string() == name; });
}

/// One command with its fields and a line to fill in.
Result<Output> show_command(const std::string& name) {
  LW_TRY(const auto schema, core::command_schema(name));
  const auto decisions = core::decision_names();
  const bool decision = std::ranges::find(decisions, name) != decisions.end();
  Table table{{"field", "needed", "takes"}, {}};
  std::string line = fmt::format("longwatch {} {}", decision ? "decide" : "do", name);
  for (const auto& [field, shape] : schema.at("properties").get_object()) {
    const std::string kind = takes(shape.get_object());
    const bool needed = is_required(schema, field);
    table.rows.push_back({std::string(field), needed ? "yes" : "", kind});
    const bool list = kind.starts_with("list") || kind.starts_with("object");
    if (needed || field == "reason")
      line += fmt::format(" {}={}", std::string(field), list ? "'[]'" : "…");
  }
  if (decision) line += " --key FILE";
  return Output{
      fmt::format("{}{}\n\n{}\n\n{}\nA field that is not needed may still be asked for "
                  "by a rule; lists and objects are given as JSON.",
                  name, decision ? ", a decision: it is signed" : "", to_text(table), line),
      schema};
}

Result<Output> list_commands(Session& session, const Arguments& arguments) {
  if (arguments.has("command")) return show_command(arguments.text("command"));
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
       "list every command, whether it is signed, and who may give it; or the fields of one",
       {{"command", "show its fields, their types and choices"}},
       list_commands},
      {"completion",
       "",
       "print the script that teaches your shell these words",
       {{"shell", "bash, zsh or fish", Parameter::Kind::kValue, true}},
       completion}};
}

}  // namespace lw::cmd
