#include <fmt/format.h>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/session.hpp"
#include "cmd/longwatch/verb.hpp"
#include "codec/reflect_json.hpp"
#include "domain/core/names.hpp"

namespace lw::cmd {
namespace {

namespace fs = std::filesystem;

/// Makes a key pair in a file; returns the public half.
Result<crypto::PublicKey> make_key(const fs::path& file, const std::string& passphrase) {
  if (fs::exists(file)) {
    return fail(ErrorCode::kConflict, "there is a key here already", file.string(),
                "name another file");
  }
  LW_TRY(const crypto::PrivateKey key, crypto::PrivateKey::generate());
  LW_TRY(const std::string pem, key.to_pem(passphrase));
  LW_CHECK(write_secret(file, pem));
  return key.public_key();
}

Bytes bytes_of(const crypto::PublicKey& key) { return {key.bytes.begin(), key.bytes.end()}; }

/// Gives a command as the system, which alone may set up a new store.
Result<void> as_system(app::Watch& watch, const core::Command& command, Instant now) {
  LW_TRY(Bytes id, watch.new_command_id());
  LW_TRY(const auto outcome,
         watch.submit({command, access::system_actor(), {}, std::move(id), {}, {}}, now));
  static_cast<void>(outcome);
  return {};
}

Result<Output> init(Session& session, const Arguments& arguments) {
  const bool simulated = arguments.has("--simulated");
  const GlobalOptions& given = session.options();
  if (given.now.has_value() != simulated) {
    return fail(ErrorCode::kInvalidInput,
                simulated ? "a simulated store needs its first moment"
                          : "only a simulated store takes --now",
                "--now", "longwatch init --simulated --now 2014-10-01T08:00:00Z …");
  }
  LW_TRY(const PersonId admin, PersonId::parse(arguments.text("--administrator")));
  LW_TRY(const OrganisationId organisation,
         OrganisationId::parse(arguments.text("--organisation")));
  LW_TRY(const auto kind, codec::enum_from_name<access::Role>(arguments.text("--kind")));
  const fs::path key_file = arguments.text("--administrator-key",
                                           given.store.string() + "-keys/" + admin.text() + ".pem");
  StoreSettings settings;
  settings.origin =
      arguments.text("--origin", "longwatch.local/" + given.store.filename().string()) +
      (simulated ? "/simulated" : "");
  settings.clock = simulated ? ClockKind::kSimulated : ClockKind::kMachine;
  const Instant now = simulated ? *given.now : store::SystemClock().now();
  LW_TRY(const crypto::PublicKey key, make_key(key_file, given.passphrase));
  {
    LW_TRY(const auto made, LocalStore::create(given.store, settings));
    static_cast<void>(made);
  }
  LW_TRY(app::Watch * watch, session.watch());
  LW_CHECK(as_system(
      *watch,
      access::Command(access::RegisterOrganisation{organisation,
                                                   arguments.text("--name", organisation.text()),
                                                   {kind},
                                                   arguments.text("--territory"),
                                                   {}}),
      now));
  LW_CHECK(as_system(*watch,
                     access::Command(access::EnrolPerson{admin,
                                                         organisation,
                                                         {access::Role::kAdministrator, kind},
                                                         key_id_of(key),
                                                         bytes_of(key)}),
                     now));
  LW_TRY(LocalStore * store, session.store());
  LW_CHECK(store->publish());
  LW_TRY(const std::string vkey, store->log_verifier_key());
  Output out;
  out.text = fmt::format(
      "Made a store in {}\n"
      "  log        {}\n"
      "  verify key {}\n"
      "  {} acts for {}; the private key is in {}\n"
      "Keep the verify key where an auditor finds it and nobody can change it.",
      given.store.string(), settings.origin, vkey, admin.text(), organisation.text(),
      key_file.string());
  out.json = boost::json::object{{"store", given.store.string()},
                                 {"origin", settings.origin},
                                 {"verifier_key", vkey},
                                 {"administrator", admin.text()},
                                 {"key", key_file.string()}};
  return out;
}

Result<Output> enrol(Session& session, const Arguments& arguments) {
  LW_TRY(const PersonId person, PersonId::parse(arguments.text("person")));
  LW_TRY(const OrganisationId organisation,
         OrganisationId::parse(arguments.text("--organisation")));
  std::set<access::Role> roles;
  for (const auto& name : arguments.many("--role")) {
    LW_TRY(const auto role, codec::enum_from_name<access::Role>(name));
    roles.insert(role);
  }
  const fs::path file = arguments.text(
      "--new-key", session.options().store.string() + "-keys/" + person.text() + ".pem");
  LW_TRY(const crypto::PublicKey key, make_key(file, session.options().passphrase));
  const auto outcome = session.submit(access::Command(
      access::EnrolPerson{person, organisation, roles, key_id_of(key), bytes_of(key)}));
  if (!outcome) {
    fs::remove(file);
    return std::unexpected<Error>(outcome.error());
  }
  return Output{fmt::format("{} is enrolled for {}; the private key is in {}", person.text(),
                            organisation.text(), file.string()),
                boost::json::object{
                    {"person", person.text()}, {"key", file.string()}, {"key_id", key_id_of(key)}}};
}

/// A person as they stood on a day: what came later is left out.
access::Person as_of(access::Person person, Date on) {
  std::erase_if(person.memberships, [&](const access::Membership& m) { return m.from > on; });
  for (auto& membership : person.memberships) {
    if (membership.until && *membership.until >= on) membership.until.reset();
  }
  for (auto& key : person.keys) {
    if (key.revoked_on && *key.revoked_on > on) key.revoked_on.reset();
  }
  return person;
}

Result<Output> people(Session& session, const Arguments&) {
  LW_TRY(const Asked ask, asked(session));
  Table table{{"person", "organisation", "roles", "from", "until", "keys"}, {}};
  boost::json::array json;
  for (const auto& [id, known] : ask.state.access.people) {
    const access::Person person = session.options().at ? as_of(known, ask.on) : known;
    if (person.memberships.empty()) continue;
    std::string keys;
    for (const auto& key : person.keys)
      keys += (keys.empty() ? "" : " ") + key.key_id + (key.revoked_on ? " (revoked)" : "");
    for (const auto& membership : person.memberships) {
      std::string roles;
      for (const auto role : membership.roles)
        roles += (roles.empty() ? "" : ", ") + std::string(codec::enum_name(role));
      table.rows.push_back({id.text(), membership.organisation.text(), roles,
                            membership.from.text(),
                            membership.until ? membership.until->text() : "", keys});
    }
    json.push_back(codec::to_json(person));
  }
  return Output{to_text(table), json};
}

}  // namespace

std::vector<Verb> store_verbs() {
  using Kind = Parameter::Kind;
  return {
      {"init",
       "",
       "make a store, its log key, and its first administrator",
       {{"--administrator", "handle of the first person (no personal data)", Kind::kValue, true},
        {"--organisation", "their organisation", Kind::kValue, true},
        {"--kind", "what the organisation is: issuing_authority, ncca, …", Kind::kValue, true},
        {"--territory", "two-letter country code, or EU", Kind::kValue, true},
        {"--name", "name of the organisation"},
        {"--administrator-key", "file for the new private key"},
        {"--origin", "name of the log, for ever"},
        {"--simulated", "time is given with --now: for demonstrations and exercises", Kind::kFlag}},
       init},
      {"access",
       "enrol",
       "make a person known, with a new key pair",
       {{"person", "handle (no personal data)", Kind::kValue, true},
        {"--organisation", "organisation", Kind::kValue, true},
        {"--role", "role in it; may be repeated", Kind::kMany, true},
        {"--new-key", "file for the new private key"}},
       enrol},
      {"access", "people", "list people, roles and keys", {}, people}};
}

}  // namespace lw::cmd
