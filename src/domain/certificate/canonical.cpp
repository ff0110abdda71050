#include "domain/certificate/canonical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

namespace lw::certificate {
namespace {

using Tokens = std::vector<std::string>;

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alnum(char c) { return is_digit(c) || (upper(c) >= 'A' && upper(c) <= 'Z'); }

std::string upper_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), upper);
  return out;
}

/// Runs of letters and digits, in upper case.
Tokens tokens_of(std::string_view text) {
  Tokens out;
  std::string run;
  for (const char c : text) {
    if (is_alnum(c)) run += upper(c);
    else if (!run.empty()) out.push_back(std::move(run)), run.clear();
  }
  if (!run.empty()) out.push_back(std::move(run));
  return out;
}

std::string join(const Tokens& tokens, char separator, std::size_t from = 0) {
  std::string out;
  for (std::size_t i = from; i < tokens.size(); ++i) {
    if (i > from) out += separator;
    out += tokens[i];
  }
  return out;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}
bool is_year(std::string_view text) {
  return is_number(text) && text.size() == 4 && (text[0] == '1' || text[0] == '2');
}
/// "V2", "R01", "MA02": a letter code and a number.
bool is_coded(std::string_view text, std::string_view code) {
  return text.size() > code.size() && text.starts_with(code) && is_number(text.substr(code.size()));
}

std::string padded(std::string_view number, std::size_t width) {
  return number.size() >= width ? std::string(number)
                                : std::string(width - number.size(), '0') + std::string(number);
}

bool starts_with(const Tokens& tokens, std::initializer_list<std::string_view> prefix) {
  return tokens.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), tokens.begin());
}

/// France: year/number, at least two digits, then vN, -RNN, -SNN, -MNN. The agency was DCSSI before
/// ANSSI and kept its numbering; old reports print "Certification Report 2012/79".
std::string french(const Tokens& tokens, std::size_t at) {
  if (tokens.size() < at + 2 || !is_year(tokens[at])) return {};
  const std::string& token = tokens[at + 1];
  const std::size_t digits = std::min(token.find_first_not_of("0123456789"), token.size());
  const std::string number = token.substr(0, digits);
  if (number.empty()) return {};
  std::string version;
  if (digits < token.size() && token[digits] == 'V') {
    const std::size_t end =
        std::min(token.find_first_not_of("0123456789", digits + 1), token.size());
    if (end > digits + 1) version = "v" + token.substr(digits + 1, end - digits - 1);
  }
  std::string out = "ANSSI-CC-" + tokens[at] + "/" + padded(number, 2);
  std::size_t next = at + 2;
  if (version.empty() && next < tokens.size() && is_coded(tokens[next], "V"))
    version = "v" + tokens[next++].substr(1);
  out += version;
  for (; next < tokens.size(); ++next) {
    const std::string& code = tokens[next];
    const bool known = is_coded(code, "R") || is_coded(code, "S") || is_coded(code, "M");
    if (!known) break;  // what follows is a file name's tail: "fr", "en", "Rapport"
    out += "-" + code;
  }
  return out;
}

/// Germany: number of four digits, version, year, supplement (MA maintenance, RA re-assessment).
std::string german(const Tokens& tokens) {
  std::size_t at = 3;
  std::string out = join({tokens[0], tokens[1], tokens[2]}, '-');
  if (tokens.size() <= at || !is_number(tokens[at])) return {};
  out += "-" + padded(tokens[at++], 4);
  if (at < tokens.size() && is_coded(tokens[at], "V")) out += "-" + tokens[at++];
  if (at < tokens.size() && is_year(tokens[at])) out += "-" + tokens[at++];
  if (at + 1 < tokens.size() && (tokens[at] == "MA" || tokens[at] == "RA") &&
      is_number(tokens[at + 1])) {
    out += "-" + tokens[at] + "-" + padded(tokens[at + 1], 2);
  }
  return out;
}

/// Netherlands: the certificate is cited by its report, so the id ends in -CR ("…-CR2-CR" for a
/// second report).
std::string dutch(Tokens tokens) {
  if (tokens.size() < 3) return {};
  if (tokens.back() != "CR") tokens.emplace_back("CR");
  return join(tokens, '-');
}

