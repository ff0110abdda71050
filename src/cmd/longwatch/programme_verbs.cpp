#include <fmt/format.h>

#include "cmd/longwatch/ask.hpp"
#include "codec/json.hpp"
#include "domain/programme/erosion.hpp"
#include "domain/programme/lifetime.hpp"
#include "domain/programme/stock.hpp"
#include "domain/programme/watch.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;

Result<const Programme*> find_programme(const Asked& ask, const std::string& text) {
  LW_TRY(const ProgrammeId id, ProgrammeId::parse(text));
  const Programme* found = programme::find(ask.state.programme, id);
  if (found != nullptr) return found;
  return fail(ErrorCode::kNotFound, fmt::format("no programme {}", text), {},
              "`longwatch programme list` shows them");
}

Result<Output> list(Session& session, const Arguments&) {
  LW_TRY(const Asked ask, asked(session));
  Table table{{"programme", "authority", "class", "in the field", "erosion level", "name"}, {}};
  boost::json::array json;
  for (const auto& [id, programme] : ask.state.programme.programmes) {
    const auto stock = programme::stock(ask.state.programme, id, ask.on);
    const auto level = programme::erosion_level(core::programme_world(ask.state), id, ask.on);
    table.rows.push_back({id.text(), programme.authority.text(), programme.document_class.text(),
                          grouped(stock.in_field), std::string(codec::enum_name(level)),
                          programme.name});
    json.push_back(boost::json::object{{"id", id.text()},
                                       {"authority", programme.authority.text()},
                                       {"stock", codec::to_json(stock)},
                                       {"erosion_level", std::string(codec::enum_name(level))}});
  }
  return Output{as_of(session) + to_text(table), json};
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Programme* programme, find_programme(ask, arguments.text("programme")));
  const auto world = core::programme_world(ask.state);
  const auto stock = programme::stock(ask.state.programme, programme->id, ask.on);
  const auto basis = programme::erosion_basis(world, programme->id, ask.on);
  const auto sources = programme::sources(world, programme->id, ask.on);
  Table years{{"year", "issued", "removed", "in the field at its end"}, {}};
  for (const auto& year : programme::stock_by_year(ask.state.programme, programme->id)) {
    years.rows.push_back({std::to_string(year.year), grouped(year.issued), grouped(year.removed),
                          grouped(year.in_field)});
  }
  std::string reasons;
  for (const auto& reason : basis.reasons) reasons += "\n  - " + reason;
  Output out;
  out.text =
      as_of(session) + fmt::format(
                           "{} ({})\n  in the field   {}   issued {}   removed {}   blank {}\n  "
                           "erosion level  {}{}\n"
                           "  sources        {} named, {} independent by component family\n\n{}",
                           programme->name, programme->id.text(), grouped(stock.in_field),
                           grouped(stock.issued), grouped(stock.removed), grouped(stock.blank),
                           codec::enum_name(basis.level), reasons, sources.named_sources,
                           sources.independent, to_text(years));
  out.json = boost::json::object{{"programme", codec::to_json(*programme)},
                                 {"stock", codec::to_json(stock)},
                                 {"erosion", codec::to_json(basis)},
                                 {"sources", codec::to_json(sources)}};
  return out;
}

/// Components affected by a case that the asker may know of, or those named.
Result<std::set<ComponentId>> affected_components(const Asked& ask, const Programme& programme,
                                                  const Arguments& arguments) {
  if (arguments.has("--case")) {
    LW_TRY(const CaseId id, CaseId::parse(arguments.text("--case")));
    LW_CHECK(vulnerability::visible(core::vulnerability_world(ask.state), id, ask.viewer));
    return open_software(ask, programme, id, ask.on);
  }
  std::set<ComponentId> out;
  for (const auto& text : arguments.many("--component")) {
    LW_TRY(const ComponentId id, ComponentId::parse(text));
    if (catalog::find(ask.state.catalog, id) == nullptr) {
      return fail(ErrorCode::kNotFound, fmt::format("no component {}", text), "--component");
    }
    out.insert(id);
  }
  if (out.empty()) {
    return fail(ErrorCode::kInvalidInput, "exposure to what?", {},
                "name a case (--case) or components (--component)");
  }
  return out;
}

