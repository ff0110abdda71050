#include "report/report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/testing/places.hpp"
#include "codec/reflect_json.hpp"
#include "report/testing/sample_report.hpp"

namespace lw::report {
namespace {

using testing::day;
using testing::sample_report;

constexpr std::string_view kHostile =
    R"(x"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;</svg></style>]]>--)";

/// What tests/report/check_html.py finds on a page; empty when all is well.
std::string findings(const std::string& html, const Report* report = nullptr) {
  const auto* const info = ::testing::UnitTest::GetInstance()->current_test_info();
  const auto folder = std::filesystem::path(build_folder()) / "report_pages" / info->name();
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "page.html", std::ios::binary) << html;
  std::string command = "python3 '" + source_folder() + "/tests/report/check_html.py' '" +
                        (folder / "page.html").string() + "'";
  if (report != nullptr) {
    std::ofstream(folder / "report.json", std::ios::binary)
        << codec::pretty_json(codec::to_json(*report));
    command += " '" + (folder / "report.json").string() + "'";
  }
  // The names are of this test and the build folder; nothing of them comes from outside.
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");  // NOLINT(cert-env33-c)
  if (pipe == nullptr) return "cannot start python3";
  std::string out;
  std::array<char, 4096> chunk{};
  while (const std::size_t size = std::fread(chunk.data(), 1, chunk.size(), pipe))
    out.append(chunk.data(), size);
  const int status = pclose(pipe);
  return status == 0 || !out.empty() ? out : "the check ended with " + std::to_string(status);
}

/// Calls `change` on every text of a described value.
template <class T, class Change>
void each_text(T& value, const Change& change) {
  if constexpr (std::same_as<T, std::string>) {
    change(value);
  } else if constexpr (codec::detail::kIsVector<T>) {
    for (auto& item : value) each_text(item, change);
  } else if constexpr (codec::Described<T>) {
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
        [&](auto d) { each_text(value.*d.pointer, change); });
  }
}

std::string without(std::string text, std::string_view part) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return at == std::string::npos ? text : text.erase(at, part.size());
}

std::string with_after(std::string text, std::string_view place, std::string_view added) {
  const std::size_t at = text.find(place);
  EXPECT_NE(at, std::string::npos) << place;
  return at == std::string::npos ? text : text.insert(at + place.size(), added);
}

TEST(RenderHtml, EverythingOfTheReportStandsOnAPageThatAStrangerCanRead) {
  const Report report = sample_report();
  ASSERT_EQ(report.graph.nodes.size(), 30U);
  EXPECT_EQ(report.graph.direct, 21);
  EXPECT_EQ(report.graph.all, 29);
  const auto html = render_html(report);
  ASSERT_TRUE(html) << html.error().message();
  EXPECT_EQ(findings(*html, &report), "");
}

TEST(RenderHtml, TheCheckFindsWhatIsWrong) {
  const Report report = sample_report();
  const std::string html = render_html(report).value();
  EXPECT_NE(
      findings(with_after(html, "<body>", "<script></script>")).find("<script> is not allowed"),
      std::string::npos);
  EXPECT_NE(findings(with_after(html, "<body>", "<p onclick=\"x\">")).find("onclick"),
            std::string::npos);
  EXPECT_NE(
      findings(with_after(html, "<style>", "@import 'https://x.example/a.css';")).find("http"),
      std::string::npos);
  EXPECT_NE(
      findings(without(html, "<caption>Every node of the picture</caption>")).find("no caption"),
      std::string::npos);
  EXPECT_NE(findings(without(html, "</desc>")).find("not XML"), std::string::npos);
  EXPECT_NE(findings(with_after(html, "<style>", ":root{--ink:#999999}")).find("is not there"),
            std::string::npos);
  Report other = report;
  other.options.front().units_left = 123456789;
  EXPECT_NE(findings(html, &other).find("123456789 is not on the page"), std::string::npos);
  other = report;
  other.decisions.front().why = "quite another reason";
  EXPECT_NE(findings(html, &other).find("quite another reason"), std::string::npos);
}

TEST(RenderHtml, HostileTextStaysText) {
  Report report = sample_report();
  // Identifiers of nodes must stay apart and joined by their edges.
  each_text(report, [](std::string& text) { text += kHostile; });
  const auto html = render_html(report);
  ASSERT_TRUE(html) << html.error().message();
  EXPECT_EQ(html->find("<script"), std::string::npos);
  EXPECT_EQ(html->find("<img"), std::string::npos);
  EXPECT_EQ(findings(*html, &report), "");
}

