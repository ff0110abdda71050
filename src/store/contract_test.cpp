// One suite for every history, blob store and vault.
#include <gtest/gtest.h>

#include <filesystem>

#include "store/files/blobs.hpp"
#include "store/memory/history.hpp"
#include "store/memory/others.hpp"
#include "store/sqlite/history.hpp"
#include "store/sqlite/vault.hpp"
#include "store/test_folder.hpp"

namespace lw::store {
namespace {

Bytes bytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

struct Memory {
  MemoryHistory made{"test.example/log"};
  MemoryBlobs made_blobs;
  MemoryVault made_vault;
  app::HistoryPort& history() { return made; }
  app::BlobPort& blobs() { return made_blobs; }
  app::VaultPort& vault() { return made_vault; }
};

struct Sqlite {
  TestFolder folder;
  std::unique_ptr<SqliteHistory> made =
      SqliteHistory::create(folder.path() / "history.db", "test.example/log").value();
  FileBlobs made_blobs{folder.path() / "blobs"};
  std::unique_ptr<SqliteVault> made_vault = SqliteVault::create(folder.path() / "vault.db").value();
  app::HistoryPort& history() { return *made; }
  app::BlobPort& blobs() { return made_blobs; }
  app::VaultPort& vault() { return *made_vault; }
};

template <class Store>
class StoreContract : public testing::Test {
 protected:
  Store store;
};
using Stores = testing::Types<Memory, Sqlite>;
TYPED_TEST_SUITE(StoreContract, Stores);

TYPED_TEST(StoreContract, StartsEmptyWithItsName) {
  auto& history = this->store.history();
  EXPECT_EQ(history.origin(), "test.example/log");
  EXPECT_EQ(history.size().value(), 0U);
  EXPECT_EQ(history.read(0).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(history.scan({0, 0}, [](auto, auto) { return Result<void>(); }));
}

TYPED_TEST(StoreContract, KeepsEntriesInOrder) {
  auto& history = this->store.history();
  EXPECT_EQ(history.append(0, std::vector<Bytes>{bytes("a"), bytes("b")}).value(), 2U);
  EXPECT_EQ(history.append(2, std::vector<Bytes>{Bytes(65'535, 0)}).value(), 3U);
  EXPECT_EQ(history.append(3, {}).value(), 3U);
  EXPECT_EQ(history.read(1).value(), bytes("b"));
  EXPECT_EQ(history.read(2)->size(), 65'535U);
  std::vector<Bytes> seen;
  ASSERT_TRUE(history.scan({0, 2}, [&](std::uint64_t seq, ByteView entry) {
    EXPECT_EQ(seq, seen.size());
    seen.emplace_back(entry.begin(), entry.end());
    return Result<void>();
  }));
  EXPECT_EQ(seen, (std::vector<Bytes>{bytes("a"), bytes("b")}));
}

TYPED_TEST(StoreContract, RefusesAnAppendOnAnotherSizeAndChangesNothing) {
  auto& history = this->store.history();
  ASSERT_TRUE(history.append(0, std::vector<Bytes>{bytes("a")}));
  for (const std::uint64_t size : {0U, 2U}) {
    EXPECT_EQ(history.append(size, std::vector<Bytes>{bytes("b")}).error().code,
              ErrorCode::kConflict);
  }
  EXPECT_EQ(history.size().value(), 1U);
}

TYPED_TEST(StoreContract, RefusesTooLargeAndEmptyEntriesWithTheirWholeGroup) {
  auto& history = this->store.history();
  EXPECT_EQ(history.append(0, std::vector<Bytes>{bytes("a"), Bytes(65'536, 1)}).error().code,
            ErrorCode::kTooLarge);
  EXPECT_EQ(history.append(0, std::vector<Bytes>{bytes("a"), Bytes{}}).error().code,
            ErrorCode::kInvalidInput);
  EXPECT_EQ(history.size().value(), 0U);
}

TYPED_TEST(StoreContract, ScanStopsAtTheVisitorsErrorAndRefusesRangesBeyondTheEnd) {
  auto& history = this->store.history();
  ASSERT_TRUE(history.append(0, std::vector<Bytes>{bytes("a"), bytes("b"), bytes("c")}));
  int visited = 0;
  const auto stopped = history.scan({0, 3}, [&](std::uint64_t seq, ByteView) -> Result<void> {
    ++visited;
    if (seq == 1) return fail(ErrorCode::kForbidden, "enough");
    return {};
  });
  EXPECT_EQ(stopped.error().code, ErrorCode::kForbidden);
  EXPECT_EQ(visited, 2);
  EXPECT_EQ(history.scan({0, 4}, [](auto, auto) { return Result<void>(); }).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(history.scan({2, 1}, [](auto, auto) { return Result<void>(); }).error().code,
            ErrorCode::kNotFound);
}

TYPED_TEST(StoreContract, AVisitorMayReadAndScan) {
  auto& history = this->store.history();
  ASSERT_TRUE(history.append(0, std::vector<Bytes>{bytes("a"), bytes("b")}));
  int inner = 0;
  ASSERT_TRUE(history.scan({0, 2}, [&](std::uint64_t seq, ByteView) -> Result<void> {
    LW_CHECK(history.read(seq));
    return history.scan({0, 2}, [&](auto, auto) {
      ++inner;
      return Result<void>();
    });
  }));
  EXPECT_EQ(inner, 4);
}

TYPED_TEST(StoreContract, BlobsComeBackByTheirHash) {
  auto& blobs = this->store.blobs();
  const Digest digest = blobs.put(bytes("abc")).value();
  EXPECT_EQ(digest.hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4
  EXPECT_EQ(blobs.put(bytes("abc")).value(), digest);
  EXPECT_EQ(blobs.get(digest).value(), bytes("abc"));
  EXPECT_TRUE(blobs.contains(digest).value());
  EXPECT_FALSE(blobs.contains(Digest{}).value());
  EXPECT_EQ(blobs.get(Digest{}).error().code, ErrorCode::kNotFound);
}

TYPED_TEST(StoreContract, VaultForgetsADestroyedKeyAndNeverTakesItsIdAgain) {
  auto& vault = this->store.vault();
  app::DataKey key;
  key.bytes.fill(7);
  EXPECT_EQ(vault.get("k1").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(vault.destroy("k1").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(vault.put("k1", key));
  EXPECT_EQ(vault.put("k1", key).error().code, ErrorCode::kConflict);
  EXPECT_EQ(vault.get("k1").value(), key);
  ASSERT_TRUE(vault.destroy("k1"));
  EXPECT_TRUE(vault.destroy("k1"));
  const auto gone = vault.get("k1");
  EXPECT_EQ(gone.error().code, ErrorCode::kNotFound);
  EXPECT_NE(gone.error().what.find("destroyed"), std::string::npos);
  EXPECT_EQ(vault.put("k1", key).error().code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace lw::store
