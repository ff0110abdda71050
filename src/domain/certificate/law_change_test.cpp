#include "domain/certificate/mark.hpp"
#include "domain/certificate/testing/store.hpp"

/// A changed law is changed data: each test flips one rule and sees another outcome.
namespace lw::certificate::testing {
namespace {

/// The law of these tests with another content of one rule, in all its versions.
rules::RuleBook with(std::string_view id, const rules::Content& content) {
  rules::RuleBook out;
  bool there = false;
  for (const rules::Rule* rule : law().all()) {
    rules::Rule copy = *rule;
    const bool meant = copy.source.rule_id == id;
    there = there || meant;
    if (meant) copy.content = content;
    EXPECT_TRUE(out.add(std::move(copy)));
  }
  EXPECT_TRUE(there) << id;
  for (const auto& [name, calendar] : law().calendars()) EXPECT_TRUE(out.add(calendar));
  return out;
}

/// How the command is answered under the law as it is and under a changed one.
struct Answers {
  std::optional<ErrorCode> as_it_is;
  std::optional<ErrorCode> changed;
  bool operator==(const Answers&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Answers& answers) {
  const auto put = [&](const std::optional<ErrorCode>& code) -> std::ostream& {
    return code ? out << "error " << static_cast<int>(*code) : out << "done";
  };
  put(answers.as_it_is) << ", changed: ";
  return put(answers.changed);
}

struct Asked {
  const Store& store;
  std::string_view on;
  std::string_view by;
};

Answers answers(const Asked& asked, const Command& command, std::string_view rule,
                const rules::Content& content) {
  const auto code = [&](const rules::RuleBook& book) -> std::optional<ErrorCode> {
    Store fork = asked.store;
    fork.book = &book;
    const auto events = fork.give(asked.on, asked.by, command);
    return events ? std::nullopt : std::optional(events.error().code);
  };
  const rules::RuleBook changed = with(rule, content);
  return {code(law()), code(changed)};
}

constexpr Answers kForbiddenThen{std::nullopt, ErrorCode::kRefused};
constexpr Answers kAllowedThen{ErrorCode::kRefused, std::nullopt};

TEST(LawChange, E3_TheLifetimeOfAProfile) {
  const Store store;
  auto c = chip();
  c.subject = Subject::kProtectionProfile;
  c.covers = {};
  c.valid_until = day("2035-03-01");
  c.pp_lifetime_until = day("2035-03-01");
  EXPECT_EQ(
      answers({store, "2025-03-01", "cb-de"}, c, "eucc.validity.pp_lifetime", rules::Flag{false}),
      kForbiddenThen);
}

TEST(LawChange, E2_AnApprovalOfLongerValidity) {
  Store store;
  auto c = chip();
  c.valid_until = day("2032-03-01");
  store.must("2025-02-28", "ncca-de",
             ApproveLongerValidity{chip_id(), day("2032-03-01"), "long-lived"});
  EXPECT_EQ(answers({store, "2025-03-01", "cb-de"}, c, "eucc.validity.longer_with_approval",
                    rules::Flag{false}),
            kForbiddenThen);
}

TEST(LawChange, E5_TheGroundsOnWhichTheHolderMayAsk) {
  const Store store = issued();
  const OpenReview ask{chip_id(), ReviewGround::kChanged, "new key store"};
  const rules::Choice fewer{{"near_expiry"}};
  EXPECT_EQ(answers({store, "2026-03-01", "maker"}, ask, "eucc.review.request_grounds", fewer),
            kForbiddenThen);
  EXPECT_EQ(answers({store, "2026-03-01", "cb-de"}, ask, "eucc.review.request_grounds", fewer),
            Answers{})
      << "the body needs no such ground";
}

TEST(LawChange, E4_ASuspensionWithinAReview) {
  Store store = issued();
  store.must("2026-03-01", "cb-de", OpenReview{chip_id(), ReviewGround::kMonitoring, "look"});
  auto pending = suspend(chip_id());
  pending.ground = SuspensionGround::kReviewPendingRemedy;
  EXPECT_EQ(answers({store, "2026-03-02", "cb-de"}, pending, "eucc.review.suspend_pending_remedy",
                    rules::Flag{false}),
            kForbiddenThen);
  EXPECT_EQ(answers({store, "2026-03-02", "cb-de"}, suspend(chip_id()), "eucc.suspension.grounds",
                    rules::Choice{{"review_pending_remedy"}}),
            kForbiddenThen)
      << "an emergency is a ground no more";
}

TEST(LawChange, E8_WhatFollowsWithoutARemedy) {
  Store store = issued();
  store.must("2026-03-01", "cb-de",
             ReportNonconformity{chip_id(), "m1", MatterCause::kProductDiffers, "differs", {}});
  auto late = suspend(chip_id());
  late.ground = SuspensionGround::kNoAppropriateRemedy;
  auto end = withdraw(chip_id());
  end.ground = WithdrawalGround::kNoAppropriateRemedy;
  const char* const rule = "eucc.remedy_missing.outcomes";
  const Asked asked{store, "2026-04-01", "cb-de"};
  EXPECT_EQ(answers(asked, late, rule, rules::Choice{{"withdraw"}}), kForbiddenThen);
  EXPECT_EQ(answers(asked, end, rule, rules::Choice{{"withdraw"}}), Answers{});
  EXPECT_EQ(answers(asked, end, rule, rules::Choice{{"suspend"}}), kForbiddenThen);
  const rules::RuleBook changed = with(rule, rules::Choice{{"withdraw"}});
  std::string says;
  for (const auto& finding : findings(store.world(), day("2026-04-01"), changed)) {
    if (finding.rule == "certificate.remedy_missing") says = finding.says;
  }
  EXPECT_NE(says.find("in time: withdraw (Art. 28(6)"), std::string::npos) << says;
}

TEST(LawChange, E8_WhatFollowsARepeatedInfringement) {
  Store store = issued();
  store.must("2026-03-01", "cb-de", ReportNoncompliance{chip_id(), "m1", "no records", {}});
  store.must("2026-05-01", "cb-de", ReportNoncompliance{chip_id(), "m2", "none again", {}});
  const char* const rule = "eucc.noncompliance.repeated.outcomes";
  const Asked asked{store, "2026-06-15", "cb-de"};
  EXPECT_EQ(answers(asked, suspend(chip_id()), rule, rules::Choice{{"suspend", "withdraw"}}),
            kAllowedThen);
  auto end = withdraw(chip_id());
  end.ground = WithdrawalGround::kRepeatedInfringement;
  EXPECT_EQ(answers(asked, end, rule, rules::Choice{{"suspend"}}), kForbiddenThen);
}

TEST(LawChange, E9_WhetherASuspensionEndsValidityIsForTheLawOfItsDay) {
  const rules::RuleBook changed = with("eucc.suspension.ends_validity", rules::Flag{true});
  Store store = issued();
  store.book = &changed;
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  const auto on = [&](std::string_view date) {
    return validity(store.at("EUCC-1-2025-03-0001"), day(date));
  };
  EXPECT_EQ(on("2026-03-03"), Validity::kValid);
  EXPECT_EQ(on("2026-03-04"), Validity::kEnded);
  store.book = &law();
  EXPECT_EQ(on("2026-03-10"), Validity::kEnded) << "a later law changes nothing about it";
  store.must("2026-03-20", "cb-de", LiftSuspension{chip_id(), "cured"});
  EXPECT_EQ(on("2026-03-20"), Validity::kValid);
  EXPECT_EQ(validity_gaps(store.state, ComponentId("ic"), day("2026-03-01"), day("2026-04-30")),
            (std::vector{Span{day("2026-03-04"), day("2026-03-19")}}));
}

TEST(LawChange, E10_WhoMayExtendASuspension) {
  Store store = issued();
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  const ExtendSuspension longer{chip_id(), day("2026-06-01"), "remedy under way"};
  const char* const rule = "eucc.suspension.extension_by";
  const rules::Choice issuer{{"issuing_certification_body"}};
  EXPECT_EQ(answers({store, "2026-04-01", "cb-de"}, longer, rule, issuer),
            (Answers{ErrorCode::kForbidden, std::nullopt}));
  EXPECT_EQ(answers({store, "2026-04-01", "ncca-de"}, longer, rule, issuer),
            (Answers{std::nullopt, ErrorCode::kForbidden}));
}

TEST(LawChange, E12_WhatEndsPromotion) {
  Store store = issued();
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  const Certificate& c = store.at("EUCC-1-2025-03-0001");
  const char* const rule = "eucc.promotion.ceases_on";
  EXPECT_FALSE(promotion_allowed(c, day("2026-03-10"), law()));
  EXPECT_TRUE(
      promotion_allowed(c, day("2026-03-10"), with(rule, rules::Choice{{"withdrawn", "expired"}})));
  EXPECT_FALSE(promotion_allowed(c, day("2025-02-28"), law())) << "not yet valid";
  EXPECT_FALSE(promotion_allowed(c, day("2030-03-01"), law()));
}

TEST(LawChange, E13_WhoWithdrawsAndWhetherTheHolderMayAsk) {
  const Store store = issued();
  const char* const by = "eucc.withdrawal.decided_by";
  EXPECT_EQ(
      answers({store, "2026-03-01", "cb-de"}, withdraw(chip_id()), by, rules::Choice{{"ncca"}}),
      kForbiddenThen);
  const WithdrawByAuthority authority{chip_id(), WithdrawalGround::kRequirementsNotMet, "flaw"};
  EXPECT_EQ(answers({store, "2026-03-01", "ncca-de"}, authority, by,
                    rules::Choice{{"issuing_certification_body"}}),
            kForbiddenThen);
  auto asked_for = withdraw(chip_id());
  asked_for.ground = WithdrawalGround::kHolderRequest;
  EXPECT_EQ(answers({store, "2026-03-01", "cb-de"}, asked_for, "eucc.withdrawal.holder_may_request",
                    rules::Flag{false}),
            kForbiddenThen);
}

TEST(LawChange, E14_WhetherAVulnerabilityMayBeANonconformity) {
  const Store store = issued();
  const ReportNonconformity flaw{chip_id(), "m1", MatterCause::kVulnerability, "weak keys", {}};
  EXPECT_EQ(answers({store, "2026-03-01", "cb-de"}, flaw, "eucc.vulnerability.under_nonconformity",
                    rules::Flag{true}),
            kAllowedThen);
}

TEST(LawChange, E21_WhetherACriticalFixMayGoOutInParallel) {
  Store store = issued();
  catalog::apply(store.catalog,
                 catalog::UpgradabilityRecorded{
                     ComponentId("ic"), catalog::Tristate::kYes,
                     catalog::PatchMechanism{catalog::PatchMethod::kJilCodeLoading, chip_id()}});
  store.must("2026-04-01", "maker",
             RecordPatch{chip_id(), "p1", PatchCase::kCriticalVulnerability, "keys", {}});
  const auto asks = [&] { return store.clocks_on("2026-04-02", "eucc.patch.step.max").at(0).must; };
  EXPECT_NE(asks().find("it may be deployed in parallel"), std::string::npos) << asks();
  const auto changed = with("eucc.patch.critical.deploy_in_parallel", rules::Flag{false});
  store.book = &changed;
  EXPECT_NE(asks().find("it may not be deployed in parallel"), std::string::npos) << asks();
}

TEST(LawChange, E28_WhetherAMinorChangeKeepsTheEndOfValidity) {
  Store store;
  store.must("2025-03-01", "cb-de", chip());
  auto next = chip("EUCC-1-2025-06-0002");
  next.valid_from = day("2025-06-01");
  next.valid_until = day("2030-05-31");
  store.must("2025-06-01", "cb-de", next);
  const RecordMaintenance change{chip_id(), "new box", EvidenceId("iar"),  next.certificate,
                                 {},        "minor",   ChangeClass::kMinor};
  EXPECT_EQ(answers({store, "2025-06-01", "cb-de"}, change, "eucc.change.minor.keeps_end_date",
                    rules::Flag{false}),
            kAllowedThen);
}

TEST(LawChange, E22_HowLongASupersededFileIsKept) {
  Store store = issued();
  const auto until = [&](const rules::RuleBook& book) {
    return record_keeping(store.state, store.at("EUCC-1-2025-03-0001"), book).at(0).until;
  };
  store.must("2029-11-01", "cb-de", OpenReview{chip_id(), ReviewGround::kMonitoring, "renew"});
  auto next = chip("EUCC-1-2029-12-0001");
  next.valid_from = day("2029-12-01");
  next.valid_until = day("2034-12-01");
  next.assurance = {"EAL5", "AVA_VAN.5"};
  next.replaces = chip_id();
  store.must("2029-12-01", "cb-de", next);
  EXPECT_EQ(until(law()), day("2039-12-01"));
  EXPECT_EQ(until(with("eucc.records.superseded_with_successor", rules::Flag{false})),
            day("2035-02-28"));
}

TEST(LawChange, E24_WhatBecomesOfACertificateOfABodyThatFailed) {
  Store store = issued();
  store.must("2026-02-01", "ncca-de", RecordBodyNoncompliance{OrganisationId("lab"), "lost scope"});
  const DecideAffected end{
      chip_id(), OrganisationId("lab"), AffectedOutcome::kWithdraw, {}, "not evaluated"};
  EXPECT_EQ(answers({store, "2026-02-10", "cb-de"}, end, "eucc.cab_noncompliance.outcomes",
                    rules::Choice{{"maintain"}}),
            kForbiddenThen);
}

TEST(LawChange, E25_WhichStatesArePublished) {
  Store store = issued();
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  const auto status_by = [&](const rules::RuleBook& book) {
    return public_status(store.world(), chip_id(), day("2026-03-10"), book)->status;
  };
  EXPECT_EQ(status_by(law()), Status::kSuspended);
  EXPECT_EQ(status_by(with("eucc.published_states", rules::Choice{{"in_force", "withdrawn"}})),
            std::nullopt);
}

TEST(LawChange, E27_WhatACertificateStates) {
  const Store store;
  const char* const rule = "eucc.certificate.fields";
  const Asked asked{store, "2025-03-01", "cb-de"};
  EXPECT_EQ(answers(asked, chip(), rule, rules::Choice{{"identifier", "bill_of_materials"}}),
            (Answers{std::nullopt, ErrorCode::kUnsupported}));
  auto no_level = chip();
  no_level.assurance = {"ALC_DVS.2"};
  EXPECT_EQ(answers(asked, no_level, rule, rules::Choice{{"identifier"}}), kAllowedThen);
  auto plus = chip();
  plus.shown_level = "EAL4+";
  EXPECT_EQ(answers(asked, plus, "eucc.augmentation.plus_sign", rules::Flag{true}),
            (Answers{ErrorCode::kInvalidInput, std::nullopt}));
}

TEST(LawChange, WhatNothingHereDecidesIsTold) {
  Certificate c;
  c.scheme = Scheme::kEucc;
  c.assurance = {"AVA_VAN.4"};
  const Date on = day("2026-03-01");
  const auto told = law_told(c, on, law());
  ASSERT_EQ(told.size(), 1);
  EXPECT_NE(told[0].find("Art. 7(3)"), std::string::npos) << told[0];
  const auto higher = with("eucc.van.technical_domain_min", rules::Number{5, "AVA_VAN level"});
  EXPECT_TRUE(law_told(c, on, higher).empty());
  c.scheme = Scheme::kSogis;
  EXPECT_EQ(law_told(c, on, law()).size(), 2) << "the schemes ended, the certificates did not";
  EXPECT_TRUE(law_told(c, day("2025-02-26"), law()).empty());
  c.scheme = Scheme::kCcra;
  EXPECT_TRUE(law_told(c, on, law()).empty());
}

TEST(LawChange, E30_OldSchemesAndEditions) {
  const Store store;
  auto old = chip("BSI-DSZ-CC-1234-2026");
  old.scheme = Scheme::kSogis;
  old.valid_from = day("2026-03-01");
  EXPECT_EQ(answers({store, "2026-03-01", "cb-de"}, old, "eucc.national_schemes.in_effect",
                    rules::Flag{true}),
            kAllowedThen);
  auto late = chip("EUCC-1-2028-01-0001");
  late.valid_from = day("2028-01-01");
  late.valid_until = day("2032-12-31");
  late.standard = StandardEdition::kCc31r5;
  EXPECT_EQ(answers({store, "2028-01-01", "cb-de"}, late, "eucc.standards.edition_named",
                    rules::Flag{false}),
            kAllowedThen);
}

}  // namespace
}  // namespace lw::certificate::testing
