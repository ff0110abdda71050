#include "app/view.hpp"

#include <gtest/gtest.h>

#include "app/role_loader.hpp"
#include "app/rule_loader.hpp"
#include "app/watch.hpp"
#include "base/testing/places.hpp"
#include "codec/reflect_cbor.hpp"
#include "store/memory/history.hpp"
#include "store/memory/others.hpp"

namespace lw::app {
namespace {

using access::Role;

/// A history in memory in which anna is in the compartment of the one case and bert is not; every
/// role may give every command that the shipped matrix knows.
class View : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string data = source_folder() + "/data";
    core::Policy policy{load_rule_book(data + "/rules").value(),
                        load_role_matrix(data + "/roles/roles.toml").value()};
    auto opened = Watch::open({history, vault, random}, std::move(policy), Bytes(16, 1));
    ASSERT_TRUE(opened.has_value()) << opened.error().message();
    watch.emplace(std::move(*opened));
    give("system",
         access::RegisterOrganisation{kOffice, "Office", {Role::kIssuingAuthority}, "EE", {}});
    for (const auto& person : {anna, bert}) {
      give("system", access::EnrolPerson{person,
                                         kOffice,
                                         {Role::kIssuingAuthority},
                                         "key-" + person.text(),
                                         Bytes(32, static_cast<std::uint8_t>(person.text()[0]))});
    }
    give("anna", access::OpenCompartment{CompartmentId("red"), "one flaw", {anna}});
    give("system", vulnerability::ReportFlaw{.case_id = CaseId("open-1"),
                                             .title = "known to all",
                                             .channel = vulnerability::Channel::kAuthority,
                                             .reference = "letter",
                                             .summary = "a flaw",
                                             .reason = "notice"});
    vulnerability::ReportFlaw closed{.case_id = CaseId("closed-1"),
                                     .title = "known to few",
                                     .channel = vulnerability::Channel::kAuthority,
                                     .reference = "letter",
                                     .summary = "a flaw",
                                     .reason = "notice"};
    closed.compartment = CompartmentId("red");
    give("anna", closed);
  }

  template <class C>
  void give(const char* person, C command) {
    const Submission submission{core::Command(std::move(command)),
                                PersonId(person),
                                std::string_view(person) == "system" ? OrganisationId() : kOffice,
                                watch->new_command_id().value(),
                                {},
                                {}};
    const auto outcome = watch->submit(submission, now);
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message();
  }
  [[nodiscard]] vulnerability::Viewer viewer(const PersonId& person) const { return {person, now}; }
  Replayed known_to(const PersonId& person) {
    auto out = replay_as_known_to(history, vault, watch->state(), viewer(person));
    EXPECT_TRUE(out.has_value());
    return std::move(*out);
  }
  static bool knows_closed(const Replayed& seen) {
    return std::ranges::any_of(seen.state.vulnerability.cases, [](const auto& item) {
      return vulnerability::handle_of(item.first) == "closed-1";
    });
  }
  /// Entries closed to the viewer, when the state is this one.
  std::size_t closed_entries(const core::State& whole, const vulnerability::Viewer& who) {
    std::size_t out = 0;
    EXPECT_TRUE(read_entries(history, vault, 0, [&](const Entry& entry) -> Result<void> {
                  out += closed_to(whole, who, entry) ? 1 : 0;
                  return {};
                }).has_value());
    return out;
  }

  const OrganisationId kOffice{"office"};
  const PersonId anna{"anna"};
  const PersonId bert{"bert"};
  Instant now = Instant::parse("2025-04-01T08:00:00Z").value();
  store::MemoryHistory history{"longwatch.example/view"};
  store::MemoryVault vault;
  store::SeededRandom random{1};
  std::optional<Watch> watch;
};

TEST_F(View, R22_OnlyThoseOutsideMissTheCase) {
  EXPECT_FALSE(anything_closed(watch->state(), viewer(anna)));
  EXPECT_TRUE(anything_closed(watch->state(), viewer(bert)));
  EXPECT_EQ(codec::to_cbor(known_to(anna).state), codec::to_cbor(watch->state()));
  EXPECT_TRUE(knows_closed(known_to(anna)));
  const Replayed outside = known_to(bert);
  EXPECT_FALSE(knows_closed(outside));
  EXPECT_TRUE(outside.state.vulnerability.cases.contains(CaseId("open-1")));
  EXPECT_EQ(outside.unreadable, 1U);
}

TEST_F(View, R22_WithoutANameOneIsOutside) {
  const auto seen = replay_as_known_to(history, vault, watch->state(), {std::nullopt, now}).value();
  EXPECT_FALSE(knows_closed(seen));
}

TEST_F(View, R22_AStateThatDoesNotKnowTheCaseYetOpensNothing) {
  const core::State before;
  EXPECT_EQ(closed_entries(before, viewer(bert)), 1U);
}

TEST_F(View, R22_EmergencyAccessOpensTheEntries) {
  EXPECT_EQ(closed_entries(watch->state(), viewer(bert)), 1U);
  give("bert", access::TakeEmergencyAccess{"grant-1", CompartmentId("red"), "the office burns"});
  EXPECT_EQ(closed_entries(watch->state(), viewer(bert)), 0U);
}

}  // namespace
}  // namespace lw::app
