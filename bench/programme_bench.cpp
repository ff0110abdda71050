// Questions over 10^8 documents in 50,400 cohorts of 300 programmes, each beside a peer in turns in
// one run: exposure beside a scan of one row a document and beside bare counters, the stock curve
// beside the stock of each year asked for by itself, the erosion levels of all programmes beside
// each programme asked by itself. `ratio` is peer / ours by time (1.0: as fast as the peer), of
// medians over the rounds, the first discarded; p99_us is ours over all calls.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "base/assert.hpp"
#include "domain/programme/closure.hpp"
#include "domain/programme/erosion.hpp"
#include "domain/programme/stock.hpp"

namespace lw::programme {
namespace {

constexpr int kProgrammes = 300;
constexpr int kSoftwares = 2;  // of one programme
constexpr int kMonths = 42;
constexpr std::int32_t kValidities[] = {120, 84};
constexpr std::int64_t kDocuments = 100'000'000;
constexpr int kCohorts = kProgrammes * kSoftwares * kMonths * 2;
constexpr int kCases = 20;
constexpr int kRounds = 6;  // the first is discarded
constexpr double kRoundSeconds = 0.5;

Date day(std::string_view text) { return Date::parse(text).value(); }
const Date kAsked = day("2020-01-01");  // all removals reported, no validity over
const ComponentId kLibrary{"rsa-1"};

/// The states of a continent: half of the software rests on one library.
struct Continent {
  access::State access;
  catalog::State catalog;
  certificate::State certificate;
  surveillance::State surveillance;
  resistance::State resistance;
  vulnerability::State vulnerability;
  State programme;

