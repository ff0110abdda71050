#include "app/watch.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/role_loader.hpp"
#include "app/rule_loader.hpp"
#include "base/testing/places.hpp"
#include "codec/reflect_cbor.hpp"
#include "domain/core/names.hpp"
#include "store/memory/history.hpp"
#include "store/memory/others.hpp"

namespace lw::app {
namespace {

using access::Role;

constexpr const char* kOrigin = "longwatch.example/test";
constexpr const char* kCanary = "CANARY-exploit-7f3a91";

Instant at(std::string_view text) { return Instant::parse(text).value(); }

core::Policy shipped_policy() {
  const std::string data = source_folder() + "/data";
  auto rules = load_rule_book(data + "/rules");
  auto roles = load_role_matrix(data + "/roles/roles.toml");
  EXPECT_TRUE(rules.has_value() && roles.has_value());
  return {std::move(*rules), std::move(*roles)};
}

/// A history in memory whose disk can be full.
class FickleHistory final : public HistoryPort {
 public:
  explicit FickleHistory(std::string origin) : inner_(std::move(origin)) {}
  bool full = false;

  [[nodiscard]] const std::string& origin() const override { return inner_.origin(); }
  [[nodiscard]] Result<std::uint64_t> size() override { return inner_.size(); }
  [[nodiscard]] Result<std::uint64_t> append(std::uint64_t expected_size,
                                             std::span<const Bytes> entries) override {
    if (full) return fail(ErrorCode::kUnavailable, "no space left on the device");
    return inner_.append(expected_size, entries);
  }
  [[nodiscard]] Result<Bytes> read(std::uint64_t seq) override { return inner_.read(seq); }
  [[nodiscard]] Result<void> scan(EntryRange range, const EntryVisitor& visit) override {
    return inner_.scan(range, visit);
  }

 private:
  store::MemoryHistory inner_;
};

/// A person with a private key made from a seed.
struct Human {
  PersonId id;
  OrganisationId organisation;
  crypto::PrivateKey key;
  std::string key_id;
};

Human human(const char* id, const char* organisation, std::uint8_t seed) {
  return {PersonId(id), OrganisationId(organisation),
          crypto::PrivateKey::from_seed(Bytes(32, seed)).value(), std::string("key-") + id};
}

/// A watch over stores in memory, with three people: anna and bert of the authority, cora of the
/// NCCA.
class WatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    by_system(access::RegisterOrganisation{
        OrganisationId("agency"), "Agency", {Role::kIssuingAuthority}, "EE", {}});
    by_system(
        access::RegisterOrganisation{OrganisationId("ncca"), "NCCA", {Role::kNcca}, "EE", {}});
    enrol(anna, Role::kIssuingAuthority);
    enrol(bert, Role::kIssuingAuthority);
    enrol(cora, Role::kNcca);
    must(submission(anna, access::OpenCompartment{CompartmentId("red"), "one flaw", {anna.id}}));
    must(submission(bert, access::TakeEmergencyAccess{"grant", CompartmentId("red"), "outage"}));
  }

  static Watch open(FickleHistory& history, store::MemoryVault& vault,
                    store::SeededRandom& random) {
    auto out = Watch::open({history, vault, random}, shipped_policy(), Bytes(16, 7));
    EXPECT_TRUE(out.has_value()) << (out ? "" : out.error().message());
    return std::move(*out);
  }

  Submission submission(const Human& who, core::Command command) {
    return {std::move(command), who.id, who.organisation, watch.new_command_id().value(), {}, {}};
  }
  void must(const Submission& s) {
    const auto outcome = watch.submit(s, now);
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message();
  }
  void by_system(core::Command command) {
    must({std::move(command), access::system_actor(), {}, watch.new_command_id().value(), {}, {}});
  }
  void enrol(const Human& who, Role role) {
    const auto& key = who.key.public_key().bytes;
    by_system(access::EnrolPerson{
        who.id, who.organisation, {role}, who.key_id, Bytes(key.begin(), key.end())});
  }

