#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"
#include "domain/rules/rules.hpp"

namespace lw::app {

/// Bounds of a rule folder, so that a hostile one cannot eat the machine.
inline constexpr std::size_t kRuleFileSizeMax = 1 << 20;
inline constexpr std::size_t kRuleFilesMax = 256;
inline constexpr std::size_t kRuleTextSizeMax = 2000;

/// Loads a folder of rules into one book: `*.toml` holds rules, `calendars/*.toml` one holiday
/// calendar each, `attack-potential/*.toml` one table each. Files are read in the order of their
/// names; all or nothing.
///
/// A rule file may name `act` once at its top; each `[[rule]]` has id, article, effective_from,
/// status, text and kind; may have act, row, note, effective_until; `use` where no code asks for it
/// by its id: told (for people: no decision hangs on it), named (a record names it), open (a
/// decision should ask for it and none does yet), constant (the program holds its figure at the
/// place that `constant` names: "file name"); and by kind:
///   duration: amount, unit (hours|calendar_days|working_days|months|years), counts_from
///   (moment|day_of|day_after),
///             runs (forward|backward, default forward)
///   number: number, of · choice: options · flag: on
///
/// Every error has where = "file:line". kInvalidInput: no TOML, an unknown or missing key, a wrong
/// type, a bad date or word, a value that the book refuses. kConflict: two versions of one id on
/// the same day, two calendars of one name. kTooLarge: a bound above. kNotFound: no such folder, or
/// none of the files in it. kUnavailable: cannot be read.
[[nodiscard]] Result<rules::RuleBook> load_rule_book(const std::filesystem::path& folder);

/// Reads one file's text into `book`; `file` only names it in errors. On error the book may hold
/// the part before it. `text` must be UTF-8. Errors as load_rule_book.
[[nodiscard]] Result<void> read_rules(rules::RuleBook& book, std::string_view text,
                                      std::string_view file);
[[nodiscard]] Result<void> read_calendar(rules::RuleBook& book, std::string_view text,
                                         std::string_view file);
[[nodiscard]] Result<void> read_attack_table(rules::RuleBook& book, std::string_view text,
                                             std::string_view file);

}  // namespace lw::app
