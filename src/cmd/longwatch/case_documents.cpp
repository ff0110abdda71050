#include "cmd/longwatch/case_documents.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codec/json.hpp"

namespace lw::cmd {
namespace {

namespace bj = boost::json;

constexpr const char* kKind = "case-facts";
constexpr std::size_t kSourcesMax = 1000;
constexpr std::size_t kEventsMax = 1000;

std::string text_of(const bj::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

const bj::object* object_of(const bj::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  return found != nullptr && found->is_object() ? &found->get_object() : nullptr;
}

const bj::array* list_of(const bj::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  return found != nullptr && found->is_array() ? &found->get_array() : nullptr;
}

/// How far a source carries, by what the file says was read of it and by what it is.
report::Backing backing_of(const std::string& id, const std::string& read) {
  if (id == "OUR") return report::Backing::kJudged;
  if (id == "MODEL") return report::Backing::kModelled;
  if (id == "DERIVED") return report::Backing::kComputed;
  const bool unread = id == "RECALLED" || read.find("not read") != std::string::npos;
  return unread ? report::Backing::kUnverified : report::Backing::kSourced;
}

void take_sources(const bj::object& root, CaseDocuments& out) {
  const auto* sources = object_of(root, "sources");
  if (sources == nullptr) return;
  for (const auto& [key, value] : *sources) {
    const std::string id(key);
    const bool known =
        std::ranges::find(out.sources, id, &report::SourceLine::id) != out.sources.end();
    if (known || !value.is_object() || out.sources.size() >= kSourcesMax) continue;
    const auto& source = value.get_object();
    std::string where = text_of(source, "url");
    for (const char* name : {"repository", "file"}) {
      if (where.empty()) where = text_of(source, name);
    }
    const std::string read = text_of(source, "read");
    out.sources.push_back({id, text_of(source, "title"), where,
                           read.empty() ? "not a document" : read, backing_of(id, read)});
  }
}

/// True when the file speaks of this case.
bool about(const bj::object& root, const Asked& ask, const vulnerability::Case& item) {
  const auto* about = object_of(root, "case");
  if (about == nullptr) return false;
  const std::string cve = text_of(*about, "cve");
  const ComponentId component(text_of(*about, "component"));
  const bool linked = std::ranges::any_of(ask.state.vulnerability.links, [&](const auto& link) {
    return link.case_id == item.id && link.external == cve;
  });
  return linked || std::ranges::any_of(item.scope, [&](const auto& scope) {
           return scope.components.contains(component);
         });
}

void take_events(const bj::object& root, CaseDocuments& out) {
  const auto* events = list_of(root, "events");
  if (events == nullptr) return;
  for (const auto& value : *events) {
    if (!value.is_object() || out.events.size() >= kEventsMax) continue;
    const auto& event = value.get_object();
    const auto on = Date::parse(text_of(event, "date"));
    const auto kind = codec::enum_from_name<report::EventKind>(text_of(event, "kind"));
    if (!on || !kind) continue;
    report::TimelineEvent row;
    row.on = *on;
    row.kind = *kind;
    row.what = text_of(event, "title");
    row.who = text_of(event, "actor");
    row.short_label = text_of(event, "label");
    row.backing = text_of(event, "status") == "UNVERIFIED" ? report::Backing::kUnverified
                                                           : report::Backing::kSourced;
    if (const auto* ids = list_of(event, "sources")) {
      for (const auto& id : *ids)
        if (id.is_string()) row.sources.emplace_back(id.get_string());
    }
    out.events.push_back(std::move(row));
  }
}

}  // namespace

Result<CaseDocuments> case_documents(Session& session, const Asked& ask,
                                     const vulnerability::Case& item) {
  LW_TRY(LocalStore * store, session.store());
  // The last import of a name counts: a file that grew is the same file.
  std::map<std::string, const catalog::Import*> latest;
  for (const auto& import : ask.state.catalog.imports) {
    if (import.kind == kKind) latest[import.document_name] = &import;
  }
  CaseDocuments out;
  for (const auto& [name, import] : latest) {
    LW_TRY(const Bytes bytes, store->blobs().get(import->document));
    const auto json = codec::parse_json(as_text(bytes));
    if (!json || !json->is_object()) continue;
    const auto& root = json->get_object();
    const auto* header = object_of(root, "header");
    out.sources.push_back({name,
                           header == nullptr ? "facts of the case" : text_of(*header, "title"),
                           "kept in the store, SHA-256 " + import->document.hex(),
                           "full, by this program", report::Backing::kSourced});
    take_sources(root, out);
    if (about(root, ask, item)) take_events(root, out);
  }
  return out;
}

}  // namespace lw::cmd