  /// cora's review of bert's emergency access: the decision of these tests.
  Submission review(const Human& signer, std::string_view origin = kOrigin) {
    Submission out = submission(cora, access::ReviewEmergencyAccess{"grant", "in order"});
    out.signature = sign_decision(
        out.command,
        {std::string(origin), cora.id, cora.organisation, now.date(), out.command_id, now},
        signer.key, signer.key_id);
    return out;
  }
  /// The submission is refused with the code and leaves neither trace nor change.
  void expect_refused(const Submission& s, ErrorCode code) {
    const Bytes before = codec::to_cbor(watch.state());
    const auto size = watch.size();
    const auto outcome = watch.submit(s, now);
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code, code) << outcome.error().message();
    EXPECT_EQ(codec::to_cbor(watch.state()), before);
    EXPECT_EQ(watch.size(), size);
    EXPECT_EQ(history.size().value(), size);
  }
  bool history_shows(std::string_view text) {
    bool found = false;
    EXPECT_TRUE(history.scan({0, history.size().value()},
                             [&](std::uint64_t, ByteView entry) -> Result<void> {
                               found = found || !std::ranges::search(entry, as_bytes(text)).empty();
                               return {};
                             }));
    return found;
  }
  std::vector<std::string> sealed_keys() {
    std::vector<std::string> out;
    EXPECT_TRUE(read_entries(history, vault, 0, [&](const Entry& entry) -> Result<void> {
      if (entry.record.sealed) out.push_back(entry.record.sealed->key_id);
      return {};
    }));
    return out;
  }
  /// The only case there is.
  static CaseId hidden_case(const core::State& state) {
    EXPECT_EQ(state.vulnerability.cases.size(), 1U);
    return state.vulnerability.cases.begin()->first;
  }
  void report_in_compartment() {
    vulnerability::ReportFlaw c;
    c.case_id = CaseId("case-hidden");
    c.title = std::string("title ") + kCanary;
    c.channel = vulnerability::Channel::kAuthority;
    c.reference = "letter";
    c.summary = std::string("summary ") + kCanary;
    c.compartment = CompartmentId("red");
    c.reason = std::string("reason ") + kCanary;
    must(submission(anna, c));
    must(submission(anna, vulnerability::AcknowledgeReport{hidden_case(watch.state()),
                                                           std::string("read ") + kCanary}));
  }

  Human anna = human("anna", "agency", 1);
  Human bert = human("bert", "agency", 2);
  Human cora = human("cora", "ncca", 3);
  FickleHistory history{kOrigin};
  store::MemoryVault vault;
  store::SeededRandom random{42};
  Instant now = at("2026-03-02T10:00:00Z");
  Watch watch = open(history, vault, random);
};

TEST_F(WatchTest, R16_ASignedDecisionIsTakenWithItsSignature) {
  const Submission s = review(cora);
  const auto outcome = watch.submit(s, now);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message();
  ASSERT_EQ(outcome->events.size(), 1U);
  const auto record = codec::decode_record(history.read(outcome->first_seq).value());
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->signature, s.signature);
  EXPECT_EQ(record->actor, "cora");
}

TEST_F(WatchTest, R16_AnUnsignedDecisionIsRefused) {
  Submission s = review(cora);
  s.signature.reset();
  expect_refused(s, ErrorCode::kForbidden);
}

TEST_F(WatchTest, R16_AnotherPersonsKeyIsRefused) {
  expect_refused(review(anna), ErrorCode::kForbidden);
  Human disguised = human("anna", "agency", 1);
  disguised.key_id = cora.key_id;
  expect_refused(review(disguised), ErrorCode::kForbidden);
}

TEST_F(WatchTest, R16_ARevokedKeyIsRefused) {
  Human root = human("root", "agency", 9);
  enrol(root, Role::kAdministrator);
  must(submission(root, access::RevokeKey{cora.id, cora.key_id, "lost"}));
  expect_refused(review(cora), ErrorCode::kForbidden);
}

TEST_F(WatchTest, R16_ASignatureForAnotherHistoryIsRefused) {
  expect_refused(review(cora, "longwatch.example/elsewhere"), ErrorCode::kForbidden);
}

TEST_F(WatchTest, R16_ASignatureOverAnotherCommandIsRefused) {
  Submission s = review(cora);
  s.command = access::ReviewEmergencyAccess{"grant", "not in order"};
  expect_refused(s, ErrorCode::kForbidden);
}

TEST_F(WatchTest, R16_ASignatureForAnotherOrganisationOrAnotherDayIsRefused) {
  Submission s = review(cora);
  s.authority = OrganisationId("agency");
  EXPECT_FALSE(check_decision(watch.state().access, s.command,
                              {kOrigin, s.actor, s.authority, now.date(), s.command_id, now},
                              *s.signature));
  s = review(cora);
  s.effective_on = now.date().plus_days(3);
  expect_refused(s, ErrorCode::kForbidden);
}

