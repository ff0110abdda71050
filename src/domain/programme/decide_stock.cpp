#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "domain/programme/checks.hpp"
#include "domain/programme/decide.hpp"

namespace lw::programme {
namespace {

/// Returns the row with every field resolved; the error names the row.
Result<CountedRow> resolve(const World& world, const Programme& programme, const CohortRow& row,
                           std::size_t number, const Context& context) {
  const std::string where = fmt::format("rows[{}]", number);
  if (!programme.introductions.contains(row.component)) {
    return fail(
        ErrorCode::kNotFound,
        fmt::format("{} is not introduced in {}", row.component.text(), programme.id.text()), where,
        "introduce it first: programme.introduce_software");
  }
  CountedRow out{row.component,
                 row.produced_month.first_of_month(),
                 0,
                 row.holder_group,
                 row.state,
                 row.since.value_or(row.produced_month).first_of_month(),
                 row.count};
  out.validity_months = row.validity_months.value_or(
      validity_months(world.programme, programme, row.holder_group, out.since));
  if (out.since < out.produced_month) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} before the month of production", codec::enum_name(row.state)),
                where);
  }
  if (out.since > context.now.date()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} lies in the future", out.since.text()),
                where);
  }
  if (row.count < 0 || row.count > kCountMax) {
    return fail(ErrorCode::kInvalidInput, fmt::format("a count of {}", row.count), where,
                fmt::format("between 0 and {}", kCountMax));
  }
  if (out.validity_months < 1 || out.validity_months > kValidityMonthsMax) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a validity of {} months", out.validity_months), where,
                fmt::format("between 1 and {}", kValidityMonthsMax));
  }
  if (row.holder_group.size() > kGroupMaxBytes) {
    return fail(ErrorCode::kInvalidInput, "the name of the holder group is too long", where);
  }
  return out;
}

auto cohort_key(const CountedRow& r) {
  return std::tie(r.component, r.produced_month, r.validity_months, r.holder_group, r.state,
                  r.since);
}

std::int64_t count_now(const Programme& programme, const CountedRow& row) {
  for (const auto& cohort : programme.introductions.at(row.component).cohorts) {
    if (cohort.produced_month != row.produced_month ||
        cohort.validity_months != row.validity_months || cohort.holder_group != row.holder_group) {
      continue;
    }
    const auto state = cohort.reached.find(row.state);
    if (state == cohort.reached.end()) return 0;
    const auto month = state->second.find(row.since);
    return month == state->second.end() ? 0 : month->second;
  }
  return 0;
}

/// True for a change that cannot make the removed outnumber the issued. These go first, so that no
/// event of a report leaves the state in a shape that the invariants forbid.
bool safe(const CountedRow& row, std::int64_t before) {
  if (row.state == UnitState::kIssued) return row.count >= before;
  if (row.state == UnitState::kRemoved) return row.count <= before;
  return true;
}

Result<void> check_after(const Programme& programme, const std::vector<CountedRow>& rows) {
  std::map<ComponentId, std::vector<Cohort>> touched;
  for (const auto& row : rows) {
    auto [it, first] = touched.try_emplace(row.component);
    if (first) it->second = programme.introductions.at(row.component).cohorts;
    set_count(it->second, row);
  }
  for (const auto& [component, cohorts] : touched) {
    if (cohorts.size() > kCohortsMax) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("{} would have {} cohorts", component.text(), cohorts.size()), {},
                  fmt::format("at most {}", kCohortsMax));
    }
    for (const auto& cohort : cohorts) {
      if (removed_exceeds_issued(cohort)) {
        return fail(ErrorCode::kRefused,
                    fmt::format("of {}, produced in {}, more would be removed than were issued",
                                component.text(), cohort.produced_month.text()),
                    {},
                    "report the issued documents with it; a blank that is destroyed is taken from "
                    "the count of blanks");
      }
    }
  }
  return {};
}

/// The step that follows; kRemoved stands for none.
UnitState next(UnitState state) {
  return state == UnitState::kRemoved ? state : static_cast<UnitState>(static_cast<int>(state) + 1);
}

std::unexpected<Error> closed(const GateAnswer& gate) {
  return fail(ErrorCode::kRefused,
              fmt::format("the gate is closed: {}", fmt::join(gate.reasons, "; ")), {},
              "only documents with a certified embedded software in production may go on");
}

}  // namespace

