#pragma once

#include "cmd/longwatch/session.hpp"

namespace lw::cmd {

/// What an import did, in numbers.
struct FactsTaken {
  std::int64_t taken = 0;
  std::int64_t unchanged = 0;
  std::vector<std::string> refused;  ///< "record: why", bounded
};

/// Takes the facts of a case file (data/demo/roca/README.md: components, certificates, what rests
/// on what) that were known on `until`; everything when absent. Good records are taken, the others
/// are reported. kInvalidInput with the path of the field when the file has another shape.
[[nodiscard]] Result<FactsTaken> import_facts(Session& session, const std::filesystem::path& file,
                                              std::optional<Date> until);

/// Gives many commands as the actor of the session in one append; refusals are counted, with at
/// most 20 named.
[[nodiscard]] Result<FactsTaken> submit_many(Session& session,
                                             const std::vector<core::Command>& commands);

}  // namespace lw::cmd
