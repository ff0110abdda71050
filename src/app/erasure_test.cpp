#include "app/erasure.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "app/role_loader.hpp"
#include "app/rule_loader.hpp"
#include "app/view.hpp"
#include "app/watch.hpp"
#include "base/testing/places.hpp"
#include "codec/reflect_cbor.hpp"
#include "domain/core/core.hpp"
#include "domain/core/names.hpp"
#include "store/memory/history.hpp"
#include "store/memory/others.hpp"

namespace lw::app {
namespace {

using access::Role;

constexpr const char* kOrigin = "longwatch.example/test";

/// A vault in memory whose disk can fail while it destroys.
class FickleVault final : public VaultPort {
 public:
  bool failing = false;

  [[nodiscard]] Result<void> put(std::string_view key_id, const DataKey& key) override {
    return inner_.put(key_id, key);
  }
  [[nodiscard]] Result<DataKey> get(std::string_view key_id) override { return inner_.get(key_id); }
  [[nodiscard]] Result<void> destroy(std::string_view key_id) override {
    if (failing) return fail(ErrorCode::kUnavailable, "the disk fails");
    return inner_.destroy(key_id);
  }

 private:
  store::MemoryVault inner_;
};

/// A history in memory with a case in the compartment "red" of anna and cora; bert is outside.
/// Every role may give every command.
class ErasureTest : public ::testing::Test {
 protected:
  struct Human {
    PersonId id;
    crypto::PrivateKey key;
  };

  void SetUp() override {
    by_system(access::RegisterOrganisation{kOffice, "Office", {Role::kNcca}, "EE", {}});
    for (const Human* one : {&anna, &bert, &cora}) {
      const auto& key = one->key.public_key().bytes;
      by_system(access::EnrolPerson{
          one->id, kOffice, {Role::kNcca}, "key-" + one->id.text(), Bytes(key.begin(), key.end())});
    }
    give(anna, access::OpenCompartment{kRed, "one flaw", {anna.id, cora.id}});
    give(anna, report("hidden", kRed));
    hidden = watch.state().vulnerability.cases.begin()->first;
    give(anna, vulnerability::AcknowledgeReport{hidden, "read"});
  }

  static vulnerability::ReportFlaw report(const char* id, std::optional<CompartmentId> in) {
    vulnerability::ReportFlaw c{.case_id = CaseId(id),
                                .title = "title",
                                .channel = vulnerability::Channel::kAuthority,
                                .reference = "letter",
                                .summary = "a flaw",
                                .reason = "notice"};
    c.compartment = std::move(in);
    return c;
  }

  Watch open() {
    const std::string data = source_folder() + "/data";
    core::Policy policy{load_rule_book(data + "/rules").value(),
                        load_role_matrix(data + "/roles/roles.toml").value()};
    const auto roles = codec::enum_values<Role>();
    for (auto& [command, allowed] : policy.roles.commands) allowed = {roles.begin(), roles.end()};
    auto out = Watch::open({history, vault, random}, std::move(policy), Bytes(16, 7));
    EXPECT_TRUE(out.has_value()) << (out ? "" : out.error().message());
    return std::move(*out);
  }

  Submission submission(const Human& who, core::Command command) {
    Submission out{std::move(command), who.id, kOffice, watch.new_command_id().value(), {}, {}};
    if (core::is_decision(out.command)) {
      out.signature =
          sign_decision(out.command, {kOrigin, who.id, kOffice, now.date(), out.command_id, now},
                        who.key, "key-" + who.id.text());
    }
    return out;
  }
  void give(const Human& who, core::Command command) {
    const auto outcome = watch.submit(submission(who, std::move(command)), now);
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message();
  }
  void by_system(core::Command command) {
    const auto outcome = watch.submit(
        {std::move(command), access::system_actor(), {}, watch.new_command_id().value(), {}, {}},
        now);
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message();
  }

