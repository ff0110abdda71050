#include <algorithm>

#include "domain/risk/risk.hpp"

namespace lw::risk {
namespace {

constexpr double kFleschBase = 206.835;
constexpr double kFleschWords = 1.015;
constexpr double kFleschSyllables = 84.6;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool ends_sentence(char c) { return c == '.' || c == '!' || c == '?'; }
bool is_vowel(char c) { return std::string_view("aeiouyAEIOUY").find(c) != std::string_view::npos; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Groups of vowels, at least one; a silent e at the end is not counted.
int syllables(std::string_view word) {
  int groups = 0;
  bool before = false;
  for (const char c : word) {
    groups += is_vowel(c) && !before ? 1 : 0;
    before = is_vowel(c);
  }
  const auto last = word.find_last_not_of(".,;:!?)\"'");
  const bool silent = last != std::string_view::npos && last > 0 &&
                      (word[last] == 'e' || word[last] == 'E') && !is_vowel(word[last - 1]) &&
                      word[last - 1] != 'l';
  return std::max(1, groups - (silent && groups > 1 ? 1 : 0));
}

}  // namespace

Readability readability(std::string_view text) {
  Readability out;
  int in_sentence = 0;
  int syllable_sum = 0;
  std::size_t sentence_start = 0;
  const auto close = [&](std::size_t end) {
    if (in_sentence == 0) return;
    ++out.sentences;
    if (in_sentence > out.longest_sentence_words) {
      out.longest_sentence_words = in_sentence;
      out.longest_sentence = std::string(text.substr(sentence_start, end - sentence_start));
    }
    in_sentence = 0;
  };
  std::size_t at = 0;
  while (at < text.size()) {
    while (at < text.size() && is_space(text[at])) ++at;
    if (in_sentence == 0) sentence_start = at;
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    if (std::ranges::any_of(word, [](char c) { return is_letter(c) || is_digit(c); })) {
      ++out.words;
      ++in_sentence;
      syllable_sum += syllables(word);
    }
    if (!word.empty() && ends_sentence(word.back())) close(end);
    at = end;
  }
  close(text.size());
  if (out.words > 0) {
    out.flesch = kFleschBase - kFleschWords * out.words / out.sentences -
                 kFleschSyllables * syllable_sum / out.words;
  }
  return out;
}

}  // namespace lw::risk
