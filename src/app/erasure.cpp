#include "app/erasure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "app/view.hpp"
#include "domain/core/core.hpp"
#include "domain/core/names.hpp"

namespace lw::app {
namespace {

bool is_member(const core::State& whole, const PersonId& person, const CompartmentId& compartment) {
  const auto it = whole.access.compartments.find(compartment);
  return it != whole.access.compartments.end() && it->second.members.contains(person);
}

/// True when the entry is what the command calls it, and its matter has not moved to a compartment
/// that the actor is outside of.
bool is_as_said(const core::State& whole, const Entry& entry, const access::SealedRecord& said,
                const PersonId& actor) {
  if (!entry.record.sealed || !entry.event) return false;
  const auto& sealed = *entry.record.sealed;
  if (sealed.key_id != said.key_id || sealed.compartment != said.compartment.text() ||
      entry.record.actor != said.recorded_by.text())
    return false;
  const auto compartment = compartment_now(whole, entry);
  return !compartment || is_member(whole, actor, *compartment);
}

/// What sealed events bring into being, and later ones refer to.
std::set<std::string, std::less<>> things_in(const core::State& state) {
  std::set<std::string, std::less<>> out;
  const auto add = [&](const auto& things) {
    for (const auto& [id, thing] : things) {
      if constexpr (requires { id.text(); }) out.insert(id.text());
      else out.insert(id);
    }
  };
  add(state.vulnerability.cases);
  add(state.resistance.paths);
  add(state.resistance.ratings);
  add(state.risk.risks);
  add(state.contingency.proposals);
  add(state.contingency.executions);
  return out;
}

/// True when a value anywhere in the fields of an event is one of the names.
bool names_any(const boost::json::value& value, const std::set<std::string, std::less<>>& names) {
  if (value.is_string()) return names.contains(std::string_view(value.get_string()));
  if (value.is_array()) {
    return std::ranges::any_of(value.get_array(),
                               [&](const auto& item) { return names_any(item, names); });
  }
  return value.is_object() && std::ranges::any_of(value.get_object(), [&](const auto& pair) {
           return names_any(pair.value(), names);
         });
}

/// Holds what stays against the state without what goes: it must neither build on what is gone, nor
/// lose its restriction, for then who stands outside would read it.
Result<void> check_rest(HistoryPort& history, VaultPort& vault, const core::State& before,
                        const core::State& after, const std::set<std::uint64_t>& gone) {
  std::set<std::string, std::less<>> lost = things_in(before);
  for (const auto& kept : things_in(after)) lost.erase(kept);
  return read_entries(history, vault, 0, [&](const Entry& entry) -> Result<void> {
    if (!entry.event || gone.contains(entry.seq)) return {};
    if (!lost.empty() && names_any(core::json_of(*entry.event), lost)) {
      return fail(
          ErrorCode::kRefused,
          fmt::format("without these records entry {} would speak of what is not there", entry.seq),
          "records",
          entry.record.sealed ? "destroy it with them"
                              : "it is in clear: what builds on these records is known");
    }
    const auto was = compartment_now(before, entry);
    if (!was || compartment_now(after, entry) == was) return {};
    return fail(ErrorCode::kRefused,
                fmt::format("without these records entry {} would not be restricted to {} any more",
                            entry.seq, was->text()),
                "records", "destroy it with them, or lift the restriction of its matter first");
  });
}

}  // namespace

const access::DestroyRecordKeys* as_erasure(const core::Command& command) {
  const auto* slice = std::get_if<access::Command>(&command);
  return slice == nullptr ? nullptr : std::get_if<access::DestroyRecordKeys>(slice);
}

Result<void> check_erasure(HistoryPort& history, VaultPort& vault, const core::State& whole,
                           const access::DestroyRecordKeys& erasure, const PersonId& actor) {
  std::map<std::uint64_t, const access::SealedRecord*> wanted;
  for (const auto& record : erasure.records) wanted[record.entry] = &record;
  std::set<std::uint64_t> gone;
  std::optional<std::uint64_t> decision;
  core::State after;
  LW_CHECK(read_entries(history, vault, 0, [&](const Entry& entry) -> Result<void> {
    const auto it = wanted.find(entry.seq);
    if (it != wanted.end() && is_as_said(whole, entry, *it->second, actor)) {
      gone.insert(entry.seq);
      if (entry.signature) decision = entry.seq;
    } else if (entry.event) {
      core::apply(after, *entry.event);
    }
    return {};
  }));
  for (const auto& record : erasure.records) {
    if (!gone.contains(record.entry)) return access::no_sealed_record(record.entry);
  }
  if (decision) {
    return fail(ErrorCode::kRefused,
                fmt::format("entry {} is a decision that somebody signed", *decision), "records",
                "evidence of who decided what is not destroyed");
  }
  const auto broken = core::violations(after);
  if (!broken.empty()) {
    return fail(ErrorCode::kRefused,
                fmt::format("without these records the history breaks a rule: {}", broken.front()),
                "records", "destroy what builds on them in the same command");
  }
  return check_rest(history, vault, whole, after, gone);
}

Result<std::size_t> carry_out_erasures(VaultPort& vault, const access::State& access) {
  std::size_t out = 0;
  for (const auto& [key_id, erasure] : access.erasures) {
    const auto key = vault.get(key_id);
    if (!key && key.error().code == ErrorCode::kNotFound) continue;
    if (!key) return std::unexpected<Error>(key.error());
    LW_CHECK(vault.destroy(key_id));
    ++out;
  }
  return out;
}

}  // namespace lw::app
