#pragma once

#include <string>
#include <string_view>

#include "base/calendar.hpp"
#include "base/result.hpp"

namespace lw::codec {

/// How the bytes of a text were read.
enum class TextEncoding {
  kUtf8,
  kWindows1252,  ///< what the Common Criteria portal writes in its CSV files
};

/// Text as UTF-8, and what its bytes were.
struct DecodedText {
  std::string text;
  TextEncoding encoding = TextEncoding::kUtf8;
};

/// Returns `bytes` as UTF-8 without byte-order mark: taken as they are where they are well-formed
/// UTF-8, read as Windows-1252 otherwise. kInvalidInput: a UTF-16 or UTF-32 byte-order mark, or a
/// NUL byte (no list that we read has one).
[[nodiscard]] Result<DecodedText> to_utf8(std::string_view bytes);

/// Returns Windows-1252 bytes as UTF-8. The five bytes that the code page leaves undefined become
/// U+FFFD.
std::string from_windows_1252(std::string_view bytes);

/// Returns `text` with HTML character references replaced: all numeric ones that name a character,
/// and the named ones that occur in certificate lists (ISO 8859-1 letters and a few signs). What is
/// not understood stays as it was written. One pass: "&amp;lt;" becomes "&lt;".
std::string decode_entities(std::string_view text);

/// Reads "MM/DD/YYYY", the date form of the portal CSV; kInvalidInput for anything else,
/// "13/01/2020" included.
[[nodiscard]] Result<Date> parse_us_date(std::string_view text);

/// Reads "YYYY/MM/DD", the date form of the EU list of exploited vulnerabilities; kInvalidInput for
/// anything else.
[[nodiscard]] Result<Date> parse_slash_date(std::string_view text);

/// Returns the day of an RFC 3339 text that may lack its time zone ("2024-09-03",
/// "2024-09-03T00:00:00", "2024-09-03T19:30:53.719217Z"): its first ten characters, the rest only
/// looked at for form. kInvalidInput otherwise.
[[nodiscard]] Result<Date> parse_timestamp_day(std::string_view text);

/// Returns `text` in lower case (ASCII only) with runs of white space made one space, none at the
/// ends.
std::string fold(std::string_view text);

/// Returns `text` without white space at its ends.
std::string_view trim(std::string_view text);

}  // namespace lw::codec
