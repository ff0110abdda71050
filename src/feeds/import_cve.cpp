#include <fmt/format.h>

#include "codec/cve.hpp"
#include "feeds/intake.hpp"

namespace lw::feeds {
namespace {

Result<void> offer_record(Intake& intake, codec::CveReader& reader, std::string_view text,
                          std::size_t slack_bytes, std::string where) {
  intake.count_record();
  if (intake.is_done()) return intake.skip();
  const auto read = reader.read(text, slack_bytes);
  if (!read) return intake.reject(std::move(where), read.error().message());
  const codec::CveRecord* record = *read;
  if (intake.is_future(record->published_on)) {
    return intake.reject(std::move(where), fmt::format("{} is published in the future ({})",
                                                       record->id, record->published_on->text()));
  }
  return intake.offer(ExternalVulnerability{record}, std::move(where));
}

/// A record that somebody has laid out over many lines begins with a brace alone.
bool is_one_pretty_record(std::string_view head) {
  const auto line = head.substr(0, head.find('\n'));
  return line.find('}') == std::string_view::npos;
}

}  // namespace

Result<void> import_cve(Intake& intake) {
  const auto& request = intake.request();
  const codec::CveLimits limits{.record_bytes_max = request.limits.record_bytes_max};
  codec::CveReader reader(limits);
  LW_TRY(const std::string head, unpacked_head(request.raw, limits.record_bytes_max));
  if (head.find('\n') < head.size() && is_one_pretty_record(head)) {
    LW_TRY(const std::string text, whole_text(intake, limits.record_bytes_max));
    return offer_record(intake, reader, text, 0, "the record");
  }
  LineReader lines({.line = [&](const LineReader::Line& line) -> Result<void> {
                      if (line.text.find_first_not_of(" \t") == std::string_view::npos) return {};
                      return offer_record(intake, reader, line.text, line.slack_bytes,
                                          fmt::format("line {}", line.number));
                    },
                    .too_long = [&](std::uint64_t number) -> Result<void> {
                      intake.count_record();
                      return intake.reject(
                          fmt::format("line {}", number),
                          fmt::format("longer than {} bytes", request.limits.record_bytes_max));
                    }},
                   request.limits.record_bytes_max);
  const auto unpacked = unpack(request.raw, request.limits, [&](std::string_view piece) {
    intake.count_bytes(piece.size());
    return lines.feed(piece);
  });
  // What broke off is not taken for a line: its record would be cut too.
  if (!unpacked) return unpacked;
  return lines.finish();
}

}  // namespace lw::feeds
