#include "feeds/import.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "feeds/testing/memory_sink.hpp"

namespace lw::feeds {
namespace {

using testing::MemorySink;

const Date kToday = *Date::parse("2026-08-22");

ImportRequest request(FeedKind kind, std::string_view text) {
  ImportRequest out;
  out.kind = kind;
  out.document_name = "test";
  out.raw = as_bytes(text);
  out.today = kToday;
  return out;
}

ImportReport run(const ImportRequest& given, MemorySink& sink) {
  const auto report = import_document(given, sink, {.keep = testing::keep_nothing, .progress = {}});
  EXPECT_TRUE(report);
  return *report;
}

std::string cve(int number, const std::string& published = "2024-01-01") {
  return R"({"dataType":"CVE_RECORD","cveMetadata":{"cveId":"CVE-2024-)" +
         std::to_string(10000 + number) + R"(","state":"PUBLISHED","datePublished":")" + published +
         R"(T00:00:00"},"containers":{"cna":{"title":"x"}}})" + "\n";
}

TEST(Import, GoodRecordsAreTakenBadOnesReportedWithLineAndReason) {
  const std::string text = cve(1) + "{broken\n" + cve(2) + "\n" + cve(3, "2099-01-01") +
                           "{\"a\":\"\xFF\"}\n" + std::string(3000, '[') + "\n" +
                           cve(4).substr(0, 40) + "\n" + cve(5);
  MemorySink sink;
  const auto report = run(request(FeedKind::kCve, text), sink);
  EXPECT_FALSE(report.stopped);
  EXPECT_EQ(report.records, 8U);
  EXPECT_EQ(report.taken, 3U);
  EXPECT_EQ(report.rejected, 5U);
  ASSERT_EQ(report.rejections.size(), 5U);
  EXPECT_EQ(report.rejections[0].where, "line 2");
  EXPECT_EQ(report.rejections[1].where, "line 5");
  EXPECT_NE(report.rejections[1].why.find("in the future"), std::string::npos);
  EXPECT_EQ(report.rejections[4].where, "line 8");
  EXPECT_EQ(report.items, 8U);
}

TEST(Import, GoesOnWhereItStopped) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += i == 20 ? std::string("bad\n") : cve(i);
  MemorySink sink;
  auto asked = request(FeedKind::kCve, text);
  sink.fail_at(31);
  const auto first = run(asked, sink);
  ASSERT_TRUE(first.stopped);
  EXPECT_EQ(first.stopped->code, ErrorCode::kUnavailable);
  EXPECT_EQ(first.taken, 29U);
  EXPECT_EQ(first.rejected, 1U);
  EXPECT_EQ(first.position().items, 30U);
  sink.heal();
  asked.resume_after = first.position();
  const auto second = run(asked, sink);
  EXPECT_FALSE(second.stopped);
  EXPECT_EQ(second.resumed_from, 30U);
  EXPECT_EQ(second.taken, 20U);
  EXPECT_EQ(second.rejected, 0U);
  EXPECT_EQ(sink.count<ExternalVulnerability>(), 49U);
  // Another document is read from its start, and the report says so.
  const std::string other = text + cve(99);
  asked.raw = as_bytes(other);
  const auto third = run(asked, sink);
  EXPECT_EQ(third.resumed_from, 0U);
  EXPECT_EQ(third.remarks.size(), 1U);
}

