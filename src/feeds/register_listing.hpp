#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/register_rows.hpp"
#include "feeds/facts.hpp"

namespace lw::feeds {

/// Returns what names a row within its source: the publisher's id where it has one; otherwise the
/// document it links to and the product (one security target serves several products); otherwise
/// product, maker and day.
std::string listing_key(const codec::RegisterRow& row);

/// Returns the fact that a row states, seen on a day.
ListedCertificate listed_certificate(const codec::RegisterRow& row, std::optional<Date> seen_on);

/// Adds to `row` what only `other`, a row of the same key, says.
void merge_rows(codec::RegisterRow& row, const codec::RegisterRow& other);

/// Something that two rows of one source share only when they are the same certificate under two
/// keys.
struct IdentityMark {
  std::string mark;
  std::string_view why;  ///< for people: "same certificate document"
};

/// Returns the marks of a row: its documents, and its product with version and maker, each with its
/// day.
std::vector<IdentityMark> identity_marks(const codec::RegisterRow& row);

}  // namespace lw::feeds
