#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/calendar.hpp"
#include "codec/certificate_graph.hpp"
#include "codec/csaf.hpp"
#include "codec/csaf_check.hpp"
#include "codec/cve.hpp"
#include "codec/kev.hpp"

namespace lw::feeds {

/// A certificate as a list of certificates has it. Names are the list's; nothing is the authority's
/// word.
struct ListedCertificate {
  std::string source;  ///< "cc-portal", "anssi", "enisa", "sec-certs"
  std::string key;     ///< names the row within its source; stable while the list is
  std::vector<std::string>
      numbers;  ///< certificate numbers found in the row, best first; portal rows may have none
  std::string scheme;          ///< "Common Criteria", "EUCC"; empty when not said
  std::string scheme_country;  ///< ISO 3166 alpha-2
  std::string status;          ///< as written: "Active", "active", "archived"
  std::string product_name;
  std::string product_version;
  std::string vendor;
  std::string category;
  std::string level;                   ///< as written
  std::vector<std::string> assurance;  ///< components named in it: "EAL5", "AVA_VAN.5"
  std::string protection_profile;
  std::string lab;
  std::string certification_body;
  std::optional<Date> certified_on;
  std::optional<Date> valid_until;  ///< archive or expiry date of the list
  std::vector<std::string> links;   ///< certification reports, security targets, the row's page
  std::vector<std::string> cpes;    ///< somebody's guess; a hint only
  std::optional<Date> seen_on;      ///< day of the snapshot; empty for a list without day

  bool operator==(const ListedCertificate&) const = default;
};

/// A row went on under another key: the two name one certificate.
struct CertificateAlias {
  std::string source;
  std::string key;  ///< the new key
  std::string former_key;
  std::vector<std::string> numbers;
  std::vector<std::string> former_numbers;
  std::string why;  ///< what the two rows share
  std::optional<Date> seen_on;
};

/// A row of earlier snapshots is not in this one. Not a withdrawal: lists lose rows for many
/// reasons.
struct NotInSnapshot {
  std::string source;
  std::string key;
  std::vector<std::string> numbers;
  std::optional<Date> last_seen_on;
  std::optional<Date> missing_on;
};

/// How a certificate refers to another.
enum class ReferenceKind {
  kRefers,         ///< it does; how is not said
  kComponentUsed,  ///< it is evaluated on top of the other
};

/// One certificate refers to another. Circles and self-references are passed on as they are: the
/// taker refuses them.
struct CertificateReference {
  std::string from;  ///< the referring (composite) certificate
  std::string to;
  ReferenceKind kind = ReferenceKind::kRefers;
};

/// What people found who read whether a certificate inherits a weakness of `root`.
struct ReachVerdict {
  std::string root;
  std::string certificate;
  codec::Propagation verdict = codec::Propagation::kUndecided;  ///< kInherits: confirmed affected
  std::vector<std::string> remarks;
};

/// A security advisory and what the tests of CSAF 2.0 say about it. An advisory that fails tests is
/// still a fact.
struct Advisory {
  codec::CsafDocument document;
  std::vector<codec::CsafFinding> findings;  ///< it is not valid (mandatory tests, §6.1)
  std::vector<codec::CsafFinding> advice;    ///< it could be better (§6.2, §6.3)
};

/// A publicly known vulnerability.
struct ExternalVulnerability {
  const codec::CveRecord* record =
      nullptr;  ///< the reader's: valid while the fact is taken; codec::KeptCveRecord keeps it
};

/// A vulnerability known to be exploited.
struct ExploitedVulnerability {
  codec::KevEntry entry;
};

/// What importers hand over.
using Fact = std::variant<ListedCertificate, CertificateAlias, NotInSnapshot, CertificateReference,
                          ReachVerdict, Advisory, ExternalVulnerability, ExploitedVulnerability>;

/// Where a fact comes from.
struct Provenance {
  Digest document;  ///< the raw document, kept by the caller
  std::string document_name;
  std::string where;           ///< line, entry or member within it
  std::uint64_t position = 0;  ///< number of the item, from 1; see ImportRequest::resume_after
};

}  // namespace lw::feeds
