#include "store/memory/history.hpp"

#include <fmt/format.h>

#include "store/append_rules.hpp"

namespace lw::store {

Result<std::uint64_t> MemoryHistory::append(std::uint64_t expected_size,
                                            std::span<const Bytes> entries) {
  LW_CHECK(check_append({entries_.size(), expected_size, entries}));
  entries_.insert(entries_.end(), entries.begin(), entries.end());
  return entries_.size();
}

Result<Bytes> MemoryHistory::read(std::uint64_t seq) {
  if (seq >= entries_.size())
    return fail(ErrorCode::kNotFound, fmt::format("the history has no entry {}", seq));
  return entries_[seq];
}

Result<void> MemoryHistory::scan(app::EntryRange range, const app::EntryVisitor& visit) {
  if (range.end > entries_.size() || range.begin > range.end) {
    return fail(ErrorCode::kNotFound,
                fmt::format("the history has no entries {} to {}", range.begin, range.end));
  }
  for (std::uint64_t seq = range.begin; seq < range.end; ++seq) {
    const Bytes entry = entries_[seq];  // a copy: the visitor may append
    LW_CHECK(visit(seq, entry));
  }
  return {};
}

}  // namespace lw::store
