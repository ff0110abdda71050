#include "store/sqlite/database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/assert.hpp"
#include "store/files/files.hpp"

namespace lw::store {
namespace {

constexpr int kBusyTimeoutMs = 10'000;

Error sqlite_error(int code, const char* message, const std::string& where) {
  std::string what = fmt::format("SQLite: {}", message);
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::kCorrupt, std::move(what), where,
              "stop, keep the file, verify the history"};
    case SQLITE_READONLY:
      return {ErrorCode::kRefused, std::move(what), where, "the store is open for reading only"};
    case SQLITE_CONSTRAINT: return {ErrorCode::kConflict, std::move(what), where, {}};
    case SQLITE_TOOBIG: return {ErrorCode::kTooLarge, std::move(what), where, {}};
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return {ErrorCode::kUnavailable, std::move(what), where,
              "the disk is full or failing: make room and try again; nothing of this was written"};
    default: return {ErrorCode::kUnavailable, std::move(what), where, {}};
  }
}

Error last_error(sqlite3* database) {
  const char* file = sqlite3_db_filename(database, "main");
  return sqlite_error(sqlite3_extended_errcode(database), sqlite3_errmsg(database),
                      file == nullptr ? "" : file);
}

/// SQLite reads its file names as URIs here; the characters that mean something there are escaped.
std::string uri_of(const std::filesystem::path& path, std::string_view query) {
  std::string out = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    if (c == '%' || c == '?' || c == '#')
      out += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    else out += c;
  }
  return out + std::string(query);
}

}  // namespace

void Statement::Free::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::bind(int index, std::int64_t value) {
  LW_ASSERT(sqlite3_bind_int64(statement_.get(), index, value) == SQLITE_OK);
}

void Statement::bind(int index, ByteView bytes) {
  LW_ASSERT(sqlite3_bind_blob64(statement_.get(), index,
                                bytes.empty() ? static_cast<const void*>("") : bytes.data(),
                                bytes.size(), SQLITE_STATIC) == SQLITE_OK);
}

void Statement::bind(int index, std::string_view text) {
  LW_ASSERT(sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_STATIC,
                                SQLITE_UTF8) == SQLITE_OK);
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(last_error(sqlite3_db_handle(statement_.get())));
}

Result<void> Statement::run() {
  const auto stepped = step();
  reset();
  if (!stepped) return std::unexpected(stepped.error());
  return {};
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

ByteView Statement::blob(int column) const {
  const auto* data =
      static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string Statement::text(int column) const { return std::string(as_text(blob(column))); }

void Statement::reset() { sqlite3_reset(statement_.get()); }

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<Database> Database::open_uri(const std::string& uri, int flags,
                                    const std::filesystem::path& path) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(
      uri.c_str(), &raw, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  Database out(raw);
  if (code != SQLITE_OK) {
    return std::unexpected(
        sqlite_error(code, raw == nullptr ? "out of memory" : sqlite3_errmsg(raw), path.string()));
  }
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  LW_CHECK(out.execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON"));
  return out;
}

Result<Database> Database::open_for_reading(const std::filesystem::path& path) {
  LW_TRY(Database plain, open_uri(uri_of(path, "?mode=ro"), SQLITE_OPEN_READONLY, path));
  if (plain.integer("PRAGMA schema_version")) return plain;
  // On a read-only medium WAL cannot make its index. Without a log beside the file the file is
  // whole by itself.
  std::error_code ignored;
  const auto log = std::filesystem::path(path) += "-wal";
  const bool has_log =
      std::filesystem::exists(log, ignored) && std::filesystem::file_size(log, ignored) > 0;
  if (has_log) {
    return fail(ErrorCode::kUnavailable,
                "the store was not closed, and its folder may not be written", path.string(),
                "open it once where it may be written, or copy the folder");
  }
  return open_uri(uri_of(path, "?mode=ro&immutable=1"), SQLITE_OPEN_READONLY, path);
}

Result<Database> Database::create(const std::filesystem::path& path, const Schema& schema,
                                  const Fill& fill) {
  LW_CHECK(make_folder(path.parent_path()));
  // Made by us first, so that nobody else may read it (the vault holds keys).
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return std::unexpected(system_error(errno, "cannot make", path));
  ::close(fd);
  LW_TRY(Database out, open_uri(uri_of(path, "?mode=rw"), SQLITE_OPEN_READWRITE, path));
  LW_TRY(const std::int64_t objects, out.integer("SELECT count(*) FROM sqlite_schema"));
  if (objects != 0) {
    return fail(ErrorCode::kConflict, fmt::format("there is a {} already", schema.what),
                path.string());
  }
  LW_CHECK(out.execute(
      fmt::format("PRAGMA page_size = {}; PRAGMA journal_mode = {}; PRAGMA synchronous = FULL",
                  schema.page_bytes, schema.journal_mode)));
  LW_CHECK(in_transaction(out, [&]() -> Result<void> {
    LW_CHECK(out.execute(fmt::format("{};PRAGMA application_id = {};PRAGMA user_version = {}",
                                     schema.create_sql, schema.application_id, schema.version)));
    return fill(out);
  }));
  LW_CHECK(sync_folder(path.parent_path()));
  return out;
}

Result<Database> Database::open(const std::filesystem::path& path, const Schema& schema,
                                OpenMode mode) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return fail(ErrorCode::kNotFound, fmt::format("there is no {} here", schema.what),
                path.string(), "create the store first");
  }
  if (mode == OpenMode::kRead) {
    LW_TRY(Database out, open_for_reading(path));
    LW_CHECK(out.check(schema, path));
    return out;
  }
  if (::access(path.c_str(), W_OK) != 0) {
    return std::unexpected(system_error(errno, "cannot open for writing", path));
  }
  LW_TRY(Database out, open_uri(uri_of(path, "?mode=rw"), SQLITE_OPEN_READWRITE, path));
  LW_CHECK(out.check(schema, path));
  LW_CHECK(out.execute(
      fmt::format("PRAGMA journal_mode = {}; PRAGMA synchronous = FULL", schema.journal_mode)));
  return out;
}

Result<void> Database::check(const Schema& schema, const std::filesystem::path& path) {
  LW_TRY(const std::int64_t application, integer("PRAGMA application_id"));
  LW_TRY(const std::int64_t version, integer("PRAGMA user_version"));
  if (application != schema.application_id) {
    return fail(ErrorCode::kCorrupt, fmt::format("the file is not a Longwatch {}", schema.what),
                path.string());
  }
  if (version > schema.version) {
    return fail(
        ErrorCode::kUnsupported,
        fmt::format(
            "the {} is of version {}, written by a newer Longwatch; this one knows version {}",
            schema.what, version, schema.version),
        path.string(), "use the newer program");
  }
  if (version < 1) return fail(ErrorCode::kCorrupt, "the file has no version", path.string());
  return {};
}

Result<void> Database::execute(const std::string& sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return std::unexpected(last_error(database_.get()));
  }
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK) {
    return std::unexpected(last_error(database_.get()));
  }
  return Statement(raw);
}

Result<std::int64_t> Database::integer(std::string_view sql) {
  LW_TRY(Statement statement, prepare(sql));
  LW_TRY(const bool row, statement.step());
  if (!row) return fail(ErrorCode::kCorrupt, "SQLite: no row", std::string(sql));
  return statement.integer(0);
}

bool Database::transaction_open() const { return sqlite3_get_autocommit(database_.get()) == 0; }

}  // namespace lw::store