// A row of this list gives two items, so that the position is not the row: certificate and
// reference.
TEST(Import, GoesOnInTheMiddleOfARow) {
  std::string text =
      "dgst,cert_id,name,scheme,security_level,not_valid_before,not_valid_after,component_ref\n";
  for (int i = 0; i < 5; ++i) text += fmt::format("d{0},A{0},n,FR,set(),2023-09-29,,B{0}\n", i);
  MemorySink sink;
  auto asked = request(FeedKind::kSmartCardCertificates, text);
  sink.fail_at(6);  // the reference of the third row
  const auto first = run(asked, sink);
  ASSERT_TRUE(first.stopped);
  EXPECT_EQ(first.items, 5U);
  sink.heal();
  asked.resume_after = first.position();
  const auto second = run(asked, sink);
  EXPECT_EQ(second.taken, 5U);
  EXPECT_EQ(second.unchanged, 0U);
  EXPECT_EQ(sink.positions, (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

TEST(Import, TellsProgressAndCanBeStopped) {
  std::string text;
  for (std::uint64_t i = 0; i < kProgressItems * 3; ++i) text += cve(static_cast<int>(i));
  MemorySink sink;
  std::uint64_t told = 0;
  const auto asked = request(FeedKind::kCve, text);
  const auto report = import_document(
      asked, sink, {.keep = testing::keep_nothing, .progress = [&](const ImportProgress& p) {
                      ++told;
                      return p.items < kProgressItems * 2 ? GoOn::kYes : GoOn::kStop;
                    }});
  ASSERT_TRUE(report);
  EXPECT_EQ(told, 2U);
  EXPECT_EQ(report->items, kProgressItems * 2);
  EXPECT_EQ(report->stopped->what, "stopped by hand");
}

TEST(Import, BeginsNothingWhenTheDocumentCannotBeKept) {
  MemorySink sink;
  const auto report = import_document(request(FeedKind::kCve, cve(1)), sink,
                                      {.keep = [](ByteView) -> Result<Digest> {
                                         return fail(ErrorCode::kUnavailable, "disk full");
                                       },
                                       .progress = {}});
  EXPECT_EQ(report.error().what, "disk full");
  EXPECT_TRUE(sink.facts.empty());
}

TEST(Import, PortalCsvWithItsOldHabits) {
  const std::string head =
      "\"Category\",\"Name\",\"Manufacturer\",\"Scheme\",\"Assurance Level\",\"Protection "
      "Profile(s)\",\"Certification Date\","
      "\"Archived Date\",\"Certification Report URL\",\"Security Target URL\"\r\n";
  const std::string row =
      "\"ICs\",\"Chip w&#x2f; ECC "
      "(ANSSI-CC-2024/38)\",\"NetIQ\xAE\",\"FR\",\"EAL5+,AVA_VAN.5\",\"\",\"06/15/2020\","
      "\"06/15/2025\",\"http://x/r.pdf\",\"http://x/s.pdf\"\r\n";
  const std::string european =
      "\"ICs\",\"Other\",\"M\",\"FR\",\"EAL5\",\"\",\"15/06/2020\",\"\",\"\",\"http://x/"
      "t.pdf\"\r\n";
  const std::string future =
      "\"ICs\",\"Later\",\"M\",\"FR\",\"EAL5\",\"\",\"06/15/2099\",\"\",\"\",\"http://x/"
      "u.pdf\"\r\n";
  MemorySink sink;
  const std::string text =
      head + row + european + row + "stray\"quote,2\r\n" + "too,few\r\n" + future;
  const auto report = run(request(FeedKind::kCertificateList, text), sink);
  EXPECT_EQ(report.taken, 1U);
  EXPECT_EQ(report.merged, 1U);
  ASSERT_EQ(report.rejected, 4U);
  EXPECT_EQ(report.rejections[0].where, "line 3");
  EXPECT_EQ(report.rejections[1].where, "line 5");
  const auto listed = sink.all<ListedCertificate>();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].product_name, "Chip w/ ECC (ANSSI-CC-2024/38)");
  EXPECT_EQ(listed[0].vendor, "NetIQ\u00AE");
  EXPECT_EQ(listed[0].numbers, std::vector<std::string>{"ANSSI-CC-2024/38"});
  EXPECT_EQ(listed[0].certified_on->text(), "2020-06-15");
  EXPECT_EQ(listed[0].assurance, (std::vector<std::string>{"EAL5", "AVA_VAN.5"}));
}

// The list renames a row, loses one, gains one and changes one.
TEST(Import, HistoryTellsRenamedFromVanished) {
  const auto row = [](const std::string& id, const std::string& name, const std::string& document,
                      const std::string& in) {
    return R"({"source":"ENISA","type":"EUCC","status":"Active","productName":")" + name +
           R"(","productVersion":"1","vendor":"M","register_id":")" + id +
           R"(","certificationReportUrls":["https://e.eu/document/download/)" + document +
           R"(?filename=x.pdf"],"in_snapshots":)" + in + "}\n";
  };
  const std::string text = row("eucc-3090-2025-10-0006", "Chip", "uuid-6", "[0,1]") +
                           row("eucc-3090-2025-0000000006-00000", "Chip", "uuid-6", "[2]") +
                           row("eucc-3090-2025-10-0007", "Router", "uuid-7", "[0,1]") +
                           row("eucc-3090-2026-0000000009-00000", "New", "uuid-9", "[2]") +
                           row("eucc-3090-2025-10-0008", "Card", "uuid-8", "[0]") +
                           row("eucc-3090-2025-10-0008", "Card!", "uuid-8", "[1,2]") +
                           "{\"source\":\"ENISA\"\n";
  auto asked = request(FeedKind::kCertificateHistory, text);
  asked.snapshots =
      R"([{"index":0,"snapshot":"2026-04-01","rows":3},{"index":1,"snapshot":"2026-04-25","rows":3},
                        {"index":2,"snapshot":"2026-05-16","rows":3}])";
  MemorySink sink;
  const auto report = run(asked, sink);
  EXPECT_FALSE(report.stopped) << report.stopped->message();
  EXPECT_EQ(report.rejected, 1U);
  const auto aliases = sink.all<CertificateAlias>();
  ASSERT_EQ(aliases.size(), 1U);
  EXPECT_EQ(aliases[0].former_numbers, std::vector<std::string>{"EUCC-3090-2025-10-0006"});
  EXPECT_EQ(aliases[0].numbers, std::vector<std::string>{"EUCC-3090-2025-0000000006-00000"});
  EXPECT_EQ(aliases[0].seen_on->text(), "2026-05-16");
  const auto missing = sink.all<NotInSnapshot>();
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].numbers, std::vector<std::string>{"EUCC-3090-2025-10-0007"});
  EXPECT_EQ(missing[0].last_seen_on->text(), "2026-04-25");
  ASSERT_EQ(report.snapshots.size(), 3U);
  EXPECT_EQ(report.snapshots[1].changed, 1U);
  EXPECT_EQ(report.snapshots[2].first_seen, 1U);
}

