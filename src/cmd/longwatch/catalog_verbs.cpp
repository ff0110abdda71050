#include <fmt/format.h>

#include "cmd/longwatch/ask.hpp"

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
/// day.
void add_tree(std::string& out, const Asked& ask, const ComponentId& id, std::size_t depth) {
  const Component* component = catalog::find(ask.state.catalog, id);
  if (component == nullptr || depth > catalog::kCompositionDepthMax) return;
  const auto certificates = certificate::covering(ask.state.certificate, id, ask.on);
  out += fmt::format(
      "{}{} — {} {} ({}){}\n", std::string(depth * 2, ' '), id.text(), printable(component->name),
      component->version, codec::enum_name(component->layer),
      certificates.empty() ? ", no valid certificate" : ": " + joined(texts_of(certificates)));
  for (const auto& below : component->rests_on) add_tree(out, ask, below, depth + 1);
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Component* component, find_component(ask, arguments.text("component")));
  std::string text = as_of(session);
  add_tree(text, ask, component->id, 0);
  const auto above = catalog::dependents(ask.state.catalog, component->id);
  text +=
      fmt::format("\nwhat rests on it: {}", above.empty() ? "nothing" : joined(texts_of(above)));
  return Output{text, boost::json::object{{"component", codec::to_json(*component)},
                                          {"contains", json_of(texts_of(catalog::contains(
                                                           ask.state.catalog, component->id)))},
                                          {"dependents", json_of(texts_of(above))}}};
}

Result<Output> standing(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Component* component, find_component(ask, arguments.text("component")));
  Table table{{"layer", "component", "standing", "last passed", "age, days", "next due"}, {}};
  boost::json::array json;
  for (const auto& row :
       surveillance::layer_standings(core::surveillance_world(ask.state), component->id, ask.on)) {
    table.rows.push_back({std::string(codec::enum_name(row.layer)),
                          row.component ? row.component->text() : "not known",
                          std::string(codec::enum_name(row.standing)), text_of(row.last_passed),
                          row.age_days ? grouped(*row.age_days) : "", text_of(row.next_due)});
    json.push_back(codec::to_json(row));
  }
  return Output{as_of(session) + to_text(table), json};
}

Result<Output> gaps(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Component* component, find_component(ask, arguments.text("component")));
  LW_TRY(const Date from, Date::parse(arguments.text("--from")));
  LW_TRY(const Date to, Date::parse(arguments.text("--to")));
  Table table{{"layer", "component", "from", "to"}, {}};
  boost::json::array json;
  for (const auto& gap :
       surveillance::gaps(core::surveillance_world(ask.state), component->id, from, to)) {
    table.rows.push_back({std::string(codec::enum_name(gap.layer)),
                          gap.component ? gap.component->text() : "not known", gap.from.text(),
                          gap.to.text()});
    json.push_back(codec::to_json(gap));
  }
  return Output{as_of(session) + (table.rows.empty() ? "no gap" : to_text(table)), json};
}

}  // namespace

std::vector<Verb> catalog_verbs() {
  using Kind = Parameter::Kind;
  const Parameter component{"component", "component id", Kind::kValue, true};
  return {{"product",
           "list",
           "components in layers",
           {{"--layer", "ic, crypto_library, platform, applet, embedded_software"}},
           list},
          {"product",
           "show",
           "composition as a tree with certificates, and what rests on it",
           {component},
           show},
          {"surveillance",
           "show",
           "how each layer stands: passed, failed, not conclusive, overdue, planned or none",
           {component},
           standing},
          {"surveillance",
           "gaps",
           "stretches of a lifetime without planned surveillance",
           {component,
            {"--from", "first day", Kind::kValue, true},
            {"--to", "last day", Kind::kValue, true}},
           gaps}};
}

}  // namespace lw::cmd
