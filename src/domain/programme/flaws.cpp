#include "domain/programme/flaws.hpp"

#include <algorithm>

#include "domain/programme/worlds.hpp"

namespace lw::programme {
namespace {

/// Judged to be affected: named as a root, or covered by a certificate that was judged so.
enum class Judged { kAffected, kNotAffected, kNobodySaid };

Judged judge(const vulnerability::Affected& affected, const World& world,
             const Introduction& introduction) {
  const ComponentId& esw = introduction.component;
  if (affected.confirmed_components.contains(esw)) return Judged::kAffected;
  auto covering = introduction.certificates;
  for (const auto& id : certificate::ever_covering(world.certificate, esw)) covering.insert(id);
  const auto is_in = [](const std::set<CertificateId>& set) {
    return [&](const auto& id) { return set.contains(id); };
  };
  if (std::ranges::any_of(covering, is_in(affected.confirmed))) return Judged::kAffected;
  const bool cleared =
      !covering.empty() && std::ranges::all_of(covering, is_in(affected.not_affected));
  return cleared ? Judged::kNotAffected : Judged::kNobodySaid;
}

}  // namespace

std::vector<OpenCase> open_cases(const World& world, Date on, const vulnerability::Viewer* viewer) {
  const auto below = vulnerability_world(world);
  std::vector<OpenCase> out;
  for (const auto& [id, item] : world.vulnerability.cases) {
    if (!vulnerability::is_open(item, on)) continue;
    if (viewer != nullptr && vulnerability::find_visible(below, id, *viewer) == nullptr) continue;
    const bool measure =
        std::ranges::any_of(item.measures, [&](const auto& m) { return m.on <= on; });
    out.push_back(
        {id, vulnerability::standing(item, on), measure, vulnerability::affected(below, id, on)});
  }
  return out;
}

Flaws flaws_of(const World& world, const std::vector<OpenCase>& cases,
               const Introduction& introduction) {
  Flaws out;
  for (const auto& item : cases) {
    if (!item.affected.components.contains(introduction.component)) continue;
    const Judged judged = judge(item.affected, world, introduction);
    if (judged == Judged::kNotAffected) continue;
    const bool confirmed =
        item.standing == vulnerability::Standing::kConfirmed && judged == Judged::kAffected;
    for (const auto use : item.affected.uses)
      (confirmed ? out.confirmed : out.undecided)[use].insert(item.id);
  }
  return out;
}

}  // namespace lw::programme
