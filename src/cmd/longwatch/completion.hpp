#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lw::cmd {

/// Returns the words that may come next after `words`, the last of which may be half written.
std::vector<std::string> completions(const std::vector<std::string>& words);

/// Returns one line about a noun, for --help.
std::string noun_help(std::string_view noun);

/// Returns the script that teaches a shell ("bash", "zsh" or "fish") our words; empty for another
/// shell.
std::string completion_script(std::string_view shell);

}  // namespace lw::cmd
