#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/certificate/certificate.hpp"
#include "domain/certificate/testing/law.hpp"

/// A small world: a certification body and the national authority in two countries, a holder, two
/// laboratories, a card.
namespace lw::certificate::testing {

using testing_law::day;

inline const rules::RuleBook& law() {
  static const rules::RuleBook book = testing_law::law();
  return book;
}

inline access::State organisations() {
  using access::Role;
  access::State out;
  const auto add = [&](const char* id, std::set<Role> kinds, const char* territory,
                       std::vector<access::Accreditation> scope = {}) {
    out.organisations[OrganisationId(id)] = {OrganisationId(id), id, std::move(kinds), territory,
                                             std::move(scope)};
  };
  add("cb-de", {Role::kCertificationBody}, "DE");
  add("ncca-de", {Role::kNcca}, "DE");
  add("cb-fr", {Role::kCertificationBody}, "FR");
  add("ncca-fr", {Role::kNcca}, "FR");
  add("enisa", {Role::kEnisa}, "EU");
  add("maker", {Role::kDeveloper}, "DE");
  add("card-maker", {Role::kDeveloper}, "FR");
  const std::vector<access::Accreditation> scope{
      {"ic", day("2020-01-01"), day("2030-12-31")},
      {"platform", day("2020-01-01"), day("2030-12-31")},
      {"applet", day("2020-01-01"), day("2025-12-31")},
      {"smartcards and similar devices", day("2020-01-01"), day("2026-12-31")}};
  add("lab", {Role::kItsef}, "DE", scope);
  add("other-lab", {Role::kItsef}, "FR", scope);
  return out;
}

inline catalog::State card() {
  using catalog::Layer;
  catalog::State out;
  const auto add = [&](const char* id, Layer layer, std::set<ComponentId> rests_on) {
    catalog::apply(out, catalog::ComponentRegistered{
                            ComponentId(id), layer, id, "1", OrganisationId("maker"), {}, {}});
    catalog::apply(out, catalog::CompositionRecorded{ComponentId(id), std::move(rests_on)});
  };
  add("ic", Layer::kIc, {});
  add("os", Layer::kPlatform, {ComponentId("ic")});
  add("app", Layer::kApplet, {ComponentId("os")});
  add("esw", Layer::kEmbeddedSoftware, {ComponentId("app"), ComponentId("os"), ComponentId("ic")});
  return out;
}

/// Gives commands on a day, for an organisation, and keeps what follows.
class Store {
 public:
  State state;
  access::State access = organisations();
  const rules::RuleBook* book = &law();
  catalog::State catalog = card();

  [[nodiscard]] World world() const { return {access, catalog, state}; }

  Result<std::vector<Event>> decide(std::string_view on, std::string_view by,
                                    const Command& command) const {
    return certificate::decide(world(), command, context(on, by, *book));
  }

  /// Accepted or not, with the events applied when it was.
  Result<std::vector<Event>> give(std::string_view on, std::string_view by,
                                  const Command& command) {
    auto events = decide(on, by, command);
    if (!events) return events;
    for (const auto& event : *events) apply(state, event);
    EXPECT_EQ(violations(world()), std::vector<std::string>{});
    return events;
  }

  /// The command must be accepted.
  std::vector<Event> must(std::string_view on, std::string_view by, const Command& command) {
    auto events = give(on, by, command);
    EXPECT_TRUE(events) << message_name(command) << ": "
                        << (events ? "" : events.error().message());
    return events ? *events : std::vector<Event>{};
  }

  /// The code with which the command is refused; kCorrupt when it is not refused at all.
  [[nodiscard]] ErrorCode refused(std::string_view on, std::string_view by,
                                  const Command& command) const {
    const auto events = decide(on, by, command);
    return events ? ErrorCode::kCorrupt : events.error().code;
  }

  [[nodiscard]] const Certificate& at(const char* id) const {
    return *find(state, CertificateId(id));
  }

  [[nodiscard]] std::set<std::string> findings_on(std::string_view on,
                                                  std::string_view subject = {}) const {
    std::set<std::string> out;
    for (const auto& finding : findings(world(), day(on), *book)) {
      if (subject.empty() || finding.subject == subject) out.insert(finding.rule);
    }
    return out;
  }

  [[nodiscard]] std::vector<Clock> clocks_on(std::string_view on, std::string_view rule) const {
    std::vector<Clock> out;
    clocks(world(), Instant::start_of(day(on)), *book, out);
    std::erase_if(out, [&](const Clock& clock) { return clock.rule != rule; });
    return out;
  }

  static Context context(std::string_view on, std::string_view by,
                         const rules::RuleBook& book = law()) {
    return {Instant::start_of(day(on)), day(on), PersonId("anna"), OrganisationId(std::string(by)),
            book};
  }
};

/// A EUCC certificate of the chip, high, issued in Germany for five years less a day.
inline RegisterCertificate chip(const char* id = "EUCC-1-2025-03-0001") {
  RegisterCertificate c;
  c.certificate = CertificateId(id);
  c.scheme = Scheme::kEucc;
  c.issuer = OrganisationId("cb-de");
  c.holder = OrganisationId("maker");
  c.territory = "DE";
  c.name = "Chip";
  c.assurance = {"EAL4", "ALC_DVS.2", "AVA_VAN.5"};
  c.valid_from = day("2025-03-01");
  c.valid_until = day("2030-02-28");
  c.covers = {ComponentId("ic")};
  c.laboratory = OrganisationId("lab");
  c.reason = "evaluated";
  return c;
}

/// A certificate of the platform on the chip, issued in France.
inline RegisterCertificate platform(const char* below = "EUCC-1-2025-03-0001") {
  RegisterCertificate c = chip("EUCC-2-2026-01-0001");
  c.issuer = OrganisationId("cb-fr");
  c.holder = OrganisationId("card-maker");
  c.territory = "FR";
  c.name = "Platform";
  c.valid_from = day("2026-01-10");
  c.valid_until = day("2031-01-10");
  c.covers = {ComponentId("os")};
  c.rests_on = {CertificateId(below)};
  return c;
}

inline CertificateId chip_id() { return CertificateId("EUCC-1-2025-03-0001"); }
inline CertificateId platform_id() { return CertificateId("EUCC-2-2026-01-0001"); }

inline SuspendCertificate suspend(const CertificateId& id) {
  return {id, SuspensionGround::kEmergency, {}, "flaw"};
}
inline WithdrawCertificate withdraw(const CertificateId& id) {
  return {id, WithdrawalGround::kRequirementsNotMet, "not curable"};
}

/// The chip, and the platform that rests on it.
inline Store issued() {
  Store out;
  out.must("2025-03-01", "cb-de", chip());
  out.must("2026-01-10", "cb-fr", platform());
  return out;
}

}  // namespace lw::certificate::testing
