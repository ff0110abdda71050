#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "codec/csaf_advise_detail.hpp"

// CSAF 2.0 §6.2.1, 6.2.8, 6.2.9, 6.2.16, 6.2.18, 6.3.5, 6.3.9 to 6.3.11: products and their names.
namespace lw::codec::detail {
namespace {

/// §6.2.1: each product is mentioned somewhere, save in an advisory that is for information only.
void unused(const Index& index, Findings& out) {
  if (text(index.document, "category") == "csaf_informational_advisory") return;
  std::set<std::string_view> used;
  for (const auto& mention : index.product_uses) used.insert(mention.id);
  for (const auto& product : index.products) {
    if (!used.contains(product.id))
      out.add("6.2.1", product.where, fmt::format("product \"{}\" is not spoken of", product.id));
  }
}

void hashes(const Value& product, const std::string& where, Findings& out) {
  constexpr std::size_t kShortDigits = 64;
  const Value* helper = find(product, "product_identification_helper");
  if (helper == nullptr) {
    out.add("6.2.16", where, "nothing by which a machine knows the product");
    return;
  }
  const auto path = where + "/product_identification_helper";
  const auto& lists = items(*helper, "hashes");
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto& values = items(lists[i], "file_hashes");
    const auto here = at(path, "hashes", i) + "/file_hashes";
    const auto only = [&](std::string_view algorithm) {
      return std::all_of(values.begin(), values.end(),
                         [&](const Value& one) { return text(one, "algorithm") == algorithm; });
    };
    if (only("md5")) out.add("6.2.8", here, "MD5 is the only hash");
    if (only("sha1")) out.add("6.2.9", here, "SHA-1 is the only hash");
    for (std::size_t j = 0; j < values.size(); ++j) {
      if (text(values[j], "value").size() < kShortDigits)
        out.add("6.3.5", fmt::format("{}/{}/value", here, j), "a short hash");
    }
  }
}

/// "vers:", a versioning scheme, "/", and something (github.com/package-url/vers-spec).
bool is_vers(std::string_view name) {
  if (!name.starts_with("vers:")) return false;
  name.remove_prefix(5);
  const auto slash = name.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == name.size()) return false;
  return std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(slash), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+';
  });
}

void versions(const Index& index, Findings& out) {
  for (const auto& [branch, where] : index.branches) {
    const auto category = text(*branch, "category");
    const auto name = text(*branch, "name");
    if (category == "product_version_range") {
      if (!is_vers(name))
        out.add("6.2.18", where + "/name", "a range of versions that is not vers");
      out.add("6.3.10", where + "/category", "a range of versions instead of versions");
    }
    if (category == "product_version" && name.size() > 1 && (name[0] == 'v' || name[0] == 'V') &&
        name[1] >= '0' && name[1] <= '9')
      out.add("6.3.11", where + "/name", "\"v\" before a version");
  }
}

/// §6.3.9: vendor, product name and version stand on the way to a product, in this order.
void branch_categories(const Value& parent, const std::string& path, std::size_t seen,
                       Findings& out) {
  const auto& branches = items(parent, "branches");
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const auto where = at(path, "branches", i);
    const auto category = text(branches[i], "category");
    const bool is_next =
        (seen == 0 && category == "vendor") || (seen == 1 && category == "product_name") ||
        (seen == 2 && (category == "product_version" || category == "product_version_range"));
    const std::size_t now = seen + (is_next ? 1 : 0);
    if (find(branches[i], "product") != nullptr && now < 3)
      out.add("6.3.9", where, "not below vendor, product name and version, in this order");
    branch_categories(branches[i], where, now, out);
  }
}

}  // namespace

void advise_products(const Index& index, Findings& out) {
  unused(index, out);
  for (std::size_t i = 0; i < index.products.size(); ++i)
    hashes(*index.product_values[i], index.products[i].where, out);
  versions(index, out);
  if (const Value* tree = find(index.root, "product_tree"))
    branch_categories(*tree, "/product_tree", 0, out);
}

}  // namespace lw::codec::detail
