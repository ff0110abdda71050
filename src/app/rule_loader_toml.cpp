#include "app/rule_loader_toml.hpp"

#include <algorithm>
#include <exception>
#include <limits>

#include <fmt/format.h>

#include "app/rule_loader.hpp"

namespace lw::app {
namespace {

std::string place(std::string_view file, const toml::source_region& at) {
  return fmt::format("{}:{}", file, at.begin.line);
}

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "an array";
    case toml::node_type::string: return "text";
    case toml::node_type::integer: return "a whole number";
    case toml::node_type::floating_point: return "a fraction";
    case toml::node_type::boolean: return "true or false";
    case toml::node_type::date: return "a date";
    case toml::node_type::time: return "a time";
    case toml::node_type::date_time: return "a date with time";
    case toml::node_type::none: break;
  }
  return "nothing";
}

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

Result<std::string> bounded_text(const std::string& value, std::string_view key,
                                 std::string_view file, const toml::source_region& at) {
  if (value.empty())
    return fail_at(ErrorCode::kInvalidInput, fmt::format("{} is empty", key), file, at);
  if (value.size() > kRuleTextSizeMax) {
    return fail_at(ErrorCode::kTooLarge,
                   fmt::format("{} is longer than {} bytes", key, kRuleTextSizeMax), file, at);
  }
  if (has_control_character(value)) {
    return fail_at(ErrorCode::kInvalidInput, fmt::format("{} holds a control character", key), file,
                   at);
  }
  return value;
}

}  // namespace

std::unexpected<Error> fail_at(ErrorCode code, std::string what, std::string_view file,
                               const toml::source_region& at, std::string hint) {
  return fail(code, std::move(what), place(file, at), std::move(hint));
}

std::unexpected<Error> located(Error error, std::string_view file, const toml::source_region& at) {
  if (error.where.empty()) error.where = place(file, at);
  return std::unexpected<Error>(std::move(error));
}

Result<toml::table> parse_toml(std::string_view text, std::string_view file) {
  if (text.size() > kRuleFileSizeMax) {
    return fail(ErrorCode::kTooLarge, fmt::format("larger than {} bytes", kRuleFileSizeMax),
                std::string(file));
  }
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return fail_at(ErrorCode::kInvalidInput,
                   fmt::format("not TOML: {}", std::string_view(error.description())), file,
                   error.source());
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInvalidInput, fmt::format("not TOML: {}", error.what()),
                std::string(file));
  }
}

const toml::source_region& TomlReader::region(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node == nullptr ? table_.source() : node->source();
}

Result<const toml::node*> TomlReader::need(std::string_view key) {
  asked_.emplace(key);
  if (const toml::node* node = table_.get(key)) return node;
  return fail_at(ErrorCode::kInvalidInput, fmt::format("{} is missing", key), file_,
                 table_.source());
}

std::unexpected<Error> TomlReader::wrong_type(const toml::node& node, std::string_view key,
                                              std::string_view wanted) const {
  return fail_at(ErrorCode::kInvalidInput,
                 fmt::format("{} is {}, not {}", key, type_name(node), wanted), file_,
                 node.source());
}

Result<std::string> TomlReader::text(std::string_view key) {
  LW_TRY(const toml::node* node, need(key));
  const auto* value = node->as_string();
  if (value == nullptr) return wrong_type(*node, key, "text");
  return bounded_text(value->get(), key, file_, node->source());
}

Result<std::string> TomlReader::text_or(std::string_view key, std::string_view fallback) {
  if (!has(key)) {
    asked_.emplace(key);
    return std::string(fallback);
  }
  return text(key);
}

Result<std::int64_t> TomlReader::integer(std::string_view key) {
  LW_TRY(const toml::node* node, need(key));
  const auto* value = node->as_integer();
  if (value == nullptr) return wrong_type(*node, key, "a whole number");
  return value->get();
}

Result<std::int32_t> TomlReader::integer32(std::string_view key) {
  LW_TRY(const std::int64_t value, integer(key));
  if (value < std::numeric_limits<std::int32_t>::min() ||
      value > std::numeric_limits<std::int32_t>::max()) {
    return fail_at(ErrorCode::kInvalidInput, fmt::format("{} is out of range", key), file_,
                   region(key));
  }
  return static_cast<std::int32_t>(value);
}

Result<bool> TomlReader::boolean(std::string_view key) {
  LW_TRY(const toml::node* node, need(key));
  const auto* value = node->as_boolean();
  if (value == nullptr) return wrong_type(*node, key, "true or false");
  return value->get();
}

Result<Date> TomlReader::date(std::string_view key) {
  LW_TRY(const toml::node* node, need(key));
  const auto* value = node->as_date();
  if (value == nullptr) return wrong_type(*node, key, "a date (YYYY-MM-DD without quotes)");
  auto date = Date::from_civil(value->get().year, value->get().month, value->get().day);
  if (!date) return located(std::move(date).error(), file_, node->source());
  return date;
}

Result<const toml::array*> TomlReader::array(std::string_view key) {
  LW_TRY(const toml::node* node, need(key));
  const auto* value = node->as_array();
  if (value == nullptr) return wrong_type(*node, key, "an array");
  return value;
}

Result<std::vector<std::string>> TomlReader::texts(std::string_view key) {
  LW_TRY(const toml::array* list, array(key));
  std::vector<std::string> out;
  for (const auto& node : *list) {
    const auto* value = node.as_string();
    if (value == nullptr) return wrong_type(node, key, "text");
    LW_TRY(std::string item, bounded_text(value->get(), key, file_, node.source()));
    out.push_back(std::move(item));
  }
  return out;
}

Result<std::vector<const toml::table*>> TomlReader::tables(std::string_view key) {
  LW_TRY(const toml::array* list, array(key));
  if (list->empty()) {
    return fail_at(ErrorCode::kInvalidInput, fmt::format("{} is empty", key), file_,
                   list->source());
  }
  std::vector<const toml::table*> out;
  for (const auto& node : *list) {
    const auto* value = node.as_table();
    if (value == nullptr) return wrong_type(node, key, "a table");
    out.push_back(value);
  }
  return out;
}

Result<void> TomlReader::finish() const {
  for (const auto& [key, node] : table_) {
    if (!asked_.contains(key.str())) {
      return fail_at(ErrorCode::kInvalidInput, fmt::format("unknown key \"{}\"", key.str()), file_,
                     key.source());
    }
  }
  return {};
}

}  // namespace lw::app
