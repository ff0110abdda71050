#include <gtest/gtest.h>

#include "domain/core/testing/small_world.hpp"

namespace lw::core::testing {
namespace {

/// The shipped rules with one flag turned round, in all its versions.
rules::RuleBook turned(std::string_view id) {
  rules::RuleBook out;
  for (const rules::Rule* rule : policy().rules.all()) {
    rules::Rule copy = *rule;
    if (copy.source.rule_id == id) {
      auto& flag = std::get<rules::Flag>(copy.content);
      flag.on = !flag.on;
    }
    EXPECT_TRUE(out.add(std::move(copy)));
  }
  return out;
}

TEST(LawChange, E18_TheBodyReviewsARemedyWhileTheLawSaysSo) {
  State state;
  state.vulnerability.cases[CaseId("case-0")].id = CaseId("case-0");
  vulnerability::RemedyProposed proposed;
  proposed.case_id = CaseId("case-0");
  proposed.certificate = CertificateId("EUCC-1-2025-03-0000");
  const Event event{vulnerability::Event(proposed)};
  const auto follows = [&](const rules::RuleBook& rules) {
    const Instant now = Instant::parse("2026-04-01T08:00:00Z").value();
    return consequences(state, event, {now, now.date(), PersonId("p"), OrganisationId("o"), rules})
        .size();
  };
  EXPECT_EQ(follows(policy().rules), 1U);
  EXPECT_EQ(follows(turned("eucc.remedy.review_by_cb")), 0U);
}

}  // namespace
}  // namespace lw::core::testing
