#include "crypto/server_certificate.hpp"

#include <gtest/gtest.h>

namespace lw::crypto {
namespace {

// What is in it is judged by openssl in tests/service; here: what is refused, and the end.
TEST(ServerCertificate, EndsWhenItWasTold) {
  const Instant from = Instant::parse("2026-03-01T00:00:00Z").value();
  const Instant until = Instant::parse("2026-05-30T12:34:56Z").value();
  const auto made = make_server_certificate({{"localhost"}, {"127.0.0.1", "::1"}, from, until});
  ASSERT_TRUE(made.has_value()) << made.error().message();
  EXPECT_EQ(certificate_end(made->certificate_pem).value(), until);
  EXPECT_TRUE(made->key_pem.starts_with("-----BEGIN PRIVATE KEY-----"));
  const auto other = make_server_certificate({{"localhost"}, {}, from, until});
  EXPECT_NE(other->key_pem, made->key_pem);
}

// A certificate of somebody else: openssl req -x509 -newkey ed25519 -nodes -subj /CN=x, valid from
// 2026-11-22 12:17:16 for a day.
TEST(ServerCertificate, TheEndOfAnothersIsRead) {
  EXPECT_EQ(certificate_end("").error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(certificate_end("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
                .error()
                .code,
            ErrorCode::kInvalidInput);
  EXPECT_EQ(certificate_end(R"(-----BEGIN CERTIFICATE-----
MIIBLDCB36ADAgECAhR74HgoFzwz9BTAKvht023YVPpDZjAFBgMrZXAwDDEKMAgG
A1UEAwwBeDAeFw0yNjExMjIxMjE3MTZaFw0yNjExMjMxMjE3MTZaMAwxCjAIBgNV
BAMMAXgwKjAFBgMrZXADIQCZ9uxkcmVLnUj8+HVIhy31ytlnb9367QdVKEmJ1YL2
M6NTMFEwHQYDVR0OBBYEFAYg2wk9JaMSI4dJiJlPvuPKYapzMB8GA1UdIwQYMBaA
FAYg2wk9JaMSI4dJiJlPvuPKYapzMA8GA1UdEwEB/wQFMAMBAf8wBQYDK2VwA0EA
gbECjLibvB1UkleLaYWnBX0rVg+Lf4VfN4uNXN2kbkiM5hddc3UKQIVDIPIL0gZc
OWD7YCVymlX8ARXsyK29Dw==
-----END CERTIFICATE-----
)")
                .value()
                .text(),
            "2026-11-23T12:17:16Z");
}

TEST(ServerCertificate, NamesThatAreNoneAreRefused) {
  const Instant from = Instant::parse("2026-03-01").value();
  const Instant until = Instant::parse("2026-05-30").value();
  for (const char* name : {"", "a b", "x,DNS:evil.example", "*", "a/b"})
    EXPECT_FALSE(make_server_certificate({{name}, {}, from, until}).has_value()) << name;
  EXPECT_FALSE(make_server_certificate({{"localhost"}, {"127.0.0"}, from, until}).has_value());
  EXPECT_FALSE(
      make_server_certificate({{"localhost"}, {"1.2.3.4,DNS:x"}, from, until}).has_value());
  EXPECT_FALSE(make_server_certificate({{}, {"127.0.0.1"}, from, until}).has_value());
  EXPECT_FALSE(make_server_certificate({{"localhost"}, {}, until, from}).has_value());
}

}  // namespace
}  // namespace lw::crypto
