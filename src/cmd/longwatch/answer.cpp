#include "cmd/longwatch/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/handles.hpp"

namespace lw::cmd {
namespace {

/// Verbs that write leave their own entries; an exercise is played in another store.
bool only_reads(const Verb& verb) {
  return verb.noun != "exercise" && verb.noun != "do" && verb.noun != "decide" &&
         verb.noun != "import" && verb.noun != "demo" && verb.noun != "init" &&
         verb.noun != "completion";
}

/// Restricted cases of the answer: those that the reader may know of and that it, or its question,
/// names. A name that
/// stands within another is counted too: one entry too many harms nobody.
Result<std::vector<CaseId>> restricted_in(Session& session, const Arguments& arguments,
                                          const Output& answer) {
  std::vector<CaseId> out;
  LW_TRY(const core::State* state, session.state());
  const auto& cases = state->vulnerability.cases;
  if (std::ranges::none_of(cases,
                           [](const auto& item) { return item.second.compartment.has_value(); }))
    return out;
  LW_TRY(const Instant now, session.now());
  LW_TRY(const PersonId person, PersonId::parse(session.options().as));
  const vulnerability::Viewer viewer{person, now};
  const std::string json = boost::json::serialize(answer.json);
  for (const auto& [id, item] : cases) {
    if (!item.compartment) continue;
    const bool named = arguments.text("case") == id.text() ||
                       arguments.text("--case") == id.text() ||
                       json.find(id.text()) != std::string::npos ||
                       answer.text.find(id.text()) != std::string::npos;
    if (!named) continue;
    if (vulnerability::find_visible(core::vulnerability_world(*state), id, viewer) != nullptr)
      out.push_back(id);
  }
  return out;
}

/// The entry is written to the history that stands now, whatever day the question was about.
Result<void> note_read(Session& session, const CaseId& id, const Verb& verb) {
  GlobalOptions asked = session.options();
  GlobalOptions present = asked;
  present.at.reset();
  session.continue_as(std::move(present));
  const std::string what = verb.verb.empty() ? verb.noun : verb.noun + " " + verb.verb;
  auto outcome =
      session.submit(core::Command(vulnerability::Command(vulnerability::RecordRead{id, what})));
  session.continue_as(std::move(asked));
  if (outcome) return {};
  Error error = std::move(outcome).error();
  error.what = "reading a restricted case leaves an entry, and none can be written: " + error.what;
  return std::unexpected<Error>(std::move(error));
}

/// Whoever mistypes their name would be answered as a stranger, without a word.
Result<void> check_known(Session& session) {
  LW_TRY(const PersonId person, PersonId::parse(session.options().as));
  LW_TRY(const core::State* state, session.state());
  if (state->access.people.contains(person) || session.options().at) return {};
  return fail(ErrorCode::kNotFound, fmt::format("nobody is enrolled as {}", person.text()), "--as",
              "`longwatch access people` lists them; without --as you are told what is public");
}

/// What is the same on every day, or speaks of the files that are there now.
bool is_timeless(const Verb& verb, const Arguments& arguments) {
  if (verb.noun == "commands" || verb.noun == "completion") return true;
  if (verb.noun == "lifetime") return !arguments.has("programme");
  return verb.noun == "history" && verb.verb != "list" && verb.verb != "digest";
}

/// Nobody reads an answer about a past day as one about today: the day stands before it, whatever
/// the verb does.
void tell_day(Output& out, const Session& session, const Verb& verb, const Arguments& arguments) {
  if (!only_reads(verb) || out.is_document || is_timeless(verb, arguments)) return;
  const std::string day = as_of(session);
  if (!out.text.starts_with(day)) out.text.insert(0, day);
}

}  // namespace

Result<Output> answer(Session& session, const Verb& verb, const Arguments& typed) {
  LW_TRY(const Arguments arguments, with_meant_ids(session, typed));
  if (!only_reads(verb) || session.options().as.empty()) {
    LW_TRY(Output out, verb.run(session, arguments));
    tell_day(out, session, verb, arguments);
    return out;
  }
  if (verb.noun != "commands") LW_CHECK(check_known(session));
  LW_TRY(Output out, verb.run(session, arguments));
  LW_TRY(const auto restricted, restricted_in(session, arguments, out));
  for (const CaseId& id : restricted) LW_CHECK(note_read(session, id, verb));
  tell_day(out, session, verb, arguments);
  return out;
}

}  // namespace lw::cmd
