#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/cwe.hpp"

namespace lw::codec {

/// Most findings that are kept for one document.
inline constexpr std::size_t kCsafFindingsMax = 1000;

/// One thing that is wrong with a CSAF 2.0 document.
struct CsafFinding {
  std::string test;   ///< "schema", or the number of the mandatory test: "6.1.14"
  std::string where;  ///< JSON pointer
  std::string what;
};

/// One of the tests of CSAF 2.0 §6.
struct CsafTest {
  std::string_view id;     ///< "6.1.14"
  std::string_view title;  ///< as the standard has it
  bool is_built = true;    ///< false: known and not built; a document is not judged by it
};

/// Returns every mandatory test of CSAF 2.0 §6.1 in order.
std::span<const CsafTest> csaf_tests();

/// Returns what is wrong with a document by the form of the CSAF 2.0 schema (members, types,
/// choices, patterns) and, where the form is right, by the mandatory tests; empty when nothing is.
/// Names of weaknesses are judged (6.1.11) where `cwe` is given: a name that an id had in any
/// version of the list is right. At most kCsafFindingsMax findings. Source: OASIS CSAF 2.0 (2022),
/// §3 and §6.1.
std::vector<CsafFinding> check_csaf(const boost::json::value& document,
                                    const CweCatalogue* cwe = nullptr);

/// Returns what is wrong with the form only.
std::vector<CsafFinding> check_csaf_form(const boost::json::value& document);

/// Returns the members that the schema does not know, as findings of test 6.2.20.
std::vector<CsafFinding> find_csaf_extras(const boost::json::value& document);

}  // namespace lw::codec
