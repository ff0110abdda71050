#include "codec/cacao.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <optional>
#include <set>

#include "base/bytes.hpp"
#include "codec/cacao_words.hpp"
#include "codec/json.hpp"

namespace lw::codec {
namespace {

namespace bj = boost::json;

std::unexpected<Error> bad(const std::string& path, std::string what, std::string hint = {}) {
  return fail(ErrorCode::kInvalidInput, std::move(what), path.empty() ? "the playbook" : path,
              std::move(hint));
}

/// Longest piece of an outsider's text that goes into an error.
std::string shown(std::string_view text) { return "\"" + std::string(text.substr(0, 80)) + "\""; }

/// Reads the members of one object, and knows where it is.
class Member {
 public:
  Member(const bj::object& object, std::string path, const CacaoLimits& limits)
      : object_(object), path_(std::move(path)), limits_(limits) {}

  [[nodiscard]] std::string at(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
  }
  [[nodiscard]] const bj::value* find(std::string_view key) const {
    return object_.if_contains(key);
  }
  [[nodiscard]] const CacaoLimits& limits() const { return limits_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  Result<std::string> text(std::string_view key, bool required = false) const {
    const bj::value* value = find(key);
    if (value == nullptr) {
      if (required) return bad(at(key), "is missing");
      return std::string();
    }
    return text_of(*value, at(key));
  }

  Result<std::string> text_of(const bj::value& value, const std::string& path) const {
    if (!value.is_string()) return bad(path, "expected text");
    const auto& out = value.get_string();
    if (out.size() > limits_.text_bytes_max) {
      return fail(ErrorCode::kTooLarge, fmt::format("a text of {} bytes", out.size()), path,
                  fmt::format("at most {} are read", limits_.text_bytes_max));
    }
    return std::string(out);
  }

  /// Text that is a CACAO id; `type` is the part before "--" where it must be that one.
  Result<std::string> id(std::string_view key, bool required = false,
                         std::string_view type = {}) const {
    LW_TRY(std::string out, text(key, required));
    if (out.empty() && !required) return out;
    if (!is_cacao_id(out))
      return bad(at(key), shown(out) + " is not an identifier", "type--UUID (CACAO 10.10)");
    if (!type.empty() && !out.starts_with(std::string(type) + "--")) {
      return bad(at(key), fmt::format("{} is not a {}", shown(out), type));
    }
    return out;
  }

  Result<bool> flag(std::string_view key) const {
    const bj::value* value = find(key);
    if (value == nullptr) return false;
    if (!value->is_bool()) return bad(at(key), "expected true or false");
    return value->get_bool();
  }

  /// An object member; absent gives none.
  Result<const bj::object*> object(std::string_view key) const {
    const bj::value* value = find(key);
    if (value == nullptr) return nullptr;
    if (!value->is_object()) return bad(at(key), "expected an object");
    return &value->get_object();
  }

  /// As above, with a bound on the number of its members.
  Result<const bj::object*> dictionary(std::string_view key, std::size_t most) const {
    LW_TRY(const bj::object* out, object(key));
    if (out != nullptr && out->size() > most) {
      return fail(ErrorCode::kTooLarge, fmt::format("{} entries", out->size()), at(key),
                  fmt::format("at most {} are read", most));
    }
    return out;
  }

  Result<const bj::array*> list(std::string_view key) const {
    const bj::value* value = find(key);
    if (value == nullptr) return nullptr;
    if (!value->is_array()) return bad(at(key), "expected a list");
    if (value->get_array().size() > limits_.list_max) {
      return fail(ErrorCode::kTooLarge, fmt::format("{} entries", value->get_array().size()),
                  at(key), fmt::format("at most {} are read", limits_.list_max));
    }
    return &value->get_array();
  }

  Result<std::vector<std::string>> texts(std::string_view key) const {
    std::vector<std::string> out;
    LW_TRY(const bj::array* values, list(key));
    if (values == nullptr) return out;
    for (std::size_t i = 0; i < values->size(); ++i) {
      LW_TRY(std::string text, text_of((*values)[i], fmt::format("{}[{}]", at(key), i)));
      out.push_back(std::move(text));
    }
    return out;
  }

  /// A timestamp (CACAO 10.16); fractions of a second are read and dropped.
  Result<std::optional<Instant>> moment(std::string_view key, bool required = false) const {
    LW_TRY(std::string written, text(key, required));
    if (written.empty() && !required) return std::optional<Instant>();
    std::string whole = written;
    if (const auto dot = whole.find('.'); dot != std::string::npos) {
      const auto end = whole.find_first_not_of("0123456789", dot + 1);
      if (end == dot + 1 || end == std::string::npos)
        return bad(at(key), shown(written) + " is not a timestamp");
      whole.erase(dot, end - dot);
    }
    const auto out = whole.size() == std::string_view("2017-08-30T00:00:00Z").size()
                         ? Instant::parse(whole)
                         : Result<Instant>(bad(at(key), ""));
    if (!out)
      return bad(at(key), shown(written) + " is not a timestamp", "yyyy-mm-ddThh:mm:ss.sssZ");
    return std::optional(*out);
  }

  /// Refuses what neither the profile nor the standard knows: a misspelt word must not pass in
  /// silence.
  Result<void> only(std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : object_) {
      if (std::ranges::find(known, std::string_view(key)) == known.end()) {
        return bad(at(std::string_view(key).substr(0, 80)), "is no property of CACAO 2.0 here");
      }
    }
    return {};
  }

