#include "feeds/matching.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <unordered_map>

#include "codec/certificate_number.hpp"

namespace lw::feeds {
namespace {

/// So many words away still counts as near.
constexpr std::size_t kNearWords = 8;
/// Words on either side of a find that the excerpt shows.
constexpr std::size_t kExcerptWords = 6;
constexpr std::size_t kWordsMax = 20'000;
/// Finds in one text; a text with more names a market, and hostile text must not make the work
/// quadratic.
constexpr std::size_t kFindsMax = 256;
/// A name of one word must have so many letters, or letters and digits, to be searched in text:
/// "AT" finds everything.
constexpr std::size_t kLoneWordBytesMin = 4;

/// What texts call a sort of component when they do not name it.
constexpr std::array<std::pair<ComponentSort, std::string_view>, 17> kSortWords = {
    {{ComponentSort::kLibrary, "cryptographic library"},
     {ComponentSort::kLibrary, "crypto library"},
     {ComponentSort::kLibrary, "cryptographic libraries"},
     {ComponentSort::kLibrary, "rsa library"},
     {ComponentSort::kLibrary, "ecdsa"},
     {ComponentSort::kLibrary, "firmware library"},
     {ComponentSort::kChip, "security controller"},
     {ComponentSort::kChip, "secure microcontroller"},
     {ComponentSort::kChip, "microcontroller"},
     {ComponentSort::kChip, "secure element"},
     {ComponentSort::kChip, "smart card chip"},
     {ComponentSort::kChip, "trusted platform module"},
     {ComponentSort::kChip, "tpm"},
     {ComponentSort::kPlatform, "java card"},
     {ComponentSort::kPlatform, "smart card"},
     {ComponentSort::kPlatform, "smartcard"},
     {ComponentSort::kPlatform, "card operating system"}}};

/// A word of a text and where it stands.
struct Word {
  std::uint64_t hash = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

constexpr std::array<char, 256> kFolded = [] {
  std::array<char, 256> out{};
  for (int c = 0; c < 256; ++c) {
    const auto byte = static_cast<char>(c);
    const bool is_word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || c >= 0x80;
    if (is_word) out[static_cast<std::size_t>(c)] = byte;
    if (byte >= 'A' && byte <= 'Z')
      out[static_cast<std::size_t>(c)] = static_cast<char>(byte + ('a' - 'A'));
  }
  return out;
}();

/// Words are runs of letters and digits, case folded; everything else separates them ("M7892-B11"
/// is two).
void words_of(std::string_view text, std::vector<Word>& out) {
  constexpr std::uint64_t kBasis = 14695981039346656037ULL;
  constexpr std::uint64_t kPrime = 1099511628211ULL;
  std::uint64_t hash = kBasis;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? kFolded[static_cast<unsigned char>(text[i])] : '\0';
    if (c != '\0') {
      if (hash == kBasis) begin = i;
      hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
    } else if (hash != kBasis) {
      if (out.size() >= kWordsMax) return;
      out.push_back({hash, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i)});
      hash = kBasis;
    }
  }
}

std::vector<std::uint64_t> hashes_of(std::string_view text) {
  std::vector<Word> words;
  words_of(text, words);
  std::vector<std::uint64_t> out;
  for (const auto& word : words) out.push_back(word.hash);
  return out;
}

bool is_placeholder(std::string_view text) {
  return text.empty() || text == "n/a" || text == "N/A" || text == "unspecified" || text == "*" ||
         text == "-";
}

/// "cpe:2.3:h:infineon:sle78:…", "cpe:/h:infineon:sle78", "infineon:sle78" -> "infineon:sle78" in
/// lower case; nothing otherwise.
std::optional<std::string> vendor_product(std::string_view cpe) {
  if (cpe.starts_with("cpe:2.3:")) cpe.remove_prefix(std::min<std::size_t>(cpe.size(), 10));
  else if (cpe.starts_with("cpe:/")) cpe.remove_prefix(std::min<std::size_t>(cpe.size(), 7));
  const auto first = cpe.find(':');
  if (first == std::string_view::npos) return std::nullopt;
  const auto vendor = cpe.substr(0, first);
  const auto product = cpe.substr(first + 1, cpe.find(':', first + 1) - first - 1);
  if (is_placeholder(vendor) || is_placeholder(product)) return std::nullopt;
  std::string out;
  for (const auto part : {vendor, std::string_view(":"), product}) {
    for (const char c : part)
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c == ' ' ? '_' : c;
  }
  return out;
}

/// A name to search: whose, of what kind.
struct Phrase {
  std::vector<std::uint64_t> words;
  std::vector<std::pair<std::uint32_t, IdentifierKind>> owners;  // component index
  std::optional<ComponentSort> sort;  ///< a general word for a sort of component
  std::string text;
};

/// Where a phrase stands in a text.
struct Find {
  const Phrase* phrase = nullptr;
  std::uint32_t at = 0;  ///< index of its first word
};

MatchReason reason_of(IdentifierKind kind) {
  switch (kind) {
    case IdentifierKind::kCertificate: return MatchReason::kCertificateNumber;
    case IdentifierKind::kChip: return MatchReason::kChipName;
    case IdentifierKind::kLibrary: return MatchReason::kLibraryName;
    case IdentifierKind::kProduct: return MatchReason::kProductName;
    case IdentifierKind::kMaker: return MatchReason::kMakerAndSort;
    case IdentifierKind::kCpe: return MatchReason::kCpe;
  }
  return MatchReason::kCpe;
}

/// One text of a record with its words and what was found in it.
struct Scanned {
  std::string text;
  std::vector<Word> words;
  std::vector<Find> finds;

