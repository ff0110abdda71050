#include "cmd/longwatch/facts.hpp"

#include <fmt/format.h>

#include "base/strong.hpp"
#include "cmd/longwatch/output.hpp"
#include "codec/json.hpp"
#include "codec/reflect_json.hpp"
#include "crypto/sha256.hpp"
#include "domain/core/names.hpp"

namespace lw::cmd {
namespace {

namespace bj = boost::json;

constexpr std::size_t kRefusedShownMax = 20;
constexpr std::size_t kBatchSize = 2000;

/// The parts of a case file that become commands. Everything else in the file is for people.
struct ComponentFact {
  std::string id;
  catalog::Layer layer = catalog::Layer::kIc;
  std::string name;
  std::string version;
  std::string developer;
  std::string family;
  std::vector<std::string> runs_on;
};

struct CertificateFact {
  std::string id;
  std::string scheme_country;
  std::string recognition;
  std::string product_name;
  std::string developer;
  std::vector<std::string> assurance_components;
  std::optional<Date> certified_on;
  std::optional<Date> certified_after;
  std::optional<Date> valid_until;
  std::vector<std::string> rests_on;
  std::vector<std::string> components;
};

Result<std::string> text_field(const bj::object& object, const char* name,
                               const std::string& path) {
  const auto* found = object.if_contains(name);
  if (found == nullptr) return std::string();
  return codec::from_json<std::string>(*found, path + "." + name);
}

Result<std::optional<Date>> date_field(const bj::object& object, const char* name,
                                       const std::string& path) {
  const auto* found = object.if_contains(name);
  if (found == nullptr) return std::optional<Date>();
  LW_TRY(const Date date, codec::from_json<Date>(*found, path + "." + name));
  return std::optional<Date>(date);
}

Result<std::vector<std::string>> list_field(const bj::object& object, const char* name,
                                            const std::string& path) {
  const auto* found = object.if_contains(name);
  if (found == nullptr) return std::vector<std::string>();
  return codec::from_json<std::vector<std::string>>(*found, path + "." + name);
}

Result<ComponentFact> read_component(const bj::value& value, const std::string& path) {
  if (!value.is_object()) return fail(ErrorCode::kInvalidInput, "expected an object", path);
  const bj::object& object = value.get_object();
  ComponentFact out;
  LW_TRY(out.id, text_field(object, "id", path));
  LW_TRY(const std::string layer, text_field(object, "layer", path));
  auto known = codec::enum_from_name<catalog::Layer>(layer);
  if (!known) {
    known.error().where = path + ".layer";
    return std::unexpected<Error>(std::move(known).error());
  }
  out.layer = *known;
  LW_TRY(out.name, text_field(object, "name", path));
  LW_TRY(out.version, text_field(object, "version", path));
  LW_TRY(out.developer, text_field(object, "developer", path));
  LW_TRY(out.family, text_field(object, "family", path));
  LW_TRY(out.runs_on, list_field(object, "runs_on", path));
  return out;
}

Result<CertificateFact> read_certificate(const bj::value& value, const std::string& path) {
  if (!value.is_object()) return fail(ErrorCode::kInvalidInput, "expected an object", path);
  const bj::object& object = value.get_object();
  CertificateFact out;
  LW_TRY(out.id, text_field(object, "id", path));
  LW_TRY(out.scheme_country, text_field(object, "scheme_country", path));
  LW_TRY(out.recognition, text_field(object, "recognition", path));
  LW_TRY(out.product_name, text_field(object, "product_name", path));
  LW_TRY(out.developer, text_field(object, "developer", path));
  LW_TRY(out.assurance_components, list_field(object, "assurance_components", path));
  LW_TRY(out.certified_on, date_field(object, "certified_on", path));
  LW_TRY(out.certified_after, date_field(object, "certified_after", path));
  LW_TRY(out.valid_until, date_field(object, "valid_until", path));
  LW_TRY(out.rests_on, list_field(object, "rests_on", path));
  LW_TRY(out.components, list_field(object, "components", path));
  return out;
}

/// Reads a list of records; one that cannot be read is counted and passed over.
template <class Fact, class Read>
Result<std::vector<Fact>> read_all(const bj::object& root, const char* name, Read read,
                                   FactsTaken& taken) {
  const auto* list = root.if_contains(name);
  std::vector<Fact> out;
  if (list == nullptr) return out;
  if (!list->is_array()) return fail(ErrorCode::kInvalidInput, "expected a list", name);
  std::size_t index = 0;
  for (const auto& item : list->get_array()) {
    const std::string path = fmt::format("{}[{}]", name, index++);
    auto fact = read(item, path);
    if (fact && !is_identifier(fact->id))
      fact = fail(ErrorCode::kInvalidInput, "no identifier", path + ".id");
    if (fact) out.push_back(std::move(*fact));
    else taken.refuse(fact.error().message());
  }
  return out;
}

/// A handle for an organisation that the file names in words: letters and digits, joined by
/// hyphens.
OrganisationId organisation_handle(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (upper || plain) out.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
    else if (!out.empty() && out.back() != '-') out.push_back('-');
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return OrganisationId(out.empty() ? certificate::kUnknownOrganisation : out);
}

bool known_by(const CertificateFact& fact, std::optional<Date> until) {
  if (!until) return true;
  return fact.certified_on && *fact.certified_on <= *until;
}

core::Command listing_of(const CertificateFact& fact, const std::string& source, Date snapshot) {
  certificate::ListCertificate out;
  out.certificate = certificate::resolve({}, fact.id);
  out.scheme =
      fact.recognition == "SOG-IS" ? certificate::Scheme::kSogis : certificate::Scheme::kCcra;
  out.source = source;
  out.register_id = fact.id;
  out.name = fact.product_name.empty() ? "not named in the list" : fact.product_name;
  out.holder_name = fact.developer;
  if (!fact.developer.empty()) out.holder = organisation_handle(fact.developer);
  out.territory = fact.scheme_country;
  out.assurance = fact.assurance_components;
  out.valid_from = fact.certified_on;
  out.valid_until = fact.valid_until;
  out.snapshot = snapshot;
  return core::Command(certificate::Command(std::move(out)));
}

void add_component(std::vector<core::Command>& out, const ComponentFact& fact) {
  catalog::RegisterComponent command;
  command.component = ComponentId(fact.id);
  command.layer = fact.layer;
  command.name = fact.name;
  command.version = fact.version;
  command.developer = organisation_handle(fact.developer);
  if (!fact.family.empty()) command.family = FamilyId(fact.family);
  command.identifiers = {fact.name + " " + fact.version, fact.id};
  out.emplace_back(catalog::Command(std::move(command)));
}

void add_links(std::vector<core::Command>& out, const CertificateFact& fact,
               const std::string& source) {
  if (!fact.rests_on.empty()) {
    certificate::RecordReference command{certificate::resolve({}, fact.id), {}, source};
    for (const auto& below : fact.rests_on)
      command.rests_on.insert(certificate::resolve({}, below));
    out.emplace_back(certificate::Command(std::move(command)));
  }
  if (!fact.components.empty()) {
    certificate::RecordCoverage command{certificate::resolve({}, fact.id), {}, source};
    for (const auto& part : fact.components) command.covers.insert(ComponentId(part));
    out.emplace_back(certificate::Command(std::move(command)));
  }
}

/// What a case file holds.
struct CaseFile {
  std::vector<ComponentFact> components;
  std::vector<CertificateFact> certificates;
  std::vector<CertificateFact> outside;  ///< of the same component, outside the closure
  std::int64_t for_people = 0;  ///< sources and dated steps: no commands, kept with the document
};

Result<CaseFile> read_case_file(std::string_view text, const std::string& name, FactsTaken& taken) {
  auto json = codec::parse_json(text);
  if (!json) {
    json.error().where = name + ": " + json.error().where;
    return std::unexpected<Error>(std::move(json).error());
  }
  if (!json->is_object())
    return fail(ErrorCode::kInvalidInput, "a case file is one JSON object", name);
  const auto& root = json->get_object();
  CaseFile out;
  LW_TRY(out.components, read_all<ComponentFact>(root, "components", read_component, taken));
  LW_TRY(out.certificates,
         read_all<CertificateFact>(root, "certificates", read_certificate, taken));
  LW_TRY(out.outside, read_all<CertificateFact>(root, "same_component_outside_closure",
                                                read_certificate, taken));
  const auto* sources = root.if_contains("sources");
  const auto* events = root.if_contains("events");
  if (sources != nullptr && sources->is_object())
    out.for_people += std::ssize(sources->get_object());
  if (events != nullptr && events->is_array()) out.for_people += std::ssize(events->get_array());
  return out;
}

void move_dates(CaseFile& file, std::int32_t days) {
  for (auto* list : {&file.certificates, &file.outside}) {
    for (auto& fact : *list) {
      for (auto* date : {&fact.certified_on, &fact.certified_after, &fact.valid_until})
        if (*date) *date = (*date)->plus_days(days);
    }
  }
}

std::vector<core::Command> commands_of(const CaseFile& file, const std::string& source,
                                       std::optional<Date> until, Date today) {
  std::vector<core::Command> out;
  for (const auto& fact : file.components) add_component(out, fact);
  for (const auto& fact : file.components) {
    catalog::RecordComposition composition{ComponentId(fact.id), {}};
    for (const auto& below : fact.runs_on) composition.rests_on.insert(ComponentId(below));
    if (!composition.rests_on.empty()) out.emplace_back(catalog::Command(std::move(composition)));
  }
  for (const auto* list : {&file.certificates, &file.outside}) {
    for (const auto& fact : *list) {
      if (known_by(fact, until)) out.push_back(listing_of(fact, source, until.value_or(today)));
    }
  }
  for (const auto* list : {&file.certificates, &file.outside}) {
    for (const auto& fact : *list) {
      if (known_by(fact, until)) add_links(out, fact, source);
    }
  }
  return out;
}

}  // namespace

void FactsTaken::refuse(std::string why) {
  ++refused_count;
  if (refused.size() < kRefusedShownMax) refused.push_back(std::move(why));
}

Result<FactsTaken> submit_many(Session& session, const std::vector<core::Command>& commands) {
  LW_TRY(app::Watch * watch, session.watch());
  LW_TRY(const PersonId actor, PersonId::parse(session.options().as));
  LW_TRY(const OrganisationId authority, session.authority(watch->state(), actor));
  LW_TRY(const Instant now, session.now());
  FactsTaken out;
  for (std::size_t at = 0; at < commands.size(); at += kBatchSize) {
    std::vector<app::Submission> batch;
    for (std::size_t i = at; i < std::min(at + kBatchSize, commands.size()); ++i) {
      LW_TRY(Bytes id, watch->new_command_id());
      batch.push_back({commands[i], actor, authority, std::move(id), session.options().effective_on,
                       std::nullopt});
    }
    LW_TRY(const auto outcomes, watch->submit_all(batch, now));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (outcomes[i]) {
        (outcomes[i]->events.empty() ? out.unchanged : out.taken) += 1;
      } else {
        out.refuse(
            fmt::format("{}: {}", core::name_of(batch[i].command), outcomes[i].error().message()));
      }
    }
  }
  LW_TRY(LocalStore * store, session.store());
  LW_CHECK(store->publish());
  return out;
}

