#include "codec/tlog_proof.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace lw::codec {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

/// Takes lines off the front of a text, counting them.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  Result<std::string_view> next() {
    ++line_;
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos) return bad("the proof is cut short");
    const std::string_view out = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return out;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] std::unexpected<Error> bad(std::string what) const {
    return fail(ErrorCode::kInvalidInput, std::move(what), fmt::format("line {}", line_));
  }

 private:
  std::string_view rest_;
  std::size_t line_ = 0;
};

Result<std::uint64_t> read_index(std::string_view line, const Lines& lines) {
  if (!line.starts_with(kIndex)) return lines.bad("expected \"index\" and a number");
  line.remove_prefix(kIndex.size());
  std::uint64_t out = 0;
  const auto* end = line.data() + line.size();
  const auto [at, error] = std::from_chars(line.data(), end, out);
  if (line.empty() || error != std::errc() || at != end || (line.size() > 1 && line[0] == '0'))
    return lines.bad("the index is not a decimal number");
  return out;
}

}  // namespace

std::string format_tlog_proof(const TlogProof& proof) {
  std::string out = std::string(kFirstLine) + "\n";
  if (!proof.extra.empty()) out += std::string(kExtra) + to_base64(proof.extra) + "\n";
  out += fmt::format("{}{}\n", kIndex, proof.index);
  for (const Digest& hash : proof.hashes) out += to_base64(hash.bytes) + "\n";
  return out + "\n" + proof.checkpoint;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
  if (text.size() > kProofSizeMax)
    return fail(ErrorCode::kTooLarge, fmt::format("a proof of more than {} bytes", kProofSizeMax));
  Lines lines(text);
  LW_TRY(std::string_view line, lines.next());
  if (line != kFirstLine)
    return lines.bad(fmt::format("not a proof: the first line is not {}", kFirstLine));
  TlogProof out;
  LW_TRY(line, lines.next());
  if (line.starts_with(kExtra)) {
    LW_TRY(out.extra, from_base64(line.substr(kExtra.size())));
    if (out.extra.empty()) return lines.bad("empty extra data");
    LW_TRY(line, lines.next());
  }
  LW_TRY(out.index, read_index(line, lines));
  while (true) {
    LW_TRY(line, lines.next());
    if (line.empty()) break;
    const auto bytes = from_base64(line);
    if (!bytes || bytes->size() != Digest::kSizeBytes)
      return lines.bad("expected the base64 of a hash of 32 bytes");
    if (out.hashes.size() == kProofHashesMax)
      return fail(ErrorCode::kTooLarge,
                  fmt::format("a proof of more than {} hashes", kProofHashesMax));
    out.hashes.emplace_back();
    std::ranges::copy(*bytes, out.hashes.back().bytes.begin());
  }
  out.checkpoint = lines.rest();
  if (out.checkpoint.empty()) return lines.bad("the proof has no checkpoint");
  return out;
}

}  // namespace lw::codec