 private:
  const bj::object& object_;
  std::string path_;
  const CacaoLimits& limits_;
};

Result<const bj::object*> as_object(const bj::value& value, const std::string& path) {
  if (!value.is_object()) return bad(path, "expected an object");
  return &value.get_object();
}

Result<CacaoExtensions> read_extensions(const Member& from, std::string_view key) {
  CacaoExtensions out;
  LW_TRY(const bj::object* all, from.dictionary(key, from.limits().list_max));
  if (all == nullptr) return out;
  for (const auto& [id, data] : *all) {
    const std::string path = fmt::format("{}.{}", from.at(key), std::string_view(id).substr(0, 80));
    if (!is_cacao_id(id)) return bad(path, "is not an identifier");
    LW_TRY(const bj::object* object, as_object(data, path));
    out.emplace(id, *object);
  }
  return out;
}

Result<CacaoCommand> read_command(const bj::value& value, const std::string& path,
                                  const CacaoLimits& limits) {
  LW_TRY(const bj::object* object, as_object(value, path));
  const Member from(*object, path, limits);
  LW_TRY(const std::string type, from.text("type", true));
  if (type != "manual") {
    return fail(ErrorCode::kUnsupported,
                fmt::format("commands of type {} are refused", shown(type)), from.at("type"),
                "only manual commands are taken in: nothing here executes itself");
  }
  LW_CHECK(from.only({"type", "command", "command_b64", "description", "version",
                      "playbook_activity", "external_references"}));
  CacaoCommand out;
  LW_TRY(out.activity, from.text("playbook_activity"));
  LW_TRY(out.text, from.text("command"));
  if (from.find("command_b64") != nullptr) {
    if (!out.text.empty()) return bad(path, "has both command and command_b64");
    LW_TRY(const std::string encoded, from.text("command_b64"));
    const auto bytes = from_base64(encoded);
    if (!bytes || !is_utf8(as_text(*bytes)))
      return bad(from.at("command_b64"), "is not base64 of UTF-8 text");
    out.text = std::string(as_text(*bytes));
  }
  if (out.text.empty())
    return bad(path, "says nothing", "a command has command or command_b64 (CACAO 5.2)");
  return out;
}

Result<void> read_action(const Member& from, CacaoStep& out) {
  LW_TRY(out.agent, from.id("agent", true));
  LW_TRY(const bj::array* commands, from.list("commands"));
  if (commands == nullptr || commands->empty())
    return bad(from.at("commands"), "an action has at least one command");
  for (std::size_t i = 0; i < commands->size(); ++i) {
    LW_TRY(auto command, read_command((*commands)[i], fmt::format("{}[{}]", from.at("commands"), i),
                                      from.limits()));
    out.commands.push_back(std::move(command));
  }
  return {};
}

Result<void> read_switch(const Member& from, CacaoStep& out) {
  LW_TRY(out.switch_on, from.text("switch", true));
  LW_TRY(const bj::object* cases, from.dictionary("cases", from.limits().list_max));
  if (cases == nullptr || cases->empty())
    return bad(from.at("cases"), "a switch has at least one case");
  const Member inner(*cases, from.at("cases"), from.limits());
  for (const auto& [value, first] : *cases) {
    if (value.size() > 250) return bad(from.at("cases"), "a case has more than 250 characters");
    LW_TRY(std::string id, inner.id(value, true));
    out.cases.emplace(value, std::move(id));
  }
  return {};
}

Result<void> read_next(const Member& from, CacaoStep& out) {
  LW_TRY(const std::string completion, from.id("on_completion"));
  LW_TRY(const std::string success, from.id("on_success"));
  LW_TRY(const std::string failure, from.id("on_failure"));
  if (!completion.empty() && !(success.empty() && failure.empty())) {
    return bad(from.path(), "has on_completion together with on_success or on_failure (CACAO 4.1)");
  }
  out.next = completion.empty() ? success : completion;
  const bool end = out.type == CacaoStepType::kEnd;
  if (end && !(completion.empty() && success.empty() && failure.empty()))
    return bad(from.path(), "an end step goes nowhere");
  if (!end && out.next.empty()) return bad(from.path(), "does not say what comes next");
  return {};
}

Result<CacaoStep> read_step(const std::string& id, const bj::value& value,
                            const CacaoLimits& limits) {
  const std::string path = "workflow." + id;
  LW_TRY(const bj::object* object, as_object(value, path));
  const Member from(*object, path, limits);
  LW_TRY(const std::string type, from.text("type", true));
  const auto known = std::ranges::find(kCacaoStepTypes, std::string_view(type),
                                       [](const auto& entry) { return entry.second; });
  if (known == kCacaoStepTypes.end()) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("steps of type {} are not taken in", shown(type)), from.at("type"),
                "this profile has start, end, action and switch-condition");
  }
  if (!is_cacao_id(id) || !id.starts_with(type + "--"))
    return bad(path, fmt::format("is not the identifier of a {} step", type));
  LW_CHECK(from.only({"type", "name", "description", "external_references", "delay", "timeout",
                      "step_variables", "owner", "on_completion", "on_success", "on_failure",
                      "step_extensions", "commands", "agent", "targets", "in_args", "out_args",
                      "switch", "cases"}));
  CacaoStep out;
  out.id = id;
  out.type = known->first;
  LW_TRY(out.name, from.text("name"));
  LW_TRY(out.description, from.text("description"));
  LW_TRY(out.owner, from.id("owner", false, "identity"));
  LW_TRY(out.extensions, read_extensions(from, "step_extensions"));
  if (const bj::value* timeout = from.find("timeout")) {
    if (!timeout->is_int64() || timeout->get_int64() < 0)
      return bad(from.at("timeout"), "expected milliseconds");
    out.timeout_ms = timeout->get_int64();
  }
  LW_CHECK(read_next(from, out));
  if (out.type == CacaoStepType::kAction) LW_CHECK(read_action(from, out));
  if (out.type == CacaoStepType::kSwitch) LW_CHECK(read_switch(from, out));
  return out;
}

