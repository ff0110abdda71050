#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "codec/csaf.hpp"
#include "codec/csaf_advise.hpp"
#include "codec/csaf_check.hpp"
#include "codec/encoding.hpp"
#include "codec/json.hpp"
#include "feeds/intake.hpp"

namespace lw::feeds {
namespace {

/// One notice for each test that the document fails.
void note(Intake& intake, std::span<const codec::CsafTest> tests,
          const std::vector<codec::CsafFinding>& findings, const std::string& where) {
  std::set<std::string_view> said;
  for (const auto& finding : findings) {
    if (!said.insert(finding.test).second) continue;
    const auto test = std::ranges::find(tests, finding.test, &codec::CsafTest::id);
    intake.notice(fmt::format("CSAF {}{}{}", finding.test, test == tests.end() ? "" : " ",
                              test == tests.end() ? std::string_view{} : test->title),
                  where + " " + finding.where, finding.what);
  }
}

Result<void> offer_document(Intake& intake, std::string_view text, std::string where) {
  intake.count_record();
  if (intake.is_done()) return intake.skip();
  const codec::CsafLimits limits;
  const auto json = codec::parse_json(
      text, {.size_bytes_max = limits.size_bytes_max, .depth_max = limits.depth_max});
  if (!json) return intake.reject(std::move(where), json.error().message());
  auto document = codec::read_csaf(*json, limits);
  if (!document) return intake.reject(std::move(where), document.error().message());
  const auto released = codec::parse_timestamp_day(document->current_release);
  if (released && intake.is_future(*released)) {
    return intake.reject(std::move(where), fmt::format("{} is released in the future ({})",
                                                       document->id, released->text()));
  }
  Advisory advisory{std::move(*document), codec::check_csaf(*json, intake.request().weaknesses),
                    codec::advise_csaf(*json)};
  note(intake, codec::csaf_tests(), advisory.findings, where);
  note(intake, codec::csaf_advice_tests(), advisory.advice, where);
  return intake.offer(std::move(advisory), std::move(where));
}

bool is_json(std::string_view head) {
  const auto first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && head[first] == '{';
}

bool is_json_name(std::string_view name) {
  return name.ends_with(".json") || name.ends_with(".JSON");
}

}  // namespace

Result<void> import_csaf(Intake& intake) {
  const auto& request = intake.request();
  constexpr std::size_t kHeadBytes = 4096;
  LW_TRY(const std::string head, unpacked_head(request.raw, kHeadBytes));
  if (is_json(head)) {
    LW_TRY(const std::string text, whole_text(intake, codec::CsafLimits{}.size_bytes_max));
    return offer_document(intake, text, request.document_name);
  }
  return read_archive(request.raw, request.limits,
                      {.entry = [&](ArchiveEntry&& entry) -> Result<void> {
                         intake.count_bytes(entry.bytes.size());
                         if (!is_json_name(entry.name)) return {};
                         return offer_document(intake, entry.bytes, std::move(entry.name));
                       },
                       .fault =
                           [&](std::string name, std::string why) {
                             intake.count_record();
                             return intake.reject(std::move(name), std::move(why));
                           }});
}

}  // namespace lw::feeds
