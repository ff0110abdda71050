#pragma once

#include <ostream>

#include "cmd/longwatch/session.hpp"

namespace lw::cmd {

/// One line of a script: who gives which command line when.
struct ScriptStep {
  std::string at;  ///< moment, in the simulated store
  std::string as;
  std::string authority;          ///< may be empty
  std::vector<std::string> line;  ///< the words after `longwatch`
  std::string note;               ///< heading for people: names the step, states no result
  bool quiet = false;             ///< one line of output is enough
  std::string expect;  ///< error code that this step must end with; empty: it must succeed
  std::string ask_at;  ///< --at
  std::string known;   ///< --known
};
LW_DESCRIBE(ScriptStep, at, as, authority, line, note, quiet, expect, ask_at, known)

/// Values that a script's words may name as {name}: paths that are not known when it is written.
using ScriptValues = std::map<std::string, std::string>;

/// Reads a script: a JSON object {"steps": [...]}; kInvalidInput with the path of the field.
[[nodiscard]] Result<std::vector<ScriptStep>> read_script(const std::filesystem::path& file);

/// Runs the steps through the verbs of the command line, in one session on a simulated store,
/// writing each line and its answer to `out`. Keys of the actors are `<keys>/<person>.pem`. Stops
/// at the first step that does not end as it should, naming it.
[[nodiscard]] Result<void> run_script(Session& session, const std::vector<ScriptStep>& steps,
                                      const ScriptValues& values, const std::filesystem::path& keys,
                                      std::ostream& out);

}  // namespace lw::cmd