Result<void> read_workflow(const Member& from, CacaoPlaybook& out) {
  LW_TRY(out.workflow_start, from.id("workflow_start", true, "start"));
  LW_TRY(const bj::object* workflow, from.dictionary("workflow", from.limits().steps_max));
  if (workflow == nullptr) return bad("workflow", "is missing");
  for (const auto& [id, value] : *workflow) {
    LW_TRY(auto step,
           read_step(std::string(std::string_view(id).substr(0, 200)), value, from.limits()));
    out.workflow.emplace(id, std::move(step));
  }
  if (!out.workflow.contains(out.workflow_start))
    return bad("workflow_start", "is not in the workflow");
  return {};
}

Result<void> read_agents(const Member& from, CacaoPlaybook& out) {
  LW_TRY(const bj::object* agents, from.dictionary("agent_definitions", from.limits().list_max));
  if (agents == nullptr) return {};
  for (const auto& [id, value] : *agents) {
    const std::string path =
        fmt::format("agent_definitions.{}", std::string_view(id).substr(0, 80));
    if (!is_cacao_id(id)) return bad(path, "is not an identifier");
    LW_TRY(const bj::object* object, as_object(value, path));
    const Member member(*object, path, from.limits());
    CacaoAgent agent;
    LW_TRY(agent.type, member.text("type", true));
    LW_TRY(agent.name, member.text("name", true));
    LW_TRY(agent.description, member.text("description"));
    out.agents.emplace(id, std::move(agent));
  }
  return {};
}