Result<FactsTaken> import_facts(Session& session, const std::filesystem::path& file,
                                const FactsOptions& options) {
  LW_TRY(const std::string text, read_file(file));
  FactsTaken unread;
  LW_TRY(CaseFile facts, read_case_file(text, file.string(), unread));
  LW_TRY(app::Watch * watch, session.watch());
  if (watch->state().access.people.empty())
    return fail(ErrorCode::kIncomplete, "the store has nobody");
  LW_TRY(const Instant now, session.now());
  LW_TRY(LocalStore * store, session.store());
  if (options.moved_days != 0) {
    if (store->settings().clock != ClockKind::kSimulated)
      return fail(ErrorCode::kRefused, "dates are moved for exercises only", "--moved-by",
                  "this store runs on the machine's clock");
    move_dates(facts, options.moved_days);
  }
  const Digest digest = crypto::sha256(as_bytes(text));
  catalog::RecordImport record;
  record.kind = "case-facts";
  record.document_name = printable(file.filename().string());
  record.document = digest;
  record.size_bytes = text.size();
  std::string source =
      fmt::format("{} sha256:{}", record.document_name, digest.hex().substr(0, 16));
  if (options.moved_days != 0) source += fmt::format(", moved by {} days", options.moved_days);
  const auto commands = commands_of(facts, source, options.until, now.date());
  if (commands.empty() && facts.for_people == 0) return unread;
  LW_CHECK(store->blobs().put(as_bytes(text)));
  LW_TRY(FactsTaken out, submit_many(session, commands));
  out.refused_count += unread.refused_count;
  out.refused.insert(out.refused.begin(), unread.refused.begin(), unread.refused.end());
  const bool kept = std::ranges::any_of(watch->state().catalog.imports, [&](const auto& import) {
    return import.document == digest;
  });
  (kept ? out.unchanged : out.taken) += facts.for_people;
  if (out.taken + out.unchanged == 0) return out;
  record.taken = static_cast<std::uint64_t>(out.taken);
  record.unchanged = static_cast<std::uint64_t>(out.unchanged);
  record.rejected = static_cast<std::uint64_t>(out.refused_count);
  record.records = record.taken + record.unchanged + record.rejected;
  LW_CHECK(session.submit(core::Command(catalog::Command(std::move(record)))));
  return out;
}

}  // namespace lw::cmd
