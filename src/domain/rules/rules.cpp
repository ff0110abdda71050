#include "domain/rules/rules.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/strong.hpp"

namespace lw::rules {
namespace {

Result<void> check_content(const Content& content) {
  if (const auto* duration = std::get_if<Duration>(&content)) return check(*duration);
  if (const auto* number = std::get_if<Number>(&content)) {
    if (number->of.empty()) {
      return fail(ErrorCode::kInvalidInput, "a number says what it counts");
    }
  }
  if (const auto* choice = std::get_if<Choice>(&content)) {
    if (choice->options.empty()) {
      return fail(ErrorCode::kInvalidInput, "a choice has at least one option");
    }
    std::set<std::string_view> seen;
    for (const auto& option : choice->options) {
      if (!is_identifier(option) || !seen.insert(option).second) {
        return fail(ErrorCode::kInvalidInput,
                    fmt::format("option \"{}\": not an identifier, or there twice", option));
      }
    }
  }
  return {};
}

Result<void> check_rule(const Rule& rule) {
  const Citation& source = rule.source;
  if (!is_identifier(source.rule_id)) {
    return fail(ErrorCode::kInvalidInput, fmt::format("not a rule id: \"{}\"", source.rule_id));
  }
  if (source.act.empty() || source.article.empty() || source.text.empty()) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("rule {} needs act, article and text", source.rule_id));
  }
  if (source.in_force.until && *source.in_force.until < source.in_force.from) {
    return fail(ErrorCode::kInvalidInput, fmt::format("rule {} ends before it begins ({})",
                                                      source.rule_id, source.in_force.text()));
  }
  return check_content(rule.content);
}

std::unexpected<Error> wrong_kind(const Rule& rule, std::string_view asked) {
  return fail(
      ErrorCode::kInvalidInput,
      fmt::format("rule {} is a {}, not a {}", rule.source.rule_id, kind_of(rule.content), asked));
}

std::unexpected<Error> not_in_force(std::string_view what, Date on, std::string_view when) {
  return fail(ErrorCode::kNotFound, fmt::format("no version of {} in force on {}", what, on.text()),
              {}, fmt::format("it is in force {}", when));
}

void append_source(std::string& out, const Citation& source) {
  append_field(out, "rule", source.rule_id);
  append_field(out, "row", source.row);
  append_field(out, "act", source.act);
  append_field(out, "article", source.article);
  append_field(out, "in_force", source.in_force.text());
  append_field(out, "status", to_string(source.status));
  append_field(out, "text", source.text);
  append_field(out, "note", source.note);
}

void append_content(std::string& out, const Content& content) {
  append_field(out, "kind", kind_of(content));
  if (const auto* duration = std::get_if<Duration>(&content)) {
    append_field(out, "amount", fmt::format("{}", duration->amount));
    append_field(out, "unit", to_string(duration->unit));
    append_field(out, "counts_from", to_string(duration->counts_from));
    append_field(out, "runs", to_string(duration->runs));
  } else if (const auto* number = std::get_if<Number>(&content)) {
    append_field(out, "number", fmt::format("{}", number->value));
    append_field(out, "of", number->of);
  } else if (const auto* choice = std::get_if<Choice>(&content)) {
    for (const auto& option : choice->options) append_field(out, "option", option);
  } else if (const auto* flag = std::get_if<Flag>(&content)) {
    append_field(out, "on", flag->on ? "true" : "false");
  }
}

void append_calendar(std::string& out, const Calendar& calendar) {
  append_field(out, "calendar", calendar.days.id);
  append_field(out, "name", calendar.name);
  append_field(out, "act", calendar.act);
  for (const auto& year : calendar.years) {
    append_field(out, "year", fmt::format("{}", year.year));
    append_field(out, "status", to_string(year.status));
    append_field(out, "source", year.source);
  }
  for (const auto& [date, name] : calendar.names) append_field(out, date.text(), name);
}

}  // namespace

bool Choice::allows(std::string_view option) const {
  return std::ranges::find(options, option) != options.end();
}

std::string_view kind_of(const Content& content) {
  constexpr std::string_view kKinds[] = {"duration", "number", "choice", "flag"};
  static_assert(std::size(kKinds) == std::variant_size_v<Content>);
  return kKinds[content.index()];
}

Status Calendar::weakest_status(Date from, Date until) const {
  if (from < days.from || until > days.until) return Status::kUnverified;
  Status weakest = Status::kRead;
  for (const auto& year : years) {
    if (year.year >= from.year() && year.year <= until.year()) {
      weakest = std::max(weakest, year.status);
    }
  }
  return weakest;
}

Result<void> RuleBook::add(Rule rule) {
  LW_CHECK(check_rule(rule));
  auto& versions = rules_[rule.source.rule_id];
  for (const auto& other : versions) {
    if (other.source.in_force.overlaps(rule.source.in_force)) {
      return fail(
          ErrorCode::kConflict,
          fmt::format("rule {} has two versions for the same day ({} and {})", rule.source.rule_id,
                      other.source.in_force.text(), rule.source.in_force.text()));
    }
    if (other.content.index() != rule.content.index())
      return wrong_kind(rule, kind_of(other.content));
  }
  const auto at = std::ranges::upper_bound(versions, rule.source.in_force.from, {},
                                           [](const Rule& r) { return r.source.in_force.from; });
  versions.insert(at, std::move(rule));
  return {};
}

