#pragma once

#include "cmd/longwatch/session.hpp"

namespace lw::cmd {

/// What an import did, in numbers.
struct FactsTaken {
  std::int64_t taken = 0;
  std::int64_t unchanged = 0;
  std::int64_t refused_count = 0;
  std::vector<std::string> refused;  ///< "record: why", the first of them

  /// Counts a record that was not taken.
  void refuse(std::string why);
};

/// Which facts of a file are taken, and how.
struct FactsOptions {
  std::optional<Date> until;    ///< only what was certified by this day; everything when absent
  std::int32_t moved_days = 0;  ///< every date of the file counts as that many days later: an
                                ///< exercise plays an old case under the law of another time
};

/// Takes the facts of a case file (data/demo/roca/README.md: components, certificates, what rests
/// on what). Its sources and dated steps are kept with the document, for reports. Good records are
/// taken, the others are reported with the path of the field. The file is kept by its hash, and the
/// import recorded. kInvalidInput when the file is not of this shape, with line and column;
/// kRefused where dates are moved in a store that is not simulated; kForbidden when the actor may
/// not import.
[[nodiscard]] Result<FactsTaken> import_facts(Session& session, const std::filesystem::path& file,
                                              const FactsOptions& options);

/// Gives many commands as the actor of the session in one append; refusals are counted, with at
/// most 20 named.
[[nodiscard]] Result<FactsTaken> submit_many(Session& session,
                                             const std::vector<core::Command>& commands);

}  // namespace lw::cmd
