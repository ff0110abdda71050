#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "store/files/blobs.hpp"
#include "store/files/files.hpp"
#include "store/sqlite/history.hpp"
#include "store/sqlite/vault.hpp"
#include "store/test_folder.hpp"

namespace lw::store {
namespace {

constexpr const char* kOrigin = "test.example/log";
constexpr int kNobody = 65534;

Bytes bytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

/// Runs `test` in a child process; true when it returned true. The parent's open files are not the
/// child's business.
bool in_child(const std::function<bool()>& test) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(test() ? 0 : 1);
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// As in_child, without the right of root to write everywhere.
bool in_child_without_privilege(const std::function<bool()>& test) {
  return in_child([&] {
    if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) return false;
    return test();
  });
}

void run_sql(const std::filesystem::path& path, const char* sql) {
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &raw), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
  sqlite3_close(raw);
}

struct SqliteStore : testing::Test {
  TestFolder folder;
  std::filesystem::path path = folder.path() / "history.db";

  void fill(int entries) {
    auto history = SqliteHistory::create(path, kOrigin).value();
    std::vector<Bytes> group;
    for (int i = 0; i < entries; ++i) group.push_back(bytes("entry " + std::to_string(i)));
    ASSERT_TRUE(history->append(0, group));
  }
};

TEST_F(SqliteStore, IsThereAfterReopening) {
  fill(3);
  auto history = SqliteHistory::open(path, OpenMode::kWrite).value();
  EXPECT_EQ(history->origin(), kOrigin);
  EXPECT_EQ(history->size().value(), 3U);
  EXPECT_EQ(history->append(3, std::vector<Bytes>{bytes("more")}).value(), 4U);
}

