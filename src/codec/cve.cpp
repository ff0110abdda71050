#include "codec/cve.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "codec/encoding.hpp"
#include "codec/kev.hpp"

namespace lw::codec {
namespace {

namespace od = simdjson::ondemand;
using simdjson::error_code;

static_assert(CveReader::kSlackBytes >= simdjson::SIMDJSON_PADDING);

/// Returns how many bytes stand at `text` before a quotation mark or a backslash, whichever comes
/// first, eight at a time; one of them is there, and kSlackBytes may be read behind it.
std::size_t plain_length(const char* text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighs = 0x8080808080808080U;
  // Marks the first byte that is zero (and perhaps some behind it).
  const auto zeros = [](std::uint64_t v) { return (v - kOnes) & ~v & kHighs; };
  for (std::size_t at = 0;; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text + at, 8);
    if constexpr (std::endian::native == std::endian::big) word = std::byteswap(word);
    const std::uint64_t found = zeros(word ^ (kOnes * '"')) | zeros(word ^ (kOnes * '\\'));
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
}

/// True when the text has an escape; long texts are left to the library, which takes them in
/// bigger bites.
bool has_backslash(std::string_view text) {
  constexpr std::size_t kShort = 32;
  if (text.size() > kShort) return std::memchr(text.data(), '\\', text.size()) != nullptr;
  return text[plain_length(text.data())] == '\\';
}

/// Why a record is refused; thrown nowhere, carried in Walk.
struct Fault {
  ErrorCode code = ErrorCode::kInvalidInput;
  std::string what;
};

/// Refuses the second of a key that may stand once.
class Once {
 public:
  /// True when the key with this number has not been seen before.
  bool operator()(unsigned number) {
    const bool is_new = (seen_ & (1U << number)) == 0;
    seen_ |= 1U << number;
    return is_new;
  }

 private:
  unsigned seen_ = 0;
};

/// A text known when the program is built, so that comparing with it is two or three loads.
template <std::size_t N>
struct Name {
  char text[N]{};
  // NOLINTNEXTLINE(google-explicit-constructor): written as "name" where a name is wanted
  consteval Name(const char (&given)[N]) { std::copy_n(given, N, text); }
  [[nodiscard]] constexpr std::string_view view() const { return {text, N - 1}; }
};

/// The keys of one object that fields are taken from, numbered as they stand.
template <Name... kNames>
struct Keys {
  static constexpr unsigned kCount = sizeof...(kNames);
  static constexpr std::array<std::string_view, kCount> kViews = {kNames.view()...};

  /// The number of a key; kCount for any other.
  static unsigned number_of(std::string_view key) {
    unsigned number = 0;
    (void)((key == kNames.view() || (++number, false)) || ...);
    return number;
  }
  static std::string_view name(unsigned number) { return kViews[number]; }
};

/// Walks one record field by field in the order in which they stand: one pass, and a repeated key
/// is seen. Texts are taken where they stand; only those with escapes are written anew, into the
/// parser's buffer.
class Walk {
 public:
  Walk(const CveLimits& limits, CveRecord& out) : limits_(limits), out_(out) {}

  bool record(od::object root) {
    using Fields = Keys<"dataType", "cveMetadata", "containers">;
    return each<Fields>(root, [&](unsigned key, od::value& value) {
      switch (key) {
        case 0: return is_cve_record(value);
        case 1: return metadata(value);
        default: return containers(value);
      }
    });
  }

  [[nodiscard]] bool has_fault() const { return !fault_.what.empty(); }
  [[nodiscard]] const Fault& fault() const { return fault_; }
  bool refuse(std::string what, ErrorCode code = ErrorCode::kInvalidInput) {
    if (fault_.what.empty()) fault_ = {code, std::move(what)};
    return false;
  }
  [[nodiscard]] bool has_cna() const { return has_cna_; }

 private:
  bool ok(error_code error, std::string_view where) {
    if (error == simdjson::SUCCESS) [[likely]]
      return true;
    return refuse(fmt::format("{}: {}", where, simdjson::error_message(error)));
  }

