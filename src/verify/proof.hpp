#pragma once

#include "codec/record.hpp"
#include "verify/verify.hpp"

namespace lw::verify {

/// An entry that is proved to be in a log.
struct ProvenEntry {
  codec::Checkpoint checkpoint;  ///< of the log that holds it, as signed
  std::uint64_t index = 0;
  codec::Record record;
  std::optional<RecordVerdict> verdict;  ///< of its signature, where `pinned_keys` has its actor
                                         ///< and the record is the first of its command
  std::vector<Finding> findings;         ///< what is wrong with the record, though it is in the log
};

/// Checks one proof (C2SP tlog-proof) of one entry with nothing but the log's key: signature of the
/// checkpoint, path from the entry to the root (RFC 9162 §2.1.3.2). kInvalidInput when the proof or
/// its checkpoint cannot be read or the entry is no record; kNotFound when another key signed;
/// kCorrupt when the path does not end in the signed root: the entry is not the one that was
/// logged. Of the options it uses key, decisions, pinned_keys and record_key.
[[nodiscard]] Result<ProvenEntry> check_proof(std::string_view proof, ByteView entry,
                                              const VerifyOptions& options);

/// Returns the root that a path gives; nullopt when it has not the length for that place.
std::optional<Digest> root_of_path(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                   const std::vector<Digest>& path);

}  // namespace lw::verify
