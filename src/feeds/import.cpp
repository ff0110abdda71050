#include "feeds/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "feeds/intake.hpp"

namespace lw::feeds {
namespace {

struct Kind {
  FeedKind kind;
  std::string_view name;
  Result<void> (*import)(Intake&);
};

constexpr std::array<Kind, 9> kKinds = {
    {{FeedKind::kCertificateHistory, "certificate-history", import_certificate_history},
     {FeedKind::kCertificateList, "certificate-list", import_certificate_list},
     {FeedKind::kCertificateNodes, "certificate-nodes", import_certificate_nodes},
     {FeedKind::kCertificateReferences, "certificate-references", import_certificate_references},
     {FeedKind::kSmartCardCertificates, "smart-card-certificates", import_smart_card_certificates},
     {FeedKind::kPropagationDrawing, "propagation-drawing", import_propagation},
     {FeedKind::kCsaf, "csaf", import_csaf},
     {FeedKind::kCve, "cve", import_cve},
     {FeedKind::kExploited, "exploited", import_exploited}}};

std::string choices() {
  std::string out;
  for (const auto& one : kKinds) out += (out.empty() ? "" : ", ") + std::string(one.name);
  return out;
}

const Kind& entry(FeedKind kind) {
  for (const auto& one : kKinds) {
    if (one.kind == kind) return one;
  }
  LW_ASSERT(false);
  return kKinds[0];
}

/// A sign and the kind that it gives away; looked for in this order.
struct Sign {
  std::string_view text;
  FeedKind kind;
  bool is_at_start = false;
};
constexpr std::array<Sign, 12> kSigns = {
    {{"digraph", FeedKind::kPropagationDrawing, true},
     {"cert_id,scheme", FeedKind::kCertificateNodes, true},
     {"from_cert_id,to_cert_id", FeedKind::kCertificateReferences, true},
     {"dgst,cert_id,name,", FeedKind::kSmartCardCertificates, true},
     {"\"Category\",\"Name\",", FeedKind::kCertificateList, true},
     {"source,type,status,", FeedKind::kCertificateList, true},
     {"\"in_snapshots\"", FeedKind::kCertificateHistory},
     {"\"csaf_version\"", FeedKind::kCsaf},
     {"\"CVE_RECORD\"", FeedKind::kCve},
     {"\"cveMetadata\"", FeedKind::kCve},
     {"\"catalogVersion\"", FeedKind::kExploited},
     {"\"euvdID\"", FeedKind::kExploited}}};

}  // namespace

std::string_view to_string(FeedKind kind) { return entry(kind).name; }

Result<FeedKind> feed_kind_from(std::string_view name) {
  for (const auto& one : kKinds) {
    if (one.name == name) return one.kind;
  }
  return fail(ErrorCode::kInvalidInput,
              fmt::format("\"{}\" is no kind of document", name.substr(0, 40)), {},
              "choose one of: " + choices());
}

Result<FeedKind> detect_feed(ByteView raw) {
  constexpr std::size_t kHeadBytes = 512U << 10;
  LW_TRY(const std::string head, unpacked_head(raw, kHeadBytes));
  // POSIX.1-1988 ustar: the magic stands at byte 257.
  if (head.size() > 262 && head.compare(257, 5, "ustar") == 0) return FeedKind::kCsaf;
  std::string_view text = head;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (const auto& sign : kSigns) {
    const auto found = text.find(sign.text);
    if (sign.is_at_start ? found == 0 : found != std::string_view::npos) return sign.kind;
  }
  return fail(ErrorCode::kInvalidInput, "this document is of no kind that can be imported", {},
              "say its kind, one of: " + choices());
}

Result<void> Intake::next_item() {
  ++report_.items;
  if (hooks_.progress && report_.items % kProgressItems == 0 &&
      hooks_.progress({report_.items, report_.unpacked_bytes, report_.raw_bytes}) == GoOn::kStop) {
    return fail(ErrorCode::kUnavailable, "stopped by hand", {},
                "import the document again to go on from here");
  }
  return {};
}

Result<void> Intake::skip() { return next_item(); }

Result<void> Intake::merge() {
  if (is_done()) return skip();
  ++report_.merged;
  return next_item();
}

void Intake::note_rejection(std::string where, std::string why) {
  ++report_.rejected;
  if (report_.rejections.size() < kRejectionsMax)
    report_.rejections.push_back({std::move(where), std::move(why)});
}

Result<void> Intake::reject(std::string where, std::string why) {
  if (is_done()) return skip();
  note_rejection(std::move(where), std::move(why));
  return next_item();
}

void Intake::notice(std::string_view subject, std::string where, std::string what) {
  auto& all = report_.notices;
  const auto it =
      std::lower_bound(all.begin(), all.end(), subject,
                       [](const Notice& a, std::string_view b) { return a.subject < b; });
  if (it != all.end() && it->subject == subject) ++it->count;
  else all.insert(it, {std::string(subject), 1, std::move(where), std::move(what)});
}

Result<void> Intake::offer(Fact fact, std::string where) {
  if (is_done()) return skip();
  // The item counts as done only when the sink has answered: an error leaves the position before
  // it.
  auto answer =
      sink_.take(fact, {report_.document, report_.document_name, where, report_.items + 1});
  if (!answer) return std::unexpected(answer.error());
  switch (answer->outcome) {
    case Outcome::kTaken: ++report_.taken; break;
    case Outcome::kMerged: ++report_.merged; break;
    case Outcome::kUnchanged: ++report_.unchanged; break;
    case Outcome::kRejected: note_rejection(std::move(where), std::move(answer->why)); break;
  }
  return next_item();
}

Result<std::string> whole_text(Intake& intake, std::uint64_t size_bytes_max) {
  std::string out;
  const auto& request = intake.request();
  LW_CHECK(unpack(request.raw, request.limits, [&](std::string_view piece) -> Result<void> {
    intake.count_bytes(piece.size());
    if (out.size() + piece.size() > size_bytes_max) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("a document of more than {} bytes", size_bytes_max));
    }
    out += piece;
    return {};
  }));
  return out;
}

Result<ImportReport> import_document(const ImportRequest& request, ImportSink& sink,
                                     const ImportHooks& hooks) {
  LW_ASSERT(hooks.keep);
  if (request.raw.size() > request.limits.raw_bytes_max) {
    return fail(ErrorCode::kTooLarge, fmt::format("a document of {} bytes", request.raw.size()),
                request.document_name,
                fmt::format("at most {} are read", request.limits.raw_bytes_max));
  }
  ImportReport report;
  report.kind = request.kind;
  report.document_name = request.document_name;
  report.raw_bytes = request.raw.size();
  LW_TRY(report.document, hooks.keep(request.raw));
  Intake intake(request, sink, hooks, report);
  if (request.resume_after) {
    if (request.resume_after->document == report.document)
      report.resumed_from = request.resume_after->items;
    else
      intake.remark(
          "the document has changed since the import that was to be resumed: it is read from its "
          "start");
  }
  auto result = entry(request.kind).import(intake);
  if (!result) report.stopped = std::move(result.error());
  return report;
}

}  // namespace lw::feeds
