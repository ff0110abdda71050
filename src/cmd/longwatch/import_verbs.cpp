#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/facts.hpp"
#include "cmd/longwatch/feed_sink.hpp"
#include "cmd/longwatch/progress_bar.hpp"
#include "cmd/longwatch/weaknesses.hpp"
#include "codec/json.hpp"
#include "crypto/sha256.hpp"
#include "feeds/unpack.hpp"

namespace lw::cmd {
namespace {

Output report_of(const FactsTaken& taken, const std::string& what) {
  std::string text = fmt::format("{}: {} taken, {} known already, {} refused", what, taken.taken,
                                 taken.unchanged, taken.refused_count);
  for (const auto& line : taken.refused) text += "\n  " + printable(line);
  return Output{text, boost::json::object{{"taken", taken.taken},
                                          {"unchanged", taken.unchanged},
                                          {"refused_count", taken.refused_count},
                                          {"refused", json_of(taken.refused)}}};
}

Result<Output> import_case_facts(Session& session, const Arguments& arguments) {
  FactsOptions options;
  if (arguments.has("--until")) {
    LW_TRY(options.until, Date::parse(arguments.text("--until")));
  }
  if (arguments.has("--moved-by")) {
    LW_TRY(const auto days, codec::parse_json(arguments.text("--moved-by")));
    LW_TRY(options.moved_days, codec::from_json<std::int32_t>(days, "--moved-by"));
  }
  const std::filesystem::path file = arguments.text("file");
  LW_TRY(const FactsTaken taken, import_facts(session, file, options));
  return report_of(taken, file.filename().string());
}

constexpr std::size_t kPositionSizeMax = 4096;
constexpr std::size_t kRejectionsShown = 20;
constexpr std::size_t kDigestShown = 16;
constexpr std::size_t kDigestShownMin = 8;  ///< so many digits name a document

/// What is kept of an import that did not reach its end.
struct KeptPosition {
  Digest document;
  std::uint64_t items = 0;
  std::string kind;
  std::optional<CaseId> about;
};
LW_DESCRIBE(KeptPosition, document, items, kind, about)

std::filesystem::path position_file(LocalStore& store, std::string_view name) {
  return store.folder() / "imports" / (std::string(name) + ".json");
}

/// Returns where an earlier import of this name, kind and case stopped; nothing when there is none.
Result<std::optional<feeds::ImportPosition>> kept_position(LocalStore& store, std::string_view name,
                                                           const KeptPosition& wanted) {
  const auto file = position_file(store, name);
  if (!std::filesystem::exists(file)) return std::optional<feeds::ImportPosition>();
  LW_TRY(const std::string text, read_file(file, kPositionSizeMax));
  const auto json = codec::parse_json(text);
  const auto kept = json ? codec::from_json<KeptPosition>(*json)
                         : Result<KeptPosition>(std::unexpected<Error>(json.error()));
  // What is known already is not taken twice: without a position the import only takes longer.
  if (!kept || kept->kind != wanted.kind || kept->about != wanted.about)
    return std::optional<feeds::ImportPosition>();
  return std::optional<feeds::ImportPosition>({kept->document, kept->items});
}

Progress progress_of(const feeds::ImportProgress& progress, std::string_view name,
                     std::optional<std::uint64_t> size) {
  return {printable(name),
          progress.bytes,
          size,
          ProgressUnit::kBytes,
          0,
          grouped(static_cast<std::int64_t>(progress.items)) + " items"};
}

/// Text that a record may carry, whatever bytes a file name has.
std::string safe_name(const std::filesystem::path& file) {
  std::string out = printable(file.filename().string());
  if (is_utf8(out)) return shorten(out, catalog::kDocumentNameMax / 4);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  return out.substr(0, catalog::kDocumentNameMax);
}

Output report_of(const feeds::ImportReport& report, const std::vector<feeds::Proposal>& proposals) {
  std::string text =
      fmt::format("{} ({}): {} records; {} taken, {} merged, {} known already, {} rejected",
                  report.document_name, feeds::to_string(report.kind), report.records, report.taken,
                  report.merged, report.unchanged, report.rejected);
  if (report.resumed_from > 0) text += fmt::format("; resumed after item {}", report.resumed_from);
  boost::json::array rejected;
  for (const auto& rejection : report.rejections) {
    if (rejected.size() < kRejectionsShown)
      text += fmt::format("\n  {}: {}", printable(rejection.where), printable(rejection.why));
    rejected.push_back(boost::json::object{{"where", rejection.where}, {"why", rejection.why}});
  }
  for (const auto& remark : report.remarks) text += "\n  " + printable(remark);
  boost::json::array notices;
  for (const auto& notice : report.notices) {
    text += fmt::format("\n  warning: {}, {} times; first: {}: {}", notice.subject, notice.count,
                        printable(notice.where), printable(notice.what));
    notices.push_back(boost::json::object{{"subject", notice.subject},
                                          {"count", notice.count},
                                          {"where", notice.where},
                                          {"what", notice.what}});
  }
  boost::json::array links;
  for (const auto& proposal : proposals) {
    const auto& first = proposal.evidence.front();
    text +=
        fmt::format("\n  {} may concern {} ({}: {})", proposal.vulnerability, proposal.component,
                    feeds::to_string(proposal.best), printable(shorten(first.excerpt, 80)));
    links.push_back(boost::json::object{{"external", proposal.vulnerability},
                                        {"component", proposal.component},
                                        {"reason", std::string(feeds::to_string(proposal.best))}});
  }
  if (!proposals.empty())
    text +=
        "\n  nothing is linked by itself: record a link with `longwatch do "
        "vulnerability.link_external`";
  return Output{text, boost::json::object{{"records", report.records},
                                          {"taken", report.taken},
                                          {"merged", report.merged},
                                          {"unchanged", report.unchanged},
                                          {"rejected", report.rejected},
                                          {"resumed_after", report.resumed_from},
                                          {"document", report.document.hex()},
                                          {"rejections", rejected},
                                          {"notices", notices},
                                          {"proposals", links}}};
}

/// Reads a document whole; one beyond the bound is not even begun.
Result<std::string> read_document(const std::filesystem::path& file) {
  const std::uint64_t bound = feeds::UnpackLimits().raw_bytes_max;
  std::error_code unknown;
  const auto size = std::filesystem::file_size(file, unknown);
  if (!unknown && size > bound) {
    return fail(ErrorCode::kTooLarge, fmt::format("a document of {} bytes", size), file.string(),
                fmt::format("at most {} are read", bound));
  }
  return read_file(file, bound);
}

Result<feeds::ImportRequest> request_of(const std::filesystem::path& file, ByteView raw,
                                        const Arguments& arguments) {
  feeds::ImportRequest out;
  out.document_name = safe_name(file);
  out.raw = raw;
  if (arguments.has("--kind")) {
    LW_TRY(out.kind, feeds::feed_kind_from(arguments.text("--kind")));
  } else {
    auto kind = feeds::detect_feed(raw);
    if (!kind) {
      kind.error().where = file.string();
      return std::unexpected<Error>(std::move(kind).error());
    }
    out.kind = *kind;
  }
  if (arguments.has("--seen-on")) {
    LW_TRY(out.seen_on, Date::parse(arguments.text("--seen-on")));
  }
  return out;
}

/// What could not be used at all, or not to its end, is an error, whatever was taken before: it
/// names the place, and what was taken stays.
Result<Output> outcome_of(const feeds::ImportReport& report, const FeedSink& sink) {
  Output output = report_of(report, sink.proposals());
  const bool nothing = report.rejected > 0 && report.rejected == report.records &&
                       report.taken + report.merged + report.unchanged == 0;
  if (report.stopped) {
    Error error = *report.stopped;
    error.where = report.document_name + (error.where.empty() ? "" : ", " + error.where);
    error.what = fmt::format("{}; read up to item {}: {} taken, {} merged, {} known, {} rejected",
                             error.what, report.items, report.taken, report.merged,
                             report.unchanged, report.rejected);
    if (error.hint.empty()) error.hint = "what was taken stays; import it again when it is whole";
    return std::unexpected<Error>(std::move(error));
  }
  if (nothing) {
    const auto& first = report.rejections.front();
    return fail(sink.first_refusal().value_or(ErrorCode::kInvalidInput),
                fmt::format("none of {} records can be taken; the first: {}", report.records,
                            printable(first.why)),
                first.where == report.document_name
                    ? first.where
                    : fmt::format("{}, {}", report.document_name, printable(first.where)),
                "nothing was changed");
  }
  return output;
}

/// Imports one file. The position is kept with the store as the entries are written, so that a
/// second call goes on where the first was stopped, whatever stopped it.
Result<Output> import_file(Session& session, const std::filesystem::path& file,
                           const Arguments& arguments) {
  LW_TRY(const std::string raw, read_document(file));
  LW_TRY(feeds::ImportRequest request, request_of(file, as_bytes(raw), arguments));
  LW_TRY(request.today, session.on());
  codec::CweCatalogue weaknesses;
  if (request.kind == feeds::FeedKind::kCsaf) {
    LW_TRY(weaknesses, load_weaknesses());
    request.weaknesses = &weaknesses;
  }
  std::string snapshots;
  if (arguments.has("--snapshots")) {
    LW_TRY(snapshots, read_file(arguments.text("--snapshots")));
    request.snapshots = snapshots;
  }
  std::optional<CaseId> about;
  if (arguments.has("--case")) {
    LW_TRY(about, CaseId::parse(arguments.text("--case")));
  }
  const Digest digest = crypto::sha256(request.raw);
  LocalStore* store = nullptr;
  KeptPosition position{digest, 0, std::string(feeds::to_string(request.kind)), about};
  const auto keep_position = [&](std::uint64_t items) {
    position.items = items;
    return write_file(position_file(*store, request.document_name),
                      codec::pretty_json(codec::to_json(position)));
  };
  const auto keep_document = [&]() -> Result<void> {
    LW_CHECK(store->blobs().put(request.raw));
    return {};
  };
  LW_TRY(auto sink, FeedSink::open(session, about, {keep_document, keep_position}));
  LW_TRY(store, session.store());
  if (!arguments.has("--from-start")) {
    LW_TRY(request.resume_after, kept_position(*store, request.document_name, position));
  }
  ProgressBar bar(session.options().terminal);
  const auto size = feeds::unpacked_size(request.raw);
  feeds::ImportHooks hooks{.keep = [&](ByteView) -> Result<Digest> { return digest; },
                           .progress =
                               [&](const feeds::ImportProgress& progress) {
                                 bar.show(progress_of(progress, request.document_name, size));
                                 return feeds::GoOn::kYes;
                               }};
  LW_TRY(const feeds::ImportReport report, feeds::import_document(request, *sink, hooks));
  // A store that cannot be written cannot take the record of the import either.
  if (report.stopped && report.stopped->code == ErrorCode::kUnavailable)
    return outcome_of(report, *sink);
  LW_CHECK(sink->finish(report));
  std::error_code ignored;
  if (!report.stopped)
    std::filesystem::remove(position_file(*store, request.document_name), ignored);
  return outcome_of(report, *sink);
}

Result<Output> import_feed(Session& session, const Arguments& arguments) {
  return import_file(session, arguments.text("file"), arguments);
}

/// The certificate graph: which certificates there are, what the lists say of them, what rests on
/// what.
Result<Output> import_graph(Session& session, const Arguments& arguments) {
  const std::filesystem::path folder = arguments.text("folder");
  Output out;
  boost::json::array json;
  for (const char* name : {"reference_graph_nodes.csv", "smartcard_certificates.csv.xz",
                           "reference_graph_edges.csv"}) {
    LW_TRY(const Output one, import_file(session, folder / name, Arguments()));
    out.text += (out.text.empty() ? "" : "\n") + one.text;
    json.push_back(one.json);
  }
  out.json = std::move(json);
  return out;
}

Result<Output> list_imports(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  Table table{{"recorded", "by", "kind", "document", "records", "taken", "merged", "known",
               "rejected", "sha256"},
              {}};
  boost::json::array json;
  for (const auto& one : ask.state.catalog.imports) {
    if (arguments.has("--kind") && arguments.text("--kind") != one.kind) continue;
    const auto number = [](std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); };
    table.rows.push_back({one.at.text(), one.by.text(), one.kind,
                          shorten(one.document_name, 40) + (one.stopped.empty() ? "" : " (part)"),
                          number(one.records), number(one.taken), number(one.merged),
                          number(one.unchanged), number(one.rejected),
                          one.document.hex().substr(0, kDigestShown)});
    json.push_back(codec::to_json(one));
  }
  return Output{as_of(session) + to_text(table), json};
}

/// Whoever may know of the import may have the document; nobody else learns that it is there.
Result<Output> get_document(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  const std::string wanted = arguments.text("sha256");
  std::set<Digest> found;
  for (const auto& one : ask.state.catalog.imports) {
    if (one.document.hex().starts_with(wanted)) found.insert(one.document);
  }
  if (wanted.size() < kDigestShownMin || found.size() != 1) {
    return fail(found.empty() ? ErrorCode::kNotFound : ErrorCode::kInvalidInput,
                found.empty() ? "no imported document has this hash"
                              : "more than one imported document may be meant",
                shorten(printable(wanted), 64), "`longwatch import list` shows them");
  }
  LW_TRY(LocalStore * store, session.store());
  LW_TRY(const Bytes bytes, store->blobs().get(*found.begin()));
  LW_CHECK(write_file(arguments.text("--out"), as_text(bytes)));
  return Output{
      "document: " + arguments.text("--out"),
      boost::json::object{{"document", found.begin()->hex()}, {"size_bytes", bytes.size()}}};
}

}  // namespace