/// EUCC: scheme, accreditation number of the body, year, month, number (Art. 11(3)(b)). Web
/// addresses add a language.
std::string eucc(Tokens tokens) {
  if (tokens.size() < 4) return {};
  if (tokens.back().size() == 2 && !is_number(tokens.back())) tokens.pop_back();
  return join(tokens, '-');
}

std::string other_schemes(const Tokens& tokens) {
  const std::string& first = tokens.front();
  if (first == "CCEVS" && tokens.size() >= 3) return join(tokens, '-');  // United States
  if (first == "KECS" && tokens.size() >= 3) return join(tokens, '-');   // Korea
  if (first == "OCSI" && tokens.size() >= 5) return join(tokens, '/');   // Italy
  if (first == "SERTIT" && tokens.size() == 2) return "SERTIT-" + padded(tokens[1], 3);  // Norway
  if (first == "CSEC" && tokens.size() <= 3) {
    std::string out = "CSEC";  // Sweden
    for (std::size_t i = 1; i < tokens.size(); ++i) out += tokens[i];
    return out;
  }
  if (is_coded(first, "CSEC") && tokens.size() == 1) return first;
  if (first == "CRP" && tokens.size() == 2) return "CRP" + tokens[1];  // United Kingdom
  if (starts_with(tokens, {"JISEC", "CC", "CRP"}) && tokens.size() >= 4) return tokens[3];  // Japan
  if (tokens.size() >= 4 && is_year(first) && tokens[2] == "INF")
    return join(tokens, '-');                                             // Spain
  if (tokens.size() == 6 && tokens[3] == "TSE" && tokens[4] == "CCCS") {  // Turkey
    return tokens[0] + "." + tokens[1] + "." + tokens[2] + "/TSE-CCCS-" + tokens[5];
  }
  return {};
}

std::string by_scheme(const Tokens& tokens) {
  if (tokens.empty()) return {};
  if (starts_with(tokens, {"ANSSI", "CC"}) || starts_with(tokens, {"DCSSI", "CC"}))
    return french(tokens, 2);
  if (tokens.front() == "DCSSI" || tokens.front() == "ANSSI") return french(tokens, 1);
  if (starts_with(tokens, {"CERTIFICATION", "REPORT"})) return french(tokens, 2);
  if (starts_with(tokens, {"RAPPORT", "DE", "CERTIFICATION"})) return french(tokens, 3);
  if (starts_with(tokens, {"BSI", "DSZ", "CC"}) || starts_with(tokens, {"BSI", "CC", "PP"}))
    return german(tokens);
  if (starts_with(tokens, {"NSCIB", "CC"})) return dutch(tokens);
  if (tokens.front() == "EUCC") return eucc(tokens);
  return other_schemes(tokens);
}

/// Leaves text as it is, but for what an id cannot hold.
std::string as_identifier(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool fits = c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '\\';
    if (fits) out += c;
    else if (!out.empty() && out.back() != '-') out += '-';
  }
  while (!out.empty() && (out.back() == '-' || out.back() == '_')) out.pop_back();
  return out;
}

constexpr std::size_t kIdSizeMax = 128;  // is_identifier
constexpr std::size_t kDigitsSize = 17;  // "~" and 16 hexadecimal digits

/// Shortens what no id can hold so that two texts with one beginning stay two: the rest is told by
/// its FNV-1a digits.
std::string shortened(std::string_view whole) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : whole) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return fmt::format("{}~{:016x}", whole.substr(0, kIdSizeMax - kDigitsSize), hash);
}

}  // namespace

std::string canonical_id(std::string_view text) {
  std::string out = by_scheme(tokens_of(text.substr(0, kSpellingSizeMax)));
  if (out.empty()) out = as_identifier(text);
  return out.size() > kIdSizeMax ? shortened(out) : out;
}

std::string fold_alias(std::string_view text) { return upper_case(canonical_id(text)); }

}  // namespace lw::certificate
