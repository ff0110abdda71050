#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace lw::codec {

/// Bounds on CSV from outside.
struct CsvLimits {
  std::size_t field_bytes_max = 1U << 20;
  std::size_t record_bytes_max = 4U << 20;
  std::size_t columns_max = 256;
  /// A quote that is never closed swallows what follows. So often is the text behind its line read
  /// again; after that the swallowed text is given up, so that hostile input cannot make the work
  /// quadratic.
  std::size_t rescans_max = 16;
};

/// One record and where it began.
struct CsvRecord {
  std::size_t line = 1;  ///< first line of the record, from 1
  std::vector<std::string> fields;
};

/// One record that could not be read; reading goes on with the next line.
struct CsvFault {
  std::size_t line = 1;
  std::string why;
};

/// Who takes what the reader finds. An error that a callback returns ends the reading and is
/// returned by feed().
struct CsvHandler {
  std::function<Result<void>(CsvRecord&&)> record;
  std::function<Result<void>(CsvFault&&)> fault;
};

/// Reads CSV (RFC 4180) piece by piece: lines end with CRLF or LF, quotes are doubled inside
/// quotes, a quote inside a bare field is a fault. Empty lines are passed over. Bytes are not
/// decoded: fields are what stood in the file. Memory: one record, bounded by the limits.
class CsvReader {
 public:
  explicit CsvReader(CsvHandler handler, const CsvLimits& limits = {})
      : handler_(std::move(handler)), limits_(limits) {}

  /// Takes the next piece of the file, cut anywhere.
  [[nodiscard]] Result<void> feed(std::string_view piece);

  /// Says that the file has ended: gives out the last record, or the fault that its quote is still
  /// open.
  [[nodiscard]] Result<void> finish();

 private:
  enum class At { kFieldStart, kBare, kQuoted, kQuoteInQuoted, kCarriageReturn, kSkipLine };

  [[nodiscard]] std::string step(char c);
  [[nodiscard]] Result<void> end_record();
  [[nodiscard]] Result<std::optional<std::string>> recover(std::string why,
                                                           std::string_view remainder);
  [[nodiscard]] bool end_field();
  void begin_record();

  CsvHandler handler_;
  CsvLimits limits_;
  At at_ = At::kFieldStart;
  std::string raw_;    ///< the record so far, as written
  std::string field_;  ///< the field so far, unquoted
  std::vector<std::string> fields_;
  bool record_ended_ = false;
  std::size_t line_ = 1;         ///< line of the next byte
  std::size_t record_line_ = 1;  ///< line on which the record began
  std::size_t rescans_ = 0;
};

/// What a field that a spreadsheet would run as a formula becomes.
enum class FormulaEscape {
  kApostrophe,  ///< an apostrophe in front: safe to open in a spreadsheet
  kNone,        ///< as it is: for programs only
};

/// Returns one record with CRLF at its end, quoted where RFC 4180 §2 demands it. A field that
/// begins with = + - @ tab or CR is a formula to a spreadsheet (OWASP "CSV Injection"); by default
/// an apostrophe is put in front.
std::string csv_line(std::span<const std::string> fields,
                     FormulaEscape escape = FormulaEscape::kApostrophe);

}  // namespace lw::codec
