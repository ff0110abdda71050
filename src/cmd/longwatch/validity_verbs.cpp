#include <fmt/format.h>

#include "cmd/longwatch/programme_verbs.hpp"
#include "codec/json.hpp"
#include "domain/programme/lifetime.hpp"
#include "domain/programme/what_if.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;
using programme::ValidityOption;

constexpr int kYearsMax = 50;

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
  for (const char* name : {"--lead-months", "--production-months", "--validity-months"}) {
    if (arguments.has(name)) {
      return fail(ErrorCode::kInvalidInput, "the programme says this by itself", name,
                  "leave it out, or leave the programme out; `longwatch what-if validity` answers "
                  "for other validities");
    }
  }
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

Result<std::vector<std::int32_t>> candidates_of(const Arguments& arguments) {
  std::vector<std::int32_t> out;
  for (const auto& text : arguments.many("--years")) {
    const auto parsed = codec::parse_json(text);
    if (!parsed || !parsed->is_int64() || parsed->get_int64() < 1 ||
        parsed->get_int64() > kYearsMax) {
      return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is not a number of years", text),
                  "--years", fmt::format("1 to {}", kYearsMax));
    }
    out.push_back(static_cast<std::int32_t>(parsed->get_int64()) * 12);
  }
  if (out.empty()) out = {60, 84, 120};
  return out;
}

std::string chance(const programme::JudgedInterval& interval) {
  return fmt::format("{:.1f} % to {:.1f} %", interval.low * 100, interval.high * 100);
}

/// What one row of the comparison says of one validity.
using Cell = std::string (*)(const ValidityOption&);

/// Validities in columns, so that before and after stand side by side.
Table side_by_side(const programme::ValidityComparison& all) {
  Table out{{""}, {}};
  for (const auto& option : all.options)
    out.columns.push_back(months_text(option.validity_months) + (option.today ? " (today)" : ""));
  const std::pair<const char*, Cell> lines[] = {
      {"lawful", [](const ValidityOption& o) { return o.lawful ? std::string("yes") : "no"; }},
      {"lead time", [](const ValidityOption& o) { return months_text(o.formula.lead_months); }},
      {"production",
       [](const ValidityOption& o) { return months_text(o.formula.production_months); }},
      {"lifetime", [](const ValidityOption& o) { return months_text(o.lifetime_months); }},
      {"last document leaves", [](const ValidityOption& o) { return o.lifetime_ends_on.text(); }},
      {"in the field", [](const ValidityOption& o) { return grouped(o.exposure.documents); }},
      {"event, as observed", [](const ValidityOption& o) { return chance(o.observed); }},
      {"against the threshold",
       [](const ValidityOption& o) { return words_of(codec::enum_name(o.observed.verdict)); }},
      {"event, as picked",
       [](const ValidityOption& o) {
         return o.picked ? chance(*o.picked) : std::string("no scenario");
       }},
      {"against the threshold", [](const ValidityOption& o) {
         return o.picked ? words_of(codec::enum_name(o.picked->verdict)) : std::string();
       }}};
  for (const auto& [name, cell] : lines) {
    out.rows.push_back({name});
    for (const auto& option : all.options) out.rows.back().push_back(cell(option));
  }
  return out;
}

/// One row a year, one column a validity.
template <class CountOf>
Table by_year(const programme::ValidityComparison& all, const char* head,
              const std::set<int>& years, CountOf&& count_of) {
  Table out{{head}, {}};
  for (const auto& option : all.options)
    out.columns.push_back(months_text(option.validity_months) + (option.today ? " (today)" : ""));
  for (const int year : years) {
    out.rows.push_back({std::to_string(year)});
    for (const auto& option : all.options)
      out.rows.back().push_back(grouped(count_of(option, year)));
  }
  return out;
}

std::string documents_text(const programme::ValidityComparison& all) {
  std::set<int> years;
  std::set<int> ends;
  for (const auto& option : all.options) {
    for (const auto& row : option.stock) years.insert(row.year);
    for (const auto& [year, count] : option.exposure.by_expiry_year) ends.insert(year);
  }
  const Table stock = by_year(all, "in the field at the end of", years,
                              [](const ValidityOption& option, int year) -> std::int64_t {
                                for (const auto& row : option.stock)
                                  if (row.year == year) return row.in_field;
                                return 0;
                              });
  const Table expiry = by_year(all, "of today's stock, expires in", ends,
                               [](const ValidityOption& option, int year) -> std::int64_t {
                                 const auto it = option.exposure.by_expiry_year.find(year);
                                 return it == option.exposure.by_expiry_year.end() ? 0 : it->second;
                               });
  return to_text(stock) + "\n\n" + to_text(expiry);
}

Result<Output> what_if_validity(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Programme* programme, find_programme(ask, arguments.text("programme")));
  LW_TRY(const ComponentId software, software_of(*programme, arguments));
  LW_TRY(const auto candidates, candidates_of(arguments));
  LW_TRY(const auto all, programme::what_if_validity(
                             core::programme_world(ask.state), programme->id, software, candidates,
                             programme::erosion_inputs(*programme, ask.on), ask.on, ask.rules));
  std::string text =
      fmt::format("{} in {}, as if every document issued by {} had had that validity.\n\n{}\n\n",
                  software.text(), programme->id.text(), ask.on.text(), to_text(side_by_side(all)));
  text += fmt::format("Threshold: {:g} %. Observed: {}.\n", all.threshold_ppm / 10'000.0,
                      all.rate.says);
  for (const auto& scenario : all.scenarios) text += "Scenario: " + scenario.name + ".\n";
  text += "Law: " + all.options.front().law + ".\n\n" + documents_text(all);
  return Output{as_of(session) + text, codec::to_json(all)};
}

}  // namespace

std::vector<Verb> validity_verbs() {
  using Kind = Parameter::Kind;
  const Parameter software{"--software", "embedded software, where there is more than one"};
  return {{"lifetime",
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
           "lifetime, documents in the field and probability of an event for other validities, "
           "side by side with today's",
           {{"programme", "programme id", Kind::kValue, true},
            software,
            {"--years", "candidate validity; may be repeated", Kind::kMany}},
           what_if_validity}};
}

}  // namespace lw::cmd
