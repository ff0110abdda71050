#include "app/rule_loader.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/rule_loader_toml.hpp"

namespace lw::app {
namespace {

namespace fs = std::filesystem;
using rules::RuleBook;

Result<rules::InForce> read_in_force(TomlReader& reader) {
  rules::InForce out;
  LW_TRY(out.from, reader.date("effective_from"));
  if (reader.has("effective_until")) {
    LW_TRY(out.until, reader.date("effective_until"));
  }
  return out;
}

Result<rules::Duration> read_duration(TomlReader& reader) {
  rules::Duration out;
  LW_TRY(out.amount, reader.integer32("amount"));
  LW_TRY(out.unit, reader.word("unit", rules::parse_unit));
  LW_TRY(out.counts_from, reader.word("counts_from", rules::parse_counts_from));
  if (reader.has("runs")) {
    LW_TRY(out.runs, reader.word("runs", rules::parse_runs));
  }
  return out;
}

Result<rules::Content> read_content(TomlReader& reader) {
  LW_TRY(const std::string kind, reader.text("kind"));
  if (kind == "duration") return read_duration(reader);
  if (kind == "number") {
    rules::Number out;
    LW_TRY(out.value, reader.integer("number"));
    LW_TRY(out.of, reader.text("of"));
    return out;
  }
  if (kind == "choice") {
    LW_TRY(auto options, reader.texts("options"));
    return rules::Choice{std::move(options)};
  }
  if (kind == "flag") {
    LW_TRY(const bool on, reader.boolean("on"));
    return rules::Flag{on};
  }
  return fail_at(ErrorCode::kInvalidInput, fmt::format("not a kind: \"{}\"", kind), reader.file(),
                 reader.region("kind"), "write duration, number, choice or flag");
}

/// How a rule that no code asks for by its id is used. Said for people and checked over the sources
/// (tools/lint.d/rules_asked.py); no answer depends on it, so the book does not keep it.
Result<void> read_use(TomlReader& reader) {
  LW_TRY(const std::string use, reader.text_or("use", "decided"));
  LW_TRY(const std::string constant, reader.text_or("constant", ""));
  const bool known = use == "decided" || use == "told" || use == "named" || use == "open";
  const bool fits = use == "constant" ? !constant.empty() : known && constant.empty();
  if (fits) return {};
  return fail_at(ErrorCode::kInvalidInput,
                 "use is told, named, open, or constant with the place of that constant",
                 reader.file(), reader.region(use == "decided" ? "constant" : "use"));
}

Result<rules::Rule> read_rule(TomlReader& reader, const std::string& act_of_file) {
  rules::Citation source;
  LW_TRY(source.rule_id, reader.text("id"));
  LW_TRY(source.row, reader.text_or("row", ""));
  if (act_of_file.empty()) {
    LW_TRY(source.act, reader.text("act"));
  } else {
    LW_TRY(source.act, reader.text_or("act", act_of_file));
  }
  LW_TRY(source.article, reader.text("article"));
  LW_TRY(source.text, reader.text("text"));
  LW_TRY(source.note, reader.text_or("note", ""));
  LW_CHECK(read_use(reader));
  LW_TRY(source.status, reader.word("status", rules::parse_status));
  LW_TRY(source.in_force, read_in_force(reader));
  LW_TRY(auto content, read_content(reader));
  LW_CHECK(reader.finish());
  return rules::Rule{std::move(source), std::move(content)};
}

// ---- calendars
// ---------------------------------------------------------------------------------------------------

Result<void> read_year(rules::Calendar& calendar, const toml::table& table, std::string_view file) {
  TomlReader reader(table, file);
  rules::CalendarYear year;
  LW_TRY(year.year, reader.integer32("year"));
  LW_TRY(year.status, reader.word("status", rules::parse_status));
  LW_TRY(year.source, reader.text("source"));
  LW_TRY(const auto days, reader.tables("days"));
  LW_CHECK(reader.finish());
  for (const auto* day_table : days) {
    TomlReader day(*day_table, file);
    LW_TRY(const Date date, day.date("date"));
    LW_TRY(std::string name, day.text("name"));
    LW_CHECK(day.finish());
    if (date.year() != year.year) {
      return fail_at(ErrorCode::kInvalidInput,
                     fmt::format("{} is not a day of {}", date.text(), year.year), file,
                     day.region("date"));
    }
    if (!calendar.names.emplace(date, std::move(name)).second) {
      return fail_at(ErrorCode::kInvalidInput, fmt::format("{} is there twice", date.text()), file,
                     day.region("date"));
    }
  }
  calendar.years.push_back(std::move(year));
  return {};
}

// ---- attack potential
// --------------------------------------------------------------------------------------------

Result<std::vector<std::optional<std::int32_t>>> read_points(TomlReader& reader) {
  LW_TRY(const toml::array* list, reader.array("points"));
  std::vector<std::optional<std::int32_t>> out;
  for (const auto& node : *list) {
    if (const auto* number = node.as_integer()) {
      if (number->get() < 0 || number->get() > rules::kPointsMax) {
        return fail_at(ErrorCode::kInvalidInput,
                       fmt::format("points are 0 to {}", rules::kPointsMax), reader.file(),
                       node.source());
      }
      out.emplace_back(static_cast<std::int32_t>(number->get()));
      continue;
    }
    const auto* word = node.as_string();
    if (word == nullptr || word->get() != "na") {
      return fail_at(ErrorCode::kInvalidInput, "points are whole numbers or \"na\"", reader.file(),
                     node.source());
    }
    out.emplace_back(std::nullopt);
  }
  return out;
}

Result<rules::Level> read_level(const toml::table& table, rules::Status status_of_table,
                                std::string_view file) {
  TomlReader reader(table, file);
  rules::Level out;
  out.status = status_of_table;
  LW_TRY(out.id, reader.text("id"));
  LW_TRY(out.name, reader.text("name"));
  if (reader.has("status")) {
    LW_TRY(out.status, reader.word("status", rules::parse_status));
  }
  if (reader.has("not_practical")) {
    LW_TRY(out.not_practical, reader.boolean("not_practical"));
  }
  if (!out.not_practical || reader.has("points")) {
    LW_TRY(out.points, read_points(reader));
  }
  LW_CHECK(reader.finish());
  return out;
}

Result<rules::Factor> read_factor(const toml::table& table, rules::Status status_of_table,
                                  std::string_view file) {
  TomlReader reader(table, file);
  rules::Factor out;
  LW_TRY(out.id, reader.text("id"));
  LW_TRY(out.name, reader.text("name"));
  LW_TRY(const auto levels, reader.tables("level"));
  LW_CHECK(reader.finish());
  for (const auto* level_table : levels) {
    LW_TRY(auto level, read_level(*level_table, status_of_table, file));
    out.levels.push_back(std::move(level));
  }
  return out;
}

Result<rules::Band> read_band(const toml::table& table, std::string_view file) {
  TomlReader reader(table, file);
  rules::Band out;
  LW_TRY(out.min, reader.integer32("min"));
  if (reader.has("max")) {
    LW_TRY(out.max, reader.integer32("max"));
  }
  LW_TRY(out.potential, reader.word("potential", rules::parse_potential));
  LW_TRY(out.meets_van, reader.integer32("meets_van"));
  LW_TRY(out.identifier, reader.text_or("identifier", ""));
  LW_CHECK(reader.finish());
  return out;
}

Result<void> read_table_head(TomlReader& reader, rules::AttackTable& out) {
  LW_TRY(out.id, reader.text("id"));
  LW_TRY(out.version, reader.text("version"));
  LW_TRY(out.name, reader.text("name"));
  LW_TRY(out.act, reader.text("act"));
  LW_TRY(out.article, reader.text("article"));
  LW_TRY(out.technical_domain, reader.text("technical_domain"));
  LW_TRY(out.status, reader.word("status", rules::parse_status));
  LW_TRY(out.in_force, read_in_force(reader));
  LW_TRY(out.columns, reader.texts("columns"));
  return {};
}

// ---- files
// -------------------------------------------------------------------------------------------------------

std::string shown(const fs::path& path) { return path.generic_string(); }

Result<std::vector<fs::path>> toml_files(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code error;
  fs::directory_iterator at(folder, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    if (at->path().extension() != ".toml") continue;
    if (out.size() == kRuleFilesMax) {
      return fail(ErrorCode::kTooLarge, fmt::format("more than {} rule files", kRuleFilesMax),
                  shown(folder));
    }
    out.push_back(at->path());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return fail(ErrorCode::kUnavailable, "cannot list the folder: " + error.message(),
                shown(folder));
  }
  std::ranges::sort(out);
  return out;
}

Result<std::string> file_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(kRuleFileSizeMax + 1, '\0');
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || (!in.eof() && in.fail())) {
    return fail(ErrorCode::kUnavailable, "cannot read the file", shown(path));
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (!is_utf8(text)) {
    return fail(ErrorCode::kInvalidInput, "the file is not UTF-8", shown(path) + ":1");
  }
  return text;
}

using Read = Result<void> (*)(RuleBook&, std::string_view, std::string_view);

Result<std::size_t> read_folder(RuleBook& book, const fs::path& folder, Read read) {
  LW_TRY(const auto files, toml_files(folder));
  for (const auto& path : files) {
    LW_TRY(const std::string text, file_text(path));
    LW_CHECK(read(book, text, shown(path)));
  }
  return files.size();
}

}  // namespace

