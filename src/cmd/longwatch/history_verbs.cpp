#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/view.hpp"
#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/key_verbs.hpp"
#include "cmd/longwatch/progress_bar.hpp"
#include "cmd/longwatch/verification.hpp"
#include "codec/json.hpp"
#include "codec/reflect_cbor.hpp"
#include "codec/tlog_proof.hpp"
#include "crypto/merkle.hpp"
#include "crypto/sha256.hpp"
#include "domain/core/names.hpp"
#include "store/tiles/reader.hpp"
#include "verify/key_files.hpp"
#include "verify/proof.hpp"
#include "verify/words.hpp"

namespace lw::cmd {
namespace {

constexpr std::size_t kNoteSizeMax = 1 << 20;

Result<verify::VerifyOptions> verify_options(Session& session, const Arguments& arguments,
                                             LocalStore& store) {
  verify::VerifyOptions out;
  std::string key = arguments.text("--log-key");
  if (key.empty()) {
    LW_TRY(key, store.log_verifier_key());
  }
  LW_TRY(out.key, codec::parse_verifier_key(key));
  for (const auto& file : arguments.many("--trusted")) {
    LW_TRY(const std::string note, read_file(file, kNoteSizeMax));
    LW_TRY(auto checkpoint, verify::read_trusted(note, out.key));
    out.trusted.push_back(std::move(checkpoint));
  }
  if (arguments.has("--person-keys")) {
    LW_TRY(const std::string text,
           read_file(arguments.text("--person-keys"), verify::kKeyFileSizeMax));
    LW_TRY(out.pinned_keys, verify::parse_person_keys(text));
  }
  if (session.options().terminal) {
    // Shared, because a std::function can be copied and a bar cannot.
    out.progress = [bar = std::make_shared<ProgressBar>(true)](std::uint64_t done,
                                                               std::uint64_t total) {
      bar->show({"verifying", done, total, ProgressUnit::kRecords, 0, "entries"});
    };
  }
  return out;
}

std::string summary_of(const CheckedHistory& checked, const std::filesystem::path& folder) {
  std::string out =
      checked.report.good() ? "The history verifies." : "THE HISTORY DOES NOT VERIFY.";
  out += fmt::format("\n  folder     {}", printable(folder.string()));
  out += fmt::format("\n  published  {} of {} entries", checked.published, checked.recorded);
  if (checked.published < checked.recorded)
    out += "; the rest waits for the next command that writes, and is not verified";
  for (const auto& line : verify::lines_of(checked.report)) out += "\n  " + line;
  if (!checked.report.good()) out += "\nKeep the folder as it is: it is evidence.";
  return out;
}

Result<Output> verify_history(Session& session, const Arguments& arguments) {
  LW_TRY(LocalStore * store, session.store());
  LW_TRY(verify::VerifyOptions options, verify_options(session, arguments, *store));
  const std::filesystem::path folder = arguments.text("--folder", store->log_folder().string());
  LW_TRY(const CheckedHistory checked, arguments.has("--folder")
                                           ? check_copy(session, folder, std::move(options))
                                           : check_history(session, std::move(options)));
  const verify::VerifyReport& report = checked.report;
  boost::json::array findings;
  for (const auto& finding : report.findings) findings.push_back(codec::to_json(finding));
  boost::json::array verdicts;
  for (const auto& [seq, one] : checked.verdicts)
    verdicts.push_back(boost::json::object{{"entry", seq},
                                           {"event", one.event},
                                           {"verdict", std::string(codec::enum_name(one.verdict))},
                                           {"key_id", one.key_id}});
  Output out{summary_of(checked, folder),
             boost::json::object{{"good", report.good()},
                                 {"entries", report.entries},
                                 {"published", checked.published},
                                 {"recorded", checked.recorded},
                                 {"decisions", report.decisions},
                                 {"decisions_unpinned", report.decisions_unpinned},
                                 {"sealed", report.sealed},
                                 {"sealed_unopened", report.sealed_unopened},
                                 {"verdicts", verdicts},
                                 {"findings", findings}}};
  if (!report.good()) out.wrong = ErrorCode::kCorrupt;
  return out;
}

/// The proof of an entry that is in the published log, for somebody who has the log's key.
Result<codec::TlogProof> proof_of(LocalStore& store, std::uint64_t seq, ByteView entry) {
  LW_TRY(const std::string vkey, store.log_verifier_key());
  LW_TRY(const auto key, codec::parse_verifier_key(vkey));
  store::TileReader reader(store.log_folder());
  LW_TRY(const codec::Checkpoint checkpoint, reader.checkpoint(key));
  if (seq >= checkpoint.size) {
    return fail(ErrorCode::kNotFound,
                fmt::format("the published log has {} entries; entry {} is recorded and waits",
                            checkpoint.size, seq),
                "entry", "the next command that writes publishes it");
  }
  codec::TlogProof out{{}, seq, {}, {}};
  LW_TRY(out.hashes,
         crypto::inclusion_proof({seq, checkpoint.size}, reader.nodes(checkpoint.size)));
  LW_TRY(out.checkpoint, reader.checkpoint_note());
  if (verify::root_of_path(verify::entry_hash(entry), seq, checkpoint.size, out.hashes) !=
      checkpoint.root) {
    return fail(ErrorCode::kCorrupt,
                fmt::format("entry {} of the store is not the one that was published", seq),
                "entry", "run `longwatch history verify`");
  }
  return out;
}

Result<Output> prove(Session& session, const Arguments& arguments) {
  LW_TRY(LocalStore * store, session.store());
  LW_TRY(const auto number, codec::parse_json(arguments.text("entry")));
  LW_TRY(const auto seq, codec::from_json<std::uint64_t>(number, "entry"));
  const app::Ports ports = store->ports();
  LW_TRY(const std::uint64_t size, ports.history.size());
  if (seq >= size) {
    return fail(ErrorCode::kNotFound, fmt::format("the history has {} entries", size), "entry",
                "entries are numbered from 0");
  }
  LW_TRY(const Bytes entry, ports.history.read(seq));
  LW_TRY(const codec::TlogProof proof, proof_of(*store, seq, entry));
  std::string text = codec::format_tlog_proof(proof);
  if (arguments.has("--entry-out"))
    LW_CHECK(write_file(arguments.text("--entry-out"), as_text(entry)));
  boost::json::array hashes;
  for (const auto& hash : proof.hashes) hashes.emplace_back(to_base64(hash.bytes));
  boost::json::object json{{"index", seq},
                           {"entry", to_base64(entry)},
                           {"proof", hashes},
                           {"checkpoint", proof.checkpoint}};
  if (arguments.has("--out")) {
    LW_CHECK(write_file(arguments.text("--out"), text));
    text = "proof: " + arguments.text("--out") + "\n";
  }
  text.pop_back();  // the line feed that the answer is given anyway
  return Output{std::move(text), std::move(json)};
}

/// An entry as the one who asks may see it.
struct Shown {
  const app::Entry& entry;
  bool open = true;                          ///< they may know what it says
  const access::Erasure* erasure = nullptr;  ///< why nobody may any more

