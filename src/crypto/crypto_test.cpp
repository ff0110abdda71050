#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "crypto/aead.hpp"
#include "crypto/cose.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/note.hpp"
#include "crypto/random.hpp"
#include "crypto/sha256.hpp"

namespace lw::crypto {
namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

template <std::size_t N>
std::array<std::uint8_t, N> fixed(std::string_view text) {
  const Bytes raw = hex(text);
  std::array<std::uint8_t, N> out{};
  std::copy_n(raw.begin(), N, out.begin());
  return out;
}

// FIPS 180-4 examples (NIST "SHA256.pdf"): "abc", and the message of two blocks.
TEST(Sha256, NistExamplesWithOneContext) {
  Sha256 hash;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(hash.update(as_bytes("a")).update(as_bytes("bc")).finish().hex(),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hash.update(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))
                  .finish()
                  .hex(),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  }
  EXPECT_EQ(sha256({}).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// RFC 8032 §7.1, TEST 1 and TEST 3.
TEST(Ed25519, Rfc8032Vectors) {
  const auto one =
      PrivateKey::from_seed(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
          .value();
  EXPECT_EQ(to_hex(one.public_key().bytes),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(to_hex(one.sign({})),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39"
            "701cf9b46bd25bf5f059"
            "5bbe24655141438e7a100b");
  const auto three =
      PrivateKey::from_seed(hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"))
          .value();
  EXPECT_EQ(to_hex(three.public_key().bytes),
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  const Signature signature = three.sign(hex("af82"));
  EXPECT_EQ(to_hex(signature),
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f7"
            "60984dc6594a7c15e971"
            "6ed28dc027beceea1ec40a");
  EXPECT_TRUE(verify(three.public_key(), hex("af82"), signature));
  EXPECT_FALSE(verify(three.public_key(), hex("af83"), signature));
  EXPECT_FALSE(verify(one.public_key(), hex("af82"), signature));
  EXPECT_FALSE(verify(three.public_key(), hex("af82"), ByteView(signature).first(63)));
}

TEST(Ed25519, KeysGoToPemAndBack) {
  const auto key = PrivateKey::generate().value();
  const auto plain = key.to_pem("").value();
  EXPECT_TRUE(plain.starts_with("-----BEGIN PRIVATE KEY-----"));
  EXPECT_EQ(PrivateKey::from_pem(plain, "")->public_key(), key.public_key());
  const auto closed = key.to_pem("correct horse").value();
  EXPECT_TRUE(closed.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
  EXPECT_EQ(PrivateKey::from_pem(closed, "correct horse")->sign(as_bytes("x")),
            key.sign(as_bytes("x")));
  EXPECT_EQ(PrivateKey::from_pem(closed, "wrong horse").error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(PrivateKey::from_pem(closed, "").error().code, ErrorCode::kIncomplete);
  EXPECT_EQ(PrivateKey::from_pem("nonsense", "").error().code, ErrorCode::kInvalidInput);
  EXPECT_NE(PrivateKey::generate()->public_key(), key.public_key());
}

TEST(Ed25519, ReadsThePemKeyOfRfc8410) {
  // RFC 8410 §10.3.
  const auto key = PrivateKey::from_pem(
      "-----BEGIN PRIVATE "
      "KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END "
      "PRIVATE KEY-----\n",
      "");
  ASSERT_TRUE(key);
  EXPECT_EQ(to_hex(key->public_key().bytes),
            "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
}

TEST(Ed25519, RefusesAKeyOfAnotherKind) {
  // An EC P-256 key in PKCS#8, from RFC 9500 §2.3 ("testECCP256").
  const auto key = PrivateKey::from_pem(
      "-----BEGIN EC PRIVATE KEY-----\n"
      "MHcCAQEEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49\n"
      "AwEHoUQDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjV\n"
      "uKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==\n"
      "-----END EC PRIVATE KEY-----\n",
      "");
  EXPECT_EQ(key.error().code, ErrorCode::kInvalidInput);
}

// cose-wg/Examples eddsa-examples/eddsa-sig-01: EdDSA is deterministic, so the bytes are ours to
// reproduce.
TEST(Cose, EddsaVector) {
  const Bytes expected =
      hex("D28445A201270300A10442313154546869732069732074686520636F6E74656E742E58407142FD2FF96D56DB"
          "85BEE905A76BA1D0B7321A95C8C4"
          "D3607C5781932B7AFB8711497DFA751BF40B58B3BCC32300B1487F3DB34085EEF013BF08F4A44D6FEF0D");
  const auto key =
      PrivateKey::from_seed(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
          .value();
  auto message = codec::decode_cose_sign1(expected).value();
  EXPECT_TRUE(cose_verify1(message, key.public_key()));
  const Signature again =
      key.sign(codec::cose_signed_bytes(message.protected_header, message.payload));
  EXPECT_EQ(Bytes(again.begin(), again.end()), message.signature);
  EXPECT_EQ(codec::encode_cose_sign1(message), expected);
  message.payload[0] ^= 1;
  EXPECT_FALSE(cose_verify1(message, key.public_key()));
}

TEST(Cose, SignsWhatItVerifies) {
  const auto key = PrivateKey::generate().value();
  const auto message =
      codec::decode_cose_sign1(cose_sign1(key, as_bytes("k1"), as_bytes("payload"))).value();
  EXPECT_EQ(as_text(message.key_id), "k1");
  EXPECT_TRUE(cose_verify1(message, key.public_key()));
  EXPECT_FALSE(cose_verify1(message, PrivateKey::generate()->public_key()));
  EXPECT_FALSE(cose_verify1(message, key.public_key(), as_bytes("bound")));
}

// cose-wg/Examples sign1-tests: the key of all, sign-pass-02 (external data), sign-pass-03
// (untagged), sign-fail-02.
TEST(Cose, Es256Vectors) {
  const P256Key key{fixed<32>("bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff"),
                    fixed<32>("20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e")};
  const auto pass02 =
      codec::decode_cose_sign1(
          hex("D28443A10126A10442313154546869732069732074686520636F6E74656E742E5840EAE868ECC1768837"
              "66C5DC5BA5B8DCA25DAB3C2E56A551"
              "CE5705B793914348E155388B10C4F1B59A6733EAB416870A945111A4B2FBDBEF33A77234B1DEFF2F9B"))
          .value();
  EXPECT_TRUE(cose_verify1(pass02, key, hex("11aa22bb33cc44dd55006699")));
  EXPECT_FALSE(cose_verify1(pass02, key));
  const auto pass03 =
      codec::decode_cose_sign1(
          hex("8443A10126A10442313154546869732069732074686520636F6E74656E742E5840EAE868ECC176883766"
              "C5DC5BA5B8DCA25DAB3C2E56A551CE"
              "5705B793914348E19F43D6C6BA654472DA301B645B293C9BA939295B97C4BDB847782BFF384C5794"))
          .value();
  EXPECT_TRUE(cose_verify1(pass03, key));
  const auto fail02 =
      codec::decode_cose_sign1(
          hex("D28443A10126A10442313154546869732069732074686520636F6E74656E742F5840EAE868ECC1768837"
              "66C5DC5BA5B8DCA25DAB3C2E56A551"
              "CE5705B793914348E19F43D6C6BA654472DA301B645B293C9BA939295B97C4BDB847782BFF384C5794"))
          .value();
  EXPECT_FALSE(cose_verify1(fail02, key));
  EXPECT_EQ(cose_verify1(pass02, PublicKey{}).error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(cose_verify1(pass03, P256Key{}));
}

// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test case 16 (AES-256, with
// associated data).
TEST(Aead, GcmTestCase16) {
  const auto key = fixed<32>("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const auto nonce = fixed<12>("cafebabefacedbaddecaf888");
  const Bytes context = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const Bytes plain =
      hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24"
          "49a6b525b16aedf5aa0de657"
          "ba637b39");
  const Bytes sealed = seal(key, nonce, context, plain);
  EXPECT_EQ(to_hex(sealed),
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b"
            "1056828838c5f61e6393ba7a0a"
            "bcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_EQ(open(key, nonce, context, sealed).value(), plain);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= 1;
    EXPECT_FALSE(open(key, nonce, context, changed)) << i;
  }
  EXPECT_FALSE(open(key, nonce, {}, sealed));
  EXPECT_FALSE(open(key, nonce, context, ByteView(sealed).first(15)));
  EXPECT_EQ(open(key, nonce, {}, seal(key, nonce, {}, {}))->size(), 0U);
}

TEST(Random, IsNotTheSameTwice) {
  std::set<std::array<std::uint8_t, 32>> seen;
  for (int i = 0; i < 100; ++i) {
    std::array<std::uint8_t, 32> bytes{};
    ASSERT_TRUE(random_bytes(bytes));
    EXPECT_TRUE(seen.insert(bytes).second);
  }
}

// Example of the documentation of golang.org/x/mod/sumdb/note: seed, verifier key and signed note.
TEST(Note, GoExample) {
  const std::string text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your "
      "problem is.\n";
  const std::string expected =
      text +
      "\n\xe2\x80\x94 PeterNeumann "
      "x08go/ZJkuBS9UG/"
      "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  Bytes seed = from_base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").value();
  seed.erase(seed.begin());  // the algorithm byte of the Go form
  const auto key = PrivateKey::from_seed(seed).value();
  const auto vkey = make_verifier_key("PeterNeumann", key.public_key());
  EXPECT_EQ(codec::format_verifier_key(vkey),
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  EXPECT_EQ(sign_note(text, "PeterNeumann", key).value(), expected);
  EXPECT_EQ(open_note(expected, vkey).value(), text);

  // Signatures of keys that we do not know are ignored (EnochRoot, from note_test.go).
  const std::string both = expected +
                           "\xe2\x80\x94 EnochRoot "
                           "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/"
                           "5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
  EXPECT_EQ(open_note(both, vkey).value(), text);
  const auto enoch =
      codec::parse_verifier_key("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")
          .value();
  EXPECT_EQ(open_note(both, enoch).value(), text);
  EXPECT_EQ(open_note(expected, enoch).error().code, ErrorCode::kNotFound);
  std::string changed = expected;
  changed[0] = 'i';
  EXPECT_EQ(open_note(changed, vkey).error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace lw::crypto