Result<void> read_definitions(const Member& from, CacaoPlaybook& out) {
  LW_TRY(const bj::object* all, from.dictionary("extension_definitions", from.limits().list_max));
  if (all == nullptr) return {};
  for (const auto& [id, value] : *all) {
    const std::string path =
        fmt::format("extension_definitions.{}", std::string_view(id).substr(0, 80));
    if (!is_cacao_id(id)) return bad(path, "is not an identifier");
    LW_TRY(const bj::object* object, as_object(value, path));
    const Member member(*object, path, from.limits());
    CacaoExtensionDefinition definition;
    LW_TRY(definition.name, member.text("name", true));
    LW_TRY(definition.description, member.text("description"));
    LW_TRY(definition.schema, member.text("schema", true));
    LW_TRY(definition.version, member.text("version", true));
    out.extension_definitions.emplace(id, std::move(definition));
  }
  return {};
}

/// The strictest TLP marking that the playbook names.
Result<void> read_markings(const Member& from, CacaoPlaybook& out) {
  LW_TRY(const auto named, from.texts("markings"));
  LW_TRY(const bj::object* all,
         from.dictionary("data_marking_definitions", from.limits().list_max));
  for (const auto& id : named) {
    const bj::value* value = all == nullptr ? nullptr : all->if_contains(id);
    if (value == nullptr) return bad("markings", shown(id) + " is not defined");
    if (!id.starts_with("marking-tlp--")) continue;
    const std::string path = "data_marking_definitions." + id.substr(0, 80);
    LW_TRY(const bj::object* object, as_object(*value, path));
    LW_TRY(const std::string level, Member(*object, path, from.limits()).text("tlpv2_level", true));
    const auto known = std::ranges::find(kTlpLevels, std::string_view(level),
                                         [](const auto& entry) { return entry.second; });
    if (known == kTlpLevels.end())
      return bad(path + ".tlpv2_level", shown(level) + " is no TLP level");
    out.tlp = std::max(out.tlp.value_or(Tlp::kClear), known->first);
  }
  return {};
}

Result<void> read_variables(const Member& from, CacaoPlaybook& out) {
  LW_TRY(const bj::object* all, from.dictionary("playbook_variables", from.limits().list_max));
  if (all == nullptr) return {};
  for (const auto& [name, value] : *all) {
    const std::string path =
        fmt::format("playbook_variables.{}", std::string_view(name).substr(0, 80));
    LW_TRY(const bj::object* object, as_object(value, path));
    const Member member(*object, path, from.limits());
    CacaoVariable variable;
    LW_TRY(variable.type, member.text("type", true));
    LW_TRY(variable.description, member.text("description"));
    const bj::value* content = member.find("value");
    if (content != nullptr && content->is_string()) {
      LW_TRY(variable.value, member.text("value"));
    }
    LW_TRY(variable.external, member.flag("external"));
    out.variables.emplace(name, std::move(variable));
  }
  return {};
}

/// Every reference leads somewhere and no way leads back: a workflow without loops has no circle.
Result<void> check_references(const CacaoPlaybook& p) {
  enum class Mark { kOpen, kDone };
  std::map<std::string, Mark> marks;
  std::vector<std::pair<std::string, bool>> stack{{p.workflow_start, false}};
  while (!stack.empty()) {
    const auto [id, leaving] = stack.back();
    stack.pop_back();
    if (leaving) {
      marks[id] = Mark::kDone;
      continue;
    }
    const auto mark = marks.find(id);
    if (mark != marks.end()) {
      if (mark->second == Mark::kOpen)
        return bad("workflow." + id, "the workflow goes in a circle through this step");
      continue;
    }
    marks[id] = Mark::kOpen;
    stack.emplace_back(id, true);
    const CacaoStep& step = p.workflow.at(id);
    std::vector<std::string> next;
    if (!step.next.empty()) next.push_back(step.next);
    for (const auto& [value, first] : step.cases) next.push_back(first);
    for (const auto& to : next) {
      if (!p.workflow.contains(to))
        return bad("workflow." + id, shown(to) + " is not in the workflow");
      stack.emplace_back(to, false);
    }
    if (!step.agent.empty() && !p.agents.contains(step.agent)) {
      return bad("workflow." + id + ".agent", shown(step.agent) + " is not defined");
    }
  }
  return {};
}