  [[nodiscard]] std::string event() const {
    if (!open) return "sealed";
    if (entry.event) return std::string(core::name_of(*entry.event));
    return erasure != nullptr ? "erased" : "sealed, key lost";
  }
  /// What is in a sealed body, the signature among it, is known to who may open it.
  [[nodiscard]] std::optional<bool> is_signed() const {
    if (entry.record.sealed && (!open || !entry.event)) return std::nullopt;
    return entry.signature.has_value();
  }
};

/// Who asks, and what decides whether they may read an entry: what is restricted today, and what
/// was on the day asked about.
struct Reader {
  vulnerability::Viewer viewer;
  core::State today;
  const core::State& then;

  [[nodiscard]] Shown shown(const app::Entry& entry) const {
    Shown out{entry, true, nullptr};
    out.open = !app::closed_to(today, viewer, entry) && !app::closed_to(then, viewer, entry);
    if (!entry.event) {
      const auto it = today.access.erasures.find(entry.record.sealed->key_id);
      if (it != today.access.erasures.end()) out.erasure = &it->second;
    }
    return out;
  }
};

Result<Reader> reader_of(Session& session) {
  LW_TRY(const auto viewer, viewer_of(session));
  LW_TRY(const core::State* then, session.state());
  LW_TRY(core::State today, present_state(session));
  return Reader{viewer, std::move(today), *then};
}

boost::json::object json_of(const Shown& shown) {
  const app::Entry& entry = shown.entry;
  boost::json::object out{{"entry", entry.seq},
                          {"event", shown.event()},
                          {"actor", entry.record.actor},
                          {"for", entry.record.authority},
                          {"recorded_at", entry.record.recorded_at.text()},
                          {"effective_on", entry.record.effective_on.text()},
                          {"sealed", entry.record.sealed.has_value()}};
  const auto is_signed = shown.is_signed();
  out["signed"] = is_signed ? boost::json::value(*is_signed) : boost::json::value(nullptr);
  out["body"] = shown.open && entry.event ? core::json_of(*entry.event) : boost::json::value();
  if (shown.erasure != nullptr) out["erased"] = codec::to_json(*shown.erasure);
  return out;
}

Result<Output> list(Session& session, const Arguments& arguments) {
  LW_TRY(const Reader reader, reader_of(session));
  LW_TRY(LocalStore * store, session.store());
  const app::Ports ports = store->ports();
  const std::string find = arguments.text("--find");
  Table table{{"entry", "recorded", "who", "for", "event", ""}, {}};
  boost::json::array json;
  LW_CHECK(app::read_entries(
      ports.history, ports.vault, 0, [&](const app::Entry& entry) -> Result<void> {
        if (session.options().at && entry.record.recorded_at.date() > *session.options().at)
          return {};
        const Shown shown = reader.shown(entry);
        const std::string event = shown.event();
        if (!find.empty() && event.find(find) == std::string::npos &&
            entry.record.actor.find(find) == std::string::npos)
          return {};
        table.rows.push_back(
            {std::to_string(entry.seq), entry.record.recorded_at.text(), entry.record.actor,
             entry.record.authority, event,
             fmt::format("{}{}", shown.is_signed().value_or(false) ? "signed " : "",
                         entry.record.sealed ? "sealed" : "")});
        json.push_back(json_of(shown));
        return {};
      }));
  return Output{to_text(table), json};
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Reader reader, reader_of(session));
  LW_TRY(LocalStore * store, session.store());
  LW_TRY(const auto number, codec::parse_json(arguments.text("entry")));
  LW_TRY(const auto seq, codec::from_json<std::uint64_t>(number, "entry"));
  const app::Ports ports = store->ports();
  std::optional<boost::json::object> found;
  LW_TRY(const std::uint64_t size, ports.history.size());
  if (seq < size) {
    LW_CHECK(app::read_entries(
        ports.history, ports.vault, seq, [&](const app::Entry& entry) -> Result<void> {
          const bool later =
              session.options().at && entry.record.recorded_at.date() > *session.options().at;
          if (entry.seq == seq && !later) found = json_of(reader.shown(entry));
          return {};
        }));
  }
  if (!found) return fail(ErrorCode::kNotFound, fmt::format("no entry {}", seq), "entry");
  std::string text = codec::pretty_json(*found);
  text.pop_back();
  return Output{text, *found};
}

/// How the history stood at the end of a day.
Result<Output> at(Session& session, const Arguments& arguments) {
  LW_TRY(const Date day, Date::parse(arguments.text("day")));
  LW_TRY(LocalStore * store, session.store());
  const app::Ports ports = store->ports();
  LW_TRY(const auto replayed, app::replay(ports.history, ports.vault,
                                          Instant::start_of(day.plus_days(1)).plus_seconds(-1)));
  const std::string hex = crypto::sha256(codec::to_cbor(replayed.state)).hex();
  return Output{
      fmt::format("On {}: {} entries, the last of {}; state {}{}\nAsk any question about that day "
                  "with --at {}.",
                  day.text(), replayed.size, replayed.last_at.text(), hex,
                  replayed.unreadable == 0
                      ? ""
                      : fmt::format("\n{} of them cannot be read any more: the state lacks what "
                                    "they said",
                                    replayed.unreadable),
                  day.text()),
      boost::json::object{{"day", day.text()},
                          {"entries", replayed.size},
                          {"unreadable", replayed.unreadable},
                          {"state_sha256", hex}}};
}

Result<Output> digest(Session& session, const Arguments&) {
  LW_TRY(const core::State* state, session.state());
  const std::string hex = crypto::sha256(codec::to_cbor(*state)).hex();
  return Output{as_of(session) + hex, boost::json::object{{"state_sha256", hex}}};
}

}  // namespace

