#include <gtest/gtest.h>

#include "domain/programme/testing/hold.hpp"
#include "domain/risk/testing/desk.hpp"

namespace lw::risk {
namespace {

using namespace fixture;
using programme::testing::below;
using programme::testing::hold;
using programme::testing::one_of;

constexpr int kCases = 2'000;
constexpr int kLengthMax = 60;

/// Options of the usual five families, some left out, dear, or without their remaining risk.
std::vector<Option> any_options() {
  std::vector<Option> out = usual_options();
  out.push_back(option("stop", Family::kStopProduction));
  if (below(3) == 0) out.erase(out.begin() + below(static_cast<int>(out.size())));
  for (auto& o : out) {
    if (below(3) == 0) o.effort = {below(6), below(60), below(3)};
    o.residual = one_of(codec::enum_values<Level>());
  }
  if (below(8) == 0) out.front().residual.reset();
  return out;
}

std::set<std::string> any_choice() {
  std::set<std::string> out;
  for (int i = 1 + below(2); i > 0; --i)
    out.insert(one_of<std::string>({"upgrade", "shorter", "limit", "replace", "stop"}));
  return out;
}

Matrix any_matrix() {
  Matrix out;
  out.below_claim = below(7);
  out.impact_from_ppm[1] = below(20'000);
  if (below(8) == 0) out.levels.pop_back();
  return out;
}

Command any_command(const Desk& d, const RiskId& risk, Date on) {
  const Risk* known = find(d.risk, risk);
  const std::int64_t rev = (known == nullptr ? 0 : revision(*known, on)) - (below(5) == 0 ? 1 : 0);
  switch (below(16)) {
    case 0:
    case 1:
      return TakeResistance{risk, kRating.text(),
                            below(4) == 0 ? std::map<Use, std::int32_t>{} : kTravelJudged, "b",
                            "r"};
    case 2:
    case 3: return TakeExposure{risk, "e", {{Use::kFreeMovement, below(7)}}, "b", "r"};
    case 4: return StateRisk{risk, "It is a risk.", {EvidenceId("e")}, "r"};
    case 5:
    case 6:
    case 7: {
      CompareOptions out = compare(any_options());
      out.risk = risk;
      return out;
    }
    case 8: return OverrideCeiling{risk, *any_choice().begin(), "r"};
    case 9:
    case 10:
    case 11: return DecideRisk{risk, rev, any_choice(), "r"};
    case 12:
      return AcceptRisk{
          risk, rev, below(2) == 0 ? std::optional(on.plus_days(below(9) - 1)) : std::nullopt, "r"};
    case 13: return CloseRisk{risk, "r"};
    case 14: return SetMatrix{kProgramme, any_matrix(), "r"};
    default:
      return OpenRisk{risk,
                      kProgramme,
                      kEsw,
                      one_of(codec::enum_values<Cause>()),
                      one_of<std::string>({"x", "y"}),
                      {},
                      "r"};
  }
}

/// Something happens outside the slice: a better attack, a limit of uses, somebody says whether
/// software cures the flaw.
void disturb(Desk& d, Date on) {
  switch (below(12)) {
    case 0: d.country.rate(below(20) - 10, {Use::kDigitalIdentity}, "2016-01-01"); return;
    case 1:
      d.country.give(
          programme::LimitUses{
              kProgramme, "l" + on.text(), {kEsw}, {}, {}, {Use::kDigitalIdentity}, "flaw"},
          on.text());
      return;
    case 2:
      d.country.vulnerability.cases.at(CaseId("case-1")).curable_by_software =
          one_of(codec::enum_values<catalog::Tristate>());
      return;
    default: return;
  }
}

/// What the sequences reached: one that is refused throughout proves nothing.
struct Tally {
  std::map<std::string, int> events;
  int overridden_and_chosen = 0;
  int chosen_together = 0;
  int closed = 0;
  int scored = 0;
};

void check_answers(const Desk& d, Date on, Tally& tally) {
  for (const auto& [id, risk] : d.risk.risks) {
    const auto e = evaluate(d.world(), risk, on);
    const bool complete = e.completeness == Completeness::kComplete;
    RC_ASSERT(complete == e.level.has_value());  // R3: no score without both inputs
    RC_ASSERT(complete == e.missing.empty());
    tally.scored += complete ? 1 : 0;
    tally.closed += risk.closed_on ? 1 : 0;
    for (const auto& decided : risk.decisions) {
      tally.chosen_together += decided.chosen.size() > 1 ? 1 : 0;
      for (const auto& leave : risk.overrides)
        tally.overridden_and_chosen += decided.chosen.contains(leave.option) ? 1 : 0;
    }
  }
  const auto bytes = codec::to_cbor(d.risk);
  RC_ASSERT(codec::to_cbor(*codec::from_cbor<State>(bytes)) == bytes);
}

TEST(RiskProperty, NoSequenceOfCommandsBreaksAnInvariant) {
  Tally tally;
  hold(kCases, [&] {
    Desk d = opened();
    d.make_upgradable();
    d.add_second_software();
    d.country.flaw("case-1", ComponentId("ic-1"), "2017-08-30", {Use::kDigitalIdentity},
                   kCertificate);
    Date on = day("2017-09-01");
    const int length = below(kLengthMax);
    for (int i = 0; i < length; ++i) {
      on = on.plus_days(below(4) - 1);
      disturb(d, on);
      const RiskId risk = below(4) == 0 ? RiskId("risk-" + std::to_string(below(4))) : kRisk;
      const Command command = any_command(d, risk, on);
      const Context context{Instant::start_of(on), on, kSigner, kAuthority, rule_book()};
      const auto events = decide(d.world(), command, context);
      if (!events) continue;
      for (const auto& event : *events) {
        ++tally.events[std::string(message_name(event))];
        apply(d.risk, event);
        const auto broken = violations(d.world());
        if (!broken.empty()) RC_LOG() << broken.front() << "\n";
        RC_ASSERT(broken.empty());
      }
      const auto again = decide(d.world(), command, context);
      RC_ASSERT(again.has_value() && again->empty());  // repeated, it changes nothing
    }
    check_answers(d, on, tally);
  });
  for (const auto name : message_names<Event>())
    EXPECT_GT(tally.events[std::string(name)], kCases / 20) << name;
  EXPECT_GT(tally.overridden_and_chosen, kCases / 20);
  EXPECT_GT(tally.chosen_together, kCases / 20);
  EXPECT_GT(tally.closed, kCases / 10);
  EXPECT_GT(tally.scored, kCases / 5);
}

}  // namespace
}  // namespace lw::risk
