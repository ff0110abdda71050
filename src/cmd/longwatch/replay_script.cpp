#include "cmd/longwatch/replay_script.hpp"

#include <fmt/format.h>

#include <charconv>

#include "cmd/longwatch/answer.hpp"
#include "cmd/longwatch/progress_bar.hpp"
#include "cmd/longwatch/words.hpp"
#include "codec/json.hpp"
#include "codec/reflect_json.hpp"

namespace lw::cmd {
namespace {

constexpr std::size_t kScriptSizeMax = 16 << 20;
constexpr std::size_t kShownWidth = 150;
constexpr std::size_t kNumbersMax = 1000;
constexpr std::size_t kDaySize = 10;
constexpr std::int32_t kDaysCounted = 365;  ///< later, nobody counts days

std::string filled(std::string word, const ScriptValues& values) {
  for (const auto& [name, value] : values) {
    const std::string mark = "{" + name + "}";
    for (auto at = word.find(mark); at != std::string::npos;
         at = word.find(mark, at + value.size())) {
      word.replace(at, mark.size(), value);
    }
  }
  return word;
}

std::string indented(const std::string& text) {
  std::string out = "    ";
  for (const char c : text) {
    out.push_back(c);
    if (c == '\n') out += "    ";
  }
  return out;
}

/// The line as somebody would type it.
std::string typed(const std::vector<std::string>& words) {
  std::string out = "longwatch";
  for (const auto& word : words) {
    const bool quoted = word.find_first_of(" {[\"") != std::string::npos;
    out += quoted ? " '" + word + "'" : " " + word;
  }
  return out;
}

Result<GlobalOptions> options_for(const GlobalOptions& base, const ScriptStep& step,
                                  const std::filesystem::path& keys) {
  GlobalOptions out = base;
  LW_TRY(out.now, Instant::parse(step.at));
  out.as = step.as;
  out.authority = step.authority;
  out.key = keys / (step.as + ".pem");
  out.at.reset();
  out.terminal = false;
  if (!step.ask_at.empty()) {
    LW_TRY(out.at, Date::parse(step.ask_at));
  }
  if (!step.known.empty()) {
    LW_TRY(out.known, codec::enum_from_name<Known>(step.known));
  }
  return out;
}

/// Holds a step to what it should end with.
Result<void> ended_as_expected(const ScriptStep& step, const Result<Output>& result) {
  const auto code = result ? result->wrong : std::optional(result.error().code);
  if ((code ? to_string(*code) : std::string_view()) == step.expect) return {};
  const bool good = result && !result->wrong;
  return fail(ErrorCode::kRefused,
              good     ? fmt::format("should have ended with {}", step.expect)
              : result ? "the answer is that something is wrong:\n" + result->text
                       : result.error().message(),
              fmt::format("step at {}: {}", step.at, shorten(typed(step.line), kShownWidth)));
}

/// The same step with each number of "from-to" in the place of {number}.
Result<std::vector<ScriptStep>> one_each(const ScriptStep& step, const std::string& path) {
  std::size_t from = 0;
  std::size_t to = 0;
  const char* const end = step.numbers.data() + step.numbers.size();
  const auto first = std::from_chars(step.numbers.data(), end, from);
  const bool dash = first.ec == std::errc() && first.ptr != end && *first.ptr == '-';
  const auto last = dash ? std::from_chars(first.ptr + 1, end, to) : first;
  if (!dash || last.ec != std::errc() || last.ptr != end || from > to || to - from >= kNumbersMax)
    return fail(ErrorCode::kInvalidInput, "numbers are given as \"1-25\"", path + ".numbers");
  std::vector<ScriptStep> out;
  for (std::size_t number = from; number <= to; ++number) {
    out.push_back(step);
    for (auto& word : out.back().line)
      word = filled(std::move(word), {{"number", std::to_string(number)}});
  }
  return out;
}

Result<std::vector<ScriptStep>> read_steps(const boost::json::object& root,
                                           const std::string& file) {
  const auto* list = root.if_contains("steps");
  if (list == nullptr)
    return fail(ErrorCode::kInvalidInput, "a script is an object with a list of steps", file);
  if (!list->is_array()) return fail(ErrorCode::kInvalidInput, "expected a list", file + ": steps");
  std::vector<ScriptStep> out;
  std::size_t index = 0;
  for (const auto& item : list->get_array()) {
    const std::string path = fmt::format("steps[{}]", index++);
    boost::json::value complete = item;
    if (complete.is_object() && !complete.get_object().contains("quiet"))
      complete.get_object()["quiet"] = false;
    LW_TRY(auto step, codec::from_json<ScriptStep>(complete, path));
    if (step.numbers.empty()) {
      out.push_back(std::move(step));
      continue;
    }
    LW_TRY(auto each, one_each(step, path));
    std::ranges::move(each, std::back_inserter(out));
  }
  return out;
}

/// "── 2017-10-25, day 56 ───"
std::string day_heading(const std::string& day, const std::string& zero) {
  constexpr std::size_t kRule = 60;
  std::string out = "\n── " + day;
  const auto on = Date::parse(day);
  const auto first = Date::parse(zero);
  if (on && first && *on >= *first && days_between(*first, *on) <= kDaysCounted)
    out += fmt::format(", day {}", days_between(*first, *on));
  out += " ";
  for (std::size_t i = 0; i < kRule; ++i) out += "─";
  return out + "\n";
}

void write_step(const ReplayLog& log, const ScriptStep& step, const Result<Output>& result) {
  const std::string line = typed(step.line);
  for (const bool whole : {false, true}) {
    std::ostream& out = whole ? log.transcript : log.screen;
    if (!step.note.empty()) out << fmt::format("\n  {}\n", step.note);
    out << fmt::format("  {} {} $ {}\n", step.at.substr(kDaySize + 1, 5), step.as,
                       whole ? line : shorten(line, kShownWidth));
    out << indented(result ? result->text : "refused: " + result.error().message()) << "\n"
        << std::flush;
  }
}

}  // namespace

Result<Script> read_script(const std::filesystem::path& file) {
  LW_TRY(const std::string text, read_file(file, kScriptSizeMax));
  LW_TRY(const auto json, codec::parse_json(text));
  if (!json.is_object())
    return fail(ErrorCode::kInvalidInput, "a script is an object with a list of steps",
                file.string());
  const auto& root = json.get_object();
  Script out;
  LW_TRY(out.steps, read_steps(root, file.string()));
  for (const auto& [name, field] : {std::pair{"start", &out.start}, {"day_zero", &out.day_zero}}) {
    const auto* found = root.if_contains(name);
    if (found == nullptr) continue;
    LW_TRY(*field, codec::from_json<std::string>(*found, name));
  }
  if (const auto* init = root.if_contains("init")) {
    LW_TRY(out.init, codec::from_json<std::vector<std::string>>(*init, "init"));
  }
  return out;
}

Result<void> make_store(Session& session, const Script& script, const Stage& stage) {
  GlobalOptions options = session.options();
  LW_TRY(options.now, Instant::parse(script.start));
  session.continue_as(options);
  std::vector<std::string> words{"init", "--simulated"};
  for (const auto& word : script.init) words.push_back(filled(word, stage.values));
  LW_TRY(const Line line, read_words(words));
  LW_TRY(const Output made, answer(session, *line.verb, line.arguments));
  static_cast<void>(made);
  return {};
}

Result<void> run_script(Session& session, const Script& script, const Stage& stage,
                        const ReplayLog& log) {
  const GlobalOptions base = session.options();
  ProgressBar bar(log.progress);
  std::string day;
  std::size_t done = 0;
  for (ScriptStep step : script.steps) {
    for (auto& word : step.line) word = filled(std::move(word), stage.values);
    LW_TRY(Line line, read_words(step.line));
    LW_TRY(GlobalOptions options, options_for(base, step, stage.keys));
    bar.show({"replay", done++, script.steps.size(), ProgressUnit::kRecords, 0,
              step.at.substr(0, kDaySize)});
    session.continue_as(std::move(options));
    const auto result = answer(session, *line.verb, line.arguments);
    LW_CHECK(ended_as_expected(step, result));
    if (step.quiet) continue;
    bar.clear();
    if (step.at.substr(0, kDaySize) != day) {
      day = step.at.substr(0, kDaySize);
      for (auto* out : {&log.screen, &log.transcript}) *out << day_heading(day, script.day_zero);
    }
    write_step(log, step, result);
  }
  session.continue_as(base);
  return {};
}

}  // namespace lw::cmd
