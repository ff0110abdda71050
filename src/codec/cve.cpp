#include "codec/cve.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "codec/encoding.hpp"
#include "codec/kev.hpp"

namespace lw::codec {
namespace {

namespace od = simdjson::ondemand;
using simdjson::error_code;

static_assert(CveReader::kSlackBytes >= simdjson::SIMDJSON_PADDING);

/// Why a record is refused; thrown nowhere, carried in Walk.
struct Fault {
  ErrorCode code = ErrorCode::kInvalidInput;
  std::string what;
};

/// Walks one record field by field in the order in which they stand: one pass, and a repeated key
/// is seen.
class Walk {
 public:
  Walk(const CveLimits& limits, CveRecord& out) : limits_(limits), out_(out) {}

  bool record(od::object root) {
    Once once(*this);
    return each(root, [&](std::string_view key, od::value value) {
      if (key == "dataType") return once("dataType", 0) && is_cve_record(value);
      if (key == "cveMetadata") return once("cveMetadata", 1) && metadata(value);
      if (key == "containers") return once("containers", 2) && containers(value);
      return true;
    });
  }

  [[nodiscard]] bool has_fault() const { return !fault_.what.empty(); }
  [[nodiscard]] const Fault& fault() const { return fault_; }
  void refuse(std::string what, ErrorCode code = ErrorCode::kInvalidInput) {
    if (fault_.what.empty()) fault_ = {code, std::move(what)};
  }
  [[nodiscard]] bool has_cna() const { return has_cna_; }

 private:
  /// Refuses the second of a key that may stand once.
  class Once {
   public:
    explicit Once(Walk& walk) : walk_(walk) {}
    bool operator()(std::string_view key, unsigned bit) {
      if ((seen_ & (1U << bit)) != 0) {
        walk_.refuse(fmt::format("the key \"{}\" comes twice", key));
        return false;
      }
      seen_ |= 1U << bit;
      return true;
    }

   private:
    Walk& walk_;
    unsigned seen_ = 0;
  };

  bool ok(error_code error, std::string_view where) {
    if (error == simdjson::SUCCESS) return true;
    refuse(fmt::format("{}: {}", where, simdjson::error_message(error)));
    return false;
  }

  bool count_one() {
    if (++items_ <= limits_.list_items_max) return true;
    refuse(fmt::format("more than {} list items", limits_.list_items_max), ErrorCode::kTooLarge);
    return false;
  }

  /// Calls take(key, value) for each field until it returns false.
  template <class Take>
  bool each(od::object object, Take take) {
    for (auto field : object) {
      od::field one;
      if (!ok(std::move(field).get(one), "object")) return false;
      std::string_view key;
      if (!ok(one.unescaped_key().get(key), "key")) return false;
      if (!take(key, one.value())) return false;
    }
    return true;
  }

  template <class Take>
  bool each_object(od::value value, std::string_view where, Take take) {
    od::object object;
    if (!ok(value.get_object().get(object), where)) return false;
    return each(object, take);
  }

  template <class Take>
  bool each_item(od::value value, std::string_view where, Take take) {
    od::array array;
    if (!ok(value.get_array().get(array), where)) return false;
    for (auto item : array) {
      od::value one;
      if (!count_one() || !ok(item.get(one), where) || !take(one)) return false;
    }
    return true;
  }

  bool text(od::value value, std::string& out, std::string_view where) {
    od::json_type type{};
    if (!ok(value.type().get(type), where)) return false;
    if (type == od::json_type::null) return true;
    std::string_view view;
    if (!ok(value.get_string().get(view), where)) return false;
    if (view.size() > limits_.text_bytes_max) {
      refuse(fmt::format("{}: more than {} bytes", where, limits_.text_bytes_max),
             ErrorCode::kTooLarge);
      return false;
    }
    out.assign(view);
    return true;
  }

  bool day(od::value value, std::optional<Date>& out, std::string_view where) {
    std::string written;
    if (!text(value, written, where)) return false;
    if (written.empty()) return true;
    const auto date = parse_timestamp_day(written);
    if (!date) refuse(fmt::format("{}: {}", where, date.error().what));
    else out = *date;
    return date.has_value();
  }

  bool is_cve_record(od::value value) {
    std::string type;
    if (!text(value, type, "dataType")) return false;
    if (type != "CVE_RECORD") refuse("dataType is not CVE_RECORD");
    return type == "CVE_RECORD";
  }

