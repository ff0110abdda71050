#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/calendar.hpp"
#include "base/result.hpp"

namespace lw::rules {

/// How far a rule's wording has been compared with its source. Order: the better known, the
/// smaller.
enum class Status {
  kRead,        ///< read in the primary text
  kPolicy,      ///< our own or an authority's choice; there is no text to compare with
  kSecondary,   ///< quoted by a source that is not the act itself
  kUnverified,  ///< recalled or carried over; nobody has compared it with a text
};

/// Returns "READ", "POLICY", "SECONDARY" or "UNVERIFIED", the words of the data files.
std::string_view to_string(Status status);

/// Reads the words of to_string; kInvalidInput otherwise.
[[nodiscard]] Result<Status> parse_status(std::string_view text);

/// The days on which a version applies, both ends inclusive; open-ended when `until` is absent.
struct InForce {
  Date from;
  std::optional<Date> until;

  /// True when the version applies on `on`.
  [[nodiscard]] bool holds(Date on) const { return from <= on && (!until || on <= *until); }
  /// True when some day belongs to both.
  [[nodiscard]] bool overlaps(const InForce& other) const;
  /// Returns "from 2025-02-27" or "2025-02-27 to 2025-12-28".
  [[nodiscard]] std::string text() const;

  bool operator==(const InForce&) const = default;
};

/// Where an answer comes from, to be shown beside every figure that it gave.
struct Citation {
  std::string rule_id;
  std::string row;  ///< our own row numbers ("E9", "R45, I.3d"); may be empty
  std::string act;
  std::string article;
  std::string text;  ///< the rule in our words, one sentence
  std::string note;  ///< how we read an unclear point; may be empty
  Status status = Status::kUnverified;
  InForce in_force;

  /// Returns "Art. 30(1), Implementing Regulation (EU) 2024/482", with " [UNVERIFIED]" or "
  /// [SECONDARY]" where true.
  [[nodiscard]] std::string display() const;

  bool operator==(const Citation&) const = default;
};

/// Appends "key=<size>:<value>\n" to `out`: a form in which no two different values look alike.
void append_field(std::string& out, std::string_view key, std::string_view value);

}  // namespace lw::rules
