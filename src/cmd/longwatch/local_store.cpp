#include "cmd/longwatch/local_store.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>

#include "app/role_loader.hpp"
#include "app/rule_loader.hpp"
#include "codec/json.hpp"
#include "codec/reflect_json.hpp"
#include "crypto/note.hpp"
#include "crypto/sha256.hpp"
#include "store/files/files.hpp"
#include "store/tiles/publisher.hpp"

namespace lw::cmd {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSettingsSizeMax = 64 << 10;
constexpr std::size_t kRulesDigestSize = 16;
constexpr const char* kSettingsFile = "longwatch.json";

std::unexpected<Error> unavailable(const fs::path& path, const std::string& what,
                                   const std::error_code& error) {
  return fail(ErrorCode::kUnavailable, what + ": " + error.message(), path.string());
}

Result<StoreSettings> read_settings(const fs::path& folder) {
  const fs::path file = folder / kSettingsFile;
  std::error_code error;
  if (!fs::exists(file, error)) {
    return fail(ErrorCode::kNotFound, "there is no store here", folder.string(),
                "make one with `longwatch init`, or name its folder with --store");
  }
  LW_TRY(const std::string text, read_file(file, kSettingsSizeMax));
  LW_TRY(const auto json, codec::parse_json(text));
  const auto* format = json.is_object() ? json.get_object().if_contains("format") : nullptr;
  if (format != nullptr && format->is_int64() && format->get_int64() > kStoreFormat) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("this store has format {}, and this Longwatch reads {}",
                            format->get_int64(), kStoreFormat),
                folder.string(), "use the newer Longwatch that made it");
  }
  auto settings = codec::from_json<StoreSettings>(json);
  if (!settings) settings.error().where = file.string() + ": " + settings.error().where;
  return settings;
}

Result<crypto::PrivateKey> log_key(const fs::path& folder) {
  LW_TRY(const std::string pem, read_file(folder / "keys" / "log.pem", kSettingsSizeMax));
  return crypto::PrivateKey::from_pem(pem, {});
}

Result<void> make_log_key(const fs::path& folder, const std::string& origin) {
  LW_TRY(const crypto::PrivateKey key, crypto::PrivateKey::generate());
  LW_TRY(const std::string pem, key.to_pem({}));
  LW_CHECK(write_secret(folder / "keys" / "log.pem", pem));
  return write_file(
      folder / "keys" / "log.vkey",
      codec::format_verifier_key(crypto::make_verifier_key(origin, key.public_key())) + "\n");
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t size_max) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    const bool absent = !fs::exists(path);
    return fail(absent ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
                absent ? "no such file" : "cannot be read", path.string());
  }
  std::string out;
  char buffer[1 << 16];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    out.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (out.size() > size_max) {
      return fail(ErrorCode::kTooLarge, fmt::format("larger than {} bytes", size_max),
                  path.string());
    }
  }
  if (in.bad()) return fail(ErrorCode::kUnavailable, "cannot be read", path.string());
  return out;
}

Result<void> write_file(const fs::path& path, std::string_view text) {
  return store::write_file(fs::absolute(path), as_bytes(text));
}

Result<void> write_secret(const fs::path& path, std::string_view text) {
  return store::write_file(fs::absolute(path), as_bytes(text),
                           {store::FileAccess::kPrivate, store::DirectorySync::kNow});
}

Result<std::unique_ptr<LocalStore>> LocalStore::create(const fs::path& folder,
                                                       const StoreSettings& settings) {
  std::error_code error;
  if (fs::exists(folder / kSettingsFile, error) || fs::exists(folder / "history.db", error)) {
    return fail(ErrorCode::kConflict, "there is a store here already", folder.string(),
                "choose another folder");
  }
  fs::create_directories(folder, error);
  if (error) return unavailable(folder, "cannot make the folder", error);
  LW_TRY(auto history, store::SqliteHistory::create(folder / "history.db", settings.origin));
  LW_TRY(auto vault, store::SqliteVault::create(folder / "vault.db"));
  LW_CHECK(make_log_key(folder, settings.origin));
  // Written last: a folder without it is not a store.
  LW_CHECK(write_file(folder / kSettingsFile, codec::pretty_json(codec::to_json(settings))));
  return std::unique_ptr<LocalStore>(
      new LocalStore(folder, settings, std::move(history), std::move(vault)));
}

Result<std::unique_ptr<LocalStore>> LocalStore::open(const fs::path& folder, store::OpenMode mode) {
  LW_TRY(const StoreSettings settings, read_settings(folder));
  LW_TRY(auto history, store::SqliteHistory::open(folder / "history.db", mode));
  LW_TRY(auto vault, store::SqliteVault::open(folder / "vault.db", mode));
  return std::unique_ptr<LocalStore>(
      new LocalStore(folder, settings, std::move(history), std::move(vault)));
}

Result<std::string> LocalStore::log_verifier_key() const {
  LW_TRY(std::string text, read_file(folder_ / "keys" / "log.vkey", kSettingsSizeMax));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

Result<void> LocalStore::open_publisher() {
  if (publisher_) return {};
  if (!log_key_) {
    LW_TRY(auto key, log_key(folder_));
    log_key_ = std::make_unique<crypto::PrivateKey>(std::move(key));
  }
  LW_TRY(publisher_, store::TilePublisher::open(*history_, *log_key_,
                                                {log_folder(), store::PublisherCheck::kEdge}));
  return {};
}

Result<void> LocalStore::check_publication() {
  const auto opened = open_publisher();
  // Whatever else stands in the way of publishing must not stand in the way of recording.
  if (!opened && opened.error().code != ErrorCode::kUnavailable)
    return std::unexpected<Error>(opened.error());
  return {};
}

Result<void> LocalStore::publish() {
  const auto published = [&]() -> Result<void> {
    LW_CHECK(open_publisher());
    LW_CHECK(publisher_->publish());
    return {};
  }();
  waits_.reset();
  if (published) return {};
  Error error = published.error();
  if (error.code != ErrorCode::kUnavailable) {
    error.what = "the entries are recorded, and the log cannot be published: " + error.what;
    return std::unexpected<Error>(std::move(error));
  }
  error.what = "recorded; the published log waits: " + error.what;
  error.hint = "make room: the next command that writes publishes the rest";
  waits_ = std::move(error);
  return {};
}

Result<fs::path> data_folder() {
  std::error_code error;
  std::vector<fs::path> places;
  if (const char* given = std::getenv("LONGWATCH_DATA")) places.emplace_back(given);
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) places.push_back(program.parent_path().parent_path() / "share" / "longwatch");
  places.emplace_back(LW_DATA_DIR);
  std::string looked;
  for (const auto& place : places) {
    if (fs::is_directory(place / "rules", error)) return place;
    looked += (looked.empty() ? "" : ", ") + place.string();
  }
  return fail(ErrorCode::kNotFound, "law and role tables are nowhere to be found", looked,
              "name their folder with LONGWATCH_DATA");
}

Result<LoadedPolicy> load_policy() {
  LW_TRY(const fs::path folder, data_folder());
  LoadedPolicy out;
  LW_TRY(out.policy.rules, app::load_rule_book(folder / "rules"));
  LW_TRY(out.policy.roles, app::load_role_matrix(folder / "roles" / "roles.toml"));
  const Digest digest = crypto::sha256(as_bytes(out.policy.rules.canonical_text()));
  out.digest.assign(digest.bytes.begin(), digest.bytes.begin() + kRulesDigestSize);
  return out;
}

}  // namespace lw::cmd
