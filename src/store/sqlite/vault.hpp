#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "app/ports/vault_port.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/lock.hpp"

namespace lw::store {

/// Record keys in one SQLite file of their own, readable by its owner only.
///
/// A destroyed key is overwritten in the file and in the journal beside it (secure_delete, and a
/// persistent journal that we blank). What a disk keeps below its file system, and what backups
/// keep, is for the operator: back the vault up apart from the history, and let its backups expire.
class SqliteVault final : public app::VaultPort {
 public:
  /// Makes an empty vault and opens it for writing. kConflict when there is one; kRefused,
  /// kUnavailable.
  [[nodiscard]] static Result<std::unique_ptr<SqliteVault>> create(
      const std::filesystem::path& path);

  /// Opens a vault; errors as SqliteHistory::open.
  [[nodiscard]] static Result<std::unique_ptr<SqliteVault>> open(const std::filesystem::path& path,
                                                                 OpenMode mode);

  [[nodiscard]] Result<void> put(std::string_view key_id, const app::DataKey& key) override;
  [[nodiscard]] Result<app::DataKey> get(std::string_view key_id) override;
  [[nodiscard]] Result<void> destroy(std::string_view key_id) override;

 private:
  SqliteVault(std::filesystem::path path, std::optional<WriterLock> lock, Database database)
      : path_(std::move(path)), lock_(std::move(lock)), database_(std::move(database)) {}
  [[nodiscard]] Result<void> may_write() const;
  [[nodiscard]] Result<void> blank_journal() const;

  std::filesystem::path path_;
  std::optional<WriterLock> lock_;
  Database database_;
};

}  // namespace lw::store