/// Uses that the case's flaw touches (R9); nullopt without a case, and while nobody has said which.
std::optional<std::set<catalog::Use>> touched_uses(const Asked& ask, const Arguments& arguments) {
  if (!arguments.has("--case")) return std::nullopt;
  const auto affected = vulnerability::affected(core::vulnerability_world(ask.state),
                                                CaseId(arguments.text("--case")), ask.on);
  if (!affected.uses_known) return std::nullopt;
  return affected.uses;
}

Result<Output> exposure(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Programme* programme, find_programme(ask, arguments.text("programme")));
  LW_TRY(const auto components, affected_components(ask, *programme, arguments));
  const auto exposure =
      programme::exposure(core::programme_world(ask.state), programme->id, components, ask.on);
  const auto touched = touched_uses(ask, arguments);
  Table uses{{"use", "documents", "touched by the flaw"}, {}};
  for (const auto& [use, count] : exposure.by_use) {
    uses.rows.push_back({std::string(codec::enum_name(use)), grouped(count),
                         !touched                 ? "not known"
                         : touched->contains(use) ? "yes"
                                                  : "no"});
  }
  Table years{{"expires in", "documents"}, {}};
  for (const auto& [year, count] : exposure.by_expiry_year)
    years.rows.push_back({std::to_string(year), grouped(count)});
  Output out;
  out.text = as_of(session) +
             fmt::format(
                 "{} documents in the field carry an affected component.\n"
                 "By use that they still serve (one document serves several):\n\n{}\n\n{}",
                 grouped(exposure.documents), to_text(uses), to_text(years));
  out.json = codec::to_json(exposure);
  if (touched) out.json.as_object()["touched_uses"] = codec::to_json(*touched);
  return out;
}

Result<ComponentId> software_of(const Programme& programme, const Arguments& arguments) {
  if (arguments.has("--software")) return ComponentId::parse(arguments.text("--software"));
  if (programme.introductions.size() == 1) return programme.introductions.begin()->first;
  std::vector<ComponentId> known;
  for (const auto& [id, introduction] : programme.introductions) known.push_back(id);
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{} has {} embedded softwares", programme.id.text(), known.size()),
              "--software", "name one: " + joined(texts_of(known)));
}

std::string months_text(std::int32_t months) {
  return months % 12 == 0 ? fmt::format("{} years", months / 12)
                          : fmt::format("{} years {} months", months / 12, months % 12);
}

/// The formula alone, for a programme that does not exist yet.
Result<Output> lifetime_formula(const Arguments& arguments) {
  programme::LifetimeFormula formula;
  const std::pair<const char*, std::int32_t*> fields[] = {
      {"--lead-months", &formula.lead_months},
      {"--production-months", &formula.production_months},
      {"--validity-months", &formula.validity_months}};
  for (const auto& [name, target] : fields) {
    if (!arguments.has(name)) continue;
    LW_TRY(const auto number, codec::parse_json(arguments.text(name)));
    LW_TRY(*target, codec::from_json<std::int32_t>(number, name));
    if (*target < 0) return fail(ErrorCode::kInvalidInput, "a period is not negative", name);
  }
  return Output{
      fmt::format("lead {} + production {} + validity {} = lifetime {}",
                  months_text(formula.lead_months), months_text(formula.production_months),
                  months_text(formula.validity_months), months_text(formula.total_months())),
      boost::json::object{{"formula", codec::to_json(formula)},
                          {"months", formula.total_months()}}};
}

