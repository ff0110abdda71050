#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>

#include "crypto/merkle.hpp"
#include "crypto/note.hpp"
#include "store/files/files.hpp"
#include "store/memory/history.hpp"
#include "store/test_folder.hpp"
#include "store/tiles/builder.hpp"
#include "store/tiles/publisher.hpp"
#include "store/tiles/reader.hpp"

namespace lw::store {
namespace {

constexpr const char* kOrigin = "test.example/log";

Bytes entry(std::uint64_t seq) {
  const std::string text = "entry " + std::to_string(seq);
  return Bytes(text.begin(), text.end());
}

void grow(app::HistoryPort& history, std::uint64_t to) {
  std::vector<Bytes> group;
  const std::uint64_t from = history.size().value();
  for (std::uint64_t seq = from; seq < to; ++seq) group.push_back(entry(seq));
  ASSERT_TRUE(history.append(from, group));
}

using Files = std::map<std::string, Bytes>;

Files files_in(const std::filesystem::path& folder) {
  Files out;
  for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
    if (item.is_regular_file()) {
      out[item.path().lexically_relative(folder).string()] =
          read_file(item.path(), 1U << 30).value();
    }
  }
  return out;
}

/// The root by the definition of RFC 6962, from the whole tree in memory (itself held to
/// third-party vectors).
Digest expected_root(std::uint64_t size) {
  crypto::MerkleTree tree;
  for (std::uint64_t seq = 0; seq < size; ++seq) tree.append(crypto::leaf_hash(entry(seq)));
  return tree.root(size);
}

struct Tiles : testing::Test {
  TestFolder folder;
  std::filesystem::path log = folder.path() / "log";
  MemoryHistory history{kOrigin};
  crypto::PrivateKey key = crypto::PrivateKey::generate().value();
  codec::VerifierKey vkey = crypto::make_verifier_key(kOrigin, key.public_key());