// Lists fetched several times a day: what changes and changes back, comes and goes within it.
TEST(Import, ARowIsOfferedAsItStandsAtTheEndOfTheDay) {
  const auto row = [](const std::string& id, const std::string& name, const std::string& in) {
    return R"({"source":"ENISA","productName":")" + name + R"(","vendor":"M","register_id":")" +
           id + R"(","in_snapshots":)" + in + "}\n";
  };
  const std::string text = row("changes", "before", "[0,1]") + row("changes", "after", "[2,3]") +
                           row("turns", "one", "[0,2,3]") + row("turns", "two", "[1]") +
                           row("comes-and-goes", "brief", "[1]") +
                           row("stays", "same", "[0,1,2,3]") + row("away", "for a while", "[0]") +
                           row("away", "for a while, then back", "[2,3]");
  auto asked = request(FeedKind::kCertificateHistory, text);
  asked.snapshots = R"([{"index":0,"snapshot":"2026-04-01","rows":3},
                        {"index":1,"snapshot":"2026-04-01","rows":4},
                        {"index":2,"snapshot":"2026-04-01","rows":3},
                        {"index":3,"snapshot":"2026-04-02","rows":3}])";
  MemorySink sink;
  const auto report = run(asked, sink);
  EXPECT_EQ(report.rejected, 0U);
  std::map<std::string, std::set<std::string>> names;
  for (const auto& one : sink.all<ListedCertificate>()) names[one.key].insert(one.product_name);
  ASSERT_EQ(names.size(), 5U) << "a row is lost";
  for (const auto& [key, offered] : names) EXPECT_EQ(offered.size(), 1U) << key;
  EXPECT_TRUE(names.at("enisa|changes").contains("after")) << names.begin()->first;
  EXPECT_TRUE(names.at("enisa|away").contains("for a while, then back"));
  const auto missing = sink.all<NotInSnapshot>();
  ASSERT_EQ(missing.size(), 1U) << "missed on the day on which it was seen";
  EXPECT_EQ(missing[0].last_seen_on->text(), "2026-04-01");
  EXPECT_EQ(missing[0].missing_on->text(), "2026-04-02");
}

