#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lw::codec {

/// Most certificate numbers that are taken from one text.
inline constexpr std::size_t kCertificateNumbersMax = 16;

/// Returns the certificate numbers that stand in `text` (a product name, a file name, a link, a
/// description), in order and without repetition, at most kCertificateNumbersMax. Separators and
/// case are made alike, nothing is guessed: "ANSSI-CC-2017_59", "ANSSI-cible-CC-2020_49-R01en.pdf"
/// and "Certificat-CC-2019_43.pdf" give "ANSSI-CC-2017/59", "ANSSI-CC-2020/49-R01" and
/// "ANSSI-CC-2019/43"; "BSI-DSZ-CC-0782-V2-2015", "NSCIB-CC-195748-CR", "EUCC-3090-2025-10-06",
/// "KECS-ISIS-0677-2015", "CRP182", "2017-62-INF-3232", "DCSSI-2008/16" stay as they are, in
/// capitals. Linear in the length of the text.
std::vector<std::string> certificate_numbers_in(std::string_view text);

}  // namespace lw::codec