  bool count_one() {
    if (++items_ <= limits_.list_items_max) [[likely]]
      return true;
    return refuse(fmt::format("more than {} list items", limits_.list_items_max),
                  ErrorCode::kTooLarge);
  }

  /// The key as it means: few have escapes, and those are not passed over.
  bool key_of(od::field& field, std::string_view& out) {
    const char* raw = field.key().raw();
    const std::size_t length = plain_length(raw);
    if (raw[length] == '"') [[likely]] {
      out = {raw, length};
      return true;
    }
    return ok(field.unescaped_key().get(out), "key");
  }

  /// Calls take(number, value) for each field with a key of Fields, until it returns false; other
  /// fields are passed over.
  template <class Fields, class Take>
  bool each(od::object object, Take take) {
    Once once;
    for (auto found : object) {
      od::field field;
      std::string_view key;
      if (!ok(std::move(found).get(field), "object") || !key_of(field, key)) return false;
      const unsigned number = Fields::number_of(key);
      if (number == Fields::kCount) continue;
      if (!once(number)) return refuse(fmt::format("the key \"{}\" comes twice", key));
      od::value value = field.value();
      if (!take(number, value)) return false;
    }
    return true;
  }

  template <class Fields, class Take>
  bool each_of(od::value& value, std::string_view where, Take take) {
    od::object object;
    return ok(value.get_object().get(object), where) && each<Fields>(object, take);
  }

  template <class Take>
  bool each_item(od::value& value, std::string_view where, Take take) {
    od::array array;
    if (!ok(value.get_array().get(array), where)) return false;
    for (auto item : array) {
      od::value one;
      if (!count_one() || !ok(item.get(one), where) || !take(one)) return false;
    }
    return true;
  }

  bool text(od::value& value, std::string_view& out, std::string_view where) {
    // From its first byte to the next thing of meaning: the text, and perhaps white space.
    const std::string_view token = value.raw_json_token();
    if (token[0] != '"') {
      bool is_null = false;
      if (!ok(value.is_null().get(is_null), where)) return false;
      return is_null || refuse(fmt::format("{}: not a text", where));
    }
    const std::string_view plain = token.substr(1, token.rfind('"') - 1);
    if (!has_backslash(plain)) [[likely]] {
      od::raw_json_string consumed;
      if (!ok(value.get_raw_json_string().get(consumed), where)) return false;
      out = plain;
    } else if (!ok(value.get_string().get(out), where)) {
      return false;
    }
    if (out.size() <= limits_.text_bytes_max) [[likely]]
      return true;
    return refuse(fmt::format("{}: more than {} bytes", where, limits_.text_bytes_max),
                  ErrorCode::kTooLarge);
  }

  bool day(od::value& value, std::optional<Date>& out, std::string_view where) {
    std::string_view written;
    if (!text(value, written, where)) return false;
    if (written.empty()) return true;
    const auto date = parse_timestamp_day(written);
    if (!date) return refuse(fmt::format("{}: {}", where, date.error().what));
    out = *date;
    return true;
  }

  bool is_cve_record(od::value& value) {
    std::string_view type;
    if (!text(value, type, "dataType")) return false;
    return type == "CVE_RECORD" || refuse("dataType is not CVE_RECORD");
  }

  bool metadata(od::value& value) {
    using Fields = Keys<"cveId", "state", "datePublished", "dateUpdated", "assignerShortName">;
    return each_of<Fields>(value, "cveMetadata", [&](unsigned key, od::value& field) {
      switch (key) {
        case 0: return text(field, out_.id, Fields::name(key));
        case 1: return state(field);
        case 2: return day(field, out_.published_on, Fields::name(key));
        case 3: return day(field, out_.updated_on, Fields::name(key));
        default: return text(field, out_.assigner, Fields::name(key));
      }
    });
  }

