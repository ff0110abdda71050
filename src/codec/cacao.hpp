#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.hpp"
#include "base/result.hpp"

namespace lw::codec {

// OASIS CACAO Security Playbooks Version 2.0 (Committee Specification 01, 27 November 2023), in a
// profile of manual work: start, end, action and switch-condition steps, manual commands,
// organisations, groups and people as agents, TLP markings.

/// Bounds on a playbook from outside.
struct CacaoLimits {
  std::size_t size_bytes_max = 4U << 20;
  std::size_t depth_max = 32;
  std::size_t steps_max = 10'000;
  std::size_t list_max = 1'000;         ///< commands of a step, agents, cases, extensions, labels
  std::size_t text_bytes_max = 16'000;  ///< of one text, decoded
};

/// FIRST TLP version 2, as the playbook's marking carries it.
enum class Tlp { kClear, kGreen, kAmber, kAmberStrict, kRed };

/// Extension data by the id of its definition.
using CacaoExtensions = std::map<std::string, boost::json::object>;

/// One manual command.
struct CacaoCommand {
  std::string text;      ///< what the person is to do
  std::string activity;  ///< playbook-activity-type-ov, "restrict-access"; may be empty
};

/// What a step is, in this profile.
enum class CacaoStepType { kStart, kEnd, kAction, kSwitch };

/// One step of the workflow.
struct CacaoStep {
  std::string id;
  CacaoStepType type = CacaoStepType::kAction;
  std::string name;
  std::string description;
  std::string owner;                   ///< identity id; may be empty
  std::string next;                    ///< on_completion, else on_success; empty for an end step
  std::int64_t timeout_ms = 0;         ///< 0: none
  std::vector<CacaoCommand> commands;  ///< actions: at least one
  std::string agent;                   ///< actions
  std::string switch_on;               ///< switches: "__erosion_level__:value"
  std::map<std::string, std::string> cases;  ///< switches: value to first step
  CacaoExtensions extensions;
};

/// Who does something.
struct CacaoAgent {
  std::string type;  ///< "organization", "group", "individual" …
  std::string name;
  std::string description;
};

/// A variable of the playbook.
struct CacaoVariable {
  std::string type;
  std::string description;
  std::string value;
  bool external = false;
};

/// What an extension is.
struct CacaoExtensionDefinition {
  std::string name;
  std::string description;
  std::string schema;
  std::string version;
};

/// A playbook.
struct CacaoPlaybook {
  std::string id;
  std::string name;
  std::string description;
  std::vector<std::string> types;  ///< playbook-type-ov
  std::string created_by;          ///< identity id
  Instant created;
  Instant modified;
  bool revoked = false;
  std::optional<Instant> valid_from;
  std::optional<Instant> valid_until;
  std::vector<std::string> sectors;  ///< industry-sector-ov
  std::optional<Tlp> tlp;
  std::map<std::string, CacaoVariable> variables;
  std::string workflow_start;
  std::map<std::string, CacaoStep> workflow;
  std::map<std::string, CacaoAgent> agents;
  std::map<std::string, CacaoExtensionDefinition> extension_definitions;
  CacaoExtensions extensions;
};

/// Returns the id of a playbook: UUID version 5 of `name` in our own namespace, so that the same
/// plan has the same id everywhere. (The namespace of CACAO 10.10 is kept for names formed by its
/// rules, which ours are not.)
std::string cacao_playbook_id(std::string_view name);

/// Returns the id of any other object: CACAO 10.10 wants version 4 there, so the pseudo-random bits
/// are taken from the SHA-1 of `type` and `name`, which makes the same export the same bytes.
std::string cacao_object_id(std::string_view type, std::string_view name);

/// True when `text` is "<type>--<UUID>" (CACAO 10.10).
bool is_cacao_id(std::string_view text);

/// Returns the playbook as CACAO 2.0 JSON. Activities, processing summary and marking follow from
/// the content. The keys come in the order of the standard's tables; the same playbook gives the
/// same text.
boost::json::value write_cacao(const CacaoPlaybook& playbook);

/// Reads a playbook of the profile. kUnsupported, naming it and with its path: a command other than
/// manual, a step of another type. kInvalidInput with line or path: not JSON, not CACAO 2.0, a
/// reference to nothing, a circle. kTooLarge beyond the limits. Signatures are not judged: whoever
/// takes a playbook in approves it anew.
[[nodiscard]] Result<CacaoPlaybook> parse_cacao(std::string_view json,
                                                const CacaoLimits& limits = {});

/// Reads a playbook that is JSON already. Errors as above.
[[nodiscard]] Result<CacaoPlaybook> read_cacao(const boost::json::value& json,
                                               const CacaoLimits& limits = {});

}  // namespace lw::codec
