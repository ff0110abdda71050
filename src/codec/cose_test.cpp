#include "codec/cose.hpp"

#include <gtest/gtest.h>

namespace lw::codec {
namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

// cose-wg/Examples sign1-tests/sign-pass-02 (output.cbor, intermediates.ToBeSign_hex,
// input.sign0.external).
constexpr std::string_view kPass02 =
    "D28443A10126A10442313154546869732069732074686520636F6E74656E742E5840EAE868ECC176883766C5DC5BA5"
    "B8DCA25DAB3C2E56A551"
    "CE5705B793914348E155388B10C4F1B59A6733EAB416870A945111A4B2FBDBEF33A77234B1DEFF2F9B";

TEST(CoseSign1, ReadsAndWritesTheWorkingGroupExample) {
  const auto message = decode_cose_sign1(hex(kPass02));
  ASSERT_TRUE(message) << message.error().message();
  EXPECT_EQ(message->algorithm, CoseAlgorithm::kEs256);
  EXPECT_EQ(as_text(message->key_id), "11");
  EXPECT_EQ(as_text(message->payload), "This is the content.");
  EXPECT_EQ(encode_cose_sign1(*message), hex(kPass02));
  EXPECT_EQ(cose_protected_header(CoseAlgorithm::kEs256), message->protected_header);
  EXPECT_EQ(cose_signed_bytes(message->protected_header, message->payload,
                              hex("11aa22bb33cc44dd55006699")),
            hex("846A5369676E61747572653143A101264C11AA22BB33CC44DD55006699545468697320697320746865"
                "20636F6E74656E742E"));
}

TEST(CoseSign1, ReadsTheUntaggedExample) {
  // sign1-tests/sign-pass-03: the same without its tag.
  const auto message = decode_cose_sign1(
      hex("8443A10126A10442313154546869732069732074686520636F6E74656E742E5840EAE868ECC176883766C5DC"
          "5BA5B8DCA25DAB3C2E56A551CE"
          "5705B793914348E19F43D6C6BA654472DA301B645B293C9BA939295B97C4BDB847782BFF384C5794"));
  EXPECT_TRUE(message);
}

TEST(CoseSign1, RefusesAnAlgorithmThatIsNotSigned) {
  // sign1-tests/sign-pass-01: the algorithm stands in the unprotected header; valid COSE, refused
  // by our profile.
  const auto message = decode_cose_sign1(
      hex("D28441A0A201260442313154546869732069732074686520636F6E74656E742E5840EAE868ECC176883766C5"
          "DC5BA5B8DCA25DAB3C2E56A551"
          "CE5705B793914348E11A02E5F0344BF2D4EE5C7FD75A68A9F5E0B3CC1F1FC1409C189566586FF9D610"));
  EXPECT_FALSE(message);
}

TEST(CoseSign1, RefusesDetachedCutShortWrongTagAndTrailingBytes) {
  const Bytes good = hex(kPass02);
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(decode_cose_sign1(ByteView(good).first(size))) << size;
  }
  Bytes wrong_tag = good;
  wrong_tag[0] = 0xd1;
  EXPECT_FALSE(decode_cose_sign1(wrong_tag));
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(decode_cose_sign1(longer));
  EXPECT_FALSE(decode_cose_sign1(hex("D28443A10127A0F640")));
}

}  // namespace
}  // namespace lw::codec
