#include "domain/programme/uses.hpp"

#include <fmt/format.h>

#include "domain/programme/checks.hpp"

namespace lw::programme {
namespace {

Result<const Programme*> with_software(const State& state, const ProgrammeId& id,
                                       const ComponentId& software, Date on) {
  const Programme* found = find(state, id);
  if (found == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("programme {} is not known", id.text()));
  const auto it = found->introductions.find(software);
  if (it == found->introductions.end() || it->second.introduced_on > on) {
    return fail(ErrorCode::kNotFound,
                fmt::format("{} has issued no document with {}", id.text(), software.text()), {},
                "the embedded software is that of the batch, or of the month of issue");
  }
  return found;
}

void take_uses(const Programme& programme, Date on, AllowedUses& out) {
  const UsesLeft uses(programme, out.software, on);
  const Date month = out.issued->first_of_month();
  for (const auto use : uses.all()) {
    if (uses.allows(use, month)) out.allowed.insert(use);
  }
  for (const auto& [name, limit] : programme.limits) {
    if (!in_force_for(limit, out.software, on) || !concerns_month(limit, month)) continue;
    for (const auto use : limit.withdrawn) {
      if (uses.all().contains(use))
        out.withdrawn.push_back({use, name, limit.in_force.from, limit.reason});
    }
  }
}

}  // namespace

Result<AllowedUses> uses_of(const State& state, const ProgrammeId& programme,
                            const DocumentSet& documents, Date on) {
  LW_TRY(const Programme* found, with_software(state, programme, documents.software, on));
  AllowedUses out{programme, documents.software, {}, documents.issued, {}, {}, {}, {}};
  if (documents.issued > on) {
    out.says = fmt::format("not issued yet: {}", documents.issued.text());
    return out;
  }
  const std::int32_t months = documents.validity_months.value_or(
      validity_months(state, *found, documents.holder_group, documents.issued));
  const Date last_of_month = documents.issued.first_of_month().plus_months(1).plus_days(-1);
  out.valid_until = last_of_month.plus_months(months).plus_days(-1);
  if (*out.valid_until < on) {
    out.says = fmt::format("valid until {} at the latest", out.valid_until->text());
    return out;
  }
  take_uses(*found, on, out);
  if (out.allowed.empty()) out.says = "every use was withdrawn";
  return out;
}

Result<AllowedUses> uses_of(const State& state, const BatchId& batch, Date on) {
  const auto known = state.batches.find(batch);
  if (known == state.batches.end() || known->second.reached.begin()->second > on)
    return fail(ErrorCode::kNotFound, fmt::format("batch {} is not known", batch.text()));
  const Batch& b = known->second;
  AllowedUses out{b.programme, b.component, batch, {}, {}, {}, {}, {}};
  const auto issued = b.reached.find(UnitState::kIssued);
  const auto removed = b.reached.find(UnitState::kRemoved);
  if (issued == b.reached.end() || issued->second > on) {
    out.says = "not issued: no document of the batch may be used";
    return out;
  }
  if (removed != b.reached.end() && removed->second <= on) {
    out.issued = issued->second;
    out.says = fmt::format("removed from the field on {}", removed->second.text());
    return out;
  }
  LW_TRY(out, uses_of(state, b.programme,
                      {b.component, issued->second, b.holder_group, b.validity_months}, on));
  out.batch = batch;
  return out;
}

}  // namespace lw::programme
