#pragma once

#include <string>

#include "feeds/import.hpp"

namespace lw::feeds {

/// The one way from an importer to the sink: counts, skips what an earlier run has done, tells
/// progress.
class Intake {
 public:
  Intake(const ImportRequest& request, ImportSink& sink, const ImportHooks& hooks,
         ImportReport& report)
      : request_(request), sink_(sink), hooks_(hooks), report_(report) {}

  /// True when the next item was done by an earlier run: an importer whose records are one item
  /// each may then call skip() instead of reading the record.
  [[nodiscard]] bool is_done() const { return report_.items < report_.resumed_from; }
  /// Counts an item that is_done() without offering it.
  [[nodiscard]] Result<void> skip();
  /// Offers a fact. An error ends the import.
  [[nodiscard]] Result<void> offer(Fact fact, std::string where);
  /// Reports a record that cannot be offered.
  [[nodiscard]] Result<void> reject(std::string where, std::string why);
  /// Reports that a record was the same as one before it in the document.
  [[nodiscard]] Result<void> merge();
  /// Counts a record of the document.
  void count_record() { ++report_.records; }
  /// Counts unpacked bytes.
  void count_bytes(std::uint64_t bytes) { report_.unpacked_bytes += bytes; }
  /// Says something about records that are taken all the same, which no run before this one did.
  void notice(std::string_view subject, std::string where, std::string what);
  /// Says something about the whole document.
  void remark(std::string text) { report_.remarks.push_back(std::move(text)); }
  /// True when a day lies in the future: a fact cannot.
  [[nodiscard]] bool is_future(const std::optional<Date>& day) const {
    return day && *day > request_.today;
  }

  /// What is asked for.
  [[nodiscard]] const ImportRequest& request() const { return request_; }
  /// The report so far.
  [[nodiscard]] ImportReport& report() { return report_; }

 private:
  [[nodiscard]] Result<void> next_item();
  void note_rejection(std::string where, std::string why);

  const ImportRequest& request_;
  ImportSink& sink_;
  const ImportHooks& hooks_;
  ImportReport& report_;
};

/// Imports rows of certificate lists with their snapshots. All importers: an error is why reading
/// ended early.
[[nodiscard]] Result<void> import_certificate_history(Intake& intake);
/// Imports one list of certificates (CSV).
[[nodiscard]] Result<void> import_certificate_list(Intake& intake);
/// Imports the nodes of a certificate graph (CSV).
[[nodiscard]] Result<void> import_certificate_nodes(Intake& intake);
/// Imports the references of a certificate graph (CSV).
[[nodiscard]] Result<void> import_certificate_references(Intake& intake);
/// Imports the smart-card certificates of the sec-certs data set (CSV).
[[nodiscard]] Result<void> import_smart_card_certificates(Intake& intake);
/// Imports one drawing of how a weakness spreads.
[[nodiscard]] Result<void> import_propagation(Intake& intake);
/// Imports one CSAF document or an archive of them.
[[nodiscard]] Result<void> import_csaf(Intake& intake);
/// Imports CVE records.
[[nodiscard]] Result<void> import_cve(Intake& intake);
/// Imports a list of exploited vulnerabilities.
[[nodiscard]] Result<void> import_exploited(Intake& intake);

/// Gathers a whole document in memory, at most `size_bytes_max` unpacked. Errors as unpack.
[[nodiscard]] Result<std::string> whole_text(Intake& intake, std::uint64_t size_bytes_max);

}  // namespace lw::feeds
