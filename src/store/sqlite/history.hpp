#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/ports/history_port.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/lock.hpp"

namespace lw::store {

/// The history in one SQLite file: WAL, synchronous=FULL, one writer, any number of readers.
class SqliteHistory final : public app::HistoryPort {
 public:
  /// Makes an empty history at `path` and opens it for writing. `origin` names the log for ever: it
  /// is in every checkpoint and every signed decision. kConflict when there is a history;
  /// kInvalidInput when the origin is not a key name (C2SP signed-note: no space, no plus);
  /// kRefused, kUnavailable.
  [[nodiscard]] static Result<std::unique_ptr<SqliteHistory>> create(
      const std::filesystem::path& path, const std::string& origin);

  /// Opens a history. kNotFound; kUnavailable, naming the process, when another process writes it;
  /// kUnsupported when a newer program wrote it; kCorrupt; kRefused when it may only be read.
  [[nodiscard]] static Result<std::unique_ptr<SqliteHistory>> open(
      const std::filesystem::path& path, OpenMode mode);

  [[nodiscard]] const std::string& origin() const override { return origin_; }
  [[nodiscard]] Result<std::uint64_t> size() override;
  [[nodiscard]] Result<std::uint64_t> append(std::uint64_t expected_size,
                                             std::span<const Bytes> entries) override;
  [[nodiscard]] Result<Bytes> read(std::uint64_t seq) override;
  [[nodiscard]] Result<void> scan(app::EntryRange range, const app::EntryVisitor& visit) override;

 private:
  struct Statements {
    Statement size;
    Statement read;
    std::optional<Statement> insert;  ///< absent when open for reading
  };
  SqliteHistory(std::optional<WriterLock> lock, Database database, Statements statements,
                std::string origin)
      : lock_(std::move(lock)),
        database_(std::move(database)),
        statements_(std::move(statements)),
        origin_(std::move(origin)) {}
  [[nodiscard]] static Result<std::unique_ptr<SqliteHistory>> finish(std::optional<WriterLock> lock,
                                                                     Database database,
                                                                     OpenMode mode);
  [[nodiscard]] Result<void> insert(std::uint64_t first, std::span<const Bytes> entries);

  std::optional<WriterLock> lock_;
  Database database_;
  Statements statements_;
  std::string origin_;
};

}  // namespace lw::store
