#pragma once

#include <gtest/gtest.h>

#include "domain/programme/erosion.hpp"
#include "domain/programme/stock.hpp"
#include "domain/programme/watch.hpp"
#include "domain/rules/rules.hpp"

// A small country for the tests of this slice and of those above it; no production code includes
// this.
namespace lw::programme::fixture {

/// Returns the day of "YYYY-MM-DD".
inline Date day(std::string_view text) { return *Date::parse(text); }

/// Returns an open rule that names a period.
inline rules::Rule period(const char* id, std::int32_t amount, rules::Unit unit) {
  rules::Citation source;
  source.rule_id = id;
  source.act = "test";
  source.article = id;
  source.text = id;
  source.status = rules::Status::kPolicy;
  source.in_force.from = day("1990-01-01");
  return {source, rules::Duration{amount, unit}};
}

/// Returns an open rule that names a number.
inline rules::Rule number(const char* id, std::int64_t value) {
  rules::Rule out = period(id, 1, rules::Unit::kMonths);
  out.content = rules::Number{value, "units"};
  return out;
}

/// Returns the rules that these slices ask for.
inline const rules::RuleBook& rule_book() {
  static const rules::RuleBook book = [] {
    rules::RuleBook out;
    for (const auto& rule :
         {period("house.lifetime.lead_time", 12, rules::Unit::kMonths),
          period("house.lifetime.production_period", 36, rules::Unit::kMonths),
          period("house.document.validity", 9, rules::Unit::kYears),
          period("house.document.validity.floor", 5, rules::Unit::kYears),
          period("house.document.validity.ceiling", 10, rules::Unit::kYears),
          period("house.document.validity.shortened", 5, rules::Unit::kYears),
          period("identity.card.validity.min", 5, rules::Unit::kYears),
          period("identity.card.validity.max", 10, rules::Unit::kYears),
          number("house.decision.options_min", 2), number("house.plan.approvers", 2),
          period("house.plan.exercise_interval", 12, rules::Unit::kMonths)}) {
      EXPECT_TRUE(out.add(rule));
    }
    return out;
  }();
  return book;
}

inline const OrganisationId kAuthority{"ppa"};
inline const OrganisationId kOtherAuthority{"other"};
inline const ProgrammeId kProgramme{"ee-id"};
inline const DocumentClassId kCard{"id-card"};
inline const ComponentId kEsw{"esw-1"};
inline const ComponentId kEsw2{"esw-2"};
inline const CertificateId kCertificate{"CERT-1"};
inline const CertificateId kCertificate2{"CERT-2"};

/// All states that the slice reads, with one card on one chip and one valid certificate.
struct Country {
  access::State access;
  catalog::State catalog;
  certificate::State certificate;
  surveillance::State surveillance;
  resistance::State resistance;
  vulnerability::State vulnerability;
  State programme;

  Country() {
    for (const auto& id : {kAuthority, kOtherAuthority}) {
      access.organisations[id] = {id, id.text(), {access::Role::kIssuingAuthority}, "EE", {}};
    }
    component("ic-1", catalog::Layer::kIc, {}, "M7892");
    component("os-1", catalog::Layer::kPlatform, {"ic-1"});
    component("app-1", catalog::Layer::kApplet, {"os-1"});
    component("esw-1", catalog::Layer::kEmbeddedSoftware, {"app-1"});
    component("esw-2", catalog::Layer::kEmbeddedSoftware, {});
    certify(kCertificate, kEsw, {"EAL4", "AVA_VAN.5"}, "2013-10-16", "2020-10-15");
  }

  /// Puts a component into the catalogue.
  void component(const char* id, catalog::Layer layer, std::set<std::string> rests_on,
                 const char* family = nullptr) {
    catalog::Component c;
    c.id = ComponentId(id);
    c.layer = layer;
    c.name = id;
    c.version = "1";
    c.developer = OrganisationId("maker");
    if (family != nullptr) c.family = FamilyId(family);
    for (const auto& below : rests_on) {
      c.rests_on.insert(ComponentId(below));
      link(catalog.graph, c.id, ComponentId(below));
    }
    catalog.components[c.id] = c;
  }

  /// Puts a certificate of an embedded software into the register.
  void certify(const CertificateId& id, const ComponentId& covers,
               std::vector<std::string> assurance, const char* from, const char* until) {
    certificate::Certificate c;
    c.id = id;
    c.scheme = certificate::Scheme::kSogis;
    c.assurance = std::move(assurance);
    c.valid_from = day(from);
    c.valid_until = day(until);
    c.covers = {covers};
    c.registered = true;
    certificate.certificates[id] = c;
    certificate.covered_by[covers].insert(id);
  }

