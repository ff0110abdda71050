#include "codec/register_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codec/certificate_number.hpp"
#include "codec/encoding.hpp"
#include "codec/json.hpp"

namespace lw::codec {
namespace {

namespace bj = boost::json;

std::string clean(std::string_view text) { return std::string(trim(decode_entities(text))); }

Result<RegisterSource> source_from(std::string_view text) {
  if (text == "Common Criteria") return RegisterSource::kCommonCriteria;
  if (text == "ANSSI") return RegisterSource::kAnssi;
  if (text == "ENISA") return RegisterSource::kEnisa;
  return fail(ErrorCode::kInvalidInput,
              "unknown publisher \"" + std::string(text.substr(0, 40)) + "\"", "source",
              "known are Common Criteria, ANSSI, ENISA");
}

/// Reads members of one JSON row; the first fault stays.
class RowReader {
 public:
  RowReader(const bj::object& object, const RegisterLimits& limits)
      : object_(object), limits_(limits) {}

  std::string text(std::string_view key) {
    const auto* value = object_.if_contains(key);
    if (value == nullptr || value->is_null()) return {};
    if (!value->is_string()) {
      miss(key, "expected text");
      return {};
    }
    return clean(std::string_view(value->get_string()));
  }

  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> out;
    const auto* value = object_.if_contains(key);
    if (value == nullptr || value->is_null()) return out;
    if (!value->is_array() || value->get_array().size() > limits_.links_max) {
      miss(key, fmt::format("expected a list of at most {} texts", limits_.links_max));
      return out;
    }
    for (const auto& item : value->get_array()) {
      if (item.is_string()) out.push_back(clean(std::string_view(item.get_string())));
      else miss(key, "expected texts");
    }
    return out;
  }

  std::vector<std::uint32_t> numbers(std::string_view key) {
    std::vector<std::uint32_t> out;
    const auto* value = object_.if_contains(key);
    if (value == nullptr) return out;
    if (!value->is_array() || value->get_array().size() > limits_.snapshots_max) {
      miss(key, fmt::format("expected a list of at most {} numbers", limits_.snapshots_max));
      return out;
    }
    for (const auto& item : value->get_array()) {
      const bool is_index = item.is_int64() && item.get_int64() >= 0 &&
                            item.get_int64() < static_cast<std::int64_t>(limits_.snapshots_max);
      if (!is_index ||
          (!out.empty() && out.back() >= static_cast<std::uint32_t>(item.get_int64()))) {
        miss(key, "expected snapshot numbers in ascending order");
        return out;
      }
      out.push_back(static_cast<std::uint32_t>(item.get_int64()));
    }
    return out;
  }

  void miss(std::string_view key, std::string why) {
    if (!fault_) fault_ = Error{ErrorCode::kInvalidInput, std::move(why), std::string(key), {}};
  }

  std::optional<Error> fault_;

