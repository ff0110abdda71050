#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "codec/csaf_check_detail.hpp"
#include "codec/encoding.hpp"

// CSAF 2.0 §6.1.1 to 6.1.6, 6.1.13, 6.1.25, 6.1.31: products and what is said to be their state.
namespace lw::codec::detail {
namespace {

std::set<std::string> ids_of(const std::vector<Mention>& mentions) {
  std::set<std::string> out;
  for (const auto& one : mentions) out.insert(one.id);
  return out;
}

void missing(std::string_view test, const std::vector<Mention>& uses,
             const std::vector<Mention>& definitions, Findings& out) {
  const auto defined = ids_of(definitions);
  for (const auto& use : uses) {
    if (!defined.contains(use.id))
      out.add(test, use.where, fmt::format("\"{}\" is not defined", use.id));
  }
}

void multiple(std::string_view test, const std::vector<Mention>& definitions, Findings& out) {
  std::set<std::string> seen;
  for (const auto& one : definitions) {
    if (!seen.insert(one.id).second)
      out.add(test, one.where, fmt::format("\"{}\" is defined twice", one.id));
  }
}

/// A relationship defines a product out of two others; none may rest on itself. Products are taken
/// away once all that they rest on has been (Kahn's algorithm); a circle stays.
void circular(const Index& index, Findings& out) {
  const Value* tree = find(index.root, "product_tree");
  if (tree == nullptr) return;
  std::map<std::string, std::set<std::string>> rests_on;
  for (const auto& one : items(*tree, "relationships")) {
    auto& parts = rests_on[std::string(text(*find(one, "full_product_name"), "product_id"))];
    parts.emplace(text(one, "product_reference"));
    parts.emplace(text(one, "relates_to_product_reference"));
  }
  std::map<std::string, std::vector<std::string>> carries;
  std::map<std::string, std::size_t> open;
  std::vector<std::string> free;
  for (const auto& [id, parts] : rests_on) {
    for (const auto& part : parts) {
      if (!rests_on.contains(part)) continue;
      carries[part].push_back(id);
      ++open[id];
    }
    if (!open.contains(id)) free.push_back(id);
  }
  while (!free.empty()) {
    const std::string id = std::move(free.back());
    free.pop_back();
    for (const auto& upper : carries[id]) {
      if (--open[upper] == 0) free.push_back(upper);
    }
  }
  for (const auto& [id, count] : open) {
    if (count > 0)
      out.add("6.1.3", "/product_tree/relationships",
              fmt::format("\"{}\" is defined by way of itself", id));
  }
}

void contradicting(const Index& index, Findings& out) {
  constexpr std::array<std::pair<std::string_view, int>, 7> kGroups = {
      {{"first_affected", 0},
       {"known_affected", 0},
       {"last_affected", 0},
       {"known_not_affected", 1},
       {"first_fixed", 2},
       {"fixed", 2},
       {"under_investigation", 3}}};
  for (std::size_t i = 0; i < index.vulnerabilities.size(); ++i) {
    const Value* status = find(index.vulnerabilities[i], "product_status");
    if (status == nullptr) continue;
    std::map<std::string, int> group_of;
    for (const auto& [name, group] : kGroups) {
      for (const auto& id : items(*status, name)) {
        const auto [it, is_new] = group_of.emplace(std::string(id.get_string()), group);
        if (!is_new && it->second != group) {
          out.add("6.1.6", fmt::format("/vulnerabilities/{}/product_status/{}", i, name),
                  fmt::format("\"{}\" has a second, contradicting state", it->first));
        }
      }
    }
  }
}

/// Package URL specification: scheme, type, a namespace where the type demands one, name.
bool is_purl(std::string_view text) {
  if (!text.starts_with("pkg:")) return false;
  text.remove_prefix(4);
  while (text.starts_with('/')) text.remove_prefix(1);
  text = text.substr(0, text.find('#'));
  text = text.substr(0, text.find('?'));
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const auto type = text.substr(0, slash);
  const bool is_type = !type.empty() && !(type[0] >= '0' && type[0] <= '9') &&
                       std::all_of(type.begin(), type.end(), [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                                (c >= 'A' && c <= 'Z') || c == '.' || c == '+' || c == '-';
                       });
  auto path = text.substr(slash + 1);
  path = path.substr(0, path.rfind('@') == 0 ? 0 : path.rfind('@'));
  while (path.ends_with('/')) path.remove_suffix(1);
  const auto last = path.rfind('/');
  const auto name = last == std::string_view::npos ? path : path.substr(last + 1);
  // purl-types: a Maven package is known by group and artifact only.
  const bool needs_namespace = fold(type) == "maven";
  return is_type && !name.empty() && (!needs_namespace || last != std::string_view::npos);
}

void helpers(const Index& index, Findings& out) {
  for (std::size_t i = 0; i < index.product_values.size(); ++i) {
    const Value* helper = find(*index.product_values[i], "product_identification_helper");
    if (helper == nullptr) continue;
    const std::string where = index.products[i].where + "/product_identification_helper";
    if (const Value* purl = find(*helper, "purl");
        purl != nullptr && !is_purl(text(*helper, "purl"))) {
      out.add("6.1.13", where + "/purl", "not a package URL");
    }
    for (std::size_t j = 0; j < items(*helper, "hashes").size(); ++j) {
      std::set<std::string> algorithms;
      for (const auto& hash : items(items(*helper, "hashes")[j], "file_hashes")) {
        if (!algorithms.emplace(text(hash, "algorithm")).second) {
          out.add("6.1.25", at(where, "hashes", j),
                  fmt::format("\"{}\" is used twice", text(hash, "algorithm")));
        }
      }
    }
  }
}

/// A version that is a range in words or signs belongs into product_version_range.
void version_ranges(const Index& index, Findings& out) {
  constexpr std::array<std::string_view, 7> kWords = {"after", "all",   "before",  "earlier",
                                                      "later", "prior", "versions"};
  for (const auto& [branch, where] : index.branches) {
    if (text(*branch, "category") != "product_version") continue;
    const std::string name = fold(text(*branch, "name"));
    bool is_range = name.find_first_of("<>") != std::string::npos;
    std::string_view rest = name;
    while (!rest.empty()) {
      const auto word = rest.substr(0, rest.find(' '));
      is_range = is_range || std::find(kWords.begin(), kWords.end(), word) != kWords.end();
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
    if (is_range) out.add("6.1.31", where + "/name", "a range of versions in product_version");
  }
}

}  // namespace

void check_products(const Index& index, Findings& out) {
  missing("6.1.1", index.product_uses, index.products, out);
  multiple("6.1.2", index.products, out);
  circular(index, out);
  missing("6.1.4", index.group_uses, index.groups, out);
  multiple("6.1.5", index.groups, out);
  contradicting(index, out);
  helpers(index, out);
  version_ranges(index, out);
}

}  // namespace lw::codec::detail
