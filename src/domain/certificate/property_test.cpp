#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/certificate/testing/store.hpp"

namespace lw::certificate::testing {
namespace {

constexpr int kCertificates = 4;
constexpr int kCommandsMax = 60;

CertificateId id_of(int n) { return CertificateId("EUCC-1-2025-03-000" + std::to_string(n)); }

/// Of full width from the first case on: a plain inRange stays near its low end while the size is
/// small.
int pick(int below) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, below)); }
CertificateId any_id() { return id_of(pick(kCertificates)); }
template <class E>
E any_of() {
  const auto all = codec::enum_values<E>();
  return all[static_cast<std::size_t>(pick(static_cast<int>(all.size())))];
}
std::string any_matter() { return "m" + std::to_string(pick(3)); }
EvidenceId any_evidence() { return EvidenceId("e" + std::to_string(pick(3))); }
SurveillanceEventId any_event() { return SurveillanceEventId("s" + std::to_string(pick(4))); }
std::optional<SurveillanceEventId> any_assessment() {
  return pick(3) == 0 ? std::optional(any_event()) : std::nullopt;
}

RegisterCertificate any_registration(Date today) {
  auto c = chip(any_id().text().c_str());
  c.scheme = pick(4) == 0 ? Scheme::kNational : Scheme::kEucc;
  c.valid_from = today;
  c.valid_until = today.plus_days(pick(2200));
  if (pick(3) == 0) c.rests_on = {any_id()};
  if (pick(3) == 0) c.replaces = any_id();
  if (pick(3) == 0) c.assurance = {"EAL5", "AVA_VAN.5"};
  return c;
}

ListCertificate any_listing(Date today) {
  ListCertificate c;
  c.certificate = any_id();
  c.scheme = any_of<Scheme>();
  c.source = "list";
  c.register_id = "r" + std::to_string(pick(3));
  c.issuer = OrganisationId("cb-de");
  c.territory = "DE";
  if (pick(2) == 0) c.valid_until = today.plus_days(pick(900));
  c.snapshot = today;
  return c;
}

/// A decision by the issuer or the authority.
Command any_decision(Date today) {
  const CertificateId id = any_id();
  switch (pick(11)) {
    case 0:
      return SuspendCertificate{id, any_of<SuspensionGround>(), std::nullopt, "x",
                                any_assessment()};
    case 1:
      return SuspendCertificate{id, any_of<SuspensionGround>(), today.plus_days(pick(60)), "x"};
    case 2: return ExtendSuspension{id, today.plus_days(pick(400)), "x"};
    case 3: return LiftSuspension{id, "x"};
    case 4: return WithdrawCertificate{id, any_of<WithdrawalGround>(), "x", any_assessment()};
    case 5: return WithdrawByAuthority{id, any_of<WithdrawalGround>(), "x"};
    case 6: return OpenReview{id, any_of<ReviewGround>(), "x"};
    case 7: {
      ConcludeReview c{id,  any_of<ReviewOutcome>(), std::nullopt, any_evidence(),
                       "x", any_assessment()};
      if (pick(2) == 0) c.successor = any_id();
      return c;
    }
    case 8: return DecideRemedy{id, any_matter(), any_of<RemedyVerdict>(), "x"};
    case 9: return RecordBodyNoncompliance{OrganisationId("lab"), "x"};
    default:
      return DecideAffected{id, OrganisationId("lab"), any_of<AffectedOutcome>(), std::nullopt,
                            "x"};
  }
}

/// A fact that anybody may record.
Command any_fact(Date today) {
  const CertificateId id = any_id();
  switch (pick(13)) {
    case 0: return any_listing(today);
    case 1: return RecordVanished{id, "list", "r" + std::to_string(pick(3)), today};
    case 2: return RecordAlias{id, "alias-" + std::to_string(pick(4)), "list"};
    case 3: return RecordReference{id, {any_id(), any_id()}, "list"};
    case 4: return RecordCoverage{id, {ComponentId(pick(2) == 0 ? "ic" : "nothing")}, "list"};
    case 5: return ReportNonconformity{id, any_matter(), any_of<MatterCause>(), "x", std::nullopt};
    case 6: return ReportNoncompliance{id, any_matter(), "x", std::nullopt};
    case 7: return RecordRemedy{id, any_matter(), any_evidence()};
    case 8: return TellDependents{id, NoticeAbout::kPotentialVulnerability, "case"};
    case 9: return ConfirmNotice{static_cast<std::uint32_t>(pick(20))};
    case 10: return RecordPatch{id, any_matter(), any_of<PatchCase>(), "x", {}};
    case 11:
      return SubmitPatch{id, any_matter(), OrganisationId(pick(2) == 0 ? "lab" : "cb-de"),
                         any_evidence()};
    default: return NoteAssessment{id, any_event(), any_of<AssessmentOutcome>(), any_evidence()};
  }
}

