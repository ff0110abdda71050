#include <gtest/gtest.h>

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>

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

bool fails(const std::string& text, const std::string& test) {
  const auto json = codec::parse_json(text);
  EXPECT_TRUE(json);
  for (const auto& finding : codec::check_csaf(*json)) {
    if (finding.test == test || finding.test == "schema") return true;
  }
  return false;
}

TEST(CsafConformance, AgreesWithOasisOnEveryMandatoryTestThatIsBuilt) {
  LW_NEEDS_PUBLIC_DATA();
  std::set<std::string> built;
  for (const auto& test : codec::csaf_tests()) {
    if (test.is_built) built.emplace(test.id);
  }
  const auto all = files();
  const auto cases = codec::parse_json(all.at("testcases.json"));
  ASSERT_TRUE(cases);
  std::size_t judged = 0;
  std::size_t left_out = 0;
  for (const auto& test : cases->at("tests").as_array()) {
    if (test.at("group").as_string() != "mandatory") continue;
    const std::string id(test.at("id").as_string());
    for (const auto* list : {"failures", "valid"}) {
      const auto* documents = test.as_object().if_contains(list);
      if (documents == nullptr) continue;
      for (const auto& document : documents->as_array()) {
        const std::string name(document.at("name").as_string());
        if (!built.contains(id)) {
          ++left_out;
          continue;
        }
        ++judged;
        const bool is_valid = document.at("valid").as_bool();
        EXPECT_EQ(fails(all.at(name), id), !is_valid) << id << " " << name;
        // A document that is valid as a whole fails no other test either.
        if (is_valid) {
          for (const auto& finding : codec::check_csaf(*codec::parse_json(all.at(name)))) {
            ADD_FAILURE() << name << ": " << finding.test << " " << finding.where << " "
                          << finding.what;
          }
        }
      }
    }
  }
  EXPECT_EQ(judged + left_out, 147U);
  EXPECT_EQ(left_out, 1U);  // 6.1.11
}

}  // namespace
}  // namespace lw::feeds
