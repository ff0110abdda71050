#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "domain/rules/rules.hpp"

/// The figures of the law that the tests of these slices rest on, typed from the articles named,
/// not from data/rules.
namespace lw::testing_law {

inline Date day(std::string_view text) { return Date::parse(text).value(); }

class Book {
 public:
  Book& add(std::string_view id, std::string_view article, rules::Content content,
            std::string_view from = "2000-01-01", std::string_view until = {}) {
    rules::Rule rule;
    rule.source.rule_id = id;
    rule.source.act = "the act";
    rule.source.article = article;
    rule.source.text = "A sentence.";
    rule.source.status = rules::Status::kRead;
    rule.source.in_force.from = day(from);
    if (!until.empty()) rule.source.in_force.until = day(until);
    rule.content = std::move(content);
    const auto added = rules_.add(std::move(rule));
    EXPECT_TRUE(added) << (added ? "" : added.error().message());
    return *this;
  }
  /// A calendar of two years with these days off.
  Book& calendar(const char* id, std::set<Date> off) {
    rules::Calendar calendar;
    calendar.days = {id, day("2025-01-01"), day("2026-12-31"), std::move(off)};
    calendar.name = id;
    calendar.act = "made up";
    calendar.years = {{2025, rules::Status::kPolicy, "made up"},
                      {2026, rules::Status::kPolicy, "made up"}};
    for (const Date holiday : calendar.days.holidays) calendar.names[holiday] = "Easter";
    const auto added = rules_.add(std::move(calendar));
    EXPECT_TRUE(added) << (added ? "" : added.error().message());
    return *this;
  }
  [[nodiscard]] rules::RuleBook take() const { return rules_; }

