#pragma once

#include <vector>

#include "domain/catalog/messages.hpp"
#include "domain/kernel/context.hpp"
#include "domain/kernel/upward.hpp"

namespace lw::catalog {

/// How long a chain of components may be, from document to chip.
inline constexpr std::size_t kCompositionDepthMax = 32;
/// How many components one component may rest on directly.
inline constexpr std::size_t kCompositionWidthMax = 256;

/// Longest name of a document or of its kind, and longest reason why it was not read to its end.
inline constexpr std::size_t kDocumentNameMax = 255;
inline constexpr std::size_t kStoppedMax = 1000;
/// Most that a count of an import, or its size in bytes, may be.
inline constexpr std::uint64_t kImportCountMax = std::uint64_t{1} << 48;

/// All components known, and whence. `graph` is an index that apply keeps.
struct State {
  std::map<ComponentId, Component> components;
  Upward<ComponentId> graph;    ///< which components rest on which
  std::vector<Import> imports;  ///< in the order in which they were made
};
LW_DESCRIBE(State, components, graph, imports)

/// Returns the events that follow from a command. kNotFound, kConflict or kRefused with the reason
/// otherwise; changes nothing.
[[nodiscard]] Result<std::vector<Event>> decide(const State& state, const Command& command,
                                                const Context& context);

/// Returns the state after an event. Holds no rules and never fails: events of unknown components
/// change nothing.
void apply(State& state, const Event& event);

/// Returns what no sequence of commands may bring about, in words; empty when all is well:
/// composition without cycles and within kCompositionDepthMax, every component named exists, the
/// index is in step.
[[nodiscard]] std::vector<std::string> violations(const State& state);

/// Returns the component; nullptr when unknown. Valid while the state lives unchanged.
const Component* find(const State& state, const ComponentId& id);

/// Returns the component and everything below it, by layer from the top, each once.
std::set<ComponentId> contains(const State& state, const ComponentId& top);

/// Returns every component that rests on `bottom`, directly or not, without `bottom` itself (R27).
/// Costs what the answer holds, not what the state holds.
std::set<ComponentId> dependents(const State& state, const ComponentId& bottom);

/// Returns every component that rests on one of `bottoms`, directly or not; one of `bottoms` itself
/// only when it rests on another. Costs what the answer holds.
std::set<ComponentId> dependents(const State& state, const std::set<ComponentId>& bottoms);

/// Returns the families found in a component and below it (R60).
std::set<FamilyId> families(const State& state, const ComponentId& top);

/// Returns the components one of whose identifiers is `identifier`, compared without regard to
/// case.
std::vector<ComponentId> by_identifier(const State& state, std::string_view identifier);

}  // namespace lw::catalog
