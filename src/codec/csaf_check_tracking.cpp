#include <fmt/format.h>

#include <algorithm>

#include "codec/csaf_check_detail.hpp"
#include "codec/encoding.hpp"

// CSAF 2.0 §6.1.12, 6.1.14 to 6.1.22, 6.1.28, 6.1.30: languages, versions, revision history.
namespace lw::codec::detail {
namespace {

/// ISO 639-1, all two-letter codes (with the withdrawn sh that the IANA registry keeps).
constexpr std::string_view kTwoLetters =
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et "
    "eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is "
    "it iu ja jv ka kg ki kj kk kl "
    "km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd "
    "ne ng nl nn no nr nv ny oc oj "
    "om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su "
    "sv sw ta te tg th ti tk tl tn "
    "to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";

/// Longer primary subtags are judged by their form only: the registry of 8,000 is not carried.
bool is_language(std::string_view tag) {
  const std::string primary = fold(tag.substr(0, tag.find('-')));
  if (primary.size() != 2) return true;
  return kTwoLetters.find(" " + primary + " ") != std::string_view::npos;
}

void languages(const Index& index, Findings& out) {
  const auto lang = text(index.document, "lang");
  const auto source = text(index.document, "source_lang");
  for (const auto& [key, tag] : {std::pair{"lang", lang}, std::pair{"source_lang", source}}) {
    if (!tag.empty() && !is_language(tag))
      out.add("6.1.12", fmt::format("/document/{}", key), "no such language");
  }
  const auto publisher = text(*find(index.document, "publisher"), "category");
  if (publisher == "translator" && source.empty()) {
    out.add("6.1.15", "/document", "a translator must say from which language (source_lang)");
  }
  if (!lang.empty() && fold(lang) == fold(source)) {
    out.add("6.1.28", "/document/source_lang", "translated into the language that it is from");
  }
}

struct Revision {
  Moment date;
  Version version;
  std::string number;
};

std::vector<Revision> history(const Value& tracking) {
  std::vector<Revision> out;
  for (const auto& one : items(tracking, "revision_history")) {
    out.push_back({*parse_moment(text(one, "date")), *parse_version(text(one, "number")),
                   std::string(text(one, "number"))});
  }
  // By date; on one date by version.
  std::sort(out.begin(), out.end(), [](const Revision& a, const Revision& b) {
    return a.date != b.date ? a.date < b.date : compare(a.version, b.version) < 0;
  });
  return out;
}

void order(const std::vector<Revision>& sorted, Findings& out) {
  const std::string where = "/document/tracking/revision_history";
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (compare(sorted[i - 1].version, sorted[i].version) > 0) {
      out.add("6.1.14", where,
              fmt::format("{} is dated before {}", sorted[i - 1].number, sorted[i].number));
    }
  }
  std::set<std::uint64_t> majors;
  std::set<std::string> numbers;
  for (const auto& one : sorted) {
    majors.insert(one.version.major);
    if (!numbers.insert(one.number).second)
      out.add("6.1.22", where, fmt::format("{} stands twice", one.number));
  }
  // Of semantic versions only the major part must be without gaps.
  std::uint64_t expected = *majors.begin();
  if (expected > 1) out.add("6.1.21", where, "the history begins behind version 1");
  for (const auto major : majors) {
    if (major != expected++) {
      out.add("6.1.21", where, fmt::format("the version before {} is missing", major));
      break;
    }
  }
}

void versions(const Value& tracking, const std::vector<Revision>& sorted, Findings& out) {
  const auto status = text(tracking, "status");
  const Version version = *parse_version(text(tracking, "version"));
  const bool is_draft = status == "draft";
  if (compare(version, sorted.back().version, is_draft) != 0) {
    out.add("6.1.16", "/document/tracking/version",
            fmt::format("the latest revision is {}", sorted.back().number));
  }
  if ((version.is_before_release() || !version.pre_release.empty()) && !is_draft) {
    out.add("6.1.17", "/document/tracking/status", "a version before the first release is a draft");
  }
  for (const auto& one : sorted) {
    if (!is_draft && one.version.is_before_release()) {
      out.add("6.1.18", "/document/tracking/revision_history",
              fmt::format("{} in the history of a released document", one.number));
    }
    if (!one.version.pre_release.empty()) {
      out.add("6.1.19", "/document/tracking/revision_history",
              fmt::format("{} is a pre-release", one.number));
    }
    if (one.version.is_semantic != version.is_semantic) {
      out.add("6.1.30", "/document/tracking", "integer and semantic versions mixed");
    }
  }
  if (!is_draft && !version.pre_release.empty()) {
    out.add("6.1.20", "/document/tracking/version",
            "a released document has a pre-release version");
  }
}

}  // namespace

void check_tracking(const Index& index, Findings& out) {
  languages(index, out);
  const Value& tracking = *find(index.document, "tracking");
  const auto sorted = history(tracking);
  order(sorted, out);
  versions(tracking, sorted, out);
}

}  // namespace lw::codec::detail