Result<Events> decide_report(const World& world, const ReportCohorts& c, const Context& context) {
  LW_TRY(const Programme* programme, own(world, c.programme, context));
  if (c.source.empty())
    return fail(ErrorCode::kInvalidInput, "the report does not say where its counts come from");
  if (c.source.size() + c.reason.size() > kTextMaxBytes)
    return fail(ErrorCode::kTooLarge, "source and reason are too long");
  if (c.rows.size() > kRowsPerReportMax) {
    return fail(ErrorCode::kTooLarge, fmt::format("{} rows", c.rows.size()), {},
                fmt::format("at most {} in one report", kRowsPerReportMax));
  }
  std::vector<CountedRow> rows;
  for (std::size_t i = 0; i < c.rows.size(); ++i) {
    LW_TRY(CountedRow row, resolve(world, *programme, c.rows[i], i, context));
    rows.push_back(std::move(row));
  }
  std::ranges::sort(rows,
                    [](const auto& a, const auto& b) { return cohort_key(a) < cohort_key(b); });
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (cohort_key(rows[i - 1]) == cohort_key(rows[i])) {
      return fail(
          ErrorCode::kInvalidInput,
          fmt::format("two rows count {} of {}, produced in {}", codec::enum_name(rows[i].state),
                      rows[i].component.text(), rows[i].produced_month.text()),
          {}, "add them up");
    }
  }
  std::erase_if(rows,
                [&](const CountedRow& row) { return count_now(*programme, row) == row.count; });
  LW_CHECK(check_after(*programme, rows));
  std::vector<CountedRow> ordered;
  std::vector<CountedRow> after;
  for (const auto& row : rows)
    (safe(row, count_now(*programme, row)) ? ordered : after).push_back(row);
  ordered.insert(ordered.end(), after.begin(), after.end());
  Events out;
  for (std::size_t at = 0; at < ordered.size(); at += kRowsPerEventMax) {
    const auto end = std::min(ordered.size(), at + kRowsPerEventMax);
    const auto first = ordered.begin() + static_cast<std::ptrdiff_t>(at);
    const auto last = ordered.begin() + static_cast<std::ptrdiff_t>(end);
    out.push_back(CohortsReported{c.programme, c.source, {first, last}, c.reason});
  }
  return out;
}

Result<Events> decide_open_batch(const World& world, const OpenBatch& c, const Context& context) {
  LW_TRY(const Programme* programme, own(world, c.programme, context));
  LW_CHECK(introduced(world, c.programme, c.component, context));
  if (c.count < 1 || c.count > kCountMax) {
    return fail(ErrorCode::kInvalidInput, fmt::format("a batch of {} documents", c.count));
  }
  if (c.holder_group.size() > kGroupMaxBytes) {
    return fail(ErrorCode::kInvalidInput, "the name of the holder group is too long");
  }
  const auto known = world.programme.batches.find(c.batch);
  if (known != world.programme.batches.end()) {
    const Batch& b = known->second;
    if (b.programme == c.programme && b.component == c.component &&
        b.holder_group == c.holder_group && b.count == c.count) {
      return Events{};
    }
    return fail(ErrorCode::kConflict, fmt::format("batch {} exists", c.batch.text()), {},
                "choose another id");
  }
  const auto gate =
      may_enter(world, c.programme, c.component, UnitState::kBlank, context.effective_on);
  if (!gate.allowed) return closed(gate);
  return Events{BatchOpened{
      c.programme, c.batch, c.component, c.holder_group,
      validity_months(world.programme, *programme, c.holder_group, context.effective_on), c.count,
      context.effective_on, c.reason}};
}

Result<Events> decide_advance_batch(const World& world, const AdvanceBatch& c,
                                    const Context& context) {
  LW_CHECK(own(world, c.programme, context));
  const auto known = world.programme.batches.find(c.batch);
  if (known == world.programme.batches.end() || known->second.programme != c.programme) {
    return fail(ErrorCode::kNotFound,
                fmt::format("batch {} is not known in {}", c.batch.text(), c.programme.text()));
  }
  const Batch& batch = known->second;
  const auto& [at, since] = *batch.reached.rbegin();
  if (batch.reached.contains(c.to)) return Events{};
  if (at == UnitState::kRemoved || c.to != next(at)) {
    return fail(ErrorCode::kRefused,
                fmt::format("batch {} is {}", c.batch.text(), codec::enum_name(at)), {},
                fmt::format("the next step is {}", codec::enum_name(next(at))));
  }
  if (context.effective_on < since) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("batch {} is {} since {}", c.batch.text(), codec::enum_name(at), since.text()),
        {}, "a step cannot come before the one before it");
  }
  const auto gate = may_enter(world, c.programme, batch.component, c.to, context.effective_on);
  if (!gate.allowed) return closed(gate);
  return Events{BatchAdvanced{c.programme, c.batch, c.to, context.effective_on, c.reason}};
}

}  // namespace lw::programme
