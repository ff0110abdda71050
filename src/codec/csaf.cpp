#include "codec/csaf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "codec/json.hpp"

namespace lw::codec {
namespace {

namespace bj = boost::json;

/// Reads members of JSON values; the first fault stays and everything after it is empty.
class Reader {
 public:
  explicit Reader(const CsafLimits& limits) : limits_(limits) {}

  Result<CsafDocument> document(const bj::value& root) {
    CsafDocument out;
    const auto* doc = member(root, "document", "");
    if (doc == nullptr)
      return fail(ErrorCode::kInvalidInput, "not a CSAF document: no \"document\"", "/document");
    if (text(*doc, "csaf_version", "/document") != "2.0") {
      return fail(ErrorCode::kUnsupported, "not a CSAF 2.0 document", "/document/csaf_version",
                  "only version 2.0 is read");
    }
    head(*doc, out);
    if (const auto* tree = member(root, "product_tree", "")) product_tree(*tree, out);
    for_each(root, "vulnerabilities", "", limits_.vulnerabilities_max,
             [&](const bj::value& one, const std::string& path) { vulnerability(one, path, out); });
    if (fault_) return std::unexpected(*fault_);
    if (out.id.empty())
      return fail(ErrorCode::kInvalidInput, "a document without id", "/document/tracking/id");
    return out;
  }

 private:
  void miss(const std::string& path, std::string what, ErrorCode code = ErrorCode::kInvalidInput) {
    if (!fault_) fault_ = Error{code, std::move(what), path, {}};
  }

  const bj::value* member(const bj::value& value, std::string_view key, const std::string& path) {
    const auto* object = value.if_object();
    if (object == nullptr) {
      miss(path, "expected an object");
      return nullptr;
    }
    return object->if_contains(key);
  }

  std::string text(const bj::value& value, std::string_view key, const std::string& path) {
    const auto* found = member(value, key, path);
    if (found == nullptr) return {};
    if (!found->is_string()) {
      miss(fmt::format("{}/{}", path, key), "expected text");
      return {};
    }
    return std::string(found->get_string());
  }

  template <class Take>
  void for_each(const bj::value& value, std::string_view key, const std::string& path,
                std::size_t max, Take take) {
    const auto* found = member(value, key, path);
    if (found == nullptr) return;
    const std::string list = fmt::format("{}/{}", path, key);
    if (!found->is_array()) return miss(list, "expected a list");
    if (found->get_array().size() > max)
      return miss(list, fmt::format("more than {} items", max), ErrorCode::kTooLarge);
    for (std::size_t i = 0; i < found->get_array().size() && !fault_; ++i) {
      take(found->get_array()[i], fmt::format("{}/{}", list, i));
    }
  }

  std::vector<std::string> texts(const bj::value& value, std::string_view key,
                                 const std::string& path) {
    std::vector<std::string> out;
    for_each(value, key, path, limits_.products_max,
             [&](const bj::value& one, const std::string& where) {
               if (one.is_string()) out.emplace_back(one.get_string());
               else miss(where, "expected text");
             });
    return out;
  }

  void head(const bj::value& doc, CsafDocument& out) {
    const std::string path = "/document";
    out.category = text(doc, "category", path);
    out.title = text(doc, "title", path);
    out.lang = text(doc, "lang", path);
    if (const auto* distribution = member(doc, "distribution", path)) {
      if (const auto* tlp = member(*distribution, "tlp", path + "/distribution")) {
        out.tlp = text(*tlp, "label", path + "/distribution/tlp");
      }
    }
    if (const auto* publisher = member(doc, "publisher", path)) {
      out.publisher_category = text(*publisher, "category", path + "/publisher");
      out.publisher_name = text(*publisher, "name", path + "/publisher");
      out.publisher_namespace = text(*publisher, "namespace", path + "/publisher");
    }
    if (const auto* tracking = member(doc, "tracking", path)) {
      const std::string inner = path + "/tracking";
      out.id = text(*tracking, "id", inner);
      out.status = text(*tracking, "status", inner);
      out.version = text(*tracking, "version", inner);
      out.initial_release = text(*tracking, "initial_release_date", inner);
      out.current_release = text(*tracking, "current_release_date", inner);
      out.aliases = texts(*tracking, "aliases", inner);
      for_each(*tracking, "revision_history", inner, limits_.products_max,
               [&](const bj::value& one, const std::string& where) {
                 out.revisions.push_back({text(one, "number", where), text(one, "date", where),
                                          text(one, "summary", where)});
               });
    }
    out.notes = notes(doc, path);
    out.references = references(doc, path);
  }