TEST(RenderHtml, HostileBytesLeaveAValidPage) {
  Report report = sample_report();
  each_text(report, [](std::string& text) {
    text += std::string_view("\xFF\xC0\xAF\0\x1B[31m\xE2\x80\xAE\xED\xA0\x80", 16);
  });
  const auto html = render_html(report);
  ASSERT_TRUE(html) << html.error().message();
  EXPECT_EQ(findings(*html), "");
  EXPECT_EQ(html->find('\x1B'), std::string::npos);
  EXPECT_EQ(html->find('\0'), std::string::npos);
}

TEST(RenderHtml, VeryLongTextsDoNotBreakThePictures) {
  Report report = sample_report();
  each_text(report, [](std::string& text) {
    text += " " + std::string(400, 'W') + " with more words than any label should have";
  });
  const auto html = render_html(report);
  ASSERT_TRUE(html) << html.error().message();
  EXPECT_EQ(findings(*html, &report), "");
}

TEST(RenderHtml, OnlyWebAddressesBecomeLinks) {
  Report report = sample_report();
  report.sources = {{"a", "t", "javascript:alert(1)", "full", Backing::kSourced},
                    {"b", "t", "https://example.org/x?a=1&b=\"", "full", Backing::kSourced}};
  const std::string html = render_html(report).value();
  EXPECT_EQ(html.find("href=\"javascript"), std::string::npos);
  EXPECT_NE(html.find("href=\"https://example.org/x?a=1&amp;b=&quot;\""), std::string::npos);
  EXPECT_EQ(findings(html), "");
}

TEST(RenderHtml, AnEmptyReportSaysWhatIsMissing) {
  const Report report;
  const auto html = render_html(report);
  ASSERT_TRUE(html) << html.error().message();
  for (const std::string_view said :
       {"no contingency plan", "No options have been compared", "No decision stands",
        "not verified", "No composition", "Nothing has been decided"})
    EXPECT_NE(html->find(said), std::string::npos) << said;
}

TEST(RenderHtml, EqualReportsGiveEqualBytes) {
  EXPECT_EQ(render_html(sample_report()).value(), render_html(sample_report()).value());
}

TEST(RenderHtml, ReachedAndConfirmedAreCountedApart) {
  Report report = sample_report();
  report.graph.nodes[3].state = NodeState::kReached;
  report.graph.nodes[4].state = NodeState::kUndecided;
  const std::string html = render_html(report).value();
  EXPECT_NE(html.find("confirmed affected (26)"), std::string::npos);
  EXPECT_NE(html.find("reached, not yet checked (1)"), std::string::npos);
  EXPECT_NE(html.find("reached, checked, undecided (1)"), std::string::npos);
  EXPECT_NE(html.find("reached, found not affected (1)"), std::string::npos);
}

Report with_composition() {
  Report report = sample_report();
  report.graph = testing::sample_composition(testing::demo_file("chain.json"));
  return report;
}

TEST(RenderHtml, CompositionCarriesItsCertificatesAndTheDocuments) {
  const Report report = with_composition();
  const std::string html = render_html(report).value();
  EXPECT_EQ(findings(html, &report), "");
  // The certificates of each state are counted where they are attached.
  EXPECT_NE(html.find("confirmed affected (" + std::to_string(report.graph.confirmed) +
                      "\xC2\xA0"
                      "certificates)"),
            std::string::npos);
  EXPECT_NE(html.find("reached, found not affected (" + std::to_string(report.graph.not_affected) +
                      "\xC2\xA0"
                      "certificate)"),
            std::string::npos);
  // The way from the documents to the flaw is there without the picture too.
  EXPECT_NE(html.find("<li>760 000 identity cards, with STARCOS 3.6, which rests on Infineon RSA "
                      "library (RSA2048/4096) 1.02.013: where the flaw is.</li>"),
            std::string::npos);
  const std::size_t picture = html.find("<svg");
  const std::string drawn = html.substr(picture, html.find("</svg>", picture) - picture);
  for (const GraphNode& node : report.graph.nodes) {
    for (const GraphCertificate& one : node.certificates)
      EXPECT_NE(drawn.find(one.id + ": "), std::string::npos) << one.id;
  }
  EXPECT_NE(drawn.find("edge-ours"), std::string::npos);
}

TEST(RenderHtml, WithoutOurDocumentsNoLineIsStrong) {
  Report report = with_composition();
  for (GraphEdge& edge : report.graph.edges) edge.ours = false;
  const std::string html = render_html(report).value();
  EXPECT_EQ(html.find("class=\"edge edge-ours"), std::string::npos);
  EXPECT_EQ(html.find("From the documents to the flaw"), std::string::npos);
}