Result<Output> lifetime(Session& session, const Arguments& arguments) {
  if (!arguments.has("programme")) return lifetime_formula(arguments);
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Programme* programme, find_programme(ask, arguments.text("programme")));
  LW_TRY(const ComponentId software, software_of(*programme, arguments));
  LW_TRY(const auto lives, programme::lifetimes(core::programme_world(ask.state), programme->id,
                                                software, ask.on, ask.rules));
  Table dates{{"date", "", ""}, {}};
  const std::pair<const char*, programme::Milestone> rows[] = {
      {"certification", lives.dates.certification},
      {"first issuance", lives.dates.first_issuance},
      {"last production", lives.dates.last_production},
      {"last issuance", lives.dates.last_issuance},
      {"last document removed", lives.dates.last_removal}};
  for (const auto& [name, milestone] : rows) {
    dates.rows.push_back({name, milestone.on.text(), milestone.estimated ? "estimated" : ""});
  }
  std::string text =
      as_of(session) + fmt::format("{} in {}\n  by the formula   {} to {}: {}\n", software.text(),
                                   programme->id.text(), lives.by_formula.from.text(),
                                   lives.by_formula.until.text(),
                                   months_text(lives.by_formula.months));
  text += lives.by_register
              ? fmt::format("  by the register  {} to {}: {}\n", lives.by_register->from.text(),
                            lives.by_register->until.text(), months_text(lives.by_register->months))
              : "  by the register  nothing issued yet\n";
  return Output{text + "\n" + to_text(dates), codec::to_json(lives)};
}

Result<Output> what_if_validity(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Programme* programme, find_programme(ask, arguments.text("programme")));
  LW_TRY(const ComponentId software, software_of(*programme, arguments));
  std::vector<std::int32_t> candidates;
  for (const auto& text : arguments.many("--years")) {
    const auto parsed = codec::parse_json(text);
    if (!parsed || !parsed->is_int64() || parsed->get_int64() < 1 || parsed->get_int64() > 50) {
      return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is not a number of years", text),
                  "--years", "1 to 50");
    }
    candidates.push_back(static_cast<std::int32_t>(parsed->get_int64()) * 12);
  }
  if (candidates.empty()) candidates = {60, 84, 120};
  programme::ErosionInputs inputs;
  LW_TRY(const auto options,
         programme::what_if_validity(core::programme_world(ask.state), programme->id, software,
                                     candidates, inputs, ask.on, ask.rules));
  Table table{{"validity", "lawful", "lifetime", "last document leaves", "probability of an event",
               "against the threshold"},
              {}};
  for (const auto& option : options) {
    table.rows.push_back({months_text(option.validity_months),
                          option.lawful ? "yes" : "no: " + option.law,
                          months_text(option.lifetime_months), option.lifetime_ends_on.text(),
                          fmt::format("{:.0f} % to {:.0f} %", option.probability_low * 100,
                                      option.probability_high * 100),
                          std::string(codec::enum_name(option.verdict))});
  }
  return Output{as_of(session) + to_text(table), codec::to_json(options)};
}

}  // namespace

std::vector<Verb> programme_verbs() {
  using Kind = Parameter::Kind;
  const Parameter programme{"programme", "programme id", Kind::kValue, true};
  const Parameter software{"--software", "embedded software, where there is more than one"};
  return {{"programme", "list", "programmes with stock and erosion level", {}, list},
          {"programme",
           "show",
           "stock by year, erosion level and its reasons, sources",
           {programme},
           show},
          {"exposure",
           "",
           "documents in the field that carry an affected component, by use and by expiry year",
           {programme,
            {"--case", "a case"},
            {"--component", "a component; may be repeated", Kind::kMany}},
           exposure},
          {"lifetime",
           "",
           "lifetime of an embedded software, by formula and from the register",
           {{"programme", "programme id; without it, the formula alone"},
            software,
            {"--lead-months", "with the formula alone"},
            {"--production-months", "with the formula alone"},
            {"--validity-months", "with the formula alone"}},
           lifetime},
          {"what-if",
           "validity",
           "lifetime and probability for other validities, within the bounds of law",
           {programme, software, {"--years", "candidate validity; may be repeated", Kind::kMany}},
           what_if_validity}};
}

}  // namespace lw::cmd
