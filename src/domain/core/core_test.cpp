#include <gtest/gtest.h>

#include <algorithm>

#include "domain/core/testing/small_world.hpp"

namespace lw::core::testing {
namespace {

std::vector<std::string> names(const std::vector<Event>& events) {
  std::vector<std::string> out;
  for (const Event& event : events) out.emplace_back(name_of(event));
  return out;
}

template <class E>
std::vector<E> all_of(const std::vector<Event>& events) {
  std::vector<E> out;
  for (const Event& event : events) {
    std::visit(
        [&](const auto& slice) {
          std::visit(
              [&]<class T>(const T& one) {
                if constexpr (std::is_same_v<T, E>) out.push_back(one);
              },
              slice);
        },
        event);
  }
  return out;
}

bool has(const std::vector<Event>& events, std::string_view name) {
  return std::ranges::any_of(events, [&](const Event& event) { return name_of(event) == name; });
}

constexpr const char* kReport =
    R"({"case_id":"case-0","title":"weak keys","channel":"authority","reference":"letter",
  "summary":"keys can be worked out","components":["component-1"],"certificates":[],"reason":"notice"})";
constexpr const char* kRestricted =
    R"({"case_id":"case-0~0123456789abcdef","title":"weak keys","channel":"authority","reference":"letter",
  "summary":"keys can be worked out","components":["component-1"],"certificates":[],"compartment":"compartment-0",
  "embargo_until":"2025-10-01","reason":"notice"})";
constexpr const char* kAcknowledge = R"({"case_id":"case-0","reason":"received"})";
constexpr const char* kVerify = R"({"case_id":"case-0","to":"verification","reason":"credible"})";
constexpr const char* kConfirm =
    R"({"case_id":"case-0","category":"implementation","curable_by_software":"yes",
  "basis":"vendor","reason":"shown"})";
constexpr const char* kPath =
    R"({"path":"attack-path-0","component":"component-1","method":"factoring","assets":[],
  "uses":["digital_identity"],"reason":"found"})";
constexpr const char* kRating =
    R"({"rating":"rating-0","path":"attack-path-0","component":"component-1","table":"smartcards",
  "factors":[{"factor":"elapsed_time","column":"identification","level":"one_week"},
  {"factor":"expertise","column":"identification","level":"expert"},{"factor":"knowledge","column":"identification","level":"public"},
  {"factor":"access","column":"identification","level":"under_10"},{"factor":"equipment","column":"identification","level":"standard"},
  {"factor":"open_samples","column":"identification","level":"public"},
  {"factor":"elapsed_time","column":"exploitation","level":"one_week"},{"factor":"expertise","column":"exploitation","level":"proficient"},
  {"factor":"knowledge","column":"exploitation","level":"public"},{"factor":"access","column":"exploitation","level":"under_10"},
  {"factor":"equipment","column":"exploitation","level":"standard"}],
  "means":{"equipment_class":"standard","equipment":"computers","skills":"mathematics"},"basis":"judged","source":"s","reason":"found"})";

TEST(Consequences, R54_AWithdrawalOpensARiskForEachProgrammeInTheSameGo) {
  World w = small_world();
  const auto events = w.must(
      kBody, "certificate.withdraw",
      R"({"certificate":"EUCC-1-2025-03-0002","ground":"requirements_not_met","reason":"not curable"})");
  const auto risks = all_of<risk::RiskOpened>(events);
  ASSERT_EQ(risks.size(), 1U);
  EXPECT_EQ(risks.front().programme, ProgrammeId("programme-0"));
  EXPECT_EQ(risks.front().component, ComponentId("component-3"));
  EXPECT_EQ(risks.front().cause, risk::Cause::kWithdrawal);
}

