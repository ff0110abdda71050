#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/certificate/testing/store.hpp"

namespace lw::certificate::testing {
namespace {

constexpr int kCertificates = 4;
constexpr int kCommandsMax = 60;

CertificateId id_of(int n) { return CertificateId("EUCC-1-2025-03-000" + std::to_string(n)); }

int pick(int below) { return *rc::gen::inRange(0, below); }
CertificateId any_id() { return id_of(pick(kCertificates)); }
template <class E>
E any_of() {
  const auto all = codec::enum_values<E>();
  return all[static_cast<std::size_t>(pick(static_cast<int>(all.size())))];
}
std::string any_matter() { return "m" + std::to_string(pick(3)); }
EvidenceId any_evidence() { return EvidenceId("e" + std::to_string(pick(3))); }

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
    case 0: return SuspendCertificate{id, any_of<SuspensionGround>(), std::nullopt, "x"};
    case 1:
      return SuspendCertificate{id, any_of<SuspensionGround>(), today.plus_days(pick(60)), "x"};
    case 2: return ExtendSuspension{id, today.plus_days(pick(400)), "x"};
    case 3: return LiftSuspension{id, "x"};
    case 4: return WithdrawCertificate{id, any_of<WithdrawalGround>(), "x"};
    case 5: return WithdrawByAuthority{id, any_of<WithdrawalGround>(), "x"};
    case 6: return OpenReview{id, any_of<ReviewGround>(), "x"};
    case 7: {
      ConcludeReview c{id, any_of<ReviewOutcome>(), std::nullopt, any_evidence(), "x"};
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
  switch (pick(11)) {
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
    default:
      return NoteAssessment{id, SurveillanceEventId("s" + std::to_string(pick(4))),
                            any_of<AssessmentOutcome>(), any_evidence()};
  }
}

Command any_command(Date today) {
  switch (pick(5)) {
    case 0: return any_registration(today);
    case 1: return any_fact(today);
    default: return pick(2) == 0 ? any_fact(today) : any_decision(today);
  }
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
  Store store;
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
  Store store;
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

}  // namespace
}  // namespace lw::certificate::testing
