#include <gtest/gtest.h>

#include "domain/programme/fixture.hpp"
#include "domain/programme/testing/hold.hpp"

namespace lw::programme {
namespace {

using namespace fixture;
using catalog::Use;
using testing::below;
using testing::one_of;

constexpr int kCases = 2'000;
constexpr int kLengthMax = 120;

Date any_day() { return day("2014-10-01").plus_days(below(1'500)); }

std::set<Use> any_uses() {
  return one_of<std::set<Use>>({{Use::kDigitalIdentity},
                                {Use::kFreeMovement, Use::kDigitalIdentity},
                                {Use::kBorderCrossing}});
}

ReportCohorts any_report(const ComponentId& esw) {
  ReportCohorts out{kProgramme, "s", {}, "r"};
  const int rows = 1 + below(5);
  for (int i = 0; i < rows; ++i) {
    const Date month = day("2014-10-01").plus_months(below(3));
    const UnitState state =
        one_of<UnitState>({UnitState::kBlank, UnitState::kProduced, UnitState::kIssued,
                           UnitState::kIssued, UnitState::kRemoved, UnitState::kRemoved});
    const std::optional<std::int32_t> validity =
        below(2) == 0 ? std::optional(12 + below(3) * 12) : std::nullopt;
    out.rows.push_back({esw, month, validity, one_of<std::string>({"", "", "minor"}), state,
                        month.plus_months(below(30)), below(20)});
  }
  return out;
}

RecordErosionObservations any_observations() {
  RecordErosionObservations out{kProgramme, "survey", {}, {}, "r"};
  const int count = below(4);
  for (int i = 0; i < count; ++i) {
    const Date certified = day("2000-01-01").plus_days(below(3'000));
    ObservedFamily f{
        FamilyId("f" + std::to_string(below(5))), certified, certified.plus_days(below(900)),
        certified.plus_days(below(2'500)),        {},        "s"};
    if (below(2) == 0) f.found_on = certified.plus_days(below(3'000));
    out.families.push_back(f);
  }
  if (below(3) == 0) out.prior = PublishedPrior{below(900) - 50, below(1'200) - 50, "s"};
  return out;
}

RecordErosionScenario any_scenario() {
  RecordErosionScenario out{kProgramme, "s" + std::to_string(below(3)), {}, {}, {}, "s", "r"};
  if (below(2) == 0) out.hazard_ppm_per_year = below(30'000) - 1'000;
  else out.through = HazardPoint{below(300) - 10, below(1'010'000)};
  if (below(3) == 0) out.shape_permille = below(5'000);
  return out;
}

/// Batches go forward more often than they are tried to jump: otherwise none would be issued.
Command any_batch_step(const State& state, const BatchId& batch) {
  const auto known = state.batches.find(batch);
  if (known == state.batches.end() || below(5) == 0)
    return AdvanceBatch{kProgramme, batch, one_of(codec::enum_values<UnitState>()), "r"};
  const UnitState at = known->second.reached.rbegin()->first;
  const auto next =
      at == UnitState::kRemoved ? at : static_cast<UnitState>(static_cast<int>(at) + 1);
  return AdvanceBatch{kProgramme, batch, next, "r"};
}

Command any_command(const State& state) {
  const auto esw = one_of<ComponentId>({kEsw, kEsw, kEsw2});
  const BatchId batch("b" + std::to_string(below(3)));
  const std::string limit = "l" + std::to_string(below(3));
  switch (below(16)) {
    case 0: return StopProduction{kProgramme, esw, "r"};
    case 1: return ResumeProduction{kProgramme, esw, "r"};
    case 2: return IntroduceSoftware{kProgramme, esw, OrganisationId("s"), {}, any_day(), "r"};
    case 3: return OpenBatch{kProgramme, batch, esw, "", below(20), "r"};
    case 4:
    case 5:
    case 6: return any_batch_step(state, batch);
    case 7: return LimitUses{kProgramme, limit, {esw}, any_day(), {}, any_uses(), "r"};
    case 8: return LiftLimit{kProgramme, limit, "r"};
    case 9: {
      Policy p = usual_policy();
      p.surveillance_interval_months = below(40) - 1;
      if (below(2) == 0) p.field_security = FieldSecurity::kMaintained;
      p.gate = one_of(codec::enum_values<Gate>());
      return SetPolicy{kProgramme, p, "r"};
    }
    case 10: return any_observations();
    case 11: return any_scenario();
    case 12: return EndErosionScenario{kProgramme, "s" + std::to_string(below(3)), "r"};
    case 13: {
      KnownDates known;
      known.last_production = any_day();
      if (below(2) == 0) known.last_removal = any_day().plus_months(120);
      return RecordDates{kProgramme, esw, known, "r"};
    }
    default: return any_report(esw);
  }
}

/// What the sequences reached: one that is refused throughout proves nothing.
struct Tally {
  std::map<std::string, int> events;
  int batches_removed = 0;
  int stocks_with_removals = 0;
  int uses_lost = 0;
};

void take(Country& c, const Command& command, Date on, Tally& tally) {
  const Context context{Instant::start_of(day("2019-01-01")), on, PersonId("anna"), kAuthority,
                        rule_book()};
  const auto events = decide(c.world(), command, context);
  if (!events) return;
  for (const auto& event : *events) {
    ++tally.events[std::string(message_name(event))];
    apply(c.programme, event);
    const auto broken = violations(c.world());
    if (!broken.empty()) RC_LOG() << broken.front() << "\n";
    RC_ASSERT(broken.empty());
  }
  const auto again = decide(c.world(), command, context);
  RC_ASSERT(again.has_value() && again->empty());  // repeated, it changes nothing
}

/// What must be true of any state, whatever led to it.
void check_answers(const Country& c, Tally& tally) {
  const Date on = any_day();
  const Stock s = stock(c.programme, kProgramme, on);
  RC_ASSERT(s.in_field == s.issued - s.removed);
  RC_ASSERT(s.in_field >= 0 && s.blank >= 0 && s.produced >= 0 && s.personalised >= 0);
  const auto exposed = exposure(c.world(), kProgramme, {kEsw, kEsw2}, on);
  RC_ASSERT(exposed.documents == s.in_field);
  std::int64_t by_year = 0;
  for (const auto& [year, count] : exposed.by_expiry_year) by_year += count;
  RC_ASSERT(by_year == exposed.documents);
  for (const auto& [use, count] : exposed.by_use) RC_ASSERT(count <= exposed.documents);
  for (const auto& year : stock_by_year(c.programme, kProgramme)) {
    const Date end = *Date::from_civil(year.year, 12, 31);
    RC_ASSERT(year.in_field == stock(c.programme, kProgramme, end).in_field);
  }
  const auto bytes = codec::to_cbor(c.programme);
  RC_ASSERT(codec::to_cbor(*codec::from_cbor<State>(bytes)) == bytes);
  tally.stocks_with_removals += s.removed > 0 && s.in_field > 0 ? 1 : 0;
  for (const auto& [id, batch] : c.programme.batches)
    tally.batches_removed += batch.reached.contains(UnitState::kRemoved) ? 1 : 0;
  const auto lost = exposed.by_use.find(Use::kDigitalIdentity);
  const std::int64_t left = lost == exposed.by_use.end() ? 0 : lost->second;
  tally.uses_lost += left < exposed.documents ? 1 : 0;
}

TEST(ProgrammeProperty, NoSequenceOfCommandsBreaksAnInvariant) {
  Tally tally;
  testing::hold(kCases, [&] {
    Country c = running();
    c.certify(kCertificate2, kEsw2, {"EAL5", "AVA_VAN.5"}, "2014-01-01", "2024-01-01");
    const int length = below(kLengthMax);
    Date on = day("2014-10-01");
    for (int i = 0; i < length; ++i) {
      on = on.plus_days(below(20) - 5);  // most commands are dated later than the one before
      take(c, any_command(c.programme), on, tally);
    }
    check_answers(c, tally);
  });
  for (const auto name : message_names<Event>()) {
    if (name == DocumentClassDefined::kName || name == Established::kName ||
        name == IntroductionPlanned::kName)
      continue;  // not among the commands above
    EXPECT_GT(tally.events[std::string(name)], kCases / 20) << name;
  }
  EXPECT_GT(tally.batches_removed, kCases / 20);
  EXPECT_GT(tally.stocks_with_removals, kCases / 10);
  EXPECT_GT(tally.uses_lost, kCases / 20);
}

}  // namespace
}  // namespace lw::programme