TEST(Consequences, R54_AWithdrawalOfAPartReachesTheSoftwareThatContainsIt) {
  World w = small_world();
  const auto events = w.must(
      kBody, "certificate.withdraw",
      R"({"certificate":"EUCC-1-2025-03-0000","ground":"requirements_not_met","reason":"not curable"})");
  ASSERT_EQ(all_of<risk::RiskOpened>(events).size(), 1U);
  EXPECT_TRUE(has(events, "certificate.notice_requested"))
      << ::testing::PrintToString(names(events));
}

std::vector<Event> surveillance_result(World& w, const char* outcome) {
  w.must(
      kAuthority, "surveillance.plan_event",
      R"({"event":"surveillance-event-0","component":"component-0","layer":"ic","laboratory":"organisation-2",
            "technical_domain":"smartcards","planned_for":"2025-04-02","certificate":"EUCC-1-2025-03-0000"})");
  w.now = w.now.plus_hours(48);
  return w.must(
      kLaboratory, "surveillance.record_result",
      fmt::format(
          R"({{"event":"surveillance-event-0","outcome":"{}","attacks":[{{"method":"fault injection",
                  "equipment":"specialised","equipment_used":"laser","skills":"s","outcome":"{}"}}],"report":"evidence-0"}})",
          outcome, std::string_view(outcome) == "failed" ? "succeeded" : "resisted"));
}

TEST(Consequences, R12_R28_AFailedSurveillanceOpensACaseAndIsNotedAtItsCertificate) {
  World w = small_world();
  const auto events = surveillance_result(w, "failed");
  const auto cases = all_of<vulnerability::FlawReported>(events);
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases.front().components, (std::set{ComponentId("component-0")}));
  EXPECT_EQ(cases.front().raised_by, SurveillanceEventId("surveillance-event-0"));
  const auto notes = all_of<certificate::AssessmentNoted>(events);
  ASSERT_FALSE(notes.empty());
  EXPECT_EQ(notes.front().certificate, CertificateId("EUCC-1-2025-03-0000"));
  EXPECT_EQ(notes.front().outcome, certificate::AssessmentOutcome::kFailed);
}

TEST(Consequences, R28_APassedSurveillanceOpensNoCase) {
  World w = small_world();
  const auto events = surveillance_result(w, "passed");
  EXPECT_TRUE(all_of<vulnerability::FlawReported>(events).empty());
  EXPECT_FALSE(all_of<certificate::AssessmentNoted>(events).empty());
}

TEST(Consequences, R28_AnAssessmentIsClosedByTheRiskThatTookItUpAndNoOther) {
  World w = small_world();
  surveillance_result(w, "passed");
  w.must(kAuthority, "risk.open_risk",
         R"({"risk":"risk-0","programme":"programme-0","component":"component-3","cause":"other",
             "cause_ref":"yearly look","reason":"yearly look"})");
  const auto close = [&](const char* risk) {
    const auto json = boost::json::parse(
        fmt::format(R"({{"event":"surveillance-event-0","risk_evaluation":"{}"}})", risk));
    return w.give(kAuthority, command_from_json("surveillance.close_event", json).value());
  };
  EXPECT_FALSE(close("risk-0").has_value()) << "nobody has looked at the result";
  const auto taken = w.must(kAuthority, "risk.take_resistance",
                            R"({"risk":"risk-0","input":"surveillance-event-0","judged":{},
                                "basis":"the report","reason":"yearly look"})");
  EXPECT_EQ(all_of<surveillance::EvaluationNoted>(taken).size(), 1U)
      << ::testing::PrintToString(names(taken));
  EXPECT_FALSE(close("risk-9").has_value()) << "there is no such risk";
  EXPECT_TRUE(close("risk-0").has_value());
}

