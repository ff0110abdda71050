#pragma once

#include "domain/core/state.hpp"

namespace lw::core {

/// Returns the wire name of a command or event.
std::string_view name_of(const Command& command);
std::string_view name_of(const Event& event);

/// Returns the version of a command's or event's shape.
std::uint32_t version_of(const Command& command);
std::uint32_t version_of(const Event& event);

/// Returns the deterministic encoding of the body.
Bytes body_of(const Command& command);
Bytes body_of(const Event& event);

/// Returns the body as JSON, for people.
boost::json::value json_of(const Command& command);
boost::json::value json_of(const Event& event);

/// Reads a command by name; kNotFound for an unknown name, kInvalidInput with the field's path for
/// another shape.
[[nodiscard]] Result<Command> command_from_json(std::string_view name,
                                                const boost::json::value& body);

/// Returns the shape of a command's body as a JSON Schema (2020-12); kNotFound for an unknown name.
[[nodiscard]] Result<boost::json::object> command_schema(std::string_view name);

/// Reads an event by name and version; kUnsupported when this Longwatch does not know it,
/// kInvalidInput for another shape.
[[nodiscard]] Result<Event> event_from_cbor(std::string_view name, std::uint32_t version,
                                            ByteView body);

/// True when the command is a decision that its actor must sign (R16).
bool is_decision(const Command& command);

/// Returns the names of all commands, and of all events, in slice order.
std::vector<std::string_view> command_names();
std::vector<std::string_view> event_names();

/// Returns the names of the commands that are decisions.
std::vector<std::string_view> decision_names();

/// A decision and the event that it leads to: that event is in the history only under its person's
/// signature.
struct DecisionEvent {
  std::string_view command;
  std::string_view event;
  std::vector<std::string_view> further = {};  ///< that the command may bring about besides, and
                                               ///< that no unsigned command does
};

/// Returns every decision with its event; the order is that of the table in names.cpp.
const std::vector<DecisionEvent>& decision_events();

}  // namespace lw::core
