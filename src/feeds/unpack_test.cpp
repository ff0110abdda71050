#include "feeds/unpack.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <lzma.h>

#include <string>
#include <vector>

namespace lw::feeds {
namespace {

Bytes xz(std::string_view text) {
  Bytes out(lzma_stream_buffer_bound(text.size()));
  std::size_t at = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, as_bytes(text).data(),
                                    text.size(), out.data(), &at, out.size()),
            LZMA_OK);
  out.resize(at);
  return out;
}

struct Member {
  std::string name;
  std::string bytes;
  unsigned type = AE_IFREG;
};

Bytes tar(const std::vector<Member>& members) {
  Bytes out(1 << 20);
  std::size_t used = 0;
  archive* a = archive_write_new();
  archive_write_set_format_ustar(a);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (const auto& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_filetype(entry, member.type);
    if (member.type == AE_IFLNK) archive_entry_set_symlink(entry, "/etc/passwd");
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
    archive_entry_set_perm(entry, 0644);
    EXPECT_EQ(archive_write_header(a, entry), ARCHIVE_OK);
    archive_write_data(a, member.bytes.data(), member.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

Result<std::string> all(ByteView raw, const UnpackLimits& limits = {}) {
  std::string out;
  const auto result = unpack(raw, limits, [&](std::string_view piece) -> Result<void> {
    out += piece;
    return {};
  });
  if (!result) return std::unexpected(result.error());
  return out;
}

TEST(Unpack, GivesOutPlainAndPacked) {
  const std::string text(700'000, 'x');
  EXPECT_EQ(*all(as_bytes(text)), text);
  EXPECT_EQ(*all(xz(text)), text);
  EXPECT_EQ(*all({}), "");
  EXPECT_EQ(*unpacked_head(xz(text), 10), "xxxxxxxxxx");
}

TEST(Unpack, TellsHowMuchWillComeOut) {
  const std::string text(700'000, 'x');
  EXPECT_EQ(unpacked_size(as_bytes(text)), text.size());
  EXPECT_EQ(unpacked_size(xz(text)), text.size());
  EXPECT_EQ(unpacked_size({}), 0U);
  Bytes two = xz(text);
  const Bytes second = xz("y");
  two.insert(two.end(), second.begin(), second.end());
  EXPECT_EQ(unpacked_size(two), std::nullopt) << "the last index tells of its own stream alone";
  Bytes cut = xz(text);
  cut.pop_back();
  EXPECT_EQ(unpacked_size(cut), std::nullopt);
  for (std::size_t size = 0; size < 40; ++size) {  // nothing of a head or foot is taken on trust
    const Bytes whole = xz(text);
    const Bytes head(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto told = unpacked_size(head);
    EXPECT_TRUE(!told || *told == size) << size;
  }
}

TEST(Unpack, SaysWhereAStreamIsBroken) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919) + "\n";
  const Bytes whole = xz(text);
  Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2));
  EXPECT_EQ(all(cut).error().what, "the xz stream is cut off");
  EXPECT_FALSE(all(cut).error().where.empty());
  Bytes flipped = whole;
  flipped[whole.size() / 2] ^= 0x40;
  EXPECT_EQ(all(flipped).error().code, ErrorCode::kInvalidInput);
  Bytes trailing = whole;
  trailing.push_back('x');
  EXPECT_FALSE(all(trailing));
}

TEST(Unpack, StopsABomb) {
  // 64 MiB of zeros pack to some ten kilobytes.
  const Bytes bomb = xz(std::string(64U << 20, '\0'));
  EXPECT_EQ(all(bomb).error().code, ErrorCode::kTooLarge);
  UnpackLimits limits;
  limits.unpacked_bytes_max = 1000;
  EXPECT_EQ(all(xz(std::string(2000, 'x')), limits).error().code, ErrorCode::kTooLarge);
  limits = {};
  limits.memory_bytes_max = 1 << 16;
  EXPECT_EQ(all(xz(std::string(100'000, 'x')), limits).error().code, ErrorCode::kTooLarge);
  limits = {};
  limits.raw_bytes_max = 10;
  EXPECT_EQ(all(xz("x"), limits).error().code, ErrorCode::kTooLarge);
}

TEST(Unpack, NamesOtherPackings) {
  EXPECT_EQ(all(as_bytes(std::string_view("\x1F\x8B\x08"))).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(all(as_bytes(std::string_view("PK\x03\x04"))).error().code, ErrorCode::kUnsupported);
}

struct Found {
  std::vector<ArchiveEntry> entries;
  std::vector<std::string> faults;
  Result<void> result;
};

Found read(ByteView raw, const UnpackLimits& limits = {}) {
  Found out;
  out.result = read_archive(raw, limits,
                            {.entry = [&](ArchiveEntry&& entry) -> Result<void> {
                               out.entries.push_back(std::move(entry));
                               return {};
                             },
                             .fault = [&](std::string name, std::string) -> Result<void> {
                               out.faults.push_back(std::move(name));
                               return {};
                             }});
  return out;
}

TEST(Archive, GivesOutRegularFilesOnly) {
  const auto raw = tar(
      {{"a.json", "{}"}, {"dir/", "", AE_IFDIR}, {"link", "", AE_IFLNK}, {"../../b.json", "[1]"}});
  auto found = read(raw);
  ASSERT_TRUE(found.result);
  ASSERT_EQ(found.entries.size(), 2U);
  EXPECT_EQ(found.entries[0].bytes, "{}");
  EXPECT_EQ(found.entries[1].bytes, "[1]");
  found = read(xz(as_text(raw)));
  EXPECT_EQ(found.entries.size(), 2U);
}

TEST(Archive, KeepsItsBounds) {
  const auto raw = tar({{"large", std::string(5000, 'x')}, {"small", "x"}});
  UnpackLimits limits;
  limits.entry_bytes_max = 100;
  auto found = read(raw, limits);
  EXPECT_TRUE(found.result);
  EXPECT_EQ(found.faults, std::vector<std::string>{"large"});
  ASSERT_EQ(found.entries.size(), 1U);
  limits = {};
  limits.entries_max = 1;
  EXPECT_EQ(read(raw, limits).result.error().code, ErrorCode::kTooLarge);
  limits = {};
  limits.unpacked_bytes_max = 1000;
  EXPECT_EQ(read(raw, limits).result.error().code, ErrorCode::kTooLarge);
}

TEST(Archive, GivesOutWhatStandsBeforeTheDamage) {
  const auto raw = tar({{"a", "1"}, {"b", std::string(5000, 'x')}});
  const auto found = read(ByteView(raw).first(2500));
  EXPECT_FALSE(found.result);
  EXPECT_EQ(found.entries.size(), 1U);
  EXPECT_FALSE(read(as_bytes(std::string(2000, 'x'))).result);
}

TEST(LineReader, CutsLinesHoweverTheyCome) {
  for (const std::size_t step : {1U, 3U, 100U}) {
    std::vector<std::string> lines;
    std::vector<std::uint64_t> long_ones;
    LineReader reader(
        {.line = [&](const LineReader::Line& line) -> Result<void> {
           lines.push_back(std::to_string(line.number) + ":" + std::string(line.text));
           return {};
         },
         .too_long = [&](std::uint64_t number) -> Result<void> {
           long_ones.push_back(number);
           return {};
         }},
        8);
    const std::string text = "one\r\ntwo\n\n0123456789abcdef\nfive";
    for (std::size_t at = 0; at < text.size(); at += step) {
      ASSERT_TRUE(reader.feed(std::string_view(text).substr(at, step)));
    }
    ASSERT_TRUE(reader.finish());
    EXPECT_EQ(lines, (std::vector<std::string>{"1:one", "2:two", "3:", "5:five"})) << step;
    EXPECT_EQ(long_ones, std::vector<std::uint64_t>{4}) << step;
  }
}

}  // namespace
}  // namespace lw::feeds
