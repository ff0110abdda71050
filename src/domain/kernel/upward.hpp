#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "codec/reflect.hpp"

namespace lw {

/// What rests on what, as numbers in the order in which things became known: a step of a walk costs
/// a few loads, and not a search among all names. An index that a slice's apply keeps; the things
/// themselves are elsewhere.
template <class Id>
struct Upward {
  std::map<Id, std::uint32_t> number;
  std::vector<Id> ids;                            ///< by number
  std::vector<std::vector<std::uint32_t>> above;  ///< by number: what rests directly on it

  BOOST_DESCRIBE_CLASS(Upward, (), (number, ids, above), (), ())
};

/// Returns the number of a thing; nullopt when nothing was linked to it.
template <class Id>
std::optional<std::uint32_t> number_of(const Upward<Id>& graph, const Id& id) {
  const auto it = graph.number.find(id);
  return it == graph.number.end() ? std::nullopt : std::optional(it->second);
}

/// Returns the number of a thing, numbering it when it is new.
template <class Id>
std::uint32_t numbered(Upward<Id>& graph, const Id& id) {
  const auto [it, fresh] =
      graph.number.try_emplace(id, static_cast<std::uint32_t>(graph.ids.size()));
  if (fresh) {
    graph.ids.push_back(id);
    graph.above.emplace_back();
  }
  return it->second;
}

/// Records that `upper` rests directly on `lower`. Not to be given twice for the same two.
template <class Id>
void link(Upward<Id>& graph, const Id& upper, const Id& lower) {
  const std::uint32_t top = numbered(graph, upper);
  graph.above[numbered(graph, lower)].push_back(top);
}

/// Returns true when the index holds exactly the links of `things`: a map from ids to things whose
/// member `rests_on` names what each rests on.
template <class Id, class Things>
bool in_step(const Upward<Id>& graph, const Things& things) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> want;
  for (const auto& [id, thing] : things) {
    for (const auto& below : thing.rests_on) {
      const auto top = number_of(graph, id);
      const auto bottom = number_of(graph, below);
      if (!top || !bottom) return false;
      want.emplace_back(*bottom, *top);
    }
  }
  std::vector<std::pair<std::uint32_t, std::uint32_t>> have;
  for (std::uint32_t bottom = 0; bottom < graph.above.size(); ++bottom) {
    for (const std::uint32_t top : graph.above[bottom]) have.emplace_back(bottom, top);
  }
  std::ranges::sort(want);
  std::ranges::sort(have);
  return want == have;
}

/// Returns what rests on one of `from`, directly or not, each once, nearest first; one of `from`
/// itself only where it rests on another (or, in a circle, on itself).
template <class Id>
std::vector<std::uint32_t> resting_on(const Upward<Id>& graph,
                                      const std::vector<std::uint32_t>& from) {
  std::vector<bool> found(graph.ids.size());
  std::vector<bool> walked(graph.ids.size());
  std::vector<std::uint32_t> out;
  const auto walk = [&](std::uint32_t at) {
    if (walked[at]) return;
    walked[at] = true;
    for (const std::uint32_t above : graph.above[at]) {
      if (found[above]) continue;
      found[above] = true;
      out.push_back(above);
    }
  };
  for (const std::uint32_t at : from) walk(at);
  for (std::size_t i = 0; i < out.size(); ++i) walk(out[i]);
  return out;
}

/// Returns the names of numbers.
template <class Id>
std::set<Id> names_of(const Upward<Id>& graph, const std::vector<std::uint32_t>& numbers) {
  std::vector<const Id*> names;
  names.reserve(numbers.size());
  for (const std::uint32_t number : numbers) names.push_back(&graph.ids[number]);
  std::ranges::sort(names, [](const Id* a, const Id* b) { return *a < *b; });
  std::set<Id> out;
  for (const Id* name : names) out.insert(out.end(), *name);  // in order: each at the end
  return out;
}

}  // namespace lw
