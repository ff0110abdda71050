#include "codec/signed_note.hpp"

#include <gtest/gtest.h>

namespace lw::codec {
namespace {

// Example of the documentation of golang.org/x/mod/sumdb/note.
constexpr std::string_view kNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
constexpr std::string_view kKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

TEST(SignedNote, ReadsAndWritesTheGoExample) {
  const auto note = parse_note(kNote);
  ASSERT_TRUE(note) << note.error().message();
  ASSERT_EQ(note->signatures.size(), 1U);
  EXPECT_EQ(note->signatures[0].name, "PeterNeumann");
  EXPECT_EQ(note->signatures[0].key_id, 0xc74f20a3U);
  EXPECT_EQ(note->signatures[0].signature.size(), 64U);
  EXPECT_TRUE(note->text.ends_with("problem is.\n"));
  EXPECT_EQ(format_note(*note).value(), kNote);
}

// Example of C2SP signed-note: the text itself holds an empty line.
TEST(SignedNote, SplitsAtTheLastEmptyLine) {
  const std::string text =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \xc3\xa8 subito "
      "sera.\n";
  const auto note = parse_note(text +
                               "\n\xe2\x80\x94 quasimodo.example/salvatore "
                               "NnugSzTjtVAewIS+Z/iJhUPeFDkO/"
                               "5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n");
  ASSERT_TRUE(note) << note.error().message();
  EXPECT_EQ(note->text, text);
}

TEST(SignedNote, RefusesMalformedNotes) {
  const std::string good(kNote);
  const std::string line = good.substr(good.find("\xe2\x80\x94"));
  for (const std::string& bad : {std::string(), std::string("text\n"), std::string("text\n\n"),
                                 good.substr(0, good.size() - 1), "text\n" + line, good + "x",
                                 good + "\n", "te\rxt\n\n" + line, "te\xfft\n\n" + line,
                                 std::string("text\n\n\xe2\x80\x94 a+b AAAAAAA=\n"),
                                 std::string("text\n\n\xe2\x80\x94 name AAAA\n"),
                                 std::string("text\n\n\xe2\x80\x94 na me AAAAAAA=\n"),
                                 std::string("text\n\n- name AAAAAAA=\n"),
                                 std::string("text\n\n\xe2\x80\x94 n\xc2\xa0m AAAAAAA=\n")}) {
    EXPECT_FALSE(parse_note(bad)) << bad;
  }
  std::string many = "text\n\n";
  for (std::size_t i = 0; i <= kNoteSignaturesMax; ++i) many += line;
  EXPECT_EQ(parse_note(many).error().code, ErrorCode::kTooLarge);
}

TEST(VerifierKey, ReadsAndWritesTheGoExample) {
  const auto key = parse_verifier_key(kKey);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name, "PeterNeumann");
  EXPECT_EQ(key->key_id, 0xc74f20a3U);
  EXPECT_EQ(format_verifier_key(*key), kKey);
  for (const auto* bad :
       {"", "PeterNeumann", "PeterNeumann+c74f20a3",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+AhpC",
        "PeterNeumann+c74f20+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10"}) {
    EXPECT_FALSE(parse_verifier_key(bad)) << bad;
  }
}

// Example of C2SP tlog-checkpoint.
TEST(Checkpoint, ReadsAndWritesTheSpecificationExample) {
  const std::string text =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const auto checkpoint = parse_checkpoint(text);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20852163U);
  EXPECT_EQ(format_checkpoint(*checkpoint), text);
  EXPECT_TRUE(parse_checkpoint(text + "extension\n"));
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  for (const std::string& bad :
       {std::string(), "\n1\n" + root, "a\n01\n" + root, "a\n-1\n" + root, "a\n0x1\n" + root,
        "a\n\n" + root, "a\n1 \n" + root, "a\n99999999999999999999\n" + root,
        std::string("a\n1\nAAAA\n"), "a\n1\n" + root + "\n", "a\n1\n" + root + "cut",
        ("a\n1\n" + root).substr(0, root.size() + 3)}) {
    EXPECT_FALSE(parse_checkpoint(bad)) << bad;
  }
}

}  // namespace
}  // namespace lw::codec