TEST(RenderHtml, VeryLongNamesDoNotBreakTheComposition) {
  Report report = with_composition();
  for (GraphNode& node : report.graph.nodes) {
    node.name += " " + std::string(300, 'W');
    for (GraphCertificate& one : node.certificates) one.id += std::string(100, 'W');
  }
  EXPECT_EQ(findings(render_html(report).value()), "");
}

TEST(RenderHtml, AnExerciseIsToldWithItsStepsAndFindings) {
  Report report = sample_report();
  const std::string html = render_html(report).value();
  for (const std::string_view said : {"withdraw electronic use", "worked", "open counters",
                                      "no counters abroad", "counters abroad are missing"})
    EXPECT_NE(html.find(said), std::string::npos) << said;
  report.plan.exercises.clear();
  EXPECT_NE(render_html(report).value().find("never exercised"), std::string::npos);
}

TEST(SummaryText, SaysWhoDecidedAndWhy) {
  Report report = sample_report();
  report.summary.decided = {
      {"Close the electronic use", "keys can be worked out", day("2017-11-03"), "the director"}};
  const std::string text = summary_text(report, 100);
  EXPECT_NE(text.find("Close the electronic use (2017-11-03). Decided by the director. Why: keys "
                      "can be worked"),
            std::string::npos)
      << text;
}

TEST(RenderHtml, StatesOfSurveillanceNeverBlur) {
  const std::string html = render_html(sample_report()).value();
  for (const std::string_view word :
       {"surveillance passed", "surveillance failed", "surveillance not conclusive",
        "surveillance overdue", "surveillance planned"})
    EXPECT_NE(html.find(word), std::string::npos) << word;
}

TEST(RenderHtml, AMissedClockSaysByHowMuch) {
  const std::string html = render_html(sample_report()).value();
  // 25 October is 14 days after 11 October, and 8 after 17 October.
  EXPECT_NE(html.find("14\xC2\xA0"
                      "days too late: first remedy on day 56"),
            std::string::npos);
  EXPECT_NE(html.find("8\xC2\xA0"
                      "days too late: first remedy on day 56"),
            std::string::npos);
}

TEST(RenderHtml, UnverifiedIsShown) {
  Report report = sample_report();
  each_text(report, [](std::string& text) { text = text == "UNVERIFIED" ? "" : text; });
  report.options = {{.name = "one", .backing = Backing::kUnverified}};
  const std::string html = render_html(report).value();
  const std::size_t table = html.find("Options, with what each covers");
  EXPECT_LT(html.find("UNVERIFIED", table), html.find("</table>", table));
}

/// A report that must be refused, and where.
struct Refusal {
  std::string where;
  ErrorCode code;
  void (*damage)(Report&);
};

TEST(RenderHtml, RefusesWhatItCannotDraw) {
  const std::vector<Refusal> refusals = {
      {"graph.edges[46]", ErrorCode::kInvalidInput,
       [](Report& r) { r.graph.edges.push_back({"nobody", r.graph.nodes[0].id}); }},
      {"graph.nodes[30].id", ErrorCode::kInvalidInput,
       [](Report& r) { r.graph.nodes.push_back(r.graph.nodes[0]); }},
      {"graph.nodes", ErrorCode::kTooLarge,
       [](Report& r) { r.graph.nodes.resize(kGraphNodesMax + 1); }},
      {"graph.nodes[0].certificates", ErrorCode::kTooLarge,
       [](Report& r) { r.graph.nodes[0].certificates.resize(kGraphNodeCertificatesMax + 1); }},
      {"lifetime.until", ErrorCode::kInvalidInput,
       [](Report& r) { r.lifetime.until = r.lifetime.from; }},
      {"lifetime.until", ErrorCode::kInvalidInput,
       [](Report& r) { r.lifetime.until = day("9999-12-31"); }},
      {"lifetime.lanes[0].spans[1].until", ErrorCode::kInvalidInput,
       [](Report& r) { r.lifetime.lanes[0].spans[1].until = day("2000-01-01"); }},
      {"lifetime.stock[1]", ErrorCode::kInvalidInput,
       [](Report& r) { r.lifetime.stock[1].on = r.lifetime.stock[0].on; }},
      {"stock.series", ErrorCode::kTooLarge,
       [](Report& r) { r.stock.series.resize(kStockSeriesMax + 1); }},
      {"stock.series.as issued: valid 5 years", ErrorCode::kInvalidInput,
       [](Report& r) { r.stock.series[0].years[0].units = -1; }},
      {"exposure.uses[2].values", ErrorCode::kInvalidInput,
       [](Report& r) { r.exposure.uses[2].values.pop_back(); }},
      {"exposure.uses[2].values", ErrorCode::kInvalidInput,
       [](Report& r) { r.exposure.units_total = 1; }},
      {"timeline.clocks[0].until", ErrorCode::kInvalidInput,
       [](Report& r) { r.timeline.clocks[0].until = day("2017-01-01"); }},
      {"sources", ErrorCode::kTooLarge, [](Report& r) { r.sources.resize(kListEntriesMax + 1); }},
  };
  for (const Refusal& refusal : refusals) {
    Report report = sample_report();
    refusal.damage(report);
    const auto html = render_html(report);
    ASSERT_FALSE(html) << refusal.where;
    EXPECT_EQ(html.error().code, refusal.code) << html.error().message();
    EXPECT_EQ(html.error().where, refusal.where);
  }
}

