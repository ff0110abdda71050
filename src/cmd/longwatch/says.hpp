#pragma once

#include <string>

#include "domain/core/state.hpp"

namespace lw::cmd {

/// Returns what an event says, as one sentence for people: who and what by their ids, days as
/// YYYY-MM-DD, the reason where one is recorded. An event without words of its own is told by its
/// fields, "field: value; …". One line, no control characters; not cut.
std::string says(const core::Event& event);

}  // namespace lw::cmd
