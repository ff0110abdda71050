// One test for every fault of a record that the offline verifier names, each in a log that is good
// but for that fault.
#include "log_fixture.hpp"

namespace lw::test {
namespace {

using verify::Fault;

struct RecordFaults : LogFixture {
  RecordFaults() { enrol("jane", "jane-1", jane); }
  void expect_fault(Fault fault, std::uint64_t entry) {
    publish();
    expect_only(check(), fault, entry);
  }

  /// jane's conclusion of a review of C-1, signed.
  codec::Record review(const std::string& outcome) {
    const Bytes body = map_body({{"certificate", text_item("C-1")},
                                 {"outcome", text_item(outcome)},
                                 {"reason", text_item("seen")}});
    codec::Record out = record("certificate.review_concluded", "jane", body);
    auto command = command_of(out);
    command.command = "certificate.conclude_review";
    command.body = codec::RawCbor{body};
    sign(out, command, jane, "jane-1");
    return out;
  }
  /// C-1 withdrawn, unsigned.
  codec::Record withdrawn() {
    return record("certificate.withdrawn", "jane",
                  map_body({{"certificate", text_item("C-1")}, {"reason", text_item("seen")}}));
  }
  void append_with_consequence(const codec::Record& one, codec::Record two) {
    append(one);
    two.command_id = one.command_id;
    two.part = 1;
    append(two);
  }
};

TEST_F(RecordFaults, AnEntryThatIsNoRecord) {
  append_raw(Bytes{0xa1, 0x00});
  expect_fault(Fault::kInvalidRecord, 1);
}

TEST_F(RecordFaults, TimeRunningBackwards) {
  now = now.plus_seconds(-1);
  add_notes(1);
  expect_fault(Fault::kTimeRunsBackwards, 1);
}

TEST_F(RecordFaults, UnsignedDecision) {
  codec::Record one = decision();
  one.signature.reset();
  append(one);
  expect_fault(Fault::kUnsignedDecision, 1);
}

TEST_F(RecordFaults, DecisionForgedWithAnotherKey) {
  codec::Record one = decision();
  sign(one, command_of(one), mallory, "jane-1");
  append(one);
  expect_fault(Fault::kForgedDecision, 1);
}

TEST_F(RecordFaults, DecisionChangedAfterSigning) {
  codec::Record one = decision();
  one.body =
      codec::RawCbor{map_body({{"certificate", text_item("C-2")}, {"days", bytes_item({})}})};
  append(one);
  expect_fault(Fault::kForgedDecision, 1);
}

TEST_F(RecordFaults, DecisionOfSomebodyElse) {
  enrol("joe", "joe-1", mallory);
  codec::Record one = decision();
  one.actor = "joe";
  sign(
      one,
      [&] {
        auto c = command_of(one);
        c.actor = "jane";
        return c;
      }(),
      mallory, "joe-1");
  append(one);
  expect_fault(Fault::kForgedDecision, 2);
}

TEST_F(RecordFaults, DecisionByAKeyNobodyEnrolled) {
  codec::Record one = decision();
  sign(one, command_of(one), jane, "jane-2");
  append(one);
  expect_fault(Fault::kForgedDecision, 1);
}

TEST_F(RecordFaults, DecisionByAKeyEnrolledOnlyLater) {
  store::MemoryHistory& mine = history;
  ASSERT_EQ(mine.size().value(), 1U);
  codec::Record one =
      record("certificate.suspended", "joe", map_body({{"certificate", text_item("C-1")}}));
  sign(one, command_of(one), mallory, "joe-1");
  append(one);
  enrol("joe", "joe-1", mallory);
  expect_fault(Fault::kForgedDecision, 1);
}

TEST_F(RecordFaults, DecisionByARevokedKey) {
  append(decision());
  codec::CborWriter on;
  codec::write_cbor(on, now.date());
  append(record(
      "access.key_revoked", "admin",
      map_body(
          {{"person", text_item("jane")}, {"key_id", text_item("jane-1")}, {"on", on.take()}})));
  append(decision());
  publish();
  const auto report = check();
  expect_only(report, Fault::kForgedDecision, 3);
  EXPECT_EQ(report.decisions, 1U) << "what it signed before stays signed";
}

TEST_F(RecordFaults, DecisionByAnAddedKeyHolds) {
  append(record("access.key_added", "admin",
                map_body({{"person", text_item("jane")},
                          {"key_id", text_item("jane-2")},
                          {"public_key", bytes_item(mallory.public_key().bytes)}})));
  codec::Record one = decision();
  sign(one, command_of(one), mallory, "jane-2");
  append(one);
  publish();
  EXPECT_TRUE(check().good()) << told(check());
}

TEST_F(RecordFaults, ReplayedDecisionWithItsOwnCommandId) {
  const codec::Record one = decision();
  append(one);
  add_notes(1);
  append(one);
  expect_fault(Fault::kReplayedDecision, 3);
}

TEST_F(RecordFaults, ReplayedDecisionUnderANewCommandId) {
  codec::Record one = decision();
  append(one);
  one.command_id = new_id();
  append(one);
  expect_fault(Fault::kReplayedDecision, 2);
}

TEST_F(RecordFaults, ReplayedDecisionFromAnotherLog) {
  codec::Record one = decision();
  auto command = command_of(one);
  command.origin = "other.example/log";
  sign(one, command, jane, "jane-1");
  append(one);
  expect_fault(Fault::kReplayedDecision, 1);
}

TEST_F(RecordFaults, DecisionSignedLongBefore) {
  codec::Record one = decision();
  auto command = command_of(one);
  command.at = now.plus_hours(-24 * 40);
  sign(one, command, jane, "jane-1");
  append(one);
  expect_fault(Fault::kReplayedDecision, 1);
}

TEST_F(RecordFaults, SignedForAnotherKindOfDecision) {
  codec::Record one = decision();
  auto command = command_of(one);
  command.command = "certificate.lift_suspension";
  sign(one, command, jane, "jane-1");
  append(one);
  expect_fault(Fault::kForgedDecision, 1);
}

TEST_F(RecordFaults, SignedForANewerCommandButRecordedAsAKnownDecision) {
  codec::Record one = decision();
  auto command = command_of(one);
  command.command = "certificate.frobnicate";
  sign(one, command, jane, "jane-1");
  append(one);
  expect_fault(Fault::kForgedDecision, 1);
}

TEST_F(RecordFaults, RecordedForAnotherOrganisationThanSigned) {
  codec::Record one = decision();
  one.authority = "other";
  append(one);
  expect_fault(Fault::kForgedDecision, 1);
}

TEST_F(RecordFaults, RecordedToHoldFromAnotherDayThanSigned) {
  codec::Record one = decision();
  one.effective_on = one.effective_on.plus_days(30);
  append(one);
  expect_fault(Fault::kForgedDecision, 1);
}

TEST_F(RecordFaults, AFieldThatThePersonLeftOutWasFilledIn) {
  append(review("confirm"));
  codec::Record two = review("withdraw_and_extend");
  two.body = codec::RawCbor{map_body({{"certificate", text_item("C-1")},
                                      {"outcome", text_item("withdraw_and_extend")},
                                      {"reason", text_item("seen")},
                                      {"successor", text_item("C-9")}})};
  append(two);
  expect_fault(Fault::kForgedDecision, 2);
}

TEST_F(RecordFaults, WhatFollowsFromASignedCommandNeedsNoSignatureOfItsOwn) {
  append_with_consequence(review("withdraw"), withdrawn());
  append(record("case.noted", "joe", map_body({})));
  publish();
  const auto report = check();
  EXPECT_TRUE(report.good()) << told(report);
  EXPECT_EQ(verdicts.at(1), verify::SignatureVerdict::kVerified);
  EXPECT_EQ(verdicts.at(2), verify::SignatureVerdict::kVerified);
  EXPECT_FALSE(verdicts.contains(3)) << "no decision";
}

TEST_F(RecordFaults, AConsequenceThatTheSignedAnswerExcludes) {
  append_with_consequence(review("confirm"), withdrawn());
  expect_fault(Fault::kUnsignedDecision, 2);
  EXPECT_EQ(verdicts.at(1), verify::SignatureVerdict::kVerified);
  EXPECT_EQ(verdicts.at(2), verify::SignatureVerdict::kMissing);
}

TEST_F(RecordFaults, AConsequenceForAnotherCertificateThanSigned) {
  codec::Record two = withdrawn();
  two.body =
      codec::RawCbor{map_body({{"certificate", text_item("C-2")}, {"reason", text_item("seen")}})};
  append_with_consequence(review("withdraw"), two);
  expect_fault(Fault::kUnsignedDecision, 2);
}

TEST_F(RecordFaults, AConsequenceDressedAsADecisionOfTheSystem) {
  codec::Record two = withdrawn();
  two.actor = "system";
  append_with_consequence(decision(), two);
  expect_fault(Fault::kUnsignedDecision, 2);
}

TEST_F(RecordFaults, AConsequenceOfAnotherSignedCommand) {
  append_with_consequence(decision(), withdrawn());
  expect_fault(Fault::kUnsignedDecision, 2);
}

TEST_F(RecordFaults, AConsequenceOfSomebodyElse) {
  codec::Record two = withdrawn();
  two.actor = "joe";
  append_with_consequence(review("withdraw"), two);
  expect_fault(Fault::kUnsignedDecision, 2);
}

TEST_F(RecordFaults, AConsequenceOfAnUnsignedCommandIsNotExcused) {
  append_with_consequence(record("case.noted", "jane", map_body({})), withdrawn());
  expect_fault(Fault::kUnsignedDecision, 2);
}

TEST_F(RecordFaults, ASignatureUsedAgainOnALaterPart) {
  const codec::Record one = decision();
  append(one);
  codec::Record two = one;
  two.part = 1;
  append(two);
  expect_fault(Fault::kForgedDecision, 2);
}

TEST_F(RecordFaults, ARecordInClearThatCallsItselfSealed) {
  append(record("sealed", "joe", map_body({})));
  expect_fault(Fault::kInvalidRecord, 1);
}

TEST_F(RecordFaults, EveryDecisionGetsItsOwnVerdict) {
  append(decision());
  codec::Record unsigned_one = decision();
  unsigned_one.signature.reset();
  append(unsigned_one);
  codec::Record forged = decision();
  sign(forged, command_of(forged), mallory, "jane-1");
  append(forged);
  publish();
  const auto report = check();
  EXPECT_EQ(report.findings.size(), 2U) << told(report);
  using enum verify::SignatureVerdict;
  EXPECT_EQ(verdicts, (std::map<std::uint64_t, verify::SignatureVerdict>{
                          {1, kVerified}, {2, kMissing}, {3, kWrong}}));
  EXPECT_EQ(judged.at(1).entry, verify::entry_hash(history.read(1).value()));
  EXPECT_EQ(judged.at(1).key_id, "jane-1");
}

TEST_F(RecordFaults, DecisionsThatOnlyTheLogVouchesForAreCounted) {
  append(decision());
  publish();
  EXPECT_EQ(check().decisions_unpinned, 1U);
  options.pinned_keys["jane"] = {jane.public_key().bytes};
  EXPECT_EQ(check().decisions_unpinned, 0U);
}

TEST_F(RecordFaults, APartOfAnotherCommand) {
  append(decision());
  codec::Record two = record("case.noted", "joe", map_body({}));
  two.part = 1;
  append(two);
  expect_fault(Fault::kBrokenCommand, 2);
}

TEST_F(RecordFaults, PartsOfACommandThatDoNotFollow) {
  codec::Record one = record("case.noted", "joe", map_body({}));
  append(one);
  one.part = 2;
  append(one);
  expect_fault(Fault::kBrokenCommand, 2);
}

TEST_F(RecordFaults, AKeyThatIsNotThePersonsKnownOne) {
  options.pinned_keys["jane"] = {jane.public_key().bytes};
  append(decision());
  enrol("jane", "jane-1", mallory);
  codec::Record one = decision();
  sign(one, command_of(one), mallory, "jane-1");
  append(one);
  publish();
  const auto report = check();
  ASSERT_EQ(report.findings.size(), 2U) << told(report);
  EXPECT_EQ(report.findings[0].fault, Fault::kUnexpectedKey);
  EXPECT_EQ(report.findings[1].fault, Fault::kForgedDecision);
}

}  // namespace
}  // namespace lw::test
