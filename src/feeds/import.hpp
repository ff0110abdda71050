#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/calendar.hpp"
#include "base/result.hpp"
#include "feeds/facts.hpp"
#include "feeds/unpack.hpp"

namespace lw::feeds {

/// What a document holds.
enum class FeedKind {
  kCertificateHistory,     ///< register_rows.jsonl: rows of the lists with the snapshots that held
                           ///< them
  kCertificateList,        ///< CSV of one day: the portal's own, or the flat form of the history
  kCertificateNodes,       ///< CSV cert_id,scheme
  kCertificateReferences,  ///< CSV from_cert_id,to_cert_id
  kSmartCardCertificates,  ///< CSV of the sec-certs data set, one row a component reference
  kPropagationDrawing,     ///< one hand-checked drawing (DOT)
  kCsaf,                   ///< one CSAF 2.0 document, or a tar archive of them
  kCve,                    ///< CVE JSON 5.x, one record or one a line
  kExploited,              ///< the CISA catalogue or the EU list
};

/// Returns the name of a kind as users write it: "certificate-history", "csaf", "cve", …
std::string_view to_string(FeedKind kind);

/// Reads a name of a kind; kInvalidInput with the choices.
[[nodiscard]] Result<FeedKind> feed_kind_from(std::string_view name);

/// Returns what a document holds, by its first bytes (unpacked where packed). kInvalidInput when
/// they fit no kind, with the choices.
[[nodiscard]] Result<FeedKind> detect_feed(ByteView raw);

/// What became of a fact.
enum class Outcome {
  kTaken,      ///< new
  kMerged,     ///< known under another name or in part; what was missing has been added
  kUnchanged,  ///< known already
  kRejected,   ///< refused by a rule; why is said
};

/// The taker's answer.
struct Taken {
  Outcome outcome = Outcome::kTaken;
  std::string why;  ///< for kRejected
};

/// Takes facts: in production it makes commands of them.
class ImportSink {
 public:
  ImportSink() = default;
  ImportSink(const ImportSink&) = delete;
  ImportSink& operator=(const ImportSink&) = delete;
  virtual ~ImportSink() = default;

  /// Says what became of the fact. An error (as opposed to kRejected) means that taking is not
  /// possible now: disk full, store locked. It ends the import, which can be resumed at this fact.
  [[nodiscard]] virtual Result<Taken> take(const Fact& fact, const Provenance& provenance) = 0;
};

/// Where an import stands.
struct ImportProgress {
  std::uint64_t items = 0;      ///< items done
  std::uint64_t bytes = 0;      ///< bytes read, unpacked
  std::uint64_t raw_bytes = 0;  ///< size of the document as given
};

/// Whether to go on.
enum class GoOn { kYes, kStop };

/// What the caller provides.
struct ImportHooks {
  /// Keeps the raw document durably and returns its SHA-256 (the blob port). Must be set.
  std::function<Result<Digest>(ByteView raw)> keep;
  /// Hears how far it is, about every kProgressItems items, and may stop. May be empty.
  std::function<GoOn(const ImportProgress&)> progress;
};

/// Progress is told after so many items.
inline constexpr std::uint64_t kProgressItems = 256;

/// Most rejections that a report carries one by one.
inline constexpr std::size_t kRejectionsMax = 1000;

/// Where an earlier import of the same document stopped.
struct ImportPosition {
  Digest document;
  std::uint64_t items = 0;  ///< items that need not be offered again
};

/// What to import.
struct ImportRequest {
  FeedKind kind = FeedKind::kCve;
  std::string document_name;  ///< file name or address, for reports
  ByteView raw;               ///< the document as it came, packed (xz) or not
  std::string_view
      snapshots;  ///< kCertificateHistory: the table of snapshots (snapshots.json); may be empty
  std::optional<Date> seen_on;  ///< kCertificateList: the day of the list
  Date today;                   ///< what is dated later is rejected
  const codec::CweCatalogue* weaknesses =
      nullptr;  ///< kCsaf: names of weaknesses are judged by it where it is given
  std::optional<ImportPosition>
      resume_after;  ///< ignored, and said so, when the document is another
  UnpackLimits limits;
};

/// One item that was not taken.
struct Rejection {
  std::string where;
  std::string why;
};

/// Something about documents that were taken all the same, said once for all of them.
struct Notice {
  std::string subject;      ///< "CSAF 6.2.3 Missing Score"
  std::uint64_t count = 0;  ///< how often
  std::string where;        ///< the first place
  std::string what;         ///< what was found there
};

/// What one snapshot of a certificate history brought.
struct SnapshotSummary {
  std::uint32_t index = 0;
  std::optional<Date> on;
  std::uint64_t listed =
      0;  ///< rows as published, where the table of snapshots says so; otherwise as found
  std::uint64_t distinct = 0;      ///< rows left when exact repetitions are gone
  std::uint64_t certificates = 0;  ///< rows left when rows of one key are merged
  std::uint64_t first_seen = 0;
  std::uint64_t changed = 0;
  std::uint64_t renamed = 0;   ///< aliases
  std::uint64_t not_seen = 0;  ///< rows of the snapshot before that are neither here nor renamed
};

/// What an import did.
struct ImportReport {
  FeedKind kind = FeedKind::kCve;
  std::string document_name;
  Digest document;
  std::uint64_t raw_bytes = 0;
  std::uint64_t unpacked_bytes = 0;
  std::uint64_t records = 0;  ///< records of the document, good and bad
  std::uint64_t items =
      0;  ///< position: facts offered and records rejected, those skipped on resuming counted
  std::uint64_t resumed_from = 0;
  std::uint64_t taken = 0;
  std::uint64_t merged = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t rejected = 0;
  std::vector<Rejection> rejections;  ///< at most kRejectionsMax
  std::vector<Notice> notices;        ///< by subject
  std::vector<std::string> remarks;   ///< what a reader should know beyond the figures
  std::vector<SnapshotSummary> snapshots;
  std::optional<Error>
      stopped;  ///< why the document was not read to its end: broken, sink failed, stopped by hand

  /// The position to resume after.
  [[nodiscard]] ImportPosition position() const { return {document, items}; }
};

/// Imports one document: keeps it, reads it piece by piece, offers each fact to the sink. A bad
/// record is reported and passed over; a document that breaks off is imported up to there
/// (report.stopped). An error is returned only when nothing was begun: the document could not be
/// kept (the hook's error) or is larger than the limits.
[[nodiscard]] Result<ImportReport> import_document(const ImportRequest& request, ImportSink& sink,
                                                   const ImportHooks& hooks);

}  // namespace lw::feeds
