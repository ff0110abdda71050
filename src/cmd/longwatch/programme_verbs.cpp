#include "cmd/longwatch/programme_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cmd/longwatch/names.hpp"
#include "domain/programme/erosion.hpp"
#include "domain/programme/lifetime.hpp"
#include "domain/programme/stock.hpp"
#include "domain/programme/watch.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;

Result<Output> list(Session& session, const Arguments&) {
  LW_TRY(const Asked ask, asked(session));
  Table table{{"programme", "authority", "class", "in the field", "erosion level", "name"}, {}};
  boost::json::array json;
  const auto levels = programme::erosion_levels(core::programme_world(ask.state), ask.on);
  for (const auto& [id, programme] : ask.state.programme.programmes) {
    const auto stock = programme::stock(ask.state.programme, id, ask.on);
    const auto level = std::string(codec::enum_name(levels.at(id)));
    table.rows.push_back({id.text(), programme.authority.text(), programme.document_class.text(),
                          grouped(stock.in_field), level, programme.name});
    json.push_back(boost::json::object{{"id", id.text()},
                                       {"authority", programme.authority.text()},
                                       {"stock", codec::to_json(stock)},
                                       {"erosion_level", level}});
  }
  return Output{as_of(session) + to_text(table), json};
}

/// What the authority has bound itself to, and what it owes by that (R29, R31).
std::string policy_text(const Asked& ask, const Programme& programme) {
  const auto& policy = programme::policy(programme, ask.on);
  std::string out = fmt::format(
      "  validity       {}\n  in the field   {}\n",
      months_text(programme::validity_months(ask.state.programme, programme, "", ask.on)),
      policy.field_security == programme::FieldSecurity::kMaintained
          ? "security is maintained: a flaw that nothing mitigates breaches policy"
          : "a flaw is a risk on record");
  for (const auto& task :
       programme::correction_tasks(core::programme_world(ask.state), programme.id, ask.on)) {
    out += fmt::format("  to correct     {} documents with {} ({}), {} of them unmitigated\n",
                       grouped(task.documents), task.software.text(), task.case_id.text(),
                       grouped(task.unmitigated));
  }
  return out;
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Programme* programme, find_programme(ask, arguments.text("programme")));
  const auto world = core::programme_world(ask.state);
  const auto stock = programme::stock(ask.state.programme, programme->id, ask.on);
  const auto basis = programme::erosion_basis(world, programme->id, ask.on);
  const auto sources = programme::sources(world, programme->id, ask.on);
  const auto curve = programme::stock_by_year(ask.state.programme, programme->id);
  Table years{{"year", "issued", "removed", "in the field at its end"}, {}};
  for (const auto& year : curve) {
    years.rows.push_back({std::to_string(year.year), grouped(year.issued), grouped(year.removed),
                          grouped(year.in_field)});
  }
  std::string reasons;
  for (const auto& reason : basis.reasons) reasons += "\n  - " + reason;
  Output out;
  out.text = as_of(session) +
             fmt::format(
                 "{} ({})\n  documents      {} in the field   {} issued   {} removed   {} "
                 "blank\n{}  erosion level  {}{}\n"
                 "  sources        {} named, {} independent by component family\n\n{}",
                 programme->name, programme->id.text(), grouped(stock.in_field),
                 grouped(stock.issued), grouped(stock.removed), grouped(stock.blank),
                 policy_text(ask, *programme), codec::enum_name(basis.level), reasons,
                 sources.named_sources, sources.independent, to_text(years));
  out.json = boost::json::object{
      {"programme", codec::to_json(*programme)},
      {"stock", codec::to_json(stock)},
      {"stock_by_year", codec::to_json(curve)},
      {"corrections", codec::to_json(programme::correction_tasks(world, programme->id, ask.on))},
      {"erosion", codec::to_json(basis)},
      {"sources", codec::to_json(sources)}};
  return out;
}

