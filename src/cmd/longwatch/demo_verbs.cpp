#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/facts.hpp"
#include "cmd/longwatch/replay_script.hpp"
#include "cmd/longwatch/report_data.hpp"
#include "cmd/longwatch/words.hpp"
#include "codec/json.hpp"

namespace lw::cmd {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSummaryWidth = 100;
constexpr const char* kStart = "2014-09-01T07:00:00Z";

Result<Output> make_report(Session& session, const Arguments& arguments) {
  LW_TRY(const ProgrammeId programme, ProgrammeId::parse(arguments.text("--programme")));
  LW_TRY(const CaseId item, CaseId::parse(arguments.text("--case")));
  LW_TRY(const report::Report data, report_data(session, {programme, item}));
  LW_TRY(const std::string html, report::render_html(data));
  const fs::path file = arguments.text("--out", "report.html");
  LW_CHECK(write_file(file, html));
  return Output{report::summary_text(data, kSummaryWidth) + "\nreport: " + file.string(),
                codec::to_json(data)};
}

/// A stream that writes to two others: the terminal and the transcript.
class Tee : public std::streambuf {
 public:
  Tee(std::streambuf& first, std::streambuf& second) : first_(first), second_(second) {}

 protected:
  int overflow(int c) override {
    if (c == EOF) return 0;
    const auto ch = static_cast<char>(c);
    return first_.sputc(ch) == EOF || second_.sputc(ch) == EOF ? EOF : c;
  }
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    first_.sputn(text, size);
    return second_.sputn(text, size);
  }

 private:
  std::streambuf& first_;
  std::streambuf& second_;
};

Result<void> set_up(Session& session, const fs::path& out) {
  GlobalOptions options = session.options();
  options.store = out / "store";
  LW_TRY(options.now, Instant::parse(kStart));
  session.continue_as(options);
  LW_TRY(
      const Line line,
      read_words({"init", "--simulated", "--administrator", "ppa.administrator", "--organisation",
                  "ppa", "--name", "Police and Border Guard Board", "--kind", "issuing_authority",
                  "--territory", "EE", "--origin", "longwatch.example/ee-2017",
                  "--administrator-key", (out / "keys" / "ppa.administrator.pem").string()}));
  LW_TRY(const Output made, line.verb->run(session, line.arguments));
  static_cast<void>(made);
  return {};
}

Result<Output> demo(Session& session, const Arguments& arguments) {
  const fs::path out = arguments.text("--out", "longwatch-demo");
  if (fs::exists(out) && !fs::is_empty(out)) {
    return fail(ErrorCode::kConflict, "the folder is not empty", out.string(),
                "name another one with --out, or remove it");
  }
  LW_TRY(const fs::path data, data_folder());
  const fs::path facts = data / "demo" / "roca";
  LW_TRY(auto steps, read_script(facts / "replay.json"));
  LW_CHECK(set_up(session, out));
  std::error_code error;
  fs::create_directories(out, error);
  std::ofstream transcript(out / "transcript.txt");
  Tee tee(*std::cout.rdbuf(), *transcript.rdbuf());
  std::ostream both(&tee);
  const ScriptValues values{{"facts", facts.string()},
                            {"keys", (out / "keys").string()},
                            {"out", out.string()},
                            {"public", arguments.text("--public-data")}};
  std::erase_if(steps, [&](const ScriptStep& step) {
    const bool needs_public = std::ranges::any_of(
        step.line, [](const auto& word) { return word.find("{public}") != std::string::npos; });
    return needs_public && values.at("public").empty();
  });
  LW_CHECK(run_script(session, steps, values, out / "keys", both));
  return Output{
      fmt::format(
          "Everything is in {}:\n"
          "  report.html      the report with its pictures\n"
          "  transcript.txt   every command line and its answer\n"
          "  store/           the store; try: longwatch --store {} certificate list\n"
          "  store/log/       the published history; try: longwatch --store {} history verify\n"
          "  keys/            the private keys of the people of the replay",
          out.string(), (out / "store").string(), (out / "store").string()),
      boost::json::object{{"out", out.string()}}};
}

}  // namespace

std::vector<Verb> demo_verbs() {
  using Kind = Parameter::Kind;
  return {{"report",
           "",
           "the page for a minister, and the whole case with its pictures as one HTML file",
           {{"--programme", "programme id", Kind::kValue, true},
            {"--case", "case id", Kind::kValue, true},
            {"--out", "HTML file to write"}},
           make_report},
          {"demo",
           "",
           "replay the 2017 case from notice to decision in a new store on a simulated clock",
           {{"--out", "new folder for everything"},
            {"--public-data", "folder of the full public data"}},
           demo}};
}

}  // namespace lw::cmd
