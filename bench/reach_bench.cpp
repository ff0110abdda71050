// Reach (what rests on a certificate, R27) against a plain breadth-first walk over the same graph
// in two arrays of numbers, in turns in one run. `ratio` is peer / ours by time (1.0: as fast as
// the bare walk), of medians over the rounds, the first discarded: the certificates alone, as names
// in order, against the walk that only counts. `named_ratio` puts beside it the walk that copies
// the names in order as well, which no answer in names can do without. `whole_ratio` is that of the
// whole answer, with the components that are reached. The public graph is that of LW_PUBLIC_DATA
// where it is set.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>

#include "domain/certificate/certificate.hpp"

namespace lw {
namespace {

constexpr int kRounds = 6;  // the first is discarded
constexpr int kMadeCertificates = 100'000;
constexpr int kRoots = 400;

/// References as numbers: certificate `from` rests on `to`.
struct Graph {
  std::vector<std::string> names;
  std::vector<std::pair<int, int>> references;
};

/// A chip carries few platforms, a platform few applets; some chips carry very many: each new
/// certificate rests on one to three older ones, mostly on one of a hundred that everybody uses.
Graph made_graph() {
  Graph out;
  std::mt19937 random(20171016);
  for (int i = 0; i < kMadeCertificates; ++i) {
    out.names.push_back(fmt::format("MADE-DSZ-CC-{:06}-V2-2015", i));
    if (i % 20 == 0) continue;  // a chip
    const int below = 1 + static_cast<int>(random() % 3);
    for (int k = 0; k < below; ++k) {
      const bool hub = random() % 10 == 0;
      const int to = hub ? static_cast<int>(random() % 100) : static_cast<int>(random() % (i + 0U));
      if (to < i && i - to < kMadeCertificates) out.references.emplace_back(i, to);
    }
  }
  return out;
}

Graph public_graph() {
  Graph out;
  const char* folder = std::getenv("LW_PUBLIC_DATA");
  if (folder == nullptr) return out;
  std::ifstream in(std::filesystem::path(folder) / "sec-certs-graph/reference_graph_edges.csv");
  std::map<std::string, int> numbers;
  const auto number = [&](const std::string& name) {
    const auto [it, fresh] = numbers.emplace(name, static_cast<int>(numbers.size()));
    if (fresh) out.names.push_back(name);
    return it->second;
  };
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const auto comma = line.find(',');
    if (comma == std::string::npos) continue;
    const int from = number(line.substr(0, comma));
    const int to = number(line.substr(comma + 1));
    if (from != to) out.references.emplace_back(from, to);
  }
  return out;
}

/// The references upwards in two arrays: those of `i` lie from offset[i] to offset[i + 1].
struct Rows {
  std::vector<int> offset;
  std::vector<int> above;
};

Rows rows_of(const Graph& graph) {
  Rows out;
  out.offset.assign(graph.names.size() + 1, 0);
  for (const auto& [from, to] : graph.references) ++out.offset[static_cast<std::size_t>(to) + 1];
  for (std::size_t i = 1; i < out.offset.size(); ++i) out.offset[i] += out.offset[i - 1];
  out.above.resize(graph.references.size());
  std::vector<int> next = out.offset;
  for (const auto& [from, to] : graph.references)
    out.above[static_cast<std::size_t>(next[static_cast<std::size_t>(to)]++)] = from;
  return out;
}

/// The bare walk; `seen` holds the number of the last walk that met each node.
class Walk {
 public:
  explicit Walk(const Rows& rows) : rows_(rows), seen_(rows.offset.size() - 1, -1) {}

  const std::vector<int>& from(int root) {
    ++turn_;
    found_.clear();
    seen_[static_cast<std::size_t>(root)] = turn_;
    add(root);
    for (std::size_t i = 0; i < found_.size(); ++i) add(found_[i]);
    return found_;
  }

 private:
  void add(int at) {
    const auto i = static_cast<std::size_t>(at);
    for (int k = rows_.offset[i]; k < rows_.offset[i + 1]; ++k) {
      const int above = rows_.above[static_cast<std::size_t>(k)];
      if (seen_[static_cast<std::size_t>(above)] == turn_) continue;
      seen_[static_cast<std::size_t>(above)] = turn_;
      found_.push_back(above);
    }
  }