  std::vector<CsafStatement> notes(const bj::value& value, const std::string& path) {
    std::vector<CsafStatement> out;
    for_each(value, "notes", path, limits_.products_max,
             [&](const bj::value& one, const std::string& where) {
               out.push_back({text(one, "category", where),
                              text(one, "title", where),
                              text(one, "text", where),
                              {},
                              {},
                              {}});
             });
    return out;
  }

  std::vector<CsafReference> references(const bj::value& value, const std::string& path) {
    std::vector<CsafReference> out;
    for_each(value, "references", path, limits_.products_max,
             [&](const bj::value& one, const std::string& where) {
               out.push_back({text(one, "category", where), text(one, "summary", where),
                              text(one, "url", where)});
             });
    return out;
  }

  CsafProduct product(const bj::value& value, const std::string& path) {
    CsafProduct out;
    out.id = text(value, "product_id", path);
    out.name = text(value, "name", path);
    if (out.id.empty()) miss(path, "a product without product_id");
    if (const auto* helper = member(value, "product_identification_helper", path)) {
      out.cpe = text(*helper, "cpe", path);
      out.purl = text(*helper, "purl", path);
    }
    return out;
  }

  void add(CsafProduct product, const std::string& path, CsafDocument& out) {
    if (out.products.size() >= limits_.products_max) {
      return miss(path, fmt::format("more than {} products", limits_.products_max),
                  ErrorCode::kTooLarge);
    }
    out.products.push_back(std::move(product));
  }

  /// Depth is bounded by the depth of the JSON text, which the caller or parse_csaf has bounded.
  void branches(const bj::value& value, const std::string& path, std::vector<CsafBranch>& steps,
                CsafDocument& out) {
    if (steps.size() > limits_.depth_max)
      return miss(path, "branches nested too deep", ErrorCode::kTooLarge);
    for_each(value, "branches", path, limits_.products_max,
             [&](const bj::value& one, const std::string& where) {
               steps.push_back({text(one, "category", where), text(one, "name", where)});
               if (const auto* leaf = member(one, "product", where)) {
                 CsafProduct made = product(*leaf, where + "/product");
                 made.path = steps;
                 add(std::move(made), where, out);
               }
               branches(one, where, steps, out);
               steps.pop_back();
             });
  }

  void product_tree(const bj::value& tree, CsafDocument& out) {
    const std::string path = "/product_tree";
    std::vector<CsafBranch> steps;
    branches(tree, path, steps, out);
    for_each(tree, "full_product_names", path, limits_.products_max,
             [&](const bj::value& one, const std::string& where) {
               add(product(one, where), where, out);
             });
    for_each(tree, "relationships", path, limits_.products_max,
             [&](const bj::value& one, const std::string& where) {
               const auto* full = member(one, "full_product_name", where);
               if (full == nullptr) return miss(where, "a relationship without full_product_name");
               CsafProduct made = product(*full, where + "/full_product_name");
               made.relationship = text(one, "category", where);
               made.component = text(one, "product_reference", where);
               made.whole = text(one, "relates_to_product_reference", where);
               add(std::move(made), where, out);
             });
    for_each(tree, "product_groups", path, limits_.products_max,
             [&](const bj::value& one, const std::string& where) {
               out.groups[text(one, "group_id", where)] = texts(one, "product_ids", where);
             });
  }