std::vector<Verb> history_verbs() {
  using Kind = Parameter::Kind;
  const Parameter entry{"entry", "number of the entry, from 0", Kind::kValue, true};
  std::vector<Verb> out = {
      {"history",
       "verify",
       "check the published log offline: every byte, proof, signature and decision",
       {{"--folder", "published log; the store's own when absent"},
        {"--log-key",
         "verifier key of the log, from a place you trust; the store's own when absent"},
        {"--trusted", "checkpoint seen before: finds forks and roll-backs; may be repeated",
         Kind::kMany},
        {"--person-keys", "file of persons' public keys that you know: no other key is theirs"}},
       verify_history},
      {"history",
       "prove",
       "one file that proves an entry with nothing but the log's key",
       {entry,
        {"--out", "file for the proof"},
        {"--entry-out", "file for the bytes of the entry, which are not in the proof"}},
       prove},
      {"history",
       "list",
       "entries: who, when, for whom, what",
       {{"--find", "text in event or actor"}},
       list},
      {"history", "show", "one entry with all its fields", {entry}, show},
      {"history",
       "at",
       "how the history stood at the end of a day",
       {{"day", "YYYY-MM-DD", Kind::kValue, true}},
       at},
      {"history",
       "digest",
       "SHA-256 of the whole state: the same for the same history, whenever it is computed",
       {},
       digest}};
  std::ranges::move(key_verbs(), std::back_inserter(out));
  return out;
}

}  // namespace lw::cmd