  [[nodiscard]] std::string excerpt(std::uint32_t at, std::size_t length) const {
    const std::size_t first = at > kExcerptWords ? at - kExcerptWords : 0;
    const std::size_t last = std::min(words.size() - 1, at + length + kExcerptWords - 1);
    return text.substr(words[first].begin, words[last].end - words[first].begin);
  }
};

}  // namespace

struct Matcher::Index {
  std::vector<KnownComponent> components;
  std::vector<Phrase> phrases;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_first_word;
  std::vector<std::vector<std::uint64_t>> versions;  // words of each component's version
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> by_cpe;
  /// Bits of the words that begin a phrase: most words of a text are passed over by one look.
  std::vector<bool> first_words = std::vector<bool>(kFilterBits);
  static constexpr std::size_t kFilterBits = 1U << 16;

  void add_phrase(std::string_view text,
                  std::optional<std::pair<std::uint32_t, IdentifierKind>> owner,
                  std::optional<ComponentSort> sort,
                  std::map<std::vector<std::uint64_t>, std::uint32_t>& known) {
    auto words = hashes_of(text);
    if (words.empty() || (words.size() == 1 && text.size() < kLoneWordBytesMin && !sort)) return;
    const auto [it, is_new] = known.try_emplace(words, static_cast<std::uint32_t>(phrases.size()));
    if (is_new) {
      by_first_word.emplace(words[0], it->second);
      first_words[words[0] % kFilterBits] = true;
      phrases.push_back({std::move(words), {}, sort, std::string(text)});
    }
    if (owner) phrases[it->second].owners.push_back(*owner);
    if (sort) phrases[it->second].sort = sort;
  }

  void scan(Scanned& out) const {
    words_of(out.text, out.words);
    for (std::uint32_t i = 0; i < out.words.size() && out.finds.size() < kFindsMax; ++i) {
      if (!first_words[out.words[i].hash % kFilterBits]) continue;
      const auto [begin, end] = by_first_word.equal_range(out.words[i].hash);
      for (auto it = begin; it != end; ++it) {
        const auto& phrase = phrases[it->second];
        if (i + phrase.words.size() > out.words.size()) continue;
        const bool matches =
            std::equal(phrase.words.begin(), phrase.words.end(), out.words.begin() + i,
                       [](std::uint64_t hash, const Word& word) { return hash == word.hash; });
        if (matches) out.finds.push_back({&phrase, i});
      }
    }
  }