Command any_command(Date today) {
  switch (pick(5)) {
    case 0: return any_registration(today);
    case 1: return any_fact(today);
    default: return pick(2) == 0 ? any_fact(today) : any_decision(today);
  }
}

/// A world in which everything can happen: the chip has a certified patch mechanism.
Store patchable() {
  Store out;
  catalog::apply(out.catalog,
                 catalog::UpgradabilityRecorded{
                     ComponentId("ic"), catalog::Tristate::kYes,
                     catalog::PatchMechanism{catalog::PatchMethod::kJilCodeLoading, id_of(0)}});
  return out;
}

/// Applies what the wire would carry: an event must survive its own encoding.
void apply_through_wire(State& state, const Event& event) {
  const auto read =
      message_from_cbor<Event>(message_name(event), message_version(event), message_cbor(event));
  RC_ASSERT(read.has_value() && read->has_value());
  RC_ASSERT(message_cbor(**read) == message_cbor(event));
  apply(state, **read);
}

RC_GTEST_PROP(CertificateProperty, R14_NoSequenceOfCommandsBreaksAnInvariantOrRevivesACertificate,
              ()) {
  Store store = patchable();
  Date today = day("2025-03-01");
  std::set<CertificateId> withdrawn;
  const int count = pick(kCommandsMax);
  for (int i = 0; i < count; ++i) {
    today = today.plus_days(pick(30));
    static const std::array<const char*, 4> kActors{"cb-de", "ncca-de", "maker", ""};
    const char* by = kActors[static_cast<std::size_t>(pick(10) < 7 ? 0 : pick(4))];
    const auto events = store.decide(today.text(), by, any_command(today));
    if (!events) continue;
    for (const auto& event : *events) apply_through_wire(store.state, event);
    const auto broken = violations(store.world());
    RC_ASSERT(broken.empty());
    for (const auto& [id, certificate] : store.state.certificates) {
      if (withdrawn.contains(id)) RC_ASSERT(status(certificate, today) == Status::kWithdrawn);
      if (status(certificate, today) == Status::kWithdrawn) withdrawn.insert(id);
    }
  }
  const auto copy = codec::from_cbor<State>(codec::to_cbor(store.state));
  RC_ASSERT(copy.has_value());
  RC_ASSERT(codec::to_cbor(*copy) == codec::to_cbor(store.state));
}

RC_GTEST_PROP(CertificateProperty, GivingACommandTwiceOnADayChangesNothingMore, ()) {
  Store store = patchable();
  Date today = day("2025-03-01");
  const int count = pick(kCommandsMax / 2);
  for (int i = 0; i < count; ++i) {
    today = today.plus_days(pick(20));
    const Command command = any_command(today);
    const char* by = pick(4) == 0 ? "ncca-de" : "cb-de";
    const auto events = store.decide(today.text(), by, command);
    if (!events) continue;
    for (const auto& event : *events) apply(store.state, event);
    const Bytes before = codec::to_cbor(store.state);
    if (const auto again = store.decide(today.text(), by, command)) {
      for (const auto& event : *again) apply(store.state, event);
    }
    RC_ASSERT(codec::to_cbor(store.state) == before);
  }
}

// ---- R16: of every command that is no decision
// ---------------------------------------------------------------------

template <class T>
T any_value(std::string_view field, Date today);

std::string any_word(std::string_view field) {
  if (field == "territory" || field == "with_territory") return pick(2) == 0 ? "DE" : "FR";
  if (field == "assurance") return pick(2) == 0 ? "EAL4" : "AVA_VAN.5";
  if (field == "source") return "list";
  if (field == "register_id") return "r" + std::to_string(pick(3));
  if (field == "matter" || field == "patch") return "m" + std::to_string(pick(2));
  if (field == "alias") return "alias-" + std::to_string(pick(4));
  return "x";
}

template <class T>
T any_id_of_kind() {
  if constexpr (std::is_same_v<T, CertificateId>) return any_id();
  else if constexpr (std::is_same_v<T, OrganisationId>) {
    static const std::array<const char*, 4> kBodies{"cb-de", "ncca-de", "maker", "lab"};
    return OrganisationId(kBodies[static_cast<std::size_t>(pick(4))]);
  } else if constexpr (std::is_same_v<T, ComponentId>)
    return ComponentId(pick(2) == 0 ? "ic" : "os");
  else return T("s" + std::to_string(pick(4)));
}

/// A command of that type with any fields, from pools in which they meet; of whatever type it is,
/// so that a command that is added later is tried as well.
template <class T>
T any_struct(Date today) {
  T out;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
      [&](auto d) {
        auto& member = out.*d.pointer;
        member = any_value<std::remove_reference_t<decltype(member)>>(d.name, today);
      });
  return out;
}

