#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.hpp"
#include "base/result.hpp"

namespace lw::codec {

/// Bounds on one row of a certificate list.
struct RegisterLimits {
  std::size_t row_bytes_max = 1U << 20;
  std::size_t links_max = 64;
  std::size_t snapshots_max = 1000;
};

/// Who publishes a row.
enum class RegisterSource { kCommonCriteria, kAnssi, kEnisa };

/// Returns the short name of a source: "cc-portal", "anssi", "enisa".
std::string_view to_string(RegisterSource source);

/// One row of a list of certificates as its publisher wrote it, HTML references replaced. Empty
/// text: not in the list.
struct RegisterRow {
  RegisterSource source = RegisterSource::kCommonCriteria;
  std::string type;    ///< "Common Criteria", "EUCC"
  std::string status;  ///< "Active"
  std::optional<Date> certified_on;
  std::optional<Date> archived_on;  ///< only in the portal's own CSV
  std::string scheme_country;       ///< ISO 3166 alpha-2
  std::string vendor;
  std::string product_name;
  std::string product_version;
  std::string category;
  std::string level;  ///< "EAL5+", "EAL1 augmented with ALC_FLR.2 …", "Basic"
  std::string protection_profile;
  std::string lab;
  std::string certification_body;
  std::string cc_version;
  std::string ava_van;      ///< as written: "5", "Global: 5, SubTSF: 6"
  std::string register_id;  ///< the publisher's id of the row; portal rows have none
  std::string link;
  std::vector<std::string> report_links;
  std::vector<std::string> target_links;
  std::vector<std::uint32_t>
      snapshots;  ///< which snapshots held the row, ascending; empty for a plain list

  bool operator==(const RegisterRow&) const = default;
};

/// One dated state of the lists.
struct RegisterSnapshot {
  std::uint32_t index = 0;
  Date on;
  std::string commit;
  std::uint64_t rows = 0;  ///< rows as published, exact repetitions counted
  std::map<std::string, std::uint64_t> rows_by_source;
};

/// Reads one JSON object of a row history (register_rows.jsonl). kInvalidInput naming the key.
[[nodiscard]] Result<RegisterRow> parse_register_row(std::string_view json,
                                                     const RegisterLimits& limits = {});

/// Reads the table of snapshots (snapshots.json), in order of index. kInvalidInput naming the
/// entry.
[[nodiscard]] Result<std::vector<RegisterSnapshot>> parse_register_snapshots(
    std::string_view json, const RegisterLimits& limits = {});

/// Which of the CSV forms a header line announces.
enum class RegisterForm {
  kRegisterCsv,  ///< source,type,status,date,…: the flat form of the row history
  kPortalCsv,    ///< "Category","Name","Manufacturer",…: the Common Criteria portal's own download
};

/// A CSV header, understood.
struct RegisterHeader {
  RegisterForm form = RegisterForm::kRegisterCsv;
  std::map<std::string, std::size_t, std::less<>> column;  ///< name as written -> index
};

/// Reads a header line. kInvalidInput naming the column that is missing or comes twice.
[[nodiscard]] Result<RegisterHeader> parse_register_header(std::span<const std::string> fields);

/// Reads one CSV record under `header`; fields are bytes of the file (Windows-1252 is converted, US
/// dates are read in the portal's form). kInvalidInput naming the column.
[[nodiscard]] Result<RegisterRow> parse_register_record(const RegisterHeader& header,
                                                        std::span<const std::string> fields);

/// Returns the certificate numbers that a row names in its product name, its links and its register
/// id, best first: a number that the product name carries, then those of documents, then ids of
/// pages.
std::vector<std::string> certificate_numbers_of(const RegisterRow& row);

/// Returns the assurance components that a level text names ("EAL5+" gives "EAL5"; "ALC_FLR.2",
/// "AVA_VAN.5"), in order, without repetition; a bare `ava_van` of "5" adds "AVA_VAN.5".
std::vector<std::string> assurance_components_of(std::string_view level,
                                                 std::string_view ava_van = {});

}  // namespace lw::codec
