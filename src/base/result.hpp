#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace lw {

/// What a caller may do about an error. A code exists only where a caller acts differently.
enum class ErrorCode {
  kInvalidInput,  ///< the caller's bytes or values are wrong; correct them and call again
  kNotFound,      ///< nothing by that name, or the asker may not know of it (the two look alike)
  kRefused,       ///< a rule of the domain forbids it now; the message names the rule
  kForbidden,     ///< the actor's role, territory or compartment does not allow it
  kConflict,      ///< somebody else changed it first, or it exists already; read again and retry
  kIncomplete,    ///< an input that the answer needs is missing; the message names it
  kCorrupt,       ///< stored bytes are not what was written; stop and verify the history
  kUnavailable,   ///< disk, lock or key is not to be had now; retry later
  kTooLarge,      ///< a named bound was passed
  kUnsupported,   ///< known, and not built or from a newer version
};

/// Returns the stable lower-case name of a code ("invalid_input"), as shown in JSON output.
std::string_view to_string(ErrorCode code);

/// An error: what is wrong, where, and what to do about it.
struct Error {
  ErrorCode code = ErrorCode::kInvalidInput;
  std::string what;   ///< one sentence, no trailing full stop
  std::string where;  ///< file:line:column, record number, field path; may be empty
  std::string hint;   ///< what the caller may do; may be empty

  /// Returns "where: what (hint)" for people.
  [[nodiscard]] std::string message() const;

  bool operator==(const Error&) const = default;
};

/// A value, or the error that stands in its place.
template <class T>
using Result = std::expected<T, Error>;

/// Returns an error ready to be returned from a function whose result is a Result<T>.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string what,
                                                 std::string where = {}, std::string hint = {}) {
  return std::unexpected<Error>(Error{code, std::move(what), std::move(where), std::move(hint)});
}

}  // namespace lw

#define LW_CONCAT_INNER(a, b) a##b
#define LW_CONCAT(a, b) LW_CONCAT_INNER(a, b)

/// Evaluates a Result; returns its error from the enclosing function, or binds its value to
/// `target`.
#define LW_TRY(target, ...)                                                               \
  auto LW_CONCAT(lw_try_, __LINE__) = (__VA_ARGS__);                                      \
  if (!LW_CONCAT(lw_try_, __LINE__))                                                      \
    return std::unexpected<::lw::Error>(std::move(LW_CONCAT(lw_try_, __LINE__)).error()); \
  target = std::move(*LW_CONCAT(lw_try_, __LINE__))

/// Evaluates a Result<void>; returns its error from the enclosing function.
#define LW_CHECK(...)                                                                              \
  do {                                                                                             \
    auto lw_check_result = (__VA_ARGS__);                                                          \
    if (!lw_check_result) return std::unexpected<::lw::Error>(std::move(lw_check_result).error()); \
  } while (false)
