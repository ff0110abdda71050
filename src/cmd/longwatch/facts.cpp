#include "cmd/longwatch/facts.hpp"

#include <fmt/format.h>

#include "codec/json.hpp"
#include "codec/reflect_json.hpp"
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
  LW_TRY(out.layer, codec::enum_from_name<catalog::Layer>(layer));
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

template <class Fact, class Read>
Result<std::vector<Fact>> read_all(const bj::object& root, const char* name, Read read) {
  const auto* list = root.if_contains(name);
  std::vector<Fact> out;
  if (list == nullptr) return out;
  if (!list->is_array()) return fail(ErrorCode::kInvalidInput, "expected a list", name);
  std::size_t index = 0;
  for (const auto& item : list->get_array()) {
    LW_TRY(auto fact, read(item, fmt::format("{}[{}]", name, index++)));
    out.push_back(std::move(fact));
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

}  // namespace

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
      } else if (out.refused.size() < kRefusedShownMax) {
        out.refused.push_back(
            fmt::format("{}: {}", core::name_of(batch[i].command), outcomes[i].error().message()));
      }
    }
  }
  LW_TRY(LocalStore * store, session.store());
  LW_CHECK(store->publish());
  return out;
}

Result<FactsTaken> import_facts(Session& session, const std::filesystem::path& file,
                                std::optional<Date> until) {
  LW_TRY(const std::string text, read_file(file));
  LW_TRY(const auto json, codec::parse_json(text));
  if (!json.is_object())
    return fail(ErrorCode::kInvalidInput, "a case file is one JSON object", file.string());
  LW_TRY(const auto components,
         read_all<ComponentFact>(json.get_object(), "components", read_component));
  LW_TRY(const auto certificates,
         read_all<CertificateFact>(json.get_object(), "certificates", read_certificate));
  LW_TRY(const auto outside,
         read_all<CertificateFact>(json.get_object(), "same_component_outside_closure",
                                   read_certificate));
  LW_TRY(app::Watch * watch, session.watch());
  LW_CHECK(watch->state().access.people.empty()
               ? Result<void>(fail(ErrorCode::kIncomplete, "the store has nobody"))
               : Result<void>());
  LW_TRY(const Instant now, session.now());
  LW_TRY(const Digest digest, [&]() -> Result<Digest> {
    LW_TRY(LocalStore * store, session.store());
    return store->blobs().put(as_bytes(text));
  }());
  const std::string source =
      fmt::format("{} sha256:{}", file.filename().string(), digest.hex().substr(0, 16));
  std::vector<core::Command> commands;
  for (const auto& fact : components) add_component(commands, fact);
  for (const auto& fact : components) {
    catalog::RecordComposition composition{ComponentId(fact.id), {}};
    for (const auto& below : fact.runs_on) composition.rests_on.insert(ComponentId(below));
    if (!composition.rests_on.empty())
      commands.emplace_back(catalog::Command(std::move(composition)));
  }
  for (const auto* list : {&certificates, &outside}) {
    for (const auto& fact : *list) {
      if (known_by(fact, until))
        commands.push_back(listing_of(fact, source, until.value_or(now.date())));
    }
  }
  for (const auto* list : {&certificates, &outside}) {
    for (const auto& fact : *list) {
      if (known_by(fact, until)) add_links(commands, fact, source);
    }
  }
  return submit_many(session, commands);
}

}  // namespace lw::cmd
