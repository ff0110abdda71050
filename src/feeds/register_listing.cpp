#include "feeds/register_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "codec/encoding.hpp"

namespace lw::feeds {
namespace {

using codec::RegisterRow;

/// What identifies a document in a link: the address without scheme, host and query. ENISA puts a
/// UUID there.
std::string document_of(std::string_view link) {
  link = link.substr(0, link.find('?'));
  const auto scheme = link.find("://");
  if (scheme != std::string_view::npos) {
    const auto path = link.find('/', scheme + 3);
    link = path == std::string_view::npos ? std::string_view{} : link.substr(path + 1);
  }
  return codec::fold(link);
}

std::set<std::string> documents_of(const RegisterRow& row) {
  std::set<std::string> out;
  for (const auto* links : {&row.report_links, &row.target_links}) {
    for (const auto& link : *links) out.insert(document_of(link));
  }
  // The row's own page is a document only where the publisher has no id for the row (portal: it
  // links to the target).
  if (row.register_id.empty()) out.insert(document_of(row.link));
  out.erase("");
  return out;
}

void fill(std::string& text, const std::string& other) {
  if (text.empty()) text = other;
}

void unite(std::vector<std::string>& list, const std::vector<std::string>& other) {
  for (const auto& one : other) {
    if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
  }
}

}  // namespace

std::string listing_key(const RegisterRow& row) {
  const std::string source(codec::to_string(row.source));
  if (!row.register_id.empty()) return source + "|" + row.register_id;
  const std::string document = document_of(row.link);
  if (!document.empty())
    return fmt::format("{}|{}|{}", source, document, codec::fold(row.product_name));
  return fmt::format("{}|{}|{}|{}", source, codec::fold(row.product_name), codec::fold(row.vendor),
                     row.certified_on ? row.certified_on->text() : std::string());
}

ListedCertificate listed_certificate(const RegisterRow& row, std::optional<Date> seen_on) {
  ListedCertificate out;
  out.source = codec::to_string(row.source);
  out.key = listing_key(row);
  out.numbers = codec::certificate_numbers_of(row);
  out.scheme = row.type;
  out.scheme_country = row.scheme_country;
  out.status = row.status;
  out.product_name = row.product_name;
  out.product_version = row.product_version;
  out.vendor = row.vendor;
  out.category = row.category;
  out.level = row.level;
  out.assurance = codec::assurance_components_of(row.level, row.ava_van);
  out.protection_profile = row.protection_profile;
  out.lab = row.lab;
  out.certification_body = row.certification_body;
  out.certified_on = row.certified_on;
  out.valid_until = row.archived_on;
  unite(out.links, row.report_links);
  unite(out.links, row.target_links);
  if (!row.link.empty()) unite(out.links, {row.link});
  out.seen_on = seen_on;
  return out;
}

void merge_rows(RegisterRow& row, const RegisterRow& other) {
  fill(row.status, other.status);
  fill(row.scheme_country, other.scheme_country);
  fill(row.vendor, other.vendor);
  fill(row.product_version, other.product_version);
  fill(row.category, other.category);
  fill(row.level, other.level);
  fill(row.protection_profile, other.protection_profile);
  fill(row.lab, other.lab);
  fill(row.certification_body, other.certification_body);
  fill(row.cc_version, other.cc_version);
  fill(row.ava_van, other.ava_van);
  fill(row.link, other.link);
  if (!row.certified_on) row.certified_on = other.certified_on;
  if (!row.archived_on) row.archived_on = other.archived_on;
  unite(row.report_links, other.report_links);
  unite(row.target_links, other.target_links);
}

std::vector<IdentityMark> identity_marks(const RegisterRow& row) {
  std::vector<IdentityMark> out;
  const std::string day = row.certified_on ? row.certified_on->text() : "-";
  const std::string prefix = fmt::format("{}|{}|", codec::to_string(row.source), day);
  for (const auto& document : documents_of(row))
    out.push_back({prefix + "document|" + document, "same certificate document"});
  // A name alone is not enough: two configurations of one product have two certificates.
  if (row.certified_on || !row.product_version.empty()) {
    out.push_back({fmt::format("{}product|{}|{}|{}", prefix, codec::fold(row.product_name),
                               codec::fold(row.vendor), codec::fold(row.product_version)),
                   "same product, version and maker"});
  }
  return out;
}

}  // namespace lw::feeds
