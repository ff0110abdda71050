#pragma once

#include <vector>

#include "cmd/longwatch/verb.hpp"

namespace lw::cmd {

/// The verbs of `history` that deal with the keys of sealed records.
std::vector<Verb> key_verbs();

}  // namespace lw::cmd
