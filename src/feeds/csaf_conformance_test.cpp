#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "base/testing/places.hpp"
#include "codec/csaf_advise.hpp"
#include "codec/csaf_check.hpp"
#include "codec/json.hpp"
#include "feeds/testing/public_data.hpp"
#include "feeds/unpack.hpp"

// The test cases of OASIS for CSAF 2.0 validators (testcases.json): for each document whether it
// passes the test it is made for.
namespace lw::feeds {
namespace {

constexpr std::string_view kFolder = "csaf_2.0/test/validator/data/";

std::map<std::string, std::string> files() {
  std::map<std::string, std::string> out;
  const Bytes raw =
      testing::public_file("oasis-csaf-conformance/oasis_csaf_2.0_2.1_schemas_and_tests.tar.xz");
  const auto result =
      read_archive(raw, {},
                   {.entry = [&](ArchiveEntry&& entry) -> Result<void> {
                      const auto at = entry.name.find(kFolder);
                      if (at != std::string::npos)
                        out[entry.name.substr(at + kFolder.size())] = std::move(entry.bytes);
                      return {};
                    },
                    .fault = [](std::string, std::string) -> Result<void> { return {}; }});
  EXPECT_TRUE(result);
  return out;
}

const codec::CweCatalogue& weaknesses() {
  static const codec::CweCatalogue all = [] {
    std::ifstream in(source_folder() + "/data/cwe/weaknesses.tsv", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return codec::CweCatalogue::parse(text).value();
  }();
  return all;
}

/// Tests that a document fails, optional and informative ones too.
std::set<std::string> failed(const std::string& text) {
  const auto json = codec::parse_json(text);
  EXPECT_TRUE(json);
  std::set<std::string> out;
  for (const auto& finding : codec::check_csaf(*json, &weaknesses())) out.insert(finding.test);
  for (const auto& finding : codec::advise_csaf(*json)) out.insert(finding.test);
  return out;
}

/// How many documents of a group were judged, and how many belong to tests that are not built.
struct Judged {
  std::size_t judged = 0;
  std::size_t left_out = 0;
};

/// Compares our verdicts with those of OASIS on the documents of one group of tests.
Judged judge(std::string_view group, std::span<const codec::CsafTest> tests) {
  const auto all = files();
  const auto cases = codec::parse_json(all.at("testcases.json"));
  Judged out;
  for (const auto& test : cases->at("tests").as_array()) {
    if (test.at("group").as_string() != group) continue;
    const std::string id(test.at("id").as_string());
    const auto ours = std::ranges::find(tests, id, &codec::CsafTest::id);
    EXPECT_NE(ours, tests.end()) << id;
    for (const auto* list : {"failures", "valid"}) {
      const auto* documents = test.as_object().if_contains(list);
      if (documents == nullptr || ours == tests.end()) continue;
      for (const auto& document : documents->as_array()) {
        const std::string name(document.at("name").as_string());
        if (!ours->is_built) {
          ++out.left_out;
          continue;
        }
        ++out.judged;
        const auto verdict = failed(all.at(name));
        const bool is_listed_as_failing = std::string_view(list) == "failures";
        EXPECT_EQ(verdict.contains(id) || (group == "mandatory" && verdict.contains("schema")),
                  is_listed_as_failing)
            << id << " " << name;
        // A document that is valid as a whole fails no mandatory test. Two are marked as valid that
        // give one hash algorithm twice, which 6.1.25 forbids.
        if (!document.at("valid").as_bool() || name.ends_with("6-2-08-02.json") ||
            name.ends_with("6-2-09-02.json"))
          continue;
        for (const auto& mandatory : codec::csaf_tests())
          EXPECT_FALSE(verdict.contains(std::string(mandatory.id))) << name << " " << mandatory.id;
        EXPECT_FALSE(verdict.contains("schema")) << name;
      }
    }
  }
  return out;
}

TEST(CsafConformance, AgreesWithOasisOnEveryMandatoryTest) {
  LW_NEEDS_PUBLIC_DATA();
  const auto result = judge("mandatory", codec::csaf_tests());
  EXPECT_EQ(result.judged, 147U);
  EXPECT_EQ(result.left_out, 0U);
}

TEST(CsafConformance, AgreesWithOasisOnEveryOptionalTest) {
  LW_NEEDS_PUBLIC_DATA();
  const auto result = judge("optional", codec::csaf_advice_tests());
  EXPECT_EQ(result.judged, 51U);
  EXPECT_EQ(result.left_out, 0U);
}

TEST(CsafConformance, AgreesWithOasisOnEveryInformativeTestThatIsBuilt) {
  LW_NEEDS_PUBLIC_DATA();
  const auto result = judge("informative", codec::csaf_advice_tests());
  EXPECT_EQ(result.judged, 32U);
  EXPECT_EQ(result.left_out, 9U);  // 6.3.6 to 6.3.8: the network and a dictionary
}

}  // namespace
}  // namespace lw::feeds