TEST(Consequences, R64_AConfirmedFlawRaisesARiskAndAProposalAndCarriesOutNothing) {
  World w = small_world();
  w.must(kAuthority, "vulnerability.report_flaw", kReport);
  w.must(kAuthority, "vulnerability.acknowledge_report", kAcknowledge);
  w.must(kAuthority, "vulnerability.advance_phase", kVerify);
  const auto events = w.must(kMaker, "vulnerability.confirm_flaw", kConfirm);
  ASSERT_EQ(all_of<risk::RiskOpened>(events).size(), 1U);
  const auto proposals = all_of<contingency::ProposalRaised>(events);
  ASSERT_EQ(proposals.size(), 1U) << ::testing::PrintToString(names(events));
  EXPECT_FALSE(has(events, "contingency.execution_started"));
  EXPECT_TRUE(w.state.contingency.executions.empty());
  EXPECT_TRUE(w.state.programme.programmes.at(ProgrammeId("programme-0")).limits.empty());
}

TEST(Consequences, R22_TheHoldersOfDependentCertificatesAreToldOnceTheCaseIsInTheOpen) {
  World open = small_world();
  EXPECT_TRUE(has(open.must(kAuthority, "vulnerability.report_flaw", kReport),
                  "certificate.notice_requested"));
  World closed = small_world();
  EXPECT_FALSE(has(closed.must(kAuthority, "vulnerability.report_flaw", kRestricted),
                   "certificate.notice_requested"));
  closed.now = Instant::parse("2025-10-02T08:00:00Z").value();
  EXPECT_TRUE(has(closed.must(kAuthority, "vulnerability.lift_restriction",
                              R"({"case_id":"case-0~0123456789abcdef","reason":"published"})"),
                  "certificate.notice_requested"));
}

/// A flaw in the open, the claim broken, the proposal agreed by two: `limit` and `stop` are to be
/// carried out.
World executing() {
  World w = small_world();
  w.must(kAuthority, "vulnerability.report_flaw", kReport);
  w.must(kAuthority, "vulnerability.acknowledge_report", kAcknowledge);
  w.must(kAuthority, "vulnerability.advance_phase", kVerify);
  w.must(kLaboratory, "resistance.register_attack_path", kPath);
  w.must(kLaboratory, "resistance.rate_attack_path", kRating);
  w.must(kMaker, "vulnerability.confirm_flaw", kConfirm);
  const auto& proposals = w.state.contingency.proposals;
  const auto both = std::ranges::find_if(
      proposals, [](const auto& item) { return item.second.measures.size() == 2; });
  if (both == proposals.end()) return w;
  const auto answer = fmt::format(
      R"({{"proposal":"{}","answer":"execute","measures":["limit","stop"],"reason":"agreed"}})",
      both->first);
  w.must(kAuthority, "contingency.decide_proposal", answer);
  EXPECT_TRUE(w.state.contingency.executions.empty()) << "one person alone started it";
  w.must(kDirector, "contingency.decide_proposal", answer);
  EXPECT_EQ(w.state.contingency.executions.size(), 1U);
  return w;
}

TEST(Consequences, R61_AStartedStepLimitsTheUsesInTheProgramme) {
  World w = executing();
  ASSERT_FALSE(w.state.contingency.executions.empty());
  const auto events = w.must(
      kAuthority, "contingency.start_step",
      fmt::format(R"({{"execution":"{}","measure":"limit","step":"s1","components":["component-3"],
                               "reason":"now"}})",
                  w.state.contingency.executions.begin()->first));
  EXPECT_TRUE(has(events, "contingency.action_requested"));
  const auto limits = all_of<programme::UsesLimited>(events);
  ASSERT_EQ(limits.size(), 1U) << ::testing::PrintToString(names(events));
  EXPECT_EQ(limits.front().withdrawn, (std::set{catalog::Use::kDigitalIdentity}));
}