Result<void> read_metadata(const Member& from, CacaoPlaybook& out) {
  LW_TRY(const std::string type, from.text("type", true));
  if (type != "playbook") return bad("type", shown(type) + " is not \"playbook\"");
  LW_TRY(const std::string version, from.text("spec_version", true));
  if (version != "cacao-2.0") {
    return fail(ErrorCode::kUnsupported, shown(version) + " is not read", "spec_version",
                "CACAO 2.0 is: \"cacao-2.0\"");
  }
  LW_TRY(out.id, from.id("id", true, "playbook"));
  LW_TRY(out.name, from.text("name", true));
  LW_TRY(out.description, from.text("description"));
  LW_TRY(out.types, from.texts("playbook_types"));
  LW_TRY(out.sectors, from.texts("industry_sectors"));
  LW_TRY(out.created_by, from.id("created_by", true, "identity"));
  LW_TRY(const auto created, from.moment("created", true));
  LW_TRY(const auto modified, from.moment("modified", true));
  out.created = *created;
  out.modified = *modified;
  if (out.modified < out.created) return bad("modified", "lies before created");
  LW_TRY(out.revoked, from.flag("revoked"));
  LW_TRY(out.valid_from, from.moment("valid_from"));
  LW_TRY(out.valid_until, from.moment("valid_until"));
  if (out.valid_from && out.valid_until && *out.valid_until <= *out.valid_from) {
    return bad("valid_until", "is not after valid_from");
  }
  return {};
}

}  // namespace

bool is_cacao_id(std::string_view text) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  const auto dashes = text.rfind("--");
  if (dashes == std::string_view::npos || dashes < 3 || text.size() != dashes + 2 + kShape.size())
    return false;
  const auto type = text.substr(0, dashes);
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!lower(type.front()) || type.back() == '-') return false;
  if (!std::ranges::all_of(type, [&](char c) { return lower(c) || digit(c) || c == '-'; }))
    return false;
  const auto uuid = text.substr(dashes + 2);
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    const char c = uuid[i];
    const bool hex = digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (kShape[i] == '-' ? c != '-' : !hex) return false;
  }
  return uuid[14] >= '1' && uuid[14] <= '5' &&
         std::string_view("89abAB").find(uuid[19]) != std::string_view::npos;
}

Result<CacaoPlaybook> read_cacao(const bj::value& json, const CacaoLimits& limits) {
  LW_TRY(const bj::object* object, as_object(json, ""));
  const Member from(*object, "", limits);
  CacaoPlaybook out;
  LW_CHECK(read_metadata(from, out));
  LW_CHECK(from.only({"type",
                      "spec_version",
                      "id",
                      "name",
                      "description",
                      "playbook_types",
                      "playbook_activities",
                      "playbook_processing_summary",
                      "created_by",
                      "created",
                      "modified",
                      "revoked",
                      "valid_from",
                      "valid_until",
                      "derived_from",
                      "related_to",
                      "priority",
                      "severity",
                      "impact",
                      "industry_sectors",
                      "labels",
                      "external_references",
                      "markings",
                      "playbook_variables",
                      "workflow_start",
                      "workflow_exception",
                      "workflow",
                      "playbook_extensions",
                      "authentication_info_definitions",
                      "agent_definitions",
                      "target_definitions",
                      "extension_definitions",
                      "data_marking_definitions",
                      "signatures"}));
  LW_CHECK(read_variables(from, out));
  LW_CHECK(read_markings(from, out));
  LW_CHECK(read_agents(from, out));
  LW_CHECK(read_definitions(from, out));
  LW_TRY(out.extensions, read_extensions(from, "playbook_extensions"));
  LW_CHECK(read_workflow(from, out));
  LW_CHECK(check_references(out));
  return out;
}

Result<CacaoPlaybook> parse_cacao(std::string_view json, const CacaoLimits& limits) {
  LW_TRY(const bj::value value, parse_json(json, {limits.size_bytes_max, limits.depth_max}));
  return read_cacao(value, limits);
}

}  // namespace lw::codec
