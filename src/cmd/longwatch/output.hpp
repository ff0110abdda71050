#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace lw::cmd {

/// A table for people: every row has as many cells as there are columns.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

/// What a verb answers: the same thing for people and for programs.
struct Output {
  std::string text;                               ///< for people; ends without line feed
  boost::json::value json;                        ///< for --json
  std::optional<ErrorCode> wrong = std::nullopt;  ///< set when the answer is that something is not
                                                  ///< as it should be: the program ends with its
                                                  ///< exit code, having answered
  bool is_document =
      false;  ///< the text is a document for other programs: nothing is put before it
};

/// Returns the table aligned, with a rule below the head; "(none)" without rows. Widths count
/// characters, not bytes.
std::string to_text(const Table& table);

/// Returns the number of characters in UTF-8 text (code points: wide enough for aligning names).
std::size_t width_of(std::string_view text);

/// Returns `text` cut to `width` characters, the last replaced by an ellipsis when it was longer.
std::string shorten(std::string_view text, std::size_t width);

/// Returns `number` with thin groups of three, "760 000".
std::string grouped(std::int64_t number);

/// Returns `text` for a terminal: control characters from data replaced, so that a name cannot move
/// the cursor.
std::string printable(std::string_view text);

}  // namespace lw::cmd
