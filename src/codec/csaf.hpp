#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.hpp"
#include "base/result.hpp"

namespace lw::codec {

/// Bounds on one CSAF document from outside.
struct CsafLimits {
  std::size_t size_bytes_max = 32U << 20;
  std::size_t depth_max = 64;  ///< of the JSON text; branches of the product tree included
  std::size_t products_max = 100'000;
  std::size_t vulnerabilities_max = 20'000;
};

/// One step from the root of a product tree to a product: {"vendor", "Siemens"}.
struct CsafBranch {
  std::string category;
  std::string name;
  bool operator==(const CsafBranch&) const = default;
};

/// One product of a document. A product made of two others (a relationship) names them.
struct CsafProduct {
  std::string id;
  std::string name;
  std::vector<CsafBranch> path;  ///< from the root; empty for a product outside the branches
  std::string cpe;
  std::string purl;
  std::string relationship;  ///< "default_component_of", "installed_on", …; empty when the product
                             ///< stands alone
  std::string component;     ///< product_reference of the relationship
  std::string whole;         ///< relates_to_product_reference of the relationship

  /// Returns the name of the first branch of a category ("vendor", "product_name",
  /// "product_version"); empty when none.
  [[nodiscard]] std::string_view branch(std::string_view category) const;
  bool operator==(const CsafProduct&) const = default;
};

/// A note, a remediation, a threat, a flag: what is said about some products.
struct CsafStatement {
  std::string
      category;  ///< note: "summary"; remediation: "vendor_fix"; threat: "impact"; flag: its label
  std::string title;  ///< notes only
  std::string text;
  std::string url;  ///< remediations only
  std::vector<std::string> products;
  std::vector<std::string> groups;
  bool operator==(const CsafStatement&) const = default;
};

/// A link.
struct CsafReference {
  std::string category;  ///< "self", "external", or empty
  std::string summary;
  std::string url;
  bool operator==(const CsafReference&) const = default;
};

/// One score.
struct CsafScore {
  std::string version;  ///< "2.0", "3.0", "3.1"
  std::string vector;
  std::int32_t base_score_tenths = 0;
  std::vector<std::string> products;
  bool operator==(const CsafScore&) const = default;
};

/// One vulnerability of a document.
struct CsafVulnerability {
  std::string cve;
  std::vector<std::pair<std::string, std::string>> ids;  ///< system name, text
  std::string title;
  std::string cwe;
  std::string cwe_name;
  std::vector<CsafStatement> notes;
  std::map<std::string, std::vector<std::string>> status;  ///< "known_affected" -> product ids
  std::vector<CsafScore> scores;
  std::vector<CsafStatement> remediations;
  std::vector<CsafStatement> threats;
  std::vector<CsafStatement> flags;
  std::vector<CsafReference> references;
  bool operator==(const CsafVulnerability&) const = default;
};

/// One entry of the revision history.
struct CsafRevision {
  std::string number;
  std::string date;  ///< RFC 3339, as written
  std::string summary;
  bool operator==(const CsafRevision&) const = default;
};

/// A CSAF 2.0 document: what Longwatch reads of an advisory, and what it writes one from.
struct CsafDocument {
  std::string category;  ///< "csaf_security_advisory", "csaf_vex", …
  std::string title;
  std::string lang;
  std::string tlp;                 ///< "WHITE", "GREEN", "AMBER", "RED"; empty when not given
  std::string publisher_category;  ///< "vendor", "coordinator", …
  std::string publisher_name;
  std::string publisher_namespace;
  std::string id;
  std::string status;  ///< "draft", "interim", "final"
  std::string version;
  std::string initial_release;  ///< RFC 3339, as written
  std::string current_release;
  std::vector<std::string> aliases;
  std::vector<CsafRevision> revisions;
  std::vector<CsafStatement> notes;
  std::vector<CsafReference> references;
  std::vector<CsafProduct> products;                       ///< in the order of the document
  std::map<std::string, std::vector<std::string>> groups;  ///< group id -> product ids
  std::vector<CsafVulnerability> vulnerabilities;
  bool operator==(const CsafDocument&) const = default;

  /// Returns the product with this id, or null.
  [[nodiscard]] const CsafProduct* find_product(std::string_view product_id) const;
};

/// Reads a CSAF 2.0 document. Says only whether it can be understood: whether it is *valid* is for
/// check_csaf. kInvalidInput with line or path: not JSON, a key twice, not CSAF 2.0, a member of
/// another type than the schema's; kTooLarge beyond the limits.
[[nodiscard]] Result<CsafDocument> parse_csaf(std::string_view json, const CsafLimits& limits = {});

/// Reads a CSAF 2.0 document that is JSON already. Errors as above.
[[nodiscard]] Result<CsafDocument> read_csaf(const boost::json::value& json,
                                             const CsafLimits& limits = {});

/// Returns the document as CSAF 2.0 JSON. Products with a path become branches, joined where their
/// paths agree; severity and metrics of a score follow from its vector; keys are in order. Nothing
/// is invented: whether the result is valid depends on what is filled in; put it to check_csaf
/// before it is published. kInvalidInput: a score whose vector cannot be read.
[[nodiscard]] Result<boost::json::value> write_csaf(const CsafDocument& document);

}  // namespace lw::codec
