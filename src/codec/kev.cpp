#include "codec/kev.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codec/encoding.hpp"
#include "codec/json.hpp"

namespace lw::codec {
namespace {

namespace bj = boost::json;

Result<std::string> text_of(const bj::object& object, std::string_view key,
                            const KevLimits& limits) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string())
    return fail(ErrorCode::kInvalidInput, fmt::format("{} is not a text", key));
  if (value->get_string().size() > limits.text_bytes_max) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("{} has more than {} bytes", key, limits.text_bytes_max));
  }
  return std::string(value->get_string());
}

Result<std::optional<Date>> date_of(const bj::object& object, std::string_view key,
                                    KevSource source, const KevLimits& limits) {
  LW_TRY(const std::string text, text_of(object, key, limits));
  if (text.empty()) return std::optional<Date>{};
  auto date = source == KevSource::kCisa ? Date::parse(text) : parse_slash_date(text);
  if (!date) return fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", key, date.error().what));
  return std::optional<Date>(*date);
}

Result<KevEntry> entry_of(const bj::value& value, KevSource source, const KevLimits& limits) {
  const auto* object = value.if_object();
  if (object == nullptr) return fail(ErrorCode::kInvalidInput, "an entry is not an object");
  KevEntry entry;
  entry.source = source;
  const bool is_cisa = source == KevSource::kCisa;
  LW_TRY(entry.cve, text_of(*object, "cveID", limits));
  LW_TRY(entry.euvd, text_of(*object, "euvdID", limits));
  if (entry.cve.empty() && entry.euvd.empty())
    return fail(ErrorCode::kInvalidInput, "neither cveID nor euvdID");
  if (!entry.cve.empty() && !is_cve_id(entry.cve)) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("cveID \"{}\" is not one", entry.cve.substr(0, 40)));
  }
  LW_TRY(entry.vendor, text_of(*object, "vendorProject", limits));
  LW_TRY(entry.product, text_of(*object, "product", limits));
  LW_TRY(entry.name, text_of(*object, "vulnerabilityName", limits));
  LW_TRY(entry.description, text_of(*object, "shortDescription", limits));
  LW_TRY(entry.reported_by, text_of(*object, "originSource", limits));
  LW_TRY(const auto listed,
         date_of(*object, is_cisa ? "dateAdded" : "dateReported", source, limits));
  if (!listed) return fail(ErrorCode::kInvalidInput, "an entry without the day of its listing");
  entry.listed_on = *listed;
  if (is_cisa) {
    LW_TRY(entry.due_on, date_of(*object, "dueDate", source, limits));
  } else {
    LW_TRY(entry.patched_on, date_of(*object, "patchedSince", source, limits));
  }
  if (const auto* cwes = object->if_contains("cwes"); cwes != nullptr && cwes->is_array()) {
    for (const auto& cwe : cwes->get_array()) {
      if (cwe.is_string() && entry.cwes.size() < 64) entry.cwes.emplace_back(cwe.get_string());
    }
  }
  return entry;
}

}  // namespace

bool is_cve_id(std::string_view text) {
  const auto digits = [](std::string_view part, std::size_t min, std::size_t max) {
    return part.size() >= min && part.size() <= max &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return text.starts_with("CVE-") && text.size() > 9 && digits(text.substr(4, 4), 4, 4) &&
         text[8] == '-' && digits(text.substr(9), 4, 19);
}

Result<KevCatalogue> parse_kev(std::string_view json, const KevLimits& limits) {
  LW_TRY(const auto value,
         parse_json(json, {.size_bytes_max = limits.size_bytes_max, .depth_max = 8}));
  KevCatalogue out;
  const bj::array* entries = value.if_array();
  if (entries != nullptr) {
    out.source = KevSource::kEu;
  } else if (const auto* object = value.if_object()) {
    const auto* list = object->if_contains("vulnerabilities");
    entries = list != nullptr ? list->if_array() : nullptr;
    LW_TRY(out.version, text_of(*object, "catalogVersion", limits));
    const auto* count = object->if_contains("count");
    if (count != nullptr && count->is_int64() && count->get_int64() >= 0) {
      out.announced = static_cast<std::uint64_t>(count->get_int64());
    }
  }
  if (entries == nullptr) {
    return fail(ErrorCode::kInvalidInput, "no list of exploited vulnerabilities", {},
                "give the CISA catalogue (JSON object) or the EU list (JSON array)");
  }
  if (entries->size() > limits.entries_max) {
    return fail(ErrorCode::kTooLarge, fmt::format("{} entries; at most {} are read",
                                                  entries->size(), limits.entries_max));
  }
  for (std::size_t i = 0; i < entries->size(); ++i) {
    auto entry = entry_of((*entries)[i], out.source, limits);
    if (entry) out.entries.push_back(std::move(*entry));
    else out.faults.push_back({i, entry.error().message()});
  }
  return out;
}

}  // namespace lw::codec
