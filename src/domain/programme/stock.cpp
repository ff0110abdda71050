#include "domain/programme/stock.hpp"

#include <algorithm>

#include "domain/programme/checks.hpp"

namespace lw::programme {
namespace {

constexpr std::int64_t kPpm = 1'000'000;

std::int64_t reached_by(const Cohort& cohort, UnitState state, Date on) {
  const auto found = cohort.reached.find(state);
  std::int64_t out = 0;
  if (found == cohort.reached.end()) return out;
  for (const auto& [month, count] : found->second) out += month <= on ? count : 0;
  return out;
}

void add(Stock& sum, const Stock& more) {
  sum.blank += more.blank;
  sum.produced += more.produced;
  sum.personalised += more.personalised;
  sum.in_field += more.in_field;
  sum.issued += more.issued;
  sum.removed += more.removed;
  sum.expired_unreported += more.expired_unreported;
}

/// What is issued was personalised, produced and blank before, reported or not: a later state lifts
/// the earlier ones.
Stock stock_of(const Cohort& cohort, Date on) {
  const std::int64_t reported = reached_by(cohort, UnitState::kRemoved, on);
  Stock out;
  out.issued = reached_by(cohort, UnitState::kIssued, on);
  each_in_field(cohort, on, [&](const IssuedMonth& month) { out.in_field += month.left; });
  out.removed = out.issued - out.in_field;
  out.expired_unreported = std::max<std::int64_t>(0, out.removed - reported);
  const std::int64_t personalised =
      std::max(reached_by(cohort, UnitState::kPersonalised, on), out.issued);
  const std::int64_t produced =
      std::max(reached_by(cohort, UnitState::kProduced, on), personalised);
  const std::int64_t blank = std::max(reached_by(cohort, UnitState::kBlank, on), produced);
  out.personalised = personalised - out.issued;
  out.produced = produced - personalised;
  out.blank = blank - produced;
  return out;
}

Share share(std::int64_t documents, std::int64_t all) {
  return {documents, all == 0 ? 0 : static_cast<std::int32_t>(documents * kPpm / all)};
}

/// One embedded software with what it must not share with another to be independent of it.
struct Line {
  OrganisationId source;
  std::set<ComponentId> parts;
  std::set<FamilyId> families;
  std::int64_t documents = 0;
};

template <class Set>
bool meet(const Set& a, const Set& b) {
  return std::ranges::any_of(a, [&](const auto& x) { return b.contains(x); });
}

bool dependent(const Line& a, const Line& b) {
  return a.source == b.source || meet(a.families, b.families) || meet(a.parts, b.parts);
}

std::int32_t independent_groups(const std::vector<Line>& lines) {
  std::vector<std::size_t> group(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) group[i] = i;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t j = i + 1; j < lines.size(); ++j) {
      if (group[i] == group[j] || !dependent(lines[i], lines[j])) continue;
      std::ranges::replace(group, std::size_t{group[j]}, std::size_t{group[i]});
    }
  }
  return static_cast<std::int32_t>(std::set<std::size_t>(group.begin(), group.end()).size());
}

template <class Set>
void keep_common(Set& common, const Set& other) {
  std::erase_if(common, [&](const auto& x) { return !other.contains(x); });
}

}  // namespace

Stock stock(const Introduction& introduction, Date on) {
  Stock out;
  for (const auto& cohort : introduction.cohorts) add(out, stock_of(cohort, on));
  return out;
}

Stock stock(const State& state, const ProgrammeId& programme, Date on) {
  Stock out;
  if (const Programme* found = find(state, programme)) {
    for (const auto& [id, introduction] : found->introductions) add(out, stock(introduction, on));
  }
  return out;
}

namespace {

/// The years of a curve, without gap, and their last days.
struct Years {
  std::vector<StockYear> rows;
  std::vector<Date> ends;
};

/// Returns the years from the first issuance to the one in which the last document expires.
Years years_of(const std::vector<const Introduction*>& counted) {
  std::optional<Date> first;
  Date last;
  for (const Introduction* introduction : counted) {
    for (const auto& cohort : introduction->cohorts) {
      const auto issued = cohort.reached.find(UnitState::kIssued);
      if (issued == cohort.reached.end()) continue;
      const Date begins = issued->second.begin()->first;
      const Date ends = issued->second.rbegin()->first.plus_months(cohort.validity_months);
      last = first ? std::max(last, ends) : ends;
      first = first ? std::min(*first, begins) : begins;
    }
  }
  Years out;
  if (!first) return out;
  for (int year = first->year(); year <= last.year(); ++year) {
    const auto end = Date::from_civil(year, 12, 31);
    if (!end) break;
    out.rows.push_back({year, 0, 0, 0});
    out.ends.push_back(*end);
  }
  return out;
}

/// Adds what came and went of one cohort, year by year, as each_in_field counts it.
void add_years(const Cohort& cohort, Years& years) {
  const auto issued = cohort.reached.find(UnitState::kIssued);
  if (issued == cohort.reached.end()) return;
  std::vector<IssuedMonth> months;
  for (const auto& [month, count] : issued->second)
    months.push_back({month, month.plus_months(cohort.validity_months), count});
  const auto removals = cohort.reached.find(UnitState::kRemoved);
  static const std::map<Date, std::int64_t> kNone;
  const auto& removed = removals == cohort.reached.end() ? kNone : removals->second;
  auto next = removed.begin();
  std::int64_t reported = 0;
  std::int64_t issued_before = 0;
  std::int64_t field_before = 0;
  const int base = years.rows.front().year;
  for (auto at = static_cast<std::size_t>(months.front().issued.year() - base);
       at < years.ends.size(); ++at) {
    const Date end = years.ends[at];
    for (; next != removed.end() && next->first <= end; ++next) reported += next->second;
    std::int64_t to_remove = reported;
    std::int64_t came = 0;
    std::int64_t in_field = 0;
    for (const auto& month : months) {
      if (month.issued > end) break;
      came += month.left;
      const std::int64_t taken = std::min(month.left, to_remove);
      to_remove -= taken;
      if (month.expires > end) in_field += month.left - taken;
    }
    StockYear& row = years.rows[at];
    row.issued += came - issued_before;
    row.removed += (came - in_field) - (issued_before - field_before);
    row.in_field += in_field;
    issued_before = came;
    field_before = in_field;
    if (in_field == 0 && months.back().expires <= end) break;
  }
}

}  // namespace

