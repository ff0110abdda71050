#include <fmt/format.h>

#include "cmd/longwatch/sight.hpp"

namespace lw::cmd {
namespace {

using catalog::Component;

Result<const Component*> find_component(const Asked& ask, const std::string& text) {
  LW_TRY(const ComponentId id, ComponentId::parse(text));
  const Component* found = catalog::find(ask.state.catalog, id);
  if (found != nullptr) return found;
  return fail(ErrorCode::kNotFound, fmt::format("no component {}", text), {},
              "`longwatch product list` shows them");
}

Result<Output> list(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  if (arguments.has("--layer"))
    LW_CHECK(codec::enum_from_name<catalog::Layer>(arguments.text("--layer")));
  Table table{{"component", "layer", "name", "version", "family", "rests on"}, {}};
  boost::json::array json;
  for (const auto& [id, component] : ask.state.catalog.components) {
    const auto layer = std::string(codec::enum_name(component.layer));
    if (arguments.has("--layer") && arguments.text("--layer") != layer) continue;
    table.rows.push_back({id.text(), layer, shorten(component.name, 40), component.version,
                          component.family ? component.family->text() : "",
                          joined(texts_of(component.rests_on))});
    json.push_back(codec::to_json(component));
  }
  return Output{as_of(session) + to_text(table), json};
}

/// Writes the composition as an indented tree, each component with the certificates valid on the
/// day; what stands in several places is opened in the first.
void add_tree(std::string& out, const Asked& ask, const CertificateSight& sight,
              const ComponentId& id, std::size_t depth, std::set<ComponentId>& opened) {
  const Component* component = catalog::find(ask.state.catalog, id);
  if (component == nullptr || depth > catalog::kCompositionDepthMax) return;
  auto certificates = certificate::covering(ask.state.certificate, id, ask.on);
  std::erase_if(certificates, [&](const CertificateId& c) {
    return !sight.shows(certificate::find(ask.state.certificate, c));
  });
  std::vector<std::string> names;
  for (const auto& c : certificates) {
    const bool known =
        certificate::legally_valid(*certificate::find(ask.state.certificate, c), ask.on);
    names.push_back(c.text() + (known ? "" : " (validity not known)"));
  }
  out += fmt::format("{}{} — {} {} ({}){}\n", std::string(depth * 2, ' '), id.text(),
                     printable(component->name), component->version,
                     codec::enum_name(component->layer),
                     certificates.empty() ? ", no valid certificate" : ": " + joined(names));
  if (!opened.insert(id).second) return;
  for (const auto& below : component->rests_on) add_tree(out, ask, sight, below, depth + 1, opened);
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  LW_TRY(const Component* component, find_component(ask, arguments.text("component")));
  std::string text = as_of(session);
  std::set<ComponentId> opened;
  add_tree(text, ask, sight, component->id, 0, opened);
  const auto above = catalog::dependents(ask.state.catalog, component->id);
  const auto reach = certificate::reach(ask.state.catalog, ask.state.certificate, component->id);
  const auto direct = shown(ask, sight, reach.direct);
  const auto all = shown(ask, sight, reach.all);
  text += fmt::format(
      "\nwhat rests on it: {}\ncertificates that cover it or what rests on it: {}\n"
      "certificates reached in all: {} (`longwatch reach {}` names them)",
      above.empty() ? "nothing" : joined(texts_of(above)),
      direct.empty() ? "none" : joined(texts_of(direct)), all.size(), component->id.text());
  return Output{text, boost::json::object{
                          {"component", codec::to_json(*component)},
                          {"contains",
                           json_of(texts_of(catalog::contains(ask.state.catalog, component->id)))},
                          {"dependents", json_of(texts_of(above))},
                          {"reached_components", json_of(texts_of(reach.components))},
                          {"certificates", json_of(texts_of(direct))},
                          {"reached", json_of(texts_of(all))}}};
}

}  // namespace

std::vector<Verb> catalog_verbs() {
  using Kind = Parameter::Kind;
  const Parameter component{"component", "component id", Kind::kValue, true};
  return {{"product",
           "list",
           "components in layers",
           {{"--layer", "ic, crypto_library, platform, applet, firmware, embedded_software"}},
           list},
          {"product",
           "show",
           "composition as a tree with certificates, and what rests on it",
           {component},
           show}};
}

}  // namespace lw::cmd
