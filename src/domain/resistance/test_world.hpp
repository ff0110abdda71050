#pragma once

#include "base/assert.hpp"
#include "domain/resistance/resistance.hpp"

/// Tables, rules and a small world for the tests of this slice and of those above it.
namespace lw::resistance::test {

inline Date day(std::string_view text) { return Date::parse(text).value(); }

inline rules::Factor factor(
    const std::string& id,
    std::vector<std::pair<std::string, std::vector<std::optional<std::int32_t>>>> levels) {
  rules::Factor out{id, id, {}};
  for (auto& [name, points] : levels) {
    rules::Level level{name, name, points, points.empty(), rules::Status::kSecondary};
    out.levels.push_back(std::move(level));
  }
  return out;
}

/// Weights and classes of ISO/SAE 21434 Annex G as Nextedy prints them
/// (learn.nextedy.com/tara/reference/enumerations/attack-feasibility-factors): feasibility high
/// 0-13, medium 14-19, low 20-24, very low from 25. They are those of CEM annex B.4, which adds the
/// levels between one and six months.
inline rules::AttackTable general_table() {
  rules::AttackTable out;
  out.id = "cem";
  out.version = "3.1";
  out.name = "general";
  out.act = "ISO/IEC 18045";
  out.article = "B.4";
  out.technical_domain = "general";
  out.in_force.from = day("2006-09-01");
  out.status = rules::Status::kSecondary;
  out.columns = {"total"};
  out.factors = {
      factor("elapsed_time", {{"one_day", {0}},
                              {"one_week", {1}},
                              {"one_month", {4}},
                              {"six_months", {17}},
                              {"over_six_months", {19}}}),
      factor("expertise",
             {{"layman", {0}}, {"proficient", {3}}, {"expert", {6}}, {"multiple_experts", {8}}}),
      factor("knowledge",
             {{"public", {0}}, {"restricted", {3}}, {"sensitive", {7}}, {"critical", {11}}}),
      factor("window", {{"unlimited", {0}},
                        {"easy", {1}},
                        {"moderate", {4}},
                        {"difficult", {10}},
                        {"none", {}}}),
      factor(
          "equipment",
          {{"standard", {0}}, {"specialised", {4}}, {"bespoke", {7}}, {"multiple_bespoke", {9}}})};
  out.bands = {{0, 9, rules::Potential::kNone, 0, ""},
               {10, 13, rules::Potential::kBasic, 2, ""},
               {14, 19, rules::Potential::kEnhancedBasic, 3, ""},
               {20, 24, rules::Potential::kModerate, 4, ""},
               {25, std::nullopt, rules::Potential::kHigh, 5, ""}};
  return out;
}

/// Two columns and a cell that one column does not know. The shape of the smart-card table; its
/// points are made up.
inline rules::AttackTable chip_table(std::string version = "3.x", Date from = day("2019-04-01"),
                                     std::optional<Date> until = {}) {
  rules::AttackTable out = general_table();
  out.id = "jil-smartcards";
  out.version = std::move(version);
  out.technical_domain = "smartcards";
  out.in_force = {from, until};
  out.status = rules::Status::kUnverified;
  out.columns = {"identification", "exploitation"};
  out.factors = {
      factor("elapsed_time",
             {{"short", {0, 0}}, {"month", {3, 6}}, {"long", {5, 8}}, {"not_practical", {}}}),
      factor("equipment", {{"standard", {1, 2}}, {"specialised", {3, 4}}, {"bespoke", {5, 6}}}),
      factor("open_samples", {{"public", {0, std::nullopt}}, {"critical", {6, std::nullopt}}}),
      factor("access", {{"few", {0, 0}}, {"many", {3, 6}}})};
  for (auto& item : out.factors) {
    for (auto& level : item.levels) level.status = rules::Status::kUnverified;
  }
  out.bands = {{0, 15, rules::Potential::kNone, 0, ""},
               {16, 20, rules::Potential::kBasic, 2, ""},
               {21, 24, rules::Potential::kEnhancedBasic, 3, ""},
               {25, 30, rules::Potential::kModerate, 4, ""},
               {31, std::nullopt, rules::Potential::kHigh, 5, ""}};
  return out;
}

inline rules::Rule number_rule(std::string id, std::int64_t value) {
  rules::Rule out;
  out.source.rule_id = std::move(id);
  out.source.act = "House policy";
  out.source.article = "default";
  out.source.text = "a number";
  out.source.status = rules::Status::kPolicy;
  out.source.in_force.from = day("2000-01-01");
  out.content = rules::Number{value, "points"};
  return out;
}

/// Adds to a rule book and insists that it was taken.
template <class T>
void must_add(rules::RuleBook& book, T item) {
  const auto added = book.add(std::move(item));
  LW_ASSERT(added.has_value());
}

inline rules::RuleBook rule_book() {
  rules::RuleBook out;
  must_add(out, general_table());
  must_add(out, chip_table("2.x", day("2009-01-01"), day("2019-03-31")));
  must_add(out, chip_table());
  must_add(out, number_rule("house.margin.alarm", 3));
  must_add(out, number_rule("house.margin.breach", 0));
  return out;
}

/// Everything the slice reads, in one place.
struct Facts {
  access::State access;
  catalog::State catalog;
  certificate::State certificate;
  surveillance::State surveillance;
  State resistance;
  rules::RuleBook rules = rule_book();

