#include "codec/tlog_proof.hpp"

#include <gtest/gtest.h>

namespace lw::codec {
namespace {

// The example of the specification (C2SP tlog-proof, read 2026), its two abridged lines left whole.
constexpr const char* kExample =
    "c2sp.org/tlog-proof@v1\n"
    "extra YWdl\n"
    "index 73894\n"
    "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n"
    "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n"
    "\n"
    "example.com/fancylog\n"
    "109482\n"
    "sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n"
    "\n"
    "— example.com/fancylog hI2DJw==\n";

TEST(TlogProof, ReadsTheFormOfTheSpecificationAndWritesItAgain) {
  const auto proof = parse_tlog_proof(kExample);
  ASSERT_TRUE(proof) << proof.error().message();
  EXPECT_EQ(proof->index, 73894U);
  EXPECT_EQ(as_text(proof->extra), "age");
  ASSERT_EQ(proof->hashes.size(), 2U);
  EXPECT_EQ(to_base64(proof->hashes[1].bytes), "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=");
  EXPECT_TRUE(proof->checkpoint.starts_with("example.com/fancylog\n109482\n"));
  EXPECT_EQ(format_tlog_proof(*proof), kExample);
}

TEST(TlogProof, ATreeOfOneEntryHasNoHashes) {
  const TlogProof proof{{}, 0, {}, "o\n1\nx\n\n"};
  EXPECT_EQ(parse_tlog_proof(format_tlog_proof(proof)).value(), proof);
}

TEST(TlogProof, RefusesOtherSpellingsAndNamesTheLine) {
  const auto refused = [](std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const auto read = parse_tlog_proof(text);
    EXPECT_FALSE(read) << to;
    return read ? std::string() : read.error().where;
  };
  EXPECT_EQ(refused(kExample, "@v1", "@v2"), "line 1");
  EXPECT_EQ(refused(kExample, "index 73894", "index 073894"), "line 3");
  EXPECT_EQ(refused(kExample, "index 73894", "index -1"), "line 3");
  EXPECT_EQ(refused(kExample, "index 73894", "index "), "line 3");
  EXPECT_EQ(refused(kExample, "B95lDa8R83", "B95lDa8R8"), "line 5");
  EXPECT_EQ(refused(kExample, "gSKy", "    "), "line 4");
  const std::string whole = kExample;
  for (std::size_t cut = 0; cut < whole.find("\n\n") + 2; ++cut)
    EXPECT_FALSE(parse_tlog_proof(whole.substr(0, cut))) << cut;
}

TEST(TlogProof, IsBounded) {
  std::string text = "c2sp.org/tlog-proof@v1\nindex 0\n";
  for (std::size_t i = 0; i <= kProofHashesMax; ++i)
    text += "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n";
  EXPECT_EQ(parse_tlog_proof(text + "\nx\n").error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(parse_tlog_proof(std::string(kProofSizeMax + 1, 'x')).error().code,
            ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace lw::codec
