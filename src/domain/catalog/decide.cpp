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
  State after = state;
  apply(after, event);
  if (!violations(after).empty()) {
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

}  // namespace

Result<Events> decide(const State& state, const Command& command, const Context&) {
  return std::visit([&](const auto& c) { return on(state, c); }, command);
}

}  // namespace lw::catalog
