#include "domain/core/names.hpp"

#include <fmt/format.h>

namespace lw::core {
namespace {

/// Calls `visit` once for each slice's variant type in V, a variant of variants.
template <class V>
struct EachSlice;

template <class... S>
struct EachSlice<std::variant<S...>> {
  template <class F>
  static void run(F&& visit) {
    (visit(std::type_identity<S>{}), ...);
  }
};

template <class C>
constexpr bool decides() {
  if constexpr (requires { C::kDecision; }) return C::kDecision;
  else return false;
}

template <class... C>
void add_decisions(std::type_identity<std::variant<C...>>, std::vector<std::string_view>& out) {
  (
      [&] {
        if (decides<C>()) out.push_back(C::kName);
      }(),
      ...);
}

template <class V>
std::vector<std::string_view> all_names() {
  std::vector<std::string_view> out;
  EachSlice<V>::run([&]<class S>(std::type_identity<S>) {
    for (const auto name : message_names<S>()) out.push_back(name);
  });
  return out;
}

}  // namespace

std::string_view name_of(const Command& command) {
  return std::visit([](const auto& slice) { return message_name(slice); }, command);
}
std::string_view name_of(const Event& event) {
  return std::visit([](const auto& slice) { return message_name(slice); }, event);
}
std::uint32_t version_of(const Command& command) {
  return std::visit([](const auto& slice) { return message_version(slice); }, command);
}
std::uint32_t version_of(const Event& event) {
  return std::visit([](const auto& slice) { return message_version(slice); }, event);
}
Bytes body_of(const Command& command) {
  return std::visit([](const auto& slice) { return message_cbor(slice); }, command);
}
Bytes body_of(const Event& event) {
  return std::visit([](const auto& slice) { return message_cbor(slice); }, event);
}
boost::json::value json_of(const Command& command) {
  return std::visit([](const auto& slice) { return message_json(slice); }, command);
}
boost::json::value json_of(const Event& event) {
  return std::visit([](const auto& slice) { return message_json(slice); }, event);
}

Result<boost::json::object> command_schema(std::string_view name) {
  std::optional<boost::json::object> out;
  EachSlice<Command>::run([&]<class... C>(std::type_identity<std::variant<C...>>) {
    (
        [&] {
          if (name == C::kName) out = codec::json_schema<C>();
        }(),
        ...);
  });
  if (out) return *std::move(out);
  return fail(ErrorCode::kNotFound, fmt::format("there is no command {}", name.substr(0, 80)), {},
              "`longwatch commands` lists them");
}

Result<Command> command_from_json(std::string_view name, const boost::json::value& body) {
  std::optional<Result<Command>> out;
  EachSlice<Command>::run([&]<class S>(std::type_identity<S>) {
    if (out) return;
    auto found = message_from_json<S>(name, body);
    if (!found) return;
    if (*found) out = Command(std::move(**found));
    else out = std::unexpected<Error>(std::move(*found).error());
  });
  if (out) return *std::move(out);
  return fail(ErrorCode::kNotFound, fmt::format("there is no command {}", name.substr(0, 80)), {},
              "`longwatch commands` lists them");
}

Result<Event> event_from_cbor(std::string_view name, std::uint32_t version, ByteView body) {
  std::optional<Result<Event>> out;
  EachSlice<Event>::run([&]<class S>(std::type_identity<S>) {
    if (out) return;
    auto found = message_from_cbor<S>(name, version, body);
    if (!found) return;
    if (*found) out = Event(std::move(**found));
    else out = std::unexpected<Error>(std::move(*found).error());
  });
  if (out) return *std::move(out);
  return fail(ErrorCode::kUnsupported, fmt::format("event {} is not known", name.substr(0, 80)), {},
              "this store may come from a newer Longwatch");
}

bool is_decision(const Command& command) {
  return std::visit(
      [](const auto& slice) {
        return std::visit([]<class C>(const C&) { return decides<C>(); }, slice);
      },
      command);
}

std::vector<std::string_view> command_names() { return all_names<Command>(); }
std::vector<std::string_view> event_names() { return all_names<Event>(); }

std::vector<std::string_view> decision_names() {
  std::vector<std::string_view> out;
  EachSlice<Command>::run([&]<class S>(std::type_identity<S> slice) { add_decisions(slice, out); });
  return out;
}

const std::vector<DecisionEvent>& decision_events() {
  static const std::vector<DecisionEvent> kTable = {
      {"access.review_emergency_access", "access.emergency_access_reviewed"},
      {"access.export_record_keys", "access.record_keys_exported"},
      {"access.destroy_record_keys", "access.record_keys_destroyed"},
      {"certificate.register", "certificate.registered"},
      {"certificate.approve_longer_validity", "certificate.longer_validity_approved"},
      {"certificate.suspend", "certificate.suspended"},
      {"certificate.extend_suspension", "certificate.suspension_extended"},
      {"certificate.lift_suspension", "certificate.suspension_lifted"},
      {"certificate.withdraw", "certificate.withdrawn", {"certificate.review_concluded"}},
      {"certificate.withdraw_by_authority",
       "certificate.withdrawn",
       {"certificate.review_concluded"}},
      {"certificate.conclude_review",
       "certificate.review_concluded",
       {"certificate.suspension_lifted", "certificate.withdrawn"}},
      {"certificate.record_maintenance", "certificate.maintenance_recorded"},
      {"certificate.decide_remedy", "certificate.remedy_decided"},
      {"certificate.record_body_noncompliance", "certificate.body_noncompliance_recorded"},
      {"certificate.decide_affected",
       "certificate.affected_decided",
       {"certificate.withdrawn", "certificate.review_concluded"}},
      {"surveillance.decide_reassessment", "surveillance.reassessment_decided"},
      {"vulnerability.lift_restriction",
       "vulnerability.restriction_lifted",
       {"vulnerability.restriction_lifted"}},
      {"vulnerability.waive_phase", "vulnerability.phase_waived"},
      {"vulnerability.confirm_flaw", "vulnerability.flaw_confirmed"},
      {"vulnerability.reject_flaw", "vulnerability.flaw_rejected"},
      {"vulnerability.publish_advisory", "vulnerability.advisory_published"},
      {"vulnerability.close_case", "vulnerability.case_closed"},
      {"risk.override_ceiling", "risk.ceiling_overridden"},
      {"risk.decide_risk", "risk.risk_decided"},
      {"risk.accept_risk", "risk.risk_accepted"},
      {"contingency.approve_plan", "contingency.plan_approved", {"contingency.plan_put_in_force"}},
      {"contingency.retire_plan", "contingency.plan_retired"},
      {"contingency.decide_proposal",
       "contingency.proposal_answered",
       {"contingency.proposal_settled"}},
  };
  return kTable;
}

}  // namespace lw::core
