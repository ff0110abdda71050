// What the offline verifier says of sealed records, with and without their keys, and of what a
// writer who holds the keys may try with them.
#include "log_fixture.hpp"

namespace lw::test {
namespace {

using verify::Fault;
using verify::SignatureVerdict;

/// Where the signature of a sealed decision stands.
enum class SignatureAt { kInside, kNowhere, kInClear };

struct Sealed : LogFixture {
  Sealed() { enrol("jane", "jane-1", jane); }

  crypto::AeadKey key = [] {
    crypto::AeadKey k;
    k.fill(9);
    return k;
  }();

  void give_keys() {
    options.record_key = [this](std::string_view id) -> std::optional<verify::RecordKey> {
      return id == "k1" ? std::optional(key) : std::nullopt;
    };
  }

  /// A record of mine in a sealed body, as any writer with the key can make one.
  void append_sealed(codec::Record one, const std::string& event, ByteView body,
                     std::optional<Bytes> inside) {
    codec::CborWriter content;
    content.map(inside ? 4 : 3);
    content.text("body"), content.raw(body);
    content.text("event"), content.text(event);
    content.text("version"), content.unsigned_integer(1);
    if (inside) content.text("signature"), content.bytes(*inside);
    one.event = "sealed";
    one.body.reset();
    codec::SealedBody sealed{"embargo", "k1", Bytes(12, 4), {}};
    crypto::AeadNonce nonce{};
    nonce.fill(4);
    sealed.ciphertext = crypto::seal(key, nonce, codec::sealing_context(one), content.view());
    one.sealed = sealed;
    append(one);
  }

  /// jane's suspension of C-1 as she signed it, in a sealed body that says `certificate`.
  void append_decision(const std::string& certificate, SignatureAt at) {
    codec::Record one = decision();
    const std::optional<Bytes> signature = one.signature;
    if (at != SignatureAt::kInClear) one.signature.reset();
    append_sealed(one, "certificate.suspended", map_body({{"certificate", text_item(certificate)}}),
                  at == SignatureAt::kInside ? signature : std::nullopt);
  }
};

TEST_F(Sealed, IsJudgedByItsEnvelopeWithoutTheKeyAndThatIsSaid) {
  append_decision("C-2", SignatureAt::kInside);
  append_decision("C-1", SignatureAt::kNowhere);
  publish();
  const auto report = check();
  EXPECT_TRUE(report.good()) << told(report);
  EXPECT_EQ(report.sealed, 2U);
  EXPECT_EQ(report.sealed_unopened, 2U);
  EXPECT_EQ(report.decisions, 0U);
  EXPECT_EQ(verdicts, (std::map<std::uint64_t, SignatureVerdict>{
                          {1, SignatureVerdict::kNotOpened}, {2, SignatureVerdict::kNotOpened}}));
  EXPECT_EQ(judged.at(1).event, "sealed");
}

TEST_F(Sealed, IsJudgedWholeWithTheKey) {
  append_decision("C-1", SignatureAt::kInside);
  append_decision("C-2", SignatureAt::kInside);
  give_keys();
  publish();
  const auto report = check();
  expect_only(report, Fault::kForgedDecision, 2);
  EXPECT_EQ(report.sealed_unopened, 0U);
  EXPECT_EQ(report.decisions, 1U);
  EXPECT_EQ(verdicts, (std::map<std::uint64_t, SignatureVerdict>{{1, SignatureVerdict::kVerified},
                                                                 {2, SignatureVerdict::kWrong}}));
}

// The writer of a store holds the record keys: it can seal anything anew, but not sign it.
TEST_F(Sealed, ADecisionSealedAnewWithoutItsSignature) {
  append_decision("C-2", SignatureAt::kNowhere);
  give_keys();
  publish();
  expect_only(check(), Fault::kUnsignedDecision, 1);
  EXPECT_EQ(verdicts.at(1), SignatureVerdict::kMissing);
  EXPECT_EQ(judged.at(1).event, "certificate.suspended");
}

TEST_F(Sealed, ASignatureInClearOnASealedRecord) {
  append_decision("C-1", SignatureAt::kInClear);
  publish();
  expect_only(check(), Fault::kClearSignature, 1);
  give_keys();
  expect_only(check(), Fault::kClearSignature, 1);
}

TEST_F(Sealed, ASealedRecordThatNamesItsEventInClear) {
  append_decision("C-1", SignatureAt::kInside);
  codec::Record one = codec::decode_record(history.read(1).value()).value();
  one.command_id = new_id();
  one.event = "certificate.suspended";
  append(one);
  publish();
  expect_only(check(), Fault::kInvalidRecord, 2);
}

TEST_F(Sealed, AConsequenceDressedAsADecisionInsideTheSeal) {
  codec::Record one = decision();
  append(one);
  codec::Record two = record("", "system", {});
  two.command_id = one.command_id;
  two.part = 1;
  append_sealed(two, "risk.risk_accepted", map_body({{"reason", text_item("fine")}}), {});
  give_keys();
  publish();
  expect_only(check(), Fault::kUnsignedDecision, 2);
}

TEST_F(Sealed, AWrongKeyIsSaid) {
  append_decision("C-1", SignatureAt::kInside);
  options.record_key = [&](std::string_view) { return std::optional(verify::RecordKey{}); };
  publish();
  expect_only(check(), Fault::kFalseSeal, 1);
  EXPECT_EQ(verdicts.at(1), SignatureVerdict::kWrong);
}

}  // namespace
}  // namespace lw::test
