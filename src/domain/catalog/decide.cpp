#include <fmt/format.h>

#include <algorithm>

#include "domain/catalog/catalog.hpp"

namespace lw::catalog {
namespace {

using Events = std::vector<Event>;

Result<const Component*> require(const State& state, const ComponentId& id) {
  const Component* found = find(state, id);
  if (found == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("component {} is not in the catalogue", id.text()), {},
                "register it first: catalog.register_component");
  }
  return found;
}

Result<Events> on(const State& state, const RegisterComponent& c) {
  if (c.name.empty() || c.version.empty()) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("component {} has no name or version", c.component.text()));
  }
  const ComponentRegistered event{c.component, c.layer,  c.name,       c.version,
                                  c.developer, c.family, c.identifiers};
  if (const Component* known = find(state, c.component)) {
    const bool same = known->layer == c.layer && known->name == c.name &&
                      known->version == c.version && known->developer == c.developer &&
                      known->family == c.family &&
                      std::ranges::includes(known->identifiers, c.identifiers);
    if (same) return Events{};
    const bool another =
        known->layer != c.layer || known->version != c.version || known->developer != c.developer;
    if (another) {
      return fail(
          ErrorCode::kConflict,
          fmt::format("component {} is known as {} {} of another layer, version or developer",
                      c.component.text(), known->name, known->version),
          {}, "a new version is a new component");
    }
  }
  return Events{event};
}

/// Returns the length of the longest way from `from` by `next`; the composition is free of circles.
template <class Node, class Next>
std::size_t longest(const Node& from, const Next& next, std::map<Node, std::size_t>& known) {
  if (const auto it = known.find(from); it != known.end()) return it->second;
  std::size_t out = 0;
  for (const Node& node : next(from)) out = std::max(out, longest(node, next, known) + 1);
  return known[from] = out;
}

/// Returns the length of the longest chain through `top` once it also rests on `below`.
std::size_t chain_through(const State& state, const ComponentId& top,
                          const std::set<ComponentId>& below) {
  static const std::set<ComponentId> kNone;
  const auto down = [&](const ComponentId& id) -> const std::set<ComponentId>& {
    const Component* found = find(state, id);
    return found == nullptr ? kNone : found->rests_on;
  };
  const auto up = [&](std::uint32_t at) -> const std::vector<std::uint32_t>& {
    return state.graph.above[at];
  };
  std::map<ComponentId, std::size_t> below_known;
  std::map<std::uint32_t, std::size_t> above_known;
  std::size_t deepest = longest(top, down, below_known);
  for (const auto& id : below) deepest = std::max(deepest, longest(id, down, below_known) + 1);
  const auto number = number_of(state.graph, top);
  return deepest + (number ? longest(*number, up, above_known) : 0);
}

Result<Events> on(const State& state, const RecordComposition& c) {
  LW_TRY(const Component* top, require(state, c.component));
  CompositionRecorded event{c.component, {}};
  for (const auto& below : c.rests_on) {
    LW_CHECK(require(state, below));
    if (below == c.component || contains(state, below).contains(c.component)) {
      return fail(ErrorCode::kRefused,
                  fmt::format("component {} would rest on itself through {}", c.component.text(),
                              below.text()),
                  {}, "correct the composition: a lower layer cannot contain an upper one");
    }
    if (!top->rests_on.contains(below)) event.rests_on.insert(below);
  }
  if (top->rests_on.size() + event.rests_on.size() > kCompositionWidthMax) {
    return fail(ErrorCode::kTooLarge, fmt::format("component {} would rest on more than {} others",
                                                  c.component.text(), kCompositionWidthMax));
  }
  if (event.rests_on.empty()) return Events{};
  if (chain_through(state, c.component, event.rests_on) > kCompositionDepthMax) {
    return fail(ErrorCode::kTooLarge, fmt::format("composition of {} would be deeper than {}",
                                                  c.component.text(), kCompositionDepthMax));
  }
  return Events{event};
}

Result<Events> on(const State& state, const RecordAssets& c) {
  LW_TRY(const Component* known, require(state, c.component));
  for (const auto& asset : c.assets) {
    if (asset.name.empty()) return fail(ErrorCode::kInvalidInput, "an asset has no name");
    if (asset.uses.empty()) {
      return fail(ErrorCode::kInvalidInput, fmt::format("asset {} serves no use", asset.name), {},
                  "name the uses that rest on it");
    }
  }
  if (known->assets == c.assets) return Events{};
  return Events{AssetsRecorded{c.component, c.assets}};
}

Result<Events> on(const State& state, const RecordToeBoundary& c) {
  LW_TRY(const Component* known, require(state, c.component));
  for (const auto& part : c.toe.outside) LW_CHECK(require(state, part));
  if (known->toe == c.toe) return Events{};
  return Events{ToeBoundaryRecorded{c.component, c.toe}};
}

Result<Events> on(const State& state, const RecordUpgradability& c) {
  LW_TRY(const Component* known, require(state, c.component));
  if (c.patch_mechanism && c.upgradable_in_field == Tristate::kNo) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("component {} has a patch mechanism and is not upgradable",
                            c.component.text()));
  }
  if (known->upgradable_in_field == c.upgradable_in_field &&
      known->patch_mechanism == c.patch_mechanism) {
    return Events{};
  }
  return Events{UpgradabilityRecorded{c.component, c.upgradable_in_field, c.patch_mechanism}};
}

/// The case is not looked for: the answer would tell whether there is one.
Result<Events> on(const State& state, const RecordImport& c, const Context& context) {
  if (c.kind.empty() || c.document_name.empty())
    return fail(ErrorCode::kInvalidInput, "an import without a kind or a document's name");
  if (c.document_name.size() > kDocumentNameMax || c.kind.size() > kDocumentNameMax ||
      c.stopped.size() > kStoppedMax)
    return fail(ErrorCode::kTooLarge, "a text of the import is too long");
  for (const auto count :
       {c.size_bytes, c.records, c.taken, c.merged, c.unchanged, c.rejected, c.resumed_after}) {
    if (count > kImportCountMax)
      return fail(ErrorCode::kTooLarge, fmt::format("{} cannot be counted of an import", count));
  }
  const bool is_news = c.taken > 0 || c.merged > 0 || !c.stopped.empty();
  const auto is_same = [&](const Import& known) {
    return known.document == c.document && known.kind == c.kind && known.about == c.about &&
           known.stopped.empty();
  };
  if (!is_news && std::ranges::any_of(state.imports, is_same)) return Events{};
  return Events{ImportRecorded{{c.kind, c.document_name, c.document, c.size_bytes, c.records,
                                c.taken, c.merged, c.unchanged, c.rejected, c.resumed_after,
                                c.stopped, c.about, context.actor, context.now}}};
}

}  // namespace

Result<Events> decide(const State& state, const Command& command, const Context& context) {
  return std::visit(
      [&](const auto& c) {
        if constexpr (requires { on(state, c, context); }) return on(state, c, context);
        else return on(state, c);
      },
      command);
}

}  // namespace lw::catalog
