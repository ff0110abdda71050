#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "codec/register_rows.hpp"
#include "feeds/csv_table.hpp"
#include "feeds/intake.hpp"
#include "feeds/register_listing.hpp"

namespace lw::feeds {
namespace {

using codec::RegisterRow;
using codec::RegisterSnapshot;

/// A list may be a day ahead of the clock of whoever fetched it (the French list of December 2025
/// was).
constexpr std::int32_t kListAheadDays = 1;

/// Bound on the rows of a history, which is replayed from memory.
constexpr std::size_t kHistoryRowsMax = 1'000'000;

struct NumberedRow {
  RegisterRow row;
  std::uint64_t line = 0;
};

/// The rows of a snapshot by key; rows of one key are one.
std::map<std::string, NumberedRow> united_by_key(const std::vector<const NumberedRow*>& rows) {
  std::map<std::string, NumberedRow> out;
  for (const auto* one : rows) {
    const auto [it, is_new] = out.try_emplace(listing_key(one->row), *one);
    if (!is_new) merge_rows(it->second.row, one->row);
    it->second.row.snapshots.clear();
  }
  return out;
}

/// A row as the last list of a day that holds it has it.
struct AtEnd {
  RegisterRow row;
  std::uint32_t snapshot = 0;
};
using DayEnd = std::map<std::string, AtEnd>;

/// Replays snapshots in order: new, changed, renamed, no longer seen.
class Replay {
 public:
  explicit Replay(Intake& intake) : intake_(intake) {}

  /// Says how the list of a day stands at its end. A day is the finest that is recorded: a row that
  /// changes within it is offered as it stands at the end, so that the same lists again are nothing
  /// new.
  void ends_as(DayEnd rows) { at_end_ = std::move(rows); }

  Result<void> snapshot(std::uint32_t index, const RegisterSnapshot* known,
                        const std::vector<const NumberedRow*>& rows) {
    SnapshotSummary summary;
    summary.index = index;
    if (known != nullptr) summary.on = known->on;
    summary.distinct = rows.size();
    summary.listed = known != nullptr ? known->rows : rows.size();
    auto current = by_key(rows);
    summary.certificates = current.size();
    // A source that a snapshot does not hold at all was not asked; its rows are not missing.
    std::set<codec::RegisterSource> asked;
    for (const auto& [key, one] : current) asked.insert(one.row.source);
    std::set<std::string> vanished;
    for (const auto& [key, last] : present_) {
      const bool is_missing = !current.contains(key) && asked.contains(last.row.source);
      if (is_missing && !comes_back_today(key, index)) vanished.insert(key);
    }
    std::erase_if(vanished, [&](const std::string& key) {
      return present_.at(key).is_refused && present_.erase(key) > 0;
    });
    LW_CHECK(aliases(current, vanished, summary));
    for (const auto& [key, one] : current) LW_CHECK(listing(key, one, summary));
    for (const auto& key : vanished) {
      // A row that came and went on one day is missed on the next.
      if (summary.on && present_.at(key).seen_on == summary.on) continue;
      const auto node = present_.extract(key);
      ++summary.not_seen;
      LW_CHECK(intake_.offer(NotInSnapshot{std::string(codec::to_string(node.mapped().row.source)),
                                           key, codec::certificate_numbers_of(node.mapped().row),
                                           node.mapped().seen_on, summary.on},
                             fmt::format("snapshot {}", index)));
    }
    intake_.report().snapshots.push_back(summary);
    return {};
  }

 private:
  struct Present {
    RegisterRow row;
    std::uint64_t line = 0;
    std::optional<Date> seen_on;
    bool is_refused = false;  ///< never offered, so never missed
  };
  using Current = std::map<std::string, Present>;

  static Current by_key(const std::vector<const NumberedRow*>& rows) {
    Current out;
    for (auto& [key, one] : united_by_key(rows))
      out.emplace(key, Present{std::move(one.row), one.line, {}, false});
    return out;
  }

