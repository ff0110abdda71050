#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>

#include "codec/csaf.hpp"
#include "codec/cvss.hpp"

namespace lw::codec {
namespace {

namespace bj = boost::json;

void put(bj::object& object, std::string_view key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

bj::array list(const std::vector<std::string>& texts) {
  bj::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

void put(bj::object& object, std::string_view key, const std::vector<std::string>& texts) {
  if (!texts.empty()) object[key] = list(texts);
}

void put(bj::object& object, std::string_view key, bj::array&& items) {
  if (!items.empty()) object[key] = std::move(items);
}

bj::array notes(const std::vector<CsafStatement>& statements) {
  bj::array out;
  for (const auto& one : statements) {
    bj::object note;
    put(note, "category", one.category);
    put(note, "text", one.text);
    put(note, "title", one.title);
    out.push_back(std::move(note));
  }
  return out;
}

bj::array references(const std::vector<CsafReference>& links) {
  bj::array out;
  for (const auto& one : links) {
    bj::object link;
    put(link, "category", one.category);
    put(link, "summary", one.summary);
    put(link, "url", one.url);
    out.push_back(std::move(link));
  }
  return out;
}

bj::object head(const CsafDocument& document) {
  bj::object out;
  put(out, "category", document.category);
  out["csaf_version"] = "2.0";
  if (!document.tlp.empty()) out["distribution"] = {{"tlp", {{"label", document.tlp}}}};
  put(out, "lang", document.lang);
  put(out, "notes", notes(document.notes));
  bj::object publisher;
  put(publisher, "category", document.publisher_category);
  put(publisher, "name", document.publisher_name);
  put(publisher, "namespace", document.publisher_namespace);
  out["publisher"] = std::move(publisher);
  put(out, "references", references(document.references));
  put(out, "title", document.title);
  bj::object tracking;
  put(tracking, "aliases", document.aliases);
  put(tracking, "current_release_date", document.current_release);
  put(tracking, "id", document.id);
  put(tracking, "initial_release_date", document.initial_release);
  bj::array revisions;
  for (const auto& one : document.revisions) {
    revisions.push_back({{"date", one.date}, {"number", one.number}, {"summary", one.summary}});
  }
  put(tracking, "revision_history", std::move(revisions));
  put(tracking, "status", document.status);
  put(tracking, "version", document.version);
  out["tracking"] = std::move(tracking);
  return out;
}

bj::object full_name(const CsafProduct& product) {
  bj::object out{{"name", product.name}, {"product_id", product.id}};
  bj::object helper;
  put(helper, "cpe", product.cpe);
  put(helper, "purl", product.purl);
  if (!helper.empty()) out["product_identification_helper"] = std::move(helper);
  return out;
}

/// Puts a product at the end of its path, sharing the steps that are there already.
void put_branch(bj::object& parent, const CsafProduct& product) {
  bj::object* at = &parent;
  for (std::size_t i = 0; i < product.path.size(); ++i) {
    const CsafBranch& step = product.path[i];
    const bool is_leaf = i + 1 == product.path.size();
    auto* existing = at->if_contains("branches");
    bj::array& branches =
        existing != nullptr ? existing->get_array() : (*at)["branches"].emplace_array();
    auto it = std::find_if(branches.begin(), branches.end(), [&](const bj::value& one) {
      const auto& object = one.get_object();
      // A leaf holds one product, an inner branch none: two leaves of one name stand beside each
      // other.
      return !is_leaf && !object.contains("product") &&
             object.at("category").get_string() == step.category &&
             object.at("name").get_string() == step.name;
    });
    if (it == branches.end()) {
      branches.push_back(bj::object{{"category", step.category}, {"name", step.name}});
      it = branches.end() - 1;
    }
    at = &it->get_object();
  }
  (*at)["product"] = full_name(product);
}

bj::object product_tree(const CsafDocument& document) {
  bj::object out;
  bj::array names;
  bj::array relationships;
  for (const auto& product : document.products) {
    if (!product.relationship.empty()) {
      relationships.push_back({{"category", product.relationship},
                               {"full_product_name", full_name(product)},
                               {"product_reference", product.component},
                               {"relates_to_product_reference", product.whole}});
    } else if (!product.path.empty()) {
      put_branch(out, product);
    } else {
      names.push_back(full_name(product));
    }
  }
  put(out, "full_product_names", std::move(names));
  bj::array groups;
  for (const auto& [id, products] : document.groups) {
    groups.push_back({{"group_id", id}, {"product_ids", list(products)}});
  }
  put(out, "product_groups", std::move(groups));
  put(out, "relationships", std::move(relationships));
  return out;
}

bj::array statements(const std::vector<CsafStatement>& all, std::string_view kind) {
  bj::array out;
  for (const auto& one : all) {
    bj::object item;
    put(item, kind == "flags" ? "label" : "category", one.category);
    put(item, "details", one.text);
    put(item, "group_ids", one.groups);
    put(item, "product_ids", one.products);
    put(item, "url", one.url);
    out.push_back(std::move(item));
  }
  return out;
}

Result<bj::object> score(const CsafScore& given) {
  LW_TRY(const auto vector, parse_cvss(given.vector));
  bj::object cvss{{"version", given.version}, {"vectorString", given.vector}};
  cvss["baseScore"] = given.base_score_tenths / 10.0;
  const bool is_2 = vector.version == CvssVersion::k2_0;
  if (!is_2) cvss["baseSeverity"] = cvss_severity(given.base_score_tenths);
  const auto metrics = cvss_metrics(vector.version);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (metrics[i].is_mandatory) cvss[metrics[i].property] = vector.chosen[i]->word;
  }
  return bj::object{{is_2 ? "cvss_v2" : "cvss_v3", std::move(cvss)},
                    {"products", list(given.products)}};
}

Result<bj::object> vulnerability(const CsafVulnerability& given) {
  bj::object out;
  put(out, "cve", given.cve);
  if (!given.cwe.empty()) out["cwe"] = {{"id", given.cwe}, {"name", given.cwe_name}};
  put(out, "flags", statements(given.flags, "flags"));
  bj::array ids;
  for (const auto& [system, text] : given.ids)
    ids.push_back({{"system_name", system}, {"text", text}});
  put(out, "ids", std::move(ids));
  put(out, "notes", notes(given.notes));
  bj::object status;
  for (const auto& [name, products] : given.status) put(status, name, products);
  if (!status.empty()) out["product_status"] = std::move(status);
  put(out, "references", references(given.references));
  put(out, "remediations", statements(given.remediations, "remediations"));
  bj::array scores;
  for (const auto& one : given.scores) {
    LW_TRY(auto made, score(one));
    scores.push_back(std::move(made));
  }
  put(out, "scores", std::move(scores));
  put(out, "threats", statements(given.threats, "threats"));
  put(out, "title", given.title);
  return out;
}

/// Returns the value with the keys of every object in order (§6.2.13). Its depth is what we made
/// it.
bj::value in_order(const bj::value& value) {
  if (const auto* array = value.if_array()) {
    bj::array out;
    for (const auto& one : *array) out.push_back(in_order(one));
    return out;
  }
  const auto* object = value.if_object();
  if (object == nullptr) return value;
  std::map<std::string_view, const bj::value*> members;
  for (const auto& [key, member] : *object) members.emplace(key, &member);
  bj::object out;
  for (const auto& [key, member] : members) out[key] = in_order(*member);
  return out;
}

}  // namespace

Result<bj::value> write_csaf(const CsafDocument& document) {
  bj::object out{{"document", head(document)}};
  bj::object tree = product_tree(document);
  if (!tree.empty()) out["product_tree"] = std::move(tree);
  bj::array vulnerabilities;
  for (const auto& one : document.vulnerabilities) {
    LW_TRY(auto made, vulnerability(one));
    vulnerabilities.push_back(std::move(made));
  }
  put(out, "vulnerabilities", std::move(vulnerabilities));
  return in_order(bj::value(std::move(out)));
}

}  // namespace lw::codec