 private:
  const bj::object& object_;
  const RegisterLimits& limits_;
};

Result<std::string> field(const RegisterHeader& header, std::span<const std::string> fields,
                          std::string_view name) {
  const auto it = header.column.find(name);
  if (it == header.column.end() || it->second >= fields.size()) return std::string();
  auto decoded = to_utf8(fields[it->second]);
  if (!decoded) {
    decoded.error().where = std::string(name);
    return std::unexpected(decoded.error());
  }
  return clean(decoded->text);
}

Result<std::optional<Date>> optional_date(Result<Date> (*parse)(std::string_view),
                                          std::string_view text, std::string_view name) {
  if (text.empty()) return std::optional<Date>{};
  auto date = parse(text);
  if (!date) {
    date.error().where = std::string(name);
    return std::unexpected(date.error());
  }
  return std::optional<Date>(*date);
}

Result<RegisterRow> portal_record(const RegisterHeader& header,
                                  std::span<const std::string> fields) {
  RegisterRow row;
  row.source = RegisterSource::kCommonCriteria;
  row.type = "Common Criteria";
  LW_TRY(row.category, field(header, fields, "Category"));
  LW_TRY(row.product_name, field(header, fields, "Name"));
  LW_TRY(row.vendor, field(header, fields, "Manufacturer"));
  LW_TRY(row.scheme_country, field(header, fields, "Scheme"));
  LW_TRY(row.level, field(header, fields, "Assurance Level"));
  LW_TRY(row.protection_profile, field(header, fields, "Protection Profile(s)"));
  LW_TRY(const std::string certified, field(header, fields, "Certification Date"));
  LW_TRY(row.certified_on, optional_date(parse_us_date, certified, "Certification Date"));
  LW_TRY(const std::string archived, field(header, fields, "Archived Date"));
  LW_TRY(row.archived_on, optional_date(parse_us_date, archived, "Archived Date"));
  LW_TRY(const std::string report, field(header, fields, "Certification Report URL"));
  LW_TRY(const std::string target, field(header, fields, "Security Target URL"));
  if (!report.empty()) row.report_links.push_back(report);
  if (!target.empty()) row.target_links.push_back(target);
  row.link = target.empty() ? report : target;
  return row;
}

Result<RegisterRow> flat_record(const RegisterHeader& header, std::span<const std::string> fields) {
  RegisterRow row;
  LW_TRY(const std::string source, field(header, fields, "source"));
  LW_TRY(row.source, source_from(source));
  LW_TRY(row.type, field(header, fields, "type"));
  LW_TRY(row.status, field(header, fields, "status"));
  LW_TRY(const std::string date, field(header, fields, "date"));
  LW_TRY(row.certified_on, optional_date(Date::parse, date, "date"));
  LW_TRY(row.scheme_country, field(header, fields, "scheme_country"));
  LW_TRY(row.vendor, field(header, fields, "vendor"));
  LW_TRY(row.product_name, field(header, fields, "productName"));
  LW_TRY(row.product_version, field(header, fields, "productVersion"));
  LW_TRY(row.category, field(header, fields, "productCategory"));
  LW_TRY(row.level, field(header, fields, "certificationLevel"));
  LW_TRY(row.protection_profile, field(header, fields, "protectionProfile"));
  LW_TRY(row.lab, field(header, fields, "lab"));
  LW_TRY(row.cc_version, field(header, fields, "ccVersion"));
  LW_TRY(row.ava_van, field(header, fields, "avaVanLevel"));
  LW_TRY(row.register_id, field(header, fields, "register_id"));
  LW_TRY(row.link, field(header, fields, "link"));
  return row;
}

void add_numbers(std::vector<std::string>& out, std::string_view text) {
  for (auto& number : certificate_numbers_in(text)) {
    if (std::find(out.begin(), out.end(), number) == out.end()) out.push_back(std::move(number));
  }
}

std::string_view file_of(std::string_view link) {
  const auto name = link.rfind("filename=");
  if (name != std::string_view::npos) return link.substr(name + 9);
  const auto slash = link.rfind('/');
  return slash == std::string_view::npos ? link : link.substr(slash + 1);
}

}  // namespace

std::string_view to_string(RegisterSource source) {
  switch (source) {
    case RegisterSource::kCommonCriteria: return "cc-portal";
    case RegisterSource::kAnssi: return "anssi";
    case RegisterSource::kEnisa: return "enisa";
  }
  return "unknown";
}

Result<RegisterRow> parse_register_row(std::string_view json, const RegisterLimits& limits) {
  LW_TRY(const auto value,
         parse_json(json, {.size_bytes_max = limits.row_bytes_max, .depth_max = 8}));
  if (!value.is_object()) return fail(ErrorCode::kInvalidInput, "expected an object");
  RowReader reader(value.get_object(), limits);
  RegisterRow row;
  LW_TRY(row.source, source_from(reader.text("source")));
  row.type = reader.text("type");
  row.status = reader.text("status");
  row.scheme_country = reader.text("scheme_country");
  row.vendor = reader.text("vendor");
  row.product_name = reader.text("productName");
  row.product_version = reader.text("productVersion");
  row.category = reader.text("productCategory");
  row.level = reader.text("certificationLevel");
  row.protection_profile = reader.text("protectionProfile");
  row.lab = reader.text("lab");
  row.certification_body = reader.text("certificationBody");
  row.cc_version = reader.text("ccVersion");
  row.ava_van = reader.text("avaVanLevel");
  row.register_id = reader.text("register_id");
  row.link = reader.text("link");
  row.report_links = reader.texts("certificationReportUrls");
  row.target_links = reader.texts("securityTargetUrls");
  row.snapshots = reader.numbers("in_snapshots");
  const std::string date = reader.text("date");
  if (reader.fault_) return std::unexpected(*reader.fault_);
  LW_TRY(row.certified_on, optional_date(Date::parse, date, "date"));
  if (row.product_name.empty())
    return fail(ErrorCode::kInvalidInput, "a row without product", "productName");
  return row;
}