std::vector<StockYear> stock_by_year(const State& state, const ProgrammeId& programme,
                                     const std::optional<ComponentId>& only) {
  const Programme* found = find(state, programme);
  if (found == nullptr) return {};
  std::vector<const Introduction*> counted;
  for (const auto& [id, introduction] : found->introductions) {
    if (!only || *only == id) counted.push_back(&introduction);
  }
  Years years = years_of(counted);
  if (years.rows.empty()) return {};
  for (const Introduction* introduction : counted) {
    for (const auto& cohort : introduction->cohorts) add_years(cohort, years);
  }
  return years.rows;
}

namespace {

/// Counts that are added to by year, mostly to that of the time before.
class ByYear {
 public:
  void add(int year, std::int64_t count) {
    if (last_ == nullptr || year != year_) {
      last_ = &counts_[year];
      year_ = year;
    }
    *last_ += count;
  }
  [[nodiscard]] const std::map<int, std::int64_t>& counts() const { return counts_; }

 private:
  std::map<int, std::int64_t> counts_;
  std::int64_t* last_ = nullptr;  // into counts_, whose nodes stay where they are
  int year_ = 0;
};

/// Adds what of one embedded software is in the field.
void add_exposed(const Programme& programme, const Introduction& introduction, Date on,
                 Exposure& out) {
  const UsesLeft uses(programme, introduction.component, on);
  std::int64_t documents = 0;
  ByYear years;
  std::map<catalog::Use, std::int64_t> lost;
  for (const auto& cohort : introduction.cohorts) {
    each_in_field(cohort, on, [&](const IssuedMonth& month) {
      documents += month.left;
      years.add(month.expires.year(), month.left);
      if (uses.unlimited()) return;
      for (const auto use : uses.all()) {
        if (!uses.allows(use, month.issued)) lost[use] += month.left;
      }
    });
  }
  if (documents == 0) return;
  out.documents += documents;
  out.by_software[introduction.component] += documents;
  for (const auto& [year, count] : years.counts()) out.by_expiry_year[year] += count;
  for (const auto use : uses.all()) {
    if (const std::int64_t left = documents - lost[use]; left > 0) out.by_use[use] += left;
  }
}

}  // namespace

Exposure exposure_of(const Programme& programme, const std::set<ComponentId>& software, Date on) {
  Exposure out;
  for (const auto& [id, introduction] : programme.introductions) {
    if (software.contains(id)) add_exposed(programme, introduction, on, out);
  }
  return out;
}

Exposure exposure(const World& world, const ProgrammeId& programme,
                  const std::set<ComponentId>& affected, Date on) {
  const Programme* found = find(world.programme, programme);
  if (found == nullptr) return {};
  std::set<ComponentId> software;
  for (const auto& [id, introduction] : found->introductions) {
    if (affected.contains(id) || meet(catalog::contains(world.catalog, id), affected))
      software.insert(id);
  }
  return exposure_of(*found, software, on);
}

Sources sources(const World& world, const ProgrammeId& programme, Date on) {
  Sources out;
  const Programme* found = find(world.programme, programme);
  if (found == nullptr) return out;
  std::vector<Line> lines;
  std::int64_t all = 0;
  for (const auto& [id, introduction] : found->introductions) {
    Line line{introduction.source, catalog::contains(world.catalog, id),
              catalog::families(world.catalog, id), stock(introduction, on).in_field};
    if (line.documents == 0 && !in_production(introduction, on)) continue;
    all += line.documents;
    lines.push_back(std::move(line));
  }
  std::map<OrganisationId, std::int64_t> by_source;
  std::map<FamilyId, std::int64_t> by_family;
  for (const auto& line : lines) {
    by_source[line.source] += line.documents;
    for (const auto& family : line.families) by_family[family] += line.documents;
    if (&line == &lines.front()) {
      out.shared = line.families;
      out.shared_components = line.parts;
    } else {
      keep_common(out.shared, line.families);
      keep_common(out.shared_components, line.parts);
    }
  }
  if (lines.size() < 2) {
    out.shared.clear();
    out.shared_components.clear();
  }
  for (const auto& [source, n] : by_source) out.by_source[source] = share(n, all);
  for (const auto& [family, n] : by_family) out.by_family[family] = share(n, all);
  out.named_sources = static_cast<std::int32_t>(by_source.size());
  out.independent = independent_groups(lines);
  return out;
}

}  // namespace lw::programme
