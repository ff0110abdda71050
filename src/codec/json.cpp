#include "codec/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>
#include <set>
#include <vector>

#include "base/bytes.hpp"

namespace lw::codec {
namespace {

namespace bj = boost::json;

/// Builds a value and refuses an object that repeats a key, which Boost's own parser lets pass.
class Handler {
 public:
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1) >> 1;
  static constexpr std::size_t max_object_size = max_array_size;
  static constexpr std::size_t max_string_size = max_array_size;
  static constexpr std::size_t max_key_size = max_array_size;

  Handler() { stack_.reset(); }
  bj::value take() { return stack_.release(); }
  [[nodiscard]] const std::string& repeated_key() const { return repeated_key_; }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code&) {
    keys_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t size, bj::error_code&) {
    keys_.pop_back();
    stack_.push_object(size);
    return true;
  }
  bool on_array_begin(bj::error_code&) { return true; }
  bool on_array_end(std::size_t size, bj::error_code&) {
    stack_.push_array(size);
    return true;
  }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
    key_ += std::string_view(part);
    return true;
  }
  bool on_key(bj::string_view part, std::size_t, bj::error_code& error) {
    key_ += std::string_view(part);
    if (!keys_.back().insert(key_).second) {
      repeated_key_ = key_;
      error = bj::error::syntax;
      return false;
    }
    stack_.push_key(key_);
    key_.clear();
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) {
    text_ += std::string_view(part);
    return true;
  }
  bool on_string(bj::string_view part, std::size_t, bj::error_code&) {
    text_ += std::string_view(part);
    stack_.push_string(text_);
    text_.clear();
    return true;
  }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t v, bj::string_view, bj::error_code&) { return push(v); }
  bool on_uint64(std::uint64_t v, bj::string_view, bj::error_code&) { return push(v); }
  bool on_double(double v, bj::string_view, bj::error_code& error) {
    if (std::isfinite(v)) return push(v);
    error = bj::error::exponent_overflow;
    return false;
  }
  bool on_bool(bool v, bj::error_code&) {
    stack_.push_bool(v);
    return true;
  }
  bool on_null(bj::error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }

 private:
  template <class T>
  bool push(T value) {
    if constexpr (std::is_same_v<T, double>) stack_.push_double(value);
    else if constexpr (std::is_signed_v<T>) stack_.push_int64(value);
    else stack_.push_uint64(value);
    return true;
  }

  bj::value_stack stack_;
  std::vector<std::set<std::string>> keys_;
  std::string key_;
  std::string text_;
  std::string repeated_key_;
};

void write_pretty(std::string& out, const bj::value& value, std::size_t indent) {
  const std::string inner(indent + 2, ' ');
  if (value.is_object() && !value.get_object().empty()) {
    out += "{\n";
    bool first = true;
    for (const auto& [key, item] : value.get_object()) {
      if (!first) out += ",\n";
      first = false;
      out += inner + bj::serialize(bj::string(key)) + ": ";
      write_pretty(out, item, indent + 2);
    }
    out += "\n" + std::string(indent, ' ') + "}";
  } else if (value.is_array() && !value.get_array().empty()) {
    out += "[\n";
    bool first = true;
    for (const auto& item : value.get_array()) {
      if (!first) out += ",\n";
      first = false;
      out += inner;
      write_pretty(out, item, indent + 2);
    }
    out += "\n" + std::string(indent, ' ') + "]";
  } else {
    out += bj::serialize(value);
  }
}

}  // namespace

std::string position_in(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto start = before.rfind('\n');
  const std::size_t column =
      start == std::string_view::npos ? before.size() + 1 : before.size() - start;
  return fmt::format("line {}, column {}", line, column);
}

Result<bj::value> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.size_bytes_max) {
    return fail(ErrorCode::kTooLarge, fmt::format("JSON text of {} bytes", text.size()), {},
                fmt::format("at most {} bytes are read", limits.size_bytes_max));
  }
  bj::parse_options options;
  options.max_depth = limits.depth_max;
  bj::basic_parser<Handler> parser(options);
  bj::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error) {
    const std::string& key = parser.handler().repeated_key();
    if (!key.empty()) {
      return fail(ErrorCode::kInvalidInput, fmt::format("JSON object repeats the key \"{}\"", key),
                  position_in(text, used), "keep one of them");
    }
    const auto code =
        error == bj::error::too_deep ? ErrorCode::kTooLarge : ErrorCode::kInvalidInput;
    return fail(code, "JSON: " + error.message(), position_in(text, used));
  }
  if (text.find_first_not_of(" \t\r\n", used) != std::string_view::npos) {
    return fail(ErrorCode::kInvalidInput, "JSON: text after the value", position_in(text, used));
  }
  return parser.handler().take();
}

std::string pretty_json(const bj::value& value) {
  std::string out;
  write_pretty(out, value, 0);
  out += '\n';
  return out;
}

}  // namespace lw::codec
