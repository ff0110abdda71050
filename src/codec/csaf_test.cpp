#include "codec/csaf.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>

#include "codec/csaf_advise.hpp"
#include "codec/csaf_check.hpp"
#include "codec/cvss.hpp"
#include "codec/json.hpp"

namespace lw::codec {
namespace {

/// An advisory on a chip whose library generates weak keys, as an authority could publish it.
CsafDocument advisory() {
  CsafDocument out;
  out.category = "csaf_security_advisory";
  out.title = "Weak RSA keys of a crypto library";
  out.lang = "en";
  out.tlp = "WHITE";
  out.publisher_category = "coordinator";
  out.publisher_name = "Example authority";
  out.publisher_namespace = "https://authority.example";
  out.id = "LW-2017-0001";
  out.status = "final";
  out.version = "1";
  out.initial_release = "2017-10-16T00:00:00Z";
  out.current_release = "2017-10-16T00:00:00Z";
  out.revisions = {{"1", "2017-10-16T00:00:00Z", "First release"}};
  out.notes = {{"summary", "Summary", "Keys can be factored.", {}, {}, {}}};
  out.references = {{"external", "CVE", "https://www.cve.org/CVERecord?id=CVE-2017-15361"}};
  const CsafBranch vendor{"vendor", "Example Semiconductors"};
  out.products = {
      {"LIB-1.02.013",
       "RSA Library 1.02.013",
       {vendor, {"product_name", "RSA Library"}, {"product_version", "1.02.013"}},
       {},
       {},
       {},
       {},
       {}},
      {"LIB-1.03.006",
       "RSA Library 1.03.006",
       {vendor, {"product_name", "RSA Library"}, {"product_version", "1.03.006"}},
       {},
       {},
       {},
       {},
       {}},
      {"IC-1", "Chip M7892", {}, "cpe:2.3:h:example:m7892:-:*:*:*:*:*:*:*", {}, {}, {}, {}},
      {"IC-1-LIB", "RSA Library on chip", {}, {}, {}, "installed_on", "LIB-1.02.013", "IC-1"}};
  out.groups["ALL"] = {"LIB-1.02.013", "IC-1-LIB"};
  CsafVulnerability flaw;
  flaw.cve = "CVE-2017-15361";
  flaw.notes = {{"description", {}, "Weak prime generation.", {}, {}, {}}};
  flaw.status["known_affected"] = {"LIB-1.02.013", "IC-1-LIB"};
  flaw.status["fixed"] = {"LIB-1.03.006"};
  flaw.scores = {{"3.0", "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N", 59, {"LIB-1.02.013"}}};
  flaw.remediations = {{"vendor_fix", {}, "Use 1.03.006.", {}, {}, {"ALL"}}};
  out.vulnerabilities = {flaw};
  return out;
}

std::vector<std::string> tests_failed(const CsafDocument& document) {
  std::vector<std::string> out;
  for (const auto& finding : check_csaf(*write_csaf(document))) out.push_back(finding.test);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

using Ids = std::vector<std::string>;

TEST(Csaf, WhatIsWrittenIsReadAlikeAndValid) {
  const auto json = write_csaf(advisory());
  ASSERT_TRUE(json);
  for (const auto& finding : check_csaf(*json))
    ADD_FAILURE() << finding.test << " " << finding.where << " " << finding.what;
  const auto again = parse_csaf(pretty_json(*json));
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(*again, advisory());
  EXPECT_EQ(again->find_product("LIB-1.03.006")->branch("product_version"), "1.03.006");
  // Both versions share the branches of vendor and product.
  EXPECT_EQ(json->at("product_tree").at("branches").as_array().size(), 1U);
}

TEST(Csaf, ChecksNameTheTest) {
  EXPECT_EQ(tests_failed(advisory()), Ids{});
  auto bad = advisory();
  bad.vulnerabilities[0].status["known_affected"].push_back("NOBODY");
  EXPECT_EQ(tests_failed(bad), Ids{"6.1.1"});
  bad = advisory();
  bad.products.push_back(bad.products[2]);
  EXPECT_EQ(tests_failed(bad), Ids{"6.1.2"});
  bad = advisory();
  bad.products[3].component = "IC-1-LIB";
  EXPECT_EQ(tests_failed(bad), Ids{"6.1.3"});
  bad = advisory();
  bad.vulnerabilities[0].status["fixed"].push_back("IC-1-LIB");
  EXPECT_EQ(tests_failed(bad), Ids{"6.1.6"});
  bad = advisory();
  bad.vulnerabilities[0].scores[0].base_score_tenths = 98;
  EXPECT_EQ(tests_failed(bad), Ids{"6.1.9"});
  bad = advisory();
  bad.revisions.push_back({"3", "2017-10-18T00:00:00Z", "x"});
  EXPECT_EQ(tests_failed(bad), (Ids{"6.1.21", "6.1.16"}));
  bad = advisory();
  bad.category = "Security Advisory";
  EXPECT_EQ(tests_failed(bad), Ids{"6.1.26"});
  bad = advisory();
  bad.vulnerabilities[0].notes.clear();
  EXPECT_EQ(tests_failed(bad), Ids{"6.1.27.5"});
  bad = advisory();
  bad.publisher_category = "authority";
  bad.initial_release = "16.10.2017";
  EXPECT_EQ(tests_failed(bad), Ids{"schema"});
}

TEST(Csaf, RefusesWhatIsNotCsaf) {
  EXPECT_FALSE(parse_csaf("{}"));
  EXPECT_EQ(parse_csaf(R"({"document":{"csaf_version":"2.1"}})").error().code,
            ErrorCode::kUnsupported);
  EXPECT_FALSE(parse_csaf(R"({"document":{"csaf_version":"2.0","title":7}})"));
  EXPECT_FALSE(parse_csaf(R"({"document":{"csaf_version":"2.0"},"document":{}})"));
  EXPECT_EQ(
      parse_csaf(R"({"document":{"csaf_version":"2.0","tracking":{"id":"x"}},"product_tree":[]})")
          .error()
          .where,
      "/product_tree");
  std::string deep = R"({"document":{"csaf_version":"2.0","tracking":{"id":"x"}},"product_tree":)";
  for (int i = 0; i < 5000; ++i) deep += R"({"branches":[)";
  EXPECT_EQ(parse_csaf(deep).error().code, ErrorCode::kTooLarge);
}

TEST(Csaf, EveryTruncationIsRefused) {
  const std::string whole = boost::json::serialize(*write_csaf(advisory()));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parse_csaf(whole.substr(0, size))) << size;
}

TEST(CsafTests, AreListedWithWhatIsNotBuilt) {
  Ids missing;
  for (const auto& test : csaf_tests()) {
    if (!test.is_built) missing.emplace_back(test.id);
  }
  EXPECT_EQ(missing, Ids{});
  EXPECT_EQ(csaf_tests().size(), 43U);
  for (const auto& test : csaf_advice_tests()) {
    if (!test.is_built) missing.emplace_back(test.id);
  }
  // The network, and a dictionary.
  EXPECT_EQ(missing, (Ids{"6.3.6", "6.3.7", "6.3.8"}));
  EXPECT_EQ(csaf_advice_tests().size(), 31U);
}

TEST(CsafTests, WhatCouldBeBetterIsSaidAndMakesNothingInvalid) {
  std::set<std::string> advised;
  for (const auto& finding : advise_csaf(*write_csaf(advisory()))) advised.insert(finding.test);
  // No score for one affected product, no link to itself, products without helper, CVSS v3.0, no
  // weakness; keys are written in order, and nothing is written that CSAF does not know.
  EXPECT_EQ(advised, (std::set<std::string>{"6.2.3", "6.2.11", "6.2.16", "6.3.2", "6.3.4"}));
  EXPECT_TRUE(advise_csaf(boost::json::value("no document")).empty());
}

TEST(CsafTests, AWeaknessIsJudgedByItsNamesOldAndNew) {
  const auto cwe =
      *CweCatalogue::parse("CWE-203\tOld name\t1.0\t3.4\nCWE-203\tNew name\t4.0\t4.17\n");
  const auto failed = [&](const std::string& id, const std::string& name) {
    auto document = advisory();
    document.vulnerabilities[0].cwe = id;
    document.vulnerabilities[0].cwe_name = name;
    Ids out;
    for (const auto& finding : check_csaf(*write_csaf(document), &cwe))
      out.push_back(finding.test + " " + finding.where);
    return out;
  };
  EXPECT_EQ(failed("CWE-203", "New name"), Ids{});
  EXPECT_EQ(failed("CWE-203", "Old name"), Ids{});
  EXPECT_EQ(failed("CWE-203", "Other name"), Ids{"6.1.11 /vulnerabilities/0/cwe/name"});
  EXPECT_EQ(failed("CWE-204", "New name"), Ids{"6.1.11 /vulnerabilities/0/cwe/id"});
}

// Scores published with the vectors: CVSS v3.1 examples (FIRST, "CVSS v3.1 Examples": Phishing,
// MySQL, SSLv3 POODLE, VMware guest to host, iOS passcode bypass); v2.0 guide §3.3 (CVE-2002-0392,
// CVE-2003-0818, CVE-2003-0062).
TEST(Cvss, GivesThePublishedScores) {
  const auto base = [](std::string_view vector) {
    return score_cvss(*parse_cvss(vector)).base_tenths;
  };
  EXPECT_EQ(base("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N"), 64);
  EXPECT_EQ(base("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N"), 31);
  EXPECT_EQ(base("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H"), 99);
  EXPECT_EQ(base("CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N"), 46);
  const auto apache = score_cvss(
      *parse_cvss("AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H"));
  EXPECT_EQ(apache.base_tenths, 78);
  EXPECT_EQ(apache.temporal_tenths, 64);
  EXPECT_EQ(apache.environmental_tenths, 92);
  const auto asn1 = score_cvss(
      *parse_cvss("AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L"));
  EXPECT_EQ(asn1.base_tenths, 100);
  EXPECT_EQ(asn1.temporal_tenths, 83);
  EXPECT_EQ(asn1.environmental_tenths, 90);
  const auto nod = score_cvss(
      *parse_cvss("AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M"));
  EXPECT_EQ(nod.base_tenths, 62);
  EXPECT_EQ(nod.temporal_tenths, 49);
  EXPECT_EQ(nod.environmental_tenths, 75);
}

TEST(Cvss, RefusesWhatIsNoVector) {
  for (const auto* bad :
       {"", "CVSS:3.1/", "CVSS:3.1/AV:N", "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H/A:H",
        "CVSS:3.1/AV:X/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", "CVSS:4.0/AV:N",
        "AV:N/AC:L/Au:N/C:N/I:N/A"}) {
    EXPECT_FALSE(parse_cvss(bad)) << bad;
  }
}

}  // namespace
}  // namespace lw::codec
