// One test for every fault that the offline verifier names, each on a log that is good but for that
// fault.
#include "log_fixture.hpp"

namespace lw::test {
namespace {

using verify::Fault;

struct FileFaults : LogFixture {
  FileFaults() {
    enrol("jane", "jane-1", jane);
    append(decision());
    add_notes(800);  // three full tiles and a partial one
    publish();
  }
};

TEST_F(FileFaults, AGoodLogIsGood) {
  const auto report = check();
  EXPECT_TRUE(report.good()) << told(report);
  EXPECT_EQ(report.entries, 802U);
  EXPECT_EQ(report.decisions, 1U);
  EXPECT_EQ(report.checkpoint->size, 802U);
  EXPECT_EQ(report.checkpoint->origin, kOrigin);
}

TEST_F(FileFaults, WrongKey) {
  options.key = crypto::make_verifier_key(kOrigin, mallory.public_key());
  expect_only(check(), Fault::kWrongKey);
}

TEST_F(FileFaults, AKeyWhoseIdIsNotItsOwnIsAnError) {
  options.key.key_id ^= 1;
  EXPECT_EQ(verify::verify_log(log, options).error().code, ErrorCode::kInvalidInput);
}

TEST_F(FileFaults, AChangedByteInEveryFileIsFound) {
  for (const auto& item : std::filesystem::recursive_directory_iterator(log)) {
    if (!item.is_regular_file()) continue;
    const std::string name = item.path().lexically_relative(log).string();
    const Bytes good = read(name);
    for (const std::size_t at : {std::size_t{0}, good.size() / 2, good.size() - 1}) {
      Bytes changed = good;
      changed[at] ^= 0x01;
      write(name, changed);
      EXPECT_FALSE(check().good()) << name << " byte " << at;
    }
    write(name, good);
  }
  EXPECT_TRUE(check().good());
}

TEST_F(FileFaults, ChangedEntry) {
  const std::string name = codec::bundle_path(1, 256);
  Bytes bundle = read(name);
  const std::string needle = "note 298";  // in entry 300; changed so that it is still a record
  const auto at = std::search(bundle.begin(), bundle.end(), needle.begin(), needle.end());
  ASSERT_NE(at, bundle.end());
  *(at + 7) = '9';
  write(name, bundle);
  expect_only(check(), Fault::kChangedEntry, 300);
}

TEST_F(FileFaults, ChangedTile) {
  const std::string name = codec::tile_path({0, 1, 256});
  Bytes tile = read(name);
  tile[32 * 44] ^= 1;
  write(name, tile);
  const auto report = check();
  EXPECT_TRUE(report.has(Fault::kChangedTile)) << told(report);
  EXPECT_FALSE(report.has(Fault::kChangedEntry)) << told(report);
  EXPECT_EQ(report.findings.back().entry, 300U) << told(report);
}

TEST_F(FileFaults, ChangedUpperTile) {
  const std::string name = codec::tile_path({1, 0, 3});
  Bytes tile = read(name);
  tile[33] ^= 1;
  write(name, tile);
  const auto report = check();
  expect_only(report, Fault::kChangedTile);
  EXPECT_NE(report.findings[0].what.find("tile/0/001"), std::string::npos);
}

TEST_F(FileFaults, ChangedCheckpoint) {
  Bytes note = read("checkpoint");
  note[std::string(kOrigin).size() + 1] = '7';  // the size
  write("checkpoint", note);
  expect_only(check(), Fault::kFalseCheckpoint);
}

TEST_F(FileFaults, MissingFiles) {
  for (const auto& name : {codec::tile_path({0, 2, 256}), codec::tile_path({1, 0, 3}),
                           codec::bundle_path(3, 34), std::string("checkpoint")}) {
    const Bytes good = read(name);
    std::filesystem::remove(log / name);
    const auto report = check();
    expect_only(report, Fault::kMissingFile);
    EXPECT_EQ(report.findings[0].where, name);
    write(name, good);
  }
}

TEST_F(FileFaults, DroppedEntry) {
  const std::string name = codec::bundle_path(1, 256);
  const Bytes good = read(name);
  const auto entries = codec::parse_bundle(good, 256).value();
  for (const std::size_t dropped :
       {std::size_t{0}, std::size_t{100}, std::size_t{254}, std::size_t{255}}) {
    Bytes bundle;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i != dropped) codec::append_to_bundle(bundle, entries[i]);
    }
    write(name, bundle);
    expect_only(check(), Fault::kDroppedEntry, 256 + dropped);
  }
}

TEST_F(FileFaults, TruncatedBundle) {
  const std::string name = codec::bundle_path(1, 256);
  Bytes bundle = read(name);
  bundle.resize(bundle.size() / 2 + 1);
  write(name, bundle);
  const auto report = check();
  EXPECT_TRUE(report.has(Fault::kTruncatedFile)) << told(report);
  EXPECT_FALSE(report.has(Fault::kChangedEntry)) << told(report);
}

