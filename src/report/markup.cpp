#include "report/markup.hpp"

#include <array>

#include "base/assert.hpp"

namespace lw::report {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// One code point read from UTF-8; size 0 at a byte that starts none.
struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;
};

CodePoint read_code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t size = first >= 0xF0 && first < 0xF5   ? 4
                           : first >= 0xE0 && first < 0xF0 ? 3
                           : first >= 0xC2 && first < 0xE0 ? 2
                                                           : 0;
  if (size == 0 || text.size() < size) return {};
  char32_t value = first & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  // Overlong forms, surrogates and what lies beyond Unicode (RFC 3629, clause 3).
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, size};
}

/// Characters that change how others are shown, or are not shown themselves.
bool is_deceptive(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x00AD || c == 0x061C ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c & 0xFFFEU) == 0xFFFE || (c >= 0xE0000 && c <= 0xE007F);
}

enum class Target { kMarkup, kTerminal };

void append(std::string& out, std::string_view bytes, char32_t c, Target target) {
  if (c == '\t' || c == '\n') {
    out += ' ';
  } else if (is_deceptive(c)) {
    out += kReplacement;
  } else if (target == Target::kMarkup &&
             (c == '&' || c == '<' || c == '>' || c == '"' || c == '\'')) {
    out += c == '&'   ? "&amp;"
           : c == '<' ? "&lt;"
           : c == '>' ? "&gt;"
           : c == '"' ? "&quot;"
                      : "&#39;";
  } else {
    out += bytes;
  }
}

std::string cleaned(std::string_view text, Target target) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const CodePoint point = read_code_point(text);
    if (point.size == 0) out += kReplacement;
    else append(out, text.substr(0, point.size), point.value, target);
    text.remove_prefix(point.size == 0 ? 1 : point.size);
  }
  return out;
}

bool is_void(std::string_view tag) {
  return tag == "meta" || tag == "br" || tag == "col" || tag == "link";
}

}  // namespace

std::string escaped(std::string_view text) { return cleaned(text, Target::kMarkup); }

std::string plain(std::string_view text) { return cleaned(text, Target::kTerminal); }

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
    if (seen++ == count) return text.substr(0, i);
  }
  return text;
}

std::string grouped(std::int64_t value, Grouping grouping) {
  const std::string_view separator = grouping == Grouping::kNarrowNoBreakSpace ? "\xE2\x80\xAF"
                                     : grouping == Grouping::kNoBreakSpace     ? "\xC2\xA0"
                                                                               : " ";
  std::string digits = std::to_string(value);
  std::string out;
  if (value < 0) {
    out = grouping == Grouping::kSpace ? "-" : "\xE2\x88\x92";
    digits.erase(0, 1);
  }
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) out += separator;
    out += digits[i];
  }
  return out;
}

std::string long_date(Date date) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return std::to_string(date.day()) + "\xC2\xA0" +
         std::string(kMonths.at(static_cast<std::size_t>(date.month() - 1))) + "\xC2\xA0" +
         std::to_string(date.year());
}

void Markup::start(std::string_view tag, Attributes attributes) {
  out_ += '<';
  out_ += tag;
  for (const auto& [name, value] : attributes) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    out_ += escaped(value);
    out_ += '"';
  }
}

Markup& Markup::open(std::string_view tag, Attributes attributes) {
  start(tag, attributes);
  out_ += '>';
  open_.emplace_back(tag);
  return *this;
}

Markup& Markup::close() {
  LW_ASSERT(!open_.empty());
  out_ += "</" + open_.back() + '>';
  open_.pop_back();
  return *this;
}

Markup& Markup::text(std::string_view text) {
  out_ += escaped(text);
  return *this;
}

Markup& Markup::leaf(std::string_view tag, std::string_view text, Attributes attributes) {
  return open(tag, attributes).text(text).close();
}

Markup& Markup::empty(std::string_view tag, Attributes attributes) {
  start(tag, attributes);
  out_ += is_void(tag) ? ">" : "/>";
  return *this;
}

Markup& Markup::time(Date date) {
  return leaf("time", long_date(date), {{"datetime", date.text()}});
}

Markup& Markup::moment(Instant moment) {
  const std::string text = moment.text();  // YYYY-MM-DDThh:mm:ssZ
  const std::size_t clock = text.find('T') + 1;
  return leaf("time", long_date(moment.date()) + ", " + text.substr(clock, 5) + " UTC",
              {{"datetime", text}});
}

Markup& Markup::number(std::int64_t value) {
  return leaf("data", grouped(value), {{"value", std::to_string(value)}});
}

Markup& Markup::line() {
  out_ += '\n';
  return *this;
}

Markup& Markup::own(std::string_view markup) {
  out_ += markup;
  return *this;
}

std::string Markup::take() {
  LW_ASSERT(open_.empty());
  return std::move(out_);
}

}  // namespace lw::report
