#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "codec/csv.hpp"
#include "feeds/intake.hpp"

namespace lw::feeds {

/// A CSV document whose first record names its columns.
struct CsvTable {
  /// One record under the names of its columns.
  struct Row {
    const std::map<std::string, std::size_t, std::less<>>& columns;
    const std::vector<std::string>& fields;
    std::size_t line = 1;

    /// Returns the cell of a column; an empty text when there is no such column.
    const std::string& operator[](std::string_view column) const;
  };
};

/// Reads the records of a CSV document: bad ones are rejected with their line, good ones given to
/// `take` as UTF-8 without space at the ends. kInvalidInput when a required column is missing;
/// errors of unpack and of `take`.
[[nodiscard]] Result<void> read_csv_table(
    Intake& intake, std::initializer_list<std::string_view> required,
    const std::function<Result<void>(const CsvTable::Row&)>& take);

/// Reads raw CSV records: `take` gets each, the header first; faults are rejected with their line.
[[nodiscard]] Result<void> read_csv_records(
    Intake& intake, const std::function<Result<void>(codec::CsvRecord&&)>& take);

}  // namespace lw::feeds
