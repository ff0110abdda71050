#include "domain/programme/closure.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/programme/fixture.hpp"

namespace lw::programme {
namespace {

using namespace fixture;

const ComponentId kLibrary{"rsa-1.02"};
const ProgrammeId kPassports{"ee-passport"};
const ComponentId kOther{"esw-other"};

/// One library under a chip of two programmes and of a card that nobody issues; beside it a
/// programme with another library. Drawn by hand:
///   rsa-1.02 <- ic-1 <- os-1 <- app-1 <- esw-1 (ee-id: batches b1, b2; 100 + 40 documents)
///   rsa-1.02 <- ic-9 <- esw-2 (ee-passport: batch p1; 7 documents)
///   rsa-2 <- esw-other (ee-passport: batch p2; 5 documents)
Country two_programmes() {
  Country c = running();
  c.component("rsa-1.02", catalog::Layer::kCryptoLibrary, {});
  c.component("rsa-2", catalog::Layer::kCryptoLibrary, {});
  c.component("ic-1", catalog::Layer::kIc, {"rsa-1.02"});
  c.component("ic-9", catalog::Layer::kIc, {"rsa-1.02"});
  c.component("esw-2", catalog::Layer::kEmbeddedSoftware, {"ic-9"});
  c.component("esw-other", catalog::Layer::kEmbeddedSoftware, {"rsa-2"});
  c.certify(CertificateId("CHIP-1"), ComponentId("ic-1"), {"EAL5", "AVA_VAN.5"}, "2012-01-01",
            "2022-01-01");
  c.certify(kCertificate2, kEsw2, {"EAL5", "AVA_VAN.5"}, "2014-01-01", "2024-01-01");
  c.certify(CertificateId("CERT-OTHER"), kOther, {"EAL5", "AVA_VAN.5"}, "2014-01-01", "2024-01-01");
  c.give(Establish{kPassports, "passports", "EE", kCard, usual_policy(), "start"}, "2014-01-01");
  c.give(IntroduceSoftware{kPassports, kEsw2, OrganisationId("s"), {kCertificate2}, {}, "x"},
         "2014-10-01");
  c.give(
      IntroduceSoftware{
          kPassports, kOther, OrganisationId("s"), {CertificateId("CERT-OTHER")}, {}, "x"},
      "2014-10-01");
  const auto open = [&](const ProgrammeId& programme, const char* id, const ComponentId& esw,
                        std::int64_t count, const char* on) {
    c.give(OpenBatch{programme, BatchId(id), esw, "", count, "order"}, on);
  };
  open(kProgramme, "b1", kEsw, 100, "2014-10-02");
  open(kProgramme, "b2", kEsw, 60, "2015-02-02");
  open(kPassports, "p1", kEsw2, 9, "2014-10-02");
  open(kPassports, "p2", kOther, 9, "2014-10-02");
  c.give(AdvanceBatch{kProgramme, BatchId("b1"), UnitState::kProduced, "made"}, "2014-10-20");
  const auto issue = [&](const ProgrammeId& programme, const ComponentId& esw, const char* month,
                         std::int64_t count) {
    auto counted = row(month, UnitState::kIssued, count);
    counted.component = esw;
    c.give(ReportCohorts{programme, "s", {counted}, "r"}, "2016-01-01");
  };
  issue(kProgramme, kEsw, "2014-11-01", 100);
  issue(kProgramme, kEsw, "2015-03-01", 40);
  issue(kPassports, kEsw2, "2014-11-01", 7);
  issue(kPassports, kOther, "2014-11-01", 5);
  return c;
}

template <class Id>
std::set<Id> ids(std::initializer_list<const char*> texts) {
  std::set<Id> out;
  for (const char* text : texts) out.insert(Id(text));
  return out;
}

TEST(Closure, R27_OneLibraryVersionListsEverythingThatIsBuiltOnIt) {
  const Country c = two_programmes();
  const auto all = closure(c.world(), {kLibrary}, day("2016-01-01"));
  EXPECT_EQ(all.components,
            (ids<ComponentId>({"rsa-1.02", "ic-1", "ic-9", "os-1", "app-1", "esw-1", "esw-2"})));
  EXPECT_EQ(all.certificates, (ids<CertificateId>({"CHIP-1", "CERT-1", "CERT-2"})));
  ASSERT_EQ(all.programmes.size(), 2U);
  const auto& cards = all.programmes[0];
  const auto& passports = all.programmes[1];
  EXPECT_EQ(cards.programme, kProgramme);
  EXPECT_EQ(cards.software, std::set{kEsw});
  EXPECT_EQ(cards.exposure.documents, 140);
  ASSERT_EQ(cards.batches.size(), 2U);
  EXPECT_EQ(cards.batches[0].batch, BatchId("b1"));
  EXPECT_EQ(cards.batches[0].state, UnitState::kProduced);
  EXPECT_EQ(cards.batches[0].since, day("2014-10-20"));
  EXPECT_EQ(cards.batches[1].state, UnitState::kBlank);
  EXPECT_EQ(passports.programme, kPassports);
  EXPECT_EQ(passports.software, std::set{kEsw2}) << "the other software has another library";
  EXPECT_EQ(passports.exposure.documents, 7);
  ASSERT_EQ(passports.batches.size(), 1U);
  EXPECT_EQ(passports.batches[0].batch, BatchId("p1"));
  EXPECT_EQ(all.documents, 147);
}

TEST(Closure, R27_AsOfAPastDayOnlyWhatWasThere) {
  const Country c = two_programmes();
  const auto then = closure(c.world(), {kLibrary}, day("2014-12-31"));
  EXPECT_EQ(then.documents, 107) << "the second month was not issued yet";
  ASSERT_EQ(then.programmes.size(), 2U);
  EXPECT_EQ(then.programmes[0].batches.size(), 1U) << "b2 was opened later";
  const auto before = closure(c.world(), {kLibrary}, day("2013-12-31"));
  EXPECT_EQ(before.certificates, (ids<CertificateId>({"CHIP-1", "CERT-1"})))
      << "CERT-2 had not begun";
  EXPECT_TRUE(before.programmes.empty());
}

TEST(Closure, R27_ACertificateCarriesTheReachWhereNoCompositionIsRecorded) {
  Country c = two_programmes();
  // The card's composition is unknown, but its certificate says that it rests on the chip's.
  c.component("esw-unlinked", catalog::Layer::kEmbeddedSoftware, {});
  c.certify(CertificateId("CARD-9"), ComponentId("esw-unlinked"), {"EAL4"}, "2014-01-01",
            "2024-01-01");
  c.certificate.certificates.at(CertificateId("CARD-9")).rests_on = {CertificateId("CHIP-1")};
  link(c.certificate.graph, CertificateId("CARD-9"), CertificateId("CHIP-1"));
  const auto all = closure(c.world(), {kLibrary}, day("2016-01-01"));
  EXPECT_TRUE(all.certificates.contains(CertificateId("CARD-9")));
  EXPECT_TRUE(all.components.contains(ComponentId("esw-unlinked")));
}

TEST(Closure, AVersionThatIsLeftOutStaysOutThoughItCarriesThePart) {
  const Country c = two_programmes();
  // What a case reaches names the library and not esw-2, which a measure cures.
  const auto reached =
      reach_in_programmes(c.world(), {kLibrary, ComponentId("ic-1"), kEsw}, day("2016-01-01"));
  ASSERT_EQ(reached.size(), 1U);
  EXPECT_EQ(reached[0].programme, kProgramme);
  EXPECT_EQ(reached[0].batches.size(), 2U);
}

TEST(Closure, R39_BatchesAreFoundFromAnyPartOfTheirSoftware) {
  Country c = two_programmes();
  const auto names = [&](const char* component, const char* on) {
    std::vector<std::string> out;
    for (const auto& b : batches_with(c.world(), {ComponentId(component)}, day(on)))
      out.push_back(b.batch.text());
    return out;
  };
  EXPECT_EQ(names("ic-9", "2016-01-01"), std::vector<std::string>{"p1"});
  EXPECT_EQ(names("esw-1", "2016-01-01"), (std::vector<std::string>{"b1", "b2"}));
  EXPECT_EQ(names("rsa-2", "2016-01-01"), std::vector<std::string>{"p2"});
  EXPECT_TRUE(names("rsa-2", "2014-10-01").empty()) << "not opened yet";
  c.give(AdvanceBatch{kProgramme, BatchId("b1"), UnitState::kPersonalised, "x"}, "2014-11-01");
  const auto then = batches_with(c.world(), {kEsw}, day("2014-10-31"));
  EXPECT_EQ(then.front().state, UnitState::kProduced) << "as it stood that day";
}

}  // namespace
}  // namespace lw::programme
