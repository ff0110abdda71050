#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "codec/csaf_check_detail.hpp"
#include "codec/cvss.hpp"

// CSAF 2.0 §6.1.7 to 6.1.10: scores.
namespace lw::codec::detail {
namespace {

struct ScoreName {
  std::string_view score;
  std::string_view severity;
  std::int32_t CvssScores::* member;
};
constexpr std::array<ScoreName, 3> kScores = {
    {{"baseScore", "baseSeverity", &CvssScores::base_tenths},
     {"temporalScore", "temporalSeverity", &CvssScores::temporal_tenths},
     {"environmentalScore", "environmentalSeverity", &CvssScores::environmental_tenths}}};

/// 6.1.8: what the FIRST schemas ask: the three members, a vector of the version, words and scores
/// that exist.
bool has_form(const Value& cvss, bool is_2, const std::string& where, Findings& out) {
  const auto wrong = [&](std::string what) {
    out.add("6.1.8", where, std::move(what));
    return false;
  };
  const auto version = text(cvss, "version");
  if (is_2 ? version != "2.0" : (version != "3.0" && version != "3.1"))
    return wrong("another version than its member's");
  const auto vector = parse_cvss(text(cvss, "vectorString"));
  if (!vector) return wrong(vector.error().what);
  const auto expected = is_2               ? CvssVersion::k2_0
                        : version == "3.0" ? CvssVersion::k3_0
                                           : CvssVersion::k3_1;
  if (vector->version != expected) return wrong("the vector is of another version");
  if (find(cvss, "baseScore") == nullptr) return wrong("\"baseScore\" is missing");
  if (!is_2 && find(cvss, "baseSeverity") == nullptr) return wrong("\"baseSeverity\" is missing");
  for (const auto& name : kScores) {
    if (const Value* score = find(cvss, name.score)) {
      if (!score->is_number() || score->to_number<double>() < 0 ||
          score->to_number<double>() > 10) {
        return wrong(fmt::format("{} is no number from 0 to 10", name.score));
      }
    }
    if (const Value* severity = is_2 ? nullptr : find(cvss, name.severity)) {
      constexpr std::array<std::string_view, 5> kWords = {"NONE", "LOW", "MEDIUM", "HIGH",
                                                          "CRITICAL"};
      if (!severity->is_string() ||
          std::find(kWords.begin(), kWords.end(), std::string_view(severity->get_string())) ==
              kWords.end()) {
        return wrong(fmt::format("{} is no severity", name.severity));
      }
    }
  }
  for (const auto& metric : cvss_metrics(vector->version)) {
    const Value* word = find(cvss, metric.property);
    if (word == nullptr) continue;
    const bool is_word =
        word->is_string() &&
        std::any_of(metric.values.begin(), metric.values.end(), [&](const CvssValue& v) {
          return v.word == std::string_view(word->get_string());
        });
    if (!is_word) return wrong(fmt::format("{} has a value that does not exist", metric.property));
  }
  return true;
}

void compute(const Value& cvss, bool is_2, const std::string& where, Findings& out) {
  const auto vector = parse_cvss(text(cvss, "vectorString"));
  const CvssScores scores = score_cvss(*vector);
  for (const auto& name : kScores) {
    const std::int32_t computed = scores.*name.member;
    if (const Value* given = find(cvss, name.score)) {
      if (std::lround(given->to_number<double>() * 10) != computed) {
        out.add("6.1.9", where,
                fmt::format("{} is {}, the vector gives {:.1f}", name.score,
                            given->to_number<double>(), computed / 10.0));
      }
    }
    const auto severity = is_2 ? std::string_view{} : text(cvss, name.severity);
    if (!severity.empty() && severity != cvss_severity(computed)) {
      out.add("6.1.9", where,
              fmt::format("{} is {}, the vector gives {}", name.severity, severity,
                          cvss_severity(computed)));
    }
  }
  const auto metrics = cvss_metrics(vector->version);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const auto word = text(cvss, metrics[i].property);
    // A metric that the vector leaves out is not contradicted by the member that has it.
    const bool is_left_out =
        !metrics[i].is_mandatory && vector->chosen[i] == &metrics[i].values.front();
    if (!word.empty() && !is_left_out && word != vector->chosen[i]->word) {
      out.add("6.1.10", where,
              fmt::format("{} is {}, the vector says {}", metrics[i].property, word,
                          vector->chosen[i]->word));
    }
  }
}

}  // namespace

void check_scores(const Index& index, Findings& out) {
  for (std::size_t i = 0; i < index.vulnerabilities.size(); ++i) {
    const auto path = fmt::format("/vulnerabilities/{}", i);
    const Array& scores = items(index.vulnerabilities[i], "scores");
    std::set<std::pair<std::string, std::string>> seen;  // product, version
    for (std::size_t j = 0; j < scores.size(); ++j) {
      for (const auto* key : {"cvss_v2", "cvss_v3"}) {
        const Value* cvss = find(scores[j], key);
        if (cvss == nullptr) continue;
        const auto where = fmt::format("{}/{}", at(path, "scores", j), key);
        for (const auto& product : items(scores[j], "products")) {
          if (!seen.emplace(std::string(product.get_string()), std::string(text(*cvss, "version")))
                   .second) {
            out.add("6.1.7", where,
                    fmt::format("\"{}\" has a second score of this version",
                                std::string(product.get_string())));
          }
        }
        const bool is_2 = std::string_view(key) == "cvss_v2";
        if (has_form(*cvss, is_2, where, out)) compute(*cvss, is_2, where, out);
      }
    }
  }
}

}  // namespace lw::codec::detail