Result<void> read_rules(RuleBook& book, std::string_view text, std::string_view file) {
  LW_TRY(const toml::table root, parse_toml(text, file));
  TomlReader reader(root, file);
  LW_TRY(const std::string act, reader.text_or("act", ""));
  LW_TRY(const auto tables, reader.tables("rule"));
  LW_CHECK(reader.finish());
  for (const auto* table : tables) {
    TomlReader rule_reader(*table, file);
    LW_TRY(auto rule, read_rule(rule_reader, act));
    if (auto added = book.add(std::move(rule)); !added) {
      return located(std::move(added).error(), file, rule_reader.region("id"));
    }
  }
  return {};
}

Result<void> read_calendar(RuleBook& book, std::string_view text, std::string_view file) {
  LW_TRY(const toml::table root, parse_toml(text, file));
  TomlReader reader(root, file);
  rules::Calendar calendar;
  LW_TRY(calendar.days.id, reader.text("id"));
  LW_TRY(calendar.name, reader.text("name"));
  LW_TRY(calendar.act, reader.text("act"));
  LW_TRY(const auto years, reader.tables("year"));
  LW_CHECK(reader.finish());
  for (const auto* year : years) LW_CHECK(read_year(calendar, *year, file));
  if (auto added = book.add(std::move(calendar)); !added) {
    return located(std::move(added).error(), file, reader.region("id"));
  }
  return {};
}

