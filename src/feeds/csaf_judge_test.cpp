#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "codec/csaf.hpp"
#include "codec/csaf_check.hpp"
#include "codec/json.hpp"
#include "feeds/testing/public_data.hpp"
#include "feeds/unpack.hpp"

// What we write, judged by others: the validator of @secvisogram (schema and all mandatory tests).
namespace lw::feeds {
namespace {

namespace fs = std::filesystem;

/// The validator's folder (tools/test sets LW_JUDGES); empty where its packages are not installed.
fs::path judges() {
  const char* folder = std::getenv("LW_JUDGES");
  if (folder == nullptr || !fs::is_directory(fs::path(folder) / "node_modules")) return {};
  return folder;
}

#define LW_NEEDS_JUDGES()                                                            \
  do {                                                                               \
    if (judges().empty()) {                                                          \
      if (testing::is_ci()) FAIL() << "judges absent (LW_JUDGES)";                   \
      GTEST_SKIP() << "judges absent (LW_JUDGES names the folder, npm ci fills it)"; \
    }                                                                                \
  } while (false)

/// A folder for the documents of one test.
fs::path fresh_folder(const std::string& name) {
  fs::path out = fs::path(::testing::TempDir()) / ("lw-csaf-" + name);
  fs::remove_all(out);
  fs::create_directories(out);
  return out;
}

void write(const fs::path& file, const boost::json::value& json) {
  std::ofstream out(file, std::ios::binary);
  out << codec::pretty_json(json);
  ASSERT_TRUE(out.flush());
}

/// Judges all documents of a folder; returns what the judge says, empty when all are valid.
std::string judge(const fs::path& folder) {
  const fs::path said = folder / "verdicts.txt";
  const std::string command = "node '" + (judges() / "csaf-validate.mjs").string() + "' '" +
                              folder.string() + "'/*.json > '" + said.string() + "' 2>&1";
  if (std::system(command.c_str()) == 0) return {};
  std::ifstream in(said);
  std::string line;
  std::string out;
  while (std::getline(in, line)) {
    if (!line.ends_with(": valid")) out += line + "\n";
  }
  return out.empty() ? "the judge failed without a word" : out;
}

codec::CsafDocument advisory() {
  codec::CsafDocument out;
  out.category = "csaf_security_advisory";
  out.title = "Weak RSA keys of a crypto library";
  out.lang = "en";
  out.tlp = "WHITE";
  out.publisher_category = "coordinator";
  out.publisher_name = "Example authority";
  out.publisher_namespace = "https://authority.example";
  out.id = "LW-2017-0001";
  out.status = "final";
  out.version = "2";
  out.initial_release = "2017-10-16T00:00:00Z";
  out.current_release = "2017-11-03T08:00:00Z";
  out.revisions = {{"1", "2017-10-16T00:00:00Z", "First release"},
                   {"2", "2017-11-03T08:00:00Z", "Remedy"}};
  out.notes = {{"summary", "Summary", "Keys can be factored.", {}, {}, {}}};
  out.references = {{"external", "CVE", "https://www.cve.org/CVERecord?id=CVE-2017-15361"}};
  const codec::CsafBranch vendor{"vendor", "Example Semiconductors"};
  const codec::CsafBranch name{"product_name", "RSA Library"};
  out.products = {
      {"OLD",
       "RSA Library 1.02.013",
       {vendor, name, {"product_version", "1.02.013"}},
       {},
       {},
       {},
       {},
       {}},
      {"NEW",
       "RSA Library 1.03.006",
       {vendor, name, {"product_version", "1.03.006"}},
       {},
       {},
       {},
       {},
       {}},
      {"IC", "Chip M7892", {}, "cpe:2.3:h:example:m7892:-:*:*:*:*:*:*:*", {}, {}, {}, {}},
      {"OLD-ON-IC", "RSA Library on chip", {}, {}, {}, "installed_on", "OLD", "IC"}};
  out.groups["AFFECTED"] = {"OLD", "OLD-ON-IC"};
  codec::CsafVulnerability flaw;
  flaw.cve = "CVE-2017-15361";
  flaw.notes = {{"description", {}, "Weak prime generation.", {}, {}, {}}};
  flaw.status["known_affected"] = {"OLD", "OLD-ON-IC"};
  flaw.status["fixed"] = {"NEW"};
  flaw.scores = {{"3.0", "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N", 59, {"OLD"}},
                 {"2.0", "AV:N/AC:M/Au:N/C:P/I:N/A:N", 43, {"OLD-ON-IC"}}};
  flaw.remediations = {
      {"vendor_fix", {}, "Use 1.03.006.", "https://authority.example/fix", {}, {"AFFECTED"}}};
  out.vulnerabilities = {flaw};
  return out;
}

/// Branches of one name are joined when written, which may change the order of products.
codec::CsafDocument in_order_of_id(codec::CsafDocument document) {
  std::ranges::sort(document.products, {}, &codec::CsafProduct::id);
  return document;
}

TEST(CsafJudge, OurAdvisoryAndOurVexAreValid) {
  LW_NEEDS_JUDGES();
  const auto folder = fresh_folder("ours");
  write(folder / "advisory.json", *codec::write_csaf(advisory()));
  codec::CsafDocument vex = advisory();
  vex.category = "csaf_vex";
  vex.vulnerabilities[0].status["known_not_affected"] = {"IC"};
  vex.vulnerabilities[0].flags = {{"vulnerable_code_not_present", {}, {}, {}, {"IC"}, {}}};
  write(folder / "vex.json", *codec::write_csaf(vex));
  EXPECT_EQ(judge(folder), "");
}

// The judge must be able to say no.
TEST(CsafJudge, TheJudgeRefusesWhatWeRefuse) {
  LW_NEEDS_JUDGES();
  const auto folder = fresh_folder("bad");
  auto bad = advisory();
  bad.vulnerabilities[0].status["fixed"].push_back("OLD");
  const auto json = codec::write_csaf(bad);
  EXPECT_FALSE(codec::check_csaf(*json).empty());
  write(folder / "bad.json", *json);
  EXPECT_NE(judge(folder).find("NOT VALID"), std::string::npos);
}

TEST(CsafJudge, RealAdvisoriesStayValidWhenReadAndWrittenAgain) {
  LW_NEEDS_JUDGES();
  LW_NEEDS_PUBLIC_DATA();
  const auto folder = fresh_folder("again");
  std::size_t count = 0;
  for (const auto& file : fs::directory_iterator(testing::public_data() / "cisa-csaf/selected")) {
    if (file.path().extension() != ".json") continue;
    const Bytes raw = testing::public_file("cisa-csaf/selected/" + file.path().filename().string());
    const auto document = codec::parse_csaf(as_text(raw));
    ASSERT_TRUE(document) << file.path();
    const auto written = codec::write_csaf(*document);
    ASSERT_TRUE(written) << file.path();
    const auto again = codec::read_csaf(*written);
    ASSERT_TRUE(again);
    EXPECT_TRUE(in_order_of_id(*again) == in_order_of_id(*document)) << file.path();
    write(folder / file.path().filename(), *written);
    ++count;
  }
  EXPECT_EQ(count, 60U);
  EXPECT_EQ(judge(folder), "");
}

}  // namespace
}  // namespace lw::feeds
