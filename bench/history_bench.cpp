// The history against the bare primitive, interleaved in one run: durable appends beside write +
// fdatasync of the same bytes, leaf hashing beside raw SHA-256, publishing beside write +
// fdatasync, verifying beside hashing alone. `ratio` is peer / ours by time (1.0: as fast as the
// peer), the ratio of medians over the rounds, the first discarded.
#define OPENSSL_SUPPRESS_DEPRECATED  // SHA256_* is the limit that we measure against
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/sha.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <random>

#include "base/assert.hpp"
#include "codec/record.hpp"
#include "codec/tlog.hpp"
#include "crypto/merkle.hpp"
#include "crypto/note.hpp"
#include "store/memory/history.hpp"
#include "store/sqlite/history.hpp"
#include "store/test_folder.hpp"
#include "store/tiles/publisher.hpp"
#include "verify/verify.hpp"

namespace lw {
namespace {

constexpr std::size_t kEntryBytes = 256;
constexpr int kRounds = 8;  // the first is discarded
constexpr double kRoundSeconds = 0.25;

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double percentile99(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() * 99 / 100];
}

/// Two pieces of work that do the same, done in turns.
struct Pair {
  std::function<void()> ours;
  std::function<void()> peer;
  double items = 1;  ///< in one call
};

/// Runs the pair ABAB for kRounds rounds and reports medians and their ratio.
void compare(benchmark::State& state, const Pair& pair) {
  std::vector<double> ours;
  std::vector<double> peer;
  std::vector<double> calls;
  for (auto _ : state) {
    for (int round = 0; round < kRounds; ++round) {
      std::vector<double> mine;
      std::vector<double> theirs;
      for (double spent = 0; spent < kRoundSeconds || mine.size() < 5;) {
        theirs.push_back(seconds_of(pair.peer));
        mine.push_back(seconds_of(pair.ours));
        spent += theirs.back() + mine.back();
      }
      if (round == 0) continue;
      ours.push_back(median(mine));
      peer.push_back(median(theirs));
      calls.insert(calls.end(), mine.begin(), mine.end());
    }
  }
  state.counters["ours_per_s"] = pair.items / median(ours);
  state.counters["peer_per_s"] = pair.items / median(peer);
  state.counters["ratio"] = median(peer) / median(ours);
  state.counters["p99_us"] = percentile99(calls) * 1e6;
}

std::vector<Bytes> random_entries(std::size_t count) {
  std::mt19937_64 random(1);
  std::vector<Bytes> out(count, Bytes(kEntryBytes));
  for (auto& entry : out) {
    for (auto& byte : entry) byte = static_cast<std::uint8_t>(random());
  }
  return out;
}

/// The bare limit: the entries of a group, with their lengths, appended to a file in one write,
/// then fdatasync.
class BareLog {
 public:
  explicit BareLog(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600)) {
    LW_ASSERT(fd_ >= 0);
  }
  BareLog(const BareLog&) = delete;
  BareLog& operator=(const BareLog&) = delete;
  ~BareLog() { ::close(fd_); }

  void append(std::span<const Bytes> entries) {
    buffer_.clear();
    for (const auto& entry : entries) codec::append_to_bundle(buffer_, entry);
    LW_ASSERT(::write(fd_, buffer_.data(), buffer_.size()) == static_cast<ssize_t>(buffer_.size()));
    LW_ASSERT(::fdatasync(fd_) == 0);
  }

 private:
  int fd_;
  Bytes buffer_;
};

/// Durable append of one group; argument: entries in a group.
void append_durable(benchmark::State& state) {
  const store::TestFolder folder;
  const auto entries = random_entries(static_cast<std::size_t>(state.range(0)));
  auto history =
      store::SqliteHistory::create(folder.path() / "history.db", "bench.example/log").value();
  BareLog bare(folder.path() / "bare");
  std::uint64_t size = 0;
  compare(state, {[&] { size = history->append(size, entries).value(); },
                  [&] { bare.append(entries); }, static_cast<double>(entries.size())});
}
BENCHMARK(append_durable)
    ->Arg(1)
    ->Arg(16)
    ->Arg(256)
    ->Arg(4096)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

/// RFC 6962 leaf hash of a 256-byte entry beside SHA256_Init/Update/Final over the same 257 bytes.
void leaf_hash(benchmark::State& state) {
  const auto entries = random_entries(4096);
  compare(state, {[&] {
                    for (const auto& entry : entries)
                      benchmark::DoNotOptimize(crypto::leaf_hash(entry));
                  },
                  [&] {
                    for (const auto& entry : entries) {
                      const std::uint8_t prefix = 0;
                      Digest out;
                      SHA256_CTX context;
                      SHA256_Init(&context);
                      SHA256_Update(&context, &prefix, 1);
                      SHA256_Update(&context, entry.data(), entry.size());
                      SHA256_Final(out.bytes.data(), &context);
                      benchmark::DoNotOptimize(out);
                    }
                  },
                  4096});
}
BENCHMARK(leaf_hash)->Iterations(1)->Unit(benchmark::kMillisecond);

/// Publishing 16 more entries (bundle, tile, checkpoint, each durable) beside write + fdatasync of
/// their bytes.
void publish_after_commit(benchmark::State& state) {
  const store::TestFolder folder;
  const auto entries = random_entries(16);
  store::MemoryHistory history("bench.example/log");
  const auto key = crypto::PrivateKey::generate().value();
  auto publisher = store::TilePublisher::open(history, key, {folder.path() / "log"}).value();
  BareLog bare(folder.path() / "bare");
  compare(state, {[&] {
                    history.append(history.size().value(), entries).value();
                    publisher->publish().value();
                  },
                  [&] { bare.append(entries); }, 16});
}
BENCHMARK(publish_after_commit)->Iterations(1)->Unit(benchmark::kMillisecond);

/// Judging a published log of 16,384 small records offline beside hashing their leaves.
void verify_whole(benchmark::State& state) {
  const store::TestFolder folder;
  std::vector<Bytes> entries;
  for (std::uint32_t i = 0; i < 16'384; ++i) {
    codec::Record record;
    record.event = "bench.noted";
    record.actor = "bench";
    record.command_id = Bytes(16, static_cast<std::uint8_t>(i));
    record.command_id[0] = static_cast<std::uint8_t>(i >> 8);
    record.body = codec::RawCbor{Bytes{0xa0}};
    entries.push_back(codec::encode_record(record).value());
  }
  store::MemoryHistory history("bench.example/log");
  history.append(0, entries).value();
  const auto key = crypto::PrivateKey::generate().value();
  store::TilePublisher::open(history, key, {folder.path()}).value();
  verify::VerifyOptions options;
  options.key = crypto::make_verifier_key("bench.example/log", key.public_key());
  compare(state, {[&] { LW_ASSERT(verify::verify_log(folder.path(), options)->good()); },
                  [&] {
                    for (const auto& entry : entries)
                      benchmark::DoNotOptimize(crypto::leaf_hash(entry));
                  },
                  16'384});
}
BENCHMARK(verify_whole)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lw
