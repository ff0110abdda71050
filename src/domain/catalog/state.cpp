#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "domain/catalog/catalog.hpp"

namespace lw::catalog {
namespace {

/// Applies `change` to a known component; an event about an unknown one changes nothing.
void change(State& state, const ComponentId& id, const std::function<void(Component&)>& change) {
  const auto it = state.components.find(id);
  if (it != state.components.end()) change(it->second);
}

void on(State& state, const ComponentRegistered& e) {
  Component& component = state.components[e.component];
  component.id = e.component;
  component.layer = e.layer;
  component.name = e.name;
  component.version = e.version;
  component.developer = e.developer;
  component.family = e.family;
  component.identifiers.insert(e.identifiers.begin(), e.identifiers.end());
}

void on(State& state, const CompositionRecorded& e) {
  change(state, e.component, [&](Component& c) {
    for (const auto& below : e.rests_on) {
      if (c.rests_on.insert(below).second) link(state.graph, e.component, below);
    }
  });
}

void on(State& state, const AssetsRecorded& e) {
  change(state, e.component, [&](Component& c) { c.assets = e.assets; });
}

void on(State& state, const ToeBoundaryRecorded& e) {
  change(state, e.component, [&](Component& c) { c.toe = e.toe; });
}

void on(State& state, const UpgradabilityRecorded& e) {
  change(state, e.component, [&](Component& c) {
    c.upgradable_in_field = e.upgradable_in_field;
    c.patch_mechanism = e.patch_mechanism;
  });
}

void on(State& state, const ImportRecorded& e) { state.imports.push_back(e.import); }

/// Returns the length of the longest chain below `id`, or kCompositionDepthMax + 1 when it is
/// longer or goes in a circle.
std::size_t depth(const State& state, const ComponentId& id,
                  std::map<ComponentId, std::size_t>& known) {
  if (const auto it = known.find(id); it != known.end()) return it->second;
  known[id] = kCompositionDepthMax + 1;  // seen again before it is done: a circle
  std::size_t deepest = 0;
  if (const Component* component = find(state, id)) {
    for (const auto& below : component->rests_on) {
      deepest =
          std::max(deepest, std::min(depth(state, below, known) + 1, kCompositionDepthMax + 1));
    }
  }
  return known[id] = deepest;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

void apply(State& state, const Event& event) {
  std::visit([&](const auto& e) { on(state, e); }, event);
}

std::vector<std::string> violations(const State& state) {
  std::vector<std::string> out;
  if (!in_step(state.graph, state.components))
    out.emplace_back("index of which components rest on which is out of step");
  std::map<ComponentId, std::size_t> known;
  for (const auto& [id, component] : state.components) {
    if (depth(state, id, known) > kCompositionDepthMax) {
      out.push_back(fmt::format("composition below {} is circular or too deep", id.text()));
    }
    for (const auto& below : component.rests_on) {
      if (find(state, below) == nullptr) {
        out.push_back(fmt::format("{} rests on unknown {}", id.text(), below.text()));
      }
    }
  }
  return out;
}

const Component* find(const State& state, const ComponentId& id) {
  const auto it = state.components.find(id);
  return it == state.components.end() ? nullptr : &it->second;
}

std::set<ComponentId> contains(const State& state, const ComponentId& top) {
  std::set<ComponentId> out;
  std::vector<ComponentId> open{top};
  while (!open.empty()) {
    const ComponentId at = open.back();
    open.pop_back();
    const Component* component = find(state, at);
    if (component == nullptr || !out.insert(at).second) continue;
    open.insert(open.end(), component->rests_on.begin(), component->rests_on.end());
  }
  return out;
}

std::set<ComponentId> dependents(const State& state, const ComponentId& bottom) {
  return dependents(state, std::set{bottom});
}

std::set<ComponentId> dependents(const State& state, const std::set<ComponentId>& bottoms) {
  std::vector<std::uint32_t> from;
  for (const auto& bottom : bottoms) {
    if (const auto number = number_of(state.graph, bottom)) from.push_back(*number);
  }
  if (from.empty()) return {};
  return names_of(state.graph, resting_on(state.graph, from));
}

std::set<FamilyId> families(const State& state, const ComponentId& top) {
  std::set<FamilyId> out;
  for (const auto& id : contains(state, top)) {
    if (const auto& family = find(state, id)->family) out.insert(*family);
  }
  return out;
}

std::vector<ComponentId> by_identifier(const State& state, std::string_view identifier) {
  const auto same = [&](const std::string& text) {
    return std::ranges::equal(text, identifier, {}, lower, lower);
  };
  std::vector<ComponentId> out;
  for (const auto& [id, component] : state.components) {
    if (std::ranges::any_of(component.identifiers, same)) out.push_back(id);
  }
  return out;
}

}  // namespace lw::catalog
