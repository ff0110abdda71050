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
  bool quiet = false;             ///< given, not shown
  std::string expect;  ///< error code that this step must end with; empty: it must succeed
  std::string ask_at;  ///< --at
  std::string known;   ///< --known
  std::string
      numbers;  ///< "1-25": the step is given once for each, which its words name as {number}
};
LW_DESCRIBE(ScriptStep, at, as, authority, line, note, quiet, expect, ask_at, known, numbers)

/// A list of steps, and what its store is made with.
struct Script {
  std::string day_zero;           ///< days are counted from here; empty: they are not
  std::string start;              ///< first moment of the store
  std::vector<std::string> init;  ///< the words after `longwatch init --simulated`
  std::vector<ScriptStep> steps;
};

/// Values that a script's words may name as {name}: paths that are not known when it is written.
using ScriptValues = std::map<std::string, std::string>;

/// Where a script is played.
struct Stage {
  ScriptValues values;
  std::filesystem::path keys;  ///< of the actors: `<keys>/<person>.pem`
};

/// Where a run is written.
struct ReplayLog {
  std::ostream& screen;      ///< for people: lines are cut to a page
  std::ostream& transcript;  ///< to keep: whole lines
  bool progress = false;     ///< say on the terminal how many of the steps are done
};

/// Reads a script: a JSON object {"day_zero", "start", "init", "steps"}; kInvalidInput with the
/// path of the field.
[[nodiscard]] Result<Script> read_script(const std::filesystem::path& file);

/// Makes the script's store where the session's --store says. Errors of init.
[[nodiscard]] Result<void> make_store(Session& session, const Script& script, const Stage& stage);

/// Runs the steps through the verbs of the command line, in one session on a simulated store,
/// writing each line and its answer. Stops at the first step that does not end as it should, naming
/// it.
[[nodiscard]] Result<void> run_script(Session& session, const Script& script, const Stage& stage,
                                      const ReplayLog& log);

}  // namespace lw::cmd
