#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

/// The text form of C2SP tlog-proof: one file that proves that an entry is in a log. Nothing here
/// hashes or checks a signature.
namespace lw::codec {

/// Hashes of the longest proof that we read: a tree of 2^63 entries needs 63.
inline constexpr std::size_t kProofHashesMax = 63;
/// Bytes of the longest proof file that we read.
inline constexpr std::size_t kProofSizeMax = 512 * 1024;

/// A proof as written: the entry itself is not in it.
struct TlogProof {
  Bytes extra;  ///< opaque and not authenticated; empty for none
  std::uint64_t index = 0;
  std::vector<Digest> hashes;  ///< RFC 6962 §2.1.1: from the leaf's sibling up to the root's child
  std::string checkpoint;      ///< a signed note, verbatim

  bool operator==(const TlogProof&) const = default;
};

/// Returns the file's text. `checkpoint` ends in a newline, so the text does.
std::string format_tlog_proof(const TlogProof& proof);

/// Reads a proof. kInvalidInput naming the line, kTooLarge beyond the bounds above. The checkpoint
/// is taken as it stands: parse_note reads it.
[[nodiscard]] Result<TlogProof> parse_tlog_proof(std::string_view text);

}  // namespace lw::codec