TEST(Import, TwoConfigurationsOfOneProductAreNotOneCertificate) {
  const auto row = [](const std::string& id, const std::string& version, const std::string& in) {
    return R"({"source":"ENISA","productName":"TPM","vendor":"M","productVersion":")" + version +
           R"(","register_id":")" + id + R"(","in_snapshots":)" + in + "}\n";
  };
  MemorySink sink;
  run(request(FeedKind::kCertificateHistory, row("a", "1", "[0]") + row("b", "2", "[1]")), sink);
  EXPECT_EQ(sink.count<CertificateAlias>(), 0U);
  EXPECT_EQ(sink.count<NotInSnapshot>(), 1U);
  // Two candidates: nobody can say which, so neither is an alias.
  MemorySink other;
  run(request(FeedKind::kCertificateHistory,
              row("a", "1", "[0]") + row("b", "1", "[1]") + row("c", "1", "[1]")),
      other);
  EXPECT_EQ(other.count<CertificateAlias>(), 0U);
}

TEST(Import, CirclesAreLeftToTheTaker) {
  MemorySink sink;
  const auto report = run(request(FeedKind::kCertificateReferences,
                                  "from_cert_id,to_cert_id\nA,B\nB,C\nC,A\nD,D\nA,B\n,X\n"),
                          sink);
  EXPECT_EQ(report.taken, 2U);
  EXPECT_EQ(report.merged, 1U);
  ASSERT_EQ(report.rejected, 3U);
  EXPECT_EQ(report.rejections[0].where, "line 4");
  EXPECT_EQ(report.rejections[0].why, "C would rest on itself");
  EXPECT_EQ(report.rejections[1].where, "line 5");
}

TEST(Import, SmartCardRowsMergeIntoOneCertificate) {
  const std::string text =
      "dgst,cert_id,name,status,category,manufacturer,scheme,security_level,not_valid_before,not_"
      "valid_after,component_ref\n"
      "d1,ANSSI-CC-2023/42,IAS,active,c,m,FR,\"{'EAL5+', "
      "'AVA_VAN.5'}\",2023-09-29,2028-09-29,ANSSI-CC-2023/01\n"
      "d1,ANSSI-CC-2023/42,IAS,active,c,m,FR,\"{'AVA_VAN.5', "
      "'EAL5+'}\",2023-09-29,2028-09-29,ANSSI-CC-2023/31\n"
      "d2,X,IAS,active,c,m,FR,__import__('os'),2023-09-29,,Y\n"
      "d3,X,IAS,active,c,m,FR,set(),29.9.2023,,Y\n";
  MemorySink sink;
  const auto report = run(request(FeedKind::kSmartCardCertificates, text), sink);
  EXPECT_EQ(sink.count<ListedCertificate>(), 1U);
  EXPECT_EQ(sink.count<CertificateReference>(), 2U);
  EXPECT_EQ(report.merged, 1U);
  EXPECT_EQ(report.rejected, 2U);
  EXPECT_EQ(sink.all<ListedCertificate>()[0].assurance,
            (std::vector<std::string>{"AVA_VAN.5", "EAL5"}));
  EXPECT_EQ(sink.all<ListedCertificate>()[0].valid_until->text(), "2028-09-29");
}

TEST(Import, OneClearedReferenceDoesNotClearACertificate) {
  MemorySink sink;
  run(request(FeedKind::kPropagationDrawing,
              "digraph {\n1 [label=\"ROOT\"] [shape=box]\n2 [label=\"A\"]\n3 [label=\"B\"]\n2 -> 1 "
              "[color=red]\n3 -> 1 [color=green]\n"
              "3 -> 2 [color=red] # uses the chip\n}\n"),
      sink);
  const auto verdicts = sink.all<ReachVerdict>();
  ASSERT_EQ(verdicts.size(), 2U);
  EXPECT_EQ(verdicts[1].certificate, "B");
  EXPECT_EQ(verdicts[1].verdict, codec::Propagation::kInherits);
  EXPECT_EQ(verdicts[1].remarks, std::vector<std::string>{"uses the chip"});
}