  bool state(od::value& value) {
    std::string_view written;
    if (!text(value, written, "state")) return false;
    out_.is_rejected = written == "REJECTED";
    return out_.is_rejected || written == "PUBLISHED" ||
           refuse("a state other than PUBLISHED and REJECTED");
  }

  bool containers(od::value& value) {
    using Fields = Keys<"cna", "adp">;
    return each_of<Fields>(value, "containers", [&](unsigned key, od::value& field) {
      if (key == 1) {
        return each_item(field, "adp", [&](od::value& one) { return container(one, false); });
      }
      has_cna_ = true;
      return container(field, true);
    });
  }

  bool container(od::value& value, bool is_cna) {
    using Fields = Keys<"affected", "metrics", "problemTypes", "references", "title",
                        "descriptions", "rejectedReasons">;
    return each_of<Fields>(value, is_cna ? "cna" : "adp", [&](unsigned key, od::value& field) {
      const auto name = Fields::name(key);
      switch (key) {
        case 0: return each_item(field, name, [&](od::value& one) { return product(one); });
        case 1: return each_item(field, name, [&](od::value& one) { return metric(one); });
        case 2: return each_item(field, name, [&](od::value& one) { return problem(one); });
        case 3: return each_item(field, name, [&](od::value& one) { return reference(one); });
        case 4: return !is_cna || text(field, out_.title, name);
        default: return !is_cna || description(field);
      }
    });
  }

  /// English wins over the rest; the first of a language wins over later ones.
  bool description(od::value& value) {
    using Fields = Keys<"lang", "value">;
    bool have_english = false;
    return each_item(value, "descriptions", [&](od::value& one) {
      std::string_view lang;
      std::string_view words;
      const bool read = each_of<Fields>(one, "descriptions", [&](unsigned key, od::value& field) {
        return text(field, key == 0 ? lang : words, Fields::name(key));
      });
      const bool is_english = lang.starts_with("en");
      if (out_.description.empty() || (is_english && !have_english)) out_.description = words;
      have_english = have_english || is_english;
      return read;
    });
  }

  bool product(od::value& value) {
    using Fields = Keys<"vendor", "product", "packageName", "versions", "cpes">;
    CveProduct product;
    product.first_version = out_.versions.size();
    const bool read = each_of<Fields>(value, "affected", [&](unsigned key, od::value& field) {
      const auto name = Fields::name(key);
      switch (key) {
        case 0: return text(field, product.vendor, name);
        case 1: return text(field, product.product, name);
        case 2: return text(field, product.package, name);
        case 3: return each_item(field, name, [&](od::value& one) { return version(one); });
        default:
          return each_item(field, name,
                           [&](od::value& one) { return add_unique(one, out_.cpes, name); });
      }
    });
    product.version_count = out_.versions.size() - product.first_version;
    out_.products.push_back(product);
    return read;
  }

  bool version(od::value& value) {
    using Fields = Keys<"status", "version", "lessThan", "lessThanOrEqual">;
    CveVersion& version = out_.versions.emplace_back();
    return each_of<Fields>(value, "versions", [&](unsigned key, od::value& field) {
      switch (key) {
        case 0: return is_affected(field, version);
        case 1: return text(field, version.version, Fields::name(key));
        case 2: return text(field, version.less_than, Fields::name(key));
        default: return text(field, version.less_than_or_equal, Fields::name(key));
      }
    });
  }

  bool is_affected(od::value& value, CveVersion& version) {
    std::string_view status;
    if (!text(value, status, "status")) return false;
    version.is_affected = status == "affected";
    return true;
  }

  bool metric(od::value& value) {
    using Fields = Keys<"other", "cvssV2_0", "cvssV3_0", "cvssV3_1", "cvssV4_0">;
    static constexpr std::array<std::string_view, 5> kVersions = {"", "2.0", "3.0", "3.1", "4.0"};
    return each_of<Fields>(value, "metrics", [&](unsigned key, od::value& field) {
      return key == 0 ? other_metric(field) : score(kVersions[key], field);
    });
  }

