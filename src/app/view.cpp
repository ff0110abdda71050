#include "app/view.hpp"

#include <algorithm>

#include "domain/core/core.hpp"
#include "domain/core/worlds.hpp"

namespace lw::app {
namespace {

bool inside(const core::State& whole, const vulnerability::Viewer& viewer,
            const CompartmentId& compartment) {
  return viewer.person &&
         access::in_compartment(whole.access, *viewer.person, compartment, viewer.now);
}

/// The case that an event is about; nullopt for events of other matters.
std::optional<CaseId> case_of(const core::Event& event) {
  const auto* slice = std::get_if<vulnerability::Event>(&event);
  if (slice == nullptr) return std::nullopt;
  return std::visit(
      [](const auto& e) -> std::optional<CaseId> {
        if constexpr (requires { e.case_id; }) return e.case_id;
        else return std::nullopt;
      },
      *slice);
}

/// The event when it is the one that holds means of exploitation; nullptr otherwise.
const vulnerability::ExploitDetailRecorded* exploit_detail(const core::Event& event) {
  const auto* slice = std::get_if<vulnerability::Event>(&event);
  return slice == nullptr ? nullptr : std::get_if<vulnerability::ExploitDetailRecorded>(slice);
}

}  // namespace

std::optional<CompartmentId> compartment_now(const core::State& whole, const Entry& entry) {
  if (!entry.record.sealed || !entry.event) return std::nullopt;
  if (const auto* detail = exploit_detail(*entry.event)) return detail->compartment;
  if (const auto id = case_of(*entry.event)) {
    const vulnerability::Case* item = vulnerability::find(whole.vulnerability, *id);
    return item == nullptr ? CompartmentId(entry.record.sealed->compartment) : item->compartment;
  }
  return core::compartment_of(whole, *entry.event);
}

bool anything_closed(const core::State& whole, const vulnerability::Viewer& viewer) {
  return std::ranges::any_of(whole.vulnerability.cases, [&](const auto& item) {
    return item.second.compartment && !inside(whole, viewer, *item.second.compartment);
  });
}

bool closed_to(const core::State& whole, const vulnerability::Viewer& viewer, const Entry& entry) {
  if (entry.record.sealed && entry.event) {
    if (const auto* detail = exploit_detail(*entry.event)) {
      return !vulnerability::may_read_exploit_detail(core::vulnerability_world(whole),
                                                     detail->case_id, viewer);
    }
  }
  const auto compartment = compartment_now(whole, entry);
  return compartment && !inside(whole, viewer, *compartment);
}

Result<Replayed> replay_as_known_to(HistoryPort& history, VaultPort& vault,
                                    const core::State& whole, const vulnerability::Viewer& viewer,
                                    std::optional<Instant> until) {
  Replayed out;
  LW_CHECK(read_entries(history, vault, 0, [&](const Entry& entry) -> Result<void> {
    if (until && entry.record.recorded_at > *until) return {};
    if (!entry.event || closed_to(whole, viewer, entry)) ++out.unreadable;
    else core::apply(out.state, *entry.event);
    out.size = entry.seq + 1;
    out.last_at = entry.record.recorded_at;
    return {};
  }));
  return out;
}

}  // namespace lw::app