  [[nodiscard]] bool comes_back_today(const std::string& key, std::uint32_t index) const {
    const auto end = at_end_.find(key);
    return end != at_end_.end() && end->second.snapshot > index;
  }

  /// A vanished row and a new one that are the same certificate, and only each other's, are one row
  /// renamed.
  Result<void> aliases(const Current& current, std::set<std::string>& vanished,
                       SnapshotSummary& summary) {
    std::multimap<std::string, std::string> by_mark;
    for (const auto& former : vanished) {
      for (auto& mark : identity_marks(present_.at(former).row))
        by_mark.emplace(std::move(mark.mark), former);
    }
    std::map<std::pair<std::string, std::string>, std::string_view> pairs;  // former, new -> why
    for (const auto& [key, one] : current) {
      if (present_.contains(key)) continue;
      for (const auto& mark : identity_marks(one.row)) {
        const auto [begin, end] = by_mark.equal_range(mark.mark);
        for (auto it = begin; it != end; ++it) pairs.try_emplace({it->second, key}, mark.why);
      }
    }
    std::map<std::string, int> uses;
    for (const auto& [pair, why] : pairs) {
      ++uses["former " + pair.first];
      ++uses["new " + pair.second];
    }
    for (const auto& [pair, why] : pairs) {
      const auto& [former, key] = pair;
      if (uses["former " + former] != 1 || uses["new " + key] != 1) continue;
      const auto node = present_.extract(former);
      vanished.erase(former);
      ++summary.renamed;
      const Present& one = current.at(key);
      LW_CHECK(intake_.offer(CertificateAlias{std::string(codec::to_string(one.row.source)), key,
                                              former, codec::certificate_numbers_of(one.row),
                                              codec::certificate_numbers_of(node.mapped().row),
                                              std::string(why), summary.on},
                             fmt::format("line {}, snapshot {}", one.line, summary.index)));
      renamed_.insert(key);
    }
    return {};
  }

  Result<void> listing(const std::string& key, const Present& one, SnapshotSummary& summary) {
    const auto it = present_.find(key);
    const bool is_known = it != present_.end();
    if (is_known && it->second.row == one.row) {
      it->second.seen_on = summary.on;
      return {};
    }
    if (is_known) ++summary.changed;
    else if (!renamed_.contains(key)) ++summary.first_seen;
    const std::string where = fmt::format("line {}, snapshot {}", one.line, summary.index);
    const bool is_future =
        intake_.is_future(one.row.certified_on) ||
        (summary.on && one.row.certified_on > summary.on->plus_days(kListAheadDays));
    present_[key] = {one.row, one.line, summary.on, is_future};
    if (is_future) {
      return intake_.reject(where, fmt::format("certified on {}, after the day of the list",
                                               one.row.certified_on->text()));
    }
    const auto end = at_end_.find(key);
    if (end != at_end_.end() && end->second.row != one.row) return intake_.merge();
    return intake_.offer(listed_certificate(one.row, summary.on), where);
  }

