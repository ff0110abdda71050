#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/calendar.hpp"
#include "base/result.hpp"

namespace lw::codec {

/// Bounds on one CVE record from outside.
struct CveLimits {
  std::size_t record_bytes_max = 4U << 20;
  std::size_t list_items_max =
      20'000;  ///< products, versions, references, names of platforms together
  std::size_t text_bytes_max = 1U << 18;  ///< one text
};

/// One range of versions, as the record has it.
struct CveVersion {
  std::string_view version;
  std::string_view less_than;           ///< first version outside; empty when not given
  std::string_view less_than_or_equal;  ///< last version inside; empty when not given
  bool is_affected = false;             ///< status "affected"
  bool operator==(const CveVersion&) const = default;
};

/// One product of a record. 19 % of real records say "n/a" for both names.
struct CveProduct {
  std::string_view vendor;
  std::string_view product;
  std::string_view package;
  std::size_t first_version = 0;  ///< where its versions begin in CveRecord::versions
  std::size_t version_count = 0;
  bool operator==(const CveProduct&) const = default;
};

/// One CVSS score.
struct CvssScore {
  std::string_view version;  ///< "2.0", "3.0", "3.1", "4.0"
  std::string_view vector;
  std::int32_t base_score_tenths = 0;  ///< 0 to 100
  std::string_view severity;           ///< as written; empty for version 2.0
  bool operator==(const CvssScore&) const = default;
};

/// CISA's decision points (SSVC), as written.
struct SsvcPoints {
  std::string_view exploitation;
  std::string_view automatable;
  std::string_view technical_impact;
  bool operator==(const SsvcPoints&) const = default;
};

/// The mark that a record got when it came onto the list of exploited vulnerabilities.
struct CveKevMark {
  std::optional<Date> added_on;
  std::string_view reference;
  bool operator==(const CveKevMark&) const = default;
};

/// What Longwatch takes from a CVE record: the facts of the numbering authority and of those who
/// added to it. Its texts lie elsewhere: in the document that was read, or in the reader.
struct CveRecord {
  std::string_view id;
  bool is_rejected = false;
  std::optional<Date> published_on;
  std::optional<Date> updated_on;
  std::string_view assigner;
  std::string_view title;
  std::string_view description;  ///< English; for a rejected record the reason
  std::vector<CveProduct> products;
  std::vector<CveVersion> versions;    ///< of all products, one product after the other
  std::vector<std::string_view> cpes;  ///< CPE 2.2 or 2.3 names, without repetition
  std::vector<CvssScore> scores;
  std::vector<std::string_view> cwes;  ///< without repetition
  std::vector<std::string_view> references;
  std::optional<SsvcPoints> ssvc;
  std::optional<CveKevMark> kev;

  /// Returns the versions of one of `products`.
  [[nodiscard]] std::span<const CveVersion> versions_of(const CveProduct& product) const {
    return std::span(versions).subspan(product.first_version, product.version_count);
  }
  /// Makes it as new; what its lists hold of memory stays.
  void clear();

  bool operator==(const CveRecord&) const = default;
};

/// A record together with its texts, for those who keep it beyond the next one.
class KeptCveRecord {
 public:
  explicit KeptCveRecord(const CveRecord& record);
  [[nodiscard]] const CveRecord& record() const { return record_; }

 private:
  std::unique_ptr<char[]> texts_;
  CveRecord record_;
};

/// Reads CVE records (CVE JSON 5.0 and 5.1). Keeps its buffers between records: one reader for many
/// records, one thread.
class CveReader {
 public:
  explicit CveReader(const CveLimits& limits = {});
  ~CveReader();
  CveReader(CveReader&&) noexcept;
  CveReader& operator=(CveReader&&) noexcept;

  /// Reads one record; it is valid until the next call and as long as `json` is. `json` may lie
  /// anywhere; it is copied unless `slack_bytes` readable bytes follow it (kSlackBytes).
  /// kInvalidInput: not JSON, not UTF-8, not a CVE record, a key twice that a field is taken from;
  /// kTooLarge beyond the limits; both say at which byte. Parts that no field is taken from are
  /// skipped, not checked.
  [[nodiscard]] Result<const CveRecord*> read(std::string_view json, std::size_t slack_bytes = 0);

  /// So many readable bytes behind a record spare a copy.
  static constexpr std::size_t kSlackBytes = 64;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lw::codec
