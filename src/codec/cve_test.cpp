#include "codec/cve.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace lw::codec {
namespace {

/// CVE-2024-45678 (EUCLEAK) as published, shortened: vendor and product are "n/a" in the record.
constexpr std::string_view kEucleak =
    R"({"dataType":"CVE_RECORD","containers":{"adp":[{"title":"CISA ADP Vulnrichment",
"metrics":[{"other":{"type":"ssvc","content":{"id":"CVE-2024-45678","options":[{"Exploitation":"none"},{"Automatable":"no"},
{"Technical Impact":"partial"}]}}},{"other":{"content":{"dateAdded":"2024-09-05","reference":"https://example.org/kev"},"type":"kev"}}],
"problemTypes":[{"descriptions":[{"cweId":"CWE-203","lang":"en","description":"CWE-203"}]}]}],
"cna":{"affected":[{"vendor":"n/a","product":"n/a","versions":[{"status":"affected","version":"n/a"}]}],
"metrics":[{"cvssV3_1":{"version":"3.1","baseScore":4.2,"vectorString":"CVSS:3.1/AV:P/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N","baseSeverity":"MEDIUM"}}],
"references":[{"url":"https://ninjalab.io/eucleak/"},{"url":"https://ninjalab.io/eucleak/"}],
"descriptions":[{"lang":"fr","value":"non"},{"lang":"en","value":"Yubico YubiKey 5 Series \u2026 an Infineon cryptographic library"}]}},
"cveMetadata":{"cveId":"CVE-2024-45678","state":"PUBLISHED","dateUpdated":"2024-09-03T20:05:20.837Z","datePublished":"2024-09-03T00:00:00"},
"dataVersion":"5.1"})";

TEST(CveReader, TakesTheFactsOfAuthorityAndAdditions) {
  CveReader reader;
  const auto read = reader.read(kEucleak);
  ASSERT_TRUE(read) << read.error().message();
  const CveRecord* record = *read;
  EXPECT_EQ(record->id, "CVE-2024-45678");
  EXPECT_FALSE(record->is_rejected);
  EXPECT_EQ(record->published_on->text(), "2024-09-03");
  EXPECT_EQ(record->description,
            "Yubico YubiKey 5 Series \u2026 an Infineon cryptographic library");
  ASSERT_EQ(record->products.size(), 1U);
  EXPECT_EQ(record->products[0].vendor, "n/a");
  ASSERT_EQ(record->versions_of(record->products[0]).size(), 1U);
  EXPECT_TRUE(record->versions_of(record->products[0])[0].is_affected);
  ASSERT_EQ(record->scores.size(), 1U);
  EXPECT_EQ(record->scores[0].version, "3.1");
  EXPECT_EQ(record->scores[0].base_score_tenths, 42);
  EXPECT_EQ(record->cwes, std::vector<std::string_view>{"CWE-203"});
  EXPECT_EQ(record->references.size(), 1U);
  ASSERT_TRUE(record->ssvc);
  EXPECT_EQ(record->ssvc->technical_impact, "partial");
  ASSERT_TRUE(record->kev);
  EXPECT_EQ(record->kev->added_on->text(), "2024-09-05");
}

TEST(CveReader, EveryTruncationIsRefused) {
  CveReader reader;
  for (std::size_t size = 0; size < kEucleak.size(); ++size) {
    EXPECT_FALSE(reader.read(kEucleak.substr(0, size))) << size;
  }
  EXPECT_TRUE(reader.read(kEucleak));
}

TEST(CveReader, AKeptRecordOutlivesTheReader) {
  std::optional<KeptCveRecord> kept;
  {
    CveReader reader;
    const std::string there(kEucleak);
    kept.emplace(**reader.read(there));
    const std::string slack = there + std::string(CveReader::kSlackBytes, ' ');
    const auto again =
        reader.read(std::string_view(slack).substr(0, there.size()), CveReader::kSlackBytes);
    ASSERT_TRUE(again);
    EXPECT_EQ(**again, kept->record()) << "read in place, and from a copy";
    const KeptCveRecord moved = std::move(*kept);
    EXPECT_EQ(**again, moved.record());
    kept.emplace(moved.record());
  }
  EXPECT_EQ(kept->record().references[0], "https://ninjalab.io/eucleak/");
  EXPECT_EQ(kept->record().ssvc->technical_impact, "partial");
}

// What a record lacks must not be left from the one before it.
TEST(CveReader, NothingOfARecordIsLeftInTheNext) {
  CveReader reader;
  ASSERT_TRUE(reader.read(kEucleak));
  const auto bare = reader.read(
      R"({"cveMetadata":{"cveId":"CVE-2024-1111","state":"PUBLISHED"},"containers":{"cna":{}}})");
  ASSERT_TRUE(bare);
  CveRecord expected;
  expected.id = "CVE-2024-1111";
  EXPECT_EQ(**bare, expected);
}

