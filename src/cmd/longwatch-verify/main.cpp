#include <fmt/format.h>

#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

#include "verify/verify.hpp"

/// The offline verifier alone: a log folder, the log's key, checkpoints seen before. No store, no
/// database, no code of the writer.
namespace lw::cmd {
namespace {

constexpr int kGood = 0;
constexpr int kUsage = 2;
constexpr int kFaults = 8;

constexpr const char* kHelp =
    "longwatch-verify --log-key KEY [--trusted CHECKPOINT]... FOLDER\n"
    "\n"
    "Checks a published log: every byte, the signed checkpoint, every signed decision.\n"
    "  --log-key KEY         verifier key of the log (name+id+key), from a place that you trust, "
    "or a file that holds it\n"
    "  --trusted CHECKPOINT  file with a checkpoint seen before: finds forks and roll-backs\n"
    "Exit codes: 0 good, 2 wrong input, 8 faults found.\n";

Result<std::string> read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, "cannot be read", path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Result<verify::VerifyReport> run(const std::string& folder, std::string key,
                                 const std::vector<std::string>& trusted) {
  verify::VerifyOptions options;
  if (key.find('+') == std::string::npos) {
    LW_TRY(key, read_text(key));
    while (!key.empty() && key.back() == '\n') key.pop_back();
  }
  LW_TRY(options.key, codec::parse_verifier_key(key));
  for (const auto& file : trusted) {
    LW_TRY(const std::string note, read_text(file));
    LW_TRY(auto checkpoint, verify::read_trusted(note, options.key));
    options.trusted.push_back(std::move(checkpoint));
  }
  return verify::verify_log(folder, options);
}

int print(const verify::VerifyReport& report) {
  std::cout << (report.good() ? "good" : "FAULTS") << ": " << report.entries << " entries, "
            << report.decisions << " signed decisions, " << report.sealed << " sealed\n";
  if (report.checkpoint) {
    std::cout << "log " << report.checkpoint->origin << "\nsize " << report.checkpoint->size
              << "\nroot " << to_base64(report.checkpoint->root.bytes) << "\n";
  }
  for (const auto& finding : report.findings) {
    std::cout << codec::enum_name(finding.fault) << ": " << finding.where
              << (finding.entry           ? fmt::format(" entry {}: ", *finding.entry)
                  : finding.where.empty() ? ""
                                          : ": ")
              << finding.what << "\n";
  }
  if (report.findings_left_out > 0) std::cout << "and " << report.findings_left_out << " more\n";
  return report.good() ? kGood : kFaults;
}

int run_main(int argc, char** argv) {
  std::string folder;
  std::string key;
  std::vector<std::string> trusted;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--help" || word == "-h") return std::cout << kHelp, kGood;
    if ((word == "--log-key" || word == "--trusted") && i + 1 < argc) {
      (word == "--log-key" ? key : trusted.emplace_back()) = argv[++i];
    } else if (!word.starts_with("-") && folder.empty()) {
      folder = word;
    } else {
      return std::cerr << "longwatch-verify: unexpected " << word << "\n" << kHelp, kUsage;
    }
  }
  if (folder.empty() || key.empty()) return std::cerr << kHelp, kUsage;
  const auto report = run(folder, key, trusted);
  if (!report) return std::cerr << "longwatch-verify: " << report.error().message() << "\n", kUsage;
  return print(*report);
}

}  // namespace
}  // namespace lw::cmd

int main(int argc, char** argv) { return lw::cmd::run_main(argc, argv); }