  [[nodiscard]] bool version_is_near(const Scanned& text, std::uint32_t at, std::size_t length,
                                     std::uint32_t component) const {
    const auto& version = versions[component];
    if (version.empty()) return false;
    const std::size_t first = at > kNearWords ? at - kNearWords : 0;
    const std::size_t last = std::min(text.words.size(), at + length + kNearWords);
    const auto end = text.words.begin() + static_cast<std::ptrdiff_t>(last);
    return std::search(text.words.begin() + static_cast<std::ptrdiff_t>(first), end,
                       version.begin(), version.end(), [](const Word& word, std::uint64_t hash) {
                         return word.hash == hash;
                       }) != end;
  }

  using ByComponent = std::map<std::uint32_t, std::vector<MatchEvidence>>;

  /// Names in one text.
  void judge(const Scanned& text, ByComponent& out) const {
    for (const auto& find : text.finds) {
      for (const auto& [component, kind] : find.phrase->owners) {
        if (kind == IdentifierKind::kMaker) {
          near_sort(text, find, component, out);
          continue;
        }
        if (kind == IdentifierKind::kCertificate && !is_whole_number(text, find)) continue;
        const bool with_version =
            kind != IdentifierKind::kCertificate &&
            version_is_near(text, find.at, find.phrase->words.size(), component);
        out[component].push_back({with_version ? MatchReason::kNameAndVersion : reason_of(kind),
                                  find.phrase->text,
                                  text.excerpt(find.at, find.phrase->words.size())});
      }
    }
  }

  /// "ANSSI-CC-2019/43" must not be found in "ANSSI-CC-2019/43-R01": the number as the text has it
  /// must be the same one.
  [[nodiscard]] static bool is_whole_number(const Scanned& text, const Find& find) {
    constexpr std::size_t kNumberTailWords = 4;
    const auto wanted = codec::certificate_numbers_in(find.phrase->text);
    if (wanted.empty()) return true;
    const std::size_t last =
        std::min(text.words.size() - 1, find.at + find.phrase->words.size() + kNumberTailWords);
    const auto begin = text.words[find.at].begin;
    const auto written = codec::certificate_numbers_in(
        std::string_view(text.text).substr(begin, text.words[last].end - begin));
    return !written.empty() && written[0] == wanted[0];
  }

  /// A maker counts only together with a word for the sort of component.
  void near_sort(const Scanned& text, const Find& maker, std::uint32_t component,
                 ByComponent& out) const {
    for (const auto& other : text.finds) {
      if (other.phrase->sort != components[component].sort) continue;
      const auto distance = other.at > maker.at ? other.at - maker.at : maker.at - other.at;
      if (distance > kNearWords) continue;
      out[component].push_back({MatchReason::kMakerAndSort,
                                maker.phrase->text + " … " + other.phrase->text,
                                text.excerpt(std::min(maker.at, other.at), distance + 1)});
      return;
    }
  }

  void judge_cpes(const codec::CveRecord& record, ByComponent& out) const {
    if (by_cpe.empty()) return;
    const auto look = [&](std::string_view cpe, std::string_view as_written) {
      const auto pair = vendor_product(cpe);
      const auto it = pair ? by_cpe.find(*pair) : by_cpe.end();
      if (it == by_cpe.end()) return;
      for (const auto component : it->second)
        out[component].push_back({MatchReason::kCpe, *pair, std::string(as_written)});
    };
    for (const auto cpe : record.cpes) look(cpe, cpe);
    for (const auto& product : record.products) {
      look(fmt::format("{}:{}", product.vendor, product.product),
           fmt::format("{} {}", product.vendor, product.product));
    }
  }
};

std::string_view to_string(MatchReason reason) {
  switch (reason) {
    case MatchReason::kCertificateNumber: return "certificate_number";
    case MatchReason::kNameAndVersion: return "name_and_version";
    case MatchReason::kChipAndLibrary: return "chip_and_library";
    case MatchReason::kChipName: return "chip_name";
    case MatchReason::kLibraryName: return "library_name";
    case MatchReason::kProductName: return "product_name";
    case MatchReason::kMakerAndSort: return "maker_and_sort";
    case MatchReason::kCpe: return "cpe";
  }
  return "unknown";
}

