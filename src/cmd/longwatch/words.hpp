#pragma once

#include <string>
#include <vector>

#include "cmd/longwatch/verb.hpp"

namespace lw::cmd {

/// A verb and what was given to it.
struct Line {
  const Verb* verb = nullptr;
  Arguments arguments;
};

/// Reads a line of words as `longwatch` would: noun, verb, positionals, options of that verb. For
/// scripted runs; the options that every verb takes are not among them. kInvalidInput for an
/// unknown verb or word, or a missing required one.
[[nodiscard]] Result<Line> read_words(const std::vector<std::string>& words);

}  // namespace lw::cmd
