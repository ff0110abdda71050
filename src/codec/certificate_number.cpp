#include "codec/certificate_number.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/bytes.hpp"

namespace lw::codec {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

/// Replaces %XX so that "EUCC-…%20Certificate.pdf" does not glue the number to what follows.
std::string percent_decoded_upper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      if (const auto byte = from_hex(text.substr(i + 1, 2))) {
        out += static_cast<char>((*byte)[0]);
        i += 2;
        continue;
      }
    }
    out += text[i] >= 'a' && text[i] <= 'z' ? static_cast<char>(text[i] - ('a' - 'A')) : text[i];
  }
  return out;
}

/// A run of letters and digits, and the run of other characters behind it.
struct Token {
  std::string_view text;
  bool is_joined =
      false;  ///< one of - _ / follows, then the next token: the two may belong to one number
};

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> out;
  std::size_t at = 0;
  while (at < text.size()) {
    if (!is_digit(text[at]) && !is_letter(text[at])) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    while (at < text.size() && (is_digit(text[at]) || is_letter(text[at]))) ++at;
    const bool joined = at + 1 < text.size() &&
                        (text[at] == '-' || text[at] == '_' || text[at] == '/') &&
                        (is_digit(text[at + 1]) || is_letter(text[at + 1]));
    out.push_back({text.substr(start, at - start), joined});
  }
  return out;
}

bool is_number(std::string_view text, std::size_t digits_min, std::size_t digits_max) {
  return text.size() >= digits_min && text.size() <= digits_max &&
         std::all_of(text.begin(), text.end(), is_digit);
}

bool is_year(std::string_view text) {
  return is_number(text, 4, 4) && (text.starts_with("19") || text.starts_with("20"));
}

/// The digits at the front of "57", "42FR", "49EN": a language glued to the number. Nothing for
/// other endings.
std::optional<std::string> number_before_language(std::string_view text, std::size_t digits_max) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string digits(text.begin(), end);
  const std::string_view tail = text.substr(digits.size());
  const bool is_language = tail.empty() || tail == "FR" || tail == "EN";
  if (digits.empty() || digits.size() > digits_max || !is_language) return std::nullopt;
  return digits;
}

/// A letter of `letters` and two digits ("R01", "S01"), a language glued to it left away.
std::optional<std::string> supplement(std::string_view text, std::string_view letters) {
  if (text.size() < 3 || letters.find(text[0]) == std::string_view::npos) return std::nullopt;
  const auto digits = number_before_language(text.substr(1), 2);
  if (!digits || digits->size() != 2) return std::nullopt;
  return std::string(1, text[0]) + *digits;
}

/// Reads numbers out of a row of tokens.
class NumberReader {
 public:
  explicit NumberReader(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  std::vector<std::string> read() {
    std::vector<std::string> out;
    while (at_ < tokens_.size() && out.size() < kCertificateNumbersMax) {
      std::size_t used = 0;
      const auto number = at(used);
      if (number && std::find(out.begin(), out.end(), *number) == out.end()) out.push_back(*number);
      at_ += std::max<std::size_t>(used, 1);
    }
    return out;
  }

 private:
  /// The token `ahead` of here, empty when it is not joined to those before it.
  [[nodiscard]] std::string_view peek(std::size_t ahead) const {
    for (std::size_t i = 0; i < ahead; ++i) {
      if (at_ + i >= tokens_.size() || !tokens_[at_ + i].is_joined) return {};
    }
    return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead].text : std::string_view{};
  }

  std::optional<std::string> at(std::size_t& used) {
    const std::string_view head = peek(0);
    if (head == "ANSSI" || head == "CERTIFICAT" || head == "DCSSI" || head == "RAPPORT")
      return french(used);
    if (head == "BSI") return german(used);
    if (head == "NSCIB") return dutch(used);
    if (head == "EUCC") return european(used);
    if (head == "KECS") return korean(used);
    if (is_year(head) && is_number(peek(1), 1, 4) && peek(2) == "INF" && is_number(peek(3), 1, 6)) {
      used = 4;
      return joined(0, 4);
    }
    // CESG: "CRP182", "CRP208A".
    if (head.starts_with("CRP") && is_number(head.substr(3, 3), 3, 3) &&
        (head.size() == 6 || (head.size() == 7 && is_letter(head[6])))) {
      used = 1;
      return std::string(head);
    }
    return std::nullopt;
  }

  std::optional<std::string> french(std::size_t& used) {
    const bool is_old = peek(0) == "DCSSI";
    std::size_t next = 1;
    if (peek(next) == "CIBLE" || peek(next) == "RAPPORT" || peek(next) == "CERTIFICAT") ++next;
    const bool has_cc = peek(next) == "CC";
    if (has_cc) ++next;
    if (!has_cc && !is_old) return std::nullopt;
    if (!is_year(peek(next))) return std::nullopt;
    const auto number = number_before_language(peek(next + 1), 3);
    if (!number) return std::nullopt;
    std::string out =
        std::string(is_old ? "DCSSI-" : "ANSSI-CC-") + std::string(peek(next)) + "/" + *number;
    used = next + 2;
    if (const auto extra = supplement(peek(used), "SRM")) {
      out += "-" + *extra;
      ++used;
    }
    return out;
  }

  std::optional<std::string> german(std::size_t& used) {
    if (peek(1) != "DSZ" || peek(2) != "CC" || !is_number(peek(3), 4, 4)) return std::nullopt;
    used = 4;
    if (peek(used).starts_with('V') && is_number(peek(used).substr(1), 1, 2)) ++used;
    if (is_year(peek(used))) ++used;
    return joined(0, used);
  }

  std::optional<std::string> dutch(std::size_t& used) {
    if (peek(1) != "CC") return std::nullopt;
    used = 2;
    while (used < 5 && is_number(peek(used), 2, 8)) ++used;
    if (used == 2) return std::nullopt;
    const std::string_view tail = peek(used);
    if (tail == "CR" || (tail.starts_with("CR") && is_number(tail.substr(2), 1, 1))) ++used;
    return joined(0, used);
  }

  std::optional<std::string> european(std::size_t& used) {
    const std::string_view body = peek(1);
    if (!is_number(body, 4, 4) && body != "ANSSI") return std::nullopt;
    if (!is_year(peek(2)) || !is_number(peek(3), 1, 10)) return std::nullopt;
    used = 4;
    while (used < 7 && is_number(peek(used), 1, 10)) ++used;
    return joined(0, used);
  }

  std::optional<std::string> korean(std::size_t& used) {
    const std::string_view kind = peek(1);
    if (kind.empty() || !std::all_of(kind.begin(), kind.end(), is_letter)) return std::nullopt;
    if (!is_number(peek(2), 1, 4) || !is_number(peek(3), 1, 4)) return std::nullopt;
    used = 4;
    return joined(0, 4);
  }

  [[nodiscard]] std::string joined(std::size_t from, std::size_t count) const {
    std::string out;
    for (std::size_t i = from; i < from + count; ++i) {
      if (!out.empty()) out += '-';
      out += peek(i);
    }
    return out;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<std::string> certificate_numbers_in(std::string_view text) {
  const std::string upper = percent_decoded_upper(text);
  return NumberReader(tokens_of(upper)).read();
}

}  // namespace lw::codec