  Intake& intake_;
  Current present_;
  std::set<std::string> renamed_;
  DayEnd at_end_;  ///< of the day at hand, by key
};

Result<std::vector<NumberedRow>> history_rows(Intake& intake) {
  std::vector<NumberedRow> rows;
  const auto& request = intake.request();
  const codec::RegisterLimits limits{.row_bytes_max = request.limits.record_bytes_max};
  LineReader lines(
      {.line = [&](const LineReader::Line& line) -> Result<void> {
         if (line.text.find_first_not_of(" \t") == std::string_view::npos) return {};
         intake.count_record();
         if (rows.size() >= kHistoryRowsMax) return fail(ErrorCode::kTooLarge, "too many rows");
         auto row = codec::parse_register_row(line.text, limits);
         if (!row) return intake.reject(fmt::format("line {}", line.number), row.error().message());
         if (row->snapshots.empty())
           return intake.reject(fmt::format("line {}", line.number), "a row of no snapshot");
         rows.push_back({std::move(*row), line.number});
         return {};
       },
       .too_long = [&](std::uint64_t number) -> Result<void> {
         intake.count_record();
         return intake.reject(fmt::format("line {}", number), "a row that is too long");
       }},
      request.limits.record_bytes_max);
  LW_CHECK(unpack(request.raw, request.limits, [&](std::string_view piece) {
    intake.count_bytes(piece.size());
    return lines.feed(piece);
  }));
  LW_CHECK(lines.finish());
  return rows;
}

using BySnapshot = std::map<std::uint32_t, std::vector<const NumberedRow*>>;

/// The rows that the snapshots of one day hold, each as the last of them has it.
DayEnd rows_at_end(const BySnapshot& by_snapshot, const std::vector<RegisterSnapshot>& snapshots,
                   Date day) {
  DayEnd out;
  for (const auto& [index, members] : by_snapshot) {
    if (index >= snapshots.size() || snapshots[index].on != day) continue;
    for (auto& [key, row] : united_by_key(members))
      out.insert_or_assign(key, AtEnd{std::move(row.row), index});
  }
  return out;
}

}  // namespace

Result<void> import_certificate_history(Intake& intake) {
  std::vector<RegisterSnapshot> snapshots;
  if (!intake.request().snapshots.empty()) {
    LW_TRY(snapshots, codec::parse_register_snapshots(intake.request().snapshots));
  }
  // A history that breaks off is not replayed: what it lacks would look as if it had vanished from
  // the lists.
  LW_TRY(const auto rows, history_rows(intake));
  BySnapshot by_snapshot;
  for (const auto& one : rows) {
    for (const auto index : one.row.snapshots) by_snapshot[index].push_back(&one);
  }
  Replay replay(intake);
  std::optional<Date> day;
  for (const auto& [index, members] : by_snapshot) {
    const RegisterSnapshot* known = index < snapshots.size() ? &snapshots[index] : nullptr;
    if (known == nullptr || day != known->on) {
      day = known == nullptr ? std::nullopt : std::optional(known->on);
      replay.ends_as(day ? rows_at_end(by_snapshot, snapshots, *day) : DayEnd());
    }
    if (known != nullptr && known->on > intake.request().today) {
      return fail(ErrorCode::kInvalidInput, "a snapshot of the future",
                  fmt::format("snapshot {}", index));
    }
    LW_CHECK(replay.snapshot(index, known, members));
  }
  return {};
}

Result<void> import_certificate_list(Intake& intake) {
  std::optional<codec::RegisterHeader> header;
  std::map<std::string, RegisterRow> seen;
  LW_CHECK(read_csv_records(intake, [&](codec::CsvRecord&& record) -> Result<void> {
    if (!header) {
      LW_TRY(header, codec::parse_register_header(record.fields));
      return {};
    }
    intake.count_record();
    const std::string where = fmt::format("line {}", record.line);
    auto row = codec::parse_register_record(*header, record.fields);
    if (!row) return intake.reject(where, row.error().message());
    if (intake.is_future(row->certified_on)) {
      return intake.reject(where,
                           fmt::format("certified in the future ({})", row->certified_on->text()));
    }
    const auto [it, is_new] = seen.try_emplace(listing_key(*row), *row);
    if (!is_new) {
      RegisterRow united = it->second;
      merge_rows(united, *row);
      if (united == it->second) return intake.merge();
      // The second row adds something: the taker hears the whole again and merges it.
      it->second = std::move(united);
    }
    return intake.offer(listed_certificate(it->second, intake.request().seen_on), where);
  }));
  if (!header) return fail(ErrorCode::kInvalidInput, "an empty document", "header");
  return {};
}

}  // namespace lw::feeds
