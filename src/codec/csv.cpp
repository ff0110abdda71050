#include "codec/csv.hpp"

#include <fmt/format.h>

#include <utility>

namespace lw::codec {

void CsvReader::begin_record() {
  at_ = At::kFieldStart;
  raw_.clear();
  field_.clear();
  fields_.clear();
  record_ended_ = false;
  record_line_ = line_;
}

bool CsvReader::end_field() {
  fields_.push_back(std::move(field_));
  field_.clear();
  return fields_.size() <= limits_.columns_max;
}

/// Takes one byte; returns why the record is at fault, or nothing.
std::string CsvReader::step(char c) {
  const auto separator = [&]() -> std::string {
    if (!end_field()) return fmt::format("more than {} columns", limits_.columns_max);
    at_ = At::kFieldStart;
    record_ended_ = c == '\n';
    return {};
  };
  switch (at_) {
    case At::kFieldStart:
      if (c == '"') {
        at_ = At::kQuoted;
        return {};
      }
      [[fallthrough]];
    case At::kBare:
      if (c == ',' || c == '\n') return separator();
      if (c == '\r') at_ = At::kCarriageReturn;
      else if (c == '"') return "a quote inside a field that is not quoted";
      else {
        at_ = At::kBare;
        field_ += c;
      }
      break;
    case At::kQuoted:
      if (c == '"') at_ = At::kQuoteInQuoted;
      else field_ += c;
      break;
    case At::kQuoteInQuoted:
      if (c == ',' || c == '\n') return separator();
      if (c == '\r') at_ = At::kCarriageReturn;
      else if (c == '"') {
        at_ = At::kQuoted;
        field_ += c;
      } else return "text after a closing quote";
      break;
    case At::kCarriageReturn:
      if (c == '\n') return separator();
      return "a carriage return without line feed";
    case At::kSkipLine: break;
  }
  if (field_.size() > limits_.field_bytes_max) {
    return fmt::format("a field of more than {} bytes", limits_.field_bytes_max);
  }
  if (raw_.size() > limits_.record_bytes_max) {
    return fmt::format("a record of more than {} bytes{}", limits_.record_bytes_max,
                       at_ == At::kQuoted ? "; its quote is not closed" : "");
  }
  return {};
}

Result<void> CsvReader::end_record() {
  CsvRecord record{record_line_, std::move(fields_)};
  const bool is_empty_line = record.fields.size() == 1 && record.fields[0].empty();
  begin_record();
  if (is_empty_line) return {};
  return handler_.record(std::move(record));
}

/// Reports the fault and decides where reading goes on: the bytes to read instead of `remainder`
/// when what stands behind the record's first line is to be read again, nothing otherwise.
Result<std::optional<std::string>> CsvReader::recover(std::string why, std::string_view remainder) {
  LW_CHECK(handler_.fault(CsvFault{record_line_, std::move(why)}));
  const auto first_end = raw_.find('\n');
  const bool at_line_end = !raw_.empty() && raw_.back() == '\n';
  if (first_end == std::string::npos || first_end + 1 == raw_.size() ||
      rescans_ >= limits_.rescans_max) {
    begin_record();
    if (!at_line_end) at_ = At::kSkipLine;
    return std::nullopt;
  }
  ++rescans_;
  std::string again = raw_.substr(first_end + 1);
  again += remainder;
  line_ = record_line_ + 1;
  begin_record();
  return again;
}

Result<void> CsvReader::feed(std::string_view piece) {
  std::string again;
  std::size_t i = 0;
  while (i < piece.size()) {
    const char c = piece[i++];
    if (at_ == At::kSkipLine) {
      if (c == '\n') {
        ++line_;
        begin_record();
      }
      continue;
    }
    raw_ += c;
    if (c == '\n') ++line_;
    std::string why = step(c);
    if (!why.empty()) {
      LW_TRY(auto rescan, recover(std::move(why), piece.substr(i)));
      if (rescan) {
        again = std::move(*rescan);
        piece = again;
        i = 0;
      }
      continue;
    }
    if (record_ended_) LW_CHECK(end_record());
  }
  return {};
}

Result<void> CsvReader::finish() {
  while (at_ == At::kQuoted) {
    LW_TRY(const auto rescan, recover("its quote is not closed before the end of the file", {}));
    if (!rescan) break;
    LW_CHECK(feed(*rescan));
  }
  if (at_ == At::kSkipLine || raw_.empty()) {
    begin_record();
    return {};
  }
  if (!end_field()) {
    auto fault = handler_.fault(
        CsvFault{record_line_, fmt::format("more than {} columns", limits_.columns_max)});
    begin_record();
    return fault;
  }
  return end_record();
}

std::string csv_line(std::span<const std::string> fields, FormulaEscape escape) {
  std::string out;
  bool first = true;
  for (const std::string& field : fields) {
    if (!std::exchange(first, false)) out += ',';
    std::string text;
    constexpr std::string_view kFormulaStarts = "=+-@\t\r";
    if (escape == FormulaEscape::kApostrophe && !field.empty() &&
        kFormulaStarts.find(field.front()) != std::string_view::npos) {
      text += '\'';
    }
    text += field;
    // A lone empty field would read as an empty line.
    const bool quote =
        text.find_first_of(",\"\r\n") != std::string::npos || (fields.size() == 1 && text.empty());
    if (!quote) {
      out += text;
      continue;
    }
    out += '"';
    for (const char c : text) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  out += "\r\n";
  return out;
}

}  // namespace lw::codec