std::vector<Verb> import_verbs() {
  using Kind = Parameter::Kind;
  return {
      {"import",
       "facts",
       "take the facts of a case file: components, certificates, what rests on what",
       {{"file", "JSON file", Kind::kValue, true},
        {"--until", "only what was certified by this day"},
        {"--moved-by", "days that every date is moved by, for exercises in a simulated store"}},
       import_case_facts},
      {"import",
       "feed",
       "take a public list or feed: certificate lists, CSAF, CVE, KEV; resumes where it stopped",
       {{"file", "the document, packed (xz, tar) or not", Kind::kValue, true},
        {"--kind", "what it holds, where its first bytes do not say"},
        {"--snapshots", "table of snapshots, for a history of lists"},
        {"--seen-on", "day of a list"},
        {"--case", "the case that verdicts are about"},
        {"--from-start", "read it all again, wherever an earlier import stopped", Kind::kFlag}},
       import_feed},
      {"import",
       "list",
       "what was imported when, by whom, and what came of it",
       {{"--kind", "only documents of this kind"}},
       list_imports},
      {"import",
       "document",
       "a document that was imported, as it came",
       {{"sha256", "its hash, or the beginning of it", Kind::kValue, true},
        {"--out", "file to write", Kind::kValue, true}},
       get_document},
      {"import",
       "graph",
       "take a certificate graph: nodes, smart-card certificates, references",
       {{"folder", "folder of the sec-certs data set", Kind::kValue, true}},
       import_graph}};
}

}  // namespace lw::cmd
