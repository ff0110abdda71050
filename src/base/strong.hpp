#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace lw {

/// True when `text` may be an id: 1 to 128 characters of printable ASCII without space, quote,
/// backslash, or control.
bool is_identifier(std::string_view text);

/// A text identifier of one kind; ids of two kinds do not mix. `Tag::kKind` names the kind in
/// errors.
template <class Tag>
class Id {
 public:
  Id() = default;

  /// Trusts `text`: for ids that we make ourselves, and tests.
  explicit Id(std::string text) : text_(std::move(text)) {}

  /// Reads an id from outside; kInvalidInput when it is not an identifier (see is_identifier).
  [[nodiscard]] static Result<Id> parse(std::string_view text) {
    if (!is_identifier(text)) {
      return fail(ErrorCode::kInvalidInput,
                  std::string("not a ") + std::string(Tag::kKind) + " id: \"" +
                      std::string(text.substr(0, 40)) + "\"",
                  {}, "use 1 to 128 printable ASCII characters without spaces or quotes");
    }
    return Id(std::string(text));
  }

  /// Returns the name of the kind, as it stands in errors.
  static constexpr std::string_view kind() { return Tag::kKind; }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

}  // namespace lw
