#pragma once

#include <variant>

#include "domain/catalog/types.hpp"
#include "domain/kernel/message.hpp"

namespace lw::catalog {

/// Command: makes a component known. Refused when the id is taken by another component; the same
/// again is no change.
struct RegisterComponent {
  static constexpr std::string_view kName = "catalog.register_component";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  Layer layer = Layer::kIc;
  std::string name;
  std::string version;
  OrganisationId developer;
  std::optional<FamilyId> family;
  std::set<std::string> identifiers;
};
LW_DESCRIBE(RegisterComponent, component, layer, name, version, developer, family, identifiers)

/// Command: records that a component is built on others. Refused when one is unknown or a cycle
/// would close.
struct RecordComposition {
  static constexpr std::string_view kName = "catalog.record_composition";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  std::set<ComponentId> rests_on;
};
LW_DESCRIBE(RecordComposition, component, rests_on)

/// Command: records the assets in a component (R25). Replaces the list.
struct RecordAssets {
  static constexpr std::string_view kName = "catalog.record_assets";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  std::vector<Asset> assets;
};
LW_DESCRIBE(RecordAssets, component, assets)

/// Command: records what lies outside the TOE and the proof of independence (R70, R71).
struct RecordToeBoundary {
  static constexpr std::string_view kName = "catalog.record_toe_boundary";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  ToeBoundary toe;
};
LW_DESCRIBE(RecordToeBoundary, component, toe)

/// Command: records whether the component can be repaired in the field, and by which certified
/// mechanism (R68, R69, R84).
struct RecordUpgradability {
  static constexpr std::string_view kName = "catalog.record_upgradability";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  Tristate upgradable_in_field = Tristate::kUnknown;
  std::optional<PatchMechanism> patch_mechanism;
};
LW_DESCRIBE(RecordUpgradability, component, upgradable_in_field, patch_mechanism)

/// Command: records that a public document was imported, and what came of it. No change when the
/// same document was read to its end before and brought nothing new.
struct RecordImport {
  static constexpr std::string_view kName = "catalog.record_import";
  static constexpr std::uint32_t kVersion = 1;
  std::string kind;
  std::string document_name;
  Digest document;
  std::uint64_t size_bytes = 0;
  std::uint64_t records = 0;
  std::uint64_t taken = 0;
  std::uint64_t merged = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t rejected = 0;
  std::uint64_t resumed_after = 0;
  std::string stopped;
  std::optional<CaseId> about;
};
LW_DESCRIBE(RecordImport, kind, document_name, document, size_bytes, records, taken, merged,
            unchanged, rejected, resumed_after, stopped, about)

using Command = std::variant<RegisterComponent, RecordComposition, RecordAssets, RecordToeBoundary,
                             RecordUpgradability, RecordImport>;

/// Event: a component became known.
struct ComponentRegistered {
  static constexpr std::string_view kName = "catalog.component_registered";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  Layer layer = Layer::kIc;
  std::string name;
  std::string version;
  OrganisationId developer;
  std::optional<FamilyId> family;
  std::set<std::string> identifiers;
};
LW_DESCRIBE(ComponentRegistered, component, layer, name, version, developer, family, identifiers)

/// Event: a component is built on others; adds to what was known.
struct CompositionRecorded {
  static constexpr std::string_view kName = "catalog.composition_recorded";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  std::set<ComponentId> rests_on;
};
LW_DESCRIBE(CompositionRecorded, component, rests_on)

/// Event: the assets of a component are these.
struct AssetsRecorded {
  static constexpr std::string_view kName = "catalog.assets_recorded";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  std::vector<Asset> assets;
};
LW_DESCRIBE(AssetsRecorded, component, assets)

/// Event: the TOE boundary of a component is this.
struct ToeBoundaryRecorded {
  static constexpr std::string_view kName = "catalog.toe_boundary_recorded";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  ToeBoundary toe;
};
LW_DESCRIBE(ToeBoundaryRecorded, component, toe)

/// Event: what repair in the field the component allows.
struct UpgradabilityRecorded {
  static constexpr std::string_view kName = "catalog.upgradability_recorded";
  static constexpr std::uint32_t kVersion = 1;
  ComponentId component;
  Tristate upgradable_in_field = Tristate::kUnknown;
  std::optional<PatchMechanism> patch_mechanism;
};
LW_DESCRIBE(UpgradabilityRecorded, component, upgradable_in_field, patch_mechanism)

/// Event: a public document was imported.
struct ImportRecorded {
  static constexpr std::string_view kName = "catalog.import_recorded";
  static constexpr std::uint32_t kVersion = 1;
  Import import;
};
LW_DESCRIBE(ImportRecorded, import)

using Event = std::variant<ComponentRegistered, CompositionRecorded, AssetsRecorded,
                           ToeBoundaryRecorded, UpgradabilityRecorded, ImportRecorded>;

}  // namespace lw::catalog
