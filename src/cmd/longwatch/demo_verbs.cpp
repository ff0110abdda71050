#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/replay_script.hpp"
#include "cmd/longwatch/report_data.hpp"

namespace lw::cmd {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSummaryWidth = 96;  ///< a page of 100 columns, less what a replay indents

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

Result<void> require_empty(const fs::path& folder, const char* option) {
  std::error_code error;
  if (!fs::exists(folder, error) || fs::is_empty(folder, error)) return {};
  return fail(ErrorCode::kConflict, "the folder is not empty", folder.string(),
              fmt::format("name another one with {}, or remove it", option));
}

/// The lines that a newcomer types next: the program is where it was built, not on the PATH.
std::string next_lines(const fs::path& out) {
  std::string path;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  const char* known = std::getenv("PATH");
  const bool is_known =
      known != nullptr &&
      fmt::format(":{}:", known).find(fmt::format(":{}:", program.string())) != std::string::npos;
  const fs::path near = fs::relative(program, error);
  if (!error && !is_known) {
    const bool below = !near.empty() && *near.begin() != "..";
    path = fmt::format("  export PATH=\"{}:$PATH\"\n",
                       below ? "$PWD/" + near.string() : program.string());
  }
  const std::string store = (out / "store").string();
  return fmt::format(
      "\nGo on from here:\n{}"
      "  longwatch --store {} reach BSI-DSZ-CC-0782-V2-2015\n"
      "  longwatch --store {} --as ppa.risk-officer clocks --overdue\n"
      "  longwatch --store {} history verify",
      path, store, store, store);
}

Result<Output> demo(Session& session, const Arguments& arguments) {
  const fs::path out = arguments.text("--out", "longwatch-demo");
  LW_CHECK(require_empty(out, "--out"));
  LW_TRY(const fs::path data, data_folder());
  const fs::path facts = data / "demo" / "roca";
  LW_TRY(Script script, read_script(facts / "replay.json"));
  const Stage stage{{{"facts", facts.string()},
                     {"keys", (out / "keys").string()},
                     {"out", out.string()},
                     {"public", arguments.text("--public-data")}},
                    out / "keys"};
  std::erase_if(script.steps, [&](const ScriptStep& step) {
    const bool needs_public = std::ranges::any_of(
        step.line, [](const auto& word) { return word.find("{public}") != std::string::npos; });
    return needs_public && stage.values.at("public").empty();
  });
  GlobalOptions options = session.options();
  const bool progress = options.terminal;
  options.store = out / "store";
  session.continue_as(options);
  LW_CHECK(make_store(session, script, stage));
  std::ofstream transcript(out / "transcript.txt");
  LW_CHECK(run_script(session, script, stage, {std::cout, transcript, progress}));
  return Output{
      fmt::format("Everything is in {}:\n"
                  "  report.html      the report with its pictures: open it in a browser\n"
                  "  transcript.txt   every command line, whole, and its answer\n"
                  "  store/           the store\n"
                  "  store/log/       the published history\n"
                  "  exercise/        the exercise under today's law: a store of its own\n"
                  "  keys/            the private keys of the people of the replay\n{}",
                  out.string(), next_lines(out)),
      boost::json::object{{"out", out.string()}}};
}

/// Plays a script in a store of its own: what is tried there is no part of any real history.
Result<Output> play(Session& session, const Arguments& arguments) {
  const fs::path file = arguments.text("script");
  const fs::path folder = arguments.text("--folder");
  LW_CHECK(require_empty(folder, "--folder"));
  LW_TRY(const Script script, read_script(file));
  GlobalOptions options = session.options();
  options.store = folder / "store";
  options.at.reset();
  const bool progress = options.terminal;
  Session own(options);
  const Stage stage{{{"facts", file.parent_path().string()},
                     {"keys", (folder / "keys").string()},
                     {"out", folder.string()}},
                    folder / "keys"};
  LW_CHECK(make_store(own, script, stage));
  std::ofstream transcript(folder / "transcript.txt");
  std::ostringstream screen;
  LW_CHECK(run_script(own, script, stage, {screen, transcript, progress}));
  LW_TRY(LocalStore * store, own.store());
  return Output{
      fmt::format("{}\nThe exercise has a store of its own, {} (log {}): no history but its "
                  "own holds a word of it.",
                  screen.str(), options.store.string(), store->settings().origin),
      boost::json::object{{"store", options.store.string()},
                          {"transcript", (folder / "transcript.txt").string()}}};
}

}  // namespace

std::vector<Verb> demo_verbs() {
  using Kind = Parameter::Kind;
  return {
      {"report",
       "",
       "the page for a minister, and the whole case with its pictures as one HTML file",
       {{"--programme", "programme id", Kind::kValue, true},
        {"--case", "case id", Kind::kValue, true},
        {"--out", "HTML file to write"}},
       make_report},
      {"exercise",
       "play",
       "play a script on a simulated clock in a store of its own, apart from every real history",
       {{"script", "JSON file with steps: who gives which command line when", Kind::kValue, true},
        {"--folder", "new folder for the exercise's store, keys and transcript", Kind::kValue,
         true}},
       play},
      {"demo",
       "",
       "replay the 2017 case from notice to decision in a new store on a simulated clock",
       {{"--out", "new folder for everything"},
        {"--public-data", "folder of the full public data"}},
       demo}};
}

}  // namespace lw::cmd
