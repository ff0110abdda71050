#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "verify/verify.hpp"

namespace lw::verify {

/// Largest file of keys that is read.
inline constexpr std::size_t kKeyFileSizeMax = 64 << 20;

/// Record keys as a store exports them: whoever holds the file reads those records. Secret as long
/// as the records are.
struct RecordKeys {
  std::string origin;                     ///< of the log that they are for
  std::map<std::string, RecordKey> keys;  ///< by key id
};

/// Returns the file's text: a line that names the form, the origin, then `<key id> <base64>` a
/// line.
std::string format_record_keys(const RecordKeys& keys);

/// Reads such a file; kInvalidInput naming the line.
[[nodiscard]] Result<RecordKeys> parse_record_keys(std::string_view text);

/// Reads public keys of persons, one a line: `<person> <base64 of 32 bytes>`; a person may stand
/// there more than once. Lines that begin with # say nothing. kInvalidInput naming the line.
[[nodiscard]] Result<std::map<std::string, std::set<PersonKey>>> parse_person_keys(
    std::string_view text);

}  // namespace lw::verify