  /// Records an open case that reaches a component; confirmed, and judged for `affected`, where
  /// that is given.
  void flaw(const char* id, const ComponentId& component, const char* on,
            std::set<catalog::Use> uses, const std::optional<CertificateId>& affected = {}) {
    vulnerability::Case c;
    c.id = CaseId(id);
    c.title = "weak keys";
    c.phases = {{vulnerability::Phase::kReceipt, day(on)}};
    c.scope = {{{component}, {}, {}, std::move(uses), day(on)}};
    c.reports = {{}};
    c.reports.front().received_at = Instant::start_of(day(on));
    if (affected) {
      c.standings = {{vulnerability::Standing::kConfirmed, "test", day(on)}};
      c.category = vulnerability::Category::kImplementation;
      c.verdicts = {{*affected, vulnerability::Impact::kAffected, "test", "test", day(on)}};
    }
    vulnerability.cases[c.id] = c;
  }

  /// Rates the one attack path of the chip so that it lies `margin` points above AVA_VAN.5 of the
  /// smart-card table (31), from that day on. A later call supersedes an earlier one.
  void rate(std::int32_t margin, std::set<catalog::Use> uses, const char* on) {
    resistance::AttackPathRegistered path;
    path.path = AttackPathId("path-1");
    path.component = ComponentId("ic-1");
    path.method = "factoring of weak keys";
    path.uses = std::move(uses);
    path.on = day(on);
    if (!resistance.paths.contains(path.path)) resistance::apply(resistance, path);
    resistance::AttackPathRated rated;
    rated.rating = RatingId("rating-" + std::to_string(resistance.ratings.size() + 1));
    rated.path = path.path;
    rated.component = path.component;
    rated.table = {"jil", "3.2", "UNVERIFIED", {{1, 16}, {2, 16}, {3, 21}, {4, 25}, {5, 31}}};
    rated.total = 31 + margin;
    rated.on = day(on);
    resistance::apply(resistance, rated);
  }

  /// Returns what the slice may read.
  [[nodiscard]] World world() const {
    return {access, catalog, certificate, surveillance, resistance, vulnerability, programme};
  }

  /// Returns a context in which `who` acts on that day.
  [[nodiscard]] static Context at(std::string_view on, const OrganisationId& who = kAuthority,
                                  const PersonId& person = PersonId("anna")) {
    return {Instant::start_of(day(on)), day(on), person, who, rule_book()};
  }

  /// Gives a command that must be accepted, applies its events, and returns how many there were.
  std::size_t give(const Command& command, std::string_view on,
                   const OrganisationId& who = kAuthority) {
    const auto events = decide(world(), command, at(on, who));
    EXPECT_TRUE(events) << (events ? "" : events.error().message());
    if (!events) return 0;
    for (const auto& event : *events) apply(programme, event);
    EXPECT_EQ(violations(world()), std::vector<std::string>{});
    return events->size();
  }

  /// Returns the error of a command that must be refused.
  [[nodiscard]] Error refused(const Command& command, std::string_view on,
                              const OrganisationId& who = kAuthority) const {
    const auto events = decide(world(), command, at(on, who));
    EXPECT_FALSE(events) << "accepted";
    return events ? Error{} : events.error();
  }
};

/// Returns a policy with all three uses, the floor of paper 000 and the gate at personalisation.
inline Policy usual_policy() {
  Policy out;
  out.uses = {catalog::Use::kFreeMovement, catalog::Use::kBorderCrossing,
              catalog::Use::kDigitalIdentity};
  out.certification_floor = {"EAL4", "AVA_VAN.5"};
  out.effort_ceiling = {3, 30, 1};
  return out;
}

/// Returns a country with the programme established and its first embedded software introduced.
inline Country running() {
  Country out;
  out.give(
      DefineDocumentClass{
          kCard, "identity card", 120, {{"minor", 60}}, "identity.card.validity", "law"},
      "2013-01-01");
  out.give(Establish{kProgramme, "Estonian identity card", "EE", kCard, usual_policy(), "start"},
           "2013-01-01");
  out.give(
      IntroduceSoftware{
          kProgramme, kEsw, OrganisationId("supplier-1"), {kCertificate}, {}, "tender"},
      "2014-10-01");
  return out;
}

/// Returns a row of a report: `count` units came into `state` in the month of `since`.
inline CohortRow row(std::string_view month, UnitState state, std::int64_t count,
                     std::string_view since = {}, std::optional<std::int32_t> validity = {},
                     const char* group = "") {
  CohortRow out{kEsw, day(month), validity, group, state, {}, count};
  if (!since.empty()) out.since = day(since);
  return out;
}

}  // namespace lw::programme::fixture
