#pragma once

#include "domain/contingency/contingency.hpp"
#include "domain/programme/fixture.hpp"

// A small country with a contingency plan, for the tests of this slice; no production code includes
// this.
namespace lw::contingency::fixture {

using programme::fixture::day;
using programme::fixture::kAuthority;
using programme::fixture::kCertificate;
using programme::fixture::kEsw;
using programme::fixture::kOtherAuthority;
using programme::fixture::kProgramme;

inline const PlanId kPlan{"plan-1"};
inline const PersonId kAnna{"anna"};
inline const PersonId kBert{"bert"};
inline const PersonId kCora{"cora"};
inline const OrganisationId kSupplier{"supplier-1"};

/// Returns the rules that the slice asks for, with a calendar of working days.
inline const rules::RuleBook& rule_book() {
  static const rules::RuleBook book = [] {
    rules::RuleBook out = programme::fixture::rule_book();
    auto rule =
        programme::fixture::period("house.plan.proposal_decision", 3, rules::Unit::kCalendarDays);
    EXPECT_TRUE(out.add(rule));
    rules::Calendar calendar;
    calendar.days = {"EE", day("2017-01-01"), day("2019-12-31"), {}};
    for (const int year : {2017, 2018, 2019})
      calendar.years.push_back({year, rules::Status::kPolicy, "test"});
    EXPECT_TRUE(out.add(calendar));
    return out;
  }();
  return book;
}

/// Returns a step of the issuing authority.
inline Step step(const char* id, std::int32_t due_in_days = 0) {
  return {id,          id, std::string("do ") + id, {kAuthority, access::Role::kIssuingAuthority},
          due_in_days, {}};
}

/// Returns a measure of the issuing authority with one plain step.
inline Measure measure(const char* id, MeasureKind kind) {
  Measure out;
  out.id = id;
  out.kind = kind;
  out.title = id;
  out.owner = {kAuthority, access::Role::kIssuingAuthority};
  out.steps = {step("tell")};
  return out;
}

/// Returns the five measures of paper 000 with the figures of a card programme.
inline PlanContent five_measures() {
  PlanContent out;
  out.title = "Contingency plan for the identity card";
  Measure newer = measure("newer", MeasureKind::kNewerSoftware);
  newer.steps.front().action = {
      ActionKind::kPlanIntroduction, {}, {}, {}, {}, "next generation", 365};
  Measure limit = measure("limit", MeasureKind::kLimitUses);
  limit.effect_in_days = 1;
  limit.steps = {step("tell", 2), step("withdraw", 5), step("verify")};
  limit.steps[1].action = {
      ActionKind::kLimitUses, {kEsw}, {catalog::Use::kDigitalIdentity}, {}, {}, "", 0};
  Measure stop = measure("stop", MeasureKind::kReplaceSoftware);
  stop.steps = {step("stop")};
  stop.steps.front().action = {ActionKind::kStopProduction, {}, {}, {}, {}, "", 0};
  Measure replace = measure("replace", MeasureKind::kReplaceDocuments);
  replace.calendar = "EE";
  replace.effect_in_days = 10;
  replace.throughput = {15'000, 20'000};
  replace.effort = {3, 15, 1};
  replace.infrastructure = {"counters", "key server"};
  replace.cost = 3'000'000;
  replace.currency = "EUR";
  replace.residual_risk = "cards that nobody brings back";
  replace.steps = {step("order", 20), step("hand out")};
  replace.steps[1].id = "hand-out";
  replace.steps[1].owner = {kSupplier, access::Role::kDeveloper};
  out.measures = {newer, measure("sources", MeasureKind::kSeveralSources), limit, stop, replace};
  out.standing = {"newer", "sources"};
  out.responses[ErosionLevel::kWeakened] = {"a weakness is confirmed", {"stop"}};
  out.responses[ErosionLevel::kBroken] = {"keys can be computed", {"limit", "stop", "replace"}};
  return out;
}

/// A country, the state of the slice, and short ways to give commands.
struct Office {
  programme::fixture::Country country = programme::fixture::running();
  risk::State risk;
  State contingency;

  Office() {
    country.access.organisations[kSupplier] = {
        kSupplier, "Supplier Ltd", {access::Role::kDeveloper}, "EE", {}};
    for (const auto& person : {kAnna, kBert, kCora}) {
      country.access.people[person] = {
          person, {{kAuthority, {access::Role::kIssuingAuthority}, day("2000-01-01"), {}}}, {}};
    }
  }

  [[nodiscard]] World world() const {
    return {country.access,     country.catalog,       country.certificate, country.surveillance,
            country.resistance, country.vulnerability, country.programme,   risk,
            contingency};
  }

  [[nodiscard]] static Context at(std::string_view on, const PersonId& who = kAnna,
                                  const OrganisationId& of = kAuthority) {
    return {Instant::start_of(day(on)), day(on), who, of, rule_book()};
  }

  /// Gives a command that must be accepted, and answers what it asks of the programme. Returns the
  /// events.
  std::vector<Event> give(const Command& command, const Context& context) {
    auto events = decide(world(), command, context);
    EXPECT_TRUE(events) << (events ? "" : events.error().message());
    if (!events) return {};
    for (const auto& event : *events) {
      apply(contingency, event);
      const auto* asked = std::get_if<ActionRequested>(&event);
      if (asked == nullptr) continue;
      for (const auto& answer : programme_commands(*asked)) country.give(answer, asked->on.text());
    }
    EXPECT_EQ(violations(world()), std::vector<std::string>{});
    return *events;
  }

  /// Returns the error of a command that must be refused.
  [[nodiscard]] Error refused(const Command& command, const Context& context) const {
    const auto events = decide(world(), command, context);
    EXPECT_FALSE(events) << "accepted";
    return events ? Error{} : events.error();
  }

  /// Drafts, submits and approves a version; Anna writes it, Anna and Bert approve.
  void put_in_force(const PlanContent& content, std::string_view on) {
    give(DraftPlan{kPlan, kProgramme, content, "law"}, at(on));
    const auto& version = find(contingency, kPlan)->versions.back();
    const std::int32_t number = version.number;
    const std::int32_t revision = version.revision;
    give(SubmitPlan{kPlan, number, "ready"}, at(on));
    give(ApprovePlan{kPlan, number, revision, "", "sound"}, at(on));
    give(ApprovePlan{kPlan, number, revision, "", "sound"}, at(on, kBert));
  }

  /// A flaw is confirmed and judged: the programme is at kBroken from that day.
  void break_it(const char* on) {
    country.flaw("roca", kEsw, on, {catalog::Use::kDigitalIdentity}, kCertificate);
  }

  /// Raises the proposal for kBroken and has it decided by two people. Returns the name of the
  /// execution.
  std::string decide_broken(std::string_view on, const std::set<std::string>& measures) {
    give(RaiseProposal{kProgramme, ErosionLevel::kBroken, {}, "level reached"}, at(on));
    const std::string name = contingency.proposals.rbegin()->first;
    give(DecideProposal{name, Answer::kExecute, measures, "needed"}, at(on));
    give(DecideProposal{name, Answer::kExecute, measures, "needed"}, at(on, kBert));
    return name;
  }
};

}  // namespace lw::contingency::fixture