TEST(Consequences, R62_AStartedStepStopsProductionWithTheSoftware) {
  World w = executing();
  ASSERT_FALSE(w.state.contingency.executions.empty());
  const auto events = w.must(
      kAuthority, "contingency.start_step",
      fmt::format(R"({{"execution":"{}","measure":"stop","step":"s1","components":["component-3"],
                               "reason":"now"}})",
                  w.state.contingency.executions.begin()->first));
  const auto stops = all_of<programme::ProductionStopped>(events);
  ASSERT_EQ(stops.size(), 1U) << ::testing::PrintToString(names(events));
  EXPECT_EQ(stops.front().component, ComponentId("component-3"));
}

/// component-1 has a confirmed flaw that everybody may know of.
World confirmed() {
  World w = small_world();
  w.must(kAuthority, "vulnerability.report_flaw", kReport);
  w.must(kAuthority, "vulnerability.acknowledge_report", kAcknowledge);
  w.must(kAuthority, "vulnerability.advance_phase", kVerify);
  w.must(kMaker, "vulnerability.confirm_flaw", kConfirm);
  return w;
}

std::size_t open_proposals(const State& state) {
  return static_cast<std::size_t>(
      std::ranges::count_if(state.contingency.proposals,
                            [](const auto& item) { return !item.second.closed_on.has_value(); }));
}

TEST(Consequences, R54_AWithdrawalOpensARiskInEveryProgrammeThatIssuedTheSoftware) {
  World w = small_world();
  w.must(
      kAuthority, "programme.establish_programme",
      R"({"programme":"programme-1","name":"permits","territory":"EE","document_class":"document-class-0","policy":{
            "uses":["border_crossing"],"validity_by_group_months":{"":60},
            "field_security":"maintained","certification_floor":[],"gate":"personalisation",
            "surveillance_interval_months":24,"introduction_interval_months":36,"exercise_interval_months":24,
            "effort_ceiling":{"steps":6,"minutes":30,"journeys":1},"erosion_threshold_ppm":100000,"margin_alarm_points":3,
            "independent_sources_min":2},"reason":"start"})");
  w.must(kAuthority, "programme.introduce_software",
         R"({"programme":"programme-1","component":"component-3","source":"organisation-3",
            "certificates":["EUCC-1-2025-03-0002"],"reason":"the same software"})");
  const auto events = w.must(
      kBody, "certificate.withdraw",
      R"({"certificate":"EUCC-1-2025-03-0000","ground":"requirements_not_met","reason":"not curable"})");
  std::set<ProgrammeId> programmes;
  for (const auto& risk : all_of<risk::RiskOpened>(events)) programmes.insert(risk.programme);
  EXPECT_EQ(programmes, (std::set{ProgrammeId("programme-0"), ProgrammeId("programme-1")}));
}

TEST(Consequences, R12_ADecisionOnTheCertificateAnswersTheCaseThatReachesIt) {
  World w = confirmed();
  const auto suspended = w.must(
      kBody, "certificate.suspend",
      R"({"certificate":"EUCC-1-2025-03-0000","ground":"emergency","reason":"until it is clear"})");
  const auto first = all_of<vulnerability::OutcomeRecorded>(suspended);
  ASSERT_EQ(first.size(), 1U) << ::testing::PrintToString(names(suspended));
  EXPECT_EQ(first.front().case_id, CaseId("case-0"));
  EXPECT_EQ(first.front().answer, vulnerability::Answer::kSuspended);
  w.now = w.now.plus_hours(48);
  const auto withdrawn = w.must(
      kBody, "certificate.withdraw",
      R"({"certificate":"EUCC-1-2025-03-0000","ground":"requirements_not_met","reason":"not curable"})");
  const auto second = all_of<vulnerability::OutcomeRecorded>(withdrawn);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second.front().answer, vulnerability::Answer::kWithdrawn);
}

TEST(Consequences, R22_ADecisionOnTheCertificateTellsNothingOfARestrictedCase) {
  World w = small_world();
  w.must(kAuthority, "vulnerability.report_flaw", kRestricted);
  const auto events = w.must(
      kBody, "certificate.withdraw",
      R"({"certificate":"EUCC-1-2025-03-0000","ground":"requirements_not_met","reason":"not curable"})");
  EXPECT_TRUE(all_of<vulnerability::OutcomeRecorded>(events).empty());
}