  bool score(std::string_view version, od::value value) {
    using Fields = Keys<"vectorString", "baseSeverity", "baseScore">;
    CvssScore& score = out_.scores.emplace_back();
    score.version = version;
    return each_of<Fields>(value, "CVSS", [&](unsigned key, od::value& field) {
      if (key < 2) return text(field, key == 0 ? score.vector : score.severity, Fields::name(key));
      double number = 0;
      if (!ok(field.get_double().get(number), Fields::name(key))) return false;
      if (number < 0 || number > 10) return refuse("a CVSS base score outside 0 to 10");
      score.base_score_tenths = static_cast<std::int32_t>(number * 10 + 0.5);
      return true;
    });
  }

  /// {"type": "ssvc" | "kev", "content": {…}}: the type may stand behind the content, so both
  /// shapes are read at once.
  bool other_metric(od::value& value) {
    using Fields = Keys<"type", "content">;
    std::string_view type;
    SsvcPoints points;
    CveKevMark mark;
    const bool read = each_of<Fields>(value, "other", [&](unsigned key, od::value& field) {
      return key == 0 ? text(field, type, "type") : other_content(field, points, mark);
    });
    if (!read) return false;
    if (type == "ssvc") out_.ssvc = points;
    if (type == "kev") out_.kev = mark;
    return true;
  }

  bool other_content(od::value& value, SsvcPoints& points, CveKevMark& mark) {
    using Fields = Keys<"options", "dateAdded", "reference">;
    od::json_type shape{};
    if (!ok(value.type().get(shape), "content")) return false;
    if (shape != od::json_type::object) return true;
    return each_of<Fields>(value, "content", [&](unsigned key, od::value& part) {
      switch (key) {
        case 0:
          return each_item(part, "options",
                           [&](od::value& one) { return ssvc_option(one, points); });
        case 1: return day(part, mark.added_on, Fields::name(key));
        default: return text(part, mark.reference, Fields::name(key));
      }
    });
  }

  bool ssvc_option(od::value& value, SsvcPoints& points) {
    using Fields = Keys<"Exploitation", "Automatable", "Technical Impact">;
    return each_of<Fields>(value, "options", [&](unsigned key, od::value& field) {
      auto& out = key == 0   ? points.exploitation
                  : key == 1 ? points.automatable
                             : points.technical_impact;
      return text(field, out, Fields::name(key));
    });
  }

  bool problem(od::value& value) {
    using Fields = Keys<"descriptions">;
    using Inner = Keys<"cweId">;
    return each_of<Fields>(value, "problemTypes", [&](unsigned, od::value& field) {
      return each_item(field, Fields::name(0), [&](od::value& one) {
        return each_of<Inner>(one, "problemTypes", [&](unsigned, od::value& part) {
          return add_unique(part, out_.cwes, Inner::name(0));
        });
      });
    });
  }

  bool reference(od::value& value) {
    using Fields = Keys<"url">;
    return each_of<Fields>(value, "references", [&](unsigned, od::value& field) {
      return add_unique(field, out_.references, Fields::name(0));
    });
  }

  bool add_unique(od::value& value, std::vector<std::string_view>& list, std::string_view where) {
    std::string_view written;
    if (!text(value, written, where)) return false;
    // Lists are short (the longest real one has some hundred); a long one is only appended to, so
    // as to stay linear.
    constexpr std::size_t kSearched = 256;
    const auto start = list.size() > kSearched ? list.end() - kSearched : list.begin();
    // Addresses of one site differ at their ends.
    const auto is_same = [&](std::string_view one) {
      return one.size() == written.size() && one.back() == written.back() && one == written;
    };
    if (!written.empty() && std::none_of(start, list.end(), is_same)) list.push_back(written);
    return true;
  }

