#pragma once

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/testing/places.hpp"
#include "codec/json.hpp"
#include "report/report.hpp"

/// A report filled from the demonstration's own facts, for tests of the setting only: the figures
/// of exposure and of the plan are made up where the files have none, and say so.
namespace lw::report::testing {

/// Returns a day; throws on anything but "YYYY-MM-DD".
inline Date day(std::string_view text) { return Date::parse(text).value(); }

/// Returns a JSON file of data/demo/roca.
inline boost::json::value demo_file(const std::string& name) {
  std::ifstream in(source_folder() + "/data/demo/roca/" + name, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + name);
  return codec::parse_json(std::string(std::istreambuf_iterator<char>(in), {})).value();
}

/// Returns a text member, empty where it is absent.
inline std::string text_of(const boost::json::value& object, std::string_view key) {
  const auto* found = object.get_object().if_contains(key);
  return found == nullptr || !found->is_string() ? "" : std::string(found->get_string());
}

/// Returns the layer by its wire name.
inline Layer layer_of(const std::string& name) {
  return name.empty() ? Layer::kUnknown : codec::enum_from_name<Layer>(name).value();
}

/// Fills the graph from chain.json: root, 29 certificates, and the library beside them.
inline Graph sample_graph(const boost::json::value& chain) {
  Graph graph;
  const std::string root = text_of(chain, "root");
  graph.caption =
      "The chip certificate of the case and the 29 certificates that rest on it, 21 of them "
      "directly.";
  for (const auto& one : chain.at("certificates").get_array()) {
    const std::string id = text_of(one, "id");
    const bool confirmed = one.at("confirmed").is_bool() && one.at("confirmed").get_bool();
    graph.nodes.push_back({.id = id,
                           .name = text_of(one, "product_name"),
                           .layer = layer_of(text_of(one, "layer")),
                           .state = id == root  ? NodeState::kRoot
                                    : confirmed ? NodeState::kConfirmed
                                                : NodeState::kNotAffected,
                           .note = text_of(one, "status_basis")});
  }
  for (const auto& edge : chain.at("edges").get_array()) {
    graph.edges.push_back({text_of(edge, "from"), text_of(edge, "to")});
    graph.direct += graph.edges.back().to == root ? 1 : 0;
  }
  graph.all = static_cast<std::int64_t>(graph.nodes.size()) - 1;
  for (const GraphNode& node : graph.nodes)
    graph.confirmed += node.state == NodeState::kConfirmed ? 1 : 0;
  return graph;
}

/// Returns the composition of chain.json: components in layers, each certificate attached to the
/// last component that it names, and documents on one platform that carries the flawed library.
inline Graph sample_composition(const boost::json::value& chain) {
  Graph graph;
  graph.caption = "Components, the certificates attached to them, and the documents on top.";
  const std::string flawed = text_of(chain.at("shared_component"), "component");
  for (const auto& one : chain.at("components").get_array()) {
    const std::string id = text_of(one, "id");
    graph.nodes.push_back({.id = id,
                           .name = text_of(one, "name") + " " + text_of(one, "version"),
                           .layer = layer_of(text_of(one, "layer")),
                           .state = id == flawed ? NodeState::kRoot : NodeState::kOutside,
                           .note = ""});
    const auto* below = one.get_object().if_contains("runs_on");
    if (below == nullptr) continue;
    for (const auto& to : below->get_array())
      graph.edges.push_back({id, std::string(to.get_string())});
  }
  const auto node_of = [&](const std::string& id) -> GraphNode& {
    return *std::ranges::find(graph.nodes, id, &GraphNode::id);
  };
  const std::string root = text_of(chain, "root");
  for (const auto& one : chain.at("certificates").get_array()) {
    const auto* parts = one.get_object().if_contains("components");
    if (parts == nullptr) continue;
    const std::string top(parts->get_array().back().get_string());
    const bool confirmed = one.at("confirmed").get_bool();
    const NodeState state = text_of(one, "id") == root ? NodeState::kRoot
                            : confirmed                ? NodeState::kConfirmed
                                                       : NodeState::kNotAffected;
    node_of(top).certificates.push_back(
        {text_of(one, "id"), text_of(one, "product_name"), state, root, ""});
    if (top != flawed && node_of(top).state == NodeState::kOutside) node_of(top).state = state;
    graph.confirmed += state == NodeState::kConfirmed ? 1 : 0;
    graph.not_affected += state == NodeState::kNotAffected ? 1 : 0;
    if (top != flawed &&
        std::ranges::find(graph.edges, GraphEdge{top, flawed}) == graph.edges.end())
      graph.edges.push_back({top, flawed});
  }
  graph.all = graph.confirmed + graph.not_affected;
  graph.nodes.push_back({.id = "cards",
                         .name = "760 000 identity cards",
                         .layer = Layer::kDocument,
                         .state = NodeState::kConfirmed,
                         .note = ""});
  graph.edges.push_back({"cards", "starcos-3.6", true});
  std::ranges::find(graph.edges, GraphEdge{"starcos-3.6", flawed})->ours = true;
  return graph;
}

/// Fills the stock by year and the curve of the axis from the cohorts of estonia.json.
inline void fill_stock(Report& report, const boost::json::value& estonia) {
  const auto stock_on = [&](Date on, std::int32_t validity_years) {
    std::int64_t units = 0;
    for (const auto& cohort : estonia.at("cohorts").get_array()) {
      const Date made = day(text_of(cohort, "last_day"));
      if (made <= on && on < made.plus_years(validity_years))
        units += cohort.at("cards").to_number<std::int64_t>();
    }
    return units;
  };
  report.stock = {.caption =
                      "Cards of the programme in the field at the end of each year, and what a "
                      "validity of three years would have changed.",
                  .counted_on = "on 31 December of each year"};
  StockSeries issued{.label = "as issued: valid 5 years",
                     .note = "from monthly cohorts, modelled",
                     .backing = Backing::kModelled,
                     .years = {}};
  StockSeries what_if{.label = "what if: valid 3 years",
                      .note = "the same cohorts with a shorter validity",
                      .backing = Backing::kComputed,
                      .years = {}};
  for (std::int32_t year = 2014; year <= 2022; ++year) {
    const Date on = Date::from_civil(year, 12, 31).value();
    issued.years.push_back({year, stock_on(on, 5)});
    what_if.years.push_back({year, stock_on(on, 3)});
  }
  report.stock.series = {issued, what_if};
  for (Date on = day("2014-10-01"); on <= day("2022-12-01"); on = on.plus_months(1))
    report.lifetime.stock.push_back({on, stock_on(on, 5)});
}

/// Fills lanes with certificates of the chain and the life of the documents.
inline void fill_lifetime(Report& report) {
  LifetimeAxis& axis = report.lifetime;
  axis.caption =
      "No certificate of the chain covers the whole life of the documents: the last card expires "
      "in October 2022.";
  axis.from = day("2013-07-01");
  axis.until = day("2023-06-30");
  axis.today = day("2017-11-03");
  axis.lanes = {
      {"Identity cards: lead time, production, validity",
       {{day("2013-10-16"), day("2014-10-15"), SpanKind::kLeadTime, "lead time",
         Backing::kModelled},
        {day("2014-10-16"), day("2017-10-25"), SpanKind::kProduction, "production, 760 000 cards",
         Backing::kSourced},
        {day("2017-10-26"), day("2022-10-25"), SpanKind::kDocumentValidity,
         "last card valid to 25 Oct 2022", Backing::kModelled}},
       {}},
      {"Chip certificate BSI-DSZ-CC-0782-V2-2015",
       {{day("2015-11-03"), std::nullopt, SpanKind::kCertificateValid, "", Backing::kUnverified}},
       {{day("2017-10-16"), LaneMarkKind::kEvent, "flaw public"}}},
      {"Applet certificate ANSSI-CC-2016/64",
       {{day("2016-10-11"), day("2017-11-03"), SpanKind::kCertificateValid, "valid",
         Backing::kSourced},
        {day("2017-11-04"), day("2018-04-01"), SpanKind::kCertificateSuspended, "",
         Backing::kModelled},
        {day("2018-04-02"), day("2021-10-11"), SpanKind::kCertificateWithdrawn, "withdrawn",
         Backing::kModelled},
        {day("2021-10-12"), day("2023-06-30"), SpanKind::kCertificateExpired, "",
         Backing::kComputed}},
       {}},
      {"Surveillance of the applet",
       {},
       {{day("2016-12-01"), LaneMarkKind::kSurveillancePassed, "ITSEF"},
        {day("2017-06-01"), LaneMarkKind::kSurveillanceOverdue, ""},
        {day("2017-09-20"), LaneMarkKind::kSurveillanceFailed, "weak keys"},
        {day("2018-09-20"), LaneMarkKind::kSurveillanceNotConclusive, ""},
        {day("2019-09-20"), LaneMarkKind::kSurveillancePlanned, ""}}},
      {"Support by the maker",
       {{day("2014-10-16"), day("2020-12-31"), SpanKind::kSupport, "support", Backing::kModelled}},
       {}},
  };
  axis.gaps = {{day("2014-10-16"), day("2015-11-02"), SpanKind::kGap,
                "no certificate of the chain yet", Backing::kComputed},
               {day("2021-10-12"), day("2022-10-25"), SpanKind::kGap,
                "cards outlive the certificate", Backing::kComputed}};
}

/// Fills events and clocks from timeline.json.
inline void fill_timeline(Report& report, const boost::json::value& timeline) {
  static const std::map<std::string, std::string> kShort = {
      {"notice", "notice to the authority"},
      {"vendor-confirms", "vendor confirms"},
      {"public-disclosure", "flaw made public"},
      {"remedy-available", "first remedy"},
      {"full-method", "full method public"},
      {"active-update", "updates for all"},
      {"decision-to-suspend", "decision to suspend"},
      {"suspension", "certificates suspended"},
      {"faster-attack", "faster attack"},
      {"progress-8-dec", "330 000 updated"},
      {"public-notice", "public told"}};
  report.timeline = {.caption = "From the notice of 30 August 2017 to the first hundred days.",
                     .zero = day("2017-08-30"),
                     .zero_label = "the national authority is told of the flaw",
                     .from = day("2017-08-25"),
                     .until = day("2017-12-15")};
  for (const auto& event : timeline.at("events").get_array()) {
    TimelineEvent out{.on = day(text_of(event, "date")),
                      .kind = codec::enum_from_name<EventKind>(text_of(event, "kind")).value(),
                      .what = text_of(event, "title"),
                      .who = text_of(event, "actor"),
                      .backing = text_of(event, "status") == "UNVERIFIED" ? Backing::kUnverified
                                                                          : Backing::kSourced};
    if (const auto found = kShort.find(text_of(event, "id")); found != kShort.end())
      out.short_label = found->second;
    for (const auto& source : event.at("sources").get_array())
      out.sources.emplace_back(source.get_string());
    report.timeline.events.push_back(std::move(out));
  }
  const auto clock = [&](std::string label, std::string_view from, std::string_view until) {
    report.timeline.clocks.push_back(
        {.label = std::move(label),
         .rule = "Reg. (EU) 2024/482 Art. 30(1): at most 42 days, from the day after the decision",
         .from = day(from),
         .until = day(until),
         .waits_for = "a remedy",
         .happened_on = day("2017-10-25"),
         .happened = "first remedy on day 56",
         .outcome = ClockOutcome::kMissed});
  };
  clock("Suspension, if decided on the day of the notice", "2017-08-31", "2017-10-11");
  clock("Suspension, if decided on the day of the confirmation", "2017-09-06", "2017-10-17");
  report.timeline.clocks.push_back({.label = "Verification of the notice",
                                    .rule = "house rule: 10 working days",
                                    .from = day("2017-08-31"),
                                    .until = day("2017-09-13"),
                                    .waits_for = "confirmation by the vendor",
                                    .happened_on = day("2017-09-05"),
                                    .happened = "vendor confirms",
                                    .outcome = ClockOutcome::kMet});
  report.timeline.clocks.push_back({.label = "Review of the emergency decision",
                                    .rule = "house rule: 60 days",
                                    .from = day("2017-11-04"),
                                    .until = day("2018-01-02"),
                                    .waits_for = "review",
                                    .outcome = ClockOutcome::kRunning});
}

/// Fills the exposure by use; numbers after measures are made up.
inline void fill_exposure(Report& report) {
  Exposure& exposure = report.exposure;
  exposure.caption =
      "Cards whose keys can be attacked, use by use: the two travel uses are never touched.";
  exposure.units_total = 760000;
  exposure.steps = {
      {"Before any measure", day("2017-08-30"), ""},
      {"Production stopped", day("2017-09-06"), "would have saved the cards made after the stop"},
      {"First 40 000 updated", day("2017-11-02"), ""},
      {"Certificates suspended", day("2017-11-03"), ""},
      {"494 000 updated, rest voided", day("2018-04-01"), ""}};
  const auto use = [](std::string name, std::string why, std::vector<ExposureValue> values) {
    return UseExposure{std::move(name), std::move(why), std::move(values), {}};
  };
  exposure.uses = {
      use("Free movement in the Union", "The card stays valid as a photo identity document.",
          {{0, ""}, {0, ""}, {0, ""}, {0, ""}, {0, ""}}),
      use("Crossing external borders", "The travel function does not use the weak keys.",
          {{0, ""}, {0, ""}, {0, ""}, {0, ""}, {std::nullopt, "not asked"}}),
      use("Digital identity and e-services", "Log-in and signature rest on the weak keys.",
          {{760000, ""}, {725642, ""}, {720000, ""}, {0, "none accepted"}, {0, ""}})};
  exposure.uses.back().by_expiry_year = {
      {2019, 52911}, {2020, 250642}, {2021, 251330}, {2022, 205117}};
}

/// Fills words and tables.
inline void fill_words(Report& report) {
  Summary& summary = report.summary;
  summary.headline =
      "760 000 identity cards carried a weak key; travel was never at risk, log-in and signature "
      "were, and those were switched off until the cards were renewed.";
  summary.what_happened = {
      "On 30 August 2017 researchers told the authority that keys made inside the cards can be "
      "computed from public data.",
      "The cause is one software library, shared by many chips of one maker.",
      "The maker confirmed it six days later. A remedy was ready on day 56."};
  summary.affected = {
      {"cards with the flaw", 760000, "cards", "issued from 16 October 2014 to 25 October 2017",
       Backing::kSourced},
      {"used for e-services", 500000, "cards", "", Backing::kSourced},
      {"certificates that rest on the chip", 29, "", "28 confirmed affected", Backing::kSourced},
      {"capacity for renewal", 15000, "cards a day", "", Backing::kUnverified}};
  summary.decided = {
      {"Switch off the e-service certificates of all cards not yet renewed",
       "An attack became affordable once the method was public", day("2017-11-03")},
      {"Renew at home or at a counter", "The cards can be cured by software", day("2017-10-25")},
      {"Leave travel use alone", "The flaw does not touch it", std::nullopt}};
  summary.still_open = {"266 000 cards are not renewed.",
                        "18 000 cards cannot be renewed remotely."};
  summary.dates = {{day("2017-08-30"), "the authority is told"},
                   {day("2017-10-25"), "first remedy"},
                   {day("2017-11-03"), "e-service certificates suspended"},
                   {day("2018-03-31"), "last day to renew"}};
  report.ratings = {
      {"jil-notice", "key from public key", "JIL smart cards 2.x", day("2017-08-30"),
       "finders, vendor, authority", 23, 31, "moderate",
       "elapsed time 5 + 4, expertise 5 + 4, equipment 1 + 4", Backing::kUnverified},
      {"cem-method", "key from public key", "CEM", day("2017-11-05"), "full method public", 8, 25,
       "none", "elapsed time 1, expertise 3, equipment 4", Backing::kJudged}};
  report.options = {
      {"Upgrade the cards in the field", OptionVerdict::kChosen, "the flaw is in software", 494000,
       266000, day("2017-10-25"), 1500000, "5 minutes at home, no travel", "cards never brought in",
       Backing::kUnverified},
      {"Limit use", OptionVerdict::kChosen, "stops the attack at once", 760000, 0,
       day("2017-11-03"), std::nullopt, "no e-services until renewed",
       "services without a second way in", Backing::kComputed},
      {"Replace all cards", OptionVerdict::kPossible, "2 000 cards a day: more than a year", 760000,
       0, std::nullopt, std::nullopt, "one visit", "a year of exposure", Backing::kComputed},
      {"Patch the hardware", OptionVerdict::kUnavailable, "the flaw is not in the hardware",
       std::nullopt, std::nullopt, std::nullopt, std::nullopt, "", "", Backing::kJudged}};
  report.risks = {
      {"risk-1", "Digital identity and e-services", RiskLevel::kHigh,
       "Someone with money and skill could sign in the name of a card holder.",
       "resists moderate attacks, claim not met", "rating jil-notice",
       "500 000 cards in electronic use", "use e-services", day("2017-10-16"), Backing::kComputed},
      {"risk-2", "Crossing external borders", RiskLevel::kLow,
       "The travel function does not use these keys.", "not touched", "rating jil-notice",
       "all cards", "use border", day("2017-10-16"), Backing::kComputed},
      {"risk-3", "Free movement in the Union", RiskLevel::kIncomplete, "There is no score yet.", "",
       "", "all cards", "use movement", std::nullopt, Backing::kComputed}};
  report.plan = {
      "Plan ee-id 2017",
      "approved",
      day("2017-06-01"),
      {"A. Kask (director)", "B. Tamm (security)"},
      "The ready plan would have proposed to stop production 50 days earlier than it was stopped.",
      {{"stop-production", "level 3", "margin below the claim",
        "stop production on the old software", TriggerState::kReached, day("2017-09-05"),
        "vendor confirms", day("2017-10-25"), "last affected card made"},
       {"limit", "level 3", "attack affordable", "limit uses", TriggerState::kReached,
        day("2017-10-16"), "cost of the attack made public", day("2017-11-03"),
        "certificates suspended"},
       {"replace", "level 4", "one card cracked", "revoke all certificates",
        TriggerState::kNotReached, std::nullopt, "", std::nullopt, ""},
       {"sources", "standing", "two independent sources", "share by family",
        TriggerState::kInsufficientData, std::nullopt, "", std::nullopt, ""}},
      {{day("2017-05-10"),
        "broken",
        "table-top exercise of the whole table",
        "issuing authority: 4 people",
        {{"limit uses", "withdraw electronic use", "worked", "in two days"},
         {"replace", "open counters", "failed", "no counters abroad"}},
        {"counters abroad are missing"}}}};
  report.decisions = {
      {41, day("2017-11-02"), day("2017-11-03"), "Suspend the certificates of 760 000 cards",
       "Director General, Police and Border Guard Board", "Identity Documents Act",
       "risk became real", SignatureStatus::kVerified, "key 7f3a", Backing::kSourced},
      {-1, day("2017-09-05"), std::nullopt, "Tell the public", "Government", "", "trust",
       SignatureStatus::kNotRequired, "", Backing::kSourced},
      {57, day("2017-11-20"), std::nullopt, "Accept the rest", "someone", "none", "",
       SignatureStatus::kInvalid, "", Backing::kSourced}};
  report.open_clocks = {
      {"last day to renew", "order of the authority", day("2018-03-31"), "issuing authority"}};
  report.findings = {
      {"certificate gap in the lifetime", "applet", "programme switch", day("2017-09-01")}};
}

/// Fills sources from every file, and the history with made-up values.
inline void fill_end(Report& report, const boost::json::value& timeline) {
  for (const auto& [id, source] : timeline.at("sources").get_object()) {
    std::string where = text_of(source, "url");
    if (where.empty()) where = text_of(source, "repository");
    const std::string read = text_of(source, "read");
    report.sources.push_back(
        {std::string(id), text_of(source, "title"), where, read,
         read == "cited, not read" ? Backing::kUnverified : Backing::kSourced});
  }
  report.history = {.log_name = "longwatch.example/roca",
                    .size = 1234,
                    .root_hash = std::string(64, 'a'),
                    .checkpoint =
                        "longwatch.example/"
                        "roca\n1234\nqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=\n\n\xE2\x80\x94 "
                        "longwatch.example/roca AbCdEf==\n",
                    .check = HistoryCheck::kVerified,
                    .checked_at = Instant::parse("2017-11-03T22:00:00Z").value(),
                    .problems = {},
                    .command = "longwatch history verify --store demo/store"};
}

/// Returns the whole sample.
inline Report sample_report() {
  Report report;
  report.title = "The weak-key case of 2017 (ROCA)";
  report.programme = "Estonian identity cards, Police and Border Guard Board";
  report.case_id = "roca-2017, CVE-2017-15361";
  report.classification = "Public";
  report.as_of = day("2017-11-03");
  report.known_at = Instant::parse("2017-11-03T21:59:59Z").value();
  report.made_by = "Longwatch 0.1.0";
  report.data_note =
      "Facts from public sources; the monthly split and the link of the card to the chain are "
      "modelled.";
  const auto estonia = demo_file("estonia.json");
  const auto timeline = demo_file("timeline.json");
  report.graph = sample_graph(demo_file("chain.json"));
  fill_lifetime(report);
  fill_stock(report, estonia);
  fill_exposure(report);
  fill_timeline(report, timeline);
  fill_words(report);
  fill_end(report, timeline);
  return report;
}

}  // namespace lw::report::testing
