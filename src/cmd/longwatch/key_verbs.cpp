#include "cmd/longwatch/key_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/view.hpp"
#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/verification.hpp"
#include "codec/json.hpp"
#include "crypto/sha256.hpp"
#include "domain/core/names.hpp"
#include "verify/key_files.hpp"

namespace lw::cmd {
namespace {

/// True when somebody who may know of the entry's matter asks.
bool may_know(const core::State& whole, const vulnerability::Viewer& viewer,
              const app::Entry& entry) {
  const auto compartment = app::compartment_now(whole, entry);
  return !compartment || (viewer.person && access::in_compartment(whole.access, *viewer.person,
                                                                  *compartment, viewer.now));
}

/// The keys that go out: of a compartment, what its member may read; else what is restricted no
/// longer.
Result<verify::RecordKeys> keys_to_export(Session& session, LocalStore& store,
                                          const std::optional<CompartmentId>& compartment) {
  LW_TRY(const core::State whole, present_state(session));
  LW_TRY(const auto viewer, viewer_of(session));
  const app::Ports ports = store.ports();
  verify::RecordKeys out{store.settings().origin, {}};
  LW_CHECK(app::read_entries(
      ports.history, ports.vault, 0, [&](const app::Entry& entry) -> Result<void> {
        if (!entry.record.sealed || !entry.event ||
            app::compartment_now(whole, entry) != compartment ||
            app::closed_to(whole, viewer, entry))
          return {};
        LW_TRY(const app::DataKey key, ports.vault.get(entry.record.sealed->key_id));
        out.keys[entry.record.sealed->key_id] = key.bytes;
        return {};
      }));
  return out;
}

Digest digest_of_ids(const verify::RecordKeys& keys) {
  std::string ids;
  for (const auto& [id, key] : keys.keys) ids += id + "\n";
  return crypto::sha256(as_bytes(ids));
}

Result<Output> export_keys(Session& session, const Arguments& arguments) {
  const std::filesystem::path file = arguments.text("--out");
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    return fail(ErrorCode::kConflict, "there is a file here already", file.string(),
                "name another one");
  std::optional<CompartmentId> compartment;
  if (arguments.has("--compartment")) {
    LW_TRY(compartment, CompartmentId::parse(arguments.text("--compartment")));
  }
  LW_TRY(LocalStore * store, session.store());
  LW_TRY(const verify::RecordKeys keys, keys_to_export(session, *store, compartment));
  // Recorded first: keys that are out and not on record would be worse than a record too many.
  LW_TRY(const app::Outcome outcome,
         session.submit(core::Command(access::Command(access::ExportRecordKeys{
             compartment, keys.keys.size(), digest_of_ids(keys), arguments.text("--reason")}))));
  auto written = write_secret(file, verify::format_record_keys(keys));
  if (!written) {
    Error error = std::move(written).error();
    error.what = fmt::format("entry {} records the export, and the file is not written: {}",
                             outcome.first_seq, error.what);
    return std::unexpected<Error>(std::move(error));
  }
  return Output{
      fmt::format("{} record keys are in {}, readable by you alone; entry {} records it\n"
                  "Whoever holds the file reads those records, also after their keys "
                  "are destroyed here.",
                  keys.keys.size(), printable(file.string()), outcome.first_seq),
      boost::json::object{
          {"file", file.string()}, {"records", keys.keys.size()}, {"entry", outcome.first_seq}}};
}

/// True when the entry is about the case, as its fields say.
bool is_about(const app::Entry& entry, const std::string& case_id) {
  if (!entry.event) return false;
  const auto body = core::json_of(*entry.event);
  const auto* field = body.get_object().if_contains("case_id");
  return field != nullptr && field->is_string() && field->get_string() == case_id;
}

/// The sealed records that were named, by number or by their case. Who may not know of a record
/// gets the answer for one that is not there (R22).
Result<std::vector<access::SealedRecord>> named_records(Session& session,
                                                        const Arguments& arguments) {
  std::set<std::uint64_t> numbers;
  for (const auto& word : arguments.many("entry")) {
    LW_TRY(const auto number, codec::parse_json(word));
    LW_TRY(const auto seq, codec::from_json<std::uint64_t>(number, "entry"));
    numbers.insert(seq);
  }
  const std::string case_id = arguments.text("--case");
  LW_TRY(const core::State whole, present_state(session));
  LW_TRY(const auto viewer, viewer_of(session));
  LW_TRY(LocalStore * store, session.store());
  const app::Ports ports = store->ports();
  std::vector<access::SealedRecord> out;
  LW_CHECK(app::read_entries(
      ports.history, ports.vault, 0, [&](const app::Entry& entry) -> Result<void> {
        if (!entry.record.sealed || !entry.event || !may_know(whole, viewer, entry)) return {};
        const bool named = numbers.erase(entry.seq) > 0;
        if (!named && (case_id.empty() || !is_about(entry, case_id))) return {};
        const auto& sealed = *entry.record.sealed;
        out.push_back({entry.seq, sealed.key_id, CompartmentId(sealed.compartment),
                       PersonId(entry.record.actor)});
        return {};
      }));
  if (!numbers.empty()) return access::no_sealed_record(*numbers.begin());
  if (out.empty()) {
    return fail(ErrorCode::kNotFound, "no sealed record is named", "entry",
                "`longwatch history list` numbers them; --case names all of a case");
  }
  return out;
}

/// What an erasure cannot reach: keys that were taken out before.
std::string copies_elsewhere(const access::State& access,
                             const std::vector<access::SealedRecord>& records) {
  std::string out;
  for (const auto& one : access.exports) {
    const bool concerns = !one.compartment || std::ranges::any_of(records, [&](const auto& record) {
      return record.compartment == *one.compartment;
    });
    if (concerns)
      out += fmt::format("\n{} took keys out on {}: what copies of them open stays readable there",
                         one.by.text(), one.on.text());
  }
  return out;
}

Result<Output> destroy_keys(Session& session, const Arguments& arguments) {
  LW_TRY(const auto records, named_records(session, arguments));
  LW_TRY(const app::Outcome outcome,
         session.submit(core::Command(
             access::Command(access::DestroyRecordKeys{records, arguments.text("--reason")}))));
  LW_TRY(const core::State* state, session.state());
  boost::json::array entries;
  std::string list;
  for (const auto& record : records) {
    entries.push_back(record.entry);
    list += fmt::format("{}{}", list.empty() ? "" : ", ", record.entry);
  }
  return Output{fmt::format("destroyed the keys of {} records ({}): nobody reads them again; entry "
                            "{} says who decided it and why{}\nBackups of vault.db still hold the "
                            "keys until they expire.",
                            records.size(), list, outcome.first_seq,
                            copies_elsewhere(state->access, records)),
                boost::json::object{{"entries", entries}, {"entry", outcome.first_seq}}};
}

}  // namespace

std::vector<Verb> key_verbs() {
  using Kind = Parameter::Kind;
  const Parameter reason{"--reason", "why; stands in clear in the history", Kind::kValue, true};
  return {
      {"history",
       "export-keys",
       "take record keys out, so that others can judge sealed decisions; recorded and signed",
       {{"--out", "new file, readable by you alone", Kind::kValue, true},
        {"--compartment",
         "of this compartment, of which you are a member; else of what is restricted no longer"},
        reason},
       export_keys},
      {"history",
       "destroy-keys",
       "make sealed records unreadable for good; recorded and signed",
       {{"entry", "numbers of the entries", Kind::kMany},
        {"--case", "all sealed entries about this case"},
        reason},
       destroy_keys}};
}

}  // namespace lw::cmd
