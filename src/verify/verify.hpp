#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "codec/reflect.hpp"
#include "codec/signed_note.hpp"
#include "verify/decisions.hpp"
#include "verify/hash.hpp"

/// The offline verifier: judges a published log folder from its files alone (docs/history.md has
/// the rules). Uses base, codec and OpenSSL; shares no code with what writes the log.
namespace lw::verify {

/// What is wrong with a log.
enum class Fault {
  kWrongKey,         ///< the checkpoint is not signed by the log's key
  kFalseCheckpoint,  ///< the log's key is named, but the signature does not hold: the checkpoint
                     ///< was changed
  kMalformedCheckpoint,  ///< the checkpoint cannot be read
  kOtherLog,             ///< a checkpoint names another log
  kRolledBack,           ///< the log is shorter than a checkpoint that was trusted before
  kForkedLog,            ///< the log is not a continuation of a checkpoint that was trusted before
  kMissingFile,          ///< a tile, a bundle or the checkpoint is not there
  kTruncatedFile,        ///< a file is cut short or has bytes left over
  kDroppedEntry,         ///< one entry was taken out of its bundle
  kChangedEntry,         ///< an entry is not what was hashed into the tree
  kChangedTile,          ///< a tile is not what its entries, or the tiles below, give
  kWrongRoot,            ///< entries and tiles agree with each other, but not with the signed root
  kInvalidRecord,        ///< an entry is not a record
  kTimeRunsBackwards,    ///< a record is dated before the one it follows
  kUnsignedDecision,     ///< a decision that nobody signed
  kForgedDecision,    ///< a signature that does not hold, is not the actor's, or is over something
                      ///< else
  kReplayedDecision,  ///< a signature or a command id used again
  kBrokenCommand,     ///< the records of one command do not stand together, in order
  kUnexpectedKey,     ///< a key was enrolled for a person whose keys we know otherwise
  kFalseSeal,         ///< a sealed body does not open with its own key
  kClearSignature,    ///< a sealed record shows its signature, and with it the command, in clear
  kNotAsPublished,    ///< the store itself says something else than the log that it published
  kLostKey,           ///< the key of a sealed record is gone and no decision says so
};
LW_DESCRIBE_ENUM(Fault, kWrongKey, kFalseCheckpoint, kMalformedCheckpoint, kOtherLog, kRolledBack,
                 kForkedLog, kMissingFile, kTruncatedFile, kDroppedEntry, kChangedEntry,
                 kChangedTile, kWrongRoot, kInvalidRecord, kTimeRunsBackwards, kUnsignedDecision,
                 kForgedDecision, kReplayedDecision, kBrokenCommand, kUnexpectedKey, kFalseSeal,
                 kClearSignature, kNotAsPublished, kLostKey)

/// One thing that is wrong.
struct Finding {
  Fault fault = Fault::kWrongKey;
  std::optional<std::uint64_t> entry;  ///< number of the entry, when it is about one
  std::string where;                   ///< file within the folder, "" when about an entry only
  std::string what;                    ///< one sentence
};
LW_DESCRIBE(Finding, fault, entry, where, what)

/// What the verifier can say of the signature of one record.
enum class SignatureVerdict {
  kVerified,   ///< by a key of its actor, over exactly what the record says; or a further record of
               ///< such a command
  kMissing,    ///< a decision that nobody signed
  kWrong,      ///< a signature stands there and does not hold
  kNotOpened,  ///< the body is sealed and no key was given: it may be a decision or not
};
LW_DESCRIBE_ENUM(SignatureVerdict, kVerified, kMissing, kWrong, kNotOpened)

/// The verdict on one record: a decision, a record that carries a signature, or one that is sealed
/// and was not opened.
struct RecordVerdict {
  std::uint64_t seq = 0;
  Digest entry;  ///< RFC 6962 hash of the entry that was judged: says of which bytes this holds
  SignatureVerdict verdict = SignatureVerdict::kMissing;
  std::string event;   ///< true name; "sealed" when it was not opened
  std::string key_id;  ///< of the person's key that the signature names, "" without one
};
LW_DESCRIBE(RecordVerdict, seq, entry, verdict, event, key_id)

/// More findings than this are counted, not listed.
inline constexpr std::size_t kFindingsMax = 1000;

/// What the verifier saw.
struct VerifyReport {
  std::optional<codec::Checkpoint> checkpoint;  ///< as signed; absent when it does not hold
  std::vector<Finding> findings;
  std::uint64_t findings_left_out = 0;
  std::uint64_t entries = 0;    ///< entries read and judged
  std::uint64_t decisions = 0;  ///< records whose signature holds, over what the record says
  std::uint64_t decisions_unpinned =
      0;                              ///< of these, by persons whose keys the log alone vouches for
  std::uint64_t sealed = 0;           ///< records with a sealed body
  std::uint64_t sealed_unopened = 0;  ///< of these, judged by their envelope only: no key was given

  [[nodiscard]] bool good() const { return findings.empty(); }
  /// True when some finding is of this kind.
  [[nodiscard]] bool has(Fault fault) const;
};

/// A person's Ed25519 public key.
using PersonKey = std::array<std::uint8_t, 32>;

/// What the log is held against. Only `key` is needed; everything else makes the judgement
/// stricter.
struct VerifyOptions {
  codec::VerifierKey key;  ///< the log's key, from somewhere else than the folder
  std::vector<codec::Checkpoint>
      trusted;  ///< checkpoints seen before, in any order (see read_trusted)
  std::vector<DecisionRule> decisions =
      known_decisions();  ///< what has to be signed, and what a signature may bring about
  std::map<std::string, std::set<PersonKey>>
      pinned_keys;  ///< persons whose keys are known: no other key is theirs
  std::function<std::optional<RecordKey>(std::string_view key_id)>
      record_key;                                     ///< keys of sealed bodies, if any
  std::function<void(const RecordVerdict&)> verdict;  ///< called for each, in the order of the log
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  ///< called now and then
};

/// Judges the folder. Faults are findings, not errors; kNotFound when there is no folder,
/// kInvalidInput when the key's id is not its own. Cost: reads every file once; memory 32 bytes for
/// 256 entries, and 24 for a command.
[[nodiscard]] Result<VerifyReport> verify_log(const std::filesystem::path& folder,
                                              const VerifyOptions& options);

/// Returns the checkpoint of a note that `key` signed, to be trusted from now on. kInvalidInput,
/// kNotFound (other key).
[[nodiscard]] Result<codec::Checkpoint> read_trusted(std::string_view note,
                                                     const codec::VerifierKey& key);

}  // namespace lw::verify