/// The smallest advisory that is valid, with one flaw.
std::string advisory(const std::string& weakness) {
  return R"({"document":{"category":"csaf_base","csaf_version":"2.0","lang":"en","title":"x",
"publisher":{"category":"other","name":"n","namespace":"https://n.example"},"tracking":{
"current_release_date":"2024-05-01T00:00:00Z","id":"A-1","initial_release_date":"2024-05-01T00:00:00Z",
"revision_history":[{"date":"2024-05-01T00:00:00Z","number":"1","summary":"s"}],"status":"final","version":"1"}},
"vulnerabilities":[{"cve":"CVE-2024-1111","cwe":)" +
         weakness + "}]}";
}

TEST(Import, AnAdvisoryThatFailsTestsIsTakenAndTheTestsAreSaid) {
  const auto cwe = *codec::CweCatalogue::parse("CWE-203\tObservable Discrepancy\t4.0\t4.17\n");
  const auto subjects = [&](const std::string& text) {
    MemorySink sink;
    auto asked = request(FeedKind::kCsaf, text);
    asked.weaknesses = &cwe;
    const auto report = run(asked, sink);
    EXPECT_EQ(report.taken, 1U);
    std::vector<std::string> out;
    for (const auto& notice : report.notices) {
      EXPECT_EQ(notice.count, 1U);
      EXPECT_TRUE(notice.where.starts_with("test /")) << notice.where;
      out.push_back(notice.subject);
    }
    return out;
  };
  const std::vector<std::string> advice = {
      "CSAF 6.2.10 Missing TLP label", "CSAF 6.2.11 Missing Canonical URL", "CSAF 6.2.13 Sorting"};
  EXPECT_EQ(subjects(advisory(R"({"id":"CWE-203","name":"Observable Discrepancy"})")), advice);
  auto all = advice;
  all.insert(all.begin(), "CSAF 6.1.11 CWE");
  EXPECT_EQ(subjects(advisory(R"({"id":"CWE-203","name":"Other"})")), all);
}

TEST(Import, EveryKindRefusesNonsense) {
  for (const auto kind :
       {FeedKind::kCertificateHistory, FeedKind::kCertificateList, FeedKind::kCertificateNodes,
        FeedKind::kCertificateReferences, FeedKind::kSmartCardCertificates,
        FeedKind::kPropagationDrawing, FeedKind::kCsaf, FeedKind::kCve, FeedKind::kExploited}) {
    for (const std::string& text :
         {std::string(), std::string("\0\1\2", 3), std::string("\xFF\xFE{\0}\0", 6),
          std::string(100'000, '['), std::string(100'000, '"'),
          std::string("\xFD"
                      "7zXZ\0garbage",
                      13),
          std::string("\x1F\x8B")}) {
      MemorySink sink;
      const auto report = run(request(kind, text), sink);
      EXPECT_TRUE(sink.facts.empty()) << to_string(kind);
      const bool is_empty_stream =
          text.empty() && (kind == FeedKind::kCve || kind == FeedKind::kCertificateHistory);
      EXPECT_TRUE(is_empty_stream || report.stopped || report.rejected > 0)
          << to_string(kind) << " " << text.substr(0, 8);
    }
  }
}

TEST(Import, ADocumentTellsItsKind) {
  EXPECT_EQ(detect_feed(as_bytes(cve(1))), FeedKind::kCve);
  EXPECT_EQ(detect_feed(as_bytes(std::string_view("digraph {"))), FeedKind::kPropagationDrawing);
  EXPECT_EQ(detect_feed(as_bytes(std::string_view("from_cert_id,to_cert_id\n"))),
            FeedKind::kCertificateReferences);
  EXPECT_EQ(detect_feed(as_bytes(std::string_view(R"([{"euvdID":"EUVD-1"}])"))),
            FeedKind::kExploited);
  EXPECT_FALSE(detect_feed(as_bytes(std::string_view("hello"))));
  EXPECT_EQ(feed_kind_from("csaf"), FeedKind::kCsaf);
  EXPECT_FALSE(feed_kind_from("sbom"));
}

}  // namespace
}  // namespace lw::feeds
