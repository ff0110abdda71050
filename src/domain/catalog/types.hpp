#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "codec/reflect.hpp"
#include "domain/kernel/ids.hpp"

namespace lw::catalog {

/// Where a component sits in a composition, lowest first. Surveillance looks at the first four one
/// by one (paper 000 III-M).
enum class Layer {
  kIc,                ///< the integrated circuit
  kCryptoLibrary,     ///< certified with the IC or on its own
  kPlatform,          ///< operating system, for example a Java Card platform
  kApplet,            ///< application: travel document, signature, identification
  kFirmware,          ///< software of a device that is not a card
  kEmbeddedSoftware,  ///< one certified version of IC + operating system + applets, as fielded
                      ///< ("ESW")
};
LW_DESCRIBE_ENUM(Layer, kIc, kCryptoLibrary, kPlatform, kApplet, kFirmware, kEmbeddedSoftware)

/// A question to which "not known" is an honest answer.
enum class Tristate { kUnknown, kNo, kYes };
LW_DESCRIBE_ENUM(Tristate, kUnknown, kNo, kYes)

/// How the patch mechanism was evaluated at first certification (R69; paper 000 III-R).
enum class PatchMethod { kJilCodeLoading, kAnssiNote06, kIsoPatchManagement, kIsciPackages };
LW_DESCRIBE_ENUM(PatchMethod, kJilCodeLoading, kAnssiNote06, kIsoPatchManagement, kIsciPackages)

/// What an attack may be after (R25).
enum class AssetKind {
  kBiometricData,
  kAuthenticationKey,
  kSignatureKey,
  kPersonalData,
  kPin,
  kCode,
  kOther
};
LW_DESCRIBE_ENUM(AssetKind, kBiometricData, kAuthenticationKey, kSignatureKey, kPersonalData, kPin,
                 kCode, kOther)

/// The three uses of a chip-based identity document (R9; paper 000, introduction), extensible by
/// name in a programme.
enum class Use { kFreeMovement, kBorderCrossing, kDigitalIdentity };
LW_DESCRIBE_ENUM(Use, kFreeMovement, kBorderCrossing, kDigitalIdentity)

/// One asset and the uses that rest on it.
struct Asset {
  std::string name;
  AssetKind kind = AssetKind::kOther;
  std::set<Use> uses;
  bool operator==(const Asset&) const = default;
};
LW_DESCRIBE(Asset, name, kind, uses)

/// The limits of what a certificate covers, and the proof that the outside cannot affect it (R70,
/// R71).
struct ToeBoundary {
  std::set<ComponentId> outside;       ///< parts of the product outside the TOE
  std::optional<EvidenceId> evidence;  ///< proof that changes outside cannot affect the TOE
  bool operator==(const ToeBoundary&) const = default;
};
LW_DESCRIBE(ToeBoundary, outside, evidence)

/// What the chip and its certificate offer for repair in the field (R68, R69, R84).
struct PatchMechanism {
  PatchMethod method = PatchMethod::kJilCodeLoading;
  CertificateId certified_by;  ///< the certificate that covers the mechanism
  bool operator==(const PatchMechanism&) const = default;
};
LW_DESCRIBE(PatchMechanism, method, certified_by)

/// One version of one thing.
struct Component {
  ComponentId id;
  Layer layer = Layer::kIc;
  std::string name;
  std::string version;
  OrganisationId developer;
  std::optional<FamilyId> family;  ///< components of one family fail together (R60)
  std::set<ComponentId> rests_on;  ///< what it is built on or contains, directly
  std::vector<Asset> assets;
  std::optional<ToeBoundary> toe;
  std::optional<PatchMechanism> patch_mechanism;
  Tristate upgradable_in_field = Tristate::kUnknown;  ///< R84
  std::set<std::string>
      identifiers;  ///< names under which feeds may speak of it: CPE, part number, library version
  bool operator==(const Component&) const = default;
};
LW_DESCRIBE(Component, id, layer, name, version, developer, family, rests_on, assets, toe,
            patch_mechanism, upgradable_in_field, identifiers)

/// One public document that was imported: whence the facts are that came with it. The document
/// itself is kept as a blob under its hash.
struct Import {
  std::string kind;           ///< what it holds, as the importer calls it: "csaf", "cve"
  std::string document_name;  ///< the file's
  Digest document;            ///< SHA-256 of the document as it came
  std::uint64_t size_bytes = 0;
  std::uint64_t records = 0;        ///< found in it, good and bad
  std::uint64_t taken = 0;          ///< facts that were new
  std::uint64_t merged = 0;         ///< known under another name or in part
  std::uint64_t unchanged = 0;      ///< known already
  std::uint64_t rejected = 0;       ///< records and facts that were refused
  std::uint64_t resumed_after = 0;  ///< items done by an earlier import that did not reach the end
  std::string stopped;              ///< why it was not read to its end; empty: it was
  std::optional<CaseId> about;      ///< the case that it was imported for
  PersonId by;
  Instant at;
  bool operator==(const Import&) const = default;
};
LW_DESCRIBE(Import, kind, document_name, document, size_bytes, records, taken, merged, unchanged,
            rejected, resumed_after, stopped, about, by, at)

}  // namespace lw::catalog
