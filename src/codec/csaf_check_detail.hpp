#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/csaf_check.hpp"

namespace lw::codec::detail {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

/// Collects findings up to the bound.
class Findings {
 public:
  void add(std::string_view test, std::string where, std::string what) {
    if (list_.size() < kCsafFindingsMax)
      list_.push_back({std::string(test), std::move(where), std::move(what)});
  }
  [[nodiscard]] bool empty() const { return list_.empty(); }
  /// Whether members that no schema knows are asked for (6.2.20), and nothing else is.
  bool wants_extras = false;
  std::vector<CsafFinding> take() { return std::move(list_); }

 private:
  std::vector<CsafFinding> list_;
};

// Access to a document whose form has been checked: what is absent is empty.
inline const Value* find(const Value& value, std::string_view key) {
  const auto* object = value.if_object();
  return object == nullptr ? nullptr : object->if_contains(key);
}
const Array& items(const Value& value, std::string_view key);
std::string_view text(const Value& value, std::string_view key);
std::string at(std::string_view path, std::string_view key, std::size_t index);

/// A product definition or a mention of one, with its place.
struct Mention {
  std::string id;
  std::string where;
};

/// What the tests ask of one document again and again.
struct Index {
  explicit Index(const Value& root);

  const Value& root;
  const Value& document;
  const Array& vulnerabilities;
  std::vector<Mention> products;  ///< definitions
  std::vector<const Value*> product_values;
  std::vector<Mention> product_uses;
  std::vector<Mention> groups;
  std::vector<Mention> group_uses;
  std::vector<std::pair<const Value*, std::string>> branches;
  std::map<std::string, std::set<std::string>> group_products;

  /// Products that a statement names, alone and through groups.
  [[nodiscard]] std::set<std::string> products_of(const Value& statement) const;

 private:
  void add_branches(const Value& parent, const std::string& path);
  void add_product(const Value& product, std::string where);
  void use(const Value& value, std::string_view key, const std::string& path);
};

/// A version: an integer, or a semantic version (semver.org 2.0.0).
struct Version {
  bool is_semantic = false;
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string pre_release;
  [[nodiscard]] bool is_before_release() const { return major == 0; }
};
std::optional<Version> parse_version(std::string_view text);
/// Order by semver 2.0.0 §11; build metadata does not count.
int compare(const Version& a, const Version& b, bool ignore_pre_release = false);

/// RFC 3339 date-time as a point in time that can be ordered: seconds since 1970 and the digits of
/// the fraction.
using Moment = std::pair<std::int64_t, std::string>;
std::optional<Moment> parse_moment(std::string_view text);

void check_products(const Index& index, Findings& out);
void check_scores(const Index& index, Findings& out);
void check_tracking(const Index& index, Findings& out);
void check_statements(const Index& index, Findings& out);
void check_profiles(const Index& index, Findings& out);
void check_weaknesses(const Index& index, const CweCatalogue& cwe, Findings& out);

}  // namespace lw::codec::detail
