#include "codec/cwe.hpp"
#include "base/testing/places.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace lw::codec {
namespace {

TEST(Cwe, TheShippedTableKnowsOldNamesAndNewOnes) {
  std::ifstream in(source_folder() + "/data/cwe/weaknesses.tsv", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto catalogue = CweCatalogue::parse(text);
  ASSERT_TRUE(catalogue) << catalogue.error().message();
  EXPECT_GT(catalogue->size(), 900U);
  // The weakness of the 2017 case, and that of EUCLEAK (its CVE record says CWE-203).
  EXPECT_EQ(catalogue->name_of("CWE-203"), "Observable Discrepancy");
  EXPECT_TRUE(catalogue->has("CWE-203", "Information Exposure Through Discrepancy"));
  EXPECT_FALSE(catalogue->has("CWE-203", "Observable Timing Discrepancy"));
  EXPECT_FALSE(catalogue->has("CWE-99999"));
  EXPECT_EQ(catalogue->name_of("CWE-99999"), "");
}

TEST(Cwe, ABrokenRowIsNamedByItsLine) {
  for (const std::string& row :
       {"CWE-1\tname\t1.0", "CWE-1\tname\t1.0\t2.0\t3.0", "CWE-1\t\t1.0\t2.0",
        "CWE-01\tname\t1.0\t2.0", "79\tname\t1.0\t2.0", "CWE-1234567\tn\t1\t2"}) {
    const auto parsed = CweCatalogue::parse("# head\n\nCWE-5\tname\t1.0\t2.0\n" + row);
    ASSERT_FALSE(parsed) << row;
    EXPECT_EQ(parsed.error().where, "line 4");
  }
}

}  // namespace
}  // namespace lw::codec
