#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// toml++ 3.3 takes for granted what the input must first be asked: "[" at the end of a line ends
// the program where assertions are on, and is undefined behaviour where they are off; so is a
// character from U+FE26 to U+FEFE where white space may stand. Without these assumptions it goes on
// to say what is wrong with the text. Both were found by rule_loader_fuzz.
#include <toml++/impl/forward_declarations.h>
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT_ASSUME(expr) static_assert(true)
#undef TOML_UNREACHABLE
#define TOML_UNREACHABLE \
  return {}
#include <toml++/impl/unicode.h>
#undef TOML_UNREACHABLE
#define TOML_UNREACHABLE __builtin_unreachable()

#include <toml++/toml.h>

#include "base/calendar.hpp"
#include "base/result.hpp"

namespace lw::app {

/// Returns an error whose where is "file:line" of `at`.
[[nodiscard]] std::unexpected<Error> fail_at(ErrorCode code, std::string what,
                                             std::string_view file, const toml::source_region& at,
                                             std::string hint = {});

/// Gives `error` a where of "file:line" of `at`, when it has none.
[[nodiscard]] std::unexpected<Error> located(Error error, std::string_view file,
                                             const toml::source_region& at);

/// Parses TOML text. kInvalidInput with file:line when it is not TOML 1.0; kTooLarge above
/// kRuleFileSizeMax.
[[nodiscard]] Result<toml::table> parse_toml(std::string_view text, std::string_view file);

/// Reads one TOML table key by key, remembers which keys were asked for, and refuses the others at
/// the end. Borrows the table and the file name. Every error is kInvalidInput with file:line unless
/// said otherwise.
class TomlReader {
 public:
  TomlReader(const toml::table& table, std::string_view file) : table_(table), file_(file) {}

  /// Returns a text of 1 to kRuleTextSizeMax bytes without control characters (else kTooLarge or
  /// kInvalidInput).
  [[nodiscard]] Result<std::string> text(std::string_view key);
  /// The same, or `fallback` when the key is absent.
  [[nodiscard]] Result<std::string> text_or(std::string_view key, std::string_view fallback);
  [[nodiscard]] Result<std::int64_t> integer(std::string_view key);
  /// Returns an integer that fits a std::int32_t.
  [[nodiscard]] Result<std::int32_t> integer32(std::string_view key);
  [[nodiscard]] Result<bool> boolean(std::string_view key);
  /// Returns a TOML local date.
  [[nodiscard]] Result<Date> date(std::string_view key);
  [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view key);
  /// Returns the tables of an array of tables, which has at least one.
  [[nodiscard]] Result<std::vector<const toml::table*>> tables(std::string_view key);
  /// Returns the array under `key`.
  [[nodiscard]] Result<const toml::array*> array(std::string_view key);

  [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }

  /// Refuses the table when it has a key that nobody asked for.
  [[nodiscard]] Result<void> finish() const;

  /// Reads a word through `parse` (a domain function), giving its error the place of `key`.
  template <class Parse>
  [[nodiscard]] auto word(std::string_view key, Parse parse)
      -> decltype(parse(std::string_view{})) {
    LW_TRY(const std::string value, text(key));
    auto parsed = parse(std::string_view(value));
    if (!parsed) return located(std::move(parsed).error(), file_, region(key));
    return parsed;
  }

  /// Returns the place of `key`, or of the table when it is absent.
  [[nodiscard]] const toml::source_region& region(std::string_view key) const;
  [[nodiscard]] const toml::source_region& region() const { return table_.source(); }
  [[nodiscard]] std::string_view file() const { return file_; }

 private:
  [[nodiscard]] Result<const toml::node*> need(std::string_view key);
  [[nodiscard]] std::unexpected<Error> wrong_type(const toml::node& node, std::string_view key,
                                                  std::string_view wanted) const;

  const toml::table& table_;
  std::string_view file_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace lw::app
