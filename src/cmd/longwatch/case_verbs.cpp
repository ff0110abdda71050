#include <fmt/format.h>

#include "cmd/longwatch/ask.hpp"

namespace lw::cmd {
namespace {

using vulnerability::Case;

Result<Output> list(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  const auto world = core::vulnerability_world(ask.state);
  Table table{{"case", "phase", "standing", "reached", "confirmed", "title"}, {}};
  boost::json::array json;
  for (const Case* item : vulnerability::list_visible(world, ask.viewer)) {
    if (arguments.has("--open") && !vulnerability::is_open(*item, ask.known_on)) continue;
    const auto phase = vulnerability::phase(*item, ask.known_on);
    const auto affected = vulnerability::affected(world, item->id, ask.known_on);
    const auto standing =
        std::string(codec::enum_name(vulnerability::standing(*item, ask.known_on)));
    table.rows.push_back({item->id.text(), phase ? std::string(codec::enum_name(*phase)) : "",
                          standing, std::to_string(affected.reached.size()),
                          std::to_string(affected.confirmed.size()), item->title});
    json.push_back(boost::json::object{{"id", item->id.text()},
                                       {"standing", standing},
                                       {"title", item->title},
                                       {"affected", codec::to_json(affected)}});
  }
  return Output{as_of(session) + to_text(table), json};
}

/// The role whose view of a case the asker gets: the first of theirs in the organisation they act
/// for.
access::Role role_of(const Session& session, const Asked& ask) {
  if (!ask.viewer.person) return access::Role::kPublic;
  const auto authority = session.authority(ask.state, *ask.viewer.person);
  if (!authority) return access::Role::kPublic;
  for (const auto role : codec::enum_values<access::Role>()) {
    if (access::has_role(ask.state.access, *ask.viewer.person, role, *authority,
                         ask.viewer.now.date()))
      return role;
  }
  return access::Role::kPublic;
}

Result<const Case*> find_case(const Asked& ask, const std::string& text) {
  LW_TRY(const CaseId id, CaseId::parse(text));
  return vulnerability::visible(core::vulnerability_world(ask.state), id, ask.viewer);
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Case* item, find_case(ask, arguments.text("case")));
  const access::Role role = role_of(session, ask);
  LW_TRY(const auto view, vulnerability::report_for(core::vulnerability_world(ask.state), item->id,
                                                    role, ask.known_on));
  Output out;
  out.text = as_of(session) +
             fmt::format(
                 "{}: {}\n  seen as        {}\n  phase          {}\n  standing       {}\n  "
                 "category       {}\n"
                 "  software cures {}\n  embargo until  {}\n  also known as  {}\n"
                 "  reached        {} certificates\n  confirmed      {} certificates ({} not "
                 "affected, {} undecided)\n"
                 "  components     {}",
                 view.id.text(), printable(view.title), codec::enum_name(role),
                 view.phase ? codec::enum_name(*view.phase) : "", codec::enum_name(view.standing),
                 view.category ? codec::enum_name(*view.category) : "",
                 codec::enum_name(view.curable_by_software), text_of(view.embargo_until),
                 joined(view.external), view.affected.reached.size(),
                 view.affected.confirmed.size(), view.affected.not_affected.size(),
                 view.affected.undecided.size(), joined(texts_of(view.affected.components)));
  out.json = codec::to_json(view);
  return out;
}

Result<Output> route(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Case* item, find_case(ask, arguments.text("case")));
  LW_TRY(const CertificateId certificate,
         find_certificate(ask.state, arguments.text("certificate")));
  const auto route = vulnerability::route(core::vulnerability_world(ask.state), item->id,
                                          certificate, ask.on, ask.rules);
  return Output{
      as_of(session) + fmt::format("{}: next {} ({}{})\n{}", certificate.text(),
                                   codec::enum_name(route.step), route.article,
                                   route.in_force ? "" : ", not law on that day", route.says),
      codec::to_json(route)};
}

