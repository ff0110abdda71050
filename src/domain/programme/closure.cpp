#include "domain/programme/closure.hpp"

#include <algorithm>

#include "domain/programme/checks.hpp"

namespace lw::programme {
namespace {

/// The last state that a batch had come into by `on`; nothing before it was opened.
std::optional<BatchStanding> standing_of(const Batch& batch, Date on) {
  std::optional<BatchStanding> out;
  for (const auto& [state, since] : batch.reached) {
    if (since <= on)
      out = BatchStanding{batch.id, batch.programme, batch.component, batch.count, state, since};
  }
  return out;
}

bool begun(const certificate::Certificate* item, Date on) {
  return item != nullptr && (!item->valid_from || *item->valid_from <= on);
}

/// Takes the certificates that cover the components and all that rest on those, with what they
/// cover: a certificate speaks of a product that may not be recorded as built on its foundations.
void follow_certificates(const World& world, Date on, Closure& out) {
  std::set<CertificateId> covering;
  for (const auto& component : out.components) {
    for (const auto& id : certificate::ever_covering(world.certificate, component)) {
      if (begun(certificate::find(world.certificate, id), on)) covering.insert(id);
    }
  }
  for (const auto& id : covering) {
    out.certificates.insert(id);
    for (const auto& above : certificate::reach(world.catalog, world.certificate, id).all) {
      const auto* item = certificate::find(world.certificate, above);
      if (!begun(item, on) || !out.certificates.insert(above).second) continue;
      for (const auto& component : item->covers) {
        out.components.insert(component);
        out.components.merge(catalog::dependents(world.catalog, component));
      }
    }
  }
}

}  // namespace

std::vector<BatchStanding> batches_with(const World& world, const std::set<ComponentId>& components,
                                        Date on) {
  std::map<ComponentId, bool> carries;
  std::vector<BatchStanding> out;
  for (const auto& [id, batch] : world.programme.batches) {
    auto [known, first] = carries.try_emplace(batch.component, false);
    if (first) {
      known->second =
          std::ranges::any_of(catalog::contains(world.catalog, batch.component),
                              [&](const ComponentId& part) { return components.contains(part); });
    }
    if (!known->second) continue;
    if (auto standing = standing_of(batch, on)) out.push_back(std::move(*standing));
  }
  return out;
}

std::vector<ProgrammeReach> reach_in_programmes(const World& world,
                                                const std::set<ComponentId>& software, Date on) {
  // By the software itself and not by its parts: a version that cures a flaw may carry the part.
  std::map<ProgrammeId, std::vector<BatchStanding>> batches;
  for (auto& batch : batches_with(world, software, on)) {
    if (software.contains(batch.component)) batches[batch.programme].push_back(std::move(batch));
  }
  std::vector<ProgrammeReach> out;
  for (const auto& [id, programme] : world.programme.programmes) {
    ProgrammeReach reached{id, {}, {}, {}};
    for (const auto& [component, introduction] : programme.introductions) {
      if (introduction.introduced_on <= on && software.contains(component))
        reached.software.insert(component);
    }
    if (reached.software.empty()) continue;
    reached.exposure = exposure_of(programme, reached.software, on);
    if (const auto found = batches.find(id); found != batches.end())
      reached.batches = std::move(found->second);
    out.push_back(std::move(reached));
  }
  return out;
}

Closure closure(const World& world, const std::set<ComponentId>& components, Date on) {
  Closure out;
  for (const auto& component : components) {
    out.components.insert(component);
    out.components.merge(catalog::dependents(world.catalog, component));
  }
  follow_certificates(world, on, out);
  out.programmes = reach_in_programmes(world, out.components, on);
  for (const auto& reached : out.programmes) out.documents += reached.exposure.documents;
  return out;
}

}  // namespace lw::programme
