// Reading CVE records against a bare pass of the same parser over the same bytes, in turns in one
// run, and matching all records against a catalogue. `ratio` is peer / ours by time (1.0: as fast
// as the peer), of medians over the rounds, the first discarded. The records are those of
// LW_PUBLIC_DATA where it is set, made up otherwise.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "base/assert.hpp"
#include "codec/cve.hpp"
#include "feeds/import.hpp"
#include "feeds/matching.hpp"
#include "feeds/unpack.hpp"

namespace lw {
namespace {

constexpr int kRounds = 6;  // the first is discarded
constexpr int kMadeRecords = 20'000;

std::string made_records() {
  std::string out;
  for (int i = 0; i < kMadeRecords; ++i) {
    out += fmt::format(
        R"({{"dataType":"CVE_RECORD","cveMetadata":{{"cveId":"CVE-2024-{}","state":"PUBLISHED","datePublished":"2024-01-01T00:00:00"}},"containers":{{"cna":{{"title":"Flaw {} of a part","affected":[{{"vendor":"maker{}","product":"part{}","versions":[{{"version":"1.{}","status":"affected","lessThan":"2"}}]}}],"descriptions":[{{"lang":"en","value":"{}"}}],"references":[{{"url":"https://example.org/{}"}}]}}}}}})"
        "\n",
        10000 + i, i, i % 50, i % 997, i % 9, std::string(1500, static_cast<char>('a' + i % 26)),
        i);
  }
  return out;
}

/// The packed document and all records of it, with room behind them for the parser.
struct Records {
  Bytes raw;
  std::string text;
  std::vector<std::string_view> lines;
};

const Records& records() {
  static const Records all = [] {
    Records out;
    const char* folder = std::getenv("LW_PUBLIC_DATA");
    const auto file = std::filesystem::path(folder == nullptr ? "" : folder) /
                      "cisa-vulnrichment/cve_records_44130.jsonl.xz";
    if (std::filesystem::exists(file)) {
      std::ifstream in(file, std::ios::binary);
      out.raw = {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
      LW_ASSERT(feeds::unpack(out.raw, {}, [&](std::string_view piece) -> Result<void> {
        out.text += piece;
        return {};
      }));
    } else {
      out.text = made_records();
      const auto bytes = as_bytes(out.text);
      out.raw.assign(bytes.begin(), bytes.end());
    }
    out.text.reserve(out.text.size() + codec::CveReader::kSlackBytes);
    std::string_view rest = out.text;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      if (end > 0) out.lines.push_back(rest.substr(0, end));
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    return out;
  }();
  return all;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void read_all() {
  codec::CveReader reader;
  for (const auto line : records().lines) {
    const auto record = reader.read(line, codec::CveReader::kSlackBytes);
    LW_ASSERT(record);
    benchmark::DoNotOptimize(record->id.data());
  }
}

/// The bare limit: find the id of each record and nothing else.
void pass_all() {
  simdjson::ondemand::parser parser;
  for (const auto line : records().lines) {
    simdjson::ondemand::document document;
    std::string_view id;
    auto error = parser
                     .iterate(simdjson::padded_string_view(
                         line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING))
                     .get(document);
    if (!error) error = document["cveMetadata"]["cveId"].get_string().get(id);
    LW_ASSERT(!error);
    benchmark::DoNotOptimize(id.data());
  }
}

void report(benchmark::State& state, const std::function<void()>& ours,
            const std::function<void()>& peer) {
  std::vector<double> our_seconds;
  std::vector<double> peer_seconds;
  for (auto _ : state) {
    for (int round = 0; round < kRounds; ++round) {
      const double a = seconds_of(ours);
      const double b = seconds_of(peer);
      if (round == 0) continue;
      our_seconds.push_back(a);
      peer_seconds.push_back(b);
    }
  }
  const double megabytes = static_cast<double>(records().text.size()) / 1e6;
  state.counters["ours_MB_per_s"] = megabytes / median(our_seconds);
  state.counters["peer_MB_per_s"] = megabytes / median(peer_seconds);
  state.counters["ratio"] = median(peer_seconds) / median(our_seconds);
  state.counters["records"] = static_cast<double>(records().lines.size());
}

void CveReadingAgainstBarePass(benchmark::State& state) { report(state, read_all, pass_all); }
BENCHMARK(CveReadingAgainstBarePass)->Iterations(1)->Unit(benchmark::kMillisecond);

class Nobody : public feeds::ImportSink {
 public:
  Result<feeds::Taken> take(const feeds::Fact& fact, const feeds::Provenance&) override {
    benchmark::DoNotOptimize(&fact);
    return feeds::Taken{feeds::Outcome::kUnchanged, {}};
  }
};

/// The whole import, unpacking included, against unpacking alone.
void CveImportAgainstUnpacking(benchmark::State& state) {
  const auto import = [] {
    feeds::ImportRequest request;
    request.kind = feeds::FeedKind::kCve;
    request.raw = records().raw;
    request.today = *Date::parse("2100-01-01");
    Nobody sink;
    const auto result = feeds::import_document(
        request, sink,
        {.keep = [](ByteView) -> Result<Digest> { return Digest{}; }, .progress = {}});
    LW_ASSERT(result && !result->stopped && result->rejected == 0);
  };
  const auto unpack = [] {
    LW_ASSERT(feeds::unpack(records().raw, {}, [](std::string_view piece) -> Result<void> {
      benchmark::DoNotOptimize(piece.data());
      return {};
    }));
  };
  report(state, import, unpack);
}
BENCHMARK(CveImportAgainstUnpacking)->Iterations(1)->Unit(benchmark::kMillisecond);

/// All records against so many components of five names each.
void MatchingAllRecords(benchmark::State& state) {
  std::vector<codec::CveRecord> all;
  codec::CveReader reader;
  for (const auto line : records().lines)
    all.push_back(*reader.read(line, codec::CveReader::kSlackBytes));
  std::vector<feeds::KnownComponent> components;
  using enum feeds::IdentifierKind;
  for (int i = 0; i < state.range(0); ++i) {
    components.push_back({fmt::format("component-{}", i),
                          feeds::ComponentSort::kLibrary,
                          fmt::format("1.{:02}.{:03}", i % 9, i % 40),
                          {{kChip, fmt::format("M{}", 5000 + i)},
                           {kLibrary, fmt::format("RSA Library {}", i)},
                           {kMaker, i % 2 == 0 ? "Infineon" : "NXP"},
                           {kCertificate, fmt::format("BSI-DSZ-CC-{:04}-V2-2015", i)},
                           {kCpe, fmt::format("maker{}:part{}", i % 50, i)}}});
  }
  const feeds::Matcher matcher(components);
  std::size_t proposals = 0;
  for (auto _ : state) {
    proposals = 0;
    for (const auto& record : all) proposals += matcher.propose(record).size();
  }
  state.counters["records"] = static_cast<double>(all.size());
  state.counters["components"] = static_cast<double>(components.size());
  state.counters["proposals"] = static_cast<double>(proposals);
}
BENCHMARK(MatchingAllRecords)->Arg(100)->Arg(5000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lw
