#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <map>

#include "verify/key_files.hpp"
#include "verify/proof.hpp"
#include "verify/words.hpp"

/// The offline verifier alone: a log folder or one proof, the log's key, whatever else the auditor
/// holds. No store, no database, no code of the writer.
namespace lw::cmd {
namespace {

constexpr int kGood = 0;
constexpr int kUsage = 2;
constexpr int kFaults = 8;
constexpr std::size_t kFileSizeMax = verify::kKeyFileSizeMax;

constexpr const char* kHelp =
    "longwatch-verify --log-key KEY [OPTION]... FOLDER\n"
    "longwatch-verify --log-key KEY --proof FILE --entry FILE [OPTION]...\n"
    "\n"
    "Checks a published log: every byte, the signed checkpoint, every decision and its signature.\n"
    "Or one proof (C2SP tlog-proof) of one entry.\n"
    "  --log-key KEY         verifier key of the log (name+id+key), from a place that you trust, "
    "or a file that holds it\n"
    "  --trusted CHECKPOINT  file with a checkpoint seen before: finds forks and roll-backs; may "
    "be "
    "repeated\n"
    "  --person-keys FILE    public keys of persons, `person base64` a line: no other key is "
    "theirs\n"
    "  --record-keys FILE    keys of sealed records, as `longwatch history export-keys` writes "
    "them:\n"
    "                        without its key nobody can say whether a sealed record is a signed "
    "decision\n"
    "  --decisions           say of every decision and sealed record what is known of its "
    "signature\n"
    "  --proof FILE          proof, as `longwatch history prove` writes it\n"
    "  --entry FILE          the bytes of the entry that it proves\n"
    "Exit codes: 0 good, 2 wrong input, 8 faults found.\n";

/// What was given on the command line.
struct Given {
  std::map<std::string, std::string, std::less<>> options;
  std::vector<std::string> trusted;
  std::string folder;
  bool decisions = false;

  [[nodiscard]] std::string of(std::string_view name) const {
    const auto it = options.find(name);
    return it == options.end() ? std::string() : it->second;
  }
};

Result<std::string> read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, "cannot be read", path);
  std::string out;
  char buffer[1 << 16];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    out.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (out.size() > kFileSizeMax) return fail(ErrorCode::kTooLarge, "too large", path);
  }
  return out;
}

/// Adds the file's name to an error about its content.
template <class T>
Result<T> in_file(const std::string& path, Result<T> result) {
  if (!result)
    result.error().where = path + (result.error().where.empty() ? "" : ", ") + result.error().where;
  return result;
}

Result<codec::VerifierKey> log_key(std::string text) {
  if (text.find('+') == std::string::npos) {
    LW_TRY(text, read_text(text));
    while (!text.empty() && text.back() == '\n') text.pop_back();
  }
  return codec::parse_verifier_key(text);
}

Result<verify::VerifyOptions> options_of(const Given& given) {
  verify::VerifyOptions out;
  LW_TRY(out.key, log_key(given.of("--log-key")));
  for (const auto& file : given.trusted) {
    LW_TRY(const std::string note, read_text(file));
    LW_TRY(auto checkpoint, in_file(file, verify::read_trusted(note, out.key)));
    out.trusted.push_back(std::move(checkpoint));
  }
  if (const std::string file = given.of("--person-keys"); !file.empty()) {
    LW_TRY(const std::string text, read_text(file));
    LW_TRY(out.pinned_keys, in_file(file, verify::parse_person_keys(text)));
  }
  if (const std::string file = given.of("--record-keys"); !file.empty()) {
    LW_TRY(const std::string text, read_text(file));
    LW_TRY(auto keys, in_file(file, verify::parse_record_keys(text)));
    if (keys.origin != out.key.name)
      return fail(ErrorCode::kInvalidInput, "these record keys are of " + keys.origin, file);
    out.record_key = [keys = std::move(keys.keys)](std::string_view id) {
      const auto it = keys.find(std::string(id));
      return it == keys.end() ? std::nullopt : std::optional(it->second);
    };
  }
  if (given.decisions) {
    out.verdict = [](const verify::RecordVerdict& one) {
      std::cout << "entry " << one.seq << " " << verify::on_one_line(one.event) << ": "
                << codec::enum_name(one.verdict) << "\n";
    };
  }
  return out;
}

int print(const verify::VerifyReport& report) {
  std::cout << (report.good() ? "good" : "FAULTS") << ": " << report.entries << " entries judged\n";
  for (const auto& line : verify::lines_of(report)) std::cout << line << "\n";
  return report.good() ? kGood : kFaults;
}

int print(const verify::ProvenEntry& proven) {
  const bool good = proven.findings.empty();
  const auto& record = proven.record;
  std::cout << (good ? "good" : "FAULTS") << ": entry " << proven.index << " of "
            << proven.checkpoint.origin << ", which had " << proven.checkpoint.size
            << " entries\nevent      " << record.event << "\nby         " << record.actor << " for "
            << record.authority << "\nrecorded   " << record.recorded_at.text() << "\nholds from "
            << record.effective_on.text() << "\nsignature  "
            << (proven.verdict     ? std::string(codec::enum_name(proven.verdict->verdict))
                : record.signature ? "there; to check it, give the person's key: --person-keys"
                : record.sealed    ? "not known: the record is sealed"
                                   : "none")
            << "\n";
  for (const auto& finding : proven.findings) std::cout << verify::line_of(finding) << "\n";
  return good ? kGood : kFaults;
}

int refuse(const Error& error) {
  std::cerr << "longwatch-verify: " << error.message() << "\n";
  return error.code == ErrorCode::kCorrupt ? kFaults : kUsage;
}

int verify_proof(const Given& given, const verify::VerifyOptions& options) {
  const auto proof = read_text(given.of("--proof"));
  if (!proof) return refuse(proof.error());
  const auto entry = read_text(given.of("--entry"));
  if (!entry) return refuse(entry.error());
  const auto proven = verify::check_proof(*proof, as_bytes(*entry), options);
  return proven ? print(*proven) : refuse(proven.error());
}

int run_main(int argc, char** argv) {
  Given given;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--help" || word == "-h") return std::cout << kHelp, kGood;
    const bool takes_value = word == "--log-key" || word == "--person-keys" ||
                             word == "--record-keys" || word == "--proof" || word == "--entry";
    if (word == "--decisions") {
      given.decisions = true;
    } else if (word == "--trusted" && i + 1 < argc) {
      given.trusted.emplace_back(argv[++i]);
    } else if (takes_value && i + 1 < argc) {
      given.options[std::string(word)] = argv[++i];
    } else if (!word.starts_with("-") && given.folder.empty()) {
      given.folder = word;
    } else {
      return std::cerr << "longwatch-verify: unexpected " << word << "\n" << kHelp, kUsage;
    }
  }
  const bool one_entry = !given.of("--proof").empty() && !given.of("--entry").empty();
  if (given.of("--log-key").empty() || one_entry != given.folder.empty())
    return std::cerr << kHelp, kUsage;
  const auto options = options_of(given);
  if (!options) return refuse(options.error());
  if (one_entry) return verify_proof(given, *options);
  const auto report = verify::verify_log(given.folder, *options);
  return report ? print(*report) : refuse(report.error());
}

}  // namespace
}  // namespace lw::cmd

int main(int argc, char** argv) { return lw::cmd::run_main(argc, argv); }
