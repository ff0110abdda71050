#pragma once

#include "domain/programme/fixture.hpp"
#include "domain/risk/risk.hpp"

// A desk of an issuing authority for the tests of this slice; no production code includes this.
namespace lw::risk::fixture {

using namespace programme::fixture;
using catalog::Use;
using programme::UnitState;

inline const RiskId kRisk{"risk-1"};
inline const RatingId kRating{"rating-1"};
inline const PersonId kSigner{"anna"};

/// A country with documents in the field, a rating, and an open risk.
struct Desk {
  Country country = running();
  State risk;

  Desk() {
    access::Person signer;
    signer.id = kSigner;
    signer.memberships = {{kAuthority, {access::Role::kIssuingAuthority}, day("2010-01-01"), {}}};
    country.access.people[kSigner] = signer;
    country.give(
        programme::ReportCohorts{
            kProgramme, "s", {row("2014-10-01", UnitState::kIssued, 1000)}, "r"},
        "2014-11-01");
    country.rate(-1, {Use::kDigitalIdentity}, "2016-01-01");
  }

  [[nodiscard]] World world() const {
    return {country.access,     country.catalog,       country.certificate, country.surveillance,
            country.resistance, country.vulnerability, country.programme,   risk};
  }

  [[nodiscard]] Result<std::vector<Event>> ask(const Command& command, std::string_view on,
                                               const OrganisationId& who = kAuthority,
                                               const PersonId& person = kSigner) const {
    return decide(world(), command, Country::at(on, who, person));
  }

  std::size_t give(const Command& command, std::string_view on, const PersonId& person = kSigner) {
    const auto events = ask(command, on, kAuthority, person);
    EXPECT_TRUE(events) << (events ? "" : events.error().message());
    if (!events) return 0;
    for (const auto& event : *events) apply(risk, event);
    EXPECT_EQ(violations(world()), std::vector<std::string>{});
    return events->size();
  }

  [[nodiscard]] Error refused(const Command& command, std::string_view on) const {
    const auto events = ask(command, on);
    EXPECT_FALSE(events) << "accepted";
    return events ? Error{} : events.error();
  }

  /// Gives the card a certified mechanism for upgrades in the field.
  void make_upgradable() {
    auto& esw = country.catalog.components.at(kEsw);
    esw.upgradable_in_field = catalog::Tristate::kYes;
    esw.patch_mechanism =
        catalog::PatchMechanism{catalog::PatchMethod::kJilCodeLoading, kCertificate};
  }

  /// Brings another embedded software into production, so that documents can be replaced.
  void add_second_software() {
    country.certify(kCertificate2, kEsw2, {"EAL5", "AVA_VAN.5"}, "2014-01-01", "2024-01-01");
    country.give(
        programme::IntroduceSoftware{
            kProgramme, kEsw2, OrganisationId("supplier-2"), {kCertificate2}, {}, "second"},
        "2015-01-01");
  }

  [[nodiscard]] const Risk& the() const { return *find(risk, kRisk); }
  [[nodiscard]] Evaluation judged(std::string_view on) const {
    return evaluate(world(), the(), day(on));
  }
};

inline const std::map<Use, std::int32_t> kTravelJudged{{Use::kFreeMovement, 1},
                                                       {Use::kBorderCrossing, 1}};

/// Returns a desk with one open risk, from a case.
inline Desk opened() {
  Desk d;
  d.give(OpenRisk{kRisk, kProgramme, kEsw, Cause::kFlaw, "case-1", CaseId("case-1"), "notice"},
         "2017-08-30", access::system_actor());
  return d;
}

/// Returns it with both inputs taken.
inline Desk with_inputs() {
  Desk d = opened();
  d.give(TakeResistance{kRisk, kRating.text(), kTravelJudged, "travel keys are of another kind",
                        "rated"},
         "2017-09-01");
  d.give(TakeExposure{kRisk, "exposure-2017-09", {}, "", "counted"}, "2017-09-01");
  return d;
}

/// Returns an option with cost and remaining risk.
inline Option option(const char* id, Family family, programme::HolderEffort effort = {1, 5, 0}) {
  return {id,         family,  std::string("Do ") + id + ".",
          effort,     100'000, "estimate of the authority",
          Level::kLow};
}

/// Returns the command that compares them.
inline CompareOptions compare(std::vector<Option> options) {
  return {kRisk, std::move(options), "options"};
}

/// Returns one option of each family that the tests choose from.
inline std::vector<Option> usual_options() {
  return {option("upgrade", Family::kUpgrade), option("shorter", Family::kShorterValidity),
          option("limit", Family::kLimitUse), option("replace", Family::kReplaceEarly, {4, 60, 2})};
}

}  // namespace lw::risk::fixture
