#include "feeds/unpack.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <lzma.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "codec/cve.hpp"

namespace lw::feeds {
namespace {

constexpr std::size_t kPieceBytes = 256U << 10;

bool starts_with(ByteView raw, std::string_view magic) {
  return as_text(raw.first(std::min(raw.size(), magic.size()))) == magic;
}
constexpr std::string_view kXzMagic(
    "\xFD"
    "7zXZ\0",
    6);

std::optional<std::string_view> other_packing(ByteView raw) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kMagics = {
      {{"\x1F\x8B", "gzip"},
       {"PK\x03\x04", "zip"},
       {"\x28\xB5\x2F\xFD", "zstd"},
       {"BZh", "bzip2"}}};
  for (const auto& [magic, name] : kMagics) {
    if (starts_with(raw, magic)) return name;
  }
  return std::nullopt;
}

/// Watches how much comes out of how much.
class Meter {
 public:
  Meter(std::uint64_t raw_bytes, const UnpackLimits& limits)
      : raw_bytes_(raw_bytes), limits_(limits) {}

  Result<void> add(std::uint64_t bytes) {
    out_ += bytes;
    if (out_ > limits_.unpacked_bytes_max) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("more than {} bytes unpacked", limits_.unpacked_bytes_max));
    }
    if (out_ > limits_.ratio_from_bytes && out_ / limits_.ratio_max > raw_bytes_) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("{} packed bytes give more than {} times as many", raw_bytes_,
                              limits_.ratio_max),
                  {}, "this looks like a decompression bomb");
    }
    return {};
  }

 private:
  std::uint64_t raw_bytes_;
  const UnpackLimits& limits_;
  std::uint64_t out_ = 0;
};

struct LzmaEnd {
  void operator()(lzma_stream* stream) const { lzma_end(stream); }
};

struct LzmaIndexEnd {
  void operator()(lzma_index* index) const { lzma_index_end(index, nullptr); }
};

std::string_view lzma_reason(lzma_ret code) {
  switch (code) {
    case LZMA_FORMAT_ERROR: return "not an xz stream";
    case LZMA_OPTIONS_ERROR: return "xz options that are not supported";
    case LZMA_DATA_ERROR: return "the xz stream is damaged";
    case LZMA_BUF_ERROR: return "the xz stream is cut off";
    case LZMA_MEMLIMIT_ERROR: return "the xz stream asks for more memory than the bound";
    case LZMA_MEM_ERROR: return "no memory";
    default: return "the xz decoder failed";
  }
}

Result<void> unpack_xz(ByteView raw, const UnpackLimits& limits, const PieceHandler& handler) {
  lzma_stream stream = LZMA_STREAM_INIT;
  const std::unique_ptr<lzma_stream, LzmaEnd> guard(&stream);
  if (lzma_stream_decoder(&stream, limits.memory_bytes_max, LZMA_CONCATENATED) != LZMA_OK) {
    return fail(ErrorCode::kUnavailable, "the xz decoder cannot be set up");
  }
  Meter meter(raw.size(), limits);
  std::string out(kPieceBytes, '\0');
  stream.next_in = raw.data();
  stream.avail_in = raw.size();
  while (true) {
    stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream.avail_out = out.size();
    const lzma_ret code = lzma_code(&stream, LZMA_FINISH);
    const std::size_t made = out.size() - stream.avail_out;
    if (made > 0) {
      LW_CHECK(meter.add(made));
      LW_CHECK(handler(std::string_view(out).substr(0, made)));
    }
    if (code == LZMA_STREAM_END) return {};
    if (code != LZMA_OK) {
      return fail(code == LZMA_MEMLIMIT_ERROR ? ErrorCode::kTooLarge : ErrorCode::kInvalidInput,
                  std::string(lzma_reason(code)), fmt::format("packed byte {}", stream.total_in));
    }
  }
}

struct ArchiveFree {
  void operator()(archive* a) const { archive_read_free(a); }
};

std::string archive_reason(archive* a) {
  const char* text = archive_error_string(a);
  return text == nullptr ? "the archive cannot be read" : text;
}

/// Reads the bytes of the entry at hand; nothing when it is larger than the bound.
Result<std::optional<std::string>> entry_bytes(archive* a, const UnpackLimits& limits,
                                               Meter& meter) {
  std::string out;
  std::string piece(kPieceBytes, '\0');
  bool is_too_large = false;
  while (true) {
    const la_ssize_t got = archive_read_data(a, piece.data(), piece.size());
    if (got < 0) return fail(ErrorCode::kInvalidInput, archive_reason(a));
    if (got == 0) break;
    LW_CHECK(meter.add(static_cast<std::uint64_t>(got)));
    is_too_large =
        is_too_large || out.size() + static_cast<std::uint64_t>(got) > limits.entry_bytes_max;
    if (!is_too_large) out.append(piece, 0, static_cast<std::size_t>(got));
  }
  if (is_too_large) return std::optional<std::string>{};
  return std::optional<std::string>(std::move(out));
}

}  // namespace

Result<void> unpack(ByteView raw, const UnpackLimits& limits, const PieceHandler& handler) {
  if (raw.size() > limits.raw_bytes_max) {
    return fail(ErrorCode::kTooLarge, fmt::format("a document of {} bytes", raw.size()), {},
                fmt::format("at most {} are read", limits.raw_bytes_max));
  }
  if (starts_with(raw, kXzMagic)) return unpack_xz(raw, limits, handler);
  if (const auto packing = other_packing(raw)) {
    return fail(ErrorCode::kUnsupported, fmt::format("a {} file", *packing), {},
                "unpack it, or pack it with xz");
  }
  for (std::size_t at = 0; at < raw.size(); at += kPieceBytes) {
    LW_CHECK(handler(as_text(raw.subspan(at, std::min(kPieceBytes, raw.size() - at)))));
  }
  return {};
}