Result<std::vector<RegisterSnapshot>> parse_register_snapshots(std::string_view json,
                                                               const RegisterLimits& limits) {
  LW_TRY(const auto value,
         parse_json(json, {.size_bytes_max = limits.row_bytes_max, .depth_max = 8}));
  if (!value.is_array() || value.get_array().size() > limits.snapshots_max) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("expected a list of at most {} snapshots", limits.snapshots_max));
  }
  std::vector<RegisterSnapshot> out;
  for (const auto& item : value.get_array()) {
    const std::string where = fmt::format("entry {}", out.size());
    const auto* object = item.if_object();
    const auto* index = object != nullptr ? object->if_contains("index") : nullptr;
    const auto* day = object != nullptr ? object->if_contains("snapshot") : nullptr;
    if (index == nullptr || day == nullptr || !day->is_string() || !index->is_int64() ||
        index->get_int64() != static_cast<std::int64_t>(out.size())) {
      return fail(ErrorCode::kInvalidInput, "expected index (counted from 0) and snapshot (a date)",
                  where);
    }
    RegisterSnapshot snapshot;
    snapshot.index = static_cast<std::uint32_t>(index->get_int64());
    LW_TRY(const auto on, optional_date(Date::parse, std::string_view(day->get_string()), where));
    if (!on) return fail(ErrorCode::kInvalidInput, "a snapshot without date", where);
    snapshot.on = *on;
    if (!out.empty() && out.back().on > snapshot.on) {
      return fail(ErrorCode::kInvalidInput, "a snapshot older than the one before it", where);
    }
    if (const auto* commit = object->if_contains("commit");
        commit != nullptr && commit->is_string()) {
      snapshot.commit = commit->get_string();
    }
    if (const auto* rows = object->if_contains("rows");
        rows != nullptr && rows->is_int64() && rows->get_int64() >= 0) {
      snapshot.rows = static_cast<std::uint64_t>(rows->get_int64());
    }
    const auto* by_source = object->if_contains("by_source");
    if (by_source != nullptr && by_source->is_object()) {
      for (const auto& [name, count] : by_source->get_object()) {
        if (count.is_int64() && count.get_int64() >= 0) {
          snapshot.rows_by_source[std::string(name)] =
              static_cast<std::uint64_t>(count.get_int64());
        }
      }
    }
    out.push_back(std::move(snapshot));
  }
  return out;
}

Result<RegisterHeader> parse_register_header(std::span<const std::string> fields) {
  RegisterHeader header;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    LW_TRY(const auto name, to_utf8(fields[i]));
    if (!header.column.emplace(trim(name.text), i).second) {
      return fail(ErrorCode::kInvalidInput,
                  "the column \"" + name.text.substr(0, 40) + "\" comes twice", "header");
    }
  }
  const auto has_all = [&](std::initializer_list<std::string_view> names,
                           std::string_view& missing) {
    for (const auto name : names) {
      if (!header.column.contains(name)) {
        missing = name;
        return false;
      }
    }
    return true;
  };
  std::string_view missing;
  if (header.column.contains("Certification Date") || header.column.contains("Category")) {
    header.form = RegisterForm::kPortalCsv;
    if (has_all(
            {"Category", "Name", "Manufacturer", "Scheme", "Assurance Level", "Certification Date",
             "Archived Date", "Certification Report URL", "Security Target URL"},
            missing)) {
      return header;
    }
  } else if (has_all({"source", "productName", "vendor", "date", "link"}, missing)) {
    return header;
  }
  return fail(ErrorCode::kInvalidInput, "the column \"" + std::string(missing) + "\" is missing",
              "header", "this is neither the portal's CSV nor a list of register rows");
}

Result<RegisterRow> parse_register_record(const RegisterHeader& header,
                                          std::span<const std::string> fields) {
  if (fields.size() != header.column.size()) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} fields under {} columns", fields.size(), header.column.size()));
  }
  LW_TRY(auto row, header.form == RegisterForm::kPortalCsv ? portal_record(header, fields)
                                                           : flat_record(header, fields));
  if (row.product_name.empty()) return fail(ErrorCode::kInvalidInput, "a row without product");
  return row;
}

std::vector<std::string> certificate_numbers_of(const RegisterRow& row) {
  std::vector<std::string> out;
  add_numbers(out, row.product_name);
  for (const auto& link : row.report_links) add_numbers(out, file_of(link));
  for (const auto& link : row.target_links) add_numbers(out, file_of(link));
  add_numbers(out, file_of(row.link));
  add_numbers(out, row.register_id);
  return out;
}

std::vector<std::string> assurance_components_of(std::string_view level, std::string_view ava_van) {
  std::vector<std::string> out;
  const auto add = [&](std::string text) {
    if (std::find(out.begin(), out.end(), text) == out.end()) out.push_back(std::move(text));
  };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t at = 0; at < level.size(); ++at) {
    const auto rest = level.substr(at);
    if (rest.starts_with("EAL")) {
      std::size_t next = 3;
      if (next < rest.size() && rest[next] == ' ') ++next;
      if (next < rest.size() && rest[next] >= '1' && rest[next] <= '7')
        add("EAL" + std::string(1, rest[next]));
    }
    // CC Part 3: class of three letters, family of three, component of one digit.
    const bool is_component = rest.size() >= 9 && rest[3] == '_' && rest[7] == '.' &&
                              is_digit(rest[8]) && rest[0] == 'A' &&
                              std::all_of(rest.begin(), rest.begin() + 7, [](char c) {
                                return c == '_' || (c >= 'A' && c <= 'Z');
                              });
    if (is_component) add(std::string(rest.substr(0, 9)));
  }
  const auto van = trim(ava_van);
  if (van.size() == 1 && van[0] >= '1' && van[0] <= '5') add("AVA_VAN." + std::string(van));
  return out;
}

}  // namespace lw::codec
