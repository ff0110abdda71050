#include "codec/kev.hpp"

#include <gtest/gtest.h>

namespace lw::codec {
namespace {

TEST(Kev, ReadsBothLists) {
  const auto cisa = parse_kev(R"({"catalogVersion":"2025.08.25","count":2,"vulnerabilities":[
    {"cveID":"CVE-2025-48384","vendorProject":"Git","dateAdded":"2025-08-25","dueDate":"2025-09-15","cwes":["CWE-59"]},
    {"cveID":"CVE-2025-1","dateAdded":"2025-08-25"}]})");
  ASSERT_TRUE(cisa) << cisa.error().message();
  EXPECT_EQ(cisa->announced, 2U);
  ASSERT_EQ(cisa->entries.size(), 1U);
  EXPECT_EQ(cisa->entries[0].due_on->text(), "2025-09-15");
  ASSERT_EQ(cisa->faults.size(), 1U);
  EXPECT_EQ(cisa->faults[0].entry, 1U);

  const auto eu = parse_kev(
      R"([{"cveID":"CVE-2026-41679","euvdID":"EUVD-2026-25166","dateReported":"2026/08/17",
    "patchedSince":"2026/04/22"},{"cveID":"CVE-2026-41679","dateReported":"2026-08-17"},{"dateReported":"2026/08/17"},7])");
  ASSERT_TRUE(eu);
  EXPECT_EQ(eu->source, KevSource::kEu);
  ASSERT_EQ(eu->entries.size(), 1U);
  EXPECT_EQ(eu->entries[0].listed_on.text(), "2026-08-17");
  EXPECT_EQ(eu->faults.size(), 3U);
}

TEST(Kev, RefusesWhatIsNoList) {
  EXPECT_FALSE(parse_kev("{}"));
  EXPECT_FALSE(parse_kev("7"));
  EXPECT_FALSE(parse_kev(R"({"vulnerabilities":[],"vulnerabilities":[]})"));
  EXPECT_EQ(parse_kev("[{},{},{}]", {.entries_max = 2}).error().code, ErrorCode::kTooLarge);
}

TEST(Kev, KnowsACveId) {
  EXPECT_TRUE(is_cve_id("CVE-2017-15361"));
  EXPECT_FALSE(is_cve_id("CVE-2017-153"));
  EXPECT_FALSE(is_cve_id("cve-2017-15361"));
  EXPECT_FALSE(is_cve_id("CVE-2017-15361 "));
}

}  // namespace
}  // namespace lw::codec
