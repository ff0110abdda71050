#include "api/office.hpp"

#include <gtest/gtest.h>

#include "app/role_loader.hpp"
#include "app/rule_loader.hpp"
#include "base/testing/places.hpp"
#include "store/memory/history.hpp"
#include "store/memory/others.hpp"

namespace lw::api {
namespace {

using access::Role;

const OrganisationId kOffice("office");

/// A watch in memory with the shipped rules, where anna alone is in the compartment of a case.
class PublicStateTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string data = source_folder() + "/data";
    core::Policy policy{app::load_rule_book(data + "/rules").value(),
                        app::load_role_matrix(data + "/roles/roles.toml").value()};
    auto opened = app::Watch::open({history_, vault_, random_}, std::move(policy), Bytes(16, 1));
    ASSERT_TRUE(opened.has_value()) << opened.error().message();
    watch_.emplace(std::move(*opened));
    state_.emplace(*watch_, app::Ports{history_, vault_, random_});
    give("system",
         access::RegisterOrganisation{kOffice, "Office", {Role::kIssuingAuthority}, "EE", {}});
    give("system",
         access::EnrolPerson{
             PersonId("anna"), kOffice, {Role::kIssuingAuthority}, "key-anna", Bytes(32, 1)});
  }
  template <class C>
  void give(const char* person, C command) {
    const bool system = std::string_view(person) == "system";
    const auto outcome = watch_->submit({core::Command(std::move(command)),
                                         PersonId(person),
                                         system ? OrganisationId() : kOffice,
                                         watch_->new_command_id().value(),
                                         {},
                                         {}},
                                        now_);
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message();
  }
  void report(const char* id, std::optional<CompartmentId> compartment) {
    vulnerability::ReportFlaw flaw{.case_id = CaseId(id),
                                   .title = "a flaw",
                                   .channel = vulnerability::Channel::kAuthority,
                                   .reference = "letter",
                                   .summary = "a flaw",
                                   .reason = "notice"};
    flaw.compartment = std::move(compartment);
    give("anna", flaw);
  }
  [[nodiscard]] std::set<std::string> cases() {
    std::set<std::string> out;
    for (const auto& [id, item] : state_->get().value()->vulnerability.cases) out.insert(id.text());
    return out;
  }

  store::MemoryHistory history_{"longwatch.example/test"};
  store::MemoryVault vault_;
  store::SeededRandom random_{1};
  Instant now_ = Instant::parse("2026-03-02T10:00:00Z").value();
  std::optional<app::Watch> watch_;
  std::optional<PublicState> state_;
};

TEST_F(PublicStateTest, R22_ARestrictedCaseIsNotThereForAnybodyInParticular) {
  report("open-1", std::nullopt);
  EXPECT_EQ(cases(), std::set<std::string>{"open-1"});
  give("anna", access::OpenCompartment{CompartmentId("red"), "one flaw", {PersonId("anna")}});
  report("closed-1", CompartmentId("red"));
  ASSERT_EQ(watch_->state().vulnerability.cases.size(), 2U);
  EXPECT_EQ(cases(), std::set<std::string>{"open-1"});
  // What is recorded later is seen, and what is closed stays so.
  report("open-2", std::nullopt);
  EXPECT_EQ(cases(), (std::set<std::string>{"open-1", "open-2"}));
}

}  // namespace
}  // namespace lw::api