Result<void> RuleBook::add(AttackTable table) {
  LW_CHECK(check(table));
  for (const auto& other : tables_) {
    const bool related = other.id == table.id || other.technical_domain == table.technical_domain;
    if (related && other.in_force.overlaps(table.in_force)) {
      return fail(
          ErrorCode::kConflict,
          fmt::format("attack-potential tables {} {} and {} {} are for the same domain and day",
                      other.id, other.version, table.id, table.version));
    }
  }
  const auto key = [](const AttackTable& t) { return std::pair(t.id, t.in_force.from); };
  tables_.insert(std::ranges::upper_bound(tables_, key(table), {}, key), std::move(table));
  return {};
}

Result<void> RuleBook::add(Calendar calendar) {
  const std::string id = calendar.days.id;
  if (!is_identifier(id) || calendar.years.empty()) {
    return fail(ErrorCode::kInvalidInput, "a calendar has an id and at least one year");
  }
  for (std::size_t i = 1; i < calendar.years.size(); ++i) {
    if (calendar.years[i].year != calendar.years[i - 1].year + 1) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("calendar {}: {} does not follow {}", id, calendar.years[i].year,
                              calendar.years[i - 1].year));
    }
  }
  LW_TRY(calendar.days.from, Date::from_civil(calendar.years.front().year, 1, 1));
  LW_TRY(calendar.days.until, Date::from_civil(calendar.years.back().year, 12, 31));
  calendar.days.holidays.clear();
  for (const auto& [date, name] : calendar.names) {
    if (date < calendar.days.from || date > calendar.days.until) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("calendar {}: {} is outside its years", id, date.text()));
    }
    calendar.days.holidays.insert(date);
  }
  if (!calendars_.emplace(id, std::move(calendar)).second) {
    return fail(ErrorCode::kConflict, fmt::format("two calendars are named {}", id));
  }
  return {};
}

const std::vector<Rule>& RuleBook::versions(std::string_view id) const {
  static const std::vector<Rule> none;
  const auto at = rules_.find(id);
  return at == rules_.end() ? none : at->second;
}

const Rule* RuleBook::find(std::string_view id, Date on) const {
  const auto& all_versions = versions(id);
  const auto at = std::ranges::find_if(
      all_versions, [&](const Rule& rule) { return rule.source.in_force.holds(on); });
  return at == all_versions.end() ? nullptr : &*at;
}

Result<const Rule*> RuleBook::in_force_or_error(std::string_view id, Date on) const {
  if (const Rule* rule = find(id, on)) return rule;
  std::string when;
  for (const auto& rule : versions(id)) {
    when += (when.empty() ? "" : ", ") + rule.source.in_force.text();
  }
  if (when.empty()) {
    return fail(ErrorCode::kNotFound, fmt::format("no rule named \"{}\"", id.substr(0, 128)));
  }
  return not_in_force(fmt::format("rule {}", id), on, when);
}

Result<RuleDuration> RuleBook::duration(std::string_view id, Date on) const {
  LW_TRY(const Rule* rule, in_force_or_error(id, on));
  const auto* content = std::get_if<Duration>(&rule->content);
  if (content == nullptr) return wrong_kind(*rule, "duration");
  return RuleDuration{*content, rule->source};
}

Result<RuleNumber> RuleBook::number(std::string_view id, Date on) const {
  LW_TRY(const Rule* rule, in_force_or_error(id, on));
  const auto* content = std::get_if<Number>(&rule->content);
  if (content == nullptr) return wrong_kind(*rule, "number");
  return RuleNumber{content->value, content->of, rule->source};
}

Result<RuleChoice> RuleBook::choice(std::string_view id, Date on) const {
  LW_TRY(const Rule* rule, in_force_or_error(id, on));
  const auto* content = std::get_if<Choice>(&rule->content);
  if (content == nullptr) return wrong_kind(*rule, "choice");
  return RuleChoice{*content, rule->source};
}

Result<RuleFlag> RuleBook::flag(std::string_view id, Date on) const {
  LW_TRY(const Rule* rule, in_force_or_error(id, on));
  const auto* content = std::get_if<Flag>(&rule->content);
  if (content == nullptr) return wrong_kind(*rule, "flag");
  return RuleFlag{content->on, rule->source};
}

std::vector<const Rule*> RuleBook::all() const {
  std::vector<const Rule*> out;
  for (const auto& [id, list] : rules_) {
    for (const auto& rule : list) out.push_back(&rule);
  }
  return out;
}

std::vector<const Rule*> RuleBook::in_force(Date on) const {
  auto out = all();
  std::erase_if(out, [&](const Rule* rule) { return !rule->source.in_force.holds(on); });
  return out;
}

Result<const AttackTable*> RuleBook::attack_table(std::string_view id_or_domain, Date on) const {
  const bool by_id = std::ranges::find(tables_, id_or_domain, &AttackTable::id) != tables_.end();
  std::string when;
  for (const auto& table : tables_) {
    if ((by_id ? table.id : table.technical_domain) != id_or_domain) continue;
    if (table.in_force.holds(on)) return &table;
    when += (when.empty() ? "" : ", ") + table.in_force.text();
  }
  if (when.empty()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("no attack-potential table for \"{}\"", id_or_domain.substr(0, 128)));
  }
  return not_in_force(fmt::format("attack-potential table {}", id_or_domain), on, when);
}

Result<const Calendar*> RuleBook::calendar(std::string_view id) const {
  const auto at = calendars_.find(id);
  if (at == calendars_.end()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("no holiday calendar named \"{}\"", id.substr(0, 128)));
  }
  return &at->second;
}

std::string RuleBook::canonical_text() const {
  std::string out = "longwatch rule book 1\n";
  for (const Rule* rule : all()) {
    append_source(out, rule->source);
    append_content(out, rule->content);
  }
  for (const auto& table : tables_) append_canonical(out, table);
  for (const auto& [id, calendar] : calendars_) append_calendar(out, calendar);
  return out;
}

}  // namespace lw::rules
