#include "codec/cvss4.hpp"

#include <gtest/gtest.h>

#include <string>

namespace lw::codec {
namespace {

struct Scored {
  std::string_view vector;
  std::int32_t tenths;
};

constexpr std::string_view kBase =
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H";

// Scores by FIRST's reference calculator (cvss40.js, as csaf-validator-lib 2.0.10 carries it).
TEST(Cvss4, AgreesWithTheReferenceCalculator) {
  constexpr Scored kScored[] = {
      {"CVSS:4.0/AV:P/AC:H/AT:P/PR:N/UI:A/VC:N/VI:H/VA:H/SC:N/SI:H/SA:L", 58},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:P/VC:L/VI:L/VA:N/SC:N/SI:H/SA:L", 62},
      {"CVSS:4.0/AV:P/AC:H/AT:N/PR:H/UI:P/VC:N/VI:L/VA:L/SC:L/SI:L/SA:L", 10},
      {"CVSS:4.0/AV:P/AC:L/AT:P/PR:N/UI:A/VC:L/VI:H/VA:H/SC:N/SI:H/SA:L", 58},
      {"CVSS:4.0/AV:A/AC:H/AT:P/PR:H/UI:N/VC:N/VI:H/VA:L/SC:H/SI:N/SA:N", 69},
      {"CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:N/VC:L/VI:N/VA:L/SC:L/SI:H/SA:L", 51},
      {"CVSS:4.0/AV:N/AC:H/AT:N/PR:H/UI:P/VC:H/VI:L/VA:H/SC:N/SI:H/SA:N", 70},
      {"CVSS:4.0/AV:N/AC:H/AT:P/PR:H/UI:N/VC:H/VI:H/VA:N/SC:N/SI:H/SA:N", 85},
      {"CVSS:4.0/AV:P/AC:L/AT:N/PR:H/UI:P/VC:H/VI:L/VA:L/SC:H/SI:H/SA:N", 70},
      {"CVSS:4.0/AV:P/AC:H/AT:P/PR:N/UI:A/VC:H/VI:H/VA:L/SC:L/SI:L/SA:L", 53},
      {"CVSS:4.0/AV:A/AC:L/AT:P/PR:N/UI:N/VC:N/VI:L/VA:H/SC:N/SI:L/SA:L", 60},
      {"CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:L/VA:H/SC:H/SI:H/SA:N", 83},
      {"CVSS:4.0/AV:P/AC:H/AT:N/PR:H/UI:N/VC:H/VI:L/VA:H/SC:H/SI:L/SA:N", 58},
      {"CVSS:4.0/AV:L/AC:H/AT:N/PR:N/UI:A/VC:L/VI:L/VA:L/SC:H/SI:N/SA:L", 43},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:A/VC:N/VI:N/VA:L/SC:N/SI:L/SA:N/IR:H/AR:H/MAC:L/MVI:H", 68},
      {"CVSS:4.0/AV:A/AC:L/AT:N/PR:L/UI:P/VC:N/VI:L/VA:L/SC:L/SI:L/SA:N/E:U/CR:M/AR:L/MAV:P/MAC:L/"
       "MAT:P/MUI:N/MVA:N",
       1},
      {"CVSS:4.0/AV:L/AC:L/AT:N/PR:H/UI:A/VC:L/VI:N/VA:N/SC:H/SI:L/SA:N/E:P/CR:M/AR:H/MAT:P/MPR:H/"
       "MUI:N/MVI:L/MVA:N/MSI:N/MSA:S",
       45},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:N/VI:L/VA:H/SC:H/SI:N/SA:H/CR:H/IR:L/AR:H/MAC:L/MPR:N/"
       "MUI:N/MVI:H/MVA:H/MSI:H",
       93},
      {"CVSS:4.0/AV:P/AC:L/AT:P/PR:L/UI:A/VC:N/VI:L/VA:H/SC:H/SI:N/SA:L/IR:M/MAV:L/MUI:N/MVC:L/"
       "MVI:L",
       69},
      {"CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:A/VC:N/VI:L/VA:L/SC:N/SI:H/SA:L/IR:L/AR:H/MAC:H/MAT:P/"
       "MUI:N/MSC:N/MSI:L",
       20},
      {"CVSS:4.0/AV:L/AC:H/AT:P/PR:L/UI:N/VC:N/VI:N/VA:N/SC:L/SI:H/SA:N/E:U/IR:L/AR:M/MAV:N/MPR:L/"
       "MVC:L/MVI:H",
       21},
      {"CVSS:4.0/AV:A/AC:H/AT:N/PR:L/UI:P/VC:L/VI:H/VA:H/SC:H/SI:L/SA:L/IR:H/AR:M/MAV:N/MPR:L/"
       "MUI:P/MVC:N/MVA:L/MSC:H/MSA:H",
       71},
      {"CVSS:4.0/AV:L/AC:H/AT:N/PR:H/UI:P/VC:L/VI:H/VA:N/SC:H/SI:N/SA:L/CR:L/IR:L/MAV:L/MAC:L/"
       "MSC:H/MSI:N/MSA:H",
       54},
      {"CVSS:4.0/AV:L/AC:H/AT:P/PR:H/UI:P/VC:N/VI:L/VA:N/SC:L/SI:H/SA:N/E:P/CR:L/IR:H/MAV:N/MAC:H/"
       "MPR:H/MVA:L/MSI:L/MSA:L",
       11},
      {"CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:A/VC:N/VI:H/VA:N/SC:N/SI:L/SA:N/E:P/IR:M/MAT:P/MPR:N/MVC:N/"
       "MVA:H",
       51},
      {"CVSS:4.0/AV:L/AC:H/AT:N/PR:L/UI:N/VC:N/VI:N/VA:L/SC:H/SI:L/SA:N/E:A/CR:L/IR:H/MAC:L/MVI:H/"
       "MVA:L/MSC:N/MSI:L",
       68},
      {"CVSS:4.0/AV:L/AC:H/AT:N/PR:N/UI:N/VC:H/VI:L/VA:N/SC:H/SI:N/SA:L/E:U/AR:H/MAV:A/MAC:L/MAT:P/"
       "MVC:L/MVA:N/MSI:N/MSA:H",
       13},
      {"CVSS:4.0/AV:A/AC:H/AT:P/PR:H/UI:P/VC:L/VI:L/VA:L/SC:L/SI:N/SA:H/E:P/IR:L/AR:L/MAV:P/MAC:H/"
       "MAT:N/MPR:N/MUI:A/MVC:N/MVI:H/MVA:L/MSI:H/MSA:S",
       39},
      {"CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:A/VC:L/VI:L/VA:H/SC:L/SI:L/SA:N/E:A/IR:M/AR:L/MAT:N/MPR:L/"
       "MVI:N/MVA:L/MSI:H/MSA:H",
       62},
      {"CVSS:4.0/AV:A/AC:L/AT:P/PR:N/UI:P/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N/E:A/MAV:A/MAC:L/MPR:H/"
       "MUI:P/MVI:N/MVA:N/MSC:N/MSI:S",
       41},
  };
  for (const auto& one : kScored) {
    const auto vector = parse_cvss4(one.vector);
    ASSERT_TRUE(vector) << one.vector << ": " << vector.error().message();
    EXPECT_EQ(score_cvss4(*vector), one.tenths) << one.vector;
  }
}

TEST(Cvss4, WhatIsSaidOfThreatAndEnvironmentIsInTheName) {
  const auto name = [](const std::string& more) {
    return parse_cvss4(std::string(kBase) + more)->nomenclature();
  };
  EXPECT_EQ(name(""), "CVSS-B");
  EXPECT_EQ(name("/E:X/CR:X"), "CVSS-B");
  EXPECT_EQ(name("/E:P"), "CVSS-BT");
  EXPECT_EQ(name("/MAV:P"), "CVSS-BE");
  EXPECT_EQ(name("/E:U/MSA:S"), "CVSS-BTE");
  EXPECT_EQ(name("/S:P/AU:Y/R:I/V:C/RE:H/U:Amber"), "CVSS-B");
}

// "Not defined" counts as the worst, and supplemental metrics do not count (specification, 4 and
// 5).
TEST(Cvss4, AWorstCaseSaidIsTheSameAsOneLeftOut) {
  const auto plain = score_cvss4(*parse_cvss4(kBase));
  EXPECT_EQ(plain, 100);
  for (const std::string& more : {"/E:A", "/CR:H/IR:H/AR:H", "/MAV:N/MVC:H", "/S:N/U:Red"})
    EXPECT_EQ(score_cvss4(*parse_cvss4(std::string(kBase) + more)), plain) << more;
  EXPECT_EQ(score_cvss4(*parse_cvss4(std::string(kBase) + "/MVC:N/MVI:N/MVA:N/MSC:N/MSI:N/MSA:N")),
            0);
}

TEST(Cvss4, WhatIsNoVectorIsRefusedByPart) {
  const std::string base(kBase);
  const std::pair<std::string, std::string_view> kBad[] = {
      {"", "CVSS:4.0/"},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:4.0/"},
      {"CVSS:4.0/", "unknown metric"},
      {base.substr(0, base.size() - 5), "SA is missing"},
      {"CVSS:4.0/AC:L", "AV is missing"},
      {base + "/", "unknown metric"},
      {base + "/XX:N", "unknown metric \"XX:N\""},
      {base + "/E", "unknown metric \"E\""},
      {base + "/E:Z", "E has no value \"Z\""},
      {base + "/E:", "E has no value"},
      {base + "/U:G", "U has no value \"G\""},
      {base + "/MSI:S/MSC:S", "MSC"},
      {base + "/E:A/E:A", "E comes twice or too late"},
      {base + "/CR:H/E:A", "E comes twice or too late"},
      {base + "/SA:H", "SA comes twice or too late"}};
  for (const auto& [text, says] : kBad) {
    const auto vector = parse_cvss4(text);
    ASSERT_FALSE(vector) << text;
    EXPECT_EQ(vector.error().code, ErrorCode::kInvalidInput);
    EXPECT_NE(vector.error().what.find(says), std::string::npos) << vector.error().what;
  }
}

}  // namespace
}  // namespace lw::codec
