#include "cmd/longwatch/progress_bar.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <vector>

namespace lw::cmd {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kColumnsMin = 10;
constexpr std::size_t kColumnsUsual = 80;
constexpr std::size_t kBarMin = 8;
constexpr std::size_t kBarMax = 40;
constexpr std::size_t kLabelMin = 24;  ///< so much of a name stands before any figure but the first
constexpr milliseconds kBetween{100};
constexpr std::uint64_t kRateFromMs = 500;  ///< before that a rate is a guess
constexpr std::string_view kGap = "  ";
constexpr std::string_view kEraseRest = "\x1b[K";  // ECMA-48 8.3.41 EL: to the end of the line

/// Code points that take two columns, and those that take none; each list sorted.
struct Range {
  char32_t from;
  char32_t to;
};
constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0xA4CF},
    Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},
    Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF},
    Range{0x20000, 0x3FFFD}};
constexpr std::array kNoWidth{Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD},
                              Range{0x064B, 0x065F}, Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF},
                              Range{0x200B, 0x200F}, Range{0x20D0, 0x20FF}, Range{0xFE00, 0xFE0F},
                              Range{0xFE20, 0xFE2F}};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  return std::ranges::any_of(ranges, [&](const Range& r) { return r.from <= c && c <= r.to; });
}

/// One character of UTF-8 text.
struct Character {
  std::size_t bytes = 1;
  std::size_t columns = 1;
};

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t size = first < 0x80             ? 1
                           : (first & 0xE0) == 0xC0 ? 2
                           : (first & 0xF0) == 0xE0 ? 3
                           : (first & 0xF8) == 0xF0 ? 4
                                                    : 0;
  if (size == 0 || at + size > text.size()) return {};
  char32_t c = size == 1 ? first : first & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {};
    c = c << 6 | (byte(at + i) & 0x3FU);
  }
  return {size, is_in(kNoWidth, c) ? 0U : is_in(kWide, c) ? 2U : 1U};
}

/// The text cut to so many columns, with an ellipsis where it was longer.
std::string cut(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns) return std::string(text);
  std::string out;
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    if (used + c.columns + 1 > columns) break;
    out += text.substr(at, c.bytes);
    used += c.columns;
    at += c.bytes;
  }
  return columns == 0 ? std::string() : out + "…";
}

std::string in_words(std::uint64_t amount, ProgressUnit unit) {
  if (unit == ProgressUnit::kBytes)
    return fmt::format("{:.1f} MB", static_cast<double>(amount) / 1e6);
  std::string digits = std::to_string(amount);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, " ");
  return digits;
}

std::string time_in_words(std::uint64_t seconds) {
  if (seconds < 3600) return fmt::format("{}:{:02} left", seconds / 60, seconds % 60);
  return fmt::format("{} h {:02} min left", seconds / 3600, seconds % 3600 / 60);
}

/// Everything beside name and bar, the most important first.
std::vector<std::string> figures(const Progress& p) {
  std::vector<std::string> out;
  const bool has_share = p.total && *p.total > 0;
  const std::uint64_t done = has_share ? std::min(p.done, *p.total) : p.done;
  if (has_share)
    out.push_back(
        fmt::format("{:>3} %", static_cast<std::uint64_t>(100.0 * static_cast<double>(done) /
                                                          static_cast<double>(*p.total))));
  const double per_ms = p.elapsed_ms < kRateFromMs
                            ? 0.0
                            : static_cast<double>(p.done) / static_cast<double>(p.elapsed_ms);
  std::string left;
  if (has_share && per_ms > 0 && done < *p.total)
    left = time_in_words(
        static_cast<std::uint64_t>(static_cast<double>(*p.total - done) / per_ms / 1000.0));
  if (!left.empty()) out.push_back(left);
  out.push_back(has_share
                    ? fmt::format("{} of {}", in_words(done, p.unit), in_words(*p.total, p.unit))
                    : in_words(done, p.unit));
  if (per_ms > 0)
    out.push_back(in_words(static_cast<std::uint64_t>(per_ms * 1000.0), p.unit) + "/s");
  if (!p.note.empty()) out.push_back(p.note);
  return out;
}

std::string bar(const Progress& p, std::size_t columns) {
  const double share = std::min(1.0, static_cast<double>(p.done) / static_cast<double>(*p.total));
  const auto full = static_cast<std::size_t>(share * static_cast<double>(columns));
  std::string out;
  for (std::size_t i = 0; i < columns; ++i) out += i < full ? "█" : "░";
  return out;
}

std::size_t columns_of_terminal() {
  winsize size{};
  const bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : kColumnsUsual;
}

milliseconds steady_now() {
  return std::chrono::duration_cast<milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t out = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    out += c.columns;
    at += c.bytes;
  }
  return out;
}

std::string draw(const Progress& progress, std::size_t columns) {
  if (columns < kColumnsMin) return {};
  const std::size_t room = columns - 1;  // a full last column would wrap the line
  std::vector<std::string> shown = figures(progress);
  const auto taken = [&] {
    std::size_t out = 0;
    for (const auto& figure : shown) out += kGap.size() + columns_of(figure);
    return out;
  };
  const bool has_bar = progress.total && *progress.total > 0;
  const std::size_t label = std::min(columns_of(progress.label), kLabelMin);
  while (shown.size() > 1 && taken() + label + (has_bar ? kGap.size() + kBarMin : 0) > room)
    shown.pop_back();
  if (taken() + 1 > room) return cut(progress.label.empty() ? shown.front() : progress.label, room);
  std::size_t rest = room - taken();
  std::string middle;
  if (has_bar && rest >= label + kGap.size() + kBarMin) {
    const std::size_t named = std::min(columns_of(progress.label), rest - kGap.size() - kBarMin);
    middle = std::string(kGap) + bar(progress, std::min(kBarMax, rest - named - kGap.size()));
    rest -= columns_of(middle);
  }
  std::string out = cut(progress.label, rest) + middle;
  for (const auto& figure : shown) out += std::string(kGap) + figure;
  return out;
}

ProgressBar::ProgressBar(bool shown) {
  if (!shown) return;
  ports_ = Ports{[](std::string_view text) { std::cerr << text << std::flush; },
                 columns_of_terminal, steady_now};
}

ProgressBar::ProgressBar(Ports ports) : ports_(std::move(ports)) {}

void ProgressBar::show(Progress progress) {
  if (!ports_) return;
  const milliseconds now = ports_->now();
  if (!began_) began_ = now;
  const bool is_end = progress.total && progress.done >= *progress.total;
  if (drawn_ && now - *drawn_ < kBetween && !is_end) return;
  progress.elapsed_ms = static_cast<std::uint64_t>((now - *began_).count());
  const std::string line = draw(progress, ports_->columns());
  if (line.empty()) return;
  drawn_ = now;
  is_drawn_ = true;
  ports_->write("\r" + line + std::string(kEraseRest));
}

void ProgressBar::clear() {
  if (!ports_ || !is_drawn_) return;
  is_drawn_ = false;
  ports_->write("\r" + std::string(kEraseRest));
}

bool progress_is_welcome() {
  const char* terminal = std::getenv("TERM");
  const bool is_dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  return isatty(STDERR_FILENO) == 1 && !is_dumb && !is_set("NO_COLOR") && !is_set("CI");
}

}  // namespace lw::cmd