TEST_F(WatchTest, R16_ASignatureUnderAnotherCommandIdIsRefused) {
  Submission s = review(cora);
  s.command_id = watch.new_command_id().value();
  expect_refused(s, ErrorCode::kForbidden);
}

TEST_F(WatchTest, R16_AnOldSignatureAndOneOfTheFutureAreRefused) {
  Submission s = review(cora);
  now = now.plus_hours(kSignatureAgeHoursMax + 1);
  expect_refused(s, ErrorCode::kForbidden);
  const Instant today = now;
  now = now.plus_seconds(kSignatureSkewSecondsMax + 1);
  s = review(cora);
  now = today;
  expect_refused(s, ErrorCode::kForbidden);
}

TEST_F(WatchTest, R16_AChangedSignatureIsRefused) {
  Submission s = review(cora);
  s.signature->back() ^= 1;
  expect_refused(s, ErrorCode::kForbidden);
  s.signature = Bytes{1, 2, 3};
  expect_refused(s, ErrorCode::kInvalidInput);
}

TEST_F(WatchTest, TheSameCommandIdIsTakenOnceAlsoAfterAReopening) {
  const Submission s = review(cora);
  must(s);
  expect_refused(s, ErrorCode::kConflict);
  Watch again = open(history, vault, random);
  EXPECT_EQ(again.submit(s, now).error().code, ErrorCode::kConflict);
  Submission short_id = review(cora);
  short_id.command_id.pop_back();
  expect_refused(short_id, ErrorCode::kInvalidInput);
}

TEST_F(WatchTest, R88_ARoleThatMayNotIsRefused) {
  expect_refused(submission(anna, access::RevokeKey{bert.id, bert.key_id, "x"}),
                 ErrorCode::kForbidden);
}

TEST_F(WatchTest, R22_NothingOfARestrictedCaseIsInClearInTheHistory) {
  report_in_compartment();
  EXPECT_FALSE(history_shows(kCanary));
  EXPECT_FALSE(history_shows("case-hidden"));
  EXPECT_FALSE(history_shows("flaw_reported"));
  // The search can find something: what is not restricted is in clear.
  EXPECT_TRUE(history_shows("emergency_access_taken"));
}

TEST_F(WatchTest, R22_TheIdOfARestrictedCaseCannotBeGuessed) {
  report_in_compartment();
  const CaseId first = hidden_case(watch.state());
  EXPECT_TRUE(vulnerability::is_unguessable(first));
  EXPECT_EQ(vulnerability::handle_of(first), "case-hidden");
  // Not one that something on record leads to: the same command again leads to another.
  vulnerability::ReportFlaw again{.case_id = CaseId("case-hidden"),
                                  .title = "title",
                                  .channel = vulnerability::Channel::kAuthority,
                                  .reference = "letter",
                                  .summary = "summary",
                                  .reason = "notice"};
  must(submission(anna, again));  // in clear, under an id that was chosen
  EXPECT_TRUE(watch.state().vulnerability.cases.contains(again.case_id));
  again.compartment = CompartmentId("red");
  must(submission(anna, again));
  EXPECT_EQ(watch.state().vulnerability.cases.size(), 3U);
}

TEST_F(WatchTest, R22_WithTheKeysASealedEntryIsReadAndWithoutThemItIsSkipped) {
  report_in_compartment();
  const auto whole = replay(history, vault);
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->unreadable, 0U);
  EXPECT_TRUE(whole->state.vulnerability.cases.contains(hidden_case(watch.state())));
  EXPECT_EQ(codec::to_cbor(whole->state), codec::to_cbor(watch.state()));
  const auto keys = sealed_keys();
  ASSERT_EQ(keys.size(), 2U);
  for (const auto& key : keys) ASSERT_TRUE(vault.destroy(key));
  const auto rest = replay(history, vault);
  ASSERT_TRUE(rest.has_value());
  EXPECT_EQ(rest->unreadable, 2U);
  EXPECT_TRUE(rest->state.vulnerability.cases.empty());
  EXPECT_EQ(rest->size, whole->size);
}

TEST_F(WatchTest, R22_AWatchOpensWhateverKeysWereDestroyed) {
  report_in_compartment();
  for (const auto& key : sealed_keys()) {
    ASSERT_TRUE(vault.destroy(key));
    const auto opened = Watch::open({history, vault, random}, shipped_policy(), Bytes(16, 7));
    EXPECT_TRUE(opened.has_value()) << opened.error().message();
  }
}

