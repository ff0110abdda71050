#include "cmd/longwatch/report_history.hpp"

#include "cmd/longwatch/says.hpp"

#include <algorithm>

#include "app/view.hpp"
#include "cmd/longwatch/verification.hpp"
#include "domain/core/names.hpp"
#include "store/tiles/reader.hpp"
#include "verify/words.hpp"

namespace lw::cmd {
namespace {

constexpr std::size_t kReasonShown = 200;

bool is_decision(const app::Entry& entry) {
  return entry.event && entry.record.part == 0 &&
         std::ranges::find(core::decision_events(), core::name_of(*entry.event),
                           &core::DecisionEvent::event) != core::decision_events().end();
}

/// What the verifier said of the very bytes that the store shows. Its verdict on other bytes, or
/// none where there should be one, is not good enough.
report::SignatureStatus status_of(const app::Entry& entry, const CheckedHistory& checked) {
  if (entry.seq >= checked.published) return report::SignatureStatus::kNotChecked;
  const auto verdict = checked.verdicts.find(entry.seq);
  const auto bytes = codec::encode_record(entry.record);
  if (verdict == checked.verdicts.end() || !bytes ||
      verdict->second.entry != verify::entry_hash(*bytes))
    return report::SignatureStatus::kInvalid;
  switch (verdict->second.verdict) {
    case verify::SignatureVerdict::kVerified: return report::SignatureStatus::kVerified;
    case verify::SignatureVerdict::kMissing: return report::SignatureStatus::kMissing;
    case verify::SignatureVerdict::kWrong: return report::SignatureStatus::kInvalid;
    case verify::SignatureVerdict::kNotOpened: break;
  }
  return report::SignatureStatus::kNotChecked;
}

report::Decision row_of(const app::Entry& entry, const CheckedHistory& checked) {
  const auto body = core::json_of(*entry.event);
  const auto* reason = body.get_object().if_contains("reason");
  report::Decision row;
  row.log_index = static_cast<std::int64_t>(entry.seq);
  row.decided_on = entry.record.recorded_at.date();
  row.effective_from = entry.record.effective_on;
  row.what = says(*entry.event);
  row.who = entry.record.actor;
  row.authority = entry.record.authority;
  row.why = reason != nullptr && reason->is_string()
                ? shorten(std::string_view(reason->get_string()), kReasonShown)
                : "";
  if (const std::string end = ": " + row.why; !row.why.empty() && row.what.ends_with(end))
    row.what.resize(row.what.size() - end.size());  // the reason has a column of its own
  row.signature = status_of(entry, checked);
  if (const auto it = checked.verdicts.find(entry.seq); it != checked.verdicts.end())
    row.key_id = it->second.key_id;
  return row;
}

Result<void> fill_decisions(report::Report& out, Session& session, const Asked& ask,
                            const CheckedHistory& checked) {
  LW_TRY(const core::State* whole, session.state());
  LW_TRY(LocalStore * store, session.store());
  const app::Ports ports = store->ports();
  return app::read_entries(ports.history, ports.vault, 0,
                           [&](const app::Entry& entry) -> Result<void> {
                             if (is_decision(entry) && entry.record.recorded_at.date() <= ask.on &&
                                 !app::closed_to(*whole, ask.viewer, entry))
                               out.decisions.push_back(row_of(entry, checked));
                             return {};
                           });
}

}  // namespace

Result<void> fill_history(report::Report& out, Session& session, const Asked& ask) {
  LW_TRY(LocalStore * store, session.store());
  LW_TRY(const std::string vkey, store->log_verifier_key());
  verify::VerifyOptions options;
  LW_TRY(options.key, codec::parse_verifier_key(vkey));
  LW_TRY(const CheckedHistory checked, check_history(session, std::move(options)));
  const verify::VerifyReport& report = checked.report;
  out.history.log_name = store->settings().origin;
  if (report.checkpoint) {
    out.history.size = static_cast<std::int64_t>(report.checkpoint->size);
    out.history.root_hash = to_base64(report.checkpoint->root.bytes);
    LW_TRY(out.history.checkpoint, store::TileReader(store->log_folder()).checkpoint_note());
  }
  out.history.check =
      report.good() ? report::HistoryCheck::kVerified : report::HistoryCheck::kFailed;
  out.history.checked_at = store::SystemClock().now();
  for (const auto& finding : report.findings)
    out.history.problems.push_back(verify::line_of(finding));
  out.history.command = "longwatch-verify --log-key '" + vkey + "' log";
  return fill_decisions(out, session, ask, checked);
}

}  // namespace lw::cmd
