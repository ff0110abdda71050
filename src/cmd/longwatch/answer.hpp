#pragma once

#include "cmd/longwatch/session.hpp"
#include "cmd/longwatch/verb.hpp"

namespace lw::cmd {

/// Runs a verb and returns its answer. An answer that names a restricted case leaves an entry that
/// says who read it and by which verb, before anybody sees the answer (R22). Errors as the verb;
/// also those of Session::submit when the entry cannot be written: then there is no answer.
[[nodiscard]] Result<Output> answer(Session& session, const Verb& verb, const Arguments& arguments);

}  // namespace lw::cmd
