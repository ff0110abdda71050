#include "store/sqlite/vault.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "store/files/files.hpp"

namespace lw::store {
namespace {

constexpr Schema kSchema = {
    .what = "vault",
    .application_id = 0x4c575631,  // "LWV1"
    .version = 1,
    .create_sql =
        "CREATE TABLE keys(id TEXT PRIMARY KEY, key BLOB CHECK (key IS NULL OR length(key) = 32)) "
        "STRICT",
    .journal_mode = "PERSIST",
};

std::filesystem::path beside(const std::filesystem::path& path, const char* suffix) {
  return std::filesystem::path(path) += suffix;
}

std::unexpected<Error> unknown(std::string_view key_id) {
  return fail(ErrorCode::kNotFound, "no record key with this id", std::string(key_id));
}

}  // namespace

Result<std::unique_ptr<SqliteVault>> SqliteVault::create(const std::filesystem::path& path) {
  LW_CHECK(make_folder(path.parent_path()));
  LW_TRY(WriterLock lock, WriterLock::take(beside(path, ".lock")));
  LW_TRY(Database database,
         Database::create(path, kSchema, [](Database&) { return Result<void>(); }));
  LW_CHECK(database.execute("PRAGMA secure_delete = ON"));
  return std::unique_ptr<SqliteVault>(new SqliteVault(path, std::move(lock), std::move(database)));
}

Result<std::unique_ptr<SqliteVault>> SqliteVault::open(const std::filesystem::path& path,
                                                       OpenMode mode) {
  std::optional<WriterLock> lock;
  if (mode == OpenMode::kWrite) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
      return fail(ErrorCode::kNotFound, "there is no vault here", path.string(),
                  "create the store first");
    }
    LW_TRY(lock, WriterLock::take(beside(path, ".lock")));
  }
  LW_TRY(Database database, Database::open(path, kSchema, mode));
  if (mode == OpenMode::kWrite) LW_CHECK(database.execute("PRAGMA secure_delete = ON"));
  std::unique_ptr<SqliteVault> out(new SqliteVault(path, std::move(lock), std::move(database)));
  // A crash between a destroy and the blanking of its journal is made good here.
  if (mode == OpenMode::kWrite) LW_CHECK(out->blank_journal());
  return out;
}

Result<void> SqliteVault::may_write() const {
  if (!lock_) return fail(ErrorCode::kRefused, "the vault is open for reading only");
  return {};
}

Result<void> SqliteVault::put(std::string_view key_id, const app::DataKey& key) {
  LW_CHECK(may_write());
  LW_TRY(Statement statement, database_.prepare("INSERT INTO keys(id, key) VALUES (?, ?)"));
  statement.bind(1, key_id);
  statement.bind(2, ByteView(key.bytes));
  const auto done = statement.run();
  if (!done && done.error().code == ErrorCode::kConflict) {
    return fail(ErrorCode::kConflict, "the id of this record key was used before",
                std::string(key_id));
  }
  return done;
}

Result<app::DataKey> SqliteVault::get(std::string_view key_id) {
  LW_TRY(Statement statement, database_.prepare("SELECT key FROM keys WHERE id = ?"));
  statement.bind(1, key_id);
  LW_TRY(const bool row, statement.step());
  if (!row) return unknown(key_id);
  if (statement.is_null(0))
    return fail(ErrorCode::kNotFound, "the record key was destroyed", std::string(key_id));
  const ByteView bytes = statement.blob(0);
  if (bytes.size() != app::DataKey::kSizeBytes)
    return fail(ErrorCode::kCorrupt, "a record key has 32 bytes");
  app::DataKey out;
  std::ranges::copy(bytes, out.bytes.begin());
  return out;
}

Result<void> SqliteVault::destroy(std::string_view key_id) {
  LW_CHECK(may_write());
  {
    LW_TRY(Statement find, database_.prepare("SELECT 1 FROM keys WHERE id = ?"));
    find.bind(1, key_id);
    LW_TRY(const bool row, find.step());
    if (!row) return unknown(key_id);
  }
  {
    LW_TRY(Statement statement, database_.prepare("UPDATE keys SET key = NULL WHERE id = ?"));
    statement.bind(1, key_id);
    LW_CHECK(statement.run());
  }
  return blank_journal();
}

/// Overwrites the journal, whose pages still show the key; the transaction is over, so SQLite no
/// longer needs them.
Result<void> SqliteVault::blank_journal() const {
  const auto journal = beside(path_, "-journal");
  const int fd = ::open(journal.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 && errno == ENOENT) return {};
  if (fd < 0)
    return std::unexpected(system_error(errno, "cannot blank the journal of the vault", journal));
  struct stat info{};
  bool good = ::fstat(fd, &info) == 0;
  static constexpr std::array<std::uint8_t, 4096> kZeros{};
  for (off_t at = 0; good && at < info.st_size; at += static_cast<off_t>(kZeros.size())) {
    const auto size =
        std::min<std::size_t>(kZeros.size(), static_cast<std::size_t>(info.st_size - at));
    good = ::pwrite(fd, kZeros.data(), size, at) == static_cast<ssize_t>(size);
  }
  good = good && ::fsync(fd) == 0;
  const int number = errno;
  ::close(fd);
  if (!good)
    return std::unexpected(system_error(number, "cannot blank the journal of the vault", journal));
  return {};
}

}  // namespace lw::store
