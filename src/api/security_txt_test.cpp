#include "api/security_txt.hpp"

#include <gtest/gtest.h>

namespace lw::api {
namespace {

const Date kToday = Date::parse("2026-11-22").value();

SecurityTxt good() {
  return {{"mailto:security@example.org", "https://example.org/report"},
          Date::parse("2027-06-30").value(),
          "https://example.org/policy",
          "en, de",
          "https://example.org/.well-known/security.txt"};
}

// Fields by RFC 9116 §2.5; Expires is a moment, so the last day counts whole.
TEST(SecurityTxt, FieldsStandAsTheStandardWantsThem) {
  EXPECT_EQ(
      format_security_txt(good(), kToday).value(),
      "Contact: mailto:security@example.org\nContact: https://example.org/report\n"
      "Expires: 2027-06-30T23:59:59Z\nPolicy: https://example.org/policy\n"
      "Canonical: https://example.org/.well-known/security.txt\nPreferred-Languages: en, de\n");
  EXPECT_EQ(format_security_txt({}, kToday).value(), "");
}

void refused(const SecurityTxt& txt, const char* field) {
  const auto out = format_security_txt(txt, kToday);
  ASSERT_FALSE(out.has_value()) << field;
  EXPECT_EQ(out.error().where, field);
}

TEST(SecurityTxt, WhatTheStandardForbidsIsRefused) {
  SecurityTxt txt = good();
  txt.contacts = {"security@example.org"};
  refused(txt, "contacts");
  txt.contacts = {"http://example.org"};  // §2.4: https only
  refused(txt, "contacts");
  txt.contacts = {"mailto:a@example.org\nContact: mailto:b@example.org"};
  refused(txt, "contacts");
  txt = good();
  txt.expires.reset();  // §2.5.5: always there
  refused(txt, "expires");
  txt.expires = kToday.plus_years(1).plus_days(1);
  refused(txt, "expires");
  txt = good();
  txt.policy = "http://example.org";
  refused(txt, "policy");
  txt = good();
  txt.languages = "en\nx";
  refused(txt, "languages");
}

}  // namespace
}  // namespace lw::api
