#include <fmt/format.h>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/facts.hpp"

namespace lw::cmd {
namespace {

Output report_of(const FactsTaken& taken, const std::string& what) {
  std::string text = fmt::format("{}: {} taken, {} known already, {} refused", what, taken.taken, taken.unchanged, taken.refused.size());
  for (const auto& line : taken.refused) text += "\n  " + printable(line);
  return Output{text, boost::json::object{{"taken", taken.taken}, {"unchanged", taken.unchanged}, {"refused", json_of(taken.refused)}}};
}

Result<Output> import_case_facts(Session& session, const Arguments& arguments) {
  std::optional<Date> until;
  if (arguments.has("--until")) {
    LW_TRY(until, Date::parse(arguments.text("--until")));
  }
  const std::filesystem::path file = arguments.text("file");
  LW_TRY(const FactsTaken taken, import_facts(session, file, until));
  return report_of(taken, file.filename().string());
}

}  // namespace

std::vector<Verb> import_verbs() {
  using Kind = Parameter::Kind;
  return {{"import", "facts", "take the facts of a case file: components, certificates, what rests on what",
           {{"file", "JSON file", Kind::kValue, true}, {"--until", "only what was certified by this day"}}, import_case_facts}};
}

}  // namespace lw::cmd