  /// The sealed records of the history, oldest first.
  std::vector<access::SealedRecord> sealed() {
    std::vector<access::SealedRecord> out;
    EXPECT_TRUE(read_entries(history, vault, 0, [&](const Entry& entry) -> Result<void> {
      if (!entry.record.sealed) return {};
      const auto& body = *entry.record.sealed;
      out.push_back(
          {entry.seq, body.key_id, CompartmentId(body.compartment), PersonId(entry.record.actor)});
      return {};
    }));
    return out;
  }
  /// cora's erasure; returns its error, if any.
  std::optional<Error> erase(std::vector<access::SealedRecord> records) {
    const auto outcome = watch.submit(
        submission(cora, access::DestroyRecordKeys{std::move(records), "no longer needed"}), now);
    return outcome ? std::nullopt : std::optional(outcome.error());
  }
  /// What the watch holds is what a replay gives, and what a watch opened anew holds.
  void expect_replays() {
    const auto replayed = replay(history, vault);
    ASSERT_TRUE(replayed.has_value()) << replayed.error().message();
    EXPECT_EQ(codec::to_cbor(replayed->state), codec::to_cbor(watch.state()));
    EXPECT_EQ(codec::to_cbor(open().state()), codec::to_cbor(watch.state()));
    EXPECT_TRUE(core::violations(watch.state()).empty());
  }
  void expect_nothing_erased() {
    for (const auto& record : sealed()) EXPECT_TRUE(vault.get(record.key_id)) << record.entry;
    EXPECT_TRUE(watch.state().access.erasures.empty());
    expect_replays();
  }

  const OrganisationId kOffice{"office"};
  const CompartmentId kRed{"red"};
  Human anna{PersonId("anna"), crypto::PrivateKey::from_seed(Bytes(32, 1)).value()};
  Human bert{PersonId("bert"), crypto::PrivateKey::from_seed(Bytes(32, 2)).value()};
  Human cora{PersonId("cora"), crypto::PrivateKey::from_seed(Bytes(32, 3)).value()};
  store::MemoryHistory history{kOrigin};
  FickleVault vault;
  store::SeededRandom random{42};
  Instant now = Instant::parse("2026-03-02T10:00:00Z").value();
  CaseId hidden;  ///< the case that is called so
  Watch watch = open();
};

TEST_F(ErasureTest, TheStateIsAtOnceWhatEveryReplayGives) {
  give(anna, vulnerability::RecordExploitDetail{hidden, "how to do it", "for the file"});
  const auto records = sealed();
  ASSERT_EQ(records.size(), 3U);
  ASSERT_EQ(watch.state().vulnerability.cases.at(hidden).details.size(), 1U);
  EXPECT_EQ(erase({records[2]}), std::nullopt);
  EXPECT_FALSE(vault.get(records[2].key_id));
  EXPECT_TRUE(vault.get(records[1].key_id));
  EXPECT_TRUE(watch.state().vulnerability.cases.at(hidden).details.empty());
  EXPECT_EQ(watch.state().access.erasures.at(records[2].key_id).by, cora.id);
  expect_replays();
  give(anna, vulnerability::AddReport{
                 hidden, vulnerability::Channel::kForm, {}, "letter 2", "again", "came in"});
  expect_replays();
}

TEST_F(ErasureTest, AWholeMatterGoesInOneCommand) {
  EXPECT_EQ(erase(sealed()), std::nullopt);
  EXPECT_TRUE(watch.state().vulnerability.cases.empty());
  EXPECT_EQ(replay(history, vault)->unreadable, 2U);
  expect_replays();
}

TEST_F(ErasureTest, WhatOthersBuildOnIsNotTakenFromUnderThem) {
  give(anna, vulnerability::AdvancePhase{hidden, vulnerability::Phase::kVerification, "read"});
  give(anna, vulnerability::ConfirmFlaw{hidden, vulnerability::Category::kImplementation,
                                        vulnerability::Tristate::kUnknown, "tried", "real"});
  give(anna,
       vulnerability::AdvancePhase{hidden, vulnerability::Phase::kRemediationDevelopment, "real"});
  const auto records = sealed();
  const auto refused = erase({records[2]});  // the first phase after receipt
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, ErrorCode::kRefused);
  EXPECT_NE(refused->what.find("without these records"), std::string::npos) << refused->what;
  expect_nothing_erased();
}

TEST_F(ErasureTest, WhatStaysDoesNotSpeakOfWhatIsGone) {
  const auto records = sealed();
  const auto refused = erase({records[0]});  // the report, without its acknowledgement
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, ErrorCode::kRefused);
  EXPECT_NE(refused->what.find(fmt::format("entry {} ", records[1].entry)), std::string::npos)
      << refused->what;
  expect_nothing_erased();
}

TEST_F(ErasureTest, R16_ASignedDecisionIsNotDestroyed) {
  give(anna, vulnerability::WaivePhase{hidden, vulnerability::Phase::kPostRelease, "short"});
  const auto refused = erase({sealed().back()});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, ErrorCode::kRefused);
  EXPECT_NE(refused->what.find("signed"), std::string::npos) << refused->what;
  expect_nothing_erased();
}