  const Rows& rows_;
  std::vector<int> seen_;
  std::vector<int> found_;
  int turn_ = 0;
};

struct Loaded {
  Graph graph;
  Rows rows;
  catalog::State catalog;
  certificate::State certificates;
  std::vector<int> roots;
};

/// Each certificate covers a component of its own, and the components are built as the certificates
/// rest.
Loaded load(Graph graph) {
  Loaded out;
  out.graph = std::move(graph);
  out.rows = rows_of(out.graph);
  const auto component = [](int i) { return ComponentId("component-" + std::to_string(i)); };
  for (int i = 0; i < static_cast<int>(out.graph.names.size()); ++i) {
    const CertificateId id(out.graph.names[static_cast<std::size_t>(i)]);
    certificate::CertificateListed listed;
    listed.certificate = id;
    listed.source = "made";
    certificate::apply(out.certificates, listed);
    catalog::apply(
        out.catalog,
        catalog::ComponentRegistered{
            component(i), catalog::Layer::kApplet, "n", "1", OrganisationId("m"), {}, {}});
    certificate::apply(out.certificates, certificate::CoverageRecorded{id, {component(i)}, "made"});
  }
  for (const auto& [from, to] : out.graph.references) {
    certificate::apply(out.certificates,
                       certificate::ReferenceRecorded{
                           CertificateId(out.graph.names[static_cast<std::size_t>(from)]),
                           {CertificateId(out.graph.names[static_cast<std::size_t>(to)])},
                           "made"});
    catalog::apply(out.catalog, catalog::CompositionRecorded{component(from), {component(to)}});
  }
  std::mt19937 random(1);
  for (int i = 0; i < kRoots; ++i)
    out.roots.push_back(static_cast<int>(random() % out.graph.names.size()));
  return out;
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

void report(benchmark::State& state, const Loaded& loaded) {
  Walk walk(loaded.rows);
  std::size_t reached = 0;
  std::size_t walked = 0;
  std::vector<CertificateId> roots;
  for (const int root : loaded.roots)
    roots.emplace_back(loaded.graph.names[static_cast<std::size_t>(root)]);
  const auto ours = [&] {
    reached = 0;
    for (const auto& root : roots)
      reached += certificate::resting_on(loaded.certificates, root).size();
  };
  const auto whole = [&] {
    for (const auto& root : roots) {
      const auto found = certificate::reach(loaded.catalog, loaded.certificates, root);
      benchmark::DoNotOptimize(found.components.size());
    }
  };
  const auto bare = [&] {
    walked = 0;
    for (const int root : loaded.roots) walked += walk.from(root).size();
  };
  const auto named = [&] {
    for (const int root : loaded.roots) {
      std::vector<CertificateId> names;
      for (const int i : walk.from(root))
        names.emplace_back(loaded.graph.names[static_cast<std::size_t>(i)]);
      std::sort(names.begin(), names.end());
      std::set<CertificateId> answer(names.begin(), names.end());
      benchmark::DoNotOptimize(answer.size());
    }
  };
  std::vector<double> our_seconds;
  std::vector<double> whole_seconds;
  std::vector<double> bare_seconds;
  std::vector<double> named_seconds;
  for (auto _ : state) {
    for (int round = 0; round < kRounds; ++round) {
      const double a = seconds_of(ours);
      const double b = seconds_of(bare);
      const double c = seconds_of(named);
      const double d = seconds_of(whole);
      if (round == 0) continue;
      our_seconds.push_back(a);
      bare_seconds.push_back(b);
      named_seconds.push_back(c);
      whole_seconds.push_back(d);
    }
  }
  if (reached != walked) state.SkipWithError("ours and the bare walk differ");
  const auto count = static_cast<double>(roots.size());
  state.counters["certificates"] = static_cast<double>(loaded.graph.names.size());
  state.counters["mean_reach"] = static_cast<double>(reached) / count;
  state.counters["ours_us"] = median(our_seconds) / count * 1e6;
  state.counters["whole_us"] = median(whole_seconds) / count * 1e6;
  state.counters["bare_us"] = median(bare_seconds) / count * 1e6;
  state.counters["ratio"] = median(bare_seconds) / median(our_seconds);
  state.counters["named_ratio"] = median(named_seconds) / median(our_seconds);
  state.counters["whole_ratio"] = median(bare_seconds) / median(whole_seconds);
}

void ReachOnThePublicGraph(benchmark::State& state) {
  static const Loaded loaded = load(public_graph());
  if (loaded.graph.names.empty()) return state.SkipWithError("LW_PUBLIC_DATA names no folder");
  report(state, loaded);
}
BENCHMARK(ReachOnThePublicGraph)->Iterations(1)->Unit(benchmark::kMillisecond);

void ReachOnAHundredThousandCertificates(benchmark::State& state) {
  static const Loaded loaded = load(made_graph());
  report(state, loaded);
}
BENCHMARK(ReachOnAHundredThousandCertificates)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lw
