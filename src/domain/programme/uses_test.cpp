#include "domain/programme/uses.hpp"

#include <gtest/gtest.h>

#include "domain/programme/fixture.hpp"

namespace lw::programme {
namespace {

using namespace fixture;
using catalog::Use;

const std::set kAll{Use::kFreeMovement, Use::kBorderCrossing, Use::kDigitalIdentity};
const std::set kTravel{Use::kFreeMovement, Use::kBorderCrossing};

Country limited() {
  Country c = running();
  c.give(LimitUses{kProgramme,
                   "eid-off",
                   {kEsw},
                   day("2014-10-16"),
                   day("2017-10-25"),
                   {Use::kDigitalIdentity},
                   "keys can be computed"},
         "2017-11-03");
  return c;
}

AllowedUses ask(const Country& c, const char* issued, const char* on, const char* group = "") {
  const auto out = uses_of(c.programme, kProgramme, {kEsw, day(issued), group, {}}, day(on));
  EXPECT_TRUE(out) << (out ? "" : out.error().message());
  return out ? *out : AllowedUses{};
}

TEST(Uses, R61_ThoseWhoCheckDocumentsGetTheLimitedSetAndTheReason) {
  const Country c = limited();
  const auto after = ask(c, "2016-05-17", "2017-11-03");
  EXPECT_EQ(after.allowed, kTravel);
  ASSERT_EQ(after.withdrawn.size(), 1U);
  EXPECT_EQ(after.withdrawn[0].use, Use::kDigitalIdentity);
  EXPECT_EQ(after.withdrawn[0].limit, "eid-off");
  EXPECT_EQ(after.withdrawn[0].since, day("2017-11-03"));
  EXPECT_EQ(after.withdrawn[0].reason, "keys can be computed");
  const auto before = ask(c, "2016-05-17", "2017-11-02");
  EXPECT_EQ(before.allowed, kAll);
  EXPECT_TRUE(before.withdrawn.empty());
  const auto later = ask(c, "2017-11-20", "2017-12-01");
  EXPECT_EQ(later.allowed, kAll) << "issued after the limit's months";
  EXPECT_TRUE(later.withdrawn.empty());
  EXPECT_EQ(ask(c, "2014-10-02", "2017-12-01").allowed, kTravel)
      << "a month counts as a whole, at both ends";
  EXPECT_EQ(ask(c, "2017-10-28", "2017-12-01").allowed, kTravel);
}

TEST(Uses, R61_ALimitThatIsLiftedGivesTheUseBack) {
  Country c = limited();
  c.give(LiftLimit{kProgramme, "eid-off", "cured"}, "2018-04-01");
  EXPECT_EQ(ask(c, "2016-05-17", "2018-03-31").allowed, kTravel);
  EXPECT_EQ(ask(c, "2016-05-17", "2018-04-01").allowed, kAll);
}

TEST(Uses, OutsideItsLifeADocumentHasNoUse) {
  const Country c = running();
  const auto early = ask(c, "2016-05-17", "2016-05-16");
  EXPECT_TRUE(early.allowed.empty());
  EXPECT_NE(early.says.find("not issued"), std::string::npos);
  // Ten years, counted from the last day of the month of issue.
  EXPECT_EQ(ask(c, "2016-05-17", "2026-05-30").allowed, kAll);
  EXPECT_EQ(ask(c, "2016-05-17", "2026-05-30").valid_until, day("2026-05-30"));
  const auto late = ask(c, "2016-05-17", "2026-05-31");
  EXPECT_TRUE(late.allowed.empty());
  EXPECT_NE(late.says.find("2026-05-30"), std::string::npos) << late.says;
  EXPECT_TRUE(ask(c, "2016-05-17", "2022-01-01", "minor").allowed.empty()) << "five for minors";
}

TEST(Uses, R61_ABatchIsAnsweredByItsMonthOfIssue) {
  Country c = limited();
  const BatchId batch("b1");
  c.give(OpenBatch{kProgramme, batch, kEsw, "", 100, "order"}, "2016-05-02");
  EXPECT_TRUE(uses_of(c.programme, batch, day("2016-05-02"))->allowed.empty()) << "blanks";
  EXPECT_FALSE(uses_of(c.programme, batch, day("2016-05-02"))->says.empty());
  EXPECT_EQ(uses_of(c.programme, batch, day("2016-05-01")).error().code, ErrorCode::kNotFound);
  for (const auto state : {UnitState::kProduced, UnitState::kPersonalised, UnitState::kIssued})
    c.give(AdvanceBatch{kProgramme, batch, state, "step"}, "2016-05-20");
  EXPECT_EQ(uses_of(c.programme, batch, day("2017-11-02"))->allowed, kAll);
  const auto after = *uses_of(c.programme, batch, day("2017-11-03"));
  EXPECT_EQ(after.allowed, kTravel);
  EXPECT_EQ(after.batch, batch);
  c.give(AdvanceBatch{kProgramme, batch, UnitState::kRemoved, "replaced"}, "2018-01-01");
  EXPECT_TRUE(uses_of(c.programme, batch, day("2018-01-01"))->allowed.empty());
  EXPECT_EQ(uses_of(c.programme, batch, day("2017-12-31"))->allowed, kTravel);
}

TEST(Uses, WhatWasNeverIssuedIsNotFound) {
  const Country c = running();
  const auto code = [&](const ProgrammeId& programme, const ComponentId& esw, const char* on) {
    return uses_of(c.programme, programme, {esw, day("2014-10-01"), "", {}}, day(on)).error().code;
  };
  EXPECT_EQ(code(ProgrammeId("none"), kEsw, "2016-01-01"), ErrorCode::kNotFound);
  EXPECT_EQ(code(kProgramme, kEsw2, "2016-01-01"), ErrorCode::kNotFound);
  EXPECT_EQ(code(kProgramme, kEsw, "2014-09-30"), ErrorCode::kNotFound) << "not introduced yet";
  EXPECT_EQ(uses_of(c.programme, BatchId("none"), day("2016-01-01")).error().code,
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace lw::programme
