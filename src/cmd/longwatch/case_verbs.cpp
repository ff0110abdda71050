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
    if (arguments.has("--open") && !vulnerability::is_open(*item, ask.on)) continue;
    const auto phase = vulnerability::phase(*item, ask.on);
    const auto affected = vulnerability::affected(world, item->id, ask.on);
    const auto standing = std::string(codec::enum_name(vulnerability::standing(*item, ask.on)));
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

/// A restricted case that is read leaves a trace (R22), in the history that stands now, not in the
/// past that is asked about.
Result<void> note_read(Session& session, const Case& item, std::string what) {
  if (!item.compartment || session.options().as.empty() || session.options().at) return {};
  LW_TRY(const auto outcome, session.submit(core::Command(vulnerability::Command(
                                 vulnerability::RecordRead{item.id, std::move(what)}))));
  static_cast<void>(outcome);
  return {};
}

Result<Output> show(Session& session, const Arguments& arguments) {
  {
    LW_TRY(const Asked before, asked(session));
    LW_TRY(const Case* item, find_case(before, arguments.text("case")));
    const Case copy = *item;
    LW_CHECK(note_read(session, copy, "case show"));
  }
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Case* item, find_case(ask, arguments.text("case")));
  const access::Role role = role_of(session, ask);
  LW_TRY(const auto view,
         vulnerability::report_for(core::vulnerability_world(ask.state), item->id, role, ask.on));
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

Result<Output> rate_tables(Session& session, const Arguments&) {
  LW_TRY(const Asked ask, asked(session));
  Table table{{"table", "factor", "level", "points"}, {}};
  boost::json::array json;
  for (const auto& attack_table : ask.rules.attack_tables()) {
    for (const auto& factor : attack_table.factors) {
      for (const auto& level : factor.levels) {
        table.rows.push_back(
            {attack_table.id + " " + attack_table.version, factor.id, level.id, level.name});
        json.push_back(boost::json::object{
            {"table", attack_table.id}, {"factor", factor.id}, {"level", level.id}});
      }
    }
  }
  return Output{to_text(table), json};
}

}  // namespace

std::vector<Verb> case_verbs() {
  using Kind = Parameter::Kind;
  const Parameter item{"case", "case id", Kind::kValue, true};
  return {{"case",
           "list",
           "vulnerability cases that you may know of",
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