TEST(CveReader, AKeyInEscapesIsTheSameKey) {
  CveReader reader;
  const auto read = reader.read(
      R"({"cveMetadata":{"cve\u0049d":"CVE-2024-1111"},"containers":{"cna":{"title":"a\"b\\"}}})");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ((*read)->id, "CVE-2024-1111");
  EXPECT_EQ((*read)->title, "a\"b\\");
}

TEST(CveReader, AFaultIsNamedWithItsByte) {
  CveReader reader;
  const std::string text =
      R"({"cveMetadata":{"cveId":"CVE-2024-1111"},"containers":{"cna":{"title":7}}})";
  const auto read = reader.read(text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where, fmt::format("byte {}", text.find('7') + 1));
  EXPECT_EQ(read.error().what, "title: not a text");
}

struct BadRecord {
  std::string name;
  std::string json;
  ErrorCode code;
};

class CveReaderRefuses : public ::testing::TestWithParam<BadRecord> {};

TEST_P(CveReaderRefuses, WithReason) {
  CveReader reader({.record_bytes_max = 4096, .list_items_max = 8, .text_bytes_max = 64});
  const auto record = reader.read(GetParam().json);
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().code, GetParam().code) << record.error().message();
  EXPECT_FALSE(record.error().what.empty());
}

std::string with_cna(const std::string& cna) {
  return R"({"cveMetadata":{"cveId":"CVE-2024-1111","state":"PUBLISHED"},"containers":{"cna":{)" +
         cna + "}}}";
}

INSTANTIATE_TEST_SUITE_P(
    Bad, CveReaderRefuses,
    ::testing::Values(
        BadRecord{"not_json", "<xml/>", ErrorCode::kInvalidInput},
        BadRecord{"array", "[]", ErrorCode::kInvalidInput},
        BadRecord{"no_id", R"({"cveMetadata":{},"containers":{"cna":{}}})",
                  ErrorCode::kInvalidInput},
        BadRecord{"wrong_id", R"({"cveMetadata":{"cveId":"CVE-24-1"},"containers":{"cna":{}}})",
                  ErrorCode::kInvalidInput},
        BadRecord{"no_cna", R"({"cveMetadata":{"cveId":"CVE-2024-1111"},"containers":{}})",
                  ErrorCode::kInvalidInput},
        BadRecord{
            "id_twice",
            R"({"cveMetadata":{"cveId":"CVE-2024-1111","cveId":"CVE-2024-2222"},"containers":{"cna":{}}})",
            ErrorCode::kInvalidInput},
        BadRecord{
            "containers_twice",
            R"({"cveMetadata":{"cveId":"CVE-2024-1111"},"containers":{"cna":{}},"containers":{"cna":{}}})",
            ErrorCode::kInvalidInput},
        BadRecord{
            "id_twice_in_escapes",
            R"({"cveMetadata":{"cveId":"CVE-2024-1111","cve\u0049d":"CVE-2024-2222"},"containers":{"cna":{}}})",
            ErrorCode::kInvalidInput},
        BadRecord{"title_twice", with_cna(R"("title":"a","title":"b")"), ErrorCode::kInvalidInput},
        BadRecord{"affected_twice", with_cna(R"("affected":[],"affected":[])"),
                  ErrorCode::kInvalidInput},
        BadRecord{
            "status_twice",
            with_cna(R"("affected":[{"versions":[{"status":"affected","status":"unaffected"}]}])"),
            ErrorCode::kInvalidInput},
        BadRecord{"title_is_a_list", with_cna(R"("title":["a"])"), ErrorCode::kInvalidInput},
        BadRecord{"title_is_no_word", with_cna(R"("title":nothing)"), ErrorCode::kInvalidInput},
        BadRecord{
            "state",
            R"({"cveMetadata":{"cveId":"CVE-2024-1111","state":"RESERVED"},"containers":{"cna":{}}})",
            ErrorCode::kInvalidInput},
        BadRecord{"not_utf8", with_cna("\"title\":\"NetIQ\xAE\""), ErrorCode::kInvalidInput},
        BadRecord{"text_behind", with_cna("") + " {}", ErrorCode::kInvalidInput},
        BadRecord{"score_of_eleven", with_cna(R"("metrics":[{"cvssV3_1":{"baseScore":11}}])"),
                  ErrorCode::kInvalidInput},
        BadRecord{
            "date",
            R"({"cveMetadata":{"cveId":"CVE-2024-1111","datePublished":"13/13/2024"},"containers":{"cna":{}}})",
            ErrorCode::kInvalidInput},
        BadRecord{"long_title", with_cna("\"title\":\"" + std::string(65, 'x') + "\""),
                  ErrorCode::kTooLarge},
        BadRecord{"long_list", with_cna(R"("references":[{},{},{},{},{},{},{},{},{}])"),
                  ErrorCode::kTooLarge},
        BadRecord{"large", std::string(5000, '{'), ErrorCode::kTooLarge},
        BadRecord{"deep", std::string(2000, '['), ErrorCode::kInvalidInput},
        BadRecord{"deep_inside", with_cna("\"affected\":" + std::string(2000, '[')),
                  ErrorCode::kInvalidInput}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace lw::codec
