#pragma once

#include <vector>

#include "domain/catalog/messages.hpp"
#include "domain/kernel/context.hpp"

namespace lw::catalog {

/// How long a chain of components may be, from document to chip.
inline constexpr std::size_t kCompositionDepthMax = 32;
/// How many components one component may rest on directly.
inline constexpr std::size_t kCompositionWidthMax = 256;

/// All components known.
struct State {
  std::map<ComponentId, Component> components;
};
LW_DESCRIBE(State, components)

/// Returns the events that follow from a command. kNotFound, kConflict or kRefused with the reason
/// otherwise; changes nothing.
[[nodiscard]] Result<std::vector<Event>> decide(const State& state, const Command& command,
                                                const Context& context);

/// Returns the state after an event. Holds no rules and never fails: events of unknown components
/// change nothing.
void apply(State& state, const Event& event);

/// Returns what no sequence of commands may bring about, in words; empty when all is well:
/// composition without cycles and within kCompositionDepthMax, every component named exists.
[[nodiscard]] std::vector<std::string> violations(const State& state);

/// Returns the component; nullptr when unknown. Valid while the state lives unchanged.
const Component* find(const State& state, const ComponentId& id);

/// Returns the component and everything below it, by layer from the top, each once.
std::set<ComponentId> contains(const State& state, const ComponentId& top);

/// Returns every component that rests on `bottom`, directly or not, without `bottom` itself (R27).
std::set<ComponentId> dependents(const State& state, const ComponentId& bottom);

/// Returns the families found in a component and below it (R60).
std::set<FamilyId> families(const State& state, const ComponentId& top);

/// Returns the components one of whose identifiers is `identifier`, compared without regard to
/// case.
std::vector<ComponentId> by_identifier(const State& state, std::string_view identifier);

}  // namespace lw::catalog