template <class T>
T any_value(std::string_view field, Date today) {
  if constexpr (std::is_same_v<T, bool>) return pick(2) == 0;
  else if constexpr (std::is_same_v<T, std::string>) return any_word(field);
  else if constexpr (std::is_integral_v<T>)
    return static_cast<T>(field == "year" ? today.year() : pick(12));
  else if constexpr (codec::detail::kIsId<T>) return any_id_of_kind<T>();
  else if constexpr (std::is_same_v<T, Date>)
    return field == "snapshot" ? today : today.plus_days(pick(900) - 100);
  else if constexpr (codec::DescribedEnum<T>) return any_of<T>();
  else if constexpr (codec::detail::kIsOptional<T>)
    return pick(2) == 0 ? T() : T(any_value<typename T::value_type>(field, today));
  else if constexpr (codec::detail::kIsVector<T>)
    return T{any_value<typename T::value_type>(field, today)};
  else if constexpr (codec::detail::kIsSet<T>)
    return T{any_value<typename T::value_type>(field, today)};
  else return any_struct<T>(today);
}

template <class C>
constexpr bool decides() {
  if constexpr (requires { C::kDecision; }) return C::kDecision;
  else return false;
}

using Maker = Command (*)(Date today);

/// Every alternative of Command that is no decision, by its name.
std::map<std::string_view, Maker> facts() {
  std::map<std::string_view, Maker> out;
  const auto add = [&]<class C>(std::type_identity<C>) {
    if constexpr (!decides<C>())
      out[C::kName] = [](Date today) -> Command { return any_struct<C>(today); };
  };
  [&]<class... C>(std::type_identity<std::variant<C...>>) {
    (add(std::type_identity<C>{}), ...);
  }(std::type_identity<Command>{});
  return out;
}

/// How a registered certificate stands, today and on any other day.
struct Life {
  std::vector<Status> status;
  std::vector<bool> valid;
  std::optional<Date> from;
  std::optional<Date> until;
  bool operator==(const Life&) const = default;
};

std::map<CertificateId, Life> lives(const State& state) {
  std::map<CertificateId, Life> out;
  for (const auto& [id, c] : state.certificates) {
    if (!c.registered) continue;
    Life& life = out[id];
    for (Date d = day("2025-01-01"); d < day("2033-01-01"); d = d.plus_days(13)) {
      life.status.push_back(status(c, d));
      life.valid.push_back(legally_valid(c, d));
    }
    life.from = c.valid_from;
    life.until = c.valid_until;
  }
  return out;
}

/// Gives the command for whomever it is accepted from; true when it brought something about.
bool give_as_anybody(Store& store, Date today, const Command& command) {
  static const std::array<const char*, 4> kActors{"cb-de", "ncca-de", "maker", ""};
  const int first = pick(4);
  for (int i = 0; i < 4; ++i) {
    const auto events =
        store.decide(today.text(), kActors[static_cast<std::size_t>((first + i) % 4)], command);
    if (!events || events->empty()) continue;
    for (const auto& event : *events) apply(store.state, event);
    return true;
  }
  return false;
}

TEST(Certificate, R16_NoCommandThatIsNoDecisionChangesStatusOrValidityOfARegisteredCertificate) {
  const auto makers = facts();
  std::set<std::string_view> all;
  for (const auto& [name, make] : makers) all.insert(name);
  ASSERT_GT(all.size(), 10);
  std::set<std::string_view> taken;  // with a registered certificate there
  const bool holds = rc::check("facts leave lives alone", [&] {
    Store store = patchable();
    Date today = day("2025-03-01");
    auto first = chip(id_of(0).text().c_str());
    store.must(today.text(), "cb-de", first);
    auto before = lives(store.state);
    const int count = 120 + pick(80);
    for (int i = 0; i < count; ++i) {
      today = today.plus_days(pick(5));  // the calendar of working days ends after two years
      if (pick(4) == 0) {
        const Command other = pick(3) == 0 ? Command(any_registration(today)) : any_decision(today);
        give_as_anybody(store, today, other);
        before = lives(store.state);
        continue;
      }
      auto which = makers.begin();
      std::advance(which, pick(static_cast<int>(makers.size())));
      if (!give_as_anybody(store, today, which->second(today))) continue;
      taken.insert(which->first);
      auto after = lives(store.state);
      if (after != before) RC_FAIL(std::string(which->first));
      before = std::move(after);
    }
  });
  EXPECT_TRUE(holds);
  EXPECT_EQ(taken, all) << "a command that was never taken proves nothing";
}

}  // namespace
}  // namespace lw::certificate::testing
