#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace lw::cmd {

/// In what progress is counted.
enum class ProgressUnit { kBytes, kRecords };

/// How far long work has come.
struct Progress {
  std::string label;                   ///< what is worked on
  std::uint64_t done = 0;              ///< in `unit`
  std::optional<std::uint64_t> total;  ///< absent while nobody knows; a hint that may be wrong
  ProgressUnit unit = ProgressUnit::kRecords;
  std::uint64_t elapsed_ms = 0;
  std::string note = {};  ///< what else there is to say, "12 480 items"
};

/// Returns the columns that UTF-8 text takes on a terminal: two for wide characters of East Asia
/// and emoji, none for combining marks (Unicode 15, EastAsianWidth.txt in ranges). Bytes that are
/// no UTF-8 count one each.
std::size_t columns_of(std::string_view text);

/// Returns one line of at most `columns` - 1 columns, without line feed: the name, a bar with the
/// share done, what was done, the rate, the time left. What does not fit is left out from the end,
/// the bar shrinks, then the name; without a total there is neither bar nor time left. Empty below
/// ten columns.
std::string draw(const Progress& progress, std::size_t columns);

/// The line at the foot of the terminal where a progress is drawn over and over. Draws nothing
/// where it is told not to.
class ProgressBar {
 public:
  /// What the bar needs of the world, so that tests can stand in for it.
  struct Ports {
    std::function<void(std::string_view)> write;     ///< to the terminal, at once
    std::function<std::size_t()> columns;            ///< of the terminal, which may change
    std::function<std::chrono::milliseconds()> now;  ///< since any moment, never backwards
  };

  /// Draws on standard error; nothing unless `shown`.
  explicit ProgressBar(bool shown);
  explicit ProgressBar(Ports ports);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() { clear(); }

  /// Draws how far the work is; at most ten times a second, but always its end.
  void show(Progress progress);
  /// Takes the line away, so that something else can be written there.
  void clear();

 private:
  std::optional<Ports> ports_;
  std::optional<std::chrono::milliseconds> began_;
  std::optional<std::chrono::milliseconds> drawn_;
  bool is_drawn_ = false;
};

/// True when a progress bar is welcome on standard error: a terminal that can move its cursor, and
/// neither NO_COLOR nor CI in the environment.
bool progress_is_welcome();

}  // namespace lw::cmd
