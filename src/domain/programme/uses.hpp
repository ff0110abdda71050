#pragma once

#include "domain/programme/programme.hpp"

namespace lw::programme {

/// Documents that are checked alike: with one embedded software, issued in one month to one group.
struct DocumentSet {
  ComponentId software;
  Date issued;                                  ///< any day of the month of issue
  std::string holder_group;                     ///< empty: everybody
  std::optional<std::int32_t> validity_months;  ///< absent: by the policy of the month of issue
};
LW_DESCRIBE(DocumentSet, software, issued, holder_group, validity_months)

/// A use that the documents have lost, and why.
struct WithdrawnUse {
  catalog::Use use = catalog::Use::kFreeMovement;
  std::string limit;  ///< name of the limit in the programme
  Date since;
  std::string reason;
};
LW_DESCRIBE(WithdrawnUse, use, limit, since, reason)

/// What a document of a set may be used for on a day, for those who check documents (R61).
struct AllowedUses {
  ProgrammeId programme;
  ComponentId software;
  std::optional<BatchId> batch;
  std::optional<Date> issued;       ///< absent: a batch that was not issued by that day
  std::optional<Date> valid_until;  ///< last day, of documents issued at the end of that month
  std::set<catalog::Use> allowed;
  std::vector<WithdrawnUse> withdrawn;
  std::string says;  ///< why no use is allowed at all, or ""
};
LW_DESCRIBE(AllowedUses, programme, software, batch, issued, valid_until, allowed, withdrawn, says)

/// Returns the uses that documents of the set have on `on`. Uses are those of the policy on that
/// day less what a limit in force withdraws; none before issue and after the end of validity, which
/// is counted to the end of the month of issue so that no valid document is turned away. kNotFound
/// for an unknown programme or software.
[[nodiscard]] Result<AllowedUses> uses_of(const State& state, const ProgrammeId& programme,
                                          const DocumentSet& documents, Date on);

/// As above for a batch: its month of issue and its validity. kNotFound for an unknown batch, or
/// one that was not opened by `on`.
[[nodiscard]] Result<AllowedUses> uses_of(const State& state, const BatchId& batch, Date on);

}  // namespace lw::programme
