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
  for (const auto& [month, left] : in_field_by_issue(cohort, on)) out.in_field += left;
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

std::map<Date, std::int64_t> in_field_by_issue(const Cohort& cohort, Date on) {
  std::map<Date, std::int64_t> out;
  std::int64_t to_remove = reached_by(cohort, UnitState::kRemoved, on);
  const auto issued = cohort.reached.find(UnitState::kIssued);
  if (issued == cohort.reached.end()) return out;
  for (const auto& [month, count] : issued->second) {
    if (month > on) break;
    const std::int64_t taken = std::min(count, to_remove);
    to_remove -= taken;
    const bool expired = month.plus_months(cohort.validity_months) <= on;
    if (!expired && count > taken) out[month] = count - taken;
  }
  return out;
}

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

std::vector<StockYear> stock_by_year(const State& state, const ProgrammeId& programme,
                                     const std::optional<ComponentId>& only) {
  const Programme* found = find(state, programme);
  if (found == nullptr) return {};
  std::vector<const Introduction*> counted;
  std::optional<Date> first;
  Date last;
  for (const auto& [id, introduction] : found->introductions) {
    if (only && *only != id) continue;
    counted.push_back(&introduction);
    for (const auto& cohort : introduction.cohorts) {
      const auto issued = cohort.reached.find(UnitState::kIssued);
      if (issued == cohort.reached.end()) continue;
      const Date begins = issued->second.begin()->first;
      const Date ends = issued->second.rbegin()->first.plus_months(cohort.validity_months);
      last = first ? std::max(last, ends) : ends;
      first = first ? std::min(*first, begins) : begins;
    }
  }
  if (!first) return {};
  std::vector<StockYear> out;
  Stock before;
  for (int year = first->year(); year <= last.year(); ++year) {
    Stock now;
    const auto end = Date::from_civil(year, 12, 31);
    if (!end) break;
    for (const Introduction* introduction : counted) add(now, stock(*introduction, *end));
    out.push_back({year, now.issued - before.issued, now.removed - before.removed, now.in_field});
    before = now;
    if (now.in_field == 0 && now.issued > 0 && *end >= last) break;
  }
  return out;
}

Exposure exposure(const World& world, const ProgrammeId& programme,
                  const std::set<ComponentId>& affected, Date on) {
  Exposure out;
  const Programme* found = find(world.programme, programme);
  if (found == nullptr) return out;
  for (const auto& [id, introduction] : found->introductions) {
    if (!affected.contains(id) && !meet(catalog::contains(world.catalog, id), affected)) continue;
    for (const auto& cohort : introduction.cohorts) {
      for (const auto& [issued, count] : in_field_by_issue(cohort, on)) {
        out.documents += count;
        out.by_expiry_year[issued.plus_months(cohort.validity_months).year()] += count;
        out.by_software[id] += count;
        for (const auto use : allowed_uses(world.programme, programme, id, issued, on))
          out.by_use[use] += count;
      }
    }
  }
  return out;
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