  Result<std::unique_ptr<TilePublisher>> open(PublisherCheck check = PublisherCheck::kWhole) {
    return TilePublisher::open(history, key, {log, check});
  }
};

TEST_F(Tiles, TheBuildersRootIsTheTreesAtEverySize) {
  TileBuilder builder;
  crypto::MerkleTree tree;
  EXPECT_EQ(builder.root(), crypto::empty_root());
  for (std::uint64_t seq = 0; seq < 1000; ++seq) {
    ASSERT_TRUE(builder.add(entry(seq), [](const auto&, ByteView) { return Result<void>(); }));
    tree.append(crypto::leaf_hash(entry(seq)));
    ASSERT_EQ(builder.root(), tree.root(seq + 1)) << seq;
  }
}

TEST_F(Tiles, AnEmptyLogHasASignedCheckpoint) {
  ASSERT_TRUE(open());
  EXPECT_EQ(TileReader(log).checkpoint(vkey).value(),
            (codec::Checkpoint{kOrigin, 0, crypto::empty_root()}));
}

TEST_F(Tiles, PublishesExactlyTheFilesOfTheLayout) {
  grow(history, 70'000);
  ASSERT_TRUE(open());
  Files files = files_in(log);
  EXPECT_EQ(TileReader(log).checkpoint(vkey)->root, expected_root(70'000));
  EXPECT_EQ(files.erase("checkpoint"), 1U);
  for (const auto& tile : codec::new_tiles(0, 70'000)) {
    const auto it = files.find(codec::tile_path(tile));
    ASSERT_NE(it, files.end()) << codec::tile_path(tile);
    EXPECT_EQ(it->second.size(), tile.width * 32U);
    files.erase(it);
    if (tile.level == 0) EXPECT_EQ(files.erase(codec::bundle_path(tile.index, tile.width)), 1U);
  }
  EXPECT_TRUE(files.empty()) << files.begin()->first;
}

TEST_F(Tiles, FullTilesReplaceTheirPartialVersions) {
  auto publisher = open().value();
  for (std::uint64_t size = 1; size <= 256; ++size) {
    grow(history, size);
    ASSERT_EQ(publisher->publish()->size, size);
    EXPECT_TRUE(
        std::filesystem::exists(log / codec::bundle_path(0, static_cast<std::uint32_t>(size))));
  }
  EXPECT_FALSE(std::filesystem::exists(log / "tile/0/000.p"));
  EXPECT_FALSE(std::filesystem::exists(log / "tile/entries/000.p"));
  EXPECT_TRUE(std::filesystem::exists(log / "tile/1/000.p/1"));
}

RC_GTEST_PROP(TilesProperty, GrowingInStepsGivesTheFilesOfGrowingAtOnce, ()) {
  const auto steps =
      *rc::gen::container<std::vector<std::uint64_t>>(3, rc::gen::inRange<std::uint64_t>(1, 400));
  const auto seed = Bytes(32, 9);
  const auto key = crypto::PrivateKey::from_seed(seed).value();
  TestFolder stepwise;
  TestFolder at_once;
  MemoryHistory history(kOrigin);
  auto publisher = TilePublisher::open(history, key, {stepwise.path()}).value();
  for (const auto step : steps) {
    grow(history, history.size().value() + step);
    RC_ASSERT(publisher->publish().has_value());
  }
  auto other = TilePublisher::open(history, key, {at_once.path()}).value();
  const Files wide = files_in(stepwise.path());
  for (const auto& [name, bytes] : files_in(at_once.path())) {
    RC_ASSERT(wide.contains(name));
    RC_ASSERT(wide.at(name) == bytes);
  }
}

TEST_F(Tiles, ProofsFromTheFolderHold) {
  grow(history, 1500);
  ASSERT_TRUE(open());
  TileReader reader(log);
  const Digest root = expected_root(1500);
  for (const std::uint64_t index : {0U, 255U, 256U, 1023U, 1279U, 1280U, 1499U}) {
    const auto proof = crypto::inclusion_proof({index, 1500}, reader.nodes(1500));
    ASSERT_TRUE(proof) << proof.error().message();
    EXPECT_TRUE(
        crypto::check_inclusion({index, 1500, crypto::leaf_hash(entry(index)), root}, *proof));
  }
  for (const std::uint64_t old_size : {1U, 256U, 300U, 1280U, 1499U, 1500U}) {
    const auto proof = crypto::consistency_proof({old_size, 1500}, reader.nodes(1500));
    ASSERT_TRUE(proof);
    EXPECT_TRUE(crypto::check_consistency({old_size, 1500, expected_root(old_size), root}, *proof));
  }
}

TEST_F(Tiles, WhatIsMissingIsPublishedAgain) {
  grow(history, 600);
  ASSERT_TRUE(open());
  const Files whole = files_in(log);
  for (const auto& [name, bytes] : whole) {
    if (name == "checkpoint") continue;
    std::filesystem::remove(log / name);
    ASSERT_TRUE(open()) << name;
    EXPECT_EQ(files_in(log), whole) << name;
  }
}

TEST_F(Tiles, EntriesCommittedBeforeACrashArePublishedOnOpening) {
  grow(history, 300);
  ASSERT_TRUE(open());
  grow(history, 700);
  for (const auto check : {PublisherCheck::kEdge, PublisherCheck::kWhole}) {
    EXPECT_EQ(open(check).value()->checkpoint(),
              (codec::Checkpoint{kOrigin, 700, expected_root(700)}));
  }
}

TEST_F(Tiles, TheEdgeIsEnoughToGoOn) {
  grow(history, 1000);
  ASSERT_TRUE(open());
  for (const std::uint64_t size : {1001U, 1023U, 1024U, 1025U, 1300U}) {
    grow(history, size);
    auto publisher = open(PublisherCheck::kEdge).value();
    EXPECT_EQ(publisher->checkpoint().root, expected_root(size));
  }
  ASSERT_TRUE(open()) << "and the whole agrees";
}

/// Every contradiction refuses the opening, in both ways of checking, and leaves the folder byte
/// for byte as it was.
struct Contradiction : Tiles {
  void expect_refused(app::HistoryPort& with, ErrorCode code = ErrorCode::kCorrupt) {
    const Files before = files_in(log);
    for (const auto check : {PublisherCheck::kWhole, PublisherCheck::kEdge}) {
      const auto opened = TilePublisher::open(with, key, {log, check});
      ASSERT_FALSE(opened);
      EXPECT_EQ(opened.error().code, code) << opened.error().message();
    }
    EXPECT_EQ(files_in(log), before);
  }
};

TEST_F(Contradiction, AHistoryThatWasRolledBack) {
  grow(history, 300);
  ASSERT_TRUE(open());
  MemoryHistory shorter(kOrigin);
  grow(shorter, 299);
  expect_refused(shorter);
}

TEST_F(Contradiction, AHistoryWithAnotherEntry) {
  grow(history, 300);
  ASSERT_TRUE(open());
  MemoryHistory other(kOrigin);
  grow(other, 299);
  ASSERT_TRUE(other.append(299, std::vector<Bytes>{entry(7)}));
  grow(other, 310);
  expect_refused(other);
}

TEST_F(Contradiction, AHistoryWithAnotherEntryWhereTheFilesThatWouldShowItAreGone) {
  grow(history, 300);
  ASSERT_TRUE(open());
  MemoryHistory other(kOrigin);
  grow(other, 299);
  ASSERT_TRUE(other.append(299, std::vector<Bytes>{entry(7)}));
  for (const auto& path : {codec::tile_path({0, 1, 44}), codec::bundle_path(1, 44)}) {
    std::filesystem::remove(log / path);
  }
  expect_refused(other);
}

TEST_F(Contradiction, AHistoryOfAnotherName) {
  grow(history, 3);
  ASSERT_TRUE(open());
  MemoryHistory other("other.example/log");
  grow(other, 3);
  expect_refused(other, ErrorCode::kRefused);
}

TEST_F(Contradiction, AnotherLogKey) {
  grow(history, 3);
  ASSERT_TRUE(open());
  key = crypto::PrivateKey::generate().value();
  expect_refused(history, ErrorCode::kRefused);
}

TEST_F(Contradiction, TilesWithoutACheckpoint) {
  grow(history, 3);
  ASSERT_TRUE(open());
  std::filesystem::remove(log / "checkpoint");
  expect_refused(history);
}

TEST_F(Contradiction, AChangedCheckpoint) {
  grow(history, 3);
  ASSERT_TRUE(open());
  Bytes note = read_file(log / "checkpoint", 10'000).value();
  note[std::string(kOrigin).size() + 1] = '2';
  ASSERT_TRUE(write_file(log / "checkpoint", note));
  expect_refused(history);
}

TEST_F(Contradiction, AChangedTileAtTheEdge) {
  grow(history, 300);
  ASSERT_TRUE(open());
  const auto path = log / codec::tile_path({0, 1, 44});
  Bytes tile = read_file(path, 10'000).value();
  tile[5] ^= 1;
  ASSERT_TRUE(write_file(path, tile));
  expect_refused(history);
}

TEST_F(Tiles, AFullDiskLeavesTheOldCheckpointAndTheNextCallGoesOn) {
  grow(history, 100);
  auto publisher = open().value();
  std::vector<Bytes> big(200, Bytes(60'000, 5));
  ASSERT_TRUE(history.append(100, big));
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1'000'000, 1'000'000};
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) ::_exit(2);
    const auto refused = publisher->publish();
    const bool said = !refused && refused.error().code == ErrorCode::kUnavailable;
    const bool stands = TileReader(log).checkpoint(vkey)->size == 100;
    ::_exit(said && stands ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(publisher->publish()->size, 300U);
}

}  // namespace
}  // namespace lw::store
