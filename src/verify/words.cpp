#include "verify/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lw::verify {

std::string on_one_line(std::string text) {
  std::ranges::replace_if(
      text,
      [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
      },
      '?');
  return text;
}

std::string line_of(const Finding& finding) {
  std::string out = std::string(codec::enum_name(finding.fault)) + ":";
  if (!finding.where.empty()) out += " " + finding.where;
  if (finding.entry) out += fmt::format(" entry {}", *finding.entry);
  if (!finding.where.empty() || finding.entry) out += ":";
  return on_one_line(out + " " + finding.what);
}

std::vector<std::string> lines_of(const VerifyReport& report) {
  std::vector<std::string> out;
  if (report.checkpoint) {
    out.push_back(on_one_line(fmt::format("log        {}", report.checkpoint->origin)));
    out.push_back(fmt::format("size       {} entries", report.checkpoint->size));
    out.push_back(fmt::format("root       {}", to_base64(report.checkpoint->root.bytes)));
  }
  out.push_back(
      fmt::format("decisions  {} signed, each by a key of its person over what the record says",
                  report.decisions));
  if (report.decisions_unpinned > 0) {
    out.push_back(fmt::format(
        "           {} of them by keys that this log alone vouches for: pin the persons' keys",
        report.decisions_unpinned));
  }
  out.push_back(fmt::format("sealed     {}", report.sealed));
  if (report.sealed_unopened > 0) {
    out.push_back(fmt::format(
        "           {} of them not opened: whether these are decisions, and signed, is not known",
        report.sealed_unopened));
  }
  for (const Finding& finding : report.findings) out.push_back(line_of(finding));
  if (report.findings_left_out > 0)
    out.push_back(fmt::format("and {} more", report.findings_left_out));
  return out;
}

}  // namespace lw::verify
