#pragma once

#include <filesystem>
#include <memory>

#include "app/watch.hpp"
#include "store/files/blobs.hpp"
#include "store/sqlite/history.hpp"
#include "store/sqlite/vault.hpp"
#include "store/system/system.hpp"
#include "store/tiles/publisher.hpp"

namespace lw::cmd {

/// Where a store takes its time from (docs/adr/0006).
enum class ClockKind { kMachine, kSimulated };
LW_DESCRIBE_ENUM(ClockKind, kMachine, kSimulated)

/// What `longwatch.json` in a store says.
struct StoreSettings {
  std::int32_t format = 1;
  std::string origin;  ///< name of the log
  ClockKind clock = ClockKind::kMachine;
};
LW_DESCRIBE(StoreSettings, format, origin, clock)

/// The newest store format that this program reads.
inline constexpr std::int32_t kStoreFormat = 1;

/// A store in one folder:
///   longwatch.json   settings          history.db  the history        vault.db  keys of sealed
///   records blobs/           raw documents     log/        the published log  keys/     the log's
///   own key, and its public half
/// Keys of people are not in it: they are where the people are.
class LocalStore {
 public:
  /// Makes a store. kConflict when the folder holds one; kInvalidInput for a bad origin;
  /// kUnavailable.
  [[nodiscard]] static Result<std::unique_ptr<LocalStore>> create(
      const std::filesystem::path& folder, const StoreSettings& settings);

  /// Opens a store. kNotFound when there is none; kUnsupported from a newer program; otherwise as
  /// SqliteHistory::open.
  [[nodiscard]] static Result<std::unique_ptr<LocalStore>> open(const std::filesystem::path& folder,
                                                                store::OpenMode mode);

  /// Finds a published log that contradicts the history, before anything is recorded. Only after
  /// opening for writing, and after the history was read: it may catch up on what waits. Errors as
  /// TilePublisher::open, without those of a full disk.
  [[nodiscard]] Result<void> check_publication();

  /// Brings the published log up to the history. Only after opening for writing. What is recorded
  /// stays recorded: where there is no room for the files, the publication waits, which is no
  /// error, and the next call makes up for it. Other errors say that the entries are recorded.
  [[nodiscard]] Result<void> publish();

  /// Returns why the published log lags behind the history, in words for people; nullopt when the
  /// last call of publish brought it up to date, or there was none.
  [[nodiscard]] const std::optional<Error>& publication_waits() const { return waits_; }

  [[nodiscard]] const StoreSettings& settings() const { return settings_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path log_folder() const { return folder_ / "log"; }
  /// Returns the verifier key of the log, in one line (C2SP signed-note).
  [[nodiscard]] Result<std::string> log_verifier_key() const;
  [[nodiscard]] app::Ports ports() { return {*history_, *vault_, random_}; }
  [[nodiscard]] app::BlobPort& blobs() { return blobs_; }

 private:
  [[nodiscard]] Result<void> open_publisher();
  LocalStore(std::filesystem::path folder, StoreSettings settings,
             std::unique_ptr<store::SqliteHistory> history,
             std::unique_ptr<store::SqliteVault> vault)
      : folder_(std::move(folder)),
        settings_(std::move(settings)),
        history_(std::move(history)),
        vault_(std::move(vault)),
        blobs_(folder_ / "blobs") {}

  std::filesystem::path folder_;
  StoreSettings settings_;
  std::unique_ptr<store::SqliteHistory> history_;
  std::unique_ptr<store::SqliteVault> vault_;
  store::FileBlobs blobs_;
  store::SystemRandom random_;
  std::unique_ptr<crypto::PrivateKey> log_key_;
  std::unique_ptr<store::TilePublisher> publisher_;  // refers to history_ and log_key_
  std::optional<Error> waits_;
};

/// Law, methods and roles, and the digest that names the rule set in every record: the first 16
/// bytes of the SHA-256 of the rules' canonical text.
struct LoadedPolicy {
  core::Policy policy;
  Bytes digest;
};
/// Reads them from the data folder (LONGWATCH_DATA, else beside the program, else the source tree);
/// errors of the loaders.
[[nodiscard]] Result<LoadedPolicy> load_policy();

/// Returns the data folder in use; kNotFound naming the places that were looked at.
[[nodiscard]] Result<std::filesystem::path> data_folder();

/// Reads a whole file of at most `size_max` bytes; kNotFound, kTooLarge, kUnavailable with the
/// path.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t size_max = 1U << 30);

/// Writes a file that only its owner may read. kUnavailable with the path.
[[nodiscard]] Result<void> write_secret(const std::filesystem::path& path, std::string_view text);

/// Writes a file whole: beside it first, then renamed. kUnavailable with the path.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace lw::cmd