  [[nodiscard]] World world() const {
    return {access, catalog, certificate, surveillance, resistance};
  }

  void component(const char* id, catalog::Layer layer, std::set<ComponentId> rests_on = {},
                 std::vector<catalog::Asset> assets = {}) {
    catalog::Component item;
    item.id = ComponentId(id);
    item.layer = layer;
    item.name = id;
    item.version = "1";
    item.developer = OrganisationId("maker");
    item.rests_on = std::move(rests_on);
    item.assets = std::move(assets);
    for (const auto& below : item.rests_on) link(catalog.graph, item.id, below);
    catalog.components[item.id] = item;
  }

  certificate::Certificate& certify(const char* id, std::set<ComponentId> covers, const char* van,
                                    const char* from = "2010-01-01",
                                    const char* until = "2029-12-31") {
    auto& item = certificate.certificates[CertificateId(id)];
    item.id = CertificateId(id);
    item.scheme = certificate::Scheme::kEucc;
    item.issuer = OrganisationId("body");
    item.holder = OrganisationId("holder");
    item.assurance = {"EAL4", van};
    item.valid_from = day(from);
    item.valid_until = day(until);
    item.covers = std::move(covers);
    item.registered = true;
    for (const auto& component : item.covers) certificate.covered_by[component].insert(item.id);
    return item;
  }

  [[nodiscard]] Context context(std::string_view on) const {
    return {Instant::start_of(day(on)), day(on), PersonId("anna"), OrganisationId("lab"), rules};
  }

  [[nodiscard]] Result<std::vector<Event>> ask(const Command& command, std::string_view on) const {
    return decide(world(), command, context(on));
  }

  /// Decides and applies.
  Result<std::vector<Event>> give(const Command& command, std::string_view on) {
    auto events = ask(command, on);
    if (events) {
      for (const auto& event : *events) apply(resistance, event);
    }
    return events;
  }
};

/// A card: chip, library on it, operating system, signature applet; certified together at
/// AVA_VAN.5.
inline Facts card() {
  using catalog::Layer;
  using catalog::Use;
  Facts out;
  out.component("ic", Layer::kIc);
  out.component("lib", Layer::kCryptoLibrary, {ComponentId("ic")});
  out.component("os", Layer::kPlatform, {ComponentId("lib")});
  out.component("sign", Layer::kApplet, {ComponentId("os")},
                {{"signature key", catalog::AssetKind::kSignatureKey, {Use::kDigitalIdentity}}});
  out.component("travel", Layer::kApplet, {ComponentId("os")},
                {{"portrait",
                  catalog::AssetKind::kBiometricData,
                  {Use::kBorderCrossing, Use::kFreeMovement}}});
  out.component("esw", Layer::kEmbeddedSoftware, {ComponentId("sign"), ComponentId("travel")});
  out.certify("CERT-ESW", {ComponentId("esw")}, "AVA_VAN.5");
  return out;
}

inline RegisterAttackPath path(const char* id, const char* component,
                               std::set<std::string> assets = {},
                               std::set<catalog::Use> uses = {catalog::Use::kDigitalIdentity}) {
  return {AttackPathId(id), ComponentId(component), "side channel",         std::move(assets),
          std::move(uses),  EvidenceId("report-1"), "found in surveillance"};
}

/// A rating by the chip table: 3 + 2 x equipment + access. "long"/"bespoke"/"many" with critical
/// samples give 5+8+5+6+6+3+6 = 39.
inline RateAttackPath rating(const char* id, const char* path_id, const char* component,
                             const char* time, const char* equipment,
                             const char* samples = "public", const char* access = "few") {
  RateAttackPath out;
  out.rating = RatingId(id);
  out.path = AttackPathId(path_id);
  out.component = ComponentId(component);
  out.table = "smartcards";
  for (const char* column : {"identification", "exploitation"}) {
    out.factors.push_back({"elapsed_time", column, time});
    out.factors.push_back({"equipment", column, equipment});
    out.factors.push_back({"access", column, access});
  }
  out.factors.push_back({"open_samples", "identification", samples});
  out.means = {equipment, "a bench with a probe", "two evaluators"};
  out.basis = "tried on ten samples";
  out.source = "ITSEF report 1";
  out.reason = "surveillance";
  return out;
}

}  // namespace lw::resistance::test
