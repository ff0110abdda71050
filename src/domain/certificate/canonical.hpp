#pragma once

#include <string>
#include <string_view>

namespace lw::certificate {

/// Longest alias; the ways of the schemes are looked for in no more than this many bytes.
inline constexpr std::size_t kSpellingSizeMax = 256;

/// Returns the canonical form of a certificate id in the way of its scheme: ANSSI-CC-2017/59 for
/// ANSSI-CC-2017_59, "BSI-DSZ-CC-0782-V2-2015" for "bsi-dsz-cc-782-v2-2015", NSCIB-CC-…-CR,
/// EUCC-3087-2025-12-0001, OCSI/CERT/…, CCEVS-VR-…. Text of no known scheme is returned trimmed,
/// with every byte that no id may hold replaced by "-", and shortened to `beginning~digits` where
/// it is longer than an id may be. Applying it twice changes nothing. Two certificates never share
/// a canonical form unless they share number, version and year.
std::string canonical_id(std::string_view text);

/// Returns the form under which aliases are looked up: canonical, in upper case.
std::string fold_alias(std::string_view text);

}  // namespace lw::certificate
