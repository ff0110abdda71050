#pragma once

#include "verify/verify.hpp"

namespace lw::verify {

/// Adds findings to a report, within its bound.
class Findings {
 public:
  explicit Findings(VerifyReport& report) : report_(report) {}

  void add(Finding finding) {
    if (report_.findings.size() < kFindingsMax) report_.findings.push_back(std::move(finding));
    else ++report_.findings_left_out;
  }
  /// About one entry.
  void entry(Fault fault, std::uint64_t seq, std::string what) {
    add({fault, seq, {}, std::move(what)});
  }
  /// About one file.
  void file(Fault fault, std::string where, std::string what) {
    add({fault, std::nullopt, std::move(where), std::move(what)});
  }

 private:
  VerifyReport& report_;
};

}  // namespace lw::verify
