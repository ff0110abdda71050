#include <fmt/format.h>

#include "api/handlers.hpp"
#include "codec/signed_note.hpp"
#include "codec/tlog.hpp"

namespace lw::api {
namespace {

constexpr int kCheckpointAgeSeconds = 5;
constexpr int kKeyAgeSeconds = 3600;
/// A tile of one path never changes (C2SP tlog-tiles).
constexpr const char* kForEver = "public, max-age=31536000, immutable";
constexpr int kReconnectMs = 5000;
/// Tile indices have several segments: "x001/x234/067".
constexpr const char* kIndex = "index";

Result<std::string> checkpoint_note(const Office& office) {
  LW_TRY(const http::File file, http::File::open(office.log_folder / "checkpoint"));
  if (file.size() == 0 || file.size() > codec::kNoteSizeMax)
    return fail(ErrorCode::kCorrupt, "the checkpoint has no sensible size");
  std::string out(file.size(), '\0');
  LW_TRY(const std::size_t got, file.read_at(0, out));
  if (got != out.size()) return fail(ErrorCode::kCorrupt, "the checkpoint is cut short");
  return out;
}

Result<http::ServerEvent> checkpoint_event(const Office& office) {
  LW_TRY(std::string note, checkpoint_note(office));
  LW_TRY(const auto parsed, codec::parse_note(note));
  LW_TRY(const auto checkpoint, codec::parse_checkpoint(parsed.text));
  if (note.ends_with('\n')) note.pop_back();  // the reader's last data line ends without one
  return http::ServerEvent{fmt::format("{}", checkpoint.size), "checkpoint", std::move(note)};
}

/// One file of the log folder. Only a path that we would write ourselves is looked for.
Result<http::Response> tile(const Office& office, const std::string& path) {
  const auto parsed = codec::parse_tile_path(path);
  if (!parsed) return fail(ErrorCode::kNotFound, "not the path of a tile");
  const std::string name = parsed->bundle
                               ? codec::bundle_path(parsed->tile.index, parsed->tile.width)
                               : codec::tile_path(parsed->tile);
  http::Response out;
  auto file = http::File::open(office.log_folder / name);
  if (!file && file.error().code == ErrorCode::kNotFound)
    return fail(ErrorCode::kNotFound, "the log has no such tile");
  LW_TRY(out.file, std::move(file));
  out.content_type = "application/octet-stream";
  out.cache_control = kForEver;
  return out;
}

Result<http::Response> events(const Office& office, const http::Request& request) {
  LW_TRY(const http::ServerEvent event, checkpoint_event(office));
  http::Response out;
  out.content_type = "text/event-stream";
  out.body = fmt::format("retry: {}\n\n", kReconnectMs);
  const std::string* seen = request.header("last-event-id");
  if (seen == nullptr || *seen != event.id) out.body += http::format_event(event);
  out.events = office.log_events;
  return out;
}

}  // namespace

Result<void> announce_checkpoint(const Office& office) {
  LW_TRY(const http::ServerEvent event, checkpoint_event(office));
  office.log_events->publish(event);
  return {};
}

void add_log_handlers(Office& office, Handlers& out) {
  using Request = http::Request;
  using Arguments = http::Arguments;
  using Answer = Result<http::Response>;
  out["getLogCheckpoint"] = [&office](const Request&, const Arguments&) -> Answer {
    LW_TRY(std::string note, checkpoint_note(office));
    return cacheable(std::move(note), "text/plain; charset=utf-8", kCheckpointAgeSeconds);
  };
  out["getLogVerifierKey"] = [&office](const Request&, const Arguments&) -> Answer {
    return cacheable(office.verifier_key + "\n", "text/plain; charset=utf-8", kKeyAgeSeconds);
  };
  out["getLogTile"] = [&office](const Request&, const Arguments& arguments) -> Answer {
    return tile(office, fmt::format("tile/{}/{}", arguments["level"], arguments[kIndex]));
  };
  out["getLogEntries"] = [&office](const Request&, const Arguments& arguments) -> Answer {
    return tile(office, fmt::format("tile/entries/{}", arguments[kIndex]));
  };
  out["getLogEvents"] = [&office](const Request& request, const Arguments&) -> Answer {
    return events(office, request);
  };
}

}  // namespace lw::api
