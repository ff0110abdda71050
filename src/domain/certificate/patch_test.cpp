#include "domain/certificate/testing/store.hpp"

namespace lw::certificate::testing {
namespace {

RecordPatch patch(PatchCase patch_case = PatchCase::kOutsideToe) {
  return {chip_id(), "p1", patch_case, "new boot code", {}};
}

/// The chip with a certified patch mechanism.
Store patchable() {
  Store out = issued();
  catalog::apply(out.catalog,
                 catalog::UpgradabilityRecorded{
                     ComponentId("ic"), catalog::Tristate::kYes,
                     catalog::PatchMechanism{catalog::PatchMethod::kJilCodeLoading, chip_id()}});
  return out;
}

TEST(Certificate, E21_APatchIsReportedWithinFiveWorkingDays) {
  Store store = patchable();
  store.must("2026-04-01", "maker", patch());  // the Wednesday before Easter
  // Thursday 2, Tuesday 7, Wednesday 8, Thursday 9, Friday 10 April; Good Friday and Easter Monday
  // are off
  const auto clock = store.clocks_on("2026-04-10", "eucc.patch.step.max");
  ASSERT_EQ(clock.size(), 1);
  EXPECT_EQ(clock[0].due_on, day("2026-04-10"));
  EXPECT_EQ(clock[0].state, ClockState::kDue);
  EXPECT_EQ(clock[0].who, "maker");
  EXPECT_FALSE(store.findings_on("2026-04-10").contains("certificate.patch_not_submitted"));
  EXPECT_TRUE(store.findings_on("2026-04-11").contains("certificate.patch_not_submitted"));
  const SubmitPatch to_body{chip_id(), "p1", OrganisationId("cb-de"), EvidenceId("report")};
  store.must("2026-04-11", "maker", to_body);
  EXPECT_TRUE(store.clocks_on("2026-04-11", "eucc.patch.step.max").empty());
  EXPECT_FALSE(store.findings_on("2026-04-11").contains("certificate.patch_not_submitted"));
  EXPECT_TRUE(store.findings_on("2026-04-10", "EUCC-1-2025-03-0001").empty());
  EXPECT_TRUE(store.decide("2026-04-11", "maker", to_body)->empty());
}

TEST(Certificate, E21_TheWorkingDaysAreThoseOfTheTerritory) {
  Store store = issued();
  catalog::apply(store.catalog, catalog::UpgradabilityRecorded{
                                    ComponentId("os"), catalog::Tristate::kYes,
                                    catalog::PatchMechanism{catalog::PatchMethod::kJilCodeLoading,
                                                            platform_id()}});
  store.must("2026-04-01", "card-maker",
             RecordPatch{platform_id(), "p1", PatchCase::kOutsideToe, "boot code", {}});
  EXPECT_EQ(store.clocks_on("2026-04-02", "eucc.patch.step.max").at(0).due_on,
            day("2026-04-09"));  // France works on Good Friday: 2, 3, 7, 8, 9 April
}

TEST(Certificate, E21_OutsideTheToeGoesToTheBodyAndTheRestToTheLaboratory) {
  Store store = patchable();
  store.must("2026-04-01", "maker", patch(PatchCase::kCriticalVulnerability));
  SubmitPatch submit{chip_id(), "p1", OrganisationId("cb-de"), EvidenceId("patch")};
  EXPECT_EQ(store.refused("2026-04-02", "maker", submit), ErrorCode::kRefused);
  submit.to = OrganisationId("lab");
  EXPECT_EQ(store.refused("2026-03-31", "maker", submit), ErrorCode::kRefused);
  EXPECT_EQ(store.refused("2026-04-02", "card-maker", submit), ErrorCode::kForbidden);
  store.must("2026-04-02", "maker", submit);
  submit.evidence = EvidenceId("another");
  EXPECT_EQ(store.refused("2026-04-03", "maker", submit), ErrorCode::kConflict);
}

TEST(Certificate, E21_AMajorChangeThatIsNotCriticalTakesAReview) {
  const Store store = patchable();
  const auto answer = store.decide("2026-04-01", "maker", patch(PatchCase::kMajorNotCritical));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kRefused);
  EXPECT_NE(answer.error().hint.find("certificate.open_review"), std::string::npos);
}

TEST(Certificate, E21_WithoutACertifiedMechanismThereIsNoPatchProcedure) {
  const Store store = issued();
  EXPECT_EQ(store.refused("2026-04-01", "maker", patch()), ErrorCode::kRefused);
  const Store able = patchable();
  EXPECT_TRUE(able.decide("2026-04-01", "maker", patch()));
  EXPECT_EQ(able.refused("2026-04-01", "card-maker", patch()), ErrorCode::kForbidden);
  auto unnamed = patch();
  unnamed.patch = "";
  EXPECT_EQ(able.refused("2026-04-01", "maker", unnamed), ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace lw::certificate::testing
