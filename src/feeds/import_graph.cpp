#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "codec/certificate_graph.hpp"
#include "codec/csv.hpp"
#include "codec/encoding.hpp"
#include "codec/register_rows.hpp"
#include "feeds/csv_table.hpp"
#include "feeds/intake.hpp"

namespace lw::feeds {
namespace {

constexpr std::string_view kSource = "sec-certs";
constexpr std::uint64_t kDrawingBytesMax = 4U << 20;

std::string line_of(const CsvTable::Row& row) { return fmt::format("line {}", row.line); }

/// The date of a cell; empty for an empty cell and for "nan", which the data set writes for
/// nothing.
Result<std::optional<Date>> day_of(const std::string& text) {
  if (text.empty() || text == "nan") return std::optional<Date>{};
  LW_TRY(const Date date, Date::parse(text));
  return std::optional<Date>(date);
}

Result<ListedCertificate> smart_card(const CsvTable::Row& row) {
  ListedCertificate out;
  out.source = kSource;
  out.key = row["dgst"];
  out.numbers = {row["cert_id"]};
  if (out.key.empty() || out.numbers[0].empty())
    return fail(ErrorCode::kInvalidInput, "a row without certificate id");
  out.scheme = "Common Criteria";
  out.scheme_country = row["scheme"];
  out.status = row["status"];
  out.product_name = row["name"];
  out.vendor = row["manufacturer"];
  out.category = row["category"];
  out.lab = row["cert_lab"];
  LW_TRY(const auto levels, codec::parse_python_texts(row["security_level"]));
  // The order of a Python set is chance; the same facts must look the same.
  const std::set<std::string> sorted(levels.begin(), levels.end());
  out.level = fmt::format("{}", fmt::join(sorted, ", "));
  out.assurance = codec::assurance_components_of(out.level);
  LW_TRY(auto profiles, codec::parse_python_texts(row["protection_profiles"]));
  std::sort(profiles.begin(), profiles.end());
  out.protection_profile = fmt::format("{}", fmt::join(profiles, "; "));
  LW_TRY(out.cpes, codec::parse_python_texts(row["cpe_matches"]));
  std::sort(out.cpes.begin(), out.cpes.end());
  LW_TRY(out.certified_on, day_of(row["not_valid_before"]));
  LW_TRY(out.valid_until, day_of(row["not_valid_after"]));
  for (const auto* name : {"report_link", "st_link", "cert_link"}) {
    if (!row[name].empty()) out.links.push_back(row[name]);
  }
  return out;
}

}  // namespace

Result<void> import_certificate_nodes(Intake& intake) {
  std::set<std::string> seen;
  return read_csv_table(intake, {"cert_id", "scheme"},
                        [&](const CsvTable::Row& row) -> Result<void> {
                          ListedCertificate out;
                          out.source = kSource;
                          out.key = row["cert_id"];
                          out.numbers = {out.key};
                          out.scheme = "Common Criteria";
                          out.scheme_country = row["scheme"];
                          if (out.key.empty())
                            return intake.reject(line_of(row), "a row without certificate id");
                          if (!seen.insert(out.key).second) return intake.merge();
                          return intake.offer(std::move(out), line_of(row));
                        });
}

Result<void> import_certificate_references(Intake& intake) {
  std::set<std::pair<std::string, std::string>> seen;
  return read_csv_table(
      intake, {"from_cert_id", "to_cert_id"}, [&](const CsvTable::Row& row) -> Result<void> {
        CertificateReference out{row["from_cert_id"], row["to_cert_id"], ReferenceKind::kRefers};
        if (out.from.empty() || out.to.empty())
          return intake.reject(line_of(row), "a reference from or to nothing");
        if (!seen.emplace(out.from, out.to).second) return intake.merge();
        return intake.offer(std::move(out), line_of(row));
      });
}

Result<void> import_smart_card_certificates(Intake& intake) {
  std::map<std::string, ListedCertificate> seen;
  return read_csv_table(
      intake,
      {"dgst", "cert_id", "name", "scheme", "security_level", "not_valid_before", "not_valid_after",
       "component_ref"},
      [&](const CsvTable::Row& row) -> Result<void> {
        auto certificate = smart_card(row);
        if (!certificate) return intake.reject(line_of(row), certificate.error().message());
        if (intake.is_future(certificate->certified_on))
          return intake.reject(line_of(row), "certified in the future");
        // One row for each component: the certificate itself is the same in all of them.
        const auto [it, is_new] = seen.emplace(certificate->key, *certificate);
        if (is_new) LW_CHECK(intake.offer(std::move(*certificate), line_of(row)));
        else if (it->second == *certificate) LW_CHECK(intake.merge());
        else
          LW_CHECK(
              intake.reject(line_of(row), "contradicts an earlier row of the same certificate"));
        const std::string& component = row["component_ref"];
        if (component.empty()) return {};
        return intake.offer(
            CertificateReference{row["cert_id"], component, ReferenceKind::kComponentUsed},
            line_of(row));
      });
}

Result<void> import_propagation(Intake& intake) {
  LW_TRY(const std::string text, whole_text(intake, kDrawingBytesMax));
  LW_TRY(const auto drawing, codec::parse_propagation(text));
  // A certificate with several references inherits by any one of them; it is cleared only when all
  // are.
  std::map<std::string, ReachVerdict> verdicts;
  for (const auto& reference : drawing.references) {
    const auto [it, is_new] = verdicts.try_emplace(
        reference.from, ReachVerdict{drawing.root, reference.from, reference.propagation, {}});
    const auto rank = [](codec::Propagation p) {
      return p == codec::Propagation::kInherits ? 2 : p == codec::Propagation::kUndecided ? 1 : 0;
    };
    if (rank(reference.propagation) > rank(it->second.verdict))
      it->second.verdict = reference.propagation;
    if (!reference.remark.empty()) it->second.remarks.push_back(reference.remark);
  }
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& reference : drawing.references) {
    intake.count_record();
    const std::string where = fmt::format("line {}", reference.line);
    if (!seen.emplace(reference.from, reference.to).second) {
      LW_CHECK(intake.merge());
      continue;
    }
    LW_CHECK(intake.offer(
        CertificateReference{reference.from, reference.to, ReferenceKind::kRefers}, where));
  }
  for (auto& [certificate, verdict] : verdicts) {
    LW_CHECK(intake.offer(std::move(verdict), fmt::format("certificate {}", certificate)));
  }
  return {};
}

}  // namespace lw::feeds
