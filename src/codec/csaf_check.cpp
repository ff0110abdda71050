#include "codec/csaf_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/calendar.hpp"
#include "codec/csaf_check_detail.hpp"

namespace lw::codec {
namespace detail {

const Array& items(const Value& value, std::string_view key) {
  static const Array none;
  const auto* found = find(value, key);
  return found != nullptr && found->is_array() ? found->get_array() : none;
}

std::string_view text(const Value& value, std::string_view key) {
  const auto* found = find(value, key);
  return found != nullptr && found->is_string() ? std::string_view(found->get_string())
                                                : std::string_view{};
}

std::string at(std::string_view path, std::string_view key, std::size_t index) {
  return fmt::format("{}/{}/{}", path, key, index);
}

namespace {

const Value& value_or_null(const Value& value, std::string_view key) {
  static const Value none;
  const auto* found = find(value, key);
  return found != nullptr ? *found : none;
}

constexpr std::array<std::string_view, 8> kStatuses = {
    "first_affected",     "first_fixed",   "fixed",       "known_affected",
    "known_not_affected", "last_affected", "recommended", "under_investigation"};

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// An integer without leading zero that fits (real version numbers are short; 18 digits always
/// fit).
bool read_number(std::string_view text, std::uint64_t& out) {
  if (!digits(text) || text.size() > 18 || (text.size() > 1 && text[0] == '0')) return false;
  out = 0;
  for (const char c : text) out = out * 10 + static_cast<std::uint64_t>(c - '0');
  return true;
}

/// Dot-separated identifiers of letters, digits and hyphens; numbers of a pre-release without
/// leading zero.
bool are_identifiers(std::string_view text, bool is_pre_release) {
  while (true) {
    const auto part = text.substr(0, text.find('.'));
    const bool is_word = !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
    if (!is_word || (is_pre_release && digits(part) && part.size() > 1 && part[0] == '0'))
      return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

int compare_pre_release(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return static_cast<int>(a.empty()) - static_cast<int>(b.empty());
  while (!a.empty() && !b.empty()) {
    const auto left = a.substr(0, a.find('.'));
    const auto right = b.substr(0, b.find('.'));
    if (left != right) {
      if (digits(left) != digits(right)) return digits(left) ? -1 : 1;
      if (digits(left) && left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
      return left < right ? -1 : 1;
    }
    a.remove_prefix(std::min(a.size(), left.size() + 1));
    b.remove_prefix(std::min(b.size(), right.size() + 1));
  }
  return static_cast<int>(b.empty()) - static_cast<int>(a.empty());
}

}  // namespace

Index::Index(const Value& given)
    : root(given),
      document(value_or_null(given, "document")),
      vulnerabilities(items(given, "vulnerabilities")) {
  const Value& tree = value_or_null(root, "product_tree");
  const std::string path = "/product_tree";
  add_branches(tree, path);
  for (std::size_t i = 0; i < items(tree, "full_product_names").size(); ++i) {
    add_product(items(tree, "full_product_names")[i], at(path, "full_product_names", i));
  }
  for (std::size_t i = 0; i < items(tree, "relationships").size(); ++i) {
    const Value& one = items(tree, "relationships")[i];
    const auto where = at(path, "relationships", i);
    add_product(value_or_null(one, "full_product_name"), where + "/full_product_name");
    for (const auto* key : {"product_reference", "relates_to_product_reference"}) {
      product_uses.push_back({std::string(text(one, key)), fmt::format("{}/{}", where, key)});
    }
  }
  for (std::size_t i = 0; i < items(tree, "product_groups").size(); ++i) {
    const Value& one = items(tree, "product_groups")[i];
    groups.push_back({std::string(text(one, "group_id")), at(path, "product_groups", i)});
    for (const auto& id : items(one, "product_ids"))
      group_products[groups.back().id].emplace(id.get_string());
    use(one, "product_ids", groups.back().where);
  }
  for (std::size_t i = 0; i < vulnerabilities.size(); ++i) {
    const Value& one = vulnerabilities[i];
    const auto where = fmt::format("/vulnerabilities/{}", i);
    for (const auto key : kStatuses)
      use(value_or_null(one, "product_status"), key, where + "/product_status");
    for (std::size_t j = 0; j < items(one, "scores").size(); ++j) {
      use(items(one, "scores")[j], "products", at(where, "scores", j));
    }
    for (const auto* key : {"remediations", "threats", "flags"}) {
      for (std::size_t j = 0; j < items(one, key).size(); ++j) {
        const Value& statement = items(one, key)[j];
        use(statement, "product_ids", at(where, key, j));
        for (const auto& id : items(statement, "group_ids")) {
          group_uses.push_back({std::string(id.get_string()), at(where, key, j) + "/group_ids"});
        }
      }
    }
  }
}

void Index::add_branches(const Value& parent, const std::string& path) {
  for (std::size_t i = 0; i < items(parent, "branches").size(); ++i) {
    const Value& one = items(parent, "branches")[i];
    const auto where = at(path, "branches", i);
    branches.emplace_back(&one, where);
    if (const auto* product = find(one, "product")) add_product(*product, where + "/product");
    add_branches(one, where);
  }
}

void Index::add_product(const Value& product, std::string where) {
  products.push_back({std::string(text(product, "product_id")), std::move(where)});
  product_values.push_back(&product);
}

void Index::use(const Value& value, std::string_view key, const std::string& path) {
  for (std::size_t i = 0; i < items(value, key).size(); ++i) {
    product_uses.push_back({std::string(items(value, key)[i].get_string()), at(path, key, i)});
  }
}

std::set<std::string> Index::products_of(const Value& statement) const {
  std::set<std::string> out;
  for (const auto& id : items(statement, "product_ids")) out.emplace(id.get_string());
  for (const auto& id : items(statement, "group_ids")) {
    const auto it = group_products.find(std::string(id.get_string()));
    if (it != group_products.end()) out.insert(it->second.begin(), it->second.end());
  }
  return out;
}

std::optional<Version> parse_version(std::string_view text) {
  Version out;
  if (read_number(text, out.major)) return out;
  out.is_semantic = true;
  std::string_view core = text;
  if (const auto plus = core.find('+'); plus != std::string_view::npos) {
    if (!are_identifiers(core.substr(plus + 1), false)) return std::nullopt;
    core = core.substr(0, plus);
  }
  if (const auto hyphen = core.find('-'); hyphen != std::string_view::npos) {
    out.pre_release = core.substr(hyphen + 1);
    if (!are_identifiers(out.pre_release, true)) return std::nullopt;
    core = core.substr(0, hyphen);
  }
  const auto first = core.find('.');
  const auto second = first == std::string_view::npos ? first : core.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const bool read = read_number(core.substr(0, first), out.major) &&
                    read_number(core.substr(first + 1, second - first - 1), out.minor) &&
                    read_number(core.substr(second + 1), out.patch);
  return read ? std::optional(out) : std::nullopt;
}

int compare(const Version& a, const Version& b, bool ignore_pre_release) {
  for (const auto& [left, right] :
       {std::pair{a.major, b.major}, std::pair{a.minor, b.minor}, std::pair{a.patch, b.patch}}) {
    if (left != right) return left < right ? -1 : 1;
  }
  return ignore_pre_release ? 0 : compare_pre_release(a.pre_release, b.pre_release);
}

std::optional<Moment> parse_moment(std::string_view text) {
  // "YYYY-MM-DDThh:mm:ss" at least, then a fraction, then Z or an offset.
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' ||
      text[16] != ':')
    return std::nullopt;
  const auto date = Date::parse(text.substr(0, 10));
  const auto two = [&](std::size_t from) -> std::int64_t {
    if (from + 2 > text.size() || !digits(text.substr(from, 2))) return -1;
    return (text[from] - '0') * 10 + (text[from + 1] - '0');
  };
  const auto hour = two(11);
  const auto minute = two(14);
  const auto second = two(17);
  if (!date || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return std::nullopt;
  std::size_t next = 19;
  std::string fraction;
  if (text[next] == '.') {
    const auto end = std::min(text.find_first_not_of("0123456789", next + 1), text.size());
    fraction = text.substr(next + 1, end - next - 1);
    if (fraction.empty()) return std::nullopt;
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    next = end;
  }
  std::int64_t offset = 0;
  const auto zone = text.substr(next);
  if (zone != "Z" && zone != "z") {
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':')
      return std::nullopt;
    const auto hours = two(next + 1);
    const auto minutes = two(next + 4);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    offset = (zone[0] == '+' ? 1 : -1) * (hours * 3600 + minutes * 60);
  }
  const auto seconds =
      std::int64_t{date->days()} * 86400 + hour * 3600 + minute * 60 + second - offset;
  return Moment{seconds, fraction};
}

void check_weaknesses(const Index& index, const CweCatalogue& cwe, Findings& out) {
  for (std::size_t i = 0; i < index.vulnerabilities.size(); ++i) {
    const Value* given = find(index.vulnerabilities[i], "cwe");
    if (given == nullptr) continue;
    const auto path = fmt::format("/vulnerabilities/{}/cwe", i);
    const auto id = text(*given, "id");
    if (!cwe.has(id)) out.add("6.1.11", path + "/id", fmt::format("there is no weakness {}", id));
    else if (!cwe.has(id, text(*given, "name")))
      out.add("6.1.11", path + "/name", fmt::format("{} is \"{}\"", id, cwe.name_of(id)));
  }
}

}  // namespace detail

namespace {

constexpr std::array<CsafTest, 43> kTests = {{
    {"6.1.1", "Missing Definition of Product ID"},
    {"6.1.2", "Multiple Definition of Product ID"},
    {"6.1.3", "Circular Definition of Product ID"},
    {"6.1.4", "Missing Definition of Product Group ID"},
    {"6.1.5", "Multiple Definition of Product Group ID"},
    {"6.1.6", "Contradicting Product Status"},
    {"6.1.7", "Multiple Scores with same Version per Product"},
    {"6.1.8", "Invalid CVSS"},
    {"6.1.9", "Invalid CVSS computation"},
    {"6.1.10", "Inconsistent CVSS"},
    {"6.1.11", "CWE"},
    {"6.1.12", "Language"},
    {"6.1.13", "PURL"},
    {"6.1.14", "Sorted Revision History"},
    {"6.1.15", "Translator"},
    {"6.1.16", "Latest Document Version"},
    {"6.1.17", "Document Status Draft"},
    {"6.1.18", "Released Revision History"},
    {"6.1.19", "Revision History Entries for Pre-release Versions"},
    {"6.1.20", "Non-draft Document Version"},
    {"6.1.21", "Missing Item in Revision History"},
    {"6.1.22", "Multiple Definition in Revision History"},
    {"6.1.23", "Multiple Use of Same CVE"},
    {"6.1.24", "Multiple Definition in Involvements"},
    {"6.1.25", "Multiple Use of Same Hash Algorithm"},
    {"6.1.26", "Prohibited Document Category Name"},
    {"6.1.27.1", "Document Notes"},
    {"6.1.27.2", "Document References"},
    {"6.1.27.3", "Vulnerabilities"},
    {"6.1.27.4", "Product Tree"},
    {"6.1.27.5", "Vulnerability Notes"},
    {"6.1.27.6", "Product Status"},
    {"6.1.27.7", "VEX Product Status"},
    {"6.1.27.8", "Vulnerability ID"},
    {"6.1.27.9", "Impact Statement"},
    {"6.1.27.10", "Action Statement"},
    {"6.1.27.11", "Vulnerabilities"},
    {"6.1.28", "Translation"},
    {"6.1.29", "Remediation without Product Reference"},
    {"6.1.30", "Mixed Integer and Semantic Versioning"},
    {"6.1.31", "Version Range in Product Version"},
    {"6.1.32", "Flag without Product Reference"},
    {"6.1.33", "Multiple Flags with VEX Justification Codes per Product"},
}};

}  // namespace

std::span<const CsafTest> csaf_tests() { return kTests; }

std::vector<CsafFinding> check_csaf(const boost::json::value& document, const CweCatalogue* cwe) {
  auto form = check_csaf_form(document);
  // The tests take the form for granted.
  if (!form.empty()) return form;
  const detail::Index index(document);
  detail::Findings out;
  detail::check_products(index, out);
  detail::check_scores(index, out);
  detail::check_tracking(index, out);
  detail::check_statements(index, out);
  detail::check_profiles(index, out);
  if (cwe != nullptr) detail::check_weaknesses(index, *cwe, out);
  return out.take();
}

}  // namespace lw::codec
