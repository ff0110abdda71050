#include "verify/key_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lw::verify {
namespace {

constexpr std::string_view kFirstLine = "longwatch-record-keys@v1";

std::unexpected<Error> bad(std::size_t line, std::string what) {
  return fail(ErrorCode::kInvalidInput, std::move(what), fmt::format("line {}", line));
}

/// The name and the 32 bytes of "<name> <base64>".
struct NamedKey {
  std::string name;
  std::array<std::uint8_t, 32> bytes{};
};

Result<NamedKey> read_line(std::string_view text, std::size_t line) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos || space == 0)
    return bad(line, "expected a name, a space and the base64 of a key");
  const auto bytes = from_base64(text.substr(space + 1));
  NamedKey out{std::string(text.substr(0, space)), {}};
  if (!bytes || bytes->size() != out.bytes.size())
    return bad(line, "expected the base64 of a key of 32 bytes");
  std::ranges::copy(*bytes, out.bytes.begin());
  return out;
}

/// Calls `take` with each line and its number, from 1; the last needs no newline.
template <class Take>
Result<void> each_line(std::string_view text, Take take) {
  for (std::size_t line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    LW_CHECK(take(text.substr(0, end), line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

}  // namespace

std::string format_record_keys(const RecordKeys& keys) {
  std::string out = fmt::format("{}\n{}\n", kFirstLine, keys.origin);
  for (const auto& [id, key] : keys.keys) out += fmt::format("{} {}\n", id, to_base64(key));
  return out;
}

Result<RecordKeys> parse_record_keys(std::string_view text) {
  RecordKeys out;
  LW_CHECK(each_line(text, [&](std::string_view line, std::size_t number) -> Result<void> {
    if (number == 1 && line != kFirstLine)
      return bad(number,
                 fmt::format("not a file of record keys: the first line is not {}", kFirstLine));
    if (number == 2) out.origin = line;
    if (number <= 2) return {};
    LW_TRY(NamedKey key, read_line(line, number));
    if (!out.keys.emplace(std::move(key.name), key.bytes).second)
      return bad(number, "this key id stands there twice");
    return {};
  }));
  if (out.origin.empty()) return bad(2, "the file names no log");
  return out;
}

Result<std::map<std::string, std::set<PersonKey>>> parse_person_keys(std::string_view text) {
  std::map<std::string, std::set<PersonKey>> out;
  LW_CHECK(each_line(text, [&](std::string_view line, std::size_t number) -> Result<void> {
    if (line.empty() || line.starts_with('#')) return {};
    LW_TRY(NamedKey key, read_line(line, number));
    out[std::move(key.name)].insert(key.bytes);
    return {};
  }));
  return out;
}

}  // namespace lw::verify
