#include "feeds/matching.hpp"

#include <gtest/gtest.h>

namespace lw::feeds {
namespace {

std::vector<KnownComponent> components() {
  return {{"ic-m7892",
           ComponentSort::kChip,
           "B11",
           {{IdentifierKind::kChip, "M7892"},
            {IdentifierKind::kCertificate, "BSI-DSZ-CC-0782-V2-2015"},
            {IdentifierKind::kMaker, "Infineon"}}},
          {"lib-rsa",
           ComponentSort::kLibrary,
           "1.02.013",
           {{IdentifierKind::kLibrary, "RSA Library"},
            {IdentifierKind::kChip, "M7892"},
            {IdentifierKind::kMaker, "Infineon"}}},
          {"lib-other",
           ComponentSort::kLibrary,
           "3.5",
           {{IdentifierKind::kLibrary, "Neslib"}, {IdentifierKind::kMaker, "STMicroelectronics"}}},
          {"token",
           ComponentSort::kOther,
           "",
           {{IdentifierKind::kCpe, "cpe:2.3:h:yubico:yubikey_5:-:*:*:*:*:*:*:*"}}},
          {"card",
           ComponentSort::kPlatform,
           "",
           {{IdentifierKind::kCertificate, "ANSSI-CC-2019_43"}, {IdentifierKind::kProduct, "AT"}}}};
}

/// The description is the caller's to keep.
codec::CveRecord record(std::string_view description) {
  codec::CveRecord out;
  out.id = "CVE-2024-45678";
  out.description = description;
  out.products = {{"n/a", "n/a", "", 0, 1}};
  out.versions = {{"n/a", "", "", true}};
  return out;
}

using Pairs = std::vector<std::pair<std::string, MatchReason>>;
Pairs best(const std::vector<Proposal>& proposals) {
  Pairs out;
  for (const auto& one : proposals) out.emplace_back(one.component, one.best);
  return out;
}

// The published description of CVE-2024-45678; vendor and product are "n/a" in the record.
TEST(Matching, EucleakIsFoundByIdentityOfTheText) {
  const Matcher matcher(components());
  const auto found =
      matcher.propose(record("Yubico YubiKey 5 Series devices with firmware before 5.7.0 and "
                             "YubiHSM 2 devices with firmware before 2.4.0 allow an ECDSA "
                             "secret-key extraction attack (that requires physical access and "
                             "expensive equipment) in which an electromagnetic side channel is "
                             "present because of a non-constant-time modular inversion for the "
                             "Extended Euclidean Algorithm, aka the EUCLEAK issue. Other uses of "
                             "an Infineon cryptographic library may also be affected."));
  ASSERT_EQ(best(found), (Pairs{{"lib-rsa", MatchReason::kMakerAndSort}}));
  EXPECT_EQ(found[0].evidence[0].identifier, "Infineon … cryptographic library");
  EXPECT_NE(
      found[0].evidence[0].excerpt.find("Other uses of an Infineon cryptographic library may"),
      std::string::npos);
}

TEST(Matching, StrongerIdentityComesFirst) {
  const Matcher matcher(components());
  EXPECT_EQ(
      best(matcher.propose(
          record("The Infineon RSA library 1.02.013 in TPM firmware mishandles key generation"))),
      (Pairs{{"lib-rsa", MatchReason::kNameAndVersion}, {"ic-m7892", MatchReason::kMakerAndSort}}));
  EXPECT_EQ(
      best(matcher.propose(record("RSA library on the m7892 chip"))),
      (Pairs{{"lib-rsa", MatchReason::kChipAndLibrary}, {"ic-m7892", MatchReason::kChipName}}));
  EXPECT_EQ(best(matcher.propose(record("affects BSI-DSZ-CC-0782-V2-2015 only"))),
            (Pairs{{"ic-m7892", MatchReason::kCertificateNumber}}));
  EXPECT_TRUE(matcher.propose(record("affects BSI-DSZ-CC-0782-2012 only")).empty());
}

TEST(Matching, ACertificateNumberIsNotItsSuccessor) {
  const Matcher matcher(components());
  EXPECT_EQ(best(matcher.propose(record("see ANSSI-CC-2019/43 for details"))),
            (Pairs{{"card", MatchReason::kCertificateNumber}}));
  EXPECT_TRUE(matcher.propose(record("see ANSSI-CC-2019/43-R01 for details")).empty());
  auto linked = record("");
  linked.references = {"https://example.fr/ANSSI-CC-2019_43en.pdf"};
  // "43en" is another word than "43": a glued language is not guessed at in texts.
  EXPECT_TRUE(matcher.propose(linked).empty());
  linked.references = {"https://example.fr/ANSSI-CC-2019_43.pdf"};
  EXPECT_EQ(best(matcher.propose(linked)), (Pairs{{"card", MatchReason::kCertificateNumber}}));
}

TEST(Matching, CpeIsTheLowestHint) {
  const Matcher matcher(components());
  auto one = record("Something");
  one.cpes = {"cpe:2.3:h:yubico:yubikey_5:*:*:*:*:*:*:*:*"};
  EXPECT_EQ(best(matcher.propose(one)), (Pairs{{"token", MatchReason::kCpe}}));
  one.cpes = {"cpe:2.3:h:n/a:n/a:*:*:*:*:*:*:*:*"};
  EXPECT_TRUE(matcher.propose(one).empty());
  one.cpes.clear();
  one.products = {{"Yubico", "YubiKey 5", "", {}}};
  EXPECT_EQ(best(matcher.propose(one)), (Pairs{{"token", MatchReason::kCpe}}));
}

TEST(Matching, WhatAPersonDecidedIsNotProposedAgain) {
  const Matcher matcher(components());
  const auto one = record("RSA library 1.02.013");
  EXPECT_EQ(matcher.propose(one).size(), 1U);
  EXPECT_TRUE(matcher.propose(one, {{"lib-rsa", "CVE-2024-45678"}}).empty());
}

TEST(Matching, AMakerAloneOrAShortNameProposesNothing) {
  const Matcher matcher(components());
  EXPECT_TRUE(matcher.propose(record("Infineon AT command interface")).empty());
  EXPECT_TRUE(matcher
                  .propose(record("a cryptographic library by somebody else and, a whole paragraph "
                                  "of other words later on, Infineon"))
                  .empty());
  EXPECT_TRUE(matcher.propose(record(std::string(1 << 20, 'x'))).empty());
}

TEST(Matching, HostileTextStaysLinear) {
  const Matcher matcher(components());
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "infineon library ";
  const auto found = matcher.propose(record(text));
  EXPECT_LE(found.size(), Matcher::kProposalsMax);
}

}  // namespace
}  // namespace lw::feeds
