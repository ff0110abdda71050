#include <fmt/format.h>

#include <iostream>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/exit_code.hpp"
#include "codec/json.hpp"
#include "codec/reflect_cbor.hpp"
#include "crypto/merkle.hpp"
#include "crypto/sha256.hpp"
#include "domain/core/names.hpp"
#include "store/tiles/reader.hpp"
#include "verify/verify.hpp"

namespace lw::cmd {
namespace {

constexpr std::size_t kNoteSizeMax = 1 << 20;

/// Events that only a signed command may bring about: the decisions of the command table, by the
/// events they lead to.
std::vector<std::string> signed_events() {
  std::vector<std::string> out;
  for (const auto& decision : core::decision_events()) out.emplace_back(decision.event);
  return out;
}

Result<verify::VerifyOptions> verify_options(Session& session, const Arguments& arguments,
                                             LocalStore& store) {
  verify::VerifyOptions out;
  std::string key = arguments.text("--log-key");
  if (key.empty()) {
    LW_TRY(key, store.log_verifier_key());
  }
  LW_TRY(out.key, codec::parse_verifier_key(key));
  out.signed_events = signed_events();
  for (const auto& file : arguments.many("--trusted")) {
    LW_TRY(const std::string note, read_file(file, kNoteSizeMax));
    LW_TRY(auto checkpoint, verify::read_trusted(note, out.key));
    out.trusted.push_back(std::move(checkpoint));
  }
  if (session.options().terminal) {
    out.progress = [](std::uint64_t done, std::uint64_t total) {
      std::cerr << fmt::format("\rverifying {} of {} entries{}", done, total,
                               done == total ? "\n" : "");
    };
  }
  return out;
}

std::string summary_of(const verify::VerifyReport& report, const std::filesystem::path& folder) {
  std::string out = report.good() ? "The history verifies.\n" : "THE HISTORY DOES NOT VERIFY.\n";
  out += fmt::format("  folder      {}\n", folder.string());
  if (report.checkpoint) {
    out += fmt::format("  log         {}\n  size        {} entries\n  root        {}\n",
                       report.checkpoint->origin, report.checkpoint->size,
                       to_base64(report.checkpoint->root.bytes));
  }
  out += fmt::format(
      "  decisions   {} signed, each by a key of its person over exactly what the record says\n"
      "  sealed      {} ({} judged by their envelope only)",
      report.decisions, report.sealed, report.sealed_unopened);
  for (const auto& finding : report.findings) {
    out += fmt::format("\n  {}: {}{}{}", codec::enum_name(finding.fault), finding.where,
                       finding.entry           ? fmt::format(" entry {}: ", *finding.entry)
                       : finding.where.empty() ? ""
                                               : ": ",
                       finding.what);
  }
  return out;
}

Result<Output> verify_history(Session& session, const Arguments& arguments) {
  LW_TRY(LocalStore * store, session.store());
  const std::filesystem::path folder = arguments.text("--folder", store->log_folder().string());
  LW_TRY(const verify::VerifyOptions options, verify_options(session, arguments, *store));
  LW_TRY(const verify::VerifyReport report, verify::verify_log(folder, options));
  boost::json::array findings;
  for (const auto& finding : report.findings) findings.push_back(codec::to_json(finding));
  Output out{summary_of(report, folder), boost::json::object{{"good", report.good()},
                                                             {"entries", report.entries},
                                                             {"decisions", report.decisions},
                                                             {"sealed", report.sealed},
                                                             {"findings", findings}}};
  if (!report.good())
    return fail(ErrorCode::kCorrupt, out.text, {}, "keep the folder as it is: it is evidence");
  return out;
}

Result<Output> prove(Session& session, const Arguments& arguments) {
  LW_TRY(LocalStore * store, session.store());
  LW_TRY(const auto number, codec::parse_json(arguments.text("entry")));
  LW_TRY(const auto seq, codec::from_json<std::uint64_t>(number, "entry"));
  LW_TRY(const auto key, [&]() -> Result<codec::VerifierKey> {
    LW_TRY(const std::string text, store->log_verifier_key());
    return codec::parse_verifier_key(text);
  }());
  store::TileReader reader(store->log_folder());
  LW_TRY(const codec::Checkpoint checkpoint, reader.checkpoint(key));
  if (seq >= checkpoint.size) {
    return fail(ErrorCode::kNotFound, fmt::format("the log has {} entries", checkpoint.size),
                "entry", "entries are numbered from 0");
  }
  LW_TRY(const auto proof,
         crypto::inclusion_proof({seq, checkpoint.size}, reader.nodes(checkpoint.size)));
  LW_TRY(const std::string note, reader.checkpoint_note());
  const app::Ports ports = store->ports();
  LW_TRY(const Bytes entry, ports.history.read(seq));
  // C2SP tlog-proof: one file that proves one entry with nothing else but the log's key.
  std::string text = fmt::format("c2sp.org/tlog-proof@v1\nindex {}\n", seq);
  boost::json::array hashes;
  for (const auto& hash : proof) {
    text += to_base64(hash.bytes) + "\n";
    hashes.emplace_back(to_base64(hash.bytes));
  }
  text += "\n" + note;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return Output{
      text,
      boost::json::object{
          {"index", seq}, {"entry", to_base64(entry)}, {"proof", hashes}, {"checkpoint", note}}};
}

boost::json::object json_of(const app::Entry& entry) {
  boost::json::object out{
      {"entry", entry.seq},
      {"event", entry.event ? std::string(core::name_of(*entry.event)) : entry.record.event},
      {"actor", entry.record.actor},
      {"for", entry.record.authority},
      {"recorded_at", entry.record.recorded_at.text()},
      {"effective_on", entry.record.effective_on.text()},
      {"sealed", entry.record.sealed.has_value()},
      {"signed", entry.record.signature.has_value()}};
  out["body"] = entry.event ? core::json_of(*entry.event) : boost::json::value(nullptr);
  return out;
}

/// True when the person may read a sealed entry: a member of its compartment at that moment (R22).
bool may_read(const app::Entry& entry, const Asked& ask) {
  if (!entry.record.sealed) return true;
  return ask.viewer.person &&
         access::in_compartment(ask.state.access, *ask.viewer.person,
                                CompartmentId(entry.record.sealed->compartment), ask.viewer.now);
}

Result<Output> list(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(LocalStore * store, session.store());
  const app::Ports ports = store->ports();
  const std::string find = arguments.text("--find");
  Table table{{"entry", "recorded", "who", "for", "event", ""}, {}};
  boost::json::array json;
  LW_CHECK(app::read_entries(
      ports.history, ports.vault, 0, [&](const app::Entry& entry) -> Result<void> {
        const bool open = may_read(entry, ask);
        const std::string event = !open         ? "sealed"
                                  : entry.event ? std::string(core::name_of(*entry.event))
                                                : "sealed, key destroyed";
        if (!find.empty() && event.find(find) == std::string::npos &&
            entry.record.actor.find(find) == std::string::npos)
          return {};
        table.rows.push_back({std::to_string(entry.seq), entry.record.recorded_at.text(),
                              entry.record.actor, entry.record.authority, event,
                              fmt::format("{}{}", entry.record.signature ? "signed " : "",
                                          entry.record.sealed ? "sealed" : "")});
        app::Entry shown = entry;
        if (!open) shown.event.reset();
        json.push_back(json_of(shown));
        return {};
      }));
  return Output{to_text(table), json};
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(LocalStore * store, session.store());
  LW_TRY(const auto number, codec::parse_json(arguments.text("entry")));
  LW_TRY(const auto seq, codec::from_json<std::uint64_t>(number, "entry"));
  const app::Ports ports = store->ports();
  std::optional<boost::json::object> found;
  LW_CHECK(app::read_entries(ports.history, ports.vault, seq,
                             [&](const app::Entry& entry) -> Result<void> {
                               if (entry.seq != seq) return {};
                               app::Entry shown = entry;
                               if (!may_read(entry, ask)) shown.event.reset();
                               found = json_of(shown);
                               return {};
                             }));
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
      fmt::format("On {}: {} entries, the last of {}; state {}\nAsk any question about that day "
                  "with --at {}.",
                  day.text(), replayed.size, replayed.last_at.text(), hex, day.text()),
      boost::json::object{{"day", day.text()}, {"entries", replayed.size}, {"state_sha256", hex}}};
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
  return {{"history",
           "verify",
           "check the published log offline: every byte, proof, signature and decision",
           {{"--folder", "published log; the store's own when absent"},
            {"--log-key",
             "verifier key of the log, from a place you trust; the store's own when absent"},
            {"--trusted", "checkpoint seen before: finds forks and roll-backs; may be repeated",
             Kind::kMany}},
           verify_history},
          {"history",
           "prove",
           "one file that proves an entry with nothing but the log's key",
           {entry},
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
}

}  // namespace lw::cmd