TEST_F(SqliteStore, IsNotCreatedTwiceAndNotOpenedWhereNoneIs) {
  EXPECT_EQ(SqliteHistory::open(path, OpenMode::kWrite).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(SqliteHistory::open(path, OpenMode::kRead).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(SqliteHistory::create(path, "two words").error().code, ErrorCode::kInvalidInput);
  fill(1);
  EXPECT_EQ(SqliteHistory::create(path, kOrigin).error().code, ErrorCode::kConflict);
  EXPECT_EQ(SqliteHistory::open(path, OpenMode::kRead).value()->size().value(), 1U);
}

TEST_F(SqliteStore, ASecondWriterIsRefusedWithTheProcessOfTheFirst) {
  fill(1);
  const auto first = SqliteHistory::open(path, OpenMode::kWrite).value();
  const std::string pid = std::to_string(::getpid());
  EXPECT_TRUE(in_child([&] {
    const auto second = SqliteHistory::open(path, OpenMode::kWrite);
    return !second && second.error().code == ErrorCode::kUnavailable &&
           second.error().what.find("process " + pid) != std::string::npos;
  }));
  EXPECT_EQ(SqliteHistory::open(path, OpenMode::kWrite).error().code, ErrorCode::kUnavailable)
      << "same process";
}

TEST_F(SqliteStore, AReaderBesideTheWriterSeesWhatIsCommittedAndWritesNothing) {
  fill(1);
  auto writer = SqliteHistory::open(path, OpenMode::kWrite).value();
  auto reader = SqliteHistory::open(path, OpenMode::kRead).value();
  ASSERT_TRUE(writer->append(1, std::vector<Bytes>{bytes("two")}));
  EXPECT_EQ(reader->size().value(), 2U);
  EXPECT_EQ(reader->append(2, std::vector<Bytes>{bytes("x")}).error().code, ErrorCode::kRefused);
  EXPECT_EQ(writer->size().value(), 2U);
}

TEST_F(SqliteStore, OpensForReadingInAReadOnlyFolderAndRefusesWriting) {
  fill(5);
  std::filesystem::permissions(path, std::filesystem::perms(0444));
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
  EXPECT_TRUE(in_child_without_privilege([&] {
    auto reader = SqliteHistory::open(path, OpenMode::kRead);
    return reader && (*reader)->size().value() == 5 &&
           (*reader)->read(4).value() == bytes("entry 4");
  }));
  EXPECT_TRUE(in_child_without_privilege([&] {
    const auto writer = SqliteHistory::open(path, OpenMode::kWrite);
    return !writer && writer.error().code == ErrorCode::kRefused;
  }));
}

TEST_F(SqliteStore, SaysSoWhenAReadOnlyCopyWasNotClosed) {
  fill(1);
  TestFolder copy;
  {
    auto writer = SqliteHistory::open(path, OpenMode::kWrite).value();
    ASSERT_TRUE(writer->append(1, std::vector<Bytes>{bytes("in the log only")}));
    std::filesystem::copy(path, copy.path() / "history.db");
    std::filesystem::copy(path.string() + "-wal", copy.path() / "history.db-wal");
  }
  for (const auto* name : {"history.db", "history.db-wal"}) {
    std::filesystem::permissions(copy.path() / name, std::filesystem::perms(0444));
  }
  std::filesystem::permissions(copy.path(), std::filesystem::perms(0555));
  EXPECT_TRUE(in_child_without_privilege([&] {
    const auto reader = SqliteHistory::open(copy.path() / "history.db", OpenMode::kRead);
    // Never silently the state before the last commits.
    return reader ? (*reader)->size().value() == 2 : reader.error().code == ErrorCode::kUnavailable;
  }));
}

TEST_F(SqliteStore, ANewerVersionIsRefusedByName) {
  fill(1);
  run_sql(path, "PRAGMA user_version = 7");
  for (const auto mode : {OpenMode::kRead, OpenMode::kWrite}) {
    const auto opened = SqliteHistory::open(path, mode);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kUnsupported);
    EXPECT_NE(opened.error().what.find("version 7"), std::string::npos) << opened.error().what;
    EXPECT_NE(opened.error().what.find("version 1"), std::string::npos) << opened.error().what;
  }
}

TEST_F(SqliteStore, AFileThatIsNotOursIsRefused) {
  ASSERT_TRUE(write_file(path, bytes(std::string(5000, 'x'))));
  EXPECT_EQ(SqliteHistory::open(path, OpenMode::kRead).error().code, ErrorCode::kCorrupt);
  std::filesystem::remove(path);
  run_sql(path, "CREATE TABLE t(x)");
  EXPECT_EQ(SqliteHistory::open(path, OpenMode::kWrite).error().code, ErrorCode::kCorrupt);
}

TEST_F(SqliteStore, EntriesCannotBeChangedOrRemovedThroughSqlEither) {
  fill(2);
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &raw), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(raw, "DELETE FROM entries", nullptr, nullptr, nullptr), SQLITE_CONSTRAINT);
  EXPECT_EQ(sqlite3_exec(raw, "UPDATE entries SET bytes = x'00'", nullptr, nullptr, nullptr),
            SQLITE_CONSTRAINT);
  sqlite3_close(raw);
}

TEST_F(SqliteStore, AMissingEntryIsFoundByTheScan) {
  fill(5);
  run_sql(path, "DROP TRIGGER entries_never_go; DELETE FROM entries WHERE seq = 2");
  auto history = SqliteHistory::open(path, OpenMode::kRead).value();
  const auto scanned = history->scan({0, 5}, [](auto, auto) { return Result<void>(); });
  EXPECT_EQ(scanned.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(scanned.error().what.find("entry 2"), std::string::npos);
}

/// The largest size a file may reach stands in for a full disk: both fail the write in the middle.
TEST_F(SqliteStore, AFullDiskIsSaidAndLeavesTheStoreAsItWas) {
  fill(10);
  EXPECT_TRUE(in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    auto history = SqliteHistory::open(path, OpenMode::kWrite).value();
    const rlimit small{300'000, 300'000};
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) return false;
    const std::vector<Bytes> group(64, Bytes(60'000, 1));
    const auto refused = history->append(10, group);
    const bool said = !refused && refused.error().code == ErrorCode::kUnavailable;
    const bool whole =
        history->size().value() == 10 && history->read(9).value() == bytes("entry 9");
    // And it still works for what fits.
    return said && whole && history->append(10, std::vector<Bytes>{bytes("small")}).value() == 11;
  }));
  auto history = SqliteHistory::open(path, OpenMode::kWrite).value();
  EXPECT_EQ(history->size().value(), 11U);
  EXPECT_EQ(history->read(10).value(), bytes("small"));
}