TEST_F(FileFaults, TruncatedTileAndCheckpoint) {
  const std::string name = codec::tile_path({0, 0, 256});
  const Bytes good = read(name);
  write(name, ByteView(good).first(good.size() - 1));
  expect_only(check(), Fault::kTruncatedFile);
  write(name, good);
  const Bytes note = read("checkpoint");
  write("checkpoint", ByteView(note).first(note.size() - 1));
  expect_only(check(), Fault::kMalformedCheckpoint);
}

TEST_F(FileFaults, WhollyRewrittenFilesUnderTheOldCheckpoint) {
  const Bytes note = read("checkpoint");
  std::filesystem::remove_all(log);
  store::MemoryHistory other(kOrigin);
  store::MemoryHistory& mine = history;
  ASSERT_TRUE(mine.scan({0, 802}, [&](std::uint64_t seq, ByteView entry) -> Result<void> {
    Bytes copy(entry.begin(), entry.end());
    const std::string needle = "note 5";
    const auto at = std::search(copy.begin(), copy.end(), needle.begin(), needle.end());
    if (at != copy.end()) *(at + 5) = '6';
    LW_CHECK(other.append(seq, {&copy, 1}));
    return {};
  }));
  ASSERT_TRUE(store::TilePublisher::open(other, log_key, {log}));
  write("checkpoint", note);
  expect_only(check(), Fault::kWrongRoot);
}

TEST_F(FileFaults, RolledBackLog) {
  const auto trusted = check().checkpoint.value();
  std::filesystem::remove_all(log);
  store::MemoryHistory shorter(kOrigin);
  ASSERT_TRUE(history.scan({0, 801}, [&](std::uint64_t seq, ByteView entry) -> Result<void> {
    const Bytes copy(entry.begin(), entry.end());
    LW_CHECK(shorter.append(seq, {&copy, 1}));
    return {};
  }));
  ASSERT_TRUE(store::TilePublisher::open(shorter, log_key, {log}));
  EXPECT_TRUE(check().good()) << "by itself it is a good log";
  options.trusted = {trusted};
  expect_only(check(), Fault::kRolledBack);
}

TEST_F(LogFixture, AnEmptyLogIsGood) {
  publish();
  const auto report = check();
  EXPECT_TRUE(report.good()) << told(report);
  EXPECT_EQ(report.checkpoint->size, 0U);
}

TEST_F(LogFixture, FindingsAreBoundedAndCounted) {
  now = now.plus_hours(1);
  add_notes(1);
  now = now.plus_hours(-1);
  add_notes(1500);
  publish();
  const auto report = check();
  EXPECT_EQ(report.findings.size(), verify::kFindingsMax);
  EXPECT_EQ(report.findings.size() + report.findings_left_out, 1500U);
}

struct ForkedLog : LogFixture {
  /// A log whose entry 150 is `text`; of `size` entries, signed by the true log key.
  codec::Checkpoint publish_variant(const std::string& text, int size) {
    std::filesystem::remove_all(log);
    store::MemoryHistory variant(kOrigin);
    for (int i = 0; i < size; ++i) {
      codec::Record note =
          record("case.noted", "joe", map_body({{"text", text_item(i == 150 ? text : "note")}}));
      note.command_id = Bytes(16, static_cast<std::uint8_t>(i));
      note.command_id[0] = static_cast<std::uint8_t>(i >> 8);
      const Bytes bytes = codec::encode_record(note).value();
      EXPECT_TRUE(variant.append(variant.size().value(), {&bytes, 1}));
    }
    return store::TilePublisher::open(variant, log_key, {log}).value()->checkpoint();
  }
};

TEST_F(ForkedLog, OfTheSameSize) {
  options.trusted = {publish_variant("said to one", 300)};
  EXPECT_TRUE(check().good());
  publish_variant("said to another", 300);
  expect_only(check(), Fault::kForkedLog);
}

TEST_F(ForkedLog, ThatGrewOn) {
  options.trusted = {publish_variant("said to one", 300), publish_variant("said to one", 100)};
  publish_variant("said to one", 500);
  EXPECT_TRUE(check().good()) << told(check());
  publish_variant("said to another", 500);
  const auto report = check();
  expect_only(report, Fault::kForkedLog);
  EXPECT_NE(report.findings[0].what.find("first 300"), std::string::npos);
}

TEST_F(ForkedLog, TrustedCheckpointsAreReadFromNotes) {
  const auto checkpoint = publish_variant("x", 20);
  const Bytes note = read("checkpoint");
  EXPECT_EQ(verify::read_trusted(as_text(note), options.key).value(), checkpoint);
  EXPECT_EQ(
      verify::read_trusted(as_text(note), crypto::make_verifier_key(kOrigin, mallory.public_key()))
          .error()
          .code,
      ErrorCode::kNotFound);
}

}  // namespace
}  // namespace lw::test
