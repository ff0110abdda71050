#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "codec/record.hpp"
#include "codec/reflect_cbor.hpp"
#include "crypto/aead.hpp"
#include "crypto/cose.hpp"
#include "crypto/note.hpp"
#include "store/files/files.hpp"
#include "store/memory/history.hpp"
#include "store/test_folder.hpp"
#include "store/tiles/publisher.hpp"
#include "verify/verify.hpp"

namespace lw::test {

inline constexpr const char* kOrigin = "test.example/log";

/// A map body from name → encoded value, keys in deterministic order.
inline Bytes map_body(const std::map<std::string, Bytes>& fields) {
  std::vector<std::pair<Bytes, Bytes>> pairs;
  for (const auto& [name, value] : fields) {
    codec::CborWriter key;
    key.text(name);
    pairs.emplace_back(key.take(), value);
  }
  std::sort(pairs.begin(), pairs.end());
  codec::CborWriter out;
  out.map(pairs.size());
  for (const auto& [key, value] : pairs) out.raw(key), out.raw(value);
  return out.take();
}

inline Bytes text_item(std::string_view text) {
  codec::CborWriter out;
  out.text(text);
  return out.take();
}

inline Bytes bytes_item(ByteView bytes) {
  codec::CborWriter out;
  out.bytes(bytes);
  return out.take();
}

/// What a person signs; the fields of docs/history.md, "Signed decisions".
struct SignedCommand {
  std::string origin = kOrigin;
  std::string command = "certificate.suspend";
  std::uint32_t version = 1;
  std::string actor = "jane";
  std::string authority;
  Date effective_on;
  Bytes id;
  Instant at;
  codec::RawCbor body;
};
LW_DESCRIBE(SignedCommand, origin, command, version, actor, authority, effective_on, id, at, body)

/// A log under construction: entries first, then published into a folder and verified.
struct LogFixture : testing::Test {
  store::TestFolder folder;
  std::filesystem::path log = folder.path() / "log";
  store::MemoryHistory history{kOrigin};
  crypto::PrivateKey log_key = crypto::PrivateKey::from_seed(Bytes(32, 1)).value();
  crypto::PrivateKey jane = crypto::PrivateKey::from_seed(Bytes(32, 2)).value();
  crypto::PrivateKey mallory = crypto::PrivateKey::from_seed(Bytes(32, 3)).value();
  verify::VerifyOptions options = [&] {
    verify::VerifyOptions out;
    out.key = crypto::make_verifier_key(kOrigin, log_key.public_key());
    out.verdict = [this](const verify::RecordVerdict& verdict) {
      verdicts[verdict.seq] = verdict.verdict;
      judged[verdict.seq] = verdict;
    };
    return out;
  }();
  mutable std::map<std::uint64_t, verify::SignatureVerdict> verdicts;  ///< of the last check
  mutable std::map<std::uint64_t, verify::RecordVerdict> judged;
  Instant now = Instant::parse("2017-08-30T09:00:00Z").value();
  std::uint8_t next_id = 1;

  Bytes new_id() {
    Bytes id(16, 0);
    id[0] = next_id++;
    id[1] = static_cast<std::uint8_t>(history.size().value() >> 8);
    return id;
  }

  codec::Record record(std::string event, std::string actor, Bytes body) {
    codec::Record out;
    out.event = std::move(event);
    out.actor = std::move(actor);
    out.authority = "cb";
    out.recorded_at = now;
    out.effective_on = now.date();
    out.command_id = new_id();
    out.body = codec::RawCbor{std::move(body)};
    return out;
  }

  void append(const codec::Record& record) { append_raw(codec::encode_record(record).value()); }
  void append_raw(const Bytes& bytes) {
    ASSERT_TRUE(history.append(history.size().value(), {&bytes, 1}));
  }

  void enrol(const std::string& person, const std::string& key_id, const crypto::PrivateKey& key) {
    append(record("access.person_enrolled", "admin",
                  map_body({{"person", text_item(person)},
                            {"key_id", text_item(key_id)},
                            {"public_key", bytes_item(key.public_key().bytes)}})));
  }

  void add_notes(int count) {
    for (int i = 0; i < count; ++i) {
      codec::Record note =
          record("case.noted", "joe", map_body({{"text", text_item("note " + std::to_string(i))}}));
      note.command_id[2] = static_cast<std::uint8_t>(i >> 8);
      note.command_id[3] = static_cast<std::uint8_t>(i);
      note.command_id[4] = 1;
      append(note);
    }
  }

  /// A decision of jane's as it should be: certificate C-1 suspended.
  codec::Record decision() {
    codec::Record out =
        record("certificate.suspended", "jane",
               map_body({{"certificate", text_item("C-1")}, {"days", bytes_item({})}}));
    sign(out, command_of(out), jane, "jane-1");
    return out;
  }

  SignedCommand command_of(const codec::Record& record) const {
    SignedCommand out;
    out.actor = record.actor;
    out.authority = record.authority;
    out.effective_on = record.effective_on;
    out.id = record.command_id;
    out.at = record.recorded_at;
    out.body = codec::RawCbor{map_body({{"certificate", text_item("C-1")}})};
    return out;
  }

  static void sign(codec::Record& record, const SignedCommand& command,
                   const crypto::PrivateKey& key, std::string_view key_id) {
    record.signature = crypto::cose_sign1(key, as_bytes(key_id), codec::to_cbor(command));
  }

  void publish() { ASSERT_TRUE(store::TilePublisher::open(history, log_key, {log})); }

  verify::VerifyReport check() const {
    verdicts.clear();
    judged.clear();
    auto report = verify::verify_log(log, options);
    EXPECT_TRUE(report) << report.error().message();
    return report.value();
  }

  Bytes read(const std::string& name) const {
    return store::read_file(log / name, 1U << 30).value();
  }
  void write(const std::string& name, ByteView bytes) {
    ASSERT_TRUE(store::write_file(log / name, bytes));
  }

  /// The findings in words, for comparing and for failing tests.
  static std::string told(const verify::VerifyReport& report) {
    std::string out;
    for (const auto& finding : report.findings) {
      out += std::string(codec::enum_name(finding.fault));
      if (finding.entry) out += " entry " + std::to_string(*finding.entry);
      if (!finding.where.empty()) out += " " + finding.where;
      out += ": " + finding.what + "\n";
    }
    return out;
  }

  /// Exactly one finding, of this kind.
  static void expect_only(const verify::VerifyReport& report, verify::Fault fault,
                          std::optional<std::uint64_t> entry = std::nullopt) {
    ASSERT_EQ(report.findings.size(), 1U) << told(report);
    EXPECT_EQ(report.findings[0].fault, fault) << told(report);
    EXPECT_EQ(report.findings[0].entry, entry) << told(report);
  }
};

}  // namespace lw::test
