#include "verify/hash.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "verify/note_check.hpp"
#include "verify/verify.hpp"

namespace lw::verify {
namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

// The reference tree of google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc.
TEST(RunningRoot, RootsOfTheReferenceTree) {
  constexpr const char* kInputs[] = {"",
                                     "00",
                                     "10",
                                     "2021",
                                     "3031",
                                     "40414243",
                                     "5051525354555657",
                                     "606162636465666768696a6b6c6d6e6f"};
  constexpr const char* kRoots[] = {
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  RunningRoot tree;
  for (std::size_t size = 0; size <= 8; ++size) {
    EXPECT_EQ(tree.root().hex(), kRoots[size]) << size;
    if (size < 8) tree.add(entry_hash(hex(kInputs[size])));
  }
}

// RFC 8032 §7.1, TEST 3.
TEST(Ed25519, Rfc8032Vector) {
  const Bytes key = hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  const Bytes signature =
      hex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
          "984dc6594a7c15e971"
          "6ed28dc027beceea1ec40a");
  EXPECT_TRUE(ed25519_holds(key, hex("af82"), signature));
  EXPECT_FALSE(ed25519_holds(key, hex("af83"), signature));
  EXPECT_FALSE(ed25519_holds(key, hex("af82"), ByteView(signature).first(63)));
  EXPECT_FALSE(ed25519_holds(ByteView(key).first(31), hex("af82"), signature));
  EXPECT_FALSE(ed25519_holds(Bytes(32, 0xff), hex("af82"), signature));
}

// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test case 16.
TEST(Seal, GcmTestCase16) {
  RecordKey key{};
  std::ranges::copy(hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
                    key.begin());
  const Bytes nonce = hex("cafebabefacedbaddecaf888");
  const Bytes context = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  Bytes sealed =
      hex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
          "56828838c5f61e6393ba7a0a"
          "bcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
  const auto plain = open_sealed(key, {nonce, context, sealed});
  ASSERT_TRUE(plain);
  EXPECT_EQ(to_hex(*plain),
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e"
            "2449a6b525b16aedf5aa0de657"
            "ba637b39");
  sealed[3] ^= 1;
  EXPECT_FALSE(open_sealed(key, {nonce, context, sealed}));
  EXPECT_FALSE(open_sealed(key, {nonce, context, ByteView(sealed).first(15)}));
}

// The examples of golang.org/x/mod/sumdb/note.
TEST(Note, JudgesTheGoExamples) {
  const std::string bytes =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your "
      "problem is.\n\n"
      "\xe2\x80\x94 PeterNeumann "
      "x08go/ZJkuBS9UG/"
      "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  auto note = codec::parse_note(bytes).value();
  const auto peter = codec::parse_verifier_key(
                         "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
                         .value();
  auto enoch =
      codec::parse_verifier_key("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")
          .value();
  EXPECT_EQ(judge_note(note, peter), NoteState::kHolds);
  EXPECT_EQ(judge_note(note, enoch), NoteState::kNotByThisKey);
  note.text[0] = 'i';
  EXPECT_EQ(judge_note(note, peter), NoteState::kFalse);
  EXPECT_TRUE(has_own_id(peter));
  EXPECT_TRUE(has_own_id(enoch));
  enoch.key_id ^= 1;
  EXPECT_FALSE(has_own_id(enoch));
  EXPECT_EQ(read_trusted(bytes, peter).error().code, ErrorCode::kInvalidInput)
      << "a note that is no checkpoint";
}

}  // namespace
}  // namespace lw::verify
