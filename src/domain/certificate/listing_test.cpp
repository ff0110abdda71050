#include "domain/certificate/testing/store.hpp"

namespace lw::certificate::testing {
namespace {

ListCertificate row(std::string_view name, std::string_view snapshot) {
  ListCertificate c;
  c.certificate = CertificateId("EUCC-3090-2025-10-0006");
  c.scheme = Scheme::kEucc;
  c.source = "ENISA";
  c.register_id = "r1";
  c.name = name;
  c.snapshot = day(snapshot);
  return c;
}

RecordVanished gone(std::string_view snapshot) {
  return {CertificateId("EUCC-3090-2025-10-0006"), "ENISA", "r1", day(snapshot)};
}

/// What a history of lists holds: seen, seen under another name, gone, seen again, gone for good.
const std::vector<Command>& history() {
  static const std::vector<Command> all = {row("Card", "2026-01-01"), row("Card 2", "2026-01-02"),
                                           gone("2026-01-03"), row("Card 2", "2026-01-04"),
                                           gone("2026-01-05")};
  return all;
}

// The same history of lists imported twice, or from its start after a kill, is the same register.
TEST(Listing, AHistoryOfListsTakenInAgainChangesNothing) {
  Store store;
  for (const auto& command : history()) EXPECT_EQ(store.must("2026-02-01", "", command).size(), 1U);
  const State before = store.state;
  for (int times = 0; times < 2; ++times) {
    for (const auto& command : history())
      EXPECT_TRUE(store.must("2026-02-02", "", command).empty());
  }
  EXPECT_EQ(store.state.certificates, before.certificates);
}

TEST(Listing, AnOlderSnapshotTakenInLateSaysNothingAndANewerOneDoes) {
  Store store;
  for (const auto& command : history()) store.must("2026-02-01", "", command);
  EXPECT_TRUE(store.must("2026-02-02", "", row("Other", "2026-01-04")).empty());
  EXPECT_EQ(store.must("2026-02-02", "", row("Other", "2026-01-06")).size(), 1U);
  EXPECT_TRUE(store.must("2026-02-02", "", gone("2026-01-05")).empty());
  EXPECT_EQ(store.refused("2026-02-02", "", gone("2026-01-06")), ErrorCode::kRefused)
      << "seen and not seen on one day";
}

}  // namespace
}  // namespace lw::certificate::testing
