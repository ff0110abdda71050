// A child appends to a store under load and says each size that was acknowledged; the parent kills
// it with SIGKILL at a random moment, opens the store again, and checks that nothing acknowledged
// is lost and that the published log verifies.
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <thread>

#include "codec/cbor.hpp"
#include "codec/record.hpp"
#include "crypto/note.hpp"
#include "store/sqlite/history.hpp"
#include "store/sqlite/vault.hpp"
#include "store/test_folder.hpp"
#include "store/tiles/publisher.hpp"
#include "verify/verify.hpp"

namespace lw::crash {
namespace {

constexpr const char* kOrigin = "crash.example/log";
constexpr int kRoundsOfOneStore = 20;  // then a new one, so that a round stays short
constexpr int kGroupEntriesMax = 64;
constexpr int kEntryTextMax = 900;
constexpr int kLifeMsMax = 80;
constexpr int kVaultEvery = 16;   // groups
constexpr int kPublishEvery = 8;  // groups

struct Arguments {
  int rounds = 60;
  std::uint64_t seed = std::random_device()();
};

/// The seed of everything about one entry is its number, so that the parent knows what must be
/// there.
Bytes entry(std::uint64_t seq) {
  std::mt19937_64 random(seq);
  codec::Record record;
  record.event = "crash.noted";
  record.actor = "child";
  record.recorded_at = Instant::from_seconds(1'500'000'000 + static_cast<std::int64_t>(seq));
  record.command_id = Bytes(16, 0);
  std::memcpy(record.command_id.data(), &seq, sizeof seq);
  codec::CborWriter body;
  body.map(1);
  body.text("text");
  body.text(std::string(random() % kEntryTextMax, static_cast<char>('a' + seq % 26)));
  record.body = codec::RawCbor{body.take()};
  return codec::encode_record(record).value();
}

app::DataKey key_of(std::uint64_t seq) {
  app::DataKey out;
  out.bytes.fill(static_cast<std::uint8_t>(seq * 31 + 7));
  return out;
}

crypto::PrivateKey log_key() { return crypto::PrivateKey::from_seed(Bytes(32, 5)).value(); }

/// What the child says about itself, one a write; a pipe takes so small a write whole.
struct Acknowledgement {
  std::uint64_t size = 0;     ///< entries in the history
  std::uint64_t vaulted = 0;  ///< one more than the number of the last vaulted key; 0 for none
};

struct StorePaths {
  explicit StorePaths(const std::filesystem::path& folder)
      : history(folder / "history.db"), vault(folder / "vault.db"), log(folder / "log") {}
  std::filesystem::path history, vault, log;
};

void create(const StorePaths& paths) {
  store::SqliteHistory::create(paths.history, kOrigin).value();
  store::SqliteVault::create(paths.vault).value();
}

[[noreturn]] void child(const StorePaths& paths, std::uint64_t seed, int pipe) {
  std::mt19937_64 random(seed);
  const auto key = log_key();
  auto history = store::SqliteHistory::open(paths.history, store::OpenMode::kWrite).value();
  auto vault = store::SqliteVault::open(paths.vault, store::OpenMode::kWrite).value();
  auto publisher = store::TilePublisher::open(*history, key, {paths.log}).value();
  Acknowledgement said{history->size().value(), 0};
  for (std::uint64_t group = 0;; ++group) {
    std::vector<Bytes> entries(1 + random() % kGroupEntriesMax);
    for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = entry(said.size + i);
    if (group % kVaultEvery == 0 &&
        vault->put(fmt::format("key {}", said.size), key_of(said.size))) {
      said.vaulted = said.size + 1;
    }
    said.size = history->append(said.size, entries).value();
    if (::write(pipe, &said, sizeof said) != sizeof said) ::_exit(3);
    if (group % kPublishEvery == 0) publisher->publish().value();
  }
}

/// Everything that must hold after a crash; the name of what does not.
std::string broken(const StorePaths& paths, const Acknowledgement& last,
                   std::vector<codec::Checkpoint>& trusted, std::uint64_t& entries) {
  const auto key = log_key();
  auto opened = store::SqliteHistory::open(paths.history, store::OpenMode::kWrite);
  if (!opened) return "history: " + opened.error().message();
  auto& history = **opened;
  const auto size = history.size();
  if (!size) return "size: " + size.error().message();
  if (*size < last.size) return fmt::format("{} entries, {} were acknowledged", *size, last.size);
  const auto scanned =
      history.scan({0, *size}, [&](std::uint64_t seq, ByteView bytes) -> Result<void> {
        const Bytes expected = entry(seq);
        if (!std::equal(bytes.begin(), bytes.end(), expected.begin(), expected.end())) {
          return fail(ErrorCode::kCorrupt, fmt::format("entry {} is not what was appended", seq));
        }
        return {};
      });
  if (!scanned) return scanned.error().message();
  auto vault = store::SqliteVault::open(paths.vault, store::OpenMode::kWrite);
  if (!vault) return "vault: " + vault.error().message();
  if (last.vaulted > 0) {
    const auto kept = (*vault)->get(fmt::format("key {}", last.vaulted - 1));
    if (!kept || *kept != key_of(last.vaulted - 1)) return "an acknowledged record key is lost";
  }
  const auto publisher = store::TilePublisher::open(history, key, {paths.log});
  if (!publisher) return "publisher: " + publisher.error().message();
  verify::VerifyOptions options;
  options.key = crypto::make_verifier_key(kOrigin, key.public_key());
  options.trusted = trusted;
  const auto report = verify::verify_log(paths.log, options);
  if (!report) return report.error().message();
  if (!report->good()) return "the log does not verify: " + report->findings[0].what;
  if (report->entries != *size) return "the published log is shorter than the history";
  trusted = {*report->checkpoint};
  entries = *size;
  return {};
}

/// Runs a child and kills it after a random life; returns the last it acknowledged.
Acknowledgement run_and_kill(const StorePaths& paths, std::mt19937_64& random) {
  int pipe[2];
  if (::pipe(pipe) != 0) std::abort();
  const std::uint64_t seed = random();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(pipe[0]);
    child(paths, seed, pipe[1]);
  }
  ::close(pipe[1]);
  Acknowledgement last;
  // One round in four dies while it is still opening; the others some time after their first
  // acknowledgement.
  if (random() % 4 != 0) {
    pollfd ready{pipe[0], POLLIN, 0};
    static_cast<void>(::poll(&ready, 1, 10'000));
  }
  std::this_thread::sleep_for(std::chrono::microseconds(random() % (kLifeMsMax * 1000)));
  ::kill(pid, SIGKILL);
  Acknowledgement next;
  while (::read(pipe[0], &next, sizeof next) == sizeof next) last = next;
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
    fmt::print(stderr, "the child ended by itself, status {}\n", status);
    std::exit(1);
  }
  return last;
}

int run(const Arguments& arguments) {
  fmt::print("seed {}\n", arguments.seed);
  std::mt19937_64 random(arguments.seed);
  std::uint64_t total = 0;
  for (int round = 0; round < arguments.rounds;) {
    const store::TestFolder folder;
    const StorePaths paths(folder.path());
    create(paths);
    std::vector<codec::Checkpoint> trusted;
    std::uint64_t entries = 0;
    for (int i = 0; i < kRoundsOfOneStore && round < arguments.rounds; ++i, ++round) {
      const Acknowledgement last = run_and_kill(paths, random);
      if (const std::string what = broken(paths, last, trusted, entries); !what.empty()) {
        fmt::print(stderr, "round {} of seed {}: {}\n", round, arguments.seed, what);
        return 1;
      }
    }
    total += entries;
  }
  if (total == 0) {
    fmt::print(stderr, "no entry was ever appended: the test tested nothing\n");
    return 1;
  }
  fmt::print("{} rounds of kill -9, {} entries, no acknowledged append lost, every log verifies\n",
             arguments.rounds, total);
  return 0;
}

}  // namespace
}  // namespace lw::crash

int main(int argc, char** argv) {
  lw::crash::Arguments arguments;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--rounds") == 0) arguments.rounds = std::atoi(argv[i + 1]);
    else if (std::strcmp(argv[i], "--seed") == 0)
      arguments.seed = std::strtoull(argv[i + 1], nullptr, 10);
    else return 2;
  }
  return lw::crash::run(arguments);
}