 private:
  rules::RuleBook rules_;
};

inline rules::Duration days(std::int32_t n) { return {n, rules::Unit::kCalendarDays}; }
inline rules::Duration months(std::int32_t n) { return {n, rules::Unit::kMonths}; }
inline rules::Duration years(std::int32_t n) { return {n, rules::Unit::kYears}; }

inline rules::RuleBook law() {
  const rules::Duration nine_months_before{9, rules::Unit::kMonths, rules::CountsFrom::kDayAfter,
                                           rules::Runs::kBackward};
  return Book()
      .add("eucc.validity.max", "Art. 12(2)", years(5), "2025-02-27")
      .add("eucc.suspension.max", "Art. 30(1)", days(42), "2025-02-27")
      .add("eucc.suspension.total_max", "Art. 30(6)", years(1), "2025-02-27")
      .add("eucc.van.technical_domain_min", "Art. 7(3)", rules::Number{4, "AVA_VAN level"},
           "2025-02-27")
      .add("csa.national_certificates.valid_until_expiry", "Art. 57(3)", rules::Flag{true},
           "2019-06-27")
      .add("eucc.validity.longer_with_approval", "Art. 12(3)", rules::Flag{true}, "2025-02-27")
      .add("eucc.validity.pp_lifetime", "Art. 18(2)", rules::Flag{true}, "2025-02-27")
      .add("eucc.review.suspend_pending_remedy", "Art. 13(3)", rules::Flag{true}, "2025-02-27")
      .add("eucc.review.request_grounds", "Annex IV.1(2)",
           rules::Choice{{"near_expiry", "changed", "vulnerability_assessment_again"}},
           "2025-02-27")
      .add("eucc.remedy_missing.outcomes", "Art. 28(6), 29(2)",
           rules::Choice{{"suspend", "withdraw"}}, "2025-02-27")
      .add("eucc.noncompliance.repeated.outcomes", "Art. 29(3)", rules::Choice{{"withdraw"}},
           "2025-02-27")
      .add("eucc.suspension.grounds", "Art. 13(3), 28(4), 28(6), 29(2)",
           rules::Choice{{"review_pending_remedy", "emergency", "holder_does_not_cooperate",
                          "no_appropriate_remedy"}},
           "2025-02-27")
      .add("eucc.suspension.ends_validity", "Art. 30(1)", rules::Flag{false}, "2025-02-27")
      .add("eucc.suspension.extension_by", "Art. 30(6)", rules::Choice{{"ncca"}}, "2025-02-27")
      .add("eucc.promotion.ceases_on", "Art. 9(2)(d)",
           rules::Choice{{"suspended", "withdrawn", "expired"}}, "2025-02-27")
      .add("eucc.withdrawal.decided_by", "Art. 14(1); Reg. (EU) 2019/881 Art. 58(8)(e)",
           rules::Choice{{"issuing_certification_body", "ncca"}}, "2025-02-27")
      .add("eucc.withdrawal.holder_may_request", "Art. 14(3)", rules::Flag{true}, "2025-02-27")
      .add("eucc.patch.critical.deploy_in_parallel", "Annex IV.4(6)(c)", rules::Flag{true},
           "2025-02-27")
      .add("eucc.change.minor.keeps_end_date", "Annex IV.3(5)(b)", rules::Flag{true}, "2025-02-27")
      .add("eucc.records.superseded_with_successor", "Art. 40(2), 41(3)", rules::Flag{true},
           "2025-02-27")
      .add("eucc.cab_noncompliance.outcomes", "Art. 31(1)-(2)",
           rules::Choice{{"maintain", "withdraw", "withdraw_and_issue_new"}}, "2025-02-27")
      .add("eucc.published_states", "Art. 42(1)(b)",
           rules::Choice{{"in_force", "suspended", "withdrawn", "expired"}}, "2025-02-27")
      .add("eucc.certificate.fields", "Art. 10(1), Annex VII",
           rules::Choice{{"identifier", "product_and_holder", "evaluation_and_certification",
                          "mark_and_label"}},
           "2025-02-27")
      .add("eucc.augmentation.plus_sign", "Annex VIII(1)", rules::Flag{false}, "2025-02-27")
      .add("eucc.standards.edition_named", "Art. 2(1)-(2), 3 as amended", rules::Flag{true},
           "2025-02-27")
      .add("eucc.national_schemes.in_effect", "Art. 49(1)", rules::Flag{true}, "2024-02-27",
           "2025-02-26")
      .add("eucc.national_schemes.in_effect", "Art. 49(1)", rules::Flag{false}, "2025-02-27")
      .add(
          "eucc.suspension.notify", "Art. 30(2)-(5)",
          rules::Choice{{"holder", "ncca", "enisa", "purchasers", "public", "market_surveillance"}},
          "2025-02-27")
      .add("eucc.withdrawal.notify", "Art. 14(2)",
           rules::Choice{{"ncca", "enisa", "market_surveillance"}}, "2025-02-27")
      .add("eucc.nonconformity.remedy_proposal.max", "Art. 28(3)", days(30), "2025-02-27")
      .add("eucc.noncompliance.remedy.max", "Art. 29(1)", days(30), "2025-02-27")
      .add("eucc.vulnerability.under_nonconformity", "Art. 28(7)", rules::Flag{false}, "2025-02-27")
      .add("eucc.vulnerability.tell_dependent_holders", "Art. 33(4)", rules::Flag{true},
           "2025-02-27")
      .add("eucc.review.outcomes", "Art. 13(2)",
           rules::Choice{{"confirm", "withdraw", "withdraw_and_extend", "withdraw_and_rescope"}},
           "2025-02-27")
      .add("eucc.review.request_near_expiry", "Annex IV.1(2)(a)", nine_months_before, "2025-02-27")
      .add("eucc.reassessment.same_itsef", "Annex IV.2(2)", rules::Flag{true}, "2025-02-27")
      .add("eucc.change.minor.new_certificate", "Annex IV.3(5)", rules::Flag{true}, "2025-02-27",
           "2025-12-28")
      .add("eucc.change.minor.new_certificate", "Annex IV.3(5) as amended", rules::Flag{false},
           "2025-12-29")
      .add("eucc.records.application.min", "Art. 8(7)", years(5), "2025-02-27")
      .add("eucc.records.evaluation.min", "Art. 40(2)", years(5), "2025-02-27")
      .add("eucc.records.holder.min", "Art. 41(2)", years(5), "2025-02-27")
      .add("eucc.sampling.min", "Art. 25(3)", rules::Number{4, "percent"}, "2025-02-27")
      .add("eucc.level.high.van_min", "Art. 4(3)", rules::Number{3, "AVA_VAN level"}, "2025-02-27")
      .add("eucc.level.substantial.van_max", "Art. 4(2)", rules::Number{2, "AVA_VAN level"},
           "2025-02-27")
      .add("eucc.mark.id_parts", "Art. 11(3)(b)",
           rules::Choice{
               {"scheme", "certification_body", "accreditation_number", "year_month", "number"}},
           "2025-02-27")
      .add("eucc.mark.qr_content", "Art. 11(4)",
           rules::Choice{
               {"validity", "certification_information", "supplementary_information", "history"}},
           "2025-02-27")
      .add("eucc.mark.height_min", "Annex IX(3)", rules::Number{5, "millimetres"}, "2025-02-27")
      .add("eucc.patch.step.max", "Annex IV.4(6)", rules::Duration{5, rules::Unit::kWorkingDays},
           "2025-02-27")
      .add("eucc.patch.cases", "Annex IV.4(2)-(3)",
           rules::Choice{{"outside_toe", "predetermined_minor", "critical_vulnerability",
                          "major_not_critical"}},
           "2025-02-27")
      .calendar("EU", {day("2026-04-03"), day("2026-04-06")})
      .calendar("FR", {day("2026-04-06")})  // works on Good Friday
      .add("eucc.change.classes_defined", "Art. 2", rules::Flag{false}, "2025-02-27", "2025-12-28")
      .add("eucc.change.classes_defined", "Art. 2 as amended", rules::Flag{true}, "2025-12-29")
      .add("eucc.change.major.route", "Annex IV.3(7)-(8)", rules::Choice{{"reevaluation"}},
           "2025-02-27")
      .add("eucc.product_series.allowed", "Art. 5", rules::Flag{false}, "2025-02-27", "2025-12-28")
      .add("eucc.product_series.allowed", "Art. 5(3) as amended", rules::Flag{true}, "2025-12-29")
      .add("eucc.standards.cc31r5_accepted", "Art. 3 as amended", rules::Flag{true}, "2025-02-27",
           "2027-12-31")
      .add("eucc.standards.cc31r5_accepted", "Art. 3 as amended", rules::Flag{false}, "2028-01-01")
      .add("eucc.national_schemes.may_finish", "Art. 49(2)", rules::Flag{true}, "2024-02-27",
           "2026-02-27")
      .add("eucc.national_schemes.may_finish", "Art. 49(2)", rules::Flag{false}, "2026-02-28")
      .add("csa.ncca.may_withdraw", "Art. 58(8)(e)",
           rules::Choice{{"issued_by_ncca", "issued_under_art_56_6"}}, "2021-06-28")
      .add("eidas.qscd.validity.max", "Art. 30(3a)", years(5), "2024-05-20")
      .add("eidas.qscd.vulnerability_assessment.interval", "Art. 30(3a)", months(24), "2024-05-20")
      .add("composite.etr.age.max", "JIL", months(18))
      .add("house.surveillance.interval", "default", months(24))
      .add("house.notice.max", "default", days(1))
      .add("house.reassessment.decision.max", "default", days(30))
      .add("house.reassessment.effect.max", "default", days(7))
      .add("house.dependents.told", "default", rules::Flag{true})
      .take();
}

}  // namespace lw::testing_law
