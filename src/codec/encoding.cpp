#include "codec/encoding.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/bytes.hpp"

namespace lw::codec {
namespace {

/// 0x80 to 0x9F of Windows-1252 (WHATWG Encoding Standard, index windows-1252); 0 where the page
/// has no character.
constexpr std::array<std::uint16_t, 32> kWindows1252High = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// The named references of HTML 4.01 §24.2 from 160 to 255, in order.
constexpr std::array<std::string_view, 96> kLatin1Names = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
    "sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
    "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
    "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
    "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

struct Named {
  std::string_view name;
  std::uint32_t code;
};
constexpr std::array<Named, 17> kOtherNames = {{{"amp", '&'},
                                                {"lt", '<'},
                                                {"gt", '>'},
                                                {"quot", '"'},
                                                {"apos", '\''},
                                                {"ndash", 0x2013},
                                                {"mdash", 0x2014},
                                                {"lsquo", 0x2018},
                                                {"rsquo", 0x2019},
                                                {"ldquo", 0x201C},
                                                {"rdquo", 0x201D},
                                                {"bull", 0x2022},
                                                {"hellip", 0x2026},
                                                {"euro", 0x20AC},
                                                {"trade", 0x2122},
                                                {"Scaron", 0x0160},
                                                {"scaron", 0x0161}}};

constexpr std::size_t kEntityNameBytesMax = 10;

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

/// The character that "&name;" stands for, or 0.
std::uint32_t entity_code(std::string_view name) {
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    const bool hex = name.starts_with('x') || name.starts_with('X');
    if (hex) name.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [end, error] =
        std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
    if (error != std::errc() || end != name.data() + name.size()) return 0;
    // A control character or half of a surrogate pair is no text; leave what was written.
    const bool is_text =
        (code >= 0x20 && code != 0x7F && code < 0xD800) || (code >= 0xE000 && code <= 0x10FFFF);
    return is_text ? code : 0;
  }
  const auto latin = std::find(kLatin1Names.begin(), kLatin1Names.end(), name);
  if (latin != kLatin1Names.end()) {
    return 160 + static_cast<std::uint32_t>(latin - kLatin1Names.begin());
  }
  const auto other = std::find_if(kOtherNames.begin(), kOtherNames.end(),
                                  [&](const Named& n) { return n.name == name; });
  return other == kOtherNames.end() ? 0 : other->code;
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::unexpected<Error> not_a_date(std::string_view text, std::string_view form) {
  return fail(ErrorCode::kInvalidInput, "not a date: \"" + std::string(text.substr(0, 40)) + "\"",
              {}, "write it as " + std::string(form));
}

int to_int(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

}  // namespace

std::string from_windows_1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    std::uint32_t code = byte;
    if (byte >= 0x80 && byte < 0xA0) {
      code = kWindows1252High[byte - 0x80U];
      if (code == 0) code = 0xFFFD;
    }
    append_utf8(out, code);
  }
  return out;
}

Result<DecodedText> to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return fail(ErrorCode::kInvalidInput, "text in UTF-16 or UTF-32", "byte 0", "save it as UTF-8");
  }
  if (const auto nul = bytes.find('\0'); nul != std::string_view::npos) {
    return fail(ErrorCode::kInvalidInput, "a NUL byte in text", "byte " + std::to_string(nul),
                "this is not a text file, or it is UTF-16; save it as UTF-8");
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (is_utf8(bytes)) return DecodedText{std::string(bytes), TextEncoding::kUtf8};
  return DecodedText{from_windows_1252(bytes), TextEncoding::kWindows1252};
}

std::string decode_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const auto amp = text.find('&', at);
    out += text.substr(at, amp == std::string_view::npos ? std::string_view::npos : amp - at);
    if (amp == std::string_view::npos) break;
    const auto window = text.substr(amp + 1, kEntityNameBytesMax + 1);
    const auto end = window.find(';');
    const std::uint32_t code =
        end == std::string_view::npos ? 0 : entity_code(window.substr(0, end));
    if (code == 0) {
      out += '&';
      at = amp + 1;
    } else {
      append_utf8(out, code);
      at = amp + end + 2;
    }
  }
  return out;
}

Result<Date> parse_us_date(std::string_view text) {
  if (text.size() != 10 || text[2] != '/' || text[5] != '/' || !is_digits(text.substr(0, 2)) ||
      !is_digits(text.substr(3, 2)) || !is_digits(text.substr(6))) {
    return not_a_date(text, "MM/DD/YYYY");
  }
  auto date = Date::from_civil(to_int(text.substr(6)), to_int(text.substr(0, 2)),
                               to_int(text.substr(3, 2)));
  if (!date) return not_a_date(text, "MM/DD/YYYY");
  return *date;
}

Result<Date> parse_slash_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '/' || text[7] != '/') return not_a_date(text, "YYYY/MM/DD");
  std::string iso(text);
  iso[4] = '-';
  iso[7] = '-';
  auto date = Date::parse(iso);
  if (!date) return not_a_date(text, "YYYY/MM/DD");
  return *date;
}

Result<Date> parse_timestamp_day(std::string_view text) {
  const bool form = text.size() == 10 || (text.size() >= 16 && text.size() <= 40 &&
                                          (text[10] == 'T' || text[10] == ' ') && text[13] == ':');
  auto date = Date::parse(text.substr(0, 10));
  if (!form || !date) return not_a_date(text, "YYYY-MM-DD or YYYY-MM-DDThh:mm:ss");
  return *date;
}

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_space(c)) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace lw::codec