  std::vector<CsafStatement> statements(const bj::value& value, std::string_view key,
                                        const std::string& path) {
    std::vector<CsafStatement> out;
    for_each(value, key, path, limits_.products_max,
             [&](const bj::value& one, const std::string& where) {
               const bool is_flag = key == "flags";
               out.push_back({text(one, is_flag ? "label" : "category", where),
                              {},
                              is_flag ? std::string() : text(one, "details", where),
                              text(one, "url", where),
                              texts(one, "product_ids", where),
                              texts(one, "group_ids", where)});
             });
    return out;
  }

  void scores(const bj::value& value, const std::string& path, CsafVulnerability& out) {
    for_each(value, "scores", path, limits_.products_max,
             [&](const bj::value& one, const std::string& where) {
               const auto products = texts(one, "products", where);
               for (const auto* key : {"cvss_v2", "cvss_v3"}) {
                 const auto* cvss = member(one, key, where);
                 if (cvss == nullptr) continue;
                 CsafScore score{text(*cvss, "version", where), text(*cvss, "vectorString", where),
                                 0, products};
                 const auto* number = member(*cvss, "baseScore", where);
                 if (number == nullptr || !number->is_number() || number->to_number<double>() < 0 ||
                     number->to_number<double>() > 10) {
                   return miss(where, "a base score that is no number from 0 to 10");
                 }
                 score.base_score_tenths =
                     static_cast<std::int32_t>(std::lround(number->to_number<double>() * 10));
                 out.scores.push_back(std::move(score));
               }
             });
  }

  void vulnerability(const bj::value& value, const std::string& path, CsafDocument& out) {
    CsafVulnerability one;
    one.cve = text(value, "cve", path);
    one.title = text(value, "title", path);
    for_each(value, "ids", path, limits_.products_max,
             [&](const bj::value& id, const std::string& where) {
               one.ids.emplace_back(text(id, "system_name", where), text(id, "text", where));
             });
    if (const auto* cwe = member(value, "cwe", path)) {
      one.cwe = text(*cwe, "id", path + "/cwe");
      one.cwe_name = text(*cwe, "name", path + "/cwe");
    }
    one.notes = notes(value, path);
    if (const auto* status = member(value, "product_status", path)) {
      if (const auto* object = status->if_object()) {
        for (const auto& [name, ids] : *object) {
          one.status[std::string(name)] = texts(*status, name, path + "/product_status");
        }
      } else {
        miss(path + "/product_status", "expected an object");
      }
    }
    scores(value, path, one);
    one.remediations = statements(value, "remediations", path);
    one.threats = statements(value, "threats", path);
    one.flags = statements(value, "flags", path);
    one.references = references(value, path);
    out.vulnerabilities.push_back(std::move(one));
  }

  const CsafLimits& limits_;
  std::optional<Error> fault_;
};

}  // namespace

std::string_view CsafProduct::branch(std::string_view category) const {
  const auto it = std::find_if(path.begin(), path.end(),
                               [&](const CsafBranch& b) { return b.category == category; });
  return it == path.end() ? std::string_view{} : std::string_view(it->name);
}

const CsafProduct* CsafDocument::find_product(std::string_view product_id) const {
  const auto it = std::find_if(products.begin(), products.end(),
                               [&](const CsafProduct& p) { return p.id == product_id; });
  return it == products.end() ? nullptr : &*it;
}

Result<CsafDocument> read_csaf(const bj::value& json, const CsafLimits& limits) {
  return Reader(limits).document(json);
}

Result<CsafDocument> parse_csaf(std::string_view json, const CsafLimits& limits) {
  LW_TRY(const auto value, parse_json(json, {.size_bytes_max = limits.size_bytes_max,
                                             .depth_max = limits.depth_max}));
  return read_csaf(value, limits);
}

}  // namespace lw::codec
