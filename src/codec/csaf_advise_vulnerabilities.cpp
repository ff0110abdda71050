#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "codec/csaf_advise_detail.hpp"
#include "codec/cvss.hpp"
#include "codec/kev.hpp"

// CSAF 2.0 §6.2.2, 6.2.3, 6.2.7, 6.2.17, 6.2.19, 6.3.1 to 6.3.4: vulnerabilities.
namespace lw::codec::detail {
namespace {

struct Flaw {
  const Index& index;
  const Value& value;
  std::string where;
};

std::set<std::string> with_status(const Flaw& flaw,
                                  std::initializer_list<std::string_view> groups) {
  std::set<std::string> out;
  const Value* status = find(flaw.value, "product_status");
  if (status == nullptr) return out;
  for (const auto group : groups) {
    for (const auto& id : items(*status, group)) out.emplace(id.get_string());
  }
  return out;
}

void covered(const Flaw& flaw, Findings& out) {
  std::set<std::string> remedied;
  for (const auto& one : items(flaw.value, "remediations")) {
    for (const auto& id : flaw.index.products_of(one)) remedied.insert(id);
  }
  std::set<std::string> scored;
  for (const auto& one : items(flaw.value, "scores")) {
    for (const auto& id : items(one, "products")) scored.emplace(id.get_string());
  }
  for (const auto& id : with_status(
           flaw, {"first_affected", "known_affected", "last_affected", "under_investigation"})) {
    if (!remedied.contains(id))
      out.add("6.2.2", flaw.where, fmt::format("nothing is said on how to cure \"{}\"", id));
  }
  for (const auto& id : with_status(flaw, {"first_affected", "known_affected", "last_affected"})) {
    if (!scored.contains(id)) out.add("6.2.3", flaw.where, fmt::format("no score for \"{}\"", id));
  }
}

/// The environmental score that a score gives a product, in tenths; nullopt where its vector cannot
/// be read.
std::optional<std::int32_t> environmental(const Value& cvss) {
  if (const Value* given = find(cvss, "environmentalScore"); given != nullptr && given->is_number())
    return static_cast<std::int32_t>(std::lround(given->to_number<double>() * 10));
  auto vector = parse_cvss(text(cvss, "vectorString"));
  if (!vector) return std::nullopt;
  // A metric may stand beside the vector alone.
  const auto metrics = cvss_metrics(vector->version);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const auto word = text(cvss, metrics[i].property);
    for (const auto& value : metrics[i].values) {
      if (value.word == word) vector->chosen[i] = &value;
    }
  }
  return score_cvss(*vector).environmental_tenths;
}

/// §6.2.19: what is fixed is no longer hurt: a score for it has the environmental score 0.
void fixed_products(const Flaw& flaw, Findings& out) {
  const auto fixed = with_status(flaw, {"first_fixed", "fixed"});
  const auto& scores = items(flaw.value, "scores");
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto& products = items(scores[i], "products");
    const bool is_about = std::any_of(products.begin(), products.end(), [&](const Value& id) {
      return fixed.contains(std::string(id.get_string()));
    });
    for (const auto* key : {"cvss_v2", "cvss_v3"}) {
      const Value* cvss = is_about ? find(scores[i], key) : nullptr;
      if (cvss != nullptr && environmental(*cvss).value_or(0) != 0) {
        out.add("6.2.19", fmt::format("{}/{}", at(flaw.where, "scores", i), key),
                "a score above 0 for a product that is fixed");
      }
    }
  }
}

void scores(const Flaw& flaw, Findings& out) {
  const auto& given = items(flaw.value, "scores");
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto where = at(flaw.where, "scores", i);
    const Value* third = find(given[i], "cvss_v3");
    if (third == nullptr && find(given[i], "cvss_v2") != nullptr)
      out.add("6.3.1", where, "CVSS v2 is the only score");
    if (third != nullptr && text(*third, "version") == "3.0")
      out.add("6.3.2", where + "/cvss_v3/version", "CVSS v3.0 instead of v3.1");
  }
}

}  // namespace

void advise_vulnerabilities(const Index& index, Findings& out) {
  for (std::size_t i = 0; i < index.vulnerabilities.size(); ++i) {
    const Flaw flaw{index, index.vulnerabilities[i], fmt::format("/vulnerabilities/{}", i)};
    covered(flaw, out);
    fixed_products(flaw, out);
    scores(flaw, out);
    const auto& involvements = items(flaw.value, "involvements");
    for (std::size_t j = 0; j < involvements.size(); ++j) {
      if (find(involvements[j], "date") == nullptr)
        out.add("6.2.7", at(flaw.where, "involvements", j), "no date");
    }
    const auto& ids = items(flaw.value, "ids");
    for (std::size_t j = 0; j < ids.size(); ++j) {
      if (is_cve_id(text(ids[j], "text")))
        out.add("6.2.17", at(flaw.where, "ids", j) + "/text", "a CVE id belongs into \"cve\"");
    }
    if (text(flaw.value, "cve").empty()) out.add("6.3.3", flaw.where, "no CVE id");
    if (find(flaw.value, "cwe") == nullptr) out.add("6.3.4", flaw.where, "no weakness (CWE)");
  }
}

}  // namespace lw::codec::detail