  bool metadata(od::value value) {
    Once once(*this);
    return each_object(value, "cveMetadata", [&](std::string_view key, od::value field) {
      if (key == "cveId") return once(key, 0) && text(field, out_.id, "cveId");
      if (key == "state") {
        std::string state;
        if (!once(key, 1) || !text(field, state, "state")) return false;
        out_.is_rejected = state == "REJECTED";
        if (!out_.is_rejected && state != "PUBLISHED")
          refuse("a state other than PUBLISHED and REJECTED");
        return !has_fault();
      }
      if (key == "datePublished") return once(key, 2) && day(field, out_.published_on, key);
      if (key == "dateUpdated") return once(key, 3) && day(field, out_.updated_on, key);
      if (key == "assignerShortName") return text(field, out_.assigner, key);
      return true;
    });
  }

  bool containers(od::value value) {
    Once once(*this);
    return each_object(value, "containers", [&](std::string_view key, od::value field) {
      if (key == "cna") {
        has_cna_ = true;
        return once(key, 0) && container(field, true);
      }
      if (key == "adp") {
        return once(key, 1) &&
               each_item(field, "adp", [&](od::value one) { return container(one, false); });
      }
      return true;
    });
  }

  bool container(od::value value, bool is_cna) {
    return each_object(value, is_cna ? "cna" : "adp", [&](std::string_view key, od::value field) {
      if (key == "affected")
        return each_item(field, key, [&](od::value one) { return product(one); });
      if (key == "metrics")
        return each_item(field, key, [&](od::value one) { return metric(one); });
      if (key == "problemTypes")
        return each_item(field, key, [&](od::value one) { return problem(one); });
      if (key == "references")
        return each_item(field, key, [&](od::value one) { return reference(one); });
      if (!is_cna) return true;
      if (key == "title") return text(field, out_.title, key);
      if (key == "descriptions" || key == "rejectedReasons") return description(field);
      return true;
    });
  }

  /// English wins over the rest; the first of a language wins over later ones.
  bool description(od::value value) {
    bool have_english = false;
    return each_item(value, "descriptions", [&](od::value one) {
      std::string lang;
      std::string words;
      const bool read =
          each_object(one, "descriptions", [&](std::string_view key, od::value field) {
            if (key == "lang") return text(field, lang, key);
            if (key == "value") return text(field, words, key);
            return true;
          });
      const bool is_english = lang.starts_with("en");
      if (out_.description.empty() || (is_english && !have_english))
        out_.description = std::move(words);
      have_english = have_english || is_english;
      return read;
    });
  }

  bool product(od::value value) {
    CveProduct product;
    const bool read = each_object(value, "affected", [&](std::string_view key, od::value field) {
      if (key == "vendor") return text(field, product.vendor, key);
      if (key == "product") return text(field, product.product, key);
      if (key == "packageName") return text(field, product.package, key);
      if (key == "versions") {
        return each_item(field, key, [&](od::value one) { return version(one, product); });
      }
      if (key == "cpes")
        return each_item(field, key,
                         [&](od::value one) { return add_unique(one, out_.cpes, key); });
      return true;
    });
    if (read) out_.products.push_back(std::move(product));
    return read;
  }

  bool version(od::value value, CveProduct& product) {
    CveVersion version;
    const bool read = each_object(value, "versions", [&](std::string_view key, od::value field) {
      if (key == "version") return text(field, version.version, key);
      if (key == "lessThan") return text(field, version.less_than, key);
      if (key == "lessThanOrEqual") return text(field, version.less_than_or_equal, key);
      if (key == "status") {
        std::string status;
        if (!text(field, status, key)) return false;
        version.is_affected = status == "affected";
      }
      return true;
    });
    if (read) product.versions.push_back(std::move(version));
    return read;
  }

  bool metric(od::value value) {
    return each_object(value, "metrics", [&](std::string_view key, od::value field) {
      if (key.starts_with("cvssV")) return score(key, field);
      if (key == "other") return other_metric(field);
      return true;
    });
  }

