#include "domain/core/names.hpp"

#include "domain/core/each_slice.hpp"

namespace lw::core {
namespace {

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
