#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/markup.hpp"
#include "report/words.hpp"

namespace lw::report {

/// How a column is set.
enum class ColumnKind {
  kText,
  kShort,   ///< does not break
  kNumber,  ///< to the right, digits of equal width
};

/// A column of a table.
struct Column {
  std::string_view title;
  ColumnKind kind = ColumnKind::kText;
};

/// Writes a table with a caption, column headers and a header for each row (its first cell).
class Table {
 public:
  Table(Markup& out, std::string_view caption, std::vector<Column> columns);

  Table& row();
  /// The next cell; an absent value is an em dash with "not known" for screen readers.
  Table& text(std::string_view text);
  Table& number(std::optional<std::int64_t> value);
  Table& date(std::optional<Date> date);
  Table& badge(const Look& look);
  /// The next cell, written by `write`.
  Table& cell(const std::function<void(Markup&)>& write);
  void end();

 private:
  Markup& out_;
  std::vector<Column> columns_;
  std::size_t next_ = 0;
  bool in_row_ = false;
};

/// Writes a word with its sign in its tone.
void write_badge(Markup& out, const Look& look);

/// Writes what a reader must know of the backing of a statement: nothing where it is sourced or
/// computed.
void write_backing(Markup& out, Backing backing);

/// Writes a picture with its caption and, folded below it, the table of the same values.
void write_figure(Markup& out, const std::string& picture, std::string_view caption,
                  std::string_view table_name, const std::function<void(Markup&)>& table);

/// Opens a numbered section with its heading; closed by Markup::close().
void open_section(Markup& out, std::string_view id, std::string_view heading);

}  // namespace lw::report