Result<void> read_attack_table(RuleBook& book, std::string_view text, std::string_view file) {
  LW_TRY(const toml::table root, parse_toml(text, file));
  TomlReader reader(root, file);
  rules::AttackTable out;
  LW_CHECK(read_table_head(reader, out));
  LW_TRY(const auto factors, reader.tables("factor"));
  LW_TRY(const auto bands, reader.tables("band"));
  LW_CHECK(reader.finish());
  for (const auto* table : factors) {
    LW_TRY(auto factor, read_factor(*table, out.status, file));
    out.factors.push_back(std::move(factor));
  }
  for (const auto* table : bands) {
    LW_TRY(auto band, read_band(*table, file));
    out.bands.push_back(std::move(band));
  }
  if (auto added = book.add(std::move(out)); !added) {
    return located(std::move(added).error(), file, reader.region("id"));
  }
  return {};
}

Result<RuleBook> load_rule_book(const fs::path& folder) {
  RuleBook book;
  LW_TRY(const std::size_t rule_files, read_folder(book, folder, read_rules));
  if (rule_files == 0) {
    return fail(ErrorCode::kNotFound, "no rule files here", shown(folder),
                "name the folder that holds data/rules");
  }
  LW_CHECK(read_folder(book, folder / "calendars", read_calendar));
  LW_CHECK(read_folder(book, folder / "attack-potential", read_attack_table));
  return book;
}

}  // namespace lw::app