TEST_F(ErasureTest, R22_NoErasureOpensWhatStays) {
  give(anna, report("moved", std::nullopt));
  give(anna, vulnerability::RestrictCase{CaseId("moved"), kRed, "it grew"});
  give(anna, vulnerability::AcknowledgeReport{CaseId("moved"), "read"});
  const auto records = sealed();
  ASSERT_EQ(records.size(), 4U);
  const auto refused = erase({records[2]});  // the restriction itself
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, ErrorCode::kRefused);
  EXPECT_NE(refused->what.find("would not be restricted"), std::string::npos) << refused->what;
  expect_nothing_erased();
  EXPECT_EQ(erase({records[2], records[3]}), std::nullopt) << "together they may go";
}

TEST_F(ErasureTest, R22_WhatIsSaidOfARecordMustBeSo) {
  const auto good = sealed()[1];
  for (const int wrong : {0, 1, 2, 3}) {
    auto record = good;
    if (wrong == 0) record.entry = 0;  // in clear
    if (wrong == 1) record.entry = 99;
    if (wrong == 2) record.key_id = "0011";
    if (wrong == 3) record.recorded_by = bert.id;
    const auto refused = erase({record});
    ASSERT_TRUE(refused) << wrong;
    EXPECT_EQ(*refused, access::no_sealed_record(record.entry).error()) << wrong;
  }
  expect_nothing_erased();
  give(anna, access::OpenCompartment{CompartmentId("blue"), "mine", {bert.id}});
  auto record = good;
  record.compartment = CompartmentId("blue");  // bert calls it his
  const auto outcome =
      watch.submit(submission(bert, access::DestroyRecordKeys{{record}, "mine"}), now);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error(), access::no_sealed_record(record.entry).error());
}

TEST_F(ErasureTest, AVaultThatFailsIsSaidAndTheNextOpeningCarriesItOut) {
  const auto records = sealed();
  vault.failing = true;
  const auto size = watch.size();
  const auto refused = erase(records);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, ErrorCode::kUnavailable);
  EXPECT_NE(refused->what.find("decided and recorded"), std::string::npos) << refused->what;
  EXPECT_EQ(watch.size(), size + 1);
  EXPECT_TRUE(vault.get(records[0].key_id));
  EXPECT_FALSE(Watch::open({history, vault, random}, {}, Bytes(16, 7)))
      << "a watch that cannot carry it out does not open";
  vault.failing = false;
  const Watch again = open();
  for (const auto& record : records) EXPECT_FALSE(vault.get(record.key_id));
  EXPECT_TRUE(again.state().vulnerability.cases.empty());
}

TEST_F(ErasureTest, AnErasureIsGivenAlone) {
  const auto records = sealed();
  const auto erasure = [&] {
    return submission(cora, access::DestroyRecordKeys{records, "no longer needed"});
  };
  const auto other = [&](const char* id) { return submission(anna, report(id, std::nullopt)); };
  const std::vector<Submission> after{erasure(), other("a")};
  auto outcomes = watch.submit_all({{other("b"), erasure()}}, now);
  ASSERT_TRUE(outcomes);
  EXPECT_TRUE((*outcomes)[0]);
  EXPECT_EQ((*outcomes)[1].error().code, ErrorCode::kConflict);
  EXPECT_TRUE(vault.get(records[0].key_id));
  outcomes = watch.submit_all(after, now);
  ASSERT_TRUE(outcomes);
  EXPECT_TRUE((*outcomes)[0]);
  EXPECT_EQ((*outcomes)[1].error().code, ErrorCode::kConflict);
  EXPECT_FALSE(vault.get(records[0].key_id));
  expect_replays();
}

TEST_F(ErasureTest, R21_MeansOfExploitationStayClosedWhenTheCaseIsOpen) {
  give(anna, vulnerability::RecordExploitDetail{hidden, "how to do it", "for the file"});
  give(anna, vulnerability::LiftRestriction{hidden, "published"});
  std::size_t closed = 0;
  ASSERT_TRUE(read_entries(history, vault, 0, [&](const Entry& entry) -> Result<void> {
    const vulnerability::Viewer everybody{std::nullopt, now};
    if (!closed_to(watch.state(), everybody, entry)) return {};
    ++closed;
    EXPECT_EQ(core::name_of(*entry.event), "vulnerability.exploit_detail_recorded");
    EXPECT_EQ(compartment_now(watch.state(), entry), kRed);
    return {};
  }));
  EXPECT_EQ(closed, 1U);
}

}  // namespace
}  // namespace lw::app