TEST(Consequences, E15_AWiderScopeTellsTheHoldersOfWhatRestsOnIt) {
  World w = small_world();
  w.must(kAuthority, "vulnerability.report_flaw",
         R"({"case_id":"case-0","title":"weak keys","channel":"authority","reference":"letter",
  "summary":"keys can be worked out","components":["component-4"],"certificates":[],"reason":"notice"})");
  const auto events = w.must(
      kAuthority, "vulnerability.record_scope",
      R"({"case_id":"case-0","components":["component-4"],"certificates":["EUCC-1-2025-03-0000"],
          "assets":[],"uses":[],"reason":"the chip too"})");
  std::set<std::optional<CertificateId>> told;
  for (const auto& notice : all_of<certificate::NoticeRequested>(events))
    told.insert(notice.dependent);
  EXPECT_TRUE(told.contains(CertificateId("EUCC-1-2025-03-0001")))
      << ::testing::PrintToString(names(events));
}

TEST(Consequences, R64_AProposalWhoseLevelHasFallenIsClosed) {
  World w = small_world();
  w.must(kAuthority, "vulnerability.report_flaw", kReport);
  w.must(kAuthority, "vulnerability.acknowledge_report", kAcknowledge);
  w.must(kAuthority, "vulnerability.record_scope",
         R"({"case_id":"case-0","components":["component-1"],"certificates":[],
          "assets":[],"uses":["digital_identity"],"reason":"signatures alone"})");
  ASSERT_EQ(open_proposals(w.state), 1U) << "a flaw that reaches the software is to be watched";
  w.must(kAuthority, "vulnerability.advance_phase", kVerify);
  const auto events =
      w.must(kAuthority, "vulnerability.reject_flaw",
             R"({"case_id":"case-0","basis":"tried","reason":"it could not be shown"})");
  EXPECT_EQ(all_of<contingency::ProposalClosed>(events).size(), 1U)
      << ::testing::PrintToString(names(events));
  EXPECT_EQ(open_proposals(w.state), 0U);
}

TEST(Consequences, R64_APlanThatComesWhileALevelHoldsIsProposedAtOnce) {
  World w = small_world();
  w.must(kAuthority, "contingency.retire_plan",
         R"({"plan":"contingency-plan-0","reason":"to be written anew"})");
  w.now = w.now.plus_hours(24);
  w.must(kAuthority, "vulnerability.report_flaw", kReport);
  w.must(kAuthority, "vulnerability.acknowledge_report", kAcknowledge);
  w.must(kAuthority, "vulnerability.advance_phase", kVerify);
  w.must(kMaker, "vulnerability.confirm_flaw", kConfirm);
  ASSERT_EQ(open_proposals(w.state), 0U) << "there is no plan in force";
  w.must(
      kAuthority, "contingency.draft_plan",
      fmt::format(
          R"({{"plan":"contingency-plan-1","programme":"programme-0","content":{},"reason":"new"}})",
          kPlanContent));
  w.must(kAuthority, "contingency.submit_plan",
         R"({"plan":"contingency-plan-1","version":1,"reason":"ready"})");
  constexpr const char* kApproval =
      R"({"plan":"contingency-plan-1","version":1,"revision":1,"effort_override":"","reason":"approved"})";
  w.must(kDirector, "contingency.approve_plan", kApproval);
  EXPECT_EQ(open_proposals(w.state), 0U);
  w.must({"person-5", "organisation-0"}, "contingency.approve_plan", kApproval);
  EXPECT_EQ(open_proposals(w.state), 1U);
}

