#include "app/view.hpp"

#include <algorithm>

#include "domain/core/core.hpp"

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

/// The compartment that the entry's matter is in now, which is not always the one it was sealed in;
/// nullopt: in none.
std::optional<CompartmentId> compartment_now(const core::State& whole, const core::Event& event) {
  if (const auto id = case_of(event)) {
    const vulnerability::Case* item = vulnerability::find(whole.vulnerability, *id);
    return item == nullptr ? std::nullopt : item->compartment;
  }
  return core::compartment_of(whole, event);
}

bool closed(const core::State& whole, const vulnerability::Viewer& viewer, const Entry& entry) {
  if (!entry.record.sealed || !entry.event) return false;
  const auto compartment = compartment_now(whole, *entry.event);
  return compartment && !inside(whole, viewer, *compartment);
}

}  // namespace

bool anything_closed(const core::State& whole, const vulnerability::Viewer& viewer) {
  return std::ranges::any_of(whole.vulnerability.cases, [&](const auto& item) {
    return item.second.compartment && !inside(whole, viewer, *item.second.compartment);
  });
}

Result<Replayed> replay_as_known_to(HistoryPort& history, VaultPort& vault,
                                    const core::State& whole, const vulnerability::Viewer& viewer,
                                    std::optional<Instant> until) {
  Replayed out;
  LW_CHECK(read_entries(history, vault, 0, [&](const Entry& entry) -> Result<void> {
    if (until && entry.record.recorded_at > *until) return {};
    if (!entry.event || closed(whole, viewer, entry)) ++out.unreadable;
    else core::apply(out.state, *entry.event);
    out.size = entry.seq + 1;
    out.last_at = entry.record.recorded_at;
    return {};
  }));
  return out;
}

}  // namespace lw::app
