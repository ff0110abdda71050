#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "codec/cbor.hpp"
#include "codec/json.hpp"
#include "codec/record.hpp"
#include "codec/reflect_cbor.hpp"
#include "codec/reflect_json.hpp"

namespace lw::codec {
namespace {

enum class Verdict { kPassed, kNotConclusive };
LW_DESCRIBE_ENUM(Verdict, kPassed, kNotConclusive)

struct SampleTag {
  static constexpr std::string_view kKind = "sample";
};

struct Inner {
  std::int32_t number = 0;
  std::optional<std::string> note;
  bool operator==(const Inner&) const = default;
};
LW_DESCRIBE(Inner, number, note)

struct Sample {
  Id<SampleTag> id;
  Verdict verdict = Verdict::kPassed;
  Date on;
  Instant at;
  std::vector<Inner> parts;
  std::map<std::string, std::int64_t> counts;
  std::set<std::string> names;
  Bytes blob;
  bool flag = false;
  bool operator==(const Sample&) const = default;
};
LW_DESCRIBE(Sample, id, verdict, on, at, parts, counts, names, blob, flag)

Sample sample() {
  return {Id<SampleTag>("a/1"),
          Verdict::kNotConclusive,
          Date::parse("2017-08-30").value(),
          Instant::from_seconds(1504084500),
          {{-5, "x"}, {7, std::nullopt}},
          {{"zz", 1}, {"b", -2}},
          {"q", "p"},
          {0, 255},
          true};
}

// RFC 8949 Appendix A, the examples that are in our subset.
TEST(Cbor, Rfc8949AppendixA) {
  const std::pair<std::int64_t, const char*> integers[] = {{0, "00"},
                                                           {23, "17"},
                                                           {24, "1818"},
                                                           {100, "1864"},
                                                           {1000, "1903e8"},
                                                           {1000000, "1a000f4240"},
                                                           {1000000000000, "1b000000e8d4a51000"},
                                                           {-1, "20"},
                                                           {-10, "29"},
                                                           {-100, "3863"},
                                                           {-1000, "3903e7"}};
  for (const auto& [value, hex] : integers) {
    CborWriter out;
    out.integer(value);
    EXPECT_EQ(to_hex(out.view()), hex);
    const Bytes raw = from_hex(hex).value();
    EXPECT_EQ(CborReader(raw).integer().value(), value);
  }
  CborWriter text;
  text.text("\xc3\xbc");
  EXPECT_EQ(to_hex(text.view()), "62c3bc");
  CborWriter tagged;
  tagged.tag(1);
  tagged.integer(1363896240);
  EXPECT_EQ(to_hex(tagged.view()), "c11a514b67b0");
  for (const auto* good : {"80", "83010203", "a0", "a26161016162820203", "f4", "f6", "4401020304",
                           "826161a161626163"}) {
    const Bytes raw = from_hex(good).value();
    CborReader in(raw);
    EXPECT_TRUE(in.item()) << good;
    EXPECT_TRUE(in.end()) << good;
  }
}

TEST(Cbor, RefusesWhatIsNotDeterministicOrNotWhole) {
  for (const auto* bad : {"1817", "190018", "5f42010243030405ff", "9fff", "bf6161019fff", "f97e00",
                          "fa47c35000", "a2616201616101", "a2616101616102", "62ff01", "1b00",
                          "5a7fffffff00", "9b7fffffffffffffff", "c1", "f8ff", "ff", ""}) {
    const Bytes raw = from_hex(bad).value();
    CborReader in(raw);
    EXPECT_FALSE(in.item()) << bad;
  }
  const Bytes deep(200, 0x81);
  EXPECT_FALSE(CborReader(deep).item());
}

TEST(Reflect, CborRoundTrips) {
  const Bytes raw = to_cbor(sample());
  CborReader whole(raw);
  ASSERT_TRUE(whole.item()) << "our own encoding is deterministic";
  EXPECT_EQ(from_cbor<Sample>(raw).value(), sample());
}

TEST(Reflect, CborNamesTheMissingField) {
  const Bytes raw = from_hex("a0").value();
  EXPECT_NE(from_cbor<Inner>(raw).error().what.find("\"number\" is missing"), std::string::npos);
}

TEST(Reflect, JsonRoundTripsAndNamesThePath) {
  const auto json = to_json(sample());
  EXPECT_EQ(json.at("verdict").as_string(), "not_conclusive");
  EXPECT_EQ(from_json<Sample>(json).value(), sample());
  auto wrong = json;
  wrong.as_object()["parts"].as_array()[1].as_object()["number"] = "seven";
  EXPECT_EQ(from_json<Sample>(wrong).error().where, "parts[1].number");
  auto unknown = json;
  unknown.as_object()["colour"] = "red";
  EXPECT_EQ(from_json<Sample>(unknown).error().where, "colour");
}

RC_GTEST_PROP(Reflect, AnyBytesNeverCrashAndReadBackTheSame,
              (const std::vector<std::uint8_t>& noise)) {
  const auto parsed = from_cbor<Inner>(noise);
  if (parsed) RC_ASSERT(to_cbor(*parsed) == noise);
}

TEST(Json, RefusesRepeatedKeysDeepNestingAndRest) {
  EXPECT_EQ(parse_json("{\"a\":1,\n \"a\":2}").error().where.substr(0, 6), "line 2");
  EXPECT_EQ(parse_json(std::string(100, '[')).error().code, ErrorCode::kTooLarge);
  EXPECT_FALSE(parse_json("{} x"));
  EXPECT_FALSE(parse_json("{\"a\":\"\xff\"}"));
  EXPECT_FALSE(parse_json(""));
  EXPECT_FALSE(parse_json("[1,2"));
  EXPECT_EQ(parse_json("12345", {.size_bytes_max = 4}).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(parse_json(" {\"a\":{\"a\":[1,2.5,null,true]}} ")->at("a").at("a").as_array().size(),
            4U);
}

TEST(Record, RoundTripsAndRefusesBothBodies) {
  Record record;
  record.event = "certificate.suspended";
  record.actor = "cb.jane";
  record.recorded_at = Instant::from_seconds(5);
  record.command_id = Bytes(16, 7);
  record.body = RawCbor{from_hex("a0").value()};
  const Bytes raw = encode_record(record).value();
  EXPECT_EQ(decode_record(raw).value(), record);
  record.sealed = SealedBody{"roca", "k1", Bytes(12, 1), Bytes(20, 2)};
  EXPECT_FALSE(decode_record(encode_record(record).value()));
  record.sealed.reset();
  record.body = RawCbor{Bytes(1, 0x01)};
  EXPECT_FALSE(decode_record(encode_record(record).value()));
  CborWriter big;
  big.map(1);
  big.text("a");
  big.bytes(Bytes(70000, 1));
  record.body = RawCbor{big.take()};
  EXPECT_EQ(encode_record(record).error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace lw::codec
