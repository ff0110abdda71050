#include <fmt/format.h>

#include <algorithm>

#include "domain/resistance/resistance.hpp"

namespace lw::resistance {
namespace {

void on(State& state, const AttackPathRegistered& e) {
  const auto [it, fresh] = state.paths.try_emplace(
      e.path, AttackPath{e.path, e.component, e.method, e.assets, e.uses, e.report, e.on});
  if (fresh) state.paths_on[e.component].insert(e.path);
}

void on(State& state, const AttackPathRated& e) {
  const auto order = static_cast<std::int64_t>(state.ratings.size());
  const auto [it, fresh] = state.ratings.try_emplace(
      e.rating, Rating{e.rating, e.path, e.component, e.table, e.factors, e.total, e.not_practical,
                       e.means, e.basis, e.source, e.on, order});
  if (fresh) state.ratings_of[e.path].push_back(e.rating);
}

void on(State& state, const CountermeasureRecorded& e) {
  state.countermeasures[e.path].push_back(
      {e.component, e.path, e.rating, e.factors, e.total, e.not_practical, e.evidence, e.on});
}

/// R48: what is stored is what the stored factors give.
template <class R>
bool adds_up(const R& rated) {
  std::int32_t total = 0;
  bool not_practical = false;
  std::set<std::pair<std::string, std::string>> cells;
  for (const auto& item : rated.factors) {
    total += item.points;
    not_practical = not_practical || item.not_practical;
    if (!cells.emplace(item.factor, item.column).second) return false;
  }
  return !cells.empty() && total == rated.total && not_practical == rated.not_practical;
}

void check_ratings(const State& state, std::vector<std::string>& out) {
  for (const auto& [id, rating] : state.ratings) {
    if (rating.id != id)
      out.push_back(fmt::format("rating {} is filed as {}", rating.id.text(), id.text()));
    if (!adds_up(rating))
      out.push_back(fmt::format("rating {} is not the sum of its factors", id.text()));
    const AttackPath* path = find_path(state, rating.path);
    if (path == nullptr || path->component != rating.component) {
      out.push_back(fmt::format("rating {} has no path of its component", id.text()));
    } else if (rating.on < path->on) {
      out.push_back(fmt::format("rating {} is older than its path", id.text()));
    }
    const auto it = state.ratings_of.find(rating.path);
    if (it == state.ratings_of.end() || std::ranges::count(it->second, id) != 1) {
      out.push_back(fmt::format("rating {} is not in the index once", id.text()));
    }
  }
}

void check_countermeasures(const World& world, std::vector<std::string>& out) {
  for (const auto& [path_id, list] : world.resistance.countermeasures) {
    for (const auto& item : list) {
      const Rating* rating = find_rating(world.resistance, item.rating);
      const std::string name =
          fmt::format("countermeasure of {} against {}", item.component.text(), path_id.text());
      if (rating == nullptr || rating->path != path_id)
        out.push_back(name + " raises no rating of that path");
      else if (!item.not_practical && item.total <= rating->total)
        out.push_back(name + " adds nothing");
      if (!adds_up(item)) out.push_back(name + " is not the sum of its factors");
      if (catalog::find(world.catalog, item.component) == nullptr)
        out.push_back(name + " is of no known component");
    }
  }
}

}  // namespace

void apply(State& state, const Event& event) {
  std::visit([&](const auto& e) { on(state, e); }, event);
}

std::vector<std::string> violations(const World& world) {
  std::vector<std::string> out;
  for (const auto& [id, path] : world.resistance.paths) {
    if (path.id != id)
      out.push_back(fmt::format("attack path {} is filed as {}", path.id.text(), id.text()));
    if (path.assets.empty() && path.uses.empty())
      out.push_back(fmt::format("attack path {} is after nothing", id.text()));
    if (catalog::find(world.catalog, path.component) == nullptr) {
      out.push_back(fmt::format("attack path {} is of no known component", id.text()));
    }
    const auto it = world.resistance.paths_on.find(path.component);
    if (it == world.resistance.paths_on.end() || !it->second.contains(id)) {
      out.push_back(fmt::format("attack path {} is not in the index", id.text()));
    }
  }
  check_ratings(world.resistance, out);
  check_countermeasures(world, out);
  return out;
}

void clocks(const World&, Instant, const rules::RuleBook&, std::vector<Clock>&) {}

const AttackPath* find_path(const State& state, const AttackPathId& id) {
  const auto it = state.paths.find(id);
  return it == state.paths.end() ? nullptr : &it->second;
}

const Rating* find_rating(const State& state, const RatingId& id) {
  const auto it = state.ratings.find(id);
  return it == state.ratings.end() ? nullptr : &it->second;
}

const Rating* current_rating(const State& state, const AttackPathId& path, Date on) {
  const Rating* out = nullptr;
  const auto it = state.ratings_of.find(path);
  if (it == state.ratings_of.end()) return nullptr;
  for (const auto& id : it->second) {
    const Rating* rating = find_rating(state, id);
    if (rating == nullptr || rating->on > on) continue;
    if (out == nullptr || std::pair(rating->on, rating->order) > std::pair(out->on, out->order))
      out = rating;
  }
  return out;
}

}  // namespace lw::resistance
