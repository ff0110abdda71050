#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace lw::feeds {

/// Bounds on documents and on what comes out of packed ones.
struct UnpackLimits {
  std::uint64_t raw_bytes_max = 1ULL << 30;       ///< the document as given
  std::uint64_t unpacked_bytes_max = 8ULL << 30;  ///< all that comes out of it
  /// So many times the packed size may come out, once more than ratio_from_bytes has: real lists
  /// reach 40, bombs begin at thousands.
  std::uint64_t ratio_max = 1000;
  std::uint64_t ratio_from_bytes = 16ULL << 20;
  std::uint64_t memory_bytes_max = 256ULL << 20;  ///< of the xz decoder
  std::uint64_t entry_bytes_max = 32ULL << 20;    ///< one member of an archive
  std::uint64_t entries_max = 1'000'000;
  std::uint64_t record_bytes_max = 4ULL << 20;  ///< one line
};

/// Takes the next piece; an error ends the unpacking and is returned.
using PieceHandler = std::function<Result<void>(std::string_view piece)>;

/// Gives out the bytes of `raw` in pieces: unpacked where it is xz, as they are otherwise.
/// kInvalidInput with the offset for a broken or cut xz stream, after what could be read has been
/// given out; kTooLarge beyond the limits; kUnsupported for other packings (gzip, zip, zstd,
/// bzip2).
[[nodiscard]] Result<void> unpack(ByteView raw, const UnpackLimits& limits,
                                  const PieceHandler& handler);

/// Returns how many bytes come out of `raw`, as it says itself: for showing how far a reading is,
/// never for bounds. Absent where it does not say: several xz streams in one, other packings.
std::optional<std::uint64_t> unpacked_size(ByteView raw);

/// Returns the first bytes of `raw`, unpacked, at most `size_bytes`. Errors as unpack.
[[nodiscard]] Result<std::string> unpacked_head(ByteView raw, std::size_t size_bytes);

/// One regular file of an archive.
struct ArchiveEntry {
  std::string name;
  std::string bytes;
};

/// Who takes what is found in an archive. An error that a callback returns ends the reading and is
/// returned.
struct ArchiveHandler {
  std::function<Result<void>(ArchiveEntry&&)> entry;
  std::function<Result<void>(std::string name, std::string why)>
      fault;  ///< an entry that cannot be taken; reading goes on
};

/// Reads a tar archive, packed with xz or not, entry by entry. Links, devices and folders are
/// passed over; nothing is written anywhere. An entry larger than the bound is a fault.
/// kInvalidInput for a broken archive, after the good entries before it have been given out;
/// kTooLarge beyond the limits.
[[nodiscard]] Result<void> read_archive(ByteView raw, const UnpackLimits& limits,
                                        const ArchiveHandler& handler);

/// Cuts pieces into lines.
class LineReader {
 public:
  /// One line without its end, its number from 1, and how many readable bytes lie behind it.
  struct Line {
    std::string_view text;
    std::uint64_t number = 1;
    std::size_t slack_bytes = 0;
  };
  /// What to do with a line, and with one that is longer than the bound (its number is given; the
  /// rest of it is passed over).
  struct Handler {
    std::function<Result<void>(const Line&)> line;
    std::function<Result<void>(std::uint64_t number)> too_long;
  };

  LineReader(Handler handler, std::uint64_t line_bytes_max)
      : handler_(std::move(handler)), max_(line_bytes_max) {}

  /// Takes the next piece, cut anywhere.
  [[nodiscard]] Result<void> feed(std::string_view piece);

  /// Says that the text has ended; the last line need not have an end.
  [[nodiscard]] Result<void> finish();

 private:
  [[nodiscard]] Result<void> give(std::size_t begin, std::size_t end);

  Handler handler_;
  std::uint64_t max_;
  std::string buffer_;
  std::uint64_t number_ = 0;
  bool is_skipping_ = false;
};

}  // namespace lw::feeds
