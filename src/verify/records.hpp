#pragma once

#include <map>
#include <optional>
#include <string>

#include "codec/record.hpp"
#include "verify/findings.hpp"

namespace lw::verify {

/// What a person signs when deciding (docs/history.md, "Signed decisions").
struct SignedCommand {
  std::string origin;
  std::string command;
  std::uint32_t version = 1;
  std::string actor;
  std::string authority;
  Date effective_on;
  Bytes id;
  Instant at;
  codec::RawCbor body;
};
LW_DESCRIBE(SignedCommand, origin, command, version, actor, authority, effective_on, id, at, body)

/// Judges the entries of a log one after the other, in order: shape, time, commands, signatures.
/// Learns the persons' keys from the log on the way.
class RecordJudge {
 public:
  RecordJudge(const VerifyOptions& options, std::string origin, VerifyReport& report);

  void judge(std::uint64_t seq, ByteView entry);

  /// Takes the pinned keys for enrolled, each under the first 16 hexadecimal digits of its SHA-256:
  /// for judging an entry without those before it.
  void trust_pinned_keys();

 private:
  struct KnownKey {
    Bytes public_key;
    std::optional<Date> revoked_on;
  };
  /// What a record says when its seal, if any, is open.
  struct Content {
    std::string event;
    std::optional<Bytes> body;  ///< absent when sealed and not opened
    std::optional<Bytes> signature;
    bool false_seal = false;  ///< there is a key, and it does not open the body
  };
  /// The command that the records at hand belong to.
  struct Current {
    Bytes id;
    std::uint32_t part = 0;
    std::string actor;
    std::optional<SignedCommand> signed_command;  ///< set when its signature holds
  };

  [[nodiscard]] Content content_of(std::uint64_t seq, const codec::Record& record);
  void judge_form(std::uint64_t seq, const codec::Record& record);
  void judge_time(std::uint64_t seq, const codec::Record& record);
  void judge_command(std::uint64_t seq, const codec::Record& record, bool has_signature);
  [[nodiscard]] Result<SignedCommand> check_signature(const codec::Record& record,
                                                      const Content& content,
                                                      std::string& key_id) const;
  [[nodiscard]] Result<void> check_envelope(const SignedCommand& command,
                                            const codec::Record& record) const;
  [[nodiscard]] Result<void> check_outcome(const SignedCommand& command,
                                           const Content& content) const;
  [[nodiscard]] Result<void> check_consequence(const codec::Record& record,
                                               const Content& content) const;
  [[nodiscard]] Result<const KnownKey*> key_of(const codec::Record& record,
                                               const std::string& key_id) const;
  [[nodiscard]] bool needs_signature(const std::string& event) const;
  void judge_signature(RecordVerdict verdict, const codec::Record& record, const Content& content);
  void say(const RecordVerdict& verdict) const;
  void learn_keys(std::uint64_t seq, const Content& content);
  void learn_key(std::uint64_t seq, const std::string& person, const std::string& key_id,
                 Bytes public_key);

  const VerifyOptions& options_;
  std::string origin_;
  VerifyReport& report_;
  Findings findings_;
  std::set<std::string, std::less<>> signed_events_;
  std::optional<Instant> last_at_;
  Current current_;
  std::map<Bytes, std::uint64_t> commands_;  ///< command id → entry that began it
  std::map<std::string, std::map<std::string, KnownKey>> keys_;
};

}  // namespace lw::verify