  bool score(std::string_view key, od::value value) {
    CvssScore score;
    // "cvssV3_1" -> "3.1"
    score.version = std::string(key.substr(5));
    std::replace(score.version.begin(), score.version.end(), '_', '.');
    const bool read = each_object(value, key, [&](std::string_view name, od::value field) {
      if (name == "vectorString") return text(field, score.vector, name);
      if (name == "baseSeverity") return text(field, score.severity, name);
      if (name == "baseScore") {
        double number = 0;
        if (!ok(field.get_double().get(number), name)) return false;
        if (number < 0 || number > 10) refuse("a CVSS base score outside 0 to 10");
        score.base_score_tenths = static_cast<std::int32_t>(number * 10 + 0.5);
        return !has_fault();
      }
      return true;
    });
    if (read) out_.scores.push_back(std::move(score));
    return read;
  }

  /// {"type": "ssvc" | "kev", "content": {…}}: the type may stand behind the content, so both
  /// shapes are read at once.
  bool other_metric(od::value value) {
    std::string type;
    SsvcPoints points;
    CveKevMark mark;
    const bool read = each_object(value, "other", [&](std::string_view key, od::value field) {
      if (key == "type") return text(field, type, key);
      if (key != "content") return true;
      od::json_type shape{};
      if (!ok(field.type().get(shape), key)) return false;
      if (shape != od::json_type::object) return true;
      return each_object(field, key, [&](std::string_view name, od::value part) {
        if (name == "options")
          return each_item(part, name, [&](od::value one) { return ssvc_option(one, points); });
        if (name == "dateAdded") return day(part, mark.added_on, name);
        if (name == "reference") return text(part, mark.reference, name);
        return true;
      });
    });
    if (!read) return false;
    if (type == "ssvc") out_.ssvc = std::move(points);
    if (type == "kev") out_.kev = std::move(mark);
    return true;
  }

  bool ssvc_option(od::value value, SsvcPoints& points) {
    return each_object(value, "options", [&](std::string_view key, od::value field) {
      if (key == "Exploitation") return text(field, points.exploitation, key);
      if (key == "Automatable") return text(field, points.automatable, key);
      if (key == "Technical Impact") return text(field, points.technical_impact, key);
      return true;
    });
  }

  bool problem(od::value value) {
    return each_object(value, "problemTypes", [&](std::string_view key, od::value field) {
      if (key != "descriptions") return true;
      return each_item(field, key, [&](od::value one) {
        return each_object(one, "problemTypes", [&](std::string_view name, od::value part) {
          return name == "cweId" ? add_unique(part, out_.cwes, name) : true;
        });
      });
    });
  }

  bool reference(od::value value) {
    return each_object(value, "references", [&](std::string_view key, od::value field) {
      return key == "url" ? add_unique(field, out_.references, key) : true;
    });
  }

  bool add_unique(od::value value, std::vector<std::string>& list, std::string_view where) {
    std::string written;
    if (!text(value, written, where)) return false;
    // Lists are short (the longest real one has some hundred); a long one is only appended to, so
    // as to stay linear.
    constexpr std::size_t kSearched = 256;
    const auto start = list.size() > kSearched ? list.end() - kSearched : list.begin();
    if (!written.empty() && std::find(start, list.end(), written) == list.end())
      list.push_back(std::move(written));
    return true;
  }

  const CveLimits& limits_;
  CveRecord& out_;
  Fault fault_;
  std::size_t items_ = 0;
  bool has_cna_ = false;
};

}  // namespace

struct CveReader::State {
  CveLimits limits;
  od::parser parser;
  std::string copy;
};

CveReader::CveReader(const CveLimits& limits) : state_(std::make_unique<State>()) {
  state_->limits = limits;
}
CveReader::~CveReader() = default;
CveReader::CveReader(CveReader&&) noexcept = default;
CveReader& CveReader::operator=(CveReader&&) noexcept = default;

Result<CveRecord> CveReader::read(std::string_view json, std::size_t slack_bytes) {
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
  CveRecord record;
  Walk walk(state_->limits, record);
  if (!walk.record(root)) return fail(walk.fault().code, walk.fault().what);
  // Behind the last byte there is no location to name.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return fail(ErrorCode::kInvalidInput, "text behind the record");
  }
  if (!is_cve_id(record.id)) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("cveId \"{}\" is not one", record.id.substr(0, 40)));
  }
  if (!walk.has_cna())
    return fail(ErrorCode::kInvalidInput, "a record without container of its authority (cna)");
  return record;
}

}  // namespace lw::codec
