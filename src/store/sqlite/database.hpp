#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace lw::store {

/// How a store is opened.
enum class OpenMode {
  kWrite,  ///< the one writer
  kRead,   ///< beside a writer, on a read-only medium, or on a copy; every change is refused
};

/// A prepared statement. Reset by reset() before it is used again; does not outlive its database.
class Statement {
 public:
  Statement(Statement&&) noexcept = default;
  Statement& operator=(Statement&&) noexcept = default;
  ~Statement() = default;

  /// Binds parameter `index` (from 1). Bytes and text are not copied: they must live until reset.
  void bind(int index, std::int64_t value);
  void bind(int index, ByteView bytes);
  void bind(int index, std::string_view text);

  /// Steps; true when there is a row. kUnavailable, kCorrupt, kConflict (constraint), kRefused
  /// (read-only).
  [[nodiscard]] Result<bool> step();

  /// Steps a statement that returns no rows, and resets it.
  [[nodiscard]] Result<void> run();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  /// Valid until the next step or reset.
  [[nodiscard]] ByteView blob(int column) const;
  [[nodiscard]] std::string text(int column) const;

  void reset();

 private:
  friend class Database;
  struct Free {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  std::unique_ptr<sqlite3_stmt, Free> statement_;
};

/// What makes a SQLite file one of ours.
struct Schema {
  std::string_view what;  ///< for people: "history"
  std::int32_t application_id = 0;
  std::int32_t version = 0;        ///< user_version that this program writes and reads
  std::string_view create_sql;     ///< run once, in one transaction, on a new file
  std::string_view journal_mode;   ///< "WAL" or "PERSIST"
  std::int32_t page_bytes = 4096;  ///< of a new file; one that exists keeps its own
};

/// One SQLite file, opened and checked.
class Database {
 public:
  /// Fills a new file with its first rows.
  using Fill = std::function<Result<void>(Database&)>;

  /// Makes a new file and fills it, all in one transaction. kConflict when there is one with
  /// content; kUnavailable, kRefused.
  [[nodiscard]] static Result<Database> create(const std::filesystem::path& path,
                                               const Schema& schema, const Fill& fill);

  /// Opens a file that create made. kNotFound; kCorrupt when it is not a file of this schema;
  /// kUnsupported, naming both versions, when a newer program wrote it; kRefused when opened for
  /// writing and it may only be read; kUnavailable.
  [[nodiscard]] static Result<Database> open(const std::filesystem::path& path,
                                             const Schema& schema, OpenMode mode);

  /// Runs statements without parameters.
  [[nodiscard]] Result<void> execute(const std::string& sql);

  [[nodiscard]] Result<Statement> prepare(std::string_view sql);

  /// Returns the one integer that `sql` yields.
  [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);

  /// True when a transaction is open.
  [[nodiscard]] bool transaction_open() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Database(sqlite3* database) : database_(database) {}
  [[nodiscard]] static Result<Database> open_uri(const std::string& uri, int flags,
                                                 const std::filesystem::path& path);
  [[nodiscard]] static Result<Database> open_for_reading(const std::filesystem::path& path);
  [[nodiscard]] Result<void> check(const Schema& schema, const std::filesystem::path& path);

  std::unique_ptr<sqlite3, Close> database_;
};

/// Runs `work` in one write transaction: committed when it returns a value, rolled back when it
/// returns an error.
template <class Work>
[[nodiscard]] Result<void> in_transaction(Database& database, Work&& work) {
  LW_CHECK(database.execute("BEGIN IMMEDIATE"));
  Result<void> done = work();
  if (done) done = database.execute("COMMIT");
  // SQLite rolls back by itself after some errors (a full disk); asking it twice would be an error
  // of its own.
  if (!done && database.transaction_open())
    static_cast<void>(database.execute("ROLLBACK").has_value());
  return done;
}

}  // namespace lw::store