  [[nodiscard]] World world() const {
    return {access, catalog, certificate, surveillance, resistance, vulnerability, programme};
  }
};

void add_component(Continent& out, const ComponentId& id, catalog::Layer layer,
                   const std::vector<ComponentId>& below) {
  catalog::apply(out.catalog,
                 catalog::ComponentRegistered{.component = id, .layer = layer, .name = id.text()});
  catalog::CompositionRecorded composition;
  composition.component = id;
  composition.rests_on.insert(below.begin(), below.end());
  catalog::apply(out.catalog, composition);
}

ComponentId software(int programme, int which) {
  return ComponentId(fmt::format("esw-{}-{}", programme, which));
}

/// Issued over two months, a fifth removed in the years after.
Cohort cohort(Date month, std::int32_t validity, std::int64_t documents) {
  Cohort out{month, validity, "", {}};
  out.reached[UnitState::kProduced][month] = documents;
  out.reached[UnitState::kIssued][month.plus_months(1)] = documents / 2;
  out.reached[UnitState::kIssued][month.plus_months(2)] = documents - documents / 2;
  out.reached[UnitState::kRemoved][month.plus_months(14)] = documents / 10;
  out.reached[UnitState::kRemoved][month.plus_months(30)] = documents / 10;
  return out;
}

void add_programme(Continent& out, int number) {
  Programme& p = out.programme.programmes[ProgrammeId(fmt::format("p-{}", number))];
  p.id = ProgrammeId(fmt::format("p-{}", number));
  Policy policy;
  policy.uses = {catalog::Use::kFreeMovement, catalog::Use::kBorderCrossing,
                 catalog::Use::kDigitalIdentity};
  p.policies[day("2012-01-01")] = policy;
  for (int which = 0; which < kSoftwares; ++which) {
    const ComponentId id = software(number, which);
    const ComponentId chip("ic-" + id.text());
    add_component(out, chip, catalog::Layer::kIc, {which == 0 ? kLibrary : ComponentId("rsa-2")});
    add_component(out, id, catalog::Layer::kEmbeddedSoftware, {chip});
    Introduction& introduction = p.introductions[id];
    introduction.component = id;
    introduction.introduced_on = day("2013-01-01");
    for (int month = 0; month < kMonths; ++month) {
      for (const auto validity : kValidities) {
        introduction.cohorts.push_back(
            cohort(day("2013-02-01").plus_months(month), validity, kDocuments / kCohorts));
      }
    }
  }
  p.limits["eid-off"] = {"eid-off",
                         {software(number, 0)},
                         day("2014-01-01"),
                         day("2016-01-01"),
                         {catalog::Use::kDigitalIdentity},
                         {kAsked, {}},
                         "flaw"};
}

/// Open cases, each on the chip of one programme's software; one on the library.
void add_cases(Continent& out) {
  for (int i = 0; i < kCases; ++i) {
    vulnerability::Case c;
    c.id = CaseId(fmt::format("case-{}", i));
    c.phases = {{vulnerability::Phase::kReceipt, day("2017-08-30")}};
    vulnerability::Scope scope;
    scope.components = {i == 0 ? kLibrary : ComponentId("ic-" + software(i, 1).text())};
    scope.uses = {catalog::Use::kDigitalIdentity};
    scope.on = day("2017-08-30");
    c.scope = {scope};
    c.standings = {{vulnerability::Standing::kConfirmed, "bench", day("2017-08-30")}};
    out.vulnerability.cases[c.id] = c;
  }
}

const Continent& continent() {
  static const Continent out = [] {
    Continent made;
    add_component(made, kLibrary, catalog::Layer::kCryptoLibrary, {});
    add_component(made, ComponentId("rsa-2"), catalog::Layer::kCryptoLibrary, {});
    for (int i = 0; i < kProgrammes; ++i) add_programme(made, i);
    add_cases(made);
    return made;
  }();
  return out;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double quantile(std::vector<double> values, std::size_t percent) {
  std::ranges::sort(values);
  return values[std::min(values.size() - 1, values.size() * percent / 100)];
}

/// Runs the two in turns and reports medians and their ratio.
void compare(benchmark::State& state, const std::function<void()>& ours,
             const std::function<void()>& peer) {
  std::vector<double> our_rounds;
  std::vector<double> peer_rounds;
  std::vector<double> calls;
  for (auto _ : state) {
    for (int round = 0; round < kRounds; ++round) {
      std::vector<double> mine;
      std::vector<double> theirs;
      for (double spent = 0; spent < kRoundSeconds || mine.size() < 3;) {
        theirs.push_back(seconds_of(peer));
        mine.push_back(seconds_of(ours));
        spent += theirs.back() + mine.back();
      }
      if (round == 0) continue;
      our_rounds.push_back(quantile(mine, 50));
      peer_rounds.push_back(quantile(theirs, 50));
      calls.insert(calls.end(), mine.begin(), mine.end());
    }
  }
  state.counters["ours_us"] = quantile(our_rounds, 50) * 1e6;
  state.counters["peer_us"] = quantile(peer_rounds, 50) * 1e6;
  state.counters["ratio"] = quantile(peer_rounds, 50) / quantile(our_rounds, 50);
  state.counters["p99_us"] = quantile(calls, 99) * 1e6;
  state.counters["cohorts"] = kCohorts;
}

/// Ours: exposure to the library, of every programme that has it.
std::int64_t exposed_documents() {
  const World world = continent().world();
  std::int64_t out = 0;
  for (const auto& [id, programme] : continent().programme.programmes)
    out += exposure(world, id, {kLibrary}, kAsked).documents;
  return out;
}

/// The simplest thing that answers the same: one row a document, all of them read. Two bytes name
/// the cohort and one the state; what a cohort means stands in small tables.
struct Rows {
  std::vector<std::uint16_t> cohort;
  std::vector<std::uint8_t> in_field;
  std::vector<std::uint8_t> affected;     // by cohort
  std::vector<std::uint16_t> expires_in;  // by cohort
};

const Rows& rows() {
  static const Rows out = [] {
    Rows made;
    std::uint16_t number = 0;
    for (const auto& [id, programme] : continent().programme.programmes) {
      for (const auto& [esw, introduction] : programme.introductions) {
        const bool affected = catalog::contains(continent().catalog, esw).contains(kLibrary);
        for (const auto& one : introduction.cohorts) {
          const std::int64_t removed = kDocuments / kCohorts / 10 * 2;
          for (std::int64_t i = 0; i < kDocuments / kCohorts; ++i) {
            made.cohort.push_back(number);
            made.in_field.push_back(i < removed ? 0 : 1);
          }
          made.affected.push_back(affected ? 1 : 0);
          made.expires_in.push_back(static_cast<std::uint16_t>(
              one.produced_month.plus_months(one.validity_months + 1).year()));
          ++number;
        }
      }
    }
    return made;
  }();
  return out;
}

std::int64_t scanned_documents() {
  const Rows& all = rows();
  std::int64_t by_year[2100] = {};
  std::int64_t out = 0;
  for (std::size_t i = 0; i < all.cohort.size(); ++i) {
    const std::uint16_t cohort = all.cohort[i];
    const std::int64_t counts = all.affected[cohort] & all.in_field[i];
    by_year[all.expires_in[cohort]] += counts;
    out += counts;
  }
  benchmark::DoNotOptimize(by_year);
  return out;
}

void ExposureAgainstOneRowADocument(benchmark::State& state) {
  LW_ASSERT(exposed_documents() == scanned_documents());
  compare(
      state, [] { benchmark::DoNotOptimize(exposed_documents()); },
      [] { benchmark::DoNotOptimize(scanned_documents()); });
  state.counters["documents"] = static_cast<double>(kDocuments);
}
BENCHMARK(ExposureAgainstOneRowADocument)->Iterations(1)->Unit(benchmark::kMillisecond);

/// One counter a cohort, ready made: the least that any answer over cohorts must read.
struct Counter {
  std::int64_t in_field = 0;
  std::uint16_t expires_in = 0;
  std::uint8_t affected = 0;
  std::uint8_t uses = 0;
};

const std::vector<Counter>& counters() {
  static const std::vector<Counter> out = [] {
    std::vector<Counter> made;
    for (std::size_t i = 0; i < rows().affected.size(); ++i) {
      made.push_back({kDocuments / kCohorts * 8 / 10, rows().expires_in[i], rows().affected[i],
                      static_cast<std::uint8_t>(i % 3 == 0 ? 3 : 7)});
    }
    return made;
  }();
  return out;
}

void ExposureAgainstBareCounters(benchmark::State& state) {
  compare(
      state, [] { benchmark::DoNotOptimize(exposed_documents()); },
      [] {
        std::int64_t by_year[2100] = {};
        std::int64_t by_use[3] = {};
        for (const auto& counter : counters()) {
          if (counter.affected == 0) continue;
          by_year[counter.expires_in] += counter.in_field;
          for (int use = 0; use < 3; ++use)
            by_use[use] += (counter.uses >> use & 1) * counter.in_field;
        }
        benchmark::DoNotOptimize(by_year);
        benchmark::DoNotOptimize(by_use);
      });
}
BENCHMARK(ExposureAgainstBareCounters)->Iterations(1)->Unit(benchmark::kMillisecond);

/// Everything that is built on the library: components, certificates, programmes, batches,
/// documents (R27), beside the documents alone.
void ClosureAgainstExposureAlone(benchmark::State& state) {
  compare(
      state, [] { benchmark::DoNotOptimize(closure(continent().world(), {kLibrary}, kAsked)); },
      [] { benchmark::DoNotOptimize(exposed_documents()); });
}
BENCHMARK(ClosureAgainstExposureAlone)->Iterations(1)->Unit(benchmark::kMillisecond);

void StockCurveAgainstAYearAtATime(benchmark::State& state) {
  const State& all = continent().programme;
  const auto ours = [&] {
    std::int64_t out = 0;
    for (const auto& [id, programme] : all.programmes)
      out += stock_by_year(all, id).back().in_field;
    benchmark::DoNotOptimize(out);
  };
  const auto peer = [&] {
    std::int64_t out = 0;
    for (const auto& [id, programme] : all.programmes) {
      for (int year = 2013; year <= 2026; ++year)
        out += stock(all, id, Date::from_civil(year, 12, 31).value()).in_field;
    }
    benchmark::DoNotOptimize(out);
  };
  compare(state, ours, peer);
}
BENCHMARK(StockCurveAgainstAYearAtATime)->Iterations(1)->Unit(benchmark::kMillisecond);

void ErosionLevelsAgainstOneProgrammeAtATime(benchmark::State& state) {
  const World world = continent().world();
  const auto ours = [&] { benchmark::DoNotOptimize(erosion_levels(world, kAsked)); };
  const auto peer = [&] {
    for (const auto& [id, programme] : continent().programme.programmes)
      benchmark::DoNotOptimize(erosion_level(world, id, kAsked));
  };
  compare(state, ours, peer);
  state.counters["open_cases"] = kCases;
}
BENCHMARK(ErosionLevelsAgainstOneProgrammeAtATime)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lw::programme
