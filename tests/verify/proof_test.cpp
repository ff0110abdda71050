// One proof of one entry, checked with nothing but the log's key, and every way to spoil it.
#include "verify/proof.hpp"

#include <fmt/format.h>

#include "codec/tlog_proof.hpp"
#include "crypto/merkle.hpp"
#include "log_fixture.hpp"
#include "store/tiles/reader.hpp"
#include "verify/key_files.hpp"

namespace lw::test {
namespace {

struct Proof : LogFixture {
  Proof() { enrol("jane", "jane-1", jane); }

  std::string prove(std::uint64_t seq) {
    store::TileReader reader(log);
    const auto size = history.size().value();
    return codec::format_tlog_proof(
        {{},
         seq,
         crypto::inclusion_proof({seq, size}, reader.nodes(size)).value(),
         reader.checkpoint_note().value()});
  }
  Bytes entry(std::uint64_t seq) { return history.read(seq).value(); }
  Result<verify::ProvenEntry> ask(const std::string& proof, const Bytes& bytes) {
    return verify::check_proof(proof, bytes, options);
  }
};

TEST_F(Proof, HoldsForEveryEntryOfLogsOfManySizes) {
  for (const int more : {0, 1, 1, 1, 3, 250, 300}) {
    add_notes(more);
    publish();
    const auto size = history.size().value();
    for (std::uint64_t seq = 0; seq < size; seq += size > 20 ? 7 : 1) {
      const auto proven = ask(prove(seq), entry(seq));
      ASSERT_TRUE(proven) << size << " " << seq << ": " << proven.error().message();
      EXPECT_EQ(proven->index, seq);
      EXPECT_EQ(proven->checkpoint.size, size);
    }
  }
}

TEST_F(Proof, HoldsForNoOtherEntryPlaceKeyOrByte) {
  add_notes(300);
  publish();
  const std::string good = prove(77);
  ASSERT_TRUE(ask(good, entry(77)));
  EXPECT_EQ(ask(good, entry(78)).error().code, ErrorCode::kCorrupt);
  auto moved = codec::parse_tlog_proof(good).value();
  for (const std::uint64_t index : {std::uint64_t{76}, std::uint64_t{0}, std::uint64_t{300},
                                    std::uint64_t{301}, ~std::uint64_t{0}}) {
    moved.index = index;
    EXPECT_EQ(ask(codec::format_tlog_proof(moved), entry(77)).error().code, ErrorCode::kCorrupt)
        << index;
  }
  for (const bool longer : {false, true}) {
    auto other = codec::parse_tlog_proof(good).value();
    if (longer) other.hashes.emplace_back();
    else other.hashes.pop_back();
    EXPECT_EQ(ask(codec::format_tlog_proof(other), entry(77)).error().code, ErrorCode::kCorrupt);
  }
  Bytes changed = entry(77);
  changed.back() ^= 1;
  EXPECT_EQ(ask(good, changed).error().code, ErrorCode::kCorrupt);
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string spoilt = good;
    spoilt[at] = static_cast<char>(spoilt[at] ^ 1);
    EXPECT_FALSE(ask(spoilt, entry(77))) << at << ": " << good.substr(at, 20);
  }
  options.key = crypto::make_verifier_key(kOrigin, mallory.public_key());
  EXPECT_EQ(ask(good, entry(77)).error().code, ErrorCode::kNotFound);
}

TEST_F(Proof, SaysOfTheSignatureOnlyWhatAPinnedKeyTells) {
  const std::string key_id = verify::hash_of(jane.public_key().bytes).hex().substr(0, 16);
  codec::Record one = decision();
  sign(one, command_of(one), jane, key_id);
  append(one);
  codec::Record two = decision();
  sign(two, command_of(two), mallory, key_id);
  append(two);
  publish();
  EXPECT_FALSE(ask(prove(1), entry(1))->verdict);
  options.pinned_keys["jane"] = {jane.public_key().bytes};
  const auto good = ask(prove(1), entry(1));
  ASSERT_TRUE(good && good->verdict);
  EXPECT_EQ(good->verdict->verdict, verify::SignatureVerdict::kVerified);
  EXPECT_TRUE(good->findings.empty());
  const auto bad = ask(prove(2), entry(2));
  ASSERT_TRUE(bad && bad->verdict);
  EXPECT_EQ(bad->verdict->verdict, verify::SignatureVerdict::kWrong);
  ASSERT_EQ(bad->findings.size(), 1U);
  EXPECT_EQ(bad->findings[0].fault, verify::Fault::kForgedDecision);
}

TEST(KeyFiles, AreReadBackAndNameTheBadLine) {
  verify::RecordKeys keys{"test.example/log", {}};
  keys.keys["a1"].fill(7);
  keys.keys["b2"].fill(8);
  const std::string text = verify::format_record_keys(keys);
  const auto back = verify::parse_record_keys(text);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->origin, keys.origin);
  EXPECT_EQ(back->keys, keys.keys);
  EXPECT_EQ(verify::parse_record_keys("x\n" + text).error().where, "line 1");
  EXPECT_EQ(verify::parse_record_keys(text + "c3 AAAA\n").error().where, "line 5");
  EXPECT_EQ(verify::parse_record_keys(text + text.substr(text.find("a1"), 48)).error().where,
            "line 5");
  EXPECT_FALSE(verify::parse_record_keys(""));
  const std::string key = to_base64(Bytes(32, 5));
  const auto persons =
      verify::parse_person_keys("# known\njane " + key + "\n\njane " + to_base64(Bytes(32, 6)));
  ASSERT_TRUE(persons) << persons.error().message();
  EXPECT_EQ(persons->at("jane").size(), 2U);
  EXPECT_EQ(verify::parse_person_keys("jane " + key + "\njoe\n").error().where, "line 2");
}

}  // namespace
}  // namespace lw::test