std::string layers_text(const programme::Erosion& layers) {
  Table dates{{"date", "what", "of"}, {}};
  for (const auto& date : layers.dates)
    dates.rows.push_back({date.on.text(), date.what, date.subject});
  Table margins{{"software", "use", "lowest total", "margin", ""}, {}};
  for (const auto& m : layers.margins) {
    margins.rows.push_back({m.component.text(), words_of(codec::enum_name(m.use)),
                            m.known ? std::to_string(m.lowest_total) : "",
                            m.known ? std::to_string(m.margin) : "", m.says});
  }
  std::string out = fmt::format(
      "1. Dates\n\n{}\n\n2. Margins\n\n{}\n\n3. Event rate of component families\n\n  {}\n",
      to_text(dates), to_text(margins), layers.rate.says);
  if (layers.rate.method != programme::RateMethod::kNone) {
    out += fmt::format("  {:.4g} to {:.4g} events a family-year\n", layers.rate.low_per_year,
                       layers.rate.high_per_year);
  }
  out += "\n4. Scenarios that the authority picked\n\n";
  Table scenarios{{"scenario", "by the lifetime of", "probability of an event"}, {}};
  for (const auto& result : layers.scenarios) {
    for (std::size_t i = 0; i < result.years.size(); ++i) {
      scenarios.rows.push_back({result.scenario.name, fmt::format("{:.1f} years", result.years[i]),
                                fmt::format("{:.1f} %", result.probability[i] * 100)});
    }
  }
  return out + to_text(scenarios);
}

Result<Output> erosion(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Programme* programme, find_programme(ask, arguments.text("programme")));
  LW_TRY(const auto layers,
         programme::erosion(core::programme_world(ask.state), programme->id,
                            programme::erosion_inputs(*programme, ask.on), ask.on, ask.rules));
  const auto* set = programme::observations(*programme, ask.on);
  std::string source;
  if (set != nullptr && !set->source.empty()) source = "\nObservations: " + printable(set->source);
  return Output{as_of(session) + "From hardest to softest; never one score.\n\n" +
                    layers_text(layers) + source,
                codec::to_json(layers)};
}

}  // namespace

Result<const Programme*> find_programme(const Asked& ask, const std::string& text) {
  LW_TRY(const ProgrammeId id, ProgrammeId::parse(text));
  const Programme* found = programme::find(ask.state.programme, id);
  if (found != nullptr) return found;
  return fail(ErrorCode::kNotFound, fmt::format("no programme {}", text), {},
              "`longwatch programme list` shows them");
}

Result<ComponentId> software_of(const Programme& programme, const Arguments& arguments) {
  std::vector<ComponentId> known;
  for (const auto& [id, introduction] : programme.introductions) known.push_back(id);
  if (arguments.has("--software")) {
    LW_TRY(const ComponentId id, ComponentId::parse(arguments.text("--software")));
    if (programme.introductions.contains(id)) return id;
    return fail(ErrorCode::kNotFound,
                fmt::format("{} is not introduced in {}", id.text(), programme.id.text()),
                "--software", "known: " + joined(texts_of(known)));
  }
  if (known.size() == 1) return known.front();
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{} has {} embedded softwares", programme.id.text(), known.size()),
              "--software", known.empty() ? "" : "name one: " + joined(texts_of(known)));
}

std::string months_text(std::int32_t months) {
  const std::string years = counted(months / 12, "year", "years");
  const std::string rest = counted(months % 12, "month", "months");
  return months % 12 == 0 ? years : months < 12 ? rest : years + " " + rest;
}

std::string words_of(std::string_view enum_name) {
  std::string out(enum_name);
  std::ranges::replace(out, '_', ' ');
  return out;
}

std::vector<Verb> programme_verbs() {
  using Kind = Parameter::Kind;
  const Parameter programme{"programme", "programme id", Kind::kValue, true};
  std::vector<Verb> out{
      {"programme", "list", "programmes with stock and erosion level", {}, list},
      {"programme",
       "show",
       "stock by year, policy, corrections owed, erosion level and its reasons, sources",
       {programme},
       show},
      {"programme",
       "erosion",
       "the four layers of erosion: dates, margins, event rate, scenarios",
       {programme},
       erosion}};
  for (auto&& more : {exposure_verbs(), validity_verbs()})
    out.insert(out.end(), more.begin(), more.end());
  return out;
}

}  // namespace lw::cmd