std::optional<std::uint64_t> unpacked_size(ByteView raw) {
  if (other_packing(raw)) return std::nullopt;
  if (!starts_with(raw, kXzMagic)) return raw.size();
  if (raw.size() < 2 * LZMA_STREAM_HEADER_SIZE) return std::nullopt;
  lzma_stream_flags footer{};
  const std::size_t end = raw.size() - LZMA_STREAM_HEADER_SIZE;
  if (lzma_stream_footer_decode(&footer, raw.data() + end) != LZMA_OK ||
      footer.backward_size > end - LZMA_STREAM_HEADER_SIZE)
    return std::nullopt;
  lzma_index* index = nullptr;
  std::uint64_t memory_max = UnpackLimits().memory_bytes_max;
  std::size_t at = end - static_cast<std::size_t>(footer.backward_size);
  if (lzma_index_buffer_decode(&index, &memory_max, nullptr, raw.data(), &at, end) != LZMA_OK)
    return std::nullopt;
  const std::unique_ptr<lzma_index, LzmaIndexEnd> guard(index);
  // The index speaks of its own stream only: any other in front of it would be left out.
  if (lzma_index_file_size(index) != raw.size()) return std::nullopt;
  return lzma_index_uncompressed_size(index);
}

Result<std::string> unpacked_head(ByteView raw, std::size_t size_bytes) {
  std::string out;
  const auto result = unpack(raw, {}, [&](std::string_view piece) -> Result<void> {
    out += piece.substr(0, size_bytes - out.size());
    if (out.size() < size_bytes) return {};
    return fail(ErrorCode::kConflict, "enough");
  });
  if (!result && out.empty()) return std::unexpected(result.error());
  return out;
}

Result<void> read_archive(ByteView raw, const UnpackLimits& limits, const ArchiveHandler& handler) {
  if (raw.size() > limits.raw_bytes_max) {
    return fail(ErrorCode::kTooLarge, fmt::format("an archive of {} bytes", raw.size()));
  }
  const std::unique_ptr<archive, ArchiveFree> owned(archive_read_new());
  archive* a = owned.get();
  if (a == nullptr) return fail(ErrorCode::kUnavailable, "no memory");
  archive_read_support_filter_xz(a);
  archive_read_support_format_tar(a);
  if (archive_read_open_memory(a, raw.data(), raw.size()) != ARCHIVE_OK) {
    return fail(ErrorCode::kInvalidInput, archive_reason(a), {},
                "give a tar archive, packed with xz or not");
  }
  Meter meter(raw.size(), limits);
  for (std::uint64_t number = 1;; ++number) {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(a, &entry);
    if (code == ARCHIVE_EOF) return {};
    const std::string where = fmt::format("entry {}", number);
    if (code == ARCHIVE_FATAL || code == ARCHIVE_FAILED || code == ARCHIVE_RETRY) {
      return fail(ErrorCode::kInvalidInput, archive_reason(a), where);
    }
    if (number > limits.entries_max)
      return fail(ErrorCode::kTooLarge, fmt::format("more than {} entries", limits.entries_max));
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
      continue;
    const char* path = archive_entry_pathname(entry);
    std::string name = path == nullptr ? where : path;
    auto bytes = entry_bytes(a, limits, meter);
    if (!bytes) {
      bytes.error().where = std::move(name);
      return std::unexpected(bytes.error());
    }
    if (*bytes) LW_CHECK(handler.entry({std::move(name), std::move(**bytes)}));
    else
      LW_CHECK(handler.fault(std::move(name),
                             fmt::format("larger than {} bytes", limits.entry_bytes_max)));
  }
}

Result<void> LineReader::give(std::size_t begin, std::size_t end) {
  ++number_;
  if (std::exchange(is_skipping_, false)) return {};
  if (end > begin && buffer_[end - 1] == '\r') --end;
  if (end - begin > max_) return handler_.too_long(number_);
  // Bytes behind the line belong to the buffer's storage, whether filled or not.
  return handler_.line(
      {std::string_view(buffer_).substr(begin, end - begin), number_, buffer_.capacity() - end});
}

Result<void> LineReader::feed(std::string_view piece) {
  const std::size_t searched = buffer_.size();
  buffer_.reserve(buffer_.size() + piece.size() + codec::CveReader::kSlackBytes);
  buffer_ += piece;
  std::size_t begin = 0;
  std::size_t from = searched;
  while (true) {
    const auto end = buffer_.find('\n', from);
    if (end == std::string::npos) break;
    LW_CHECK(give(begin, end));
    begin = from = end + 1;
  }
  buffer_.erase(0, begin);
  if (buffer_.size() > max_) {
    if (!std::exchange(is_skipping_, true)) LW_CHECK(handler_.too_long(number_ + 1));
    buffer_.clear();
  }
  return {};
}

Result<void> LineReader::finish() {
  if (buffer_.empty() && !is_skipping_) return {};
  LW_CHECK(give(0, buffer_.size()));
  buffer_.clear();
  return {};
}

}  // namespace lw::feeds