Matcher::Matcher(std::span<const KnownComponent> components) : index_(std::make_unique<Index>()) {
  index_->components.assign(components.begin(), components.end());
  std::map<std::vector<std::uint64_t>, std::uint32_t> known;
  for (const auto& [sort, words] : kSortWords) index_->add_phrase(words, std::nullopt, sort, known);
  for (std::uint32_t i = 0; i < components.size(); ++i) {
    index_->versions.push_back(hashes_of(components[i].version));
    for (const auto& identifier : components[i].identifiers) {
      if (identifier.kind == IdentifierKind::kCpe) {
        if (const auto pair = vendor_product(identifier.text)) index_->by_cpe[*pair].push_back(i);
        continue;
      }
      index_->add_phrase(identifier.text, std::pair{i, identifier.kind}, std::nullopt, known);
      if (identifier.kind != IdentifierKind::kCertificate) continue;
      // The number in its canonical form too: "ANSSI-CC-2017_59" and "/59" are the same words
      // already.
      for (const auto& number : codec::certificate_numbers_in(identifier.text)) {
        if (number != identifier.text)
          index_->add_phrase(number, std::pair{i, identifier.kind}, std::nullopt, known);
      }
    }
  }
}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

namespace {

/// All that a record says in words, one text for each place.
std::vector<Scanned> texts_of(const codec::CveRecord& record) {
  std::vector<Scanned> out;
  const auto add = [&](std::string_view text) {
    if (!text.empty()) out.push_back({std::string(text), {}, {}});
  };
  add(record.title);
  add(record.description);
  for (const auto& product : record.products) {
    std::string text;
    const auto append = [&](std::string_view word) { text.append(word) += ' '; };
    if (!is_placeholder(product.vendor)) append(product.vendor);
    if (!is_placeholder(product.product)) append(product.product);
    for (const auto& version : record.versions_of(product)) {
      if (text.empty() || !version.is_affected || is_placeholder(version.version)) continue;
      append(version.version);
    }
    add(text);
  }
  for (const auto reference : record.references) add(reference);
  return out;
}

/// Strongest first; one piece of evidence for each reason and name.
void settle(std::vector<MatchEvidence>& evidence) {
  const auto has = [&](MatchReason reason) {
    return std::find_if(evidence.begin(), evidence.end(),
                        [&](const auto& one) { return one.reason == reason; });
  };
  const auto chip = has(MatchReason::kChipName);
  const auto library = has(MatchReason::kLibraryName);
  if (chip != evidence.end() && library != evidence.end()) {
    evidence.push_back({MatchReason::kChipAndLibrary,
                        chip->identifier + " + " + library->identifier, library->excerpt});
  }
  std::sort(evidence.begin(), evidence.end(), [](const auto& a, const auto& b) {
    return std::tie(a.reason, a.identifier, a.excerpt) <
           std::tie(b.reason, b.identifier, b.excerpt);
  });
  const auto last = std::unique(evidence.begin(), evidence.end(), [](const auto& a, const auto& b) {
    return a.reason == b.reason && a.identifier == b.identifier;
  });
  evidence.erase(last, evidence.end());
}

}  // namespace

std::vector<Proposal> Matcher::propose(const codec::CveRecord& record,
                                       const DecidedPairs& decided) const {
  Index::ByComponent found;
  for (auto& text : texts_of(record)) {
    index_->scan(text);
    if (!text.finds.empty()) index_->judge(text, found);
  }
  index_->judge_cpes(record, found);
  std::vector<Proposal> out;
  const std::string vulnerability(record.id);
  for (auto& [component, evidence] : found) {
    const auto& id = index_->components[component].id;
    if (decided.contains({id, vulnerability})) continue;
    settle(evidence);
    out.push_back({id, vulnerability, evidence.front().reason, std::move(evidence)});
  }
  std::sort(out.begin(), out.end(), [](const Proposal& a, const Proposal& b) {
    return std::tie(a.best, a.component) < std::tie(b.best, b.component);
  });
  if (out.size() > kProposalsMax) out.erase(out.begin() + kProposalsMax, out.end());
  return out;
}

}  // namespace lw::feeds
