#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <set>

#include "codec/cacao.hpp"
#include "codec/cacao_words.hpp"

namespace lw::codec {
namespace {

namespace bj = boost::json;

/// Ours, chosen once at random; a change would give every exported plan another id.
constexpr const char* kNamespace = "5d0f3c1e-8a4b-4f52-9c7d-2b6e91a0c4f8";

boost::uuids::uuid name_uuid(std::string_view name) {
  static const boost::uuids::uuid space = boost::uuids::string_generator()(kNamespace);
  return boost::uuids::name_generator_sha1(space)(std::string(name));
}

void put(bj::object& out, const char* key, std::string_view text) {
  if (!text.empty()) out[key] = text;
}

/// CACAO 10.16 wants exactly three digits in created and modified.
std::string timestamp(Instant moment) {
  std::string out = moment.text();
  out.insert(out.size() - 1, ".000");
  return out;
}

bj::array texts(const std::vector<std::string>& from) {
  bj::array out;
  for (const auto& text : from) out.emplace_back(text);
  return out;
}

bj::object extensions(const CacaoExtensions& from) {
  bj::object out;
  for (const auto& [id, data] : from) out[id] = data;
  return out;
}

bj::object step(const CacaoStep& s) {
  bj::object out;
  out["type"] = step_type_name(s.type);
  put(out, "name", s.name);
  put(out, "description", s.description);
  if (s.timeout_ms > 0) out["timeout"] = s.timeout_ms;
  put(out, "owner", s.owner);
  put(out, "on_completion", s.next);
  if (s.type == CacaoStepType::kAction) {
    bj::array commands;
    for (const auto& c : s.commands) {
      bj::object command{{"type", "manual"}, {"command", c.text}};
      put(command, "playbook_activity", c.activity);
      commands.emplace_back(std::move(command));
    }
    out["commands"] = std::move(commands);
    out["agent"] = s.agent;
  }
  if (s.type == CacaoStepType::kSwitch) {
    out["switch"] = s.switch_on;
    bj::object cases;
    for (const auto& [value, first] : s.cases) cases[value] = first;
    out["cases"] = std::move(cases);
  }
  if (!s.extensions.empty()) out["step_extensions"] = extensions(s.extensions);
  return out;
}

bj::object summary(const CacaoPlaybook& p) {
  const auto any = [&](auto test) {
    return std::ranges::any_of(p.workflow, [&](const auto& entry) { return test(entry.second); });
  };
  bj::object out;
  out["manual_playbook"] = true;
  out["switch_logic"] = any([](const CacaoStep& s) { return s.type == CacaoStepType::kSwitch; });
  out["temporal_logic"] = any([](const CacaoStep& s) { return s.timeout_ms > 0; });
  out["data_markings"] = p.tlp.has_value();
  out["extensions"] = !p.extension_definitions.empty();
  return out;
}

void metadata(bj::object& out, const CacaoPlaybook& p) {
  out["type"] = "playbook";
  out["spec_version"] = "cacao-2.0";
  out["id"] = p.id;
  out["name"] = p.name;
  put(out, "description", p.description);
  std::set<std::string> activities;
  for (const auto& [id, s] : p.workflow) {
    for (const auto& command : s.commands) {
      if (!command.activity.empty()) activities.insert(command.activity);
    }
  }
  // CACAO 3.1: with types, at least one activity, and each of them in a step.
  if (!p.types.empty() && !activities.empty()) out["playbook_types"] = texts(p.types);
  if (!activities.empty())
    out["playbook_activities"] = texts({activities.begin(), activities.end()});
  out["playbook_processing_summary"] = summary(p);
  out["created_by"] = p.created_by;
  out["created"] = timestamp(p.created);
  out["modified"] = timestamp(p.modified);
  out["revoked"] = p.revoked;
  if (p.valid_from) out["valid_from"] = timestamp(*p.valid_from);
  if (p.valid_until) out["valid_until"] = timestamp(*p.valid_until);
  if (!p.sectors.empty()) out["industry_sectors"] = texts(p.sectors);
}

/// The marking's id follows from its level: markings are never versioned (CACAO 9).
void marking(bj::object& out, const CacaoPlaybook& p) {
  const std::string name(tlp_name(*p.tlp));
  const std::string id = cacao_object_id("marking-tlp", name + " by " + p.created_by);
  bj::object marking{{"type", "marking-tlp"},
                     {"id", id},
                     {"created_by", p.created_by},
                     {"created", timestamp(p.created)},
                     {"tlpv2_level", name}};
  out["markings"] = bj::array{bj::value(id)};
  bj::object all;
  all[id] = std::move(marking);
  out["data_marking_definitions"] = std::move(all);
}

void definitions(bj::object& out, const CacaoPlaybook& p) {
  bj::object agents;
  for (const auto& [id, a] : p.agents) {
    bj::object agent{{"type", a.type}, {"name", a.name}};
    put(agent, "description", a.description);
    agents[id] = std::move(agent);
  }
  if (!agents.empty()) out["agent_definitions"] = std::move(agents);
  bj::object all;
  for (const auto& [id, e] : p.extension_definitions) {
    bj::object definition{{"type", "extension-definition"}, {"name", e.name}};
    put(definition, "description", e.description);
    definition["created_by"] = p.created_by;
    definition["schema"] = e.schema;
    definition["version"] = e.version;
    all[id] = std::move(definition);
  }
  if (!all.empty()) out["extension_definitions"] = std::move(all);
}

}  // namespace

std::string cacao_playbook_id(std::string_view name) {
  return "playbook--" + boost::uuids::to_string(name_uuid("playbook\n" + std::string(name)));
}

std::string cacao_object_id(std::string_view type, std::string_view name) {
  auto uuid = name_uuid(fmt::format("{}\n{}", type, name));
  uuid.data[6] =
      static_cast<std::uint8_t>((uuid.data[6] & 0x0FU) | 0x40U);  // RFC 4122 4.1.3: version 4
  return fmt::format("{}--{}", type, boost::uuids::to_string(uuid));
}

boost::json::value write_cacao(const CacaoPlaybook& p) {
  bj::object out;
  metadata(out, p);
  if (p.tlp) marking(out, p);
  bj::object variables;
  for (const auto& [name, v] : p.variables) {
    bj::object variable{{"type", v.type}};
    put(variable, "description", v.description);
    variable["value"] = v.value;
    variable["constant"] = false;
    variable["external"] = v.external;
    variables[name] = std::move(variable);
  }
  if (!variables.empty()) out["playbook_variables"] = std::move(variables);
  out["workflow_start"] = p.workflow_start;
  bj::object workflow;
  for (const auto& [id, s] : p.workflow) workflow[id] = step(s);
  out["workflow"] = std::move(workflow);
  definitions(out, p);
  if (!p.extensions.empty()) out["playbook_extensions"] = extensions(p.extensions);
  return out;
}

}  // namespace lw::codec
