#include "feeds/csv_table.hpp"

#include <fmt/format.h>

#include "codec/encoding.hpp"

namespace lw::feeds {

const std::string& CsvTable::Row::operator[](std::string_view column) const {
  static const std::string none;
  const auto it = columns.find(column);
  return it == columns.end() || it->second >= fields.size() ? none : fields[it->second];
}

Result<void> read_csv_records(Intake& intake,
                              const std::function<Result<void>(codec::CsvRecord&&)>& take) {
  codec::CsvReader reader({.record = take, .fault = [&](codec::CsvFault&& fault) -> Result<void> {
                             intake.count_record();
                             return intake.reject(fmt::format("line {}", fault.line),
                                                  std::move(fault.why));
                           }});
  const auto& request = intake.request();
  LW_CHECK(unpack(request.raw, request.limits, [&](std::string_view piece) {
    intake.count_bytes(piece.size());
    return reader.feed(piece);
  }));
  return reader.finish();
}

Result<void> read_csv_table(Intake& intake, std::initializer_list<std::string_view> required,
                            const std::function<Result<void>(const CsvTable::Row&)>& take) {
  std::map<std::string, std::size_t, std::less<>> columns;
  const auto header = [&](const codec::CsvRecord& record) -> Result<void> {
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      LW_TRY(const auto name, codec::to_utf8(record.fields[i]));
      if (!columns.emplace(codec::trim(name.text), i).second) {
        return fail(ErrorCode::kInvalidInput,
                    fmt::format("the column \"{}\" comes twice", name.text.substr(0, 40)),
                    "header");
      }
    }
    for (const auto name : required) {
      if (!columns.contains(name)) {
        return fail(ErrorCode::kInvalidInput, fmt::format("the column \"{}\" is missing", name),
                    "header");
      }
    }
    return {};
  };
  LW_CHECK(read_csv_records(intake, [&](codec::CsvRecord&& record) -> Result<void> {
    if (columns.empty()) return header(record);
    intake.count_record();
    const std::string where = fmt::format("line {}", record.line);
    if (record.fields.size() != columns.size()) {
      return intake.reject(
          where, fmt::format("{} fields under {} columns", record.fields.size(), columns.size()));
    }
    for (auto& field : record.fields) {
      auto decoded = codec::to_utf8(field);
      if (!decoded) return intake.reject(where, decoded.error().message());
      field = std::string(codec::trim(decoded->text));
    }
    return take({columns, record.fields, record.line});
  }));
  if (columns.empty()) return fail(ErrorCode::kInvalidInput, "an empty document", "header");
  return {};
}

}  // namespace lw::feeds
