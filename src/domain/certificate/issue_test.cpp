#include "domain/certificate/mark.hpp"
#include "domain/certificate/testing/store.hpp"

namespace lw::certificate::testing {
namespace {

ListCertificate row(const char* id, const char* register_id, std::string_view snapshot) {
  ListCertificate c;
  c.certificate = CertificateId(id);
  c.scheme = Scheme::kEucc;
  c.source = "ENISA";
  c.register_id = register_id;
  c.name = "Card";
  c.holder_name = "Maker";
  c.valid_from = day("2025-10-06");
  c.valid_until = day("2030-10-06");
  c.snapshot = day(snapshot);
  return c;
}

TEST(Certificate, R18_WithoutEndDateItIsRefused) {
  const Store store;
  auto c = chip();
  c.valid_until.reset();
  EXPECT_EQ(store.refused("2025-03-01", "cb-de", c), ErrorCode::kRefused);
}

TEST(Certificate, E2_BeyondFiveYearsOnlyWithTheAuthoritysApproval) {
  Store store;
  auto c = chip();
  c.valid_until = day("2030-03-01");  // same date five years on: still within
  EXPECT_TRUE(store.decide("2025-03-01", "cb-de", c));
  c.valid_until = day("2030-03-02");
  EXPECT_EQ(store.refused("2025-03-01", "cb-de", c), ErrorCode::kRefused);
  EXPECT_EQ(store.refused("2025-02-28", "cb-de",
                          ApproveLongerValidity{chip_id(), day("2032-03-01"), "long-lived"}),
            ErrorCode::kForbidden);
  store.must("2025-02-28", "ncca-fr",
             ApproveLongerValidity{chip_id(), day("2032-03-01"), "long-lived"});
  EXPECT_EQ(store.refused("2025-03-01", "cb-de", c),
            ErrorCode::kRefused);  // another country's authority
  store.must("2025-02-28", "ncca-de",
             ApproveLongerValidity{chip_id(), day("2032-03-01"), "long-lived"});
  store.must("2025-03-01", "cb-de", c);
}

TEST(Certificate, E3_AProfilesCertificateLastsAsLongAsTheProfile) {
  const Store store;
  auto c = chip();
  c.subject = Subject::kProtectionProfile;
  c.covers = {};
  c.valid_until = day("2035-03-01");
  EXPECT_EQ(store.refused("2025-03-01", "cb-de", c), ErrorCode::kRefused);
  c.pp_lifetime_until = day("2035-03-01");
  EXPECT_TRUE(store.decide("2025-03-01", "cb-de", c));
}

TEST(Certificate, E27_APlusSignIsRefused) {
  const Store store;
  auto c = chip();
  c.assurance = {"EAL4+"};
  EXPECT_EQ(store.refused("2025-03-01", "cb-de", c), ErrorCode::kInvalidInput);
  c = chip();
  c.shown_level = "EAL4+";
  EXPECT_EQ(store.refused("2025-03-01", "cb-de", c), ErrorCode::kInvalidInput);
  c.scheme = Scheme::kNational;  // I.3 j: an old certificate may show it
  EXPECT_TRUE(store.decide("2025-03-01", "cb-de", c));
}

TEST(Certificate, E30_NoSogisCertificateAfter27February2026) {
  const Store store;
  auto c = chip("SOGIS-1");
  c.scheme = Scheme::kSogis;
  c.valid_from = day("2026-02-27");
  EXPECT_TRUE(store.decide("2026-02-27", "cb-de", c));
  c.valid_from = day("2026-02-28");
  EXPECT_EQ(store.refused("2026-02-28", "cb-de", c), ErrorCode::kRefused);
}

TEST(Certificate, E30_NoCertificateByCommonCriteria31From2028On) {
  const Store store;
  auto c = chip("EUCC-1-2027-12-0001");
  c.standard = StandardEdition::kCc31r5;
  c.valid_from = day("2027-12-31");
  c.valid_until = day("2030-02-28");
  EXPECT_TRUE(store.decide("2027-12-31", "cb-de", c));
  c.certificate = CertificateId("EUCC-1-2028-01-0001");
  c.valid_from = day("2028-01-01");
  EXPECT_EQ(store.refused("2028-01-01", "cb-de", c), ErrorCode::kRefused);
  c.standard = StandardEdition::kCc2022;
  EXPECT_TRUE(store.decide("2028-01-01", "cb-de", c));
}

TEST(Certificate, E29_OnlyTheAmendedLawKnowsAProductSeries) {
  Store store;
  auto c = chip("EUCC-1-2025-12-0001");
  c.series = "M78xx";
  c.valid_from = day("2025-12-28");
  EXPECT_EQ(store.refused("2025-12-28", "cb-de", c), ErrorCode::kRefused);
  c.valid_from = day("2025-12-29");
  store.must("2025-12-29", "cb-de", c);
  EXPECT_EQ(store.at("EUCC-1-2025-12-0001").series, "M78xx");
  c = chip("SOGIS-1");
  c.scheme = Scheme::kSogis;
  c.series = "M78xx";
  EXPECT_EQ(store.refused("2026-01-02", "cb-de", c), ErrorCode::kRefused);
}

TEST(Certificate, E29_SeveralProductsWithoutASeriesAreNoted) {
  Store store;
  catalog::apply(store.catalog, catalog::ComponentRegistered{ComponentId("other-ic"),
                                                             catalog::Layer::kIc,
                                                             "other",
                                                             "1",
                                                             OrganisationId("maker"),
                                                             {},
                                                             {}});
  auto whole = chip("EUCC-1-2026-01-0001");
  whole.valid_from = day("2026-01-02");
  whole.covers = {ComponentId("ic"), ComponentId("os"), ComponentId("app")};  // one on the other
  store.must("2026-01-02", "cb-de", whole);
  auto two = whole;
  two.certificate = CertificateId("EUCC-1-2026-01-0002");
  two.covers = {ComponentId("ic"), ComponentId("other-ic")};
  store.must("2026-01-02", "cb-de", two);
  EXPECT_FALSE(store.findings_on("2026-01-02", "EUCC-1-2026-01-0001")
                   .contains("certificate.several_products"));
  EXPECT_TRUE(store.findings_on("2026-01-02", "EUCC-1-2026-01-0002")
                  .contains("certificate.several_products"));
}

TEST(Certificate, E1_ACertificateStatesLevelSubstantialOrHigh) {
  Store store;
  auto c = chip();
  const auto level = [&](std::vector<std::string> assurance) {
    Certificate item;
    item.scheme = Scheme::kEucc;
    item.assurance = std::move(assurance);
    return level_of(item, day("2026-01-01"), law());
  };
  EXPECT_EQ(level({"AVA_VAN.1"}), AssuranceLevel::kSubstantial);
  EXPECT_EQ(level({"EAL2"}), AssuranceLevel::kSubstantial);
  EXPECT_EQ(level({"EAL4"}), AssuranceLevel::kHigh);
  EXPECT_EQ(level({"EAL4", "AVA_VAN.5"}), AssuranceLevel::kHigh);
  EXPECT_EQ(level({"ALC_DVS.2"}), std::nullopt);
  c.assurance = {"ALC_DVS.2"};
  EXPECT_EQ(store.refused("2025-03-01", "cb-de", c), ErrorCode::kRefused);
}

TEST(Certificate, E26_TheIdHasThePartsThatTheMarkBears) {
  EXPECT_EQ(id_parts(CertificateId("EUCC-3087-2025-12-0001")).value(),
            (IdParts{"EUCC", "3087", 2025, 12, "0001"}));
  for (const char* bad : {"EUCC-3087-2025-12", "EUCC-3087-2025-13-0001", "EUCC-3087-25-12-0001",
                          "EUCC--2025-12-0001", "BSI-3087-2025-12-0001", "EUCC-1-2025-1-0001",
                          "EUCC-3090-2025-0000000006-00000", "EUCC-1-2025-12-0001-2"}) {
    EXPECT_FALSE(id_parts(CertificateId(bad))) << bad;
  }
  Store store;
  auto c = chip("EUCC-1-2025");
  EXPECT_EQ(store.refused("2025-03-01", "cb-de", c), ErrorCode::kInvalidInput);
  store.must("2025-03-01", "cb-de", chip());
  auto wrong_month = chip("EUCC-1-2025-04-0001");
  store.must("2025-03-01", "cb-de", wrong_month);
  EXPECT_FALSE(
      store.findings_on("2025-03-01", "EUCC-1-2025-03-0001").contains("certificate.mark_id"));
  EXPECT_TRUE(
      store.findings_on("2025-03-01", "EUCC-1-2025-04-0001").contains("certificate.mark_id"));
}

TEST(Certificate, E26_TheMarkShowsLevelIdAndWhereItsCodeLeads) {
  Store store = issued();
  const auto shown = mark(store.world(), chip_id(), day("2026-03-03"), law());
  ASSERT_TRUE(shown) << shown.error().message();
  EXPECT_EQ(shown->level, AssuranceLevel::kHigh);
  EXPECT_EQ(shown->ava_van, 5);
  EXPECT_EQ(shown->id.accreditation, "1");
  EXPECT_EQ(shown->leads_to.size(), 4);
  EXPECT_EQ(shown->height_min_mm, 5);
  EXPECT_TRUE(shown->may_be_shown);
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  EXPECT_FALSE(mark(store.world(), chip_id(), day("2026-03-04"), law())->may_be_shown);
  EXPECT_EQ(mark(store.world(), CertificateId("none"), day("2026-03-04"), law()).error().code,
            ErrorCode::kNotFound);
  auto old = row("ANSSI-CC-2020/01", "a", "2026-04-25");
  old.scheme = Scheme::kNational;
  store.must("2026-04-25", "", old);
  EXPECT_EQ(mark(store.world(), old.certificate, day("2026-04-25"), law()).error().code,
            ErrorCode::kRefused);
}

TEST(Certificate, OnlyTheIssuerRegistersAndUnderTheCanonicalId) {
  const Store store;
  EXPECT_EQ(store.refused("2025-03-01", "cb-fr", chip()), ErrorCode::kForbidden);
  EXPECT_EQ(store.refused("2025-03-01", "maker", chip()), ErrorCode::kForbidden);
  EXPECT_EQ(store.refused("2025-03-01", "cb-de", chip("eucc-1-2025-03-0001")),
            ErrorCode::kInvalidInput);
}

TEST(Certificate, ItCannotRestOnItselfDirectlyOrNot) {
  Store store = issued();
  const RecordReference self{chip_id(), {chip_id()}, "public graph"};
  EXPECT_EQ(store.refused("2026-02-01", "", self), ErrorCode::kRefused);
  const RecordReference circle{chip_id(), {platform_id()}, "public graph"};
  EXPECT_EQ(store.refused("2026-02-01", "", circle), ErrorCode::kRefused);
  auto c = chip("EUCC-3-2026-01-0001");
  c.rests_on = {c.certificate};
  EXPECT_EQ(store.refused("2026-02-01", "cb-de", c), ErrorCode::kRefused);
  EXPECT_EQ(
      store.refused("2026-02-01", "", RecordReference{chip_id(), {CertificateId("none")}, "x"}),
      ErrorCode::kNotFound);
}

TEST(Certificate, R10_TheMissingAssuranceComponentIsNamed) {
  Store store;
  auto c = chip();
  c.assurance = {"EAL4", "ALC_DVS.2", "AVA_VAN.4"};
  store.must("2025-03-01", "cb-de", c);
  const std::vector<std::string> floor{"EAL4", "AVA_VAN.5"};
  EXPECT_EQ(missing_assurance(store.at("EUCC-1-2025-03-0001"), floor),
            std::vector<std::string>{"AVA_VAN.5"});
  Certificate high;
  high.assurance = {"EAL6"};
  EXPECT_TRUE(missing_assurance(high, floor).empty());
  EXPECT_EQ(ava_van(Certificate{}), 0);
}

TEST(Certificate, AVanishedRowIsNoWithdrawal) {
  Store store;
  store.must("2026-04-25", "",
             row("EUCC-3090-2025-10-0006", "eucc-3090-2025-10-0006", "2026-04-25"));
  store.must("2026-05-16", "",
             RecordVanished{CertificateId("EUCC-3090-2025-10-0006"), "ENISA",
                            "eucc-3090-2025-10-0006", day("2026-05-16")});
  const Certificate& c = store.at("EUCC-3090-2025-10-0006");
  EXPECT_EQ(status(c, day("2026-06-01")), Status::kInForce);
  EXPECT_EQ(validity(c, day("2026-06-01")), Validity::kValid);
  EXPECT_FALSE(store.findings_on("2026-05-15").contains("certificate.vanished_from_registers"));
  EXPECT_TRUE(store.findings_on("2026-05-16").contains("certificate.vanished_from_registers"));
}

TEST(Certificate, ARenamedRegisterIdIsAnAlias) {
  Store store;
  store.must("2026-04-25", "",
             row("EUCC-3090-2025-10-0006", "eucc-3090-2025-10-0006", "2026-04-25"));
  store.must("2026-05-16", "",
             RecordAlias{CertificateId("EUCC-3090-2025-10-0006"), "eucc-3090-2025-0000000006-00000",
                         "ENISA"});
  EXPECT_EQ(resolve(store.state, "EUCC-3090-2025-0000000006-00000"),
            CertificateId("EUCC-3090-2025-10-0006"));
  store.must(
      "2026-05-16", "",
      row("EUCC-3090-2025-0000000006-00000", "eucc-3090-2025-0000000006-00000", "2026-05-16"));
  EXPECT_EQ(store.state.certificates.size(), 1);
  EXPECT_EQ(store.at("EUCC-3090-2025-10-0006").listings.size(), 2);
  store.must("2026-05-16", "",
             row("EUCC-3090-2025-10-0007", "eucc-3090-2025-10-0007", "2026-05-16"));
  EXPECT_EQ(store.refused("2026-05-16", "",
                          RecordAlias{CertificateId("EUCC-3090-2025-10-0007"),
                                      "eucc-3090-2025-10-0006", "ENISA"}),
            ErrorCode::kConflict);
}

TEST(Certificate, TheSameRowAgainIsNoChangeAndALateOldSnapshotTeachesNothing) {
  Store store;
  const auto seen = row("EUCC-3090-2025-10-0006", "r", "2026-04-25");
  store.must("2026-04-25", "", seen);
  auto later = seen;
  later.snapshot = day("2026-05-16");
  EXPECT_TRUE(store.decide("2026-05-16", "", later)->empty());
  auto older = seen;
  older.snapshot = day("2026-01-01");
  older.name = "Old name";
  EXPECT_TRUE(store.decide("2026-05-16", "", older)->empty());
}

TEST(Certificate, AListNeverChangesWhatWasDecidedHere) {
  Store store = issued();
  auto c = row("EUCC-1-2025-03-0001", "r", "2026-04-25");
  c.name = "Something else";
  c.valid_until = day("2040-01-01");
  store.must("2026-04-25", "", c);
  EXPECT_EQ(store.at("EUCC-1-2025-03-0001").name, "Chip");
  EXPECT_EQ(store.at("EUCC-1-2025-03-0001").valid_until, day("2030-02-28"));
}

TEST(Certificate, R19_UnknownMonitoringPracticeIsFound) {
  Store store = issued();
  auto a = row("ANSSI-CC-2020/01", "a", "2026-04-25");
  a.scheme = Scheme::kNational;
  auto b = row("ANSSI-CC-2020/02", "b", "2026-04-25");
  b.scheme = Scheme::kSogis;
  auto c = row("ANSSI-CC-2020/03", "c", "2026-04-25");
  c.scheme = Scheme::kNational;
  for (const auto& listed : {a, b, c}) store.must("2026-04-25", "", listed);
  store.must("2026-04-25", "",
             RecordMonitoringPractice{c.certificate, MonitoringPractice::kRegular, "scheme page"});
  EXPECT_EQ(unknown_monitoring(store.state), (std::vector{a.certificate, b.certificate}));
  EXPECT_TRUE(store.findings_on("2026-04-26", "ANSSI-CC-2020/01")
                  .contains("certificate.unknown_monitoring"));
  EXPECT_FALSE(store.findings_on("2026-04-26", "ANSSI-CC-2020/03")
                   .contains("certificate.unknown_monitoring"));
}

TEST(Certificate, AListingWithoutEndDateIsAFinding) {
  Store store;
  auto c = row("EUCC-3090-2025-10-0006", "r", "2026-04-25");
  c.valid_until.reset();
  store.must("2026-04-25", "", c);
  EXPECT_TRUE(store.findings_on("2026-04-26").contains("certificate.no_end_date"));
  EXPECT_EQ(*assured(store.state, c.certificate, day("2026-04-26")), Assurance::kUnknown);
}

TEST(Certificate, WithoutABeginningOrAnEndNobodyKnowsWhetherItIsValid) {
  const auto listed = [](std::optional<Date> from, std::optional<Date> until) {
    Store store;
    auto c = row("EUCC-3090-2025-10-0006", "r", "2026-04-25");
    c.valid_from = from;
    c.valid_until = until;
    store.must("2026-04-25", "", c);
    return store.at("EUCC-3090-2025-10-0006");
  };
  const auto on = [](const Certificate& c, std::string_view date) {
    return validity(c, day(date));
  };
  const Certificate no_end = listed(day("2025-10-06"), std::nullopt);
  EXPECT_EQ(on(no_end, "2025-10-05"), Validity::kNotYetValid);
  EXPECT_EQ(published_status(no_end, day("2025-10-05")), std::nullopt);
  EXPECT_EQ(on(no_end, "2025-10-06"), Validity::kUnknown);
  EXPECT_EQ(published_status(no_end, day("2025-10-06")), Status::kInForce) << "the other axis";
  const Certificate no_start = listed(std::nullopt, day("2030-10-05"));
  EXPECT_EQ(on(no_start, "2030-10-05"), Validity::kUnknown);
  EXPECT_EQ(on(no_start, "2030-10-06"), Validity::kEnded) << "the end is known";
  EXPECT_EQ(on(listed({}, {}), "2026-05-01"), Validity::kUnknown);
  const Certificate both = listed(day("2025-10-06"), day("2030-10-05"));
  EXPECT_EQ(on(both, "2025-10-06"), Validity::kValid);
  for (const Certificate* c : {&no_end, &no_start}) {
    EXPECT_FALSE(legally_valid(*c, day("2026-05-01"))) << "nothing may rely on it";
    EXPECT_TRUE(may_be_valid(*c, day("2026-05-01"))) << "no duty ends by it";
    EXPECT_FALSE(promotion_allowed(*c, day("2026-05-01"), law()));
  }
}

TEST(Certificate, AnUnknownValidityIsSaidInWordsAndFindings) {
  Store store;
  auto base = row("EUCC-3090-2025-10-0006", "r", "2026-04-25");
  base.valid_until.reset();
  store.must("2026-04-25", "", base);
  const auto says = meaning(store.state, base.certificate, day("2026-05-01"))->says;
  EXPECT_NE(says.find("legal validity is not known: no end date"), std::string::npos) << says;
  auto above = row("EUCC-3090-2025-11-0007", "s", "2026-04-25");
  store.must("2026-04-25", "", above);
  store.must("2026-04-25", "",
             RecordReference{above.certificate, {base.certificate}, "security target"});
  EXPECT_TRUE(store.findings_on("2026-05-01", "EUCC-3090-2025-11-0007")
                  .contains("certificate.rests_on_unknown"));
  base.valid_until = day("2030-10-05");
  store.must("2026-05-02", "", base);
  EXPECT_FALSE(store.findings_on("2026-05-02", "EUCC-3090-2025-11-0007")
                   .contains("certificate.rests_on_unknown"));
  auto no_start = row("EUCC-3090-2025-12-0008", "t", "2026-04-25");
  no_start.valid_from.reset();
  store.must("2026-05-02", "", no_start);
  EXPECT_TRUE(store.findings_on("2026-05-02", "EUCC-3090-2025-12-0008")
                  .contains("certificate.no_start_date"));
}

TEST(Certificate, ACertificateOnAnEndedOneIsAFinding) {
  Store store = issued();
  EXPECT_FALSE(store.findings_on("2026-04-10").contains("certificate.rests_on_ended"));
  store.must("2026-04-11", "cb-de", withdraw(chip_id()));
  EXPECT_TRUE(store.findings_on("2026-04-11", "EUCC-2-2026-01-0001")
                  .contains("certificate.rests_on_ended"));
  EXPECT_FALSE(store.findings_on("2026-04-10")
                   .contains("certificate.rests_on_ended"));  // as known now, of that day
}

TEST(Certificate, APlatformReportOlderThan18MonthsIsAWarning) {
  Store store;
  store.must("2025-03-01", "cb-de", chip());
  auto young = platform();
  young.valid_from = day("2026-09-01");  // 18 months after, to the day
  young.valid_until = day("2031-01-10");
  store.must("2026-09-01", "cb-fr", young);
  EXPECT_FALSE(store.findings_on("2026-10-01").contains("certificate.platform_report_old"));
  auto old = platform();
  old.certificate = CertificateId("EUCC-2-2026-09-0002");
  old.valid_from = day("2026-09-02");
  store.must("2026-09-02", "cb-fr", old);
  EXPECT_TRUE(store.findings_on("2026-10-01", "EUCC-2-2026-09-0002")
                  .contains("certificate.platform_report_old"));
}

TEST(Certificate, R66_GapsInTheValidityWithinALifetime) {
  Store store = issued();
  EXPECT_EQ(validity_gaps(store.state, ComponentId("ic"), day("2025-01-01"), day("2031-12-31")),
            (std::vector{Span{day("2025-01-01"), day("2025-02-28")},
                         Span{day("2030-03-01"), day("2031-12-31")}}));
  auto next = chip("EUCC-1-2030-01-0001");
  next.valid_from = day("2030-01-01");
  next.valid_until = day("2035-01-01");
  store.must("2030-01-01", "cb-de", next);
  EXPECT_TRUE(
      validity_gaps(store.state, ComponentId("ic"), day("2025-03-01"), day("2034-12-31")).empty());
  store.must("2030-02-01", "cb-de", withdraw(next.certificate));
  EXPECT_EQ(validity_gaps(store.state, ComponentId("ic"), day("2025-03-01"), day("2034-12-31")),
            (std::vector{Span{day("2030-03-01"), day("2034-12-31")}}));
}

TEST(Certificate, R66_DaysOnWhichNobodyKnowsAreNoGapAndNotCoveredEither) {
  Store store;
  auto c = row("EUCC-3090-2025-10-0006", "r", "2026-04-25");
  c.valid_from = day("2025-10-06");
  c.valid_until.reset();
  store.must("2026-04-25", "", c);
  store.must("2026-04-25", "", RecordCoverage{c.certificate, {ComponentId("ic")}, "list"});
  const ComponentId ic("ic");
  const Date from = day("2025-01-01");
  const Date to = day("2027-12-31");
  EXPECT_EQ(validity_gaps(store.state, ic, from, to), (std::vector{Span{from, day("2025-10-05")}}));
  EXPECT_EQ(unknown_validity(store.state, ic, from, to),
            (std::vector{Span{day("2025-10-06"), to}}));
  c.valid_until = day("2026-12-31");
  store.must("2026-05-01", "", c);
  EXPECT_TRUE(unknown_validity(store.state, ic, from, to).empty());
  EXPECT_EQ(validity_gaps(store.state, ic, from, to).size(), 2U);
}

TEST(Certificate, R32_CoveringNamesOnlyWhatIsValidOnTheDay) {
  Store store = issued();
  EXPECT_EQ(covering(store.state, ComponentId("ic"), day("2026-01-01")), std::vector{chip_id()});
  EXPECT_TRUE(covering(store.state, ComponentId("ic"), day("2030-03-01")).empty());
  EXPECT_TRUE(covering(store.state, ComponentId("app"), day("2026-01-01")).empty());
}

TEST(Certificate, R13_AnotherAuthorityAndThePublicSeeOnlyWhatAListPublishes) {
  Store store = issued();
  const auto seen_by = [&](std::set<OrganisationId> who) {
    return sight(store.access, store.at("EUCC-1-2025-03-0001"), who);
  };
  const OrganisationId de("ncca-de");
  const OrganisationId fr("ncca-fr");
  EXPECT_EQ(seen_by({de}), Sight::kFile);
  EXPECT_EQ(seen_by({OrganisationId("cb-de")}), Sight::kFile);
  EXPECT_EQ(seen_by({OrganisationId("maker")}), Sight::kFile);
  EXPECT_EQ(seen_by({OrganisationId("lab")}), Sight::kFile);
  EXPECT_EQ(seen_by({OrganisationId("cb-fr")}), Sight::kPublished);
  EXPECT_EQ(seen_by({fr}), Sight::kHidden);
  EXPECT_EQ(seen_by({}), Sight::kHidden);
  EXPECT_EQ(seen_by({OrganisationId("nobody")}), Sight::kHidden);
  EXPECT_EQ(seen_by({fr, OrganisationId("cb-fr")}), Sight::kPublished);
  Store shared = store;
  shared.must("2026-02-01", "ncca-de", ShareCertificate{chip_id(), "FR", "composite"});
  EXPECT_EQ(sight(shared.access, shared.at("EUCC-1-2025-03-0001"), {fr}), Sight::kFile);
  EXPECT_EQ(sight(shared.access, shared.at("EUCC-1-2025-03-0001"), {}), Sight::kHidden);
  store.must("2026-04-25", "", row("EUCC-1-2025-03-0001", "r", "2026-04-25"));
  EXPECT_EQ(seen_by({fr}), Sight::kPublished);
  EXPECT_EQ(seen_by({}), Sight::kPublished);
  EXPECT_EQ(seen_by({de}), Sight::kFile);
}

TEST(Certificate, R13_TheSubjectOfAClockLeadsToItsCertificate) {
  Store store = issued();
  store.must("2026-03-03", "cb-de", suspend(chip_id()));
  const Certificate* c = &store.at("EUCC-1-2025-03-0001");
  EXPECT_EQ(subject_of(store.state, "EUCC-1-2025-03-0001"), c);
  EXPECT_EQ(subject_of(store.state, "EUCC-1-2025-03-0001 m1"), c);
  EXPECT_EQ(subject_of(store.state, "notice 1"), c);
  EXPECT_EQ(subject_of(store.state, "notice 999"), nullptr);
  EXPECT_EQ(subject_of(store.state, "DE 2026"), nullptr);
  EXPECT_EQ(subject_of(store.state, ""), nullptr);
}

TEST(Certificate, R13_AnAuthoritySeesItsTerritoryUnlessShared) {
  Store store = issued();
  EXPECT_TRUE(visible_in(store.at("EUCC-1-2025-03-0001"), "DE"));
  EXPECT_FALSE(visible_in(store.at("EUCC-1-2025-03-0001"), "FR"));
  EXPECT_EQ(store.refused("2026-02-01", "ncca-fr", ShareCertificate{chip_id(), "FR", "composite"}),
            ErrorCode::kForbidden);
  store.must("2026-02-01", "ncca-de", ShareCertificate{chip_id(), "FR", "composite"});
  EXPECT_TRUE(visible_in(store.at("EUCC-1-2025-03-0001"), "FR"));
}

}  // namespace
}  // namespace lw::certificate::testing