TEST_F(WatchTest, TheClockNeverRunsBackwards) {
  now = now.plus_hours(-1);
  expect_refused(submission(anna, access::TakeEmergencyAccess{"late", CompartmentId("red"), "x"}),
                 ErrorCode::kRefused);
}

TEST_F(WatchTest, AnEffectTooFarFromTodayIsRefused) {
  Submission s = submission(anna, access::TakeEmergencyAccess{"late", CompartmentId("red"), "x"});
  s.effective_on = now.date().plus_years(kEffectiveYearsMax + 1);
  expect_refused(s, ErrorCode::kInvalidInput);
  s.effective_on = now.date().plus_years(-kEffectiveYearsMax - 1);
  expect_refused(s, ErrorCode::kInvalidInput);
}

TEST_F(WatchTest, AStoreThatFailsLeavesTheStateAsBeforeAndTheCommandCanBeGivenAgain) {
  history.full = true;
  const Submission s =
      submission(anna, access::TakeEmergencyAccess{"later", CompartmentId("red"), "x"});
  expect_refused(s, ErrorCode::kUnavailable);
  history.full = false;
  must(s);
  EXPECT_TRUE(watch.state().access.emergencies.contains("later"));
}

TEST_F(WatchTest, AnotherWriterIsNoticedAndLosesNothing) {
  Watch other = open(history, vault, random);
  ASSERT_TRUE(other.submit(
      submission(anna, access::TakeEmergencyAccess{"first", CompartmentId("red"), "x"}), now));
  const Submission s =
      submission(anna, access::TakeEmergencyAccess{"second", CompartmentId("red"), "x"});
  EXPECT_EQ(watch.submit(s, now).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(watch.state().access.emergencies.contains("first"));
  must(s);
  EXPECT_TRUE(watch.state().access.emergencies.contains("second"));
}

TEST_F(WatchTest, AnImportTakesTheGoodAndNamesTheBad) {
  const std::vector<Submission> batch{
      submission(anna, access::TakeEmergencyAccess{"one", CompartmentId("red"), "x"}),
      submission(anna, access::TakeEmergencyAccess{"two", CompartmentId("nowhere"), "x"}),
      submission(anna, access::TakeEmergencyAccess{"three", CompartmentId("red"), "x"})};
  const auto size = watch.size();
  const auto outcomes = watch.submit_all(batch, now);
  ASSERT_TRUE(outcomes.has_value());
  ASSERT_EQ(outcomes->size(), 3U);
  EXPECT_TRUE((*outcomes)[0].has_value());
  EXPECT_EQ((*outcomes)[1].error().code, ErrorCode::kNotFound);
  EXPECT_TRUE((*outcomes)[2].has_value());
  EXPECT_EQ(watch.size(), size + 2);
  EXPECT_FALSE(watch.state().access.emergencies.contains("two"));
  EXPECT_EQ(codec::to_cbor(replay(history, vault)->state), codec::to_cbor(watch.state()));
}

TEST_F(WatchTest, TheSameCommandIdTwiceInOneImportIsTakenOnce) {
  const Submission s =
      submission(anna, access::TakeEmergencyAccess{"one", CompartmentId("red"), "x"});
  Submission same = submission(anna, access::TakeEmergencyAccess{"two", CompartmentId("red"), "x"});
  same.command_id = s.command_id;
  const std::vector<Submission> batch{s, same};
  const auto outcomes = watch.submit_all(batch, now);
  ASSERT_TRUE(outcomes.has_value());
  EXPECT_TRUE((*outcomes)[0].has_value());
  EXPECT_EQ((*outcomes)[1].error().code, ErrorCode::kConflict);
}

TEST_F(WatchTest, AHistoryReadUpToADayIsThatOfAStoreStoppedThen) {
  const Bytes stopped = codec::to_cbor(watch.state());
  const auto size = watch.size();
  const Instant then = now;
  now = now.plus_hours(24);
  must(submission(anna, access::TakeEmergencyAccess{"tomorrow", CompartmentId("red"), "x"}));
  const auto past = replay(history, vault, then);
  ASSERT_TRUE(past.has_value());
  EXPECT_EQ(codec::to_cbor(past->state), stopped);
  EXPECT_EQ(past->size, size);
}

}  // namespace
}  // namespace lw::app
