#include <fuzzer/FuzzedDataProvider.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/assert.hpp"
#include "codec/cose.hpp"
#include "codec/record.hpp"
#include "codec/reflect_cbor.hpp"
#include "codec/tlog.hpp"
#include "codec/tlog_proof.hpp"
#include "verify/proof.hpp"
#include "verify/records.hpp"
#include "verify/words.hpp"

// A hostile operator: holds the log's key, one record key and one person's key, signs whatever
// entries the input says, and then spoils a file. The verifier must read it all to the end,
// bounded, and must not call a log good that lacks one of its files.
namespace {

using namespace lw;

constexpr const char* kOrigin = "fuzz.example/log";
constexpr std::size_t kEntriesMax = 12;
constexpr verify::RecordKey kRecordKey{7};
constexpr const char* kPerson = "jane";

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* object) const { Free(object); }
};

/// An Ed25519 key pair from a seed.
struct Signer {
  std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>> key;
  verify::PersonKey public_key{};

  explicit Signer(std::uint8_t seed) {
    const Bytes bytes(32, seed);
    key.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()));
    std::size_t size = public_key.size();
    LW_ASSERT(EVP_PKEY_get_raw_public_key(key.get(), public_key.data(), &size) == 1);
  }
  [[nodiscard]] Bytes sign(ByteView message) const {
    const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX, EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    Bytes out(64);
    std::size_t size = out.size();
    LW_ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    LW_ASSERT(EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()) ==
              1);
    return out;
  }
};

const Signer& log_signer() {
  static const Signer out(1);
  return out;
}
const Signer& person_signer() {
  static const Signer out(2);
  return out;
}

codec::VerifierKey log_key() {
  codec::VerifierKey out{kOrigin, 0, log_signer().public_key};
  const Digest hash = verify::hash_of(codec::key_id_input(out.name, out.public_key));
  for (std::size_t i = 0; i < sizeof out.key_id; ++i) out.key_id = out.key_id << 8 | hash.bytes[i];
  return out;
}

Bytes sealed(ByteView plain, ByteView nonce, ByteView context) {
  const std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>> cipher(
      EVP_CIPHER_CTX_new());
  Bytes out(plain.size() + 16);
  int size = 0;
  LW_ASSERT(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, kRecordKey.data(),
                               nonce.data()) == 1);
  LW_ASSERT(EVP_EncryptUpdate(cipher.get(), nullptr, &size, context.data(),
                              static_cast<int>(context.size())) == 1);
  LW_ASSERT(EVP_EncryptUpdate(cipher.get(), out.data(), &size, plain.data(),
                              static_cast<int>(plain.size())) == 1);
  LW_ASSERT(EVP_EncryptFinal_ex(cipher.get(), out.data() + size, &size) == 1);
  LW_ASSERT(
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, 16, out.data() + plain.size()) == 1);
  return out;
}

Bytes map_of(FuzzedDataProvider& input) {
  codec::CborWriter out;
  out.map(2);
  out.text("certificate"), out.text("C-" + std::to_string(input.ConsumeIntegral<std::uint8_t>()));
  const auto raw = input.ConsumeRandomLengthString(40);
  out.text("reason"), out.text(is_utf8(raw) ? raw : "");
  return out.take();
}

/// A signature of jane's over a command much like the record, or the input's bytes.
Bytes signature_for(FuzzedDataProvider& input, const codec::Record& record, const Bytes& body) {
  if (input.ConsumeBool()) {
    const auto raw = input.ConsumeRandomLengthString(200);
    return {raw.begin(), raw.end()};
  }
  const auto& rules = verify::known_decisions();
  const auto& rule = rules[input.ConsumeIntegralInRange<std::size_t>(0, rules.size() - 1)];
  const verify::SignedCommand command{
      kOrigin,           std::string(rule.command), 1,
      record.actor,      record.authority,          record.effective_on,
      record.command_id, record.recorded_at,        {body}};
  codec::CoseSign1 message;
  message.protected_header = codec::cose_protected_header(codec::CoseAlgorithm::kEdDsa);
  message.key_id = {'j', '1'};
  message.payload = codec::to_cbor(command);
  message.signature =
      person_signer().sign(codec::cose_signed_bytes(message.protected_header, message.payload));
  return codec::encode_cose_sign1(message);
}

Bytes enrolment() {
  codec::Record out;
  out.event = "access.person_enrolled";
  out.actor = "admin";
  out.command_id = Bytes(16, 255);
  codec::CborWriter body;
  body.map(3);
  body.text("key_id"), body.text("j1");
  body.text("person"), body.text(kPerson);
  body.text("public_key"), body.bytes(person_signer().public_key);
  out.body = codec::RawCbor{body.take()};
  return codec::encode_record(out).value();
}

