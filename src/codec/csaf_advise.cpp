#include "codec/csaf_advise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "codec/csaf_advise_detail.hpp"
#include "codec/encoding.hpp"

// CSAF 2.0 §6.2.4 to 6.2.6, 6.2.10 to 6.2.15, 6.2.20: the document as a whole.
namespace lw::codec {
namespace detail {
namespace {

void dates(const Index& index, Findings& out) {
  const Value& tracking = *find(index.document, "tracking");
  const Array& history = items(tracking, "revision_history");
  std::optional<Moment> oldest;
  std::optional<Moment> newest;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const auto date = *parse_moment(text(history[i], "date"));
    if (!oldest || date < *oldest) oldest = date;
    if (!newest || date > *newest) newest = date;
    if (text(history[i], "number").find('+') != std::string_view::npos) {
      out.add("6.2.4", at("/document/tracking", "revision_history", i) + "/number",
              "build metadata in a revision's number");
    }
  }
  if (oldest && *parse_moment(text(tracking, "initial_release_date")) < *oldest) {
    out.add("6.2.5", "/document/tracking/initial_release_date", "older than the oldest revision");
  }
  if (newest && *parse_moment(text(tracking, "current_release_date")) < *newest) {
    out.add("6.2.6", "/document/tracking/current_release_date", "older than the newest revision");
  }
}

/// The file name that §5.1 gives a document.
std::string file_name(std::string_view id) {
  std::string out;
  for (const char c : fold(id)) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-';
    if (is_plain) out.push_back(c);
    else if (out.empty() || out.back() != '_') out.push_back('_');
  }
  return out + ".json";
}

bool has_canonical_url(const Value& document) {
  const auto& references = items(document, "references");
  const auto name = "/" + file_name(text(*find(document, "tracking"), "id"));
  return std::any_of(references.begin(), references.end(), [&](const Value& one) {
    const auto url = text(one, "url");
    return text(one, "category") == "self" && url.starts_with("https://") && url.ends_with(name);
  });
}

bool is_between(std::string_view text, std::string_view first, std::string_view last) {
  return text.size() == first.size() && text >= first && text <= last;
}

/// Subtags that RFC 5646 §2.2 keeps for private use.
bool is_private(std::string_view tag) {
  const std::string folded = fold(tag);
  std::string_view rest = folded;
  for (bool is_first = true; !rest.empty(); is_first = false) {
    const auto part = rest.substr(0, rest.find('-'));
    if (part == "x" || (is_first && is_between(part, "qaa", "qtz"))) return true;
    if (!is_first && (is_between(part, "qaaa", "qabx") || part == "aa" ||
                      is_between(part, "qm", "qz") || is_between(part, "xa", "xz") || part == "zz"))
      return true;
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  }
  return false;
}

void languages(const Index& index, Findings& out) {
  if (text(index.document, "lang").empty())
    out.add("6.2.12", "/document/lang", "the document does not say its language");
  for (const auto* key : {"lang", "source_lang"}) {
    const auto tag = text(index.document, key);
    const auto where = fmt::format("/document/{}", key);
    if (is_private(tag)) out.add("6.2.14", where, "a language for private use");
    if (fold(tag) == "i-default") out.add("6.2.15", where, "the default language");
  }
}

/// True when the keys of every object are in order; false names the first that is not.
bool is_sorted(const Value& value, const std::string& path, std::string& where) {
  if (const auto* object = value.if_object()) {
    std::string_view before;
    for (const auto& [key, item] : *object) {
      const auto inner = fmt::format("{}/{}", path, std::string_view(key));
      if (std::string_view(key) < before) {
        where = inner;
        return false;
      }
      before = key;
      if (!is_sorted(item, inner, where)) return false;
    }
  } else if (const auto* array = value.if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (!is_sorted((*array)[i], fmt::format("{}/{}", path, i), where)) return false;
    }
  }
  return true;
}

}  // namespace

void advise_document(const Index& index, Findings& out) {
  dates(index, out);
  const Value* distribution = find(index.document, "distribution");
  const Value* tlp = distribution == nullptr ? nullptr : find(*distribution, "tlp");
  if (tlp == nullptr || text(*tlp, "label").empty())
    out.add("6.2.10", "/document/distribution/tlp/label", "no TLP label");
  if (!has_canonical_url(index.document)) {
    out.add("6.2.11", "/document/references",
            fmt::format("no link to the document itself that ends in {}",
                        file_name(text(*find(index.document, "tracking"), "id"))));
  }
  languages(index, out);
  std::string where;
  if (!is_sorted(index.root, "", where)) out.add("6.2.13", where, "keys are not in order");
}

}  // namespace detail

namespace {

constexpr std::array<CsafTest, 31> kTests = {{
    {"6.2.1", "Unused Definition of Product ID"},
    {"6.2.2", "Missing Remediation"},
    {"6.2.3", "Missing Score"},
    {"6.2.4", "Build Metadata in Revision History"},
    {"6.2.5", "Older Initial Release Date than Revision History"},
    {"6.2.6", "Older Current Release Date than Revision History"},
    {"6.2.7", "Missing Date in Involvements"},
    {"6.2.8", "Use of MD5 as the only Hash Algorithm"},
    {"6.2.9", "Use of SHA-1 as the only Hash Algorithm"},
    {"6.2.10", "Missing TLP label"},
    {"6.2.11", "Missing Canonical URL"},
    {"6.2.12", "Missing Document Language"},
    {"6.2.13", "Sorting"},
    {"6.2.14", "Use of Private Language"},
    {"6.2.15", "Use of Default Language"},
    {"6.2.16", "Missing Product Identification Helper"},
    {"6.2.17", "CVE in field IDs"},
    {"6.2.18", "Product Version Range without vers"},
    {"6.2.19", "CVSS for Fixed Products"},
    {"6.2.20", "Additional Properties"},
    {"6.3.1", "Use of CVSS v2 as the only Scoring System"},
    {"6.3.2", "Use of CVSS v3.0"},
    {"6.3.3", "Missing CVE"},
    {"6.3.4", "Missing CWE"},
    {"6.3.5", "Use of Short Hash"},
    {"6.3.6", "Use of non-self referencing URLs Failing to Resolve", false},
    {"6.3.7", "Use of self referencing URLs Failing to Resolve", false},
    {"6.3.8", "Spell check", false},
    {"6.3.9", "Branch Categories"},
    {"6.3.10", "Usage of Product Version Range"},
    {"6.3.11", "Usage of V as Version Indicator"},
}};

}  // namespace

std::span<const CsafTest> csaf_advice_tests() { return kTests; }

std::vector<CsafFinding> advise_csaf(const boost::json::value& document) {
  if (!check_csaf_form(document).empty()) return {};
  const detail::Index index(document);
  detail::Findings out;
  detail::advise_document(index, out);
  detail::advise_products(index, out);
  detail::advise_vulnerabilities(index, out);
  for (auto& extra : find_csaf_extras(document))
    out.add(extra.test, std::move(extra.where), std::move(extra.what));
  return out.take();
}

}  // namespace lw::codec
