#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <functional>

#include "codec/csaf_check_detail.hpp"
#include "codec/kev.hpp"

// The form of a CSAF 2.0 document, from csaf_json_schema.json 2.0 (OASIS). Scores are left to
// test 6.1.8.
namespace lw::codec {
namespace {

using detail::Findings;
using detail::Value;

/// Checks one value; says what is wrong under `path`.
using Check = std::function<void(const Value&, const std::string& path, Findings&)>;

void wrong(Findings& out, const std::string& path, std::string what) {
  out.add("schema", path.empty() ? "/" : path, std::move(what));
}

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Check text_if(bool (*accepts)(std::string_view), std::string expected) {
  return [accepts, expected = std::move(expected)](const Value& value, const std::string& path,
                                                   Findings& out) {
    if (!value.is_string() || !accepts(std::string_view(value.get_string())))
      wrong(out, path, "expected " + expected);
  };
}

Check text() {
  return text_if([](std::string_view t) { return !t.empty(); }, "a text that is not empty");
}

Check choice(std::vector<std::string_view> choices) {
  return [choices = std::move(choices)](const Value& value, const std::string& path,
                                        Findings& out) {
    if (!value.is_string() || std::find(choices.begin(), choices.end(),
                                        std::string_view(value.get_string())) == choices.end()) {
      wrong(out, path, fmt::format("expected one of: {}", fmt::join(choices, ", ")));
    }
  };
}

Check moment() {
  return text_if([](std::string_view t) { return detail::parse_moment(t).has_value(); },
                 "an RFC 3339 date and time");
}

Check uri() {
  return text_if(
      [](std::string_view t) {
        const auto colon = t.find(':');
        return colon != std::string_view::npos && colon > 0 && !(t[0] >= '0' && t[0] <= '9') &&
               std::all_of(
                   t.begin(), t.begin() + static_cast<std::ptrdiff_t>(colon),
                   [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.'; }) &&
               t.find_first_of(" \t\r\n<>\"{}|\\^`") == std::string_view::npos;
      },
      "a URI");
}

Check version() {
  return text_if([](std::string_view t) { return detail::parse_version(t).has_value(); },
                 "an integer or a semantic version");
}

/// RFC 5646 in outline: subtags of 1 to 8 letters and digits, the first of 2 to 8 letters (or x,
/// i).
Check language() {
  return text_if(
      [](std::string_view t) {
        std::size_t length = 0;
        bool is_first = true;
        for (const char c : t) {
          if (c == '-') {
            if (length == 0) return false;
            length = 0;
            is_first = false;
          } else {
            if (!is_alnum(c) || ++length > 8 || (is_first && c >= '0' && c <= '9')) return false;
          }
        }
        return length > 0 && (!is_first || length > 1);
      },
      "a language tag");
}

Check list(Check item, bool is_unique = false) {
  return [item = std::move(item), is_unique](const Value& value, const std::string& path,
                                             Findings& out) {
    if (!value.is_array() || value.get_array().empty())
      return wrong(out, path, "expected a list that is not empty");
    const auto& array = value.get_array();
    for (std::size_t i = 0; i < array.size(); ++i)
      item(array[i], fmt::format("{}/{}", path, i), out);
    if (!is_unique) return;
    std::set<std::string> seen;
    for (const auto& one : array) {
      if (!seen.insert(one.is_string() ? std::string(one.get_string())
                                       : boost::json::serialize(one))
               .second) {
        return wrong(out, path, "an item stands twice");
      }
    }
  };
}

struct Member {
  std::string_view name;
  Check check;
  bool is_required = false;
};
Member required(std::string_view name, Check check) { return {name, std::move(check), true}; }
Member optional(std::string_view name, Check check) { return {name, std::move(check), false}; }

/// An object of which no member is known is another schema's: a CVSS score.
void name_extras(const detail::Object& given, const std::vector<Member>& members,
                 const std::string& path, Findings& out) {
  if (members.empty()) return;
  for (const auto& [key, value] : given) {
    const auto is_key = [&](const Member& one) { return one.name == std::string_view(key); };
    if (std::none_of(members.begin(), members.end(), is_key))
      out.add("6.2.20", fmt::format("{}/{}", path, std::string_view(key)), "no member of CSAF 2.0");
  }
}

Check object(std::vector<Member> members, std::size_t members_min = 0) {
  return [members = std::move(members), members_min](const Value& value, const std::string& path,
                                                     Findings& out) {
    const auto* given = value.if_object();
    if (given == nullptr) return wrong(out, path, "expected an object");
    if (given->size() < members_min)
      wrong(out, path, fmt::format("expected at least {} members", members_min));
    if (out.wants_extras) name_extras(*given, members, path, out);
    for (const Member& member : members) {
      const auto* found = given->if_contains(member.name);
      if (found != nullptr) member.check(*found, fmt::format("{}/{}", path, member.name), out);
      else if (member.is_required) wrong(out, path, fmt::format("\"{}\" is missing", member.name));
    }
  };
}

Check product_ids() { return list(text(), true); }

Check notes() {
  return list(
      object({required("category", choice({"description", "details", "faq", "general",
                                           "legal_disclaimer", "other", "summary"})),
              required("text", text()), optional("title", text()), optional("audience", text())}));
}

Check references() {
  return list(object({optional("category", choice({"external", "self"})),
                      required("summary", text()), required("url", uri())}));
}

Check acknowledgments() {
  return list(object({optional("names", list(text())), optional("organization", text()),
                      optional("summary", text()), optional("urls", list(uri()))},
                     1));
}

Check hex_digits() {
  return text_if(
      [](std::string_view t) {
        return t.size() >= 32 &&
               t.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
      },
      "32 or more hexadecimal digits");
}

Check cpe() {
  return text_if(
      [](std::string_view t) {
        return (t.starts_with("cpe:2.3:") && std::count(t.begin(), t.end(), ':') >= 12) ||
               (t.size() >= 5 && (t.starts_with("cpe:/") || t.starts_with("CPE:/")));
      },
      "a CPE 2.2 or 2.3 name");
}

Check purl_form() {
  return text_if(
      [](std::string_view t) {
        return t.starts_with("pkg:") && t.find('/') != std::string_view::npos;
      },
      "a package URL");
}

Check full_product_name() {
  const auto hash = object({required("algorithm", text()), required("value", hex_digits())});
  const auto hashes = object({required("file_hashes", list(hash)), required("filename", text())});
  const auto helper =
      object({optional("cpe", cpe()), optional("hashes", list(hashes)),
              optional("model_numbers", list(text(), true)), optional("purl", purl_form()),
              optional("sbom_urls", list(uri())), optional("serial_numbers", list(text(), true)),
              optional("skus", list(text())),
              optional("x_generic_uris",
                       list(object({required("namespace", uri()), required("uri", uri())})))},
             1);
  return object({required("name", text()), required("product_id", text()),
                 optional("product_identification_helper", helper)});
}

/// Branches hold branches: the check calls itself; its depth is that of the JSON text.
void check_branches(const Value& value, const std::string& path, Findings& out) {
  static const Check one = object(
      {required("category",
                choice({"architecture", "host_name", "language", "legacy", "patch_level",
                        "product_family", "product_name", "product_version",
                        "product_version_range", "service_pack", "specification", "vendor"})),
       required("name", text()), optional("branches", check_branches),
       optional("product", full_product_name())},
      3);
  static const Check all = list(one);
  all(value, path, out);
}

Check document() {
  const auto publisher = object(
      {required("category",
                choice({"coordinator", "discoverer", "other", "translator", "user", "vendor"})),
       required("name", text()), required("namespace", uri()), optional("contact_details", text()),
       optional("issuing_authority", text())});
  const auto revision = object({required("date", moment()), required("number", version()),
                                required("summary", text()), optional("legacy_version", text())});
  const auto generator =
      object({optional("date", moment()),
              required("engine", object({required("name", text()), optional("version", text())}))});
  const auto tracking_id = text_if(
      [](std::string_view t) {
        const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
        return !t.empty() && !blank(t.front()) && !blank(t.back()) &&
               t.find('\n') == std::string_view::npos;
      },
      "an id without space at its ends");
  const auto tracking = object(
      {optional("aliases", list(text(), true)), required("current_release_date", moment()),
       optional("generator", generator), required("id", tracking_id),
       required("initial_release_date", moment()), required("revision_history", list(revision)),
       required("status", choice({"draft", "final", "interim"})), required("version", version())});
  const auto category = text_if(
      [](std::string_view t) {
        constexpr std::string_view kNotAtEnds = " \t\r\n-_.";
        return !t.empty() && kNotAtEnds.find(t.front()) == std::string_view::npos &&
               kNotAtEnds.find(t.back()) == std::string_view::npos;
      },
      "a category");
  const auto tlp = object(
      {required("label", choice({"AMBER", "GREEN", "RED", "WHITE"})), optional("url", uri())});
  return object(
      {optional("acknowledgments", acknowledgments()),
       optional("aggregate_severity",
                object({required("text", text()), optional("namespace", uri())})),
       required("category", category), required("csaf_version", choice({"2.0"})),
       optional("distribution", object({optional("text", text()), optional("tlp", tlp)}, 1)),
       optional("lang", language()), optional("source_lang", language()),
       optional("notes", notes()), required("publisher", publisher),
       optional("references", references()), required("title", text()),
       required("tracking", tracking)});
}

Check product_tree() {
  const auto group = object({required("group_id", text()), required("product_ids", product_ids()),
                             optional("summary", text())});
  const auto relationship = object(
      {required("category", choice({"default_component_of", "external_component_of", "installed_on",
                                    "installed_with", "optional_component_of"})),
       required("full_product_name", full_product_name()), required("product_reference", text()),
       required("relates_to_product_reference", text())});
  return object(
      {optional("branches", check_branches),
       optional("full_product_names", list(full_product_name())),
       optional("product_groups", list(group)), optional("relationships", list(relationship))},
      1);
}

Check vulnerability() {
  const auto products = product_ids();
  const auto groups = list(text(), true);
  const auto cve = text_if(&is_cve_id, "a CVE id");
  const auto cwe_id = text_if(&is_cwe_id, "a CWE id");
  const auto flag = object(
      {optional("date", moment()), optional("group_ids", groups), optional("product_ids", products),
       required("label",
                choice({"component_not_present", "inline_mitigations_already_exist",
                        "vulnerable_code_cannot_be_controlled_by_adversary",
                        "vulnerable_code_not_in_execute_path", "vulnerable_code_not_present"}))});
  const auto involvement =
      object({optional("date", moment()), optional("summary", text()),
              required("party", choice({"coordinator", "discoverer", "other", "user", "vendor"})),
              required("status", choice({"completed", "contact_attempted", "disputed",
                                         "in_progress", "not_contacted", "open"}))});
  const auto status =
      object({optional("first_affected", products), optional("first_fixed", products),
              optional("fixed", products), optional("known_affected", products),
              optional("known_not_affected", products), optional("last_affected", products),
              optional("recommended", products), optional("under_investigation", products)},
             1);
  const auto restart =
      object({required("category", choice({"connected", "dependencies", "machine", "none", "parent",
                                           "service", "system", "vulnerable_component", "zone"})),
              optional("details", text())});
  const auto remediation =
      object({required("category", choice({"mitigation", "no_fix_planned", "none_available",
                                           "vendor_fix", "workaround"})),
              optional("date", moment()), required("details", text()),
              optional("entitlements", list(text())), optional("group_ids", groups),
              optional("product_ids", products), optional("restart_required", restart),
              optional("url", uri())});
  const auto threat =
      object({required("category", choice({"exploit_status", "impact", "target_set"})),
              optional("date", moment()), required("details", text()),
              optional("group_ids", groups), optional("product_ids", products)});
  const auto any_object = object({});
  const auto score = object({optional("cvss_v2", any_object), optional("cvss_v3", any_object),
                             required("products", products)},
                            2);
  return object(
      {optional("acknowledgments", acknowledgments()), optional("cve", cve),
       optional("cwe", object({required("id", cwe_id), required("name", text())})),
       optional("discovery_date", moment()), optional("flags", list(flag, true)),
       optional("ids",
                list(object({required("system_name", text()), required("text", text())}), true)),
       optional("involvements", list(involvement, true)), optional("notes", notes()),
       optional("product_status", status), optional("references", references()),
       optional("release_date", moment()), optional("remediations", list(remediation)),
       optional("scores", list(score)), optional("threats", list(threat)),
       optional("title", text())},
      1);
}

}  // namespace

namespace {

const Check& form() {
  static const Check kForm =
      object({required("document", document()), optional("product_tree", product_tree()),
              optional("vulnerabilities", list(vulnerability()))});
  return kForm;
}

}  // namespace

std::vector<CsafFinding> check_csaf_form(const boost::json::value& root) {
  Findings out;
  form()(root, "", out);
  return out.take();
}

std::vector<CsafFinding> find_csaf_extras(const boost::json::value& root) {
  Findings out;
  out.wants_extras = true;
  form()(root, "", out);
  auto found = out.take();
  std::erase_if(found, [](const CsafFinding& one) { return one.test != "6.2.20"; });
  return found;
}

}  // namespace lw::codec
