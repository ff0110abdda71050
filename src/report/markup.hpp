#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.hpp"

namespace lw::report {

/// Returns `text` safe as content and as a quoted attribute of HTML and XML: & < > " ' become
/// references; bytes that are not UTF-8, control characters (except tab and line feed, which become
/// a space) and marks that reorder or hide text (bidirectional controls, zero-width characters)
/// become U+FFFD, so that a hostile name cannot pose as another.
std::string escaped(std::string_view text);

/// Returns `text` for a terminal: the same replacements, no references, one line.
std::string plain(std::string_view text);

/// Returns the number of code points of valid UTF-8.
std::size_t code_points(std::string_view text);

/// Returns the first `count` code points.
std::string_view first_code_points(std::string_view text, std::size_t count);

/// How digits are grouped by threes.
enum class Grouping {
  kNarrowNoBreakSpace,  ///< U+202F, for pages
  kNoBreakSpace,        ///< U+00A0, for terminals: wide enough in a fixed-width font
  kSpace,
};

/// Returns "760 000"; a minus sign is U+2212 except with kSpace.
std::string grouped(std::int64_t value, Grouping grouping = Grouping::kNarrowNoBreakSpace);

/// Returns "30 Aug 2017", with spaces that do not break.
std::string long_date(Date date);

/// An attribute; the value is escaped when it is written.
using Attribute = std::pair<std::string_view, std::string>;
using Attributes = std::initializer_list<Attribute>;

/// Writes HTML and inline SVG. Text and attribute values are always escaped: there is no way to
/// write markup but by open(), leaf() and empty(), whose names are literals of this room.
class Markup {
 public:
  Markup& open(std::string_view tag, Attributes attributes = {});
  /// Closes the element opened last.
  Markup& close();
  Markup& text(std::string_view text);
  /// Opens, writes the text, closes.
  Markup& leaf(std::string_view tag, std::string_view text, Attributes attributes = {});
  /// An element without content: void in HTML, self-closed in SVG.
  Markup& empty(std::string_view tag, Attributes attributes = {});
  /// `<time datetime="2017-08-30">30 Aug 2017</time>`
  Markup& time(Date date);
  /// `<time datetime="2017-08-30T12:00:00Z">30 Aug 2017, 12:00 UTC</time>`
  Markup& moment(Instant moment);
  /// Number with digits grouped; `<data value>` keeps the plain number for programs.
  Markup& number(std::int64_t value);
  /// Starts a new line in the source, for readers of the source.
  Markup& line();

  /// Appends text that this room wrote (style sheet, finished pieces of Markup), unescaped.
  Markup& own(std::string_view markup);

  /// Returns what was written; every element must be closed.
  [[nodiscard]] std::string take();

 private:
  void start(std::string_view tag, Attributes attributes);

  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace lw::report
