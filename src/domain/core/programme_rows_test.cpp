#include <gtest/gtest.h>

#include <algorithm>

#include "domain/core/testing/small_world.hpp"
#include "domain/core/worlds.hpp"

// Rows of the programme that only the shipped rules, or the slices together, can prove.
namespace lw::core::testing {
namespace {

TEST(ProgrammeRows, R8_WithTheShippedRuleANewClassIsValidForTenYears) {
  World w = small_world();
  const auto define = [&](const char* validity) {
    w.must(kAuthority, "programme.define_document_class",
           fmt::format(R"({{"document_class":"identity-card","name":"Identity card",{}
                       "validity_by_group_months":{{"minor":60}},"reason":"start"}})",
                       validity));
    return w.state.programme.classes.at(DocumentClassId("identity-card")).validity_months;
  };
  EXPECT_EQ(define(""), 10 * 12);
  EXPECT_EQ(define(R"("validity_months":84,)"), 84);
  EXPECT_EQ(define(""), 10 * 12);
  w.must(
      kAuthority, "programme.establish_programme",
      R"({"programme":"cards-2","name":"cards","territory":"EE","document_class":"identity-card","policy":{
            "uses":["free_movement"],"field_security":"risk_record_only","certification_floor":[],"gate":"issuance",
            "surveillance_interval_months":24,"introduction_interval_months":36,"exercise_interval_months":24,
            "effort_ceiling":{"steps":6,"minutes":30,"journeys":1},"erosion_threshold_ppm":100000,"margin_alarm_points":3,
            "independent_sources_min":2},"reason":"start"})");
  w.must(
      kAuthority, "programme.introduce_software",
      R"({"programme":"cards-2","component":"component-3","source":"organisation-3","reason":"x"})");
  const auto batch = [&](const char* id, const char* group) {
    w.must(kAuthority, "programme.open_batch",
           fmt::format(R"({{"programme":"cards-2","batch":"{}","component":"component-3",
                       "holder_group":"{}","count":10,"reason":"order"}})",
                       id, group));
    return w.state.programme.batches.at(BatchId(id)).validity_months;
  };
  EXPECT_EQ(batch("adults", ""), 10 * 12);
  EXPECT_EQ(batch("minors", "minor"), 5 * 12) << "kept with the batch";
}

constexpr const char* kReport =
    R"({"case_id":"case-0","title":"weak keys","channel":"authority","reference":"letter",
  "summary":"keys can be worked out","components":["component-1"],"certificates":[],"reason":"notice"})";

/// A world with documents in the field and the switch of R29 where the test wants it.
World in_field(const char* field_security) {
  World w = small_world();
  w.must(kAuthority, "programme.set_policy",
         fmt::format(R"({{"programme":"programme-0","policy":{{
            "uses":["free_movement","border_crossing","digital_identity"],"validity_by_group_months":{{"":60}},
            "field_security":"{}","certification_floor":[],"gate":"personalisation",
            "surveillance_interval_months":24,"introduction_interval_months":36,"exercise_interval_months":24,
            "effort_ceiling":{{"steps":6,"minutes":30,"journeys":1}},"erosion_threshold_ppm":100000,"margin_alarm_points":3,
            "independent_sources_min":2}},"reason":"switch"}})",
                     field_security));
  w.must(kAuthority, "programme.report_cohorts",
         R"({"programme":"programme-0","source":"register","rows":[{"component":"component-3",
            "produced_month":"2025-04-01","holder_group":"","state":"issued","count":100}],"reason":"r"})");
  w.must(kAuthority, "vulnerability.report_flaw", kReport);
  w.must(kAuthority, "vulnerability.acknowledge_report",
         R"({"case_id":"case-0","reason":"received"})");
  w.must(kAuthority, "vulnerability.advance_phase",
         R"({"case_id":"case-0","to":"verification","reason":"credible"})");
  w.must(kMaker, "vulnerability.confirm_flaw",
         R"({"case_id":"case-0","category":"implementation","curable_by_software":"yes",
  "basis":"vendor","reason":"shown"})");
  return w;
}

bool found(const World& w, std::string_view rule) {
  const auto all = findings(w.state, w.now.date(), policy().rules);
  return std::ranges::find(all, rule, &Finding::rule) != all.end();
}

std::size_t risks_of_the_case(const World& w) {
  return static_cast<std::size_t>(std::ranges::count_if(w.state.risk.risks, [](const auto& item) {
    return item.second.case_id == CaseId("case-0") && !item.second.closed_on;
  }));
}

TEST(ProgrammeRows, R29_R44_WithTheSwitchOffAFlawIsARiskOnRecordAndNothingElse) {
  const World off = in_field("risk_record_only");
  EXPECT_EQ(risks_of_the_case(off), 1U);
  EXPECT_FALSE(found(off, "risk.not_recorded"));
  EXPECT_FALSE(found(off, "programme.field_security_breached"));
  EXPECT_FALSE(found(off, "programme.field_correction_owed"));
}

TEST(ProgrammeRows, R29_R44_WithTheSwitchOnItBreachesPolicyUntilItIsMitigated) {
  World on = in_field("maintained");
  EXPECT_EQ(risks_of_the_case(on), 1U) << "the record is there too";
  EXPECT_TRUE(found(on, "programme.field_security_breached"));
  on.must(kAuthority, "programme.limit_uses",
          R"({"programme":"programme-0","limit":"off","components":["component-3"],
             "withdrawn":["free_movement","border_crossing","digital_identity"],"reason":"flaw"})");
  EXPECT_FALSE(found(on, "programme.field_security_breached"));
  EXPECT_TRUE(found(on, "programme.field_correction_owed"));
  on.must(kAuthority, "programme.report_cohorts",
          R"({"programme":"programme-0","source":"register","rows":[{"component":"component-3",
             "produced_month":"2025-04-01","holder_group":"","state":"removed","count":100}],"reason":"r"})");
  EXPECT_FALSE(found(on, "programme.field_correction_owed"));
}

}  // namespace
}  // namespace lw::core::testing
