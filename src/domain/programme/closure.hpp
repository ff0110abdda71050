#pragma once

#include "domain/programme/stock.hpp"

namespace lw::programme {

/// A batch as it stands on a day.
struct BatchStanding {
  BatchId batch;
  ProgrammeId programme;
  ComponentId component;  ///< the embedded software
  std::int64_t count = 0;
  UnitState state = UnitState::kBlank;
  Date since;  ///< first day in that state
  bool operator==(const BatchStanding&) const = default;
};
LW_DESCRIBE(BatchStanding, batch, programme, component, count, state, since)

/// Returns the batches opened by `on` whose embedded software is one of `components` or contains
/// one, by id (R27, R39).
std::vector<BatchStanding> batches_with(const World& world, const std::set<ComponentId>& components,
                                        Date on);

/// What of one programme carries a component.
struct ProgrammeReach {
  ProgrammeId programme;
  std::set<ComponentId> software;
  std::vector<BatchStanding> batches;
  Exposure exposure;  ///< documents in the field
};
LW_DESCRIBE(ProgrammeReach, programme, software, batches, exposure)

/// Returns, for each programme that has introduced one of the embedded softwares by `on`, what of
/// it carries them. Costs what the programmes concerned hold.
std::vector<ProgrammeReach> reach_in_programmes(const World& world,
                                                const std::set<ComponentId>& software, Date on);

/// Everything that is built on some components (R27).
struct Closure {
  std::set<ComponentId> components;      ///< those asked about, and all that contain one
  std::set<CertificateId> certificates;  ///< begun by that day: covering one of them, or resting on
                                         ///< such a certificate
  std::vector<ProgrammeReach> programmes;
  std::int64_t documents = 0;  ///< in the field, over all programmes
};
LW_DESCRIBE(Closure, components, certificates, programmes, documents)

/// Returns what is built on the components on `on`. Reached is not affected: nobody has judged
/// anything here.
Closure closure(const World& world, const std::set<ComponentId>& components, Date on);

}  // namespace lw::programme
