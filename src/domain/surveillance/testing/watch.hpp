#pragma once

#include <gtest/gtest.h>

#include "domain/certificate/testing/store.hpp"
#include "domain/surveillance/surveillance.hpp"

/// The world of the certificate tests with surveillance on top, and the commands most used.
namespace lw::surveillance::testing {

using catalog::Layer;
using certificate::testing::chip;
using certificate::testing::chip_id;
using certificate::testing::law;
using testing_law::day;

/// The certificate world with surveillance on top.
struct Watch {
  certificate::testing::Store below;
  State state;

  [[nodiscard]] World world() const { return {below.access, below.catalog, below.state, state}; }

  Result<std::vector<Event>> decide(std::string_view on, std::string_view by,
                                    const Command& command) const {
    return surveillance::decide(world(), command, certificate::testing::Store::context(on, by));
  }
  void must(std::string_view on, std::string_view by, const Command& command) {
    const auto events = decide(on, by, command);
    ASSERT_TRUE(events) << message_name(command) << ": " << events.error().message();
    for (const auto& event : *events) apply(state, event);
    EXPECT_EQ(violations(world()), std::vector<std::string>{});
  }
  [[nodiscard]] ErrorCode refused(std::string_view on, std::string_view by,
                                  const Command& command) const {
    const auto events = decide(on, by, command);
    return events ? ErrorCode::kCorrupt : events.error().code;
  }
  [[nodiscard]] std::set<std::string> findings_on(std::string_view on,
                                                  std::string_view subject) const {
    std::set<std::string> out;
    for (const auto& f : findings(world(), day(on), law())) {
      if (f.subject == subject) out.insert(f.rule);
    }
    return out;
  }
  [[nodiscard]] Standing standing_on(std::string_view on, const char* component) const {
    return standing(world(), ComponentId(component), day(on));
  }
};

inline Watch certified() {
  Watch out;
  out.below.must("2025-03-01", "cb-de", chip());
  return out;
}

inline AdoptPlan plan(const char* id, const char* component, Layer layer, std::string_view from) {
  return {SurveillancePlanId(id),
          ComponentId(component),
          layer,
          PlanBasis::kProgrammePolicy,
          {},
          day(from),
          {},
          ""};
}

inline PlanEvent event(const char* id, std::string_view due, const char* component = "ic",
                       Layer layer = Layer::kIc) {
  return {SurveillanceEventId(id),
          ComponentId(component),
          layer,
          OrganisationId("lab"),
          "",
          day(due),
          {}};
}

inline AttackMethod attack(AttackOutcome outcome = AttackOutcome::kResisted) {
  return {"template attack on ECDSA",
          EquipmentClass::kSpecialised,
          "oscilloscope, EM probe",
          "expert",
          outcome,
          {}};
}

inline RecordResult result(const char* id, Outcome outcome) {
  return {
      SurveillanceEventId(id),
      outcome,
      {attack(outcome == Outcome::kFailed ? AttackOutcome::kSucceeded : AttackOutcome::kResisted)},
      EvidenceId("report")};
}

inline OpenReassessment reassessment(const char* id) {
  return {SurveillanceEventId(id),
          ComponentId("ic"),
          Layer::kIc,
          OrganisationId("lab"),
          "",
          day("2026-06-01"),
          chip_id(),
          {EvidenceId("st"), EvidenceId("etr"), EvidenceId("landscape")}};
}

inline NoteEvaluation taken_up(const char* event_id, const char* risk = "risk-1") {
  return {SurveillanceEventId(event_id), RiskId(risk)};
}

}  // namespace lw::surveillance::testing
