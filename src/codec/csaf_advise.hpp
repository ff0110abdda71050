#pragma once

#include "codec/csaf_check.hpp"

namespace lw::codec {

/// Returns every test of CSAF 2.0 §6.2 (optional) and §6.3 (informative) in order, the ones that
/// are not built too: those that need the network or a dictionary.
std::span<const CsafTest> csaf_advice_tests();

/// Returns what could be better in a document, by the optional and informative tests that are
/// built; nothing for a document whose form is wrong. A document is valid whatever is found here.
/// At most kCsafFindingsMax findings. Source: OASIS CSAF 2.0 (2022), §6.2 and §6.3.
std::vector<CsafFinding> advise_csaf(const boost::json::value& document);

}  // namespace lw::codec
