#include "cmd/longwatch/output.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lw::cmd {
namespace {

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

void add_row(std::string& out, const std::vector<std::string>& cells,
             const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = printable(cells[i]);
    line += cell;
    if (i + 1 < cells.size()) line += std::string(widths[i] - width_of(cell) + 2, ' ');
  }
  out += line + "\n";
}

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string shorten(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string(text);
  std::string out;
  std::size_t seen = 0;
  for (const char c : text) {
    if (starts_character(c) && ++seen == width) break;
    out.push_back(c);
  }
  return out + "…";
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number < 0 ? -number : number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, " ");
  return number < 0 ? "-" + digits : digits;
}

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(byte < 0x20 || byte == 0x7f ? '?' : c);
  }
  return out;
}

std::string to_text(const Table& table) {
  if (table.rows.empty()) return "(none)";
  std::vector<std::size_t> widths;
  for (const auto& column : table.columns) widths.push_back(width_of(column));
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width_of(printable(row[i])));
  }
  std::string out;
  add_row(out, table.columns, widths);
  std::vector<std::string> rule;
  for (const std::size_t width : widths) {
    std::string line;
    for (std::size_t i = 0; i < width; ++i) line += "─";
    rule.push_back(line);
  }
  add_row(out, rule, widths);
  for (const auto& row : table.rows) add_row(out, row, widths);
  out.pop_back();
  return out;
}

}  // namespace lw::cmd
