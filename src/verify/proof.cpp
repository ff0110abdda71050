#include "verify/proof.hpp"

#include <fmt/format.h>

#include "codec/tlog_proof.hpp"
#include "verify/note_check.hpp"
#include "verify/records.hpp"

namespace lw::verify {

std::optional<Digest> root_of_path(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                   const std::vector<Digest>& path) {
  if (index >= size) return std::nullopt;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Digest out = leaf;
  for (const Digest& other : path) {
    if (last == 0) return std::nullopt;
    if ((node & 1) == 1 || node == last) {
      out = pair_hash(other, out);
      // A node at the right edge without a sibling rises until it has one.
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      out = pair_hash(out, other);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 ? std::optional(out) : std::nullopt;
}

Result<ProvenEntry> check_proof(std::string_view text, ByteView entry,
                                const VerifyOptions& options) {
  if (!has_own_id(options.key))
    return fail(ErrorCode::kInvalidInput, "the id of the log's key is not its own",
                codec::format_verifier_key(options.key));
  LW_TRY(const codec::TlogProof proof, codec::parse_tlog_proof(text));
  ProvenEntry out;
  LW_TRY(out.checkpoint, read_trusted(proof.checkpoint, options.key));
  if (out.checkpoint.origin != options.key.name) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the checkpoint is of \"{}\", the key of \"{}\"", out.checkpoint.origin,
                            options.key.name));
  }
  out.index = proof.index;
  const auto root = root_of_path(entry_hash(entry), proof.index, out.checkpoint.size, proof.hashes);
  if (root != out.checkpoint.root) {
    return fail(ErrorCode::kCorrupt,
                fmt::format("this is not entry {} of that log: the proof does not lead to the "
                            "signed root",
                            proof.index));
  }
  LW_TRY(out.record, codec::decode_record(entry));
  if (out.record.part != 0 || !options.pinned_keys.contains(out.record.actor)) return out;
  VerifyReport report;
  VerifyOptions judging = options;
  judging.verdict = [&](const RecordVerdict& verdict) { out.verdict = verdict; };
  RecordJudge judge(judging, out.checkpoint.origin, report);
  judge.trust_pinned_keys();
  judge.judge(proof.index, entry);
  out.findings = std::move(report.findings);
  return out;
}

}  // namespace lw::verify
