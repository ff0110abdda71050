#include <fmt/format.h>

#include <iostream>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/facts.hpp"
#include "cmd/longwatch/feed_sink.hpp"
#include "codec/json.hpp"

namespace lw::cmd {
namespace {

Output report_of(const FactsTaken& taken, const std::string& what) {
  std::string text = fmt::format("{}: {} taken, {} known already, {} refused", what, taken.taken,
                                 taken.unchanged, taken.refused.size());
  for (const auto& line : taken.refused) text += "\n  " + printable(line);
  return Output{text, boost::json::object{{"taken", taken.taken},
                                          {"unchanged", taken.unchanged},
                                          {"refused", json_of(taken.refused)}}};
}

Result<Output> import_case_facts(Session& session, const Arguments& arguments) {
  std::optional<Date> until;
  if (arguments.has("--until")) {
    LW_TRY(until, Date::parse(arguments.text("--until")));
  }
  const std::filesystem::path file = arguments.text("file");
  LW_TRY(const FactsTaken taken, import_facts(session, file, until));
  return report_of(taken, file.filename().string());
}

constexpr std::size_t kPositionSizeMax = 4096;
constexpr std::size_t kRejectionsShown = 20;

/// What is kept of an import that did not reach its end.
struct KeptPosition {
  Digest document;
  std::uint64_t items = 0;
};
LW_DESCRIBE(KeptPosition, document, items)

std::filesystem::path position_file(LocalStore& store, std::string_view name) {
  return store.folder() / "imports" / (std::string(name) + ".json");
}

Result<std::optional<feeds::ImportPosition>> kept_position(LocalStore& store,
                                                           std::string_view name) {
  const auto file = position_file(store, name);
  if (!std::filesystem::exists(file)) return std::optional<feeds::ImportPosition>();
  LW_TRY(const std::string text, read_file(file, kPositionSizeMax));
  LW_TRY(const auto json, codec::parse_json(text));
  LW_TRY(const auto kept, codec::from_json<KeptPosition>(json));
  return std::optional<feeds::ImportPosition>({kept.document, kept.items});
}

feeds::ImportHooks hooks_for(LocalStore& store, bool terminal) {
  feeds::ImportHooks out;
  out.keep = [&store](ByteView raw) { return store.blobs().put(raw); };
  if (terminal) {
    out.progress = [](const feeds::ImportProgress& progress) {
      std::cerr << fmt::format("\r{} items, {} bytes", progress.items, progress.bytes)
                << std::flush;
      return feeds::GoOn::kYes;
    };
  }
  return out;
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
  if (report.stopped) text += "\n  stopped: " + report.stopped->message();
  return Output{text, boost::json::object{{"records", report.records},
                                          {"taken", report.taken},
                                          {"merged", report.merged},
                                          {"unchanged", report.unchanged},
                                          {"rejected", report.rejected},
                                          {"rejections", rejected},
                                          {"proposals", links}}};
}

/// Imports one file. The position is kept with the store, so that a second call goes on where the
/// first stopped.
Result<Output> import_file(Session& session, const std::filesystem::path& file,
                           const Arguments& arguments) {
  LW_TRY(const std::string raw, read_file(file));
  LW_TRY(const Date today, session.on());
  feeds::ImportRequest request;
  request.document_name = file.filename().string();
  request.raw = as_bytes(raw);
  request.today = today;
  if (arguments.has("--kind")) {
    LW_TRY(request.kind, feeds::feed_kind_from(arguments.text("--kind")));
  } else {
    LW_TRY(request.kind, feeds::detect_feed(request.raw));
  }
  std::string snapshots;
  if (arguments.has("--snapshots")) {
    LW_TRY(snapshots, read_file(arguments.text("--snapshots")));
    request.snapshots = snapshots;
  }
  if (arguments.has("--seen-on")) {
    LW_TRY(request.seen_on, Date::parse(arguments.text("--seen-on")));
  }
  std::optional<CaseId> about;
  if (arguments.has("--case")) {
    LW_TRY(about, CaseId::parse(arguments.text("--case")));
  }
  LW_TRY(auto sink, FeedSink::open(session, about));
  LW_TRY(LocalStore * store, session.store());
  LW_TRY(request.resume_after, kept_position(*store, request.document_name));
  LW_TRY(const feeds::ImportReport report,
         feeds::import_document(request, *sink, hooks_for(*store, session.options().terminal)));
  LW_CHECK(sink->finish());
  if (session.options().terminal) std::cerr << "\n";
  const auto kept = position_file(*store, request.document_name);
  if (report.stopped) {
    LW_CHECK(write_file(
        kept, codec::pretty_json(codec::to_json(KeptPosition{report.document, report.items}))));
  } else {
    std::error_code ignored;
    std::filesystem::remove(kept, ignored);
  }
  return report_of(report, sink->proposals());
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

}  // namespace

std::vector<Verb> import_verbs() {
  using Kind = Parameter::Kind;
  return {
      {"import",
       "facts",
       "take the facts of a case file: components, certificates, what rests on what",
       {{"file", "JSON file", Kind::kValue, true},
        {"--until", "only what was certified by this day"}},
       import_case_facts},
      {"import",
       "feed",
       "take a public list or feed: certificate lists, CSAF, CVE, KEV; resumes where it stopped",
       {{"file", "the document, packed (xz, tar) or not", Kind::kValue, true},
        {"--kind", "what it holds, where its first bytes do not say"},
        {"--snapshots", "table of snapshots, for a history of lists"},
        {"--seen-on", "day of a list"},
        {"--case", "the case that verdicts are about"}},
       import_feed},
      {"import",
       "graph",
       "take a certificate graph: nodes, smart-card certificates, references",
       {{"folder", "folder of the sec-certs data set", Kind::kValue, true}},
       import_graph}};
}

}  // namespace lw::cmd