TEST(Report, SurvivesJson) {
  const Report report = sample_report();
  const auto back = codec::from_json<Report>(codec::to_json(report));
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(*back, report);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos;
       begin = end + 1, end = text.find('\n', begin))
    out.push_back(text.substr(begin, end - begin));
  return out;
}

std::size_t columns(const std::string& line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

TEST(SummaryText, FitsAPageAndHoldsEverySentence) {
  const Report report = sample_report();
  const std::string text = summary_text(report, 100);
  EXPECT_LE(lines_of(text).size(), 60U);
  for (const std::string& line : lines_of(text)) EXPECT_LE(columns(line), 100U) << line;
  std::string flat;
  for (const std::string& line : lines_of(text)) {
    const std::size_t first = line.find_first_not_of(' ');
    if (first != std::string::npos) flat += line.substr(first) + " ";
  }
  for (const std::string& said : report.summary.what_happened)
    EXPECT_NE(flat.find(said), std::string::npos) << said;
  for (const std::string& said : report.summary.still_open)
    EXPECT_NE(flat.find(said), std::string::npos) << said;
  for (const DecidedLine& said : report.summary.decided)
    EXPECT_NE(flat.find(said.why), std::string::npos) << said.why;
  for (const std::string_view said :
       {"760 000", "500 000", "UNVERIFIED", "2017-11-03", "verified offline", "1 234 entries"})
    EXPECT_NE(flat.find(said), std::string::npos) << said;
}

TEST(SummaryText, StaysInItsBoundsWhateverTheText) {
  Report report = sample_report();
  each_text(report, [](std::string& text) {
    text += " \x1B[2J" + std::string(300, 'x') + " \xE2\x80\xAE more \n and more";
  });
  for (int i = 0; i < 100; ++i) report.summary.still_open.emplace_back("one more");
  for (const std::size_t width : {0U, 40U, 80U, 100U, 5000U}) {
    const std::string text = summary_text(report, width);
    const auto lines = lines_of(text);
    EXPECT_LE(lines.size(), 60U);
    for (const std::string& line : lines)
      EXPECT_LE(columns(line), std::clamp<std::size_t>(width, 40, 200)) << line;
    EXPECT_EQ(text.find('\x1B'), std::string::npos);
    for (const std::string_view heading : {"WHAT HAPPENED", "WHO IS AFFECTED", "WHAT WE DECIDED",
                                           "WHAT IS STILL OPEN", "DAYS TO REMEMBER"})
      EXPECT_NE(text.find(heading), std::string::npos) << heading << " is pushed off the page";
    EXPECT_NE(text.find("more in the report)"), std::string::npos) << text;
    EXPECT_NE(text.find("\nHistory: "), std::string::npos) << text;
  }
}

TEST(SummaryText, ManyMeasuresLeaveRoomForWhatIsOpen) {
  Report report = sample_report();
  const std::size_t open = report.summary.still_open.size();
  const std::size_t decided = report.summary.decided.size();
  for (int i = 0; i < 200; ++i) {
    report.summary.decided.push_back({"Measure " + std::to_string(i) + " is carried out",
                                      "it was planned", day("2017-11-03"), "the director"});
  }
  const std::string text = summary_text(report, 100);
  EXPECT_LE(lines_of(text).size(), 60U);
  for (const std::string& said : report.summary.still_open)
    EXPECT_NE(text.find(said.substr(0, 30)), std::string::npos) << said;
  ASSERT_GT(open, 0U);
  EXPECT_NE(text.find("Measure 0 is"), std::string::npos) << "nothing of what was decided is shown";
  // How many are left out is counted: shown and left out are all there are.
  std::size_t shown = decided;
  while (text.find("Measure " + std::to_string(shown - decided) + " is") != std::string::npos)
    ++shown;
  EXPECT_NE(text.find("(" + std::to_string(decided + 200 - shown) + " more in the report)"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace lw::report