Result<Output> rate_show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const ComponentId product, ComponentId::parse(arguments.text("product")));
  const auto world = core::resistance_world(ask.state);
  Table table{{"use", "known", "lowest total", "meets AVA_VAN", "claimed", "margin", "set by"}, {}};
  boost::json::object json;
  std::string unverified;
  for (const auto use : codec::enum_values<catalog::Use>()) {
    const auto r = resistance::effective(world, product, use, ask.on);
    const bool known = r.knowledge == resistance::Knowledge::kKnown;
    table.rows.push_back({std::string(codec::enum_name(use)), known ? "yes" : "insufficient data",
                          known ? std::to_string(r.lowest_total) : "",
                          known ? std::to_string(r.van_met) : "", std::to_string(r.claim_van),
                          known ? std::to_string(r.margin) : "", r.by ? r.by->text() : r.missing});
    json[codec::enum_name(use)] = codec::to_json(r);
    if (r.unverified)
      unverified =
          "\nA rating rests on lines of a table that nobody here has read in print: UNVERIFIED.";
  }
  return Output{as_of(session) + to_text(table) + unverified, json};
}

/// Points of a level, one a column of its table: "0 / 3", "not practical", "- / 5".
std::string points_of(const rules::Level& level) {
  if (level.not_practical) return "not practical";
  std::string out;
  for (const auto& points : level.points)
    out += (out.empty() ? "" : " / ") + (points ? std::to_string(*points) : std::string("-"));
  return out;
}

boost::json::array json_points(const rules::Level& level) {
  boost::json::array out;
  for (const auto& points : level.points)
    out.push_back(points ? boost::json::value(*points) : boost::json::value(nullptr));
  return out;
}

/// Every version of every table, or those in force on the day asked about.
Result<Output> rate_tables(Session& session, const Arguments&) {
  LW_TRY(const LoadedPolicy* loaded, session.policy());
  LW_TRY(const Date on, session.on());
  Table table{{"table", "factor", "level", "points", "means", "read in print"}, {}};
  boost::json::array json;
  std::string text;
  for (const auto& attack : loaded->policy.rules.attack_tables()) {
    if (session.options().at && !attack.in_force.holds(on)) continue;
    const std::string name = attack.id + " " + attack.version;
    for (const auto& factor : attack.factors) {
      for (const auto& level : factor.levels) {
        const bool read = level.status != rules::Status::kUnverified;
        table.rows.push_back({name, factor.id, level.id, points_of(level), level.name,
                              read ? "yes" : "no: UNVERIFIED"});
        json.push_back(boost::json::object{{"table", attack.id},
                                           {"version", attack.version},
                                           {"factor", factor.id},
                                           {"level", level.id},
                                           {"name", level.name},
                                           {"not_practical", level.not_practical},
                                           {"points", json_points(level)},
                                           {"unverified", !read}});
      }
    }
    std::string columns;
    for (const auto& column : attack.columns) columns += (columns.empty() ? "" : " / ") + column;
    text += fmt::format("{}: {}; points are {}\n", name, attack.name, columns);
  }
  return Output{text + "\n" + to_text(table), json};
}

}  // namespace

std::vector<Verb> case_verbs() {
  using Kind = Parameter::Kind;
  const Parameter item{"case", "case id", Kind::kValue, true};
  return {{"case",
           "list",
           "vulnerability cases that you may know of; reading a restricted one is recorded",
           {{"--open", "only open ones", Kind::kFlag}},
           list},
          {"case",
           "show",
           "a case as your role sees it; reading a restricted one is recorded",
           {item},
           show},
          {"case",
           "route",
           "what EUCC chapter VI asks next for a certificate",
           {item, {"certificate", "certificate", Kind::kValue, true}},
           route},
          {"rate",
           "show",
           "effective resistance of a product, for each use",
           {{"product", "component id", Kind::kValue, true}},
           rate_show},
          {"rate", "tables", "the attack-potential tables, by factor and level", {}, rate_tables}};
}

}  // namespace lw::cmd
