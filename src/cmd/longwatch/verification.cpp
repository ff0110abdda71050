#include "cmd/longwatch/verification.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/view.hpp"
#include "cmd/longwatch/ask.hpp"
#include "store/tiles/reader.hpp"
#include "verify/words.hpp"

namespace lw::cmd {
namespace {

using verify::Fault;
using RecordKeys = std::map<std::string, verify::RecordKey, std::less<>>;

void add(verify::VerifyReport& report, verify::Finding finding) {
  if (report.findings.size() < verify::kFindingsMax) report.findings.push_back(std::move(finding));
  else ++report.findings_left_out;
}

/// The keys of the sealed records that the asker may read.
Result<RecordKeys> readable_keys(Session& session, LocalStore& store, const core::State& whole) {
  LW_TRY(const auto viewer, viewer_of(session));
  const app::Ports ports = store.ports();
  RecordKeys out;
  LW_CHECK(app::read_entries(
      ports.history, ports.vault, 0, [&](const app::Entry& entry) -> Result<void> {
        if (!entry.record.sealed || !entry.event || app::closed_to(whole, viewer, entry)) return {};
        LW_TRY(const app::DataKey key, ports.vault.get(entry.record.sealed->key_id));
        out[entry.record.sealed->key_id] = key.bytes;
        return {};
      }));
  return out;
}

/// Names the first entry that the store has otherwise than its log.
Result<void> name_difference(LocalStore& store, std::uint64_t size, verify::VerifyReport& report) {
  store::TileReader reader(store.log_folder());
  const app::Ports ports = store.ports();
  bool found = false;
  LW_CHECK(ports.history.scan({0, size}, [&](std::uint64_t seq, ByteView entry) -> Result<void> {
    if (found) return {};
    const std::uint64_t index = seq / codec::kTileWidth;
    LW_TRY(const auto hashes, reader.tile({0, index, codec::tile_width(0, index, size)}));
    if (hashes[seq % codec::kTileWidth] == verify::entry_hash(entry)) return {};
    found = true;
    add(report, {Fault::kNotAsPublished, seq, "history.db",
                 "the store has another entry here than the log that it published"});
    return {};
  }));
  return {};
}

/// Holds the store's entries against the log: what answers are computed from is what was published.
Result<void> compare_entries(LocalStore& store, CheckedHistory& out) {
  const auto& checkpoint = out.report.checkpoint;
  if (!checkpoint) return {};
  out.published = std::min(checkpoint->size, out.recorded);
  if (checkpoint->size > out.recorded) {
    add(out.report, {Fault::kRolledBack, std::nullopt, "history.db",
                     fmt::format("the store holds {} entries; {} were published", out.recorded,
                                 checkpoint->size)});
    return {};
  }
  verify::RunningRoot root;
  const app::Ports ports = store.ports();
  LW_CHECK(
      ports.history.scan({0, checkpoint->size}, [&](std::uint64_t, ByteView entry) -> Result<void> {
        root.add(verify::entry_hash(entry));
        return {};
      }));
  if (root.root() == checkpoint->root) return {};
  return name_difference(store, checkpoint->size, out.report);
}

/// A key that is gone without a decision took its record out of every answer in silence.
Result<void> look_for_keys(LocalStore& store, const access::State& access, CheckedHistory& out) {
  const app::Ports ports = store.ports();
  return ports.history.scan(
      {0, out.recorded}, [&](std::uint64_t seq, ByteView bytes) -> Result<void> {
        const auto record = codec::decode_record(bytes);
        if (!record || !record->sealed || access.erasures.contains(record->sealed->key_id))
          return {};
        const auto key = ports.vault.get(record->sealed->key_id);
        if (key || key.error().code != ErrorCode::kNotFound) return {};
        add(out.report, {Fault::kLostKey, seq, "vault.db",
                         "the key of this sealed record is gone, and no decision says so"});
        return {};
      });
}

Result<CheckedHistory> judged(const std::filesystem::path& folder, verify::VerifyOptions options,
                              RecordKeys keys) {
  CheckedHistory out;
  options.record_key = [keys = std::move(keys)](std::string_view id) {
    const auto it = keys.find(id);
    return it == keys.end() ? std::nullopt : std::optional(it->second);
  };
  options.verdict = [&](const verify::RecordVerdict& verdict) {
    out.verdicts[verdict.seq] = verdict;
  };
  LW_TRY(out.report, verify::verify_log(folder, options));
  return out;
}

}  // namespace

Result<core::State> present_state(Session& session) {
  if (!session.options().at) {
    LW_TRY(const core::State* state, session.state());
    return *state;
  }
  GlobalOptions options = session.options();
  options.at.reset();
  Session present(std::move(options));
  LW_TRY(const core::State* state, present.state());
  return *state;
}

Result<CheckedHistory> check_copy(Session& session, const std::filesystem::path& folder,
                                  verify::VerifyOptions options) {
  LW_TRY(LocalStore * store, session.store());
  RecordKeys keys;
  if (const auto whole = present_state(session)) {
    LW_TRY(keys, readable_keys(session, *store, *whole));
  }
  LW_TRY(CheckedHistory out, judged(folder, std::move(options), std::move(keys)));
  const app::Ports ports = store->ports();
  LW_TRY(out.recorded, ports.history.size());
  out.published = out.report.checkpoint ? out.report.checkpoint->size : 0;
  return out;
}

Result<CheckedHistory> check_history(Session& session, verify::VerifyOptions options) {
  LW_TRY(LocalStore * store, session.store());
  const auto whole = present_state(session);
  RecordKeys keys;
  if (whole) {
    LW_TRY(keys, readable_keys(session, *store, *whole));
  }
  LW_TRY(CheckedHistory out, judged(store->log_folder(), std::move(options), std::move(keys)));
  const app::Ports ports = store->ports();
  LW_TRY(out.recorded, ports.history.size());
  LW_CHECK(compare_entries(*store, out));
  if (whole) {
    LW_CHECK(look_for_keys(*store, whole->access, out));
  } else {
    // The published log is judged all the same: it is the store that cannot be read.
    add(out.report, {Fault::kNotAsPublished, std::nullopt, "history.db", whole.error().message()});
  }
  return out;
}

}  // namespace lw::cmd
