// Reading and importing CVE records against the same parser (simdjson on demand) over the same
// bytes, in turns in one run, and matching all records against a catalogue. There are two peers: a
// bare pass that finds the id of each record and passes over the rest, which nothing that reads can
// reach, and the same fields taken in the parser's own manner, without bounds, without looking for
// repeated keys. `ratio` is peer / ours by processor time (1.0: as fast as the peer), of medians
// over the rounds, the first discarded. The records are those of LW_PUBLIC_DATA where it is set,
// made up otherwise.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "base/assert.hpp"
#include "codec/cve.hpp"
#include "feeds/import.hpp"
#include "feeds/matching.hpp"
#include "feeds/unpack.hpp"
#include "store/files/blobs.hpp"
#include "store/files/files.hpp"
#include "store/test_folder.hpp"

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

double cpu_seconds() {
  timespec now{};
  LW_ASSERT(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double seconds_of(const std::function<void()>& work) {
  const double start = cpu_seconds();
  work();
  return cpu_seconds() - start;
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
    benchmark::DoNotOptimize((*record)->id.data());
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

/// The fields that we take, in the parser's own manner.
class PlainReader {
 public:
  void read(std::string_view line) {
    texts_.clear();
    auto document = parser_.iterate(simdjson::padded_string_view(
        line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING));
    each(document.get_object(), [&](std::string_view key, od::value value) {
      if (key == "cveMetadata") take(value, {"cveId", "state", "datePublished", "dateUpdated"});
      if (key == "containers") containers(value);
    });
    benchmark::DoNotOptimize(texts_.data());
  }

 private:
  using od_object = simdjson::simdjson_result<simdjson::ondemand::object>;
  struct od {
    using value = simdjson::ondemand::value;
  };

  template <class Take>
  void each(od_object object, Take take) {
    for (auto field : object) {
      const std::string_view key = field.unescaped_key();
      take(key, field.value().value());
    }
  }

  void add(od::value value) {
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS) texts_.push_back(text);
  }

  void take(od::value value, std::initializer_list<std::string_view> wanted) {
    each(value.get_object(), [&](std::string_view key, od::value field) {
      if (std::find(wanted.begin(), wanted.end(), key) != wanted.end()) add(field);
    });
  }

  void containers(od::value value) {
    each(value.get_object(), [&](std::string_view key, od::value field) {
      if (key == "cna") container(field);
      if (key == "adp") {
        for (auto one : field.get_array()) container(one.value());
      }
    });
  }

  void container(od::value value) {
    each(value.get_object(), [&](std::string_view key, od::value field) {
      if (key == "title") return add(field);
      if (key == "descriptions" || key == "rejectedReasons" || key == "references") {
        for (auto one : field.get_array()) take(one.value(), {"lang", "value", "url"});
      }
      if (key == "affected") {
        for (auto one : field.get_array()) product(one.value());
      }
      if (key == "problemTypes") {
        for (auto one : field.get_array()) nested(one.value(), "descriptions", {"cweId"});
      }
      if (key == "metrics") {
        for (auto one : field.get_array()) metric(one.value());
      }
    });
  }

  void nested(od::value value, std::string_view list,
              std::initializer_list<std::string_view> wanted) {
    each(value.get_object(), [&](std::string_view key, od::value field) {
      if (key != list) return;
      for (auto one : field.get_array()) take(one.value(), wanted);
    });
  }

  void product(od::value value) {
    each(value.get_object(), [&](std::string_view key, od::value field) {
      if (key == "vendor" || key == "product" || key == "packageName") return add(field);
      if (key == "versions") {
        for (auto one : field.get_array())
          take(one.value(), {"status", "version", "lessThan", "lessThanOrEqual"});
      }
      if (key == "cpes") {
        for (auto one : field.get_array()) add(one.value());
      }
    });
  }

  void metric(od::value value) {
    each(value.get_object(), [&](std::string_view key, od::value field) {
      if (key.starts_with("cvssV")) {
        each(field.get_object(), [&](std::string_view name, od::value part) {
          if (name == "vectorString" || name == "baseSeverity") add(part);
          if (name == "baseScore") benchmark::DoNotOptimize(part.get_double().value());
        });
      }
      if (key == "other") {
        each(field.get_object(), [&](std::string_view name, od::value part) {
          if (name == "type") add(part);
          if (name == "content")
            nested(part, "options", {"Exploitation", "Automatable", "Technical Impact"});
        });
      }
    });
  }

  simdjson::ondemand::parser parser_;
  std::vector<std::string_view> texts_;
};

void take_all_plainly() {
  PlainReader reader;
  for (const auto line : records().lines) reader.read(line);
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

void CveReadingAgainstPlainExtraction(benchmark::State& state) {
  report(state, read_all, take_all_plainly);
}
BENCHMARK(CveReadingAgainstPlainExtraction)->Iterations(1)->Unit(benchmark::kMillisecond);

class Nobody : public feeds::ImportSink {
 public:
  Result<feeds::Taken> take(const feeds::Fact& fact, const feeds::Provenance&) override {
    benchmark::DoNotOptimize(&fact);
    return feeds::Taken{feeds::Outcome::kUnchanged, {}};
  }
};

void import_all(ByteView raw, const std::function<Result<Digest>(ByteView)>& keep) {
  feeds::ImportRequest request;
  request.kind = feeds::FeedKind::kCve;
  request.raw = raw;
  request.today = *Date::parse("2100-01-01");
  Nobody sink;
  const auto result = feeds::import_document(request, sink, {.keep = keep, .progress = {}});
  LW_ASSERT(result && !result->stopped && result->rejected == 0);
}

Result<Digest> keep_nothing(ByteView) { return Digest{}; }

/// The whole import of a document that is not packed, the keeping of it left out.
void CveImportAgainstPlainExtraction(benchmark::State& state) {
  report(state, [] { import_all(as_bytes(records().text), keep_nothing); }, take_all_plainly);
}
BENCHMARK(CveImportAgainstPlainExtraction)->Iterations(1)->Unit(benchmark::kMillisecond);

/// The same with the document hashed and kept, against plain extraction and a bare write with
/// synchronising.
void CveImportAndStoreAgainstPlainExtractionAndWrite(benchmark::State& state) {
  const store::TestFolder folder;
  int number = 0;
  const auto import = [&] {
    store::FileBlobs blobs(folder.path() / std::to_string(number++));
    import_all(as_bytes(records().text), [&](ByteView raw) { return blobs.put(raw); });
  };
  const auto peer = [&] {
    take_all_plainly();
    const auto name = folder.path() / ("bare" + std::to_string(number));
    LW_ASSERT(store::write_file(name, as_bytes(records().text)));
  };
  report(state, import, peer);
}
BENCHMARK(CveImportAndStoreAgainstPlainExtractionAndWrite)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

/// The whole import, unpacking included, against unpacking alone.
void CveImportAgainstUnpacking(benchmark::State& state) {
  const auto import = [] { import_all(records().raw, keep_nothing); };
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
  std::vector<codec::KeptCveRecord> all;
  codec::CveReader reader;
  for (const auto line : records().lines)
    all.emplace_back(**reader.read(line, codec::CveReader::kSlackBytes));
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
    for (const auto& kept : all) proposals += matcher.propose(kept.record()).size();
  }
  state.counters["records"] = static_cast<double>(all.size());
  state.counters["components"] = static_cast<double>(components.size());
  state.counters["proposals"] = static_cast<double>(proposals);
}
BENCHMARK(MatchingAllRecords)->Arg(100)->Arg(5000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lw