TEST_F(SqliteStore, AFullDiskRefusesABlobAndLeavesNothing) {
  FileBlobs blobs(folder.path() / "blobs");
  const Bytes big(200'000, 3);
  EXPECT_TRUE(in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{100'000, 100'000};
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) return false;
    const auto refused = blobs.put(big);
    return !refused && refused.error().code == ErrorCode::kUnavailable;
  }));
  int files = 0;
  for (const auto& item : std::filesystem::recursive_directory_iterator(folder.path() / "blobs")) {
    files += item.is_regular_file() ? 1 : 0;
  }
  EXPECT_EQ(files, 0);
  EXPECT_TRUE(blobs.put(big));
}

TEST_F(SqliteStore, ARottenBlobIsSaidAndMendedByTheSameBytes) {
  FileBlobs blobs(folder.path() / "blobs");
  const Digest digest = blobs.put(bytes("good bytes")).value();
  ASSERT_TRUE(write_file(blobs.path_of(digest), bytes("bad bytes!")));
  EXPECT_EQ(blobs.get(digest).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(blobs.put(bytes("good bytes")).value(), digest);
  EXPECT_EQ(blobs.get(digest).value(), bytes("good bytes"));
}

/// True when `needle` stands in any file of `folder`.
bool anywhere(const std::filesystem::path& folder, ByteView needle) {
  for (const auto& item : std::filesystem::directory_iterator(folder)) {
    const Bytes content = read_file(item.path(), 1U << 30).value();
    if (std::search(content.begin(), content.end(), needle.begin(), needle.end()) != content.end())
      return true;
  }
  return false;
}

TEST_F(SqliteStore, ADestroyedKeyIsInNoFileOfTheVault) {
  const auto vault_path = folder.path() / "vault.db";
  auto vault = SqliteVault::create(vault_path).value();
  app::DataKey key;
  for (std::size_t i = 0; i < key.bytes.size(); ++i)
    key.bytes[i] = static_cast<std::uint8_t>(i * 7 + 1);
  for (int i = 0; i < 200; ++i) {  // more than one page
    app::DataKey other;
    other.bytes.fill(static_cast<std::uint8_t>(i));
    ASSERT_TRUE(vault->put("other " + std::to_string(i), other));
    if (i == 100) ASSERT_TRUE(vault->put("secret", key));
  }
  EXPECT_TRUE(anywhere(folder.path(), key.bytes)) << "the search must be able to find it";
  ASSERT_TRUE(vault->destroy("secret"));
  EXPECT_FALSE(anywhere(folder.path(), key.bytes));
  vault.reset();
  EXPECT_FALSE(anywhere(folder.path(), key.bytes));
  vault = SqliteVault::open(vault_path, OpenMode::kWrite).value();
  EXPECT_EQ(vault->get("other 199")->bytes[0], 199);
  EXPECT_FALSE(vault->get("secret"));
  struct stat info{};
  ASSERT_EQ(::stat(vault_path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(SqliteStore, TheVaultOpensForReadingAndRefusesWriting) {
  const auto vault_path = folder.path() / "vault.db";
  ASSERT_TRUE(SqliteVault::create(vault_path).value()->put("k", app::DataKey{}));
  auto reader = SqliteVault::open(vault_path, OpenMode::kRead).value();
  EXPECT_TRUE(reader->get("k"));
  EXPECT_EQ(reader->put("l", app::DataKey{}).error().code, ErrorCode::kRefused);
  EXPECT_EQ(reader->destroy("k").error().code, ErrorCode::kRefused);
}

}  // namespace
}  // namespace lw::store
