#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "codec/csaf_check_detail.hpp"
#include "codec/encoding.hpp"

// CSAF 2.0 §6.1.23, 6.1.24, 6.1.26, 6.1.27, 6.1.29, 6.1.32, 6.1.33: what vulnerabilities must and
// must not say.
namespace lw::codec::detail {
namespace {

std::string vulnerability(std::size_t i) { return fmt::format("/vulnerabilities/{}", i); }

bool has_products(const Value& statement) {
  return !items(statement, "product_ids").empty() || !items(statement, "group_ids").empty();
}

/// Lower case without dash, white space and underscore (§6.1.26).
std::string squeeze(std::string_view text) {
  std::string out = fold(text);
  std::erase_if(out, [](char c) { return c == '-' || c == '_' || c == ' '; });
  return out;
}

constexpr std::array<std::string_view, 4> kProfiles = {"csaf_security_incident_response",
                                                       "csaf_informational_advisory",
                                                       "csaf_security_advisory", "csaf_vex"};

void category_name(std::string_view category, Findings& out) {
  if (category == "csaf_base" ||
      std::find(kProfiles.begin(), kProfiles.end(), category) != kProfiles.end())
    return;
  const std::string given = squeeze(category);
  bool is_prohibited = category.starts_with("csaf_");
  for (const auto profile : kProfiles) {
    is_prohibited =
        is_prohibited || given == squeeze(profile) || given == squeeze(profile.substr(5));
  }
  if (is_prohibited) out.add("6.1.26", "/document/category", "looks like a profile and is none");
}

/// Every product of `status` must be named by one of `statements`.
void all_named(const Index& index, std::size_t i, std::string_view status,
               const std::vector<const Value*>& statements, std::string_view test,
               std::string_view lacks, Findings& out) {
  std::set<std::string> named;
  for (const Value* one : statements) {
    const auto products = index.products_of(*one);
    named.insert(products.begin(), products.end());
  }
  const Value* all = find(index.vulnerabilities[i], "product_status");
  if (all == nullptr) return;
  for (const auto& id : items(*all, status)) {
    if (!named.contains(std::string(id.get_string()))) {
      out.add(test, vulnerability(i),
              fmt::format("\"{}\" has no {}", std::string(id.get_string()), lacks));
    }
  }
}

void vex(const Index& index, std::size_t i, Findings& out) {
  const Value& one = index.vulnerabilities[i];
  const Value* status = find(one, "product_status");
  const auto says = [&](std::string_view name) {
    return status != nullptr && !items(*status, name).empty();
  };
  if (!says("fixed") && !says("known_affected") && !says("known_not_affected") &&
      !says("under_investigation")) {
    out.add("6.1.27.7", vulnerability(i),
            "no product is fixed, affected, not affected or under investigation");
  }
  if (find(one, "cve") == nullptr && items(one, "ids").empty())
    out.add("6.1.27.8", vulnerability(i), "neither cve nor ids");
  std::vector<const Value*> impacts;
  for (const auto& flag : items(one, "flags")) impacts.push_back(&flag);
  for (const auto& threat : items(one, "threats")) {
    if (text(threat, "category") == "impact") impacts.push_back(&threat);
  }
  all_named(index, i, "known_not_affected", impacts, "6.1.27.9", "impact statement", out);
  std::vector<const Value*> actions;
  for (const auto& remediation : items(one, "remediations")) actions.push_back(&remediation);
  all_named(index, i, "known_affected", actions, "6.1.27.10", "action statement", out);
}

void document_parts(const Index& index, std::string_view category, Findings& out) {
  const auto any_category = [&](std::string_view list,
                                std::initializer_list<std::string_view> wanted) {
    return std::any_of(items(index.document, list).begin(), items(index.document, list).end(),
                       [&](const Value& one) {
                         return std::find(wanted.begin(), wanted.end(), text(one, "category")) !=
                                wanted.end();
                       });
  };
  if (category == "csaf_informational_advisory" || category == "csaf_security_incident_response") {
    if (!any_category("notes", {"description", "details", "general", "summary"})) {
      out.add("6.1.27.1", "/document/notes", "no note that describes, details or sums up");
    }
    if (!any_category("references", {"external"}))
      out.add("6.1.27.2", "/document/references", "no external reference");
  }
  const bool has_vulnerabilities = find(index.root, "vulnerabilities") != nullptr;
  if (category == "csaf_informational_advisory" && has_vulnerabilities) {
    out.add("6.1.27.3", "/vulnerabilities", "an informational advisory has no vulnerabilities");
  }
  if (category == "csaf_security_advisory" || category == "csaf_vex") {
    if (find(index.root, "product_tree") == nullptr) out.add("6.1.27.4", "/", "no product_tree");
    if (!has_vulnerabilities) out.add("6.1.27.11", "/", "no vulnerabilities");
  }
}

void involvements(const Value& one, std::size_t i, Findings& out) {
  std::set<std::pair<std::string, Moment>> seen;
  for (const auto& involvement : items(one, "involvements")) {
    const auto date = parse_moment(text(involvement, "date")).value_or(Moment{});
    if (!seen.emplace(std::string(text(involvement, "party")), date).second) {
      out.add("6.1.24", vulnerability(i) + "/involvements", "one party twice at one date");
    }
  }
}

void references_to_products(const Index& index, std::size_t i, Findings& out) {
  const Value& one = index.vulnerabilities[i];
  for (std::size_t j = 0; j < items(one, "remediations").size(); ++j) {
    if (!has_products(items(one, "remediations")[j])) {
      out.add("6.1.29", at(vulnerability(i), "remediations", j),
              "neither product_ids nor group_ids");
    }
  }
  std::set<std::string> flagged;
  for (std::size_t j = 0; j < items(one, "flags").size(); ++j) {
    const Value& flag = items(one, "flags")[j];
    if (!has_products(flag))
      out.add("6.1.32", at(vulnerability(i), "flags", j), "neither product_ids nor group_ids");
    for (const auto& product : index.products_of(flag)) {
      if (!flagged.insert(product).second) {
        out.add("6.1.33", at(vulnerability(i), "flags", j),
                fmt::format("\"{}\" has a second justification", product));
      }
    }
  }
}

}  // namespace

void check_statements(const Index& index, Findings& out) {
  std::set<std::string> cves;
  for (std::size_t i = 0; i < index.vulnerabilities.size(); ++i) {
    const Value& one = index.vulnerabilities[i];
    const auto cve = text(one, "cve");
    if (!cve.empty() && !cves.emplace(cve).second)
      out.add("6.1.23", vulnerability(i) + "/cve", "this CVE stands twice");
    involvements(one, i, out);
    references_to_products(index, i, out);
  }
}

void check_profiles(const Index& index, Findings& out) {
  const auto category = text(index.document, "category");
  category_name(category, out);
  document_parts(index, category, out);
  const bool is_advisory = category == "csaf_security_advisory";
  const bool is_vex = category == "csaf_vex";
  for (std::size_t i = 0; i < index.vulnerabilities.size(); ++i) {
    const Value& one = index.vulnerabilities[i];
    if ((is_advisory || is_vex) && items(one, "notes").empty())
      out.add("6.1.27.5", vulnerability(i), "no notes");
    if (is_advisory && find(one, "product_status") == nullptr)
      out.add("6.1.27.6", vulnerability(i), "no product_status");
    if (is_vex) vex(index, i, out);
  }
}

}  // namespace lw::codec::detail
