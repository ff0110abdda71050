#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>

#include "codec/cvss4.hpp"
#include "codec/register_rows.hpp"
#include "feeds/import.hpp"
#include "feeds/matching.hpp"
#include "feeds/testing/memory_sink.hpp"
#include "feeds/testing/public_data.hpp"

// Figures come from the README of each data folder, from summaries that its authors published, or
// were counted in the files with other tools.
namespace lw::feeds {
namespace {

using testing::MemorySink;
using testing::public_file;

ImportReport import_file(const std::string& name, MemorySink& sink,
                         const std::string& snapshots = {}) {
  const Bytes raw = public_file(name);
  ImportRequest request;
  const auto kind = detect_feed(raw);
  EXPECT_TRUE(kind) << name;
  request.kind = kind.value_or(FeedKind::kCve);
  request.document_name = name;
  request.raw = raw;
  request.snapshots = snapshots;
  request.today = *Date::parse("2026-08-22");
  const auto report =
      import_document(request, sink, {.keep = testing::keep_nothing, .progress = {}});
  EXPECT_TRUE(report);
  EXPECT_FALSE(report->stopped) << report->stopped->message();
  return *report;
}

TEST(PublicData, LatestRegisterHas1026Rows) {
  LW_NEEDS_PUBLIC_DATA();
  MemorySink sink;
  const auto report = import_file("cc-eucc-register/latest_2026-05-16.csv.xz", sink);
  EXPECT_EQ(report.kind, FeedKind::kCertificateList);
  EXPECT_EQ(report.records, 1026U);
  EXPECT_EQ(report.rejected, 0U);
  EXPECT_EQ(report.taken + report.merged, 1026U);
  std::map<std::string, std::size_t> by_source;
  for (const auto& one : sink.all<ListedCertificate>()) ++by_source[one.source];
  EXPECT_EQ(by_source["anssi"], 173U);
  EXPECT_EQ(by_source["enisa"], 20U);
  EXPECT_LE(by_source["cc-portal"], 833U);
}

TEST(PublicData, HistoryHas4410RowsAndRenamesAreNotWithdrawals) {
  LW_NEEDS_PUBLIC_DATA();
  const Bytes table = public_file("cc-eucc-register/snapshots.json");
  MemorySink sink;
  const auto report =
      import_file("cc-eucc-register/register_rows.jsonl.xz", sink, std::string(as_text(table)));
  EXPECT_EQ(report.records, 4410U);
  // One row was dated 16.12.2026 in the lists of spring 2026, and was put right later.
  ASSERT_EQ(report.rejections.size(), 1U);
  EXPECT_EQ(report.rejections[0].why, "certified on 2026-12-16, after the day of the list");
  ASSERT_EQ(report.snapshots.size(), 20U);
  const auto& last = report.snapshots.back();
  EXPECT_EQ(last.on->text(), "2026-05-16");
  EXPECT_EQ(last.distinct, 1026U);
  EXPECT_EQ(last.listed - last.distinct, 71U);  // exact repetitions among the 904 portal rows

  // Between 25.4. and 16.5.2026 all ids of ENISA's pages changed form: of 25 rows 16 are there
  // under a new id, 9 are not; 4 are new.
  const Date renamed_on = *Date::parse("2026-05-16");
  std::size_t renamed = 0;
  for (const auto& one : sink.all<CertificateAlias>())
    renamed += one.source == "enisa" && one.seen_on == renamed_on ? 1 : 0;
  EXPECT_EQ(renamed, 16U);
  std::size_t missing = 0;
  for (const auto& one : sink.all<NotInSnapshot>()) {
    if (one.source != "enisa" || one.missing_on != renamed_on) continue;
    ++missing;
    EXPECT_EQ(one.last_seen_on->text(), "2026-04-25");
  }
  EXPECT_EQ(missing, 9U);
  const auto aliases = sink.all<CertificateAlias>();
  EXPECT_TRUE(std::any_of(aliases.begin(), aliases.end(), [](const CertificateAlias& one) {
    return one.former_key == "enisa|enisa-eucc-eucc-certificate-eucc-3090-2025-10-0006" &&
           one.key == "enisa|enisa-eucc-eucc-eucc-3090-2025-0000000006-00000";
  }));
}

TEST(PublicData, PortalCsvSampleIsRead) {
  LW_NEEDS_PUBLIC_DATA();
  MemorySink sink;
  const auto report = import_file("sec-certs-graph/portal_csv_format_sample.csv", sink);
  EXPECT_EQ(report.rejected, 0U);
  const auto listed = sink.all<ListedCertificate>();
  ASSERT_GE(listed.size(), 3U);
  EXPECT_EQ(listed[0].product_name, "NetIQ Identity Manager 4.7");
  EXPECT_EQ(listed[0].certified_on->text(), "2020-06-15");
  EXPECT_EQ(listed[2].product_name, "Fortinet FortiGate w/ FortiOS v5.6.7");
}

TEST(PublicData, CertificateGraphHas1523NodesAnd2114References) {
  LW_NEEDS_PUBLIC_DATA();
  MemorySink nodes;
  EXPECT_EQ(import_file("sec-certs-graph/reference_graph_nodes.csv", nodes).taken, 1523U);
  MemorySink edges;
  const auto report = import_file("sec-certs-graph/reference_graph_edges.csv", edges);
  EXPECT_EQ(report.records, 2114U);
  // The reach of the ROCA chip: 21 direct, 29 in all (published).
  std::map<std::string, std::set<std::string>> carries;
  std::size_t direct = 0;
  for (const auto& one : edges.all<CertificateReference>()) {
    carries[one.to].insert(one.from);
    direct += one.to == "BSI-DSZ-CC-0782-V2-2015" ? 1 : 0;
  }
  EXPECT_EQ(direct, 21U);
  std::set<std::string> reached;
  std::vector<std::string> waiting{"BSI-DSZ-CC-0782-V2-2015"};
  while (!waiting.empty()) {
    const std::string one = waiting.back();
    waiting.pop_back();
    for (const auto& upper : carries[one]) {
      if (reached.insert(upper).second) waiting.push_back(upper);
    }
  }
  EXPECT_EQ(reached.size(), 29U);
  // Whatever is refused is a circle, and is named.
  for (const auto& one : report.rejections)
    EXPECT_NE(one.why.find("rest on itself"), std::string::npos);
}

TEST(PublicData, SmartCardListHas719Certificates) {
  LW_NEEDS_PUBLIC_DATA();
  MemorySink sink;
  const auto report = import_file("sec-certs-graph/smartcard_certificates.csv.xz", sink);
  EXPECT_EQ(report.records, 1310U);
  EXPECT_EQ(sink.count<ListedCertificate>(), 719U);
  std::map<std::string, int> by_scheme;
  std::map<std::string, int> by_status;
  for (const auto& one : sink.all<ListedCertificate>()) {
    ++by_scheme[one.scheme_country];
    ++by_status[one.status];
  }
  EXPECT_EQ(by_scheme,
            (std::map<std::string, int>{{"FR", 508}, {"DE", 136}, {"NL", 54}, {"ES", 21}}));
  EXPECT_EQ(by_status, (std::map<std::string, int>{{"active", 255}, {"archived", 464}}));
  EXPECT_EQ(sink.count<CertificateReference>() + report.rejected, 1310U);
}

struct Spread {
  std::string root;
  std::size_t confirmed;
  std::size_t direct;
  std::size_t all;
};

// results_summary.txt: positive_total_refs, n_direct_refs, n_total_refs. For components 4 and 5 the
// drawing has one red reference more (25, 4) than the summary (24, 3); the drawing is what is
// imported.
TEST(PublicData, DrawingsGiveTheVerdictsThatWerePublished) {
  LW_NEEDS_PUBLIC_DATA();
  const std::vector<Spread> published = {{"ANSSI-CC-2015/36", 2, 18, 25},
                                         {"BSI-DSZ-CC-0917-2014", 14, 13, 15},
                                         {"BSI-DSZ-CC-0891-V3-2018", 11, 11, 11},
                                         {"ANSSI-CC-2014/20", 6, 1, 13},
                                         {"BSI-DSZ-CC-1107-V3-2022", 25, 22, 26},
                                         {"CRP182", 4, 3, 5},
                                         {"ANSSI-CC-2011/07", 17, 16, 22},
                                         {"BSI-DSZ-CC-0782-V2-2015", 28, 21, 29},
                                         {"ANSSI-CC-2002/24", 5, 2, 12},
                                         {"BSI-DSZ-CC-0891-V2-2016", 20, 22, 28},
                                         {"ANSSI-CC-2017/53", 4, 1, 17},
                                         {"BSI-DSZ-CC-0348-2006", 10, 7, 12},
                                         {"BSI-DSZ-CC-0293-2005", 8, 7, 8},
                                         {"BSI-DSZ-CC-0639-2010", 10, 4, 13},
                                         {"ANSSI-CC-2019/12", 8, 9, 9}};
  for (std::size_t i = 0; i < published.size(); ++i) {
    MemorySink sink;
    import_file("sec-certs-graph/vulnerability_propagation/component_" + std::to_string(i) + ".dot",
                sink);
    const auto verdicts = sink.all<ReachVerdict>();
    std::size_t confirmed = 0;
    for (const auto& one : verdicts) {
      EXPECT_EQ(one.root, published[i].root);
      confirmed += one.verdict == codec::Propagation::kInherits ? 1 : 0;
    }
    std::size_t direct = 0;
    for (const auto& one : sink.all<CertificateReference>())
      direct += one.to == published[i].root ? 1 : 0;
    EXPECT_EQ(verdicts.size(), published[i].all) << i;
    EXPECT_EQ(direct, published[i].direct) << i;
    EXPECT_EQ(confirmed, published[i].confirmed) << i;
  }
}

TEST(PublicData, CsafArchiveHas2383Documents) {
  LW_NEEDS_PUBLIC_DATA();
  MemorySink sink;
  const auto report = import_file("cisa-csaf/cisa_csaf_2383_documents.tar.xz", sink);
  EXPECT_EQ(report.kind, FeedKind::kCsaf);
  EXPECT_EQ(report.taken, 2383U);
  EXPECT_EQ(report.rejected, 0U);
  std::size_t vulnerabilities = 0;
  std::size_t products = 0;
  std::size_t combined = 0;
  std::size_t vex = 0;
  std::size_t siemens = 0;
  std::map<std::string, int> failed;
  for (const auto& fact : sink.facts) {
    const auto& advisory = std::get<Advisory>(fact);
    vulnerabilities += advisory.document.vulnerabilities.size();
    for (const auto& product : advisory.document.products)
      (product.relationship.empty() ? products : combined) += 1;
    vex += advisory.document.category == "csaf_vex" ? 1 : 0;
    siemens += std::any_of(advisory.document.products.begin(), advisory.document.products.end(),
                           [](const auto& p) { return p.branch("vendor") == "Siemens"; })
                   ? 1
                   : 0;
    for (const auto& finding : advisory.findings) {
      if (++failed[finding.test] == 1)
        ADD_FAILURE() << advisory.document.id << " " << finding.test << " " << finding.where << " "
                      << finding.what;
    }
  }
  EXPECT_EQ(vulnerabilities, 7916U);
  EXPECT_EQ(products, 15889U);
  EXPECT_EQ(combined, 1284U);  // relationships, counted in the files with another tool
  EXPECT_EQ(vex, 4U);
  EXPECT_EQ(siemens, 702U);
}

TEST(PublicData, CveFileHas44130Records) {
  LW_NEEDS_PUBLIC_DATA();
  MemorySink sink;
  const auto report = import_file("cisa-vulnrichment/cve_records_44130.jsonl.xz", sink);
  EXPECT_EQ(report.records, 44130U);
  EXPECT_EQ(report.taken, 44130U);
  EXPECT_EQ(report.rejected, 0U);
  std::size_t kev = 0;
  std::size_t with_cpe = 0;
  std::size_t unnamed = 0;
  std::size_t rejected = 0;
  const codec::CveRecord* eucleak = nullptr;
  const auto is_unnamed = [](std::string_view name) {
    return name.empty() || name == "n/a" || name == "N/A";
  };
  for (const auto& fact : sink.facts) {
    const auto& record = *std::get<ExternalVulnerability>(fact).record;
    kev += record.kev ? 1 : 0;
    with_cpe += record.cpes.empty() ? 0 : 1;
    rejected += record.is_rejected ? 1 : 0;
    unnamed +=
        std::any_of(record.products.begin(), record.products.end(),
                    [&](const auto& p) { return is_unnamed(p.vendor) || is_unnamed(p.product); })
            ? 1
            : 0;
    if (record.id == "CVE-2024-45678") eucleak = &record;
  }
  EXPECT_EQ(kev, 224U);
  EXPECT_EQ(with_cpe, 19437U);  // 19,444 have the list; seven of them an empty one
  EXPECT_EQ(unnamed, 8416U);
  EXPECT_EQ(rejected, 104U);  // counted in the file with another tool

  ASSERT_NE(eucleak, nullptr);
  EXPECT_EQ(eucleak->products[0].product, "n/a");
  const std::vector<KnownComponent> components = {
      {"infineon-crypto-library",
       ComponentSort::kLibrary,
       "",
       {{IdentifierKind::kMaker, "Infineon"},
        {IdentifierKind::kLibrary, "Infineon cryptographic library"}}}};
  const auto proposals = Matcher(components).propose(*eucleak);
  ASSERT_EQ(proposals.size(), 1U);
  EXPECT_EQ(proposals[0].best, MatchReason::kLibraryName);
}

TEST(PublicData, TheScoresOfCvss4FollowFromTheirVectors) {
  LW_NEEDS_PUBLIC_DATA();
  MemorySink sink;
  import_file("cisa-vulnrichment/cve_records_44130.jsonl.xz", sink);
  std::size_t scores = 0;
  std::set<std::string> others;
  for (const auto& fact : sink.facts) {
    for (const auto& score : std::get<ExternalVulnerability>(fact).record->scores) {
      if (score.version != "4.0") continue;
      ++scores;
      const auto vector = codec::parse_cvss4(score.vector);
      ASSERT_TRUE(vector) << score.vector << ": " << vector.error().message();
      if (codec::score_cvss4(*vector) != score.base_score_tenths) others.emplace(score.vector);
    }
  }
  EXPECT_EQ(scores, 2334U);
  // Three publishers' own slips: FIRST's calculator gives what we give.
  EXPECT_EQ(others.size(), 3U);
}

TEST(PublicData, ExploitedListsHave1404And43Entries) {
  LW_NEEDS_PUBLIC_DATA();
  MemorySink cisa;
  const auto report = import_file("kev/cisa_kev_2025-08-25.json.xz", cisa);
  EXPECT_EQ(report.taken, 1404U);
  EXPECT_TRUE(report.remarks.empty());
  MemorySink eu;
  EXPECT_EQ(import_file("kev/eukev_2026-08-21.json", eu).taken, 43U);
}

}  // namespace
}  // namespace lw::feeds
