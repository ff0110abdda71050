#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/cve.hpp"

namespace lw::feeds {

/// What a component is called, and by what kind of name.
enum class IdentifierKind {
  kCertificate,  ///< certificate number: "BSI-DSZ-CC-0782-V2-2015"
  kChip,         ///< IC name: "M7892 B11", "SLE78"
  kLibrary,      ///< crypto library, without version: "RSA Library"
  kProduct,      ///< platform, applet or device: "YubiKey 5", "JCOP 4"
  kMaker,        ///< "Infineon"
  kCpe,          ///< CPE 2.2 or 2.3 name, or "vendor:product"
};

/// One name.
struct Identifier {
  IdentifierKind kind = IdentifierKind::kProduct;
  std::string text;
};

/// What sort of thing a component is; it decides by which words a text may speak of it in general.
enum class ComponentSort { kChip, kLibrary, kPlatform, kOther };

/// A component of the catalogue, as far as matching needs it.
struct KnownComponent {
  std::string id;
  ComponentSort sort = ComponentSort::kOther;
  std::string version;  ///< "1.02.013"; empty when unknown
  std::vector<Identifier> identifiers;
};

/// Why a link is proposed, strongest first. Proposals rest on identity; names of a product database
/// (CPE) come last.
enum class MatchReason {
  kCertificateNumber,  ///< the text names a certificate of the component
  kNameAndVersion,     ///< a name of the component, and near it its version
  kChipAndLibrary,     ///< a chip name and a library name of the component
  kChipName,
  kLibraryName,
  kProductName,
  kMakerAndSort,  ///< the maker, and near it the sort of component: "an Infineon cryptographic
                  ///< library"
  kCpe,           ///< hint: vendor and product of a CPE agree
};

/// Returns the name of a reason: "certificate_number", …
std::string_view to_string(MatchReason reason);

/// One piece of evidence.
struct MatchEvidence {
  MatchReason reason = MatchReason::kCpe;
  std::string identifier;  ///< the component's name that was found
  std::string excerpt;     ///< the words around it, as written
};

/// A link that a person may record or refuse. Nothing is linked by itself.
struct Proposal {
  std::string component;
  std::string vulnerability;  ///< CVE id
  MatchReason best = MatchReason::kCpe;
  std::vector<MatchEvidence> evidence;  ///< strongest first
};

/// Pairs (component, vulnerability) on which a person has decided, for or against.
using DecidedPairs = std::set<std::pair<std::string, std::string>>;

/// Finds known components in texts about vulnerabilities. Cost of building: linear in the
/// identifiers; of propose: linear in the length of the record's text. Immutable once built, so it
/// may be used from several threads.
class Matcher {
 public:
  explicit Matcher(std::span<const KnownComponent> components);
  ~Matcher();
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;

  /// Returns proposals for one record, strongest first, at most kProposalsMax; without pairs that
  /// are decided already. Reads title, description, references, vendor, product, versions and CPEs;
  /// "n/a" is no name.
  [[nodiscard]] std::vector<Proposal> propose(const codec::CveRecord& record,
                                              const DecidedPairs& decided = {}) const;

  /// Most proposals for one record: a text that names more components than that names a market, not
  /// a product.
  static constexpr std::size_t kProposalsMax = 500;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace lw::feeds