  const CveLimits& limits_;
  CveRecord& out_;
  Fault fault_;
  std::size_t items_ = 0;
  bool has_cna_ = false;
};

/// Calls visit(text) for each text of a record.
template <class Record, class Visit>
void each_text(Record& record, Visit visit) {
  for (auto* one : {&record.id, &record.assigner, &record.title, &record.description}) visit(*one);
  for (auto& product : record.products) {
    for (auto* one : {&product.vendor, &product.product, &product.package}) visit(*one);
  }
  for (auto& version : record.versions) {
    for (auto* one : {&version.version, &version.less_than, &version.less_than_or_equal})
      visit(*one);
  }
  for (auto& score : record.scores) {
    for (auto* one : {&score.version, &score.vector, &score.severity}) visit(*one);
  }
  for (auto* list : {&record.cpes, &record.cwes, &record.references}) {
    for (auto& one : *list) visit(one);
  }
  if (record.ssvc) {
    for (auto* one :
         {&record.ssvc->exploitation, &record.ssvc->automatable, &record.ssvc->technical_impact})
      visit(*one);
  }
  if (record.kev) visit(record.kev->reference);
}

}  // namespace

void CveRecord::clear() {
  id = assigner = title = description = {};
  is_rejected = false;
  published_on = updated_on = std::nullopt;
  products.clear();
  versions.clear();
  cpes.clear();
  scores.clear();
  cwes.clear();
  references.clear();
  ssvc.reset();
  kev.reset();
}

KeptCveRecord::KeptCveRecord(const CveRecord& record) : record_(record) {
  std::size_t size = 0;
  each_text(record_, [&](std::string_view text) { size += text.size(); });
  texts_ = std::make_unique<char[]>(size);
  char* next = texts_.get();
  each_text(record_, [&](std::string_view& text) {
    char* const end = std::copy(text.begin(), text.end(), next);
    text = {std::exchange(next, end), text.size()};
  });
}

struct CveReader::State {
  CveLimits limits;
  od::parser parser;
  std::string copy;
  CveRecord record;
};

CveReader::CveReader(const CveLimits& limits) : state_(std::make_unique<State>()) {
  state_->limits = limits;
}
CveReader::~CveReader() = default;
CveReader::CveReader(CveReader&&) noexcept = default;
CveReader& CveReader::operator=(CveReader&&) noexcept = default;

Result<const CveRecord*> CveReader::read(std::string_view json, std::size_t slack_bytes) {
  json = trim(json);
  if (json.size() > state_->limits.record_bytes_max) {
    return fail(ErrorCode::kTooLarge, fmt::format("a record of {} bytes", json.size()), {},
                fmt::format("at most {} are read", state_->limits.record_bytes_max));
  }
  if (slack_bytes < kSlackBytes) {
    state_->copy.reserve(json.size() + kSlackBytes);
    state_->copy.assign(json);
    json = state_->copy;
  }
  od::document document;
  od::object root;
  auto error = state_->parser
                   .iterate(simdjson::padded_string_view(json.data(), json.size(),
                                                         json.size() + kSlackBytes))
                   .get(document);
  if (error == simdjson::SUCCESS) error = document.get_object().get(root);
  if (error != simdjson::SUCCESS) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("not a JSON object: {}", simdjson::error_message(error)));
  }
  // Behind the last byte there is no location to name.
  const auto location = [&]() -> std::optional<std::size_t> {
    const char* at = nullptr;
    if (document.current_location().get(at) != simdjson::SUCCESS) return std::nullopt;
    return static_cast<std::size_t>(at - json.data());
  };
  CveRecord& record = state_->record;
  record.clear();
  Walk walk(state_->limits, record);
  if (!walk.record(root)) {
    return fail(walk.fault().code, walk.fault().what,
                fmt::format("byte {}", location().value_or(json.size()) + 1));
  }
  if (const auto behind = location()) {
    return fail(ErrorCode::kInvalidInput, "text behind the record",
                fmt::format("byte {}", *behind + 1));
  }
  if (!is_cve_id(record.id)) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("cveId \"{}\" is not one", record.id.substr(0, 40)));
  }
  if (!walk.has_cna())
    return fail(ErrorCode::kInvalidInput, "a record without container of its authority (cna)");
  return &record;
}

}  // namespace lw::codec
