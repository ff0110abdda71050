#include "cmd/longwatch/replay_script.hpp"

#include <fmt/format.h>

#include "cmd/longwatch/words.hpp"
#include "codec/json.hpp"
#include "codec/reflect_json.hpp"

namespace lw::cmd {
namespace {

constexpr std::size_t kScriptSizeMax = 16 << 20;
constexpr std::size_t kShownWidth = 150;

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

/// The line as somebody would type it, cut to the width of a page.
std::string typed(const std::vector<std::string>& words) {
  std::string out = "longwatch";
  for (const auto& word : words) {
    const bool quoted = word.find_first_of(" {[\"") != std::string::npos;
    out += quoted ? " '" + word + "'" : " " + word;
  }
  return shorten(out, kShownWidth);
}

Result<GlobalOptions> options_for(const GlobalOptions& base, const ScriptStep& step,
                                  const std::filesystem::path& keys) {
  GlobalOptions out = base;
  LW_TRY(out.now, Instant::parse(step.at));
  out.as = step.as;
  out.authority = step.authority;
  out.key = keys / (step.as + ".pem");
  out.at.reset();
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
  if (result.has_value() == step.expect.empty() &&
      (result || to_string(result.error().code) == step.expect))
    return {};
  return fail(
      ErrorCode::kRefused,
      result ? fmt::format("should have ended with {}", step.expect) : result.error().message(),
      fmt::format("step at {}: {}", step.at, typed(step.line)));
}

}  // namespace

Result<std::vector<ScriptStep>> read_script(const std::filesystem::path& file) {
  LW_TRY(const std::string text, read_file(file, kScriptSizeMax));
  LW_TRY(const auto json, codec::parse_json(text));
  const auto* steps = json.is_object() ? json.get_object().if_contains("steps") : nullptr;
  if (steps == nullptr)
    return fail(ErrorCode::kInvalidInput, "a script is an object with a list of steps",
                file.string());
  std::vector<ScriptStep> out;
  if (!steps->is_array())
    return fail(ErrorCode::kInvalidInput, "expected a list", file.string() + ": steps");
  for (const auto& item : steps->get_array()) {
    const std::string path = fmt::format("steps[{}]", out.size());
    boost::json::value complete = item;
    if (complete.is_object() && !complete.get_object().contains("quiet"))
      complete.get_object()["quiet"] = false;
    LW_TRY(auto step, codec::from_json<ScriptStep>(complete, path));
    out.push_back(std::move(step));
  }
  return out;
}

Result<void> run_script(Session& session, const std::vector<ScriptStep>& steps,
                        const ScriptValues& values, const std::filesystem::path& keys,
                        std::ostream& out) {
  const GlobalOptions base = session.options();
  std::string day;
  for (ScriptStep step : steps) {
    for (auto& word : step.line) word = filled(std::move(word), values);
    LW_TRY(Line line, read_words(step.line));
    LW_TRY(GlobalOptions options, options_for(base, step, keys));
    session.continue_as(std::move(options));
    if (step.at.substr(0, 10) != day && !step.quiet) {
      day = step.at.substr(0, 10);
      out << fmt::format("\n── {} {}\n", day, std::string(60, '-'));
    }
    const auto result = line.verb->run(session, line.arguments);
    LW_CHECK(ended_as_expected(step, result));
    if (step.quiet) continue;
    if (!step.note.empty()) out << fmt::format("\n  {}\n", step.note);
    out << fmt::format("  {} {} $ {}\n", step.at.substr(11, 5), step.as, typed(step.line));
    out << indented(result ? result->text : "refused: " + result.error().message()) << "\n";
  }
  session.continue_as(base);
  return {};
}

}  // namespace lw::cmd