TEST(Consequences, R64_WhatIsCarriedOutIsHistory) {
  World w = executing();
  ASSERT_FALSE(w.state.contingency.executions.empty());
  const std::string execution = w.state.contingency.executions.begin()->first;
  for (const auto* measure : {"limit", "stop"}) {
    w.must(kAuthority, "contingency.close_step",
           fmt::format(R"({{"execution":"{}","measure":"{}","step":"s1","state":"skipped",
                            "reason":"done by hand"}})",
                       execution, measure));
  }
  const auto events = w.must(kAuthority, "contingency.end_execution",
                             fmt::format(R"({{"execution":"{}","reason":"all done"}})", execution));
  const auto closed = all_of<contingency::ProposalClosed>(events);
  ASSERT_EQ(closed.size(), 1U) << ::testing::PrintToString(names(events));
  EXPECT_EQ(closed.front().proposal, execution);
}

TEST(Consequences, Art36_ARemedyThatIsProposedOpensTheReviewOfTheCertificate) {
  World w = confirmed();
  w.must(
      kMaker, "vulnerability.file_impact_report",
      R"({"case_id":"case-0","certificate":"EUCC-1-2025-03-0000","impact":"keys","proximity":"near",
             "remediable":"yes","resolutions":["a new library"],"reason":"analysed"})");
  const auto events =
      w.must(kMaker, "vulnerability.propose_remedy",
             R"({"case_id":"case-0","certificate":"EUCC-1-2025-03-0000","proposal":"a new library",
                 "reason":"it can be cured"})");
  const auto reviews = all_of<certificate::ReviewOpened>(events);
  ASSERT_EQ(reviews.size(), 1U) << ::testing::PrintToString(names(events));
  EXPECT_EQ(reviews.front().ground, certificate::ReviewGround::kRemedy);
}

/// Every event of the list is sealed in the compartment.
void expect_sealed(const World& w, const std::vector<Event>& events) {
  for (const Event& event : events) {
    EXPECT_EQ(compartment_of(w.state, event), CompartmentId("compartment-0")) << name_of(event);
  }
}

/// The same command about the restricted case.
std::string restricted(std::string fields) {
  const std::string_view plain = "\"case-0\"";
  return fields.replace(fields.find(plain), plain.size(), "\"case-0~0123456789abcdef\"");
}

TEST(Secrecy, R22_NothingThatARestrictedCaseBringsAboutIsKeptInClear) {
  World w = small_world();
  expect_sealed(w, w.must(kAuthority, "vulnerability.report_flaw", kRestricted));
  expect_sealed(w,
                w.must(kAuthority, "vulnerability.acknowledge_report", restricted(kAcknowledge)));
  expect_sealed(w, w.must(kAuthority, "vulnerability.advance_phase", restricted(kVerify)));
  expect_sealed(w, w.must(kLaboratory, "resistance.register_attack_path", kPath));
  expect_sealed(w, w.must(kLaboratory, "resistance.rate_attack_path", kRating));
  const auto confirmed = w.must(kAuthority, "vulnerability.confirm_flaw", restricted(kConfirm));
  EXPECT_TRUE(has(confirmed, "risk.risk_opened"));
  expect_sealed(w, confirmed);
  EXPECT_FALSE(w.state.contingency.proposals.empty());
  for (const auto& [id, proposal] : w.state.contingency.proposals) {
    const auto answer = fmt::format(
        R"({{"proposal":"{}","answer":"execute","measures":["limit"],"reason":"agreed"}})", id);
    expect_sealed(w, w.must(kAuthority, "contingency.decide_proposal", answer));
    expect_sealed(w, w.must(kDirector, "contingency.decide_proposal", answer));
  }
}

TEST(Secrecy, R22_WithoutARestrictedCaseARatingIsKeptInClear) {
  World w = small_world();
  for (const auto& event : w.must(kLaboratory, "resistance.register_attack_path", kPath)) {
    EXPECT_EQ(compartment_of(w.state, event), std::nullopt);
  }
}

}  // namespace
}  // namespace lw::core::testing
