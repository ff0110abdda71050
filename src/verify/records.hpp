#pragma once

#include <map>
#include <optional>
#include <string>

#include "codec/record.hpp"
#include "verify/findings.hpp"

namespace lw::verify {

/// Judges the entries of a log one after the other, in order: shape, time, commands, signatures.
/// Learns the persons' keys from the log on the way.
class RecordJudge {
 public:
  RecordJudge(const VerifyOptions& options, std::string origin, VerifyReport& report)
      : options_(options), origin_(std::move(origin)), report_(report), findings_(report) {}

  void judge(std::uint64_t seq, ByteView entry);

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
  };
  /// The command that the records at hand belong to.
  struct Current {
    Bytes id;
    std::uint32_t part = 0;
    std::string actor;
    bool signature_holds = false;
  };

  [[nodiscard]] Content content_of(std::uint64_t seq, const codec::Record& record);
  void judge_time(std::uint64_t seq, const codec::Record& record);
  void judge_command(std::uint64_t seq, const codec::Record& record, bool has_signature);
  [[nodiscard]] Result<void> check_signature(const codec::Record& record, const Content& content);
  [[nodiscard]] Result<const KnownKey*> key_of(const codec::Record& record,
                                               const std::string& key_id) const;
  void judge_signature(std::uint64_t seq, const codec::Record& record, const Content& content);
  void learn_keys(std::uint64_t seq, const Content& content);
  void learn_key(std::uint64_t seq, const std::string& person, const std::string& key_id,
                 Bytes public_key);

  const VerifyOptions& options_;
  std::string origin_;
  VerifyReport& report_;
  Findings findings_;
  std::optional<Instant> last_at_;
  Current current_;
  std::map<Bytes, std::uint64_t> commands_;  ///< command id → entry that began it
  std::map<std::string, std::map<std::string, KnownKey>> keys_;
};

}  // namespace lw::verify