Bytes entry_of(FuzzedDataProvider& input) {
  if (input.ConsumeIntegralInRange<int>(0, 3) == 0) {
    const auto raw = input.ConsumeRandomLengthString(300);
    return {raw.begin(), raw.end()};
  }
  const auto& rules = verify::known_decisions();
  const auto& rule = rules[input.ConsumeIntegralInRange<std::size_t>(0, rules.size() - 1)];
  codec::Record out;
  out.event = rule.event;
  out.actor = input.ConsumeBool() ? kPerson : "system";
  out.recorded_at = Instant::from_seconds(input.ConsumeIntegralInRange<int>(0, 3));
  out.command_id = Bytes(16, input.ConsumeIntegralInRange<std::uint8_t>(0, 3));
  out.part = input.ConsumeIntegralInRange<std::uint32_t>(0, 2);
  const Bytes body = map_of(input);
  std::optional<Bytes> signature;
  if (input.ConsumeBool()) signature = signature_for(input, out, body);
  if (input.ConsumeBool()) {
    out.body = codec::RawCbor{body};
    out.signature = signature;
  } else {
    const codec::SealedContent content{out.event, 1, {body}, signature};
    out.event = "sealed";
    codec::SealedBody seal{"red", "k1", Bytes(12, 0), {}};
    seal.ciphertext = sealed(codec::to_cbor(content), seal.nonce, codec::sealing_context(out));
    if (input.ConsumeBool()) seal.ciphertext[0] ^= 1;
    out.sealed = seal;
  }
  return codec::encode_record(out).value();
}

class LogFolder {
 public:
  LogFolder() {
    const std::filesystem::path memory("/dev/shm");
    const auto parent =
        std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
    std::string name = (parent / "lw-fuzz-XXXXXX").string();
    LW_ASSERT(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  LogFolder(const LogFolder&) = delete;
  LogFolder& operator=(const LogFolder&) = delete;
  ~LogFolder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void clear() {
    for (const auto& item : std::filesystem::directory_iterator(path_))
      std::filesystem::remove_all(item.path());
  }
  void write(const std::string& name, ByteView bytes) {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }

 private:
  std::filesystem::path path_;
};

std::string checkpoint_note(std::uint64_t size, const Digest& root) {
  codec::SignedNote note{codec::format_checkpoint({kOrigin, size, root}), {}};
  const auto key = log_key();
  note.signatures.push_back({key.name, key.key_id, log_signer().sign(as_bytes(note.text))});
  return codec::format_note(note).value();
}

/// Publishes the entries as they should be; returns the names of the files.
std::vector<std::string> publish(LogFolder& folder, const std::vector<Bytes>& entries) {
  Bytes bundle;
  Bytes tile;
  verify::RunningRoot root;
  for (const Bytes& entry : entries) {
    codec::append_to_bundle(bundle, entry);
    const Digest hash = verify::entry_hash(entry);
    tile.insert(tile.end(), hash.bytes.begin(), hash.bytes.end());
    root.add(hash);
  }
  const auto width = static_cast<std::uint32_t>(entries.size());
  const std::vector<std::string> names{"checkpoint", codec::tile_path({0, 0, width}),
                                       codec::bundle_path(0, width)};
  folder.write(names[0], as_bytes(checkpoint_note(entries.size(), root.root())));
  folder.write(names[1], tile);
  folder.write(names[2], bundle);
  return names;
}

/// A one-entry log proved by its empty path: the record is judged alone.
void prove(const Bytes& entry, const verify::VerifyOptions& options) {
  const std::string proof =
      codec::format_tlog_proof({{}, 0, {}, checkpoint_note(1, verify::entry_hash(entry))});
  const auto proven = verify::check_proof(proof, entry, options);
  LW_ASSERT(proven.has_value() == codec::decode_record(entry).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static LogFolder folder;
  folder.clear();
  FuzzedDataProvider input(data, size);
  std::vector<Bytes> entries{enrolment()};
  const std::size_t count = input.ConsumeIntegralInRange<std::size_t>(0, kEntriesMax);
  while (entries.size() <= count) entries.push_back(entry_of(input));
  const auto names = publish(folder, entries);
  verify::VerifyOptions options;
  options.key = log_key();
  options.record_key = [](std::string_view id) {
    return id == "k1" ? std::optional(kRecordKey) : std::nullopt;
  };
  if (input.ConsumeBool()) options.pinned_keys[kPerson] = {person_signer().public_key};
  prove(entries.back(), options);

  const auto& spoilt = names[input.ConsumeIntegralInRange<std::size_t>(0, names.size() - 1)];
  const bool removed = input.ConsumeIntegralInRange<int>(0, 7) == 0;
  if (removed) std::filesystem::remove(folder.path() / spoilt);
  else if (input.remaining_bytes() > 0) {
    const auto rest = input.ConsumeRemainingBytes<std::uint8_t>();
    folder.write(spoilt, rest);
  }
  const auto report = verify::verify_log(folder.path(), options);
  LW_ASSERT(report.has_value());
  LW_ASSERT(!removed || !report->good());
  LW_ASSERT(report->findings.size() <= verify::kFindingsMax);
  static_cast<void>(verify::lines_of(*report));
  return 0;
}
